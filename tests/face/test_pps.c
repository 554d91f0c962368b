/* PPS tables: the time of a sample from the counts at a receiver's pulses, with rows missing,
 * doubled and wrong. */
#include "tape.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pps_table.h"

enum { NOMINAL_HZ = 48000, TEXT_BYTES = 1 << 18 };

static const char HEADER[] =
    "PPS_NUMBER,AUDIOMOTH_TIME,SAMPLES,TOTAL_SAMPLES,TIMER_COUNT,BUFFERS_FILLED,BUFFERS_WRITTEN,"
    "LAST_RMC_AUDIOMOTH_TIME,LAST_RMC_GPS_TIME,STATUS,LAT_DEG,LAT_MIN,LAT_DIR,LONG_DEG,LONG_MIN,"
    "LONG_DIR\n";

/* A recorder whose crystal is off and drifts; its own clock is 3 ms late. Recording begins at the
 * pulse of second 0, 2026-01-31T12:00:00. */
struct recorder {
    double rate_hz, drift; /* samples a second, and change of it in a second */
    char text[TEXT_BYTES];
    size_t bytes;
};

struct fit {
    bool fits;
    struct time_map map;
    struct tct_warnings warnings;
    FILE *out;
    char *said;
    size_t said_bytes;
};

/* Samples since the start at `second`. */
static double count_at(const struct recorder *r, double second)
{
    return second * (r->rate_hz + 0.5 * r->drift * second);
}

/* When sample number `sample` was, seconds since the start. */
static double second_of(const struct recorder *r, double sample)
{
    double second = sample / r->rate_hz;
    for (int i = 0; i < 8; i++)
        second -= (count_at(r, second) - sample) / (r->rate_hz + r->drift * second);
    return second;
}

static struct recorder *new_recorder(double rate_hz, double drift)
{
    struct recorder *r = calloc(1, sizeof(*r));
    assert_non_null(r);
    r->rate_hz = rate_hz;
    r->drift = drift;
    r->bytes = (size_t)snprintf(r->text, TEXT_BYTES, "%s", HEADER);
    return r;
}

static void put_time(char *text, size_t room, double second)
{
    char iso[TCT_TIME_TEXT_BYTES];
    int64_t start;
    assert_int_equal(tct_time_parse("2026-01-31T12:00:00Z", 20, &start), TCT_OK);
    tct_time_format(start + tct_time_from_s(second), 3, iso);
    (void)snprintf(text, room, "%.*s", (int)strlen(iso) - 1, iso);
}

/* The row of pulse `second`: its count is off by `off`, its message by `late` seconds. */
static void put_row(struct recorder *r, int second, double off, int late, bool fixed)
{
    char board[40], fix_board[40], fix[40];
    long long count = (long long)floor(count_at(r, second) + off);
    put_time(board, sizeof(board), second + 0.003);
    put_time(fix_board, sizeof(fix_board), second - 1 + 0.42);
    put_time(fix, sizeof(fix), second - 1 + late);
    r->bytes += (size_t)snprintf(r->text + r->bytes, TEXT_BYTES - r->bytes,
                                 "%d,%s,0,%lld,1,2,2,%s,%s,%s,,,,,,\n", second, board, count,
                                 fixed ? fix_board : "", fixed ? fix : "", fixed ? "A" : "");
    assert_true(r->bytes < TEXT_BYTES - 400);
}

static void put_good(struct recorder *r, int from, int to)
{
    for (int second = from; second < to; second++)
        put_row(r, second, 0.0, 0, second > 0);
}

static struct fit *fit(const struct recorder *r)
{
    struct fit *f = calloc(1, sizeof(*f));
    assert_non_null(f);
    f->out = open_memstream(&f->said, &f->said_bytes);
    tct_warnings_init(&f->warnings, f->out);
    f->fits = pps_table_read_memory("t.CSV", r->text, r->bytes, NOMINAL_HZ, &f->warnings, &f->map);
    (void)fflush(f->out);
    return f;
}

static void close_fit(struct fit *f)
{
    time_map_free(&f->map);
    (void)fclose(f->out);
    free(f->said);
    free(f);
}

/* Seconds by which the map is wrong at a second. */
static double error_at(const struct recorder *r, const struct fit *f, double second)
{
    int64_t start;
    assert_int_equal(tct_time_parse("2026-01-31T12:00:00Z", 20, &start), TCT_OK);
    /* Sample number n is the one that ends when n + 1 are counted. */
    double sample = count_at(r, second) - 1.0 + 0.5;
    struct tct_sample_time time = time_map_at(&f->map, sample);
    assert_true(time.known);
    return tct_time_between_s(start, time.ns) - second_of(r, sample + 0.5);
}

static double sigma_at(const struct recorder *r, const struct fit *f, double second)
{
    return time_map_at(&f->map, count_at(r, second)).sigma_s;
}

static void expect_true_between(const struct recorder *r, const struct fit *f, double from,
                                double to)
{
    for (double second = from; second <= to; second += 0.137) {
        double error_s = error_at(r, f, second), sigma_s = sigma_at(r, f, second);
        if (fabs(error_s) > 3.5 * sigma_s || sigma_s > 50e-6)
            fail_msg("at %g s: off by %g s, standard error %g s", second, error_s, sigma_s);
    }
}

static void says(const struct fit *f, const char *text)
{
    if (strstr(f->said, text) == NULL)
        fail_msg("expected '%s' in: %s", text, f->said);
}

static void counts_give_the_time_not_the_nominal_rate(void **state)
{
    (void)state;
    struct recorder *r = new_recorder(47999.0, 1e-4); /* 75 ms off after an hour by its name */
    put_good(r, 0, 600);
    struct fit *f = fit(r);
    assert_true(f->fits);
    assert_string_equal(f->said, "");
    assert_int_equal(time_map_clock(&f->map), TCT_CLOCK_GPS);
    expect_true_between(r, f, 0.0, 599.0);
    close_fit(f);
    free(r);
}

static void rows_that_are_missing_doubled_or_wrong_do_no_harm(void **state)
{
    (void)state;
    struct recorder *r = new_recorder(48001.3, 0.0);
    put_good(r, 0, 40);
    put_row(r, 39, 0.0, 0, true);     /* line 42: doubled */
    put_good(r, 43, 60);              /* three are missing */
    put_row(r, 60, 12345.0, 0, true); /* line 60: a spurious pulse */
    put_good(r, 61, 80);
    put_row(r, 80, 0.0, 5, true); /* line 80: the message is of another second */
    put_good(r, 81, 100);
    r->bytes += (size_t)snprintf(r->text + r->bytes, TEXT_BYTES - r->bytes,
                                 "100,yesterday,0,4800130,1,2,2,,,,,,,,,\n"
                                 "101,2026-01-31T12:01:41.003,0,-7,1,2,2,,,,,,,,,\n"
                                 "102,2026-01-31T12:0");
    struct fit *f = fit(r);
    assert_true(f->fits);
    expect_true_between(r, f, 0.0, 99.0);
    says(f, "t.CSV:42: found a pulse with the count of the one before");
    says(f, "t.CSV:60: found a count that is not whole seconds from the others");
    says(f, "t.CSV:80: found a time that is seconds from what most pulses say");
    says(f, "t.CSV:100: found 'yesterday', expected AUDIOMOTH_TIME as a time");
    says(f, "t.CSV:101: found '-7', expected TOTAL_SAMPLES");
    says(f, "t.CSV:102: found 2 cells, expected 16");
    assert_int_equal(tct_warnings_skipped(&f->warnings), 6);
    close_fit(f);
    free(r);
}

static void a_wrong_first_row_does_not_win(void **state)
{
    (void)state;
    struct recorder *r = new_recorder(47998.0, 0.0);
    put_row(r, 0, 7777.0, 0, false);
    put_good(r, 1, 30);
    struct fit *f = fit(r);
    assert_true(f->fits);
    expect_true_between(r, f, 1.0, 29.0);
    says(f, "t.CSV:2: found a count that is not whole seconds from the others");
    assert_int_equal(tct_warnings_skipped(&f->warnings), 1);
    close_fit(f);
    free(r);
}

/* Nothing is known of the crystal beyond the table but that it is a crystal. */
static void outside_the_table_the_error_grows(void **state)
{
    (void)state;
    struct recorder *r = new_recorder(47999.4, 0.0);
    put_good(r, 100, 161);
    struct fit *f = fit(r);
    assert_true(f->fits);
    double inside_s = sigma_at(r, f, 130.5);
    assert_true(inside_s < 20e-6);
    assert_true(sigma_at(r, f, 170.0) > inside_s);
    assert_true(sigma_at(r, f, 1160.0) > 50.0 * inside_s);
    assert_true(sigma_at(r, f, 0.0) > 5.0 * inside_s);
    for (double second = 0.0; second < 1000.0; second += 9.7)
        assert_true(fabs(error_at(r, f, second)) < 3.5 * sigma_at(r, f, second));
    close_fit(f);
    free(r);
}

/* Some minutes without satellites: the same between rows. */
static void a_long_hole_in_the_table_widens_the_error(void **state)
{
    (void)state;
    struct recorder *r = new_recorder(47999.4, 2e-4);
    put_good(r, 0, 60);
    put_good(r, 660, 700);
    struct fit *f = fit(r);
    assert_true(f->fits);
    assert_true(sigma_at(r, f, 360.0) > 10.0 * sigma_at(r, f, 30.0));
    for (double second = 0.0; second < 700.0; second += 9.7)
        assert_true(fabs(error_at(r, f, second)) < 3.5 * sigma_at(r, f, second));
    close_fit(f);
    free(r);
}

/* Samples that were never written: what comes after goes on a beat of its own. */
static void lost_samples_move_what_follows(void **state)
{
    (void)state;
    struct recorder *r = new_recorder(48000.2, 0.0);
    put_good(r, 0, 30);
    for (int second = 30; second < 60; second++)
        put_row(r, second, -20000.0, 0, true);
    struct fit *f = fit(r);
    assert_true(f->fits);
    expect_true_between(r, f, 0.0, 28.9);
    double sample = count_at(r, 45.0) - 20000.0 - 0.5;
    int64_t truth;
    assert_int_equal(tct_time_parse("2026-01-31T12:00:45Z", 20, &truth), TCT_OK);
    assert_true(fabs(tct_time_between_s(truth, time_map_at(&f->map, sample).ns)) < 50e-6);
    assert_true(sigma_at(r, f, 29.5) > 0.4 && sigma_at(r, f, 28.5) < 50e-6);
    says(f, "found pulses that go on beside the beat of those before");
    close_fit(f);
    free(r);
}

static void without_a_fix_the_clock_is_free(void **state)
{
    (void)state;
    struct recorder *r = new_recorder(47999.8, 0.0);
    for (int second = 0; second < 20; second++)
        put_row(r, second, 0.0, 0, false);
    struct fit *f = fit(r);
    assert_true(f->fits);
    assert_int_equal(time_map_clock(&f->map), TCT_CLOCK_FREE);
    assert_true(sigma_at(r, f, 10.0) >= 1.0);
    assert_true(fabs(error_at(r, f, 10.0)) < 1e-3);
    says(f, "found no fix of the receiver in any row");
    close_fit(f);
    free(r);
}

static void expect_unused(struct recorder *r, const char *said)
{
    struct fit *f = fit(r);
    assert_false(f->fits);
    assert_int_equal(f->map.count, 0);
    says(f, said);
    close_fit(f);
    free(r);
}

static void a_table_that_is_none_is_not_used(void **state)
{
    (void)state;
    struct recorder *r = new_recorder(47999.8, 0.0);
    put_good(r, 0, 1);
    expect_unused(r, "found fewer than two pulses");
    r = new_recorder(32000.0, 0.0);
    put_good(r, 0, 50);
    expect_unused(r, "found counts of samples that do not fit the rate of the file");
    r = new_recorder(48000.0, 0.0);
    for (int second = 1; second < 50; second++)
        put_row(r, second, 0.0, second * second, true);
    expect_unused(r, "found pulses that do not agree on the second");
    r = new_recorder(48000.0, 0.0);
    r->bytes = (size_t)snprintf(r->text, TEXT_BYTES, "PPS_NUMBER,SAMPLES\n0,0\n1,48000\n");
    expect_unused(r, "found a PPS table without AUDIOMOTH_TIME or TOTAL_SAMPLES");
    r = new_recorder(48000.0, 0.0);
    r->bytes = (size_t)snprintf(r->text, TEXT_BYTES, "species,count\nowl,3\n");
    expect_unused(r, ""); /* somebody else's table */
}

/* Whatever rows fall out or go wrong at random, one in eight, the time is right. */
static void faults_at_random_do_no_harm(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        struct tct_random random;
        tct_random_init(&random, seed, 7);
        struct recorder *r = new_recorder(NOMINAL_HZ * (1.0 + 3e-5 * tct_random_normal(&random)),
                                          1e-4 * tct_random_normal(&random));
        bool was_wrong = false;
        for (int second = 0; second < 200; second++) {
            double fate = tct_random_uniform(&random);
            bool edge = second < 2 || second > 197;
            if (!edge && fate < 0.03)
                continue;
            bool wrong = !edge && fate < 0.06 && !was_wrong;
            was_wrong = wrong;
            bool little = tct_random_uniform(&random) < 0.5; /* on the beat, off the line */
            double off = little ? 3.5 : 100.0 + 40000.0 * tct_random_uniform(&random);
            put_row(r, second, wrong ? off : 0.0, !edge && fate > 0.97 ? 3 : 0, second > 0);
            if (fate > 0.94 && fate < 0.97)
                put_row(r, second, 0.0, 0, second > 0);
        }
        struct fit *f = fit(r);
        assert_true(f->fits);
        expect_true_between(r, f, 0.0, 199.0);
        close_fit(f);
        free(r);
    }
}

static void a_real_table_is_read(void **state)
{
    (void)state;
    char path[512];
    if (getenv("TACET_TEST_DATA") == NULL)
        skip();
    (void)snprintf(path, sizeof(path), "%s/audiomoth/audiomoth_gps.wav", getenv("TACET_TEST_DATA"));
    struct tct_recording *recording;
    struct tct_error err;
    int64_t truth;
    assert_int_equal(tct_recording_open(path, 0, NULL, &recording, &err), TCT_OK);
    struct tct_sample_time at = tct_recording_time(recording, 47998.5);
    assert_int_equal(tct_time_parse("2024-05-28T10:00:01Z", 20, &truth), TCT_OK);
    assert_true(at.known && at.clock == TCT_CLOCK_GPS);
    assert_true(fabs(tct_time_between_s(truth, at.ns)) < 1e-6);
    assert_true(at.sigma_s > 5e-6 && at.sigma_s < 30e-6);
    tct_recording_close(recording);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_give_the_time_not_the_nominal_rate),
        cmocka_unit_test(rows_that_are_missing_doubled_or_wrong_do_no_harm),
        cmocka_unit_test(a_wrong_first_row_does_not_win),
        cmocka_unit_test(outside_the_table_the_error_grows),
        cmocka_unit_test(a_long_hole_in_the_table_widens_the_error),
        cmocka_unit_test(lost_samples_move_what_follows),
        cmocka_unit_test(without_a_fix_the_clock_is_free),
        cmocka_unit_test(a_table_that_is_none_is_not_used),
        cmocka_unit_test(faults_at_random_do_no_harm),
        cmocka_unit_test(a_real_table_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
