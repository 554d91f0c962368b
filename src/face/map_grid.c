/* Map, the grid: meridians and parallels, or kilometres, with their labels at the panel's edge. */
#include <math.h>
#include <proj.h>
#include <stdio.h>

#include "map_grid.h"
#include "map_parts.h"

static const double SPACING[2] = {92.0, 64.0}; /* points between two lines, at least */
static const double TICK_GAP = 2.5;
enum { LINES_MAX = 80, SAMPLES = 33, PROBES = 9 };

void map_grid_open(const struct map *map, struct map_grid *ret_grid)
{
    const struct tct_frame *frame = map->sector->frame;
    struct map_grid *g = ret_grid;
    *g = (struct map_grid){.kind = MAP_GRID_METRES, .frame = frame};
    if (frame == NULL || tct_frame_kind(frame) == TCT_FRAME_LOCAL)
        return;
    struct tct_plane middle = {map->view.middle_x_m, map->view.middle_y_m};
    struct tct_geodetic here = tct_frame_to_geodetic(frame, middle);
    g->kind = tct_frame_kind(frame) == TCT_FRAME_EPSG ? MAP_GRID_PROJECTED : MAP_GRID_DEGREES;
    g->middle_lon_deg = here.lon_deg;
    if (map->options->grid != TCT_MAP_GRID_UTM || here.lat_deg > 84.0 || here.lat_deg < -80.0)
        return;
    char pipeline[80];
    g->zone = (int)fmin(fmax(floor((here.lon_deg + 180.0) / 6.0) + 1.0, 1.0), 60.0);
    g->south = here.lat_deg < 0.0;
    (void)snprintf(pipeline, sizeof(pipeline), "+proj=utm +zone=%d%s +ellps=WGS84", g->zone,
                   g->south ? " +south" : "");
    g->context = proj_context_create();
    proj_context_set_enable_network(g->context, 0);
    g->utm = proj_create(g->context, pipeline);
    if (g->utm != NULL)
        g->kind = MAP_GRID_UTM;
}

void map_grid_close(struct map_grid *grid)
{
    proj_destroy(grid->utm);
    if (grid->context != NULL)
        proj_context_destroy(grid->context);
}

static struct map_point from_ground(const struct map_grid *g, struct tct_plane place)
{
    struct tct_plane file;
    struct tct_geodetic lonlat;
    PJ_COORD out;
    switch (g->kind) {
    case MAP_GRID_METRES:
        return (struct map_point){place.x_m, place.y_m};
    case MAP_GRID_PROJECTED:
        file = tct_frame_to_file_xy(g->frame, place);
        return (struct map_point){file.x_m, file.y_m};
    case MAP_GRID_DEGREES:
        lonlat = tct_frame_to_geodetic(g->frame, place);
        /* Counted on across the antimeridian. */
        return (struct map_point){g->middle_lon_deg +
                                      remainder(lonlat.lon_deg - g->middle_lon_deg, 360.0),
                                  lonlat.lat_deg};
    case MAP_GRID_UTM:
        lonlat = tct_frame_to_geodetic(g->frame, place);
        out = proj_trans(g->utm, PJ_FWD,
                         proj_coord(proj_torad(lonlat.lon_deg), proj_torad(lonlat.lat_deg), 0, 0));
        return (struct map_point){out.xy.x, out.xy.y};
    }
    return (struct map_point){(double)NAN, (double)NAN};
}

static bool to_ground(const struct map_grid *g, struct map_point at, struct tct_plane *ret_place)
{
    if (g->kind == MAP_GRID_METRES) {
        *ret_place = (struct tct_plane){at.x, at.y};
        return true;
    }
    if (g->kind == MAP_GRID_PROJECTED)
        return tct_frame_to_plane(g->frame, at.x, at.y, ret_place, NULL) == TCT_OK;
    struct tct_geodetic lonlat = {remainder(at.x, 360.0), at.y};
    if (g->kind == MAP_GRID_UTM) {
        PJ_COORD out = proj_trans(g->utm, PJ_INV, proj_coord(at.x, at.y, 0, 0));
        lonlat = (struct tct_geodetic){proj_todeg(out.lp.lam), proj_todeg(out.lp.phi)};
    }
    return tct_frame_geodetic_to_plane(g->frame, lonlat, ret_place, NULL) == TCT_OK;
}

/* The smallest nice step that is not below `at_least`: lines stand at its multiples. */
static double nice_step(const struct map_grid *g, double at_least)
{
    static const double degrees[] = {0.1 / 3600, 0.2 / 3600, 0.5 / 3600, 1.0 / 3600, 2.0 / 3600,
                                     5.0 / 3600, 10. / 3600, 15. / 3600, 30. / 3600, 1.0 / 60,
                                     2.0 / 60,   5.0 / 60,   10.0 / 60,  15.0 / 60,  30.0 / 60,
                                     1.0,        2.0,        5.0,        10.0,       15.0};
    if (g->kind != MAP_GRID_DEGREES) {
        double below = map_nice_below(at_least);
        return below >= at_least * (1.0 - 1e-9) ? below : map_nice_below(below * 2.5001);
    }
    for (size_t i = 0; i < TCT_COUNT(degrees); i++)
        if (degrees[i] >= at_least)
            return degrees[i];
    return 30.0;
}

static void format_degrees(double value, double step, bool is_lon, char *ret_text, size_t bytes)
{
    double wrapped = is_lon ? remainder(value, 360.0) : value;
    long long tenths = llround(fabs(wrapped) * 36000.0);
    const char *half = is_lon ? (wrapped < 0.0 ? "W" : "E") : (wrapped < 0.0 ? "S" : "N");
    int degrees = (int)(tenths / 36000), minutes = (int)(tenths / 600 % 60);
    double seconds = (double)(tenths % 600) / 10.0;
    if (step >= 0.9999)
        (void)snprintf(ret_text, bytes, "%d°%s", degrees, half);
    else if (step >= 0.9999 / 60)
        (void)snprintf(ret_text, bytes, "%d°%02d′%s", degrees, minutes, half);
    else
        (void)snprintf(ret_text, bytes, "%d°%02d′%0*.*f″%s", degrees, minutes,
                       step < 0.9999 / 3600 ? 4 : 2, step < 0.9999 / 3600 ? 1 : 0, seconds, half);
}

static void format_label(const struct map_grid *g, int axis, double value, double step,
                         double largest, char *ret_text, size_t bytes)
{
    static const char *const letters[2][2] = {{"x", "y"}, {"E", "N"}};
    if (g->kind == MAP_GRID_DEGREES) {
        format_degrees(value, step, axis == 0, ret_text, bytes);
        return;
    }
    const char *letter = letters[g->kind == MAP_GRID_METRES ? 0 : 1][axis];
    const char *minus = value < -1e-6 ? "−" : "";
    value = fabs(value);
    if (step < 999.0 && largest < 10000.0) {
        (void)snprintf(ret_text, bytes, "%s %s%.*f m", letter, minus, step < 0.999 ? 1 : 0, value);
        return;
    }
    int decimals = step > 999.0 ? 0 : (int)fmin(ceil(3.0 - log10(step) - 1e-9), 4.0);
    (void)snprintf(ret_text, bytes, "%s %s%.*f km", letter, minus, decimals, value / 1000.0);
}

/* The grid's values over a panel and a little beyond, so that every line crosses its edge. */
static struct map_box extent_of(const struct map *map, const struct map_panel *panel,
                                const struct map_grid *grid)
{
    struct map_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int i = 0; i < PROBES * PROBES; i++) {
        double fx = (double)(i % PROBES) / (PROBES - 1), fy = (double)(i / PROBES) / (PROBES - 1);
        struct map_point at = {panel->page.x0 + fx * (panel->page.x1 - panel->page.x0),
                               panel->page.y0 + fy * (panel->page.y1 - panel->page.y0)};
        struct map_point value = from_ground(grid, map_on_ground(&map->view, panel, at));
        box.x0 = fmin(box.x0, value.x);
        box.x1 = fmax(box.x1, value.x);
        box.y0 = fmin(box.y0, value.y);
        box.y1 = fmax(box.y1, value.y);
    }
    double over_x = 0.01 * (box.x1 - box.x0), over_y = 0.01 * (box.y1 - box.y0);
    return (struct map_box){box.x0 - over_x, box.y0 - over_y, box.x1 + over_x, box.y1 + over_y};
}

/* Points on the page of one unit of the grid's `axis`, in the middle of the panel. */
static double scale_of(const struct map *map, const struct map_panel *panel,
                       const struct map_grid *grid, struct map_box extent, int axis)
{
    double span = axis == 0 ? extent.x1 - extent.x0 : extent.y1 - extent.y0, tiny = 0.01 * span;
    struct map_point a = {0.5 * (extent.x0 + extent.x1), 0.5 * (extent.y0 + extent.y1)}, b = a;
    struct tct_plane from, to;
    *(axis == 0 ? &b.x : &b.y) += tiny;
    if (!to_ground(grid, a, &from) || !to_ground(grid, b, &to) || !(tiny > 0.0))
        return 0.0;
    struct map_point p = map_on_page(&map->view, panel, from),
                     q = map_on_page(&map->view, panel, to);
    return hypot(q.x - p.x, q.y - p.y) / tiny;
}

/* Steep lines carry their labels at the bottom, flat ones at the left, or where the ground is
 * turned askew at the top. */
enum edge { BOTTOM, LEFT, TOP };

static enum edge edge_of(const struct map *map, int axis)
{
    bool turned = fabs(sin(map->view.turn_rad)) > M_SQRT1_2;
    bool askew = fabs(sin(2.0 * map->view.turn_rad)) > 0.35;
    return (axis == 0) != turned ? BOTTOM : askew ? TOP : LEFT;
}

static double beyond_edge(struct map_box page, enum edge edge, struct map_point at)
{
    return edge == BOTTOM ? at.y - page.y1 : edge == TOP ? page.y0 - at.y : page.x0 - at.x;
}

/* Where the line from a to b meets the edge, away from the corners. */
static bool edge_point(struct map_box page, enum edge edge, struct map_point a, struct map_point b,
                       struct map_point *ret_at)
{
    double pa = beyond_edge(page, edge, a), pb = beyond_edge(page, edge, b);
    if ((pa < 0.0) == (pb < 0.0))
        return false;
    double f = pa / (pa - pb);
    *ret_at = (struct map_point){a.x + f * (b.x - a.x), a.y + f * (b.y - a.y)};
    return edge != LEFT ? ret_at->x >= page.x0 + 14.0 && ret_at->x <= page.x1 - 14.0
                        : ret_at->y >= page.y0 + 14.0 && ret_at->y <= page.y1 - 14.0;
}

struct grid_line {
    int axis; /* which coordinate is constant */
    double value;
    const char *label;
};

static void draw_grid_line(struct map *map, const struct map_panel *panel,
                           const struct map_grid *grid, struct map_box extent,
                           const struct grid_line *line)
{
    static const struct map_style style = {.size = 6.4, .colour = {0.35, 0.36, 0.38, 1.0}};
    struct map_point last = {(double)NAN, (double)NAN}, edge = last;
    bool labelled = false;
    cairo_save(map->cr);
    cairo_rectangle(map->cr, panel->page.x0, panel->page.y0, panel->page.x1 - panel->page.x0,
                    panel->page.y1 - panel->page.y0);
    cairo_clip(map->cr);
    enum edge side = edge_of(map, line->axis);
    for (int i = 0; i < SAMPLES; i++) {
        double f = (double)i / (SAMPLES - 1);
        struct map_point at = {line->value, extent.y0 + f * (extent.y1 - extent.y0)};
        if (line->axis == 1)
            at = (struct map_point){extent.x0 + f * (extent.x1 - extent.x0), line->value};
        struct tct_plane place;
        if (!to_ground(grid, at, &place)) {
            last.x = (double)NAN;
            continue;
        }
        struct map_point on_page = map_on_page(&map->view, panel, place);
        if (isnan(last.x)) {
            cairo_move_to(map->cr, on_page.x, on_page.y);
        } else {
            cairo_line_to(map->cr, on_page.x, on_page.y);
            struct map_point here;
            if (!labelled && edge_point(panel->page, side, last, on_page, &here)) {
                edge = here;
                labelled = true;
            }
        }
        last = on_page;
    }
    map_set(map->cr, (struct map_colour){0.45, 0.50, 0.55, 0.38});
    cairo_set_line_width(map->cr, 0.5);
    cairo_stroke(map->cr);
    cairo_restore(map->cr);
    if (labelled && side == LEFT)
        map_text(map, &style, (struct map_point){panel->page.x0 - TICK_GAP, edge.y}, 0.5, 1.0,
                 -0.5 * M_PI, line->label);
    else if (labelled && side == TOP)
        map_text(map, &style, (struct map_point){edge.x, panel->page.y0 - TICK_GAP}, 0.5, 1.0, 0.0,
                 line->label);
    else if (labelled)
        map_text(map, &style, (struct map_point){edge.x, panel->page.y1 + TICK_GAP}, 0.5, 0.0, 0.0,
                 line->label);
}

static void draw_axis(struct map *map, const struct map_panel *panel, const struct map_grid *grid,
                      struct map_box extent, int axis)
{
    double scale = scale_of(map, panel, grid, extent, axis);
    double low = axis == 0 ? extent.x0 : extent.y0, high = axis == 0 ? extent.x1 : extent.y1;
    if (!(scale > 0.0) || !isfinite(low) || !isfinite(high))
        return;
    /* Square cells where there is room for them. */
    bool square = grid->kind != MAP_GRID_DEGREES && map->view.panel_count == 1;
    double largest =
        fmax(fmax(fabs(extent.x0), fabs(extent.x1)), fmax(fabs(extent.y0), fabs(extent.y1)));
    double step = nice_step(grid, SPACING[square ? 0 : axis] / scale), first = ceil(low / step);
    for (int i = 0; i < LINES_MAX && (first + i) * step <= high; i++) {
        char label[48];
        double value = (first + i) * step;
        format_label(grid, axis, value, step, largest, label, sizeof(label));
        draw_grid_line(map, panel, grid, extent,
                       &(struct grid_line){.axis = axis, .value = value, .label = label});
    }
}

void map_draw_grid(struct map *map, const struct map_panel *panel)
{
    struct map_grid grid;
    map_grid_open(map, &grid);
    struct map_box extent = extent_of(map, panel, &grid);
    draw_axis(map, panel, &grid, extent, 0);
    draw_axis(map, panel, &grid, extent, 1);
    map_grid_close(&grid);
}

void map_grid_name(const struct map *map, char *ret_text, size_t bytes)
{
    struct map_grid grid;
    map_grid_open(map, &grid);
    switch (grid.kind) {
    case MAP_GRID_METRES:
        (void)snprintf(ret_text, bytes, "Grid: the sector's own metres");
        break;
    case MAP_GRID_PROJECTED:
        (void)snprintf(ret_text, bytes, "Grid: easting and northing");
        break;
    case MAP_GRID_DEGREES:
        (void)snprintf(ret_text, bytes, "Grid: WGS 84");
        break;
    case MAP_GRID_UTM:
        (void)snprintf(ret_text, bytes, "Grid: UTM zone %d%s, WGS 84", grid.zone,
                       grid.south ? " south" : " north");
        break;
    }
    map_grid_close(&grid);
}
