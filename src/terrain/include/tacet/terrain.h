/* Tacet terrain: heights of the ground, and what they hide. A grid in memory, on which everything
 * is computed, and a reader of elevation models, which alone touches files. */
#ifndef TACET_TERRAIN_H
#define TACET_TERRAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "tacet/base.h"

/* Samples of a grid at most: 64 MB. */
#define TCT_TERRAIN_SAMPLES (1 << 24)

/* Heights on a square grid in the plane, row by row from the south, each row from the west; NaN
 * where nothing is known. The samples are the caller's or an arena's. */
struct tct_terrain {
    double x_m, y_m; /* of the first sample */
    double step_m;   /* > 0 */
    size_t columns, rows;
    const float *heights_m;
};

struct tct_terrain_point {
    double x_m, y_m, z_m;
};

/* Height of the ground, bilinear between the four samples around; NaN outside of the grid and where
 * one of the four is not known. */
TCT_API double tct_terrain_height_m(const struct tct_terrain *terrain, double x_m, double y_m);

/* Heights at `count` (>= 2) places, evenly from one to the other, ends included. */
TCT_API void tct_terrain_profile(const struct tct_terrain *terrain, struct tct_plane from,
                                 struct tct_plane to, size_t count, double *ret_heights_m);

/* What stands highest in the way. */
struct tct_terrain_edge {
    double along_m;  /* horizontally from the first point */
    double z_m;      /* of the ground there */
    double detour_m; /* from point to point over it, longer than the straight line */
};

/* Whether the ground hides two points from each other, and the edge that makes the longest detour
 * over all that do. The ray between the points is an arc of `curvature_per_m`: positive bends down,
 * as sound does with the wind, and passes over more. Looked at twice a step of the grid; where
 * nothing is known, nothing hides. `ret_edge` may be NULL. */
TCT_API bool tct_terrain_hides(const struct tct_terrain *terrain, struct tct_terrain_point a,
                               struct tct_terrain_point b, double curvature_per_m,
                               struct tct_terrain_edge *ret_edge);

/* Reads the part of an elevation model (GeoTIFF, HGT, DTED and whatever else GDAL reads of formats
 * that are one file on a disk; first band, metres) that lies between
 * two corners of the frame's plane, which the grid covers at the model's own spacing, or as finely
 * as TCT_TERRAIN_SAMPLES allow. In a local frame the model's coordinates are the plane's. The grid
 * is the arena's. Errors: TCT_ERR_INPUT for no such file, no elevation model, none of it between
 * the corners; TCT_ERR_LIMIT, TCT_ERR_MEMORY. One thread at a time. */
TCT_API TCT_MUST_CHECK enum tct_status tct_terrain_load(
    const char *path, const struct tct_frame *frame, struct tct_plane south_west,
    struct tct_plane north_east, struct tct_arena *arena, struct tct_terrain *ret_terrain,
    struct tct_error *err);

/* What was computed on a grid in the plane, to be written: cells row by row from the south, each
 * row from the west; NaN where there is nothing. */
struct tct_raster {
    double x_m, y_m; /* middle of the first cell */
    double step_m;   /* > 0 */
    size_t columns, rows;
    const char *note; /* for whom it is; in the file's description */
    size_t band_count;
    const struct tct_raster_band {
        const char *name; /* with its unit */
        const float *values;
    } * bands;
};

/* Writes a GeoTIFF in the frame's plane (in a geodetic frame the azimuthal equidistant projection
 * around its origin, which GIS programs know), compressed, to `path` in one piece: the whole new
 * file or what stood there before. Errors: TCT_ERR_UNSUPPORTED without GDAL, TCT_ERR_IO,
 * TCT_ERR_MEMORY, TCT_ERR_LIMIT beyond 2^31 - 1 columns or rows. One thread at a time. */
TCT_API TCT_MUST_CHECK enum tct_status tct_raster_save(const char *path,
                                                       const struct tct_frame *frame,
                                                       const struct tct_raster *raster,
                                                       struct tct_error *err);

#endif
