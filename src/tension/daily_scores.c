/* Proper scores (Gneiting & Raftery 2007, doi:10.1198/016214506000001437). */
#include "daily_scores.h"

#include <math.h>

void daily_score_add(const double *p, size_t count, int32_t n, int32_t over,
                     struct tct_daily_score *score, double *ret_crps, double *ret_log)
{
    double below = 0.0, crps = 0.0, at_most_over = 0.0, low = 0.0, high = 0.0;
    bool inside = false, started = false, ended = false;
    for (size_t k = 0; k < count; k++) {
        double before = below;
        below += p[k];
        double step = below - ((int64_t)k >= n ? 1.0 : 0.0);
        crps += step * step;
        if ((int64_t)k <= over)
            at_most_over = below;
        if (!started && below >= 0.05) {
            started = true;
            low = before;
        }
        inside = inside || (started && !ended && (int64_t)k == n);
        if (started && !ended && below >= 0.95) {
            ended = true;
            high = below;
        }
    }
    double wrong = 1.0 - fmin(at_most_over, 1.0) - (n > over ? 1.0 : 0.0);
    *ret_log = -log(p[n]);
    score->log_score += *ret_log;
    score->crps += crps;
    score->brier += wrong * wrong;
    score->coverage90 += inside;
    score->said90 += high - low;
    *ret_crps = crps;
}

/* Bartlett's weights over as many neighbours as the cube root of the number (Newey & West 1987,
 * doi:10.2307/1913610), a week at least. */
void daily_mean(const double *values, size_t count, double *ret_mean, double *ret_sigma)
{
    enum { WEEK = 7 };
    double mean = 0.0, variance = 0.0;
    size_t lags = (size_t)fmax(WEEK, cbrt((double)count));
    for (size_t i = 0; i < count; i++)
        mean += values[i] / (double)count;
    for (size_t lag = 0; lag <= lags && lag < count; lag++) {
        double sum = 0.0;
        for (size_t i = lag; i < count; i++)
            sum += (values[i] - mean) * (values[i - lag] - mean);
        double weight = 1.0 - (double)lag / ((double)lags + 1.0);
        variance += (lag == 0 ? 1.0 : 2.0) * weight * sum / (double)count;
    }
    *ret_mean = mean;
    *ret_sigma = sqrt(fmax(variance, 0.0) / (double)count);
}
