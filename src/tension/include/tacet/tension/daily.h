/* Counts by day: what the next will be, as a distribution, from the days before.
 *
 * The expected count of day t is
 *
 *     exposure_t * (base + sum over scales of weight * E(t))
 *
 * with E a mean of the days before, of which each counts exp(-1 / scale) as much as the next (the
 * last day alone for a scale of 0), and negative binomial about that (Lawless 1987,
 * doi:10.2307/3314912; with the last day alone: NB-AR(1)); its size is size * mean^power, so that
 * the variance lies between mean + mean^2 / size and mean * (1 + 1 / size). Days without data take
 * no part: the means go on without them and fall back on the long average as they age.
 *
 * Models compete as experts, weighted by what each foretold, with a share that goes round so that
 * one that was wrong can come back (fixed share: Herbster & Warmuth 1998,
 * doi:10.1023/A:1007424614876). */
#ifndef TACET_TENSION_DAILY_H
#define TACET_TENSION_DAILY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tacet/base.h"

enum {
    TCT_COUNT_NO_DATA = -1,
    TCT_COUNT_MAX = 100000,      /* events a day */
    TCT_COUNT_DAYS_MAX = 100000, /* of a series */
    TCT_DAILY_SCALES_MAX = 4,
    TCT_DAILY_EXPERTS = 5,
};

/* Consecutive days. All arrays are the caller's. */
struct tct_counts {
    const int32_t *n;       /* 0 to TCT_COUNT_MAX; TCT_COUNT_NO_DATA */
    const double *exposure; /* what share would have been counted: above 0, to 1; NULL: always 1 */
    size_t days;
};

struct tct_daily {
    size_t scale_count;
    double scale[TCT_DAILY_SCALES_MAX];  /* days; 0: the last one */
    double weight[TCT_DAILY_SCALES_MAX]; /* not negative */
    double base, size, power;            /* power 0 to 1 */
    double average;                      /* of the days of the fit: where old means fall back to */
    double log_likelihood;               /* of these days, but the first */
};

/* Errors: TCT_ERR_INPUT: a count or an exposure that cannot be, with the day. */
TCT_API TCT_MUST_CHECK enum tct_status tct_counts_check(const struct tct_counts *counts,
                                                        struct tct_error *err);

/* Maximum likelihood on the first `days`. `free_power`: else power is 0. Errors: those of the
 * check; TCT_ERR_LIMIT "not enough data": fewer than 30 days with data, or than 10 events on them;
 * TCT_ERR_USE (scales), TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_daily_fit(const struct tct_counts *counts, size_t days,
                                                     const double *scales, size_t scale_count,
                                                     bool free_power, struct tct_daily *ret,
                                                     struct tct_error *err);

/* The expected counts of all days and the sizes, each from the days before it alone; the day after
 * the last, too: both have room for days + 1. `exposure` of that day is 1. */
TCT_API void tct_daily_foretell(const struct tct_daily *model, const struct tct_counts *counts,
                                double *ret_mean, double *ret_size);

/* The experts: of no memory, of the last day, and of a week's, a season's means beside it. */
struct tct_daily_experts {
    struct tct_daily model[TCT_DAILY_EXPERTS];
};

TCT_API TCT_MUST_CHECK enum tct_status tct_daily_experts_fit(const struct tct_counts *counts,
                                                             size_t days,
                                                             struct tct_daily_experts *ret,
                                                             struct tct_error *err);

/* What is compared, each a distribution of the next day's count. */
enum tct_daily_row {
    TCT_DAILY_CLIMATOLOGY, /* as often as on the days of the fit */
    TCT_DAILY_PERSISTENCE, /* the last count, as if it were sure */
    TCT_DAILY_POISSON,     /* a constant rate */
    TCT_DAILY_EXPERT,      /* the experts follow; the second is NB-AR(1) */
    TCT_DAILY_COMBINED = TCT_DAILY_EXPERT + TCT_DAILY_EXPERTS,
    TCT_DAILY_ROWS,
};

struct tct_daily_score {
    double log_score;  /* mean of -log p, nats; NAN: persistence has none */
    double crps;       /* mean continuous ranked probability score, events (Epstein 1969) */
    double brier;      /* of more than `over` events: mean square of probability less outcome */
    double coverage90; /* share of days from the 5 to the 95 percent point */
    double said90;     /* what the model said that share would be: counts are steps */
    /* Means less those of the combined model, with standard errors that know what neighbouring days
     * share (Newey & West 1987). */
    double crps_behind, crps_behind_sigma;
    double log_behind, log_behind_sigma;
};

struct tct_daily_scores {
    size_t train_days, days; /* with data */
    double first_weight[TCT_DAILY_EXPERTS], last_weight[TCT_DAILY_EXPERTS];
    struct tct_daily_score row[TCT_DAILY_ROWS];
};

/* Scores the days from `train_days` on, each foretold from those before it, with models of the
 * days before `train_days`. Errors: those of the fit; TCT_ERR_LIMIT "not enough data": fewer than
 * 30 days with data to score. */
TCT_API TCT_MUST_CHECK enum tct_status tct_daily_compare(const struct tct_counts *counts,
                                                         size_t train_days, int32_t over,
                                                         struct tct_daily_experts *ret_experts,
                                                         struct tct_daily_scores *ret,
                                                         struct tct_error *err);

#endif
