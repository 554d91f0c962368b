/* The daily reconciliation: rows of what happened or is said to have happened, sources side by
 * side. */
#include "tacet/incident/day.h"

#include <math.h>
#include <stdlib.h>

static const int64_t DAY_S = 86400;

int64_t tct_day_start(const struct tct_rules *rules, int64_t time_ns)
{
    int64_t shift_ns = rules->day_starts_s * TCT_NS_PER_S, day_ns = DAY_S * TCT_NS_PER_S;
    int64_t rest = (time_ns - shift_ns) % day_ns;
    return time_ns - (rest < 0 ? rest + day_ns : rest);
}

/* Sets that are joined when two of their members belong together. */
static uint32_t root_of(uint32_t *parents, uint32_t i)
{
    while (parents[i] != i) {
        parents[i] = parents[parents[i]];
        i = parents[i];
    }
    return i;
}

/* The smaller index leads, whatever the order in which pairs are found. */
static void join(uint32_t *parents, uint32_t a, uint32_t b)
{
    a = root_of(parents, a);
    b = root_of(parents, b);
    if (a < b)
        parents[b] = a;
    else
        parents[a] = b;
}

/* Whether two reports that no sensor bears out may tell of one thing. */
static bool tell_of_one(const struct tct_rules *rules, const struct tct_report *a,
                        const struct tct_report *b)
{
    struct tct_report_region here, there;
    if (a->about != b->about || !tct_report_region(a, &here) || !tct_report_region(b, &there))
        return false;
    double slack_s = rules->quiet_s + 2.0 * (a->time_sigma_s + b->time_sigma_s);
    if (tct_time_between_s(a->until_ns, b->from_ns) > slack_s ||
        tct_time_between_s(b->until_ns, a->from_ns) > slack_s)
        return false;
    double apart_m = hypot(here.middle.x_m - there.middle.x_m, here.middle.y_m - there.middle.y_m);
    return apart_m <= rules->reach_m + fmin(here.radius_m + there.radius_m, rules->reach_m);
}

/* What a row is keyed by, so that its reports stand together. */
struct key {
    bool heard;
    uint32_t incident; /* where it was heard */
    int64_t from_ns;   /* of the first report of the row, where it was not */
    uint32_t row;      /* the smallest index of the row's reports */
    uint32_t index;
};

static int by_row(const void *left, const void *right)
{
    const struct key *a = left, *b = right;
    if (a->heard != b->heard)
        return a->heard ? -1 : 1;
    if (a->incident != b->incident)
        return a->incident < b->incident ? -1 : 1;
    if (a->from_ns != b->from_ns)
        return a->from_ns < b->from_ns ? -1 : 1;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

static void join_untold(const struct tct_rules *rules, const struct tct_told *told, size_t count,
                        uint32_t *parents)
{
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < i; k++)
            if (told[i].incident == TCT_NO_INCIDENT && told[k].incident == TCT_NO_INCIDENT &&
                tell_of_one(rules, told[i].report, told[k].report))
                join(parents, i, k);
}

/* Reports sorted by their rows. */
static void make_keys(const struct tct_told *told, size_t count, uint32_t *parents,
                      struct key *keys)
{
    for (uint32_t i = 0; i < count; i++) {
        bool heard = told[i].incident != TCT_NO_INCIDENT;
        uint32_t row = root_of(parents, i);
        keys[i] = (struct key){heard, told[i].incident, 0, row, i};
        if (!heard && (row == i || told[i].report->from_ns < keys[row].from_ns))
            keys[row].from_ns = told[i].report->from_ns; /* the row's index is never above */
    }
    for (uint32_t i = 0; i < count; i++)
        if (!keys[i].heard)
            keys[i].from_ns = keys[keys[i].row].from_ns;
    qsort(keys, count, sizeof(*keys), by_row);
}

/* Numbers that one side says, each thing once. */
struct said {
    size_t distinct;
    double low, high;
};

/* Reports of one party in a row: repetitions of each other count once, with the larger numbers. */
static struct said count_claims(const struct tct_told *told, const uint32_t *indices, size_t count,
                                enum tct_side party, uint32_t *parents)
{
    struct said said = {0};
    for (uint32_t i = 0; i < count; i++)
        parents[i] = i;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < i; k++)
            if (told[indices[i]].report->party == party &&
                tct_report_repeats(told[indices[i]].report, told[indices[k]].report))
                join(parents, i, k);
    for (uint32_t i = 0; i < count; i++) {
        double low = 0.0, high = 0.0;
        if (told[indices[i]].report->party != party || root_of(parents, i) != i)
            continue;
        for (uint32_t k = i; k < count; k++) {
            const struct tct_report *report = told[indices[k]].report;
            if (root_of(parents, k) == i && !isnan(report->count_low)) {
                low = fmax(low, report->count_low);
                high = fmax(high, report->count_high);
            }
        }
        said.distinct++;
        said.low += low;
        said.high += high;
    }
    return said;
}

/* Contradicted by one is contradicted; supported cannot be; that nobody could hear it weighs least.
 */
static enum tct_corroboration strongest(const struct tct_told *told, const uint32_t *indices,
                                        size_t count)
{
    bool deaf = count > 0;
    for (size_t i = 0; i < count; i++) {
        enum tct_corroboration one = told[indices[i]].corroboration;
        if (one == TCT_CONTRADICTED || one == TCT_SUPPORTED)
            return one;
        deaf = deaf && one == TCT_NOBODY_COULD_HEAR;
    }
    return deaf ? TCT_NOBODY_COULD_HEAR : TCT_OPEN;
}

static void fill_row(const struct tct_told *told, uint32_t incident, const uint32_t *indices,
                     size_t count, uint32_t *parents, struct tct_day_row *ret)
{
    struct said left = count_claims(told, indices, count, TCT_SIDE_LEFT, parents);
    struct said right = count_claims(told, indices, count, TCT_SIDE_RIGHT, parents);
    *ret = (struct tct_day_row){
        .incident = incident,
        .claims = {left.distinct, right.distinct},
        .claimed = {{left.low, left.high}, {right.low, right.high}},
        .others = count_claims(told, indices, count, TCT_SIDE_UNDETERMINED, parents).distinct,
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
    uint32_t *parents, *indices, *scratch;
    struct key *keys;
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
            fill_row(told, incidents[next++], NULL, 0, room->scratch, &room->rows[rows++]);
        if (heard && next < incident_count && incidents[next] == room->keys[i].incident)
            next++;
        fill_row(told, room->keys[i].incident, room->indices + i, end - i, room->scratch,
                 &room->rows[rows++]);
        i = end;
    }
    while (next < incident_count)
        fill_row(told, incidents[next++], NULL, 0, room->scratch, &room->rows[rows++]);
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
        .scratch = TCT_ARENA_NEW(arena, uint32_t, told_count),
        .keys = TCT_ARENA_NEW(arena, struct key, told_count),
        .rows = TCT_ARENA_NEW(arena, struct tct_day_row, incident_count + told_count),
    };
    if (room.parents == NULL || room.indices == NULL || room.scratch == NULL || room.keys == NULL ||
        room.rows == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu reports of a day", told_count);
    for (uint32_t i = 0; i < told_count; i++)
        room.parents[i] = i;
    join_untold(rules, told, told_count, room.parents);
    make_keys(told, told_count, room.parents, room.keys);
    *ret_count = fill_rows(incidents, incident_count, told, told_count, &room);
    *ret_rows = room.rows;
    return TCT_OK;
}
