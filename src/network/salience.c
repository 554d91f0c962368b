/* Salience: two normals, each drawn to what all picks have in common until there are many. */
#include "salience.h"

#include <math.h>

/* All picks together weigh as much as this many of either kind. */
static const double COMMON_WEIGHT = 10;

/* Shots far off are faint, and echoes near by loud. */
static const double LOG_ODDS_MOST = 3;

struct moments {
    double count, mean, variance;
};

/* Of the picks that are (or are not) explained; of all when `explained` is NULL. */
static struct moments moments_of(const struct picks *picks, const bool *explained, bool wanted)
{
    struct moments m = {0};
    double squares = 0;
    for (size_t i = 0; i < picks->count; i++) {
        double snr_db = picks->all[i].snr_db;
        if (isnan(snr_db) || (explained != NULL && explained[i] != wanted))
            continue;
        m.count++;
        double off = snr_db - m.mean;
        m.mean += off / m.count;
        squares += off * (snr_db - m.mean);
    }
    m.variance = m.count > 0 ? squares / m.count : 0;
    return m;
}

static void draw_to(const struct moments *common, const struct moments *own, double *ret_mean,
                    double *ret_variance)
{
    double all = COMMON_WEIGHT + own->count, off = own->mean - common->mean;
    *ret_mean = common->mean + own->count / all * off;
    *ret_variance = (COMMON_WEIGHT * common->variance + own->count * own->variance +
                     COMMON_WEIGHT * own->count / all * off * off) /
                    all;
}

struct salience salience_learn(const struct picks *picks, const bool *explained)
{
    struct moments common = moments_of(picks, NULL, false), arrivals = {0}, clutter = {0};
    struct salience salience;
    if (explained != NULL) {
        arrivals = moments_of(picks, explained, true);
        clutter = moments_of(picks, explained, false);
    }
    common.variance = fmax(1, common.variance);
    draw_to(&common, &arrivals, &salience.arrival_mean_db, &salience.arrival_variance_db2);
    draw_to(&common, &clutter, &salience.clutter_mean_db, &salience.clutter_variance_db2);
    return salience;
}

static double log_normal(double value, double mean, double variance)
{
    return -0.5 * (value - mean) * (value - mean) / variance - 0.5 * log(variance);
}

double salience_log_odds(const struct salience *salience, double snr_db)
{
    if (isnan(snr_db))
        return 0;
    double odds = log_normal(snr_db, salience->arrival_mean_db, salience->arrival_variance_db2) -
                  log_normal(snr_db, salience->clutter_mean_db, salience->clutter_variance_db2);
    return fmin(LOG_ODDS_MOST, fmax(-LOG_ODDS_MOST, odds));
}
