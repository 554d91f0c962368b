/* Which incident a report tells of, and whether what was heard bears it out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tacet/incident.h"

enum { INCIDENTS = 400, REPORTS = 1200 };

static const int64_t START_NS = INT64_C(1800000000) * INT64_C(1000000000);
static const double BACKGROUND_M2S = 60e3 * 6e3 * 86400.0;

static struct tct_random numbers;

static int set_up(void **state)
{
    (void)state;
    tct_random_init(&numbers, 5, 0);
    return 0;
}

static int64_t after(double s)
{
    return START_NS + tct_time_from_s(s);
}

static struct tct_engagement engagement(double x_m, double y_m, double from_s, double until_s,
                                        enum tct_side side, uint32_t shots)
{
    struct tct_engagement ret = {.from_ns = after(from_s),
                                 .until_ns = after(until_s),
                                 .middle = {x_m, y_m},
                                 .radius_m = 40.0,
                                 .shots = shots,
                                 .bursts = (shots + 3) / 4};
    ret.side_p[side] = 1.0;
    ret.kind_p[TCT_FIRING_SMALL_ARMS] = 1.0;
    return ret;
}

static struct tct_summary summary(const struct tct_engagement *parts, size_t count)
{
    struct tct_summary ret = {.from_ns = parts[0].from_ns,
                              .until_ns = parts[0].until_ns,
                              .engagements = parts,
                              .engagement_count = count};
    for (size_t i = 0; i < count; i++) {
        if (parts[i].until_ns > ret.until_ns)
            ret.until_ns = parts[i].until_ns;
        ret.counts[TCT_UNIT_SHOT] += parts[i].shots;
        ret.counts[TCT_UNIT_BURST] += parts[i].bursts;
    }
    return ret;
}

static struct tct_report said_at(double x_m, double y_m, double s)
{
    return (struct tct_report){.channel = TCT_CHANNEL_PATROL,
                               .party = TCT_SIDE_UNDETERMINED,
                               .accused = TCT_SIDE_UNDETERMINED,
                               .received_ns = after(s),
                               .from_ns = after(s),
                               .until_ns = after(s),
                               .time_sigma_s = 60.0,
                               .observation = TCT_OBSERVED_SHOT,
                               .count_low = (double)NAN,
                               .count_high = (double)NAN,
                               .placed = true,
                               .place = {x_m, y_m},
                               .place_sigma_m = 30.0};
}

static struct tct_report heard_at(double bearing_deg, double distance_m, double s)
{
    struct tct_report ret = said_at(0.0, 0.0, s);
    ret.placed = false;
    ret.sighted = true;
    ret.means = TCT_MEANS_HEARD;
    ret.sight = (struct tct_sight){.observer_sigma_m = 20.0,
                                   .bearing_rad = bearing_deg * M_PI / 180.0,
                                   .bearing_half_rad = M_PI / 16.0,
                                   .distance_m = distance_m};
    return ret;
}

static double fixed_p(void *user, struct tct_plane place, int64_t time_ns,
                      enum tct_firing_kind kind)
{
    (void)place;
    (void)time_ns;
    (void)kind;
    return *(double *)user;
}

static struct tct_match matched(const struct tct_report *report,
                                const struct tct_summary *const *candidates, size_t count, double p)
{
    struct tct_match match;
    struct tct_coverage_port coverage = {fixed_p, &p};
    tct_match_report(report, candidates, count, BACKGROUND_M2S, &coverage, &match);
    return match;
}

static void densities_integrate_to_one(void **state)
{
    (void)state;
    struct tct_report reports[] = {said_at(100.0, -50.0, 0.0), heard_at(45.0, 800.0, 0.0),
                                   heard_at(200.0, (double)NAN, 0.0)};
    for (size_t i = 0; i < TCT_COUNT(reports); i++) {
        /* Rings around the origin: fine near it, where fans are steep. */
        double sum = 0.0;
        for (int ring = 0; ring < 600; ring++) {
            double near_m = 1.0 * exp(ring * 0.018), far_m = near_m * exp(0.018);
            for (int spoke = 0; spoke < 360; spoke++) {
                double angle = (spoke + 0.5) * M_PI / 180.0, r = sqrt(near_m * far_m);
                struct tct_plane at = {r * sin(angle), r * cos(angle)};
                double log_density = tct_report_place_log_density(&reports[i], at, NULL);
                sum += exp(log_density) * 0.5 * (far_m * far_m - near_m * near_m) * M_PI / 180.0;
            }
        }
        if (!(fabs(sum - 1.0) < 0.05))
            fail_msg("report %zu: %f", i, sum);
    }
}

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
    struct tct_report report = said_at(0.0, 0.0, 5000.0);
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
        {700.0, 129630.0, "its day is the day after"},
        {700.0, 39630.0, "its time is an hour early"},
        {30700.0, 43230.0, "a digit of its position is wrong"},
    };
    for (size_t i = 0; i < TCT_COUNT(cases); i++) {
        struct tct_report report = said_at(cases[i].x_m, 700.0, cases[i].s);
        report.time_sigma_s = 20.0;
        struct tct_match match = matched(&report, candidates, 1, 0.99);
        if (match.candidate != 0 || match.slip == NULL || strcmp(match.slip, cases[i].slip) != 0)
            fail_msg("case %zu: p %f, slip %s", i, match.p, match.slip == NULL ? "-" : match.slip);
        assert_int_equal(match.corroboration, TCT_OPEN);
    }
}

/* A world of incidents over 30 days and 60 km, and what people say of them. */
struct world {
    struct tct_engagement parts[INCIDENTS][2];
    struct tct_summary incidents[INCIDENTS];
    const struct tct_summary *list[INCIDENTS];
};

static struct world world;

static double uniform(double low, double high)
{
    return low + (high - low) * tct_random_uniform(&numbers);
}

static void make_world(void)
{
    for (size_t i = 0; i < INCIDENTS; i++) {
        double x_m = uniform(0.0, 60e3), from_s = uniform(0.0, 30 * 86400.0);
        double until_s = from_s + 30.0 + 300.0 * tct_random_exponential(&numbers);
        uint32_t shots = (uint32_t)uniform(2.0, 40.0);
        world.parts[i][0] =
            engagement(x_m, uniform(100.0, 600.0), from_s, until_s, TCT_SIDE_LEFT, shots);
        world.parts[i][1] = engagement(x_m + uniform(-500.0, 500.0), uniform(-600.0, -100.0),
                                       from_s + 20.0, until_s, TCT_SIDE_RIGHT, shots);
        world.incidents[i] = summary(world.parts[i], 2);
        world.list[i] = &world.incidents[i];
    }
}

/* A report of incident i, as people err. */
static struct tct_report report_of(size_t i)
{
    const struct tct_engagement *part = &world.parts[i][tct_random_uniform(&numbers) < 0.5];
    double span_s = tct_time_between_s(part->from_ns, part->until_ns);
    double s = tct_time_between_s(START_NS, part->from_ns) + uniform(0.0, span_s);
    double x_m = part->middle.x_m, y_m = part->middle.y_m;
    struct tct_report report;
    s += 60.0 * tct_random_normal(&numbers);
    if (tct_random_uniform(&numbers) < 0.5) {
        report = said_at(x_m + 250.0 * tct_random_normal(&numbers),
                         y_m + 250.0 * tct_random_normal(&numbers), s);
    } else {
        double angle = uniform(0.0, 2.0 * M_PI), r_m = uniform(300.0, 2000.0);
        report = heard_at(0.0, r_m * exp(0.4 * tct_random_normal(&numbers)), s);
        report.sight.observer = (struct tct_plane){x_m - r_m * sin(angle), y_m - r_m * cos(angle)};
        angle += 0.1 * tct_random_normal(&numbers);
        report.sight.bearing_rad = floor(angle / (M_PI / 8.0) + 0.5) * M_PI / 8.0;
    }
    report.count_low = report.count_high =
        fmax(1.0, floor(world.incidents[i].counts[TCT_UNIT_SHOT] *
                        exp(0.7 * tct_random_normal(&numbers))));
    return report;
}

static void most_reports_find_their_incident(void **state)
{
    (void)state;
    size_t right = 0, told = 0, of_something = 0;
    make_world();
    for (size_t r = 0; r < REPORTS; r++) {
        bool lie = r % 5 == 0;
        size_t truth = (size_t)uniform(0.0, INCIDENTS);
        struct tct_report report = report_of(truth);
        if (lie) { /* of nothing: any place and time */
            double shift_s = uniform(0.0, 29 * 86400.0);
            report.placed = true;
            report.place = (struct tct_plane){uniform(0.0, 60e3), uniform(-800.0, 800.0)};
            report.place_sigma_m = 30.0;
            report.from_ns = report.until_ns = after(shift_s);
        }
        struct tct_match match = matched(&report, world.list, INCIDENTS, 0.9);
        bool found = match.candidate != TCT_NO_INCIDENT;
        of_something += !lie;
        told += found;
        right += !lie && found && match.candidate == truth;
    }
    double precision = (double)right / (double)told;
    double recall = (double)right / (double)of_something;
    print_message("# precision %.3f, recall %.3f\n", precision, recall);
    assert_true(precision >= 0.95 && recall >= 0.95);
}

static void order_and_sides_do_not_matter(void **state)
{
    (void)state;
    static struct tct_engagement swapped[INCIDENTS][2];
    static struct tct_summary others[INCIDENTS];
    const struct tct_summary *reversed[INCIDENTS];
    make_world();
    for (size_t i = 0; i < INCIDENTS; i++) {
        for (int k = 0; k < 2; k++) {
            swapped[i][k] = world.parts[i][k];
            swapped[i][k].side_p[TCT_SIDE_LEFT] = world.parts[i][k].side_p[TCT_SIDE_RIGHT];
            swapped[i][k].side_p[TCT_SIDE_RIGHT] = world.parts[i][k].side_p[TCT_SIDE_LEFT];
        }
        others[i] = world.incidents[i];
        others[i].engagements = swapped[i];
        reversed[INCIDENTS - 1 - i] = &others[i];
    }
    for (size_t r = 0; r < 100; r++) {
        struct tct_report report = report_of((size_t)uniform(0.0, INCIDENTS)), other;
        report.accused = r % 2 == 0 ? TCT_SIDE_LEFT : TCT_SIDE_RIGHT;
        other = report;
        other.accused = r % 2 == 0 ? TCT_SIDE_RIGHT : TCT_SIDE_LEFT;
        struct tct_match a = matched(&report, world.list, INCIDENTS, 0.9);
        struct tct_match b = matched(&other, reversed, INCIDENTS, 0.9);
        assert_true(fabs(a.p - b.p) < 1e-12 && a.corroboration == b.corroboration);
        assert_true((a.candidate == TCT_NO_INCIDENT && b.candidate == TCT_NO_INCIDENT) ||
                    a.candidate == INCIDENTS - 1 - b.candidate);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(densities_integrate_to_one),
        cmocka_unit_test(a_report_tells_of_what_happened_there_then),
        cmocka_unit_test(silence_speaks_where_it_would_have_been_heard),
        cmocka_unit_test(slips_are_named_and_bear_nothing_out),
        cmocka_unit_test(most_reports_find_their_incident),
        cmocka_unit_test(order_and_sides_do_not_matter),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
