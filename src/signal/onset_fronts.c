/* Onset's fronts: which kinds of fronts a channel's pulses have. */
#include "onset_fronts.h"

#include <math.h>

/* Before anything was heard: most fronts are sharp, and bent rises rare. What was thought counts as
 * much as a tenth of a pulse, since the fronts of a channel are mostly of one kind, and then one
 * pulse tells it. The memory is of some 200 pulses. */
static const double FRONTS_FIRST[ONSET_FRONTS] = {0.09, 0.0, 0.009, 0.009, 0.001, 0.001};
static const double FRONTS_KEPT = 0.995;
/* One in ten channels holds moments; of rises that are all alike, so much for each kind against
 * one for rises that are not. */
static const double MOMENTS_FIRST = -2.2; /* logarithm of odds */
static const double ALIKE_FIRST[RISE_KINDS] = {1.0, 1.0, 0.2, 0.2};
/* However much was heard, a few pulses can still change what is thought. */
static const double ODDS_MOST = 10.0;

void onset_fronts_init(struct onset_fronts *fronts)
{
    *fronts = (struct onset_fronts){0};
}

static double clamp(double value, double most)
{
    return value < -most ? -most : value > most ? most : value;
}

/* Shares of the kinds among rises when each pulse has its own. */
static void rise_shares(const struct onset_fronts *fronts, double ret_share[RISE_KINDS])
{
    double sum = 0.0;
    for (size_t k = 0; k < RISE_KINDS; k++) {
        ret_share[k] = fronts->count[FRONT_RISES + k] + FRONTS_FIRST[FRONT_RISES + k];
        sum += ret_share[k];
    }
    for (size_t k = 0; k < RISE_KINDS; k++)
        ret_share[k] /= sum;
}

void onset_fronts_prior(const struct onset_fronts *fronts, double ret_prior[ONSET_FRONTS])
{
    double sum = 0.0, odds = 1.0, share[RISE_KINDS];
    for (size_t k = 0; k < ONSET_FRONTS; k++)
        sum += fronts->count[k] + FRONTS_FIRST[k];
    double sharp = (fronts->count[FRONT_MEANS] + FRONTS_FIRST[FRONT_MEANS]) / sum;
    double moments = 1.0 / (1.0 + exp(-MOMENTS_FIRST - fronts->moments));
    ret_prior[FRONT_MOMENTS] = moments * sharp;
    ret_prior[FRONT_MEANS] = (1.0 - moments) * sharp;
    rise_shares(fronts, share);
    for (size_t k = 0; k < RISE_KINDS; k++)
        odds += ALIKE_FIRST[k] * exp(fronts->alike[k]);
    for (size_t k = 0; k < RISE_KINDS; k++)
        ret_prior[FRONT_RISES + k] =
            (1.0 - sharp) * (share[k] + ALIKE_FIRST[k] * exp(fronts->alike[k])) / odds;
}

void onset_fronts_learn(struct onset_fronts *fronts, const double prior[ONSET_FRONTS],
                        const double kinds[ONSET_FRONTS])
{
    double sharp = prior[FRONT_MEANS] + prior[FRONT_MOMENTS], sum = 0.0, rises = 0.0;
    double share[RISE_KINDS], turn = 0.0;
    rise_shares(fronts, share);
    for (size_t k = 0; k < ONSET_FRONTS; k++)
        sum += kinds[k];
    for (size_t k = FRONT_RISES; k < ONSET_FRONTS; k++)
        rises += kinds[k];
    double means = rises + kinds[FRONT_MEANS] * sharp / prior[FRONT_MEANS];
    double moments = rises + kinds[FRONT_MOMENTS] * sharp / prior[FRONT_MOMENTS];
    fronts->moments = clamp(fronts->moments + log(moments / means), ODDS_MOST);
    fronts->count[FRONT_MEANS] = FRONTS_KEPT * fronts->count[FRONT_MEANS] + (sum - rises) / sum;
    for (size_t k = 0; k < RISE_KINDS; k++)
        turn += share[k] * kinds[FRONT_RISES + k] / prior[FRONT_RISES + k];
    for (size_t k = 0; k < RISE_KINDS; k++) {
        double *count = &fronts->count[FRONT_RISES + k];
        double alone = kinds[FRONT_RISES + k] / prior[FRONT_RISES + k];
        *count = FRONTS_KEPT * *count + kinds[FRONT_RISES + k] / sum;
        fronts->alike[k] = clamp(fronts->alike[k] + log((sum - rises + (1.0 - sharp) * alone) /
                                                        (sum - rises + (1.0 - sharp) * turn)),
                                 ODDS_MOST);
    }
}
