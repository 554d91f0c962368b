/* Bent: the region of a posterior that is one in several overlapping parts. */
#ifndef TACET_NETWORK_BENT_H
#define TACET_NETWORK_BENT_H

#include "mixture.h"

/* Gives `event` its region95, of `arena`: the hulls of what hangs together above one level of
 * density. Parts count from (x_m, y_m); their ellipses become those at the level. Errors:
 * TCT_ERR_MEMORY. */
enum tct_status bent_give(struct mixture *parts, double x_m, double y_m, struct tct_arena *arena,
                          struct tct_event *event, struct tct_error *err);

#endif
