/* The daily reconciliation: rows of what happened or is said to have happened, sources side by
 * side. */
#include "tacet/incident/day.h"

#include <math.h>
#include <stdlib.h>

#include "claims.h"
#include "sets.h"

static const int64_t DAY_S = 86400;

int64_t tct_day_start(const struct tct_rules *rules, int64_t time_ns)
{
    int64_t shift_ns = rules->day_starts_s * TCT_NS_PER_S, day_ns = DAY_S * TCT_NS_PER_S;
    int64_t rest = (time_ns - shift_ns) % day_ns;
    return time_ns - (rest < 0 ? rest + day_ns : rest);
}

/* Where and when a report that no sensor bears out says that something was, with its errors and
 * half of the rules' quiet. */
struct extent {
    int64_t from_ns, until_ns;
    struct tct_report_region region;
    uint32_t index;
    enum tct_report_about about;
};

static int by_beginning(const void *left, const void *right)
{
    const struct extent *a = left, *b = right;
    if (a->from_ns != b->from_ns)
        return a->from_ns < b->from_ns ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

/* Whether two reports that no sensor bears out may tell of one thing; their times overlap. Errors
 * of places widen the reach, but not to more than twice. */
static bool tell_of_one(const struct tct_rules *rules, const struct extent *a,
                        const struct extent *b)
{
    double apart_m = hypot(a->region.middle.x_m - b->region.middle.x_m,
                           a->region.middle.y_m - b->region.middle.y_m);
    return a->about == b->about &&
           apart_m <=
               rules->reach_m + fmin(a->region.radius_m + b->region.radius_m, rules->reach_m);
}

static int64_t moved_ns(int64_t time_ns, int64_t by_ns)
{
    int64_t ret_ns;
    if (__builtin_add_overflow(time_ns, by_ns, &ret_ns))
        return by_ns < 0 ? INT64_MIN : INT64_MAX;
    return ret_ns;
}

static size_t find_extents(const struct tct_rules *rules, const struct tct_told *told,
                           size_t told_count, struct extent *extents)
{
    size_t count = 0;
    for (uint32_t i = 0; i < told_count; i++) {
        const struct tct_report *report = told[i].report;
        struct extent *extent = &extents[count];
        if (told[i].incident != TCT_NO_INCIDENT || !tct_report_region(report, &extent->region))
            continue;
        int64_t slack_ns = tct_time_from_s(0.5 * rules->quiet_s + 2.0 * report->time_sigma_s);
        extent->from_ns = moved_ns(report->from_ns, -slack_ns);
        extent->until_ns = moved_ns(report->until_ns, slack_ns);
        extent->index = i;
        extent->about = report->about;
        count++;
    }
    if (count > 0)
        qsort(extents, count, sizeof(*extents), by_beginning);
    return count;
}

/* Joins those that no sensor bears out and that may tell of one thing. */
static void join_unheard(const struct tct_rules *rules, const struct extent *extents, size_t count,
                         uint32_t *parents)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count && extents[k].from_ns <= extents[i].until_ns; k++)
            if (tell_of_one(rules, &extents[i], &extents[k]))
                sets_join(parents, extents[i].index, extents[k].index);
}

/* What a row is keyed by, so that its reports stand together. */
struct key {
    bool heard;
    uint32_t incident;      /* where it was heard */
    int64_t from_ns;        /* where it was not: of the row's first report */
    struct tct_plane place; /* of the first one in space, of several */
    uint32_t row;           /* the smallest index of the row's reports */
    uint32_t index;
};

/* Where a report stands among others of its time. */
static struct tct_plane place_of(const struct tct_report *report)
{
    const struct tct_plane nowhere = {INFINITY, INFINITY};
    return report->placed ? report->place : report->sighted ? report->sight.observer : nowhere;
}

/* Times and places of rows: negative when that of `a` is first. */
static int by_time(const struct key *a, const struct key *b)
{
    if (a->from_ns != b->from_ns)
        return a->from_ns < b->from_ns ? -1 : 1;
    if (a->place.x_m != b->place.x_m)
        return a->place.x_m < b->place.x_m ? -1 : 1;
    return (a->place.y_m > b->place.y_m) - (a->place.y_m < b->place.y_m);
}

static int by_row(const void *left, const void *right)
{
    const struct key *a = left, *b = right;
    if (a->heard != b->heard)
        return a->heard ? -1 : 1;
    if (a->incident != b->incident)
        return a->incident < b->incident ? -1 : 1;
    int time = by_time(a, b);
    if (time != 0)
        return time;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

/* Reports sorted by their rows. */
static void make_keys(const struct tct_told *told, size_t count, uint32_t *parents,
                      struct key *keys)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct tct_report *report = told[i].report;
        bool heard = told[i].incident != TCT_NO_INCIDENT;
        keys[i] = (struct key){.heard = heard,
                               .incident = told[i].incident,
                               .from_ns = heard ? 0 : report->from_ns,
                               .place = heard ? (struct tct_plane){0.0, 0.0} : place_of(report),
                               .row = sets_root(parents, i),
                               .index = i};
        struct key *first = &keys[keys[i].row]; /* never a later index */
        if (by_time(&keys[i], first) < 0) {
            first->from_ns = keys[i].from_ns;
            first->place = keys[i].place;
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        keys[i].from_ns = keys[keys[i].row].from_ns;
        keys[i].place = keys[keys[i].row].place;
    }
    qsort(keys, count, sizeof(*keys), by_row);
}

/* Contradicted by one is contradicted; that nobody could hear it is said when it is so of all. */
static enum tct_corroboration strongest(const struct tct_told *told, const uint32_t *indices,
                                        size_t count)
{
    size_t counts[TCT_CORROBORATION_COUNT] = {0};
    for (size_t i = 0; i < count; i++)
        counts[told[indices[i]].corroboration]++;
    return counts[TCT_SUPPORTED] > 0                ? TCT_SUPPORTED
           : counts[TCT_CONTRADICTED] > 0           ? TCT_CONTRADICTED
           : counts[TCT_NOBODY_COULD_HEAR] == count ? TCT_NOBODY_COULD_HEAR
                                                    : TCT_OPEN;
}

static void fill_row(const struct tct_told *told, uint32_t incident, const uint32_t *indices,
                     size_t count, struct claims_scratch *scratch, struct tct_day_row *ret)
{
    struct claims left = claims_of(told, indices, count, TCT_SIDE_LEFT, scratch);
    struct claims right = claims_of(told, indices, count, TCT_SIDE_RIGHT, scratch);
    struct claims others = claims_of(told, indices, count, TCT_SIDE_UNDETERMINED, scratch);
    *ret = (struct tct_day_row){
        .incident = incident,
        .claims = {left.distinct, right.distinct},
        .claimed = {{left.low, left.high}, {right.low, right.high}},
        .others = others.distinct,
        .told = indices,
        .told_count = count,
        .corroboration =
            incident == TCT_NO_INCIDENT ? strongest(told, indices, count) : TCT_SUPPORTED,
    };
    ret->telling = left.distinct > 0 && right.distinct > 0 ? TCT_TOLD_BY_BOTH
                   : left.distinct > 0                     ? TCT_TOLD_BY_LEFT
                   : right.distinct > 0                    ? TCT_TOLD_BY_RIGHT
                                                           : TCT_TOLD_BY_NEITHER;
}

static bool same_row(const struct key *a, const struct key *b)
{
    return a->heard == b->heard && (a->heard ? a->incident == b->incident : a->row == b->row);
}

/* Everything that the work takes room for. */
struct room {
    uint32_t *parents, *indices;
    struct claims_scratch scratch;
    struct key *keys;
    struct extent *extents;
    struct tct_day_row *rows;
};

/* Rows of incidents come whether they are told of or not, those in between that are not first. */
static size_t fill_rows(const uint32_t *incidents, size_t incident_count,
                        const struct tct_told *told, size_t told_count, struct room *room)
{
    size_t rows = 0, next = 0;
    for (size_t i = 0; i < told_count;) {
        size_t end = i;
        for (; end < told_count && same_row(&room->keys[i], &room->keys[end]); end++)
            room->indices[end] = room->keys[end].index;
        bool heard = room->keys[i].heard;
        while (next < incident_count && (!heard || incidents[next] < room->keys[i].incident))
            fill_row(told, incidents[next++], NULL, 0, &room->scratch, &room->rows[rows++]);
        if (heard && next < incident_count && incidents[next] == room->keys[i].incident)
            next++;
        fill_row(told, room->keys[i].incident, room->indices + i, end - i, &room->scratch,
                 &room->rows[rows++]);
        i = end;
    }
    while (next < incident_count)
        fill_row(told, incidents[next++], NULL, 0, &room->scratch, &room->rows[rows++]);
    return rows;
}

enum tct_status tct_reconcile(const struct tct_rules *rules, const uint32_t *incidents,
                              size_t incident_count, const struct tct_told *told, size_t told_count,
                              struct tct_arena *arena, struct tct_day_row **ret_rows,
                              size_t *ret_count, struct tct_error *err)
{
    struct room room = {
        .parents = TCT_ARENA_NEW(arena, uint32_t, told_count),
        .indices = TCT_ARENA_NEW(arena, uint32_t, told_count),
        .scratch = {TCT_ARENA_NEW(arena, uint32_t, told_count),
                    TCT_ARENA_NEW(arena, uint32_t, told_count)},
        .keys = TCT_ARENA_NEW(arena, struct key, told_count),
        .extents = TCT_ARENA_NEW(arena, struct extent, told_count),
        .rows = TCT_ARENA_NEW(arena, struct tct_day_row, incident_count + told_count),
    };
    if (room.parents == NULL || room.indices == NULL || room.scratch.indices == NULL ||
        room.scratch.parents == NULL || room.keys == NULL || room.extents == NULL ||
        room.rows == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu reports of a day", told_count);
    for (uint32_t i = 0; i < told_count; i++)
        room.parents[i] = i;
    join_unheard(rules, room.extents, find_extents(rules, told, told_count, room.extents),
                 room.parents);
    make_keys(told, told_count, room.parents, room.keys);
    *ret_count = fill_rows(incidents, incident_count, told, told_count, &room);
    *ret_rows = room.rows;
    return TCT_OK;
}
