/* The ellipse that holds a normally distributed place with 95 %. */
#ifndef TACET_INCIDENT_ELLIPSE95_H
#define TACET_INCIDENT_ELLIPSE95_H

#include "tacet/base.h"

/* Half its longer axis; NAN where the covariance (xx, xy, yy) is none. */
double ellipse95_semi_major_m(const double covariance_m2[3]);

/* Whether it has a point in common with the circle. */
bool ellipse95_reaches(struct tct_plane place, const double covariance_m2[3],
                       struct tct_plane middle, double radius_m);

#endif
