/* Symmetric matrices of three unknowns, stored as xx, xy, xz, yy, yz, zz. */
#ifndef TACET_NETWORK_SYMMETRIC3_H
#define TACET_NETWORK_SYMMETRIC3_H

#include <stdbool.h>

/* False when it is singular to working precision; positive definite otherwise assumed. */
bool symmetric3_invert(const double m[6], double ret_inverse[6]);

/* ret = m v. */
void symmetric3_apply(const double m[6], const double v[3], double ret[3]);

#endif
