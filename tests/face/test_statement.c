/* What people say, read strictly: each slip gets a clear line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tacet/face/statement_file.h"

static const int64_t NOW_NS = INT64_C(1800014400) * INT64_C(1000000000); /* 2027-01-15T12:00Z */

static struct tct_arena arena;
static struct tct_sector sector;
static struct tct_error err;
static char folder[] = "/tmp/tacet-statement.XXXXXX";

static void write_file(const char *name, const char *text)
{
    char path[128];
    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs(text, file);
    (void)fclose(file);
}

static int set_up(void **state)
{
    (void)state;
    tct_arena_init(&arena, 1 << 24);
    if (mkdtemp(folder) == NULL)
        return -1;
    write_file("sector.yaml", "name: t\nframe: wgs84\norigin: [44.5, 40.2]\nstations: s.csv\n"
                              "parties: [{id: north, name: N}, {id: south, name: S}]\nline: "
                              "[[44.44, 40.2], [44.56, 40.2]]\n");
    write_file("s.csv", "id,lon,lat,position_sigma_m,clock_sigma_s\nA,44.5,40.2,1,0.001\n");
    if (tct_sector_open(folder, &arena, NULL, &sector, &err) != TCT_OK)
        fail_msg("%s", err.text);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    char path[128];
    static const char *const NAMES[] = {"sector.yaml", "s.csv"};
    for (size_t i = 0; i < TCT_COUNT(NAMES); i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", folder, NAMES[i]);
        (void)unlink(path);
    }
    tct_sector_close(&sector);
    tct_arena_free(&arena);
    return rmdir(folder);
}

static enum tct_status read_said(const char *text, struct tct_said *said)
{
    return tct_statement_read(&sector, text, strlen(text), NOW_NS, said, &err);
}

#define PLACE "\"place\":{\"lon\":44.51,\"lat\":40.21}"
#define FIRE  "\"kind\":\"report\",\"channel\":\"patrol\",\"observation\":\"shot\","
#define WHEN  "\"time\":\"2027-01-15T02:14Z\","

static void a_report_is_read(void **state)
{
    (void)state;
    struct tct_said said;
    if (read_said("{" FIRE WHEN "\"accused\":\"south\",\"count\":{\"from\":10,\"to\":20},"
                  "\"means\":\"heard\",\"observer\":\"40.2084, 44.5012\",\"bearing\":\"NE\","
                  "\"distance_m\":800,\"text\":\"two\\nlines\"}",
                  &said) != TCT_OK)
        fail_msg("%s", err.text);
    const struct tct_report *report = &said.report;
    assert_int_equal(said.kind, TCT_STATEMENT_REPORT);
    assert_int_equal(strlen(said.id), 21);
    assert_true(said.id[0] == 'r' && said.corrects[0] == '\0');
    assert_int_equal(report->accused, TCT_SIDE_RIGHT);
    assert_int_equal(report->party, TCT_SIDE_UNDETERMINED);
    assert_true(report->sighted && !report->placed);
    assert_true(report->count_low == 10.0 && report->count_high == 20.0);
    assert_true(fabs(report->sight.bearing_rad - M_PI / 4.0) < 1e-3);
    assert_true(fabs(report->sight.observer.y_m - 932.5) < 2.0);
    assert_true(report->time_sigma_s == 60.0 && report->received_ns == NOW_NS);
    assert_true(report->from_ns == NOW_NS - 35160 * TCT_NS_PER_S);
    char id[TCT_STATEMENT_ID_BYTES];
    (void)snprintf(id, sizeof(id), "%s", said.id);
    /* The same said in another spelling has the same id. */
    assert_int_equal(read_said("{ \"text\":\"two\\nlines\", " FIRE WHEN
                               "\"accused\":\"south\",\"count\":{\"to\":20,\"from\":1e1},"
                               "\"means\":\"heard\",\"observer\":\"40.2084, 44.5012\","
                               "\"bearing\":\"NE\",\"distance_m\":800.0}",
                               &said),
                     TCT_OK);
    assert_string_equal(said.id, id);
}

static void an_activity_and_a_withdrawal_are_read(void **state)
{
    (void)state;
    struct tct_said said;
    if (read_said("{\"kind\":\"activity\",\"id\":\"ex-1\",\"party\":\"north\","
                  "\"activity\":\"live_fire_exercise\",\"from\":\"2027-01-16T06:00Z\","
                  "\"until\":\"2027-01-16T10:00Z\"," PLACE ",\"radius_m\":1500}",
                  &said) != TCT_OK)
        fail_msg("%s", err.text);
    assert_string_equal(said.id, "ex-1");
    assert_int_equal(said.activity.party, TCT_SIDE_LEFT);
    assert_true(tct_activity_in_advance(&said.activity));
    assert_int_equal(read_said("{\"kind\":\"withdrawal\",\"of\":\"ex-1\",\"party\":\"north\","
                               "\"reason\":\"rain\"}",
                               &said),
                     TCT_OK);
    assert_string_equal(said.corrects, "ex-1");
    assert_int_equal(said.party, TCT_SIDE_LEFT);
}

static const struct {
    const char *text, *why;
} WRONG[] = {
    {"", "expected a JSON object"},
    {"[]", "found another value, expected a JSON object"},
    {"{}", "kind: found nothing, expected report, activity or withdrawal"},
    {"{\"kind\":\"rumour\"}", "kind: found \"rumour\", expected report, activity or withdrawal"},
    {"{" FIRE WHEN "\"palce\":1}", "member: found 'palce', expected place"},
    {"{" FIRE WHEN "\"text\":\"x\"}",
     "place: found nothing, expected where it was: a place, or an observer and a bearing"},
    {"{" FIRE PLACE "}", "time: found nothing, expected when it happened, as 2026-11-27T02:14Z"},
    {"{\"kind\":\"report\",\"channel\":\"patrol\"," WHEN PLACE "}",
     "observation: found nothing, expected what it was: explosion, projectile, muzzle_flash, "
     "illumination_flare, burst or shot"},
    {"{" FIRE "\"time\":\"2027-01-15T12:30Z\"," PLACE "}",
     "time: found \"2027-01-15T12:30Z\", expected a time before it was received"},
    {"{" FIRE "\"time\":\"2015-01-15T12:30Z\"," PLACE "}",
     "time: found \"2015-01-15T12:30Z\", expected a time within five years of when it was "
     "received"},
    {"{" FIRE "\"time\":\"yesterday\"," PLACE "}",
     "time: found \"yesterday\", expected a time as 2026-11-27T02:14:30Z, to the minute, hour "
     "or "
     "day"},
    {"{" FIRE WHEN "\"place\":{\"lon\":44.5,\"lat\":43.8}}",
     "place: found a place 400 km N of the sector, expected one within 100 km of its stations "
     "and its line"},
    {"{" FIRE WHEN "\"place\":\"44.51, 40.21\"}", "exchanged they are in it"},
    {"{" FIRE WHEN PLACE ",\"count\":{\"exact\":-3}}",
     "count.exact: found -3, expected a number from 0 to 100000"},
    {"{" FIRE WHEN PLACE ",\"count\":{\"exact\":1e9}}",
     "count.exact: found 1000000000.0, expected a number from 0 to 100000"},
    {"{" FIRE WHEN PLACE ",\"count\":{\"from\":20,\"to\":10}}",
     "count.to: found 10, expected no less than from"},
    {"{" FIRE WHEN PLACE ",\"count\":{\"from\":10}}",
     "count.to: found nothing, expected the greatest number"},
    {"{" FIRE WHEN PLACE ",\"count\":{\"about\":2.5}}",
     "count.about: found 2.5, expected a whole number from 0 to 100000"},
    {"{" FIRE WHEN PLACE ",\"count\":{\"exact\":3,\"about\":4}}",
     "expected one of exact, about, or from and to"},
    {"{" FIRE WHEN PLACE ",\"count\":{}}", "expected one of exact, about, or from and to"},
    {"{" FIRE WHEN PLACE ",\"count\":null}", "count: found null, expected {\"exact\": 12}"},
    {"{" FIRE WHEN PLACE ",\"casualties\":{\"killed\":0.5}}",
     "casualties.killed: found 0.5, expected a whole number from 0 to 100000"},
    {"{" FIRE WHEN PLACE ",\"casualties\":{\"injured\":\"two\"}}",
     "casualties.injured: found \"two\", expected a number from 0 to 100000"},
    {"{" FIRE WHEN PLACE ",\"casualties\":{\"civillian\":true}}",
     "casualties.member: found 'civillian', expected civilian"},
    {"{" FIRE WHEN PLACE ",\"casualties\":[1]}", "casualties: found [1], expected an object"},
    {"{" FIRE WHEN PLACE ",\"drone\":{\"lost\":\"yes\"}}",
     "drone.lost: found \"yes\", expected true or false"},
    {"{" FIRE WHEN PLACE ",\"witnesses\":-1}", "witnesses: found -1, expected a number from 0"},
    {"{" FIRE WHEN "\"place\":{\"position\":\"40.21, 44.51\",\"lon\":44.51,\"lat\":40.21}}",
     "expected one of position, lon and lat, x_m and y_m"},
    {"{" FIRE WHEN "\"place\":{\"position\":7}}",
     "place.position: found 7, expected a position as text"},
    {"{" FIRE WHEN "\"place\":{\"lon\":44.51}}",
     "place.lon: found one without the other, expected lon and lat"},
    {"{" FIRE WHEN PLACE ",\"observer\":"
     "\"40.2, 44.5\",\"bearing\":\"N\",\"bearing_deg\":180}",
     "bearing: found \"N\", expected it without bearing_deg"},
    {"{" FIRE WHEN PLACE ",\"count\":12}", "count: found 12, expected {\"exact\": 12}, "
                                           "{\"about\": 12}, {\"from\": 10, \"to\": 20} or "
                                           "\"uncountable\""},
    {"{" FIRE WHEN PLACE ",\"accused\":\"west\"}",
     "accused: found \"west\", expected north or south"},
    {"{\"kind\":\"report\",\"channel\":\"complaint\",\"observation\":\"shot\"," WHEN PLACE "}",
     "party: found nothing, expected the side whose complaint it is"},
    {"{" FIRE WHEN PLACE ",\"weapon\":\"\\u202egnp.exe\"}",
     "expected text without control characters"},
    {"{" FIRE WHEN PLACE ",\"id\":\"a b\"}",
     "id: found \"a b\", expected letters, digits, '-', '_' and '.'"},
    {"{" FIRE WHEN "\"bearing\":\"NE\",\"distance_m\":800}",
     "observer: found nothing, expected from where the bearing was taken"},
    {"{\"kind\":\"activity\",\"activity\":\"demining\",\"from\":\"2027-01-16T06:00Z\","
     "\"until\":\"2027-01-16T05:00Z\"," PLACE ",\"radius_m\":100}",
     "until: found \"2027-01-16T05:00Z\", expected an end after the beginning, within 31 days "
     "of "
     "it"},
    {"{\"kind\":\"withdrawal\",\"reason\":\"x\"}",
     "of: found nothing, expected the id of the statement that is withdrawn"},
};

static void what_is_wrong_is_said(void **state)
{
    (void)state;
    for (size_t i = 0; i < TCT_COUNT(WRONG); i++) {
        struct tct_said said;
        enum tct_status status = read_said(WRONG[i].text, &said);
        if (status != TCT_ERR_INPUT || strstr(err.text, WRONG[i].why) == NULL)
            fail_msg("%s: %d, %s", WRONG[i].text, status, err.text);
    }
}

/* SQL and markup are text like any other. */
static void hostile_text_stays_text(void **state)
{
    (void)state;
    static const char *const MEMBERS[] = {"weapon", "text", "damage", "reason"};
    for (size_t i = 0; i < TCT_COUNT(MEMBERS); i++) {
        char text[512];
        struct tct_said said;
        (void)snprintf(text, sizeof(text),
                       "{" FIRE WHEN PLACE ",\"%s\":\"'); DROP TABLE report;-- <script>alert(1)"
                       "</script> =1+1 %%s%%n\"}",
                       MEMBERS[i]);
        if (read_said(text, &said) != TCT_OK)
            fail_msg("%s", err.text);
    }
}

static void times_are_as_exact_as_they_were_written(void **state)
{
    (void)state;
    static const struct {
        const char *time;
        int64_t before_s;
        double sigma_s;
    } CASES[] = {
        {"2027-01-15T02:14:30.5Z", 35129, 60.0},
        {"2027-01-15T06:14+04:00", 35160, 60.0},
        {"2027-01-15T02Z", 34200, 1039.23},
        {"2027-01-14", 86400, 24941.5},
    };
    for (size_t i = 0; i < TCT_COUNT(CASES); i++) {
        char text[256];
        struct tct_said said;
        (void)snprintf(text, sizeof(text), "{" FIRE "\"time\":\"%s\"," PLACE "}", CASES[i].time);
        if (read_said(text, &said) != TCT_OK)
            fail_msg("%s", err.text);
        assert_true((NOW_NS - said.report.from_ns) / TCT_NS_PER_S == CASES[i].before_s);
        assert_true(fabs(said.report.time_sigma_s - CASES[i].sigma_s) < 0.1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_is_read),
        cmocka_unit_test(an_activity_and_a_withdrawal_are_read),
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(hostile_text_stays_text),
        cmocka_unit_test(times_are_as_exact_as_they_were_written),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
