/* Source: the hypothesis that some picks are one impulse from one place, solved in x, y and time.
 *
 * Light and without a prior: it decides which picks belong together. The final location, with
 * everything that is uncertain, is another matter. */
#ifndef TACET_NETWORK_SOURCE_H
#define TACET_NETWORK_SOURCE_H

#include <math.h>

#include "air.h"
#include "picks.h"

/* What the picks of many sources have taught about the air, beside the weather table. */
struct shared_air {
    double slower;                 /* travel times are longer by this fraction */
    double wind_x_m_s, wind_y_m_s; /* on top of the table's */
    double fraction_sigma;         /* of a travel time, for what remains unknown */
};

/* What every hypothesis is judged against; constant while hypotheses are made. */
struct scene {
    const struct tct_network *network;
    const struct station_index *index;
    const struct picks *picks;
    struct shared_air shared;
    double path_scale; /* learned: path errors over what the sector says */
};

struct source {
    double x_m, y_m, z_m, time_s;
    uint32_t nearest; /* station, when the source was last placed */
    struct air air;
    double covariance[6];                              /* xx, xy, xt, yy, yt, tt */
    double anchor_x_m, anchor_y_m, anchor_information; /* per m2: the place is thought to be near
                                                          here; 0: it is not */
    size_t count;
    uint32_t picks[STATION_NEIGHBOURS_MOST]; /* one a station at most */
    double calm; /* of the stations around its first pick, as in struct clutter */
    double log_odds;
};

/* What the way from a source to a station does to a sound. */
struct path {
    double distance_m;
    double travel_s;
    double dx_s_m, dy_s_m; /* how the arrival shifts when the source moves by a metre */
};

static inline struct path source_path(const struct source *source,
                                      const struct tct_station *station)
{
    double dx = station->x_m - source->x_m, dy = station->y_m - source->y_m;
    double dz = station->z_m - source->z_m;
    double distance = sqrt(dx * dx + dy * dy + dz * dz);
    if (distance < 1e-3)
        return (struct path){.distance_m = distance};
    double ux = dx / distance, uy = dy / distance;
    const struct air *air = &source->air;
    double along = air->wind_x_m_s * ux + air->wind_y_m_s * uy;
    double speed = air->sound_speed_m_s + along;
    double slowness = 1 / speed;
    /* t = r / (c + w.u): the second term turns the wind with the direction */
    double turn = slowness * slowness;
    return (struct path){
        .distance_m = distance,
        .travel_s = distance * slowness,
        .dx_s_m = -ux * slowness + turn * (air->wind_x_m_s - along * ux),
        .dy_s_m = -uy * slowness + turn * (air->wind_y_m_s - along * uy),
    };
}

/* A source at a place whose nearest station is known: height and air from what stands around it. */
struct source source_by(const struct scene *scene, uint32_t nearest, double x_m, double y_m,
                        double time_s);

/* The same when it has to be found. */
struct source source_at(const struct scene *scene, double x_m, double y_m, double time_s);

/* Variance of a residual: the pick's own part and the path's. */
static inline double source_path_variance_s2(const struct scene *scene, const struct pick *pick,
                                             double travel_s)
{
    const struct tct_propagation *propagation = &scene->network->propagation;
    double fraction = propagation->fraction * travel_s;
    double path = propagation->floor_s * propagation->floor_s + fraction * fraction;
    return pick->own_variance_s2 + scene->path_scale * scene->path_scale * path;
}

/* The same with what is uncertain about the air, as if each path had air of its own. */
static inline double source_variance_s2(const struct scene *scene, const struct pick *pick,
                                        double travel_s)
{
    double air = scene->shared.fraction_sigma * travel_s;
    return source_path_variance_s2(scene, pick, travel_s) + air * air;
}

/* log density of a residual: a normal with a tail, because some sounds take a detour. */
double residual_log_density(double residual_s, double variance_s2);

/* How much a residual counts in a fit, 0 to 1: the tail's share makes it small. */
double residual_weight(double residual_s, double variance_s2);

/* Variance of an arrival by the covariance (xx, xy, xt, yy, yt, tt) of place and time; how it
 * shifts with the place as in struct path. */
static inline double source_arrival_variance_s2(const double covariance[6], double dx_s_m,
                                                double dy_s_m)
{
    const double *p = covariance;
    return fmax(0, dx_s_m * (dx_s_m * p[0] + 2 * (dy_s_m * p[1] + p[2])) +
                       dy_s_m * (dy_s_m * p[3] + 2 * p[4]) + p[5]);
}

/* The integral of a normal with this covariance and a peak of 1: Laplace's volume. */
double source_volume(const double covariance[6]);

/* Variance of the direction from a station to the source, by the source's covariance, rad^2. */
double source_direction_variance(const struct source *source, const struct tct_station *station);

/* log density of the bearing's residual against a bearing from anywhere; 0 without a bearing.
 * `vague_rad2` is what the direction itself is uncertain by. */
double bearing_log_odds(const struct source *source, const struct pick *pick,
                        const struct tct_station *station, double vague_rad2);

/* The same when the bearing points exactly at the source. */
double bearing_log_odds_most(const struct pick *pick);

/* Gauss-Newton from where the source is; false when its picks do not determine it. */
bool source_fit(const struct scene *scene, struct source *source);

/* The same for three picks, which leave no residual, from a place near by: quick, without bearings.
 */
bool source_fit_three(const struct scene *scene, struct source *source);

/* One more pick, by a Kalman step: cheap, for a source that grows. */
void source_add(const struct scene *scene, struct source *source, uint32_t pick,
                const struct path *path);

#endif
