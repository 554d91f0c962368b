/* Slips of the pen: what people get wrong when they write down a time or a place. */
#include "slips.h"

#include <math.h>

#include "human.h"
#include "normal.h"
#include "report_parts.h"

static const double MINUTE_S = 60.0, HOUR_S = 3600.0;

static const struct slip_time TIMES[] = {
    {12.0 * 3600.0, HUMAN_SLIP_HALF_DAY, "its time is 12 hours early"},
    {-12.0 * 3600.0, HUMAN_SLIP_HALF_DAY, "its time is 12 hours late"},
    {24.0 * 3600.0, HUMAN_SLIP_DAY, "its day is the day before"},
    {-24.0 * 3600.0, HUMAN_SLIP_DAY, "its day is the day after"},
    {3600.0, HUMAN_SLIP_HOUR, "its time is an hour early"},
    {-3600.0, HUMAN_SLIP_HOUR, "its time is an hour late"},
    /* 12 and 21, 01 and 10: nine hours; 02 and 20: eighteen. Which hour was written depends on the
     * zone, which is not known here. */
    {9.0 * 3600.0, HUMAN_SLIP_HOUR_DIGITS, "the digits of its hour are swapped"},
    {-9.0 * 3600.0, HUMAN_SLIP_HOUR_DIGITS, "the digits of its hour are swapped"},
    {18.0 * 3600.0, HUMAN_SLIP_HOUR_DIGITS, "the digits of its hour are swapped"},
    {-18.0 * 3600.0, HUMAN_SLIP_HOUR_DIGITS, "the digits of its hour are swapped"},
};
_Static_assert(TCT_COUNT(TIMES) < SLIP_TIMES_MOST, "room for the minutes");

/* By how much the minutes are wrong if their digits are swapped, in zones of whole hours. */
static double swapped_minutes_s(int64_t time_ns)
{
    int64_t minutes = time_ns / (TCT_NS_PER_S * 60) % 60;
    if (minutes < 0)
        minutes += 60;
    int64_t tens = minutes / 10, ones = minutes % 10;
    return ones > 5 ? 0.0 : (double)(ones * 10 + tens - minutes) * MINUTE_S;
}

size_t slip_times(const struct tct_report *report, struct slip_time ret[SLIP_TIMES_MOST])
{
    size_t count = 0;
    double by_s = swapped_minutes_s(report->from_ns);
    bool to_the_minute = report->time_sigma_s < 0.1 * HOUR_S;
    for (; count < TCT_COUNT(TIMES); count++)
        ret[count] = TIMES[count];
    if (to_the_minute && by_s != 0.0)
        ret[count++] = (struct slip_time){by_s, HUMAN_SLIP_MINUTE_DIGITS,
                                          "the digits of its minutes are swapped"};
    return count;
}

/* Density of what a coordinate is off by when its kilometres, or tens of them, are wrong. */
static double digit_density(double off_m)
{
    const double km_m = 9e3, tens_m = 9e4;
    return (fabs(off_m) <= km_m ? 0.5 / (2.0 * km_m) : 0.0) +
           (fabs(off_m) <= tens_m ? 0.5 / (2.0 * tens_m) : 0.0);
}

/* One coordinate is right, the other has a wrong digit. */
static double position_density(const struct tct_report *report, struct tct_plane place,
                               double spread_m2)
{
    double sigma_m = sqrt(report_place_sigma_m(report) * report_place_sigma_m(report) + spread_m2);
    double dx = place.x_m - report->place.x_m, dy = place.y_m - report->place.y_m;
    return 0.5 / sigma_m *
           (normal_density(dx / sigma_m) * digit_density(dy) +
            normal_density(dy / sigma_m) * digit_density(dx));
}

struct slip_place slip_place(const struct tct_report *report, struct tct_plane place,
                             double spread_m2)
{
    const double covariance_m2[3] = {spread_m2, 0.0, spread_m2};
    if (report->placed)
        return (struct slip_place){HUMAN_SLIP_POSITION_DIGIT *
                                       position_density(report, place, spread_m2),
                                   "a digit of its position is wrong"};
    if (!report->sighted)
        return (struct slip_place){0.0, NULL};
    struct tct_report back = *report;
    back.sight.bearing_rad += M_PI;
    return (struct slip_place){HUMAN_SLIP_BEARING_BACK *
                                   exp(tct_report_place_log_density(&back, place, covariance_m2)),
                               "its bearing is towards the observer"};
}
