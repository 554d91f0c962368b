/* What an incident makes of a report: a mixture over its engagements, each weighing by the root of
 * its shots: what is long is told of more, but not in proportion. */
#include "fit.h"

#include <math.h>

#include "human.h"
#include "normal.h"
#include "slips.h"

static const double FARTHEST_SIGMAS = 9.0; /* beyond it there is nothing */

/* ---- When ---- */

/* Integral of the normal distribution function. */
static double ramp(double s, double sigma_s)
{
    double z = s / sigma_s;
    return sigma_s * (z * normal_below(z) + normal_density(z));
}

/* Density of the middle of what a report says, `off_s` from the middle of a stretch: it happened
 * anywhere within the stretch, is anywhere within what the report says, and has a normal error. */
static double stretch_density(double off_s, double stretch_s, double said_s, double sigma_s)
{
    double a = 0.5 * fmax(stretch_s, 0.01 * sigma_s), b = 0.5 * fmax(said_s, 0.01 * sigma_s);
    double at = -fabs(off_s); /* symmetric; on this side the differences are exact */
    if (at + a + b < -FARTHEST_SIGMAS * sigma_s)
        return 0.0;
    double sum = ramp(at + a + b, sigma_s) - ramp(at + a - b, sigma_s) - ramp(at - a + b, sigma_s) +
                 ramp(at - a - b, sigma_s);
    return fmax(sum, 0.0) / (4.0 * a * b);
}

static double time_sigma_s(const struct tct_report *report)
{
    return hypot(report->time_sigma_s, HUMAN_TIME_LEAST_SIGMA_S);
}

static double time_density(const struct tct_report *report, double shift_s, int64_t from_ns,
                           int64_t until_ns)
{
    double said_s = tct_time_between_s(report->from_ns, report->until_ns);
    double stretch_s = tct_time_between_s(from_ns, until_ns), sigma_s = time_sigma_s(report);
    double off_s =
        tct_time_between_s(from_ns, report->from_ns) + shift_s + 0.5 * said_s - 0.5 * stretch_s;
    if (!isfinite(said_s) || !isfinite(stretch_s) || !isfinite(off_s))
        return 0.0; /* centuries apart */
    return HUMAN_TIME_RIGHT * stretch_density(off_s, stretch_s, said_s, sigma_s) +
           (1.0 - HUMAN_TIME_RIGHT) *
               stretch_density(off_s, stretch_s, said_s, hypot(sigma_s, HUMAN_TIME_LOOSE_S));
}

/* ---- What, how much, who ---- */

/* Of what the report counts. */
struct number {
    double shots, bursts;
    const double *kind_p;
};

static double heavy_p(const double *kind_p)
{
    return kind_p[TCT_FIRING_LAUNCH] + kind_p[TCT_FIRING_EXPLOSION];
}

/* How much likelier the count is than that of an unrelated report. */
static double count_factor(const struct tct_report *report, const struct number *there)
{
    double low = report->count_low, high = report->count_high, number = there->shots;
    if (isnan(low) || !(high > 0.0))
        return 1.0;
    if (report->observation == TCT_OBSERVED_EXPLOSION)
        number *= 1.0 - there->kind_p[TCT_FIRING_SMALL_ARMS];
    if (report->observation == TCT_OBSERVED_SHOT)
        number *= 1.0 - heavy_p(there->kind_p);
    if (report->observation == TCT_OBSERVED_BURST)
        number = there->bursts * (1.0 - heavy_p(there->kind_p));
    low = log(fmax(low, 1.0));
    high = log(fmax(high, 1.0));
    double sigma = hypot(HUMAN_COUNT_SIGMA, (high - low) / sqrt(12.0));
    double fits = normal_density((0.5 * (low + high) - log(fmax(number, 1.0))) / sigma) / sigma;
    double ratio = fits * log(HUMAN_COUNT_RANGE);
    return fmin(fmax(ratio, 1.0 / HUMAN_COUNT_MOST), HUMAN_COUNT_MOST);
}

static double kind_factor(const struct tct_report *report, const double *kind_p)
{
    double differs = 0.0;
    if (report->observation == TCT_OBSERVED_EXPLOSION)
        differs = kind_p[TCT_FIRING_SMALL_ARMS];
    else if (report->observation == TCT_OBSERVED_SHOT || report->observation == TCT_OBSERVED_BURST)
        differs = heavy_p(kind_p);
    else
        return 1.0;
    return HUMAN_KIND_AGREES + (HUMAN_KIND_DIFFERS - HUMAN_KIND_AGREES) * differs;
}

static double side_factor(const struct tct_report *report, const double *side_p)
{
    if (report->accused == TCT_SIDE_UNDETERMINED)
        return 1.0;
    double fired = side_p[report->accused] + 0.5 * side_p[TCT_SIDE_UNDETERMINED];
    return HUMAN_ACCUSED_WRONGLY + (1.0 - HUMAN_ACCUSED_WRONGLY) * fired;
}

/* ---- All of it ---- */

/* A report, its times (as it was said first, then with its slips), and an incident. */
struct pair {
    const struct tct_report *report;
    struct slip_time times[1 + SLIP_TIMES_MOST];
    double whole[1 + SLIP_TIMES_MOST]; /* by time: that it tells of the whole incident */
    size_t time_count;
    double least_place_m2; /* densities of places below it do not count */
};

static void open_pair(struct pair *pair, const struct tct_summary *incident)
{
    struct number all = {incident->counts[TCT_UNIT_SHOT], incident->counts[TCT_UNIT_BURST],
                         incident->kind_p};
    double whole = (1.0 - HUMAN_TELLS_OF_PART) * count_factor(pair->report, &all);
    pair->times[0] = (struct slip_time){0.0, 1.0, NULL};
    pair->time_count = 1 + slip_times(pair->report, pair->times + 1);
    for (size_t i = 0; i < pair->time_count; i++)
        pair->whole[i] = whole * time_density(pair->report, pair->times[i].by_s, incident->from_ns,
                                              incident->until_ns);
}

static void slipped(struct fit *fit, double density, const char *text, double *best)
{
    fit->slip += density;
    if (density > *best) {
        *best = density;
        fit->which = text;
    }
}

/* It tells of this engagement, or of the whole of which it is a part. */
static void add_engagement(const struct pair *pair, const struct tct_engagement *part,
                           double weight, struct fit *fit, double *best)
{
    const struct tct_report *report = pair->report;
    if (!isfinite(part->middle.x_m) || !isfinite(part->middle.y_m))
        return;
    double spread_m2 = 0.5 * part->radius_m * part->radius_m;
    double covariance_m2[3] = {spread_m2, 0.0, spread_m2};
    double place = exp(tct_report_place_log_density(report, part->middle, covariance_m2));
    struct slip_place moved = slip_place(report, part->middle, spread_m2);
    if (!(place + moved.density >= pair->least_place_m2))
        return;
    struct number there = {part->shots, part->bursts, part->kind_p};
    double as_part = HUMAN_TELLS_OF_PART * count_factor(report, &there);
    double factors = weight * kind_factor(report, part->kind_p) * side_factor(report, part->side_p);
    size_t times = place >= pair->least_place_m2 ? pair->time_count : 1;
    for (size_t i = 0; i < times; i++) {
        const struct slip_time *time = &pair->times[i];
        double density =
            factors * time->share *
            (as_part * time_density(report, time->by_s, part->from_ns, part->until_ns) +
             pair->whole[i]);
        if (i == 0) {
            fit->said += place * density;
            slipped(fit, moved.density * density, moved.text, best);
        } else {
            slipped(fit, place * density, time->text, best);
        }
    }
}

struct fit fit_of(const struct tct_report *report, const struct tct_summary *incident,
                  double negligible)
{
    struct fit fit = {0};
    double weights = 0.0, best = 0.0;
    /* No density of time is above that of its error's middle, no factor above these. */
    double highest =
        HUMAN_KIND_AGREES * HUMAN_COUNT_MOST / (time_sigma_s(report) * sqrt(2.0 * M_PI));
    struct pair pair = {.report = report, .least_place_m2 = negligible / highest};
    if (!report->placed && !report->sighted)
        return fit;
    open_pair(&pair, incident);
    for (size_t i = 0; i < incident->engagement_count; i++)
        weights += sqrt((double)incident->engagements[i].shots);
    for (size_t i = 0; i < incident->engagement_count; i++) {
        const struct tct_engagement *part = &incident->engagements[i];
        add_engagement(&pair, part, sqrt((double)part->shots) / weights, &fit, &best);
    }
    return fit;
}
