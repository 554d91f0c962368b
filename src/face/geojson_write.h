/* GeoJSON (RFC 7946) out: a FeatureCollection, feature by feature: a day may hold a million. */
#ifndef TACET_FACE_GEOJSON_WRITE_H
#define TACET_FACE_GEOJSON_WRITE_H

#include <jansson.h>
#include <stdio.h>

#include "tacet/base.h"
#include "tacet/face/sector.h"

/* The collection being written. */
struct collection {
    FILE *file;
    const struct tct_sector *sector;
    struct tct_error *err;
    size_t features;
};

/* Longitude and latitude in a geodetic frame, else x and y; with z_m unless it is NAN. */
json_t *collection_position(const struct collection *c, struct tct_plane place, double z_m);

/* What stands before the features: a note, and what frame a local one is. All of these answer
 * TCT_ERR_IO when writing failed. */
TCT_MUST_CHECK enum tct_status collection_begin(struct collection *c, const char *note);

json_t *collection_geometry(const char *type, json_t *coordinates);

/* Writes a feature of its parts, which are given back. */
TCT_MUST_CHECK enum tct_status collection_feature(struct collection *c, json_t *geometry,
                                                  json_t *properties);

/* A station as a point; `properties` is what is said beside kind and id. */
TCT_MUST_CHECK enum tct_status collection_station(struct collection *c, size_t station,
                                                  json_t *properties);

/* The line of contact, if there is one. */
TCT_MUST_CHECK enum tct_status collection_line(struct collection *c);

TCT_MUST_CHECK enum tct_status collection_end(struct collection *c);

/* What fills a collection. */
typedef enum tct_status (*collection_fill)(struct collection *c, const void *self);

/* Writes a whole collection to a file of this name, in one piece: the whole new file or what stood
 * there before. Errors: TCT_ERR_IO, TCT_ERR_MEMORY, those of `fill`. */
TCT_MUST_CHECK enum tct_status collection_save(const char *path, const struct tct_sector *sector,
                                               const char *note, collection_fill fill,
                                               const void *self, struct tct_error *err);

#endif
