/* Shapes: tables and GeoJSON alike, what is wrong in them, and what lies inside. */
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

#include "tacet/face/shapes.h"

struct reading {
    struct tct_arena arena;
    struct tct_warnings warnings;
    struct tct_shapes shapes;
    struct tct_error err;
    enum tct_status status;
};

static void read_text(struct reading *r, const char *text)
{
    char path[] = "/tmp/tacet-shapes-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
    (void)close(file);
    *r = (struct reading){0};
    tct_arena_init(&r->arena, 1 << 22);
    tct_warnings_init(&r->warnings, NULL);
    r->status = tct_shapes_read(path, &r->arena, &r->warnings, &r->shapes, &r->err);
    (void)unlink(path);
}

static void done(struct reading *r)
{
    tct_arena_free(&r->arena);
}

static void tables_are_places(void **state)
{
    (void)state;
    struct reading r;
    read_text(&r, "id,lon,lat,kind,settlement,people,hours\n"
                  "home,30.5,48.5,home,North,4,\n"
                  "broken,900,48.5,home,North,4,\n"
                  "school,30.6,48.6,school,,200,6\n");
    assert_int_equal(r.status, TCT_OK);
    assert_true(r.shapes.in_degrees);
    assert_int_equal(r.shapes.count, 2);
    assert_int_equal(tct_warnings_skipped(&r.warnings), 1);
    assert_string_equal(r.shapes.items[0].settlement, "North");
    assert_true(isnan(r.shapes.items[0].hours) && r.shapes.items[0].people == 4.0);
    assert_true(r.shapes.items[1].hours == 6.0 && r.shapes.items[1].x[0] == 30.6);
    done(&r);
    read_text(&r, "id,east\na,1\n");
    assert_int_equal(r.status, TCT_ERR_INPUT);
    assert_non_null(strstr(r.err.text, "x and y, or lon and lat"));
    done(&r);
}

static void geojson_is_all_three(void **state)
{
    (void)state;
    struct reading r;
    read_text(&r,
              "{\"type\":\"FeatureCollection\",\"features\":["
              "{\"type\":\"Feature\",\"properties\":{\"name\":\"road\",\"kind\":\"road\"},"
              "\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[30,48],[31,48],[31,49]]}},"
              "{\"type\":\"Feature\",\"properties\":{\"people\":7},"
              "\"geometry\":{\"type\":\"Point\",\"coordinates\":[30,48]}},"
              "{\"type\":\"Feature\",\"properties\":null,\"geometry\":{\"type\":\"Polygon\","
              "\"coordinates\":[[[0,0],[4,0],[4,4],[2,1],[0,4],[0,0]]]}}]}");
    if (r.status != TCT_OK)
        fail_msg("%s", r.err.text);
    assert_int_equal(r.shapes.count, 3);
    assert_int_equal(r.shapes.items[0].count, 3);
    assert_int_equal(r.shapes.items[0].shape, TCT_SHAPE_LINE);
    assert_string_equal(r.shapes.items[0].kind, "road");
    assert_true(r.shapes.items[1].people == 7.0);
    const struct tct_shape *area = &r.shapes.items[2];
    assert_int_equal(area->count, 5);
    assert_true(tct_shape_holds(area, 1.0, 0.5) && tct_shape_holds(area, 0.5, 2.0));
    assert_false(tct_shape_holds(area, 2.0, 2.0) || tct_shape_holds(area, 5.0, 1.0));
    done(&r);
}

static void what_is_wrong_is_said(void **state)
{
    (void)state;
    static const char *const wrong[][2] = {
        {"{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]],[[0,0]]]}",
         "a polygon with a hole"},
        {"{\"type\":\"LineString\",\"coordinates\":[[0,0]]}", "a line of one position"},
        {"{\"type\":\"Point\",\"coordinates\":[]}", "two numbers"},
        {"{\"type\":\"MultiPolygon\",\"coordinates\":[]}", "MultiPolygon"},
        {"{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\",\"coordinates\":[1,"
         "2]},{\"type\":\"Point\",\"coordinates\":[500000,2]}]}",
         "degrees beside metres"},
        {"{\"type\":\"Feature\",\"properties\":{\"people\":-1},\"geometry\":{\"type\":\"Point\","
         "\"coordinates\":[1,2]}}",
         "people"},
        {"{\"type\":\"FeatureCollection\",\"features\":[]}", "no usable place"},
        {"{", "broken JSON"},
        {"", "expected"},
    };
    for (size_t i = 0; i < TCT_COUNT(wrong); i++) {
        struct reading r;
        read_text(&r, wrong[i][0]);
        if (r.status != TCT_ERR_INPUT || strstr(r.err.text, wrong[i][1]) == NULL)
            fail_msg("%s: %s", wrong[i][0], r.err.text);
        done(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_places),
        cmocka_unit_test(geojson_is_all_three),
        cmocka_unit_test(what_is_wrong_is_said),
    };
    return cmocka_run_group_tests_name("shapes", tests, NULL, NULL);
}
