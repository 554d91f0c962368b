/* Detector: front, trigger and onset joined into a stream of pulses. */
#include <math.h>
#include <stdalign.h>
#include <string.h>

#include "describe.h"
#include "front.h"
#include "onset.h"
#include "pending.h"
#include "plan.h"
#include "tacet/signal.h"
#include "trigger.h"
#include "wide.h"

/* A pulse waits until its wide window is whole, however its onset lies to the candidate block. */
static const double WAIT_SPARE_S = 0.005;
enum {
    RING_SAMPLES = 2048,
    WAIT_BLOCKS_MAX = 160, /* blocks are a millisecond, but for rounding */
    CLIPPED_BLOCKS = 256,
    CLIP_BLOCKS = 4, /* of a pulse in which clipping spoils its peak */
};

_Static_assert(RING_SAMPLES >= (WAIT_BLOCKS_MAX + 4) * BLOCK_MAX,
               "a candidate's neighbourhood is still in the ring when its turn comes");
_Static_assert((int)ONSET_BLOCKS_AFTER <= (int)TRIGGER_LAG, "and complete");
_Static_assert(WAIT_BLOCKS_MAX / TRIGGER_SPACING < PENDING_MAX, "all that wait have room");

struct tct_detector {
    struct plan plan;
    double full_scale;
    struct front front;
    struct trigger trigger;
    struct pending pending;
    uint64_t wait;        /* a candidate's turn comes when so many blocks from it on are known */
    struct tct_ring ring; /* of the band, full scale 1; block b begins at b * plan.block */
    struct wide_trace wide;
    struct tct_detector_counts counts;
    uint64_t first_block;  /* the block that began with sample first_sample: after a told gap */
    uint64_t first_sample; /* blocks no longer begin at multiples of their length */
    size_t held;           /* raw samples that wait for their block to fill */
    float raw[RAW_BLOCK_MAX];
    float band[RING_SAMPLES];
    bool clipped[CLIPPED_BLOCKS]; /* by block number modulo CLIPPED_BLOCKS */
    struct onset_fronts fronts;
    double least_noise; /* variance of the steps of a raw sample, full scale 1 */
};

struct tct_detector_config tct_detector_defaults(double rate_hz)
{
    return (struct tct_detector_config){
        .rate_hz = rate_hz, .full_scale = 1.0, .threshold_db = TCT_DETECTOR_THRESHOLD_DB};
}

size_t tct_detector_bytes(const struct tct_detector_config *config)
{
    (void)config;
    return sizeof(struct tct_detector);
}

/* Written so that a NaN is out of range. */
static bool within(double value, double least, double most)
{
    return value >= least && value <= most;
}

static enum tct_status check_config(const struct tct_detector_config *config, struct tct_error *err)
{
    if (!within(config->rate_hz, TCT_RATE_MIN_HZ, TCT_RATE_MAX_HZ))
        return tct_fail(err, TCT_ERR_USE, "found a sample rate of %g Hz, expected %g to %g",
                        config->rate_hz, TCT_RATE_MIN_HZ, TCT_RATE_MAX_HZ);
    if (!within(config->full_scale, 1e-12, 1e12))
        return tct_fail(err, TCT_ERR_USE, "found a full scale of %g, expected 1e-12 to 1e12",
                        config->full_scale);
    if (!within(config->resolution, 0.0, config->full_scale))
        return tct_fail(err, TCT_ERR_USE, "found a resolution of %g, expected 0 to full scale",
                        config->resolution);
    if (!within(config->threshold_db, TCT_DETECTOR_THRESHOLD_MIN_DB, TCT_DETECTOR_THRESHOLD_MAX_DB))
        return tct_fail(err, TCT_ERR_USE, "found a threshold of %g dB, expected %g to %g",
                        config->threshold_db, TCT_DETECTOR_THRESHOLD_MIN_DB,
                        TCT_DETECTOR_THRESHOLD_MAX_DB);
    return TCT_OK;
}

static uint64_t wait_blocks(const struct plan *plan)
{
    double blocks = ceil((WIDE_AFTER_S + WAIT_SPARE_S) * plan->rate_hz / (double)plan->raw_block);
    TCT_ASSERT(blocks <= WAIT_BLOCKS_MAX);
    return blocks < TRIGGER_LAG ? TRIGGER_LAG : (uint64_t)blocks;
}

enum tct_status tct_detector_init(void *memory, size_t bytes,
                                  const struct tct_detector_config *config,
                                  struct tct_detector **ret_detector, struct tct_error *err)
{
    enum tct_status status = check_config(config, err);
    if (status != TCT_OK)
        return status;
    if (memory == NULL || bytes < sizeof(struct tct_detector))
        return tct_fail(err, TCT_ERR_USE, "found %zu bytes for a detector, expected %zu",
                        memory == NULL ? (size_t)0 : bytes, sizeof(struct tct_detector));
    if ((uintptr_t)memory % alignof(max_align_t) != 0)
        return tct_fail(err, TCT_ERR_USE, "found memory for a detector that is not aligned");
    struct tct_detector *detector = memory;
    memset(detector, 0, sizeof(*detector));
    detector->plan = plan_for_rate(config->rate_hz);
    wide_init(&detector->wide, &detector->plan);
    detector->wait = wait_blocks(&detector->plan);
    front_init(&detector->front, &detector->plan, config->full_scale);
    detector->full_scale = config->full_scale;
    /* Rounding to steps is noise of step^2 / 12 (Bennett 1948). Floats have 24 bits. */
    double step = fmax(config->resolution / config->full_scale, 0x1p-24);
    trigger_init(&detector->trigger, config->threshold_db, step * step / 12.0, detector->plan.block,
                 (double)detector->plan.raw_block / config->rate_hz);
    tct_ring_init(&detector->ring, detector->band, RING_SAMPLES);
    detector->least_noise = step * step / 12.0;
    onset_fronts_init(&detector->fronts);
    detector->counts.silent = true;
    *ret_detector = detector;
    return TCT_OK;
}

static bool any_clipped(const struct tct_detector *detector, uint64_t block)
{
    for (uint64_t i = 0; i < CLIP_BLOCKS; i++)
        if (detector->clipped[(block + i) % CLIPPED_BLOCKS])
            return true;
    return false;
}

/* The onset in wide samples as numbered by the ring, refined on what the wide trace kept. */
static struct onset time_onset(struct tct_detector *detector, struct candidate candidate)
{
    const struct wide_trace *wide = &detector->wide;
    float samples[ONSET_SAMPLES];
    uint64_t start = candidate.block * wide->block;
    uint64_t known = candidate.known < ONSET_BLOCKS_NOISE ? candidate.known : ONSET_BLOCKS_NOISE;
    uint64_t first = start - known * wide->block;
    struct onset_sound sound = {
        .samples = samples,
        .count = (known + ONSET_BLOCKS_AFTER) * wide->block,
        .start = known * wide->block,
        .block = wide->block,
        .raw = detector->plan.wide,
        .least_noise = detector->least_noise,
    };
    TCT_ASSERT(first >= tct_ring_begin(&wide->ring) && first + sound.count <= wide->ring.end);
    for (size_t i = 0; i < sound.count; i++)
        samples[i] = tct_ring_at(&wide->ring, first + i);
    struct onset onset = onset_find(&sound, &detector->fronts);
    onset.at += (double)first;
    return onset;
}

static struct description describe_pulse(const struct tct_detector *detector,
                                         struct candidate candidate, double onset)
{
    const struct plan *plan = &detector->plan;
    float band[(2 + DESCRIBE_BLOCKS) * BLOCK_MAX];
    uint64_t first = (candidate.block - 3) * plan->block;
    size_t count = (2 + DESCRIBE_BLOCKS) * plan->block;
    for (size_t i = 0; i < count; i++)
        band[i] = tct_ring_at(&detector->ring, first + i);
    return describe(band, count, plan->block, plan->trigger_hz, onset - (double)first);
}

static void report(struct tct_detector *detector, struct candidate candidate, tct_pulse_fn *found,
                   void *user)
{
    const struct plan *plan = &detector->plan;
    struct onset onset = time_onset(detector, candidate);
    double since = onset.at - (double)(detector->first_block * plan->wide_block);
    struct description looks = describe_pulse(detector, candidate, onset.at / (double)plan->narrow);
    struct tct_pulse pulse;
    memset(&pulse, 0, sizeof(pulse)); /* the padding, too: equal pulses are equal bytes */
    pulse.onset_sample = (double)detector->first_sample + since * (double)plan->wide;
    pulse.sigma_sample = onset.sigma * (double)plan->wide;
    pulse.snr_db = 10.0 * log10(looks.peak * looks.peak / (double)candidate.noise);
    pulse.peak = looks.peak * detector->full_scale;
    pulse.rise_s = looks.rise_s;
    pulse.duration_s = looks.duration_s;
    pulse.center_hz = looks.center_hz;
    pulse.clipped = any_clipped(detector, candidate.block);
    detector->counts.pulses++;
    found(&pulse, user);
}

static void push(struct tct_detector *detector, const struct block *block, tct_pulse_fn *found,
                 void *user)
{
    struct candidate candidate;
    detector->clipped[detector->trigger.next % CLIPPED_BLOCKS] = block->clipped;
    tct_ring_push(&detector->ring, block->band, detector->plan.block);
    wide_push(&detector->wide, block->wide, block->gap);
    if (trigger_push(&detector->trigger, block->energy, block->gap, &candidate))
        pending_add(&detector->pending, candidate);
    if (detector->trigger.next >= detector->wait &&
        pending_take(&detector->pending, detector->trigger.next - detector->wait, &candidate))
        report(detector, candidate, found, user);
}

static void take_block(struct tct_detector *detector, const float *raw, tct_pulse_fn *found,
                       void *user)
{
    struct block block;
    front_block(&detector->front, raw, &block);
    detector->counts.missing += block.missing;
    detector->counts.not_finite += block.not_finite;
    detector->counts.clipped_blocks += block.clipped;
    if (block.energy > 0.0f)
        detector->counts.silent = false;
    if (block.revoked > 0) {
        trigger_revoke(&detector->trigger, block.revoked);
        wide_revoke(&detector->wide, block.revoked);
    }
    push(detector, &block, found, user);
}

void tct_detector_feed(struct tct_detector *detector, const float *samples, size_t count,
                       tct_pulse_fn *found, void *user)
{
    size_t whole = detector->plan.raw_block;
    detector->counts.samples += count;
    if (detector->held > 0) {
        size_t room = whole - detector->held;
        size_t taken = count < room ? count : room;
        memcpy(detector->raw + detector->held, samples, taken * sizeof(float));
        detector->held += taken;
        samples += taken;
        count -= taken;
        if (detector->held < whole)
            return;
        detector->held = 0;
        take_block(detector, detector->raw, found, user);
    }
    for (; count >= whole; samples += whole, count -= whole)
        take_block(detector, samples, found, user);
    if (count > 0)
        memcpy(detector->raw, samples, count * sizeof(float));
    detector->held = count;
}

/* Pushes a gap that is long enough for everything pending to be told, and begins to number blocks
 * anew from the sample that comes next. */
static void end_stretch(struct tct_detector *detector, tct_pulse_fn *found, void *user)
{
    static const struct block gap = {.gap = true};
    detector->held = 0; /* less than a block: too short to hold anything */
    front_break(&detector->front);
    for (uint64_t i = 0; i < detector->wait; i++)
        push(detector, &gap, found, user);
    detector->first_block = detector->trigger.next;
    detector->first_sample = detector->counts.samples;
}

void tct_detector_gap(struct tct_detector *detector, uint64_t count, tct_pulse_fn *found,
                      void *user)
{
    if (count == 0)
        return;
    detector->counts.samples += count;
    detector->counts.missing += count;
    end_stretch(detector, found, user);
}

void tct_detector_finish(struct tct_detector *detector, tct_pulse_fn *found, void *user)
{
    end_stretch(detector, found, user);
}

struct tct_detector_counts tct_detector_counts(const struct tct_detector *detector)
{
    return detector->counts;
}
