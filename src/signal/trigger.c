/* Trigger: the level of each block against the level before it.
 *
 * A rise of the mean level over the one just before, as in the short-term over long-term averages
 * of seismology (Allen 1978), but with both windows ending at the onset, so that the ratio is
 * sharpest there, and over several short windows, since a pulse lasts 0.2 to 5 ms. The level before
 * is the lower of two means, so that a shot 30 ms ago does not hide the next one, and never
 * below what has been usual for seconds, so that the end of a drop-out is no pulse. How far the
 * level must rise depends on how unsteady it was: reverberation, rain and crackle rise by
 * themselves, even noise hardly. */
#include "trigger.h"

#include <math.h>
#include <string.h>

#include "tacet/base.h"

enum {
    BEFORE_SHORT = 24, /* blocks: shorter than the least spacing of shots, 30 ms */
    BEFORE_LONG = 50,  /* blocks: holds the reverberation just before an echo */
    KNOWN_MOST = 255,
    BEFORE_LEAST = 20, /* blocks: after a gap, before anything can be a candidate */
};

/* Windows after the onset. The mean of fewer blocks varies more, by the square root. */
static const struct {
    size_t blocks;
    float variation; /* sqrt(TRIGGER_AFTER / blocks) */
} WINDOWS[] = {{1, 2.0f}, {2, 1.41421356f}, {TRIGGER_AFTER, 1.0f}};

static const double QUICK_S = 2.0, SLOW_S = 30.0;
static const float QUANTILE = 0.25f;

/* Numbers only: fmaxf asks for NaN first, and that is dear once a block. */
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

void trigger_init(struct trigger *trigger, double threshold_db, double least_noise,
                  size_t block_samples, double block_s)
{
    memset(trigger, 0, sizeof(*trigger));
    trigger->rise = (float)(pow(10.0, 0.1 * threshold_db) - 1.0);
    trigger->least_noise = (float)least_noise;
    /* Standard deviation of the mean of squares of Gaussian samples over its expectation. */
    trigger->calm = sqrtf(2.0f / (float)block_samples);
    trigger->quick.step = (float)(block_s / QUICK_S);
    trigger->slow.step = (float)(block_s / SLOW_S);
}

/* Stochastic approximation of a quantile: up and down steps balance where a share QUANTILE of the
 * levels lies below. The first blocks move it faster. */
static void quantile_learn(struct level_quantile *quantile, float level, uint64_t heard)
{
    float step = larger(quantile->step, 1.0f / (float)(heard + 1));
    if (heard == 0)
        quantile->level = level;
    else if (level > quantile->level)
        quantile->level *= 1.0f + step * QUANTILE;
    else
        quantile->level *= 1.0f - step * (1.0f - QUANTILE);
}

/* Sums over blocks of their energy and its square. */
struct energy_sums {
    float first, second;
};

static struct energy_sums sum_energies(const struct trigger *trigger, uint64_t begin, uint64_t end)
{
    enum { LANES = 4 };
    float first[LANES] = {0}, second[LANES] = {0};
    const float *energy = trigger->energy + slot(begin);
    size_t count = (size_t)(end - begin), i = 0;
    for (; i + LANES <= count; i += LANES)
        for (size_t j = 0; j < LANES; j++) {
            first[j] += energy[i + j];
            second[j] += energy[i + j] * energy[i + j];
        }
    for (; i < count; i++) {
        first[0] += energy[i];
        second[0] += energy[i] * energy[i];
    }
    return (struct energy_sums){(first[0] + first[1]) + (first[2] + first[3]),
                                (second[0] + second[1]) + (second[2] + second[3])};
}

/* What went before a block. */
struct background {
    float level;  /* mean square */
    float unrest; /* standard deviation of a block's energy over its mean, at most 1 */
};

static struct background background_of(struct trigger *trigger, uint64_t block)
{
    uint64_t known = block - trigger->unbroken;
    uint64_t few = known < BEFORE_SHORT ? known : BEFORE_SHORT;
    uint64_t many = known < BEFORE_LONG ? known : BEFORE_LONG;
    struct energy_sums near = sum_energies(trigger, block - few, block);
    struct energy_sums far = sum_energies(trigger, block - many, block - few);
    float mean = (near.first + far.first) / (float)many;
    float variance = (near.second + far.second) / (float)many - mean * mean;
    float level = larger(smaller(near.first / (float)few, mean), trigger->least_noise);
    quantile_learn(&trigger->quick, level, trigger->heard);
    quantile_learn(&trigger->slow, level, trigger->heard);
    trigger->heard++;
    float unrest = mean > 0.0f ? sqrtf(larger(variance, 0.0f)) / mean : 1.0f;
    return (struct background){
        .level = larger(level, smaller(trigger->quick.level, trigger->slow.level)),
        .unrest = smaller(larger(unrest, trigger->calm), 1.0f),
    };
}

/* Above a background as unsteady as reverberation, where a block's deviation equals its mean, the
 * level must rise by the full threshold; above a steadier one by as much less. */
static void score(struct trigger *trigger, uint64_t block)
{
    struct background background = background_of(trigger, block);
    float best = 0.0f, sum = 0.0f;
    size_t blocks = 0;
    for (size_t i = 0; i < TCT_COUNT(WINDOWS); i++) {
        for (; blocks < WINDOWS[i].blocks; blocks++)
            sum += trigger->energy[slot(block + blocks)];
        float unrest = background.unrest * WINDOWS[i].variation;
        best = larger(best, sum / (float)blocks / (1.0f + trigger->rise * unrest));
    }
    trigger->noise[slot(block)] = background.level;
    trigger->known[slot(block)] =
        block - trigger->unbroken < KNOWN_MOST ? (uint8_t)(block - trigger->unbroken) : KNOWN_MOST;
    trigger->score[slot(block)] = best / background.level;
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
    trigger->energy[slot(block) + TRIGGER_BLOCKS] = energy;
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
    *ret_candidate = (struct candidate){
        .block = due,
        .noise = trigger->noise[slot(due)],
        .known = trigger->known[slot(due)],
    };
    return true;
}

void trigger_revoke(struct trigger *trigger, uint64_t count)
{
    TCT_ASSERT(count < TRIGGER_LAG - TRIGGER_AFTER && count <= trigger->next);
    trigger->unbroken = trigger->next;
    for (uint64_t i = 1; i < count + TRIGGER_AFTER && i <= trigger->next; i++)
        trigger->score[slot(trigger->next - i)] = 0.0f;
}
