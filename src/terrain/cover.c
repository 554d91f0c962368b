/* Cover: which few of many sets hold most between them. Greedy choice (Nemhauser, Wolsey & Fisher,
 * Mathematical Programming 14, 1978), with what it tells of every other choice. */
#include <stdlib.h>

#include "tacet/terrain/sight.h"

static size_t gain_of(const uint64_t *set, const uint64_t *covered, size_t words)
{
    size_t gain = 0;
    for (size_t w = 0; w < words; w++)
        gain += (size_t)__builtin_popcountll(set[w] & ~covered[w]);
    return gain;
}

static int falling(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x < y) - (x > y);
}

/* Any `wanted` sets hold no more than what is covered and the largest gains over it. */
static size_t bound_of(size_t covered, size_t *gains, size_t sets, size_t wanted)
{
    qsort(gains, sets, sizeof(*gains), falling);
    for (size_t i = 0; i < wanted && i < sets; i++)
        covered += gains[i];
    return covered;
}

size_t tct_cover_choose(const struct tct_cover *cover, size_t wanted, size_t *ret_chosen,
                        size_t *ret_held, size_t *ret_bound)
{
    size_t chosen = 0, held = 0, words = cover->words;
    *ret_bound = cover->elements;
    for (size_t w = 0; w < words; w++)
        cover->covered[w] = 0;
    while (chosen < wanted && chosen < cover->sets) {
        size_t best = 0, most = 0;
        for (size_t s = 0; s < cover->sets; s++) {
            cover->gains[s] = gain_of(cover->members + s * words, cover->covered, words);
            if (cover->gains[s] > most) {
                most = cover->gains[s];
                best = s;
            }
        }
        size_t bound = bound_of(held, cover->gains, cover->sets, wanted);
        *ret_bound = bound < *ret_bound ? bound : *ret_bound;
        if (most == 0)
            break;
        for (size_t w = 0; w < words; w++)
            cover->covered[w] |= cover->members[best * words + w];
        held += most;
        ret_chosen[chosen] = best;
        ret_held[chosen++] = held;
    }
    return chosen;
}
