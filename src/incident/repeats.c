/* Reports that say the same again. */
#include <math.h>

#include "report_parts.h"

/* Written down again, a place comes in another form, a time to another minute: rounded. */
static const double ROUNDED_M = 100.0, ROUNDED_SHARE = 0.1, SIGMAS = 2.0;

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool same_time(const struct tct_report *a, const struct tct_report *b)
{
    double within_s = SIGMAS * hypot(a->time_sigma_s, b->time_sigma_s);
    return fabs(tct_time_between_s(a->from_ns, b->from_ns)) <= within_s &&
           fabs(tct_time_between_s(a->until_ns, b->until_ns)) <= within_s;
}

static bool same_place(struct tct_plane a, double a_sigma_m, struct tct_plane b, double b_sigma_m)
{
    return hypot(a.x_m - b.x_m, a.y_m - b.y_m) <= SIGMAS * hypot(a_sigma_m, b_sigma_m) + ROUNDED_M;
}

static bool same_sight(const struct tct_sight *a, const struct tct_sight *b)
{
    double turn_rad = fabs(remainder(a->bearing_rad - b->bearing_rad, 2.0 * M_PI));
    bool same_distance =
        same_number(a->distance_m, b->distance_m) ||
        fabs(a->distance_m - b->distance_m) <= ROUNDED_SHARE * fmax(a->distance_m, b->distance_m);
    return same_distance && turn_rad <= fmax(a->bearing_half_rad, b->bearing_half_rad) &&
           same_place(a->observer, a->observer_sigma_m, b->observer, b->observer_sigma_m);
}

static bool same_where(const struct tct_report *a, const struct tct_report *b)
{
    if (a->placed != b->placed || a->sighted != b->sighted || (!a->placed && !a->sighted))
        return false;
    return (!a->placed || same_place(a->place, a->place_sigma_m, b->place, b->place_sigma_m)) &&
           (!a->sighted || same_sight(&a->sight, &b->sight));
}

bool tct_report_repeats(const struct tct_report *report, const struct tct_report *earlier)
{
    return report->party == earlier->party && report->about == earlier->about &&
           report->observation == earlier->observation && report->accused == earlier->accused &&
           (report->party != TCT_SIDE_UNDETERMINED || report->channel == earlier->channel) &&
           same_number(report->count_low, earlier->count_low) &&
           same_number(report->count_high, earlier->count_high) && same_time(report, earlier) &&
           same_where(report, earlier);
}
