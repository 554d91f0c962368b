/* Events as JSON Lines, in: only what maps and scores need, in the shape that locating gives. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json_lines.h"
#include "names.h"
#include "region_json.h"
#include "tacet/face/events.h"
#include "text.h"

static const double COORDINATE_MAX = 1e8, HEIGHT_MAX_M = 1e6, COVARIANCE_MAX_M2 = 1e15;
static const double SIGMA_MAX_S = 1e6, RESIDUAL_MAX_S = 1e6, LOG_ODDS_MAX = 1e9, SHOTS_MAX = 1e9;

/* An event on its way into the set. */
struct draft {
    struct tct_event event;
    char *id;
    double revision;
    size_t order; /* of its line */
};

struct event_reader {
    struct json_lines lines;
    const struct tct_sector *sector;
    struct tct_arena *arena;
    struct tct_error *err;
    struct draft *drafts;
    size_t count, room;
    struct tct_detection *detections;
    size_t detection_count, detection_room;
    enum tct_status status; /* what ends the reading: memory, a limit */
};

static void memory_failed(struct event_reader *r)
{
    r->status = tct_fail(r->err, TCT_ERR_MEMORY, "%s: out of memory", r->lines.name);
}

/* Room for one more item of a list that grows; the list stays as it was when there is none. */
static void *grown(struct event_reader *r, void *items, size_t count, size_t *room, size_t bytes)
{
    enum { FIRST_ROOM = 256 };
    if (count < *room)
        return items;
    size_t larger_room = *room == 0 ? FIRST_ROOM : 2 * *room;
    void *larger = realloc(items, larger_room * bytes);
    if (larger == NULL) {
        memory_failed(r);
        return items;
    }
    *room = larger_room;
    return larger;
}

static bool take_status(struct event_reader *r, const json_t *object, struct tct_event *event)
{
    const json_t *value = json_object_get(object, "status");
    const char *word = value == NULL ? "located" : json_string_value(value);
    for (size_t i = 0; word != NULL && i < EVENT_STATUS_COUNT; i++)
        if (strcmp(word, EVENT_STATUS_NAMES[i]) == 0) {
            event->status = (enum tct_event_status)i;
            return true;
        }
    json_lines_skip(&r->lines, "status", value, "located, bearing_only or not_constrained");
    return false;
}

/* The place in the plane: by longitude and latitude when there, else by the sector's own x and y.
 */
static bool take_place(struct event_reader *r, const json_t *object, struct tct_event *event)
{
    const struct tct_frame *frame = r->sector->frame;
    double x = (double)NAN, y = (double)NAN, lon = (double)NAN, lat = (double)NAN;
    struct tct_plane place;
    if (!json_lines_number(&r->lines, object, "x_m", -COORDINATE_MAX, COORDINATE_MAX, &x) ||
        !json_lines_number(&r->lines, object, "y_m", -COORDINATE_MAX, COORDINATE_MAX, &y) ||
        !json_lines_number(&r->lines, object, "lon", -180.0, 180.0, &lon) ||
        !json_lines_number(&r->lines, object, "lat", -90.0, 90.0, &lat) ||
        !json_lines_number(&r->lines, object, "z_m", -HEIGHT_MAX_M, HEIGHT_MAX_M, &event->z_m))
        return false;
    enum tct_status status = TCT_ERR_INPUT;
    if (tct_frame_is_geodetic(frame) && isfinite(lon) && isfinite(lat))
        status = tct_frame_geodetic_to_plane(
            frame, (struct tct_geodetic){.lon_deg = lon, .lat_deg = lat}, &place, NULL);
    else if (isfinite(x) && isfinite(y) && tct_frame_kind(frame) == TCT_FRAME_EPSG)
        status = tct_frame_to_plane(frame, x, y, &place, NULL);
    else if (isfinite(x) && isfinite(y)) {
        place = (struct tct_plane){x, y};
        status = TCT_OK;
    }
    if (status != TCT_OK) {
        json_lines_skip(&r->lines, NULL, NULL, "x_m and y_m, or lon and lat, within the sector");
        return false;
    }
    event->x_m = place.x_m;
    event->y_m = place.y_m;
    return true;
}

/* The covariance, turned from true east and north to the plane's axes. */
static bool take_covariance(struct event_reader *r, const json_t *object, struct tct_event *event)
{
    const json_t *rows = json_object_get(object, "covariance_m2");
    const json_t *ee = json_array_get(json_array_get(rows, 0), 0);
    const json_t *en = json_array_get(json_array_get(rows, 0), 1);
    const json_t *nn = json_array_get(json_array_get(rows, 1), 1);
    if (rows == NULL)
        return true;
    double a = json_number_value(ee), b = json_number_value(en), d = json_number_value(nn);
    bool positive = a >= 0.0 && d >= 0.0 && a <= COVARIANCE_MAX_M2 && d <= COVARIANCE_MAX_M2 &&
                    b * b <= a * d * (1.0 + 1e-9);
    if (!json_is_number(ee) || !json_is_number(en) || !json_is_number(nn) || !positive) {
        json_lines_skip(&r->lines, "covariance_m2", rows, "[[xx, xy], [xy, yy]]");
        return false;
    }
    double north_rad =
        tct_frame_true_north_rad(r->sector->frame, (struct tct_plane){event->x_m, event->y_m});
    double s = sin(north_rad), c = cos(north_rad);
    event->covariance_m2[0] = c * c * a + 2.0 * s * c * b + s * s * d;
    event->covariance_m2[1] = s * c * (d - a) + (c * c - s * s) * b;
    event->covariance_m2[2] = s * s * a - 2.0 * s * c * b + c * c * d;
    return true;
}

static bool take_ellipse(struct event_reader *r, const json_t *object, struct tct_event *event)
{
    const json_t *ellipse = json_object_get(object, "ellipse95");
    double azimuth_deg = (double)NAN;
    if (!json_lines_number(&r->lines, ellipse, "semi_major_m", 0.0, COORDINATE_MAX,
                           &event->ellipse95.semi_major_m) ||
        !json_lines_number(&r->lines, ellipse, "semi_minor_m", 0.0, COORDINATE_MAX,
                           &event->ellipse95.semi_minor_m) ||
        !json_lines_number(&r->lines, ellipse, "azimuth_deg", -360.0, 360.0, &azimuth_deg))
        return false;
    double north_rad =
        tct_frame_true_north_rad(r->sector->frame, (struct tct_plane){event->x_m, event->y_m});
    event->ellipse95.azimuth_rad = fmod(within_turn(azimuth_deg * RAD_PER_DEG + north_rad), M_PI);
    return true;
}

static bool take_region(struct event_reader *r, const json_t *object, struct tct_event *event)
{
    enum tct_status status =
        region_take(&r->lines, r->sector->frame, object, r->arena, event, r->err);
    if (status == TCT_ERR_MEMORY)
        r->status = status;
    return status == TCT_OK;
}

static bool take_beliefs(struct event_reader *r, const json_t *object, struct tct_event *event)
{
    const json_t *classes = json_object_get(object, "class");
    const json_t *sides = json_object_get(object, "side");
    event->classified = json_is_object(classes);
    for (size_t i = 0; event->classified && i < TCT_CLASS_COUNT; i++)
        if (!json_lines_number(&r->lines, classes, CLASS_NAMES[i], 0.0, 1.0, &event->class_p[i]))
            return false;
    event->has_side = json_is_object(sides);
    for (enum tct_side side = TCT_SIDE_LEFT; event->has_side && side < TCT_SIDE_COUNT; side++)
        if (!json_lines_number(&r->lines, sides, side_name(r->sector, side), 0.0, 1.0,
                               &event->side_p[side]))
            return false;
    return true;
}

/* One arrival; its detection goes to the end of the list. False when it cannot be taken. */
static bool take_arrival(struct event_reader *r, const json_t *object, struct tct_arrival *ret)
{
    const json_t *station = json_object_get(object, "station");
    const char *id = json_string_value(station);
    int64_t index =
        id != NULL ? tct_sector_station(r->sector, id, json_string_length(station)) : -1;
    int64_t onset_ns;
    *ret = (struct tct_arrival){.residual_s = (double)NAN, .weight = (double)NAN, .used = true};
    if (index < 0) {
        json_lines_skip(&r->lines, "station", station, "the id of a station of the sector");
        return false;
    }
    if (!json_lines_time(&r->lines, object, &onset_ns) ||
        !json_lines_number(&r->lines, object, "residual_s", -RESIDUAL_MAX_S, RESIDUAL_MAX_S,
                           &ret->residual_s) ||
        !json_lines_number(&r->lines, object, "weight", 0.0, 1.0, &ret->weight))
        return false;
    ret->used = !json_is_false(json_object_get(object, "used"));
    const char *phase = json_string_value(json_object_get(object, "phase"));
    if (phase != NULL && strcmp(phase, PHASE_NAMES[TCT_PHASE_SHOCK_WAVE]) == 0)
        ret->phase = TCT_PHASE_SHOCK_WAVE;
    r->detections =
        grown(r, r->detections, r->detection_count, &r->detection_room, sizeof(*r->detections));
    if (r->status != TCT_OK)
        return false;
    ret->detection = (uint32_t)r->detection_count;
    r->detections[r->detection_count++] = tct_detection_at((uint32_t)index, onset_ns);
    return true;
}

static bool take_arrivals(struct event_reader *r, const json_t *object, struct tct_event *event)
{
    const json_t *list = json_object_get(object, "arrivals");
    size_t size = json_array_size(list);
    event->arrivals = TCT_ARENA_NEW(r->arena, struct tct_arrival, size);
    if (event->arrivals == NULL) {
        memory_failed(r);
        return false;
    }
    for (size_t i = 0; i < size && r->status == TCT_OK; i++) {
        struct tct_arrival *arrival = &event->arrivals[event->arrival_count];
        event->arrival_count += take_arrival(r, json_array_get(list, i), arrival);
    }
    return r->status == TCT_OK;
}

static bool take_quality(struct event_reader *r, const json_t *object, struct tct_event *event)
{
    const json_t *quality = json_object_get(object, "quality");
    double stations = 0.0, gap_deg = (double)NAN, shots = 0.0;
    if (!json_lines_number(&r->lines, quality, "stations", 0.0, TCT_SECTOR_STATIONS, &stations) ||
        !json_lines_number(&r->lines, quality, "gap_deg", 0.0, 360.0, &gap_deg) ||
        !json_lines_number(&r->lines, quality, "rms_s", 0.0, RESIDUAL_MAX_S, &event->rms_s) ||
        !json_lines_number(&r->lines, quality, "log_odds", -LOG_ODDS_MAX, LOG_ODDS_MAX,
                           &event->log_odds) ||
        !json_lines_number(&r->lines, quality, "shots_of_place", 0.0, SHOTS_MAX, &shots))
        return false;
    event->shots_of_place = (size_t)shots;
    event->station_count = (size_t)stations;
    event->gap_rad = gap_deg * RAD_PER_DEG;
    return true;
}

static bool take_bearing(struct event_reader *r, const json_t *object, struct tct_event *event)
{
    double azimuth_deg = (double)NAN, sigma_deg = (double)NAN;
    if (!json_lines_number(&r->lines, object, "azimuth_deg", 0.0, 360.0, &azimuth_deg) ||
        !json_lines_number(&r->lines, object, "azimuth_sigma_deg", 0.0, 360.0, &sigma_deg))
        return false;
    double north_rad = 0.0;
    for (size_t i = event->arrival_count; i-- > 0;)
        if (event->arrivals[i].used)
            north_rad =
                r->sector->station_north_rad[r->detections[event->arrivals[i].detection].station];
    event->azimuth_rad = within_turn(azimuth_deg * RAD_PER_DEG + north_rad);
    event->azimuth_sigma_rad = sigma_deg * RAD_PER_DEG;
    return true;
}

static struct tct_event blank_event(void)
{
    const double unknown = (double)NAN;
    return (struct tct_event){.time_sigma_s = unknown,
                              .x_m = unknown,
                              .y_m = unknown,
                              .z_m = unknown,
                              .covariance_m2 = {unknown, unknown, unknown},
                              .ellipse95 = {unknown, unknown, unknown},
                              .azimuth_rad = unknown,
                              .azimuth_sigma_rad = unknown,
                              .gap_rad = unknown,
                              .rms_s = unknown,
                              .log_odds = unknown};
}

static bool take_event(struct event_reader *r, const json_t *object, struct draft *ret_draft)
{
    static const double REVISION_MAX = 4e9;
    struct tct_event event = blank_event();
    struct draft draft = {.revision = 1.0, .order = r->lines.line};
    const json_t *id = json_object_get(object, "id");
    if (!json_is_string(id) || json_string_length(id) == 0) {
        json_lines_skip(&r->lines, "id", id, "text");
        return false;
    }
    bool located_parts = true;
    if (!take_status(r, object, &event) || !json_lines_time(&r->lines, object, &event.time_ns) ||
        !json_lines_number(&r->lines, object, "revision", 1.0, REVISION_MAX, &draft.revision) ||
        !json_lines_number(&r->lines, object, "time_sigma_s", 0.0, SIGMA_MAX_S,
                           &event.time_sigma_s))
        return false;
    if (event.status == TCT_EVENT_LOCATED)
        located_parts = take_place(r, object, &event) && take_covariance(r, object, &event) &&
                        take_ellipse(r, object, &event) && take_region(r, object, &event);
    if (!located_parts || !take_beliefs(r, object, &event) || !take_quality(r, object, &event) ||
        !take_arrivals(r, object, &event))
        return false;
    if (event.status == TCT_EVENT_BEARING_ONLY && !take_bearing(r, object, &event))
        return false;
    const char *reason = json_string_value(json_object_get(object, "reason"));
    if (reason != NULL)
        event.reason = text_copy(r->arena, reason, strlen(reason));
    draft.id = text_copy(r->arena, json_string_value(id), json_string_length(id));
    if (draft.id == NULL || (reason != NULL && event.reason == NULL)) {
        memory_failed(r);
        return false;
    }
    draft.event = event;
    *ret_draft = draft;
    return true;
}

static void read_drafts(struct event_reader *r)
{
    json_t *object;
    while (r->status == TCT_OK && (object = json_lines_next(&r->lines)) != NULL) {
        r->drafts = grown(r, r->drafts, r->count, &r->room, sizeof(*r->drafts));
        if (r->count == TCT_EVENTS_MAX)
            r->status = tct_fail_at(r->err, TCT_ERR_LIMIT, r->lines.name, r->lines.line,
                                    "over 5 million events", "fewer");
        else if (r->status == TCT_OK)
            r->count += take_event(r, object, &r->drafts[r->count]);
        json_decref(object);
    }
}

/* By id, the revision that counts first. */
static int by_id(const void *left, const void *right)
{
    const struct draft *a = left, *b = right;
    int order = strcmp(a->id, b->id);
    if (order != 0)
        return order;
    if (a->revision != b->revision)
        return a->revision < b->revision ? 1 : -1;
    return (a->order < b->order) - (a->order > b->order);
}

static int by_time(const void *left, const void *right)
{
    const struct draft *a = left, *b = right;
    if (a->event.time_ns != b->event.time_ns)
        return a->event.time_ns < b->event.time_ns ? -1 : 1;
    return strcmp(a->id, b->id);
}

static void keep_last_revisions(struct event_reader *r)
{
    size_t kept = 0;
    if (r->count == 0)
        return;
    qsort(r->drafts, r->count, sizeof(*r->drafts), by_id);
    for (size_t i = 0; i < r->count; i++)
        if (kept == 0 || strcmp(r->drafts[kept - 1].id, r->drafts[i].id) != 0)
            r->drafts[kept++] = r->drafts[i];
    r->count = kept;
    qsort(r->drafts, r->count, sizeof(*r->drafts), by_time);
}

static void fill_set(struct event_reader *r, struct tct_event_set *set)
{
    set->events = TCT_ARENA_NEW(r->arena, struct tct_event, r->count);
    set->ids = TCT_ARENA_NEW(r->arena, char *, r->count);
    set->revisions = TCT_ARENA_NEW(r->arena, unsigned, r->count);
    set->detections = TCT_ARENA_NEW(r->arena, struct tct_detection, r->detection_count);
    if (set->events == NULL || set->ids == NULL || set->revisions == NULL ||
        set->detections == NULL) {
        memory_failed(r);
        return;
    }
    for (size_t i = 0; i < r->count; i++) {
        set->events[i] = r->drafts[i].event;
        set->ids[i] = r->drafts[i].id;
        set->revisions[i] = (unsigned)r->drafts[i].revision;
    }
    if (r->detection_count > 0)
        memcpy(set->detections, r->detections, r->detection_count * sizeof(*r->detections));
    set->count = r->count;
    set->detection_count = r->detection_count;
}

enum tct_status tct_events_read(FILE *file, const char *name, const struct tct_sector *sector,
                                struct tct_arena *arena, struct tct_warnings *warnings,
                                struct tct_event_set *ret_set, struct tct_error *err)
{
    struct event_reader r = {.sector = sector, .arena = arena, .err = err};
    struct tct_error closing;
    *ret_set = (struct tct_event_set){0};
    enum tct_status status =
        json_lines_open(&r.lines, file, name, "events", TCT_EVENT_LINE_BYTES, warnings, err);
    if (status != TCT_OK)
        return status;
    read_drafts(&r);
    status = json_lines_close(&r.lines, &closing);
    if (r.status == TCT_OK && status != TCT_OK)
        r.status = tct_fail(err, status, "%s", closing.text);
    if (r.status == TCT_OK) {
        keep_last_revisions(&r);
        fill_set(&r, ret_set);
    }
    free(r.drafts);
    free(r.detections);
    return r.status;
}
