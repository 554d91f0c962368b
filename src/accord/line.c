/* The line: how far a place is from it, and on whose ground. */
#include "line.h"

#include <math.h>

enum { PIECE = 8, GROUP = 8 * PIECE }; /* segments of a box, and of a box of boxes */

/* Its ends in an order that does not depend on that of the line. */
struct segment {
    struct tct_plane low, high;
    double dx_m, dy_m, per_m2;  /* from low to high; one over its square */
    bool reversed;              /* the line runs from high to low */
    bool open[2];               /* at low, at high: it goes on */
    struct tct_plane normal[2]; /* to the left, at low and at high: the mean with the neighbour's */
};

struct line {
    struct segment *segments;
    size_t count;
    struct box *pieces, *groups; /* of the segments but the first and the last: these go on */
};

static bool before(struct tct_plane a, struct tct_plane b)
{
    return a.x_m < b.x_m || (a.x_m == b.x_m && a.y_m < b.y_m);
}

/* Of length 1, to the left of the way that the line takes. */
static struct tct_plane left_of(const struct segment *s)
{
    double dx = s->high.x_m - s->low.x_m, dy = s->high.y_m - s->low.y_m, length = hypot(dx, dy);
    double way = s->reversed ? -1.0 : 1.0;
    return (struct tct_plane){way * (-dy / length), way * (dx / length)};
}

static void join(struct segment *one, struct segment *next)
{
    struct tct_plane a = left_of(one), b = left_of(next);
    struct tct_plane mean = {a.x_m + b.x_m, a.y_m + b.y_m};
    one->normal[one->reversed ? 0 : 1] = mean;
    next->normal[next->reversed ? 1 : 0] = mean;
}

static void set_boxes(const struct line *line, struct box *boxes, size_t size)
{
    for (size_t from = 0; from < line->count; from += size) {
        struct box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
        for (size_t i = from; i < line->count && i < from + size; i++) {
            const struct segment *s = &line->segments[i];
            box.west_m = fmin(box.west_m, s->low.x_m);
            box.east_m = fmax(box.east_m, s->high.x_m);
            box.south_m = fmin(box.south_m, fmin(s->low.y_m, s->high.y_m));
            box.north_m = fmax(box.north_m, fmax(s->low.y_m, s->high.y_m));
        }
        boxes[from / size] = box;
    }
}

enum tct_status line_open(const struct tct_plane *points, size_t count, struct tct_arena *arena,
                          struct line **ret, struct tct_error *err)
{
    struct line *line = TCT_ARENA_NEW(arena, struct line, 1);
    *ret = NULL;
    if (line != NULL)
        line->segments = TCT_ARENA_NEW(arena, struct segment, count + 1);
    if (line == NULL || line->segments == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for a line");
    for (size_t i = 1; i < count; i++) {
        struct tct_plane a = points[i - 1], b = points[i];
        if (a.x_m == b.x_m && a.y_m == b.y_m)
            continue;
        struct segment *s = &line->segments[line->count++];
        *s = before(a, b) ? (struct segment){.low = a, .high = b}
                          : (struct segment){.low = b, .high = a, .reversed = true};
        s->dx_m = s->high.x_m - s->low.x_m;
        s->dy_m = s->high.y_m - s->low.y_m;
        s->per_m2 = 1.0 / (s->dx_m * s->dx_m + s->dy_m * s->dy_m);
    }
    if (line->count == 0)
        return TCT_OK;
    struct segment *first = &line->segments[0], *last = &line->segments[line->count - 1];
    first->open[first->reversed ? 1 : 0] = true;
    last->open[last->reversed ? 0 : 1] = true;
    for (size_t i = 1; i < line->count; i++)
        join(&line->segments[i - 1], &line->segments[i]);
    line->pieces = TCT_ARENA_NEW(arena, struct box, line->count / PIECE + 1);
    line->groups = TCT_ARENA_NEW(arena, struct box, line->count / GROUP + 1);
    if (line->pieces == NULL || line->groups == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for a line");
    set_boxes(line, line->pieces, PIECE);
    set_boxes(line, line->groups, GROUP);
    *ret = line;
    return TCT_OK;
}

/* The nearest so far; `votes` are those of the parts that are as near, to the left. */
struct search {
    double distance2;
    int votes;
};

static inline void look_at(const struct segment *s, struct tct_plane place, struct search *best)
{
    double px = place.x_m - s->low.x_m, py = place.y_m - s->low.y_m;
    double along = (px * s->dx_m + py * s->dy_m) * s->per_m2, across;
    if (along < 0.0 && !s->open[0]) {
        across = px * s->normal[0].x_m + py * s->normal[0].y_m;
    } else if (along > 1.0 && !s->open[1]) {
        px = place.x_m - s->high.x_m;
        py = place.y_m - s->high.y_m;
        across = px * s->normal[1].x_m + py * s->normal[1].y_m;
    } else {
        across = s->dx_m * py - s->dy_m * px;
        across = s->reversed ? -across : across;
        px -= along * s->dx_m;
        py -= along * s->dy_m;
    }
    double distance2 = px * px + py * py;
    if (distance2 > best->distance2)
        return;
    if (distance2 < best->distance2)
        *best = (struct search){distance2, 0};
    best->votes += (across > 0.0) - (across < 0.0);
}

static enum tct_side side_of(const struct search *best)
{
    if (best->votes == 0)
        return TCT_SIDE_UNDETERMINED;
    return best->votes > 0 ? TCT_SIDE_LEFT : TCT_SIDE_RIGHT;
}

static inline double to_box2(const struct box *box, struct tct_plane place)
{
    double west = box->west_m - place.x_m, east = place.x_m - box->east_m;
    double south = box->south_m - place.y_m, north = place.y_m - box->north_m;
    double dx = west > 0.0 ? west : east > 0.0 ? east : 0.0;
    double dy = south > 0.0 ? south : north > 0.0 ? north : 0.0;
    return dx * dx + dy * dy;
}

static bool is_open(const struct line *line, size_t i)
{
    return i == 0 || i + 1 == line->count;
}

static void look_at_piece(const struct line *line, size_t from, struct tct_plane place,
                          struct search *best)
{
    if (to_box2(&line->pieces[from / PIECE], place) > best->distance2)
        return;
    for (size_t i = from; i < line->count && i < from + PIECE; i++)
        if (!is_open(line, i))
            look_at(&line->segments[i], place, best);
}

/* First the nearest group: then most of the others are out of the question. */
static struct search search_all(const struct line *line, struct tct_plane place)
{
    struct search best = {INFINITY, 0};
    size_t nearest = 0;
    double nearest2 = INFINITY;
    for (size_t g = 0; g * GROUP < line->count; g++) {
        double away2 = to_box2(&line->groups[g], place);
        nearest = away2 < nearest2 ? g : nearest;
        nearest2 = away2 < nearest2 ? away2 : nearest2;
    }
    look_at(&line->segments[0], place, &best);
    if (line->count > 1)
        look_at(&line->segments[line->count - 1], place, &best);
    for (size_t i = nearest * GROUP; i < line->count && i < (nearest + 1) * GROUP; i += PIECE)
        look_at_piece(line, i, place, &best);
    for (size_t g = 0; g * GROUP < line->count; g++)
        if (g != nearest && to_box2(&line->groups[g], place) <= best.distance2)
            for (size_t i = g * GROUP; i < line->count && i < (g + 1) * GROUP; i += PIECE)
                look_at_piece(line, i, place, &best);
    return best;
}

struct beside line_beside(const struct line *line, struct tct_plane place)
{
    struct search best = search_all(line, place);
    return (struct beside){sqrt(best.distance2), side_of(&best)};
}

/* False: there are more than have room. */
static bool add_near(struct line_near *near, size_t i, struct tct_plane middle, double most2)
{
    struct search one = {INFINITY, 0};
    look_at(&near->line->segments[i], middle, &one);
    if (one.distance2 > most2)
        return true;
    if (near->count == LINE_NEAR_MOST) {
        near->count = LINE_NEAR_MOST + 1;
        return false;
    }
    near->segments[near->count++] = (uint32_t)i;
    return true;
}

void line_near(const struct line *line, struct tct_plane middle, double distance_m, double reach_m,
               struct line_near *ret)
{
    /* Whatever is nearest to a place that far from the middle is no farther than that again. */
    double most2 = (distance_m + 2.0 * reach_m) * (distance_m + 2.0 * reach_m) * (1.0 + 1e-9);
    *ret = (struct line_near){.line = line};
    bool room = add_near(ret, 0, middle, most2);
    if (line->count > 1)
        room = room && add_near(ret, line->count - 1, middle, most2);
    for (size_t i = 0; i < line->count && room; i++) {
        if (i % GROUP == 0 && to_box2(&line->groups[i / GROUP], middle) > most2)
            i += GROUP - 1;
        else if (i % PIECE == 0 && to_box2(&line->pieces[i / PIECE], middle) > most2)
            i += PIECE - 1;
        else if (!is_open(line, i))
            room = add_near(ret, i, middle, most2);
    }
}

void line_near_beside(const struct line_near *near, const struct tct_plane *places, size_t count,
                      double *ret_distance2_m2, enum tct_side *ret_side)
{
    for (size_t i = 0; i < count; i++) {
        struct search best = {INFINITY, 0};
        if (near->count > LINE_NEAR_MOST)
            best = search_all(near->line, places[i]);
        for (size_t k = 0; k < near->count && near->count <= LINE_NEAR_MOST; k++)
            look_at(&near->line->segments[near->segments[k]], places[i], &best);
        ret_distance2_m2[i] = best.distance2;
        ret_side[i] = side_of(&best);
    }
}
