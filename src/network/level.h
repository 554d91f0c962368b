/* Level: how loud a source is at a distance, worked out once and then looked up.
 *
 * The pulse itself goes through the air's filter, and its peak is read: no one frequency stands for
 * a blast, whose highest ones are gone after a kilometre. */
#ifndef TACET_NETWORK_LEVEL_H
#define TACET_NETWORK_LEVEL_H

#include "tacet/network/coverage.h"

enum { LEVEL_RANGES = 20, LEVEL_STEPS = 9 };

/* What stands in a path's way. */
enum level_way { WAY_EDGE, WAY_SHADOW, WAY_COUNT };

/* Peaks in dB over 1 Pa; by the logarithm of range, and by the obstacle's measure (one row for open
 * paths). */
struct level {
    double open_db[LEVEL_RANGES];
    double obstacle_db[WAY_COUNT][LEVEL_STEPS][LEVEL_RANGES];
    double phase_s[LEVEL_RANGES]; /* positive phase */
};

/* Errors: TCT_ERR_USE for air or a source out of range. */
TCT_MUST_CHECK enum tct_status level_make(const struct tct_loudness *loudness,
                                          const struct tct_air *air, double excess_db_per_km,
                                          struct level *ret_level, struct tct_error *err);

/* In the open; ranges outside of 10 m to TCT_COVERAGE_REACH_M are taken to its ends. */
double level_open_db(const struct level *level, double range_m);

/* Behind an edge that makes the way longer by detour_m > 0. */
double level_behind_edge_db(const struct level *level, double range_m, double detour_m);

/* With shadow_m > 0 of the path in the shadow of air that bends sound up, bending_per_s < 0. */
double level_in_shadow_db(const struct level *level, double range_m, double shadow_m,
                          double bending_per_s);

/* Positive phase there. */
double level_phase_s(const struct level *level, double range_m);

#endif
