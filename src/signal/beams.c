/* Beams: the directions into which an array listens all the time. */
#include "beams.h"

#include <math.h>
#include <stdlib.h>

#include "geometry.h"

static const double SPEED_M_S = 340.0;
static const double OFF_S = 0.12e-3;  /* a muzzle blast's front passes in about that */
static const double LOST_S = 0.25e-3; /* off by this, a beam hears little more than one channel */
static const double GOLDEN_ANGLE = 2.399963229728653;
enum { BEAMS_LEAST = 7 };

static void set_beam(const struct tct_element *elements, size_t count, double rate_hz,
                     const double slowness[3], struct beam_plan *plan)
{
    size_t beam = plan->count++;
    plan->listens[beam] = UINT32_MAX >> (32 - count);
    for (size_t i = 0; i < count; i++) {
        const double place[3] = {elements[i].x_m, elements[i].y_m, elements[i].z_m};
        plan->late[beam][i] = (int32_t)lround(dot3(place, slowness) * rate_hz);
        size_t magnitude = (size_t)labs(plan->late[beam][i]);
        plan->widest = magnitude > plan->widest ? magnitude : plan->widest;
    }
}

/* Slowness of direction `i` of `number`: a sunflower on the disc that a level array can tell apart,
 * or on the sphere. */
static void direction(const struct geometry *g, size_t i, size_t number, double ret_slowness[3])
{
    double share = ((double)i + 0.5) / (double)number, angle = GOLDEN_ANGLE * (double)i;
    double height = g->rank == 3 ? 1.0 - 2.0 * share : 0.0;
    double flat = g->rank == 3 ? sqrt(1.0 - height * height) : sqrt(share);
    const double along[3] = {flat * cos(angle) / SPEED_M_S, flat * sin(angle) / SPEED_M_S,
                             height / SPEED_M_S};
    for (size_t k = 0; k < 3; k++) {
        ret_slowness[k] = 0.0;
        for (size_t j = 0; j < 3; j++)
            ret_slowness[k] += along[j] * g->axis[j][k];
    }
}

void beams_plan(const struct tct_element *elements, size_t count, double rate_hz,
                struct beam_plan *ret_plan)
{
    struct geometry g;
    geometry_of(elements, count, UINT32_MAX >> (32 - count), &g);
    *ret_plan = (struct beam_plan){.count = 0};
    double wide = 0.6 * g.reach_m / SPEED_M_S, area = (g.rank == 3 ? 4.0 : 1.0) * M_PI;
    double wanted = ceil(area * wide * wide / (OFF_S * OFF_S));
    size_t most = BEAMS_MAX;
    if (wide * sqrt(area / BEAMS_MAX) > LOST_S)
        most = BEAMS_MAX > count ? BEAMS_MAX - count : 0;
    size_t number = wanted < (double)most ? (size_t)wanted : most;
    number = number < BEAMS_LEAST ? BEAMS_LEAST : number;
    for (size_t i = 0; i < number; i++) {
        double slowness[3];
        direction(&g, i, number, slowness);
        set_beam(elements, count, rate_hz, slowness, ret_plan);
    }
    for (size_t i = 0; i < count && most < BEAMS_MAX && ret_plan->count < BEAMS_MAX; i++)
        ret_plan->listens[ret_plan->count++] = UINT32_C(1) << i;
}
