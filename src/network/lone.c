/* Lone: one array tells a direction. That is worth an event where the detector is sure of what it
 * heard; whatever is unsure needs other stations. */
#include "lone.h"

#include <math.h>
#include <string.h>

/* Probability that it was a shot or an explosion, not something else. (A shock wave comes from
 * where the bullet was, which is no direction to the shot.) */
static const double SURE = 0.9;

/* Echoes of an impulse at the same array come within this. */
static const double ECHOES_S = 3;

static double source_p(const struct tct_detection *detection)
{
    return detection->classified ? detection->class_p[TCT_CLASS_MUZZLE_BLAST] +
                                       detection->class_p[TCT_CLASS_EXPLOSION]
                                 : 0;
}

static bool is_lone(const struct picks *picks, const struct tct_detection *detections,
                    const uint32_t *owner, uint32_t number)
{
    const struct pick *pick = &picks->all[number];
    bool first = number == picks->first[pick->station] ||
                 pick->time_s - picks->all[number - 1].time_s > ECHOES_S;
    return owner[number] == NOBODY && isfinite(pick->azimuth_rad) && first &&
           source_p(&detections[pick->detection]) >= SURE;
}

static enum tct_status put(const struct pick *pick, const struct tct_detection *detections,
                           struct tct_arena *arena, struct tct_group *group, struct tct_error *err)
{
    uint32_t *only = TCT_ARENA_NEW(arena, uint32_t, 1);
    if (only == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for sources");
    double p = fmin(source_p(&detections[pick->detection]), 1 - 1e-6);
    *only = pick->detection;
    *group = (struct tct_group){.picks = only, .pick_count = 1, .log_odds = log(p / (1 - p))};
    return TCT_OK;
}

enum tct_status lone_append(const struct picks *picks, const struct tct_detection *detections,
                            const uint32_t *owner, struct tct_arena *arena,
                            struct tct_group **groups, size_t *count, struct tct_error *err)
{
    size_t lone = 0;
    for (uint32_t i = 0; i < picks->count; i++)
        lone += is_lone(picks, detections, owner, i);
    if (lone == 0)
        return TCT_OK;
    struct tct_group *all = TCT_ARENA_NEW(arena, struct tct_group, *count + lone);
    if (all == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for sources");
    if (*count > 0)
        memcpy(all, *groups, *count * sizeof(*all));
    *groups = all;
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < picks->count && status == TCT_OK; i++) {
        uint32_t number = picks->in_time[i];
        if (is_lone(picks, detections, owner, number))
            status = put(&picks->all[number], detections, arena, &all[(*count)++], err);
    }
    return status;
}
