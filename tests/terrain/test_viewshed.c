/* Viewshed: equal to its definition cell by cell on small rasters, to gdal_viewshed on made-up
 * hills and real ones; what lies behind a hole is not known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tacet/terrain/sight.h"

enum { MOST = 64 };

static float *heights_of(struct tct_random *random, size_t columns, size_t rows, bool whole)
{
    static float heights[MOST * MOST];
    for (size_t i = 0; i < columns * rows; i++) {
        double h = 40.0 * tct_random_uniform(random);
        heights[i] = (float)(whole ? floor(h) : h);
    }
    return heights;
}

static struct tct_dem dem_of(size_t columns, size_t rows, const float *heights)
{
    return (struct tct_dem){.columns = columns,
                            .rows = rows,
                            .north_m = 5e6,
                            .west_m = 5e5,
                            .step_x_m = 30.0,
                            .step_y_m = 20.0,
                            .earth_diameter_m = 2.0 * 6378137.0,
                            .heights_m = heights,
                            .reference = "EPSG:32636"};
}

/* The definition, without any order or memory: a cell's horizon is the line through the horizons of
 * the two cells before it, which are asked in turn; heights over the eye, not slopes. */
struct definition {
    const struct tct_dem *dem;
    const struct tct_eye *eye;
};

static long double height_of(const struct definition *d, int dx, int dy)
{
    const struct tct_dem *dem = d->dem;
    size_t eye = d->eye->row * dem->columns + d->eye->column;
    size_t cell =
        (size_t)((int)d->eye->row + dy) * dem->columns + (size_t)((int)d->eye->column + dx);
    long double x = (long double)dx * dem->step_x_m, y = (long double)dy * dem->step_y_m;
    return dem->heights_m[cell] - dem->heights_m[eye] - d->eye->height_m -
           d->eye->curvature * (x * x + y * y) / dem->earth_diameter_m;
}

static long double horizon_m(const struct definition *d, int dx, int dy);

static long double top_m(const struct definition *d, int dx, int dy)
{
    return fmaxl(height_of(d, dx, dy), horizon_m(d, dx, dy));
}

static long double horizon_m(const struct definition *d, int dx, int dy)
{
    int ax = abs(dx), ay = abs(dy), sx = (dx > 0) - (dx < 0), sy = (dy > 0) - (dy < 0);
    int k = ax > ay ? ax : ay, j = ax > ay ? ay : ax;
    if (k == 1)
        return d->eye->ground_hides && ay == 1 ? -d->eye->height_m : -INFINITY;
    if (ax == ay)
        return top_m(d, dx - sx, dy - sy) * k / (k - 1);
    bool along_x = ax > ay;
    long double straight = top_m(d, along_x ? dx - sx : dx, along_x ? dy : dy - sy);
    if (j == 0)
        return straight * k / (k - 1);
    return (top_m(d, dx - sx, dy - sy) * j + straight * (k - j)) / (k - 1);
}

static void look(const struct tct_dem *dem, const struct tct_eye *eye, uint8_t *cells)
{
    struct tct_arena arena;
    struct tct_error err = {0};
    struct tct_sight *sight = NULL;
    tct_arena_init(&arena, (size_t)1 << 28);
    if (tct_sight_open(dem, 1, &arena, &sight, &err) != TCT_OK)
        fail_msg("%s", err.text);
    for (size_t part = 0; part < TCT_SIGHT_PARTS; part++)
        tct_sight_part(sight, eye, part, 0, cells);
    tct_arena_free(&arena);
}

/* Every cell as the definition has it, unless it lies on its horizon as far as numbers go. */
static void assert_as_defined(const struct tct_dem *dem, const struct tct_eye *eye)
{
    static uint8_t cells[MOST * MOST];
    struct definition d = {dem, eye};
    struct tct_window w = tct_sight_window(dem, eye);
    memset(cells, 77, sizeof(cells));
    look(dem, eye, cells);
    for (size_t i = 0; i < w.columns * w.rows; i++) {
        int dx = (int)(w.left + i % w.columns) - (int)eye->column;
        int dy = (int)(w.top + i / w.columns) - (int)eye->row;
        double x = dx * dem->step_x_m, y = dy * dem->step_y_m;
        int expected = TCT_SIGHT_SEEN;
        if (eye->range_m > 0.0 && x * x + y * y > eye->range_m * eye->range_m) {
            expected = TCT_SIGHT_BEYOND;
        } else if (dx != 0 || dy != 0) {
            long double over = height_of(&d, dx, dy) + eye->target_height_m - horizon_m(&d, dx, dy);
            if (fabsl(over) < 1e-9L)
                continue;
            expected = over >= 0.0L ? TCT_SIGHT_SEEN : TCT_SIGHT_HIDDEN;
        }
        if (cells[i] != expected)
            fail_msg("cell %d, %d from the eye: found %d, expected %d", dx, dy, cells[i], expected);
    }
}

static void small_rasters_are_as_defined(void **state)
{
    (void)state;
    struct tct_random random;
    tct_random_init(&random, 5, 0);
    for (int i = 0; i < 300; i++) {
        size_t columns = 1 + (size_t)(13.0 * tct_random_uniform(&random));
        size_t rows = 1 + (size_t)(13.0 * tct_random_uniform(&random));
        struct tct_dem dem = dem_of(columns, rows, heights_of(&random, columns, rows, i % 2 == 0));
        struct tct_eye eye = {(size_t)((double)columns * tct_random_uniform(&random)),
                              (size_t)((double)rows * tct_random_uniform(&random)),
                              20.0 * tct_random_uniform(&random),
                              10.0 * tct_random_uniform(&random),
                              i % 3 == 0 ? 200.0 * tct_random_uniform(&random) : 0.0,
                              i % 5 == 0 ? 0.0 : 2000.0, /* so that it counts */
                              i % 7 == 0};
        assert_as_defined(&dem, &eye);
    }
}

/* Longer than a strip of columns. */
static void strips_join(void **state)
{
    (void)state;
    static uint8_t wide[MOST * 3], high[MOST * 3];
    static float turned[MOST * 3];
    struct tct_random random;
    tct_random_init(&random, 6, 0);
    float *heights = heights_of(&random, MOST, 3, false);
    for (size_t r = 0; r < 3; r++)
        for (size_t c = 0; c < MOST; c++)
            turned[c * 3 + r] = heights[r * MOST + c];
    struct tct_dem dem = dem_of(MOST, 3, heights), other = dem_of(3, MOST, turned);
    other.step_x_m = dem.step_y_m;
    other.step_y_m = dem.step_x_m;
    struct tct_eye eye = {1, 1, 15.0, 3.0, 0.0, 1.0, false};
    look(&dem, &eye, wide);
    look(&other, &eye, high);
    size_t seen = 0;
    for (size_t i = 0; i < MOST * 3; i++) {
        assert_int_equal(wide[i], high[i % MOST * 3 + i / MOST]);
        seen += wide[i] == TCT_SIGHT_SEEN;
    }
    assert_in_range(seen, 10, MOST * 3 - 20); /* there was something to tell apart */
}

/* A plain with a hole to the east: nothing is known in it and behind it; all else is seen. Behind a
 * wall behind the hole all is hidden, whatever the hole may hold. */
static void holes_are_not_known(void **state)
{
    (void)state;
    enum { SIDE = 41, MIDDLE = 20 };
    static float heights[SIDE * SIDE];
    static uint8_t cells[SIDE * SIDE];
    memset(heights, 0, sizeof(heights));
    heights[MIDDLE * SIDE + MIDDLE + 5] = (float)NAN;
    for (int r = MIDDLE - 3; r <= MIDDLE + 3; r++)
        heights[r * SIDE + MIDDLE + 12] = 50.0f;
    struct tct_dem dem = dem_of(SIDE, SIDE, heights);
    dem.step_x_m = dem.step_y_m = 10.0;
    dem.has_holes = true;
    struct tct_eye eye = {MIDDLE, MIDDLE, 2.0, 1.0, 0.0, 0.85714, false};
    look(&dem, &eye, cells);
    assert_int_equal(cells[MIDDLE * SIDE + MIDDLE + 4], TCT_SIGHT_SEEN);
    assert_int_equal(cells[MIDDLE * SIDE + MIDDLE + 5], TCT_SIGHT_UNKNOWN);
    assert_int_equal(cells[MIDDLE * SIDE + MIDDLE + 6], TCT_SIGHT_UNKNOWN);
    assert_int_equal(cells[MIDDLE * SIDE + MIDDLE + 12], TCT_SIGHT_UNKNOWN); /* the wall */
    assert_int_equal(cells[MIDDLE * SIDE + MIDDLE + 13], TCT_SIGHT_HIDDEN);
    assert_int_equal(cells[MIDDLE * SIDE + MIDDLE - 5], TCT_SIGHT_SEEN);
    assert_int_equal(cells[(MIDDLE + 15) * SIDE + MIDDLE + 10], TCT_SIGHT_SEEN);
}

static void counts_add_up(void **state)
{
    (void)state;
    enum { SIDE = 30, EYES = 9 };
    static uint16_t seen[SIDE * SIDE], unknown[SIDE * SIDE];
    static uint8_t cells[SIDE * SIDE];
    static unsigned sum[SIDE * SIDE], holes[SIDE * SIDE];
    struct tct_random random;
    struct tct_arena arena;
    struct tct_sight *sight = NULL;
    tct_random_init(&random, 8, 0);
    float *heights = heights_of(&random, SIDE, SIDE, false);
    heights[400] = (float)NAN;
    struct tct_dem dem = dem_of(SIDE, SIDE, heights);
    dem.has_holes = true;
    tct_arena_init(&arena, 1 << 24);
    assert_int_equal(tct_sight_open(&dem, 1, &arena, &sight, NULL), TCT_OK);
    for (size_t i = 0; i < EYES; i++) {
        struct tct_eye eye = {3 * i, 29 - 2 * i, 30.0, 3.0, i % 2 == 0 ? 0.0 : 300.0, 1.0, false};
        struct tct_window w = tct_sight_window(&dem, &eye);
        tct_sight_count(sight, &eye, 0, &(struct tct_sight_counts){seen, unknown});
        look(&dem, &eye, cells);
        for (size_t k = 0; k < w.columns * w.rows; k++) {
            size_t cell = (w.top + k / w.columns) * SIDE + w.left + k % w.columns;
            sum[cell] += cells[k] == TCT_SIGHT_SEEN;
            holes[cell] += cells[k] == TCT_SIGHT_UNKNOWN;
        }
    }
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        assert_int_equal(seen[i], sum[i]);
        assert_int_equal(unknown[i], holes[i]);
    }
    tct_arena_free(&arena);
}

static double share_alike(const struct tct_dem *theirs, const uint8_t *ours)
{
    size_t same = 0, count = theirs->columns * theirs->rows;
    for (size_t i = 0; i < count; i++)
        same += (int)theirs->heights_m[i] == (int)ours[i] ? 1 : 0;
    return (double)same / (double)count;
}

/* The share of cells that gdal_viewshed answers alike, and the share when the eye's own ground
 * hides nothing; skips when it is not installed. */
static double alike(const char *dem_path, const struct tct_dem *dem, const struct tct_eye *eye,
                    double *ret_open)
{
    char folder[] = "/tmp/tacet-sight-XXXXXX", command[1024], path[64];
    if (system("command -v gdal_viewshed >/dev/null") != 0)
        skip();
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof(path), "%s/out.tif", folder);
    (void)snprintf(
        command, sizeof(command),
        "gdal_viewshed -q -oz %.9g -tz %.9g -cc %.9g -md %.9g -ov 2 -ox %.9f -oy %.9f %s %s",
        eye->height_m, eye->target_height_m, eye->curvature, eye->range_m,
        dem->west_m + ((double)eye->column + 0.5) * dem->step_x_m,
        dem->north_m - ((double)eye->row + 0.5) * dem->step_y_m, dem_path, path);
    assert_int_equal(system(command), 0);
    struct tct_arena arena;
    struct tct_error err = {0};
    struct tct_dem theirs;
    struct tct_window w = tct_sight_window(dem, eye);
    tct_arena_init(&arena, 1 << 28);
    uint8_t *ours = TCT_ARENA_NEW(&arena, uint8_t, w.columns * w.rows);
    assert_non_null(ours);
    if (tct_dem_load(path, NULL, &arena, &theirs, &err) != TCT_OK)
        fail_msg("%s", err.text);
    assert_int_equal(theirs.columns, w.columns);
    assert_int_equal(theirs.rows, w.rows);
    struct tct_eye open = *eye;
    open.ground_hides = false;
    look(dem, &open, ours);
    *ret_open = share_alike(&theirs, ours);
    look(dem, eye, ours);
    double share = share_alike(&theirs, ours);
    (void)snprintf(command, sizeof(command), "rm -r %s", folder);
    assert_int_equal(system(command), 0);
    tct_arena_free(&arena);
    return share;
}

static void made_up_hills_are_as_gdal_has_them(void **state)
{
    (void)state;
    char path[] = "/tmp/tacet-hills-XXXXXX";
    struct tct_random random;
    tct_random_init(&random, 9, 0);
    struct tct_dem dem = dem_of(61, 53, heights_of(&random, 61, 53, false));
    const struct tct_dem_layer layer = {.name = "m", .values = dem.heights_m};
    int file = mkstemp(path);
    assert_true(file >= 0);
    (void)close(file);
    if (tct_dem_save(path, &dem, (struct tct_window){0, 0, 61, 53}, "", &layer, NULL) != TCT_OK)
        skip();
    double open;
    struct tct_eye eye = {31, 20, 60.0, 2.0, 0.0, 0.85714, true};
    assert_true(alike(path, &dem, &eye, &open) == 1.0);
    eye = (struct tct_eye){0, 52, 25.0, 5.0, 900.0, 500.0, true};
    assert_true(alike(path, &dem, &eye, &open) == 1.0);
    (void)unlink(path);
}

/* Bilinear in UTM. As GDAL 3.6 has the ground around the eye every cell is alike; as it is right,
 * nearly all. */
static void real_hills_are_as_gdal_has_them(void **state)
{
    (void)state;
    const char *data = getenv("TACET_TEST_DATA");
    if (data == NULL || system("command -v gdalwarp >/dev/null") != 0)
        skip();
    char folder[] = "/tmp/tacet-real-XXXXXX", path[64], command[1024];
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof(path), "%s/utm.tif", folder);
    (void)snprintf(
        command, sizeof(command),
        "gdalwarp -q -t_srs EPSG:32616 -r bilinear -ot Float32 -te 735000 4040000 754000 "
        "4060000 -tr 80 80 %s/terrain/jacksboro.tif %s",
        data, path);
    assert_int_equal(system(command), 0);
    struct tct_arena arena;
    struct tct_dem dem;
    struct tct_error err = {0};
    struct tct_random random;
    tct_arena_init(&arena, 1 << 26);
    if (tct_dem_load(path, NULL, &arena, &dem, &err) != TCT_OK)
        fail_msg("%s", err.text);
    tct_random_init(&random, 10, 0);
    double least = 1.0, right = 0.0;
    enum { EYES = 20 };
    for (int i = 0; i < EYES; i++) {
        struct tct_eye eye = {(size_t)((double)dem.columns * tct_random_uniform(&random)),
                              (size_t)((double)dem.rows * tct_random_uniform(&random)),
                              2.0,
                              1.6,
                              i % 2 == 0 ? 0.0 : 5000.0,
                              0.85714,
                              true};
        double open, share = alike(path, &dem, &eye, &open);
        least = fmin(least, share);
        right += open / EYES;
    }
    print_message(
        "cells as gdal_viewshed has them: %.4f %% at the least of %d eyes; %.3f %% in the "
        "mean without the ground around the eye\n",
        100.0 * least, (int)EYES, 100.0 * right);
    assert_true(least >= 0.995);
    (void)snprintf(command, sizeof(command), "rm -r %s", folder);
    assert_int_equal(system(command), 0);
    tct_arena_free(&arena);
}

/* Every refusal says what was found and what to do. */
static void degrees_are_refused(void **state)
{
    (void)state;
    const char *data = getenv("TACET_TEST_DATA");
    if (data == NULL)
        skip();
    char path[512];
    struct tct_arena arena;
    struct tct_dem dem;
    struct tct_error err = {0};
    tct_arena_init(&arena, 1 << 26);
    (void)snprintf(path, sizeof(path), "%s/terrain/jacksboro.tif", data);
    assert_int_equal(tct_dem_load(path, NULL, &arena, &dem, &err), TCT_ERR_INPUT);
    assert_non_null(strstr(err.text, "degrees"));
    assert_non_null(strstr(err.text, "EPSG:32616"));
    tct_arena_free(&arena);
}

static void degrees_turn_both_ways(void **state)
{
    (void)state;
    double x[] = {30.5, 36.0}, y[] = {48.25, -95.0};
    struct tct_error err = {0};
    if (tct_dem_from_degrees("EPSG:32636", 1, x, y, &err) != TCT_OK)
        fail_msg("%s", err.text);
    assert_true(fabs(x[0] - 314400.0) < 400.0 && fabs(y[0] - 5347300.0) < 2000.0);
    assert_int_equal(tct_dem_to_degrees("EPSG:32636", 1, x, y, &err), TCT_OK);
    assert_true(fabs(x[0] - 30.5) < 1e-9 && fabs(y[0] - 48.25) < 1e-9);
    assert_int_equal(tct_dem_from_degrees("EPSG:32636", 1, x + 1, y + 1, &err), TCT_OK);
    assert_true(isnan(x[1]));
    assert_int_equal(tct_dem_from_degrees("no such thing", 1, x, y, &err), TCT_ERR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_rasters_are_as_defined),
        cmocka_unit_test(strips_join),
        cmocka_unit_test(holes_are_not_known),
        cmocka_unit_test(counts_add_up),
        cmocka_unit_test(made_up_hills_are_as_gdal_has_them),
        cmocka_unit_test(real_hills_are_as_gdal_has_them),
        cmocka_unit_test(degrees_are_refused),
        cmocka_unit_test(degrees_turn_both_ways),
    };
    return cmocka_run_group_tests_name("viewshed", tests, NULL, NULL);
}
