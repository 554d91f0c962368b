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
    int32_t largest = 0; /* signed, since no more than that is asked of old vector units */
    for (size_t i = 0; i < count; i++) {
        int32_t bits = (int32_t)magnitude_bits(raw[i]);
        largest = bits > largest ? bits : largest;
    }
    return (uint32_t)largest;
}

void front_init(struct front *front, const struct plan *plan, double full_scale)
{
    *front = (struct front){
        .plan = *plan,
        .scale = (float)(1.0 / (full_scale * (double)plan->wide)),
        .absurd_bits = magnitude_bits((float)(full_scale * ABSURD_SHARE)),
        .clip_bits = magnitude_bits((float)(full_scale * CLIP_SHARE)),
        .flat_bits = magnitude_bits((float)(full_scale * FLAT_SHARE)),
    };
}

void front_break(struct front *front)
{
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
static void refuse(struct front *front, const float *raw, size_t block, struct bundle *bundle)
{
    size_t count = front->plan.raw_block;
    for (size_t i = 0; i < count; i++)
        bundle->not_finite += magnitude_bits(raw[i]) >= front->absurd_bits;
    bundle->gap[block] = true;
    bundle->missing += count;
    front_break(front);
}

/* The blocks before `block` where a run began that turns out to be a gap. */
static void revoke(struct bundle *bundle, size_t block, size_t count)
{
    for (; count > 0 && block > 0; count--)
        bundle->gap[--block] = true;
    bundle->revoked += count;
}

/* Follows a run of exact zeros over the edges of blocks. A run becomes a gap when it is long
 * enough, and then the blocks where it began are revoked. */
static void follow_zeros(struct front *front, const float *raw, bool all_zero, size_t block,
                         struct bundle *bundle)
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
        revoke(bundle, block, (before + count - 1) / count);
        bundle->missing += before;
    }
    if (is_gap && leading > 0) {
        bundle->gap[block] = true;
        bundle->missing += leading;
    }
    front->in_zeros = is_gap && all_zero;
    front->zeros = all_zero ? before + count : trailing;
}

/* Looks at one block with care. */
static void look(struct front *front, const float *raw, size_t block, struct bundle *bundle)
{
    size_t count = front->plan.raw_block;
    uint32_t largest = largest_magnitude_bits(raw, count);
    if (largest >= front->absurd_bits) {
        refuse(front, raw, block, bundle);
        return;
    }
    follow_zeros(front, raw, largest == 0, block, bundle);
    bundle->clipped[block] =
        !bundle->gap[block] && (largest >= front->clip_bits ||
                                (largest >= front->flat_bits && has_flat_top(raw, count, largest)));
}

/* Whether no block can be anything but sound: nothing loud, and no block of zeros only, so that no
 * run of them is long enough. */
static bool is_plain(const struct front *front, const float *raw, size_t blocks)
{
    size_t count = front->plan.raw_block;
    if (front->in_zeros || largest_magnitude_bits(raw, blocks * count) >= front->flat_bits)
        return false;
    bool zeros = false;
    for (size_t b = 0; b < blocks; b++, raw += count)
        zeros |= raw[0] == 0.0f && raw[count / 2] == 0.0f && raw[count - 1] == 0.0f;
    return !zeros;
}

static size_t count_trailing_zeros(const float *raw, size_t count)
{
    size_t zeros = 0;
    while (zeros < count && raw[count - 1 - zeros] == 0.0f)
        zeros++;
    return zeros;
}

/* Sums of neighbouring pairs. `ret_out` may be `in`. */
static void add_pairs(const float *in, size_t pairs, float *ret_out)
{
    for (size_t i = 0; i < pairs; i++)
        ret_out[i] = in[2 * i] + in[2 * i + 1];
}

/* Mean square over each block of half the differences of neighbours: a high-pass as cheap as can
 * be, 6 dB down at a sixth of the rate. */
static void measure_high(const float *in, size_t blocks, size_t block_pairs, float scale,
                         float *ret_high)
{
    float share = scale * scale * 0.5f / (float)block_pairs;
    for (size_t b = 0; b < blocks; b++, in += 2 * block_pairs) {
        enum { LANES = 4 };
        float sum[LANES] = {0};
        size_t i = 0;
        for (; i + LANES <= block_pairs; i += LANES)
            for (size_t j = 0; j < LANES; j++) {
                float off = in[2 * (i + j)] - in[2 * (i + j) + 1];
                sum[j] += off * off;
            }
        for (; i < block_pairs; i++)
            sum[0] += (in[2 * i] - in[2 * i + 1]) * (in[2 * i] - in[2 * i + 1]);
        ret_high[b] = share * ((sum[0] + sum[1]) + (sum[2] + sum[3]));
    }
}

/* Halves the rate again and again, and takes the high band at twice the wide rate, or at the wide
 * rate where there is no more. */
static void widen(const struct front *front, const float *raw, size_t blocks, struct bundle *bundle)
{
    const struct plan *plan = &front->plan;
    float halves[BUNDLE * RAW_BLOCK_MAX / 2];
    const float *from = raw;
    size_t factor = 1, count = blocks * plan->raw_block;
    for (; factor < plan->wide; factor *= 2, count /= 2) {
        if (plan->high && 2 * factor == plan->wide)
            measure_high(from, blocks, plan->wide_block,
                         front->scale * (float)plan->wide / (float)factor, bundle->high);
        add_pairs(from, count / 2, halves);
        from = halves;
    }
    if (plan->high && plan->wide == 1)
        measure_high(from, blocks, plan->wide_block / 2, front->scale, bundle->high);
    for (size_t i = 0; i < count; i++)
        bundle->wide[i] = front->scale * from[i];
}

static void narrow(const struct plan *plan, size_t blocks, struct bundle *bundle)
{
    size_t count = blocks * plan->block, factor = plan->narrow;
    float share = 1.0f / (float)factor;
    const float *wide = bundle->wide;
    if (factor == 2) { /* what is usual, in a form that compilers make vectors of */
        for (size_t i = 0; i < count; i++)
            bundle->trigger[i] = 0.5f * (wide[2 * i] + wide[2 * i + 1]);
        return;
    }
    for (size_t i = 0; i < count; i++, wide += factor) {
        float sum = wide[0];
        for (size_t j = 1; j < factor; j++)
            sum += wide[j];
        bundle->trigger[i] = share * sum;
    }
}

/* Silences the blocks that are gaps, so that no rubbish goes on. */
static void silence(const struct plan *plan, const bool *gap, size_t blocks, float *raw)
{
    for (size_t b = 0; b < blocks; b++)
        if (gap[b])
            memset(raw + b * plan->raw_block, 0, plan->raw_block * sizeof(float));
}

void front_bundle(struct front *front, const float *raw, size_t blocks, struct bundle *ret_bundle)
{
    const struct plan *plan = &front->plan;
    size_t count = blocks * plan->raw_block;
    ret_bundle->any_gap = ret_bundle->any_clipped = false;
    ret_bundle->missing = ret_bundle->not_finite = ret_bundle->revoked = 0;
    memset(ret_bundle->gap, 0, sizeof(ret_bundle->gap));
    memset(ret_bundle->clipped, 0, sizeof(ret_bundle->clipped));
    if (is_plain(front, raw, blocks)) {
        front->zeros = count_trailing_zeros(raw, count);
        widen(front, raw, blocks, ret_bundle);
    } else {
        float heard[BUNDLE * RAW_BLOCK_MAX];
        for (size_t b = 0; b < blocks; b++)
            look(front, raw + b * plan->raw_block, b, ret_bundle);
        for (size_t b = 0; b < blocks; b++) {
            ret_bundle->any_gap |= ret_bundle->gap[b];
            ret_bundle->any_clipped |= ret_bundle->clipped[b];
        }
        memcpy(heard, raw, count * sizeof(float));
        silence(plan, ret_bundle->gap, blocks, heard);
        widen(front, heard, blocks, ret_bundle);
    }
    narrow(plan, blocks, ret_bundle);
}
