/* Hours: when within a day a commitment holds. */
#include "hours.h"

#include <math.h>
#include <stdlib.h>

static int64_t midnight_before(int64_t time_ns)
{
    int64_t days = time_ns / DAY_NS - (time_ns % DAY_NS < 0);
    return days * DAY_NS;
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int by_begin(const void *a, const void *b)
{
    const struct stretch *one = a, *other = b;
    return (one->from_ns > other->from_ns) - (one->from_ns < other->from_ns);
}

/* Sorts them and joins those that overlap or touch. */
static size_t join(struct stretch *list, size_t count)
{
    size_t kept = 0;
    qsort(list, count, sizeof(*list), by_begin);
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && list[i].from_ns <= list[kept - 1].until_ns)
            list[kept - 1].until_ns = later(list[kept - 1].until_ns, list[i].until_ns);
        else
            list[kept++] = list[i];
    }
    return kept;
}

size_t hours_of(const struct tct_commitment *commitment, int64_t from_ns, int64_t until_ns,
                struct stretch ret[STRETCHES_MOST])
{
    size_t count = 0;
    from_ns = later(from_ns, commitment->from_ns);
    until_ns = earlier(until_ns, commitment->until_ns);
    if (from_ns >= until_ns)
        return 0;
    if (commitment->window_count == 0) {
        ret[0] = (struct stretch){from_ns, until_ns};
        return 1;
    }
    for (int64_t day = midnight_before(from_ns) - DAY_NS; day < until_ns; day += DAY_NS) {
        for (size_t i = 0; i < commitment->window_count; i++) {
            struct tct_window window = commitment->windows[i];
            int64_t until_s = window.until_s + (window.until_s < window.from_s ? 86400 : 0);
            int64_t begin = later(from_ns, day + window.from_s * TCT_NS_PER_S);
            int64_t end = earlier(until_ns, day + until_s * TCT_NS_PER_S);
            if (begin < end && count < STRETCHES_MOST)
                ret[count++] = (struct stretch){begin, end};
        }
    }
    return join(ret, count);
}

double hours_s(const struct stretch *stretches, size_t count)
{
    double sum_s = 0.0;
    for (size_t i = 0; i < count; i++)
        sum_s += tct_time_between_s(stretches[i].from_ns, stretches[i].until_ns);
    return sum_s;
}

static double below(double z)
{
    return 0.5 * erfc(-z * M_SQRT1_2);
}

double hours_hold_p(const struct stretch *stretches, size_t count, int64_t time_ns, double sigma_s)
{
    double p = 0.0;
    for (size_t i = 0; i < count; i++) {
        double to_s = tct_time_between_s(time_ns, stretches[i].until_ns);
        double from_s = tct_time_between_s(time_ns, stretches[i].from_ns);
        p += below(to_s / sigma_s) - below(from_s / sigma_s);
    }
    return fmin(1.0, fmax(0.0, p));
}

double hours_shared_s(const struct stretch *stretches, size_t count, int64_t from_ns,
                      int64_t until_ns)
{
    double sum_s = 0.0;
    for (size_t i = 0; i < count; i++) {
        int64_t begin = later(from_ns, stretches[i].from_ns);
        int64_t end = earlier(until_ns, stretches[i].until_ns);
        if (begin < end)
            sum_s += tct_time_between_s(begin, end);
    }
    return sum_s;
}
