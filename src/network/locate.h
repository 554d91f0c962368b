/* Locate: one group with a given belief about the air. */
#ifndef TACET_NETWORK_LOCATE_H
#define TACET_NETWORK_LOCATE_H

#include "gather.h"

/* As tct_locate_group; `room` has room for the group and is overwritten. */
TCT_MUST_CHECK enum tct_status locate_one(const struct tct_network *network,
                                          const struct tct_air_belief *air,
                                          const struct tct_detection *detections,
                                          size_t detection_count, const struct tct_group *group,
                                          struct gathered *room, struct tct_arena *arena,
                                          struct tct_event *ret_event, struct tct_error *err);

/* Gives `event`, which locate_one made of `group` with `room`, the place of its position where that
 * is better known: `shared` is the position's mean, located. */
void locate_share(const struct tct_network *network, const struct tct_detection *detections,
                  const struct tct_event *shared, const struct tct_group *group,
                  const struct gathered *room, struct tct_event *event);

#endif
