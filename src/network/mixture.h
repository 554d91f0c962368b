/* Mixture: the parts of a posterior as normal distributions in the plane. */
#ifndef TACET_NETWORK_MIXTURE_H
#define TACET_NETWORK_MIXTURE_H

#include <math.h>

#include "places.h"

/* What a region95 holds. */
static const double REGION_HOLDS = 0.95;

/* One part, normally distributed. */
struct part {
    double p, x_m, y_m;
    double covariance[3]; /* xx, xy, yy */
    double radius2;       /* of its ellipse, squared standard errors; not above 0: none */
};

struct mixture {
    struct part part[PLACES_MOST];
    size_t count;
};

struct mixture mixture_of(const struct places *places);

static inline double part_determinant(const struct part *part)
{
    const double *c = part->covariance;
    return fmax(c[0] * c[2] - c[1] * c[1], 1e-12 * c[0] * c[2]);
}

/* So many standard errors from the middle of a part. */
static inline struct tct_plane part_place(const struct part *part, double radius, double angle)
{
    const double *c = part->covariance;
    double l11 = sqrt(c[0]), l21 = c[1] / l11, l22 = sqrt(part_determinant(part)) / l11;
    double u = radius * cos(angle), v = radius * sin(angle);
    return (struct tct_plane){part->x_m + l11 * u, part->y_m + l21 * u + l22 * v};
}

/* Whether no line across the way between the ellipses of two parts has them on its two sides. */
bool parts_meet(const struct part *a, const struct part *b);

#endif
