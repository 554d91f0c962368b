/* Contours: lines of equal value on a grid. */
#ifndef TACET_FACE_CONTOURS_H
#define TACET_FACE_CONTOURS_H

#include "tacet/face/coverage_map.h"

/* One line; what is higher is on its left. A closed line ends with its first point. */
typedef enum tct_status (*contour_visit)(void *self, const struct tct_plane *points, size_t count,
                                         struct tct_error *err);

/* Calls `visit` for each line on which `values` (one of the grid's) is `level`. Cells that are NAN
 * are not crossed. Errors: TCT_ERR_MEMORY, those of `visit`. */
TCT_MUST_CHECK enum tct_status contours_follow(const struct tct_coverage_grid *grid,
                                               const float *values, double level,
                                               contour_visit visit, void *self,
                                               struct tct_error *err);

#endif
