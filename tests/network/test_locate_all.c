/* Network floor: many sources together, the air that they share, and nonsense. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scene.h"

static void many_sources_tell_the_wind(void **state)
{
    (void)state;
    enum { SHOTS = 200 };
    const struct tct_plane wind = {3.0, -2.0};
    struct scene *s = scene_of(SPREAD, TCT_COUNT(SPREAD));
    tct_random_init(&s->random, 2, 0);
    shots_in_wind(s, SHOTS, wind);
    struct tct_event *together = located_together(s);
    double alone2 = 0.0, together2 = 0.0;
    int inside = 0;
    for (size_t i = 0; i < SHOTS; i++) {
        double x = s->truth[i].x_m, y = s->truth[i].y_m;
        struct tct_event alone = located_alone(s, i);
        alone2 += pow(hypot(alone.x_m - x, alone.y_m - y), 2.0);
        together2 += pow(hypot(together[i].x_m - x, together[i].y_m - y), 2.0);
        inside += normalised_error2(&together[i], x, y) < 5.991;
    }
    assert_true(together2 < 0.5 * alone2);
    assert_true(inside > SHOTS * 90 / 100);
    tct_arena_free(&s->arena);
}

static void repeated_paths_teach_once(void **state)
{
    (void)state;
    enum { SHOTS = 60 };
    struct scene *s = scene_of(SPREAD, TCT_COUNT(SPREAD));
    shot(s, 800.0, 400.0, 1.0, 1.0, CALM);
    for (size_t i = 1; i < SHOTS; i++) { /* the same errors again and again */
        s->groups[s->group_count++] = (struct tct_group){.picks = s->picks + s->detection_count,
                                                         .pick_count = TCT_COUNT(SPREAD),
                                                         .log_odds = (double)NAN};
        for (uint32_t k = 0; k < TCT_COUNT(SPREAD); k++)
            heard(s, k, 0.0)->onset_ns = s->detections[k].onset_ns + (int64_t)i * TCT_NS_PER_S;
    }
    struct tct_event alone = located_alone(s, 0);
    struct tct_event *together = located_together(s);
    for (size_t i = 0; i < SHOTS; i++)
        assert_true(together[i].ellipse95.semi_major_m > 0.98 * alone.ellipse95.semi_major_m);
    tct_arena_free(&s->arena);
}

static void order_of_groups_does_not_matter(void **state)
{
    (void)state;
    enum { SHOTS = 40 };
    struct scene *s = scene_of(SPREAD, TCT_COUNT(SPREAD));
    shots_in_wind(s, SHOTS, (struct tct_plane){2.0, 1.0});
    struct tct_event *before = located_together(s);
    for (size_t i = 0; i < SHOTS / 2; i++) {
        struct tct_group swap = s->groups[i];
        s->groups[i] = s->groups[SHOTS - 1 - i];
        s->groups[SHOTS - 1 - i] = swap;
    }
    struct tct_event *after = located_together(s);
    for (size_t i = 0; i < SHOTS; i++) {
        const struct tct_event *a = &before[i], *b = &after[SHOTS - 1 - i];
        assert_true(a->x_m == b->x_m && a->y_m == b->y_m && a->time_ns == b->time_ns);
        assert_memory_equal(a->covariance_m2, b->covariance_m2, sizeof(a->covariance_m2));
    }
    tct_arena_free(&s->arena);
}

static void no_groups_and_no_memory(void **state)
{
    (void)state;
    struct scene *s = scene_of(SPREAD, TCT_COUNT(SPREAD));
    assert_non_null(located_together(s));
    shot(s, 800.0, 400.0, 5.0, 0.0, CALM);
    struct tct_error err = {0};
    struct tct_event event, *events = NULL;
    struct tct_arena small;
    tct_arena_init(&small, 64);
    assert_int_equal(tct_locate_group(&s->network, NULL, s->detections, s->detection_count,
                                      s->groups, &small, &event, &err),
                     TCT_ERR_MEMORY);
    assert_true(err.text[0] != '\0');
    assert_int_equal(tct_locate_all(&s->network, s->detections, s->detection_count, s->groups, 1,
                                    &small, &events, &err),
                     TCT_ERR_MEMORY);
    tct_arena_free(&small);
    tct_arena_free(&s->arena);
}

/* Times, bearings and errors that no station sends. */
static void spoil(struct scene *s, struct tct_detection *d)
{
    static const double ODD[] = {0.0, -1.0, 1e-300, 1e18, (double)INFINITY, (double)NAN};
    double odd = ODD[tct_random_bits(&s->random) % TCT_COUNT(ODD)];
    switch (tct_random_bits(&s->random) % 8) {
    case 0:
        d->onset_ns = (int64_t)tct_random_bits(&s->random);
        break;
    case 1:
        d->onset_ns += tct_time_from_s(30.0 * tct_random_normal(&s->random));
        break;
    case 2:
        d->time_sigma_s = odd;
        break;
    case 3:
        d->azimuth_rad = odd;
        break;
    case 4:
        d->azimuth_rad = 3.0 * tct_random_uniform(&s->random);
        d->azimuth_sigma_rad = odd;
        break;
    case 5:
        d->clock = TCT_CLOCK_FREE;
        break;
    default:
        d->station = (uint32_t)(tct_random_bits(&s->random) % s->network.station_count);
    }
}

static void assert_consistent(const struct tct_event *e)
{
    const double *c = e->covariance_m2;
    if (e->status == TCT_EVENT_LOCATED) {
        assert_true(isfinite(e->x_m) && isfinite(e->y_m) && isfinite(e->time_sigma_s));
        assert_true(c[0] > 0.0 && c[0] * c[2] > c[1] * c[1]);
        assert_true(e->station_count > 0 && e->ellipse95.semi_minor_m > 0.0);
        assert_null(e->reason);
    } else {
        assert_true(isnan(e->x_m) && isnan(c[0]));
        assert_non_null(e->reason);
    }
    if (e->status == TCT_EVENT_BEARING_ONLY)
        assert_true(e->azimuth_rad >= 0.0 && e->azimuth_sigma_rad > 0.0);
    assert_near(e->side_p[0] + e->side_p[1] + e->side_p[2], 1.0, 1e-9);
    for (size_t i = 0; i < TCT_SIDE_COUNT; i++)
        assert_true(e->side_p[i] >= 0.0);
    for (size_t i = 0; i < e->arrival_count; i++)
        assert_true(e->arrivals[i].weight >= 0.0 && e->arrivals[i].weight <= 1.0);
}

static void nonsense_gives_consistent_events(void **state)
{
    (void)state;
    enum { SCENES = 200, SHOTS = 4 };
    const struct tct_plane line[] = {{-1e4, 0.0}, {0.0, 300.0}, {1e4, 0.0}};
    for (uint64_t seed = 0; seed < SCENES; seed++) {
        struct scene *s = scene_of(SPREAD, TCT_COUNT(SPREAD));
        tct_random_init(&s->random, seed, 0);
        s->network.line = line;
        s->network.line_count = TCT_COUNT(line);
        shots_in_wind(s, SHOTS, CALM);
        for (size_t i = 0; i < s->detection_count; i++)
            if (tct_random_uniform(&s->random) < 0.4)
                spoil(s, &s->detections[i]);
        struct tct_event *events = located_together(s);
        for (size_t i = 0; i < SHOTS; i++)
            assert_consistent(&events[i]);
        tct_arena_free(&s->arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nonsense_gives_consistent_events),
        cmocka_unit_test(many_sources_tell_the_wind),
        cmocka_unit_test(repeated_paths_teach_once),
        cmocka_unit_test(order_of_groups_does_not_matter),
        cmocka_unit_test(no_groups_and_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
