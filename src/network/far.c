/* Far: bearings cross, and times say how far away.
 *
 * The Bayesian infrasonic source locator (Modrak, Arrowsmith & Anderson 2010, Geophys. J. Int. 181;
 * Blom et al. 2015, Geophys. J. Int. 203): the posterior of place and time on a grid. How fast a
 * wave came depends on the layer of air that turned it back, so that the seconds a kilometre takes
 * are a mixture of normals. Each arrival has its own; the time of the source is summed out. */
#include "far.h"

#include <math.h>

/* Troposphere, stratosphere, thermosphere: seconds a metre (Blom et al. 2015, as in infrapy). */
enum { LAYERS = 3 };
static const double LAYER_P[LAYERS] = {0.0539, 0.0899, 0.8562};
static const double LAYER_S_M[LAYERS] = {1.0 / 327.0, 1.0 / 293.0, 1.0 / 260.0};
static const double LAYER_SIGMA_S_M[LAYERS] = {0.066e-3, 0.080e-3, 0.330e-3};

/* Winds across the way at 30 to 60 km turn a wave by some degrees. */
static const double TURNED_SIGMA_RAD = 0.035;

/* Sources are in between, at every range as many: twice the ground is twice as far away, but only
 * half as many sources are loud enough to be heard from there, where a sound's pressure falls with
 * the range and sources are the rarer the louder they are, in proportion. */
static const double NEAREST_M = 3e3, FARTHEST_M = 1000e3;

/* The first arrival's slowness, cut into so many steps, gives the time of the source. */
enum { SLOWNESSES = 40 };
static const double SLOWNESS_LEAST_S_M = 2.6e-3, SLOWNESS_MOST_S_M = 5.2e-3;

/* Cells with less than this share of the best one's probability are not looked at closer. */
static const double NEGLIGIBLE = 1e-5;
static const double AZIMUTH_SIGMAS = 4.0;

/* Bearings that agree worse than this with every place, in nats, have none in common. */
static const double APART = 20.0;

/* The grid that is being worked on: what part of `far` there is to look at, how finely. */
struct grid {
    size_t azimuths, ranges;
};

static struct tct_plane middle_of(const struct far *far, size_t a, size_t r)
{
    double azimuth = far->azimuth_rad + far->azimuth_step * (double)a;
    double range_m = exp(far->log_range + far->log_range_step * (double)r);
    return (struct tct_plane){far->x_m + range_m * sin(azimuth), far->y_m + range_m * cos(azimuth)};
}

static double turned_variance(const struct sighting *s)
{
    return s->azimuth_variance_rad2 + TURNED_SIGMA_RAD * TURNED_SIGMA_RAD;
}

/* How well the bearings agree with a place: a log density, but for what is the same everywhere. */
static double log_bearings(const struct sighting *sightings, size_t count, struct tct_plane at)
{
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        const struct sighting *s = &sightings[i];
        double off = remainder(s->azimuth_rad - atan2(at.x_m - s->x_m, at.y_m - s->y_m), 2 * M_PI);
        sum -= 0.5 * off * off / turned_variance(s);
    }
    return sum;
}

static double range_of(const struct sighting *s, struct tct_plane at)
{
    return fmax(1.0, hypot(s->x_m - at.x_m, s->y_m - at.y_m));
}

/* The travel time over one range: by each layer a normal distribution. */
struct travel {
    double mean_s[LAYERS], information[LAYERS], peak[LAYERS];
};

static struct travel travel_over(double range_m, double variance_s2)
{
    struct travel travel;
    for (size_t k = 0; k < LAYERS; k++) {
        double sigma_s = LAYER_SIGMA_S_M[k] * range_m;
        travel.mean_s[k] = LAYER_S_M[k] * range_m;
        travel.information[k] = 1.0 / (sigma_s * sigma_s + variance_s2);
        travel.peak[k] = LAYER_P[k] * sqrt(travel.information[k] / (2.0 * M_PI));
    }
    return travel;
}

static double travel_density(const struct travel *travel, double travel_s)
{
    double sum = 0.0;
    for (size_t k = 0; k < LAYERS; k++) {
        double off = travel_s - travel->mean_s[k];
        sum += travel->peak[k] * exp(-0.5 * off * off * travel->information[k]);
    }
    return sum;
}

/* Density of all times after the first one when the source is at a place; mean and mean square of
 * its time are of what weighs in it. */
static double times_density(const struct sighting *sightings, size_t count, struct tct_plane at,
                            double *ret_mean_s, double *ret_square_s2)
{
    const double slower = (SLOWNESS_MOST_S_M - SLOWNESS_LEAST_S_M) / SLOWNESSES;
    double first_m = range_of(&sightings[0], at), step_s = first_m * slower;
    double density[SLOWNESSES], sum = 0.0, mean_s = 0.0, square_s2 = 0.0;
    const double latest_s = sightings[0].time_s - first_m * SLOWNESS_LEAST_S_M - 0.5 * step_s;
    for (size_t k = 0; k < SLOWNESSES; k++)
        density[k] = step_s;
    for (size_t i = 0; i < count; i++) {
        const struct sighting *s = &sightings[i];
        const struct travel travel = travel_over(range_of(s, at), s->time_variance_s2);
        for (size_t k = 0; k < SLOWNESSES; k++)
            density[k] *= travel_density(&travel, s->time_s - latest_s + step_s * (double)k);
    }
    for (size_t k = 0; k < SLOWNESSES; k++) {
        double time_s = latest_s - step_s * (double)k;
        sum += density[k];
        mean_s += density[k] * time_s;
        square_s2 += density[k] * time_s * time_s;
    }
    *ret_mean_s = sum > 0.0 ? mean_s / sum : 0.0;
    *ret_square_s2 = sum > 0.0 ? square_s2 / sum : 0.0;
    return sum;
}

/* The probabilities of the grid, and what they are over; moments about the array. False where none
 * of the cells is possible. */
static bool weigh(const struct sighting *sightings, size_t count, struct grid grid, struct far *far)
{
    double best = -INFINITY, sum = 0.0;
    for (size_t a = 0; a < grid.azimuths; a++)
        for (size_t r = 0; r < grid.ranges; r++) {
            far->p[a][r] = log_bearings(sightings, count, middle_of(far, a, r));
            best = fmax(best, far->p[a][r]);
        }
    if (best < -APART)
        return false;
    double moment[SOURCE_COUNT] = {0}, square[SOURCE_COUNT][SOURCE_COUNT] = {{0}};
    for (size_t a = 0; a < grid.azimuths; a++)
        for (size_t r = 0; r < grid.ranges; r++) {
            struct tct_plane at = middle_of(far, a, r);
            double range_m = exp(far->log_range + far->log_range_step * (double)r);
            double prior =
                range_m * far->log_range_step * far->azimuth_step / (2.0 * M_PI * FARTHEST_M);
            double share = exp(far->p[a][r] - best), time_s = 0.0, time2_s2 = 0.0;
            far->p[a][r] =
                share < NEGLIGIBLE
                    ? 0.0
                    : share * prior * times_density(sightings, count, at, &time_s, &time2_s2);
            double p = far->p[a][r], x_m = at.x_m - far->x_m, y_m = at.y_m - far->y_m;
            sum += p;
            moment[UNKNOWN_X] += p * x_m;
            moment[UNKNOWN_Y] += p * y_m;
            moment[UNKNOWN_TIME] += p * time_s;
            square[UNKNOWN_X][UNKNOWN_X] += p * x_m * x_m;
            square[UNKNOWN_X][UNKNOWN_Y] += p * x_m * y_m;
            square[UNKNOWN_Y][UNKNOWN_Y] += p * y_m * y_m;
            square[UNKNOWN_TIME][UNKNOWN_TIME] += p * time2_s2;
        }
    if (!(sum > 0.0) || !isfinite(best))
        return false;
    far->log_evidence = best + log(sum);
    for (size_t i = 0; i < count; i++)
        far->log_evidence -= 0.5 * log(2.0 * M_PI * turned_variance(&sightings[i]));
    for (size_t a = 0; a < grid.azimuths; a++)
        for (size_t r = 0; r < grid.ranges; r++)
            far->p[a][r] /= sum;
    far->mean = (struct place){.unknown = {[UNKNOWN_X] = far->x_m + moment[UNKNOWN_X] / sum,
                                           [UNKNOWN_Y] = far->y_m + moment[UNKNOWN_Y] / sum,
                                           [UNKNOWN_TIME] = moment[UNKNOWN_TIME] / sum}};
    double(*c)[SOURCE_COUNT] = far->mean.covariance;
    static const size_t PAIRS[][2] = {{UNKNOWN_X, UNKNOWN_X},
                                      {UNKNOWN_X, UNKNOWN_Y},
                                      {UNKNOWN_Y, UNKNOWN_Y},
                                      {UNKNOWN_TIME, UNKNOWN_TIME}};
    for (size_t i = 0; i < TCT_COUNT(PAIRS); i++) {
        size_t a = PAIRS[i][0], b = PAIRS[i][1];
        c[a][b] = c[b][a] = square[a][b] / sum - moment[a] * moment[b] / (sum * sum);
    }
    return true;
}

/* Cuts the grid to what is not negligible, a cell more on each side, and makes it finer. */
static void zoom(struct grid from, struct grid to, struct far *far)
{
    size_t low[2] = {from.azimuths, from.ranges}, high[2] = {0, 0};
    double most = 0.0;
    for (size_t a = 0; a < from.azimuths; a++)
        for (size_t r = 0; r < from.ranges; r++)
            most = fmax(most, far->p[a][r]);
    for (size_t a = 0; a < from.azimuths; a++)
        for (size_t r = 0; r < from.ranges; r++)
            if (far->p[a][r] > NEGLIGIBLE * most) {
                low[0] = a < low[0] ? a : low[0];
                low[1] = r < low[1] ? r : low[1];
                high[0] = a > high[0] ? a : high[0];
                high[1] = r > high[1] ? r : high[1];
            }
    double begin = far->azimuth_rad + far->azimuth_step * ((double)low[0] - 1.5);
    double wide = far->azimuth_step * (double)(high[0] - low[0] + 3);
    far->azimuth_step = wide / (double)to.azimuths;
    far->azimuth_rad = begin + 0.5 * far->azimuth_step;
    begin = far->log_range + far->log_range_step * ((double)low[1] - 1.5);
    wide = far->log_range_step * (double)(high[1] - low[1] + 3);
    double end = fmin(begin + wide, log(FARTHEST_M));
    begin = fmax(begin, log(NEAREST_M));
    far->log_range_step = (end - begin) / (double)to.ranges;
    far->log_range = begin + 0.5 * far->log_range_step;
}

/* The whole of the surest bearing, roughly. */
static bool look_first(const struct sighting *sightings, size_t count, struct grid grid,
                       struct far *far)
{
    const struct sighting *surest = &sightings[0];
    for (size_t i = 1; i < count; i++)
        if (sightings[i].azimuth_variance_rad2 < surest->azimuth_variance_rad2)
            surest = &sightings[i];
    double sigma = sqrt(turned_variance(surest));
    double half = fmin(M_PI, AZIMUTH_SIGMAS * sigma), deep = log(FARTHEST_M / NEAREST_M);
    far->x_m = surest->x_m;
    far->y_m = surest->y_m;
    far->azimuth_step = 2.0 * half / (double)grid.azimuths;
    far->azimuth_rad = surest->azimuth_rad - half + 0.5 * far->azimuth_step;
    far->log_range_step = deep / (double)grid.ranges;
    far->log_range = log(NEAREST_M) + 0.5 * far->log_range_step;
    return weigh(sightings, count, grid, far);
}

static const struct grid ROUGH = {12, 48}, CLOSER = {12, 24}, FINE = {FAR_AZIMUTHS, FAR_RANGES};

static bool look_closer(const struct sighting *sightings, size_t count, struct far *far)
{
    if (!look_first(sightings, count, ROUGH, far))
        return false;
    zoom(ROUGH, CLOSER, far);
    return weigh(sightings, count, CLOSER, far);
}

bool far_find(const struct sighting *sightings, size_t count, struct far *ret_far)
{
    if (!look_closer(sightings, count, ret_far))
        return false;
    zoom(CLOSER, FINE, ret_far);
    return weigh(sightings, count, FINE, ret_far);
}

double far_log_evidence(const struct sighting *sightings, size_t count)
{
    struct far far;
    return look_closer(sightings, count, &far) ? far.log_evidence : -INFINITY;
}

double far_residual_s(const struct sighting *sighting, const struct place *mean)
{
    double slowness = 0.0;
    for (size_t k = 0; k < LAYERS; k++)
        slowness += LAYER_P[k] * LAYER_S_M[k];
    double range_m =
        hypot(sighting->x_m - mean->unknown[UNKNOWN_X], sighting->y_m - mean->unknown[UNKNOWN_Y]);
    return sighting->time_s - mean->unknown[UNKNOWN_TIME] - slowness * range_m;
}
