/* Nearest: open groups are kept in cells of the farthest reach, by the cell of their mean place. */
#include "nearest.h"

#include <math.h>
#include <string.h>

#include "voxels.h"

struct cell {
    double x, y; /* whole numbers */
};

struct open_group {
    struct cell cell;
    uint32_t before, next; /* in its list */
};

struct nearest {
    const struct nearness_rule *rule;
    struct item *groups;
    struct open_group *open;
    uint32_t count;
    uint32_t *lists; /* first groups, by a hash of the cell */
    uint64_t list_mask;
};

enum tct_side sure_side(const struct side_mean *sides, double decided_p)
{
    double p[TCT_SIDE_COUNT];
    side_mean_p(sides, p);
    if (p[TCT_SIDE_LEFT] >= decided_p)
        return TCT_SIDE_LEFT;
    return p[TCT_SIDE_RIGHT] >= decided_p ? TCT_SIDE_RIGHT : TCT_SIDE_UNDETERMINED;
}

static struct cell cell_of(const struct nearest *n, const struct item *item)
{
    double shots = item->shots, side_m = n->rule->reach_most_m;
    return (struct cell){floor(item->x_m / shots / side_m), floor(item->y_m / shots / side_m)};
}

static bool same_cell(struct cell a, struct cell b)
{
    return a.x == b.x && a.y == b.y;
}

static uint32_t *list_of(const struct nearest *n, struct cell cell)
{
    double x = cell.x + 0.0, y = cell.y + 0.0; /* no negative zero */
    uint64_t a, b;
    memcpy(&a, &x, sizeof(a));
    memcpy(&b, &y, sizeof(b));
    uint64_t h = (a * UINT64_C(0x9e3779b97f4a7c15)) ^ (b * UINT64_C(0xbf58476d1ce4e5b9));
    h = (h ^ (h >> 31)) * UINT64_C(0x94d049bb133111eb);
    return &n->lists[(h >> 32) & n->list_mask];
}

static void link_in(struct nearest *n, uint32_t group)
{
    struct open_group *open = &n->open[group];
    open->cell = cell_of(n, &n->groups[group]);
    uint32_t *first = list_of(n, open->cell);
    open->before = NOTHING;
    open->next = *first;
    if (*first != NOTHING)
        n->open[*first].before = group;
    *first = group;
}

static void unlink_from(struct nearest *n, uint32_t group)
{
    struct open_group *open = &n->open[group];
    if (open->before != NOTHING)
        n->open[open->before].next = open->next;
    else
        *list_of(n, open->cell) = open->next;
    if (open->next != NOTHING)
        n->open[open->next].before = open->before;
}

/* Distance of the mean places, or INFINITY when it is out of reach. */
static double reach_m(const struct nearness_rule *rule, const struct item *a, const struct item *b)
{
    double x = a->x_m / a->shots - b->x_m / b->shots, y = a->y_m / a->shots - b->y_m / b->shots;
    double distance_m = hypot(x, y), within_m = rule->reach_m;
    if (distance_m > within_m && rule->sigmas > 0.0) {
        double c[3];
        for (int i = 0; i < 3; i++)
            c[i] = a->covariance_m2[i] / a->shots + b->covariance_m2[i] / b->shots;
        double u = x / distance_m, v = y / distance_m;
        double variance_m2 = u * u * c[0] + 2.0 * u * v * c[1] + v * v * c[2];
        within_m += rule->sigmas * sqrt(fmax(0.0, variance_m2));
    }
    return distance_m <= fmin(within_m, rule->reach_most_m) ? distance_m : INFINITY;
}

static bool is_over(const struct nearest *n, const struct item *group, const struct item *item)
{
    return item->from_ns > group->until_ns &&
           time_gap_ns(item->from_ns, group->until_ns) > n->rule->gap_ns;
}

/* The nearest group that the item may join, or NOTHING. Those that are over are closed. */
static uint32_t find_nearest(struct nearest *n, const struct item *item)
{
    struct cell cell = cell_of(n, item);
    enum tct_side side = sure_side(&item->sides, n->rule->decided_p);
    double best_m = INFINITY;
    uint32_t best = NOTHING;
    for (int i = 0; i < 9; i++) {
        struct cell near = {cell.x + i / 3 - 1, cell.y + i % 3 - 1};
        for (uint32_t group = *list_of(n, near), next; group != NOTHING; group = next) {
            next = n->open[group].next;
            if (!same_cell(n->open[group].cell, near))
                continue;
            if (is_over(n, &n->groups[group], item)) {
                unlink_from(n, group);
                continue;
            }
            double distance_m = reach_m(n->rule, item, &n->groups[group]);
            bool nearer = distance_m < best_m || (distance_m == best_m && group < best);
            if (distance_m == INFINITY || !nearer)
                continue;
            enum tct_side other = sure_side(&n->groups[group].sides, n->rule->decided_p);
            if (side != other && side != TCT_SIDE_UNDETERMINED && other != TCT_SIDE_UNDETERMINED)
                continue;
            best_m = distance_m;
            best = group;
        }
    }
    return best;
}

static void add_item(struct item *group, const struct item *item)
{
    if (item->until_ns > group->until_ns)
        group->until_ns = item->until_ns;
    group->x_m += item->x_m;
    group->y_m += item->y_m;
    for (int i = 0; i < 3; i++)
        group->covariance_m2[i] += item->covariance_m2[i];
    group->shots += item->shots;
    group->sides.weight += item->sides.weight;
    group->sides.undetermined += item->sides.undetermined;
    group->sides.odds_weight += item->sides.odds_weight;
    group->sides.log_odds += item->sides.log_odds;
}

static uint32_t join_nearest(struct nearest *n, const struct item *item)
{
    uint32_t group = item->placed ? find_nearest(n, item) : NOTHING;
    if (group == NOTHING) {
        group = n->count++;
        n->groups[group] = *item;
        if (item->placed)
            link_in(n, group);
        return group;
    }
    add_item(&n->groups[group], item);
    if (!same_cell(n->open[group].cell, cell_of(n, &n->groups[group]))) {
        unlink_from(n, group);
        link_in(n, group);
    }
    return group;
}

enum tct_status group_nearest(const struct nearness_rule *rule, const struct item *items,
                              size_t count, struct tct_arena *arena, struct item **ret_groups,
                              size_t *ret_count, uint32_t *ret_group, struct tct_error *err)
{
    size_t lists = 1;
    while (lists < count)
        lists *= 2;
    struct nearest n = {.rule = rule,
                        .groups = TCT_ARENA_NEW(arena, struct item, count),
                        .open = TCT_ARENA_NEW(arena, struct open_group, count),
                        .lists = TCT_ARENA_NEW(arena, uint32_t, lists),
                        .list_mask = lists - 1};
    if (n.groups == NULL || n.open == NULL || n.lists == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for what is said of an incident");
    for (size_t i = 0; i < lists; i++)
        n.lists[i] = NOTHING;
    for (size_t i = 0; i < count; i++)
        ret_group[i] = join_nearest(&n, &items[i]);
    *ret_groups = n.groups;
    *ret_count = n.count;
    return TCT_OK;
}
