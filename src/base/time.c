/* Time: RFC 3339 in and out, proleptic Gregorian days by H. Hinnant's civil-calendar algorithms. */
#include "tacet/base/time.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

enum { YEAR_FIRST = 1678, YEAR_LAST = 2261, NS_DIGITS = 9 };

static int64_t days_from_civil(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static void civil_from_days(int64_t days, int64_t *ret_year, int *ret_month, int *ret_day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted_month = (5 * day_of_year + 2) / 153;
    *ret_day = (int)(day_of_year - (153 * shifted_month + 2) / 5 + 1);
    *ret_month = (int)(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
    *ret_year = year_of_era + era * 400 + (*ret_month <= 2);
}

static int days_in_month(int64_t year, int month)
{
    static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

struct cursor {
    const char *at;
    const char *end;
};

static bool take_digits(struct cursor *c, int count, int *ret_value)
{
    int value = 0;
    if (c->end - c->at < count)
        return false;
    for (int i = 0; i < count; i++, c->at++) {
        if (*c->at < '0' || *c->at > '9')
            return false;
        value = value * 10 + (*c->at - '0');
    }
    *ret_value = value;
    return true;
}

static bool take_char(struct cursor *c, char wanted)
{
    if (c->at == c->end || *c->at != wanted)
        return false;
    c->at++;
    return true;
}

static bool take_fraction(struct cursor *c, int64_t *ret_ns)
{
    *ret_ns = 0;
    if (!take_char(c, '.'))
        return true;
    int64_t scale = TCT_NS_PER_S;
    int digits = 0;
    for (; c->at < c->end && *c->at >= '0' && *c->at <= '9'; c->at++, digits++) {
        scale /= 10;
        *ret_ns += (*c->at - '0') * scale;
    }
    return digits >= 1 && digits <= NS_DIGITS;
}

static bool take_offset(struct cursor *c, int *ret_minutes)
{
    int hours = 0, minutes = 0;
    *ret_minutes = 0;
    if (take_char(c, 'Z') || take_char(c, 'z'))
        return true;
    int sign = take_char(c, '+') ? 1 : take_char(c, '-') ? -1 : 0;
    if (sign == 0 || !take_digits(c, 2, &hours) || !take_char(c, ':') ||
        !take_digits(c, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *ret_minutes = sign * (hours * 60 + minutes);
    return true;
}

enum tct_status tct_time_parse(const char *text, size_t bytes, int64_t *ret_ns)
{
    struct cursor c = {text, text + bytes};
    int year, month, day, hour, minute, second, offset_minutes;
    int64_t fraction_ns;
    if (!take_digits(&c, 4, &year) || !take_char(&c, '-') || !take_digits(&c, 2, &month) ||
        !take_char(&c, '-') || !take_digits(&c, 2, &day))
        return TCT_ERR_INPUT;
    if (!take_char(&c, 'T') && !take_char(&c, 't') && !take_char(&c, ' '))
        return TCT_ERR_INPUT;
    if (!take_digits(&c, 2, &hour) || !take_char(&c, ':') || !take_digits(&c, 2, &minute) ||
        !take_char(&c, ':') || !take_digits(&c, 2, &second) || !take_fraction(&c, &fraction_ns) ||
        !take_offset(&c, &offset_minutes) || c.at != c.end)
        return TCT_ERR_INPUT;
    if (year < YEAR_FIRST || year > YEAR_LAST || month < 1 || month > 12 || day < 1 ||
        day > days_in_month(year, month) || hour > 23 || minute > 59 || second > 60)
        return TCT_ERR_INPUT;
    int64_t minutes =
        days_from_civil(year, month, day) * 1440 + hour * 60 + minute - offset_minutes;
    *ret_ns = (minutes * 60 + second) * TCT_NS_PER_S + fraction_ns;
    return TCT_OK;
}

void tct_time_format(int64_t ns, int decimals, char ret_text[TCT_TIME_TEXT_BYTES])
{
    TCT_ASSERT(decimals >= 0 && decimals <= NS_DIGITS);
    int64_t seconds = ns / TCT_NS_PER_S, fraction = ns % TCT_NS_PER_S;
    if (fraction < 0) {
        fraction += TCT_NS_PER_S;
        seconds--;
    }
    int64_t days = seconds / 86400, second_of_day = seconds % 86400;
    if (second_of_day < 0) {
        second_of_day += 86400;
        days--;
    }
    int64_t year;
    int month, day;
    civil_from_days(days, &year, &month, &day);
    int at = snprintf(ret_text, TCT_TIME_TEXT_BYTES, "%04d-%02d-%02dT%02d:%02d:%02d", (int)year,
                      month, day, (int)(second_of_day / 3600), (int)(second_of_day / 60 % 60),
                      (int)(second_of_day % 60));
    if (decimals > 0) {
        for (int i = decimals; i < NS_DIGITS; i++)
            fraction /= 10;
        at += snprintf(ret_text + at, (size_t)(TCT_TIME_TEXT_BYTES - at), ".%0*lld", decimals,
                       (long long)fraction);
    }
    ret_text[at] = 'Z';
    ret_text[at + 1] = '\0';
}

double tct_time_between_s(int64_t from_ns, int64_t to_ns)
{
    int64_t difference;
    if (__builtin_sub_overflow(to_ns, from_ns, &difference))
        return to_ns > from_ns ? INFINITY : -INFINITY;
    return (double)(difference / TCT_NS_PER_S) + (double)(difference % TCT_NS_PER_S) * 1e-9;
}

int64_t tct_time_from_s(double seconds)
{
    double ns = seconds * 1e9;
    if (isnan(ns))
        return 0;
    if (ns >= 9.2e18)
        return INT64_MAX;
    if (ns <= -9.2e18)
        return INT64_MIN;
    return llround(ns);
}
