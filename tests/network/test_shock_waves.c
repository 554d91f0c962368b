/* Shock waves: a shot and its bullet are one event at the muzzle; a bullet alone is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bullet.h"
#include "scene.h"

enum { SHOTS = 24, EVENTS_MOST = 64 };

static const struct tct_plane FIELD[] = {{-620, 410},  {-190, 520},  {240, 380},  {650, 470},
                                         {-560, -30},  {-150, 60},   {280, -70},  {590, 40},
                                         {-640, -450}, {-210, -380}, {190, -520}, {610, -400}};

/* What a shot sends, and how its sounds are named. */
struct rifle {
    double x_m, y_m, azimuth_rad, speed_m_s, drag_per_m;
    bool named, blast;
};

/* The earliest of all that leaves the line while the bullet is faster than sound, found by trying;
 * NAN where none comes before the blast. */
static double tried_s(double range_m, double off_rad, double speed_m_s, double drag_per_m)
{
    double along = range_m * cos(off_rad), beside = range_m * sin(off_rad),
           best_s = range_m / speed();
    double best_m = 0;
    for (double x = 0; speed_m_s * exp(-drag_per_m * x) > 1.05 * speed(); x += 0.25) {
        double then_s =
            expm1(drag_per_m * x) / (drag_per_m * speed_m_s) + hypot(along - x, beside) / speed();
        if (then_s < best_s) {
            best_s = then_s;
            best_m = x;
        }
    }
    bool last = speed_m_s * exp(-drag_per_m * (best_m + 0.25)) <= 1.05 * speed();
    return best_m > 0 && !last ? best_s : (double)NAN;
}

static void name(struct tct_detection *d, enum tct_class class, double p)
{
    d->classified = true;
    for (size_t i = 0; i < TCT_CLASS_COUNT; i++)
        d->class_p[i] = i == (size_t) class ? p : (1 - p) / (TCT_CLASS_COUNT - 1);
}

/* A shot that all stations hear; the number of shock waves among what was heard. */
static size_t fire(struct scene *s, const struct rifle *rifle, double time_s)
{
    size_t waves = 0;
    for (uint32_t i = 0; i < s->network.station_count; i++) {
        double dx = s->stations[i].x_m - rifle->x_m, dy = s->stations[i].y_m - rifle->y_m;
        double range = hypot(dx, dy), blast_s = range / speed();
        double off = fabs(remainder(atan2(dx, dy) - rifle->azimuth_rad, 2 * M_PI));
        double wave_s = tried_s(range, off, rifle->speed_m_s, rifle->drag_per_m);
        double wrong_s = path_sigma_s(s, blast_s) * tct_random_normal(&s->random);
        if (!isnan(wave_s) && blast_s - wave_s > 0.02) {
            struct tct_detection *d = heard(s, i, time_s + wave_s + wrong_s);
            if (rifle->named)
                name(d, TCT_CLASS_SHOCK_WAVE, 0.9);
            waves++;
        }
        if (rifle->blast) {
            struct tct_detection *d = heard(s, i, time_s + blast_s + wrong_s);
            if (rifle->named)
                name(d, TCT_CLASS_MUZZLE_BLAST, 0.9);
        }
    }
    return waves;
}

static struct rifle any_rifle(struct scene *s)
{
    double side = tct_random_uniform(&s->random) < 0.5 ? -1 : 1;
    return (struct rifle){
        .x_m = 900 * (tct_random_uniform(&s->random) - 0.5),
        .y_m = side * (250 + 250 * tct_random_uniform(&s->random)),
        .azimuth_rad = (side > 0 ? M_PI : 0) + 1.2 * (tct_random_uniform(&s->random) - 0.5),
        .speed_m_s = 700 + 250 * tct_random_uniform(&s->random),
        .drag_per_m = 1e-3 * (0.5 + 0.5 * tct_random_uniform(&s->random)),
        .named = true,
        .blast = true,
    };
}

static struct tct_event *events_of(struct scene *s, size_t *ret_count,
                                   struct tct_association_report *ret_report)
{
    struct tct_group *groups;
    struct tct_event *events;
    struct tct_error err = {0};
    assert_int_equal(tct_associate(&s->network, s->detections, s->detection_count, &s->arena,
                                   &groups, ret_count, ret_report, &err),
                     TCT_OK);
    assert_int_equal(tct_locate_all(&s->network, s->detections, s->detection_count, groups,
                                    *ret_count, &s->arena, &events, &err),
                     TCT_OK);
    return events;
}

static void time_is_that_of_the_first_wave_of_all(void **state)
{
    (void)state;
    for (double range = 50; range < 1500; range *= 1.3)
        for (double off = 0.02; off < 1.4; off += 0.1) {
            double tried = tried_s(range, off, 830, 0.7e-3);
            double told = bullet_heard_s(range, off, 830, speed());
            if (isnan(tried) || isnan(told)) /* by a step of the trial, at the edges */
                continue;
            assert_near(told, tried, 1e-4);
            assert_near(bullet_off_rad(range, told, 830, speed()), off, 0.02);
        }
    assert_true(isnan(bullet_heard_s(300, 1.3, 830, speed()))); /* beside the cone */
    assert_true(isnan(bullet_heard_s(300, 0.2, 330, speed())));
    assert_true(isnan(bullet_off_rad(300, 0.2, 830, speed()))); /* earlier than on the line */
    assert_true(isnan(bullet_off_rad(300, 0.9, 830, speed()))); /* after the blast */
}

static void a_shot_and_its_bullet_are_one_event(void **state)
{
    (void)state;
    struct scene *s = scene_of(FIELD, TCT_COUNT(FIELD));
    struct rifle rifles[SHOTS];
    struct tct_association_report report;
    size_t waves = 0, count, listed = 0, right = 0, inside = 0;
    for (size_t i = 0; i < SHOTS; i++) {
        rifles[i] = any_rifle(s);
        waves += fire(s, &rifles[i], 12 * (double)i);
    }
    assert_true(waves > 3 * SHOTS);
    struct tct_event *events = events_of(s, &count, &report);
    assert_int_equal(count, SHOTS);
    assert_int_equal(report.shock_waves, waves);
    for (size_t i = 0; i < count; i++) {
        const struct tct_event *e = &events[i];
        assert_int_equal(e->status, TCT_EVENT_LOCATED);
        inside += normalised_error2(e, rifles[i].x_m, rifles[i].y_m) < 5.991;
        assert_true(hypot(e->x_m - rifles[i].x_m, e->y_m - rifles[i].y_m) < 60);
        for (size_t k = 0; k < e->arrival_count; k++) {
            const struct tct_arrival *a = &e->arrivals[k];
            const struct tct_detection *d = &s->detections[a->detection];
            assert_int_equal(a->phase == TCT_PHASE_SHOCK_WAVE,
                             d->class_p[TCT_CLASS_SHOCK_WAVE] > 0.5);
            if (a->phase != TCT_PHASE_SHOCK_WAVE)
                continue;
            assert_false(a->used);
            assert_true(isnan(a->residual_s));
            double since_s = tct_time_between_s(START_NS, d->onset_ns) - 12 * (double)i;
            right += since_s > 0 && since_s < 12;
            listed++;
        }
    }
    assert_int_equal(right, listed);
    assert_true(listed >= waves * 9 / 10);
    assert_true(inside >= SHOTS - 3);
    tct_arena_free(&s->arena);
}

static void bullets_alone_are_no_event(void **state)
{
    (void)state;
    struct scene *s = scene_of(FIELD, TCT_COUNT(FIELD));
    struct tct_association_report report;
    size_t count, waves = 0;
    for (size_t i = 0; i < SHOTS; i++) {
        struct rifle rifle = any_rifle(s);
        rifle.blast = false;
        waves += fire(s, &rifle, 12 * (double)i);
    }
    (void)events_of(s, &count, &report);
    assert_int_equal(count, 0);
    assert_int_equal(report.shock_waves, waves);
    tct_arena_free(&s->arena);
}

static void what_is_not_named_is_no_shock_wave(void **state)
{
    (void)state;
    struct scene *s = scene_of(FIELD, TCT_COUNT(FIELD));
    struct tct_association_report report;
    size_t count;
    struct rifle rifle = any_rifle(s);
    rifle.named = false;
    assert_true(fire(s, &rifle, 0) > 0);
    struct tct_event *events = events_of(s, &count, &report);
    assert_int_equal(report.shock_waves, 0);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < events[i].arrival_count; k++)
            assert_int_equal(events[i].arrivals[k].phase, TCT_PHASE_BLAST);
    tct_arena_free(&s->arena);
}

static void an_array_alone_lists_what_came_before_the_blast(void **state)
{
    (void)state;
    struct scene *s = scene_of(FIELD, TCT_COUNT(FIELD));
    struct tct_association_report report;
    size_t count;
    const double onsets_s[] = {10, 10.4, 40};
    for (size_t i = 0; i < TCT_COUNT(onsets_s); i++) {
        struct tct_detection *d = heard(s, 5, onsets_s[i]);
        name(d, i == 1 ? TCT_CLASS_MUZZLE_BLAST : TCT_CLASS_SHOCK_WAVE, 0.97);
        d->azimuth_rad = i == 1 ? 1.0 : 2.0;
        d->azimuth_sigma_rad = 0.02;
    }
    struct tct_event *events = events_of(s, &count, &report);
    assert_int_equal(count, 1);
    assert_int_equal(events[0].status, TCT_EVENT_BEARING_ONLY);
    assert_near(events[0].azimuth_rad, 1.0, 1e-9);
    assert_int_equal(events[0].arrival_count, 2);
    assert_int_equal(events[0].arrivals[0].detection, 1);
    assert_int_equal(events[0].arrivals[1].detection, 0);
    assert_int_equal(events[0].arrivals[1].phase, TCT_PHASE_SHOCK_WAVE);
    tct_arena_free(&s->arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_is_that_of_the_first_wave_of_all),
        cmocka_unit_test(a_shot_and_its_bullet_are_one_event),
        cmocka_unit_test(bullets_alone_are_no_event),
        cmocka_unit_test(what_is_not_named_is_no_shock_wave),
        cmocka_unit_test(an_array_alone_lists_what_came_before_the_blast),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
