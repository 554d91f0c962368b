/* Launches and impacts, told by which comes first. */
#include "launches.h"

#include <math.h>

/* A mortar's bomb flies up to a minute. Longer flights are too easily taken for an answer. */
static const double FLIGHT_MOST_S = 60.0;

/* So much likelier is the order of a flight than that of two sides who both fire. */
static const double ORDER_ODDS = 4.0;

static const double SIGMAS = 2.0;

/* Whether it can be that `later` was struck from `earlier`. */
static bool is_flight(const struct blast *earlier, const struct blast *later)
{
    double gap_s = tct_time_between_s(earlier->first_ns, later->first_ns);
    double error_s = SIGMAS * hypot(earlier->first_sigma_s, later->first_sigma_s);
    return earlier->explosions > 0.5 && later->explosions > 0.5 &&
           gap_s >= FLIGHT_LEAST_S + error_s && gap_s <= FLIGHT_MOST_S;
}

void tell_impacts(struct blast *places, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool follows = false, leads = false;
        double odds = 1.0;
        for (size_t k = i;
             k-- > 0 && !follows &&
             tct_time_between_s(places[k].first_ns, places[i].first_ns) <= FLIGHT_MOST_S;)
            follows = is_flight(&places[k], &places[i]);
        for (size_t k = i + 1;
             k < count && !leads &&
             tct_time_between_s(places[i].first_ns, places[k].first_ns) <= FLIGHT_MOST_S;
             k++)
            leads = is_flight(&places[i], &places[k]);
        odds *= follows ? ORDER_ODDS : 1.0;
        odds /= leads ? ORDER_ODDS : 1.0;
        places[i].impact_p = odds / (1.0 + odds);
    }
}
