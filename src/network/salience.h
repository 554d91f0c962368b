/* Salience: how far a pick stands above the noise tells sources from clutter, where stations report
 * it. Arrivals are louder than their echoes; by how much is learned from the picks themselves. */
#ifndef TACET_NETWORK_SALIENCE_H
#define TACET_NETWORK_SALIENCE_H

#include "picks.h"

/* Normal distributions of the signal-to-noise ratios. */
struct salience {
    double arrival_mean_db, arrival_variance_db2;
    double clutter_mean_db, clutter_variance_db2;
};

/* From the picks that sources explain and those that none does; `explained` NULL: nothing is known.
 */
struct salience salience_learn(const struct picks *picks, const bool *explained);

/* log of how much likelier an arrival has this ratio than clutter has; 0 when it is not given.
 * Never strong enough to make or break a source. */
double salience_log_odds(const struct salience *salience, double snr_db);

#endif
