/* Shapes of GeoJSON. */
#include <math.h>
#include <string.h>

#include "geojson_read.h"
#include "shapes.h"

/* A property that is a number from 0 to `most`; NAN when it is not there. */
static enum tct_status number_of(const struct geojson_geometry *geometry, const char *key,
                                 double most, double *ret, struct tct_error *err)
{
    const json_t *value = json_object_get(geometry->properties, key);
    *ret = (double)NAN;
    if (value == NULL || json_is_null(value))
        return TCT_OK;
    double number = json_is_number(value) ? json_number_value(value) : -1.0;
    if (!(number >= 0.0 && number <= most))
        return tct_fail(err, TCT_ERR_INPUT,
                        "%.300s: '%.60s': found a property %s that is no such "
                        "number, expected one from 0 to %g",
                        geometry->file, geometry->name != NULL ? geometry->name : "a feature", key,
                        most);
    *ret = number;
    return TCT_OK;
}

static enum tct_status fill_points(struct tct_shape *shape, const struct geojson_geometry *geometry,
                                   const json_t *positions, size_t first, struct tct_error *err)
{
    for (size_t i = 0; i < shape->count; i++) {
        const json_t *position = positions == NULL ? geometry->coordinates /* a point's own */
                                                   : json_array_get(positions, first + i);
        if (!geojson_position(position, &shape->x[i], &shape->y[i]) ||
            !(fabs(shape->x[i]) <= 1e8 && fabs(shape->y[i]) <= 1e8))
            return tct_fail_at(err, TCT_ERR_INPUT, geometry->file, 0,
                               "a position that is not two numbers", "longitude and latitude");
    }
    return TCT_OK;
}

static enum tct_status take_shape(struct shapes_reader *reader,
                                  const struct geojson_geometry *geometry, enum tct_shape_kind kind,
                                  const json_t *positions, size_t first, size_t count,
                                  struct tct_error *err)
{
    struct tct_shape *shape = shapes_add(reader, kind, count, err);
    if (shape == NULL)
        return TCT_ERR_LIMIT;
    shape->name = shapes_word(reader, geometry->name);
    shape->kind =
        shapes_word(reader, json_string_value(json_object_get(geometry->properties, "kind")));
    shape->settlement =
        shapes_word(reader, json_string_value(json_object_get(geometry->properties, "settlement")));
    enum tct_status status = number_of(geometry, "people", SHAPES_PEOPLE_MOST, &shape->people, err);
    if (status == TCT_OK)
        status = number_of(geometry, "hours", SHAPES_HOURS_MOST, &shape->hours, err);
    return status == TCT_OK ? fill_points(shape, geometry, positions, first, err) : status;
}

static enum tct_status take_area(struct shapes_reader *reader,
                                 const struct geojson_geometry *geometry, struct tct_error *err)
{
    const json_t *ring = json_array_get(geometry->coordinates, 0);
    size_t count = json_array_size(ring);
    if (json_array_size(geometry->coordinates) != 1)
        return tct_fail_at(err, TCT_ERR_INPUT, geometry->file, 0, "a polygon with a hole",
                           "one outline");
    if (count < 4)
        return tct_fail_at(err, TCT_ERR_INPUT, geometry->file, 0, "an outline of under 4 positions",
                           "4 or more, the last being the first");
    return take_shape(reader, geometry, TCT_SHAPE_AREA, ring, 0, count - 1, err);
}

static enum tct_status visit(void *self, const struct geojson_geometry *geometry,
                             struct tct_error *err)
{
    struct shapes_reader *reader = self;
    const json_t *positions = geometry->coordinates;
    enum tct_status status = TCT_OK;
    if (reader->shapes->count > 0 && reader->shapes->in_degrees != geometry->in_degrees)
        return tct_fail_at(err, TCT_ERR_INPUT, geometry->file, 0, "degrees beside metres",
                           "longitude and latitude throughout");
    reader->shapes->in_degrees = geometry->in_degrees;
    if (strcmp(geometry->type, "Polygon") == 0)
        return take_area(reader, geometry, err);
    if (strcmp(geometry->type, "LineString") == 0)
        return json_array_size(positions) < 2
                   ? tct_fail_at(err, TCT_ERR_INPUT, geometry->file, 0, "a line of one position",
                                 "two or more")
                   : take_shape(reader, geometry, TCT_SHAPE_LINE, positions, 0,
                                json_array_size(positions), err);
    if (strcmp(geometry->type, "MultiPoint") == 0) {
        for (size_t i = 0; i < json_array_size(positions) && status == TCT_OK; i++)
            status = take_shape(reader, geometry, TCT_SHAPE_POINT, positions, i, 1, err);
        return status;
    }
    if (strcmp(geometry->type, "Point") != 0)
        return tct_fail_at(err, TCT_ERR_INPUT, geometry->file, 0, geometry->type,
                           "Point, MultiPoint, LineString or Polygon");
    return take_shape(reader, geometry, TCT_SHAPE_POINT, NULL, 0, 1, err);
}

enum tct_status shapes_read_geojson(struct shapes_reader *reader, struct tct_error *err)
{
    return geojson_read(reader->path, visit, reader, err);
}
