/* What association stands on, each alone: the station index, the hearing curve, the clutter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "clutter.h"
#include "hearing.h"
#include "recurrence.h"
#include "symmetric3.h"

static void neighbours_are_the_nearest(void **state)
{
    (void)state;
    enum { COUNT = 400 };
    static struct tct_station stations[COUNT];
    struct tct_random random;
    tct_random_init(&random, 1, 0);
    for (size_t i = 0; i < COUNT; i++) /* coarse places: many coincide in x, in y, or in both */
        stations[i] = (struct tct_station){.x_m = 100 * floor(20 * tct_random_uniform(&random)),
                                           .y_m = 100 * floor(20 * tct_random_uniform(&random))};
    struct tct_network network = {.stations = stations, .station_count = COUNT};
    struct tct_arena arena;
    tct_arena_init(&arena, (size_t)8 << 20);
    struct station_index index;
    assert_int_equal(station_index_new(&network, &arena, &index, NULL), TCT_OK);
    assert_int_equal(index.neighbour_count, STATION_NEIGHBOURS_MOST);
    for (uint32_t s = 0; s < COUNT; s++) {
        const struct tct_station *here = &index.stations[s];
        assert_true(stations[0].x_m == index.stations[index.rank_of[0]].x_m);
        double farthest_m = 0;
        for (size_t k = 0; k < index.neighbour_count; k++) {
            const struct tct_station *there = &index.stations[station_neighbours(&index, s)[k]];
            double apart_m = hypot(there->x_m - here->x_m, there->y_m - here->y_m);
            assert_true(apart_m >= farthest_m);
            farthest_m = apart_m;
        }
        size_t nearer = 0;
        for (size_t other = 0; other < COUNT; other++)
            nearer += hypot(index.stations[other].x_m - here->x_m,
                            index.stations[other].y_m - here->y_m) < farthest_m;
        assert_true(nearer <= index.neighbour_count);
        uint32_t nearest = station_nearest(&index, here->x_m + 10, here->y_m - 10);
        double there_x_m = 2000 * tct_random_uniform(&random);
        assert_int_equal(station_nearest_from(&index, s, there_x_m, here->y_m),
                         station_nearest(&index, there_x_m, here->y_m));
        assert_true(index.stations[nearest].x_m == here->x_m);
        assert_true(index.stations[nearest].y_m == here->y_m);
    }
    tct_arena_free(&arena);
}

static void silence_near_by_makes_a_far_reach_unlikely(void **state)
{
    (void)state;
    static struct hearing hearing;
    hearing_init(&hearing);
    struct reach_belief far_and_near = hearing.before, far_alone = far_and_near;
    reach_heard(&hearing, &far_and_near, hearing_bin(4000));
    reach_heard(&hearing, &far_and_near, hearing_bin(500));
    reach_heard(&hearing, &far_alone, hearing_bin(4000));
    reach_silent(&hearing, &far_alone, hearing_bin(500), 0);
    assert_true(reach_log_evidence(&far_and_near) > reach_log_evidence(&far_alone) + 1);
    assert_false(reach_below(&far_alone, 0.99 * exp(reach_log_evidence(&far_alone))));
    assert_true(reach_below(&far_alone, 1.01 * exp(reach_log_evidence(&far_alone))));
    assert_true(reach_goes_on(&hearing, &far_and_near, hearing_bin(5000)));
    for (int i = 0; i < 20; i++)
        reach_silent(&hearing, &far_and_near, hearing_bin(5000), 0);
    assert_false(reach_goes_on(&hearing, &far_and_near, hearing_bin(20000)));
}

/* Hundreds of stations make numbers smaller than floats go. */
static void evidence_survives_any_number_of_stations(void **state)
{
    (void)state;
    static struct hearing hearing;
    hearing_init(&hearing);
    struct reach_belief belief = hearing.before;
    reach_heard(&hearing, &belief, hearing_bin(500));
    double once = reach_log_evidence(&belief);
    for (int i = 0; i < 300; i++)
        reach_silent(&hearing, &belief, hearing_bin(100), 0);
    assert_true(isfinite(reach_log_evidence(&belief)));
    assert_true(reach_log_evidence(&belief) < once - 100);
    assert_false(reach_below(&belief, 0));
}

/* Within a twentieth of a bin of the logarithm that it stands for, and never falling. */
static void distances_are_sorted_into_bins(void **state)
{
    (void)state;
    unsigned before = hearing_bin(0);
    assert_int_equal(before, 0);
    assert_int_equal(hearing_bin(1e9), DISTANCE_BINS - 1);
    for (double m = 21; m < 30000; m *= 1.003) {
        unsigned bin = hearing_bin(m);
        double exact = log(m / DISTANCE_FIRST_M) * BINS_A_REACH / LOG_STEP;
        assert_true(bin >= before);
        assert_true(fabs((double)bin + 0.5 - exact) < 0.7);
        before = bin;
    }
}

/* Sources with a reach of 3 km, heard by 60 % within it and nobody beyond. */
static void the_curve_is_learned(void **state)
{
    (void)state;
    static struct hearing hearing;
    static struct hearing_lesson lesson;
    struct tct_random random;
    tct_random_init(&random, 2, 0);
    hearing_init(&hearing);
    for (int pass = 0; pass < 4; pass++) {
        lesson = (struct hearing_lesson){0};
        for (int source = 0; source < 300; source++) {
            struct hearsay said[40];
            struct reach_belief belief = hearing.before;
            for (size_t i = 0; i < TCT_COUNT(said); i++) {
                double distance_m = 200 + 6000 * tct_random_uniform(&random);
                said[i].dark = 0;
                said[i].bin = hearing_bin(distance_m);
                said[i].heard = distance_m < 3000 && tct_random_uniform(&random) < 0.6;
                if (said[i].heard)
                    reach_heard(&hearing, &belief, said[i].bin);
                else
                    reach_silent(&hearing, &belief, said[i].bin, 0);
            }
            hearing_learn_source(&lesson, &belief, said, TCT_COUNT(said));
        }
        hearing_learn_end(&hearing, &lesson);
    }
    /* averaged over what is believed of reaches */
    double near = reach_chance(&hearing, &hearing.before, hearing_bin(1500));
    double far = reach_chance(&hearing, &hearing.before, hearing_bin(4000));
    assert_true(fabs(near - 0.6) < 0.06);
    assert_true(far < 0.05);
}

static struct picks picks_at(const struct station_index *index, struct tct_arena *arena,
                             const struct tct_network *network, struct tct_detection *detections,
                             size_t count)
{
    struct picks picks;
    struct tct_association_report report;
    assert_int_equal(picks_new(network, index, detections, count, arena, &picks, &report, NULL),
                     TCT_OK);
    return picks;
}

/* Impulses at a steady rate, each with one echo in two, exponentially 80 ms later. */
static void echoes_are_learned(void **state)
{
    (void)state;
    enum { STATIONS = 10, IMPULSES = 1000, MOST = 2 * IMPULSES };
    static struct tct_detection detections[MOST];
    struct tct_station stations[STATIONS];
    struct tct_random random;
    tct_random_init(&random, 3, 0);
    for (size_t s = 0; s < STATIONS; s++)
        stations[s] = (struct tct_station){.x_m = 1000 * (double)s};
    size_t count = 0;
    for (size_t i = 0; i < IMPULSES; i++) {
        uint32_t station = (uint32_t)(STATIONS * tct_random_uniform(&random));
        double at_s = 5000 * tct_random_uniform(&random);
        detections[count++] = tct_detection_at(station, tct_time_from_s(at_s));
        if (tct_random_uniform(&random) < 0.5)
            detections[count++] = tct_detection_at(
                station, tct_time_from_s(at_s + 0.08 * tct_random_exponential(&random)));
    }
    struct tct_network network = {.stations = stations, .station_count = STATIONS};
    struct tct_arena arena;
    tct_arena_init(&arena, (size_t)8 << 20);
    struct station_index index;
    struct clutter clutter;
    assert_int_equal(station_index_new(&network, &arena, &index, NULL), TCT_OK);
    struct picks picks = picks_at(&index, &arena, &network, detections, count);
    assert_int_equal(clutter_new(&picks, &index, &arena, &clutter, NULL), TCT_OK);
    assert_int_equal(clutter_learn(&clutter, &picks, &index, picks.listened_s, NULL, &arena, NULL),
                     TCT_OK);
    assert_true(fabs(clutter.echoes - 1.0 / 3) < 0.06); /* echoes have none of their own */
    assert_true(fabs(clutter.echo_decay_s - 0.08) < 0.02);
    for (size_t s = 0; s < STATIONS; s++)
        assert_true(fabs(clutter.station_rate[s] - 0.02) < 0.008);
    tct_arena_free(&arena);
}

static void what_is_known_makes_its_like_likelier(void **state)
{
    (void)state;
    static struct known_source known[] = {{500, 100, 40, 1}, {100, 100, 10, 0}, {103, 98, 20, 0}};
    struct recurrence recurrence = {0};
    struct source here = {.x_m = 101, .y_m = 99, .time_s = 10.5, .nearest = 0};
    struct tct_arena arena;
    tct_arena_init(&arena, 1 << 16);
    recurrence_init_rhythm(&recurrence);
    assert_true(recurrence_density(&recurrence, &here) == 0);
    assert_int_equal(recurrence_know(&recurrence, known, TCT_COUNT(known), 2, &arena, NULL),
                     TCT_OK);
    double soon = recurrence_density(&recurrence, &here);
    struct source later = here, aside = here, same = here, vague = here, other = here;
    later.time_s = 200;
    aside.x_m = 200;
    same.time_s = 10.001; /* its own self tells nothing: the other one, 10 s off, is left */
    vague.covariance[0] = vague.covariance[3] = 10000;
    assert_true(soon > 20 * recurrence_density(&recurrence, &later));
    assert_true(soon > 20 * recurrence_density(&recurrence, &aside));
    assert_true(soon > 5 * recurrence_density(&recurrence, &same));
    assert_true(recurrence_density(&recurrence, &same) > 0);
    assert_true(soon > 5 * recurrence_density(&recurrence, &vague));
    other.covariance[5] = 0.2 * 0.2; /* another reading of the first: half a second is no pause */
    assert_true(soon > 5 * recurrence_density(&recurrence, &other));
    other.covariance[5] = 0.1 * 0.1; /* here it is one */
    assert_true(recurrence_density(&recurrence, &other) == soon);
    tct_arena_free(&arena);
}

/* Rounds follow each other after half a second or a minute, and never after five seconds. */
static void the_rhythm_of_fire_is_learned(void **state)
{
    (void)state;
    enum { BURSTS = 20 };
    static struct known_source known[2 * BURSTS];
    struct recurrence recurrence = {0};
    struct tct_arena arena;
    double pauses[PAUSE_BINS] = {0}, total = 0;
    tct_arena_init(&arena, 1 << 16);
    recurrence_init_rhythm(&recurrence);
    double before = recurrence_pause_density(&recurrence, 0.5);
    for (size_t i = 0; i < BURSTS; i++) {
        known[2 * i] = (struct known_source){100, 100, 60.0 * (double)i, 0};
        known[2 * i + 1] = (struct known_source){100, 100, 60.0 * (double)i + 0.5, 0};
    }
    assert_int_equal(recurrence_know(&recurrence, known, TCT_COUNT(known), 1, &arena, NULL),
                     TCT_OK);
    for (size_t i = 0; i < TCT_COUNT(known); i++) {
        struct source source = {.x_m = 100, .y_m = 100, .time_s = known[i].time_s};
        recurrence_count_pauses(&recurrence, &source, 1.0, pauses);
    }
    recurrence_learn_rhythm(&recurrence, pauses);
    assert_true(recurrence_pause_density(&recurrence, 0.5) > 3 * before);
    assert_true(recurrence_pause_density(&recurrence, -0.5) > 3 * before);
    assert_true(recurrence_pause_density(&recurrence, 5) < before / 4);
    for (double t = -20000; t < 20000; t += 0.01) /* it is a density still */
        total += 0.01 * recurrence_pause_density(&recurrence, t);
    assert_true(fabs(total - 1) < 0.02);
    tct_arena_free(&arena);
}

static void a_matrix_times_its_inverse_is_one(void **state)
{
    (void)state;
    static const double m[6] = {4e-6, 1e-6, 2e-4, 9e-6, -3e-4, 0.5};
    static const double singular[6] = {1, 2, 3, 4, 6, 9};
    double inverse[6], v[3], back[3];
    assert_true(symmetric3_invert(m, inverse));
    symmetric3_apply(m, (const double[3]){1, -2, 3}, v);
    symmetric3_apply(inverse, v, back);
    assert_true(fabs(back[0] - 1) + fabs(back[1] + 2) + fabs(back[2] - 3) < 1e-9);
    assert_false(symmetric3_invert(singular, inverse));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(neighbours_are_the_nearest),
        cmocka_unit_test(silence_near_by_makes_a_far_reach_unlikely),
        cmocka_unit_test(evidence_survives_any_number_of_stations),
        cmocka_unit_test(distances_are_sorted_into_bins),
        cmocka_unit_test(the_curve_is_learned),
        cmocka_unit_test(echoes_are_learned),
        cmocka_unit_test(what_is_known_makes_its_like_likelier),
        cmocka_unit_test(the_rhythm_of_fire_is_learned),
        cmocka_unit_test(a_matrix_times_its_inverse_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
