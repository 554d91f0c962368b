/* Bank: the bands that are listened to. */
#include "bank.h"

#include <string.h>

/* How much higher a threshold is asked of the bands beside the first. Above it rain and rustling
 * are impulses, below it wind is never steady. */
static const double HIGH_EXTRA_DB = 3.0, LOW_EXTRA_DB = 3.0;

static void init_band(struct band *band, const struct plan *plan, double threshold_db, double least,
                      double block_s)
{
    trigger_init(&band->trigger);
    trigger_add_level(&band->trigger, threshold_db, least, (double)plan->block, block_s);
}

void bank_init(struct bank *bank, const struct plan *plan, double threshold_db, double least_noise)
{
    double block_s = (double)plan->raw_block / plan->rate_hz;
    memset(bank, 0, sizeof(*bank));
    bank->plan = *plan;
    bank->highpass = biquad_highpass(plan->highpass_hz, plan->trigger_hz);
    init_band(&bank->first, plan, threshold_db, least_noise, block_s);
    if (plan->high)
        trigger_add_level(&bank->first.trigger, threshold_db + HIGH_EXTRA_DB, least_noise,
                          (double)(plan->wide > 1 ? plan->wide_block : plan->wide_block / 2),
                          block_s);
    for (size_t k = 0; k < plan->low_bands; k++) {
        block_s *= BUNDLE;
        init_band(&bank->low[k].band, plan, threshold_db + LOW_EXTRA_DB, least_noise, block_s);
        tct_ring_init(&bank->low[k].ring, bank->low[k].memory, LOW_SAMPLES);
    }
}

/* Mean squares of the blocks, high-passed. Only what follows without a gap goes through at once. */
static void measure(const struct bank *bank, struct band *band, const float *samples, size_t blocks,
                    float *ret_energy)
{
    size_t block = bank->plan.block;
    float out[BUNDLE * BLOCK_MAX];
    if (!band->settled)
        band->state = biquad_settled(&bank->highpass, samples[0]);
    band->settled = true;
    biquad_run(&bank->highpass, &band->state, samples, blocks * block, out);
    for (size_t i = 0; i < blocks * block; i++)
        out[i] *= out[i];
    for (size_t b = 0; b < blocks; b++) {
        const float *square = out + b * block;
        float sum = 0.0f;
        for (size_t i = 0; i < block; i++)
            sum += square[i];
        ret_energy[b] = sum / (float)block;
    }
}

/* A bundle of one band, stretch by stretch. */
static bool push_band(const struct bank *bank, struct band *band, const float *samples,
                      const float *high, const bool *gap, struct candidate *ret_candidate)
{
    bool found = false;
    for (size_t from = 0, to; from < BUNDLE; from = to) {
        struct candidate candidate;
        for (to = from + 1; to < BUNDLE && gap[to] == gap[from]; to++)
            ;
        bool found_here;
        if (gap[from]) {
            band->settled = false;
            found_here = trigger_skip(&band->trigger, to - from, &candidate);
        } else {
            float energy[BUNDLE];
            const float *levels[TRIGGER_LEVELS] = {energy, high == NULL ? NULL : high + from};
            measure(bank, band, samples + from * bank->plan.block, to - from, energy);
            found_here = trigger_push(&band->trigger, levels, to - from, &candidate);
        }
        if (found_here) {
            TCT_ASSERT(!found);
            found = true;
            *ret_candidate = candidate;
        }
    }
    return found;
}

/* Means of eight. */
static void decimate(const float *in, size_t count, float *ret_out)
{
    for (size_t i = 0; i < count; i++, in += BUNDLE)
        ret_out[i] =
            0.125f * (((in[0] + in[1]) + (in[2] + in[3])) + ((in[4] + in[5]) + (in[6] + in[7])));
}

static bool any(const bool *flags)
{
    bool found = false;
    for (size_t i = 0; i < BUNDLE; i++)
        found |= flags[i];
    return found;
}

size_t bank_push(struct bank *bank, const struct bundle *bundle,
                 struct told ret_told[1 + LOW_BANDS])
{
    size_t block = bank->plan.block, count = 0;
    const float *samples = bundle->trigger;
    const bool *gap = bundle->gap;
    if (push_band(bank, &bank->first, samples, bundle->high, gap, &ret_told[0].candidate)) {
        ret_told[0].low = 0;
        ret_told[0].block = ret_told[0].candidate.block;
        count = 1;
    }
    for (size_t k = 0; k < bank->plan.low_bands; k++) {
        struct low_band *low = &bank->low[k];
        float *at = low->samples + low->filled * block;
        decimate(samples, block, at);
        tct_ring_push(&low->ring, at, block);
        low->gap[low->filled++] = any(gap);
        if (low->filled < BUNDLE)
            break;
        low->filled = 0;
        struct told *told = &ret_told[count];
        if (push_band(bank, &low->band, low->samples, NULL, low->gap, &told->candidate)) {
            told->low = k + 1;
            told->block = told->candidate.block << (3 * (k + 1));
            count++;
        }
        samples = low->samples;
        gap = low->gap;
    }
    return count;
}

void bank_revoke(struct bank *bank, uint64_t blocks)
{
    TCT_ASSERT(blocks < BUNDLE); /* they lie in the last block of the low band */
    trigger_revoke(&bank->first.trigger, blocks);
    bank->first.settled = false;
    for (size_t k = 0; k < bank->plan.low_bands; k++) {
        struct low_band *low = &bank->low[k];
        if (low->filled > 0) {
            low->gap[low->filled - 1] = true;
            break;
        }
        trigger_revoke(&low->band.trigger, 1);
        low->band.settled = false;
    }
}

uint64_t bank_lag(const struct plan *plan)
{
    uint64_t lag = TRIGGER_LAG + BUNDLE;
    for (size_t k = 0; k < plan->low_bands; k++) /* of the lowest band, whose blocks are longest */
        lag *= BUNDLE;
    return lag;
}
