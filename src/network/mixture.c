/* Mixture: from places to parts. */
#include "mixture.h"

struct mixture mixture_of(const struct places *places)
{
    struct mixture mixture = {.count = places->count};
    for (size_t i = 0; i < places->count; i++) {
        const struct place *place = &places->place[i];
        mixture.part[i] = (struct part){.p = places->p[i],
                                        .x_m = place->unknown[UNKNOWN_X],
                                        .y_m = place->unknown[UNKNOWN_Y],
                                        .covariance = {place->covariance[UNKNOWN_X][UNKNOWN_X],
                                                       place->covariance[UNKNOWN_X][UNKNOWN_Y],
                                                       place->covariance[UNKNOWN_Y][UNKNOWN_Y]}};
    }
    return mixture;
}

/* How far an ellipse reaches along a direction. */
static double reach_m(const struct part *part, double x, double y)
{
    const double *c = part->covariance;
    return sqrt(part->radius2 * (c[0] * x * x + 2.0 * c[1] * x * y + c[2] * y * y));
}

bool parts_meet(const struct part *a, const struct part *b)
{
    double dx = b->x_m - a->x_m, dy = b->y_m - a->y_m, apart = hypot(dx, dy);
    if (a->radius2 <= 0.0 || b->radius2 <= 0.0)
        return false;
    return !(apart > 0.0) ||
           reach_m(a, dx / apart, dy / apart) + reach_m(b, dx / apart, dy / apart) >= apart;
}
