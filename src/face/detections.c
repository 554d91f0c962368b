/* Detections as JSON Lines. */
#include "tacet/face/detections.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "json_lines.h"
#include "names.h"

/* A member that is a number and the same inside, but for its unit. */
struct number {
    const char *key;
    size_t offset;
    double unit; /* one of the line's units in ours */
    double min, max;
    int digits; /* significant ones that are written */
};

/* The ranges are wider than anything that can be heard: 1 ns to an hour, 1e7 Pa next to a large
 * explosion. */
static const struct number NUMBERS[] = {
    {"time_sigma_s", offsetof(struct tct_detection, time_sigma_s), 1.0, 1e-9, 3600.0, 6},
    {"snr_db", offsetof(struct tct_detection, snr_db), 1.0, -200.0, 400.0, 6},
    {"peak_pa", offsetof(struct tct_detection, peak_pa), 1.0, 0.0, 1e7, 6},
    {"duration_s", offsetof(struct tct_detection, duration_s), 1.0, 0.0, 3600.0, 4},
    {"frequency_hz", offsetof(struct tct_detection, frequency_hz), 1.0, 0.0, 1e6, 4},
    {"since_louder_s", offsetof(struct tct_detection, since_louder_s), 1.0, 0.0, 3600.0, 6},
    {"likeness", offsetof(struct tct_detection, likeness), 1.0, 0.0, 1.0, 3},
    {"elevation_deg", offsetof(struct tct_detection, elevation_rad), RAD_PER_DEG, -90.0, 90.0, 6},
    {"elevation_sigma_deg", offsetof(struct tct_detection, elevation_sigma_rad), RAD_PER_DEG, 1e-6,
     180.0, 6},
    {"apparent_speed_m_s", offsetof(struct tct_detection, apparent_speed_m_s), 1.0, 0.0, 1e6, 6},
    {"f_statistic", offsetof(struct tct_detection, f_statistic), 1.0, 0.0, 1e12, 6},
};

static const double AZIMUTH_SIGMA_MIN_DEG = 1e-6, AZIMUTH_SIGMA_MAX_DEG = 180.0;

/* How far probabilities may be from adding up to 1: rounded to two decimals they still count. */
static const double CLASS_SUM_SLACK = 0.02;

struct tct_detection_reader {
    struct json_lines lines;
    const struct tct_sector *sector;
};

enum tct_status tct_detections_open(FILE *file, const char *name, const struct tct_sector *sector,
                                    struct tct_warnings *warnings,
                                    struct tct_detection_reader **ret_reader, struct tct_error *err)
{
    struct tct_detection_reader *reader = calloc(1, sizeof(*reader));
    if (reader == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", name);
    reader->sector = sector;
    enum tct_status status = json_lines_open(&reader->lines, file, name, "detections",
                                             TCT_DETECTION_LINE_BYTES, warnings, err);
    if (status != TCT_OK) {
        free(reader);
        return status;
    }
    *ret_reader = reader;
    return TCT_OK;
}

static bool take_station(struct tct_detection_reader *reader, const json_t *object,
                         uint32_t *ret_station)
{
    const json_t *value = json_object_get(object, "station");
    const char *id = json_string_value(value);
    int64_t index =
        id != NULL ? tct_sector_station(reader->sector, id, json_string_length(value)) : -1;
    if (index >= 0) {
        *ret_station = (uint32_t)index;
        return true;
    }
    json_lines_skip(&reader->lines, "station", value, "the id of a station of the sector");
    return false;
}

static bool take_class(struct tct_detection_reader *reader, const json_t *object,
                       struct tct_detection *detection)
{
    const json_t *classes = json_object_get(object, "class");
    if (classes == NULL || json_is_null(classes))
        return true;
    if (!json_is_object(classes)) {
        json_lines_skip(&reader->lines, "class", classes, "names with probabilities");
        return false;
    }
    double sum = 0.0;
    for (size_t i = 0; i < TCT_CLASS_COUNT; i++) {
        if (!json_lines_number(&reader->lines, classes, CLASS_NAMES[i], 0.0, 1.0,
                               &detection->class_p[i]))
            return false;
        sum += detection->class_p[i];
    }
    if (sum > 1.0 + CLASS_SUM_SLACK) {
        json_lines_skip(&reader->lines, "class", classes, "probabilities that add up to 1");
        return false;
    }
    detection->classified = sum > 0.0;
    if (detection->classified && sum < 1.0 - CLASS_SUM_SLACK)
        detection->class_p[TCT_CLASS_OTHER] += 1.0 - sum;
    return true;
}

static bool take_bearing(struct tct_detection_reader *reader, const json_t *object,
                         struct tct_detection *detection)
{
    double azimuth_deg = (double)NAN, sigma_deg = (double)NAN;
    if (!json_lines_number(&reader->lines, object, "azimuth_deg", 0.0, 360.0, &azimuth_deg) ||
        !json_lines_number(&reader->lines, object, "azimuth_sigma_deg", AZIMUTH_SIGMA_MIN_DEG,
                           AZIMUTH_SIGMA_MAX_DEG, &sigma_deg))
        return false;
    if (isnan(azimuth_deg))
        return true;
    if (isnan(sigma_deg)) {
        struct tct_error err;
        (void)tct_fail_at(&err, TCT_ERR_INPUT, reader->lines.name, reader->lines.line,
                          "azimuth_deg alone (left out)", "azimuth_sigma_deg with it");
        tct_warnings_skip(reader->lines.warnings, "bearings", &err);
        return true;
    }
    double north_rad = reader->sector->station_north_rad[detection->station];
    detection->azimuth_rad = within_turn(azimuth_deg * RAD_PER_DEG + north_rad);
    detection->azimuth_sigma_rad = sigma_deg * RAD_PER_DEG;
    return true;
}

static void take_clock(struct tct_detection_reader *reader, const json_t *object,
                       struct tct_detection *detection)
{
    const char *word = json_string_value(json_object_get(object, "clock"));
    if (word == NULL)
        return;
    for (size_t i = 0; i < TCT_CLOCK_COUNT; i++)
        if (strcmp(word, CLOCK_NAMES[i]) == 0) {
            detection->clock = (enum tct_clock)i;
            return;
        }
    struct tct_error err;
    (void)tct_fail_at(&err, TCT_ERR_INPUT, reader->lines.name, reader->lines.line, word,
                      "clock as gps, network, free or unknown");
    tct_warnings_note(reader->lines.warnings, "clocks taken as unknown", &err);
}

static bool take_numbers(struct tct_detection_reader *reader, const json_t *object,
                         struct tct_detection *detection)
{
    for (size_t i = 0; i < TCT_COUNT(NUMBERS); i++) {
        const struct number *number = &NUMBERS[i];
        double value = (double)NAN;
        if (!json_lines_number(&reader->lines, object, number->key, number->min, number->max,
                               &value))
            return false;
        *(double *)((char *)detection + number->offset) = value * number->unit;
    }
    return true;
}

static bool take_detection(struct tct_detection_reader *reader, const json_t *object,
                           struct tct_detection *ret_detection)
{
    uint32_t station;
    int64_t onset_ns;
    if (!take_station(reader, object, &station) ||
        !json_lines_time(&reader->lines, object, &onset_ns))
        return false;
    *ret_detection = tct_detection_at(station, onset_ns);
    take_clock(reader, object, ret_detection);
    ret_detection->clipped = json_is_true(json_object_get(object, "clipped"));
    return take_numbers(reader, object, ret_detection) &&
           take_class(reader, object, ret_detection) && take_bearing(reader, object, ret_detection);
}

bool tct_detections_next(struct tct_detection_reader *reader, struct tct_detection *ret_detection)
{
    json_t *object;
    while ((object = json_lines_next(&reader->lines)) != NULL) {
        bool taken = take_detection(reader, object, ret_detection);
        json_decref(object);
        if (taken)
            return true;
    }
    return false;
}

enum tct_status tct_detections_close(struct tct_detection_reader *reader, struct tct_error *err)
{
    enum tct_status status = json_lines_close(&reader->lines, err);
    free(reader);
    return status;
}

/* Reads all into memory from the heap, which grows; the caller frees it. */
static enum tct_status read_growing(struct tct_detection_reader *reader,
                                    struct tct_detection **ret_items, size_t *ret_count,
                                    struct tct_error *err)
{
    enum { FIRST_ROOM = 1024 };
    struct tct_detection *items = NULL, detection;
    size_t room = 0, count = 0;
    enum tct_status status = TCT_OK;
    while (status == TCT_OK && tct_detections_next(reader, &detection)) {
        if (count == TCT_DETECTIONS_MAX) {
            status = tct_fail_at(err, TCT_ERR_LIMIT, reader->lines.name, reader->lines.line,
                                 "over 20 million detections", "fewer");
        } else if (count == room) {
            room = room == 0 ? FIRST_ROOM : 2 * room;
            struct tct_detection *larger = realloc(items, room * sizeof(*items));
            if (larger == NULL)
                status = tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", reader->lines.name);
            else
                items = larger;
        }
        if (status == TCT_OK)
            items[count++] = detection;
    }
    *ret_items = items;
    *ret_count = count;
    return status;
}

enum tct_status tct_detections_read(FILE *file, const char *name, const struct tct_sector *sector,
                                    struct tct_arena *arena, struct tct_warnings *warnings,
                                    struct tct_detection **ret_detections, size_t *ret_count,
                                    struct tct_error *err)
{
    struct tct_detection_reader *reader;
    struct tct_detection *items = NULL;
    struct tct_error closing;
    size_t count = 0;
    enum tct_status status = tct_detections_open(file, name, sector, warnings, &reader, err);
    if (status != TCT_OK)
        return status;
    status = read_growing(reader, &items, &count, err);
    enum tct_status closed = tct_detections_close(reader, &closing);
    if (status == TCT_OK && closed != TCT_OK)
        status = tct_fail(err, closed, "%s", closing.text);
    if (status == TCT_OK) {
        *ret_count = count;
        *ret_detections = TCT_ARENA_NEW(arena, struct tct_detection, count);
        if (*ret_detections == NULL)
            status = tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", name);
        else if (count > 0)
            memcpy(*ret_detections, items, count * sizeof(*items));
    }
    free(items);
    return status;
}

enum tct_status tct_detection_write(FILE *file, const struct tct_sector *sector,
                                    const struct tct_detection *detection, struct tct_error *err)
{
    TCT_ASSERT(detection->station < sector->network.station_count);
    json_t *object = json_object();
    json_set(object, "station", json_string(sector->station_ids[detection->station]));
    json_set(object, "time", json_time(detection->onset_ns));
    for (size_t i = 0; i < TCT_COUNT(NUMBERS); i++) {
        const struct number *number = &NUMBERS[i];
        double value = *(const double *)((const char *)detection + number->offset);
        json_set(object, number->key, json_significant(value / number->unit, number->digits));
    }
    if (detection->clipped)
        json_set(object, "clipped", json_true());
    if (detection->classified) {
        json_t *classes = json_object();
        for (size_t i = 0; i < TCT_CLASS_COUNT; i++)
            json_set(classes, CLASS_NAMES[i], json_decimals(detection->class_p[i], 6));
        json_set(object, "class", classes);
    }
    if (!isnan(detection->azimuth_rad)) {
        double north_rad = sector->station_north_rad[detection->station];
        double azimuth_deg = within_turn(detection->azimuth_rad - north_rad) / RAD_PER_DEG;
        json_set(object, "azimuth_deg", json_decimals(azimuth_deg, 6));
        json_set(object, "azimuth_sigma_deg",
                 json_significant(detection->azimuth_sigma_rad / RAD_PER_DEG, 6));
    }
    if (detection->clock != TCT_CLOCK_UNKNOWN)
        json_set(object, "clock", json_string(CLOCK_NAMES[detection->clock]));
    return json_write_line(file, object, err);
}
