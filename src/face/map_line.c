/* Map, the line of contact and the names of the parties, each on its own ground. */
#include <math.h>
#include <stdlib.h>

#include "map_parts.h"

static const double OUTSIDE = 8.0;    /* points drawn beyond the panel, under its clip */
static const double NAME_SHARE = 0.4; /* of the panel's width, at most */
static const double NAME_GAP = 5.0;   /* between the line and a name */
/* What a worse place costs, in points of bend: a name that covers marks, a name far off the middle.
 */
static const double COVERED = 90.0, OFF_MIDDLE = 8.0;
static const double GAP_STEP = 5.0;
enum { PLACES_ALONG = 41, PLACES_OFF = 4, NAME_BOXES = 16 };

/* The line as it runs through one panel: pieces of connected points. */
struct run {
    struct map_point *at;
    bool *starts; /* a new piece begins here */
    size_t count;
};

static bool run_open(const struct map *map, const struct map_panel *panel, struct run *ret_run)
{
    const struct tct_network *net = &map->sector->network;
    struct map_box box = map_box_grown(panel->page, OUTSIDE);
    struct run run = {calloc(2 * net->line_count + 1, sizeof(struct map_point)),
                      calloc(2 * net->line_count + 1, sizeof(bool)), 0};
    *ret_run = run;
    if (run.at == NULL || run.starts == NULL)
        return false;
    for (size_t i = 0; i + 1 < net->line_count; i++) {
        struct map_point a = map_on_page(&map->view, panel, net->line[i]);
        struct map_point b = map_on_page(&map->view, panel, net->line[i + 1]);
        if (!isfinite(a.x + a.y + b.x + b.y) || !map_clip_segment(box, &a, &b))
            continue;
        struct map_point *last = run.count > 0 ? &run.at[run.count - 1] : NULL;
        if (last == NULL || hypot(last->x - a.x, last->y - a.y) > 1e-6) {
            run.starts[run.count] = true;
            run.at[run.count++] = a;
        }
        run.at[run.count++] = b;
    }
    ret_run->count = run.count;
    return true;
}

static void run_close(struct run *run)
{
    free(run->at);
    free(run->starts);
}

static void stroke_line(cairo_t *cr, struct map_colour colour, double width)
{
    map_set(cr, colour);
    cairo_set_line_width(cr, width);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_stroke_preserve(cr);
}

/* No label may stand across the line. */
static void take_line(struct map *map, const struct run *run)
{
    for (size_t i = 1; i < run->count; i++) {
        struct map_point a = run->at[i - 1], b = run->at[i];
        double length = run->starts[i] ? 0.0 : hypot(b.x - a.x, b.y - a.y);
        for (double d = 0.0; d < length; d += 2.0) {
            double x = a.x + (b.x - a.x) * d / length, y = a.y + (b.y - a.y) * d / length;
            map_take(&map->taken, map_box_grown((struct map_box){x, y, x, y}, 1.0));
        }
    }
}

void map_draw_line(struct map *map, const struct map_panel *panel)
{
    struct run run;
    if (run_open(map, panel, &run) && run.count > 1) {
        for (size_t i = 0; i < run.count; i++) {
            if (run.starts[i])
                cairo_move_to(map->cr, run.at[i].x, run.at[i].y);
            else
                cairo_line_to(map->cr, run.at[i].x, run.at[i].y);
        }
        take_line(map, &run);
        stroke_line(map->cr, map_faded(MAP_PAPER, 0.9), 5.0);
        cairo_set_dash(map->cr, (const double[]){11.0, 3.0, 2.0, 3.0}, 4, 0.0);
        stroke_line(map->cr, MAP_INK, 1.9);
        cairo_set_dash(map->cr, NULL, 0, 0.0);
        cairo_new_path(map->cr);
    }
    run_close(&run);
}

/* Point and straightness of the line `along` points from its first visible point. */
static struct map_point walk(const struct run *run, double along)
{
    for (size_t i = 1; i < run->count; i++) {
        if (run->starts[i])
            continue;
        struct map_point a = run->at[i - 1], b = run->at[i];
        double step = hypot(b.x - a.x, b.y - a.y);
        if (along <= step && step > 0.0)
            return (struct map_point){a.x + (b.x - a.x) * along / step,
                                      a.y + (b.y - a.y) * along / step};
        along -= step;
    }
    return run->at[run->count - 1];
}

static double length_of(const struct run *run)
{
    double length = 0.0;
    for (size_t i = 1; i < run->count; i++)
        if (!run->starts[i])
            length += hypot(run->at[i].x - run->at[i - 1].x, run->at[i].y - run->at[i - 1].y);
    return length;
}

/* A straight base along the line on which a name can stand. */
struct base {
    struct map_point middle, along; /* unit vector in the line's point order */
    double bend;                    /* how far the line leaves the base, to either side */
    double gap;                     /* between the line and a name, beyond the bend */
};

static struct base base_at(const struct run *run, double from, double to)
{
    struct map_point a = walk(run, from), b = walk(run, to);
    double length = fmax(hypot(b.x - a.x, b.y - a.y), 1e-9);
    struct base base = {{0.5 * (a.x + b.x), 0.5 * (a.y + b.y)},
                        {(b.x - a.x) / length, (b.y - a.y) / length},
                        0.0,
                        NAME_GAP};
    for (int i = 1; i < 12; i++) {
        struct map_point p = walk(run, from + (to - from) * i / 12.0);
        double off = (p.x - a.x) * base.along.y - (p.y - a.y) * base.along.x;
        base.bend = fmax(base.bend, fabs(off));
    }
    return base;
}

/* The middle of a name on the `side` of a base; left of the point order is (dy, -dx) on the page.
 */
static struct map_point name_middle(const struct base *base, int side, double height)
{
    double away = (base->bend + base->gap + 0.5 * height) * (side == TCT_SIDE_LEFT ? 1.0 : -1.0);
    return (struct map_point){base->middle.x + away * base->along.y,
                              base->middle.y - away * base->along.x};
}

/* The boxes that a name stands in, every few points of its length: `count` of them. */
static struct map_box name_box(const struct base *base, int side, struct map_point size, int i,
                               int count)
{
    struct map_point middle = name_middle(base, side, size.y);
    double d = ((double)i / (count - 1) - 0.5) * size.x, half = 0.45 * size.y;
    double x = middle.x + d * base->along.x, y = middle.y + d * base->along.y;
    return (struct map_box){x - half, y - half, x + half, y + half};
}

/* The share of a name that something else stands in or that is outside the panel. */
static double name_covered(const struct map *map, const struct map_panel *panel,
                           const struct base *base, int side, struct map_point size)
{
    int covered = 0;
    for (int i = 0; i < NAME_BOXES; i++) {
        struct map_box box = name_box(base, side, size, i, NAME_BOXES);
        bool inside = map_box_holds(panel->page, (struct map_point){box.x0, box.y0}) &&
                      map_box_holds(panel->page, (struct map_point){box.x1, box.y1});
        covered += !inside || !map_is_free(&map->taken, box);
    }
    return (double)covered / NAME_BOXES;
}

static void take_name(struct map *map, const struct base *base, int side, struct map_point size)
{
    for (int i = 0; i < NAME_BOXES; i++)
        map_take(&map->taken, name_box(base, side, size, i, NAME_BOXES));
}

/* Both names stand at the same stretch of the line and equally far from it: what one side is given,
 * the other is. */
static struct base best_base(const struct map *map, const struct map_panel *panel,
                             const struct run *run, const struct map_point sizes[2])
{
    double length = length_of(run), width = fmin(fmax(sizes[0].x, sizes[1].x), length);
    struct base best = {{0.0, 0.0}, {1.0, 0.0}, INFINITY, NAME_GAP};
    double best_cost = INFINITY;
    for (int i = 0; i < PLACES_ALONG * PLACES_OFF; i++) {
        double f = (double)(i / PLACES_OFF) / (PLACES_ALONG - 1), from = f * (length - width);
        struct base base = base_at(run, from, from + width);
        base.gap = NAME_GAP + GAP_STEP * (i % PLACES_OFF);
        double cost = 2.0 * base.bend + OFF_MIDDLE * fabs(f - 0.5) + base.gap;
        for (int side = TCT_SIDE_LEFT; side <= TCT_SIDE_RIGHT; side++)
            cost += COVERED * name_covered(map, panel, &base, side, sizes[side]);
        if (cost < best_cost) {
            best_cost = cost;
            best = base;
        }
    }
    return best;
}

static void write_name(struct map *map, const struct map_style *style, const struct base *base,
                       int side, struct map_point size)
{
    double turn = atan2(base->along.y, base->along.x);
    if (turn > 0.5 * M_PI || turn <= -0.5 * M_PI)
        turn += turn > 0.0 ? -M_PI : M_PI; /* nobody reads upside down */
    struct map_point at = name_middle(base, side, size.y);
    if (style->width > 0.0) { /* boxes of a given width start at their left */
        at.x -= 0.5 * size.x * cos(turn);
        at.y -= 0.5 * size.x * sin(turn);
    }
    map_text(map, style, at, 0.5, 0.5, turn, map_party_name(map->sector, side));
}

void map_draw_line_names(struct map *map, const struct map_panel *panel)
{
    struct run run;
    if (run_open(map, panel, &run) && run.count > 1) {
        struct map_style styles[2];
        struct map_point sizes[2];
        double most = NAME_SHARE * (panel->page.x1 - panel->page.x0);
        for (int side = TCT_SIDE_LEFT; side <= TCT_SIDE_RIGHT; side++) {
            struct map_colour c = map_verdict_colour(side);
            styles[side] =
                (struct map_style){.size = 9.5,
                                   .weight = MAP_BOLD,
                                   .halo = 1.6,
                                   .colour = {0.62 * c.red, 0.62 * c.green, 0.62 * c.blue, 1.0}};
            sizes[side] = map_text_size(map, &styles[side], map_party_name(map->sector, side));
            if (sizes[side].x > most) {
                styles[side].width = most;
                styles[side].lines = 1;
                sizes[side].x = most;
            }
        }
        struct base base = best_base(map, panel, &run, sizes);
        for (int side = TCT_SIDE_LEFT; side <= TCT_SIDE_RIGHT; side++) {
            write_name(map, &styles[side], &base, side, sizes[side]);
            take_name(map, &base, side, sizes[side]);
        }
    }
    run_close(&run);
}
