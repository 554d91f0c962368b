/* Events as GeoJSON (RFC 7946), out. Written feature by feature: a day may hold a million. */
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "atomic_file.h"
#include "json_lines.h"
#include "names.h"
#include "region_json.h"
#include "tacet/face/events.h"

enum { ELLIPSE_CORNERS = 64, SPREAD_DIGITS = 6 };

/* The collection being written. */
struct collection {
    FILE *file;
    const struct tct_sector *sector;
    struct tct_error *err;
    size_t features;
};

static json_t *position(const struct collection *c, struct tct_plane place, double z_m)
{
    return region_position(c->sector->frame, place, z_m);
}

static enum tct_status write_failed(const struct collection *c)
{
    return tct_fail(c->err, TCT_ERR_IO, "writing failed: %s", strerror(errno));
}

static json_t *geometry_of(const char *type, json_t *coordinates)
{
    json_t *geometry = json_object();
    json_set(geometry, "type", json_string(type));
    json_set(geometry, "coordinates", coordinates);
    return geometry;
}

/* Writes a feature of its parts, which are given back. */
static enum tct_status write_feature(struct collection *c, json_t *geometry, json_t *properties)
{
    json_t *feature = json_object();
    json_set(feature, "type", json_string("Feature"));
    json_set(feature, "geometry", geometry);
    json_set(feature, "properties", properties);
    if (fputs(c->features++ > 0 ? ",\n" : "\n", c->file) == EOF) {
        json_decref(feature);
        return write_failed(c);
    }
    int failed = json_dumpf(feature, c->file, JSON_COMPACT | JSON_REAL_PRECISION(15));
    json_decref(feature);
    return failed != 0 ? write_failed(c) : TCT_OK;
}

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
        (void)json_array_append_new(ring, position(c, corner, (double)NAN));
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
    enum tct_status status = write_feature(c, geometry_of("Point", position(c, place, event->z_m)),
                                           event_properties(c, "event", id, event));
    if (status != TCT_OK)
        return status;
    json_t *region = region_geometry(c->sector->frame, event);
    if (region != NULL)
        return write_feature(c, region, event_properties(c, "region95", id, event));
    json_t *rings = json_array();
    (void)json_array_append_new(rings, ellipse_ring(c, event));
    return write_feature(c, geometry_of("Polygon", rings),
                         event_properties(c, "ellipse95", id, event));
}

static enum tct_status write_station(struct collection *c, size_t index)
{
    const struct tct_station *station = &c->sector->network.stations[index];
    struct tct_plane place = {station->x_m, station->y_m};
    json_t *properties = json_object();
    json_set(properties, "kind", json_string("station"));
    json_set(properties, "id", json_string(c->sector->station_ids[index]));
    return write_feature(c, geometry_of("Point", position(c, place, station->z_m)), properties);
}

static enum tct_status write_line(struct collection *c)
{
    const struct tct_network *network = &c->sector->network;
    json_t *points = json_array(), *properties = json_object();
    for (size_t i = 0; i < network->line_count; i++)
        (void)json_array_append_new(points, position(c, network->line[i], (double)NAN));
    json_set(properties, "kind", json_string("line"));
    return write_feature(c, geometry_of("LineString", points), properties);
}

static enum tct_status write_head(struct collection *c)
{
    const char *crs = tct_frame_is_geodetic(c->sector->frame)
                          ? ""
                          : "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"local frame: "
                            "x east, y north, metres\"}},";
    int written = fprintf(c->file,
                          "{\"type\":\"FeatureCollection\",\"note\":\"" TCT_EXACT_PLACES_NOTE
                          "\",%s\"features\":[",
                          crs);
    return written < 0 ? write_failed(c) : TCT_OK;
}

enum tct_status tct_events_write_geojson(FILE *file, const struct tct_sector *sector,
                                         const struct tct_detection *detections,
                                         const struct tct_event *events, size_t count,
                                         struct tct_error *err)
{
    struct collection c = {.file = file, .sector = sector, .err = err};
    enum tct_status status = write_head(&c);
    for (size_t i = 0; i < count && status == TCT_OK; i++)
        status = write_event(&c, detections, &events[i]);
    for (size_t i = 0; i < sector->network.station_count && status == TCT_OK; i++)
        status = write_station(&c, i);
    if (status == TCT_OK && sector->network.line_count >= 2)
        status = write_line(&c);
    if (status == TCT_OK && fputs("\n]}\n", file) == EOF)
        status = write_failed(&c);
    return status;
}

enum tct_status tct_events_save_geojson(const char *path, const struct tct_sector *sector,
                                        const struct tct_detection *detections,
                                        const struct tct_event *events, size_t count,
                                        struct tct_error *err)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *memory = open_memstream(&text, &bytes);
    if (memory == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", path);
    enum tct_status status =
        tct_events_write_geojson(memory, sector, detections, events, count, err);
    if (fclose(memory) != 0 && status == TCT_OK)
        status = tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", path);
    if (status == TCT_OK)
        status = atomic_file_write(path, text, bytes, err);
    free(text);
    return status;
}
