/* Recurrence: a kernel in place and time around each known source, as for aftershocks (Ogata
 * 1998), to both sides of it in time: nobody knows which one came first to be heard well. */
#include "recurrence.h"

#include <math.h>
#include <stdlib.h>

/* A firing position is this wide; what is uncertain about both places comes on top. */
static const double POSITION_M = 15;

/* Rounds follow each other within seconds; the tail of the kernel reaches over minutes. */
static const double PAUSE_S = 5;

/* How long they are is learned; what is said above weighs as much as this many pauses. */
static const double PAUSE_WEIGHT = 20, PAUSE_FIRST_S = 0.04;

/* Closer in time it is the same shot, or may be for all that is known of when it was: what was
 * found does not speak for another reading of itself. The second counts in standard errors. */
static const double SAME_S = 0.03, SAME_ERRORS = 3;

/* Eight standard errors apart is another place. */
static const double FAR_MOST = 32;

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

static size_t pause_bin(double pause_s)
{
    double bin = log2(fabs(pause_s) / PAUSE_FIRST_S);
    return bin > 0 ? (size_t)fmin(bin, PAUSE_BINS - 1) : 0;
}

double recurrence_pause_density(const struct recurrence *recurrence, double pause_s)
{
    double fade = 1 + fabs(pause_s) / PAUSE_S;
    return recurrence->liking[pause_bin(pause_s)] / (2 * PAUSE_S * fade * fade);
}

static double place_variance(const struct source *source)
{
    return 2 * POSITION_M * POSITION_M + source->covariance[0] + source->covariance[3];
}

static double kernel(const struct recurrence *recurrence, const struct known_source *known,
                     const struct source *source)
{
    double pause_s = fabs(known->time_s - source->time_s);
    if (pause_s < SAME_S + SAME_ERRORS * sqrt(source->covariance[5]))
        return 0;
    double dx = known->x_m - source->x_m, dy = known->y_m - source->y_m;
    double far = 0.5 * (dx * dx + dy * dy) / place_variance(source);
    return far > FAR_MOST ? 0 : exp(-far) * recurrence_pause_density(recurrence, pause_s);
}

/* Those known near the station of the source, the nearest in time. */
static void asked(const struct recurrence *recurrence, const struct source *source,
                  uint32_t *ret_from, uint32_t *ret_to)
{
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
    *ret_from = low - begin > ASKED_MOST ? low - ASKED_MOST : begin;
    *ret_to = end - low > ASKED_MOST ? low + ASKED_MOST : end;
}

double recurrence_rate(const struct recurrence *recurrence, const struct source *source)
{
    if (recurrence->first == NULL)
        return 0;
    uint32_t from, to;
    asked(recurrence, source, &from, &to);
    double sum = 0;
    for (uint32_t i = from; i < to; i++)
        sum += kernel(recurrence, &recurrence->known[i], source);
    return sum;
}

void recurrence_init_rhythm(struct recurrence *recurrence)
{
    for (size_t i = 0; i < PAUSE_BINS; i++)
        recurrence->liking[i] = 1;
}

void recurrence_count_pauses(const struct recurrence *recurrence, const struct source *source,
                             double weight, double pauses[PAUSE_BINS])
{
    double all = recurrence_rate(recurrence, source);
    if (!(all > 0))
        return;
    uint32_t from, to;
    asked(recurrence, source, &from, &to);
    for (uint32_t i = from; i < to; i++) {
        const struct known_source *known = &recurrence->known[i];
        double part = kernel(recurrence, known, source);
        if (part > 0)
            pauses[pause_bin(known->time_s - source->time_s)] += weight * part / all;
    }
}

/* Of all pauses those shorter than this, by the kernel. */
static double shorter(double pause_s)
{
    return pause_s / (PAUSE_S + pause_s);
}

void recurrence_learn_rhythm(struct recurrence *recurrence, const double pauses[PAUSE_BINS])
{
    double sum = PAUSE_WEIGHT;
    for (size_t i = 0; i < PAUSE_BINS; i++)
        sum += pauses[i];
    for (size_t i = 0; i < PAUSE_BINS; i++) {
        double from = i > 0 ? shorter(ldexp(PAUSE_FIRST_S, (int)i)) : 0;
        double to = i + 1 < PAUSE_BINS ? shorter(ldexp(PAUSE_FIRST_S, (int)i + 1)) : 1;
        double share = to - from;
        recurrence->liking[i] = (pauses[i] + PAUSE_WEIGHT * share) / (sum * share);
    }
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
