/* Clouds against the integral that they stand for, lines against a plain search. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cloud.h"

static double between(struct tct_random *random, double low, double high)
{
    return low + (high - low) * tct_random_uniform(random);
}

static struct tct_sighting at(double x_m, double y_m, double sigma_x_m, double sigma_y_m)
{
    return (struct tct_sighting){
        .firing = {.place = {x_m, y_m},
                   .placed = true,
                   .covariance_m2 = {sigma_x_m * sigma_x_m, 0.0, sigma_y_m * sigma_y_m}}};
}

static double below(double z)
{
    return 0.5 * erfc(-z * M_SQRT1_2);
}

/* Half planes through anywhere, at any angle: what is on one side of it. */
static void test_half_planes(void **state)
{
    struct cloud_shape shape;
    struct cloud *cloud = malloc(sizeof(*cloud));
    struct tct_random random;
    double worst = 0.0;
    (void)state;
    cloud_shape_open(&shape);
    tct_random_init(&random, 1, 0);
    for (int i = 0; i < 2000; i++) {
        double turn = between(&random, 0, 2 * M_PI), off = between(&random, -3, 3), inside = 0.0;
        double sigma_x = between(&random, 5, 200), sigma_y = between(&random, 5, 200);
        struct tct_sighting sighting = at(100, -50, sigma_x, sigma_y);
        cloud_of(&shape, NULL, &sighting, cloud);
        cloud_spread(cloud);
        for (int k = 0; k < CLOUD_POINTS; k++) {
            double u = (cloud->at[k].x_m - 100) / sigma_x, v = (cloud->at[k].y_m + 50) / sigma_y;
            inside += u * cos(turn) + v * sin(turn) < off ? 1.0 / CLOUD_POINTS : 0.0;
        }
        worst = fmax(worst, fabs(inside - below(off)));
    }
    print_message("largest error of a half plane %.4f\n", worst);
    assert_true(worst < 0.03);
    free(cloud);
}

/* Rectangles, whose integral is a product; a cloud that is known to be tilted, too. */
static void test_rectangles(void **state)
{
    struct cloud_shape shape;
    struct cloud *cloud = malloc(sizeof(*cloud));
    struct tct_random random;
    double worst = 0.0;
    (void)state;
    cloud_shape_open(&shape);
    tct_random_init(&random, 2, 0);
    for (int i = 0; i < 2000; i++) {
        double w = between(&random, -2, 1), e = w + between(&random, 0.2, 3);
        double s = between(&random, -2, 1), n = s + between(&random, 0.2, 3), inside = 0.0;
        struct tct_plane corners[] = {{w, s}, {e, s}, {e, n}, {w, n}};
        struct tct_outline ring = {corners, 4};
        struct tct_shape zone = {&ring, 1};
        struct tct_sighting sighting = at(0, 0, 1, 1);
        cloud_of(&shape, NULL, &sighting, cloud);
        cloud_spread(cloud);
        for (int k = 0; k < CLOUD_POINTS; k++)
            inside += shape_holds(&zone, cloud->at[k]) ? 1.0 / CLOUD_POINTS : 0.0;
        worst = fmax(worst, fabs(inside - (below(e) - below(w)) * (below(n) - below(s))));
    }
    print_message("largest error of a rectangle %.4f\n", worst);
    assert_true(worst < 0.04);
    free(cloud);
}

/* A region in two parts: the points are spread over both by their areas. */
static void test_regions(void **state)
{
    struct tct_plane one[] = {{0, 0}, {100, 0}, {100, 100}, {0, 100}};
    struct tct_plane two[] = {{500, 0}, {800, 0}, {800, 100}, {500, 100}};
    struct tct_outline parts[] = {{one, 4}, {two, 4}};
    struct tct_sighting sighting = at(50, 50, 10, 10);
    struct cloud_shape shape;
    struct cloud *cloud = malloc(sizeof(*cloud));
    double first = 0.0;
    (void)state;
    sighting.region = parts;
    sighting.region_count = 2;
    cloud_shape_open(&shape);
    cloud_of(&shape, NULL, &sighting, cloud);
    cloud_spread(cloud);
    for (int k = 0; k < CLOUD_POINTS; k++)
        first += cloud->at[k].x_m < 200 ? 1.0 / CLOUD_POINTS : 0.0;
    assert_true(fabs(first - 0.25) < 0.02);
    free(cloud);
}

static struct line *bent(struct tct_random *random, struct tct_plane *points, size_t count,
                         struct tct_arena *arena)
{
    struct line *line = NULL;
    for (size_t i = 0; i < count; i++)
        points[i] = (struct tct_plane){200.0 * (double)i, between(random, -500, 500)};
    assert_int_equal(line_open(points, count, arena, &line, NULL), TCT_OK);
    assert_non_null(line);
    return line;
}

/* Distances by looking at every part, and sides by the other floor's integral of a point. */
static void test_lines(void **state)
{
    enum { POINTS = 300 };
    static const double POINT_M2[3] = {1e-4, 0, 1e-4};
    struct tct_plane points[POINTS];
    struct tct_random random;
    struct tct_arena arena;
    (void)state;
    tct_random_init(&random, 3, 0);
    tct_arena_init(&arena, 1 << 24);
    struct line *line = bent(&random, points, POINTS, &arena);
    for (int i = 0; i < 3000; i++) {
        struct tct_plane place = {between(&random, 500, 59000), between(&random, -1500, 1500)};
        struct beside beside = line_beside(line, place);
        double nearest = INFINITY;
        for (size_t k = 1; k < POINTS; k++) {
            double dx = points[k].x_m - points[k - 1].x_m, dy = points[k].y_m - points[k - 1].y_m;
            double px = place.x_m - points[k - 1].x_m, py = place.y_m - points[k - 1].y_m;
            double t = fmin(1, fmax(0, (px * dx + py * dy) / (dx * dx + dy * dy)));
            nearest = fmin(nearest, hypot(px - t * dx, py - t * dy));
        }
        assert_true(fabs(beside.distance_m - nearest) < 1e-6);
        if (nearest > 1.0) {
            double left_p = tct_side_left_p(points, POINTS, place, POINT_M2);
            assert_int_equal(beside.side, left_p > 0.5 ? TCT_SIDE_LEFT : TCT_SIDE_RIGHT);
        }
        struct line_near near;
        double reach_m = between(&random, 1, 300), turn = between(&random, 0, 6.3);
        struct tct_plane moved = {place.x_m + reach_m * cos(turn), place.y_m + reach_m * sin(turn)};
        line_near(line, place, beside.distance_m, reach_m * 1.001, &near);
        struct beside by_all = line_beside(line, moved);
        double distance2_m2 = 0.0;
        enum tct_side side = TCT_SIDE_COUNT;
        line_near_beside(&near, &moved, 1, &distance2_m2, &side);
        assert_true(sqrt(distance2_m2) == by_all.distance_m && side == by_all.side);
    }
    tct_arena_free(&arena);
}

/* A star, a box anywhere, places within it: cut or whole it says the same. */
static void test_cuts(void **state)
{
    enum { CORNERS = 60 };
    struct tct_plane corners[CORNERS];
    struct tct_outline ring = {corners, CORNERS};
    struct tct_shape zone = {&ring, 1};
    struct tct_random random;
    size_t inside = 0;
    (void)state;
    tct_random_init(&random, 5, 0);
    for (int round = 0; round < 2000; round++) {
        struct shape_cut cut;
        double x_m = between(&random, -12, 12), y_m = between(&random, -12, 12);
        struct box box = {x_m, y_m, x_m + between(&random, 0, 9), y_m + between(&random, 0, 9)};
        ring.count = 3 + (size_t)between(&random, 0, CORNERS - 3);
        for (size_t i = 0; i < ring.count; i++) {
            double turn = 2.0 * M_PI * (double)i / (double)ring.count;
            double radius = between(&random, 2, 12);
            corners[i] = (struct tct_plane){radius * cos(turn), radius * sin(turn)};
        }
        shape_cut(&zone, &box, &cut);
        for (int i = 0; i < 20; i++) {
            struct tct_plane place = {between(&random, box.west_m, box.east_m),
                                      between(&random, box.south_m, box.north_m)};
            assert_int_equal(shape_cut_holds(&cut, place), shape_holds(&zone, place));
            inside += shape_holds(&zone, place);
        }
    }
    assert_true(inside > 4000 && inside < 36000);
}

static void test_outlines_that_cross(void **state)
{
    struct tct_plane bow[] = {{0, 0}, {10, 10}, {10, 0}, {0, 10}};
    struct tct_plane square[] = {{0, 0}, {10, 0}, {10, 10}, {0, 10}};
    struct tct_plane back[] = {{0, 0}, {10, 0}, {5, 0}, {5, 8}};
    struct tct_plane hole[] = {{2, 2}, {4, 2}, {4, 4}, {2, 4}};
    struct tct_plane out[] = {{8, 8}, {14, 8}, {14, 9}, {8, 9}};
    struct tct_outline rings[] = {{square, 4}, {hole, 4}};
    struct tct_outline crossed[] = {{square, 4}, {out, 4}};
    (void)state;
    assert_true(shape_crosses_itself(&(struct tct_shape){&(struct tct_outline){bow, 4}, 1}));
    assert_true(shape_crosses_itself(&(struct tct_shape){&(struct tct_outline){back, 4}, 1}));
    assert_false(shape_crosses_itself(&(struct tct_shape){rings, 2}));
    assert_true(shape_crosses_itself(&(struct tct_shape){crossed, 2}));
    assert_false(shape_holds(&(struct tct_shape){rings, 2}, (struct tct_plane){3, 3}));
    assert_true(shape_holds(&(struct tct_shape){rings, 2}, (struct tct_plane){6, 6}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_half_planes), cmocka_unit_test(test_rectangles),
        cmocka_unit_test(test_regions),     cmocka_unit_test(test_lines),
        cmocka_unit_test(test_cuts),        cmocka_unit_test(test_outlines_that_cross),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
