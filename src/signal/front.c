/* Front: raw samples to the band that the trigger listens to. */
#include "front.h"

#include <string.h>

#include "tacet/base.h"

static const uint32_t MAGNITUDE_MASK = UINT32_C(0x7fffffff);
/* So far above full scale no converter goes. Infinity and NaN lie beyond it. */
static const double ABSURD_SHARE = 1e3;
/* Converters stop a little short of full scale, or far below it when a later stage scaled the
 * samples down: then only the flat top betrays it. */
static const double CLIP_SHARE = 0.9995, FLAT_SHARE = 0.25;
enum { FLAT_TOP_SAMPLES = 3 };

/* The bits of a float's magnitude are ordered as the magnitudes are, with infinity and NaN on top:
 * one integer maximum answers for silence, clipping and rubbish alike. */
static uint32_t magnitude_bits(float sample)
{
    uint32_t bits;
    memcpy(&bits, &sample, sizeof(bits));
    return bits & MAGNITUDE_MASK;
}

static uint32_t largest_magnitude_bits(const float *raw, size_t count)
{
    uint32_t largest = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t bits = magnitude_bits(raw[i]);
        largest = bits > largest ? bits : largest;
    }
    return largest;
}

void front_init(struct front *front, const struct plan *plan, double full_scale)
{
    *front = (struct front){
        .plan = *plan,
        .highpass = biquad_highpass(plan->highpass_hz, plan->trigger_hz),
        .scale = (float)(1.0 / (full_scale * (double)plan->wide)),
        .absurd_bits = magnitude_bits((float)(full_scale * ABSURD_SHARE)),
        .clip_bits = magnitude_bits((float)(full_scale * CLIP_SHARE)),
        .flat_bits = magnitude_bits((float)(full_scale * FLAT_SHARE)),
    };
}

void front_break(struct front *front)
{
    front->settled = false;
    front->zeros = 0;
    front->in_zeros = false;
}

static bool has_flat_top(const float *raw, size_t count, uint32_t top_bits)
{
    size_t run = 0;
    for (size_t i = 0; i < count; i++) {
        run = magnitude_bits(raw[i]) == top_bits ? run + 1 : 0;
        if (run >= FLAT_TOP_SAMPLES)
            return true;
    }
    return false;
}

/* Not finite: the whole block is missing, since a filter never forgets a NaN. */
static void refuse(struct front *front, const float *raw, struct block *block)
{
    size_t count = front->plan.raw_block;
    for (size_t i = 0; i < count; i++)
        block->not_finite += magnitude_bits(raw[i]) >= front->absurd_bits;
    block->gap = true;
    block->missing = count;
    front_break(front);
}

/* Follows a run of exact zeros over the edges of blocks. A run becomes a gap when it is long
 * enough, and then the blocks where it began are revoked. */
static void follow_zeros(struct front *front, const float *raw, bool all_zero, struct block *block)
{
    size_t count = front->plan.raw_block, leading = 0, trailing = 0;
    if (all_zero) {
        leading = count;
    } else {
        while (raw[leading] == 0.0f)
            leading++;
        while (raw[count - 1 - trailing] == 0.0f)
            trailing++;
    }
    size_t before = front->zeros;
    bool was_gap = front->in_zeros;
    bool is_gap = was_gap || before + leading >= front->plan.gap_samples;
    if (is_gap && !was_gap) {
        block->revoked = (before + count - 1) / count;
        block->missing = before;
    }
    if (is_gap && leading > 0) {
        block->gap = true;
        block->missing += leading;
    }
    if (is_gap)
        front->settled = false;
    front->in_zeros = is_gap && all_zero;
    front->zeros = all_zero ? before + count : trailing;
}

/* Sums of neighbours, in pairs of pairs. */
static float sum_pairs(const float *raw, size_t count)
{
    float sums[DECIMATE_MAX];
    memcpy(sums, raw, count * sizeof(float));
    for (; count > 1; count /= 2)
        for (size_t i = 0; i < count / 2; i++)
            sums[i] = sums[2 * i] + sums[2 * i + 1];
    return sums[0];
}

static void widen(const struct front *front, const float *raw, struct block *block)
{
    for (size_t i = 0; i < front->plan.wide_block; i++, raw += front->plan.wide)
        block->wide[i] = front->scale * sum_pairs(raw, front->plan.wide);
}

static void filter(struct front *front, struct block *block)
{
    size_t factor = front->plan.narrow;
    float energy = 0.0f, share = 1.0f / (float)factor;
    const float *wide = block->wide;
    struct biquad_state state = front->state;
    for (size_t i = 0; i < front->plan.block; i++) {
        float sum = 0.0f;
        for (size_t j = 0; j < factor; j++)
            sum += *wide++;
        sum *= share;
        if (!front->settled) {
            state = biquad_settled(&front->highpass, sum);
            front->settled = true;
        }
        float out = biquad_step(&front->highpass, &state, sum);
        block->band[i] = out;
        energy += out * out;
    }
    front->state = state;
    block->energy = energy / (float)front->plan.block;
}

void front_block(struct front *front, const float *raw, struct block *ret_block)
{
    size_t count = front->plan.raw_block;
    *ret_block = (struct block){0};
    uint32_t largest = largest_magnitude_bits(raw, count);
    if (largest >= front->absurd_bits) {
        refuse(front, raw, ret_block);
        return;
    }
    follow_zeros(front, raw, largest == 0, ret_block);
    if (ret_block->gap)
        return;
    ret_block->clipped = largest >= front->clip_bits ||
                         (largest >= front->flat_bits && has_flat_top(raw, count, largest));
    widen(front, raw, ret_block);
    filter(front, ret_block);
}
