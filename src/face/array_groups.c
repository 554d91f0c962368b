/* Array groups: which recordings of one station ran together, one for each of its microphones. */
#include "array_groups.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An entry in the order, while it is made. */
struct placed {
    const struct tct_recording_entry *entry;
    size_t number;
};

/* Those that nobody knows the time of run together when they are of one file. */
static int by_time(const struct tct_recording_entry *a, const struct tct_recording_entry *b)
{
    if (a->timed != b->timed)
        return a->timed ? -1 : 1;
    if (!a->timed)
        return strcmp(a->path, b->path);
    return a->start_ns < b->start_ns ? -1 : a->start_ns > b->start_ns;
}

static int by_channel_and_time(const void *left, const void *right)
{
    const struct placed *a = left, *b = right;
    if (a->entry->channel != b->entry->channel)
        return a->entry->channel < b->entry->channel ? -1 : 1;
    int time = by_time(a->entry, b->entry);
    return time != 0 ? time : a->number < b->number ? -1 : 1;
}

enum tct_status array_groups_open(struct array_groups *groups,
                                  const struct tct_recording_entry *entries, size_t count,
                                  struct tct_error *err)
{
    *groups = (struct array_groups){.entries = entries,
                                    .count = count,
                                    .done = calloc(count + 1, sizeof(*groups->done)),
                                    .order = calloc(count + 1, sizeof(*groups->order)),
                                    .reached_ns = calloc(count + 1, sizeof(*groups->reached_ns))};
    struct placed *placed = calloc(count + 1, sizeof(*placed));
    if (groups->done == NULL || groups->order == NULL || groups->reached_ns == NULL ||
        placed == NULL) {
        free(placed);
        return tct_fail(err, TCT_ERR_MEMORY, "array: out of memory");
    }
    for (size_t i = 0; i < count; i++)
        placed[i] = (struct placed){&entries[i], i};
    qsort(placed, count, sizeof(*placed), by_channel_and_time);
    for (size_t k = 0; k < count; k++) {
        const struct tct_recording_entry *entry = placed[k].entry;
        bool goes_on = k > 0 && placed[k - 1].entry->channel == entry->channel;
        groups->order[k] = placed[k].number;
        groups->reached_ns[k] = goes_on && groups->reached_ns[k - 1] > entry->end_ns
                                    ? groups->reached_ns[k - 1]
                                    : entry->end_ns;
    }
    free(placed);
    return TCT_OK;
}

/* Whether all up to place `k` of the order is of a lower channel, or over before `first` began. */
static bool is_before(const struct array_groups *groups, size_t k, uint32_t channel,
                      const struct tct_recording_entry *first)
{
    const struct tct_recording_entry *entry = &groups->entries[groups->order[k]];
    if (entry->channel != channel)
        return entry->channel < channel;
    if (entry->timed && first->timed)
        return groups->reached_ns[k] <= first->start_ns;
    return by_time(entry, first) < 0;
}

/* Whether place `k` of the order, and with it all that follows, is of another channel or begins
 * when `first` is over. */
static bool is_behind(const struct array_groups *groups, size_t k, uint32_t channel,
                      const struct tct_recording_entry *first)
{
    const struct tct_recording_entry *entry = &groups->entries[groups->order[k]];
    if (entry->channel != channel)
        return true;
    if (entry->timed && first->timed)
        return entry->start_ns >= first->end_ns;
    return by_time(entry, first) > 0;
}

/* Whether two recordings run together for more than half of the shorter one's time. */
static bool run_together(const struct tct_recording_entry *a, const struct tct_recording_entry *b)
{
    double first = tct_time_between_s(a->start_ns, a->end_ns);
    double second = tct_time_between_s(b->start_ns, b->end_ns);
    int64_t from = a->start_ns > b->start_ns ? a->start_ns : b->start_ns;
    int64_t to = a->end_ns < b->end_ns ? a->end_ns : b->end_ns;
    if (!a->timed || !b->timed)
        return a->timed == b->timed && strcmp(a->path, b->path) == 0;
    return tct_time_between_s(from, to) > 0.5 * fmin(first, second);
}

/* The first entry of the channel that runs beside `first` and is not done; `count` without one. */
static size_t beside(const struct array_groups *groups, size_t first, uint32_t channel)
{
    const struct tct_recording_entry *entry = &groups->entries[first];
    size_t low = 0, high = groups->count, found = groups->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (is_before(groups, middle, channel, entry))
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t k = low; k < groups->count && !is_behind(groups, k, channel, entry); k++) {
        size_t i = groups->order[k];
        if (i < found && !groups->done[i] && run_together(entry, &groups->entries[i]))
            found = i;
    }
    return found;
}

size_t array_groups_gather(const struct array_groups *groups, const struct tct_array *array,
                           size_t first, size_t ret_members[TCT_ELEMENTS_MAX],
                           struct tct_element ret_elements[TCT_ELEMENTS_MAX])
{
    size_t number = 0;
    for (size_t e = 0; e < array->count; e++) {
        size_t i = beside(groups, first, array->elements[e].channel);
        if (i == groups->count)
            continue;
        ret_members[number] = i;
        ret_elements[number++] = array->elements[e];
    }
    return number;
}

void array_groups_close(struct array_groups *groups)
{
    free(groups->done);
    free(groups->order);
    free(groups->reached_ns);
    *groups = (struct array_groups){0};
}
