/* Rhythm: picks in a row. */
#include "rhythm.h"

#include <stdlib.h>

struct rhythm rhythm_from(const struct judge *judge, struct rights rights, uint32_t pick)
{
    const struct picks *picks = judge->scene.picks;
    struct rhythm rhythm = {.station = picks->all[pick].station};
    double last_s = picks->all[pick].time_s;
    for (uint32_t i = pick; i < picks->first[rhythm.station + 1] && rhythm.count < RHYTHM_MOST;
         i++) {
        if (!rights_allow(rights, i))
            continue;
        if (picks->all[i].time_s - last_s > RHYTHM_LULL_S)
            break;
        last_s = picks->all[i].time_s;
        rhythm.time_s[rhythm.count++] = last_s;
    }
    return rhythm;
}

struct rhythm rhythm_around(const struct judge *judge, struct rights rights, uint32_t station,
                            double time_s)
{
    const struct picks *picks = judge->scene.picks;
    uint32_t first = picks_after(picks, station, time_s);
    double first_s = time_s;
    for (uint32_t i = first; i > picks->first[station]; i--) {
        if (!rights_allow(rights, i - 1))
            continue;
        if (first_s - picks->all[i - 1].time_s > RHYTHM_LULL_S)
            break;
        first = i - 1;
        first_s = picks->all[first].time_s;
    }
    if (first == picks->first[station + 1])
        return (struct rhythm){.station = station};
    return rhythm_from(judge, rights, first);
}

static int by_value(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

void rhythm_sort(struct rhythm *rhythm)
{
    qsort(rhythm->time_s, rhythm->count, sizeof(*rhythm->time_s), by_value);
}
