/* Events as incidents need them. */
#include <math.h>

#include "tacet/face/incidents.h"

static const double LEAST_SIGMA_S = 1e-6;

struct tct_firing tct_firing_of(const struct tct_event *event)
{
    struct tct_firing ret = {.time_ns = event->time_ns,
                             .time_sigma_s = event->time_sigma_s,
                             .place = {event->x_m, event->y_m},
                             .classified = event->classified,
                             .has_side = event->has_side};
    ret.placed = event->status == TCT_EVENT_LOCATED && isfinite(event->x_m) && isfinite(event->y_m);
    if (!(ret.time_sigma_s > 0.0)) /* NaN, too */
        ret.time_sigma_s = event->time_sigma_s >= 0.0 ? LEAST_SIGMA_S : 1.0;
    for (int i = 0; i < 3; i++)
        ret.covariance_m2[i] = isfinite(event->covariance_m2[i]) ? event->covariance_m2[i] : 0.0;
    for (int side = 0; side < TCT_SIDE_COUNT; side++)
        ret.side_p[side] = event->side_p[side];
    ret.kind_p[TCT_FIRING_SMALL_ARMS] =
        event->class_p[TCT_CLASS_MUZZLE_BLAST] + event->class_p[TCT_CLASS_SHOCK_WAVE];
    ret.kind_p[TCT_FIRING_EXPLOSION] = event->class_p[TCT_CLASS_EXPLOSION];
    ret.kind_p[TCT_FIRING_OTHER] = event->class_p[TCT_CLASS_OTHER];
    return ret;
}
