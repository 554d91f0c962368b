/* The book: commitments, and the events of each of their days. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "book_parts.h"

enum { ARENA_BYTES_LOG2 = 34 };

size_t cell_of(const struct tct_accord *accord, size_t commitment, size_t day)
{
    return commitment * accord->setup.days + day;
}

int64_t day_begins_ns(const struct tct_accord *accord, size_t day)
{
    return accord->setup.from_ns + (int64_t)day * DAY_NS;
}

/* ---- Lists by day -------------------------------------------------------------------------------
 */

typedef void stretch_fn(const struct tct_accord_setup *setup, size_t i, struct stretch *ret);

static void activity_stretch(const struct tct_accord_setup *setup, size_t i, struct stretch *ret)
{
    *ret = (struct stretch){setup->activities[i].from_ns, setup->activities[i].until_ns};
}

static void inspection_stretch(const struct tct_accord_setup *setup, size_t i, struct stretch *ret)
{
    *ret = (struct stretch){setup->inspections[i].from_ns, setup->inspections[i].until_ns};
}

/* The days that it touches, as far as there are such; a day of grace for events that are known
 * badly in time. */
static bool days_of(const struct tct_accord_setup *setup, const struct stretch *when,
                    size_t *ret_first, size_t *ret_last)
{
    double first = floor(tct_time_between_s(setup->from_ns, when->from_ns) / 86400.0);
    double last = floor(tct_time_between_s(setup->from_ns, when->until_ns) / 86400.0);
    if (last < 0.0 || first >= (double)setup->days || last < first)
        return false;
    *ret_first = first < 0.0 ? 0 : (size_t)first;
    *ret_last = last >= (double)setup->days ? setup->days - 1 : (size_t)last;
    return true;
}

static enum tct_status list_by_day(struct tct_accord *accord, size_t count, stretch_fn *of,
                                   struct by_day *ret, struct tct_error *err)
{
    const struct tct_accord_setup *setup = &accord->setup;
    struct stretch when;
    size_t first = 0, last = 0;
    ret->starts = TCT_ARENA_NEW(&accord->arena, uint32_t, setup->days + 2);
    if (ret->starts == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for days");
    for (size_t i = 0; i < count; i++) {
        of(setup, i, &when);
        if (days_of(setup, &when, &first, &last))
            for (size_t day = first; day <= last; day++)
                ret->starts[day + 2]++;
    }
    for (size_t day = 2; day < setup->days + 2; day++)
        ret->starts[day] += ret->starts[day - 1];
    ret->numbers = TCT_ARENA_NEW(&accord->arena, uint32_t, ret->starts[setup->days + 1]);
    if (ret->numbers == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for days");
    for (size_t i = 0; i < count; i++) {
        of(setup, i, &when);
        if (days_of(setup, &when, &first, &last))
            for (size_t day = first; day <= last; day++)
                ret->numbers[ret->starts[day + 1]++] = (uint32_t)i;
    }
    return TCT_OK;
}

/* ---- Opening ------------------------------------------------------------------------------------
 */

static enum tct_status check(const struct tct_accord_setup *setup, struct tct_error *err)
{
    double width_m = setup->ground[1].x_m - setup->ground[0].x_m;
    double height_m = setup->ground[1].y_m - setup->ground[0].y_m;
    if (setup->days == 0 || setup->days > TCT_ACCORD_DAYS ||
        setup->commitment_count > TCT_ACCORD_COMMITMENTS)
        return tct_fail(err, TCT_ERR_USE,
                        "found %zu days and %zu commitments, expected 1 to %d and at most %d",
                        setup->days, setup->commitment_count, (int)TCT_ACCORD_DAYS,
                        (int)TCT_ACCORD_COMMITMENTS);
    if (setup->from_ns > INT64_MAX - ((int64_t)setup->days + 2) * DAY_NS ||
        setup->from_ns < INT64_MIN + 2 * DAY_NS)
        return tct_fail(err, TCT_ERR_USE,
                        "found days beyond the end of time, expected earlier ones");
    if (!(width_m > 0.0) || !(height_m > 0.0) || !isfinite(width_m * height_m))
        return tct_fail(err, TCT_ERR_USE, "found ground of %g m by %g m, expected some", width_m,
                        height_m);
    if (!(setup->decided_p >= 0.5 && setup->decided_p <= 1.0) ||
        !(setup->notice_p > 0.0 && setup->notice_p <= 1.0))
        return tct_fail(err, TCT_ERR_USE, "found thresholds %g and %g, expected .5 to 1, 0 to 1",
                        setup->decided_p, setup->notice_p);
    return TCT_OK;
}

static bool take_memory(struct tct_accord *accord)
{
    struct tct_arena *arena = &accord->arena;
    size_t count = accord->setup.commitment_count, cells = count * accord->setup.days;
    accord->shares = tct_arena_take(arena, count, sizeof(*accord->shares));
    accord->parts = tct_arena_take(arena, count, sizeof(*accord->parts));
    accord->rates = TCT_ARENA_NEW(arena, double, count);
    accord->heads = TCT_ARENA_NEW(arena, uint32_t, cells);
    accord->exposures = TCT_ARENA_NEW(arena, struct exposure, 2 * cells);
    accord->near = TCT_ARENA_NEW(arena, uint32_t, count);
    accord->unplaced = tct_arena_take(arena, accord->setup.days, sizeof(*accord->unplaced));
    if (accord->shares == NULL || accord->parts == NULL || accord->rates == NULL ||
        accord->heads == NULL || accord->exposures == NULL || accord->near == NULL ||
        accord->unplaced == NULL)
        return false;
    memset(accord->heads, 0xff, cells * sizeof(*accord->heads));
    for (size_t i = 0; i < 2 * cells; i++)
        accord->exposures[i].hours_s = -1.0;
    return true;
}

static enum tct_status prepare(struct tct_accord *accord, struct tct_error *err)
{
    const struct tct_accord_setup *setup = &accord->setup;
    enum tct_status status = take_memory(accord)
                                 ? TCT_OK
                                 : tct_fail(err, TCT_ERR_MEMORY, "out of memory for commitments");
    if (status == TCT_OK)
        status = line_open(setup->line, setup->line_count, &accord->arena, &accord->line, err);
    if (status == TCT_OK)
        status = grid_open(setup, &accord->arena, &accord->grid, err);
    if (status == TCT_OK)
        status =
            list_by_day(accord, setup->activity_count, activity_stretch, &accord->activities, err);
    if (status == TCT_OK)
        status = list_by_day(accord, setup->inspection_count, inspection_stretch,
                             &accord->inspections, err);
    if (status != TCT_OK)
        return status;
    cloud_shape_open(&accord->shape);
    for (size_t i = 0; i < setup->commitment_count; i++) {
        tct_commitment_shares(&setup->commitments[i], accord->shares[i]);
        accord->rates[i] = rate_before();
    }
    return parts_open(accord, err);
}

enum tct_status tct_accord_open(const struct tct_accord_setup *setup, struct tct_accord **ret,
                                struct tct_error *err)
{
    *ret = NULL;
    enum tct_status status = check(setup, err);
    if (status != TCT_OK)
        return status;
    struct tct_accord *accord = calloc(1, sizeof(*accord));
    if (accord == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for commitments");
    accord->setup = *setup;
    accord->free_items = NONE;
    tct_arena_init(&accord->arena, (size_t)1 << ARENA_BYTES_LOG2);
    status = prepare(accord, err);
    if (status != TCT_OK) {
        tct_accord_close(accord);
        return status;
    }
    *ret = accord;
    return TCT_OK;
}

void tct_accord_close(struct tct_accord *accord)
{
    if (accord == NULL)
        return;
    tct_arena_free(&accord->arena);
    free(accord->events);
    free(accord->items);
    free(accord);
}

/* ---- Events -------------------------------------------------------------------------------------
 */

static enum tct_status grow(void **items, uint32_t *room, size_t wanted, size_t item_bytes,
                            struct tct_error *err)
{
    if (wanted <= *room)
        return TCT_OK;
    size_t more = wanted + wanted / 2 + 64;
    void *moved = more < NONE ? realloc(*items, more * item_bytes) : NULL;
    if (moved == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for events");
    *items = moved;
    *room = (uint32_t)more;
    return TCT_OK;
}

static bool day_of(const struct tct_accord *accord, int64_t time_ns, size_t *ret_day)
{
    double day = floor(tct_time_between_s(accord->setup.from_ns, time_ns) / 86400.0);
    if (!(day >= 0.0 && day < (double)accord->setup.days))
        return false;
    *ret_day = (size_t)day;
    return true;
}

/* In whole numbers, so that what is added can be taken away again. */
static void count_unplaced(struct tct_accord *accord, const struct kept_event *event, size_t day,
                           int64_t sign)
{
    const struct tct_firing *f = &event->firing;
    for (int kind = 0; kind < TCT_FIRING_KIND_COUNT; kind++) {
        double p = f->classified ? f->kind_p[kind] : 1.0 / (double)TCT_FIRING_KIND_COUNT;
        for (int side = 0; side < 2; side++) {
            double of_side = f->has_side ? f->side_p[side] : 0.5;
            accord->unplaced[day][kind][side] += sign * (int64_t)(UNPLACED_ONE * p * of_side);
        }
    }
}

static void take_away(struct tct_accord *accord, uint32_t number)
{
    struct kept_event *event = &accord->events[number];
    size_t day = 0;
    if (!event->there)
        return;
    event->there = false;
    if (!day_of(accord, event->firing.time_ns, &day))
        return;
    if (!event->placed) {
        count_unplaced(accord, event, day, -1);
        return;
    }
    for (uint32_t i = event->first; i != NONE;) {
        struct item *item = &accord->items[i];
        uint32_t *link = &accord->heads[cell_of(accord, item->commitment, day)];
        while (*link != i)
            link = &accord->items[*link].next;
        *link = item->next;
        uint32_t next = item->next_of_event;
        item->next = accord->free_items;
        accord->free_items = i;
        i = next;
    }
    event->first = NONE;
}

static void put_item(struct tct_accord *accord, const struct item *item, size_t day)
{
    uint32_t at = accord->free_items;
    uint32_t *head = &accord->heads[cell_of(accord, item->commitment, day)];
    if (at == NONE)
        at = accord->item_count++;
    else
        accord->free_items = accord->items[at].next;
    accord->items[at] = *item;
    accord->items[at].next = *head;
    *head = at;
    accord->events[item->event].first = at;
}

/* Room was made for an item of each commitment that is near. */
static void put_items(struct tct_accord *accord, uint32_t number, size_t near, size_t day)
{
    const struct tct_firing *firing = &accord->events[number].firing;
    for (size_t i = 0; i < near; i++) {
        uint32_t commitment = accord->near[i];
        struct stretch hours[STRETCHES_MOST];
        struct item item = {.event = number,
                            .commitment = commitment,
                            .spread_m2 =
                                (float)(firing->covariance_m2[0] + firing->covariance_m2[2]),
                            .time_ns = firing->time_ns,
                            .place = firing->place};
        size_t count = hours_of(&accord->setup.commitments[commitment], day_begins_ns(accord, day),
                                day_begins_ns(accord, day + 1), hours);
        double then_p = hours_hold_p(hours, count, firing->time_ns, firing->time_sigma_s);
        if (!(then_p > 0.0) || !placed_in(accord, commitment, day, &item))
            continue;
        for (int s = 0; s < 2; s++)
            item.free_p[s] = (float)(then_p * (double)item.free_p[s]);
        weigh_kind(accord->shares[commitment], firing, &item);
        item.next_of_event = accord->events[number].first;
        put_item(accord, &item, day);
    }
}

static enum tct_status make_room(struct tct_accord *accord, uint32_t number, size_t near,
                                 struct tct_error *err)
{
    void *events = accord->events, *items = accord->items;
    enum tct_status status =
        grow(&events, &accord->event_room, (size_t)number + 1, sizeof(*accord->events), err);
    accord->events = events;
    if (status == TCT_OK)
        status = grow(&items, &accord->item_room, (size_t)accord->item_count + near,
                      sizeof(*accord->items), err);
    accord->items = items;
    return status;
}

enum tct_status tct_accord_take(struct tct_accord *accord, uint32_t number,
                                const struct tct_sighting *sighting, struct tct_error *err)
{
    size_t near = 0, day = 0;
    bool within = sighting != NULL && day_of(accord, sighting->firing.time_ns, &day);
    bool placed = within && sighting->firing.placed;
    TCT_ASSERT(number <= accord->event_count && number < NONE - 1);
    if (placed) {
        cloud_of(&accord->shape, accord->line, sighting, &accord->cloud);
        near = grid_near(accord->grid, &accord->cloud.box, accord->near);
    }
    enum tct_status status = make_room(accord, number, near, err);
    if (status != TCT_OK)
        return status;
    if (number == accord->event_count)
        accord->events[accord->event_count++] = (struct kept_event){.first = NONE};
    take_away(accord, number);
    if (!within)
        return TCT_OK;
    struct kept_event *event = &accord->events[number];
    *event = (struct kept_event){
        .there = true, .placed = placed, .firing = sighting->firing, .first = NONE};
    if (placed)
        put_items(accord, number, near, day);
    else
        count_unplaced(accord, event, day, 1);
    return TCT_OK;
}

size_t tct_accord_touched(const struct tct_accord *accord, uint32_t event,
                          uint32_t *ret_commitments, size_t room, size_t *ret_day)
{
    size_t count = 0;
    TCT_ASSERT(event < accord->event_count);
    if (!day_of(accord, accord->events[event].firing.time_ns, ret_day))
        return 0;
    for (uint32_t i = accord->events[event].first; i != NONE && count < room;
         i = accord->items[i].next_of_event)
        ret_commitments[count++] = accord->items[i].commitment;
    return count;
}
