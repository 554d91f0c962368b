/* Eighth: one eighth of the circle around an eye, swept front by front away from it. Private to the
 * viewshed. */
#ifndef TACET_TERRAIN_EIGHTH_H
#define TACET_TERRAIN_EIGHTH_H

#include "holes.h"
#include "tacet/terrain/sight.h"

/* Columns that are turned into rows at once: two cache lines of heights. */
enum { STRIP = 32 };

/* What one worker needs. A line is as long as the model's longer side, and some cells more. */
struct space {
    double *horizon[2];
    uint8_t *seen;
    float *turned;        /* STRIP lines */
    uint8_t *turned_seen; /* STRIP lines */
    size_t line;          /* cells of a line of `turned` */
    struct holes holes;
};

/* In cells from the eye: fronts k = 1 ... reach along the axis, j = 0 ... k (at most room) across
 * it. */
struct eighth {
    const struct tct_dem *dem;
    const struct tct_eye *eye;
    const struct space *space;
    struct tct_window window;
    uint8_t *cells;                        /* of the window; NULL: count */
    const struct tct_sight_counts *counts; /* of the model */
    bool by_rows;                          /* the axis runs north and south */
    int along, across;                     /* 1 or -1: to which side k and j run */
    size_t reach, room;
    double eye_m; /* its height */
    double step_k_m, step_j_m;
    double bend; /* of the earth: metres per square metre */
};

/* Before the first front. */
void eighth_begin(const struct eighth *e);

/* The last j of front k that is in the window and in range; SIZE_MAX when none is. */
size_t eighth_last(const struct eighth *e, size_t k);

/* Sweeps front k up to j = `last`. Heights and what is found lie as in the model: j = 0 first, or
 * last when j runs against the rows or columns; both pointers are to j = 0. */
void eighth_sweep(const struct eighth *e, size_t k, size_t last, const float *heights_m,
                  uint8_t *seen);

/* Hands over `count` neighbours in a row of the model, from this one on. */
void eighth_deliver(const struct eighth *e, size_t row, size_t column, size_t count,
                    const uint8_t *seen);

void eighth_by_rows(const struct eighth *e);
void eighth_by_columns(const struct eighth *e);

#endif
