/* Clutter: a self-exciting process with an exponential kernel for each station (Hawkes 1971), the
 * kernel common to all, and a share of the activity around; fitted by expectation-maximisation
 * (Veen & Schoenberg 2008). The sums over earlier picks follow a recursion (Ozaki 1979), so that
 * one pass is linear in picks. */
#include "clutter.h"

#include <math.h>

/* The first guess, and what it weighs: as much as this many picks. */
static const double FIRST_ECHOES = 0.1, FIRST_DECAY_S = 0.15, FIRST_UNREST = 0.1;
static const double FIRST_WEIGHT = 5;

/* What a station's own rate is shrunk to the mean with, in picks. */
static const double STATION_WEIGHT = 2;

/* An echo comes within this; what comes later is another matter. Also keeps the fit off zero. */
static const double DECAY_LEAST_S = 0.02, DECAY_MOST_S = 0.5;

/* Unrest: the 16 stations around, 2 s before and after: about what a sound needs to pass them. */
enum { ACTIVITY_STATIONS = 16 };
static const double ACTIVITY_S = 2;

enum { ROUNDS = 12 };

struct sums {
    double steady, echoes, lag_s, unrest;
};

enum tct_status clutter_new(const struct picks *picks, const struct station_index *index,
                            struct tct_arena *arena, struct clutter *ret_clutter,
                            struct tct_error *err)
{
    *ret_clutter =
        (struct clutter){.station_rate = TCT_ARENA_NEW(arena, double, index->count),
                         .activity = TCT_ARENA_NEW(arena, double, picks->count),
                         .calm = TCT_ARENA_NEW(arena, float, picks->count),
                         .quiet = TCT_ARENA_NEW(arena, float, picks->count + index->count),
                         .log_rate = TCT_ARENA_NEW(arena, double, picks->count),
                         .salience = TCT_ARENA_NEW(arena, double, picks->count)};
    if (ret_clutter->station_rate == NULL || ret_clutter->activity == NULL ||
        ret_clutter->calm == NULL || ret_clutter->quiet == NULL || ret_clutter->log_rate == NULL ||
        ret_clutter->salience == NULL)
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
        double unrest = clutter->unrest * clutter->activity[i];
        double rate = steady + echo + unrest;
        clutter->log_rate[i] = log(rate);
        if (explained != NULL && explained[i])
            continue;
        sums.steady += steady / rate;
        sums.unrest += unrest / rate;
        sums.echoes += echo / rate;
        if (excited > 0)
            sums.lag_s += echo / rate * excited_lag_s / excited;
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
    clutter->unrest = FIRST_UNREST;
}

/* Rate around each pick, its own station left out. `before[i]`: unexplained picks numbered below
 * i. */
static void measure_activity(struct clutter *clutter, const struct picks *picks,
                             const struct station_index *index, const uint32_t *before)
{
    size_t around = index->neighbour_count;
    if (around > ACTIVITY_STATIONS + 1)
        around = ACTIVITY_STATIONS + 1;
    for (size_t i = 0; i < picks->count; i++) {
        const struct pick *pick = &picks->all[i];
        const uint32_t *list = station_neighbours(index, pick->station);
        uint32_t found = 0;
        for (size_t k = 0; k < around; k++) {
            if (list[k] == pick->station)
                continue;
            found += before[picks_after(picks, list[k], pick->time_s + ACTIVITY_S)] -
                     before[picks_after(picks, list[k], pick->time_s - ACTIVITY_S)];
        }
        clutter->activity[i] = around > 1 ? found / ((double)(around - 1) * 2 * ACTIVITY_S) : 0;
    }
}

/* From all picks, explained or not. Some places just are quiet, so the count that busy neighbours
 * let expect has a gamma spread of shape 1/2. */
static void measure_calm(struct clutter *clutter, const struct picks *picks)
{
    for (size_t i = 0; i < picks->count; i++)
        clutter->calm[i] = (float)(1 / sqrt(1 + 2 * (2 * ATTENTIVE_S * clutter->activity[i])));
}

static void measure_quiet(struct clutter *clutter, const struct picks *picks, uint32_t station)
{
    double before_s = 0, rate = clutter->station_rate[station];
    uint32_t end = picks->first[station + 1];
    for (uint32_t i = picks->first[station]; i <= end; i++) {
        double now_s = i < end ? picks->times_s[i] : picks->last_s;
        clutter->quiet[i + station] = (float)exp(-rate * (now_s - before_s));
        before_s = now_s;
    }
}

/* New rates from who is to blame for what. */
static void update(struct clutter *clutter, const struct picks *picks, size_t station_count,
                   double listened_s, const struct sums *all)
{
    /* each unexplained pick adds activity at as many stations as share it: one in all */
    double unexplained = all->steady + all->echoes + all->unrest;
    double mean = (all->steady + 1) / (double)station_count;
    for (size_t s = 0; s < station_count; s++) /* holds the count until here */
        clutter->station_rate[s] = mean * (clutter->station_rate[s] + STATION_WEIGHT) /
                                   ((mean + STATION_WEIGHT) * listened_s);
    clutter->echoes =
        (all->echoes + FIRST_WEIGHT * FIRST_ECHOES) / ((double)picks->count + FIRST_WEIGHT);
    clutter->unrest = (all->unrest + FIRST_WEIGHT * FIRST_UNREST) / (unexplained + FIRST_WEIGHT);
    double decay_s = (all->lag_s + FIRST_WEIGHT * FIRST_DECAY_S) / (all->echoes + FIRST_WEIGHT);
    clutter->echo_decay_s = fmin(DECAY_MOST_S, fmax(DECAY_LEAST_S, decay_s));
}

/* What is around each pick, explained or not. */
static enum tct_status look_around(struct clutter *clutter, const struct picks *picks,
                                   const struct station_index *index, const bool *explained,
                                   struct tct_arena *scratch, struct tct_error *err)
{
    uint32_t *before = TCT_ARENA_NEW(scratch, uint32_t, picks->count + 1);
    if (before == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu detections", picks->count);
    for (size_t i = 0; i < picks->count; i++)
        before[i + 1] = before[i] + (explained != NULL && explained[i] ? 0 : 1);
    measure_activity(clutter, picks, index, before);
    if (explained == NULL)
        measure_calm(clutter, picks);
    return TCT_OK;
}

/* What the rates make of each pick. */
static void tabulate(struct clutter *clutter, const struct picks *picks, size_t station_count,
                     const bool *explained)
{
    for (uint32_t s = 0; s < station_count; s++) {
        (void)visit(clutter, picks, s, explained);
        measure_quiet(clutter, picks, s);
    }
    for (size_t i = 0; i < picks->count; i++)
        clutter->salience[i] = salience_log_odds(&clutter->loudness, picks->all[i].snr_db);
}

enum tct_status clutter_learn(struct clutter *clutter, const struct picks *picks,
                              const struct station_index *index, double listened_s,
                              const bool *explained, struct tct_arena *scratch,
                              struct tct_error *err)
{
    enum tct_status status = look_around(clutter, picks, index, explained, scratch, err);
    if (status != TCT_OK)
        return status;
    start(clutter, picks, index->count, listened_s);
    for (int round = 0; round < ROUNDS; round++) {
        struct sums all = {0};
        for (uint32_t s = 0; s < index->count; s++) {
            struct sums own = visit(clutter, picks, s, explained);
            clutter->station_rate[s] = own.steady;
            all.steady += own.steady;
            all.echoes += own.echoes;
            all.unrest += own.unrest;
            all.lag_s += own.lag_s;
        }
        update(clutter, picks, index->count, listened_s, &all);
    }
    clutter->loudness = salience_learn(picks, explained);
    tabulate(clutter, picks, index->count, explained);
    return TCT_OK;
}

enum tct_status clutter_apply(struct clutter *clutter, const struct picks *picks,
                              const struct station_index *index, const bool *explained,
                              struct tct_arena *scratch, struct tct_error *err)
{
    enum tct_status status = look_around(clutter, picks, index, explained, scratch, err);
    if (status == TCT_OK)
        tabulate(clutter, picks, index->count, explained);
    return status;
}
