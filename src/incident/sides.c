/* The mean side of shots. */
#include "sides.h"

#include <math.h>

static const double LEAST_P = 1e-9; /* nobody is surer than this */
static const double LEAST_M2 = 1.0; /* of a place that is known, as good as exactly */
static const double LEAST_WEIGHT = 1e-12;

static double weight_of(const struct tct_firing *firing)
{
    double variance_m2 = firing->covariance_m2[0] + firing->covariance_m2[2];
    bool known = firing->placed && variance_m2 >= 0.0 && variance_m2 * LEAST_WEIGHT < 1.0;
    return known ? 1.0 / (LEAST_M2 + variance_m2) : LEAST_WEIGHT;
}

void side_mean_add(struct side_mean *mean, const struct tct_firing *firing)
{
    if (!firing->has_side)
        return;
    double weight = weight_of(firing), undetermined = firing->side_p[TCT_SIDE_UNDETERMINED];
    double determined = weight * (1.0 - undetermined);
    double left = fmax(LEAST_P, firing->side_p[TCT_SIDE_LEFT]);
    double right = fmax(LEAST_P, firing->side_p[TCT_SIDE_RIGHT]);
    mean->weight += weight;
    mean->undetermined += weight * undetermined;
    mean->odds_weight += determined;
    mean->log_odds += determined * (log(left) - log(right));
}

void side_mean_p(const struct side_mean *mean, double ret_p[TCT_SIDE_COUNT])
{
    bool known = mean->odds_weight > 0.0;
    double undetermined = known ? mean->undetermined / mean->weight : 1.0;
    double log_odds = known ? mean->log_odds / mean->odds_weight : 0.0;
    ret_p[TCT_SIDE_LEFT] = (1.0 - undetermined) / (1.0 + exp(-log_odds));
    ret_p[TCT_SIDE_RIGHT] = (1.0 - undetermined) / (1.0 + exp(log_odds));
    ret_p[TCT_SIDE_UNDETERMINED] = undetermined;
}
