/* History: a sorted array that moves forward. */
#include "history.h"

#include <string.h>

enum tct_status history_new(size_t room, struct tct_arena *arena, struct history *ret_history,
                            struct tct_error *err)
{
    *ret_history = (struct history){.all = TCT_ARENA_NEW(arena, struct tct_detection, room),
                                    .numbers = TCT_ARENA_NEW(arena, uint64_t, room),
                                    .room = room};
    if (ret_history->all == NULL || ret_history->numbers == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for a stream of %zu detections", room);
    return TCT_OK;
}

static bool before(const struct tct_detection *a, const struct tct_detection *b)
{
    return a->onset_ns != b->onset_ns ? a->onset_ns < b->onset_ns : a->station < b->station;
}

static void move(struct history *history, size_t from, size_t to)
{
    size_t count = history->end - from;
    memmove(history->all + to, history->all + from, count * sizeof(*history->all));
    memmove(history->numbers + to, history->numbers + from, count * sizeof(*history->numbers));
    history->end = to + count;
}

bool history_add(struct history *history, const struct tct_detection *detection)
{
    bool full = history->end - history->begin == history->room;
    if (full)
        history->begin++;
    if (history->end == history->room) {
        move(history, history->begin, 0);
        history->begin = 0;
    }
    size_t at = history->end; /* most come in order: look from the end */
    while (at > history->begin && before(detection, &history->all[at - 1]))
        at--;
    move(history, at, at + 1);
    history->all[at] = *detection;
    history->numbers[at] = history->next_number++;
    return full;
}

size_t history_at(const struct history *history, int64_t time_ns)
{
    size_t low = history->begin, high = history->end;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (history->all[middle].onset_ns < time_ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void history_forget(struct history *history, int64_t before_ns)
{
    history->begin = history_at(history, before_ns);
}
