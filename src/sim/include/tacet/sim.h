/* Tacet sim: from a scene to what its stations would record or detect, with the truth beside it.
 *
 * Pure: no files, no clocks, no threads. Everything that is random follows from the scene's seed:
 * the same scene gives the same bytes, whatever is asked for first. Places are x east, y north, z
 * up, metres in one plane frame; times `_s` are seconds after the scene's start, `_ns` are UTC.
 *
 *     check -> fire (who shot when) -> hear (what reaches which station) -> record | detect
 *
 * At one moment the air differs with height only: spherical spreading, absorption, paths that bend
 * and end in shadow, a ground that reflects, terrain that screens, a loss per distance for trees,
 * echoes of walls and random ones. */
#ifndef TACET_SIM_H
#define TACET_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tacet/acoustics.h"
#include "tacet/base.h"
#include "tacet/terrain.h"

/* Limits; beyond them a scene is refused with TCT_ERR_LIMIT or TCT_ERR_INPUT. */
#define TCT_SCENE_STATIONS   20000
#define TCT_SCENE_SHOOTERS   20000
#define TCT_SCENE_SHOTS      200000
#define TCT_SCENE_ARRIVALS   20000000
#define TCT_SCENE_WINDOWS    10000
#define TCT_SCENE_APERTURE_M 1000.0 /* of an element, from its station */
#define TCT_SCENE_DURATION_S (31.0 * 86400.0)
#define TCT_SCENE_EXTENT_M   1e6     /* of a place, from the frame's origin */
#define TCT_SCENE_REACH_M    20000.0 /* farther on, refraction decides: nothing is heard here */

/* A stretch of time. */
struct tct_scene_window {
    double start_s, duration_s;
};

/* What is wrong with one channel, and nobody knows. */
struct tct_scene_fault {
    uint32_t channel;
    double gain_db; /* -100 to 40 */
    double late_s;  /* +-0.1 */
    bool dead;      /* nothing but zeros */
};

struct tct_scene_jump {
    double at_s, by_s; /* by_s: +-3,600 */
};

/* What a station's clock shows minus UTC, beyond what is drawn from its standard error. */
struct tct_scene_clock {
    double off_s;      /* +-3,600 */
    double drift;      /* seconds a second since the scene's start, +-1e-3 */
    double rate_error; /* samples come faster by this part than the file says; the file's start is
                          right, +-1e-2 */
    const struct tct_scene_jump *jumps; /* by time */
    size_t jump_count;
};

/* A station as its sector states it. Where it really stands and what its clock really shows is
 * drawn from the standard errors. */
struct tct_scene_station {
    double x_m, y_m, z_m;
    double position_sigma_m;     /* of x, y and z alike, 0 to 1,000 */
    double clock_sigma_s;        /* 0 to 10 */
    double moved_x_m, moved_y_m; /* it stands so far from where it is said to, +-1e5 */
    struct tct_scene_clock clock;
    const struct tct_element *elements; /* by channel; none: one microphone where the station is */
    size_t element_count;
    const struct tct_scene_fault *faults;
    size_t fault_count;
    const struct tct_scene_window *gaps; /* by time, apart: recorded as zeros */
    size_t gap_count;
};

enum tct_scene_weapon_kind {
    TCT_SCENE_GUN,    /* a muzzle blast, perhaps with a bullet */
    TCT_SCENE_LAUNCH, /* the same of a heavy weapon, perhaps with an impact */
    TCT_SCENE_CHARGE, /* an explosion */
};

struct tct_scene_weapon {
    double peak_pa;          /* at 1 m, over 0 to 1e7; not of a charge */
    double positive_phase_s; /* 5e-5 to 0.1; not of a charge */
    enum tct_scene_weapon_kind kind;
    double charge_kg;        /* of a charge, of TNT in free air: 1e-3 to 1e4 */
    double front_to_rear_db; /* of an aimed muzzle blast, 0 to 40: half of it more in front, half of
                                it less behind, as the cosine between */
    struct tct_bullet bullet; /* diameter 0: none that is heard */
    double bullet_range_m;    /* how far it flies that is aimed at no place, up to 10,000 */
    uint32_t impact;          /* 1 + index of the weapon that goes off where it is aimed; 0: none */
    double shell_speed_m_s;   /* of that shell over the ground, 10 to 3,000 */
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

enum tct_scene_aim { TCT_SCENE_AIM_NONE, TCT_SCENE_AIM_PLACE, TCT_SCENE_AIM_DIRECTION };

struct tct_scene_shooter {
    double x_m, y_m, z_m;
    double wander_m;       /* each burst comes from this far around, standard deviation; 0 to 1e5 */
    double scatter_m;      /* and each round from this far around that; 0 to 1e5 */
    double level_sigma_db; /* how much louder or softer each burst is, 0 to 40 */
    uint32_t weapon;       /* index into the scene's weapons */
    const struct tct_scene_burst *bursts;
    size_t burst_count;
    struct tct_scene_fire_rate at_random;
    enum tct_scene_aim aim;
    double aim_x_m, aim_y_m, aim_z_m; /* a place, or a unit vector */
};

/* The air from `from_s` until the next one; the first holds before, too. */
struct tct_scene_air {
    double from_s;
    struct tct_air air;
    double wind_x_m_s, wind_y_m_s; /* where it blows to, up to 60 */
    double warmer_per_m;           /* temperature with height, K/m, +-1: what is stated holds midway
                                      between a source and a receiver */
    double windier_x_per_s, windier_y_per_s; /* wind with height, (m/s)/m, +-1 */
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
    double tail_freedom;     /* the errors of both have the tail of Student's t with so many degrees
                                of freedom, 3 to 100, whole, and the same variance; 0: normal */
    double level_sigma_db;   /* of the level, one draw a path, 0 to 40 */
    double excess_db_per_km; /* ground and trees, 0 to 100 */
    double downwind_db_per_km; /* less loss straight downwind and as much more upwind, by the cosine
                                  between; 0 to 20 */
};

/* A recorded background that is repeated without end, from another place in it each time. */
struct tct_scene_background {
    const float *samples; /* NULL: none */
    size_t count;
    double rate_hz;
    double pa; /* root mean square of the whole, 0 to 100 */
};

/* Levels are root mean squares in Pa, 0 to 100. Every microphone has white, wind and rain of its
 * own; birds and an engine come from one side, so that the elements of an array hear them one after
 * the other. */
struct tct_scene_noise {
    double station_sigma_db; /* how much louder all noise is from station to station, 0 to 40 */
    double change_sigma_db;  /* and how much it swells and sinks at each, 0 to 40 */
    double change_s;         /* in about so long, 10 to 1e6 */
    double white_pa;
    double wind_pa;     /* above 20 Hz, of a noise that falls as f^(-5/3) */
    double gusts;       /* how much the wind's noise swells: standard deviation in nepers, 0 to 1 */
    double gust_s;      /* for how long, over 0.1 to 600 */
    double rain_pa;     /* half of the power hiss, half drops */
    double drops_per_s; /* 0.1 to 2,000 */
    double traffic_pa;  /* of a vehicle that is nearest */
    double vehicles_per_hour; /* 0 to 600 */
    double birds_pa;          /* of a syllable */
    double songs_per_minute;  /* 0 to 200 */
    double engine_pa;
    double engine_hz; /* how often it fires, 5 to 500 */
    struct tct_scene_background background;
};

/* Impulses that are no shots, a station; levels over the noise. */
struct tct_scene_distractors {
    double doors_per_hour;             /* slammed: 0 to 36,000 */
    double hammers_per_hour;           /* on iron: 0 to 36,000 */
    double level_min_db, level_max_db; /* 0 to 80 */
};

/* What lies under the paths. Without terrain it is flat. */
struct tct_scene_ground {
    double flow_resistivity; /* kPa s/m2: 10 (snow) over 200 (grass) to 20,000 (asphalt); 0: no
                                reflection */
    double z_m;              /* of flat ground */
    const struct tct_terrain *terrain; /* NULL: flat */
};

/* How alike the microphones of arrays are: standard deviations. */
struct tct_scene_microphones {
    double gain_sigma_db; /* 0 to 10 */
    double late_sigma_s;  /* 0 to 0.001 */
};

/* How a detector that is not run hears: for detections without recordings. */
struct tct_scene_hearing {
    double threshold_db;  /* of peak over noise, -20 to 60 */
    double scatter_db;    /* standard deviation of that threshold, 0 to 40 */
    double onset_sigma_s; /* standard error of a loud onset, over 0 to 1 */
    double class_right; /* detections name a class that is right so often, and say so; 0: no class,
                           else 0.25 to 1 */
    double miss_share;  /* of what is loud enough, not detected all the same, 0 to 1 */
    double deaf_s;      /* nothing is detected for so long after a detection, 0 to 60 */
    double outlier_share;                /* of onsets that are picked wrongly, 0 to 1 */
    double outlier_min_s, outlier_max_s; /* by how much, either way, uniform between; 0 to 10 */
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
    struct tct_scene_ground ground;
    struct tct_scene_noise noise;
    struct tct_scene_distractors distractors;
    struct tct_scene_microphones microphones;
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
    uint32_t weapon;
    bool impact;    /* where the shell of an earlier one came down */
    float level_db; /* louder than its weapon is by itself */
};

/* All shots by time, impacts among them. Shots after the scene's end are left out. Errors:
 * TCT_ERR_LIMIT for more than TCT_SCENE_SHOTS, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_scene_fire(const struct tct_scene *scene,
                                                      struct tct_arena *arena,
                                                      struct tct_scene_shot **ret_shots,
                                                      size_t *ret_count, struct tct_error *err);

#define TCT_SCENE_NO_SHOT UINT32_MAX

enum tct_scene_kind {
    TCT_SCENE_MUZZLE_BLAST,
    TCT_SCENE_SHOCK_WAVE,
    TCT_SCENE_EXPLOSION,
    TCT_SCENE_PLANK, /* clutter: something falls, with the shape of a blast */
    TCT_SCENE_DOOR,
    TCT_SCENE_HAMMER,
};

/* What a detector should call it. */
TCT_API enum tct_class tct_scene_class(enum tct_scene_kind kind);

/* What decides how an arrival's wave looks, but for its height. */
struct tct_scene_sound {
    enum tct_scene_kind kind;
    uint32_t air;    /* index of the air that it came through */
    double length_s; /* positive phase of a blast, duration of an N-wave */
    double range_m;  /* of the path, for absorption */
    float rise_s;    /* of an N-wave */
    uint32_t pick;   /* which door, which hammer */
    float ground_late_s, ground_share,
        ground_sine;     /* the ray by way of the ground: its delay, its
     spreading against the direct one's, its grazing angle; share 0: none */
    float detour_m;      /* over an edge; 0: in sight */
    float shadow_m;      /* within an acoustic shadow */
    float bending_per_s; /* of the sound speed with height, in the shadow */
};

/* One sound at one station. */
struct tct_scene_arrival {
    int64_t onset_ns; /* as the station's clock shows it */
    uint32_t station;
    uint32_t shot; /* TCT_SCENE_NO_SHOT: clutter */
    bool echo;
    struct tct_scene_sound sound;
    double peak_pa;  /* here, before absorption */
    double heard_pa; /* here, after it */
    float from_m[3]; /* where the wave front's centre is, seen from the station */
    float flight[3]; /* of a shock wave: the bullet's direction, a unit vector */
    float mach;      /* of a shock wave that comes straight; else 0, and the front is a sphere */
};

/* All sounds at all stations, by station and onset, but for those too weak to matter. Errors:
 * TCT_ERR_LIMIT for more than TCT_SCENE_ARRIVALS, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_scene_hear(const struct tct_scene *scene,
                                                      const struct tct_scene_shot *shots,
                                                      size_t shot_count, struct tct_arena *arena,
                                                      struct tct_scene_arrival **ret_arrivals,
                                                      size_t *ret_count, struct tct_error *err);

/* Noise that competes with a shot (above 300 Hz) all the time, root mean square, Pa: what levels
 * are compared with. Birds and vehicles come and go and do not count. */
TCT_API double tct_scene_noise_pa(const struct tct_scene_noise *noise);

/* By what factor a station's noise is louder than that, `at_s` after the scene's start. */
TCT_API double tct_scene_noise_change(const struct tct_scene *scene, uint32_t station, double at_s);

/* Level of an arrival over its station's noise, dB; infinite without noise. */
TCT_API double tct_scene_snr_db(const struct tct_scene *scene,
                                const struct tct_scene_arrival *arrival);

/* Whether `time_ns` lies in one of the scene's windows and in no gap of the station's. */
TCT_API bool tct_scene_is_recorded(const struct tct_scene *scene, uint32_t station,
                                   int64_t time_ns);

/* Where the station really is, and what its clock is off by at the start. */
struct tct_scene_drawn_station {
    double x_m, y_m, z_m;
    double clock_off_s; /* with what was drawn */
};
TCT_API struct tct_scene_drawn_station tct_scene_drawn(const struct tct_scene *scene,
                                                       uint32_t station);

/* One microphone as it really is. */
struct tct_scene_microphone {
    double x_m, y_m, z_m; /* from the station, in the frame */
    double late_s;        /* in the instrument */
    double gain;
    bool dead;
    bool plain; /* a station's only one, where the station is, with nothing wrong */
};
TCT_API struct tct_scene_microphone tct_scene_microphone(const struct tct_scene *scene,
                                                         uint32_t station, uint32_t channel);

/* Channels of a station's recordings: 1, or as many as the elements of its array need; channels
 * that are no element's hold zeros. */
TCT_API uint32_t tct_scene_channels(const struct tct_scene *scene, uint32_t station);

struct tct_scene_detection {
    struct tct_detection detection;
    uint32_t shot; /* TCT_SCENE_NO_SHOT for clutter and for echoes */
    enum tct_scene_kind kind;
};

/* What a detector would make of the arrivals: those over the threshold within the windows, and not
 * within the deaf time after another, by time then station. The onset's standard error is
 * hypot(onset_sigma, positive phase / (peak / noise)): noise over the slope behind the peak.
 * Stations with three microphones or more give a bearing, too. Errors: TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_scene_detect(const struct tct_scene *scene,
                                                        const struct tct_scene_arrival *arrivals,
                                                        size_t arrival_count,
                                                        struct tct_arena *arena,
                                                        struct tct_scene_detection **ret_detections,
                                                        size_t *ret_count, struct tct_error *err);

/* One window of one microphone, sample by sample. */
struct tct_recorder;

/* Window `window` of the scene (0 when it has none). `arrivals` are those of tct_scene_hear, all
 * stations; recorder and its memory (some 100 kB) are the arena's. Errors: TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_recorder_new(
    const struct tct_scene *scene, uint32_t station, uint32_t channel, size_t window,
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
