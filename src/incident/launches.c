/* Launches and impacts, told by which comes first. */
#include "launches.h"

#include <math.h>

/* A mortar's bomb flies up to a minute. Longer flights are too easily taken for an answer. */
static const double FLIGHT_MOST_S = 60.0;

/* So much likelier is the order of a flight than that of two sides who both fire: who hears a
 * launch hears its impact, which is louder, so that an answer comes with impacts of its own. */
static const double ORDER_ODDS = 19.0;

static const double SIGMAS = 2.0;

/* Whether it can be that `later` was struck from `earlier`. */
static bool is_flight(const struct blast *earlier, const struct blast *later)
{
    double gap_s = tct_time_between_s(earlier->first_ns, later->first_ns);
    double error_s = SIGMAS * hypot(earlier->first_sigma_s, later->first_sigma_s);
    double across_p = earlier->left_p * later->right_p + earlier->right_p * later->left_p;
    return earlier->explosions > 0.5 && later->explosions > 0.5 && across_p > 0.5 &&
           gap_s >= FLIGHT_LEAST_S + error_s && gap_s <= FLIGHT_MOST_S;
}

/* An impact is of the last launch that it can be of. */
static void find_launch(struct blast *places, size_t of)
{
    for (size_t i = of; i-- > 0;) {
        if (tct_time_between_s(places[i].first_ns, places[of].first_ns) > FLIGHT_MOST_S)
            return;
        if (!is_flight(&places[i], &places[of]))
            continue;
        places[i].leads = places[of].follows = true;
        return;
    }
}

void tell_impacts(struct blast *places, size_t count)
{
    for (size_t i = 0; i < count; i++)
        find_launch(places, i);
    for (size_t i = 0; i < count; i++) {
        double odds = places[i].follows ? ORDER_ODDS : 1.0;
        odds /= places[i].leads ? ORDER_ODDS : 1.0;
        places[i].impact_p = odds / (1.0 + odds);
    }
}
