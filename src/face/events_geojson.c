/* Events as GeoJSON, out. */
#include <jansson.h>
#include <math.h>

#include "geojson_write.h"
#include "json_lines.h"
#include "names.h"
#include "region_json.h"
#include "tacet/face/events.h"

enum { ELLIPSE_CORNERS = 64, SPREAD_DIGITS = 6 };

static json_t *event_properties(const struct collection *c, const char *kind, const char *id,
                                const struct tct_event *event)
{
    json_t *properties = json_object();
    char time[TCT_TIME_TEXT_BYTES];
    tct_time_format(event->time_ns, 3, time);
    json_set(properties, "kind", json_string(kind));
    json_set(properties, "id", json_string(id));
    json_set(properties, "time", json_string(time));
    json_set(properties, "time_sigma_s", json_significant(event->time_sigma_s, SPREAD_DIGITS));
    json_set(properties, "semi_major_m",
             json_significant(event->ellipse95.semi_major_m, SPREAD_DIGITS));
    json_set(properties, "semi_minor_m",
             json_significant(event->ellipse95.semi_minor_m, SPREAD_DIGITS));
    json_set(properties, "stations", json_integer((json_int_t)event->station_count));
    for (size_t i = 0; event->classified && i < TCT_CLASS_COUNT; i++)
        json_set(properties, CLASS_NAMES[i], json_decimals(event->class_p[i], SPREAD_DIGITS));
    for (enum tct_side side = TCT_SIDE_LEFT; event->has_side && side < TCT_SIDE_COUNT; side++) {
        char name[TCT_SECTOR_ID_BYTES + 8];
        (void)snprintf(name, sizeof(name), "side_%s", side_name(c->sector, side));
        json_set(properties, name, json_decimals(event->side_p[side], SPREAD_DIGITS));
    }
    return properties;
}

/* The ellipse's edge, counter-clockwise and closed. */
static json_t *ellipse_ring(const struct collection *c, const struct tct_event *event)
{
    const struct tct_ellipse *ellipse = &event->ellipse95;
    double along_x = sin(ellipse->azimuth_rad), along_y = cos(ellipse->azimuth_rad);
    json_t *ring = json_array();
    for (int i = 0; i <= ELLIPSE_CORNERS; i++) {
        double turn = 2.0 * M_PI * (i % ELLIPSE_CORNERS) / ELLIPSE_CORNERS;
        double major = ellipse->semi_major_m * cos(turn), minor = ellipse->semi_minor_m * sin(turn);
        struct tct_plane corner = {event->x_m + major * along_x - minor * along_y,
                                   event->y_m + major * along_y + minor * along_x};
        (void)json_array_append_new(ring, collection_position(c, corner, (double)NAN));
    }
    return ring;
}

static enum tct_status write_event(struct collection *c, const struct tct_detection *detections,
                                   const struct tct_event *event)
{
    char id[TCT_EVENT_ID_BYTES];
    struct tct_plane place = {event->x_m, event->y_m};
    if (event->status != TCT_EVENT_LOCATED)
        return TCT_OK;
    tct_event_id(c->sector, detections, event, id);
    enum tct_status status = collection_feature(
        c, collection_geometry("Point", collection_position(c, place, event->z_m)),
        event_properties(c, "event", id, event));
    if (status != TCT_OK)
        return status;
    json_t *region = region_geometry(c->sector->frame, event);
    if (region != NULL)
        return collection_feature(c, region, event_properties(c, "region95", id, event));
    json_t *rings = json_array();
    (void)json_array_append_new(rings, ellipse_ring(c, event));
    return collection_feature(c, collection_geometry("Polygon", rings),
                              event_properties(c, "ellipse95", id, event));
}

/* What a collection of events is made of. */
struct shown {
    const struct tct_detection *detections;
    const struct tct_event *events;
    size_t count;
};

static enum tct_status fill(struct collection *c, const void *self)
{
    const struct shown *shown = self;
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < shown->count && status == TCT_OK; i++)
        status = write_event(c, shown->detections, &shown->events[i]);
    for (size_t i = 0; i < c->sector->network.station_count && status == TCT_OK; i++)
        status = collection_station(c, i, json_object());
    return status == TCT_OK ? collection_line(c) : status;
}

enum tct_status tct_events_write_geojson(FILE *file, const struct tct_sector *sector,
                                         const struct tct_detection *detections,
                                         const struct tct_event *events, size_t count,
                                         struct tct_error *err)
{
    const struct shown shown = {detections, events, count};
    struct collection c = {.file = file, .sector = sector, .err = err};
    enum tct_status status = collection_begin(&c, TCT_EXACT_PLACES_NOTE);
    if (status == TCT_OK)
        status = fill(&c, &shown);
    return status == TCT_OK ? collection_end(&c) : status;
}

enum tct_status tct_events_save_geojson(const char *path, const struct tct_sector *sector,
                                        const struct tct_detection *detections,
                                        const struct tct_event *events, size_t count,
                                        struct tct_error *err)
{
    const struct shown shown = {detections, events, count};
    return collection_save(path, sector, TCT_EXACT_PLACES_NOTE, fill, &shown, err);
}
