/* Recurrence: a kernel in place and time around each known source, as for aftershocks (Ogata
 * 1998), to both sides of it in time: nobody knows which one came first to be heard well. */
#include "recurrence.h"

#include <math.h>
#include <stdlib.h>

/* A firing position is this wide; what is uncertain about both places comes on top. */
static const double POSITION_M = 15;

/* Rounds follow each other within seconds; the tail of the kernel reaches over minutes. */
static const double PAUSE_S = 5;

/* Closer in time it is the same shot. */
static const double SAME_S = 0.03;

/* Of the known ones near a station this many on either side in time are asked. */
enum { ASKED_MOST = 40 };

static const double TWO_PI = 6.283185307179586;

static int by_station_and_time(const void *left, const void *right)
{
    const struct known_source *a = left, *b = right;
    if (a->nearest != b->nearest)
        return a->nearest < b->nearest ? -1 : 1;
    return (a->time_s > b->time_s) - (a->time_s < b->time_s);
}

double recurrence_pause_density(double pause_s)
{
    double fade = 1 + fabs(pause_s) / PAUSE_S;
    return 1 / (2 * PAUSE_S * fade * fade);
}

static double place_variance(const struct source *source)
{
    return 2 * POSITION_M * POSITION_M + source->covariance[0] + source->covariance[3];
}

static double kernel(const struct known_source *known, const struct source *source)
{
    double pause_s = fabs(known->time_s - source->time_s);
    if (pause_s < SAME_S)
        return 0;
    double dx = known->x_m - source->x_m, dy = known->y_m - source->y_m;
    return exp(-0.5 * (dx * dx + dy * dy) / place_variance(source)) *
           recurrence_pause_density(pause_s);
}

double recurrence_rate(const struct recurrence *recurrence, const struct source *source)
{
    if (recurrence->first == NULL)
        return 0;
    uint32_t begin = recurrence->first[source->nearest],
             end = recurrence->first[source->nearest + 1];
    uint32_t low = begin, high = end;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (recurrence->known[middle].time_s < source->time_s)
            low = middle + 1;
        else
            high = middle;
    }
    uint32_t from = low - begin > ASKED_MOST ? low - ASKED_MOST : begin;
    uint32_t to = end - low > ASKED_MOST ? low + ASKED_MOST : end;
    double sum = 0;
    for (uint32_t i = from; i < to; i++)
        sum += kernel(&recurrence->known[i], source);
    return sum;
}

double recurrence_density(const struct recurrence *recurrence, const struct source *source)
{
    return recurrence_rate(recurrence, source) / (TWO_PI * place_variance(source));
}

enum tct_status recurrence_know(struct recurrence *recurrence, struct known_source *known,
                                size_t count, size_t station_count, struct tct_arena *arena,
                                struct tct_error *err)
{
    uint32_t *first = TCT_ARENA_NEW(arena, uint32_t, station_count + 1);
    if (first == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu sources", count);
    qsort(known, count, sizeof(*known), by_station_and_time);
    for (size_t i = 0; i < count; i++)
        first[known[i].nearest + 1]++;
    for (size_t s = 0; s < station_count; s++)
        first[s + 1] += first[s];
    recurrence->known = known;
    recurrence->first = first;
    return TCT_OK;
}
