/* What a side declares beforehand: which firings it explains, and when it was told in time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "tacet/incident.h"

static const int64_t BEGIN_NS = INT64_C(1800000000) * INT64_C(1000000000);

static int64_t after(double s)
{
    return BEGIN_NS + tct_time_from_s(s);
}

/* An hour, within 500 m of the origin, told a day before. */
static struct tct_activity declared(enum tct_activity_kind kind)
{
    return (struct tct_activity){.kind = kind,
                                 .party = TCT_SIDE_LEFT,
                                 .from_ns = after(0.0),
                                 .until_ns = after(3600.0),
                                 .notified_ns = after(-86400.0),
                                 .place = {0.0, 0.0},
                                 .radius_m = 500.0};
}

static struct tct_firing fired(enum tct_firing_kind kind, double x_m, double s)
{
    struct tct_firing ret = {.time_ns = after(s),
                             .time_sigma_s = 1.0,
                             .place = {x_m, 0.0},
                             .covariance_m2 = {100.0, 0.0, 400.0},
                             .placed = true,
                             .classified = true};
    ret.kind_p[kind] = 1.0;
    return ret;
}

static bool fits(const struct tct_activity *activity, double x_m, double s)
{
    struct tct_firing firing = fired(TCT_FIRING_EXPLOSION, x_m, s);
    return tct_activity_fits(activity, &firing);
}

static void time_and_place_are_given_their_errors(void **state)
{
    (void)state;
    struct tct_activity activity = declared(TCT_ACTIVITY_DEMINING);
    assert_true(fits(&activity, 0.0, 0.0) && fits(&activity, 0.0, 3600.0));
    assert_true(fits(&activity, 0.0, -1.9) && fits(&activity, 0.0, 3601.9));
    assert_false(fits(&activity, 0.0, -2.1) || fits(&activity, 0.0, 3602.1));
    /* The ellipse reaches 24.5 m in this direction. */
    assert_true(fits(&activity, 524.0, 10.0) && fits(&activity, -524.0, 10.0));
    assert_false(fits(&activity, 525.0, 10.0) || fits(&activity, -525.0, 10.0));
    struct tct_firing firing = fired(TCT_FIRING_EXPLOSION, 0.0, 10.0);
    firing.placed = false;
    assert_false(tct_activity_fits(&activity, &firing));
}

static void kinds_that_contradict_do_not_fit(void **state)
{
    (void)state;
    static const struct {
        enum tct_activity_kind activity;
        enum tct_firing_kind firing;
        bool fits;
    } CASES[] = {
        {TCT_ACTIVITY_DEMINING, TCT_FIRING_EXPLOSION, true},
        {TCT_ACTIVITY_DEMINING, TCT_FIRING_OTHER, true},
        {TCT_ACTIVITY_DEMINING, TCT_FIRING_SMALL_ARMS, false},
        {TCT_ACTIVITY_DEMINING, TCT_FIRING_LAUNCH, false},
        {TCT_ACTIVITY_QUARRY_BLAST, TCT_FIRING_EXPLOSION, true},
        {TCT_ACTIVITY_QUARRY_BLAST, TCT_FIRING_SMALL_ARMS, false},
        {TCT_ACTIVITY_LIVE_FIRE_EXERCISE, TCT_FIRING_SMALL_ARMS, true},
        {TCT_ACTIVITY_LIVE_FIRE_EXERCISE, TCT_FIRING_LAUNCH, true},
        {TCT_ACTIVITY_OTHER, TCT_FIRING_SMALL_ARMS, true},
    };
    for (size_t i = 0; i < TCT_COUNT(CASES); i++) {
        struct tct_activity activity = declared(CASES[i].activity);
        struct tct_firing firing = fired(CASES[i].firing, 0.0, 10.0);
        if (tct_activity_fits(&activity, &firing) != CASES[i].fits)
            fail_msg("case %zu", i);
    }
    /* What nobody classified contradicts nothing. */
    struct tct_activity activity = declared(TCT_ACTIVITY_DEMINING);
    struct tct_firing firing = fired(TCT_FIRING_SMALL_ARMS, 0.0, 10.0);
    firing.classified = false;
    assert_true(tct_activity_fits(&activity, &firing));
}

static void what_is_told_too_late_excuses_nothing(void **state)
{
    (void)state;
    struct tct_activity activity = declared(TCT_ACTIVITY_LIVE_FIRE_EXERCISE);
    activity.notified_ns = activity.from_ns;
    assert_true(tct_activity_in_advance(&activity) && fits(&activity, 0.0, 10.0));
    activity.notified_ns = activity.from_ns + 1;
    assert_false(tct_activity_in_advance(&activity) || fits(&activity, 0.0, 10.0));
}

static void who_declares_and_extremes_change_nothing(void **state)
{
    (void)state;
    struct tct_activity activity = declared(TCT_ACTIVITY_OTHER);
    for (int party = 0; party < TCT_SIDE_COUNT; party++) {
        activity.party = (enum tct_side)party;
        assert_true(fits(&activity, 520.0, 10.0));
        assert_false(fits(&activity, 560.0, 10.0));
    }
    /* All of time; a firing at its end, and one that could be anywhere, any time. */
    activity.from_ns = activity.notified_ns = INT64_MIN;
    activity.until_ns = INT64_MAX;
    struct tct_firing firing = fired(TCT_FIRING_OTHER, 0.0, 0.0);
    firing.time_ns = INT64_MAX;
    assert_true(tct_activity_fits(&activity, &firing));
    activity = declared(TCT_ACTIVITY_OTHER);
    assert_false(tct_activity_fits(&activity, &firing));
    firing.time_sigma_s = 1e12;
    firing.covariance_m2[0] = firing.covariance_m2[2] = 1e12;
    firing.place.x_m = 1e6;
    assert_true(tct_activity_fits(&activity, &firing));
    firing.covariance_m2[0] = (double)NAN;
    assert_false(tct_activity_fits(&activity, &firing));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_and_place_are_given_their_errors),
        cmocka_unit_test(kinds_that_contradict_do_not_fit),
        cmocka_unit_test(what_is_told_too_late_excuses_nothing),
        cmocka_unit_test(who_declares_and_extremes_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
