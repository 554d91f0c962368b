/* Tacet sim: from a scene to what its stations would record or detect, with the truth beside it.
 *
 * Pure: no files, no clocks, no threads. Everything that is random follows from the scene's seed:
 * the same scene gives the same bytes, whatever is asked for first. Places are x east, y north, z
 * up, metres in one plane frame; times `_s` are seconds after the scene's start, `_ns` are UTC.
 *
 *     check -> fire (who shot when) -> hear (what reaches which station) -> record | detect
 *
 * The air is the same everywhere at one moment: straight paths, spherical spreading, absorption,
 * a loss per distance for ground and trees, echoes of walls and random ones. */
#ifndef TACET_SIM_H
#define TACET_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tacet/acoustics.h"
#include "tacet/base.h"

/* Limits; beyond them a scene is refused with TCT_ERR_LIMIT or TCT_ERR_INPUT. */
#define TCT_SCENE_STATIONS   20000
#define TCT_SCENE_SHOOTERS   20000
#define TCT_SCENE_SHOTS      200000
#define TCT_SCENE_ARRIVALS   20000000
#define TCT_SCENE_WINDOWS    10000
#define TCT_SCENE_DURATION_S (31.0 * 86400.0)
#define TCT_SCENE_EXTENT_M   1e6     /* of a place, from the frame's origin */
#define TCT_SCENE_REACH_M    20000.0 /* farther on, refraction decides: nothing is heard here */

/* A station as its sector states it. Where it really stands and what its clock really shows is
 * drawn from the standard errors. */
struct tct_scene_station {
    double x_m, y_m, z_m;
    double position_sigma_m; /* of x, y and z alike, 0 to 1,000 */
    double clock_sigma_s;    /* 0 to 10 */
    double clock_off_s;      /* a clock that is wrong, and nobody knows: shown minus UTC; +-3,600 */
};

struct tct_scene_weapon {
    double peak_pa;          /* at 1 m, over 0 to 1e7 */
    double positive_phase_s; /* 5e-5 to 0.1 */
};

struct tct_scene_burst {
    double at_s;
    uint32_t rounds;   /* 1 to TCT_SCENE_SHOTS */
    double interval_s; /* from round to round, 0 to 3,600 */
    double jitter_s;   /* standard deviation of each interval, 0 to 3,600 */
};

/* Bursts at random times, a Poisson process over the whole scene. */
struct tct_scene_fire_rate {
    double bursts_per_hour; /* 0: none; up to 36,000 */
    uint32_t rounds_min, rounds_max;
    double interval_s, jitter_s;
};

struct tct_scene_shooter {
    double x_m, y_m, z_m;
    double wander_m; /* each burst comes from this far around, standard deviation; 0 to 1e5 */
    uint32_t weapon; /* index into the scene's weapons */
    const struct tct_scene_burst *bursts;
    size_t burst_count;
    struct tct_scene_fire_rate at_random;
};

/* The air from `from_s` until the next one; the first holds before, too. */
struct tct_scene_air {
    double from_s;
    struct tct_air air;
    double wind_x_m_s, wind_y_m_s; /* where it blows to, up to 60 */
};

/* A wall that mirrors sound, any height. */
struct tct_scene_wall {
    struct tct_plane from, to;
    double loss_db; /* 0 to 100 */
};

struct tct_scene_echoes {
    double per_path; /* mean number of random ones, 0 to 20; shots that take one path share them */
    double delay_min_s, delay_max_s; /* after the direct sound, 0 to 10, log-uniform between */
    double loss_min_db, loss_max_db; /* below the direct sound, 0 to 100, uniform between */
    const struct tct_scene_wall *walls;
    size_t wall_count; /* up to 1,000 */
};

/* How a path differs from the straight line that a locator assumes. */
struct tct_scene_paths {
    double floor_s, fraction; /* error of a travel time: hypot(floor, fraction * travel time), one
                                 draw for all shots of a shooter at a station; 0 to 1 */
    double shot_s;            /* on top for each shot, 0 to 1 */
    double level_sigma_db;    /* of the level, one draw a path, 0 to 40 */
    double excess_db_per_km;  /* ground and trees, 0 to 100 */
};

struct tct_scene_noise {
    double white_pa; /* root mean square, 0 to 100 */
    double wind_pa;  /* root mean square above 20 Hz of a noise that falls as f^(-5/3); 0 to 100 */
};

/* How a detector that is not run hears: for detections without recordings. */
struct tct_scene_hearing {
    double threshold_db;  /* of peak over noise, -20 to 60 */
    double scatter_db;    /* standard deviation of that threshold, 0 to 40 */
    double onset_sigma_s; /* standard error of a loud onset, over 0 to 1 */
};

/* A stretch of time that is recorded. */
struct tct_scene_window {
    double start_s, duration_s;
};

/* The arrays are the caller's and must outlive what is made from the scene. */
struct tct_scene {
    uint64_t seed;
    int64_t start_ns;
    double duration_s;     /* over 0 to TCT_SCENE_DURATION_S */
    double sample_rate_hz; /* 100 to 192,000 */
    const struct tct_scene_station *stations;
    size_t station_count;
    const struct tct_scene_weapon *weapons;
    size_t weapon_count;
    const struct tct_scene_shooter *shooters;
    size_t shooter_count;
    const struct tct_scene_air *airs;       /* by time; at least one */
    size_t air_count;                       /* up to 10,000 */
    const struct tct_scene_window *windows; /* by time, apart; none: the whole scene is one */
    size_t window_count;
    struct tct_scene_echoes echoes;
    struct tct_scene_paths paths;
    struct tct_scene_noise noise;
    struct tct_scene_hearing hearing;
    double clutter_per_hour; /* impulses that nobody fired, a station; 0 to 36,000 */
};

/* Whether the scene keeps its limits. Every function below wants a scene that passed. Errors:
 * TCT_ERR_INPUT or TCT_ERR_LIMIT, naming the item and what is wrong. */
TCT_API TCT_MUST_CHECK enum tct_status tct_scene_check(const struct tct_scene *scene,
                                                       struct tct_error *err);

/* The truth. */
struct tct_scene_shot {
    int64_t time_ns;
    double x_m, y_m, z_m;
    uint32_t shooter;
};

/* All shots by time. Shots after the scene's end are left out. Errors: TCT_ERR_LIMIT for more than
 * TCT_SCENE_SHOTS, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_scene_fire(const struct tct_scene *scene,
                                                      struct tct_arena *arena,
                                                      struct tct_scene_shot **ret_shots,
                                                      size_t *ret_count, struct tct_error *err);

#define TCT_SCENE_NO_SHOT UINT32_MAX

/* One sound at one station. */
struct tct_scene_arrival {
    int64_t onset_ns; /* as the station's clock shows it */
    uint32_t station;
    uint32_t shot; /* TCT_SCENE_NO_SHOT: clutter */
    uint32_t air;  /* index of the air that it came through */
    bool echo;
    double positive_phase_s;
    double range_m;  /* of the path, for absorption */
    double peak_pa;  /* here, before absorption */
    double heard_pa; /* here, after it */
};

/* All sounds at all stations, by station and onset, but for those too weak to matter. Errors:
 * TCT_ERR_LIMIT for more than TCT_SCENE_ARRIVALS, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_scene_hear(const struct tct_scene *scene,
                                                      const struct tct_scene_shot *shots,
                                                      size_t shot_count, struct tct_arena *arena,
                                                      struct tct_scene_arrival **ret_arrivals,
                                                      size_t *ret_count, struct tct_error *err);

/* Noise that competes with a shot (above 300 Hz), root mean square, Pa: what levels are compared
 * with. */
TCT_API double tct_scene_noise_pa(const struct tct_scene_noise *noise);

/* Level of an arrival over that noise, dB; infinite without noise. */
TCT_API double tct_scene_snr_db(const struct tct_scene *scene,
                                const struct tct_scene_arrival *arrival);

/* Whether `time_ns` lies in one of the scene's windows. */
TCT_API bool tct_scene_is_recorded(const struct tct_scene *scene, int64_t time_ns);

struct tct_scene_detection {
    struct tct_detection detection;
    uint32_t shot; /* TCT_SCENE_NO_SHOT for clutter and for echoes */
};

/* What a detector would make of the arrivals: those over the threshold within the windows, by time
 * then station. The onset's standard error is hypot(onset_sigma, positive phase / (peak / noise)):
 * noise over the slope behind the peak. Errors: TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_scene_detect(const struct tct_scene *scene,
                                                        const struct tct_scene_arrival *arrivals,
                                                        size_t arrival_count,
                                                        struct tct_arena *arena,
                                                        struct tct_scene_detection **ret_detections,
                                                        size_t *ret_count, struct tct_error *err);

/* One window of one station, sample by sample. */
struct tct_recorder;

/* Window `window` of the scene (0 when it has none). `arrivals` are those of tct_scene_hear, all
 * stations; recorder and its memory (some 100 kB) are the arena's. Errors: TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_recorder_new(
    const struct tct_scene *scene, uint32_t station, size_t window,
    const struct tct_scene_arrival *arrivals, size_t arrival_count, struct tct_arena *arena,
    struct tct_recorder **ret_recorder, struct tct_error *err);

/* What the station's clock shows at the first sample; sample n lies n / rate later. */
TCT_API int64_t tct_recorder_start_ns(const struct tct_recorder *recorder);

/* The next `count` samples in Pa, fewer at the window's end, then 0. How the samples are asked for,
 * many or one at a time, does not change them. */
TCT_API size_t tct_recorder_read(struct tct_recorder *recorder, float *ret_pa, size_t count);

/* Pa to 16 bits: rounded to nearest, clipped at full scale. */
TCT_API void tct_pcm16_from_pa(const float *pa, size_t count, double full_scale_pa,
                               int16_t *ret_pcm);

#endif
