/* The rules of grouping and counting, and which of them make sense together. */
#include "tacet/incident/rules.h"

#include <math.h>

static const double LONGEST_S = 86400.0;
static const double FARTHEST_M = 100e3;

struct tct_rules tct_rules_default(void)
{
    return (struct tct_rules){.burst_gap_s = 2.0,
                              .burst_reach_m = 30.0,
                              .engagement_gap_s = 120.0,
                              .engagement_reach_m = 500.0,
                              .quiet_s = 900.0,
                              .reach_m = 2000.0,
                              .heavy_reach_m = 5000.0,
                              .decided_p = 0.9,
                              .day_starts_s = 0,
                              .unit = TCT_UNIT_BURST};
}

static enum tct_status check(const char *name, double value, double above, double most,
                             struct tct_error *err)
{
    if (value > above && value <= most)
        return TCT_OK;
    return tct_fail(err, TCT_ERR_INPUT, "rule %s: found %g, expected more than %g and at most %g",
                    name, value, above, most);
}

/* A coarser rule may not be finer than the one before it. */
static enum tct_status check_order(const char *coarse, double coarse_value, const char *fine,
                                   double fine_value, struct tct_error *err)
{
    if (coarse_value >= fine_value)
        return TCT_OK;
    return tct_fail(err, TCT_ERR_INPUT, "rule %s: found %g, expected %s (%g) or more", coarse,
                    coarse_value, fine, fine_value);
}

enum tct_status tct_rules_check(const struct tct_rules *rules, struct tct_error *err)
{
    const struct {
        const char *name;
        double value, above, most;
    } bounds[] = {
        {"burst_gap_s", rules->burst_gap_s, 0.0, LONGEST_S},
        {"burst_reach_m", rules->burst_reach_m, 0.0, FARTHEST_M},
        {"engagement_gap_s", rules->engagement_gap_s, 0.0, LONGEST_S},
        {"engagement_reach_m", rules->engagement_reach_m, 0.0, FARTHEST_M},
        {"quiet_s", rules->quiet_s, 0.0, LONGEST_S},
        {"reach_m", rules->reach_m, 1e-3, FARTHEST_M},
        {"heavy_reach_m", rules->heavy_reach_m, 0.0, FARTHEST_M},
        {"decided_p", rules->decided_p, 0.5, 1.0},
        {"day_starts_s", (double)rules->day_starts_s, -1.0, 86399.0},
        {"unit", (double)rules->unit, -1.0, TCT_UNIT_COUNT - 1},
    };
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < TCT_COUNT(bounds) && status == TCT_OK; i++)
        status = check(bounds[i].name, bounds[i].value, bounds[i].above, bounds[i].most, err);
    const struct {
        const char *coarse;
        double coarse_value;
        const char *fine;
        double fine_value;
    } orders[] = {
        {"engagement_gap_s", rules->engagement_gap_s, "burst_gap_s", rules->burst_gap_s},
        {"quiet_s", rules->quiet_s, "engagement_gap_s", rules->engagement_gap_s},
        {"engagement_reach_m", rules->engagement_reach_m, "burst_reach_m", rules->burst_reach_m},
        {"reach_m", rules->reach_m, "engagement_reach_m", rules->engagement_reach_m},
        {"heavy_reach_m", rules->heavy_reach_m, "reach_m", rules->reach_m},
    };
    for (size_t i = 0; i < TCT_COUNT(orders) && status == TCT_OK; i++)
        status = check_order(orders[i].coarse, orders[i].coarse_value, orders[i].fine,
                             orders[i].fine_value, err);
    return status;
}
