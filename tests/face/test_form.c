/* A report asked for question by question: which questions come, what is taken, what is asked
 * again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tacet/face/statement_form.h"

static const int64_t NOW_NS = INT64_C(1800014400) * INT64_C(1000000000); /* 2027-01-15T12:00Z */

static struct tct_arena arena;
static struct tct_sector sector;
static char folder[] = "/tmp/tacet-form.XXXXXX";

static void write_file(const char *name, const char *text)
{
    char path[128];
    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs(text, file);
    (void)fclose(file);
}

static void open_sector(const char *frame, const char *stations)
{
    char yaml[512];
    struct tct_error err;
    (void)snprintf(yaml, sizeof(yaml),
                   "name: f\n%s\nparties: [{id: north, name: N}, {id: south, name: S}]\n"
                   "stations: stations.csv\n",
                   frame);
    write_file("sector.yaml", yaml);
    write_file("stations.csv", stations);
    tct_arena_init(&arena, 1 << 24);
    if (tct_sector_open(folder, &arena, NULL, &sector, &err) != TCT_OK)
        fail_msg("%s", err.text);
}

static void close_sector(void)
{
    tct_sector_close(&sector);
    tct_arena_free(&arena);
}

/* "NAME=answer": the question that must come, and what is said; "!NAME=answer" is to be refused. */
static char *converse(struct tct_form *form, const char *const *lines)
{
    for (; *lines != NULL; lines++) {
        struct tct_error err;
        bool refused = (*lines)[0] == '!';
        const char *name = *lines + refused, *equals = strchr(name, '=');
        const struct tct_question *question = tct_form_question(form);
        if (question == NULL || strlen(question->name) != (size_t)(equals - name) ||
            strncmp(question->name, name, (size_t)(equals - name)) != 0)
            fail_msg("asked for %s instead of %s", question == NULL ? "nothing" : question->name,
                     name);
        enum tct_status status = tct_form_answer(form, equals + 1, &err);
        if (status != (refused ? TCT_ERR_INPUT : TCT_OK))
            fail_msg("%s: %d %s", name, status, status == TCT_OK ? "" : err.text);
        if (refused)
            assert_true(strstr(err.text, "expected ") != NULL);
    }
    assert_null(tct_form_question(form));
    return tct_form_json(form);
}

static void tell(const char *const *lines, const char *expected)
{
    struct tct_said said;
    struct tct_error err;
    struct tct_form *form = tct_form_open(&sector, NOW_NS, 4 * 3600);
    assert_non_null(form);
    char *text = converse(form, lines);
    if (tct_statement_read(&sector, text, strlen(text), NOW_NS, &said, &err) != TCT_OK)
        fail_msg("%s: %s", text, err.text);
    if (strstr(text, expected) == NULL)
        fail_msg("%s instead of %s", text, expected);
    free(text);
    tct_form_close(form);
}

static void only_what_matters_is_asked(void **state)
{
    (void)state;
    open_sector("frame: wgs84\norigin: [44.5, 40.2]",
                "id,lon,lat,position_sigma_m,clock_sigma_s\nA,44.5,40.2,1,0.001\n");
    tell((const char *const[]){"about=", "channel=post", "observation=6", "time=0214",
                               "until=", "place=", "observer=38TMK5755251007", "bearing=ne",
                               "distance_m=800", "count=~12", "direction=inc", "means=heard",
                               "accused=", "weapon=", "text=", NULL},
         "\"observation\":\"shot\",\"time\":\"2027-01-14T22:14Z\",\"observer\":\"38TMK5755251007\","
         "\"bearing\":\"NE\",\"distance_m\":800.0,\"count\":{\"about\":12.0},"
         "\"direction\":\"incoming\",\"means\":\"heard\"}");
    tell((const char *const[]){"about=move", "channel=1", "time=15:59", "until=2027-01-15T11:59Z",
                               "place=40.2084, 44.5012", "means=", "restriction=denied",
                               "reason=mines", "text=no", NULL},
         "\"restriction\":\"denied\",\"reason\":\"mines\",\"text\":\"no\"}");
    tell((const char *const[]){"about=5", "channel=hotline", "time=1200",
                               "until=", "place=40.2084, 44.5012", "means=", "killed=1",
                               "injured=", "civilian=yes", "text=", NULL},
         "\"casualties\":{\"killed\":1.0,\"civilian\":true}}");
    tell((const char *const[]){"about=", "channel=complaint", "party=south", "observation=burst",
                               "time=1200", "until=", "place=40.2084, 44.5012", "count=10-20",
                               "direction=", "means=", "accused=north", "weapon=", "text=", NULL},
         "\"party\":\"south\"");
    close_sector();
}

static void what_will_not_do_is_asked_again(void **state)
{
    (void)state;
    open_sector("frame: wgs84\norigin: [44.5, 40.2]",
                "id,lon,lat,position_sigma_m,clock_sigma_s\nA,44.5,40.2,1,0.001\n");
    tell((const char *const[]){"!about=7",
                               "!about=-1",
                               "!about=d",
                               "about=dam",
                               "!channel=",
                               "!channel=\xff",
                               "!channel=\x1b[2J",
                               "channel=post",
                               "!time=",
                               "!time=25:99",
                               "!time=2036-01-01T00:00Z",
                               "time=02:14",
                               "!until=2027-01-01",
                               "until=",
                               "!place=0,0",
                               "!place=43.8, 44.5",
                               "place=",
                               "!observer=",
                               "observer=40.2084, 44.5012",
                               "!bearing=",
                               "!bearing=up",
                               "!bearing=400",
                               "bearing=22.5",
                               "!distance_m=-3",
                               "!distance_m=1e99",
                               "distance_m=",
                               "means=",
                               "damage='); DROP TABLE",
                               "text=",
                               NULL},
         "\"bearing_deg\":22.5,\"damage\":\"'); DROP TABLE\"}");
    close_sector();
}

static void one_can_go_back(void **state)
{
    (void)state;
    open_sector("frame: local", "id,x,y,z,position_sigma_m,clock_sigma_s\nA,0,0,0,1,0.001\n");
    struct tct_form *form = tct_form_open(&sector, NOW_NS, 0);
    struct tct_error err;
    assert_false(tct_form_back(form));
    assert_int_equal(tct_form_preset(form, "channel", "nobody", &err), TCT_ERR_INPUT);
    assert_int_equal(tct_form_preset(form, "channel", "post", &err), TCT_OK);
    assert_int_equal(tct_form_answer(form, "casualty", &err), TCT_OK);
    assert_true(tct_form_back(form));
    char *text = converse(
        form, (const char *const[]){"about=fire", "observation=shot", "time=1200", "until=",
                                    "!place=10", "!place=10,", "place=10, -20.5", "count=many",
                                    "direction=", "means=", "accused=", "weapon=", "text=", NULL});
    assert_non_null(strstr(text, "\"channel\":\"post\",\"about\":\"fire\""));
    assert_non_null(
        strstr(text, "\"place\":{\"x_m\":10.0,\"y_m\":-20.5},\"count\":\"uncountable\""));
    free(text);
    for (int i = 0; i < 5; i++) /* text, weapon, accused, means, direction */
        assert_true(tct_form_back(form));
    assert_string_equal(tct_form_question(form)->name, "direction");
    assert_true(tct_form_back(form));
    text = tct_form_json(form);
    assert_null(strstr(text, "count"));
    assert_non_null(strstr(text, "place"));
    free(text);
    tct_form_close(form);
    close_sector();
}

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    char path[128];
    (void)snprintf(path, sizeof(path), "%s/sector.yaml", folder);
    (void)unlink(path);
    (void)snprintf(path, sizeof(path), "%s/stations.csv", folder);
    (void)unlink(path);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_matters_is_asked),
        cmocka_unit_test(what_will_not_do_is_asked_again),
        cmocka_unit_test(one_can_go_back),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
