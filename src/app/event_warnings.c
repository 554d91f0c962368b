/* Warnings of an event: one for each of its stations with which something is wrong. */
#include "event_warnings.h"

void event_warnings(const struct tct_sector *sector, const struct tct_station_health *stations,
                    const struct tct_detection *detections, const struct tct_event *event,
                    struct event_warnings *ret)
{
    ret->count = 0;
    for (size_t i = 0; i < event->arrival_count && ret->count < EVENT_WARNINGS; i++) {
        const struct tct_detection *d = &detections[event->arrivals[i].detection];
        char *text = ret->texts[ret->count];
        if (event->arrivals[i].used && stations != NULL &&
            tct_health_warning(sector, stations, d->station, d->onset_ns, text))
            ret->list[ret->count++] = text;
    }
}
