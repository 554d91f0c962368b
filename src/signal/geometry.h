/* Geometry: what follows from where the elements of an array stand. */
#ifndef TACET_SIGNAL_GEOMETRY_H
#define TACET_SIGNAL_GEOMETRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tacet/base.h"

/* Places from the middle of the elements that are used, along the axes of their spread. */
struct geometry {
    double middle[3];                  /* of the elements used, from the station's place */
    double axis[3][3];                 /* unit vectors, widest spread first */
    double place[TCT_ELEMENTS_MAX][3]; /* along the axes; of every element */
    double spread[3];                  /* root mean square along each axis, falling */
    double reach_m;                    /* of the farthest element used, from the middle */
    size_t rank;                       /* axes along which a wave's delay can be measured: 0..3 */
};

/* `used` is a bit mask, not 0. */
void geometry_of(const struct tct_element *elements, size_t count, uint32_t used,
                 struct geometry *ret_geometry);

/* The vector of `rank` components along the axes, in x, y, z. */
void geometry_to_xyz(const struct geometry *geometry, const double *along, double ret_xyz[3]);

double dot3(const double *a, const double *b);

/* Eigenvalues (falling) and unit eigenvectors (rows) of a symmetric 3 x 3 matrix, by Jacobi. */
void eigen3(double matrix[3][3], double ret_values[3], double ret_vectors[3][3]);

/* Inverts a symmetric positive definite matrix of `n` <= 3 rows (row length 3) in place by
 * Cholesky's way; false when it is not positive definite. */
bool invert_spd(double matrix[3][3], size_t n);

#endif
