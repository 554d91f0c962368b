/* Region: the ground that holds a source with 95 % where that is no ellipse. */
#ifndef TACET_NETWORK_REGION_H
#define TACET_NETWORK_REGION_H

#include "places.h"

/* Gives `event` its region95, of `arena`, when the places are parts that lie apart; none when the
 * ellipse says it. Places count from (x_m, y_m). Errors: TCT_ERR_MEMORY. */
enum tct_status region_give(const struct places *places, double x_m, double y_m,
                            struct tct_arena *arena, struct tct_event *event,
                            struct tct_error *err);

#endif
