/* Strays: where some arrivals come at another time than they should, regions still hold the truth;
 * where none do, they are no larger for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "tacet/acoustics.h"
#include "tacet/network.h"

enum { STATIONS = 60, SHOTS = 1200, CLUTTER = 1200, DETECTIONS_MOST = 20000, NO_SHOT = -1 };

static const int64_t START_NS = INT64_C(1767225600) * TCT_NS_PER_S;

struct world {
    struct tct_station stations[STATIONS];
    struct tct_weather weather;
    struct tct_plane shots[SHOTS];
    struct tct_detection detections[DETECTIONS_MOST];
    int shot_of[DETECTIONS_MOST];
    size_t count;
};

static void report(struct world *w, uint32_t station, double time_s, int shot)
{
    assert_true(w->count < DETECTIONS_MOST);
    w->shot_of[w->count] = shot;
    struct tct_detection *d = &w->detections[w->count++];
    *d = tct_detection_at(station, START_NS + tct_time_from_s(time_s));
    d->time_sigma_s = 0.0005;
}

/* An hour of a line; `stray` of all arrivals are off by 50 to 400 ms. */
static struct world *line(double stray)
{
    struct world *w = calloc(1, sizeof(*w));
    struct tct_random random;
    assert_non_null(w);
    tct_random_init(&random, 3, 0);
    w->weather = (struct tct_weather){.time_ns = START_NS, .temperature_c = 15};
    double speed = tct_sound_speed_m_s(15);
    for (size_t s = 0; s < STATIONS; s++)
        w->stations[s] = (struct tct_station){.x_m = 1200.0 * (double)s,
                                              .y_m = 4000 * tct_random_uniform(&random),
                                              .position_sigma_m = 0.05,
                                              .clock_sigma_s = 1e-4};
    for (int i = 0; i < SHOTS; i++) {
        w->shots[i] = (struct tct_plane){1200.0 * STATIONS * tct_random_uniform(&random),
                                         6000 * tct_random_uniform(&random)};
        double at_s = 3600 * tct_random_uniform(&random);
        for (uint32_t s = 0; s < STATIONS; s++) {
            double dx = w->stations[s].x_m - w->shots[i].x_m;
            double dy = w->stations[s].y_m - w->shots[i].y_m;
            double travel_s = tct_travel_time_s(dx, dy, 0, speed, 0, 0);
            double off_s = hypot(0.01, 0.003 * travel_s) * tct_random_normal(&random);
            double side = tct_random_uniform(&random) < 0.5 ? -1 : 1;
            double strayed_s = side * (0.05 + 0.35 * tct_random_uniform(&random));
            if (tct_random_uniform(&random) < stray)
                off_s += strayed_s;
            if (hypot(dx, dy) < 4000 && tct_random_uniform(&random) < 0.9)
                report(w, s, at_s + travel_s + off_s, i);
        }
    }
    for (size_t i = 0; i < CLUTTER; i++)
        report(w, (uint32_t)(STATIONS * tct_random_uniform(&random)),
               3600 * tct_random_uniform(&random), NO_SHOT);
    return w;
}

/* The shot that most of a group's detections are of, or NO_SHOT. */
static int shot_of(const struct world *w, const struct tct_group *group)
{
    for (size_t i = 0; i < group->pick_count; i++) {
        size_t same = 0;
        for (size_t k = 0; k < group->pick_count; k++)
            same += w->shot_of[group->picks[k]] == w->shot_of[group->picks[i]];
        if (w->shot_of[group->picks[i]] != NO_SHOT && 2 * same > group->pick_count)
            return w->shot_of[group->picks[i]];
    }
    return NO_SHOT;
}

static double squared_error(const struct tct_event *event, struct tct_plane truth)
{
    const double *p = event->covariance_m2;
    double dx = event->x_m - truth.x_m, dy = event->y_m - truth.y_m;
    return (p[2] * dx * dx - 2 * p[1] * dx * dy + p[0] * dy * dy) / (p[0] * p[2] - p[1] * p[1]);
}

static int by_value(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* Of the region as a map shows it: in parts, where there are such, else the ellipse. */
static double area_of(const struct tct_event *event)
{
    const struct tct_ellipse *ellipse = &event->ellipse95;
    double twice = 0;
    if (event->region95_count == 0)
        return M_PI * ellipse->semi_major_m * ellipse->semi_minor_m;
    for (size_t i = 0; i < event->region95_count; i++) {
        const struct tct_outline *o = &event->region95[i];
        double round = 0;
        for (size_t k = 0, last = o->count - 1; k < o->count; last = k++)
            round +=
                o->corners[last].x_m * o->corners[k].y_m - o->corners[k].x_m * o->corners[last].y_m;
        twice += fabs(round);
    }
    return twice / 2;
}

struct outcome {
    size_t found;
    double inside, area_m2;
};

static struct outcome locate(double stray)
{
    static double areas[SHOTS];
    struct world *w = line(stray);
    struct outcome outcome = {.found = 0};
    struct tct_association_report about;
    struct tct_arena arena;
    struct tct_group *groups = NULL;
    struct tct_event *events = NULL;
    size_t count = 0;
    struct tct_network network = {.stations = w->stations,
                                  .station_count = STATIONS,
                                  .weather = &w->weather,
                                  .weather_count = 1,
                                  .propagation = {.floor_s = 0.010, .fraction = 0.003}};
    tct_arena_init(&arena, (size_t)256 << 20);
    assert_int_equal(
        tct_associate(&network, w->detections, w->count, &arena, &groups, &count, &about, NULL),
        TCT_OK);
    assert_int_equal(
        tct_locate_all(&network, w->detections, w->count, groups, count, &arena, &events, NULL),
        TCT_OK);
    for (size_t i = 0; i < count; i++) {
        int shot = shot_of(w, &groups[i]);
        if (shot == NO_SHOT || events[i].status != TCT_EVENT_LOCATED || outcome.found == SHOTS)
            continue;
        areas[outcome.found++] = area_of(&events[i]);
        outcome.inside += squared_error(&events[i], w->shots[shot]) < 5.991;
    }
    assert_true(outcome.found > 0);
    qsort(areas, outcome.found, sizeof(*areas), by_value);
    outcome.inside /= (double)outcome.found;
    outcome.area_m2 = areas[outcome.found / 2];
    tct_arena_free(&arena);
    free(w);
    return outcome;
}

static void regions_hold_with_and_without_strays(void **state)
{
    (void)state;
    struct outcome none = locate(0), some = locate(0.08);
    /* Three quarters of the shots are heard by enough stations. */
    assert_true(none.found > SHOTS * 75 / 100);
    assert_true(some.found > SHOTS * 70 / 100);
    assert_true(none.inside > 0.93 && none.inside < 0.97);
    assert_true(some.inside > 0.92 && some.inside < 0.97);
    /* They take from what is known, not from all that is said. */
    assert_true(some.area_m2 < 3 * none.area_m2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(regions_hold_with_and_without_strays),
    };
    return cmocka_run_group_tests_name("strays", tests, NULL, NULL);
}
