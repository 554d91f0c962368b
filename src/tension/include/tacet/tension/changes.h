/* Has the rate changed? Bayesian online change points (Adams & MacKay 2007, arXiv:0710.3742).
 *
 * Counts of steps (days, hours) have a rate that holds for a while and then is drawn anew. For each
 * possible beginning of the present run the posterior of its rate is a gamma distribution. Events
 * come in clusters: a count with mean m has variance dispersion * m, so that it tells as much of
 * the rate as a `dispersion`th of it would of single events (quasi-likelihood: Wedderburn 1974,
 * doi:10.1093/biomet/61.3.439). Exposure thins counts and is divided out; a step without data
 * tells nothing.
 *
 * The alarm goes off when a change since the last one accepted has at least the probability
 * `threshold`. What that must be for so many false alarms a year is found on simulated years in
 * which one event brings others but nothing changes. */
#ifndef TACET_TENSION_CHANGES_H
#define TACET_TENSION_CHANGES_H

#include "tacet/base/random.h"
#include "tacet/tension/daily.h"

enum {
    TCT_CHANGE_RUNS_MAX = 256, /* the least probable beginnings are forgotten */
    TCT_CHANGE_YEARS = 40,     /* that are simulated */
};

struct tct_change_setup {
    double dispersion;   /* at least 1 */
    double prior_rate;   /* of a new run before anything is known of it, events a step; above 0 */
    double run_steps;    /* mean length of a run, above 1 */
    double threshold;    /* 0 to 1 */
    double false_alarms; /* a year, as simulated with this threshold */
};

/* One possible run. */
struct tct_change_run {
    int64_t start;           /* the step it began with */
    double p, shape, weight; /* probability; of the rate: gamma with mean shape / weight */
    double events, exposure; /* of its steps with data */
};

/* What is remembered: no more however long it goes on. */
struct tct_change_watch {
    struct tct_change_setup setup;
    int64_t step, accepted;  /* steps so far; the one with which the run began that is believed */
    double events, exposure; /* since `accepted` */
    size_t run_count;
    struct tct_change_run run[TCT_CHANGE_RUNS_MAX];
};

struct tct_change {
    int64_t step, began;  /* when the alarm went off; the most probable first step */
    double p;             /* of a change */
    double before, after; /* rates */
    double lower_p;       /* that the rate is lower than before */
};

TCT_API void tct_change_watch_init(const struct tct_change_setup *setup,
                                   struct tct_change_watch *ret);

/* The next step, with the exposure it had; n may be TCT_COUNT_NO_DATA. True: the alarm goes off,
 * `ret_change` says of what, and watching goes on from there. */
TCT_API bool tct_change_watch_step(struct tct_change_watch *watch, int32_t n, double exposure,
                                   struct tct_change *ret_change);

/* Probability of a change since the last that was accepted. */
TCT_API double tct_change_p(const struct tct_change_watch *watch);

/* Learns dispersion, rate and threshold from the first `steps`. Errors: those of tct_daily_fit;
 * TCT_ERR_USE for a wish that cannot be: false alarms or steps a year not above 0, run not above
 * 1. */
TCT_API TCT_MUST_CHECK enum tct_status tct_change_learn(const struct tct_counts *counts,
                                                        size_t steps, double steps_a_year,
                                                        double run_steps, double false_alarms,
                                                        struct tct_random *random,
                                                        struct tct_change_setup *ret,
                                                        struct tct_error *err);

/* After a truce from step `truce` on: is it holding, and by when would we know? */
struct tct_truce {
    size_t before_steps, after_steps; /* with data */
    double before, after;             /* rates; of the steps before, back to the last change */
    double low, high;                 /* 90 % credible interval of the rate after */
    double holding_p;                 /* that it is below `share` of the rate before */
    double known_steps; /* more steps with data like those since until that is 95 % sure, or 95 %
                           sure not to be; 0: it is; INFINITY: not within ten years */
};

/* `since`: where the run before the truce began. Errors: TCT_ERR_LIMIT "not enough data": fewer
 * than 7 steps with data before or none after. */
TCT_API TCT_MUST_CHECK enum tct_status tct_truce_judge(const struct tct_counts *counts,
                                                       size_t since, size_t truce, double share,
                                                       double dispersion, struct tct_truce *ret,
                                                       struct tct_error *err);

#endif
