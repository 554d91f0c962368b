/* Where reports say that something was, and which of them repeat each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "report_parts.h"
#include "said.h"

static struct tct_report some_report(size_t i)
{
    static const double NOT_SAID = NAN;
    struct tct_report ret = i == 0   ? said_at(100.0, -50.0, 0.0)
                            : i == 1 ? heard_at(45.0, 800.0, 0.0)
                            : i == 2 ? heard_at(200.0, NOT_SAID, 0.0)
                            : i == 3 ? heard_at(180.0, 400.0, 0.0)
                                     : heard_at(359.0, 4000.0, 0.0);
    if (i == 4)
        ret.means = TCT_MEANS_SAW;
    return ret;
}

enum { SOME = 5 };

/* Sum of the density over cells of rings around the origin, fine near it, where fans are steep;
 * within the region only, if one is given. */
static double integral(const struct tct_report *report, const struct tct_report_region *within)
{
    double sum = 0.0;
    for (int ring = 0; ring < 650; ring++) {
        double near_m = 1.0 * exp(ring * 0.018), far_m = near_m * exp(0.018);
        for (int spoke = 0; spoke < 360; spoke++) {
            double angle = (spoke + 0.5) * M_PI / 180.0, r = sqrt(near_m * far_m);
            struct tct_plane at = {r * sin(angle), r * cos(angle)};
            if (within != NULL &&
                hypot(at.x_m - within->middle.x_m, at.y_m - within->middle.y_m) > within->radius_m)
                continue;
            sum += exp(tct_report_place_log_density(report, at, NULL)) * 0.5 *
                   (far_m * far_m - near_m * near_m) * M_PI / 180.0;
        }
    }
    return sum;
}

static void densities_integrate_to_one(void **state)
{
    (void)state;
    for (size_t i = 0; i < SOME; i++) {
        struct tct_report report = some_report(i);
        double sum = integral(&report, NULL);
        if (!(fabs(sum - 1.0) < 0.05))
            fail_msg("report %zu: %f", i, sum);
    }
}

static void regions_hold_what_they_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < SOME; i++) {
        struct tct_report report = some_report(i);
        struct tct_report_region region;
        assert_true(tct_report_region(&report, &region));
        double share = integral(&report, &region) / integral(&report, NULL);
        if (!(share > 0.945 && (report.sighted || share < 0.955)))
            fail_msg("report %zu: %f", i, share);
    }
    struct tct_report nowhere = said_at(0.0, 0.0, 0.0);
    struct tct_report_region region;
    nowhere.placed = false;
    assert_false(tct_report_region(&nowhere, &region));
    assert_true(isnan(tct_report_place_log_density(&nowhere, (struct tct_plane){0.0, 0.0}, NULL)));
}

/* The share of spots within the disc is that of the distribution, within a few spots. */
static void spots_stand_for_the_distribution(void **state)
{
    (void)state;
    for (size_t i = 0; i < SOME; i++) {
        struct tct_report report = some_report(i);
        struct tct_report_region region, disc;
        struct tct_plane spots[REPORT_SPOTS];
        assert_true(tct_report_region(&report, &region) && report_spots(&report, spots));
        for (double part = 0.1; part < 1.0; part += 0.1) {
            size_t inside = 0;
            disc = (struct tct_report_region){region.middle, part * region.radius_m};
            for (size_t k = 0; k < REPORT_SPOTS; k++)
                inside += hypot(spots[k].x_m - disc.middle.x_m, spots[k].y_m - disc.middle.y_m) <=
                          disc.radius_m;
            double share = integral(&report, &disc) / integral(&report, NULL);
            if (!(fabs((double)inside / REPORT_SPOTS - share) < 0.1))
                fail_msg("report %zu, %.1f of the radius: %zu spots, %f", i, part, inside, share);
        }
    }
}

static struct tct_plane moved(struct tct_plane place, double turn_rad, double by_m)
{
    double c = cos(turn_rad), s = sin(turn_rad); /* clockwise, as bearings are */
    return (struct tct_plane){c * place.x_m + s * place.y_m + by_m,
                              c * place.y_m - s * place.x_m - 2.0 * by_m};
}

static void the_ground_may_be_moved_and_turned(void **state)
{
    (void)state;
    struct tct_random numbers;
    tct_random_init(&numbers, 11, 0);
    for (int turn = 0; turn < 2000; turn++) {
        struct tct_report report = some_report((size_t)turn % SOME), other = report;
        double by_m = 1e4 * tct_random_normal(&numbers),
               turn_rad = 7.0 * tct_random_uniform(&numbers);
        struct tct_plane place = {1e3 * tct_random_normal(&numbers),
                                  1e3 * tct_random_normal(&numbers)};
        double sigma2 = 1e4 * tct_random_exponential(&numbers);
        double covariance_m2[3] = {sigma2, 0.0, sigma2};
        other.place = moved(report.place, turn_rad, by_m);
        other.sight.observer = moved(report.sight.observer, turn_rad, by_m);
        other.sight.bearing_rad += turn_rad;
        double a = tct_report_place_log_density(&report, place, covariance_m2);
        double b =
            tct_report_place_log_density(&other, moved(place, turn_rad, by_m), covariance_m2);
        /* Differences of distribution functions lose the far tail. */
        assert_true(fabs(a - b) < 1e-6 || (a < -50.0 && b < -50.0));
    }
}

static void errors_that_nobody_stated_and_enormous_ones_do_no_harm(void **state)
{
    (void)state;
    const double sigmas2[] = {0.0, 1.0, 1e12, 1e24};
    for (size_t i = 0; i < SOME; i++)
        for (size_t k = 0; k < TCT_COUNT(sigmas2); k++) {
            struct tct_report report = some_report(i);
            double covariance_m2[3] = {sigmas2[k], 0.0, sigmas2[k]};
            report.place_sigma_m = report.sight.observer_sigma_m = 0.0;
            report.sight.bearing_half_rad = 0.0;
            if (i == 3)
                report.sight.distance_m = 1e-3;
            struct tct_plane places[] = {report.place, {1e7, -1e7}, {0.0, 0.0}, {700.0, 700.0}};
            for (size_t j = 0; j < TCT_COUNT(places); j++) {
                double a = tct_report_place_log_density(&report, places[j], covariance_m2);
                assert_true(!isnan(a) && a < 0.0);
            }
        }
    /* All round, wherever it is said to be: a circle. */
    struct tct_report report = heard_at(90.0, 1000.0, 0.0);
    report.sight.bearing_half_rad = M_PI;
    struct tct_plane ahead = {1000.0, 0.0}, behind = {-1000.0, 0.0};
    assert_true(fabs(tct_report_place_log_density(&report, ahead, NULL) -
                     tct_report_place_log_density(&report, behind, NULL)) < 0.1);
}

static void what_is_heard_is_known_by_direction_more_than_by_distance(void **state)
{
    (void)state;
    struct tct_report report = heard_at(0.0, 1000.0, 0.0);
    struct tct_plane there = {0.0, 1000.0}, farther = {0.0, 1600.0}, beside = {600.0, 800.0};
    double a = tct_report_place_log_density(&report, there, NULL);
    double b = tct_report_place_log_density(&report, farther, NULL);
    double c = tct_report_place_log_density(&report, beside, NULL);
    assert_true(a > b && b > c + 1.0);
    /* Seen, the distance is known better. */
    report.means = TCT_MEANS_SAW;
    assert_true(tct_report_place_log_density(&report, there, NULL) > a);
    assert_true(tct_report_place_log_density(&report, farther, NULL) < b);
    /* Without it nothing is as far as no shot is heard. */
    report = heard_at(0.0, (double)NAN, 0.0);
    assert_true(tct_report_place_log_density(&report, (struct tct_plane){0.0, 3e4}, NULL) < -25.0);
}

static void repetitions_are_told_from_witnesses(void **state)
{
    (void)state;
    struct tct_report first = said_at(0.0, 0.0, 0.0), other = first;
    first.party = other.party = TCT_SIDE_LEFT;
    first.channel = other.channel = TCT_CHANNEL_COMPLAINT;
    first.count_low = first.count_high = other.count_low = other.count_high = 12.0;
    other.received_ns += 3600 * TCT_NS_PER_S;
    other.place.x_m += 90.0;
    other.from_ns = other.until_ns = first.from_ns + 60 * TCT_NS_PER_S;
    assert_true(tct_report_repeats(&other, &first) && tct_report_repeats(&first, &other));
    struct tct_report changed = other;
    changed.party = TCT_SIDE_RIGHT;
    assert_false(tct_report_repeats(&changed, &first));
    changed = other;
    changed.count_low = changed.count_high = 13.0;
    assert_false(tct_report_repeats(&changed, &first));
    changed = other;
    changed.place.x_m += 1000.0;
    assert_false(tct_report_repeats(&changed, &first));
    changed = other;
    changed.until_ns += 3600 * TCT_NS_PER_S;
    assert_false(tct_report_repeats(&changed, &first));
    changed = other;
    changed.placed = false;
    assert_false(tct_report_repeats(&changed, &first) || tct_report_repeats(&changed, &changed));
    /* Two posts that hear the same are two witnesses, one that calls twice is one. */
    struct tct_report post = heard_at(45.0, 800.0, 0.0), again = post;
    post.channel = again.channel = TCT_CHANNEL_POST;
    again.sight.distance_m = 850.0;
    assert_true(tct_report_repeats(&again, &post));
    again.sight.observer.x_m += 2000.0;
    assert_false(tct_report_repeats(&again, &post));
    again = post;
    again.channel = TCT_CHANNEL_PUBLIC;
    assert_false(tct_report_repeats(&again, &post));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(densities_integrate_to_one),
        cmocka_unit_test(regions_hold_what_they_say),
        cmocka_unit_test(spots_stand_for_the_distribution),
        cmocka_unit_test(the_ground_may_be_moved_and_turned),
        cmocka_unit_test(errors_that_nobody_stated_and_enormous_ones_do_no_harm),
        cmocka_unit_test(what_is_heard_is_known_by_direction_more_than_by_distance),
        cmocka_unit_test(repetitions_are_told_from_witnesses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
