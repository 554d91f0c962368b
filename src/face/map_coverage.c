/* Map, the coverage: the chance of detection as a colour, its contours, those of the expected
 * ellipse; stations that are down; sites.
 *
 * Violet, from pale to full: neither party's colour, light enough to write on, and in grey it keeps
 * its order. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "contours.h"
#include "map_parts.h"

static const struct map_colour PALE = {0.957, 0.949, 0.969, 1.0}, FULL = {0.616, 0.514, 0.765, 1.0};
const struct map_colour MAP_CONTOUR = {0.29, 0.16, 0.45, 1.0};
const struct map_colour MAP_CONTOUR_SIZE = {0.20, 0.35, 0.33, 1.0};
static const double LABEL_EVERY = 260.0; /* points along a contour, from label to label */
static const double LABEL_LENGTH_LEAST = 70.0;
static const double SHORT_LENGTH = 14.0; /* a contour that is no more than this is not drawn */
enum { IMAGE_SIDE_MOST = 16000 };

bool map_station_is_up(const struct map *map, size_t station)
{
    return map->coverage == NULL || map->coverage->up == NULL || map->coverage->up[station];
}

void map_down_mark(cairo_t *cr, struct map_point at, double radius)
{
    map_triangle(cr, at, radius, 0.0);
    map_set(cr, (struct map_colour){0.80, 0.80, 0.80, 1.0});
    cairo_fill_preserve(cr);
    map_set(cr, MAP_QUIET);
    cairo_set_line_width(cr, 0.2 * radius);
    cairo_stroke(cr);
    cairo_move_to(cr, at.x - radius, at.y - radius);
    cairo_line_to(cr, at.x + radius, at.y + radius);
    cairo_move_to(cr, at.x - radius, at.y + radius);
    cairo_line_to(cr, at.x + radius, at.y - radius);
    map_set(cr, MAP_INK);
    cairo_set_line_width(cr, 0.28 * radius);
    cairo_stroke(cr);
}

void map_site_mark(cairo_t *cr, struct map_point at, double radius, bool chosen)
{
    cairo_new_path(cr);
    cairo_move_to(cr, at.x, at.y - radius);
    cairo_line_to(cr, at.x + radius, at.y);
    cairo_line_to(cr, at.x, at.y + radius);
    cairo_line_to(cr, at.x - radius, at.y);
    cairo_close_path(cr);
    map_set(cr, chosen ? MAP_INK : MAP_PAPER);
    cairo_fill_preserve(cr);
    map_set(cr, MAP_INK);
    cairo_set_line_width(cr, 0.22 * radius);
    cairo_stroke(cr);
}

struct map_colour map_coverage_colour(double p)
{
    return (struct map_colour){PALE.red + p * (FULL.red - PALE.red),
                               PALE.green + p * (FULL.green - PALE.green),
                               PALE.blue + p * (FULL.blue - PALE.blue), 1.0};
}

static uint32_t pixel_of(float p)
{
    if (isnan(p))
        return 0;
    struct map_colour c = map_coverage_colour((double)p);
    return UINT32_C(0xff000000) | (uint32_t)lround(255.0 * c.red) << 16 |
           (uint32_t)lround(255.0 * c.green) << 8 | (uint32_t)lround(255.0 * c.blue);
}

cairo_surface_t *map_coverage_image(const struct tct_coverage_grid *grid)
{
    if (grid->columns > IMAGE_SIDE_MOST || grid->rows > IMAGE_SIDE_MOST)
        return NULL; /* contours alone */
    cairo_surface_t *image =
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)grid->columns, (int)grid->rows);
    if (cairo_surface_status(image) != CAIRO_STATUS_SUCCESS) {
        cairo_surface_destroy(image);
        return NULL;
    }
    size_t stride = (size_t)cairo_image_surface_get_stride(image) / sizeof(uint32_t);
    union {
        unsigned char *bytes;
        uint32_t *pixels;
    } at = {cairo_image_surface_get_data(image)};
    cairo_surface_flush(image);
    for (size_t j = 0; j < grid->rows; j++) /* north up */
        for (size_t i = 0; i < grid->columns; i++)
            at.pixels[(grid->rows - 1 - j) * stride + i] =
                pixel_of(grid->detected_p[j * grid->columns + i]);
    cairo_surface_mark_dirty(image);
    return image;
}

/* From pixels of the image to the page. */
static cairo_matrix_t image_to_page(const struct map *map, const struct map_panel *panel)
{
    const struct tct_coverage_grid *grid = map->coverage->grid;
    double west = grid->x_m - 0.5 * grid->step_m;
    double north = grid->y_m + grid->step_m * ((double)grid->rows - 0.5);
    struct map_point o = map_on_page(&map->view, panel, (struct tct_plane){west, north});
    struct map_point x =
        map_on_page(&map->view, panel, (struct tct_plane){west + grid->step_m, north});
    struct map_point y =
        map_on_page(&map->view, panel, (struct tct_plane){west, north - grid->step_m});
    cairo_matrix_t matrix;
    cairo_matrix_init(&matrix, x.x - o.x, x.y - o.y, y.x - o.x, y.y - o.y, o.x, o.y);
    return matrix;
}

static void draw_cells(struct map *map, const struct map_panel *panel)
{
    if (map->cells == NULL)
        return;
    cairo_matrix_t matrix = image_to_page(map, panel);
    cairo_save(map->cr);
    cairo_transform(map->cr, &matrix);
    cairo_set_source_surface(map->cr, map->cells, 0.0, 0.0);
    cairo_pattern_set_filter(cairo_get_source(map->cr), CAIRO_FILTER_BILINEAR);
    cairo_paint(map->cr);
    cairo_restore(map->cr);
}

/* One family of contours as it is drawn in one panel. */
struct drawn {
    struct map *map;
    const struct map_panel *panel;
    struct map_colour colour;
    double width, dash;
    char label[24];
};

static double length_on_page(const struct drawn *d, const struct tct_plane *points, size_t count)
{
    double length = 0.0;
    for (size_t i = 1; i < count; i++)
        length += hypot(points[i].x_m - points[i - 1].x_m, points[i].y_m - points[i - 1].y_m);
    return length * d->map->view.points_per_m;
}

/* Writes the label across the line where it is free and about level, every so often. */
static void label_line(struct drawn *d, const struct tct_plane *points, size_t count)
{
    struct map_style style = {.size = 6.2, .colour = d->colour, .weight = MAP_BOLD, .halo = 1.4};
    struct map_point size = map_text_size(d->map, &style, d->label);
    double since = 0.6 * LABEL_EVERY;
    for (size_t i = 4; i + 4 < count; i++) {
        struct map_point a = map_on_page(&d->map->view, d->panel, points[i - 1]);
        struct map_point at = map_on_page(&d->map->view, d->panel, points[i]);
        since += hypot(at.x - a.x, at.y - a.y);
        if (since < LABEL_EVERY)
            continue;
        struct map_point from = map_on_page(&d->map->view, d->panel, points[i - 4]);
        struct map_point to = map_on_page(&d->map->view, d->panel, points[i + 4]);
        double turn = atan2(to.y - from.y, to.x - from.x);
        turn -= turn > 0.5 * M_PI ? M_PI : turn < -0.5 * M_PI ? -M_PI : 0.0;
        double wide = 0.5 * (fabs(cos(turn)) * size.x + fabs(sin(turn)) * size.y) + 1.0;
        double high = 0.5 * (fabs(sin(turn)) * size.x + fabs(cos(turn)) * size.y) + 1.0;
        struct map_box box = {at.x - wide, at.y - high, at.x + wide, at.y + high};
        struct map_box room = map_box_grown(d->panel->page, -3.0);
        if (!map_box_holds(room, (struct map_point){box.x0, box.y0}) ||
            !map_box_holds(room, (struct map_point){box.x1, box.y1}) ||
            !map_is_free(&d->map->taken, box))
            continue;
        map_take(&d->map->taken, box);
        map_text(d->map, &style, at, 0.5, 0.5, turn, d->label);
        since = 0.0;
    }
}

static enum tct_status draw_line(void *self, const struct tct_plane *points, size_t count,
                                 struct tct_error *err)
{
    struct drawn *d = self;
    cairo_t *cr = d->map->cr;
    (void)err;
    double length = length_on_page(d, points, count);
    if (length < SHORT_LENGTH)
        return TCT_OK;
    cairo_new_path(cr);
    for (size_t i = 0; i < count; i++) {
        struct map_point at = map_on_page(&d->map->view, d->panel, points[i]);
        cairo_line_to(cr, at.x, at.y);
    }
    map_set(cr, d->colour);
    cairo_set_line_width(cr, d->width);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_dash(cr, &d->dash, d->dash > 0.0 ? 1 : 0, 0.0);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0.0);
    if (length >= LABEL_LENGTH_LEAST)
        label_line(d, points, count);
    return TCT_OK;
}

static void draw_contours(struct map *map, const struct map_panel *panel)
{
    static const double chances[] = {0.5, 0.9, 0.95}, sizes_m[] = {50.0, 100.0, 200.0, 500.0};
    const struct tct_coverage_grid *grid = map->coverage->grid;
    struct tct_error err; /* of memory alone: then a line is missing */
    for (size_t i = 0; i < TCT_COUNT(sizes_m); i++) {
        struct drawn d = {map, panel, MAP_CONTOUR_SIZE, 0.7, 1.6, ""};
        (void)snprintf(d.label, sizeof(d.label), "±%g m", sizes_m[i]);
        if (contours_follow(grid, grid->semi_major_m, sizes_m[i], draw_line, &d, &err) != TCT_OK)
            return;
    }
    for (size_t i = 0; i < TCT_COUNT(chances); i++) {
        struct drawn d = {map, panel, MAP_CONTOUR, 0.6 + 0.25 * (double)i, 0.0, ""};
        (void)snprintf(d.label, sizeof(d.label), "%g %%", 100.0 * chances[i]);
        if (contours_follow(grid, grid->detected_p, chances[i], draw_line, &d, &err) != TCT_OK)
            return;
    }
}

void map_draw_coverage(struct map *map, const struct map_panel *panel)
{
    draw_cells(map, panel);
    map_take_marks(map, panel);
    draw_contours(map, panel);
}

void map_draw_sites(struct map *map, const struct map_panel *panel)
{
    struct map_style style = {.size = 7.4, .colour = MAP_INK, .weight = MAP_BOLD, .halo = 1.4};
    for (size_t i = 0; i < map->coverage->site_count; i++) {
        const struct tct_coverage_site *site = &map->coverage->sites[i];
        if (!map_shown_in(map, panel, site->place))
            continue;
        struct map_point at = map_on_page(&map->view, panel, site->place);
        char rank[16];
        map_site_mark(map->cr, at, 4.2, site->rank > 0);
        map_take(&map->taken, map_box_grown((struct map_box){at.x, at.y, at.x, at.y}, 4.2));
        (void)snprintf(rank, sizeof(rank), "%u", site->rank);
        if (site->rank > 0)
            (void)map_label(map, panel, &style, at, 4.2, rank);
    }
}
