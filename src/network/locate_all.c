/* Locate all: many sources, hour by hour, with the air that they share. */
#include <stdlib.h>

#include "common_air.h"
#include "locate.h"
#include "shock_waves.h"

/* The air of a sector is taken to be one for so long. */
static const double AIR_LASTS_S = 3600.0;

/* A group and the onset of its earliest pick, in the order in which hours are cut. */
struct queued {
    int64_t time_ns;
    uint32_t station;
    size_t index;
};

static int by_time(const void *a, const void *b)
{
    const struct queued *p = a, *q = b;
    if (p->time_ns != q->time_ns)
        return p->time_ns < q->time_ns ? -1 : 1;
    if (p->station != q->station)
        return p->station < q->station ? -1 : 1;
    return (p->index > q->index) - (p->index < q->index);
}

static struct queued queued_of(const struct tct_detection *detections,
                               const struct tct_group *groups, size_t index)
{
    TCT_ASSERT(groups[index].pick_count > 0);
    const struct tct_detection *first = &detections[groups[index].picks[0]];
    for (size_t i = 1; i < groups[index].pick_count; i++) {
        const struct tct_detection *d = &detections[groups[index].picks[i]];
        if (d->onset_ns < first->onset_ns ||
            (d->onset_ns == first->onset_ns && d->station < first->station))
            first = d;
    }
    return (struct queued){first->onset_ns, first->station, index};
}

/* Everything that locating many groups needs, taken from the arena once. */
struct batch {
    const struct tct_network *network;
    const struct tct_detection *detections;
    size_t detection_count;
    struct queued *queue;
    const struct tct_group **groups; /* in the order of the queue */
    struct lesson *lessons;
    struct gathered room, shared_room;
    uint32_t *numbers;        /* 0, 1, 2, ... for the means of positions */
    struct tct_event *events; /* in the order of the caller's groups */
};

/* The place of a group whose sounds came by paths that others of its position took as well. */
static enum tct_status share(struct batch *batch, const struct tct_air_belief *air,
                             const struct tct_group *group, struct tct_arena *arena,
                             struct tct_event *event, struct tct_error *err)
{
    const struct tct_position *position = group->position;
    const struct tct_group mean = {.picks = batch->numbers,
                                   .pick_count = position->count,
                                   .log_odds = group->log_odds,
                                   .hypotheses = position->hypotheses,
                                   .hypothesis_count = position->hypothesis_count};
    struct tct_event shared;
    enum tct_status status = locate_one(batch->network, air, position->mean, position->count, &mean,
                                        &batch->shared_room, arena, &shared, err);
    if (status == TCT_OK)
        locate_share(batch->network, batch->detections, &shared, group, &batch->room, event);
    return status;
}

static enum tct_status locate_hour(struct batch *batch, size_t from, size_t to,
                                   struct tct_arena *arena, struct tct_error *err)
{
    batch->room.errors = errors_prior();
    struct common_air common =
        common_air_learn(batch->network, batch->detections, batch->detection_count,
                         batch->groups + from, to - from, &batch->room, batch->lessons);
    batch->room.errors = batch->shared_room.errors = common.errors;
    for (size_t i = from; i < to; i++) {
        struct tct_event *event = &batch->events[batch->queue[i].index];
        struct tct_plane near =
            common_air_place(&common, batch->network, batch->detections, batch->detection_count,
                             batch->groups[i], &batch->room);
        struct tct_air_belief air = common_air_at(&common, near.x_m, near.y_m);
        enum tct_status status =
            locate_one(batch->network, &air, batch->detections, batch->detection_count,
                       batch->groups[i], &batch->room, arena, event, err);
        if (status == TCT_OK && batch->groups[i]->position != NULL)
            status = share(batch, &air, batch->groups[i], arena, event, err);
        if (status != TCT_OK)
            return status;
    }
    return TCT_OK;
}

static enum tct_status batch_of(const struct tct_group *groups, size_t group_count,
                                struct tct_arena *arena, struct batch *batch, struct tct_error *err)
{
    size_t picks_most = 0, shared_most = 0;
    for (size_t i = 0; i < group_count; i++) {
        const struct tct_position *position = groups[i].position;
        picks_most = groups[i].pick_count > picks_most ? groups[i].pick_count : picks_most;
        if (position != NULL && position->count > shared_most)
            shared_most = position->count;
    }
    batch->numbers = TCT_ARENA_NEW(arena, uint32_t, shared_most);
    batch->queue = TCT_ARENA_NEW(arena, struct queued, group_count);
    batch->groups = TCT_ARENA_NEW(arena, const struct tct_group *, group_count);
    batch->lessons = TCT_ARENA_NEW(arena, struct lesson, LESSONS_MOST);
    batch->events = TCT_ARENA_NEW(arena, struct tct_event, group_count);
    if (batch->queue == NULL || batch->groups == NULL || batch->lessons == NULL ||
        batch->events == NULL || batch->numbers == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "no memory to locate %zu sources", group_count);
    for (size_t i = 0; i < group_count; i++)
        batch->queue[i] = queued_of(batch->detections, groups, i);
    qsort(batch->queue, group_count, sizeof(*batch->queue), by_time);
    for (size_t i = 0; i < group_count; i++)
        batch->groups[i] = &groups[batch->queue[i].index];
    for (size_t i = 0; i < shared_most; i++)
        batch->numbers[i] = (uint32_t)i;
    enum tct_status status = gather_room(arena, picks_most, &batch->room, err);
    if (status == TCT_OK)
        status = gather_room(arena, shared_most, &batch->shared_room, err);
    return status;
}

enum tct_status tct_locate_all(const struct tct_network *network,
                               const struct tct_detection *detections, size_t detection_count,
                               const struct tct_group *groups, size_t group_count,
                               struct tct_arena *arena, struct tct_event **ret_events,
                               struct tct_error *err)
{
    struct batch batch = {
        .network = network, .detections = detections, .detection_count = detection_count};
    enum tct_status status = batch_of(groups, group_count, arena, &batch, err);
    for (size_t from = 0, to; status == TCT_OK && from < group_count; from = to) {
        to = from + 1;
        while (to < group_count &&
               tct_time_between_s(batch.queue[from].time_ns, batch.queue[to].time_ns) < AIR_LASTS_S)
            to++;
        status = locate_hour(&batch, from, to, arena, err);
    }
    if (status == TCT_OK)
        status = shock_waves_list(network, detections, detection_count, batch.events, group_count,
                                  arena, err);
    if (status == TCT_OK)
        *ret_events = batch.events;
    return status;
}
