/* One distribution of a count against what came. */
#ifndef TACET_TENSION_DAILY_SCORES_H
#define TACET_TENSION_DAILY_SCORES_H

#include "tacet/tension/daily.h"

/* Adds the scores of one day: `p` are the probabilities of 0 to count - 1, which n is below. The
 * members that are means are sums meanwhile. */
void daily_score_add(const double *p, size_t count, int32_t n, int32_t over,
                     struct tct_daily_score *score, double *ret_crps, double *ret_log);

/* Mean and standard error of a series whose neighbours resemble each other. */
void daily_mean(const double *values, size_t count, double *ret_mean, double *ret_sigma);

#endif
