/* Score owners: detections and the shots that they are of, found by station and time. */
#include "score_owners.h"

#include <stdlib.h>

static const double SHARE_LEAST = 0.6;

/* Other programs may write times in microseconds. */
static const int64_t SAME_NS = 1000;

static int by_station_and_onset(const void *left, const void *right)
{
    const struct owned *a = left, *b = right;
    if (a->station != b->station)
        return a->station < b->station ? -1 : 1;
    if (a->onset_ns != b->onset_ns)
        return a->onset_ns < b->onset_ns ? -1 : 1;
    return (a->shot > b->shot) - (a->shot < b->shot);
}

enum tct_status score_owners_open(const struct tct_score_options *options,
                                  const struct tct_shot *shots, size_t shot_count,
                                  struct score_owners *ret_owners)
{
    size_t count = 0;
    for (size_t i = 0; i < shot_count; i++)
        count += shots[i].detection_count;
    *ret_owners = (struct score_owners){
        .options = options, .shots = shots, .all = malloc((count + 1) * sizeof(struct owned))};
    if (ret_owners->all == NULL)
        return TCT_ERR_MEMORY;
    for (size_t i = 0; i < shot_count; i++) {
        for (size_t k = 0; k < shots[i].detection_count; k++) {
            if (shots[i].detections[k] >= options->detection_count)
                continue; /* not in that file */
            const struct tct_detection *d = &options->detections[shots[i].detections[k]];
            ret_owners->all[ret_owners->count++] = (struct owned){d->station, d->onset_ns, i};
        }
    }
    qsort(ret_owners->all, ret_owners->count, sizeof(*ret_owners->all), by_station_and_onset);
    return TCT_OK;
}

void score_owners_close(struct score_owners *owners)
{
    free(owners->all);
}

/* The shot that a detection is of, or TCT_SCORE_NONE. */
static size_t owner_of(const struct score_owners *owners, const struct tct_detection *detection)
{
    size_t low = 0, high = owners->count;
    int64_t from_ns = detection->onset_ns - SAME_NS;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct owned *at = &owners->all[middle];
        bool before = at->station != detection->station ? at->station < detection->station
                                                        : at->onset_ns < from_ns;
        if (before)
            low = middle + 1;
        else
            high = middle;
    }
    bool same = low < owners->count && owners->all[low].station == detection->station &&
                owners->all[low].onset_ns <= detection->onset_ns + SAME_NS;
    return same ? owners->all[low].shot : TCT_SCORE_NONE;
}

static size_t owner_of_arrival(const struct score_owners *owners, const struct tct_arrival *arrival)
{
    if (!arrival->used)
        return TCT_SCORE_NONE;
    return owner_of(owners, &owners->options->event_detections[arrival->detection]);
}

double score_owners_share(const struct score_owners *owners, const struct tct_event *event,
                          size_t *ret_shot)
{
    size_t used = 0, most = 0;
    for (size_t i = 0; i < event->arrival_count; i++) {
        size_t shot = owner_of_arrival(owners, &event->arrivals[i]), same = 0;
        used += event->arrivals[i].used;
        for (size_t k = i; k < event->arrival_count && shot != TCT_SCORE_NONE; k++)
            same += owner_of_arrival(owners, &event->arrivals[k]) == shot;
        if (same > most) {
            most = same;
            *ret_shot = shot;
        }
    }
    if (most == 0)
        return 0.0;
    size_t own = owners->shots[*ret_shot].detection_count;
    double share = (double)most / (double)(used > own ? used : own);
    return share >= SHARE_LEAST ? share : 0.0;
}
