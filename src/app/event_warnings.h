/* What is wrong with the stations that an event rests on. */
#ifndef TACET_APP_EVENT_WARNINGS_H
#define TACET_APP_EVENT_WARNINGS_H

#include "tacet/face/health.h"

/* An event of more has room for these. */
enum { EVENT_WARNINGS = 32 };

struct event_warnings {
    char texts[EVENT_WARNINGS][TCT_HEALTH_TEXT_BYTES];
    const char *list[EVENT_WARNINGS];
    size_t count;
};

/* `stations` may be NULL: nothing is known of them. */
void event_warnings(const struct tct_sector *sector, const struct tct_station_health *stations,
                    const struct tct_detection *detections, const struct tct_event *event,
                    struct event_warnings *ret);

#endif
