/* Table of shots: golden text, narrow terminals, hostile names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "look.h"
#include "printable.h"
#include "tacet/face/report_table.h"

static char NAME[] = "North valley";

/* The table as text; free it. */
static char *written(struct look *look, const struct tct_event *events, size_t count,
                     const struct tct_table_options *options)
{
    char *text = NULL;
    size_t bytes;
    struct tct_error err;
    FILE *file = open_memstream(&text, &bytes);
    assert_non_null(file);
    assert_int_equal(tct_table_write(file, &look->sector, events, count, options, &err), TCT_OK);
    (void)fclose(file);
    return text;
}

static void plain_text_is_as_it_was(void **state)
{
    (void)state;
    struct look look;
    look_make(&look);
    look_name(&look, NAME, NULL, NULL);
    look.events[1].classified = true;
    look.events[1].class_p[TCT_CLASS_MUZZLE_BLAST] = 0.93;
    char *text =
        written(&look, look.events, LOOK_EVENTS, &(struct tct_table_options){.unicode = TCT_NEVER});
    assert_string_equal(
        text, "North valley, 2026-01-01 (UTC)\n"
              "\n"
              "#  time UTC        x m    y m     95 % ellipse  side          stations  class\n"
              "1  00:01:03.000  -2000   1500  49 x 24 m @ 090  north 97 %           5\n"
              "2  00:01:04.500   -500    900  49 x 24 m @ 090  north 98 %           5  "
              "muzzle_blast 93 %\n"
              "3  00:01:06.200   1200   1800  49 x 24 m @ 090  north 95 %           5\n"
              "4  00:01:05.700    700  -1400  49 x 24 m @ 090  south 99 %           5\n"
              "5  00:01:03.500  -1500   -900  49 x 24 m @ 090  south 96 %           5\n"
              "6  00:01:05.100    100     50  49 x 24 m @ 090  undetermined         5\n"
              "7  00:01:05.000  direction 045 deg +- 2.0 only\n"
              "8  00:01:05.000  no place: heard by two stations\n"
              "\n"
              "8 events: 6 located, 1 with a direction only, 1 without a place\n"
              "sides of those located: 3 north, 2 south, 1 undetermined\n"
              "median area of the 95 % ellipses: 3771 m2\n");
    free(text);
}

static void unicode_and_days_are_shown(void **state)
{
    (void)state;
    struct look look;
    look_make(&look);
    look_name(&look, NAME, NULL, NULL);
    look.events[0].time_ns += 86400 * TCT_NS_PER_S;
    char *text = written(&look, look.events, LOOK_EVENTS,
                         &(struct tct_table_options){.unicode = TCT_ALWAYS});
    assert_non_null(strstr(text, "North valley\n"));
    assert_non_null(strstr(text, "1  2026-01-02 00:01:03.000  "));
    assert_non_null(strstr(text, "49 × 24 m @ 090°"));
    assert_non_null(strstr(text, "direction 045° ± 2.0° only"));
    assert_null(strchr(text, '\033'));
    free(text);
}

/* The widest line before the sums. */
static int widest_row(const char *text)
{
    int widest = 0;
    char line[1024];
    const char *at = strstr(text, "\n\n") + 2;
    for (; *at != '\n'; at = strchr(at, '\n') + 1) {
        (void)snprintf(line, sizeof(line), "%.*s", (int)strcspn(at, "\n"), at);
        int own = printable_columns(line);
        widest = own > widest ? own : widest;
    }
    return widest;
}

static void narrow_terminals_lose_columns_not_places(void **state)
{
    (void)state;
    struct look look;
    look_make(&look);
    look_name(&look, NAME, NULL, NULL);
    for (int columns = 120; columns >= 46; columns -= 6) {
        char *text =
            written(&look, look.events, LOOK_EVENTS,
                    &(struct tct_table_options){.unicode = TCT_ALWAYS, .columns = columns});
        assert_true(widest_row(text) <= columns);
        assert_non_null(strstr(text, "x m"));
        assert_non_null(strstr(text, "side"));
        free(text);
    }
}

static void names_cannot_drive_a_terminal(void **state)
{
    (void)state;
    struct look look;
    static char hostile[] = "a\033[31m\r\nb\x7f\xe2\x80\xae\xff";
    look_make(&look);
    look_name(&look, hostile, hostile, hostile);
    look.sector.parties[0].id = hostile;
    look.events[7].reason = hostile;
    char *text = written(&look, look.events, LOOK_EVENTS,
                         &(struct tct_table_options){.unicode = TCT_ALWAYS});
    assert_null(strchr(text, '\033'));
    assert_null(strchr(text, '\r'));
    assert_null(strchr(text, 0x7f));
    assert_null(strstr(text, "\xe2\x80\xae"));
    assert_non_null(strstr(text, "a [31m  b"));
    free(text);
    text =
        written(&look, look.events, LOOK_EVENTS, &(struct tct_table_options){.unicode = TCT_NEVER});
    for (const char *at = text; *at != '\0'; at++)
        assert_true((unsigned char)*at < 0x80);
    free(text);
}

static void colour_follows_the_sides(void **state)
{
    (void)state;
    struct look look;
    look_make(&look);
    look_name(&look, NAME, NULL, NULL);
    char *text =
        written(&look, look.events, LOOK_EVENTS, &(struct tct_table_options){.colour = TCT_ALWAYS});
    size_t left = 0, right = 0;
    for (const char *at = text; (at = strstr(at, "\033[38;5;")) != NULL; at++) {
        left += strncmp(at, "\033[38;5;32m", 10) == 0;
        right += strncmp(at, "\033[38;5;172m", 11) == 0;
    }
    assert_int_equal(left, 3);
    assert_int_equal(right, 2);
    free(text);
}

static void truth_adds_errors(void **state)
{
    (void)state;
    struct look look;
    struct tct_arena arena;
    struct tct_score score;
    look_make(&look);
    look_name(&look, NAME, NULL, NULL);
    const struct tct_shot shots[2] = {
        {look.events[0].time_ns, -2003.0, 1504.0, TCT_SCORE_NONE, NULL, 0},
        {look.events[4].time_ns, -1500.0, -930.0, TCT_SCORE_NONE, NULL, 0},
    };
    tct_arena_init(&arena, 1 << 20);
    assert_int_equal(
        tct_score_events(look.events, LOOK_EVENTS, shots, 2, NULL, &arena, &score, NULL), TCT_OK);
    char *text = written(&look, look.events, LOOK_EVENTS,
                         &(struct tct_table_options){.unicode = TCT_ALWAYS, .score = &score});
    assert_non_null(strstr(text, "5.0 m  ✓\n"));
    assert_non_null(strstr(text, "30.0 m  ✗\n"));
    assert_non_null(
        strstr(text, "against the truth: 2 of 2 shots found, 0 missed, 4 false events\n"));
    assert_non_null(strstr(text, "inside the 95 % ellipse 1 of 2\n"));
    free(text);
    tct_arena_free(&arena);
}

static void hostile_numbers_are_written_too(void **state)
{
    (void)state;
    struct look look;
    struct tct_event events[6];
    look_make(&look);
    look.sector.name = NULL;
    for (size_t i = 0; i < 6; i++)
        events[i] = look.events[i];
    events[0].x_m = (double)NAN;
    events[1].ellipse95.semi_major_m = 1e308;
    events[2].time_ns = INT64_MIN;
    events[3].side_p[TCT_SIDE_RIGHT] = (double)NAN;
    events[4].status = TCT_EVENT_BEARING_ONLY;
    events[4].azimuth_rad = 1e300;
    events[4].azimuth_sigma_rad = (double)INFINITY;
    events[5].status = TCT_EVENT_NOT_CONSTRAINED;
    events[5].reason = NULL;
    char *text = written(&look, events, 6, NULL);
    assert_non_null(strstr(text, "no place: not constrained"));
    assert_non_null(strstr(text, "3 located, 1 with a direction only, 2 without a place"));
    free(text);
    free(written(&look, NULL, 0, NULL));
    free(written(&look, events, 6, &(struct tct_table_options){.columns = 1}));
}

static void widths_are_those_of_a_terminal(void **state)
{
    (void)state;
    assert_int_equal(printable_columns("abc"), 3);
    assert_int_equal(printable_columns("北谷"), 4);
    assert_int_equal(printable_columns("e\xcc\x81"), 1);
    assert_int_equal(printable_columns("Долина"), 6);
    char *cut = printable_text("Долина", 3);
    assert_string_equal(cut, "Дол");
    printable_to_ascii(cut);
    assert_string_equal(cut, "???");
    free(cut);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_is_as_it_was),
        cmocka_unit_test(unicode_and_days_are_shown),
        cmocka_unit_test(narrow_terminals_lose_columns_not_places),
        cmocka_unit_test(names_cannot_drive_a_terminal),
        cmocka_unit_test(colour_follows_the_sides),
        cmocka_unit_test(truth_adds_errors),
        cmocka_unit_test(hostile_numbers_are_written_too),
        cmocka_unit_test(widths_are_those_of_a_terminal),
    };
    return cmocka_run_group_tests_name("report table", tests, NULL, NULL);
}
