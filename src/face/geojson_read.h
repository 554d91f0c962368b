/* GeoJSON (RFC 7946) in: the geometries of a file, each with the name of its feature. */
#ifndef TACET_FACE_GEOJSON_READ_H
#define TACET_FACE_GEOJSON_READ_H

#include <jansson.h>
#include <stdbool.h>

#include "tacet/base.h"

struct geojson_geometry {
    const char *file;
    const char *type;          /* "LineString", ... */
    const char *name;          /* property name, else id, of the feature; NULL when it has none */
    const json_t *properties;  /* of the feature; NULL when it has none */
    const json_t *coordinates; /* an array */
    bool in_degrees; /* every position is a longitude and a latitude as far as numbers go */
};

typedef enum tct_status (*geojson_visit)(void *self, const struct geojson_geometry *geometry,
                                         struct tct_error *err);

/* Calls `visit` for every geometry of a FeatureCollection, a Feature, a GeometryCollection or a
 * bare geometry, in order, until it fails. Errors: TCT_ERR_INPUT for what is no GeoJSON,
 * TCT_ERR_LIMIT over 64 MiB, those of `visit`. */
TCT_MUST_CHECK enum tct_status geojson_read(const char *path, geojson_visit visit, void *self,
                                            struct tct_error *err);

/* Takes [a, b] or [a, b, height]. */
bool geojson_position(const json_t *position, double *ret_a, double *ret_b);

#endif
