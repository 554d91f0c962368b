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
_Static_assert(BEFORE_SHORT == 24 && TRIGGER_BEFORE == 50, "what look_back puts together");
_Static_assert((int)TRIGGER_SPACING >= (int)BUNDLE, "a bundle makes no more than one candidate");

static const double QUICK_S = 2.0, SLOW_S = 30.0;
static const float FLOOR_SHARE = 0.25f, UNREST_SHARE = 0.5f;
static const float UNREST_MOST = 2.0f; /* that is held against a pulse for long */

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
    level->slow.step = level->unrest.step = (float)(BUNDLE * block_s / SLOW_S);
}

enum term { LEVEL, SQUARE, PRODUCT };

/* Sums over each of the new blocks and the seven before it, by doubling. */
static void sum_eights(const float *past, enum term term, float *ret_sums)
{
    enum { COUNT = 2 * BUNDLE };
    const float *from = past + TRIGGER_PAST - BUNDLE;
    float one[COUNT], two[COUNT], four[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        one[i] = term == LEVEL ? from[i] : from[i] * from[(ptrdiff_t)i - (term == PRODUCT)];
    two[0] = four[0] = 0.0f;
    for (size_t i = 1; i < COUNT; i++)
        two[i] = one[i] + one[i - 1];
    for (size_t i = 3; i < COUNT; i++)
        four[i] = two[i] + two[i - 2];
    for (size_t i = BUNDLE; i < COUNT; i++)
        ret_sums[TRIGGER_PAST - BUNDLE + i] = four[i] + four[i - 4];
}

/* Stochastic approximation of a quantile: up and down steps balance where a `share` of
 * the values lies below. The first bundles move it faster. */
static void quantile_learn(struct level_quantile *quantile, float share, float heard,
                           const float *values, size_t count)
{
    float above = 0.0f, all = (float)count, step = larger(quantile->step, 1.0f / (heard + 1.0f));
    for (size_t i = 0; i < count; i++)
        above += values[i] > quantile->level ? 1.0f : 0.0f;
    quantile->level *= 1.0f + step / BUNDLE * (above * share - (all - above) * (1.0f - share));
}

/* What went before each block of a bundle. */
struct background {
    float level[BUNDLE];   /* mean square */
    float unrest[BUNDLE];  /* standard deviation of a block's energy over its mean */
    float inertia[BUNDLE]; /* correlation of neighbouring blocks, 0 to 1 */
};

/* `known[i]` is the number of blocks since a gap before block i, as far as it matters. */
static void look_back(const struct level *level, const float known[BUNDLE],
                      struct background *background)
{
    const float *past = level->past, *sums = level->sums, *squares = level->squares;
    const float *products = level->products;
    for (size_t i = 0; i < BUNDLE; i++) {
        /* 24 blocks, and 26 before them. */
        float near = sums[i + 49] + sums[i + 41] + sums[i + 33];
        float all = near + (sums[i + 25] + sums[i + 17] + sums[i + 9] + (past[i] + past[i + 1]));
        float second = squares[i + 49] + squares[i + 41] + squares[i + 33] + squares[i + 25] +
                       squares[i + 17] + squares[i + 9] +
                       (past[i] * past[i] + past[i + 1] * past[i + 1]);
        float product = products[i + 49] + products[i + 41] + products[i + 33] + products[i + 25] +
                        products[i + 17] + products[i + 9] +
                        (past[i] * past[i] + past[i] * past[i + 1]);
        float few = smaller(known[i], BEFORE_SHORT), many = known[i];
        float mean = all / many;
        float variance = larger(second / many - mean * mean, 0.0f);
        background->level[i] = larger(smaller(near / few, mean), level->least);
        float unrest = sqrtf(variance) / larger(mean, level->least);
        background->unrest[i] = larger(unrest, level->calm);
        float covariance = larger(product / many - mean * mean, 0.0f);
        background->inertia[i] =
            smaller(covariance / larger(variance, level->least * level->least), 1.0f);
    }
}

static void hold_floor(struct level *level, size_t count, struct background *background)
{
    if (level->heard < 1.0f) {
        level->quick.level = level->slow.level = background->level[0];
        level->unrest.level = background->unrest[0];
    }
    quantile_learn(&level->quick, FLOOR_SHARE, level->heard, background->level, count);
    quantile_learn(&level->slow, FLOOR_SHARE, level->heard, background->level, count);
    quantile_learn(&level->unrest, UNREST_SHARE, level->heard, background->unrest, count);
    level->heard = smaller(level->heard + 1.0f, 1e6f);
    float least = smaller(level->quick.level, level->slow.level);
    for (size_t i = 0; i < BUNDLE; i++)
        background->level[i] = larger(background->level[i], least);
}

/* Above a background as unsteady as reverberation, where a block's deviation equals its mean, the
 * level must rise by the full threshold; above a steadier one by as much less. The mean of fewer
 * blocks varies more, by the square root; less so where neighbours are alike, as in noise that is
 * loudest at the band's lower edge (variance of a mean of n, with correlation r, r^2, ...). */
static void score_lanes(const struct level *level, const struct background *background,
                        float ret_scores[BUNDLE])
{
    const float *at = level->past + TRIGGER_BEFORE;
    /* Where it is always so unsteady, as in rain, or in noise of which a block holds less than one
     * swing, single blocks stand out by the square of that. */
    float always = smaller(level->unrest.level, UNREST_MOST);
    always = always > 1.0f ? always * always : 0.0f;
    for (size_t i = 0; i < BUNDLE; i++) {
        float unrest = larger(smaller(background->unrest[i], 1.0f), always) * level->rise;
        float one = at[i], two = one + at[i + 1], four = two + at[i + 2] + at[i + 3];
        float r = background->inertia[i];
        float best = one / (1.0f + 2.0f * unrest);
        best = larger(best, 0.5f * two / (1.0f + unrest * sqrtf(2.0f + 2.0f * r)));
        best = larger(best, 0.25f * four /
                                (1.0f + unrest * sqrtf(1.0f + r * (1.5f + r * (1.0f + 0.5f * r)))));
        ret_scores[i] = best / background->level[i];
    }
}

/* Scores the `blocks` blocks whose windows have become whole. */
static void score(struct trigger *trigger, size_t blocks)
{
    float scores[BUNDLE], known[BUNDLE], best = 0.0f;
    uint64_t first = trigger->next - (TRIGGER_AFTER - 1); /* may lie before the stream's begin */
    size_t skip = 0;
    int64_t since = (int64_t)(first - trigger->unbroken);
    for (size_t i = 0; i < BUNDLE; i++)
        known[i] = TRIGGER_BEFORE;
    for (size_t i = 0; i < BUNDLE && since < TRIGGER_BEFORE; i++, since++) {
        if (since < BEFORE_LEAST)
            skip = i + 1;
        known[i] = since < BEFORE_LEAST ? (float)BEFORE_LEAST : (float)since;
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
        sum_eights(past, LEVEL, trigger->level[k].sums);
        sum_eights(past, SQUARE, trigger->level[k].squares);
        sum_eights(past, PRODUCT, trigger->level[k].products);
    }
    score(trigger, blocks);
    for (size_t k = 0; k < trigger->levels; k++) {
        struct level *level = &trigger->level[k];
        memmove(level->past, level->past + blocks, TRIGGER_PAST * sizeof(float));
        memmove(level->sums, level->sums + blocks, TRIGGER_PAST * sizeof(float));
        memmove(level->squares, level->squares + blocks, TRIGGER_PAST * sizeof(float));
        memmove(level->products, level->products + blocks, TRIGGER_PAST * sizeof(float));
    }
    trigger->next += blocks;
    return tell(trigger, blocks, ret_candidate);
}

static void forget(struct trigger *trigger)
{
    trigger->unbroken = trigger->next;
    for (size_t k = 0; k < trigger->levels; k++) {
        struct level *level = &trigger->level[k];
        memset(level->past, 0, sizeof(level->past));
        memset(level->sums, 0, sizeof(level->sums));
        memset(level->squares, 0, sizeof(level->squares));
        memset(level->products, 0, sizeof(level->products));
    }
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
