/* Which incident a report tells of: Bayes' rule over those that it could mean, and none. */
#include <math.h>

#include "human.h"
#include "tacet/incident/corroboration.h"

static const double INCIDENTS_A_DAY = 10.0; /* expected in a sector; the order of it is enough */
static const double MATCH_P = 0.5, NEAR_P = 0.1;
static const double SLIP_ROOM_M = 2e5; /* a wrong digit puts a coordinate anywhere within this */
static const double COUNT_SIGMA = 1.2, COUNT_UNRELATED_SIGMA = 1.6, COUNT_UNRELATED = 5.0;
static const double COUNT_MOST = 4.0; /* people's counts tell no more than this, either way */
static const double KIND_AGREES = 1.3, KIND_DIFFERS = 0.3;
static const double SIDE_LEAST = 0.3; /* a side accuses the other whoever fired */

/* Times that are wrong by something people get wrong. The report's own comes first. */
static const struct {
    double by_s;
    const char *slip;
} SHIFTS[] = {
    {0.0, NULL},
    {43200.0, "its time is 12 hours early"},
    {-43200.0, "its time is 12 hours late"},
    {86400.0, "its day is the day before"},
    {-86400.0, "its day is the day after"},
    {3600.0, "its time is an hour early"},
    {-3600.0, "its time is an hour late"},
};
static const char GRID_SLIP[] = "a digit of its position is wrong";

static double normal_density(double z)
{
    return exp(-0.5 * z * z) / sqrt(2.0 * M_PI);
}

static double normal_below(double z)
{
    return 0.5 * erfc(-z / sqrt(2.0));
}

/* Of a time within a stretch, any of it as likely, with a normal error; `to_s` is the end of the
 * stretch as seen from its beginning, `at_s` the time. */
static double within(double at_s, double to_s, double sigma_s)
{
    if (to_s < 1e-3 * sigma_s)
        return normal_density((at_s - 0.5 * to_s) / sigma_s) / sigma_s;
    return (normal_below(at_s / sigma_s) - normal_below((at_s - to_s) / sigma_s)) / to_s;
}

static double time_density(const struct tct_report *report, double shift_s, int64_t from_ns,
                           int64_t until_ns)
{
    double half_s = 0.5 * tct_time_between_s(report->from_ns, report->until_ns);
    double at_s = tct_time_between_s(from_ns, report->from_ns) + half_s + shift_s;
    double to_s = tct_time_between_s(from_ns, until_ns);
    double sigma_s = hypot(report->time_sigma_s, half_s / sqrt(3.0));
    return HUMAN_TIME_RIGHT * within(at_s, to_s, sigma_s) +
           (1.0 - HUMAN_TIME_RIGHT) * within(at_s, to_s, hypot(sigma_s, HUMAN_TIME_LOOSE_S));
}

/* How much likelier the count is than that of an unrelated report. */
static double count_factor(const struct tct_report *report, const struct tct_summary *incident)
{
    if (isnan(report->count_low) || !(report->count_high > 0.0))
        return 1.0;
    bool bursts = report->observation == TCT_OBSERVED_BURST;
    double there = incident->counts[bursts ? TCT_UNIT_BURST : TCT_UNIT_SHOT];
    double said = log(fmax(0.5 * (report->count_low + report->count_high), 1.0));
    double fits = normal_density((said - log(fmax(there, 1.0))) / COUNT_SIGMA) / COUNT_SIGMA;
    double chance = normal_density((said - log(COUNT_UNRELATED)) / COUNT_UNRELATED_SIGMA) /
                    COUNT_UNRELATED_SIGMA;
    return fmin(fmax(fits / chance, 1.0 / COUNT_MOST), COUNT_MOST);
}

static double kind_factor(const struct tct_report *report, const struct tct_engagement *engagement)
{
    double heavy = engagement->kind_p[TCT_FIRING_LAUNCH] + engagement->kind_p[TCT_FIRING_EXPLOSION];
    double light = engagement->kind_p[TCT_FIRING_SMALL_ARMS];
    if (report->observation == TCT_OBSERVED_EXPLOSION)
        return KIND_DIFFERS + (KIND_AGREES - KIND_DIFFERS) * (1.0 - light);
    if (report->observation == TCT_OBSERVED_SHOT || report->observation == TCT_OBSERVED_BURST)
        return KIND_DIFFERS + (KIND_AGREES - KIND_DIFFERS) * (1.0 - heavy);
    return 1.0;
}

static double side_factor(const struct tct_report *report, const struct tct_engagement *engagement)
{
    if (report->accused == TCT_SIDE_UNDETERMINED)
        return 1.0;
    return SIDE_LEAST + (1.0 - SIDE_LEAST) * (engagement->side_p[report->accused] +
                                              0.5 * engagement->side_p[TCT_SIDE_UNDETERMINED]);
}

/* A coordinate with a wrong digit: right in one direction, anywhere in the other. */
static double digit_density(const struct tct_report *report, struct tct_plane place,
                            double spread_m2)
{
    if (!report->placed)
        return 0.0;
    double sigma_m = sqrt(report->place_sigma_m * report->place_sigma_m + spread_m2 +
                          HUMAN_OTHER_PLACE_SIGMA_M * HUMAN_OTHER_PLACE_SIGMA_M);
    double dx = place.x_m - report->place.x_m, dy = place.y_m - report->place.y_m;
    if (fmax(fabs(dx), fabs(dy)) > 0.5 * SLIP_ROOM_M)
        return 0.0;
    return 0.5 / (sigma_m * SLIP_ROOM_M) *
           (normal_density(dx / sigma_m) + normal_density(dy / sigma_m));
}

/* What an incident makes of a report: its density as it was said, and with the likeliest slip. */
struct fit {
    double said;
    double slip;
    const char *which;
};

static void add_engagement(const struct tct_report *report, const struct tct_summary *incident,
                           const struct tct_engagement *part, double weight, struct fit *fit)
{
    double spread_m2 = 0.5 * part->radius_m * part->radius_m;
    double covariance_m2[3] = {spread_m2, 0.0, spread_m2};
    double factors = weight * kind_factor(report, part) * side_factor(report, part);
    double log_place = tct_report_place_log_density(report, part->middle, covariance_m2);
    double place = isnan(log_place) ? 0.0 : exp(log_place), best = 0.0;
    for (size_t i = 0; i < TCT_COUNT(SHIFTS); i++) {
        /* It tells of this engagement, or of the whole of which it is a part. */
        double time =
            0.7 * time_density(report, SHIFTS[i].by_s, part->from_ns, part->until_ns) +
            0.3 * time_density(report, SHIFTS[i].by_s, incident->from_ns, incident->until_ns);
        if (SHIFTS[i].slip == NULL) {
            double digit = HUMAN_SLIP * digit_density(report, part->middle, spread_m2) * time;
            fit->said += factors * place * time;
            fit->slip += factors * digit;
            best = digit;
            fit->which = best > 0.0 ? GRID_SLIP : NULL;
        } else {
            double shifted = HUMAN_SLIP * place * time;
            fit->slip += factors * shifted;
            if (shifted > best) {
                best = shifted;
                fit->which = SHIFTS[i].slip;
            }
        }
    }
}

/* Engagements weigh by the root of their shots: what is long is told of more, but not in
 * proportion. */
static struct fit fit_of(const struct tct_report *report, const struct tct_summary *incident)
{
    struct fit whole = {0};
    double weights = 0.0, best = 0.0;
    for (size_t i = 0; i < incident->engagement_count; i++)
        weights += sqrt((double)incident->engagements[i].shots);
    for (size_t i = 0; i < incident->engagement_count; i++) {
        const struct tct_engagement *part = &incident->engagements[i];
        struct fit fit = {0};
        add_engagement(report, incident, part, sqrt((double)part->shots) / weights, &fit);
        whole.said += fit.said;
        whole.slip += fit.slip;
        if (fit.slip > best) {
            best = fit.slip;
            whole.which = fit.which;
        }
    }
    double factor = count_factor(report, incident);
    whole.said *= factor;
    whole.slip *= factor;
    return whole;
}

/* Mean over where and when the report says of the chance that fire there would have been heard. */
static double heard_p(const struct tct_report *report, const struct tct_coverage_port *coverage)
{
    enum { RINGS = 3, SPOKES = 8, TIMES = 3 };
    static const double ROUNDS_MOST = 3.0;
    struct tct_report_region region;
    double sum = 0.0, weights = 0.0, rounds = report->count_low;
    enum tct_firing_kind kind = report->observation == TCT_OBSERVED_EXPLOSION
                                    ? TCT_FIRING_EXPLOSION
                                    : TCT_FIRING_SMALL_ARMS;
    if (coverage == NULL || !tct_report_region(report, &region))
        return (double)NAN;
    rounds = isnan(rounds) ? 1.0 : fmin(fmax(rounds, 1.0), ROUNDS_MOST);
    double span_s = tct_time_between_s(report->from_ns, report->until_ns);
    for (int i = 0; i < TIMES * (1 + RINGS * SPOKES); i++) {
        int spot = i / TIMES, ring = (spot + SPOKES - 1) / SPOKES;
        double radius_m = region.radius_m * ring / RINGS, angle_rad = 2.0 * M_PI * spot / SPOKES;
        struct tct_plane place = {region.middle.x_m + radius_m * sin(angle_rad),
                                  region.middle.y_m + radius_m * cos(angle_rad)};
        double log_density = tct_report_place_log_density(report, place, NULL);
        double weight = exp(log_density) * (ring == 0 ? 1.0 / SPOKES : ring);
        int64_t time_ns = report->from_ns + tct_time_from_s(span_s * (i % TIMES) / (TIMES - 1));
        double p = coverage->heard_p(coverage->user, place, time_ns, kind);
        if (isnan(p))
            return (double)NAN;
        sum += weight * (1.0 - pow(1.0 - fmin(fmax(p, 0.0), 1.0), rounds));
        weights += weight;
    }
    return weights > 0.0 ? sum / weights : (double)NAN;
}

static void corroborate(const struct tct_report *report, double nearest_p, struct tct_match *match)
{
    match->corroboration = TCT_OPEN;
    if (report->about != TCT_ABOUT_FIRE)
        match->reason = "no sensor hears what it tells of";
    else if (match->candidate != TCT_NO_INCIDENT && match->slip == NULL) {
        match->corroboration = TCT_SUPPORTED;
        match->reason = "sensors heard fire where and when it says";
    } else if (match->candidate != TCT_NO_INCIDENT)
        match->reason = "it would tell of this incident but for a slip";
    else if (isnan(match->heard_p))
        match->reason = "what could be heard there then is not known";
    else if (match->heard_p <= TCT_WOULD_NOT_HEAR_P) {
        match->corroboration = TCT_NOBODY_COULD_HEAR;
        match->reason = "no sensor could hear fire there then";
    } else if (match->heard_p >= TCT_WOULD_HEAR_P && nearest_p < NEAR_P) {
        match->corroboration = TCT_CONTRADICTED;
        match->reason = "fire there then would have been heard, and was not";
    } else
        match->reason = nearest_p >= NEAR_P ? "an incident comes near, and may be meant"
                                            : "fire there then could have been missed";
}

void tct_match_report(const struct tct_report *report, const struct tct_summary *const *candidates,
                      size_t count, double background_m2s, const struct tct_coverage_port *coverage,
                      struct tct_match *ret)
{
    double scale = (1.0 - HUMAN_UNHEARD) / HUMAN_UNHEARD * background_m2s / INCIDENTS_A_DAY;
    double all = 1.0, best = 0.0, second = 0.0;
    *ret = (struct tct_match){.candidate = TCT_NO_INCIDENT, .runner_up = TCT_NO_INCIDENT};
    bool fire = report->about == TCT_ABOUT_FIRE || report->about == TCT_ABOUT_DAMAGE ||
                report->about == TCT_ABOUT_CASUALTY;
    for (size_t i = 0; i < count && fire; i++) {
        struct fit fit = fit_of(report, candidates[i]);
        double odds = scale * (fit.said + fit.slip);
        all += odds;
        if (odds > best) {
            ret->runner_up = ret->candidate;
            second = best;
            best = odds;
            ret->candidate = (uint32_t)i;
            ret->slip = fit.slip > fit.said ? fit.which : NULL;
        } else if (odds > second) {
            ret->runner_up = (uint32_t)i;
            second = odds;
        }
    }
    ret->p = best / all;
    ret->runner_up_p = second / all;
    ret->heard_p = heard_p(report, coverage);
    double nearest_p = ret->p;
    if (!(ret->p >= MATCH_P)) {
        ret->runner_up = best > 0.0 ? ret->candidate : TCT_NO_INCIDENT;
        ret->runner_up_p = ret->p;
        ret->candidate = TCT_NO_INCIDENT;
        ret->slip = NULL;
        ret->p = 1.0 / all;
    }
    corroborate(report, nearest_p, ret);
}
