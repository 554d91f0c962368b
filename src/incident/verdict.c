/* Whether what was heard bears out a report: silence speaks only where fire would have been heard.
 */
#include "verdict.h"

#include <math.h>

#include "report_parts.h"
#include "rounds.h"

static const double NEAR_P = 0.1; /* an incident this likely may be meant */

/* A flare makes no sound that carries, and neither does what is not fire. */
static bool can_be_heard(const struct tct_report *report)
{
    return report->about == TCT_ABOUT_FIRE &&
           report->observation != TCT_OBSERVED_ILLUMINATION_FLARE;
}

static bool is_near(const struct tct_report *report, const struct tct_report_region *region,
                    const struct tct_engagement *heard)
{
    double slack_s = TCT_NEAR_S + 2.0 * report->time_sigma_s;
    double apart_m =
        hypot(heard->middle.x_m - region->middle.x_m, heard->middle.y_m - region->middle.y_m);
    return tct_time_between_s(heard->until_ns, report->from_ns) <= slack_s &&
           tct_time_between_s(report->until_ns, heard->from_ns) <= slack_s &&
           apart_m <= TCT_NEAR_M + heard->radius_m;
}

/* Whether sensors heard fire nearby, of which it may tell more than they heard. */
static bool heard_nearby(const struct tct_report *report,
                         const struct tct_summary *const *candidates, size_t count)
{
    struct tct_report_region region;
    if (!tct_report_region(report, &region))
        return false;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < candidates[i]->engagement_count; k++)
            if (is_near(report, &region, &candidates[i]->engagements[k]))
                return true;
    return false;
}

/* The beginning, the middle, the end, with their errors. */
enum { MOMENTS = 3 };

static int64_t moment_ns(const struct tct_report *report, int i)
{
    double span_s = tct_time_between_s(report->from_ns, report->until_ns);
    double at_s = 0.5 * span_s + (i - 1) * (0.5 * span_s + report->time_sigma_s);
    int64_t ret_ns, by_ns = tct_time_from_s(at_s);
    if (__builtin_add_overflow(report->from_ns, by_ns, &ret_ns))
        return by_ns < 0 ? INT64_MIN : INT64_MAX;
    return ret_ns;
}

/* Mean over where and when the report says of the chance that fire there would have been heard. */
static double heard_p(const struct tct_report *report, const struct tct_coverage_port *coverage)
{
    struct tct_plane spots[REPORT_SPOTS];
    double sum = 0.0;
    double rounds = isnan(report->count_low) ? 1.0 : report->count_low;
    enum tct_firing_kind kind = report->observation == TCT_OBSERVED_EXPLOSION
                                    ? TCT_FIRING_EXPLOSION
                                    : TCT_FIRING_SMALL_ARMS;
    if (coverage == NULL || !report_spots(report, spots))
        return (double)NAN;
    for (int moment = 0; moment < MOMENTS; moment++)
        for (int i = 0; i < REPORT_SPOTS; i++) {
            double p = coverage->heard_p(coverage->user, spots[i], moment_ns(report, moment), kind);
            if (isnan(p))
                return (double)NAN;
            sum += 1.0 - none_heard_p(p, rounds);
        }
    return sum / (MOMENTS * REPORT_SPOTS);
}

static void say(struct tct_match *match, enum tct_corroboration corroboration, const char *reason)
{
    match->corroboration = corroboration;
    match->reason = reason;
}

/* It tells of no incident. */
static void weigh_silence(bool near, struct tct_match *match)
{
    if (isnan(match->heard_p))
        say(match, TCT_OPEN, "what could be heard there then is not known");
    else if (match->heard_p <= TCT_WOULD_NOT_HEAR_P)
        say(match, TCT_NOBODY_COULD_HEAR, "no sensor could hear fire there then");
    else if (near)
        say(match, TCT_OPEN, "an incident comes near, and may be meant");
    else if (match->heard_p >= TCT_WOULD_HEAR_P)
        say(match, TCT_CONTRADICTED, "fire there then would have been heard, and was not");
    else
        say(match, TCT_OPEN, "fire there then could have been missed");
}

void verdict(const struct tct_report *report, const struct tct_summary *const *candidates,
             size_t count, double nearest_p, const struct tct_coverage_port *coverage,
             struct tct_match *match)
{
    match->heard_p = can_be_heard(report) ? heard_p(report, coverage) : (double)NAN;
    if (!can_be_heard(report))
        say(match, TCT_OPEN, "no sensor hears what it tells of");
    else if (match->candidate == TCT_NO_INCIDENT)
        weigh_silence(nearest_p >= NEAR_P || heard_nearby(report, candidates, count), match);
    else if (match->slip == NULL)
        say(match, TCT_SUPPORTED, "sensors heard fire where and when it says");
    else
        say(match, TCT_OPEN, "it would tell of this incident but for a slip");
}
