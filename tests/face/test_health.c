/* Health: what is said of stations that are not well. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "look.h"
#include "tacet/face/health.h"

static const int64_t NOON_NS = INT64_C(1767268800000000000); /* 2026-01-01T12:00:00Z */

/* The third station is off, the fourth jumps, the fifth was moved. */
struct sick {
    struct look look;
    struct tct_clock_piece off[1], jump[2];
    struct tct_station_health stations[LOOK_STATIONS];
    double north_rad[LOOK_STATIONS];
};

static void make_sick(struct sick *s)
{
    memset(s, 0, sizeof(*s));
    look_make(&s->look);
    s->look.sector.station_north_rad = s->north_rad;
    s->off[0] = (struct tct_clock_piece){INT64_MIN, NOON_NS, 2.413, 5e-6, 0.006, 1e-6, true};
    s->jump[0] = (struct tct_clock_piece){.from_ns = INT64_MIN, .middle_ns = NOON_NS};
    s->jump[1] = (struct tct_clock_piece){
        NOON_NS, NOON_NS + 60 * INT64_C(1000000000), -0.7, 0.0, 0.01, 0.0, true};
    s->stations[2] = (struct tct_station_health){.clock = s->off, .clock_count = 1};
    s->stations[3] = (struct tct_station_health){.clock = s->jump, .clock_count = 2};
    s->stations[4] = (struct tct_station_health){
        .moved = true, .moved_x_m = 120.0, .moved_y_m = 5.0, .moved_sigma_m = 4.0};
}

static void events_are_told_what_they_rest_on(void **state)
{
    (void)state;
    static struct sick s;
    make_sick(&s);
    char text[TCT_HEALTH_TEXT_BYTES], expected[TCT_HEALTH_TEXT_BYTES];
    char **ids = s.look.sector.station_ids;
    assert_false(tct_health_warning(&s.look.sector, NULL, 2, NOON_NS, text));
    assert_false(tct_health_warning(&s.look.sector, s.stations, 0, NOON_NS, text));
    assert_true(tct_health_warning(&s.look.sector, s.stations, 2, NOON_NS, text));
    (void)snprintf(expected, sizeof(expected), "clock of %s is off by 2.413 s", ids[2]);
    assert_string_equal(text, expected);
    /* 5 ppm over 1,000 s */
    assert_true(tct_health_warning(&s.look.sector, s.stations, 2,
                                   NOON_NS + 1000 * INT64_C(1000000000), text));
    (void)snprintf(expected, sizeof(expected), "clock of %s is off by 2.418 s", ids[2]);
    assert_string_equal(text, expected);
    assert_false(tct_health_warning(&s.look.sector, s.stations, 3, NOON_NS - 1, text));
    assert_true(tct_health_warning(&s.look.sector, s.stations, 3, NOON_NS, text));
    (void)snprintf(expected, sizeof(expected), "clock of %s is off by -0.700 s", ids[3]);
    assert_string_equal(text, expected);
    assert_true(tct_health_warning(&s.look.sector, s.stations, 4, NOON_NS, text));
    (void)snprintf(expected, sizeof(expected),
                   "%s seems to stand 120 m east of where the sector has it", ids[4]);
    assert_string_equal(text, expected);
    s.north_rad[4] = 0.5 * 3.14159265358979; /* true north lies where the plane has east */
    assert_true(tct_health_warning(&s.look.sector, s.stations, 4, NOON_NS, text));
    assert_non_null(strstr(text, "120 m north of"));
}

static void the_summary_tells_each(void **state)
{
    (void)state;
    static struct sick s;
    make_sick(&s);
    char *text = NULL;
    size_t bytes = 0;
    FILE *file = open_memstream(&text, &bytes);
    assert_int_equal(tct_health_print(file, &s.look.sector, NULL), 0);
    assert_int_equal(tct_health_print(file, &s.look.sector, s.stations), 3);
    assert_int_equal(fclose(file), 0);
    assert_non_null(strstr(text, "is off by 2.4130 s +-0.0060 and gains 5.0 ppm +-1.0\n"));
    assert_non_null(strstr(text, "is off by -0.7000 s +-0.0100 since 2026-01-01T12:00:00Z\n"));
    assert_non_null(strstr(text, "120 m east of where the sector has it, +-4 m\n"));
    assert_null(strstr(text, "is right")); /* that it was right before goes without saying */
    free(text);
}

static void programs_get_json_lines(void **state)
{
    (void)state;
    static struct sick s;
    make_sick(&s);
    char path[] = "/tmp/tacet-health.XXXXXX", line[1024];
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(close(fd), 0);
    assert_int_equal(tct_health_save(path, &s.look.sector, s.stations, NULL), TCT_OK);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof(line), file));
    assert_non_null(strstr(line, "\"clock\":[{\"at\":\"2026-01-01T12:00:00Z\",\"off_s\":2.413,"
                                 "\"sigma_s\":0.006,\"drift_ppm\":5"));
    assert_non_null(fgets(line, sizeof(line), file));
    assert_non_null(
        strstr(line, "{\"from\":\"2026-01-01T12:00:00Z\",\"at\":\"2026-01-01T12:01:00Z\""));
    assert_non_null(fgets(line, sizeof(line), file));
    assert_non_null(strstr(line, "\"moved\":{\"east_m\":120"));
    assert_null(fgets(line, sizeof(line), file));
    assert_int_equal(fclose(file), 0);
    assert_int_equal(tct_health_save("/nowhere/at/all", &s.look.sector, s.stations, NULL),
                     TCT_ERR_IO);
    assert_int_equal(unlink(path), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_are_told_what_they_rest_on),
        cmocka_unit_test(the_summary_tells_each),
        cmocka_unit_test(programs_get_json_lines),
    };
    return cmocka_run_group_tests_name("health", tests, NULL, NULL);
}
