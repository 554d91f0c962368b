/* What was said and what happened, in few words. */
#include "said.h"

#include <math.h>

int64_t after(double s)
{
    return INT64_C(1800000000) * TCT_NS_PER_S + tct_time_from_s(s);
}

struct tct_engagement engagement(double x_m, double y_m, double from_s, double until_s,
                                 enum tct_side side, uint32_t shots)
{
    struct tct_engagement ret = {.from_ns = after(from_s),
                                 .until_ns = after(until_s),
                                 .middle = {x_m, y_m},
                                 .radius_m = 40.0,
                                 .shots = shots,
                                 .bursts = (shots + 3) / 4};
    ret.side_p[side] = 1.0;
    ret.kind_p[TCT_FIRING_SMALL_ARMS] = 1.0;
    return ret;
}

struct tct_summary summary(const struct tct_engagement *parts, size_t count)
{
    struct tct_summary ret = {.from_ns = parts[0].from_ns,
                              .until_ns = parts[0].until_ns,
                              .engagements = parts,
                              .engagement_count = count};
    for (size_t i = 0; i < count; i++) {
        if (parts[i].until_ns > ret.until_ns)
            ret.until_ns = parts[i].until_ns;
        ret.counts[TCT_UNIT_SHOT] += parts[i].shots;
        ret.counts[TCT_UNIT_BURST] += parts[i].bursts;
    }
    return ret;
}

struct tct_report said_at(double x_m, double y_m, double s)
{
    return (struct tct_report){.channel = TCT_CHANNEL_PATROL,
                               .party = TCT_SIDE_UNDETERMINED,
                               .accused = TCT_SIDE_UNDETERMINED,
                               .received_ns = after(s),
                               .from_ns = after(s),
                               .until_ns = after(s),
                               .time_sigma_s = 60.0,
                               .observation = TCT_OBSERVED_SHOT,
                               .count_low = (double)NAN,
                               .count_high = (double)NAN,
                               .placed = true,
                               .place = {x_m, y_m},
                               .place_sigma_m = 30.0};
}

struct tct_report heard_at(double bearing_deg, double distance_m, double s)
{
    struct tct_report ret = said_at(0.0, 0.0, s);
    ret.placed = false;
    ret.sighted = true;
    ret.means = TCT_MEANS_HEARD;
    ret.sight = (struct tct_sight){.observer_sigma_m = 20.0,
                                   .bearing_rad = bearing_deg * M_PI / 180.0,
                                   .bearing_half_rad = M_PI / 16.0,
                                   .distance_m = distance_m};
    return ret;
}

static double fixed_p(void *user, struct tct_plane place, int64_t time_ns,
                      enum tct_firing_kind kind)
{
    (void)place;
    (void)time_ns;
    (void)kind;
    return *(double *)user;
}

struct tct_match matched(const struct tct_report *report,
                         const struct tct_summary *const *candidates, size_t count, double p)
{
    struct tct_match match;
    struct tct_coverage_port coverage = {fixed_p, &p};
    tct_match_report(report, candidates, count, SAID_BACKGROUND_M2S, &coverage, &match);
    return match;
}
