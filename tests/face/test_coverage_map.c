/* Coverage as it is shown: contours against circles that are known, the map's formats, the GeoJSON,
 * and for whom all of it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <unistd.h>

#include "contours.h"
#include "look.h"
#include "tacet/face/coverage_map.h"

enum { SIDE = 61 };

static const double STEP_M = 100.0;
static char NAME[] = "North valley", NORTH[] = "Northern side", SOUTH[] = "Southern side";

struct scratch {
    char folder[40], path[64];
    struct look look;
    bool up[LOOK_STATIONS];
    float detected[SIDE * SIDE], semi_major[SIDE * SIDE], named[SIDE * SIDE];
    struct tct_coverage_grid grid;
    struct tct_coverage_view view;
};

/* A cone: 1 in the middle, falling by 1 over 3 km. */
static int set_up(void **state)
{
    struct scratch *s = calloc(1, sizeof(*s));
    assert_non_null(s);
    strcpy(s->folder, "/tmp/tacet-coverage-XXXXXX");
    assert_non_null(mkdtemp(s->folder));
    (void)snprintf(s->path, sizeof(s->path), "%s/map", s->folder);
    look_make(&s->look);
    look_name(&s->look, NAME, NORTH, SOUTH);
    s->look.sector.station_ids = s->look.id_list;
    s->grid = (struct tct_coverage_grid){-3000.0, -3000.0,     STEP_M,        SIDE,
                                         SIDE,    s->detected, s->semi_major, s->named};
    for (int k = 0; k < SIDE * SIDE; k++) {
        double off_m = hypot(-3000.0 + STEP_M * (k % SIDE), -3000.0 + STEP_M * (k / SIDE));
        s->detected[k] = (float)(1.0 - off_m / 3000.0);
        s->semi_major[k] = (float)(20.0 + off_m / 10.0);
        s->named[k] = s->detected[k];
    }
    for (size_t i = 0; i < LOOK_STATIONS; i++)
        s->up[i] = i != 2;
    s->view = (struct tct_coverage_view){.grid = &s->grid, .up = s->up, .subject = "Rifle shot"};
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    struct scratch *s = *state;
    (void)unlink(s->path);
    assert_int_equal(rmdir(s->folder), 0); /* nothing else was left behind */
    free(s);
    return 0;
}

/* What was visited. */
struct seen {
    size_t lines, points, closed;
    double nearest_m, farthest_m; /* from the origin */
    double area_m2;               /* of closed lines, positive when counter-clockwise */
};

static enum tct_status see(void *self, const struct tct_plane *points, size_t count,
                           struct tct_error *err)
{
    struct seen *seen = self;
    (void)err;
    const struct tct_plane *last = &points[count - 1];
    bool closed = count > 2 && points[0].x_m == last->x_m && points[0].y_m == last->y_m;
    seen->lines++;
    seen->closed += closed;
    seen->points += count;
    for (size_t i = 0; i < count; i++) {
        double off_m = hypot(points[i].x_m, points[i].y_m);
        seen->nearest_m = fmin(seen->nearest_m, off_m);
        seen->farthest_m = fmax(seen->farthest_m, off_m);
        if (i > 0)
            seen->area_m2 +=
                0.5 * (points[i - 1].x_m * points[i].y_m - points[i].x_m * points[i - 1].y_m);
    }
    return TCT_OK;
}

static struct seen followed(const struct tct_coverage_grid *grid, const float *values, double level)
{
    struct seen seen = {.nearest_m = INFINITY};
    struct tct_error err;
    assert_int_equal(contours_follow(grid, values, level, see, &seen, &err), TCT_OK);
    return seen;
}

static void a_cone_has_circles(void **state)
{
    struct scratch *s = *state;
    struct seen seen = followed(&s->grid, s->detected, 0.5);
    assert_int_equal(seen.lines, 1);
    assert_int_equal(seen.closed, 1);
    assert_true(seen.nearest_m > 1497.0 && seen.farthest_m < 1503.0);
    /* Higher on the left: around a hill counter-clockwise. */
    assert_true(fabs(seen.area_m2 / (M_PI * 1500.0 * 1500.0) - 1.0) < 0.01);
    /* The other way around a hollow. */
    assert_true(followed(&s->grid, s->semi_major, 170.0).area_m2 < 0.0);
    assert_int_equal(followed(&s->grid, s->detected, 2.0).lines, 0);
}

static void what_is_not_known_is_not_crossed(void **state)
{
    struct scratch *s = *state;
    for (int j = 0; j < SIDE; j++)
        s->detected[j * SIDE + SIDE / 2] = (float)NAN; /* a column through the middle */
    struct seen seen = followed(&s->grid, s->detected, 0.5);
    assert_int_equal(seen.lines, 2);
    assert_int_equal(seen.closed, 0);
    assert_true(seen.nearest_m > 1497.0 && seen.farthest_m < 1503.0);
}

static void saddles_hang_together_by_their_middle(void **state)
{
    struct scratch *s = *state;
    float high[] = {1.0f, 0.2f, 0.2f, 1.0f}, low[] = {0.8f, 0.0f, 0.0f, 0.8f};
    struct tct_coverage_grid two = {0.0, 0.0, 1.0, 2, 2, NULL, NULL, NULL};
    (void)s;
    /* The middle is high: both low corners are cut off. Low: both high ones. Two lines each. */
    struct seen over = followed(&two, high, 0.5), under = followed(&two, low, 0.5);
    assert_int_equal(over.lines, 2);
    assert_int_equal(under.lines, 2);
    assert_int_equal(over.points, 4);
    /* Of a cut off corner at the origin the crossing is near it, else at 0.6 on the far edges. */
    assert_true(over.nearest_m > 0.6 && under.nearest_m < 0.4);
}

static char *content(const char *path, size_t *ret_bytes)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long bytes = ftell(file);
    rewind(file);
    char *text = calloc((size_t)bytes + 1, 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)bytes, file), (size_t)bytes);
    (void)fclose(file);
    *ret_bytes = (size_t)bytes;
    return text;
}

static char *drawn(struct scratch *s, enum tct_map_format format, size_t *ret_bytes)
{
    struct tct_error err = {TCT_OK, ""};
    const struct tct_map_options options = {.note = TCT_COVERAGE_NOTE, .dots_per_inch = 50.0};
    if (tct_coverage_map_write(&s->look.sector, &s->view, &options, format, s->path, &err) !=
        TCT_OK)
        fail_msg("%s", err.text);
    return content(s->path, ret_bytes);
}

static void maps_are_drawn_in_every_format_the_same_each_time(void **state)
{
    struct scratch *s = *state;
    static const enum tct_map_format formats[] = {TCT_MAP_SVG, TCT_MAP_PNG, TCT_MAP_PDF};
    static const char *const magic[] = {"<?xml", "\x89PNG", "%PDF"};
    for (size_t f = 0; f < TCT_COUNT(formats); f++) {
        size_t first_bytes, second_bytes;
        char *first = drawn(s, formats[f], &first_bytes),
             *second = drawn(s, formats[f], &second_bytes);
        assert_memory_equal(first, magic[f], strlen(magic[f]));
        assert_int_equal(first_bytes, second_bytes);
        assert_memory_equal(first, second, first_bytes);
        free(first);
        free(second);
    }
}

static void stations_sites_and_words_reach_the_map(void **state)
{
    struct scratch *s = *state;
    const struct tct_coverage_site sites[] = {{{500.0, 500.0}, 1}, {{-500.0, -800.0}, 0}};
    size_t bare_bytes, bytes;
    char *bare = drawn(s, TCT_MAP_SVG, &bare_bytes);
    assert_non_null(strstr(bare, "<title>North valley</title>"));
    assert_non_null(strstr(bare, "how probable it is that a shot is detected"));
    assert_non_null(strstr(bare, "<image")); /* the cells */
    s->view.sites = sites;
    s->view.site_count = TCT_COUNT(sites);
    char *svg = drawn(s, TCT_MAP_SVG, &bytes);
    assert_true(bytes > bare_bytes);
    for (size_t i = 0; i < LOOK_STATIONS; i++)
        s->up[i] = true; /* a cross less, and its row of the legend */
    char *all_up = drawn(s, TCT_MAP_SVG, &bare_bytes);
    assert_true(bare_bytes < bytes);
    free(bare);
    free(svg);
    free(all_up);
}

static void grids_of_nothing_are_drawn(void **state)
{
    struct scratch *s = *state;
    size_t bytes;
    for (int k = 0; k < SIDE * SIDE; k++)
        s->detected[k] = s->semi_major[k] = s->named[k] = (float)NAN;
    free(drawn(s, TCT_MAP_PNG, &bytes));
    s->grid.columns = s->grid.rows = 1;
    free(drawn(s, TCT_MAP_PNG, &bytes));
    s->look.sector.network.line_count = 0;
    s->look.sector.network.station_count = 0;
    free(drawn(s, TCT_MAP_SVG, &bytes));
    assert_true(bytes > 0);
}

static size_t features_of(const json_t *collection, const char *kind)
{
    size_t index, count = 0;
    const json_t *feature;
    json_array_foreach(json_object_get(collection, "features"), index, feature)
    {
        const json_t *properties = json_object_get(feature, "properties");
        count += strcmp(json_string_value(json_object_get(properties, "kind")), kind) == 0;
    }
    return count;
}

static void geojson_has_contours_stations_and_a_note(void **state)
{
    struct scratch *s = *state;
    const struct tct_coverage_site sites[] = {{{500.0, 500.0}, 1}};
    struct tct_error err = {TCT_OK, ""};
    struct tct_frame *frame = NULL;
    size_t bytes;
    assert_int_equal(tct_frame_new(TCT_FRAME_LOCAL, 0, &frame, NULL), TCT_OK);
    s->look.sector.frame = frame;
    s->view.sites = sites;
    s->view.site_count = 1;
    if (tct_coverage_save_geojson(s->path, &s->look.sector, &s->view, &err) != TCT_OK)
        fail_msg("%s", err.text);
    char *text = content(s->path, &bytes);
    json_t *collection = json_loads(text, 0, NULL);
    assert_non_null(collection);
    assert_string_equal(json_string_value(json_object_get(collection, "note")), TCT_COVERAGE_NOTE);
    assert_int_equal(features_of(collection, "detected"), 3);
    assert_int_equal(features_of(collection, "named"), 2);
    assert_int_equal(features_of(collection, "ellipse95"), 3); /* 50, 100 and 200 m */
    assert_int_equal(features_of(collection, "station"), LOOK_STATIONS);
    assert_int_equal(features_of(collection, "site"), 1);
    assert_int_equal(features_of(collection, "line"), 1);
    json_decref(collection);
    free(text);
    tct_frame_free(frame);
}

static void a_folder_that_is_not_there_is_said(void **state)
{
    struct scratch *s = *state;
    struct tct_error err = {TCT_OK, ""};
    assert_int_equal(tct_coverage_map_write(&s->look.sector, &s->view, NULL, TCT_MAP_SVG,
                                            "/no/such/folder/map.svg", &err),
                     TCT_ERR_IO);
    assert_non_null(strstr(err.text, "/no/such/folder/map.svg"));
    const struct tct_map_options tiny = {.width_mm = 3.0};
    assert_int_equal(
        tct_coverage_map_write(&s->look.sector, &s->view, &tiny, TCT_MAP_SVG, s->path, &err),
        TCT_ERR_USE);
}

int main(void)
{
#define COVERAGE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        COVERAGE_TEST(a_cone_has_circles),
        COVERAGE_TEST(what_is_not_known_is_not_crossed),
        COVERAGE_TEST(saddles_hang_together_by_their_middle),
        COVERAGE_TEST(maps_are_drawn_in_every_format_the_same_each_time),
        COVERAGE_TEST(stations_sites_and_words_reach_the_map),
        COVERAGE_TEST(grids_of_nothing_are_drawn),
        COVERAGE_TEST(geojson_has_contours_stations_and_a_note),
        COVERAGE_TEST(a_folder_that_is_not_there_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
