/* Snippets: what was recorded around arrivals, to the sample; and what is not there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "tacet/face/snippets.h"

enum { RATE_HZ = 8000, SECONDS = 30 };

/* Sample number i is i / 2^20, so that each says which it is. */
static void write_ramp(const struct bench *b, const char *name)
{
    static float samples[RATE_HZ * SECONDS];
    char path[128];
    SF_INFO info = {
        .samplerate = RATE_HZ, .channels = 1, .format = SF_FORMAT_WAV | SF_FORMAT_FLOAT};
    (void)snprintf(path, sizeof(path), "%s/%s", b->folder, name);
    SNDFILE *file = sf_open(path, SFM_WRITE, &info);
    assert_non_null(file);
    for (size_t i = 0; i < RATE_HZ * SECONDS; i++)
        samples[i] = (float)i / 1048576.0f;
    assert_int_equal(sf_write_float(file, samples, RATE_HZ * SECONDS), RATE_HZ * SECONDS);
    (void)sf_close(file);
}

static struct bench *ramps(void **state)
{
    struct bench *b = *state;
    bench_must_open(b, "name: t\nframe: local\nstations: stations.csv\n");
    write_ramp(b, "a.wav");
    write_ramp(b, "b.wav");
    bench_write_file(b, "recordings.csv",
                     "file,station,channel,start_utc\n"
                     "a.wav,S1,0,2026-03-01T00:00:00Z\nb.wav,S2,0,2026-03-01T00:00:10Z\n");
    return b;
}

static struct tct_snippets read_snippets(struct bench *b, const char *events, size_t events_most,
                                         size_t arrivals_most)
{
    struct tct_snippets ret;
    json_t *list = json_loads(events, 0, NULL);
    assert_non_null(list);
    if (tct_snippets_read(b->folder, &b->sector, list, events_most, arrivals_most, &b->arena,
                          &b->warnings, &ret, &b->err) != TCT_OK)
        fail_msg("%s", b->err.text);
    /* Ids and stations are the events', which must live as long; here only numbers are looked at.
     */
    json_decref(list);
    return ret;
}

#define ARRIVAL(station, time)                                                                     \
    "{\"station\":\"" station "\",\"time\":\"2026-03-01T00:00:" time "Z\""

static void samples_are_those_around_the_arrival(void **state)
{
    struct bench *b = ramps(state);
    struct tct_snippets found = read_snippets(
        b,
        "[{\"id\":\"e1\",\"arrivals\":[" ARRIVAL("S1", "12.3456") ",\"residual_s\":0.002}," ARRIVAL(
            "S2", "12.5") "}," ARRIVAL("S1",
                                       "13.0") ",\"used\":false}," ARRIVAL("S9",
                                                                           "13.0") "}]},"
                                                                                   "{\"id\":\"e2\","
                                                                                   "\"arrivals\":"
                                                                                   "[" ARRIVAL(
                                                                                       "S1",
                                                                                       "05") "}]}]",
        10, 10);
    static const double PICKS_S[] = {12.3456, 2.5, 5.0}; /* from each recording's beginning */
    assert_int_equal(found.count, 3);
    for (size_t i = 0; i < found.count; i++) {
        const struct tct_snippet *snippet = &found.items[i];
        size_t pick = (size_t)lround(snippet->pick_s * snippet->rate_hz);
        assert_true(snippet->rate_hz == RATE_HZ && snippet->count == 3200);
        double sample = (double)snippet->samples[pick] * 1048576.0;
        assert_true(fabs(sample - PICKS_S[i] * RATE_HZ) <= 1.0);
        for (size_t k = 1; k < snippet->count; k++)
            assert_true(snippet->samples[k] > snippet->samples[k - 1]);
    }
    assert_true(found.items[0].residual_s == 0.002 && isnan(found.items[1].residual_s));
}

static void what_was_not_recorded_is_not_there(void **state)
{
    struct bench *b = ramps(state);
    struct tct_snippets found = read_snippets(
        b,
        "[{\"id\":\"e\",\"arrivals\":[" ARRIVAL("S1", "45") "}," ARRIVAL(
            "S2", "01") "}]},"
                        "{\"id\":\"f\",\"arrivals\":[" ARRIVAL(
                            "S1", "00.05") "}]},"
                                           "{\"id\":\"g\"},7,{\"arrivals\":[" ARRIVAL(
                                               "S1",
                                               "05") "}]},"
                                                     "{\"id\":\"h\",\"arrivals\":[{\"station\":"
                                                     "\"S1\",\"time\":\"soon\"},{}]}]",
        10, 10);
    /* Of one that began before the recording, what is there. */
    assert_int_equal(found.count, 1);
    assert_true(found.items[0].samples[0] == 0.0f && found.items[0].samples[3000] > 0.0f);
    assert_int_equal(read_snippets(b, "[]", 10, 10).count, 0);
}

static void no_more_than_is_asked_for(void **state)
{
    struct bench *b = ramps(state);
    char events[4096] = "[";
    for (int i = 0; i < 20; i++)
        (void)snprintf(events + strlen(events), sizeof(events) - strlen(events),
                       "%s{\"id\":\"e\",\"arrivals\":[%s},%s}]}", i == 0 ? "" : ",",
                       ARRIVAL("S1", "12"), ARRIVAL("S2", "12"));
    strcat(events, "]");
    assert_int_equal(read_snippets(b, events, 5, 1).count, 5);
    assert_int_equal(read_snippets(b, events, 100, 2).count, 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(samples_are_those_around_the_arrival),
        BENCH_TEST(what_was_not_recorded_is_not_there),
        BENCH_TEST(no_more_than_is_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
