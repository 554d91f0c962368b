/* Detections: what is read, the line that each wrong one gets, and that they come back. */
#include "bench.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tacet/face/detections.h"

static const char LOCAL[] = "name: a\nframe: local\nstations: stations.csv\n";

/* Reads a text as detections; the file is called "d". */
static size_t read_text(struct bench *b, const char *text, struct tct_detection **ret_detections)
{
    size_t count = 0;
    FILE *file = bench_stream(text);
    if (tct_detections_read(file, "d", &b->sector, &b->arena, &b->warnings, ret_detections, &count,
                            &b->err) != TCT_OK)
        fail_msg("%s", b->err.text);
    (void)fclose(file);
    return count;
}

static void all_members_are_read(void **state)
{
    struct bench *b = *state;
    struct tct_detection *d;
    bench_must_open(b, LOCAL);
    assert_int_equal(
        read_text(b,
                  "{\"station\":\"S2\",\"time\":\"2018-12-19T00:49:27.467123456Z\","
                  "\"time_sigma_s\":0.0004,\"snr_db\":21.3,\"peak_pa\":1.9,\"unknown\":[1],"
                  "\"class\":{\"muzzle_blast\":0.93,\"shock_wave\":0.01,\"explosion\":0.02,"
                  "\"other\":0.04},\"azimuth_deg\":90,\"azimuth_sigma_deg\":1.8,\"clock\":\"gps\","
                  "\"duration_s\":0.003,\"frequency_hz\":400,\"since_louder_s\":0.2,"
                  "\"likeness\":0.9,\"clipped\":true,\"elevation_deg\":-18,"
                  "\"elevation_sigma_deg\":3.6,\"apparent_speed_m_s\":350,\"f_statistic\":12}\n"
                  "\n"
                  "{\"station\":\"S1\",\"time\":\"2018-12-19T00:49:27Z\",\"snr_db\":null,"
                  "\"class\":{\"explosion\":0.5}}",
                  &d),
        2);
    assert_int_equal(d[0].station, 1);
    assert_true(d[0].onset_ns == INT64_C(1545180567467123456));
    assert_true(d[0].time_sigma_s == 0.0004 && d[0].snr_db == 21.3 && d[0].peak_pa == 1.9);
    assert_true(d[0].classified && d[0].class_p[TCT_CLASS_MUZZLE_BLAST] == 0.93);
    assert_true(fabs(d[0].azimuth_rad - M_PI / 2) < 1e-12);
    assert_true(fabs(d[0].azimuth_sigma_rad - M_PI / 100) < 1e-12);
    assert_int_equal(d[0].clock, TCT_CLOCK_GPS);
    assert_true(d[0].duration_s == 0.003 && d[0].frequency_hz == 400.0);
    assert_true(d[0].since_louder_s == 0.2 && d[0].likeness == 0.9);
    assert_true(d[0].clipped && !d[1].clipped);
    assert_true(fabs(d[0].elevation_rad + M_PI / 10) < 1e-12);
    assert_true(fabs(d[0].elevation_sigma_rad - M_PI / 50) < 1e-12);
    assert_true(d[0].apparent_speed_m_s == 350.0 && d[0].f_statistic == 12.0);
    assert_true(isnan(d[1].likeness) && isnan(d[1].elevation_rad) && isnan(d[1].f_statistic));
    assert_true(isnan(d[1].time_sigma_s) && isnan(d[1].snr_db) && isnan(d[1].azimuth_rad));
    assert_true(d[1].class_p[TCT_CLASS_EXPLOSION] == 0.5 && d[1].class_p[TCT_CLASS_OTHER] == 0.5);
    assert_int_equal(d[1].clock, TCT_CLOCK_UNKNOWN);
    assert_int_equal(tct_warnings_skipped(&b->warnings), 0);
}

struct refused {
    const char *line;
    const char *said; /* after "d:1: found " */
};

#define AT "\"station\":\"S1\",\"time\":\"2018-12-19T00:49:27Z\""

static void wrong_lines_are_told_and_skipped(void **state)
{
    struct bench *b = *state;
    static const struct refused cases[] = {
        {"{\"station\":\"S9\",\"time\":\"2018-12-19T00:49:27Z\"}",
         "\"S9\", expected station as the id of a station of the sector"},
        {"{\"station\":7,\"time\":\"2018-12-19T00:49:27Z\"}",
         "7, expected station as the id of a station of the sector"},
        {"{\"time\":\"2018-12-19T00:49:27Z\"}",
         "nothing, expected station as the id of a station of the sector"},
        {"{\"station\":\"S1\"}", "nothing, expected time as text such as 2026-01-31T12:00:00.123Z"},
        {"{\"station\":\"S1\",\"time\":1545180567}",
         "1545180567, expected time as text such as 2026-01-31T12:00:00.123Z"},
        {"{\"station\":\"S1\",\"time\":\"2018-02-30T00:00:00Z\"}",
         "\"2018-02-30T00:00:00Z\", expected time as text such as 2026-01-31T12:00:00.123Z"},
        {"{" AT ",\"time_sigma_s\":0}", "0, expected time_sigma_s as a number from 1e-09 to 3600"},
        {"{" AT ",\"time_sigma_s\":\"x\"}",
         "\"x\", expected time_sigma_s as a number from 1e-09 to 3600"},
        {"{" AT ",\"time_sigma_s\":NaN}",
         "broken JSON (invalid token near 'NaN'), expected one JSON object a line"},
        {"{" AT ",\"snr_db\":1e999}",
         "broken JSON (real number overflow near '1e999'), expected one JSON object a line"},
        {"{" AT ",\"peak_pa\":-1}", "-1, expected peak_pa as a number from 0 to 10000000"},
        {"{" AT ",\"likeness\":1.5}", "1.5, expected likeness as a number from 0 to 1"},
        {"{" AT ",\"elevation_deg\":91}", "91, expected elevation_deg as a number from -90 to 90"},
        {"{" AT ",\"class\":{\"other\":1.5}}", "1.5, expected other as a number from 0 to 1"},
        {"{" AT ",\"class\":{\"other\":0.8,\"explosion\":0.8}}",
         "{\"other\":0.8,\"explosion\":0.8}, expected class as probabilities that add up to 1"},
        {"{" AT ",\"class\":\"explosion\"}",
         "\"explosion\", expected class as names with probabilities"},
        {"{" AT ",\"azimuth_deg\":361,\"azimuth_sigma_deg\":1}",
         "361, expected azimuth_deg as a number from 0 to 360"},
        {"{" AT ",\"azimuth_deg\":5,\"azimuth_sigma_deg\":-1}",
         "-1, expected azimuth_sigma_deg as a number from 1e-06 to 180"},
        {"["
         "1"
         "]",
         "a list, expected one JSON object a line"},
        {"{" AT, "a line that ends inside its object, expected one JSON object a line"},
        {"{" AT ",\"station\":\"S2\"}",
         "broken JSON (duplicate object key near '\"station\"'), expected one JSON object a line"},
        {"{\"station\":\"\xff\"}",
         "broken JSON (unable to decode byte 0xff near '\"'), expected one JSON object a line"},
        {"not json",
         "broken JSON ('[' or '{' expected near 'not'), expected one JSON object a line"},
    };
    bench_must_open(b, LOCAL);
    for (size_t i = 0; i < TCT_COUNT(cases); i++) {
        char text[512], expected[512];
        struct tct_detection *d;
        (void)fflush(b->out);
        size_t before = b->said_bytes;
        tct_warnings_init(&b->warnings, b->out);
        (void)snprintf(text, sizeof(text), "%s\n{" AT "}\n", cases[i].line);
        (void)snprintf(expected, sizeof(expected), "d:1: found %s\n", cases[i].said);
        assert_int_equal(read_text(b, text, &d), 1);
        (void)fflush(b->out);
        assert_string_equal(b->said + before, expected);
        assert_int_equal(tct_warnings_skipped(&b->warnings), 1);
    }
}

static void a_truncated_last_line_is_told(void **state)
{
    struct bench *b = *state;
    struct tct_detection *d;
    bench_must_open(b, LOCAL);
    assert_int_equal(read_text(b, "{" AT "}\n{\"station\":\"S1\",\"ti", &d), 1);
    bench_expect_said(b,
                      "d:2: found a line that ends inside its object, expected one JSON object a "
                      "line\n");
}

static void a_line_over_the_limit_is_told(void **state)
{
    struct bench *b = *state;
    struct tct_detection *d;
    size_t bytes = TCT_DETECTION_LINE_BYTES + 100;
    char *text = malloc(bytes + 100);
    assert_non_null(text);
    memset(text, ' ', bytes);
    strcpy(text + bytes, "\n{" AT "}\n");
    bench_must_open(b, LOCAL);
    assert_int_equal(read_text(b, text, &d), 1);
    bench_expect_said(b, "d:1: found a line of over 64 KiB, expected one JSON object a line\n");
    free(text);
}

static void half_a_bearing_and_an_unknown_clock_are_told(void **state)
{
    struct bench *b = *state;
    struct tct_detection *d;
    bench_must_open(b, LOCAL);
    assert_int_equal(
        read_text(b, "{" AT ",\"azimuth_deg\":5}\n{" AT ",\"clock\":\"sundial\"}\n", &d), 2);
    assert_true(isnan(d[0].azimuth_rad));
    assert_int_equal(d[1].clock, TCT_CLOCK_UNKNOWN);
    assert_int_equal(tct_warnings_skipped(&b->warnings), 1);
    bench_expect_said(
        b, "d:1: found azimuth_deg alone (left out), expected azimuth_sigma_deg with it\n"
           "d:2: found sundial, expected clock as gps, network, free or unknown\n");
}

static void bearings_are_from_true_north(void **state)
{
    struct bench *b = *state;
    struct tct_detection *d;
    /* 100 km east of the origin at 60 north, north leans by about sin(60) x the 1.79 degrees. */
    bench_write_file(b, "stations.csv",
                     "id,lon,lat,position_sigma_m,clock_sigma_s\nS1,1.79,60,1,0\n");
    bench_must_open(b, "name: a\nframe: wgs84\norigin: [0, 60]\nstations: stations.csv\n");
    assert_int_equal(read_text(b, "{" AT ",\"azimuth_deg\":0,\"azimuth_sigma_deg\":1}\n", &d), 1);
    double lean_deg = d[0].azimuth_rad * 180.0 / M_PI;
    assert_true(fabs(lean_deg - 360.0 + 1.55) < 0.01 || fabs(lean_deg - 1.55) < 0.01);
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    assert_int_equal(tct_detection_write(out, &b->sector, &d[0], &b->err), TCT_OK);
    (void)fclose(out);
    assert_true(strstr(text, "\"azimuth_deg\":0.0,") != NULL ||
                strstr(text, "\"azimuth_deg\":360.0,") != NULL);
    free(text);
}

static double maybe(struct tct_random *random, double value)
{
    return tct_random_uniform(random) < 0.3 ? (double)NAN : value;
}

static struct tct_detection random_detection(struct tct_random *random)
{
    struct tct_detection d =
        tct_detection_at((uint32_t)(tct_random_bits(random) & 1),
                         (int64_t)(tct_random_bits(random) % UINT64_C(4000000000000000000)));
    d.time_sigma_s = maybe(random, 1e-5 * tct_random_exponential(random) + 1e-6);
    d.snr_db = maybe(random, 20.0 * tct_random_normal(random));
    d.peak_pa = maybe(random, tct_random_exponential(random));
    d.duration_s = maybe(random, 0.01 * tct_random_uniform(random));
    d.frequency_hz = maybe(random, 3000.0 * tct_random_uniform(random));
    d.since_louder_s = maybe(random, 3.0 * tct_random_uniform(random));
    d.likeness = maybe(random, tct_random_uniform(random));
    d.elevation_rad = maybe(random, 0.5 * M_PI * tct_random_uniform(random));
    d.elevation_sigma_rad = maybe(random, 0.01 + 0.1 * tct_random_uniform(random));
    d.apparent_speed_m_s = maybe(random, 330.0 + 20.0 * tct_random_exponential(random));
    d.f_statistic = maybe(random, 10.0 * tct_random_exponential(random));
    d.clipped = tct_random_uniform(random) < 0.2;
    d.azimuth_rad = maybe(random, 2.0 * M_PI * tct_random_uniform(random));
    if (!isnan(d.azimuth_rad))
        d.azimuth_sigma_rad = 0.001 + 0.1 * tct_random_uniform(random);
    d.classified = tct_random_uniform(random) < 0.5;
    if (d.classified) {
        d.class_p[TCT_CLASS_MUZZLE_BLAST] = tct_random_uniform(random);
        d.class_p[TCT_CLASS_EXPLOSION] = 1.0 - d.class_p[TCT_CLASS_MUZZLE_BLAST];
    }
    d.clock = (enum tct_clock)(tct_random_bits(random) % TCT_CLOCK_COUNT);
    return d;
}

static bool near(double a, double b, double relative, double absolute)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) <= relative * fabs(a) + absolute;
}

static char *written(struct bench *b, const struct tct_detection *detections, size_t count)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(tct_detection_write(out, &b->sector, &detections[i], &b->err), TCT_OK);
    (void)fclose(out);
    return text;
}

static void what_is_written_is_read_again(void **state)
{
    struct bench *b = *state;
    enum { COUNT = 500 };
    struct tct_detection there[COUNT], *back;
    struct tct_random random;
    tct_random_init(&random, 7, 0);
    bench_must_open(b, LOCAL);
    for (size_t i = 0; i < COUNT; i++)
        there[i] = random_detection(&random);
    char *text = written(b, there, COUNT);
    assert_int_equal(read_text(b, text, &back), COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(back[i].station, there[i].station);
        assert_true(back[i].onset_ns == there[i].onset_ns);
        assert_true(near(there[i].time_sigma_s, back[i].time_sigma_s, 1e-5, 0));
        assert_true(near(there[i].snr_db, back[i].snr_db, 0, 5.1e-4));
        assert_true(near(there[i].peak_pa, back[i].peak_pa, 1e-5, 0));
        assert_true(near(there[i].azimuth_rad, back[i].azimuth_rad, 0, 1e-8));
        assert_true(near(there[i].azimuth_sigma_rad, back[i].azimuth_sigma_rad, 1e-5, 0));
        assert_true(near(there[i].duration_s, back[i].duration_s, 1e-3, 0));
        assert_true(near(there[i].frequency_hz, back[i].frequency_hz, 1e-3, 0));
        assert_true(near(there[i].since_louder_s, back[i].since_louder_s, 1e-5, 0));
        assert_true(near(there[i].likeness, back[i].likeness, 1e-2, 0));
        assert_true(near(there[i].elevation_rad, back[i].elevation_rad, 1e-5, 0));
        assert_true(near(there[i].elevation_sigma_rad, back[i].elevation_sigma_rad, 1e-5, 0));
        assert_true(near(there[i].apparent_speed_m_s, back[i].apparent_speed_m_s, 1e-5, 0));
        assert_true(near(there[i].f_statistic, back[i].f_statistic, 1e-5, 0));
        assert_int_equal(back[i].clipped, there[i].clipped);
        assert_int_equal(back[i].classified, there[i].classified);
        for (size_t k = 0; k < TCT_CLASS_COUNT; k++)
            assert_true(near(there[i].class_p[k], back[i].class_p[k], 0, 5.1e-7));
        assert_int_equal(back[i].clock, there[i].clock);
    }
    /* Rounded once, numbers stay: the second time the text is the same to the byte. */
    char *again = written(b, back, COUNT);
    assert_string_equal(again, text);
    assert_int_equal(tct_warnings_skipped(&b->warnings), 0);
    free(text);
    free(again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(all_members_are_read),
        BENCH_TEST(wrong_lines_are_told_and_skipped),
        BENCH_TEST(a_truncated_last_line_is_told),
        BENCH_TEST(a_line_over_the_limit_is_told),
        BENCH_TEST(half_a_bearing_and_an_unknown_clock_are_told),
        BENCH_TEST(bearings_are_from_true_north),
        BENCH_TEST(what_is_written_is_read_again),
    };
    return cmocka_run_group_tests_name("detections", tests, NULL, NULL);
}
