/* Trigger: the level of each block against the level before it.
 *
 * A rise of the mean level over the one just before, as in the short-term over long-term averages
 * of seismology (Allen 1978), but with both windows ending at the onset, so that the ratio is
 * sharpest there, and over several short windows, since a pulse lasts 0.2 to 5 ms. The level before
 * is the lower of two means, so that a shot 30 ms ago does not hide the next one, and never
 * below what has been usual for seconds, so that the end of a drop-out is no pulse. How far the
 * level must rise depends on how unsteady it was: reverberation, rain and crackle rise by
 * themselves, even noise hardly.
 *
 * Eight blocks are worked on at once: all lanes do the same, whatever their numbers. */
#include "trigger.h"

#include <math.h>
#include <string.h>

#include "tacet/base.h"

enum {
    BEFORE_SHORT = 24, /* blocks: shorter than the least spacing of shots, 30 ms */
    BEFORE_LEAST = 20, /* blocks: after a gap, before anything can be a candidate */
};

_Static_assert(TRIGGER_BLOCKS >= 2 * TRIGGER_SPACING + TRIGGER_AFTER + 2 * BUNDLE, "scores last");
_Static_assert((int)TRIGGER_SPACING >= (int)BUNDLE, "a bundle makes no more than one candidate");

static const double QUICK_S = 2.0, SLOW_S = 30.0;
static const float QUANTILE = 0.25f;

/* Numbers only: fmaxf asks for NaN first, and that is dear. */
static float larger(float a, float b)
{
    return a > b ? a : b;
}

static float smaller(float a, float b)
{
    return a < b ? a : b;
}

static size_t slot(uint64_t block)
{
    return (size_t)(block & (TRIGGER_BLOCKS - 1));
}

void trigger_init(struct trigger *trigger)
{
    memset(trigger, 0, sizeof(*trigger));
}

void trigger_add_level(struct trigger *trigger, double threshold_db, double least, double samples,
                       double block_s)
{
    TCT_ASSERT(trigger->levels < TRIGGER_LEVELS);
    struct level *level = &trigger->level[trigger->levels++];
    level->rise = (float)(pow(10.0, 0.1 * threshold_db) - 1.0);
    level->least = (float)least;
    /* Standard deviation of the mean of squares of Gaussian samples over its expectation. */
    level->calm = sqrtf(2.0f / (float)samples);
    level->quick.step = (float)(BUNDLE * block_s / QUICK_S);
    level->slow.step = (float)(BUNDLE * block_s / SLOW_S);
}

/* Sums of `length` (at least BUNDLE) values that begin at each of the first BUNDLE: what all have
 * in common, and what each has of the rest. */
static void slide(const float *values, size_t length, float ret_sums[BUNDLE])
{
    enum { LANES = 4 };
    float common[LANES] = {0}, head = 0.0f, tail = 0.0f;
    size_t i = BUNDLE - 1;
    for (; i + LANES <= length; i += LANES)
        for (size_t j = 0; j < LANES; j++)
            common[j] += values[i + j];
    for (; i < length; i++)
        common[0] += values[i];
    float middle = (common[0] + common[1]) + (common[2] + common[3]);
    for (i = 0; i < BUNDLE; i++) {
        ret_sums[i] = middle + tail;
        tail += values[length + i];
    }
    for (i = BUNDLE - 1; i > 0; i--) {
        head += values[i - 1];
        ret_sums[i - 1] += head;
    }
}

/* Stochastic approximation of a quantile: up and down steps balance where a share QUANTILE of the
 * levels lies below. The first bundles move it faster. */
static void quantile_learn(struct level_quantile *quantile, float heard, const float *levels,
                           size_t count)
{
    float above = 0.0f, all = (float)count, step = larger(quantile->step, 1.0f / (heard + 1.0f));
    for (size_t i = 0; i < count; i++)
        above += levels[i] > quantile->level ? 1.0f : 0.0f;
    quantile->level *=
        1.0f + step / BUNDLE * (above * QUANTILE - (all - above) * (1.0f - QUANTILE));
}

/* What went before each block of a bundle. */
struct background {
    float level[BUNDLE];  /* mean square */
    float unrest[BUNDLE]; /* standard deviation of a block's energy over its mean, at most 1 */
};

/* `known[i]` is the number of blocks since a gap before block i, as far as it matters. */
static void look_back(struct level *level, const float known[BUNDLE], struct background *background)
{
    float squares[TRIGGER_BEFORE + BUNDLE], near[BUNDLE], all[BUNDLE], second[BUNDLE];
    for (size_t i = 0; i < TRIGGER_BEFORE + BUNDLE; i++)
        squares[i] = level->past[i] * level->past[i];
    slide(level->past + TRIGGER_BEFORE - BEFORE_SHORT, BEFORE_SHORT, near);
    slide(level->past, TRIGGER_BEFORE, all);
    slide(squares, TRIGGER_BEFORE, second);
    for (size_t i = 0; i < BUNDLE; i++) {
        float few = smaller(known[i], BEFORE_SHORT), many = known[i];
        float mean = all[i] / many;
        float variance = larger(second[i] / many - mean * mean, 0.0f);
        background->level[i] = larger(smaller(near[i] / few, mean), level->least);
        float unrest = sqrtf(variance) / larger(mean, level->least);
        background->unrest[i] = smaller(larger(unrest, level->calm), 1.0f);
    }
}

static void hold_floor(struct level *level, size_t count, struct background *background)
{
    if (level->heard < 1.0f)
        level->quick.level = level->slow.level = background->level[0];
    quantile_learn(&level->quick, level->heard, background->level, count);
    quantile_learn(&level->slow, level->heard, background->level, count);
    level->heard = smaller(level->heard + 1.0f, 1e6f);
    float least = smaller(level->quick.level, level->slow.level);
    for (size_t i = 0; i < BUNDLE; i++)
        background->level[i] = larger(background->level[i], least);
}

/* Above a background as unsteady as reverberation, where a block's deviation equals its mean, the
 * level must rise by the full threshold; above a steadier one by as much less. The mean of fewer
 * blocks varies more, by the square root. */
static void score_lanes(const struct level *level, const struct background *background,
                        float ret_scores[BUNDLE])
{
    const float *at = level->past + TRIGGER_BEFORE;
    for (size_t i = 0; i < BUNDLE; i++) {
        float unrest = background->unrest[i] * level->rise;
        float one = at[i], two = one + at[i + 1], four = two + at[i + 2] + at[i + 3];
        float best = one / (1.0f + 2.0f * unrest);
        best = larger(best, 0.5f * two / (1.0f + 1.41421356f * unrest));
        best = larger(best, 0.25f * four / (1.0f + unrest));
        ret_scores[i] = best / background->level[i];
    }
}

/* Scores the `blocks` blocks whose windows have become whole. */
static void score(struct trigger *trigger, size_t blocks)
{
    float scores[BUNDLE], known[BUNDLE], best = 0.0f;
    uint64_t first = trigger->next - (TRIGGER_AFTER - 1); /* may lie before the stream's begin */
    size_t skip = 0;
    for (size_t i = 0; i < BUNDLE; i++) {
        int64_t since = (int64_t)(first + i - trigger->unbroken);
        if (since < BEFORE_LEAST)
            skip = i + 1;
        known[i] = since < BEFORE_LEAST     ? (float)BEFORE_LEAST
                   : since < TRIGGER_BEFORE ? (float)since
                                            : (float)TRIGGER_BEFORE;
    }
    if (skip >= blocks)
        return;
    for (size_t k = 0; k < trigger->levels; k++) {
        struct background background;
        float own[BUNDLE];
        look_back(&trigger->level[k], known, &background);
        if (skip == 0)
            hold_floor(&trigger->level[k], blocks, &background);
        score_lanes(&trigger->level[k], &background, own);
        for (size_t i = 0; i < BUNDLE; i++)
            scores[i] = k == 0 ? own[i] : larger(scores[i], own[i]);
        if (k == 0)
            for (size_t i = 0; i < blocks; i++)
                trigger->noise[slot(first + i)] = background.level[i];
    }
    for (size_t i = skip; i < blocks; i++) {
        trigger->score[slot(first + i)] = scores[i];
        trigger->known[slot(first + i)] = (uint8_t)known[i];
        best = larger(best, scores[i]);
    }
    if (best >= 1.0f)
        trigger->hot = first + blocks;
}

/* The first of equals wins, so that the answer does not hang on the order of comparison. */
static bool is_best_around(const struct trigger *trigger, uint64_t block)
{
    float own = trigger->score[slot(block)];
    if (own < 1.0f)
        return false;
    for (uint64_t i = 1; i <= TRIGGER_SPACING; i++)
        if (trigger->score[slot(block - i)] >= own || trigger->score[slot(block + i)] > own)
            return false;
    return true;
}

/* The candidate among the `blocks` blocks whose neighbours have become known. */
static bool tell(const struct trigger *trigger, size_t blocks, struct candidate *ret_candidate)
{
    if (trigger->next < TRIGGER_LAG + blocks)
        return false;
    uint64_t end = trigger->next - TRIGGER_LAG + 1;
    if (trigger->hot + blocks <= end)
        return false;
    for (uint64_t block = end - blocks; block < end; block++)
        if (is_best_around(trigger, block)) {
            *ret_candidate = (struct candidate){.block = block,
                                                .noise = trigger->noise[slot(block)],
                                                .score = trigger->score[slot(block)],
                                                .known = trigger->known[slot(block)]};
            return true;
        }
    return false;
}

bool trigger_push(struct trigger *trigger, const float *const energy[TRIGGER_LEVELS], size_t blocks,
                  struct candidate *ret_candidate)
{
    for (size_t i = 0; i < blocks; i++)
        trigger->score[slot(trigger->next + i)] = 0.0f;
    for (size_t k = 0; k < trigger->levels; k++) {
        float *past = trigger->level[k].past;
        memcpy(past + TRIGGER_PAST, energy[k], blocks * sizeof(float));
        memset(past + TRIGGER_PAST + blocks, 0, (BUNDLE - blocks) * sizeof(float));
    }
    score(trigger, blocks);
    for (size_t k = 0; k < trigger->levels; k++) {
        float *past = trigger->level[k].past;
        memmove(past, past + blocks, TRIGGER_PAST * sizeof(float));
    }
    trigger->next += blocks;
    return tell(trigger, blocks, ret_candidate);
}

static void forget(struct trigger *trigger)
{
    trigger->unbroken = trigger->next;
    for (size_t k = 0; k < trigger->levels; k++)
        memset(trigger->level[k].past, 0, sizeof(trigger->level[k].past));
}

bool trigger_skip(struct trigger *trigger, size_t blocks, struct candidate *ret_candidate)
{
    TCT_ASSERT(blocks <= BUNDLE);
    for (size_t i = 0; i < blocks; i++)
        trigger->score[slot(trigger->next + i)] = 0.0f;
    trigger->next += blocks;
    forget(trigger);
    return tell(trigger, blocks, ret_candidate);
}

void trigger_revoke(struct trigger *trigger, uint64_t blocks)
{
    TCT_ASSERT(blocks <= trigger->next && blocks < TRIGGER_LAG - TRIGGER_AFTER);
    forget(trigger);
    for (uint64_t i = 1; i < blocks + TRIGGER_AFTER && i <= trigger->next; i++)
        trigger->score[slot(trigger->next - i)] = 0.0f;
}
