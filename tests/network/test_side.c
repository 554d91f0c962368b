/* Network floor: the 95 % ellipse and the side of the line, against exact values and against
 * counting random points. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "near.h"
#include "tacet/network.h"

static double normal_below(double z)
{
    return 0.5 * erfc(-z * M_SQRT1_2);
}

static void ellipse_has_the_axes_of_its_covariance(void **state)
{
    (void)state;
    const double k = sqrt(5.991464547107979);
    struct tct_ellipse e = tct_ellipse95((const double[]){400.0, 0.0, 25.0});
    assert_near(e.semi_major_m, 20.0 * k, 1e-9);
    assert_near(e.semi_minor_m, 5.0 * k, 1e-9);
    assert_near(e.azimuth_rad, M_PI / 2.0, 1e-12); /* east */
    e = tct_ellipse95((const double[]){25.0, 0.0, 400.0});
    assert_near(e.azimuth_rad, 0.0, 1e-12); /* north */
    /* 100 and 4 m2 along and across an axis 30 degrees east of north */
    double s = sin(M_PI / 6.0), c = cos(M_PI / 6.0);
    e = tct_ellipse95(
        (const double[]){100.0 * s * s + 4.0 * c * c, 96.0 * s * c, 100.0 * c * c + 4.0 * s * s});
    assert_near(e.semi_major_m, 10.0 * k, 1e-9);
    assert_near(e.semi_minor_m, 2.0 * k, 1e-9);
    assert_near(e.azimuth_rad, M_PI / 6.0, 1e-12);
    /* west of north ends up in [0, pi) */
    e = tct_ellipse95(
        (const double[]){100.0 * s * s + 4.0 * c * c, -96.0 * s * c, 100.0 * c * c + 4.0 * s * s});
    assert_near(e.azimuth_rad, M_PI - M_PI / 6.0, 1e-12);
}

static void ellipse_of_a_needle_stays_finite(void **state)
{
    (void)state;
    struct tct_ellipse e = tct_ellipse95((const double[]){1e12, 1e12, 1e12});
    assert_true(isfinite(e.semi_minor_m) && e.semi_minor_m >= 0.0);
    assert_near(e.azimuth_rad, M_PI / 4.0, 1e-9);
}

static void straight_line_is_exact(void **state)
{
    (void)state;
    const struct tct_plane east[] = {{-10.0, 0.0}, {10.0, 0.0}};
    const struct tct_plane west[] = {{10.0, 0.0}, {-10.0, 0.0}};
    const double covariance[] = {900.0, 200.0, 400.0}; /* 20 m across the line */
    for (double y = -90.0; y <= 90.0; y += 15.0) {
        struct tct_plane mean = {5000.0, y}; /* far past the ends of the line */
        assert_near(tct_side_left_p(east, 2, mean, covariance), normal_below(y / 20.0), 1e-8);
        assert_near(tct_side_left_p(west, 2, mean, covariance), normal_below(-y / 20.0), 1e-8);
    }
}

static void right_angle_is_a_quadrant(void **state)
{
    (void)state;
    /* From the west to the origin, then north: left of it is the north-western quadrant. */
    const struct tct_plane line[] = {{-50.0, 0.0}, {0.0, 0.0}, {0.0, 70.0}};
    const double covariance[] = {30.0 * 30.0, 0.0, 50.0 * 50.0};
    for (double x = -80.0; x <= 80.0; x += 20.0)
        for (double y = -80.0; y <= 80.0; y += 20.0) {
            double expected = normal_below(-x / 30.0) * normal_below(y / 50.0);
            double found = tct_side_left_p(line, 3, (struct tct_plane){x, y}, covariance);
            assert_near(found, expected, 2e-3);
        }
}

/* Left of a line that runs from far west to far east: above it, by the parity of crossings of the
 * upward ray. */
static int is_above(const struct tct_plane *line, size_t count, double x, double y)
{
    int crossings = 0;
    for (size_t i = 1; i < count; i++) {
        struct tct_plane a = line[i - 1], b = line[i];
        if ((a.x_m > x) != (b.x_m > x) &&
            a.y_m + (x - a.x_m) / (b.x_m - a.x_m) * (b.y_m - a.y_m) > y)
            crossings++;
    }
    return crossings % 2 == 0;
}

static void winding_line_agrees_with_counting(void **state)
{
    (void)state;
    /* With a fold back on itself, as rivers have; the first and last parts lie along y = 0. */
    static const struct tct_plane line[] = {{-1e6, 0.0},    {-200.0, 0.0}, {-60.0, 90.0},
                                            {50.0, 60.0},   {-40.0, 10.0}, {-30.0, -70.0},
                                            {100.0, -50.0}, {160.0, 0.0},  {1e6, 0.0}};
    static const struct tct_plane means[] = {{0.0, 0.0},      {-30.0, 50.0}, {40.0, -40.0},
                                             {-150.0, -20.0}, {90.0, 90.0},  {0.0, 35.0}};
    static const double covariances[][3] = {
        {900.0, 0.0, 900.0}, {2500.0, 1200.0, 900.0}, {100.0, -80.0, 4000.0}, {4.0, 0.0, 9.0}};
    enum { POINTS = 100000 };
    struct tct_random random;
    tct_random_init(&random, 7, 0);
    for (size_t m = 0; m < TCT_COUNT(means); m++)
        for (size_t k = 0; k < TCT_COUNT(covariances); k++) {
            const double *c = covariances[k];
            double l11 = sqrt(c[0]), l21 = c[1] / l11, l22 = sqrt(c[2] - l21 * l21);
            int left = 0;
            for (int i = 0; i < POINTS; i++) {
                double u = tct_random_normal(&random), v = tct_random_normal(&random);
                left += is_above(line, TCT_COUNT(line), means[m].x_m + l11 * u,
                                 means[m].y_m + l21 * u + l22 * v);
            }
            double found = tct_side_left_p(line, TCT_COUNT(line), means[m], c);
            assert_near(found, (double)left / POINTS, 0.006);
        }
}

static void turning_the_line_round_swaps_the_sides(void **state)
{
    (void)state;
    const struct tct_plane line[] = {{-300.0, 20.0}, {-10.0, -15.0}, {40.0, 60.0}, {500.0, 10.0}};
    const struct tct_plane back[] = {{500.0, 10.0}, {40.0, 60.0}, {-10.0, -15.0}, {-300.0, 20.0}};
    const double covariance[] = {1600.0, 500.0, 900.0};
    for (double x = -200.0; x <= 200.0; x += 25.0) {
        struct tct_plane mean = {x, 0.3 * x};
        double left = tct_side_left_p(line, 4, mean, covariance);
        double right = tct_side_left_p(back, 4, mean, covariance);
        assert_near(left + right, 1.0, 1e-3);
    }
}

static void odd_lines_give_probabilities(void **state)
{
    (void)state;
    const double covariance[] = {100.0, 0.0, 100.0};
    const struct tct_plane here = {0.0, 0.0};
    const struct tct_plane repeated[] = {{-9.0, -5.0}, {-9.0, -5.0}, {0.0, -5.0},
                                         {0.0, -5.0},  {9.0, -5.0},  {9.0, -5.0}};
    assert_near(tct_side_left_p(repeated, 6, here, covariance), normal_below(0.5), 1e-8);
    const struct tct_plane nowhere[] = {{3.0, 3.0}, {3.0, 3.0}};
    assert_near(tct_side_left_p(nowhere, 2, here, covariance), 0.5, 0.0);
    const struct tct_plane loop[] = {{-50.0, 0.0}, {30.0, 0.0},  {30.0, 30.0},
                                     {0.0, 30.0},  {0.0, -40.0}, {50.0, -40.0}};
    const struct tct_plane there_and_back[] = {{-50.0, 0.0}, {50.0, 0.0}, {-50.0, 0.0}};
    for (double x = -60.0; x <= 60.0; x += 7.0)
        for (double y = -60.0; y <= 60.0; y += 7.0) {
            double p = tct_side_left_p(loop, 6, (struct tct_plane){x, y}, covariance);
            assert_true(p >= 0.0 && p <= 1.0);
            p = tct_side_left_p(there_and_back, 3, (struct tct_plane){x, y}, covariance);
            assert_true(p >= 0.0 && p <= 1.0);
        }
    /* a place without any error lies on one side */
    const struct tct_plane line[] = {{0.0, 0.0}, {100.0, 1.0}};
    const double none[] = {0.0, 0.0, 0.0};
    assert_near(tct_side_left_p(line, 2, (struct tct_plane){50.0, 0.6}, none), 1.0, 0.0);
    assert_near(tct_side_left_p(line, 2, (struct tct_plane){50.0, 0.4}, none), 0.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ellipse_has_the_axes_of_its_covariance),
        cmocka_unit_test(ellipse_of_a_needle_stays_finite),
        cmocka_unit_test(straight_line_is_exact),
        cmocka_unit_test(right_angle_is_a_quadrant),
        cmocka_unit_test(winding_line_agrees_with_counting),
        cmocka_unit_test(turning_the_line_round_swaps_the_sides),
        cmocka_unit_test(odd_lines_give_probabilities),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
