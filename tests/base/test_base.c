/* Ground floor: time, arena, ring, random numbers, frames. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "tacet/base.h"

static int64_t parsed(const char *text)
{
    int64_t ns = 0;
    assert_int_equal(tct_time_parse(text, strlen(text), &ns), TCT_OK);
    return ns;
}

static void time_is_read_and_written(void **state)
{
    (void)state;
    char text[TCT_TIME_TEXT_BYTES];
    assert_true(parsed("1970-01-01T00:00:00Z") == 0);
    assert_true(parsed("2018-12-19T00:49:27.467Z") == INT64_C(1545180567467000000));
    assert_true(parsed("2018-12-19T04:49:27.467+04:00") == INT64_C(1545180567467000000));
    assert_true(parsed("1969-12-31 23:59:59.999999999Z") == -1);
    tct_time_format(-1, 9, text);
    assert_string_equal(text, "1969-12-31T23:59:59.999999999Z");
    tct_time_format(INT64_C(1545180567467999999), 3, text);
    assert_string_equal(text, "2018-12-19T00:49:27.467Z");
    tct_time_format(parsed("2024-02-29T12:00:00Z"), 0, text);
    assert_string_equal(text, "2024-02-29T12:00:00Z");
}

static void bad_times_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "2018",
        "2018-12-19",
        "2018-13-19T00:00:00Z",
        "2018-02-29T00:00:00Z",
        "2018-12-19T24:00:00Z",
        "2018-12-19T00:60:00Z",
        "2018-12-19T00:00:61Z",
        "2018-12-19T00:00:00",
        "2018-12-19T00:00:00.Z",
        "2018-12-19T00:00:00.1234567890Z",
        "2018-12-19T00:00:00Zx",
        "1500-01-01T00:00:00Z",
        "9999-01-01T00:00:00Z",
        "2018-12-19T00:00:00+24:00",
        "2018-12-19T00:00:00+1:00",
        "-018-12-19T00:00:00Z",
    };
    for (size_t i = 0; i < TCT_COUNT(bad); i++) {
        int64_t ns;
        assert_int_equal(tct_time_parse(bad[i], strlen(bad[i]), &ns), TCT_ERR_INPUT);
    }
}

static void every_day_of_five_centuries_comes_back(void **state)
{
    (void)state;
    for (int64_t day = -106000; day < 106000; day += 7) {
        char text[TCT_TIME_TEXT_BYTES];
        int64_t ns = day * 86400 * TCT_NS_PER_S + 123456789;
        tct_time_format(ns, 9, text);
        assert_true(parsed(text) == ns);
    }
}

static void durations_saturate(void **state)
{
    (void)state;
    assert_true(tct_time_from_s(1e30) == INT64_MAX);
    assert_true(tct_time_from_s(-1e30) == INT64_MIN);
    assert_true(tct_time_from_s((double)NAN) == 0);
    assert_true(tct_time_from_s(1.5) == INT64_C(1500000000));
    assert_true(isinf(tct_time_between_s(INT64_MIN, INT64_MAX)));
}

static void an_error_is_one_printable_line(void **state)
{
    (void)state;
    struct tct_error err;
    char longer[200];
    memset(longer, 'x', sizeof(longer) - 1);
    longer[sizeof(longer) - 1] = '\0';
    assert_int_equal(tct_fail_at(&err, TCT_ERR_INPUT, "a.csv", 7, "\x1b[2Jx\n", "a number"),
                     TCT_ERR_INPUT);
    assert_string_equal(err.text, "a.csv:7: found ?[2Jx?, expected a number");
    (void)tct_fail_at(&err, TCT_ERR_INPUT, "a.csv", 0, longer, "less");
    assert_non_null(strstr(err.text, "x..., expected less"));
    assert_int_equal(tct_fail(NULL, TCT_ERR_IO, "nobody listens"), TCT_ERR_IO);
}

static void no_text_drives_a_terminal(void **state)
{
    (void)state;
    struct tct_error err;
    /* C1 control, right-to-left override, line separator, a byte that is not UTF-8; then letters.
     */
    (void)tct_fail(&err, TCT_ERR_INPUT, "%s",
                   "a\xc2\x9b"
                   "b\xe2\x80\xae"
                   "c\xe2\x80\xa8"
                   "d\xff"
                   "\xc3\xa9");
    assert_string_equal(err.text, "a?b?c?d?\xc3\xa9");
    (void)tct_fail(&err, TCT_ERR_INPUT, "%s", "\xc0\xaf\xed\xa0\x80\xf0\x9f\x94\x95\xf0\x9f");
    assert_string_equal(err.text, "?????\xf0\x9f\x94\x95??");
}

static void long_paths_and_words_are_cut_between_characters(void **state)
{
    (void)state;
    struct tct_error err;
    char path[2001] = "", found[201] = "x";
    for (size_t i = 0; i < 1000; i++)
        memcpy(path + 2 * i, "\xc3\xa4", 3);
    for (size_t i = 0; i < 99; i++)
        memcpy(found + 1 + 2 * i, "\xc3\xa4", 3);
    (void)tct_fail_at(&err, TCT_ERR_INPUT, path, 7, found, "less");
    assert_memory_equal(err.text, "...\xc3\xa4", 5);
    assert_non_null(strstr(err.text, "\xc3\xa4:7: found x\xc3\xa4"));
    assert_non_null(strstr(err.text, "\xc3\xa4..., expected less"));
    assert_null(strchr(err.text, '?'));
}

static void a_file_that_cannot_be_read_is_told(void **state)
{
    (void)state;
    struct tct_error err;
    errno = ENOENT;
    assert_int_equal(tct_fail_read(&err, "a.csv", "a table"), TCT_ERR_INPUT);
    assert_string_equal(err.text, "a.csv: found no such file, expected a table");
    errno = EACCES;
    assert_int_equal(tct_fail_read(&err, "a.csv", "a table"), TCT_ERR_IO);
}

static void an_arena_keeps_its_limit(void **state)
{
    (void)state;
    struct tct_arena arena;
    tct_arena_init(&arena, 100000);
    size_t taken = 0;
    for (unsigned char *p; (p = tct_arena_take(&arena, 1, 1000)) != NULL; taken += 1000) {
        assert_int_equal((uintptr_t)p % 16, 0);
        assert_int_equal(p[999], 0);
        memset(p, 0xff, 1000);
    }
    assert_in_range(taken, 80000, 100000);
    assert_null(tct_arena_take(&arena, SIZE_MAX / 2, 4));
    tct_arena_free(&arena);
    assert_non_null(tct_arena_take(&arena, 0, 8));
    assert_non_null(tct_arena_take(&arena, 1, 90000));
    tct_arena_free(&arena);
}

static void a_ring_remembers_the_last_samples(void **state)
{
    (void)state;
    float memory[8], samples[21];
    struct tct_ring ring;
    assert_int_equal(tct_ring_capacity_for(5), 8);
    tct_ring_init(&ring, memory, 8);
    for (int i = 0; i < 21; i++)
        samples[i] = (float)i;
    tct_ring_push(&ring, samples, 3);
    assert_int_equal(tct_ring_begin(&ring), 0);
    tct_ring_push(&ring, samples + 3, 7);
    assert_int_equal(tct_ring_begin(&ring), 2);
    tct_ring_push(&ring, samples + 10, 11);
    assert_int_equal(ring.end, 21);
    for (uint64_t i = tct_ring_begin(&ring); i < ring.end; i++)
        assert_true(tct_ring_at(&ring, i) == (float)i);
}

static void random_numbers_have_their_moments(void **state)
{
    (void)state;
    enum { N = 200000 };
    struct tct_random a, b;
    tct_random_init(&a, 1, 0);
    tct_random_init(&b, 1, 1);
    double sum = 0, square = 0, cross = 0, waiting = 0;
    for (int i = 0; i < N; i++) {
        double x = tct_random_normal(&a), y = tct_random_normal(&b);
        sum += x;
        square += x * x;
        cross += x * y;
        waiting += tct_random_exponential(&a);
    }
    assert_true(fabs(sum / N) < 0.01);
    assert_true(fabs(square / N - 1.0) < 0.015);
    assert_true(fabs(cross / N) < 0.01);
    assert_true(fabs(waiting / N - 1.0) < 0.01);
    tct_random_init(&b, 1, 0);
    tct_random_init(&a, 1, 0);
    assert_true(tct_random_bits(&a) == tct_random_bits(&b));
}

static void places_come_back_from_the_plane(void **state)
{
    (void)state;
    struct tct_frame *frame = NULL;
    struct tct_error err;
    struct tct_plane place;
    assert_int_equal(tct_frame_new(TCT_FRAME_WGS84, 0, &frame, &err), TCT_OK);
    assert_int_equal(tct_frame_set_origin(frame, 46.8, 39.8, &err), TCT_OK);
    assert_int_equal(tct_frame_to_plane(frame, 46.8, 39.9, &place, &err), TCT_OK);
    /* One tenth of a degree of latitude near 40 N on WGS 84. */
    assert_true(fabs(place.x_m) < 1e-6 && fabs(place.y_m - 11103.8) < 1.0);
    assert_int_equal(tct_frame_to_plane(frame, 47.9, 39.2, &place, &err), TCT_OK);
    struct tct_geodetic back = tct_frame_to_geodetic(frame, place);
    assert_true(fabs(back.lon_deg - 47.9) < 1e-9 && fabs(back.lat_deg - 39.2) < 1e-9);
    /* East of the origin the meridians lean west: convergence is about dlon * sin(lat). */
    double lean = tct_frame_true_north_rad(frame, place);
    assert_true(fabs(lean + 1.1 * M_PI / 180 * sin(39.5 * M_PI / 180)) < 2e-3);
    assert_int_equal(tct_frame_to_plane(frame, (double)NAN, 39.9, &place, &err), TCT_ERR_INPUT);
    assert_int_equal(tct_frame_to_plane(frame, 46.8, 91.0, &place, &err), TCT_ERR_INPUT);
    assert_int_equal(tct_frame_to_plane(frame, -120.0, 39.0, &place, &err), TCT_ERR_INPUT);
    tct_frame_free(frame);
}

static void a_projected_frame_keeps_its_own_metres(void **state)
{
    (void)state;
    struct tct_frame *frame = NULL;
    struct tct_error err;
    struct tct_plane place;
    assert_int_equal(tct_frame_new(TCT_FRAME_EPSG, 4326, &frame, &err), TCT_ERR_INPUT);
    assert_int_equal(tct_frame_new(TCT_FRAME_EPSG, 99999999, &frame, &err), TCT_ERR_INPUT);
    assert_int_equal(tct_frame_new(TCT_FRAME_EPSG, 32638, &frame, &err), TCT_OK);
    assert_int_equal(tct_frame_set_origin(frame, 500000, 4400000, &err), TCT_OK);
    assert_int_equal(tct_frame_to_plane(frame, 510000, 4400000, &place, &err), TCT_OK);
    /* The map is 0.9996 of the ground near the central meridian. */
    assert_true(fabs(hypot(place.x_m, place.y_m) - 10000 / 0.9996) < 0.5);
    struct tct_plane back = tct_frame_to_file_xy(frame, place);
    assert_true(fabs(back.x_m - 510000) < 1e-3 && fabs(back.y_m - 4400000) < 1e-3);
    tct_frame_free(frame);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_is_read_and_written),
        cmocka_unit_test(bad_times_are_refused),
        cmocka_unit_test(every_day_of_five_centuries_comes_back),
        cmocka_unit_test(durations_saturate),
        cmocka_unit_test(an_error_is_one_printable_line),
        cmocka_unit_test(no_text_drives_a_terminal),
        cmocka_unit_test(long_paths_and_words_are_cut_between_characters),
        cmocka_unit_test(a_file_that_cannot_be_read_is_told),
        cmocka_unit_test(an_arena_keeps_its_limit),
        cmocka_unit_test(a_ring_remembers_the_last_samples),
        cmocka_unit_test(random_numbers_have_their_moments),
        cmocka_unit_test(places_come_back_from_the_plane),
        cmocka_unit_test(a_projected_frame_keeps_its_own_metres),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
