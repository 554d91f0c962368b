/* Which incident a report tells of, and whether what was heard bears it out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "said.h"

static void a_report_tells_of_what_happened_there_then(void **state)
{
    (void)state;
    struct tct_engagement a = engagement(700.0, 700.0, 0.0, 300.0, TCT_SIDE_LEFT, 20);
    struct tct_engagement b = engagement(9000.0, 700.0, 0.0, 300.0, TCT_SIDE_LEFT, 20);
    struct tct_summary first = summary(&a, 1), second = summary(&b, 1);
    const struct tct_summary *const candidates[] = {&second, &first};
    struct tct_report report = said_at(760.0, 640.0, 120.0);
    struct tct_match match = matched(&report, candidates, 2, 0.99);
    assert_int_equal(match.candidate, 1);
    assert_true(match.p > 0.99 && match.slip == NULL);
    assert_int_equal(match.corroboration, TCT_SUPPORTED);
    report = heard_at(45.0, 800.0, 150.0);
    match = matched(&report, candidates, 2, 0.99);
    assert_int_equal(match.candidate, 1);
    assert_int_equal(match.corroboration, TCT_SUPPORTED);
    report = heard_at(270.0, 800.0, 150.0); /* nothing was there */
    assert_int_equal(matched(&report, candidates, 2, 0.99).candidate, TCT_NO_INCIDENT);
}

static void silence_speaks_where_it_would_have_been_heard(void **state)
{
    (void)state;
    struct tct_engagement far = engagement(20000.0, 0.0, 0.0, 60.0, TCT_SIDE_LEFT, 5);
    struct tct_summary only = summary(&far, 1);
    const struct tct_summary *const candidates[] = {&only};
    struct tct_report report = said_at(16500.0, 3500.0, 700.0); /* of another, but who knows */
    assert_int_equal(matched(&report, candidates, 1, 0.97).candidate, TCT_NO_INCIDENT);
    assert_int_equal(matched(&report, candidates, 1, 0.97).corroboration, TCT_OPEN);
    report = said_at(0.0, 0.0, 5000.0);
    assert_int_equal(matched(&report, candidates, 1, 0.97).corroboration, TCT_CONTRADICTED);
    assert_int_equal(matched(&report, candidates, 1, 0.04).corroboration, TCT_NOBODY_COULD_HEAR);
    assert_int_equal(matched(&report, candidates, 1, 0.5).corroboration, TCT_OPEN);
    assert_int_equal(matched(&report, candidates, 1, (double)NAN).corroboration, TCT_OPEN);
    assert_int_equal(matched(&report, NULL, 0, 0.97).corroboration, TCT_CONTRADICTED);
    /* Many rounds are likelier heard than one, but not as if each stood alone. */
    report.count_low = report.count_high = 100.0;
    double heard = matched(&report, candidates, 1, 0.5).heard_p;
    assert_true(fabs(heard - (1.0 - 0.5 * 0.5 * 0.5)) < 1e-9);
    report.about = TCT_ABOUT_MOVEMENT_RESTRICTION;
    assert_int_equal(matched(&report, candidates, 1, 0.97).corroboration, TCT_OPEN);
    report.about = TCT_ABOUT_FIRE;
    report.observation = TCT_OBSERVED_ILLUMINATION_FLARE;
    assert_int_equal(matched(&report, candidates, 1, 0.97).corroboration, TCT_OPEN);
    report = said_at(20000.0, 0.0, 30.0); /* of the incident, but no sensor hears a wound */
    report.about = TCT_ABOUT_CASUALTY;
    assert_int_equal(matched(&report, candidates, 1, 0.97).candidate, 0);
    assert_int_equal(matched(&report, candidates, 1, 0.97).corroboration, TCT_OPEN);
}

/* Heard in the east only, and from the beginning on only. */
static double east_later_p(void *user, struct tct_plane place, int64_t time_ns,
                           enum tct_firing_kind kind)
{
    (void)user;
    (void)kind;
    return place.x_m >= 0.0 && time_ns >= after(0.0) ? 1.0 : 0.0;
}

static void what_would_be_heard_is_a_mean_over_where_and_when(void **state)
{
    (void)state;
    const struct tct_coverage_port coverage = {east_later_p, NULL};
    struct tct_report report = said_at(0.0, 0.0, 1000.0);
    struct tct_match match;
    tct_match_report(&report, NULL, 0, SAID_BACKGROUND_M2S, &coverage, &match);
    assert_true(fabs(match.heard_p - 0.5) < 0.1);
    report.place.x_m = 1e5;
    tct_match_report(&report, NULL, 0, SAID_BACKGROUND_M2S, &coverage, &match);
    assert_true(match.heard_p == 1.0);
    report.from_ns = after(-7000.0); /* hours without ears hide it, too */
    report.until_ns = after(1000.0);
    tct_match_report(&report, NULL, 0, SAID_BACKGROUND_M2S, &coverage, &match);
    assert_true(match.heard_p < 0.4 && match.corroboration == TCT_OPEN);
    report = heard_at(90.0, 1000.0, 1000.0);
    tct_match_report(&report, NULL, 0, SAID_BACKGROUND_M2S, &coverage, &match);
    assert_true(match.heard_p == 1.0);
}

/* It would tell of the only candidate but for this slip, which is told and not applied. */
static void slipped(const struct tct_report *report, const struct tct_summary *const *candidates,
                    const char *slip)
{
    struct tct_match match = matched(report, candidates, 1, 0.99);
    if (match.candidate != 0 || match.slip == NULL || strcmp(match.slip, slip) != 0)
        fail_msg("%s: p %f, slip %s", slip, match.p, match.slip == NULL ? "-" : match.slip);
    assert_int_equal(match.corroboration, TCT_OPEN);
}

static void slips_are_named_and_bear_nothing_out(void **state)
{
    (void)state;
    struct tct_engagement a = engagement(700.0, 700.0, 43200.0, 43300.0, TCT_SIDE_LEFT, 9);
    struct tct_summary only = summary(&a, 1);
    const struct tct_summary *const candidates[] = {&only};
    const struct {
        double x_m, s;
        const char *slip;
    } cases[] = {
        {700.0, 30.0, "its time is 12 hours early"},
        {700.0, 86430.0, "its time is 12 hours late"},
        {700.0, 43230.0 - 86400.0, "its day is the day before"},
        {700.0, 129630.0, "its day is the day after"},
        {700.0, 39630.0, "its time is an hour early"},
        {700.0, 46830.0, "its time is an hour late"},
        {700.0, 43230.0 + 9 * 3600.0, "the digits of its hour are swapped"},
        {700.0, 43230.0 - 18 * 3600.0, "the digits of its hour are swapped"},
        {30700.0, 43230.0, "a digit of its position is wrong"},
    };
    for (size_t i = 0; i < TCT_COUNT(cases); i++) {
        struct tct_report report = said_at(cases[i].x_m, 700.0, cases[i].s);
        report.time_sigma_s = 20.0;
        slipped(&report, candidates, cases[i].slip);
    }
    /* At 08:01 it was said to be 08:10. */
    a = engagement(700.0, 700.0, 60.0, 70.0, TCT_SIDE_LEFT, 9);
    only = summary(&a, 1);
    struct tct_report report = said_at(700.0, 700.0, 600.0);
    report.time_sigma_s = 10.0;
    slipped(&report, candidates, "the digits of its minutes are swapped");
    report = heard_at(225.0, 1000.0, 65.0);
    slipped(&report, candidates, "its bearing is towards the observer");
}

static void extremes_do_no_harm(void **state)
{
    (void)state;
    struct tct_engagement parts[] = {engagement(0.0, 0.0, 0.0, 0.0, TCT_SIDE_LEFT, 1),
                                     engagement(0.0, 0.0, -1e9, 1e9, TCT_SIDE_LEFT, 100000),
                                     engagement(NAN, NAN, 0.0, 9.0, TCT_SIDE_LEFT, 3)};
    parts[0].radius_m = 0.0;
    parts[1].radius_m = 1e9;
    struct tct_summary incidents[] = {summary(parts, 1), summary(parts + 1, 1),
                                      summary(parts + 2, 1)};
    const struct tct_summary *const candidates[] = {&incidents[0], &incidents[1], &incidents[2]};
    const int64_t times_ns[][2] = {{after(0.0), after(0.0)},
                                   {INT64_MIN, INT64_MIN},
                                   {INT64_MAX, INT64_MAX},
                                   {INT64_MIN, INT64_MAX},
                                   {after(0.0), INT64_MAX}};
    const double sigmas[] = {0.0, 1e-9, 1e9};
    for (size_t i = 0; i < TCT_COUNT(times_ns) * TCT_COUNT(sigmas) * 2; i++) {
        struct tct_report report = i % 2 == 0 ? said_at(0.0, 0.0, 0.0) : heard_at(0.0, 1e-6, 0.0);
        size_t time = i / 2 % TCT_COUNT(times_ns);
        report.from_ns = times_ns[time][0];
        report.until_ns = times_ns[time][1];
        report.time_sigma_s = report.place_sigma_m = report.sight.observer_sigma_m =
            sigmas[i / 2 / TCT_COUNT(times_ns)];
        report.count_low = 0.0;
        report.count_high = 1e9;
        struct tct_match match = matched(&report, candidates, 3, 0.5);
        assert_true(match.p >= 0.0 && match.p <= 1.0);
        assert_true(match.runner_up_p >= 0.0 && match.p + match.runner_up_p <= 1.0 + 1e-12);
        assert_true(match.candidate != 2 && match.runner_up != 2);
        assert_true(fabs(match.heard_p - 0.5) < 1e-12);
    }
    struct tct_report nowhere = said_at(0.0, 0.0, 0.0);
    nowhere.placed = false;
    struct tct_match match = matched(&nowhere, candidates, 3, 0.5);
    assert_true(match.candidate == TCT_NO_INCIDENT && isnan(match.heard_p));
    assert_int_equal(match.corroboration, TCT_OPEN);
}

/* Two incidents that fit equally well: neither is told of, and the earlier one is named. */
static void equals_are_named_by_their_time(void **state)
{
    (void)state;
    struct tct_engagement before = engagement(0.0, 0.0, -100.0, -100.0, TCT_SIDE_LEFT, 5);
    struct tct_engagement later = engagement(0.0, 0.0, 100.0, 100.0, TCT_SIDE_LEFT, 5);
    struct tct_summary first = summary(&before, 1), second = summary(&later, 1);
    const struct tct_summary *const candidates[] = {&first, &second};
    const struct tct_summary *const other_way[] = {&second, &first};
    struct tct_report report = said_at(0.0, 0.0, 0.0);
    struct tct_match a = matched(&report, candidates, 2, 0.9);
    struct tct_match b = matched(&report, other_way, 2, 0.9);
    assert_int_equal(a.candidate, TCT_NO_INCIDENT);
    assert_int_equal(a.runner_up, 0);
    assert_int_equal(b.runner_up, 1);
    assert_true(a.runner_up_p > 0.45 && a.runner_up_p == b.runner_up_p);
    assert_int_equal(a.corroboration, TCT_OPEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_tells_of_what_happened_there_then),
        cmocka_unit_test(silence_speaks_where_it_would_have_been_heard),
        cmocka_unit_test(what_would_be_heard_is_a_mean_over_where_and_when),
        cmocka_unit_test(slips_are_named_and_bear_nothing_out),
        cmocka_unit_test(extremes_do_no_harm),
        cmocka_unit_test(equals_are_named_by_their_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
