/* Map, the events: regions, rays, marks, arrows to what lies beyond the edge, numbers. Marks are
 * drawn in the order of the events, never side after side: neither side may cover the other. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "map_parts.h"

static const double MARK_FEW = 3.6, MARK_MANY = 1.7; /* radius: up to 60 events, from 2,000 */
static const double WEDGE_SIGMAS = 1.96;             /* 95 % of a normal bearing */
static const double REGION_MAX = 1.0e5;              /* points: far beyond any sheet */
static const double AXIS_KEPT = 60.0;                /* points; a longer axis may be written on */
static const double ARROW_STEP = 16.0;               /* points of margin that share one arrow */
enum { RAYS_MAX = 500, CROWD_FROM = 200 };

static struct tct_plane place_of(const struct tct_event *event)
{
    return (struct tct_plane){event->x_m, event->y_m};
}

double map_mark_radius(const struct map *map)
{
    double crowd = log(fmax((double)map->tally.located_all, 60.0) / 60.0) / log(2000.0 / 60.0);
    return MARK_FEW + (MARK_MANY - MARK_FEW) * fmin(crowd, 1.0);
}

bool map_shown_in(const struct map *map, const struct map_panel *panel, struct tct_plane place)
{
    if (map_panel_of(&map->view, map_turned(&map->view, place)) != panel)
        return false;
    return map_box_holds(panel->page, map_on_page(&map->view, panel, place));
}

static struct map_box around(struct map_point at, double radius)
{
    return map_box_grown((struct map_box){at.x, at.y, at.x, at.y}, radius);
}

/* The path drawn last, as a region of an event. */
static void paint_region(const struct map *map, const struct tct_event *event)
{
    struct map_colour colour = map_verdict_colour(verdict_of(event));
    map_set(map->cr, map_faded(colour, 0.13));
    cairo_fill_preserve(map->cr);
    map_set(map->cr, map_faded(colour, 0.9));
    cairo_set_line_width(map->cr, 0.7);
    cairo_stroke(map->cr);
}

static void draw_ellipse(const struct map *map, const struct map_panel *panel,
                         const struct tct_event *event)
{
    double major = event->ellipse95.semi_major_m * map->view.points_per_m;
    double minor = event->ellipse95.semi_minor_m * map->view.points_per_m;
    struct map_point at = map_on_page(&map->view, panel, place_of(event));
    struct map_point along = map_direction(&map->view, event->ellipse95.azimuth_rad);
    if (major < map_mark_radius(map) || major > REGION_MAX ||
        !map_box_holds(map_box_grown(panel->page, major), at))
        return;
    cairo_save(map->cr);
    cairo_translate(map->cr, at.x, at.y);
    cairo_rotate(map->cr, atan2(along.y, along.x));
    cairo_scale(map->cr, major, fmax(minor, 0.2));
    cairo_arc(map->cr, 0.0, 0.0, 1.0, 0.0, 2.0 * M_PI);
    cairo_close_path(map->cr);
    cairo_restore(map->cr);
    paint_region(map, event);
}

/* A region in parts: those that are large enough to be seen. */
static void draw_outlines(const struct map *map, const struct map_panel *panel,
                          const struct tct_event *event)
{
    for (size_t i = 0; i < event->region95_count; i++) {
        const struct tct_outline *ring = &event->region95[i];
        double reach = 0.0;
        struct map_point from = map_on_page(&map->view, panel, ring->corners[0]);
        for (size_t k = 0; k < ring->count; k++) {
            struct map_point at = map_on_page(&map->view, panel, ring->corners[k]);
            reach = fmax(reach, hypot(at.x - from.x, at.y - from.y));
            cairo_line_to(map->cr, at.x, at.y);
        }
        cairo_close_path(map->cr);
        if (reach < map_mark_radius(map) || reach > 2.0 * REGION_MAX ||
            !map_box_holds(map_box_grown(panel->page, reach), from))
            cairo_new_path(map->cr);
        else
            paint_region(map, event);
    }
}

/* The station whose bearing a bearing_only event is, or NULL when that cannot be known. */
static const struct tct_station *ray_station(const struct map *map, const struct tct_event *event)
{
    const struct tct_map_options *o = map->options;
    size_t first = 0;
    while (first < event->arrival_count && !event->arrivals[first].used)
        first++;
    if (event->status != TCT_EVENT_BEARING_ONLY || !isfinite(event->azimuth_rad) ||
        first == event->arrival_count || o->detections == NULL ||
        event->arrivals[first].detection >= o->detection_count)
        return NULL;
    uint32_t station = o->detections[event->arrivals[first].detection].station;
    if (station >= map->sector->network.station_count)
        return NULL;
    return &map->sector->network.stations[station];
}

/* From the station to the edge of the panel: how far the source was is not known. */
static bool draw_ray(const struct map *map, const struct map_panel *panel,
                     const struct tct_event *event)
{
    const struct tct_station *station = ray_station(map, event);
    if (station == NULL)
        return false;
    struct tct_plane place = {station->x_m, station->y_m};
    if (!map_shown_in(map, panel, place))
        return false;
    struct map_point from = map_on_page(&map->view, panel, place);
    double reach = hypot(panel->page.x1 - panel->page.x0, panel->page.y1 - panel->page.y0);
    double spread = isfinite(event->azimuth_sigma_rad)
                        ? fmin(WEDGE_SIGMAS * event->azimuth_sigma_rad, 0.45 * M_PI)
                        : 0.0;
    struct map_colour colour = map_verdict_colour(VERDICT_SIDELESS);
    struct map_point a = map_direction(&map->view, event->azimuth_rad - spread);
    struct map_point b = map_direction(&map->view, event->azimuth_rad + spread);
    struct map_point mid = map_direction(&map->view, event->azimuth_rad);
    double wide = reach / fmax(cos(spread), 0.1);
    cairo_move_to(map->cr, from.x, from.y);
    cairo_line_to(map->cr, from.x + wide * a.x, from.y + wide * a.y);
    cairo_line_to(map->cr, from.x + wide * b.x, from.y + wide * b.y);
    cairo_close_path(map->cr);
    map_set(map->cr, map_faded(colour, 0.07));
    cairo_fill(map->cr);
    cairo_move_to(map->cr, from.x, from.y);
    cairo_line_to(map->cr, from.x + reach * mid.x, from.y + reach * mid.y);
    map_set(map->cr, map_faded(colour, 0.8));
    cairo_set_line_width(map->cr, 0.7);
    cairo_set_dash(map->cr, (const double[]){5.0, 2.5}, 2, 0.0);
    cairo_stroke(map->cr);
    cairo_set_dash(map->cr, NULL, 0, 0.0);
    return true;
}

void map_draw_regions(struct map *map, const struct map_panel *panel)
{
    for (size_t i = 0; i < map->count; i++)
        if (map->events[i].region95_count > 0)
            draw_outlines(map, panel, &map->events[i]);
        else if (verdict_has_ellipse(&map->events[i]))
            draw_ellipse(map, panel, &map->events[i]);
    for (size_t i = 0; i < map->count && map->rays_drawn < RAYS_MAX; i++)
        if (draw_ray(map, panel, &map->events[i]))
            map->rays_drawn++;
}

static struct tct_plane station_place(const struct map *map, size_t i)
{
    const struct tct_station *station = &map->sector->network.stations[i];
    return (struct tct_plane){station->x_m, station->y_m};
}

double map_station_radius(const struct map *map)
{
    return map->sector->network.station_count > 300 ? 2.6 : 4.0;
}

bool map_is_crowded(const struct map *map)
{
    return map->tally.located_all > CROWD_FROM;
}

/* The long axis of an ellipse is kept free of labels where there are few. */
static void take_axis(struct map *map, const struct map_panel *panel, const struct tct_event *event)
{
    double major = event->ellipse95.semi_major_m * map->view.points_per_m;
    if (map_is_crowded(map) || !verdict_has_ellipse(event) || major > AXIS_KEPT)
        return;
    struct map_point at = map_on_page(&map->view, panel, place_of(event));
    struct map_point along = map_direction(&map->view, event->ellipse95.azimuth_rad);
    for (double d = -major; d <= major; d += 3.0)
        map_take(&map->taken,
                 around((struct map_point){at.x + d * along.x, at.y + d * along.y}, 0.5));
}

static struct tct_plane truth_place(const struct map *map, size_t i)
{
    return (struct tct_plane){map->options->truth[i].x_m, map->options->truth[i].y_m};
}

void map_take_marks(struct map *map, const struct map_panel *panel)
{
    for (size_t i = 0; i < map->options->truth_count; i++)
        if (map_shown_in(map, panel, truth_place(map, i)))
            map_take(&map->taken, around(map_on_page(&map->view, panel, truth_place(map, i)),
                                         map_mark_radius(map)));
    for (size_t i = 0; i < map->sector->network.station_count; i++)
        if (map_shown_in(map, panel, station_place(map, i)))
            map_take(&map->taken, around(map_on_page(&map->view, panel, station_place(map, i)),
                                         map_station_radius(map)));
    for (size_t i = 0; i < map->count; i++)
        if (verdict_has_place(&map->events[i]) &&
            map_shown_in(map, panel, place_of(&map->events[i]))) {
            take_axis(map, panel, &map->events[i]);
            map_take(&map->taken, around(map_on_page(&map->view, panel, place_of(&map->events[i])),
                                         map_mark_radius(map)));
        }
}

void map_draw_stations(struct map *map, const struct map_panel *panel)
{
    double radius = map_station_radius(map);
    for (size_t i = 0; i < map->sector->network.station_count; i++) {
        if (!map_shown_in(map, panel, station_place(map, i)))
            continue;
        struct map_point at = map_on_page(&map->view, panel, station_place(map, i));
        if (map_station_is_up(map, i))
            map_station_mark(map->cr, at, radius);
        else
            map_down_mark(map->cr, at, radius);
    }
}

void map_draw_marks(struct map *map, const struct map_panel *panel)
{
    double radius = map_mark_radius(map);
    for (size_t i = 0; i < map->options->truth_count; i++) {
        struct tct_plane place = truth_place(map, i);
        if (map_shown_in(map, panel, place))
            map_cross(map->cr, map_on_page(&map->view, panel, place), 1.25 * radius);
    }
    for (size_t i = 0; i < map->count; i++) {
        const struct tct_event *event = &map->events[i];
        if (!verdict_has_place(event) || !map_shown_in(map, panel, place_of(event)))
            continue;
        struct map_point at = map_on_page(&map->view, panel, place_of(event));
        map_mark(map->cr, at, verdict_of(event), radius);
    }
}

/* An event outside its panel, drawn at the nearest point of the panel's margin. */
struct arrow {
    const struct map_panel *panel;
    size_t slot; /* equal for events that share an arrow */
    struct map_point at;
    double turn_rad;
};

static bool arrow_of(const struct map *map, const struct tct_event *event, struct arrow *ret_arrow)
{
    if (!verdict_has_place(event))
        return false;
    struct map_point turned = map_turned(&map->view, place_of(event));
    const struct map_panel *panel = map_panel_of(&map->view, turned);
    struct map_point to = map_on_page(&map->view, panel, place_of(event));
    if (map_box_holds(panel->page, to))
        return false;
    struct map_box inner = map_box_grown(panel->page, -9.0);
    double x = fmin(fmax(to.x, inner.x0), inner.x1), y = fmin(fmax(to.y, inner.y0), inner.y1);
    double column = floor((x - inner.x0) / ARROW_STEP), row = floor((y - inner.y0) / ARROW_STEP);
    x = fmin(inner.x0 + (column + 0.5) * ARROW_STEP, inner.x1);
    y = fmin(inner.y0 + (row + 0.5) * ARROW_STEP, inner.y1);
    if (to.x < inner.x0 || to.x > inner.x1)
        x = to.x < inner.x0 ? inner.x0 : inner.x1;
    if (to.y < inner.y0 || to.y > inner.y1)
        y = to.y < inner.y0 ? inner.y0 : inner.y1;
    *ret_arrow = (struct arrow){
        .panel = panel,
        .slot = ((size_t)(panel - map->view.panels) << 40) | ((size_t)row << 20) | (size_t)column,
        .at = {x, y},
        .turn_rad = atan2(to.x - x, -(to.y - y)),
    };
    return true;
}

size_t map_count_beyond(const struct map *map)
{
    struct arrow arrow;
    size_t n = 0;
    for (size_t i = 0; i < map->count; i++)
        n += arrow_of(map, &map->events[i], &arrow);
    return n;
}

static int by_slot(const void *a, const void *b)
{
    const struct arrow *x = a, *y = b;
    if (x->slot != y->slot)
        return x->slot < y->slot ? -1 : 1;
    return (x->turn_rad > y->turn_rad) - (x->turn_rad < y->turn_rad);
}

static void draw_arrow(struct map *map, const struct arrow *arrow, size_t shared)
{
    struct map_style style = {.size = 6.8, .colour = MAP_INK};
    map_triangle(map->cr, arrow->at, 5.0, arrow->turn_rad);
    map_set(map->cr, MAP_INK);
    cairo_fill(map->cr);
    map_take(&map->taken, around(arrow->at, 5.0));
    if (shared > 1) {
        char text[24];
        (void)snprintf(text, sizeof(text), "%zu", shared);
        (void)map_label(map, arrow->panel, &style, arrow->at, 6.0, text);
    }
}

void map_draw_beyond(struct map *map)
{
    struct arrow *arrows = malloc((map->count + 1) * sizeof(*arrows));
    size_t n = 0;
    if (arrows == NULL)
        return;
    for (size_t i = 0; i < map->count; i++)
        n += arrow_of(map, &map->events[i], &arrows[n]);
    qsort(arrows, n, sizeof(*arrows), by_slot);
    for (size_t i = 0, next; i < n; i = next) {
        for (next = i + 1; next < n && arrows[next].slot == arrows[i].slot;)
            next++;
        draw_arrow(map, &arrows[(i + next) / 2], next - i);
    }
    free(arrows);
}
