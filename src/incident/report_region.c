/* Where a report says that something was, as a density over the ground. */
#include <math.h>

#include "human.h"
#include "normal.h"
#include "report_parts.h"

static bool is_size(double value)
{
    return isfinite(value) && value >= 0.0;
}

void report_assert(const struct tct_report *report)
{
    const struct tct_sight *sight = &report->sight;
    TCT_ASSERT((unsigned)report->party < TCT_SIDE_COUNT);
    TCT_ASSERT((unsigned)report->accused < TCT_SIDE_COUNT);
    TCT_ASSERT(report->until_ns >= report->from_ns && is_size(report->time_sigma_s));
    TCT_ASSERT(isnan(report->count_low) || is_size(report->count_low));
    TCT_ASSERT(isnan(report->count_low) ||
               (isfinite(report->count_high) && report->count_high >= report->count_low));
    TCT_ASSERT(!report->placed || (isfinite(report->place.x_m) && isfinite(report->place.y_m) &&
                                   is_size(report->place_sigma_m)));
    if (!report->sighted)
        return;
    TCT_ASSERT(isfinite(sight->observer.x_m) && isfinite(sight->observer.y_m) &&
               is_size(sight->observer_sigma_m));
    TCT_ASSERT(isfinite(sight->bearing_rad) && is_size(sight->bearing_half_rad));
    TCT_ASSERT(isnan(sight->distance_m) ||
               (isfinite(sight->distance_m) && sight->distance_m > 0.0));
}

/* ---- A place ---- */

double report_place_sigma_m(const struct tct_report *report)
{
    double human_m = HUMAN_OTHER_PLACE_SIGMA_M;
    if (report->channel == TCT_CHANNEL_PATROL || report->channel == TCT_CHANNEL_POST)
        human_m = HUMAN_OBSERVER_PLACE_SIGMA_M;
    if (report->channel == TCT_CHANNEL_CAMERA)
        human_m = HUMAN_CAMERA_PLACE_SIGMA_M;
    return hypot(report->place_sigma_m, human_m);
}

/* A place that is named may be the place itself, where it struck, or one beside. */
enum { MEANINGS = 3 };
static const double MEANING_SHARES[MEANINGS] = {HUMAN_AT_SHOOTER, HUMAN_AT_TARGET, HUMAN_BESIDE};

static double meaning_sigma_m(const struct tct_report *report, int meaning)
{
    const double more_m[MEANINGS] = {0.0, HUMAN_TARGET_SIGMA_M, HUMAN_BESIDE_SIGMA_M};
    return hypot(report_place_sigma_m(report), more_m[meaning]);
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
    TCT_ASSERT(determinant > 0.0);
    double square = (yy * dx * dx - 2.0 * xy * dx * dy + xx * dy * dy) / determinant;
    return exp(-0.5 * square) / (2.0 * M_PI * sqrt(determinant));
}

static double named_place_density(const struct tct_report *report, struct tct_plane place,
                                  const double covariance_m2[3])
{
    double dx = place.x_m - report->place.x_m, dy = place.y_m - report->place.y_m, sum = 0.0;
    for (int i = 0; i < MEANINGS; i++)
        sum += MEANING_SHARES[i] * point_density(dx, dy, meaning_sigma_m(report, i), covariance_m2);
    return sum;
}

/* That it was farther from the named place than this. */
static double beyond_p(const struct tct_report *report, double radius_m)
{
    double sum = 0.0;
    for (int i = 0; i < MEANINGS; i++) {
        double z = radius_m / meaning_sigma_m(report, i);
        sum += MEANING_SHARES[i] * exp(-0.5 * z * z);
    }
    return sum;
}

static double named_place_radius_m(const struct tct_report *report)
{
    enum { BISECTIONS = 40 };
    double low_m = 0.0, high_m = 4.0 * meaning_sigma_m(report, MEANINGS - 1);
    for (int i = 0; i < BISECTIONS; i++) {
        double middle_m = 0.5 * (low_m + high_m);
        if (beyond_p(report, middle_m) > 0.05)
            low_m = middle_m;
        else
            high_m = middle_m;
    }
    return high_m;
}

/* ---- A bearing, and perhaps a distance ---- */

static double distance_sigma(const struct tct_report *report)
{
    return report->means == TCT_MEANS_SAW        ? HUMAN_SEEN_DISTANCE_SIGMA
           : report->means == TCT_MEANS_RECORDED ? HUMAN_RECORDED_DISTANCE_SIGMA
                                                 : HUMAN_HEARD_DISTANCE_SIGMA;
}

static double farthest_m(const struct tct_report *report)
{
    bool shots =
        report->observation == TCT_OBSERVED_SHOT || report->observation == TCT_OBSERVED_BURST;
    return shots && report->means != TCT_MEANS_SAW ? HUMAN_SHOT_FARTHEST_M : HUMAN_FARTHEST_M;
}

/* Density of the logarithm of the distance. What is nearer than the nearest counts as there. */
static double distance_density(const struct tct_report *report, double distance_m, double error_m)
{
    double said_m = fmax(report->sight.distance_m, HUMAN_NEAREST_M), far_m = farthest_m(report);
    if (isnan(report->sight.distance_m)) /* the far end is blurred; half an octave of e is near */
        return normal_below(log(far_m / distance_m) / HUMAN_HEARD_DISTANCE_SIGMA) /
               (log(far_m / HUMAN_NEAREST_M) + 0.5);
    double sigma = hypot(distance_sigma(report), error_m / distance_m);
    return normal_density(log(distance_m / said_m) / sigma) / sigma;
}

/* Uniform within the point of the compass, blurred by the hand and by what is not known of places,
 * and wound round the compass. */
static double bearing_density(const struct tct_sight *sight, double off_rad, double blur_rad)
{
    const double widest_rad = 0.5 * M_PI; /* beyond it nothing is known of the direction */
    double sigma = fmin(hypot(HUMAN_BEARING_SIGMA_RAD, blur_rad), widest_rad), sum = 0.0;
    double half = fmin(fmax(sight->bearing_half_rad, 1e-3), M_PI);
    for (int turn = -2; turn <= 2; turn++) {
        double at_rad = off_rad + 2.0 * M_PI * turn;
        if (fabs(at_rad) < half + 9.0 * sigma)
            sum += normal_below((at_rad + half) / sigma) - normal_below((at_rad - half) / sigma);
    }
    return sum / (2.0 * half);
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

static void fan_region(const struct tct_report *report, struct tct_report_region *ret)
{
    const double sigmas = 2.1; /* distance and bearing are within, both, with 95 % */
    const struct tct_sight *sight = &report->sight;
    bool said = isfinite(sight->distance_m);
    double spread = sigmas * (said ? distance_sigma(report) : HUMAN_HEARD_DISTANCE_SIGMA);
    double said_m = fmax(sight->distance_m, HUMAN_NEAREST_M);
    double near_m = said ? said_m * exp(-spread) : 0.0;
    double far_m = (said ? said_m : farthest_m(report)) * exp(spread);
    double middle_m = 0.5 * (near_m + far_m);
    double half_rad = fmin(sight->bearing_half_rad + sigmas * HUMAN_BEARING_SIGMA_RAD, 0.5 * M_PI);
    ret->middle = (struct tct_plane){
        sight->observer.x_m + middle_m * sin(sight->bearing_rad),
        sight->observer.y_m + middle_m * cos(sight->bearing_rad),
    };
    ret->radius_m =
        hypot(0.5 * (far_m - near_m), far_m * sin(half_rad)) + 2.5 * sight->observer_sigma_m;
}

/* ---- Either ---- */

double tct_report_place_log_density(const struct tct_report *report, struct tct_plane place,
                                    const double covariance_m2[3])
{
    report_assert(report);
    if (report->placed)
        return log(named_place_density(report, place, covariance_m2));
    return report->sighted ? log(fan_density(report, place, covariance_m2)) : (double)NAN;
}

bool tct_report_region(const struct tct_report *report, struct tct_report_region *ret)
{
    report_assert(report);
    if (report->placed)
        *ret = (struct tct_report_region){report->place, named_place_radius_m(report)};
    else if (report->sighted)
        fan_region(report, ret);
    return report->placed || report->sighted;
}

/* ---- Spots ---- */

static struct tct_plane spot_at(struct tct_plane from, double bearing_rad, double distance_m)
{
    return (struct tct_plane){from.x_m + distance_m * sin(bearing_rad),
                              from.y_m + distance_m * cos(bearing_rad)};
}

/* Of each meaning its share of the spots, on a spiral with as much of the distribution between
 * neighbours. */
static void place_spots(const struct tct_report *report, struct tct_plane ret[REPORT_SPOTS])
{
    const double golden_rad = 2.399963229728653;
    int first = 0;
    double share = 0.0;
    for (int meaning = 0; meaning < MEANINGS; meaning++) {
        share += MEANING_SHARES[meaning];
        int end = (int)rint(share * REPORT_SPOTS);
        double sigma_m = meaning_sigma_m(report, meaning);
        for (int i = first; i < end; i++) {
            double beyond = 1.0 - (i - first + 0.5) / (end - first);
            ret[i] = spot_at(report->place, golden_rad * i, sigma_m * sqrt(-2.0 * log(beyond)));
        }
        first = end;
    }
}

/* As many bearings by as many distances, each standing for as much of the distribution. */
static void fan_spots(const struct tct_report *report, struct tct_plane ret[REPORT_SPOTS])
{
    enum { DISTANCES = 9, BEARINGS = REPORT_SPOTS / DISTANCES };
    static const double NORMAL_NINTHS[DISTANCES] = {-1.5932, -0.9674, -0.5895, -0.2822, 0.0,
                                                    0.2822,  0.5895,  0.9674,  1.5932};
    const struct tct_sight *sight = &report->sight;
    double half_rad = hypot(sight->bearing_half_rad, sqrt(3.0) * HUMAN_BEARING_SIGMA_RAD);
    for (int i = 0; i < REPORT_SPOTS; i++) {
        int step = i % DISTANCES;
        double off = (2.0 * (i / DISTANCES) + 1.0) / BEARINGS - 1.0,
               part = (step + 0.5) / DISTANCES;
        double distance_m = fmax(sight->distance_m, HUMAN_NEAREST_M) *
                            exp(distance_sigma(report) * NORMAL_NINTHS[step]);
        if (isnan(sight->distance_m))
            distance_m = HUMAN_NEAREST_M * pow(farthest_m(report) / HUMAN_NEAREST_M, part);
        ret[i] = spot_at(sight->observer, sight->bearing_rad + half_rad * off, distance_m);
    }
}

bool report_spots(const struct tct_report *report, struct tct_plane ret[REPORT_SPOTS])
{
    if (report->placed)
        place_spots(report, ret);
    else if (report->sighted)
        fan_spots(report, ret);
    return report->placed || report->sighted;
}
