/* Live events: matched by the arrivals that they share. */
#include "live.h"

#include <math.h>

/* 95 % of a normal distribution in the plane are within this squared distance. */
static const double CHI2_95 = 5.991;

/* A region that shrinks to less than this share of itself is worth saying. */
static const double SMALLER = 0.25;

enum tct_status live_new(size_t room, struct tct_arena *arena, struct live *ret_live,
                         struct tct_error *err)
{
    *ret_live = (struct live){.all = TCT_ARENA_NEW(arena, struct live_event, room), .room = room};
    if (ret_live->all == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu live events", room);
    return TCT_OK;
}

static size_t shared(const struct live_event *event, const uint64_t *arrivals, size_t count)
{
    size_t found = 0;
    for (size_t i = 0, k = 0; i < event->arrival_count && k < count;) {
        if (event->arrivals[i] == arrivals[k]) {
            found++;
            i++;
            k++;
        } else if (event->arrivals[i] < arrivals[k]) {
            i++;
        } else {
            k++;
        }
    }
    return found;
}

struct live_event *live_match(struct live *live, const uint64_t *arrivals, size_t count,
                              uint64_t pass)
{
    struct live_event *best = NULL;
    size_t most = 0;
    for (size_t i = 0; i < live->count; i++) {
        struct live_event *event = &live->all[i];
        size_t found = shared(event, arrivals, count);
        size_t fewer = event->arrival_count < count ? event->arrival_count : count;
        bool free = event->final || event->pass != pass;
        if (found > most && 2 * found >= fewer && free) {
            most = found;
            best = event;
        }
    }
    return best;
}

static double determinant(const double covariance_m2[3])
{
    return covariance_m2[0] * covariance_m2[2] - covariance_m2[1] * covariance_m2[1];
}

bool live_worth_saying(const struct live_event *live, const struct tct_event *now)
{
    const struct tct_event *said = &live->said;
    if (said->status != now->status)
        return now->status == TCT_EVENT_LOCATED;
    if (now->status != TCT_EVENT_LOCATED)
        return false;
    const double *c = said->covariance_m2;
    double before = determinant(c), dx = now->x_m - said->x_m, dy = now->y_m - said->y_m;
    double squared = (c[2] * dx * dx - 2 * c[1] * dx * dy + c[0] * dy * dy) / before;
    return squared > CHI2_95 || sqrt(determinant(now->covariance_m2) / before) < SMALLER;
}

struct live_event *live_add(struct live *live)
{
    if (live->count == live->room)
        return NULL;
    struct live_event *event = &live->all[live->count++];
    *event = (struct live_event){.event = live->next_event++};
    return event;
}

void live_forget(struct live *live, int64_t before_ns)
{
    size_t kept = 0;
    for (size_t i = 0; i < live->count; i++)
        if (live->all[i].first_ns >= before_ns)
            live->all[kept++] = live->all[i];
    live->count = kept;
}
