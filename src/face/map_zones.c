/* Map, the zones: settlements, areas of withdrawal. Hatched, so that what stands on them is read.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "map_parts.h"

static const double OUTSIDE = 6.0; /* points drawn beyond the panel, under its clip */
static const double HATCH = 6.5;   /* points from line to line */
static const double NAME_WIDTH_MAX = 150.0;
static const struct map_colour ZONE = {0.44, 0.40, 0.34, 1.0};
enum { NAMES_MAX = 200 };

struct outline {
    struct map_point *at;
    size_t count;
};

/* Signed distance of a point inside one of the box's four edges. */
static double inside_edge(struct map_box box, int edge, struct map_point at)
{
    const double room[4] = {at.x - box.x0, box.x1 - at.x, at.y - box.y0, box.y1 - at.y};
    return room[edge];
}

/* Cuts a ring to the box, edge after edge (Sutherland & Hodgman 1974). Each edge can at most double
 * the points; `spare` and `ring` hold 16 times the ring's. */
static void clip_ring(struct map_box box, struct outline *ring, struct map_point *spare)
{
    for (int edge = 0; edge < 4; edge++) {
        size_t n = 0;
        for (size_t i = 0; i < ring->count; i++) {
            struct map_point a = ring->at[i], b = ring->at[(i + 1) % ring->count];
            double from = inside_edge(box, edge, a), to = inside_edge(box, edge, b);
            if (from >= 0.0)
                spare[n++] = a;
            if ((from >= 0.0) != (to >= 0.0)) {
                double f = from / (from - to);
                spare[n++] = (struct map_point){a.x + f * (b.x - a.x), a.y + f * (b.y - a.y)};
            }
        }
        memcpy(ring->at, spare, n * sizeof(*spare));
        ring->count = n;
    }
}

/* The ring as it lies in `box` on the page; free its points. */
static struct outline cut_ring(const struct map *map, const struct map_panel *panel,
                               const struct tct_ring_of_points *ring, struct map_box box)
{
    struct outline out = {NULL, 0};
    struct map_point *spare = NULL;
    if (ring->count >= 3 && ring->count < SIZE_MAX / (16 * sizeof(*spare))) {
        out.at = malloc(16 * ring->count * sizeof(*out.at));
        spare = malloc(16 * ring->count * sizeof(*spare));
    }
    if (out.at != NULL && spare != NULL) {
        for (size_t i = 0; i < ring->count; i++) {
            struct map_point at = map_on_page(&map->view, panel, ring->points[i]);
            if (isfinite(at.x + at.y))
                out.at[out.count++] = at;
        }
        clip_ring(box, &out, spare);
    }
    free(spare);
    return out;
}

static void hatch(cairo_t *cr, struct map_box box)
{
    double height = box.y1 - box.y0;
    /* Multiples of the step from the page's corner: neighbours share their lines. */
    double first = floor((box.x0 + box.y0) / HATCH) * HATCH;
    for (double sum = first; sum <= box.x1 + box.y1; sum += HATCH) {
        cairo_move_to(cr, sum - box.y0, box.y0);
        cairo_line_to(cr, sum - box.y0 - height, box.y1);
    }
    map_set(cr, map_faded(ZONE, 0.34));
    cairo_set_line_width(cr, 0.5);
    cairo_stroke(cr);
}

static void draw_zone(struct map *map, const struct map_panel *panel, const struct tct_zone *zone)
{
    cairo_t *cr = map->cr;
    struct map_box box = map_box_grown(panel->page, OUTSIDE);
    cairo_new_path(cr);
    for (size_t r = 0; r < zone->ring_count; r++) {
        struct outline ring = cut_ring(map, panel, &zone->rings[r], box);
        cairo_new_sub_path(cr);
        for (size_t i = 0; i < ring.count; i++)
            cairo_line_to(cr, ring.at[i].x, ring.at[i].y);
        if (ring.count > 0)
            cairo_close_path(cr);
        free(ring.at);
    }
    struct map_box reach;
    cairo_path_extents(cr, &reach.x0, &reach.y0, &reach.x1, &reach.y1);
    if (reach.x1 > reach.x0) {
        cairo_path_t *path = cairo_copy_path(cr);
        cairo_save(cr);
        cairo_set_fill_rule(cr, CAIRO_FILL_RULE_EVEN_ODD);
        cairo_clip(cr);
        hatch(cr, reach);
        cairo_restore(cr);
        cairo_append_path(cr, path);
        cairo_path_destroy(path);
        map_set(cr, map_faded(ZONE, 0.9));
        cairo_set_line_width(cr, 0.8);
        cairo_stroke(cr);
    }
    cairo_new_path(cr);
}

void map_draw_zones(struct map *map, const struct map_panel *panel)
{
    for (size_t i = 0; i < map->sector->zone_count; i++)
        draw_zone(map, panel, &map->sector->zones[i]);
}

/* Middle and area of a ring (Bourke 1988); false when it has none. */
static bool middle_of(const struct outline *ring, struct map_point *ret_middle)
{
    double area = 0.0, x = 0.0, y = 0.0;
    for (size_t i = 0; i < ring->count; i++) {
        struct map_point a = ring->at[i], b = ring->at[(i + 1) % ring->count];
        double cross = a.x * b.y - b.x * a.y;
        area += cross / 2.0;
        x += (a.x + b.x) * cross / 6.0;
        y += (a.y + b.y) * cross / 6.0;
    }
    if (fabs(area) < 1.0)
        return false;
    *ret_middle = (struct map_point){x / area, y / area};
    return true;
}

/* In the middle of the zone, or a little above or below when something stands there. */
static void write_name(struct map *map, const struct map_panel *panel, const char *name,
                       struct map_point middle)
{
    static const double shifts[] = {0.0, -11.0, 11.0, -22.0, 22.0, 0.0};
    struct map_style style = {
        .size = 7.8, .colour = {0.33, 0.30, 0.25, 1.0}, .weight = MAP_ITALIC, .halo = 1.4};
    struct map_point size = map_text_size(map, &style, name);
    if (size.x > NAME_WIDTH_MAX) {
        style.width = NAME_WIDTH_MAX;
        style.lines = 1;
        size.x = NAME_WIDTH_MAX;
    }
    struct map_box room = map_box_grown(panel->page, -3.0), box = room;
    for (size_t i = 0; i < TCT_COUNT(shifts); i++) {
        double x = fmin(fmax(middle.x - 0.5 * size.x, room.x0), room.x1 - size.x);
        double y = middle.y + shifts[i] - 0.5 * size.y;
        y = fmin(fmax(y, room.y0), room.y1 - size.y);
        box = (struct map_box){x, y, x + size.x, y + size.y};
        if (map_is_free(&map->taken, box))
            break;
    }
    map_take(&map->taken, box);
    map_text(map, &style, (struct map_point){box.x0, box.y0}, 0.0, 0.0, 0.0, name);
}

void map_draw_zone_names(struct map *map, const struct map_panel *panel)
{
    for (size_t i = 0; i < map->sector->zone_count && i < NAMES_MAX; i++) {
        const struct tct_zone *zone = &map->sector->zones[i];
        struct map_point middle;
        if (zone->name == NULL || zone->name[0] == '\0' || zone->ring_count == 0)
            continue;
        struct outline ring = cut_ring(map, panel, &zone->rings[0], panel->page);
        if (middle_of(&ring, &middle))
            write_name(map, panel, zone->name, middle);
        free(ring.at);
    }
}

void map_zone_sample(cairo_t *cr, struct map_point at)
{
    struct map_box box = {at.x - 8.0, at.y - 4.0, at.x + 8.0, at.y + 4.0};
    cairo_save(cr);
    cairo_rectangle(cr, box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0);
    cairo_clip(cr);
    hatch(cr, box);
    cairo_restore(cr);
    cairo_rectangle(cr, box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0);
    map_set(cr, map_faded(ZONE, 0.9));
    cairo_set_line_width(cr, 0.8);
    cairo_stroke(cr);
}
