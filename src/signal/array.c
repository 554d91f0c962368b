/* Array detector: channels, the beams made of them, and the detectors that listen to those. */
#include <math.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "array_parts.h"
#include "bank.h"
#include "geometry.h"
#include "pieces.h"
#include "plan.h"

/* Takes away what converters add, and nothing else: a corner so low, as a share of the rate, that
 * what it takes of a blast of some milliseconds is lost in the noise of a beam, and the front is
 * timed by the shape that it has. */
static const double OFFSET_CORNER = 1.0 / 200000.0;
/* A beam's detector tells of a pulse when all its bands have heard what follows it, and a little
 * later. */
static const double TOLD_SPARE_S = 0.2;
/* A channel's noise is what its level undercuts a quarter of the time; over about 2 s. */
static const double LEVEL_QUANTILE = 0.25, LEVEL_S = 2.0;
static const double CLIP_SHARE = 0.9995;

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
    enum tct_status status = make_parts(d, (char *)memory + piece_bytes(sizeof(*d)), sizes, err);
    *ret_detector = d;
    return status;
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

/* Follows the offset that a converter adds, and takes it away. */
static void take_offset(struct channel *channel, const float *block, float *ret_out)
{
    for (size_t j = 0; j < BLOCK; j++) {
        double above = (double)block[j] - channel->offset;
        channel->offset += 2.0 * M_PI * OFFSET_CORNER * above;
        ret_out[j] = (float)above;
    }
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
        channel->offset = (double)block[0];
    channel->live = sound;
    bool clipped = false;
    float *out = &channel->ring[d->end & d->ring_mask]; /* a block never wraps */
    if (sound)
        take_offset(channel, block, out);
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

uint32_t array_live_between(const struct tct_array_detector *d, uint64_t from, uint64_t end)
{
    uint32_t live = UINT32_MAX >> (32 - d->config.count);
    for (uint64_t block = from / BLOCK; block * BLOCK < end; block++)
        live &= d->live[block % ((d->ring_mask + 1) / BLOCK)];
    return live;
}

bool array_make_beam(const struct tct_array_detector *d, const int32_t *late, uint32_t listens,
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
            ret_beam[j] += weight * array_at(d, i, first + j);
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
            uint32_t heard =
                d->plan.listens[b] &
                array_live_between(d, d->beamed, d->beamed + 2 * d->plan.widest + BLOCK);
            if (array_make_beam(d, d->plan.late[b], heard, from, BLOCK, beam))
                tct_detector_feed(d->beams[b], beam, BLOCK, keep, listener);
            else
                tct_detector_gap(d->beams[b], BLOCK, keep, listener);
        }
        d->beamed += BLOCK;
    }
    array_settle(d, listener, (double)d->beamed - told_after(d->config.detector.rate_hz));
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
    array_settle(d, &listener, INFINITY);
}

struct tct_array_counts tct_array_counts(const struct tct_array_detector *detector)
{
    return detector->counts;
}
