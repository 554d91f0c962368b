/* Many reports of many incidents: how often they find their own, and what must not matter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "said.h"

enum { INCIDENTS = 400, REPORTS = 1200 };

static struct tct_random numbers;

static int set_up(void **state)
{
    (void)state;
    tct_random_init(&numbers, 5, 0);
    return 0;
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

static double seconds_of(int64_t time_ns)
{
    return tct_time_between_s(after(0.0), time_ns);
}

static struct tct_report sighted_of(double x_m, double y_m, double s)
{
    double angle = uniform(0.0, 2.0 * M_PI), r_m = uniform(300.0, 2000.0);
    struct tct_report report = heard_at(0.0, r_m * exp(0.4 * tct_random_normal(&numbers)), s);
    report.sight.observer = (struct tct_plane){x_m - r_m * sin(angle), y_m - r_m * cos(angle)};
    angle += 0.1 * tct_random_normal(&numbers);
    report.sight.bearing_rad = floor(angle / (M_PI / 8.0) + 0.5) * M_PI / 8.0;
    if (tct_random_uniform(&numbers) < 0.1)
        report.sight.distance_m = (double)NAN;
    return report;
}

/* A report of incident i, as people err: of its one side or its other, where that was or where it
 * struck, to the minute or to the hour. */
static struct tct_report report_of(size_t i)
{
    const struct tct_engagement *part = &world.parts[i][tct_random_uniform(&numbers) < 0.5];
    double span_s = tct_time_between_s(part->from_ns, part->until_ns);
    double s = seconds_of(part->from_ns) + uniform(0.0, span_s);
    double x_m = part->middle.x_m, y_m = part->middle.y_m;
    s += 60.0 * tct_random_normal(&numbers);
    struct tct_report report = sighted_of(x_m, y_m, s);
    if (tct_random_uniform(&numbers) < 0.5) {
        bool struck = tct_random_uniform(&numbers) < 0.3;
        report = said_at(x_m + 250.0 * tct_random_normal(&numbers),
                         (struck ? -y_m : y_m) + 250.0 * tct_random_normal(&numbers), s);
        report.channel = struck ? TCT_CHANNEL_COMPLAINT : TCT_CHANNEL_HOTLINE;
    }
    if (tct_random_uniform(&numbers) < 0.05) {
        report.from_ns = report.until_ns = after(3600.0 * floor(s / 3600.0 + 0.5));
        report.time_sigma_s = 1800.0;
    }
    report.count_low = report.count_high =
        fmax(1.0, floor(world.incidents[i].counts[TCT_UNIT_SHOT] *
                        exp(0.7 * tct_random_normal(&numbers))));
    return report;
}

/* Of nothing: any place and time. */
static struct tct_report lie(void)
{
    struct tct_report report =
        said_at(uniform(0.0, 60e3), uniform(-800.0, 800.0), uniform(0.0, 29 * 86400.0));
    report.channel = TCT_CHANNEL_COMPLAINT;
    report.count_low = report.count_high = floor(uniform(1.0, 60.0));
    return report;
}

static void slip(struct tct_report *report)
{
    static const double BY_S[] = {43200.0, -43200.0, 86400.0, -86400.0, 3600.0};
    size_t which = (size_t)uniform(0.0, 1.0 + (double)TCT_COUNT(BY_S));
    if (which == TCT_COUNT(BY_S))
        report->place.x_m += 10e3 * floor(uniform(1.0, 5.0));
    else
        report->from_ns += tct_time_from_s(BY_S[which]);
    report->until_ns = report->from_ns;
}

/* Precision and recall; how sure it was in the mean of what it said, and how often that was so; and
 * that a slip is never borne out but by what the report says as it stands. */
static void most_reports_find_their_incident(void **state)
{
    (void)state;
    double right = 0.0, told = 0.0, of_something = 0.0, sure = 0.0, slips = 0.0, borne_out = 0.0;
    make_world();
    for (size_t r = 0; r < REPORTS; r++) {
        bool lies = r % 5 == 0, slipped_up = r % 50 == 1;
        size_t truth = (size_t)uniform(0.0, INCIDENTS);
        struct tct_report report = lies ? lie() : report_of(truth);
        if (slipped_up)
            slip(&report);
        struct tct_match match = matched(&report, world.list, INCIDENTS, 0.9);
        bool found = match.candidate != TCT_NO_INCIDENT;
        of_something += !lies;
        told += found;
        sure += found ? match.p : 0.0;
        right += !lies && found && match.candidate == truth;
        slips += slipped_up;
        borne_out += slipped_up && match.corroboration == TCT_SUPPORTED;
    }
    print_message("# precision %.3f (%.3f expected), recall %.3f; slips borne out %.0f of %.0f\n",
                  right / told, sure / told, right / of_something, borne_out, slips);
    assert_true(right >= 0.95 * told && right >= 0.95 * of_something);
    assert_true(fabs(right - sure) < 0.03 * told);
    assert_true(borne_out < 0.25 * slips);
}

static bool same(double a, double b)
{
    return fabs(a - b) <= 1e-6 * (1.0 + fabs(a));
}

/* Everything moved by whole seconds and metres, as far as floating point keeps it. */
static void the_place_of_the_origin_does_not_matter(void **state)
{
    (void)state;
    static struct tct_engagement parts[INCIDENTS][2];
    static struct tct_summary incidents[INCIDENTS];
    const struct tct_summary *list[INCIDENTS];
    const double by_m = 250000.0;
    const int64_t by_ns = INT64_C(86400) * 1000 * TCT_NS_PER_S;
    make_world();
    for (size_t i = 0; i < INCIDENTS; i++) {
        for (int k = 0; k < 2; k++) {
            parts[i][k] = world.parts[i][k];
            parts[i][k].middle.x_m += by_m;
            parts[i][k].middle.y_m -= by_m;
            parts[i][k].from_ns += by_ns;
            parts[i][k].until_ns += by_ns;
        }
        incidents[i] = summary(parts[i], 2);
        list[i] = &incidents[i];
    }
    for (size_t r = 0; r < 200; r++) {
        struct tct_report report = report_of((size_t)uniform(0.0, INCIDENTS)), other = report;
        other.place = (struct tct_plane){report.place.x_m + by_m, report.place.y_m - by_m};
        other.sight.observer =
            (struct tct_plane){report.sight.observer.x_m + by_m, report.sight.observer.y_m - by_m};
        other.from_ns += by_ns;
        other.until_ns += by_ns;
        struct tct_match a = matched(&report, world.list, INCIDENTS, 0.9);
        struct tct_match b = matched(&other, list, INCIDENTS, 0.9);
        assert_true(a.candidate == b.candidate && a.runner_up == b.runner_up);
        assert_true(same(a.p, b.p) && same(a.runner_up_p, b.runner_up_p));
    }
}

static uint32_t reversed_of(uint32_t candidate)
{
    return candidate == TCT_NO_INCIDENT ? candidate : INCIDENTS - 1 - candidate;
}

/* To the last bit. */
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
    for (size_t r = 0; r < 400; r++) {
        struct tct_report report = report_of((size_t)uniform(0.0, INCIDENTS)), other;
        report.accused = r % 2 == 0 ? TCT_SIDE_LEFT : TCT_SIDE_RIGHT;
        other = report;
        other.accused = r % 2 == 0 ? TCT_SIDE_RIGHT : TCT_SIDE_LEFT;
        struct tct_match a = matched(&report, world.list, INCIDENTS, 0.9);
        struct tct_match b = matched(&other, reversed, INCIDENTS, 0.9);
        assert_true(a.p == b.p && a.runner_up_p == b.runner_up_p && a.heard_p == b.heard_p);
        assert_true(a.corroboration == b.corroboration && a.slip == b.slip);
        assert_int_equal(a.candidate, reversed_of(b.candidate));
        assert_int_equal(a.runner_up, reversed_of(b.runner_up));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(most_reports_find_their_incident, set_up),
        cmocka_unit_test_setup(the_place_of_the_origin_does_not_matter, set_up),
        cmocka_unit_test_setup(order_and_sides_do_not_matter, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
