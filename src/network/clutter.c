/* Clutter: a self-exciting process with an exponential kernel for each station (Hawkes 1971), the
 * kernel common to all, fitted by expectation-maximisation (Veen & Schoenberg 2008). The sums over
 * earlier picks follow a recursion (Ozaki 1979), so that one pass is linear in picks. */
#include "clutter.h"

#include <math.h>

/* The first guess, and what it weighs: as much as this many echoes. */
static const double FIRST_ECHOES = 0.1, FIRST_DECAY_S = 0.15, ECHO_WEIGHT = 5;

/* What a station's own rate is shrunk to the mean with, in picks. */
static const double STATION_WEIGHT = 2;

/* An echo comes within this; what comes later is another matter. Also keeps the fit off zero. */
static const double DECAY_LEAST_S = 0.02, DECAY_MOST_S = 0.5;

enum { ROUNDS = 12 };

struct sums {
    double steady, echoes, lag_s;
};

enum tct_status clutter_new(const struct picks *picks, size_t station_count,
                            struct tct_arena *arena, struct clutter *ret_clutter,
                            struct tct_error *err)
{
    *ret_clutter = (struct clutter){.station_rate = TCT_ARENA_NEW(arena, double, station_count),
                                    .echoes = FIRST_ECHOES,
                                    .echo_decay_s = FIRST_DECAY_S,
                                    .log_rate = TCT_ARENA_NEW(arena, double, picks->count)};
    if (ret_clutter->station_rate == NULL || ret_clutter->log_rate == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu detections", picks->count);
    return TCT_OK;
}

/* One station: the rate at each pick, and who is to blame for those that nothing explains. */
static struct sums visit(struct clutter *clutter, const struct picks *picks, uint32_t station,
                         const bool *explained)
{
    struct sums sums = {0};
    double tau = clutter->echo_decay_s, steady = clutter->station_rate[station];
    double excited = 0, excited_lag_s = 0; /* sum of exp(-lag / tau), and of lag times it */
    for (uint32_t i = picks->first[station]; i < picks->first[station + 1]; i++) {
        if (i > picks->first[station]) {
            double lag_s = picks->all[i].time_s - picks->all[i - 1].time_s;
            double fade = exp(-lag_s / tau);
            excited_lag_s = fade * (excited_lag_s + lag_s * (excited + 1));
            excited = fade * (excited + 1);
        }
        double echo = clutter->echoes / tau * excited;
        double rate = steady + echo;
        clutter->log_rate[i] = log(rate);
        if (explained != NULL && explained[i])
            continue;
        double blame = echo / rate;
        sums.steady += 1 - blame;
        sums.echoes += blame;
        if (excited > 0)
            sums.lag_s += blame * excited_lag_s / excited;
    }
    return sums;
}

static void start(struct clutter *clutter, const struct picks *picks, size_t station_count,
                  double listened_s)
{
    double mean = ((double)picks->count + 1) / (listened_s * (double)station_count);
    for (size_t s = 0; s < station_count; s++)
        clutter->station_rate[s] = mean;
    clutter->echoes = FIRST_ECHOES;
    clutter->echo_decay_s = FIRST_DECAY_S;
}

void clutter_learn(struct clutter *clutter, const struct picks *picks, size_t station_count,
                   double listened_s, const bool *explained)
{
    start(clutter, picks, station_count, listened_s);
    for (int round = 0; round < ROUNDS; round++) {
        struct sums all = {0};
        for (uint32_t s = 0; s < station_count; s++) {
            struct sums own = visit(clutter, picks, s, explained);
            clutter->station_rate[s] = own.steady;
            all.steady += own.steady;
            all.echoes += own.echoes;
            all.lag_s += own.lag_s;
        }
        double mean = (all.steady + 1) / (double)station_count;
        for (size_t s = 0; s < station_count; s++)
            clutter->station_rate[s] = (clutter->station_rate[s] + STATION_WEIGHT * mean) /
                                       ((1 + STATION_WEIGHT) * listened_s);
        clutter->echoes =
            (all.echoes + ECHO_WEIGHT * FIRST_ECHOES) / ((double)picks->count + ECHO_WEIGHT);
        double decay_s = (all.lag_s + ECHO_WEIGHT * FIRST_DECAY_S) / (all.echoes + ECHO_WEIGHT);
        clutter->echo_decay_s = fmin(DECAY_MOST_S, fmax(DECAY_LEAST_S, decay_s));
    }
    for (uint32_t s = 0; s < station_count; s++)
        (void)visit(clutter, picks, s, explained);
}
