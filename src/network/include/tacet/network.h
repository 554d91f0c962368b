/* Tacet network: from the detections of many stations to located events.
 *
 * Pure: no files, no clocks, no threads, no mutable globals. Everything is in one plane frame: x
 * east, y north, z up, metres. Times are int64 nanoseconds of UTC. */
#ifndef TACET_NETWORK_H
#define TACET_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tacet/base.h"

struct tct_station {
    double x_m, y_m, z_m;
    double position_sigma_m; /* standard error of x, y and z alike, >= 0 */
    double clock_sigma_s;    /* standard error of the station's clock, >= 0 */
};

/* The air from `time_ns` until the next sample of a series; before the first sample the first
 * holds. */
struct tct_weather {
    int64_t time_ns;
    double temperature_c;
    double wind_speed_m_s;
    double wind_from_rad; /* where the wind comes from, clockwise from the frame's y axis */
};

/* Error of one travel time: variance floor^2 + (fraction * travel time)^2, independent from path to
 * path, shared by shots that take the same path. */
struct tct_propagation {
    double floor_s;
    double fraction;
};

/* All that is known before anything was heard. The arrays are the caller's and must outlive it. */
/* One part of a work; `worker` is below the executor's workers, and no two parts that run at once
 * have the same. */
typedef void tct_part_fn(void *work, size_t part, size_t worker);

/* How the parts of a work that do not depend on each other are carried out, as by threads of the
 * caller's. The network makes none, and what it answers is the same whatever carries it out. */
struct tct_executor {
    size_t workers; /* parts that run at once at most; 1 or more */
    /* Carries out parts 0 to count - 1, each once, in any order; answers when all are done. */
    void (*run)(void *user, size_t count, tct_part_fn *part, void *work);
    void *user;
};

struct tct_network {
    const struct tct_station *stations;
    size_t station_count;
    const struct tct_weather
        *weather; /* sorted by time; may be empty: 15 C, no wind, wider priors */
    size_t weather_count;
    struct tct_propagation propagation;
    const struct tct_plane
        *line; /* the line of contact in its point order; fewer than 2 points: no sides */
    size_t line_count;
    const struct tct_executor *executor; /* NULL: one part after another */
};

enum tct_event_status {
    TCT_EVENT_LOCATED,
    TCT_EVENT_BEARING_ONLY,    /* a direction from one array and no more */
    TCT_EVENT_NOT_CONSTRAINED, /* heard, but no place can be given: `reason` says why */
};

enum tct_phase {
    TCT_PHASE_BLAST,      /* from the source itself: what tells its place */
    TCT_PHASE_SHOCK_WAVE, /* from its bullet on the way; never used */
};

struct tct_arrival {
    uint32_t detection; /* index into the detections that were given */
    double residual_s;  /* observed minus predicted onset */
    double weight;      /* 0 to 1: how far the location listened to it */
    bool used;
    enum tct_phase phase;
};

/* 95 % ellipse of the place. */
struct tct_ellipse {
    double semi_major_m;
    double semi_minor_m;
    double azimuth_rad; /* of the major axis, clockwise from the y axis, [0, pi) */
};

/* An outline, counter-clockwise; the last corner is joined to the first. */
struct tct_outline {
    struct tct_plane *corners;
    size_t count;
};

enum tct_side { TCT_SIDE_LEFT, TCT_SIDE_RIGHT, TCT_SIDE_UNDETERMINED, TCT_SIDE_COUNT };

/* One source. Numbers that do not exist for the status are NAN. */
struct tct_event {
    enum tct_event_status status;
    const char *reason; /* static text; NULL when located */
    int64_t time_ns;    /* of the shot; of the first arrival when not located */
    double time_sigma_s;
    double x_m, y_m, z_m;
    double covariance_m2[3]; /* xx, xy, yy: timing, station position, travel time, clock, air,
                                height */
    struct tct_ellipse ellipse95;
    struct tct_outline *region95; /* what holds the place with 95 % where it may be in parts that
                                  lie apart; the ellipse then holds more */
    size_t region95_count;        /* 0: the ellipse says it */
    double elsewhere_p; /* that it is not near x and y, but in another part of its region */
    double azimuth_rad, azimuth_sigma_rad; /* bearing_only: from the station of the first arrival
                                              that is `used`, towards the source */
    bool classified;
    double class_p[TCT_CLASS_COUNT];
    bool has_side; /* false when there is no line */
    double side_p[TCT_SIDE_COUNT];
    struct tct_arrival *arrivals; /* by time, then shock waves by time; these and the region are the
                                     arena's that the event was made in */
    size_t arrival_count;
    size_t station_count;  /* stations with a used arrival */
    double gap_rad;        /* largest azimuthal gap between stations as seen from the place */
    double rms_s;          /* of the residuals used */
    double log_odds;       /* evidence of one source against chance, nats */
    size_t shots_of_place; /* whose paths taught its place; 0: a place of its own */
};

/* Where and when a source was if these and no other picks are its own. */
struct tct_hypothesis {
    double x_m, y_m;
    double covariance_m2[3]; /* xx, xy, yy */
    int64_t time_ns;
    double time_variance_s2;
    double log_odds; /* evidence against chance, nats */
};

/* A place that several sources share. Their sounds take the same paths, whose errors repeat, so
 * that all of them together tell of the place as much as one that every station heard once. */
struct tct_position {
    struct tct_detection
        *mean; /* what a source in the middle of all is heard as, one a station that
                  hears most of them; of all stations when these are under four */
    size_t count;
    size_t shots;                            /* sources that share it */
    const struct tct_hypothesis *hypotheses; /* of a burst: of its own arrivals first, then where
                                                else it may have been; NULL: nowhere */
    size_t hypothesis_count;
};

/* The detections that belong to one source. */
struct tct_group {
    const uint32_t *picks; /* indices into the detections */
    size_t pick_count;
    double log_odds; /* evidence of one source against chance, nats; NAN: not said */
    bool far;        /* waves of infrasound that arrays heard of a source beyond the front */
    const struct tct_hypothesis *hypotheses; /* of the group's own picks first, then of sets that
                                                differ; NULL: none but its own is thought of */
    size_t hypothesis_count;
    const struct tct_position *position; /* NULL: a place of its own, or unknown */
    int64_t later_ns; /* than the position's mean; this and what follows: with a position */
    double moved_x_m, moved_y_m; /* from the position's middle */
    double moved_m2[3];          /* covariance of that: xx, xy, yy */
};

/* A stretch of time over which a station's clock shows UTC plus off_s + drift * (shown -
 * middle_ns). */
struct tct_clock_piece {
    int64_t from_ns; /* as shown; of the first: INT64_MIN. It lasts until the next */
    int64_t middle_ns;
    double off_s, drift;         /* drift: seconds a second */
    double sigma_s, drift_sigma; /* standard errors of both; drift_sigma 0: no drift was found */
    bool wrong;                  /* false: right within what is stated, and all numbers are 0 */
};

/* What sources that other stations heard as well have taught of one station. */
struct tct_station_health {
    const struct tct_clock_piece *clock; /* by time */
    size_t clock_count;                  /* 0: the clock is right */
    bool moved;                          /* it stands elsewhere than the network says: */
    double moved_x_m, moved_y_m;         /* by so much, */
    double moved_sigma_m;                /* standard error of each of both */
};

/* Why detections were not considered, and how the stations are. */
struct tct_association_report {
    size_t duplicates;  /* the same station at the same time */
    size_t merged;      /* within 5 ms of an earlier one: the same impulse */
    size_t crowded;     /* beyond 100 in one second of one station; the least salient go */
    size_t bad_station; /* a station that the network does not have */
    size_t bad_time;    /* a time sigma that is not a positive number, a year before 1825 or after
                           2115 */
    size_t no_clock;    /* the clock runs free */
    size_t shock_waves; /* by their class: of a bullet, not of a source */
    const struct tct_station_health *stations; /* [station_count], the arena's; NULL: not known */
};

/* Groups detections by source; each belongs to one source at most. The groups come in the order of
 * their time and do not depend on the order of detections or stations, nor on where the frame has
 * its origin or its axes. A group has at least four observations, times and bearings, of two
 * stations or more, each once; three stations when it repeats another group. Groups whose place was
 * fired from on several occasions or in a burst share a position; what follows every shot of a
 * surer position by the same pause is its echo and no group. After these come groups that are far:
 * of two arrays or more, waves (onsets no surer than half a second, with a bearing) that no source
 * explains and whose bearings cross within 1,000 km; at last groups of one, in the
 * order of their time: shots by their class, with a bearing, that no source explains, the first
 * impulse of their station in 3 s. What is a shock wave by its class belongs to no group: it comes
 * from a bullet on its way. Picks, positions and groups are the arena's. Cost grows with the
 * detections and not with the length of the line; memory beyond the result is given back, and at no
 * time is more than twice what the arena's limit has left.
 *
 * Errors: TCT_ERR_MEMORY, TCT_ERR_LIMIT (2^31 detections or more). Method: docs/adr/0003. */
TCT_API TCT_MUST_CHECK enum tct_status tct_associate(
    const struct tct_network *network, const struct tct_detection *detections, size_t count,
    struct tct_arena *arena, struct tct_group **ret_groups, size_t *ret_count,
    struct tct_association_report *ret_report, struct tct_error *err);

/* Detections as they would be if clocks were right, and stations where they stand, for locating the
 * groups of tct_associate: what is still uncertain of a clock is in time_sigma_s, of a place in
 * position_sigma_m. `report` is that of tct_associate. What needs no correction is handed back
 * itself; the rest is the arena's. Errors: TCT_ERR_MEMORY. Method: docs/adr/0010. */
TCT_API TCT_MUST_CHECK enum tct_status tct_correct(const struct tct_network *network,
                                                   const struct tct_association_report *report,
                                                   const struct tct_detection *detections,
                                                   size_t count, struct tct_arena *arena,
                                                   struct tct_network *ret_network,
                                                   const struct tct_detection **ret_detections,
                                                   struct tct_error *err);

/* What a station's clock showed minus UTC when it showed `shown_ns`, s; 0 where it was right. */
TCT_API double tct_clock_off_s(const struct tct_station_health *health, int64_t shown_ns);

/* ---- Location: where, when, how sure, which side ---------------------------------------------
 *
 * Method, limits and figures: docs/adr/0004-location-and-uncertainty.md. */

/* What is believed of the air beyond the weather table: a correction that all paths share, normal
 * with the given mean and information (inverse covariance). Order of the three: wind to the east
 * and to the north (m/s, where it blows to), speed of sound as a fraction of itself. */
enum { TCT_AIR_WIND_X, TCT_AIR_WIND_Y, TCT_AIR_SPEED, TCT_AIR_COUNT };

struct tct_air_belief {
    double mean[TCT_AIR_COUNT];
    double information[TCT_AIR_COUNT][TCT_AIR_COUNT];
};

/* The belief before anything was heard: no correction; wider when there is no weather table. */
TCT_API struct tct_air_belief tct_air_prior(const struct tct_network *network);

/* Locates the source of one group by its own picks alone. `air` may be NULL for tct_air_prior.
 * `ret_event` is always filled when TCT_OK is answered; too few stations or an ambiguous place is
 * not an error but a status of the event. Four observations are needed (times of stations at
 * different places, and bearings); three are enough when log_odds is 4.6 (99 to 1) or more.
 * Below 2.94 (19 to 1), or 4.6 where two stations alone heard it, there is no place: no region
 * could hold the source with 95 %. Its arrivals
 * live in `arena`, in the order of their onsets. Of several picks of one station the earliest is
 * used, the others have used = false and weight 0.
 *
 * A far group needs two bearings; its place and region are where bearings and times agree, with
 * what is known of how long infrasound takes (docs/adr/0009).
 *
 * Every pick must be below `detection_count` and every detection's station below the network's
 * station_count (asserted). Errors: TCT_ERR_MEMORY. Thread-safe with an arena for each thread. */
TCT_API TCT_MUST_CHECK enum tct_status tct_locate_group(
    const struct tct_network *network, const struct tct_air_belief *air,
    const struct tct_detection *detections, size_t detection_count, const struct tct_group *group,
    struct tct_arena *arena, struct tct_event *ret_event, struct tct_error *err);

/* Locates the sources of many groups, which teach each other the air of their hour (see
 * tct_air_prior for what is believed beforehand). `ret_events` becomes `group_count` events in the
 * order of the groups, in `arena`. A group with a position has the place of that where it is
 * known better than by its own picks; four observations of the position are then enough for three
 * of the group. Detections that are shock waves by their class are listed with the event whose
 * bullet they are of. The result for a group does not depend on the order of the groups or of
 * their picks. Errors: TCT_ERR_MEMORY. Shock waves: docs/adr/0015. */
TCT_API TCT_MUST_CHECK enum tct_status tct_locate_all(
    const struct tct_network *network, const struct tct_detection *detections,
    size_t detection_count, const struct tct_group *groups, size_t group_count,
    struct tct_arena *arena, struct tct_event **ret_events, struct tct_error *err);

/* ---- Streaming: detections as they come, events as they become known --------------------------
 *
 * Method, limits and figures: docs/adr/0013-streaming.md. */

struct tct_stream;

struct tct_stream_options {
    double lateness_s; /* a detection may come so much later than others with later onsets; > 0 */
    double lag_s;      /* an event is final so long after its first arrival; > 0 */
    size_t detections_most; /* kept at a time; the oldest go */
};

/* 5 s; 45 s, the farthest reach over the speed of sound; a hundred thousand. */
TCT_API struct tct_stream_options tct_stream_defaults(void);

/* What is new of one event. */
struct tct_update {
    uint64_t number;   /* of the event in this stream: the same in all its revisions */
    unsigned revision; /* from 1 */
    bool final;        /* nothing more will be said of it */
    bool withdrawn;    /* there was no such source: not constrained, no arrival is used */
    struct tct_event event;
};

struct tct_stream_report {
    size_t late;     /* detections that came later than the lateness allows: left out */
    size_t too_many; /* that had to go to make room */
};

/* `network` must outlive the stream, which takes at most `limit_bytes`. Errors: TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_stream_new(const struct tct_network *network,
                                                      const struct tct_stream_options *options,
                                                      size_t limit_bytes,
                                                      struct tct_stream **ret_stream,
                                                      struct tct_error *err);

TCT_API void tct_stream_free(struct tct_stream *stream); /* NULL is nothing to free */

/* One more detection, in any order within the lateness. */
TCT_API void tct_stream_push(struct tct_stream *stream, const struct tct_detection *detection);

/* Time is now `now_ns`, of the clock of the onsets: works out what is new. Final events are worked
 * out from everything with an onset before `now_ns` less the lateness and do not depend on the
 * order in which it was pushed, nor on when this was called. `ret_updates` and the events in it
 * hold until the stream is used next; arrivals point into tct_stream_detections. Errors:
 * TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_stream_advance(struct tct_stream *stream, int64_t now_ns,
                                                          const struct tct_update **ret_updates,
                                                          size_t *ret_count, struct tct_error *err);

/* Nothing more comes: all that remains becomes final. */
TCT_API TCT_MUST_CHECK enum tct_status tct_stream_end(struct tct_stream *stream,
                                                      const struct tct_update **ret_updates,
                                                      size_t *ret_count, struct tct_error *err);

TCT_API const struct tct_detection *tct_stream_detections(const struct tct_stream *stream);

/* [station_count] What is wrong with stations by what was learned last, and is put right in what is
 * worked out; until the stream is used next. NULL: nothing was learned yet. */
TCT_API const struct tct_station_health *tct_stream_stations(const struct tct_stream *stream);
TCT_API struct tct_stream_report tct_stream_report(const struct tct_stream *stream);

/* The ellipse that holds 95 % of a bivariate normal distribution with covariance xx, xy, yy (m2).
 */
TCT_API struct tct_ellipse tct_ellipse95(const double covariance_m2[3]);

/* Probability that a normally distributed place is LEFT of a line of `line_count` >= 2 points, seen
 * in their order; the first and last segments go on to infinity. Exact to about 1e-3 (1e-9 for a
 * straight line). Repeated points are skipped; a line of one point only, or with no direction,
 * gives 0.5. A line that crosses itself has no two sides: each place then goes by the crossing next
 * to it, and the answer stays within 0 and 1. */
TCT_API double tct_side_left_p(const struct tct_plane *line, size_t line_count,
                               struct tct_plane mean, const double covariance_m2[3]);

#endif
