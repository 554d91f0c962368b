/* Common air: what the sources of one hour teach each other about wind and speed of sound. */
#ifndef TACET_NETWORK_COMMON_AIR_H
#define TACET_NETWORK_COMMON_AIR_H

#include "gather.h"

/* What one source says of the air, its own place and time eliminated. */
struct lesson {
    double x_m, y_m;
    double unknown[UNKNOWN_COUNT]; /* its place in its own frame */
    double share;                  /* 1 over the number of lessons that take the same paths */
    double information[TCT_AIR_COUNT][TCT_AIR_COUNT];
    double score[TCT_AIR_COUNT]; /* about the correction of the weather table */
    const struct tct_group *group;
};

struct common_air {
    struct tct_air_belief prior; /* widened where the lessons contradict it; its mean is 0 */
    double information[TCT_AIR_COUNT][TCT_AIR_COUNT], score[TCT_AIR_COUNT]; /* of all lessons */
    struct lesson *lessons;
    size_t lesson_count;
    struct errors errors; /* of the arrivals of the hour */
};

/* Most lessons that are taken of one hour: more would not tell the air better than it is uniform.
 */
enum { LESSONS_MOST = 512 };

/* Learns from the groups `groups[0..count)` in the order given. `lessons` has room for
 * LESSONS_MOST; `room` for the largest group. */
struct common_air common_air_learn(const struct tct_network *network,
                                   const struct tct_detection *detections, size_t detection_count,
                                   const struct tct_group *const *groups, size_t group_count,
                                   struct gathered *room, struct lesson *lessons);

/* The belief for a source at (x, y): prior and all lessons but those that came by the same paths,
 * whose errors it shares. */
struct tct_air_belief common_air_at(const struct common_air *common, double x_m, double y_m);

/* Where a group's source is, roughly: good enough to know whose paths it shares. NAN when it has no
 * place. `room` is overwritten. */
struct tct_plane common_air_place(const struct common_air *common,
                                  const struct tct_network *network,
                                  const struct tct_detection *detections, size_t detection_count,
                                  const struct tct_group *group, struct gathered *room);

#endif
