/* Stations by place: a k-d tree without pointers (Bentley 1975). The root of a range of ranks is
 * its middle; smaller coordinates are before it; x and y take turns. */
#include "station_index.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct keyed {
    double key;
    uint32_t rank;
};

struct numbered {
    struct tct_station station;
    uint32_t index;
};

/* The nearest stations found so far, the nearest first. */
struct nearest {
    double x_m, y_m;
    size_t room, count;
    struct keyed found[STATION_NEIGHBOURS_MOST];
};

static int compare(double a, double b)
{
    return (a > b) - (a < b);
}

static int by_key(const void *left, const void *right)
{
    const struct keyed *a = left, *b = right;
    int order = compare(a->key, b->key);
    return order != 0 ? order : (a->rank > b->rank) - (a->rank < b->rank);
}

static int by_content(const void *left, const void *right)
{
    const struct numbered *a = left, *b = right;
    const double differ[] = {a->station.x_m - b->station.x_m,
                             a->station.y_m - b->station.y_m,
                             a->station.z_m - b->station.z_m,
                             a->station.clock_sigma_s - b->station.clock_sigma_s,
                             a->station.position_sigma_m - b->station.position_sigma_m,
                             (double)a->index - (double)b->index};
    for (size_t i = 0; i < TCT_COUNT(differ); i++)
        if (differ[i] < 0 || differ[i] > 0)
            return differ[i] < 0 ? -1 : 1;
    return 0;
}

static double coordinate(const struct station_index *index, uint32_t rank, unsigned axis)
{
    return axis == 0 ? index->stations[rank].x_m : index->stations[rank].y_m;
}

static void build(struct station_index *index, struct keyed *scratch, size_t begin, size_t end,
                  unsigned axis)
{
    if (end - begin < 2)
        return;
    for (size_t i = begin; i < end; i++)
        scratch[i] = (struct keyed){coordinate(index, index->tree[i], axis), index->tree[i]};
    qsort(scratch + begin, end - begin, sizeof(*scratch), by_key);
    for (size_t i = begin; i < end; i++)
        index->tree[i] = scratch[i].rank;
    size_t middle = begin + (end - begin) / 2;
    build(index, scratch, begin, middle, axis ^ 1U);
    build(index, scratch, middle + 1, end, axis ^ 1U);
}

static void consider(struct nearest *nearest, double squared, uint32_t rank)
{
    struct keyed entry = {squared, rank};
    size_t at = nearest->count;
    if (at == nearest->room) {
        if (by_key(&entry, &nearest->found[at - 1]) >= 0)
            return;
        at--;
    } else {
        nearest->count++;
    }
    for (; at > 0 && by_key(&entry, &nearest->found[at - 1]) < 0; at--)
        nearest->found[at] = nearest->found[at - 1];
    nearest->found[at] = entry;
}

static void search(const struct station_index *index, struct nearest *nearest, size_t begin,
                   size_t end, unsigned axis)
{
    if (begin >= end)
        return;
    size_t middle = begin + (end - begin) / 2;
    uint32_t rank = index->tree[middle];
    double dx = nearest->x_m - index->stations[rank].x_m;
    double dy = nearest->y_m - index->stations[rank].y_m;
    consider(nearest, dx * dx + dy * dy, rank);
    double beyond = axis == 0 ? dx : dy;
    bool low_first = beyond < 0;
    if (low_first)
        search(index, nearest, begin, middle, axis ^ 1U);
    else
        search(index, nearest, middle + 1, end, axis ^ 1U);
    if (nearest->count == nearest->room && beyond * beyond > nearest->found[nearest->count - 1].key)
        return;
    if (low_first)
        search(index, nearest, middle + 1, end, axis ^ 1U);
    else
        search(index, nearest, begin, middle, axis ^ 1U);
}

static enum tct_status sort_by_content(const struct tct_network *network, struct tct_arena *arena,
                                       struct station_index *index, struct tct_error *err)
{
    struct numbered *order = TCT_ARENA_NEW(arena, struct numbered, index->count);
    if (order == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu stations", index->count);
    for (size_t i = 0; i < index->count; i++)
        order[i] = (struct numbered){network->stations[i], (uint32_t)i};
    qsort(order, index->count, sizeof(*order), by_content);
    for (size_t rank = 0; rank < index->count; rank++) {
        index->stations[rank] = order[rank].station;
        index->rank_of[order[rank].index] = (uint32_t)rank;
        index->index_of[rank] = order[rank].index;
        index->tree[rank] = (uint32_t)rank;
    }
    return TCT_OK;
}

static void look_around(struct station_index *index, uint32_t rank)
{
    enum { HEIGHT_STATIONS = 4 };
    size_t around = index->neighbour_count, from = rank * around, heights = 0;
    struct nearest nearest = {
        .x_m = index->stations[rank].x_m, .y_m = index->stations[rank].y_m, .room = around};
    search(index, &nearest, 0, index->count, 0);
    double sum_m = 0;
    for (size_t i = 0; i < around; i++) {
        index->neighbours[from + i] = nearest.found[i].rank;
        index->apart_m[from + i] = (float)sqrt(nearest.found[i].key);
        if (heights < HEIGHT_STATIONS) {
            sum_m += index->stations[nearest.found[i].rank].z_m;
            heights++;
        }
    }
    index->height_m[rank] = sum_m / (double)heights;
}

enum tct_status station_index_new(const struct tct_network *network, struct tct_arena *arena,
                                  struct station_index *ret_index, struct tct_error *err)
{
    size_t count = network->station_count;
    size_t around = count < STATION_NEIGHBOURS_MOST ? count : (size_t)STATION_NEIGHBOURS_MOST;
    *ret_index = (struct station_index){
        .count = count,
        .stations = TCT_ARENA_NEW(arena, struct tct_station, count),
        .rank_of = TCT_ARENA_NEW(arena, uint32_t, count),
        .index_of = TCT_ARENA_NEW(arena, uint32_t, count),
        .neighbour_count = around,
        .neighbours = TCT_ARENA_NEW(arena, uint32_t, count * around),
        .apart_m = TCT_ARENA_NEW(arena, float, count *around),
        .height_m = TCT_ARENA_NEW(arena, double, count),
        .tree = TCT_ARENA_NEW(arena, uint32_t, count),
    };
    struct keyed *scratch = TCT_ARENA_NEW(arena, struct keyed, count);
    if (ret_index->stations == NULL || ret_index->rank_of == NULL || ret_index->index_of == NULL ||
        ret_index->neighbours == NULL || ret_index->tree == NULL || ret_index->apart_m == NULL ||
        ret_index->height_m == NULL || scratch == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu stations", count);
    enum tct_status status = sort_by_content(network, arena, ret_index, err);
    if (status != TCT_OK)
        return status;
    build(ret_index, scratch, 0, count, 0);
    for (uint32_t rank = 0; rank < count; rank++)
        look_around(ret_index, rank);
    return TCT_OK;
}

uint32_t station_nearest(const struct station_index *index, double x_m, double y_m)
{
    struct nearest nearest = {.x_m = x_m, .y_m = y_m, .room = 1};
    search(index, &nearest, 0, index->count, 0);
    return nearest.found[0].rank;
}

/* One that is nearer than the best so far is no further from `near` than `near` and the best are
 * from the point, and the neighbours come in the order of that. */
uint32_t station_nearest_from(const struct station_index *index, uint32_t near, double x_m,
                              double y_m)
{
    const uint32_t *list = station_neighbours(index, near);
    const float *apart_m = station_distances(index, near);
    double dx = x_m - index->stations[near].x_m, dy = y_m - index->stations[near].y_m;
    struct keyed best = {dx * dx + dy * dy, near};
    double here_m = sqrt(best.key), reach_m = 2 * here_m;
    static const double SLACK_M = 1; /* for the rounding of what is compared */
    for (size_t i = 0; i < index->neighbour_count; i++) {
        if ((double)apart_m[i] > reach_m + SLACK_M)
            return best.rank;
        dx = x_m - index->stations[list[i]].x_m;
        dy = y_m - index->stations[list[i]].y_m;
        struct keyed entry = {dx * dx + dy * dy, list[i]};
        if (by_key(&entry, &best) >= 0)
            continue;
        best = entry;
        reach_m = here_m + sqrt(best.key);
    }
    return index->neighbour_count == index->count ? best.rank : station_nearest(index, x_m, y_m);
}
