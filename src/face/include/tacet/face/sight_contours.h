/* Contours of what is seen, as GeoJSON. */
#ifndef TACET_FACE_SIGHT_CONTOURS_H
#define TACET_FACE_SIGHT_CONTOURS_H

#include "tacet/base.h"

/* Cells as an elevation model has them: rows from the north. */
struct tct_sight_grid {
    double west_m, north_m; /* middle of the first cell */
    double step_x_m, step_y_m;
    size_t columns, rows;
    const float *values; /* of how many eyes it is seen; NAN: not known, or not looked at */
};

/* Turns places of the grid's plane into longitude and latitude, in place; NULL leaves them. */
typedef enum tct_status tct_sight_turn(const void *self, size_t count, double *x, double *y,
                                       struct tct_error *err);

/* Writes the edges of what is seen by `least` eyes or more (what is seen on their left) as a
 * FeatureCollection, in one piece. Errors: TCT_ERR_IO, TCT_ERR_MEMORY, those of `turn`. */
TCT_API TCT_MUST_CHECK enum tct_status tct_sight_save_contours(
    const char *path, const struct tct_sight_grid *grid, double least, const char *note,
    tct_sight_turn *turn, const void *self, struct tct_error *err);

#endif
