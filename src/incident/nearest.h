/* Nearest: items in the order of time go, one by one, to the nearest group that they may join. */
#ifndef TACET_INCIDENT_NEAREST_H
#define TACET_INCIDENT_NEAREST_H

#include "sides.h"

/* What is grouped: a firing, or a burst of them. Times are what orders them; sums over its shots.
 */
struct item {
    int64_t from_ns, until_ns;
    bool placed;
    double x_m, y_m, covariance_m2[3]; /* sums */
    uint32_t shots;
    struct side_mean sides;
};

/* Which groups an item may join: one whose last moment is at most `gap_ns` before it, whose mean
 * place is within reach of its own, `sigmas` standard errors of their difference added, and whose
 * side is not the other one for sure. What is not placed joins nothing. */
struct nearness_rule {
    uint64_t gap_ns;
    double reach_m, reach_most_m; /* without and with all errors */
    double sigmas;
    double decided_p;
};

/* Groups are items themselves. `ret_group` by item; numbers begin at 0 in the order in which groups
 * begin. Time does not grow with the number of groups that are open elsewhere. Errors:
 * TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status group_nearest(const struct nearness_rule *rule,
                                             const struct item *items, size_t count,
                                             struct tct_arena *arena, struct item **ret_groups,
                                             size_t *ret_count, uint32_t *ret_group,
                                             struct tct_error *err);

/* The side that is sure; UNDETERMINED: none. */
enum tct_side sure_side(const struct side_mean *sides, double decided_p);

#endif
