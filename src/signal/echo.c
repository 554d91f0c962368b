/* Echo: how long ago a louder pulse was, and how much alike the two are. */
#include "echo.h"

#include <math.h>
#include <string.h>

#include "tacet/base.h"

static const double REMEMBERED_S = 3.0;

static double product(const float *a, const float *b, size_t count)
{
    double sum = 0.0;
    for (size_t i = 0; i < count; i++)
        sum += (double)a[i] * (double)b[i];
    return sum;
}

/* The largest normalised correlation over all shifts. A wall does not turn a pulse over: what is
 * like it upside down is not like it. */
static double likeness(const float *wave, const float *seen, size_t block)
{
    size_t count = ECHO_BLOCKS * block;
    double best = 0.0, own = product(wave, wave, count);
    for (size_t shift = 0; shift <= 2 * ECHO_SHIFT_BLOCKS * block; shift++) {
        double other = product(seen + shift, seen + shift, count);
        double energy = sqrt(own) * sqrt(other);
        if (energy > 0.0)
            best = fmax(best, product(wave, seen + shift, count) / energy);
    }
    return fmin(best, 1.0);
}

static void drop(struct echo_memory *memory, size_t first, size_t count)
{
    memmove(memory->past + first, memory->past + first + count,
            (memory->count - first - count) * sizeof(memory->past[0]));
    memory->count -= count;
}

struct echo echo_compare(struct echo_memory *memory, double at_s, double peak, const float *seen,
                         size_t block)
{
    TCT_ASSERT(block <= BLOCK_MAX);
    for (size_t i = memory->count; i-- > 0;)
        if (at_s - memory->past[i].at_s > REMEMBERED_S)
            drop(memory, i, 1);
    /* Of those that are not louder none can be the louder one before a later pulse. */
    while (memory->count > 0 && memory->past[memory->count - 1].peak <= peak)
        memory->count--;
    struct echo echo = {(double)NAN, (double)NAN};
    if (memory->count > 0) {
        size_t last = memory->count - 1;
        echo.since_louder_s = fmax(at_s - memory->past[last].at_s, 0.0);
        echo.likeness = likeness(memory->past[last].wave, seen, block);
    }
    /* When there is no room the quietest gives way: the loudest has the most echoes. */
    size_t at = memory->count < ECHO_PAST ? memory->count++ : ECHO_PAST - 1;
    memory->past[at].at_s = at_s;
    memory->past[at].peak = peak;
    memcpy(memory->past[at].wave, seen + ECHO_SHIFT_BLOCKS * block,
           ECHO_BLOCKS * block * sizeof(float));
    return echo;
}
