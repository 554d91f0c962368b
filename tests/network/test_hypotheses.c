/* Hypotheses: that an arrival is foreign is part of what is said about the place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scene.h"

/* Ground with a station at every crossing of a bent grid. */
enum { COLUMNS = 8, ROWS = 6, SHOTS = 120 };
static const double SPACING_M = 1200.0, SHOT_PAUSE_S = 12.0, CLUTTER_PAUSE_S = 0.55;

static struct scene *grid(uint64_t seed)
{
    struct tct_plane places[COLUMNS * ROWS];
    struct scene *s = scene_of(places, 0);
    tct_arena_init(&s->arena, (size_t)1 << 28);
    tct_random_init(&s->random, seed, 0);
    for (int i = 0; i < COLUMNS * ROWS; i++)
        s->stations[i] = (struct tct_station){
            (i % COLUMNS + 0.6 * tct_random_uniform(&s->random)) * SPACING_M,
            (i / COLUMNS + 0.6 * tct_random_uniform(&s->random)) * SPACING_M, 0.0, 0.05, 1e-4};
    s->network.station_count = COLUMNS * ROWS;
    return s;
}

/* A shot that only the stations around it hear: most often four or five of them. */
static void faint_shot(struct scene *s, struct tct_plane place, double time_s)
{
    for (uint32_t i = 0; i < s->network.station_count; i++) {
        double dx = s->stations[i].x_m - place.x_m, dy = s->stations[i].y_m - place.y_m;
        if (hypot(dx, dy) > 1.25 * SPACING_M || tct_random_uniform(&s->random) > 0.9)
            continue;
        double travel_s = tct_travel_time_s(dx, dy, 0.0, speed(), 0.0, 0.0);
        heard(s, i, time_s + travel_s + path_sigma_s(s, travel_s) * tct_random_normal(&s->random));
    }
}

/* How the places of a world compare with the truth. */
struct tally {
    size_t events, inside;
    double squares;
};

/* Whether most of a group's picks are of a shot. */
static bool mostly_of(const struct scene *s, const struct tct_group *group, struct tct_plane place,
                      double time_s)
{
    size_t mine = 0;
    for (size_t k = 0; k < group->pick_count; k++) {
        const struct tct_detection *d = &s->detections[group->picks[k]];
        const struct tct_station *there = &s->stations[d->station];
        double travel_s = tct_travel_time_s(there->x_m - place.x_m, there->y_m - place.y_m, 0.0,
                                            speed(), 0.0, 0.0);
        double at_s = (double)(d->onset_ns - START_NS) * 1e-9;
        mine += fabs(at_s - time_s - travel_s) < 0.05;
    }
    return mine * 10 >= group->pick_count * 6;
}

static void add_world(uint64_t seed, struct tally *tally)
{
    struct scene *s = grid(seed);
    struct tct_plane truth[SHOTS];
    for (int k = 0; k < SHOTS; k++) {
        truth[k] = (struct tct_plane){COLUMNS * SPACING_M * tct_random_uniform(&s->random),
                                      ROWS * SPACING_M * tct_random_uniform(&s->random)};
        faint_shot(s, truth[k], SHOT_PAUSE_S * k);
    }
    for (double t = 0.0; t < SHOT_PAUSE_S * SHOTS; t += CLUTTER_PAUSE_S)
        heard(s, (uint32_t)(tct_random_uniform(&s->random) * COLUMNS * ROWS), t);
    struct tct_group *groups;
    size_t count;
    struct tct_association_report report;
    struct tct_event *events;
    struct tct_error err = {0};
    assert_int_equal(tct_associate(&s->network, s->detections, s->detection_count, &s->arena,
                                   &groups, &count, &report, &err),
                     TCT_OK);
    assert_int_equal(tct_locate_all(&s->network, s->detections, s->detection_count, groups, count,
                                    &s->arena, &events, &err),
                     TCT_OK);
    for (size_t i = 0; i < count; i++) {
        double shot = round((double)(events[i].time_ns - START_NS) * 1e-9 / SHOT_PAUSE_S);
        if (events[i].status != TCT_EVENT_LOCATED || !(shot >= 0.0 && shot < SHOTS) ||
            !mostly_of(s, &groups[i], truth[(size_t)shot], SHOT_PAUSE_S * shot))
            continue;
        const struct tct_plane *p = &truth[(size_t)shot];
        double square = normalised_error2(&events[i], p->x_m, p->y_m);
        tally->events++;
        tally->inside += square < 5.991;
        tally->squares += square;
    }
    tct_arena_free(&s->arena);
}

static void places_of_few_arrivals_among_clutter_are_as_sure_as_they_say(void **state)
{
    (void)state;
    struct tally tally = {0};
    for (uint64_t seed = 1; seed <= 12; seed++)
        add_world(seed, &tally);
    print_message("%zu events, %zu inside, mean %g\n", tally.events, tally.inside,
                  tally.squares / (double)tally.events);
    assert_true(tally.events > 300);
    assert_true((double)tally.inside > 0.925 * (double)tally.events);
    assert_true(tally.squares < 3.0 * (double)tally.events);
}

/* Probability of a second hypothesis by how much less the evidence for it is: ADR 4. */
static double second_p(double less)
{
    double odds = 0.5 * (0.98 * exp(-0.8 * less) + 0.02 * exp(-0.25 * less));
    return odds / (1.0 + odds);
}

static void another_hypothesis_widens_the_region_by_what_it_is_worth(void **state)
{
    (void)state;
    struct scene *s = scene_of(SPREAD, 6);
    shot(s, 300.0, 200.0, 5.0, 0.0, CALM);
    struct tct_event alone = located_alone(s, 0);
    const struct tct_hypothesis hypotheses[2] = {
        {.x_m = alone.x_m, .y_m = alone.y_m, .time_ns = alone.time_ns, .log_odds = 12.0},
        {.x_m = alone.x_m + 1000.0,
         .y_m = alone.y_m,
         .covariance_m2 = {900.0, 0.0, 400.0},
         .time_ns = alone.time_ns,
         .time_variance_s2 = 1e-4,
         .log_odds = 7.0}};
    s->groups[0].hypotheses = hypotheses;
    s->groups[0].hypothesis_count = 2;
    struct tct_event event = located_alone(s, 0);
    double p = second_p(5.0);
    assert_near(event.x_m, alone.x_m, 1e-6);
    assert_near(event.covariance_m2[0], (1.0 - p) * alone.covariance_m2[0] + p * (900.0 + 1e6),
                1e-6 * event.covariance_m2[0]);
    assert_near(event.covariance_m2[2], (1.0 - p) * alone.covariance_m2[2] + p * 400.0,
                1e-6 * event.covariance_m2[2]);
    tct_arena_free(&s->arena);
}

/* Even and odd crossings. */
static bool holds(const struct tct_event *event, double x, double y)
{
    bool inside = false;
    for (size_t i = 0; i < event->region95_count; i++) {
        const struct tct_outline *o = &event->region95[i];
        for (size_t k = 0, last = o->count - 1; k < o->count; last = k++) {
            const struct tct_plane *a = &o->corners[last], *b = &o->corners[k];
            if ((a->y_m > y) != (b->y_m > y) &&
                x < a->x_m + (b->x_m - a->x_m) * (y - a->y_m) / (b->y_m - a->y_m))
                inside = !inside;
        }
    }
    return inside;
}

static void places_that_lie_apart_make_a_region_of_parts(void **state)
{
    (void)state;
    enum { DRAWS = 20000 };
    struct scene *s = scene_of(SPREAD, 6);
    shot(s, 300.0, 200.0, 5.0, 0.0, CALM);
    struct tct_event alone = located_alone(s, 0);
    assert_int_equal(alone.region95_count, 0);
    const struct tct_hypothesis hypotheses[2] = {
        {.x_m = alone.x_m, .y_m = alone.y_m, .time_ns = alone.time_ns, .log_odds = 8.0},
        {.x_m = alone.x_m + 800.0,
         .y_m = alone.y_m + 600.0,
         .covariance_m2 = {900.0, 0.0, 400.0},
         .time_ns = alone.time_ns,
         .time_variance_s2 = 1e-4,
         .log_odds = 7.0}};
    s->groups[0].hypotheses = hypotheses;
    s->groups[0].hypothesis_count = 2;
    struct tct_event event = located_alone(s, 0);
    assert_int_equal(event.status, TCT_EVENT_LOCATED); /* and its region says where else */
    assert_int_equal(event.region95_count, 2);
    double p = second_p(1.0);
    assert_near(event.elsewhere_p, p, 0.01);
    const double *c = alone.covariance_m2;
    double l11 = sqrt(c[0]), l21 = c[1] / l11, l22 = sqrt(c[2] - l21 * l21);
    size_t held = 0;
    for (int i = 0; i < DRAWS; i++) {
        double u = tct_random_normal(&s->random), v = tct_random_normal(&s->random);
        held += tct_random_uniform(&s->random) < p
                    ? holds(&event, hypotheses[1].x_m + 30.0 * u, hypotheses[1].y_m + 20.0 * v)
                    : holds(&event, alone.x_m + l11 * u, alone.y_m + l21 * u + l22 * v);
    }
    assert_near((double)held / DRAWS, 0.95, 0.008);
    tct_arena_free(&s->arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_of_few_arrivals_among_clutter_are_as_sure_as_they_say),
        cmocka_unit_test(another_hypothesis_widens_the_region_by_what_it_is_worth),
        cmocka_unit_test(places_that_lie_apart_make_a_region_of_parts),
    };
    return cmocka_run_group_tests_name("network/hypotheses", tests, NULL, NULL);
}
