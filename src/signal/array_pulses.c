/* Array detector, its pulses: what beams heard at one time becomes one impulse, with its bearing
 * and the time at the station's place. */
#include <math.h>
#include <stdlib.h>

#include "array_parts.h"
#include "geometry.h"

static const double TOGETHER_S = 0.010; /* detectors tell no two pulses nearer than this apart */
static const double SAME_S = 0.003;     /* heard again so near, it is the same pulse */
static const double SPEED_M_S = 340.0;
static const double ONE_OF_TWO_S = 1e-4; /* standard error of an onset with another close by */

/* A beam into a bearing's direction: by how many samples each element is late in it, and what whole
 * samples leave: the mean of what they are short of, and the variance of that. */
struct aim {
    int32_t late[TCT_ELEMENTS_MAX];
    double short_by, variance;
};

/* False when no wave comes from there. */
static bool take_aim(const struct tct_array_detector *d, const struct tct_bearing *bearing,
                     struct aim *ret)
{
    double weights = 0.0, mean = 0.0, square = 0.0;
    double up = isnan(bearing->slowness_s_m[2]) ? 0.0 : bearing->slowness_s_m[2];
    const double slowness[3] = {bearing->slowness_s_m[0], bearing->slowness_s_m[1], up};
    for (size_t i = 0; i < d->config.count; i++) {
        const double place[3] = {d->elements[i].x_m, d->elements[i].y_m, d->elements[i].z_m};
        double delay = dot3(place, slowness) * d->config.detector.rate_hz;
        ret->late[i] = (int32_t)lround(delay);
        if (labs(ret->late[i]) > (long)d->plan.widest + 4)
            return false;
        double weight = (bearing->used >> i & 1u) != 0 ? (double)d->weight[i] : 0.0;
        double rest = delay - ret->late[i];
        weights += weight;
        mean += weight * rest;
        square += weight * rest * rest;
    }
    if (!(weights > 0.0))
        return false;
    ret->short_by = mean / weights;
    ret->variance = fmax(square / weights - ret->short_by * ret->short_by, 0.0);
    return true;
}

/* Hears the beam into the bearing's direction again around the pulse, for its time and its looks.
 * Leaves the pulse as it is when nothing is heard there. */
struct again {
    double wanted, base, nearest;
    struct tct_pulse best;
};

static void keep_nearest(const struct tct_pulse *pulse, void *user)
{
    struct again *again = user;
    double off = fabs(pulse->onset_sample + again->base - again->wanted);
    if (off < again->nearest) {
        again->nearest = off;
        again->best = *pulse;
    }
}

static void hear_again(struct tct_array_detector *d, const struct tct_bearing *bearing,
                       double wanted, struct tct_array_pulse *pulse)
{
    double rate = d->config.detector.rate_hz;
    double begin = fmax(wanted - AGAIN_BEFORE_S * rate, (double)(2 * d->plan.widest));
    double oldest = d->end > d->ring_mask ? (double)(d->end - d->ring_mask) : 0.0;
    begin = ceil(fmax(begin, oldest + 2.0 * (double)d->plan.widest));
    double end = fmin(wanted + AGAIN_AFTER_S * rate, (double)d->end - (double)d->plan.widest);
    struct aim aim;
    if (!(end > begin) || !take_aim(d, bearing, &aim))
        return;
    size_t count = (size_t)(end - begin);
    if (!array_make_beam(d, aim.late, bearing->used, (uint64_t)begin, count, d->beam))
        return;
    struct again again = {.wanted = wanted, .nearest = SAME_S * rate};
    /* As after a gap: what it learnt of the noise stays, the time does not matter. */
    tct_detector_gap(d->again, (uint64_t)rate, keep_nearest, &again);
    d->again_count += (uint64_t)rate;
    again.base = begin - (double)d->again_count;
    again.nearest = SAME_S * rate;
    tct_detector_feed(d->again, d->beam, count, keep_nearest, &again);
    d->again_count += count;
    tct_detector_finish(d->again, keep_nearest, &again);
    if (again.nearest >= SAME_S * rate)
        return;
    double since = pulse->pulse.since_louder_s, likeness = pulse->pulse.likeness;
    pulse->pulse = again.best;
    pulse->pulse.onset_sample += again.base - aim.short_by;
    /* A front that whole samples smear may seem to rise, and to begin as much earlier; what the
     * elements' delays scatter moves their mean. */
    double scatter = bearing->scatter_s * rate;
    double variance = aim.variance + scatter * scatter / __builtin_popcount(bearing->used);
    pulse->pulse.sigma_sample = hypot(pulse->pulse.sigma_sample, sqrt(variance));
    pulse->pulse.since_louder_s = since;
    pulse->pulse.likeness = likeness;
}

static size_t find_bearings(struct tct_array_detector *d, const struct listener *listener,
                            double onset, uint32_t *ret_live,
                            struct tct_bearing bearings[TCT_BEARING_SOURCES])
{
    double before = d->finder != NULL ? (double)tct_bearing_before(d->finder) : 0.0;
    *ret_live = 0;
    if (d->finder == NULL || onset < before)
        return 0;
    uint64_t first = (uint64_t)floor(onset) - (uint64_t)before;
    size_t count = tct_bearing_before(d->finder) + tct_bearing_after(d->finder);
    if (d->end - first > d->ring_mask || first + count > d->end)
        return 0;
    *ret_live = array_live_between(d, first, first + count);
    for (size_t i = 0; i < d->config.count; i++)
        for (size_t j = 0; j < count; j++)
            d->window[i][j] = array_at(d, i, first + j);
    struct tct_bearing_air air = listener->air(onset, listener->user);
    return tct_bearing_find(d->finder, (const float *const *)d->window, *ret_live, &air, bearings,
                            TCT_BEARING_SOURCES);
}

/* Two waves at once cannot be told apart by listening again: each is where the shape that it is
 * most like begins. */
static void time_one_of_two(const struct tct_array_detector *d, double wanted,
                            struct tct_array_pulse *pulse)
{
    pulse->pulse.onset_sample = wanted;
    pulse->pulse.sigma_sample =
        fmax(pulse->pulse.sigma_sample, ONE_OF_TWO_S * d->config.detector.rate_hz);
}

/* From the middle of the array to the station's place. */
static void move_to_station(const struct tct_array_detector *d, const struct tct_bearing *bearing,
                            struct tct_pulse *pulse)
{
    double rate = d->config.detector.rate_hz, far = sqrt(dot3(d->middle, d->middle));
    if (bearing == NULL) { /* from wherever it came */
        pulse->sigma_sample = hypot(pulse->sigma_sample, far / SPEED_M_S * rate / sqrt(3.0));
        return;
    }
    double up = isnan(bearing->elevation_rad) ? 0.0 : -sin(bearing->elevation_rad) / SPEED_M_S;
    const double slowness[3] = {bearing->slowness_s_m[0], bearing->slowness_s_m[1],
                                isnan(bearing->slowness_s_m[2]) ? up : bearing->slowness_s_m[2]};
    size_t known = isnan(bearing->slowness_s_m[2]) ? 2 : 3;
    double variance = 0.0;
    for (size_t j = 0; j < known; j++)
        for (size_t l = 0; l < known; l++)
            variance += d->middle[j] * bearing->slowness_covariance[3 * j + l] * d->middle[l];
    pulse->onset_sample -= dot3(d->middle, slowness) * rate;
    pulse->sigma_sample = hypot(pulse->sigma_sample, sqrt(fmax(variance, 0.0)) * rate);
}

static void report(struct tct_array_detector *d, const struct listener *listener,
                   const struct heard *heard)
{
    struct tct_bearing bearings[TCT_BEARING_SOURCES];
    uint32_t live;
    size_t count = find_bearings(d, listener, heard->onset, &live, bearings);
    for (size_t s = 0; s < (count > 0 ? count : 1); s++) {
        struct tct_array_pulse pulse = {.pulse = heard->pulse, .live = live};
        pulse.pulse.onset_sample = heard->onset;
        if (count > 0) {
            pulse.aimed = !isnan(bearings[s].azimuth_rad);
            pulse.bearing = bearings[s];
            double wanted = floor(heard->onset) + bearings[s].onset_offset;
            if (count == 1)
                hear_again(d, &bearings[s], wanted, &pulse);
            else
                time_one_of_two(d, wanted, &pulse);
            d->counts.bearings += pulse.aimed;
            for (size_t i = 0; i < d->config.count; i++) {
                d->counts.wrong[i] += bearings[s].wrong >> i & 1u;
                d->counts.turned[i] += bearings[s].turned >> i & 1u;
            }
        }
        pulse.pulse.clipped |=
            heard->onset < (double)d->clipped_until &&
            heard->onset + 0.01 * d->config.detector.rate_hz > (double)d->clipped_until - BLOCK;
        move_to_station(d, pulse.aimed ? &bearings[s] : NULL, &pulse.pulse);
        d->counts.pulses++;
        listener->found(&pulse, listener->user);
    }
}

/* The pulses that belong to the oldest one that waits are one impulse: the clearest of them tells
 * of it, the others go. */
static void settle_oldest(struct tct_array_detector *d, const struct listener *listener)
{
    double together = TOGETHER_S * d->config.detector.rate_hz + 2.0 * (double)d->plan.widest;
    size_t oldest = 0, kept = 0;
    for (size_t i = 1; i < d->heard_count; i++)
        if (d->heard[i].onset < d->heard[oldest].onset)
            oldest = i;
    double from = d->heard[oldest].onset;
    struct heard best = d->heard[oldest];
    for (size_t i = 0; i < d->heard_count; i++)
        if (d->heard[i].onset <= from + together && d->heard[i].pulse.snr_db > best.pulse.snr_db)
            best = d->heard[i];
    for (size_t i = 0; i < d->heard_count; i++)
        if (d->heard[i].onset > best.onset + together)
            d->heard[kept++] = d->heard[i];
    d->heard_count = kept;
    report(d, listener, &best);
}

void array_settle(struct tct_array_detector *d, const struct listener *listener, double until)
{
    for (;;) {
        bool due = false;
        for (size_t i = 0; i < d->heard_count; i++)
            due |= d->heard[i].onset < until;
        if (!due)
            return;
        settle_oldest(d, listener);
    }
}
