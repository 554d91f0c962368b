/* GeoJSON in: by jansson, walked without recursion into what is not bounded. */
#include "geojson_read.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

enum { FILE_BYTES_MAX = 64 << 20, COLLECTIONS_DEPTH = 4, COORDINATES_DEPTH = 4 };

struct walk {
    const char *file;
    const char *name;
    const json_t *properties;
    geojson_visit visit;
    void *self;
    struct tct_error *err;
};

static enum tct_status fail_here(const struct walk *walk, const char *found, const char *expected)
{
    return tct_fail_at(walk->err, TCT_ERR_INPUT, walk->file, 0, found, expected);
}

bool geojson_position(const json_t *position, double *ret_a, double *ret_b)
{
    const json_t *a = json_array_get(position, 0), *b = json_array_get(position, 1);
    if (!json_is_number(a) || !json_is_number(b))
        return false;
    *ret_a = json_number_value(a);
    *ret_b = json_number_value(b);
    return true;
}

/* Whether all positions from here down could be longitudes and latitudes. */
static bool all_in_degrees(const json_t *coordinates, int depth)
{
    double a, b;
    if (geojson_position(coordinates, &a, &b))
        return fabs(a) <= 180.0 && fabs(b) <= 90.0;
    size_t count = depth < COORDINATES_DEPTH ? json_array_size(coordinates) : 0;
    for (size_t i = 0; i < count; i++)
        if (!all_in_degrees(json_array_get(coordinates, i), depth + 1))
            return false;
    return true;
}

static enum tct_status walk_object(struct walk *walk, const json_t *object, int depth);

static enum tct_status walk_members(struct walk *walk, const json_t *object, const char *key,
                                    int depth)
{
    const json_t *members = json_object_get(object, key);
    if (!json_is_array(members) || depth == COLLECTIONS_DEPTH)
        return fail_here(walk, "a collection without its members", "an array of them");
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < json_array_size(members) && status == TCT_OK; i++)
        status = walk_object(walk, json_array_get(members, i), depth + 1);
    return status;
}

static enum tct_status walk_feature(struct walk *walk, const json_t *feature, int depth)
{
    const json_t *geometry = json_object_get(feature, "geometry");
    walk->properties = json_object_get(feature, "properties");
    const char *name = json_string_value(json_object_get(walk->properties, "name"));
    walk->name = name != NULL ? name : json_string_value(json_object_get(feature, "id"));
    if (json_is_null(geometry))
        return TCT_OK;
    enum tct_status status = walk_object(walk, geometry, depth + 1);
    walk->name = NULL;
    walk->properties = NULL;
    return status;
}

static enum tct_status walk_object(struct walk *walk, const json_t *object, int depth)
{
    const char *type = json_string_value(json_object_get(object, "type"));
    if (type == NULL || depth > COLLECTIONS_DEPTH)
        return fail_here(walk, "an object without a type", "a GeoJSON object");
    if (strcmp(type, "FeatureCollection") == 0)
        return walk_members(walk, object, "features", depth);
    if (strcmp(type, "GeometryCollection") == 0)
        return walk_members(walk, object, "geometries", depth);
    if (strcmp(type, "Feature") == 0)
        return walk_feature(walk, object, depth);
    const json_t *coordinates = json_object_get(object, "coordinates");
    if (!json_is_array(coordinates))
        return fail_here(walk, type, "a geometry with coordinates");
    struct geojson_geometry geometry = {.file = walk->file,
                                        .type = type,
                                        .name = walk->name,
                                        .properties = walk->properties,
                                        .coordinates = coordinates,
                                        .in_degrees = all_in_degrees(coordinates, 0)};
    return walk->visit(walk->self, &geometry, walk->err);
}

enum tct_status geojson_read(const char *path, geojson_visit visit, void *self,
                             struct tct_error *err)
{
    char *text;
    size_t bytes;
    enum tct_status status = text_read_file(path, FILE_BYTES_MAX, &text, &bytes, err);
    if (status != TCT_OK)
        return status;
    json_error_t fault;
    size_t skip = text_bom_bytes(text, bytes);
    json_t *root = json_loadb(text + skip, bytes - skip, JSON_REJECT_DUPLICATES, &fault);
    free(text);
    if (root == NULL) {
        char found[80];
        (void)snprintf(found, sizeof(found), "broken JSON (%.60s)", fault.text);
        return tct_fail_at(err, TCT_ERR_INPUT, path, fault.line > 0 ? (size_t)fault.line : 0, found,
                           "GeoJSON");
    }
    struct walk walk = {.file = path, .visit = visit, .self = self, .err = err};
    status = walk_object(&walk, root, 0);
    json_decref(root);
    return status;
}
