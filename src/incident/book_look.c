/* What is asked of a book. */
#include <stdlib.h>

#include "book_parts.h"

size_t tct_book_firings(const struct tct_book *book)
{
    return book->firing_count;
}

size_t tct_book_incidents(const struct tct_book *book)
{
    return book->incident_count;
}

const struct tct_firing *tct_book_firing(const struct tct_book *book, uint32_t number)
{
    return &book->firings[number].firing;
}

uint32_t tct_book_incident_of(const struct tct_book *book, uint32_t firing)
{
    uint32_t cluster = cluster_of(book, firing);
    return cluster == NOTHING ? TCT_NO_NUMBER : book->clusters[cluster].number;
}

uint32_t tct_book_activity_of(const struct tct_book *book, uint32_t firing)
{
    return book->firings[firing].spot.label;
}

static int by_number(const void *left, const void *right)
{
    const uint32_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static void count_member(struct tct_book *book, uint32_t firing, void *user)
{
    size_t *count = user;
    (void)book;
    (void)firing;
    ++*count;
}

static void list_member(struct tct_book *book, uint32_t firing, void *user)
{
    (void)user;
    push(&book->members, firing);
}

enum tct_status tct_book_members(struct tct_book *book, uint32_t incident, const uint32_t **ret,
                                 size_t *ret_count, struct tct_error *err)
{
    TCT_ASSERT(incident < book->incident_count);
    uint32_t cluster = book->incidents[incident].cluster;
    *ret = NULL;
    *ret_count = 0;
    if (cluster == NOTHING)
        return TCT_OK;
    each_member(book, cluster, count_member, ret_count);
    enum tct_status status =
        grow(&book->members.all, &book->members.room, *ret_count, sizeof(*book->members.all), err);
    if (status != TCT_OK) {
        *ret_count = 0;
        return status;
    }
    book->members.count = 0;
    each_member(book, cluster, list_member, NULL);
    qsort(book->members.all, book->members.count, sizeof(*book->members.all), by_number);
    *ret = book->members.all;
    return TCT_OK;
}

/* Incidents of all firings within these times, one by one; `ret` may be NULL, to count them. */
static size_t list_between(const struct tct_book *book, int64_t from_ns, int64_t until_ns,
                           uint32_t *ret)
{
    size_t count = 0;
    from_ns = from_ns > book->first_ns ? from_ns : book->first_ns;
    until_ns = until_ns < book->last_ns ? until_ns : book->last_ns;
    if (from_ns > until_ns)
        return 0;
    struct voxel_key at = time_key(book, from_ns, TCT_NO_NUMBER, INDEX_TIME);
    struct voxel_key last = time_key(book, until_ns, TCT_NO_NUMBER, INDEX_TIME);
    bool all = time_gap_ns(at.time, last.time) > book->voxels.voxel_stock.count;
    for (uint64_t step = 0, steps = all ? book->voxels.voxel_stock.count
                                        : time_gap_ns(at.time, last.time) + 1;
         step < steps; step++, at.time++) {
        uint32_t voxel = all ? (uint32_t)step : voxels_find(&book->voxels, &at);
        if (voxel == NOTHING || book->voxels.all[voxel].count == 0 ||
            book->voxels.all[voxel].key.group != at.group)
            continue;
        for (uint32_t i = book->voxels.all[voxel].first; i != NOTHING;
             i = book->voxels.entries[i].next) {
            const struct entry *entry = &book->voxels.entries[i];
            if (entry->at.time_ns < from_ns || entry->at.time_ns > until_ns)
                continue;
            if (ret != NULL)
                ret[count] = tct_book_incident_of(book, entry->firing);
            count++;
        }
    }
    return count;
}

enum tct_status tct_book_between(const struct tct_book *book, int64_t from_ns, int64_t until_ns,
                                 struct tct_arena *arena, uint32_t **ret, size_t *ret_count,
                                 struct tct_error *err)
{
    size_t count = list_between(book, from_ns, until_ns, NULL);
    uint32_t *all = TCT_ARENA_NEW(arena, uint32_t, count);
    *ret = all;
    *ret_count = 0;
    if (all == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for incidents of a time");
    list_between(book, from_ns, until_ns, all);
    qsort(all, count, sizeof(*all), by_number);
    for (size_t i = 0; i < count; i++)
        if (*ret_count == 0 || all[*ret_count - 1] != all[i])
            all[(*ret_count)++] = all[i];
    return TCT_OK;
}
