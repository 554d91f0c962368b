/* Events as JSON Lines, in and out, and as GeoJSON, out.
 *
 * What is written is exact. Who may see it, when and how coarse is decided by the caller. */
#ifndef TACET_FACE_EVENTS_H
#define TACET_FACE_EVENTS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "tacet/base.h"
#include "tacet/face/sector.h"
#include "tacet/face/warnings.h"
#include "tacet/network.h"

enum { TCT_EVENT_ID_BYTES = 15, TCT_EVENT_LINE_BYTES = 1 << 20, TCT_EVENTS_MAX = 5000000 };

/* The name of an event: "e" and 13 characters of base 32, ended by a NUL. It follows from the
 * sector's name and the station and time of the first arrival that is used (the first of all when
 * none is), whatever the order of the input was. The event has an arrival at least. */
TCT_API void tct_event_id(const struct tct_sector *sector, const struct tct_detection *detections,
                          const struct tct_event *event, char ret_id[TCT_EVENT_ID_BYTES]);

/* What is said of an event beside what was computed; everything may be zero. */
struct tct_event_notes {
    const char *id;    /* NULL: tct_event_id */
    unsigned revision; /* 0: 1 */
    const char *const *warnings;
    size_t warning_count;
};

/* Writes one line. `detections` are those that the event's arrivals point into; `notes` may be
 * NULL. Covariance and directions are turned to true east and north. Errors: TCT_ERR_IO,
 * TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_event_write(FILE *file, const struct tct_sector *sector,
                                                       const struct tct_detection *detections,
                                                       const struct tct_event *event,
                                                       const struct tct_event_notes *notes,
                                                       struct tct_error *err);

/* Events from a file, in the shape in which locating gives them: `events[i]` is called `ids[i]` and
 * its arrivals point into `detections`. Everything is the arena's. */
struct tct_event_set {
    struct tct_event *events; /* by time, then by id */
    char **ids;
    unsigned *revisions;
    size_t count;
    struct tct_detection *detections; /* station, onset and nothing else */
    size_t detection_count;
};

/* Reads a stream to its end. Of several revisions of an event the highest counts, of equal ones the
 * last. A line that is wrong is told and skipped, and so is an arrival of a station that is not the
 * sector's. Sides are taken by the parties' ids. Errors: TCT_ERR_IO, TCT_ERR_MEMORY, TCT_ERR_LIMIT.
 */
TCT_API TCT_MUST_CHECK enum tct_status tct_events_read(
    FILE *file, const char *name, const struct tct_sector *sector, struct tct_arena *arena,
    struct tct_warnings *warnings, struct tct_event_set *ret_set, struct tct_error *err);

/* What is said on everything that shows exact places to people or to other programs. */
#define TCT_EXACT_PLACES_NOTE                                                                      \
    "Exact places of shots and sensors: for the mission's duty officer alone."

/* Writes a FeatureCollection (RFC 7946): located events as points, their 95 % ellipses as polygons
 * of 64 corners, the stations and the line; property `kind` tells them apart. Longitude and
 * latitude in a geodetic frame; else x and y, and a member `crs` says so. A member `note` says for
 * whom it is. Errors: TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_events_write_geojson(
    FILE *file, const struct tct_sector *sector, const struct tct_detection *detections,
    const struct tct_event *events, size_t count, struct tct_error *err);

/* The same to a file of this name, in one piece: the whole new file or what stood there before. */
TCT_API TCT_MUST_CHECK enum tct_status tct_events_save_geojson(
    const char *path, const struct tct_sector *sector, const struct tct_detection *detections,
    const struct tct_event *events, size_t count, struct tct_error *err);

#endif
