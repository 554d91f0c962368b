/* Score: how well events answer to shots that are known from outside (a survey, a simulation). */
#ifndef TACET_FACE_SCORE_H
#define TACET_FACE_SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "tacet/base.h"
#include "tacet/face/warnings.h"
#include "tacet/network.h"

#define TCT_SCORE_NONE SIZE_MAX /* no partner; "not said" for shots' `heard` */

/* One true shot, in the sector's plane. */
struct tct_shot {
    int64_t time_ns;
    double x_m, y_m;
    size_t heard; /* how many detections are its own, or TCT_SCORE_NONE when the file does not say
                   */
    const uint32_t *detections; /* which: indices into the file of detections; NULL: not said */
    size_t detection_count;
};

/* Reads truth.jsonl: one object a line with `time`, a place (`x_m`, `y_m` in the sector's own
 * coordinates, or `lon`, `lat` in a geodetic sector, where they go first), optionally `heard_by`,
 * a number of stations, or `detections`, a list of what it was heard as. Blank lines and other
 * members are passed over. A line that is wrong is told to `warnings` (may be NULL) and skipped.
 * `name` is what messages call the file; `frame` may be NULL for metres. The shots are the arena's.
 * Errors: TCT_ERR_LIMIT beyond 1,000,000 shots or 1 MiB a line, TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_truth_read(FILE *file, const char *name,
                                                      const struct tct_frame *frame,
                                                      struct tct_arena *arena,
                                                      struct tct_warnings *warnings,
                                                      struct tct_shot **ret_shots,
                                                      size_t *ret_count, struct tct_error *err);

/* Zeros mean the defaults. A located event and a shot may be partners when their times differ by at
 * most time_s + sigmas * (the event's standard error of time), and their places by at most
 * distance_m or, beyond, lie within `sigmas` of the event's covariance. */
struct tct_score_options {
    double time_s;     /* default 0.12 */
    double distance_m; /* default 40 */
    double sigmas;     /* default 3; negative: none */
    size_t heard_min;  /* shots said to be heard by fewer stations are not counted as missed */
    /* With `detections` nothing of the above but heard_min counts: an event is a shot's when the
     * detections that it used and those that are the shot's have at least 60 % of the larger of
     * the two sets in common, however far off its place is. */
    const struct tct_detection *detections; /* what the shots' own are counted in; NULL: none */
    size_t detection_count;
    const struct tct_detection *event_detections; /* what the events' arrivals point into */
};

/* How one event fared. Numbers are NAN without a partner. */
struct tct_score_event {
    size_t shot; /* index, or TCT_SCORE_NONE */
    double error_m;
    double time_error_s; /* event minus shot */
    bool inside95;
};

struct tct_score {
    struct tct_score_event *events; /* by index of the event */
    size_t *event_of_shot;          /* by index of the shot: an event or TCT_SCORE_NONE */
    size_t found;                   /* shots with a partner */
    size_t missed;                  /* shots without, heard by heard_min stations */
    size_t unheard;                 /* shots without, heard by fewer */
    size_t false_events;            /* located events without a partner */
    size_t inside95;                /* of those found */
    double precision, recall, f1;   /* NAN where nothing can be divided */
    double error_median_m, error_p90_m, error_max_m, error_rms_m; /* NAN when none was found */
    double region_median_m2; /* area of the 95 % ellipses of those found */
    double normalised_mean;  /* of those found: mean of the squared error over the event's own
                                covariance; 2 is ideal. NAN when none was found */
};

/* Matches one to one: of all pairs that may be partners the closest first, distance and time each
 * measured in its own tolerance; ties go to the earlier shot, then to the earlier event in the
 * list, so the result depends on nothing but its input. Arrays are the arena's. `options` may be
 * NULL. Errors: TCT_ERR_USE for a tolerance that is not finite, TCT_ERR_MEMORY, TCT_ERR_LIMIT
 * beyond 20 million possible pairs. */
TCT_API TCT_MUST_CHECK enum tct_status tct_score_events(
    const struct tct_event *events, size_t event_count, const struct tct_shot *shots,
    size_t shot_count, const struct tct_score_options *options, struct tct_arena *arena,
    struct tct_score *ret_score, struct tct_error *err);

#endif
