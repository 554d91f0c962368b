/* Coverage, shown: a grid of what would have been heard as a map (SVG, PNG, PDF from one drawing
 * code) and as GeoJSON.
 *
 * It shows where one would not be heard, and where the sensors stand: who may see it is decided by
 * the caller, and what is written says for whom it is. */
#ifndef TACET_FACE_COVERAGE_MAP_H
#define TACET_FACE_COVERAGE_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "tacet/base.h"
#include "tacet/face/map.h"
#include "tacet/face/sector.h"

/* What is said on everything that shows coverage to people or to other programs. */
#define TCT_COVERAGE_NOTE                                                                          \
    "Shows where nothing would be heard, and where the sensors are: for the mission's use alone."

/* Cells in the sector's plane, row by row from the south, each row from the west. */
struct tct_coverage_grid {
    double x_m, y_m; /* middle of the first cell */
    double step_m;   /* > 0 */
    size_t columns, rows;
    float *detected_p;   /* NAN: not in the area that is looked at */
    float *semi_major_m; /* of the expected 95 % ellipse; NAN also where no place could be given */
    float *named_p;      /* detected, and its side named */
};

/* A place where a station might stand. */
struct tct_coverage_site {
    struct tct_plane place;
    unsigned rank; /* 1: chosen first; 0: not chosen */
};

/* Everything may be zero but the grid. */
struct tct_coverage_view {
    const struct tct_coverage_grid *grid;
    const bool *up;      /* by station; NULL: all are */
    const char *subject; /* one line: what source, what air */
    double margin_m;     /* how far around stations and line the map goes */
    const struct tct_coverage_site *sites;
    size_t site_count;
};

/* Writes the map; as tct_map_write, with the title, the note, width and resolution of `options`
 * (may be NULL). */
TCT_API TCT_MUST_CHECK enum tct_status tct_coverage_map_write(const struct tct_sector *sector,
                                                              const struct tct_coverage_view *view,
                                                              const struct tct_map_options *options,
                                                              enum tct_map_format format,
                                                              const char *path,
                                                              struct tct_error *err);

/* Writes a FeatureCollection (RFC 7946) to a file of this name, in one piece: lines of equal chance
 * of detection (.5, .9, .95) and of being named (.5, .9), of equal semi-major axis (50 to 1000 m);
 * stations, up or not; sites; the line. Property `kind` tells them apart. Coordinates as in
 * tct_events_write_geojson. Errors: TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_coverage_save_geojson(
    const char *path, const struct tct_sector *sector, const struct tct_coverage_view *view,
    struct tct_error *err);

#endif
