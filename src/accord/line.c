/* The line: how far a place is from it, and on whose ground. */
#include "line.h"

#include <math.h>

enum { PIECE = 32 };

/* Its ends in an order that does not depend on that of the line. */
struct segment {
    struct tct_plane low, high;
    bool reversed;              /* the line runs from high to low */
    bool open[2];               /* at low, at high: it goes on */
    struct tct_plane normal[2]; /* to the left, at low and at high: the mean with the neighbour's */
};

struct line {
    struct segment *segments;
    size_t count;
    struct box *boxes; /* of each PIECE segments; those with an open end reach everywhere */
    size_t box_count;
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

static void set_boxes(struct line *line)
{
    for (size_t b = 0; b < line->box_count; b++) {
        struct box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
        for (size_t i = b * PIECE; i < line->count && i < (b + 1) * PIECE; i++) {
            const struct segment *s = &line->segments[i];
            bool open = s->open[0] || s->open[1];
            box.west_m = open ? -INFINITY : fmin(box.west_m, s->low.x_m);
            box.east_m = open ? INFINITY : fmax(box.east_m, s->high.x_m);
            box.south_m = open ? -INFINITY : fmin(box.south_m, fmin(s->low.y_m, s->high.y_m));
            box.north_m = open ? INFINITY : fmax(box.north_m, fmax(s->low.y_m, s->high.y_m));
        }
        line->boxes[b] = box;
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
    }
    if (line->count == 0)
        return TCT_OK;
    struct segment *first = &line->segments[0], *last = &line->segments[line->count - 1];
    first->open[first->reversed ? 1 : 0] = true;
    last->open[last->reversed ? 0 : 1] = true;
    for (size_t i = 1; i < line->count; i++)
        join(&line->segments[i - 1], &line->segments[i]);
    line->box_count = (line->count + PIECE - 1) / PIECE;
    line->boxes = TCT_ARENA_NEW(arena, struct box, line->box_count);
    if (line->boxes == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for a line");
    set_boxes(line);
    *ret = line;
    return TCT_OK;
}

/* The nearest so far; `votes` are those of the parts that are as near, to the left. */
struct search {
    double distance2;
    int votes;
};

static void look_at(const struct segment *s, struct tct_plane place, struct search *best)
{
    double dx = s->high.x_m - s->low.x_m, dy = s->high.y_m - s->low.y_m;
    double px = place.x_m - s->low.x_m, py = place.y_m - s->low.y_m;
    double along = (px * dx + py * dy) / (dx * dx + dy * dy), across;
    if (along < 0.0 && !s->open[0]) {
        across = px * s->normal[0].x_m + py * s->normal[0].y_m;
    } else if (along > 1.0 && !s->open[1]) {
        px = place.x_m - s->high.x_m;
        py = place.y_m - s->high.y_m;
        across = px * s->normal[1].x_m + py * s->normal[1].y_m;
    } else {
        across = dx * py - dy * px;
        across = s->reversed ? -across : across;
        px -= along * dx;
        py -= along * dy;
    }
    double distance2 = px * px + py * py;
    if (distance2 > best->distance2)
        return;
    if (distance2 < best->distance2)
        *best = (struct search){distance2, 0};
    best->votes += (across > 0.0) - (across < 0.0);
}

static struct beside beside_of(const struct search *best)
{
    enum tct_side side = TCT_SIDE_UNDETERMINED;
    if (best->votes != 0)
        side = best->votes > 0 ? TCT_SIDE_LEFT : TCT_SIDE_RIGHT;
    return (struct beside){sqrt(best->distance2), side};
}

static double to_box2(const struct box *box, struct tct_plane place)
{
    double dx = fmax(0.0, fmax(box->west_m - place.x_m, place.x_m - box->east_m));
    double dy = fmax(0.0, fmax(box->south_m - place.y_m, place.y_m - box->north_m));
    return dx * dx + dy * dy;
}

struct beside line_beside(const struct line *line, struct tct_plane place)
{
    struct search best = {INFINITY, 0};
    for (size_t b = 0; b < line->box_count; b++)
        if (to_box2(&line->boxes[b], place) <= best.distance2)
            for (size_t i = b * PIECE; i < line->count && i < (b + 1) * PIECE; i++)
                look_at(&line->segments[i], place, &best);
    return beside_of(&best);
}

void line_near(const struct line *line, struct tct_plane middle, double distance_m, double reach_m,
               struct line_near *ret)
{
    /* Whatever is nearest to a place that far from the middle is no farther than that again. */
    double most2 = (distance_m + 2.0 * reach_m) * (distance_m + 2.0 * reach_m) * (1.0 + 1e-9);
    *ret = (struct line_near){.line = line};
    for (size_t b = 0; b < line->box_count; b++) {
        if (to_box2(&line->boxes[b], middle) > most2)
            continue;
        for (size_t i = b * PIECE; i < line->count && i < (b + 1) * PIECE; i++) {
            struct search one = {INFINITY, 0};
            look_at(&line->segments[i], middle, &one);
            if (one.distance2 > most2)
                continue;
            if (ret->count >= LINE_NEAR_MOST) {
                ret->count = LINE_NEAR_MOST + 1;
                return;
            }
            ret->segments[ret->count++] = (uint32_t)i;
        }
    }
}

struct beside line_near_beside(const struct line_near *near, struct tct_plane place)
{
    struct search best = {INFINITY, 0};
    if (near->count > LINE_NEAR_MOST)
        return line_beside(near->line, place);
    for (size_t i = 0; i < near->count; i++)
        look_at(&near->line->segments[near->segments[i]], place, &best);
    return beside_of(&best);
}
