/* Snippets out of recordings. */
#include "tacet/face/snippets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 65536, RATE_MOST_HZ = 400000 };

/* A snippet that is wanted, until it is found. */
struct wanted {
    const char *event, *station;
    uint32_t number; /* of the station */
    int64_t pick_ns;
    double residual_s;
    size_t order; /* as they are to be told */
    struct tct_snippet found;
    float *samples; /* of `found` */
    bool there;
};

struct list {
    struct wanted *items;
    size_t count, room;
};

static int64_t from_ns(const struct wanted *wanted)
{
    return wanted->pick_ns - tct_time_from_s(TCT_SNIPPET_BEFORE_S);
}

static int64_t until_ns(const struct wanted *wanted)
{
    return wanted->pick_ns + tct_time_from_s(TCT_SNIPPET_AFTER_S);
}

static void want(struct list *list, const struct tct_sector *sector, const char *event,
                 const json_t *arrival)
{
    const char *station = json_string_value(json_object_get(arrival, "station"));
    const char *time = json_string_value(json_object_get(arrival, "time"));
    const json_t *residual = json_object_get(arrival, "residual_s");
    struct wanted *wanted = &list->items[list->count];
    int64_t number = station == NULL ? -1 : tct_sector_station(sector, station, strlen(station));
    if (time == NULL || number < 0 || json_is_false(json_object_get(arrival, "used")))
        return;
    *wanted = (struct wanted){
        .event = event,
        .station = station,
        .number = (uint32_t)number,
        .residual_s = json_is_number(residual) ? json_number_value(residual) : (double)NAN,
        .order = list->count,
    };
    if (tct_time_parse(time, strlen(time), &wanted->pick_ns) == TCT_OK)
        list->count++;
}

static void want_event(struct list *list, const struct tct_sector *sector, const json_t *event,
                       size_t arrivals_most)
{
    const char *id = json_string_value(json_object_get(event, "id"));
    const json_t *arrivals = json_object_get(event, "arrivals");
    size_t before = list->count;
    for (size_t i = 0; i < json_array_size(arrivals) && id != NULL; i++)
        if (list->count - before < arrivals_most)
            want(list, sector, id, json_array_get(arrivals, i));
}

/* By station, then in the order of time, as recordings are read. */
static int as_read(const void *left, const void *right)
{
    const struct wanted *a = left, *b = right;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    if (a->pick_ns != b->pick_ns)
        return a->pick_ns < b->pick_ns ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

static int as_told(const void *left, const void *right)
{
    const struct wanted *a = left, *b = right;
    return (a->order > b->order) - (a->order < b->order);
}

/* Gets room for its samples when its beginning is known in samples of this recording. */
static bool begin(struct wanted *wanted, const struct tct_recording *recording, double rate_hz,
                  struct tct_arena *arena, double *ret_first)
{
    struct tct_sample_time start = tct_recording_time(recording, 0.0);
    if (!start.known || !(rate_hz > 0.0) || rate_hz > RATE_MOST_HZ)
        return false;
    *ret_first = floor(tct_time_between_s(start.ns, from_ns(wanted)) * rate_hz);
    double first_s = tct_time_between_s(start.ns, from_ns(wanted));
    size_t count = (size_t)ceil((TCT_SNIPPET_BEFORE_S + TCT_SNIPPET_AFTER_S) * rate_hz);
    wanted->samples = TCT_ARENA_NEW(arena, float, count);
    if (wanted->samples == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        wanted->samples[i] = 0.0f;
    wanted->found =
        (struct tct_snippet){.event = wanted->event,
                             .station = wanted->station,
                             .rate_hz = rate_hz,
                             .pick_s = TCT_SNIPPET_BEFORE_S + first_s - *ret_first / rate_hz,
                             .residual_s = wanted->residual_s,
                             .samples = wanted->samples,
                             .count = count};
    return true;
}

/* Copies what of the block, whose first sample is number `at`, lies within the snippet. */
static void copy(struct wanted *wanted, double first, const float *block, size_t got, uint64_t at)
{
    for (size_t i = 0; i < got; i++) {
        double to = (double)(at + i) - first;
        if (to < 0.0 || to >= (double)wanted->found.count)
            continue;
        wanted->samples[(size_t)to] = block[i];
        wanted->there = true;
    }
}

/* All snippets [first, end) of one recording in one pass. */
static enum tct_status read_one(const struct tct_recording_entry *entry, struct wanted *items,
                                size_t count, struct tct_arena *arena,
                                struct tct_warnings *warnings, struct tct_error *err)
{
    struct tct_recording *recording = NULL;
    double *firsts = TCT_ARENA_NEW(arena, double, count);
    float *block = TCT_ARENA_NEW(arena, float, BLOCK);
    if (firsts == NULL || block == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for recordings");
    if (tct_recording_open_entry(entry, warnings, &recording, err) != TCT_OK)
        return TCT_OK; /* one that cannot be read shows nothing */
    double rate_hz = entry->rate_hz > 0.0 ? entry->rate_hz : tct_recording_info(recording).rate_hz;
    double last = 0.0;
    for (size_t i = 0; i < count; i++) {
        if (!begin(&items[i], recording, rate_hz, arena, &firsts[i]))
            firsts[i] = INFINITY;
        else
            last = fmax(last, firsts[i] + (double)items[i].found.count);
    }
    uint64_t at = 0, gap = 0;
    size_t got = 0;
    while ((double)at < last &&
           ((got = tct_recording_read(recording, block, BLOCK, &gap)) > 0 || gap > 0)) {
        at += gap;
        for (size_t i = 0; i < count; i++)
            if (firsts[i] < (double)(at + got) &&
                firsts[i] + (double)items[i].found.count > (double)at)
                copy(&items[i], firsts[i], block, got, at);
        at += got;
    }
    tct_recording_close(recording);
    return TCT_OK;
}

static enum tct_status read_all(const struct tct_recordings *recordings, struct list *list,
                                struct tct_arena *arena, struct tct_warnings *warnings,
                                struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    for (size_t r = 0; r < recordings->count && status == TCT_OK; r++) {
        const struct tct_recording_entry *entry = &recordings->items[r];
        size_t first = 0, end = 0;
        if (!entry->timed || entry->station == TCT_NO_STATION)
            continue;
        while (first < list->count && (list->items[first].number < entry->station ||
                                       (list->items[first].number == entry->station &&
                                        until_ns(&list->items[first]) < entry->start_ns)))
            first++;
        for (end = first; end < list->count && list->items[end].number == entry->station &&
                          from_ns(&list->items[end]) <= entry->end_ns && !list->items[end].there;)
            end++;
        if (end > first)
            status = read_one(entry, list->items + first, end - first, arena, warnings, err);
    }
    return status;
}

enum tct_status tct_snippets_read(const char *path, const struct tct_sector *sector,
                                  const json_t *events, size_t events_most, size_t arrivals_most,
                                  struct tct_arena *arena, struct tct_warnings *warnings,
                                  struct tct_snippets *ret, struct tct_error *err)
{
    struct tct_recordings recordings = {0};
    struct list list = {.count = 0};
    size_t all = json_array_size(events), some = all < events_most ? all : events_most;
    *ret = (struct tct_snippets){0};
    enum tct_status status = tct_recordings_read(path, sector, arena, warnings, &recordings, err);
    list.items = TCT_ARENA_NEW(arena, struct wanted, some * arrivals_most + 1);
    if (status == TCT_OK && list.items == NULL)
        status = tct_fail(err, TCT_ERR_MEMORY, "out of memory for recordings");
    for (size_t i = 0; i < some && status == TCT_OK; i++)
        want_event(&list, sector, json_array_get(events, i * all / some), arrivals_most);
    if (status == TCT_OK && list.count > 0) {
        qsort(list.items, list.count, sizeof(*list.items), as_read);
        status = read_all(&recordings, &list, arena, warnings, err);
        qsort(list.items, list.count, sizeof(*list.items), as_told);
    }
    ret->items = status == TCT_OK ? TCT_ARENA_NEW(arena, struct tct_snippet, list.count) : NULL;
    if (status == TCT_OK && ret->items == NULL)
        status = tct_fail(err, TCT_ERR_MEMORY, "out of memory for recordings");
    for (size_t i = 0; i < list.count && status == TCT_OK; i++)
        if (list.items[i].there)
            ret->items[ret->count++] = list.items[i].found;
    return status;
}
