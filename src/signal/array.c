/* Array detector: beams, their detectors, and what becomes of what they hear. */
#include "tacet/signal/array.h"

#include <math.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "bank.h"
#include "beams.h"
#include "biquad.h"
#include "geometry.h"
#include "pieces.h"
#include "plan.h"

enum {
    BLOCK = 256,      /* samples that are taken at a time */
    HEARD_MAX = 4096, /* pulses of all beams that wait */
};

/* Takes away what converters add; as a share of the rate, below which floats do not reach. */
static const double HIGHPASS_SHARE = 1.0 / 2000.0;
/* A beam's detector tells of a pulse when all its bands have heard what follows it, and a little
 * later. */
static const double TOLD_SPARE_S = 0.2;
static const double TOGETHER_S = 0.010; /* detectors tell no two pulses nearer than this apart */
/* What is heard again to time a pulse: so much before and after. */
static const double AGAIN_BEFORE_S = 0.20, AGAIN_AFTER_S = 0.17;
static const double SAME_S = 0.003; /* heard again so near, it is the same pulse */
/* A channel's noise is what its level undercuts a quarter of the time; over about 2 s. */
static const double LEVEL_QUANTILE = 0.25, LEVEL_S = 2.0;
static const double SPEED_M_S = 340.0;
static const double ONE_OF_TWO_S = 1e-4; /* standard error of an onset with another close by */
static const double CLIP_SHARE = 0.9995;

struct heard {
    struct tct_pulse pulse;
    double onset; /* in samples of the stream */
};

struct channel {
    struct biquad_state state;
    double level; /* root mean square of its steps in quiet times */
    bool live;
    float *ring; /* high-passed */
};

struct tct_array_detector {
    struct tct_array_config config;
    struct tct_element elements[TCT_ELEMENTS_MAX]; /* from their middle */
    double middle[3];                              /* from the station's place */
    struct beam_plan plan;
    struct biquad highpass;
    struct channel channels[TCT_ELEMENTS_MAX];
    float weight[TCT_ELEMENTS_MAX];
    size_t ring_mask;
    uint32_t *live;  /* of each block in the rings: the channels that held sound */
    uint64_t end;    /* samples in the rings */
    uint64_t beamed; /* samples that the beams were fed */
    size_t pending;  /* samples that wait for their block to fill */
    uint64_t clipped_until;
    struct tct_detector *beams[BEAMS_MAX];
    struct tct_detector *again;
    uint64_t again_count;              /* samples that `again` was fed */
    struct tct_bearing_finder *finder; /* NULL with two elements */
    float *window[TCT_ELEMENTS_MAX];   /* what the finder reads */
    float *beam;                       /* what `again` hears */
    float *block[TCT_ELEMENTS_MAX];
    struct heard heard[HEARD_MAX];
    size_t heard_count;
    struct tct_array_counts counts;
};

/* What the call under way wants to be told. */
struct listener {
    struct tct_array_detector *detector;
    tct_array_air_fn *air;
    tct_array_pulse_fn *found;
    void *user;
};

static bool valid(const struct tct_array_config *config)
{
    return config->count >= 2 && config->count <= TCT_ELEMENTS_MAX &&
           config->detector.rate_hz >= TCT_RATE_MIN_HZ &&
           config->detector.rate_hz <= TCT_RATE_MAX_HZ;
}

struct sizes {
    size_t ring, window, beam, finder, detector, all;
    size_t beams;
};

/* Samples after a pulse from which on every beam's detector has told of it. */
static double told_after(double rate_hz)
{
    struct plan plan = plan_for_rate(rate_hz);
    return (double)(bank_lag(&plan) * plan.raw_block) + TOLD_SPARE_S * rate_hz + 4.0 * BLOCK;
}

static struct sizes sizes_of(const struct tct_array_config *config)
{
    struct tct_bearing_config bearing = {config->detector.rate_hz, config->elements, config->count};
    struct beam_plan plan;
    struct sizes sizes = {.detector = piece_bytes(tct_detector_bytes(&config->detector))};
    beams_plan(config->elements, config->count, config->detector.rate_hz, &plan);
    sizes.beams = plan.count;
    if (config->count >= TCT_BEARING_ELEMENTS_MIN)
        sizes.finder = piece_bytes(tct_bearing_finder_bytes(&bearing));
    /* The finder's windows are some times its longest one; that has 2^14 samples at most. */
    sizes.window = config->count >= TCT_BEARING_ELEMENTS_MIN
                       ? piece_bytes(8 * (size_t)TCT_BEARING_WINDOW_MAX * sizeof(float))
                       : 0;
    double again = (AGAIN_BEFORE_S + AGAIN_AFTER_S) * config->detector.rate_hz + 2.0;
    sizes.beam = piece_bytes((size_t)again * sizeof(float));
    double kept = told_after(config->detector.rate_hz) +
                  2.0 * AGAIN_BEFORE_S * config->detector.rate_hz + 4.0 * (double)plan.widest +
                  8.0 * BLOCK;
    size_t samples = tct_ring_capacity_for((size_t)kept + sizes.window / sizeof(float) / 4);
    sizes.ring = piece_bytes(samples * sizeof(float));
    sizes.all = piece_bytes(sizeof(struct tct_array_detector)) + sizes.finder + sizes.beam +
                piece_bytes(samples / BLOCK * sizeof(uint32_t)) +
                config->count * (sizes.ring + sizes.window + piece_bytes(BLOCK * sizeof(float))) +
                (sizes.beams + 1) * sizes.detector;
    return sizes;
}

size_t tct_array_bytes(const struct tct_array_config *config)
{
    return valid(config) ? sizes_of(config).all : 0;
}

static enum tct_status make_parts(struct tct_array_detector *d, char *rest, struct sizes sizes,
                                  struct tct_error *err)
{
    struct tct_bearing_config bearing = {d->config.detector.rate_hz, d->elements, d->config.count};
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < d->config.count; i++) {
        d->channels[i].ring = piece_cut(&rest, sizes.ring);
        d->window[i] = sizes.window > 0 ? piece_cut(&rest, sizes.window) : NULL;
        d->block[i] = piece_cut(&rest, BLOCK * sizeof(float));
    }
    d->ring_mask = sizes.ring / sizeof(float) - 1;
    d->beam = piece_cut(&rest, sizes.beam);
    d->live = piece_cut(&rest, sizes.ring / sizeof(float) / BLOCK * sizeof(uint32_t));
    if (sizes.finder > 0)
        status = tct_bearing_finder_init(piece_cut(&rest, sizes.finder), sizes.finder, &bearing,
                                         &d->finder, err);
    for (size_t b = 0; b <= sizes.beams && status == TCT_OK; b++)
        status =
            tct_detector_init(piece_cut(&rest, sizes.detector), sizes.detector, &d->config.detector,
                              b < sizes.beams ? &d->beams[b] : &d->again, err);
    return status;
}

enum tct_status tct_array_init(void *memory, size_t bytes, const struct tct_array_config *config,
                               struct tct_array_detector **ret_detector, struct tct_error *err)
{
    if (!valid(config))
        return tct_fail(err, TCT_ERR_USE,
                        "found %zu elements at %g Hz, expected 2 to 32 at 100 "
                        "to 192000 Hz",
                        config->count, config->detector.rate_hz);
    struct sizes sizes = sizes_of(config);
    if (memory == NULL || bytes < sizes.all || (uintptr_t)memory % alignof(max_align_t) != 0)
        return tct_fail(err, TCT_ERR_USE,
                        "found too little memory for an array, or not aligned, expected %zu bytes",
                        sizes.all);
    memset(memory, 0, sizes.all);
    struct tct_array_detector *d = memory;
    d->config = *config;
    memcpy(d->elements, config->elements, config->count * sizeof(config->elements[0]));
    d->config.elements = d->elements;
    struct geometry g;
    geometry_of(d->elements, config->count, UINT32_MAX >> (32 - config->count), &g);
    memcpy(d->middle, g.middle, sizeof(d->middle));
    for (size_t i = 0; i < config->count; i++) {
        d->elements[i].x_m -= g.middle[0];
        d->elements[i].y_m -= g.middle[1];
        d->elements[i].z_m -= g.middle[2];
    }
    beams_plan(d->elements, config->count, config->detector.rate_hz, &d->plan);
    d->highpass =
        biquad_highpass(HIGHPASS_SHARE * config->detector.rate_hz, config->detector.rate_hz);
    enum tct_status status = make_parts(d, (char *)memory + piece_bytes(sizeof(*d)), sizes, err);
    *ret_detector = d;
    return status;
}

static float at(const struct tct_array_detector *d, size_t i, uint64_t sample)
{
    return d->channels[i].ring[sample & d->ring_mask];
}

/* Whether a block holds sound: numbers, and not all the same. */
static bool holds_sound(const float *samples, float absurd)
{
    bool moves = false;
    for (size_t j = 0; j < BLOCK; j++) {
        if (!(fabsf(samples[j]) < absurd))
            return false;
        moves |= samples[j] != samples[0];
    }
    return moves;
}

/* Follows the level that the block's steps undercut a quarter of the time. */
static void learn_level(struct tct_array_detector *d, struct channel *channel, const float *block)
{
    size_t lag = (size_t)fmax(d->config.detector.rate_hz / 6000.0, 1.0);
    double sum = 0.0;
    for (size_t j = lag; j < BLOCK; j++) {
        double step = (double)block[j] - (double)block[j - lag];
        sum += step * step;
    }
    double level = sqrt(sum / (double)(BLOCK - lag));
    double pace = BLOCK / (LEVEL_S * d->config.detector.rate_hz);
    if (channel->level == 0.0)
        channel->level = level;
    else if (level > channel->level)
        channel->level *= 1.0 + 4.0 * pace * LEVEL_QUANTILE;
    else
        channel->level *= 1.0 - 4.0 * pace * (1.0 - LEVEL_QUANTILE);
}

static void take_channel(struct tct_array_detector *d, size_t i)
{
    struct channel *channel = &d->channels[i];
    const float *block = d->block[i];
    double full = d->config.detector.full_scale;
    bool sound = holds_sound(block, (float)(1e3 * full));
    if (!sound)
        d->counts.missing[i] += BLOCK;
    if (sound && !channel->live)
        channel->state = biquad_settled(&d->highpass, block[0]);
    channel->live = sound;
    bool clipped = false;
    float *out = &channel->ring[d->end & d->ring_mask]; /* a block never wraps */
    if (sound)
        biquad_run(&d->highpass, &channel->state, block, BLOCK, out);
    else
        memset(out, 0, BLOCK * sizeof(float));
    for (size_t j = 0; j < BLOCK; j++)
        clipped |= sound && fabsf(block[j]) >= (float)(CLIP_SHARE * full);
    if (clipped) {
        d->clipped_until = d->end + BLOCK;
        d->counts.clipped_blocks++;
    }
    if (sound)
        learn_level(d, channel, block);
}

/* Each channel counts by its noise alone: neither a noisy nor a deaf one drowns the others. */
static void weigh_channels(struct tct_array_detector *d)
{
    for (size_t i = 0; i < d->config.count; i++)
        d->weight[i] = d->channels[i].level > 0.0 ? (float)(1.0 / d->channels[i].level) : 0.0f;
}

/* The channels that held sound in all blocks of [from, end), which are in the rings. */
static uint32_t live_between(const struct tct_array_detector *d, uint64_t from, uint64_t end)
{
    uint32_t live = UINT32_MAX >> (32 - d->config.count);
    for (uint64_t block = from / BLOCK; block * BLOCK < end; block++)
        live &= d->live[block % ((d->ring_mask + 1) / BLOCK)];
    return live;
}

/* The beam of the elements `listens`, `late` by so many samples each, for `count` samples from
 * `from`; answers whether any of them counts. */
static bool make_beam(const struct tct_array_detector *d, const int32_t *late, uint32_t listens,
                      uint64_t from, size_t count, float *ret_beam)
{
    float sum = 0.0f;
    memset(ret_beam, 0, count * sizeof(float));
    for (size_t i = 0; i < d->config.count; i++)
        sum += (listens >> i & 1u) != 0 ? d->weight[i] : 0.0f;
    for (size_t i = 0; i < d->config.count && sum > 0.0f; i++) {
        float weight = d->weight[i] / sum;
        if ((listens >> i & 1u) == 0 || weight == 0.0f)
            continue;
        uint64_t first = from + (uint64_t)(int64_t)late[i];
        for (size_t j = 0; j < count; j++)
            ret_beam[j] += weight * at(d, i, first + j);
    }
    return sum > 0.0f;
}

static void keep(const struct tct_pulse *pulse, void *user)
{
    struct listener *listener = user;
    struct tct_array_detector *d = listener->detector;
    if (d->heard_count == HEARD_MAX)
        return;
    d->heard[d->heard_count++] =
        (struct heard){*pulse, pulse->onset_sample + (double)d->plan.widest};
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
    if (!(end > begin))
        return;
    int32_t late[TCT_ELEMENTS_MAX];
    for (size_t i = 0; i < d->config.count; i++) {
        double up = isnan(bearing->slowness_s_m[2]) ? 0.0 : bearing->slowness_s_m[2];
        late[i] = (int32_t)lround((d->elements[i].x_m * bearing->slowness_s_m[0] +
                                   d->elements[i].y_m * bearing->slowness_s_m[1] +
                                   d->elements[i].z_m * up) *
                                  rate);
        if (labs(late[i]) > (long)d->plan.widest + 4)
            return;
    }
    size_t count = (size_t)(end - begin);
    if (!make_beam(d, late, bearing->used, (uint64_t)begin, count, d->beam))
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
    pulse->pulse.onset_sample += again.base;
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
    *ret_live = live_between(d, first, first + count);
    for (size_t i = 0; i < d->config.count; i++)
        for (size_t j = 0; j < count; j++)
            d->window[i][j] = at(d, i, first + j);
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
    pulse->onset_sample -= dot3(d->middle, slowness) * rate;
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

static void settle(struct tct_array_detector *d, const struct listener *listener, double until)
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

static void take_block(struct tct_array_detector *d, struct listener *listener)
{
    float beam[BLOCK];
    uint32_t live = 0;
    for (size_t i = 0; i < d->config.count; i++) {
        take_channel(d, i);
        live |= d->channels[i].live ? UINT32_C(1) << i : 0;
    }
    d->live[d->end / BLOCK % ((d->ring_mask + 1) / BLOCK)] = live;
    d->end += BLOCK;
    weigh_channels(d);
    while (d->end >= d->beamed + 2 * d->plan.widest + BLOCK) {
        for (size_t b = 0; b < d->plan.count; b++) {
            uint64_t from = d->beamed + d->plan.widest;
            uint32_t heard = d->plan.listens[b] &
                             live_between(d, d->beamed, d->beamed + 2 * d->plan.widest + BLOCK);
            if (make_beam(d, d->plan.late[b], heard, from, BLOCK, beam))
                tct_detector_feed(d->beams[b], beam, BLOCK, keep, listener);
            else
                tct_detector_gap(d->beams[b], BLOCK, keep, listener);
        }
        d->beamed += BLOCK;
    }
    settle(d, listener, (double)d->beamed - told_after(d->config.detector.rate_hz));
}

void tct_array_feed(struct tct_array_detector *d, const float *const *channels, size_t count,
                    tct_array_air_fn *air, tct_array_pulse_fn *found, void *user)
{
    struct listener listener = {d, air, found, user};
    for (size_t done = 0; done < count;) {
        size_t room = BLOCK - d->pending;
        size_t taken = count - done < room ? count - done : room;
        for (size_t i = 0; i < d->config.count; i++)
            memcpy(d->block[i] + d->pending, channels[i] + done, taken * sizeof(float));
        done += taken;
        d->pending += taken;
        d->counts.samples += taken;
        if (d->pending == BLOCK) {
            d->pending = 0;
            take_block(d, &listener);
        }
    }
}

void tct_array_finish(struct tct_array_detector *d, tct_array_air_fn *air,
                      tct_array_pulse_fn *found, void *user)
{
    struct listener listener = {d, air, found, user};
    for (size_t b = 0; b < d->plan.count; b++)
        tct_detector_finish(d->beams[b], keep, &listener);
    settle(d, &listener, INFINITY);
}

struct tct_array_counts tct_array_counts(const struct tct_array_detector *detector)
{
    return detector->counts;
}
