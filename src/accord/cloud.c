/* The cloud of an event: places that stand for where it may have been.
 *
 * What one wants to know is that the event was in a zone and at a distance from the line and on
 * one side's ground and not in the circle of an exercise: parts of one place, which are not
 * independent of each other. Points carry all of them together. */
#include "cloud.h"

#include <math.h>

static const double GOLDEN_RAD = 2.399963229728653;
/* The plastic number's inverse and its square: places of a rectangle that are evenly spread
 * (Roberts, The unreasonable effectiveness of quasirandom sequences, 2018, R2). */
static const double SPREAD_X = 0.7548776662466927, SPREAD_Y = 0.5698402909980532;
/* What the event says of its sides may differ from what its cloud says (it may have been elsewhere
 * altogether), but no point stands for more than this many. */
static const double WEIGHT_MOST = 2.0;

enum { TRIES_MOST = 64 * CLOUD_POINTS };

void cloud_shape_open(struct cloud_shape *ret)
{
    for (int i = 0; i < CLOUD_POINTS; i++) {
        double radius = sqrt(-2.0 * log(1.0 - ((double)i + 0.5) / CLOUD_POINTS));
        ret->at[i] = (struct tct_plane){radius * cos(GOLDEN_RAD * i), radius * sin(GOLDEN_RAD * i)};
        ret->reach = radius;
    }
}

/* Lower triangle of the covariance's Cholesky factor. */
struct spread {
    double l11, l21, l22;
};

static struct spread spread_of(const double c[3])
{
    double l11 = sqrt(fmax(0.0, c[0])), l21 = l11 > 0.0 ? c[1] / l11 : 0.0;
    return (struct spread){l11, l21, sqrt(fmax(0.0, c[2] - l21 * l21))};
}

static void spread_normal(struct cloud *cloud)
{
    const struct tct_firing *firing = &cloud->sighting->firing;
    struct spread s = spread_of(firing->covariance_m2);
    for (int i = 0; i < CLOUD_POINTS; i++) {
        double u = cloud->shape->at[i].x_m, v = cloud->shape->at[i].y_m;
        cloud->at[i] = (struct tct_plane){firing->place.x_m + s.l11 * u,
                                          firing->place.y_m + s.l21 * u + s.l22 * v};
    }
}

/* False: the region has next to no area. */
static bool spread_region(struct cloud *cloud)
{
    const struct tct_shape region = {cloud->sighting->region, cloud->sighting->region_count};
    struct box box = shape_box(&region);
    int count = 0;
    for (int i = 1; i < TRIES_MOST && count < CLOUD_POINTS; i++) {
        double u = fmod(SPREAD_X * i, 1.0), v = fmod(SPREAD_Y * i, 1.0);
        struct tct_plane at = {box.west_m + u * (box.east_m - box.west_m),
                               box.south_m + v * (box.north_m - box.south_m)};
        if (shape_holds(&region, at))
            cloud->at[count++] = at;
    }
    for (int i = count; count > 0 && i < CLOUD_POINTS; i++)
        cloud->at[i] = cloud->at[i % count];
    return count > 0;
}

static struct tct_plane middle_of(const struct box *box)
{
    return (struct tct_plane){0.5 * (box->west_m + box->east_m),
                              0.5 * (box->south_m + box->north_m)};
}

/* Beside which part of the line each point is. */
static void set_ground(struct cloud *cloud, enum tct_side ret_side[CLOUD_POINTS])
{
    struct line_near near;
    line_near(cloud->line, middle_of(&cloud->box), cloud->line_m, cloud->reach_m, &near);
    line_near_beside(&near, cloud->at, CLOUD_POINTS, cloud->distance2_m2, ret_side);
}

static void set_weights(struct cloud *cloud, const enum tct_side side[CLOUD_POINTS])
{
    const struct tct_firing *firing = &cloud->sighting->firing;
    double share[TCT_SIDE_COUNT] = {0.0}, factor[2];
    for (int i = 0; i < CLOUD_POINTS; i++)
        share[side[i]] += 1.0 / CLOUD_POINTS;
    for (int s = 0; s < TCT_SIDE_COUNT; s++)
        cloud->side_p[s] = firing->has_side ? firing->side_p[s] : share[s];
    for (int s = 0; s < 2; s++) {
        factor[s] = share[s] > 0.0 ? fmin(WEIGHT_MOST, cloud->side_p[s] / share[s]) : 0.0;
        cloud->whole[s] = factor[s] * share[s];
    }
    for (int i = 0; i < CLOUD_POINTS; i++)
        for (int s = 0; s < 2; s++)
            cloud->weight[s][i] = side[i] == (enum tct_side)s ? factor[s] / CLOUD_POINTS : 0.0;
}

/* Where all points are on one side's ground, or on nobody's, they weigh the same. */
static void set_even_weights(struct cloud *cloud)
{
    for (int i = 0; i < CLOUD_POINTS; i++)
        for (int s = 0; s < 2; s++)
            cloud->weight[s][i] = cloud->whole[s] / CLOUD_POINTS;
}

void cloud_measure(struct cloud *cloud)
{
    enum tct_side side[CLOUD_POINTS];
    if (cloud->measured)
        return;
    cloud->measured = true;
    cloud_spread(cloud);
    if (cloud->line == NULL) {
        for (int i = 0; i < CLOUD_POINTS; i++)
            cloud->distance2_m2[i] = 0.0;
        return;
    }
    set_ground(cloud, side);
    if (!cloud->on_one_side)
        set_weights(cloud, side);
}

void cloud_spread(struct cloud *cloud)
{
    if (cloud->spread)
        return;
    cloud->spread = true;
    if (cloud->sighting->region_count == 0 || !spread_region(cloud))
        spread_normal(cloud);
    if (cloud->on_one_side)
        set_even_weights(cloud);
}

/* The variance along the long axis. */
static double largest_m2(const double c[3])
{
    return fmax(0.0, 0.5 * (c[0] + c[2]) + hypot(0.5 * (c[0] - c[2]), c[1]));
}

static void set_box(struct cloud *cloud)
{
    const struct tct_firing *firing = &cloud->sighting->firing;
    const struct tct_shape region = {cloud->sighting->region, cloud->sighting->region_count};
    double x_m = cloud->shape->reach * sqrt(fmax(0.0, firing->covariance_m2[0]));
    double y_m = cloud->shape->reach * sqrt(fmax(0.0, firing->covariance_m2[2]));
    cloud->box = (struct box){firing->place.x_m - x_m, firing->place.y_m - y_m,
                              firing->place.x_m + x_m, firing->place.y_m + y_m};
    if (region.ring_count > 0) {
        struct box around = shape_box(&region);
        cloud->box = (struct box){
            fmin(cloud->box.west_m, around.west_m), fmin(cloud->box.south_m, around.south_m),
            fmax(cloud->box.east_m, around.east_m), fmax(cloud->box.north_m, around.north_m)};
    }
    cloud->reach_m = cloud->shape->reach * sqrt(largest_m2(firing->covariance_m2));
    if (region.ring_count > 0)
        cloud->reach_m = 0.5 * hypot(cloud->box.east_m - cloud->box.west_m,
                                     cloud->box.north_m - cloud->box.south_m);
}

void cloud_of(const struct cloud_shape *shape, const struct line *line,
              const struct tct_sighting *sighting, struct cloud *ret)
{
    const struct tct_firing *firing = &sighting->firing;
    TCT_ASSERT(firing->placed);
    ret->shape = shape;
    ret->line = line;
    ret->sighting = sighting;
    ret->spread = ret->measured = false;
    ret->on_one_side = true;
    ret->line_m = 0.0;
    set_box(ret);
    struct beside beside = {.side = TCT_SIDE_UNDETERMINED};
    if (line != NULL) {
        beside = line_beside(line, middle_of(&ret->box));
        ret->line_m = beside.distance_m;
        ret->on_one_side = beside.distance_m > ret->reach_m;
    }
    for (int s = 0; s < TCT_SIDE_COUNT; s++)
        ret->side_p[s] = firing->has_side ? firing->side_p[s] : s == (int)beside.side;
    for (int s = 0; s < 2; s++)
        ret->whole[s] = line == NULL || s == (int)beside.side ? ret->side_p[s] : 0.0;
    if (!ret->on_one_side)
        cloud_measure(ret);
}
