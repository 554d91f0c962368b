/* Times of day. */
#include "clock_time.h"

#include <stddef.h>

#include "tacet/base.h"

static const int64_t DAY_NS = INT64_C(86400) * TCT_NS_PER_S;
static const int64_t MINUTE_NS = INT64_C(60) * TCT_NS_PER_S;
static const int64_t GRACE_NS = INT64_C(300) * TCT_NS_PER_S;

int clock_minute(const char *word)
{
    char digits[5];
    size_t used = 0;
    for (const char *c = word; *c != '\0'; c++) {
        if ((*c == ':' || *c == 'H') && used == 2)
            continue;
        if (*c < '0' || *c > '9' || used == 4)
            return -1;
        digits[used++] = *c;
    }
    if (used != 4)
        return -1;
    int hour = 10 * (digits[0] - '0') + digits[1] - '0';
    int minute = 10 * (digits[2] - '0') + digits[3] - '0';
    return hour < 24 && minute < 60 ? 60 * hour + minute : -1;
}

int64_t clock_last_ns(int minute_of_day, int utc_offset_s, int64_t now_ns)
{
    int64_t offset_ns = (int64_t)utc_offset_s * TCT_NS_PER_S, local_ns = now_ns + offset_ns;
    int64_t day_ns = local_ns - (local_ns % DAY_NS + DAY_NS) % DAY_NS;
    int64_t at_ns = day_ns + minute_of_day * MINUTE_NS - offset_ns;
    return at_ns - now_ns > GRACE_NS ? at_ns - DAY_NS : at_ns;
}
