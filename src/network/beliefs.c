/* Beliefs: copied from one judge to the next. */
#include "beliefs.h"

#include <string.h>

void beliefs_take(const struct judge *judge, struct beliefs *ret_beliefs)
{
    double *station_rate = ret_beliefs->station_rate;
    *ret_beliefs = (struct beliefs){
        .known = true,
        .hearing = judge->hearing,
        .echoes = judge->clutter.echoes,
        .echo_decay_s = judge->clutter.echo_decay_s,
        .unrest = judge->clutter.unrest,
        .loudness = judge->clutter.loudness,
        .station_rate = station_rate,
        .recurring_share = judge->recurrence.share,
        .stray_share = judge->stray_share,
        .dark_share = judge->dark_share,
        .source_rate = judge->source_rate,
        .ground_m = judge->ground_m,
        .path_scale = judge->scene.path_scale,
        .shared = judge->scene.shared,
    };
    memcpy(ret_beliefs->liking, judge->recurrence.liking, sizeof(ret_beliefs->liking));
    memcpy(station_rate, judge->clutter.station_rate,
           judge->scene.index->count * sizeof(*station_rate));
}

enum tct_status beliefs_give(const struct beliefs *beliefs, struct judge *judge,
                             struct tct_arena *scratch, struct tct_error *err)
{
    judge->hearing = beliefs->hearing;
    judge->clutter.echoes = beliefs->echoes;
    judge->clutter.echo_decay_s = beliefs->echo_decay_s;
    judge->clutter.unrest = beliefs->unrest;
    judge->clutter.loudness = beliefs->loudness;
    judge->recurrence.share = beliefs->recurring_share;
    judge->stray_share = beliefs->stray_share;
    judge->dark_share = beliefs->dark_share;
    judge->source_rate = beliefs->source_rate;
    judge->ground_m = beliefs->ground_m;
    judge->scene.path_scale = beliefs->path_scale;
    judge->scene.shared = beliefs->shared;
    memcpy(judge->recurrence.liking, beliefs->liking, sizeof(beliefs->liking));
    memcpy(judge->clutter.station_rate, beliefs->station_rate,
           judge->scene.index->count * sizeof(*beliefs->station_rate));
    enum tct_status status =
        clutter_apply(&judge->clutter, judge->scene.picks, judge->scene.index, NULL, scratch, err);
    if (status == TCT_OK)
        judge_weigh(judge);
    return status;
}

enum tct_status beliefs_learn_places(struct judge *judge, const struct accepted *accepted,
                                     struct tct_arena *memory, struct tct_error *err)
{
    const double share = judge->recurrence.share;
    double liking[PAUSE_BINS];
    memcpy(liking, judge->recurrence.liking, sizeof(liking));
    enum tct_status status = learn_places(judge, accepted, memory, err);
    judge->recurrence.share = share;
    memcpy(judge->recurrence.liking, liking, sizeof(liking));
    return status;
}

enum tct_status beliefs_explain(struct judge *judge, const struct accepted *accepted,
                                struct tct_arena *scratch, struct tct_error *err)
{
    const struct picks *picks = judge->scene.picks;
    bool *explained = TCT_ARENA_NEW(scratch, bool, picks->count);
    if (explained == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu detections", picks->count);
    for (size_t i = 0; i < picks->count; i++)
        explained[i] = judge->owner[i] != NOBODY;
    enum tct_status status = beliefs_learn_places(judge, accepted, scratch, err);
    if (status == TCT_OK)
        status = clutter_apply(&judge->clutter, picks, judge->scene.index, explained, scratch, err);
    if (status == TCT_OK)
        judge_weigh(judge);
    return status;
}
