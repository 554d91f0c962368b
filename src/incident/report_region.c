/* Where a report says that something was, as a density over the ground. */
#include <math.h>

#include "human.h"
#include "tacet/incident/report.h"

static const double CIRCLE95 = 2.447746830680816;

static double place_sigma_m(const struct tct_report *report)
{
    double human_m = HUMAN_OTHER_PLACE_SIGMA_M;
    if (report->channel == TCT_CHANNEL_PATROL || report->channel == TCT_CHANNEL_POST)
        human_m = HUMAN_OBSERVER_PLACE_SIGMA_M;
    if (report->channel == TCT_CHANNEL_CAMERA)
        human_m = HUMAN_CAMERA_PLACE_SIGMA_M;
    return hypot(report->place_sigma_m, human_m);
}

static double distance_sigma(const struct tct_report *report)
{
    return report->means == TCT_MEANS_SAW        ? HUMAN_SEEN_DISTANCE_SIGMA
           : report->means == TCT_MEANS_RECORDED ? HUMAN_RECORDED_DISTANCE_SIGMA
                                                 : HUMAN_HEARD_DISTANCE_SIGMA;
}

static double normal_density(double z)
{
    return exp(-0.5 * z * z) / sqrt(2.0 * M_PI);
}

static double normal_below(double z)
{
    return 0.5 * erfc(-z / sqrt(2.0));
}

/* Of a circular normal distribution that is spread by the covariance. */
static double point_density(double dx, double dy, double sigma_m, const double covariance_m2[3])
{
    double xx = sigma_m * sigma_m, xy = 0.0, yy = xx;
    if (covariance_m2 != NULL) {
        xx += covariance_m2[0];
        xy += covariance_m2[1];
        yy += covariance_m2[2];
    }
    double determinant = xx * yy - xy * xy;
    double square = (yy * dx * dx - 2.0 * xy * dx * dy + xx * dy * dy) / determinant;
    return exp(-0.5 * square) / (2.0 * M_PI * sqrt(determinant));
}

/* The place itself, where it struck, or a place beside. */
static double named_place_density(const struct tct_report *report, struct tct_plane place,
                                  const double covariance_m2[3])
{
    double dx = place.x_m - report->place.x_m, dy = place.y_m - report->place.y_m;
    double sigma_m = place_sigma_m(report);
    return HUMAN_AT_SHOOTER * point_density(dx, dy, sigma_m, covariance_m2) +
           HUMAN_AT_TARGET *
               point_density(dx, dy, hypot(sigma_m, HUMAN_TARGET_SIGMA_M), covariance_m2) +
           HUMAN_BESIDE *
               point_density(dx, dy, hypot(sigma_m, HUMAN_BESIDE_SIGMA_M), covariance_m2);
}

/* Density of the logarithm of the distance. */
static double distance_density(const struct tct_report *report, double distance_m, double error_m)
{
    double said_m = report->sight.distance_m;
    if (isnan(
            said_m)) /* nearer places count as at the nearest distance: half an octave of e more */
        return distance_m <= HUMAN_FARTHEST_M
                   ? 1.0 / (log(HUMAN_FARTHEST_M / HUMAN_NEAREST_M) + 0.5)
                   : 0.0;
    double sigma = hypot(distance_sigma(report), error_m / distance_m);
    return normal_density(log(distance_m / said_m) / sigma) / sigma;
}

/* Uniform within the point of the compass, blurred by the hand and by what is not known of places.
 */
static double bearing_density(const struct tct_sight *sight, double off_rad, double blur_rad)
{
    double sigma = hypot(HUMAN_BEARING_SIGMA_RAD, blur_rad), half = sight->bearing_half_rad;
    return (normal_below((off_rad + half) / sigma) - normal_below((off_rad - half) / sigma)) /
           (2.0 * half);
}

static double fan_density(const struct tct_report *report, struct tct_plane place,
                          const double covariance_m2[3])
{
    const struct tct_sight *sight = &report->sight;
    double dx = place.x_m - sight->observer.x_m, dy = place.y_m - sight->observer.y_m;
    double error_m = sight->observer_sigma_m;
    if (covariance_m2 != NULL)
        error_m = sqrt(error_m * error_m + 0.5 * (covariance_m2[0] + covariance_m2[2]));
    double distance_m = fmax(hypot(dx, dy), HUMAN_NEAREST_M);
    double off_rad = remainder(atan2(dx, dy) - sight->bearing_rad, 2.0 * M_PI);
    return bearing_density(sight, off_rad, error_m / distance_m) *
           distance_density(report, distance_m, error_m) / (distance_m * distance_m);
}

double tct_report_place_log_density(const struct tct_report *report, struct tct_plane place,
                                    const double covariance_m2[3])
{
    if (report->placed)
        return log(named_place_density(report, place, covariance_m2));
    return report->sighted ? log(fan_density(report, place, covariance_m2)) : (double)NAN;
}

bool tct_report_region(const struct tct_report *report, struct tct_report_region *ret)
{
    const struct tct_sight *sight = &report->sight;
    if (report->placed) {
        ret->middle = report->place;
        ret->radius_m = CIRCLE95 * place_sigma_m(report);
        return true;
    }
    if (!report->sighted)
        return false;
    bool said = isfinite(sight->distance_m);
    double spread = 1.96 * distance_sigma(report);
    double near_m = said ? sight->distance_m * exp(-spread) : HUMAN_NEAREST_M;
    double far_m = said ? sight->distance_m * exp(spread) : HUMAN_FARTHEST_M;
    double middle_m = 0.5 * (near_m + far_m);
    double half_rad = fmin(sight->bearing_half_rad + 1.96 * HUMAN_BEARING_SIGMA_RAD, 0.5 * M_PI);
    ret->middle = (struct tct_plane){
        sight->observer.x_m + middle_m * sin(sight->bearing_rad),
        sight->observer.y_m + middle_m * cos(sight->bearing_rad),
    };
    ret->radius_m =
        hypot(0.5 * (far_m - near_m), far_m * sin(half_rad)) + CIRCLE95 * sight->observer_sigma_m;
    return true;
}

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

bool tct_report_repeats(const struct tct_report *report, const struct tct_report *earlier)
{
    struct tct_report_region a, b;
    if (report->about != earlier->about || report->party != earlier->party ||
        report->accused != earlier->accused || report->observation != earlier->observation ||
        !same_number(report->count_low, earlier->count_low) ||
        !same_number(report->count_high, earlier->count_high) || !tct_report_region(report, &a) ||
        !tct_report_region(earlier, &b))
        return false;
    double apart_s = fabs(tct_time_between_s(report->from_ns, earlier->from_ns));
    double apart_m = hypot(a.middle.x_m - b.middle.x_m, a.middle.y_m - b.middle.y_m);
    return apart_s <= 2.0 * (report->time_sigma_s + earlier->time_sigma_s) &&
           apart_m <= fmax(a.radius_m, b.radius_m);
}
