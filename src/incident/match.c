/* Which incident a report tells of: Bayes' rule over those that it could mean, and none. */
#include <math.h>

#include "fit.h"
#include "human.h"
#include "report_parts.h"
#include "sums.h"
#include "verdict.h"

static const double MATCH_P = 0.5, DAY_S = 86400.0;
static const double NEGLIGIBLE_ODDS = 1e-9;

static bool tells_of_fire(const struct tct_report *report)
{
    return report->about == TCT_ABOUT_FIRE || report->about == TCT_ABOUT_DAMAGE ||
           report->about == TCT_ABOUT_CASUALTY;
}

/* Incidents a day around the report's time. One more than there are, so that few are not taken for
 * none. */
static double incidents_a_day(const struct tct_report *report,
                              const struct tct_summary *const *candidates, size_t count)
{
    double near = 1.0;
    double span_s = tct_time_between_s(report->from_ns, report->until_ns);
    for (size_t i = 0; i < count; i++)
        near +=
            tct_time_between_s(candidates[i]->until_ns, report->from_ns) <= TCT_MATCH_WITHIN_S &&
            tct_time_between_s(report->until_ns, candidates[i]->from_ns) <= TCT_MATCH_WITHIN_S;
    return near * DAY_S / (2.0 * TCT_MATCH_WITHIN_S + span_s);
}

/* Of two that fit as well the one that began first, then by what else tells them apart. */
static bool is_before(const struct tct_summary *a, const struct tct_summary *b)
{
    if (a->from_ns != b->from_ns)
        return a->from_ns < b->from_ns;
    if (a->until_ns != b->until_ns)
        return a->until_ns < b->until_ns;
    if (a->middle.x_m != b->middle.x_m)
        return a->middle.x_m < b->middle.x_m;
    return a->middle.y_m < b->middle.y_m;
}

/* One of the two likeliest. */
struct place_in_list {
    uint32_t candidate;
    double odds; /* against none of them */
    const char *slip;
};

static bool is_likelier(const struct tct_summary *const *candidates, double odds, uint32_t i,
                        const struct place_in_list *than)
{
    return odds > than->odds || (than->candidate != TCT_NO_INCIDENT && odds == than->odds &&
                                 is_before(candidates[i], candidates[than->candidate]));
}

/* The two likeliest, and the sum of all odds, in which the order does not matter. */
static double compare(const struct tct_report *report, const struct tct_summary *const *candidates,
                      size_t count, double scale, struct place_in_list best[2])
{
    struct exact_sum all = {0};
    exact_add(&all, 1.0);
    for (uint32_t i = 0; i < count; i++) {
        struct fit fit = fit_of(report, candidates[i], NEGLIGIBLE_ODDS / scale);
        double odds = fmin(scale * (fit.said + fit.slip), EXACT_MOST);
        struct place_in_list one = {i, odds, fit.slip > fit.said ? fit.which : NULL};
        exact_add_number(&all, odds);
        if (is_likelier(candidates, odds, i, &best[0])) {
            best[1] = best[0];
            best[0] = one;
        } else if (is_likelier(candidates, odds, i, &best[1])) {
            best[1] = one;
        }
    }
    return exact_value(&all);
}

void tct_match_report(const struct tct_report *report, const struct tct_summary *const *candidates,
                      size_t count, double background_m2s, const struct tct_coverage_port *coverage,
                      struct tct_match *ret)
{
    struct place_in_list best[2] = {{TCT_NO_INCIDENT, 0.0, NULL}, {TCT_NO_INCIDENT, 0.0, NULL}};
    report_assert(report);
    TCT_ASSERT(isfinite(background_m2s) && background_m2s > 0.0 && count < TCT_NO_INCIDENT);
    double scale = (1.0 - HUMAN_UNHEARD) / HUMAN_UNHEARD * background_m2s /
                   incidents_a_day(report, candidates, count);
    double all = tells_of_fire(report) ? compare(report, candidates, count, scale, best) : 1.0;
    double nearest_p = best[0].odds / all;
    if (nearest_p >= MATCH_P)
        *ret = (struct tct_match){.candidate = best[0].candidate,
                                  .p = nearest_p,
                                  .runner_up = best[1].candidate,
                                  .runner_up_p = best[1].odds / all,
                                  .slip = best[0].slip};
    else
        *ret = (struct tct_match){.candidate = TCT_NO_INCIDENT,
                                  .p = 1.0 / all,
                                  .runner_up = best[0].candidate,
                                  .runner_up_p = nearest_p};
    verdict(report, candidates, count, nearest_p, coverage, ret);
}
