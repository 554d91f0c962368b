/* Trigger: the level of each block against the level before it.
 *
 * A rise of the mean level over the one just before, as in the short-term over long-term averages
 * of seismology (Allen 1978), but with both windows ending at the onset, so that the ratio is
 * sharpest there, and over several short windows, since a pulse lasts 0.2 to 5 ms. The level before
 * is the lower of two means, so that a shot 30 ms ago does not hide the next one, and never
 * below what has been usual for seconds, so that the end of a drop-out is no pulse. */
#include "trigger.h"

#include <math.h>
#include <string.h>

#include "tacet/base.h"

enum {
    BEFORE_SHORT = 24, /* blocks: shorter than the least spacing of shots, 30 ms */
    BEFORE_LONG = 50,  /* blocks: holds the reverberation just before an echo */
    BEFORE_LEAST = 20, /* blocks: after a gap, before anything can be a candidate */
};

/* The shorter the window the more a background of reverberation, rain or crackle varies in it, and
 * the higher must the contrast be that chance seldom reaches. */
static const struct {
    size_t blocks;
    double extra_db;
} WINDOWS[TRIGGER_WINDOWS] = {{1, 3.5}, {2, 1.7}, {TRIGGER_AFTER, 0.0}};

static const double QUICK_S = 2.0, SLOW_S = 30.0;
static const float QUANTILE = 0.25f;

static size_t slot(uint64_t block)
{
    return (size_t)(block & (TRIGGER_BLOCKS - 1));
}

void trigger_init(struct trigger *trigger, double threshold_db, double least_noise, double block_s)
{
    memset(trigger, 0, sizeof(*trigger));
    for (size_t i = 0; i < TRIGGER_WINDOWS; i++)
        trigger->contrast[i] = (float)pow(10.0, 0.1 * (threshold_db + WINDOWS[i].extra_db));
    trigger->least_noise = (float)least_noise;
    trigger->quick.step = (float)(block_s / QUICK_S);
    trigger->slow.step = (float)(block_s / SLOW_S);
}

/* Stochastic approximation of a quantile: up and down steps balance where a share QUANTILE of the
 * levels lies below. The first blocks move it faster. */
static void quantile_learn(struct level_quantile *quantile, float level, uint64_t heard)
{
    float step = fmaxf(quantile->step, 1.0f / (float)(heard + 1));
    if (heard == 0)
        quantile->level = level;
    else if (level > quantile->level)
        quantile->level *= 1.0f + step * QUANTILE;
    else
        quantile->level *= 1.0f - step * (1.0f - QUANTILE);
}

static float mean_energy(const struct trigger *trigger, uint64_t first, uint64_t end)
{
    float sum[4] = {0};
    uint64_t i = first;
    for (; i + 4 <= end; i += 4)
        for (size_t j = 0; j < 4; j++)
            sum[j] += trigger->energy[slot(i + j)];
    for (; i < end; i++)
        sum[0] += trigger->energy[slot(i)];
    return ((sum[0] + sum[1]) + (sum[2] + sum[3])) / (float)(end - first);
}

static float level_before(struct trigger *trigger, uint64_t block)
{
    uint64_t known = block - trigger->unbroken;
    uint64_t few = known < BEFORE_SHORT ? known : BEFORE_SHORT;
    uint64_t many = known < BEFORE_LONG ? known : BEFORE_LONG;
    float level = mean_energy(trigger, block - few, block);
    if (many > few) {
        float earlier = mean_energy(trigger, block - many, block - few);
        float both = ((float)few * level + (float)(many - few) * earlier) / (float)many;
        level = fminf(level, both);
    }
    level = fmaxf(level, trigger->least_noise);
    quantile_learn(&trigger->quick, level, trigger->heard);
    quantile_learn(&trigger->slow, level, trigger->heard);
    trigger->heard++;
    return fmaxf(level, fminf(trigger->quick.level, trigger->slow.level));
}

static void score(struct trigger *trigger, uint64_t block)
{
    float noise = level_before(trigger, block);
    float best = 0.0f, sum = 0.0f;
    size_t blocks = 0;
    for (size_t i = 0; i < TRIGGER_WINDOWS; i++) {
        for (; blocks < WINDOWS[i].blocks; blocks++)
            sum += trigger->energy[slot(block + blocks)];
        float contrast = sum / ((float)blocks * trigger->contrast[i]);
        best = fmaxf(best, contrast);
    }
    trigger->noise[slot(block)] = noise;
    trigger->score[slot(block)] = noise > 0.0f ? best / noise : 0.0f;
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

bool trigger_push(struct trigger *trigger, float energy, bool gap, struct candidate *ret_candidate)
{
    uint64_t block = trigger->next++;
    trigger->energy[slot(block)] = energy;
    trigger->score[slot(block)] = 0.0f;
    if (gap)
        trigger->unbroken = trigger->next;
    uint64_t scored = trigger->next - TRIGGER_AFTER;
    if (trigger->next >= trigger->unbroken + BEFORE_LEAST + TRIGGER_AFTER)
        score(trigger, scored);
    if (trigger->next < TRIGGER_LAG)
        return false;
    uint64_t due = trigger->next - TRIGGER_LAG;
    if (!is_best_around(trigger, due))
        return false;
    *ret_candidate = (struct candidate){.block = due, .noise = trigger->noise[slot(due)]};
    return true;
}

void trigger_revoke(struct trigger *trigger, uint64_t count)
{
    TCT_ASSERT(count < TRIGGER_LAG - TRIGGER_AFTER && count <= trigger->next);
    trigger->unbroken = trigger->next;
    for (uint64_t i = 1; i < count + TRIGGER_AFTER && i <= trigger->next; i++)
        trigger->score[slot(trigger->next - i)] = 0.0f;
}
