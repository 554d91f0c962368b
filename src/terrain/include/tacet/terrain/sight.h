/* Tacet sight: what can be seen from where, over an elevation model. For the protection of people:
 * it answers who is exposed.
 *
 * Two models of the same ground. A viewshed takes each cell for a post as high as its height and
 * draws the horizon from front to front (Wang, Robinson, White, "Generating Viewsheds without Using
 * Sightlines", Photogrammetric Engineering & Remote Sensing 66 (1), 2000, in the form of GDAL's
 * "edge" mode): fast, equal to gdal_viewshed. A line of sight is a ray over the bilinear surface
 * between the middles of the cells (tct_sight_line): exact for one pair of points. */
#ifndef TACET_TERRAIN_SIGHT_H
#define TACET_TERRAIN_SIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tacet/base.h"

/* Cells of a model that is looked at: 256 MB of heights. */
#define TCT_DEM_CELLS (1 << 26)

/* An elevation model as it lies in its file: rows from the north, each from the west. */
struct tct_dem {
    size_t columns, rows;
    double west_m, north_m;    /* the outer corner of the first cell */
    double step_x_m, step_y_m; /* > 0 */
    double earth_diameter_m;   /* of the reference; INFINITY when it has none: a flat earth */
    bool has_holes;            /* a height is not known */
    const float *heights_m;    /* NaN where it is not known */
    const char *reference;     /* its coordinate reference system as WKT; "" when it has none */
};

/* A part of a model, in cells. */
struct tct_window {
    size_t left, top, columns, rows;
};

struct tct_dem_box {
    double west_m, south_m, east_m, north_m;
};

/* Reads the part of a model within a box of its own coordinates (NULL: all of it) as it is, in one
 * of the formats of tct_terrain_load. Errors: TCT_ERR_INPUT for no such file, no model, nothing in
 * the box, a model in degrees or feet or with rows that do not run west to east (words say how to
 * bring it into another form); TCT_ERR_LIMIT, TCT_ERR_MEMORY, TCT_ERR_UNSUPPORTED. One thread at a
 * time. */
TCT_API TCT_MUST_CHECK enum tct_status tct_dem_load(const char *path, const struct tct_dem_box *box,
                                                    struct tct_arena *arena,
                                                    struct tct_dem *ret_dem, struct tct_error *err);

/* The reference alone: WKT in the arena, "" when the model has none. Errors: as tct_dem_load. */
TCT_API TCT_MUST_CHECK enum tct_status tct_dem_reference(const char *path, struct tct_arena *arena,
                                                         const char **ret_reference,
                                                         struct tct_error *err);

/* Turns places in place, from longitude and latitude (WGS 84) to the model's x and y, or back. A
 * place that cannot be becomes NAN. A reference of "" leaves them as they are. Errors:
 * TCT_ERR_INPUT for a reference that PROJ does not know, TCT_ERR_UNSUPPORTED. */
TCT_API TCT_MUST_CHECK enum tct_status tct_dem_from_degrees(const char *reference, size_t count,
                                                            double *x, double *y,
                                                            struct tct_error *err);
TCT_API TCT_MUST_CHECK enum tct_status tct_dem_to_degrees(const char *reference, size_t count,
                                                          double *x, double *y,
                                                          struct tct_error *err);

/* One layer of cells of a window, for a file. */
struct tct_dem_layer {
    const char *name;
    const uint8_t *bytes; /* one of these two */
    const float *values;  /* NaN: nothing */
    int none;             /* of bytes: the value that stands for nothing; -1: none does */
};

/* Writes a window of the model's cells as GeoTIFF in its own reference, in one piece: the whole new
 * file or what stood there before. `note` goes to the file's description. Errors: TCT_ERR_IO,
 * TCT_ERR_MEMORY, TCT_ERR_UNSUPPORTED. */
TCT_API TCT_MUST_CHECK enum tct_status tct_dem_save(const char *path, const struct tct_dem *dem,
                                                    struct tct_window window, const char *note,
                                                    const struct tct_dem_layer *layer,
                                                    struct tct_error *err);

/* An eye, and what it looks for. */
struct tct_eye {
    size_t column, row;
    double height_m;        /* of the eye over the ground of its cell */
    double target_height_m; /* of what is looked for, over the ground */
    double range_m;         /* 0: as far as the model goes */
    double curvature;       /* 1 is the bare earth, 0.85714 with the air's refraction, 0 flat */
    /* As GDAL before 3.9 had it: the eye's own ground hides what its neighbours to the north, to
     * the south and across lie lower, and all behind them. */
    bool ground_hides;
};

/* What is known of a cell. The first two are gdal_viewshed's. */
enum {
    TCT_SIGHT_HIDDEN = 0,
    TCT_SIGHT_SEEN = 255,
    TCT_SIGHT_UNKNOWN = 1, /* no height there, or on the way to what would else be seen */
    TCT_SIGHT_BEYOND = 2,  /* out of range */
};

/* The part that lies within the eye's range: the square around the circle, cut off at the edges. */
TCT_API struct tct_window tct_sight_window(const struct tct_dem *dem, const struct tct_eye *eye);

struct tct_sight;

/* Work space for `workers` threads. `dem` must outlive it. Errors: TCT_ERR_MEMORY; TCT_ERR_LIMIT
 * for more than TCT_DEM_CELLS. */
TCT_API TCT_MUST_CHECK enum tct_status tct_sight_open(const struct tct_dem *dem, size_t workers,
                                                      struct tct_arena *arena,
                                                      struct tct_sight **ret_sight,
                                                      struct tct_error *err);

enum { TCT_SIGHT_PARTS = 8 };

/* One eighth of the viewshed into `cells`, which are the window's row by row; all eight fill it.
 * The parts may run at once, each `worker` (from 0) one at a time. The eye's cell must be in the
 * model and its height be known. */
TCT_API void tct_sight_part(const struct tct_sight *sight, const struct tct_eye *eye, size_t part,
                            size_t worker, uint8_t *cells);

/* Of how many eyes each cell is seen, and of how many it is not known. */
struct tct_sight_counts {
    uint16_t *seen, *unknown; /* of every cell of the model */
};

/* Adds a whole viewshed. Eyes may be counted at once by different workers into different counts;
 * no more than 65535 into one. */
TCT_API void tct_sight_count(const struct tct_sight *sight, const struct tct_eye *eye,
                             size_t worker, const struct tct_sight_counts *counts);

/* One end of a line of sight, in the model's coordinates. */
struct tct_sight_end {
    double x_m, y_m;
    double height_m; /* over the ground */
};

struct tct_ray {
    int state;          /* TCT_SIGHT_SEEN, HIDDEN, UNKNOWN, or BEYOND: an end is not on the model */
    double clearance_m; /* the least of the ray over the ground: below 0 it is blocked by so much */
    double along_m;     /* where that is, from the first end */
    double length_m;    /* horizontally */
    bool crosses_hole;  /* of the model; what hides elsewhere hides nevertheless */
};

/* The straight line between two ends over the bilinear surface through the middles of the cells,
 * exact on that surface; `curvature` as an eye's. The same whichever end is first, but for
 * `along_m`. */
TCT_API struct tct_ray tct_sight_ray(const struct tct_dem *dem, const struct tct_sight_end *from,
                                     const struct tct_sight_end *to, double curvature);

/* Sets of elements as rows of bits, and work space. */
struct tct_cover {
    size_t sets, elements, words; /* of 64 bits, a row */
    const uint64_t *members;
    uint64_t *covered; /* a row: afterwards what is held */
    size_t *gains;     /* of each set */
};

/* Chooses at most `wanted` sets, each time that which adds most, until none adds anything. Answers
 * how many; ret_held[i] is how many elements the first i + 1 hold. No `wanted` sets whatever hold
 * more than `ret_bound`; those chosen hold at least 1 - 1/e of the best. */
TCT_API size_t tct_cover_choose(const struct tct_cover *cover, size_t wanted, size_t *ret_chosen,
                                size_t *ret_held, size_t *ret_bound);

#endif
