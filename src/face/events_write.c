/* Events as JSON Lines, out. */
#include "tacet/face/events.h"

#include <math.h>
#include <string.h>

#include "json_lines.h"
#include "names.h"
#include "region_json.h"
#include "text.h"

enum {
    METRE_DECIMALS = 3,
    DEGREE_DECIMALS = 8, /* 1 mm */
    SECOND_DECIMALS = 6,
    PROBABILITY_DECIMALS = 6,
    ANGLE_DECIMALS = 2,
    SPREAD_DIGITS = 6, /* of covariances and axes, which may be tiny or huge */
    TIME_ROUNDING_NS = 1000,
};

/* The arrival that an event is named after. */
static const struct tct_detection *first_arrival(const struct tct_sector *sector,
                                                 const struct tct_detection *detections,
                                                 const struct tct_event *event)
{
    const struct tct_detection *first = NULL;
    bool first_used = false;
    TCT_ASSERT(event->arrival_count > 0);
    for (size_t i = 0; i < event->arrival_count; i++) {
        const struct tct_arrival *arrival = &event->arrivals[i];
        const struct tct_detection *at = &detections[arrival->detection];
        if (arrival->phase != TCT_PHASE_BLAST)
            continue;
        bool better = first == NULL || (arrival->used && !first_used);
        if (!better && arrival->used == first_used) {
            better =
                at->onset_ns < first->onset_ns ||
                (at->onset_ns == first->onset_ns &&
                 strcmp(sector->station_ids[at->station], sector->station_ids[first->station]) < 0);
        }
        if (better) {
            first = at;
            first_used = arrival->used;
        }
    }
    return first;
}

void tct_event_id(const struct tct_sector *sector, const struct tct_detection *detections,
                  const struct tct_event *event, char ret_id[TCT_EVENT_ID_BYTES])
{
    static const char DIGITS[] = "abcdefghijklmnopqrstuvwxyz234567"; /* RFC 4648, lower case */
    const struct tct_detection *first = first_arrival(sector, detections, event);
    const char *station = sector->station_ids[first->station];
    char time[TCT_TIME_TEXT_BYTES];
    tct_time_format(first->onset_ns, 9, time);
    uint64_t hash = text_hash(TEXT_HASH_START, sector->name, strlen(sector->name) + 1);
    hash = text_hash(hash, station, strlen(station) + 1);
    hash = text_hash(hash, time, strlen(time));
    /* SplitMix64's finish (Steele, Lea & Flood 2014): FNV leaves its high bits poorly mixed. */
    hash = (hash ^ (hash >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    hash = (hash ^ (hash >> 27)) * UINT64_C(0x94d049bb133111eb);
    hash ^= hash >> 31;
    ret_id[0] = 'e';
    for (int i = TCT_EVENT_ID_BYTES - 2; i > 0; i--, hash >>= 5)
        ret_id[i] = DIGITS[hash & 31];
    ret_id[TCT_EVENT_ID_BYTES - 1] = '\0';
}

static json_t *microseconds(int64_t time_ns)
{
    int64_t rounded = time_ns + TIME_ROUNDING_NS / 2;
    int64_t rest = rounded % TIME_ROUNDING_NS;
    return json_time(rounded - rest - (rest < 0 ? TIME_ROUNDING_NS : 0));
}

/* The covariance along true east and north: xx, xy, yy turned by the angle of north. */
static json_t *covariance(const double plane_m2[3], double north_rad)
{
    double s = sin(north_rad), c = cos(north_rad);
    double xx = plane_m2[0], xy = plane_m2[1], yy = plane_m2[2];
    double ee = c * c * xx - 2.0 * s * c * xy + s * s * yy;
    double en = s * c * (xx - yy) + (c * c - s * s) * xy;
    double nn = s * s * xx + 2.0 * s * c * xy + c * c * yy;
    json_t *rows = json_array(), *east = json_array(), *north = json_array();
    (void)json_array_append_new(east, json_significant(ee, SPREAD_DIGITS));
    (void)json_array_append_new(east, json_significant(en, SPREAD_DIGITS));
    (void)json_array_append_new(north, json_significant(en, SPREAD_DIGITS));
    (void)json_array_append_new(north, json_significant(nn, SPREAD_DIGITS));
    (void)json_array_append_new(rows, east);
    (void)json_array_append_new(rows, north);
    return rows;
}

static json_t *ellipse(const struct tct_ellipse *plane, double north_rad)
{
    json_t *object = json_object();
    double azimuth_rad = fmod(within_turn(plane->azimuth_rad - north_rad), M_PI);
    json_set(object, "semi_major_m", json_significant(plane->semi_major_m, SPREAD_DIGITS));
    json_set(object, "semi_minor_m", json_significant(plane->semi_minor_m, SPREAD_DIGITS));
    json_set(object, "azimuth_deg", json_decimals(azimuth_rad / RAD_PER_DEG, ANGLE_DECIMALS));
    return object;
}

static void set_place(json_t *object, const struct tct_sector *sector,
                      const struct tct_event *event)
{
    struct tct_plane place = {event->x_m, event->y_m};
    struct tct_plane file = tct_frame_to_file_xy(sector->frame, place);
    double north_rad = tct_frame_true_north_rad(sector->frame, place);
    json_set(object, "x_m", json_decimals(file.x_m, METRE_DECIMALS));
    json_set(object, "y_m", json_decimals(file.y_m, METRE_DECIMALS));
    json_set(object, "z_m", json_decimals(event->z_m, METRE_DECIMALS));
    if (tct_frame_is_geodetic(sector->frame)) {
        struct tct_geodetic at = tct_frame_to_geodetic(sector->frame, place);
        json_set(object, "lon", json_decimals(at.lon_deg, DEGREE_DECIMALS));
        json_set(object, "lat", json_decimals(at.lat_deg, DEGREE_DECIMALS));
        json_set(object, "height_m", json_decimals(event->z_m, METRE_DECIMALS));
    }
    json_set(object, "covariance_m2", covariance(event->covariance_m2, north_rad));
    json_set(object, "ellipse95", ellipse(&event->ellipse95, north_rad));
    json_set(object, "region95", region_geometry(sector->frame, event));
}

static void set_bearing(json_t *object, const struct tct_sector *sector,
                        const struct tct_detection *detections, const struct tct_event *event)
{
    uint32_t station = first_arrival(sector, detections, event)->station;
    double north_rad = sector->station_north_rad[station];
    double azimuth_deg = within_turn(event->azimuth_rad - north_rad) / RAD_PER_DEG;
    json_set(object, "azimuth_deg", json_decimals(azimuth_deg, ANGLE_DECIMALS));
    json_set(object, "azimuth_sigma_deg",
             json_decimals(event->azimuth_sigma_rad / RAD_PER_DEG, ANGLE_DECIMALS));
}

static json_t *arrivals(const struct tct_sector *sector, const struct tct_detection *detections,
                        const struct tct_event *event)
{
    json_t *list = json_array();
    for (size_t i = 0; i < event->arrival_count; i++) {
        const struct tct_arrival *arrival = &event->arrivals[i];
        const struct tct_detection *detection = &detections[arrival->detection];
        json_t *object = json_object();
        json_set(object, "station", json_string(sector->station_ids[detection->station]));
        json_set(object, "time", json_time(detection->onset_ns));
        json_set(object, "residual_s", json_decimals(arrival->residual_s, SECOND_DECIMALS));
        json_set(object, "weight", json_decimals(arrival->weight, PROBABILITY_DECIMALS));
        json_set(object, "used", json_boolean(arrival->used));
        if (PHASE_NAMES[arrival->phase] != NULL)
            json_set(object, "phase", json_string(PHASE_NAMES[arrival->phase]));
        (void)json_array_append_new(list, object);
    }
    return list;
}

static json_t *quality(const struct tct_event *event)
{
    json_t *object = json_object();
    json_set(object, "stations", json_integer((json_int_t)event->station_count));
    json_set(object, "gap_deg", json_decimals(event->gap_rad / RAD_PER_DEG, ANGLE_DECIMALS));
    json_set(object, "rms_s", json_decimals(event->rms_s, SECOND_DECIMALS));
    json_set(object, "log_odds", json_decimals(event->log_odds, ANGLE_DECIMALS));
    if (event->shots_of_place > 0)
        json_set(object, "shots_of_place", json_integer((json_int_t)event->shots_of_place));
    return object;
}

static void set_beliefs(json_t *object, const struct tct_sector *sector,
                        const struct tct_event *event)
{
    if (event->classified) {
        json_t *classes = json_object();
        for (size_t i = 0; i < TCT_CLASS_COUNT; i++)
            json_set(classes, CLASS_NAMES[i],
                     json_decimals(event->class_p[i], PROBABILITY_DECIMALS));
        json_set(object, "class", classes);
    }
    if (event->has_side) {
        json_t *sides = json_object();
        for (enum tct_side side = TCT_SIDE_LEFT; side < TCT_SIDE_COUNT; side++)
            json_set(sides, side_name(sector, side),
                     json_decimals(event->side_p[side], PROBABILITY_DECIMALS));
        json_set(object, "side", sides);
    }
}

/* From so much on a reader is told that the point shown may be the wrong one. */
static const double DOUBT_P = 0.2;

static void warn_of_doubt(const struct tct_event *event, json_t *warnings)
{
    char text[128];
    if (event->region95_count < 2 || event->elsewhere_p < DOUBT_P)
        return;
    (void)snprintf(text, sizeof(text),
                   "the place is in doubt: with %.2f it is in another part of its region",
                   event->elsewhere_p);
    (void)json_array_append_new(warnings, json_string(text));
}

enum tct_status tct_event_write(FILE *file, const struct tct_sector *sector,
                                const struct tct_detection *detections,
                                const struct tct_event *event, const struct tct_event_notes *notes,
                                struct tct_error *err)
{
    char id[TCT_EVENT_ID_BYTES];
    json_t *object = json_object(), *warnings = json_array();
    if (notes == NULL || notes->id == NULL)
        tct_event_id(sector, detections, event, id);
    json_set(object, "id", json_string(notes != NULL && notes->id != NULL ? notes->id : id));
    json_set(object, "status", json_string(EVENT_STATUS_NAMES[event->status]));
    if (event->reason != NULL)
        json_set(object, "reason", json_string(event->reason));
    json_set(object, "time", microseconds(event->time_ns));
    json_set(object, "time_sigma_s", json_decimals(event->time_sigma_s, SECOND_DECIMALS));
    if (event->status == TCT_EVENT_LOCATED)
        set_place(object, sector, event);
    if (event->status == TCT_EVENT_BEARING_ONLY)
        set_bearing(object, sector, detections, event);
    set_beliefs(object, sector, event);
    json_set(object, "arrivals", arrivals(sector, detections, event));
    json_set(object, "quality", quality(event));
    unsigned revision = notes != NULL && notes->revision > 0 ? notes->revision : 1;
    json_set(object, "revision", json_integer(revision));
    warn_of_doubt(event, warnings);
    for (size_t i = 0; notes != NULL && i < notes->warning_count; i++)
        (void)json_array_append_new(warnings, json_string(notes->warnings[i]));
    json_set(object, "warnings", warnings);
    return json_write_line(file, object, err);
}
