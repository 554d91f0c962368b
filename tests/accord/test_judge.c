/* Verdicts of plain cases, each as one would reason it on paper. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "counts.h"
#include "hours.h"
#include "tacet/accord.h"

static const int64_t BEGIN_NS = INT64_C(1800000000) / 86400 * 86400 * TCT_NS_PER_S;
static const int64_t HOUR_NS = INT64_C(3600) * TCT_NS_PER_S;

/* A straight line to the east; the left side's ground is in the north. */
static const struct tct_plane LINE[] = {{-5000, 0}, {5000, 0}};
static struct tct_plane corners[] = {{-1000, 100}, {1000, 100}, {1000, 1100}, {-1000, 1100}};
static const struct tct_outline RING = {corners, 4};
static const struct tct_shape ZONE = {&RING, 1};

struct scene {
    struct tct_commitment commitment;
    struct tct_spell spells[4];
    double heard[4];
    double deaf[4]; /* west, east, south, north of this nothing is heard */
    struct tct_activity activity;
    struct tct_inspection inspection;
    struct tct_accord_setup setup;
    struct tct_accord *book;
    struct tct_arena arena;
    uint32_t events;
};

static void heard_p(void *user, uint32_t picture, const struct tct_plane *places, size_t count,
                    bool loud, double *ret_p)
{
    const struct scene *scene = user;
    (void)loud;
    for (size_t i = 0; i < count; i++) {
        bool deaf = places[i].x_m < scene->deaf[0] || places[i].x_m > scene->deaf[1] ||
                    places[i].y_m < scene->deaf[2] || places[i].y_m > scene->deaf[3];
        ret_p[i] = deaf ? 0.0 : scene->heard[picture];
    }
}

/* All of one day heard with `heard`; from 10 to 11 o'clock with `deaf`. */
static struct scene *new_scene(double heard, double deaf)
{
    struct scene *s = calloc(1, sizeof(*s));
    assert_non_null(s);
    s->commitment = (struct tct_commitment){.who = TCT_WHO_BOTH,
                                            .zone = &ZONE,
                                            .far_m = INFINITY,
                                            .from_ns = BEGIN_NS,
                                            .until_ns = BEGIN_NS + 48 * HOUR_NS,
                                            .notice_s = (double)NAN};
    s->spells[0] = (struct tct_spell){BEGIN_NS, BEGIN_NS + 10 * HOUR_NS, 0};
    s->spells[1] = (struct tct_spell){BEGIN_NS + 10 * HOUR_NS, BEGIN_NS + 11 * HOUR_NS, 1};
    s->spells[2] = (struct tct_spell){BEGIN_NS + 11 * HOUR_NS, BEGIN_NS + 48 * HOUR_NS, 0};
    s->heard[0] = heard;
    s->heard[1] = deaf;
    s->deaf[0] = s->deaf[2] = -INFINITY;
    s->deaf[1] = s->deaf[3] = INFINITY;
    s->setup = (struct tct_accord_setup){.commitments = &s->commitment,
                                         .commitment_count = 1,
                                         .line = LINE,
                                         .line_count = 2,
                                         .from_ns = BEGIN_NS,
                                         .days = 2,
                                         .activities = &s->activity,
                                         .inspections = &s->inspection,
                                         .hearing = {s->spells, 3, heard_p, s},
                                         .ground = {{-5000, -5000}, {5000, 5000}},
                                         .decided_p = TCT_ACCORD_DECIDED_P,
                                         .notice_p = TCT_ACCORD_NOTICE_P};
    tct_arena_init(&s->arena, 1 << 24);
    return s;
}

static void open_scene(struct scene *s)
{
    struct tct_error err;
    if (tct_accord_open(&s->setup, &s->book, &err) != TCT_OK)
        fail_msg("%s", err.text);
}

static void shot(struct scene *s, double x_m, double y_m, double hour, double sigma_m)
{
    double left = y_m > 0 ? 0.99 : 0.0;
    struct tct_sighting sighting = {
        .firing = {.time_ns = BEGIN_NS + (int64_t)(hour * (double)HOUR_NS),
                   .time_sigma_s = 0.01,
                   .place = {x_m, y_m},
                   .covariance_m2 = {sigma_m * sigma_m, 0, sigma_m * sigma_m},
                   .placed = true,
                   .classified = true,
                   .kind_p = {0.98, 0, 0.01, 0.01},
                   .has_side = true,
                   .side_p = {left, 0.99 - left, 0.01}}};
    assert_int_equal(tct_accord_take(s->book, s->events++, &sighting, NULL), TCT_OK);
}

static struct tct_verdict judged(struct scene *s, enum tct_side side, size_t day)
{
    struct tct_verdict verdict;
    tct_accord_learn(s->book);
    assert_int_equal(tct_accord_judge(s->book, 0, side, day, &s->arena, &verdict, NULL), TCT_OK);
    return verdict;
}

static void end(struct scene *s)
{
    tct_accord_close(s->book);
    tct_arena_free(&s->arena);
    free(s);
}

static void test_quiet_and_heard_is_kept(void **state)
{
    struct scene *s = new_scene(0.99, 0.98);
    (void)state;
    open_scene(s);
    struct tct_verdict v = judged(s, TCT_SIDE_LEFT, 0);
    assert_int_equal(v.kept, TCT_KEPT);
    assert_true(v.broken_p < 0.01 && v.low_p == 0.0 && v.high_p < 0.03);
    /* The zone is in the north alone: the other side has no ground in it. */
    assert_int_equal(judged(s, TCT_SIDE_RIGHT, 0).kept, TCT_NOT_IN_FORCE);
    end(s);
}

static void test_one_deaf_hour_is_not_kept(void **state)
{
    struct scene *s = new_scene(0.99, 0.0);
    (void)state;
    open_scene(s);
    struct tct_verdict v = judged(s, TCT_SIDE_LEFT, 0);
    assert_int_equal(v.kept, TCT_UNDETERMINED);
    assert_int_equal(v.worst_ns, BEGIN_NS + 10 * HOUR_NS);
    assert_true(v.high_p == 1.0 && v.least_p == 0.0);
    assert_int_equal(judged(s, TCT_SIDE_LEFT, 1).kept, TCT_KEPT);
    end(s);
    /* By hours that leave the deaf one out it is kept. */
    static const struct tct_window NIGHT = {43200, 86400};
    s = new_scene(0.99, 0.0);
    s->commitment.windows = &NIGHT;
    s->commitment.window_count = 1;
    open_scene(s);
    assert_int_equal(judged(s, TCT_SIDE_LEFT, 0).kept, TCT_KEPT);
    end(s);
}

/* A fifth of the zone that nobody hears, at any of its edges. */
static void test_a_deaf_corner_is_not_kept(void **state)
{
    (void)state;
    for (int edge = 0; edge < 4; edge++) {
        struct scene *s = new_scene(0.99, 0.98);
        s->deaf[0] = edge == 0 ? -600.0 : -INFINITY;
        s->deaf[1] = edge == 1 ? 600.0 : INFINITY;
        s->deaf[2] = edge == 2 ? 300.0 : -INFINITY;
        s->deaf[3] = edge == 3 ? 900.0 : INFINITY;
        open_scene(s);
        struct tct_verdict v = judged(s, TCT_SIDE_LEFT, 0);
        assert_int_equal(v.kept, TCT_UNDETERMINED);
        assert_true(v.least_p == 0.0 && fabs(v.noticed_p - 0.8 * 0.99) < 0.09);
        end(s);
    }
}

static void test_deaf_is_no_data(void **state)
{
    struct scene *s = new_scene(0.0, 0.0);
    (void)state;
    open_scene(s);
    assert_int_equal(judged(s, TCT_SIDE_LEFT, 0).kept, TCT_NO_DATA);
    shot(s, 0, 600, 5, 20);
    assert_int_equal(judged(s, TCT_SIDE_LEFT, 0).kept, TCT_BROKEN);
    end(s);
    s = new_scene((double)NAN, (double)NAN); /* nobody knows */
    open_scene(s);
    assert_int_equal(judged(s, TCT_SIDE_LEFT, 0).kept, TCT_NO_DATA);
    end(s);
}

static void test_shots(void **state)
{
    struct scene *s = new_scene(0.99, 0.98);
    (void)state;
    open_scene(s);
    shot(s, 0, 600, 5, 20);
    struct tct_verdict v = judged(s, TCT_SIDE_LEFT, 0);
    assert_int_equal(v.kept, TCT_BROKEN);
    assert_int_equal(v.rest_count, 1);
    assert_int_equal(v.rests[0].kind, TCT_RESTS_EVENT);
    assert_true(v.low_p > 0.9 && v.low_p <= v.broken_p && v.broken_p <= v.high_p);
    /* The next day nothing happened, and what is far outside of the zone touches nothing. */
    shot(s, 3000, 600, 30, 20);
    assert_int_equal(judged(s, TCT_SIDE_LEFT, 1).kept, TCT_KEPT);
    /* What is taken away is as if it had never been. */
    assert_int_equal(tct_accord_take(s->book, 0, NULL, NULL), TCT_OK);
    assert_int_equal(judged(s, TCT_SIDE_LEFT, 0).kept, TCT_KEPT);
    end(s);
}

/* Twenty shots from one badly known place do not make that place known. */
static void test_one_place_is_one_witness(void **state)
{
    struct scene *s = new_scene(0.99, 0.98);
    (void)state;
    open_scene(s);
    for (int i = 0; i < 20; i++)
        shot(s, 1000, 600, 5 + 0.001 * i, 100); /* on the zone's edge */
    struct tct_verdict v = judged(s, TCT_SIDE_LEFT, 0);
    assert_int_equal(v.kept, TCT_UNDETERMINED);
    assert_true(fabs(v.broken_p - 0.5) < 0.05);
    end(s);
}

static void test_notified(void **state)
{
    struct scene *s = new_scene(0.99, 0.98);
    (void)state;
    s->setup.activity_count = 1;
    s->activity = (struct tct_activity){.party = TCT_SIDE_LEFT,
                                        .from_ns = BEGIN_NS + 4 * HOUR_NS,
                                        .until_ns = BEGIN_NS + 6 * HOUR_NS,
                                        .notified_ns = BEGIN_NS - 20 * HOUR_NS,
                                        .place = {0, 600},
                                        .radius_m = 300};
    s->commitment.notice_s = 86400;
    open_scene(s);
    shot(s, 0, 600, 5, 20);
    struct tct_verdict v = judged(s, TCT_SIDE_LEFT, 0);
    assert_int_equal(v.kept, TCT_KEPT);
    assert_int_equal(v.rests[0].kind, TCT_RESTS_ACTIVITY);
    shot(s, 0, 600, 7, 20); /* after its end */
    assert_int_equal(judged(s, TCT_SIDE_LEFT, 0).kept, TCT_BROKEN);
    end(s);
    /* Told too late, or by the other side, it excuses nothing. */
    for (int late = 0; late < 2; late++) {
        s = new_scene(0.99, 0.98);
        s->setup.activity_count = 1;
        s->commitment.notice_s = 86400;
        s->activity = (struct tct_activity){.party = late ? TCT_SIDE_LEFT : TCT_SIDE_RIGHT,
                                            .from_ns = BEGIN_NS + 4 * HOUR_NS,
                                            .until_ns = BEGIN_NS + 6 * HOUR_NS,
                                            .notified_ns = late ? BEGIN_NS - 19 * HOUR_NS
                                                                : BEGIN_NS - 30 * HOUR_NS,
                                            .place = {0, 600},
                                            .radius_m = 300};
        open_scene(s);
        shot(s, 0, 600, 5, 20);
        assert_int_equal(judged(s, TCT_SIDE_LEFT, 0).kept, TCT_BROKEN);
        end(s);
    }
}

static void test_so_many_are_allowed(void **state)
{
    struct scene *s = new_scene(0.99, 0.98);
    (void)state;
    s->commitment.allowed = 2;
    open_scene(s);
    shot(s, -500, 600, 5, 10);
    shot(s, 0, 600, 6, 10);
    assert_int_equal(judged(s, TCT_SIDE_LEFT, 0).kept, TCT_KEPT);
    shot(s, 500, 600, 7, 10);
    struct tct_verdict v = judged(s, TCT_SIDE_LEFT, 0);
    assert_true(v.broken_p > 0.85 && v.low_p > 0.8 && v.kept != TCT_KEPT);
    shot(s, 0, 1000, 8, 10);
    assert_int_equal(judged(s, TCT_SIDE_LEFT, 0).kept, TCT_BROKEN);
    end(s);
}

/* Whether a rifle was a sniper's no sound tells. */
static void test_snipers(void **state)
{
    struct scene *s = new_scene(0.99, 0.98);
    (void)state;
    s->commitment.arm = TCT_ARM_SNIPER;
    open_scene(s);
    shot(s, 0, 600, 5, 20);
    struct tct_verdict v = judged(s, TCT_SIDE_LEFT, 0);
    assert_int_equal(v.kept, TCT_UNDETERMINED);
    assert_true(v.low_p == 0.0 && v.high_p > 0.95 && fabs(v.broken_p - 0.5) < 0.05);
    end(s);
}

static void test_inspections(void **state)
{
    struct scene *s = new_scene(0.99, 0.98);
    (void)state;
    s->commitment.matter = TCT_MATTER_WEAPONS;
    s->commitment.arm = TCT_ARM_HEAVY;
    open_scene(s);
    /* Weapons make no sound: however much is heard, nothing is known. */
    assert_int_equal(judged(s, TCT_SIDE_LEFT, 0).kept, TCT_NO_DATA);
    end(s);
    for (int kind = 0; kind < 4; kind++) {
        static const enum tct_kept EXPECTED[] = {TCT_KEPT, TCT_UNDETERMINED, TCT_BROKEN,
                                                 TCT_NO_DATA};
        s = new_scene(0.99, 0.98);
        s->commitment.matter = TCT_MATTER_WEAPONS;
        s->commitment.arm = TCT_ARM_HEAVY;
        s->setup.inspection_count = 1;
        s->inspection = (struct tct_inspection){
            .source = kind == 3 ? TCT_SOURCE_LEFT : TCT_SOURCE_JOINT,
            .matter = TCT_MATTER_WEAPONS,
            .arm = TCT_ARM_HEAVY,
            .by = kind == 2 ? TCT_SIDE_LEFT : TCT_SIDE_UNDETERMINED,
            .seen = kind == 2,
            .from_ns = BEGIN_NS + 9 * HOUR_NS,
            .until_ns = BEGIN_NS + 12 * HOUR_NS,
            .place = {0, 600},
            .radius_m = kind == 0 || kind == 3 ? 2000 : 500, /* all of the zone, or some of it */
            .sees_p = 0.95,
            .false_p = 0.0005};
        open_scene(s);
        assert_int_equal(judged(s, TCT_SIDE_LEFT, 0).kept, EXPECTED[kind]);
        end(s);
    }
}

/* What is usual is not evidence: a side that often broke it did not break it while nobody listened.
 */
static void test_nobody_is_blamed_for_what_is_usual(void **state)
{
    struct scene *s = new_scene(0.99, 0.0);
    (void)state;
    s->spells[2] = (struct tct_spell){BEGIN_NS + 24 * HOUR_NS, BEGIN_NS + 48 * HOUR_NS, 1};
    s->spells[1].until_ns = BEGIN_NS + 10 * HOUR_NS + 1;
    open_scene(s);
    for (int i = 0; i < 200; i++)
        shot(s, -900 + 9 * i, 600, 0.02 * i, 5);
    assert_int_equal(judged(s, TCT_SIDE_LEFT, 0).kept, TCT_BROKEN);
    struct tct_verdict v = judged(s, TCT_SIDE_LEFT, 1);
    assert_int_equal(v.kept, TCT_NO_DATA);
    assert_true(v.broken_p > 0.5); /* but that is what one must expect */
    end(s);
}

/* All ways in which each of n things happens or not. */
static void test_counts(void **state)
{
    struct tct_random random;
    (void)state;
    tct_random_init(&random, 4, 0);
    for (int round = 0; round < 200; round++) {
        enum { N = 8, MOST = 4 };
        double p[N], got[MOST + 1] = {1.0}, want[MOST + 1] = {0.0};
        size_t many[N];
        for (int i = 0; i < N; i++) {
            p[i] = tct_random_uniform(&random);
            many[i] = 1 + (size_t)(3 * tct_random_uniform(&random));
            counts_add(got, MOST, p[i], many[i]);
        }
        for (int set = 0; set < 1 << N; set++) {
            double one = 1.0;
            size_t sum = 0;
            for (int i = 0; i < N; i++) {
                one *= (set >> i & 1) != 0 ? p[i] : 1.0 - p[i];
                sum += (set >> i & 1) != 0 ? many[i] : 0;
            }
            if (sum <= MOST)
                want[sum] += one;
        }
        for (int k = 0; k <= MOST; k++)
            assert_true(fabs(got[k] - want[k]) < 1e-12);
    }
}

/* The bounds hold for independent things and for things that all happen together, and are reached.
 */
static void test_bounds(void **state)
{
    double same[] = {0.3, 0.3, 0.3, 0.3};
    double steps[] = {0.1, 0.2, 0.4, 0.8}, again[] = {0.1, 0.2, 0.4, 0.8};
    (void)state;
    assert_true(fabs(at_least_most_p(same, 4, 1) - 1.0) < 1e-12);
    assert_true(fabs(at_least_most_p(same, 4, 4) - 0.3) < 1e-12);
    assert_true(fabs(at_least_most_p(steps, 4, 2) - 0.7) < 1e-12); /* without the largest */
    assert_true(fabs(at_least_least_p(again, 4, 1) - 0.8) < 1e-12);
    double high[] = {0.9, 0.9, 0.9};
    assert_true(fabs(at_least_least_p(high, 3, 3) - 0.7) < 1e-12);
    double few[] = {0.5};
    assert_true(at_least_most_p(few, 1, 2) == 0.0 && at_least_least_p(few, 1, 2) == 0.0);
}

static void test_hours(void **state)
{
    static const struct tct_window NIGHT[] = {{79200, 18000}, {16200, 21600}};
    struct stretch hours[STRETCHES_MOST];
    struct tct_commitment c = {.from_ns = BEGIN_NS,
                               .until_ns = BEGIN_NS + 40 * HOUR_NS,
                               .windows = NIGHT,
                               .window_count = 2};
    (void)state;
    /* 22 to 5 and 4:30 to 6: of the first day 0 to 6 and 22 to 24. */
    size_t count = hours_of(&c, BEGIN_NS, BEGIN_NS + 24 * HOUR_NS, hours);
    assert_int_equal(count, 2);
    assert_true(hours_s(hours, count) == 8.0 * 3600.0);
    assert_true(hours_hold_p(hours, count, BEGIN_NS + HOUR_NS, 1.0) == 1.0);
    assert_true(fabs(hours_hold_p(hours, count, BEGIN_NS + 6 * HOUR_NS, 60.0) - 0.5) < 1e-9);
    assert_true(hours_hold_p(hours, count, BEGIN_NS + 12 * HOUR_NS, 60.0) < 1e-9);
    /* It ends at four in the afternoon of the second day. */
    count = hours_of(&c, BEGIN_NS + 24 * HOUR_NS, BEGIN_NS + 48 * HOUR_NS, hours);
    assert_true(hours_s(hours, count) == 6.0 * 3600.0);
    assert_int_equal(hours_of(&c, BEGIN_NS - 48 * HOUR_NS, BEGIN_NS - 24 * HOUR_NS, hours), 0);
}

static void test_what_is_no_commitment(void **state)
{
    struct tct_plane bow[] = {{0, 0}, {10, 10}, {10, 0}, {0, 10}};
    struct tct_outline ring = {bow, 4};
    struct tct_shape crossed = {&ring, 1};
    const struct tct_commitment right = {.far_m = INFINITY, .until_ns = 1, .notice_s = (double)NAN};
    struct tct_commitment c = right;
    struct tct_error err;
    (void)state;
    assert_int_equal(tct_commitment_check(&c, &err), TCT_OK);
    c.until_ns = 0;
    assert_int_equal(tct_commitment_check(&c, &err), TCT_ERR_INPUT);
    assert_non_null(strstr(err.text, "a period that is empty"));
    c = right;
    c.zone = &crossed;
    assert_int_equal(tct_commitment_check(&c, &err), TCT_ERR_INPUT);
    assert_non_null(strstr(err.text, "crosses itself"));
    c = right;
    c.calibre_mm = 83;
    assert_int_equal(tct_commitment_check(&c, &err), TCT_ERR_INPUT);
    assert_non_null(strstr(err.text, "83 mm"));
    c = right;
    c.near_m = 300;
    c.far_m = 200;
    assert_int_equal(tct_commitment_check(&c, &err), TCT_ERR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quiet_and_heard_is_kept),
        cmocka_unit_test(test_one_deaf_hour_is_not_kept),
        cmocka_unit_test(test_a_deaf_corner_is_not_kept),
        cmocka_unit_test(test_deaf_is_no_data),
        cmocka_unit_test(test_shots),
        cmocka_unit_test(test_one_place_is_one_witness),
        cmocka_unit_test(test_notified),
        cmocka_unit_test(test_so_many_are_allowed),
        cmocka_unit_test(test_snipers),
        cmocka_unit_test(test_inspections),
        cmocka_unit_test(test_nobody_is_blamed_for_what_is_usual),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_hours),
        cmocka_unit_test(test_what_is_no_commitment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
