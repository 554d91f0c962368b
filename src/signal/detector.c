/* Detector: front, bank and onset joined into a stream of pulses. */
#include <math.h>
#include <stdalign.h>
#include <string.h>

#include "bank.h"
#include "classify.h"
#include "describe.h"
#include "echo.h"
#include "front.h"
#include "onset.h"
#include "pending.h"
#include "plan.h"
#include "tacet/signal.h"
#include "wide.h"

/* Where the step of a converter is not known: what lossy coders are mostly fed with. */
static const double UNKNOWN_STEP = 0x1p-15;
/* A pulse waits until its wide window is whole, however its onset lies to the candidate block. */
static const double WAIT_SPARE_S = 0.005;
/* A rise of the level is no pulse when more of the noise before explains it almost as well: where
 * noise is loud at one end of the band its level rises by itself. As a logarithm of likelihoods. */
static const double EVIDENCE_LEAST = 15.0;
enum {
    WAIT_BLOCKS_MAX = 160,  /* blocks are a millisecond, but for rounding */
    WAIT_MOST_COARSE = 115, /* where they hold WIDE_BLOCK_MAX samples, they are longer */
    CLIPPED_BLOCKS = 256,
    CLIP_BLOCKS = 4,  /* of a pulse in which clipping spoils its peak */
    BAND_BEFORE = 24, /* blocks before a pulse from which on the band is filtered anew, and */
    BAND_SHOWN = 4,   /* from which on the filter has settled */
    LOW_BEFORE = 2,   /* blocks of a low band: what is heard above so long before its candidate */
    LOW_AFTER = 5,    /* to so long after is the same pulse */
};

_Static_assert(WAIT_BLOCKS_MAX / TRIGGER_SPACING + 2 < CANDIDATES_MAX, "all that wait have room");
_Static_assert((ONSET_BLOCKS_NOISE + WAIT_MOST_COARSE + BUNDLE) * WIDE_BLOCK_MAX <= WIDE_SAMPLES,
               "the noise before a candidate is still there");
_Static_assert((int)DESCRIBE_BLOCKS >= (int)ECHO_BLOCKS + ECHO_SHIFT_BLOCKS + ONSET_TRY_AFTER,
               "what is compared is in the band that is described");

struct tct_detector {
    struct plan plan;
    double full_scale;
    double step;        /* of the converter, full scale 1 */
    double least_noise; /* variance of the steps of a raw sample, full scale 1 */
    struct front front;
    struct bank bank;
    struct pending pending;
    struct onset_fronts fronts;
    struct echo_memory echoes;
    uint64_t wait; /* a candidate's turn comes when so many blocks from it on are known */
    struct wide_trace wide;
    struct tct_detector_counts counts;
    uint64_t first_block;  /* the block that began with sample first_sample: after a told gap */
    uint64_t first_sample; /* blocks no longer begin at multiples of their length */
    size_t held;           /* raw samples that wait for their bundle to fill */
    float raw[BUNDLE * RAW_BLOCK_MAX];
    bool clipped[CLIPPED_BLOCKS]; /* by block number modulo CLIPPED_BLOCKS */
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
    detector->step = config->resolution > 0.0 ? step : UNKNOWN_STEP;
    detector->least_noise = step * step / 12.0;
    bank_init(&detector->bank, &detector->plan, config->threshold_db, detector->least_noise);
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

/* A pulse on its way: in which samples it is looked at, and what was found. */
struct look {
    const struct told *told;
    const struct tct_ring *ring; /* wide samples, or those of a low band */
    size_t block;                /* of them a block */
    size_t raw;                  /* raw samples in one */
    size_t narrow;               /* of them in one sample of the band */
    double rate_hz;              /* of the band */
    struct onset onset;          /* in samples as numbered by the ring */
    struct description looks;
    float band[(BAND_SHOWN + DESCRIBE_BLOCKS) * BLOCK_MAX];
};

static struct look look_at(const struct tct_detector *detector, const struct told *told)
{
    const struct plan *plan = &detector->plan;
    struct look look = {.told = told};
    if (told->low == 0) {
        look.ring = &detector->wide.ring;
        look.block = plan->wide_block;
        look.raw = plan->wide;
        look.narrow = plan->narrow;
        look.rate_hz = plan->trigger_hz;
    } else {
        look.ring = &detector->bank.low[told->low - 1].ring;
        look.block = plan->block;
        look.raw = plan->decimate << (3 * told->low);
        look.narrow = 1;
        look.rate_hz = plan->rate_hz / (double)look.raw;
    }
    return look;
}

/* Refines the onset on all that the samples hold. */
static void time_onset(struct tct_detector *detector, struct look *look)
{
    float samples[ONSET_SAMPLES];
    uint64_t known = look->told->candidate.known;
    known = known < ONSET_BLOCKS_NOISE ? known : ONSET_BLOCKS_NOISE;
    uint64_t first = (look->told->candidate.block - known) * look->block;
    struct onset_sound sound = {
        .samples = samples,
        .count = (known + ONSET_BLOCKS_AFTER) * look->block,
        .start = known * look->block,
        .block = look->block,
        .raw = look->raw,
        .least_noise = detector->least_noise,
    };
    TCT_ASSERT(first >= tct_ring_begin(look->ring) && first + sound.count <= look->ring->end);
    for (size_t i = 0; i < sound.count; i++)
        samples[i] = tct_ring_at(look->ring, first + i);
    look->onset = onset_find(&sound, &detector->fronts);
    look->onset.at += (double)first;
}

/* Filters the band once more around the pulse: nobody kept it. */
static void describe_band(const struct tct_detector *detector, struct look *look)
{
    const struct plan *plan = &detector->plan;
    float band[(BAND_BEFORE + DESCRIBE_BLOCKS) * BLOCK_MAX];
    size_t before = look->told->candidate.known < BAND_BEFORE ? look->told->candidate.known
                                                              : (size_t)BAND_BEFORE;
    size_t count = (before + DESCRIBE_BLOCKS) * plan->block;
    uint64_t at = (look->told->candidate.block - before) * look->block;
    TCT_ASSERT(before >= BAND_SHOWN && at >= tct_ring_begin(look->ring));
    for (size_t i = 0; i < count; i++) {
        float sum = 0.0f;
        for (size_t j = 0; j < look->narrow; j++)
            sum += tct_ring_at(look->ring, at++);
        band[i] = sum / (float)look->narrow;
    }
    struct biquad_state state = biquad_settled(&detector->bank.highpass, band[0]);
    biquad_run(&detector->bank.highpass, &state, band, count, band);
    size_t shown = (BAND_SHOWN + DESCRIBE_BLOCKS) * plan->block;
    memcpy(look->band, band + count - shown, shown * sizeof(float));
    double first = (double)((look->told->candidate.block - BAND_SHOWN) * plan->block);
    double onset = look->onset.at / (double)look->narrow - first;
    look->looks = describe(look->band, shown, plan->block, look->rate_hz, onset);
}

static struct echo find_echo(struct tct_detector *detector, const struct look *look, double at_s)
{
    const struct plan *plan = &detector->plan;
    double first = (double)((look->told->candidate.block - BAND_SHOWN) * plan->block);
    size_t from = (size_t)(look->onset.at / (double)look->narrow - first);
    return echo_compare(&detector->echoes, at_s, look->looks.peak,
                        look->band + from - ECHO_SHIFT_BLOCKS * plan->block, plan->block);
}

/* What it is, from 20 ms before to 120 ms after the onset. Of a low band that is gone already, and
 * too short. */
static void classify_pulse(const struct tct_detector *detector, const struct look *look,
                           struct tct_pulse *pulse)
{
    struct wide_window window;
    struct features features;
    if (look->told->low > 0)
        return;
    wide_window(&detector->wide, look->onset.at, &window);
    struct surroundings around = surroundings_of(&window, detector->plan.wide);
    if (!features_take(&around, &features))
        return;
    pulse->classified = true;
    memcpy(pulse->features, features.value, sizeof(pulse->features));
    classify(&features, look->looks.peak / detector->step, pulse->class_p);
}

/* Looks at a candidate as closely as it can be, and tells of the pulse that it is. */
static void take_pulse(struct tct_detector *detector, const struct told *told, tct_pulse_fn *found,
                       void *user)
{
    const struct plan *plan = &detector->plan;
    struct look look = look_at(detector, told);
    time_onset(detector, &look);
    if (look.onset.evidence < EVIDENCE_LEAST)
        return;
    describe_band(detector, &look);
    double first = (double)(detector->first_block * plan->raw_block) / (double)look.raw;
    struct tct_pulse pulse;
    memset(&pulse, 0, sizeof(pulse)); /* padding, too: equal pulses are equal bytes */
    pulse.onset_sample =
        (double)detector->first_sample + (look.onset.at - first) * (double)look.raw;
    pulse.sigma_sample = look.onset.sigma * (double)look.raw;
    pulse.snr_db = 10.0 * log10(look.looks.peak * look.looks.peak / (double)told->candidate.noise);
    pulse.peak = look.looks.peak * detector->full_scale;
    pulse.rise_s = look.looks.rise_s;
    pulse.duration_s = look.looks.duration_s;
    pulse.center_hz = look.looks.center_hz;
    pulse.clipped = told->low == 0 && any_clipped(detector, told->block);
    struct echo echo = {(double)NAN, (double)NAN};
    if (told->low == 0)
        echo = find_echo(detector, &look, pulse.onset_sample / plan->rate_hz);
    pulse.since_louder_s = echo.since_louder_s;
    pulse.likeness = echo.likeness;
    classify_pulse(detector, &look, &pulse);
    pending_found(&detector->pending, told->block);
    detector->counts.pulses++;
    found(&pulse, user);
}

/* A pulse that is heard in several bands is one: the highest says when it was. */
static bool is_known(const struct tct_detector *detector, const struct told *told)
{
    uint64_t block = (uint64_t)1 << (3 * told->low);
    uint64_t before = LOW_BEFORE * block;
    return pending_has(&detector->pending, told->block > before ? told->block - before : 0,
                       told->block + LOW_AFTER * block);
}

static void push(struct tct_detector *detector, const struct bundle *bundle, tct_pulse_fn *found,
                 void *user)
{
    struct told told[1 + LOW_BANDS];
    uint64_t next = detector->bank.first.trigger.next;
    memcpy(detector->clipped + next % CLIPPED_BLOCKS, bundle->clipped, sizeof(bundle->clipped));
    wide_push(&detector->wide, bundle->wide, bundle->gap);
    size_t count = bank_push(&detector->bank, bundle, told);
    for (size_t i = 0; i < count; i++) {
        if (told[i].low == 0)
            pending_add(&detector->pending, &told[i]);
        else if (!is_known(detector, &told[i]))
            take_pulse(detector, &told[i], found, user);
    }
    struct told due;
    next = detector->bank.first.trigger.next;
    while (next >= detector->wait && pending_take(&detector->pending, next - detector->wait, &due))
        take_pulse(detector, &due, found, user);
}

static bool any_sound(const struct bundle *bundle, const struct plan *plan)
{
    /* Everything is one level when no sample differs from the first that was heard. */
    for (size_t b = 0; b < BUNDLE; b++) {
        const float *wide = bundle->wide + b * plan->wide_block;
        for (size_t i = 1; i < plan->wide_block && !bundle->gap[b]; i++)
            if (wide[i] != wide[0])
                return true;
    }
    return false;
}

/* `blocks` blocks of a bundle; the others are a gap. */
static void take_bundle(struct tct_detector *detector, const float *raw, size_t blocks,
                        tct_pulse_fn *found, void *user)
{
    struct bundle bundle;
    const struct plan *plan = &detector->plan;
    if (blocks < BUNDLE)
        memset(&bundle, 0, sizeof(bundle));
    front_bundle(&detector->front, raw, blocks, &bundle);
    for (size_t b = blocks; b < BUNDLE; b++)
        bundle.gap[b] = true;
    detector->counts.missing += bundle.missing;
    detector->counts.not_finite += bundle.not_finite;
    for (size_t b = 0; b < blocks && bundle.any_clipped; b++)
        detector->counts.clipped_blocks += bundle.clipped[b];
    if (detector->counts.silent)
        detector->counts.silent = !any_sound(&bundle, plan);
    if (bundle.revoked > 0) {
        bank_revoke(&detector->bank, bundle.revoked);
        wide_revoke(&detector->wide, bundle.revoked);
    }
    push(detector, &bundle, found, user);
}

void tct_detector_feed(struct tct_detector *detector, const float *samples, size_t count,
                       tct_pulse_fn *found, void *user)
{
    size_t whole = BUNDLE * detector->plan.raw_block;
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
        take_bundle(detector, detector->raw, BUNDLE, found, user);
    }
    for (; count >= whole; samples += whole, count -= whole)
        take_bundle(detector, samples, BUNDLE, found, user);
    if (count > 0)
        memcpy(detector->raw, samples, count * sizeof(float));
    detector->held = count;
}

/* Ends in a gap that is long enough for everything pending to be told, and begins to number blocks
 * anew from the sample that comes next. */
static void end_stretch(struct tct_detector *detector, tct_pulse_fn *found, void *user)
{
    struct bundle gap;
    size_t blocks = detector->held / detector->plan.raw_block;
    uint64_t lag = bank_lag(&detector->plan);
    uint64_t until = (lag > detector->wait ? lag : detector->wait) + BUNDLE;
    if (blocks > 0)
        take_bundle(detector, detector->raw, blocks, found, user);
    detector->held = 0; /* less than a block: too short to hold anything */
    front_break(&detector->front);
    memset(&gap, 0, sizeof(gap));
    memset(gap.gap, true, sizeof(gap.gap));
    for (uint64_t i = 0; i < until; i += BUNDLE)
        push(detector, &gap, found, user);
    detector->first_block = detector->bank.first.trigger.next;
    detector->first_sample = detector->counts.samples;
}

void tct_detector_gap(struct tct_detector *detector, uint64_t count, tct_pulse_fn *found,
                      void *user)
{
    if (count == 0)
        return;
    end_stretch(detector, found, user);
    detector->counts.samples += count;
    detector->counts.missing += count;
    detector->first_sample = detector->counts.samples;
}

void tct_detector_finish(struct tct_detector *detector, tct_pulse_fn *found, void *user)
{
    end_stretch(detector, found, user);
}

struct tct_detector_counts tct_detector_counts(const struct tct_detector *detector)
{
    return detector->counts;
}
