/* Terrain: heights between samples, what a ridge hides and by which detour, elevation models. */
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

#include "tacet/terrain.h"

enum { SIDE = 101 };

static void assert_near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance))
        fail_msg("found %.9g, expected %.9g within %g", found, expected, tolerance);
}

/* A square kilometre at 10 m, flat but for a ridge of 30 m along x = 500. */
static struct tct_terrain ridge(void)
{
    static float heights[SIDE * SIDE];
    for (int k = 0; k < SIDE * SIDE; k++)
        heights[k] = k % SIDE == 50 ? 30.0f : 0.0f;
    return (struct tct_terrain){0.0, 0.0, 10.0, SIDE, SIDE, heights};
}

static void heights_lie_between_samples(void **state)
{
    (void)state;
    static const float heights[] = {0.0f, 10.0f, 20.0f, 40.0f};
    struct tct_terrain t = {100.0, 200.0, 50.0, 2, 2, heights};
    assert_near(tct_terrain_height_m(&t, 100.0, 200.0), 0.0, 0.0);
    assert_near(tct_terrain_height_m(&t, 150.0, 200.0), 10.0, 1e-12);
    assert_near(tct_terrain_height_m(&t, 150.0, 250.0), 40.0, 1e-12);
    assert_near(tct_terrain_height_m(&t, 125.0, 225.0), 17.5, 1e-12);
    assert_true(isnan(tct_terrain_height_m(&t, 99.9, 200.0)));
    assert_true(isnan(tct_terrain_height_m(&t, 100.0, 250.1)));
    assert_true(isnan(tct_terrain_height_m(&t, (double)NAN, 200.0)));
}

static void ridges_hide(void **state)
{
    (void)state;
    struct tct_terrain t = ridge();
    struct tct_terrain_edge edge;
    struct tct_terrain_point a = {100.0, 500.0, 2.0}, b = {900.0, 500.0, 2.0};
    assert_true(tct_terrain_hides(&t, a, b, 0.0, &edge));
    assert_near(edge.along_m, 400.0, 1e-9);
    assert_near(edge.z_m, 30.0, 1e-9);
    assert_near(edge.detour_m, 2.0 * hypot(400.0, 28.0) - 800.0, 1e-9);
    a.z_m = b.z_m = 30.5;
    assert_false(tct_terrain_hides(&t, a, b, 0.0, NULL));
    /* An arc that bends down by 80 m in the middle passes over the ridge; one that bends up, under
     * the ridge's foot, does not. */
    a.z_m = b.z_m = 2.0;
    assert_false(tct_terrain_hides(&t, a, b, 8.0 * 80.0 / (800.0 * 800.0), NULL));
    a.z_m = b.z_m = 31.0;
    assert_true(tct_terrain_hides(&t, a, b, -8.0 * 2.0 / (800.0 * 800.0), &edge));
    assert_near(edge.detour_m, 2.0 * hypot(400.0, 1.0) - 800.0, 1e-9);
    /* The same the other way round. */
    struct tct_terrain_edge back;
    assert_true(tct_terrain_hides(&t, b, a, -8.0 * 2.0 / (800.0 * 800.0), &back));
    assert_near(back.detour_m, edge.detour_m, 1e-9);
}

static void profiles_run_from_end_to_end(void **state)
{
    (void)state;
    struct tct_terrain t = ridge();
    double heights[5];
    tct_terrain_profile(&t, (struct tct_plane){490.0, 0.0}, (struct tct_plane){510.0, 1000.0}, 5,
                        heights);
    static const double expected[] = {0.0, 15.0, 30.0, 15.0, 0.0};
    for (int i = 0; i < 5; i++)
        assert_near(heights[i], expected[i], 1e-9);
}

static void what_is_not_known_hides_nothing(void **state)
{
    (void)state;
    static float heights[SIDE * SIDE];
    for (int k = 0; k < SIDE * SIDE; k++)
        heights[k] = NAN;
    struct tct_terrain t = {0.0, 0.0, 10.0, SIDE, SIDE, heights};
    assert_false(tct_terrain_hides(&t, (struct tct_terrain_point){0.0, 0.0, 0.0},
                                   (struct tct_terrain_point){900.0, 900.0, 0.0}, 0.0, NULL));
}

/* A model of ESRI's text format, the rows from the north, cells of 10 m. */
static void text_models_are_read(void **state)
{
    (void)state;
    char path[] = "/tmp/tacet-terrain-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    static const char text[] = "ncols 4\nnrows 3\nxllcorner 0\nyllcorner 0\ncellsize 10\n"
                               "NODATA_value -9999\n1 2 3 4\n5 6 7 8\n9 10 11 -9999\n";
    assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
    (void)close(file);
    struct tct_frame *frame = NULL;
    struct tct_terrain t;
    struct tct_arena arena;
    struct tct_error err = {0};
    tct_arena_init(&arena, 1 << 20);
    assert_int_equal(tct_frame_new(TCT_FRAME_LOCAL, 0, &frame, NULL), TCT_OK);
    if (tct_terrain_load(path, frame, (struct tct_plane){5.0, 5.0}, (struct tct_plane){35.0, 25.0},
                         &arena, &t, &err) != TCT_OK)
        fail_msg("%s", err.text);
    assert_near(t.step_m, 10.0, 1e-9);
    assert_near(tct_terrain_height_m(&t, 5.0, 5.0), 9.0, 1e-6);
    assert_near(tct_terrain_height_m(&t, 5.0, 25.0), 1.0, 1e-6);
    assert_near(tct_terrain_height_m(&t, 20.0, 20.0), 4.5, 1e-6);
    assert_true(isnan(tct_terrain_height_m(&t, 35.0, 5.0)));
    /* Ground that the model does not hold, and files that are no models. */
    assert_int_equal(tct_terrain_load(path, frame, (struct tct_plane){5000.0, 5000.0},
                                      (struct tct_plane){5100.0, 5100.0}, &arena, &t, &err),
                     TCT_ERR_INPUT);
    assert_non_null(strstr(err.text, "nothing of the sector's ground"));
    assert_int_equal(tct_terrain_load("/tmp", frame, (struct tct_plane){0.0, 0.0},
                                      (struct tct_plane){1.0, 1.0}, &arena, &t, &err),
                     TCT_ERR_INPUT);
    assert_int_equal(tct_terrain_load("/vsicurl/http://127.0.0.1/a.tif", frame,
                                      (struct tct_plane){0.0, 0.0}, (struct tct_plane){1.0, 1.0},
                                      &arena, &t, &err),
                     TCT_ERR_INPUT);
    assert_int_equal(truncate(path, 0), 0);
    assert_int_equal(tct_terrain_load(path, frame, (struct tct_plane){0.0, 0.0},
                                      (struct tct_plane){1.0, 1.0}, &arena, &t, &err),
                     TCT_ERR_INPUT);
    (void)unlink(path);
    tct_frame_free(frame);
    tct_arena_free(&arena);
}

/* Heights as gdallocationinfo gives them of the pixels' centres. */
static void real_model_is_read(void **state)
{
    (void)state;
    const char *data = getenv("TACET_TEST_DATA");
    if (data == NULL)
        skip();
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/terrain/jacksboro.tif", data);
    struct tct_frame *frame = NULL;
    struct tct_terrain t;
    struct tct_arena arena;
    struct tct_error err = {0};
    tct_arena_init(&arena, 256 << 20);
    assert_int_equal(tct_frame_new(TCT_FRAME_WGS84, 0, &frame, NULL), TCT_OK);
    assert_int_equal(tct_frame_set_origin(frame, -84.25, 36.59, NULL), TCT_OK);
    if (tct_terrain_load(path, frame, (struct tct_plane){-5000.0, -5000.0},
                         (struct tct_plane){5000.0, 5000.0}, &arena, &t, &err) != TCT_OK)
        fail_msg("%s", err.text);
    assert_in_range((int)t.step_m, 60, 95); /* three seconds of arc */
    static const struct {
        double lon, lat, z_m;
    } known[] = {
        {-84.28, 36.6075, 679.0},
        {-84.246666667, 36.590833333, 511.0},
        {-84.213333333, 36.574166667, 363.0},
        {-84.263333333, 36.6325, 587.0},
        {-84.221666667, 36.599166667, 328.0},
    };
    for (size_t i = 0; i < TCT_COUNT(known); i++) {
        struct tct_plane at;
        struct tct_geodetic place = {.lon_deg = known[i].lon, .lat_deg = known[i].lat};
        assert_int_equal(tct_frame_geodetic_to_plane(frame, place, &at, NULL), TCT_OK);
        /* Laid onto another grid: between its samples a slope loses some metres of detail. */
        assert_near(tct_terrain_height_m(&t, at.x_m, at.y_m), known[i].z_m, 12.0);
    }
    tct_frame_free(frame);
    tct_arena_free(&arena);
}

/* What was written is read back as a model of the same plane: the same cells, none where none were.
 */
static void rasters_are_written_as_others_read_them(void **state)
{
    (void)state;
    enum { COLUMNS = 5, ROWS = 4 };
    char folder[] = "/tmp/tacet-raster-XXXXXX", path[64], part[80];
    float values[COLUMNS * ROWS], others[COLUMNS * ROWS];
    for (int k = 0; k < COLUMNS * ROWS; k++) {
        values[k] = (float)(10 * (k / COLUMNS) + k % COLUMNS);
        others[k] = -1.0f;
    }
    values[2 * COLUMNS + 3] = (float)NAN;
    const struct tct_raster_band bands[] = {{"metres", values}, {"others", others}};
    const struct tct_raster raster = {1000.0, -500.0, 50.0, COLUMNS, ROWS, "for a test", 2, bands};
    struct tct_frame *frame = NULL;
    struct tct_terrain t;
    struct tct_arena arena;
    struct tct_error err = {0};
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof(path), "%s/out.tif", folder);
    (void)snprintf(part, sizeof(part), "%s.part", path);
    tct_arena_init(&arena, 16 << 20);
    assert_int_equal(tct_frame_new(TCT_FRAME_LOCAL, 0, &frame, NULL), TCT_OK);
    if (tct_raster_save(path, frame, &raster, &err) != TCT_OK)
        fail_msg("%s", err.text);
    assert_int_equal(access(part, F_OK), -1);
    assert_int_equal(tct_terrain_load(path, frame, (struct tct_plane){1000.0, -500.0},
                                      (struct tct_plane){1200.0, -350.0}, &arena, &t, &err),
                     TCT_OK);
    assert_true(t.columns >= COLUMNS && t.rows >= ROWS && t.step_m == 50.0);
    for (size_t k = 0; k < COLUMNS * ROWS; k++) {
        double found = (double)t.heights_m[k / COLUMNS * t.columns + k % COLUMNS];
        if (isnan(values[k]))
            assert_true(isnan(found));
        else
            assert_near(found, (double)values[k], 1e-5);
    }
    assert_int_equal(tct_raster_save("/no/such/folder/out.tif", frame, &raster, &err), TCT_ERR_IO);
    assert_non_null(strstr(err.text, "/no/such/folder/out.tif"));
    (void)unlink(path);
    assert_int_equal(rmdir(folder), 0); /* nothing beside it */
    tct_frame_free(frame);
    tct_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heights_lie_between_samples),
        cmocka_unit_test(ridges_hide),
        cmocka_unit_test(profiles_run_from_end_to_end),
        cmocka_unit_test(what_is_not_known_hides_nothing),
        cmocka_unit_test(text_models_are_read),
        cmocka_unit_test(real_model_is_read),
        cmocka_unit_test(rasters_are_written_as_others_read_them),
    };
    return cmocka_run_group_tests_name("terrain", tests, NULL, NULL);
}
