/* Score: who is whose partner, and the figures over it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "look.h"
#include "tacet/face/score.h"

enum { LIMIT = 1 << 22 };
static const int64_t T0 = INT64_C(1767225600000000000);

static struct tct_event event_at(double seconds, double x_m, double y_m)
{
    struct tct_event event = look_event(x_m, y_m, 0.97);
    event.time_ns = T0 + tct_time_from_s(seconds);
    return event;
}

static struct tct_shot shot_at(double seconds, double x_m, double y_m)
{
    return (struct tct_shot){T0 + tct_time_from_s(seconds), x_m, y_m, TCT_SCORE_NONE, NULL, 0};
}

static struct tct_score scored(struct tct_arena *arena, const struct tct_event *events, size_t ne,
                               const struct tct_shot *shots, size_t ns,
                               const struct tct_score_options *options)
{
    struct tct_score score;
    struct tct_error err = {TCT_OK, ""};
    tct_arena_init(arena, LIMIT);
    if (tct_score_events(events, ne, shots, ns, options, arena, &score, &err) != TCT_OK)
        fail_msg("%s", err.text);
    return score;
}

static void found_missed_and_false_are_counted(void **state)
{
    (void)state;
    struct tct_arena arena;
    struct tct_event events[5] = {event_at(1.0, 3.0, 4.0), event_at(2.0, 100.0, 0.0),
                                  event_at(3.0, 0.0, 30.0), event_at(9.0, 0.0, 0.0),
                                  event_at(1.0, 0.0, 0.0)};
    const struct tct_shot shots[4] = {shot_at(1.01, 0.0, 0.0), shot_at(2.0, 110.0, 0.0),
                                      shot_at(3.0, 0.0, 0.0), shot_at(5.0, 0.0, 0.0)};
    events[4].status = TCT_EVENT_NOT_CONSTRAINED; /* no place: neither right nor false */
    struct tct_score score = scored(&arena, events, 5, shots, 4, NULL);
    assert_int_equal(score.found, 3);
    assert_int_equal(score.missed, 1);
    assert_int_equal(score.false_events, 1);
    assert_int_equal(score.unheard, 0);
    assert_int_equal(score.events[0].shot, 0);
    assert_int_equal(score.events[2].shot, 2);
    assert_int_equal(score.event_of_shot[3], TCT_SCORE_NONE);
    assert_true(fabs(score.events[0].error_m - 5.0) < 1e-9);
    assert_true(fabs(score.events[0].time_error_s + 0.01) < 1e-9);
    assert_true(isnan(score.events[3].error_m));
    assert_true(fabs(score.error_median_m - 10.0) < 1e-9);
    assert_true(fabs(score.error_p90_m - 26.0) < 1e-9);
    assert_true(fabs(score.error_max_m - 30.0) < 1e-9);
    assert_true(fabs(score.error_rms_m - sqrt((25.0 + 100.0 + 900.0) / 3.0)) < 1e-9);
    assert_true(fabs(score.precision - 0.75) < 1e-12);
    assert_true(fabs(score.recall - 0.75) < 1e-12);
    assert_true(fabs(score.f1 - 0.75) < 1e-12);
    /* Ellipses of 49 m east and 24.5 m north: 30 m north is outside. */
    assert_true(score.events[0].inside95 && score.events[1].inside95 && !score.events[2].inside95);
    assert_int_equal(score.inside95, 2);
    assert_true(fabs(score.region_median_m2 - M_PI * 49.0 * 24.5) < 1e-6);
    tct_arena_free(&arena);
}

static void tolerances_hold_at_their_edges(void **state)
{
    (void)state;
    struct tct_arena arena;
    struct tct_event event = event_at(1.0, 0.0, 0.0);
    const struct tct_score_options metres = {.sigmas = -1.0};
    struct tct_shot shot = shot_at(1.119, 39.9, 0.0);
    assert_int_equal(scored(&arena, &event, 1, &shot, 1, &metres).found, 1);
    tct_arena_free(&arena);
    shot = shot_at(1.121, 0.0, 0.0);
    assert_int_equal(scored(&arena, &event, 1, &shot, 1, &metres).found, 0);
    tct_arena_free(&arena);
    shot = shot_at(1.0, 40.1, 0.0);
    assert_int_equal(scored(&arena, &event, 1, &shot, 1, &metres).found, 0);
    tct_arena_free(&arena);
    /* Standard errors of 20 m east and 10 m north: 59 m east is within three, 41 m north is not. */
    shot = shot_at(1.0, 59.0, 0.0);
    assert_int_equal(scored(&arena, &event, 1, &shot, 1, NULL).found, 1);
    tct_arena_free(&arena);
    shot = shot_at(1.0, 0.0, 41.0);
    assert_int_equal(scored(&arena, &event, 1, &shot, 1, NULL).found, 0);
    tct_arena_free(&arena);
    event.time_sigma_s = 0.1;
    shot = shot_at(1.4, 0.0, 0.0);
    assert_int_equal(scored(&arena, &event, 1, &shot, 1, NULL).found, 1);
    tct_arena_free(&arena);
}

static void the_closest_pair_wins_one_to_one(void **state)
{
    (void)state;
    struct tct_arena arena;
    /* A burst: 80 ms apart, so that every event may belong to two shots. */
    const struct tct_shot shots[3] = {shot_at(1.0, 0.0, 0.0), shot_at(1.08, 0.0, 0.0),
                                      shot_at(1.16, 0.0, 0.0)};
    const struct tct_event events[3] = {event_at(1.165, 1.0, 0.0), event_at(1.005, 1.0, 0.0),
                                        event_at(1.085, 1.0, 0.0)};
    struct tct_score score = scored(&arena, events, 3, shots, 3, NULL);
    assert_int_equal(score.events[0].shot, 2);
    assert_int_equal(score.events[1].shot, 0);
    assert_int_equal(score.events[2].shot, 1);
    tct_arena_free(&arena);
    /* Two events for one shot: the second is false. */
    const struct tct_event twice[2] = {event_at(1.0, 9.0, 0.0), event_at(1.0, 5.0, 0.0)};
    score = scored(&arena, twice, 2, shots, 1, NULL);
    assert_int_equal(score.event_of_shot[0], 1);
    assert_int_equal(score.false_events, 1);
    tct_arena_free(&arena);
}

static void ties_go_to_the_earlier(void **state)
{
    (void)state;
    struct tct_arena arena;
    const struct tct_shot shots[2] = {shot_at(1.05, 0.0, 0.0), shot_at(0.95, 0.0, 0.0)};
    const struct tct_event one = event_at(1.0, 0.0, 0.0);
    struct tct_score score = scored(&arena, &one, 1, shots, 2, NULL);
    assert_int_equal(score.events[0].shot, 1); /* the earlier shot, wherever it is listed */
    tct_arena_free(&arena);
    const struct tct_event both[2] = {event_at(1.0, 3.0, 0.0), event_at(1.0, -3.0, 0.0)};
    score = scored(&arena, both, 2, shots, 1, NULL);
    assert_int_equal(score.event_of_shot[0], 0);
    tct_arena_free(&arena);
}

static void unheard_shots_are_not_missed(void **state)
{
    (void)state;
    struct tct_arena arena;
    struct tct_shot shots[3] = {shot_at(1.0, 0.0, 0.0), shot_at(2.0, 0.0, 0.0),
                                shot_at(3.0, 0.0, 0.0)};
    const struct tct_event event = event_at(3.0, 0.0, 0.0);
    const struct tct_score_options options = {.heard_min = 5};
    shots[0].heard = 4;
    shots[1].heard = 5;
    struct tct_score score = scored(&arena, &event, 1, shots, 3, &options);
    assert_int_equal(score.found, 1);
    assert_int_equal(score.missed, 1);
    assert_int_equal(score.unheard, 1);
    assert_true(fabs(score.recall - 0.5) < 1e-12);
    tct_arena_free(&arena);
}

static void nothing_divides_by_nothing(void **state)
{
    (void)state;
    struct tct_arena arena;
    struct tct_score score = scored(&arena, NULL, 0, NULL, 0, NULL);
    assert_true(isnan(score.precision) && isnan(score.recall) && isnan(score.f1));
    assert_true(isnan(score.error_median_m) && isnan(score.region_median_m2));
    tct_arena_free(&arena);
    const struct tct_shot shot = shot_at(1.0, 0.0, 0.0);
    const struct tct_event event = event_at(50.0, 0.0, 0.0);
    score = scored(&arena, &event, 1, &shot, 1, NULL);
    assert_true(score.precision == 0.0 && score.recall == 0.0 && score.f1 == 0.0);
    tct_arena_free(&arena);
}

static void hostile_numbers_are_no_partners(void **state)
{
    (void)state;
    struct tct_arena arena;
    struct tct_event events[3] = {event_at(1.0, (double)NAN, 0.0), event_at(1.0, 0.0, 0.0),
                                  event_at(1.0, 0.0, 0.0)};
    events[1].covariance_m2[0] = (double)NAN;
    events[1].time_ns = INT64_MIN;
    events[2].time_sigma_s = (double)INFINITY;
    events[2].time_ns = INT64_MAX;
    const struct tct_shot shots[2] = {{INT64_MIN, (double)NAN, 0.0, 0, NULL, 0},
                                      {INT64_MAX, 1e308, 0.0, 0, NULL, 0}};
    struct tct_score score = scored(&arena, events, 3, shots, 2, NULL);
    assert_int_equal(score.found, 0);
    assert_int_equal(score.false_events, 2);
    tct_arena_free(&arena);
    const struct tct_score_options bad = {.time_s = (double)NAN};
    struct tct_error err;
    tct_arena_init(&arena, LIMIT);
    assert_int_equal(tct_score_events(events, 3, shots, 2, &bad, &arena, &score, &err),
                     TCT_ERR_USE);
    tct_arena_free(&arena);
}

/* -- truth.jsonl -- */

static enum tct_status read_truth(const char *text, const struct tct_frame *frame,
                                  struct tct_arena *arena, struct tct_warnings *warnings,
                                  struct tct_shot **ret_shots, size_t *ret_count)
{
    struct tct_error err;
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(fputs(text, file) >= 0, 1);
    rewind(file);
    tct_arena_init(arena, LIMIT);
    tct_warnings_init(warnings, NULL);
    enum tct_status status =
        tct_truth_read(file, "truth.jsonl", frame, arena, warnings, ret_shots, ret_count, &err);
    (void)fclose(file);
    return status;
}

static void truth_is_read_and_bad_lines_skipped(void **state)
{
    (void)state;
    struct tct_arena arena;
    struct tct_warnings warnings;
    struct tct_shot *shots;
    size_t count;
    static const char text[] =
        "{\"time\":\"2026-01-01T00:00:01.5Z\",\"x_m\":10,\"y_m\":-20.5,\"detections\":[3,4,9]}\n"
        "\n"
        "{\"time\":\"2026-01-01T00:00:02Z\",\"x_m\":1}\n"
        "{\"time\":\"yesterday\",\"x_m\":1,\"y_m\":1}\n"
        "{\"x_m\":1,\"y_m\":1}\n"
        "[1,2]\n"
        "{\"time\":\"2026-01-01T00:00:02Z\",\"x_m\":\"1\",\"y_m\":1}\n"
        "no json\n"
        "{\"time\":\"2026-01-01T00:00:03Z\",\"x_m\":0,\"y_m\":0,\"weapon\":\"rifle\"}";
    assert_int_equal(read_truth(text, NULL, &arena, &warnings, &shots, &count), TCT_OK);
    assert_int_equal(count, 2);
    assert_true(shots[0].time_ns == T0 + INT64_C(1500000000));
    assert_true(shots[0].x_m == 10.0 && shots[0].y_m == -20.5);
    assert_int_equal(shots[0].heard, 3);
    assert_int_equal(shots[1].heard, TCT_SCORE_NONE);
    assert_int_equal(tct_warnings_skipped(&warnings), 6);
    tct_arena_free(&arena);
    assert_int_equal(read_truth("", NULL, &arena, &warnings, &shots, &count), TCT_OK);
    assert_int_equal(count, 0);
    tct_arena_free(&arena);
}

static void truth_in_degrees_comes_to_the_plane(void **state)
{
    (void)state;
    struct tct_arena arena;
    struct tct_warnings warnings;
    struct tct_frame *frame;
    struct tct_shot *shots;
    size_t count;
    assert_int_equal(tct_frame_new(TCT_FRAME_WGS84, 0, &frame, NULL), TCT_OK);
    assert_int_equal(tct_frame_set_origin(frame, 35.0, 48.0, NULL), TCT_OK);
    static const char text[] = "{\"time\":\"2026-01-01T00:00:01Z\",\"lon\":35,\"lat\":48.01}\n"
                               "{\"time\":\"2026-01-01T00:00:01Z\",\"lon\":95,\"lat\":48.01}\n"
                               "{\"time\":\"2026-01-01T00:00:01Z\",\"lon\":35,\"lat\":148.01}\n"
                               "{\"time\":\"2026-01-01T00:00:02Z\",\"x_m\":5,\"y_m\":6}\n";
    assert_int_equal(read_truth(text, frame, &arena, &warnings, &shots, &count), TCT_OK);
    assert_int_equal(count, 2);
    assert_true(fabs(shots[0].x_m) < 1e-3 && fabs(shots[0].y_m - 1111.9) < 1.0);
    assert_true(shots[1].x_m == 5.0 && shots[1].y_m == 6.0);
    assert_int_equal(tct_warnings_skipped(&warnings), 2);
    tct_arena_free(&arena);
    tct_frame_free(frame);
}

/* Events are what their detections are: however far off, and however near another shot's place. */
static void what_was_used_says_whose_an_event_is(void **state)
{
    (void)state;
    struct tct_arena arena;
    struct tct_detection detections[10];
    for (uint32_t i = 0; i < 10; i++)
        detections[i] = tct_detection_at(i % 5, T0 + tct_time_from_s((double)i));
    /* The first shot has 0 to 4, the second 5 to 9. */
    const uint32_t own[10] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    struct tct_shot shots[2] = {shot_at(1.0, 0.0, 0.0), shot_at(1.0, 9000.0, 0.0)};
    shots[0].detections = own;
    shots[1].detections = own + 5;
    shots[0].detection_count = shots[1].detection_count = 5;
    /* Three of five are enough, two are not, and what was not used does not count; a second event
     * of a shot is false. */
    struct tct_arrival right[4] = {{0, 0, 1, true, TCT_PHASE_BLAST},
                                   {1, 0, 1, true, TCT_PHASE_BLAST},
                                   {2, 0, 1, true, TCT_PHASE_BLAST},
                                   {3, 0, 0, false, TCT_PHASE_BLAST}};
    struct tct_arrival mixed[4] = {{5, 0, 1, true, TCT_PHASE_BLAST},
                                   {6, 0, 1, true, TCT_PHASE_BLAST},
                                   {3, 0, 1, true, TCT_PHASE_BLAST},
                                   {4, 0, 1, true, TCT_PHASE_BLAST}};
    struct tct_arrival late[4] = {{5, 0, 1, true, TCT_PHASE_BLAST},
                                  {6, 0, 1, true, TCT_PHASE_BLAST},
                                  {7, 0, 1, true, TCT_PHASE_BLAST},
                                  {8, 0, 1, true, TCT_PHASE_BLAST}};
    struct tct_event events[3] = {event_at(1.0, 8990.0, 0.0), event_at(1.0, 0.0, 0.0),
                                  event_at(700.0, 8980.0, 10.0)};
    events[0].arrivals = right;
    events[1].arrivals = mixed;
    events[2].arrivals = late;
    for (size_t i = 0; i < 3; i++)
        events[i].arrival_count = 4;
    const struct tct_score_options by_detections = {
        .detections = detections, .detection_count = 10, .event_detections = detections};
    struct tct_score score = scored(&arena, events, 3, shots, 2, &by_detections);
    assert_int_equal(score.found, 2);
    assert_int_equal(score.false_events, 1);
    assert_int_equal(score.event_of_shot[0], 0);
    assert_int_equal(score.event_of_shot[1], 2);
    assert_true(fabs(score.error_max_m - 8990.0) < 1e-9);
    /* 8990^2 / 400 and 20^2 / 400 + 10^2 / 100. */
    assert_true(fabs(score.normalised_mean - (8990.0 * 8990.0 / 400.0 + 2.0) / 2.0) < 1e-6);
    tct_arena_free(&arena);
}

static void truth_says_which_detections_are_a_shots(void **state)
{
    (void)state;
    struct tct_arena arena;
    struct tct_warnings warnings;
    struct tct_shot *shots;
    size_t count;
    static const char text[] = "{\"time\":\"2026-01-01T00:00:01Z\",\"x_m\":5,\"y_m\":6,"
                               "\"detections\":[7,\"x\",-1,9]}\n"
                               "{\"time\":\"2026-01-01T00:00:01Z\",\"x_m\":5,\"y_m\":6}\n";
    assert_int_equal(read_truth(text, NULL, &arena, &warnings, &shots, &count), TCT_OK);
    assert_int_equal(count, 2);
    assert_int_equal(shots[0].detection_count, 2);
    assert_int_equal(shots[0].detections[0], 7);
    assert_int_equal(shots[0].detections[1], 9);
    assert_int_equal(shots[1].detection_count, 0);
    tct_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(found_missed_and_false_are_counted),
        cmocka_unit_test(tolerances_hold_at_their_edges),
        cmocka_unit_test(the_closest_pair_wins_one_to_one),
        cmocka_unit_test(ties_go_to_the_earlier),
        cmocka_unit_test(unheard_shots_are_not_missed),
        cmocka_unit_test(nothing_divides_by_nothing),
        cmocka_unit_test(hostile_numbers_are_no_partners),
        cmocka_unit_test(truth_is_read_and_bad_lines_skipped),
        cmocka_unit_test(truth_in_degrees_comes_to_the_plane),
        cmocka_unit_test(what_was_used_says_whose_an_event_is),
        cmocka_unit_test(truth_says_which_detections_are_a_shots),
    };
    return cmocka_run_group_tests_name("score", tests, NULL, NULL);
}
