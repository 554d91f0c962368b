/* Line, zones, and what was where. */
#include "paper_map.h"

#include <math.h>
#include <stdio.h>

static const double LEAST_SPAN_M = 600.0, LINE_FAR_M = 5000.0, MARGIN = 0.25;
static const double INK[] = {0.10, 0.10, 0.12}, GREY[] = {0.55, 0.56, 0.60},
                    LINE[] = {0.80, 0.40, 0.00}, SPOT[] = {0.00, 0.35, 0.70};

struct view {
    double scale, middle_x, middle_y, width, height;
};

static void put_ink(cairo_t *cairo, const double ink[3])
{
    cairo_set_source_rgb(cairo, ink[0], ink[1], ink[2]);
}

/* The nearest point of the line, if it is not far, so that one sees on which side what was. */
static void reach_to_line(const struct paper *paper, double *low_x, double *high_x, double *low_y,
                          double *high_y)
{
    const struct tct_network *network = &paper->sector->network;
    double x_m = 0.5 * (*low_x + *high_x), y_m = 0.5 * (*low_y + *high_y), best_m = LINE_FAR_M;
    struct tct_plane best = {x_m, y_m};
    for (size_t i = 0; i + 1 < network->line_count; i++) {
        struct tct_plane a = network->line[i], b = network->line[i + 1];
        double dx = b.x_m - a.x_m, dy = b.y_m - a.y_m, long2 = dx * dx + dy * dy;
        double on = long2 > 0.0 ? ((x_m - a.x_m) * dx + (y_m - a.y_m) * dy) / long2 : 0.0;
        on = fmin(1.0, fmax(0.0, on));
        struct tct_plane at = {a.x_m + on * dx, a.y_m + on * dy};
        double far_m = hypot(at.x_m - x_m, at.y_m - y_m);
        best = far_m < best_m ? at : best;
        best_m = fmin(far_m, best_m);
    }
    *low_x = fmin(*low_x, best.x_m);
    *high_x = fmax(*high_x, best.x_m);
    *low_y = fmin(*low_y, best.y_m);
    *high_y = fmax(*high_y, best.y_m);
}

static struct view view_of(const struct paper *paper, double width, double height)
{
    double low_x = INFINITY, high_x = -INFINITY, low_y = INFINITY, high_y = -INFINITY;
    for (size_t i = 0; i < paper->spot_count; i++) {
        const struct paper_spot *spot = &paper->spots[i];
        double reach_m = spot->radius_m + spot->grid_m;
        low_x = fmin(low_x, spot->at.x_m - reach_m);
        high_x = fmax(high_x, spot->at.x_m + reach_m);
        low_y = fmin(low_y, spot->at.y_m - reach_m);
        high_y = fmax(high_y, spot->at.y_m + reach_m);
    }
    reach_to_line(paper, &low_x, &high_x, &low_y, &high_y);
    double span_x = fmax(LEAST_SPAN_M, (high_x - low_x) * (1.0 + 2.0 * MARGIN));
    double span_y = fmax(LEAST_SPAN_M, (high_y - low_y) * (1.0 + 2.0 * MARGIN));
    return (struct view){.scale = fmin(width / span_x, height / span_y),
                         .middle_x = 0.5 * (low_x + high_x),
                         .middle_y = 0.5 * (low_y + high_y),
                         .width = width,
                         .height = height};
}

static double across(const struct view *view, double x_m)
{
    return 0.5 * view->width + (x_m - view->middle_x) * view->scale;
}

static double down(const struct view *view, double y_m)
{
    return 0.5 * view->height - (y_m - view->middle_y) * view->scale;
}

static void draw_zones(const struct paper *paper, cairo_t *cairo, const struct view *view)
{
    put_ink(cairo, GREY);
    cairo_set_line_width(cairo, 0.7);
    for (size_t z = 0; z < paper->sector->zone_count; z++)
        for (size_t r = 0; r < paper->sector->zones[z].ring_count; r++) {
            const struct tct_ring_of_points *ring = &paper->sector->zones[z].rings[r];
            for (size_t i = 0; i < ring->count; i++)
                cairo_line_to(cairo, across(view, ring->points[i].x_m),
                              down(view, ring->points[i].y_m));
            cairo_close_path(cairo);
            cairo_stroke(cairo);
        }
}

static void draw_line(const struct paper *paper, cairo_t *cairo, const struct view *view)
{
    const struct tct_network *network = &paper->sector->network;
    const double dashes[] = {6.0, 3.0};
    put_ink(cairo, LINE);
    cairo_set_line_width(cairo, 1.5);
    cairo_set_dash(cairo, dashes, 2, 0.0);
    for (size_t i = 0; i < network->line_count; i++)
        cairo_line_to(cairo, across(view, network->line[i].x_m), down(view, network->line[i].y_m));
    cairo_stroke(cairo);
    cairo_set_dash(cairo, NULL, 0, 0.0);
}

static void draw_spot(const struct paper_spot *spot, cairo_t *cairo, const struct view *view)
{
    double x = across(view, spot->at.x_m), y = down(view, spot->at.y_m);
    double half = 0.5 * spot->grid_m * view->scale;
    put_ink(cairo, SPOT);
    cairo_set_line_width(cairo, 1.2);
    if (spot->grid_m > 0.0)
        cairo_rectangle(cairo, x - half, y - half, 2.0 * half, 2.0 * half);
    else
        cairo_arc(cairo, x, y, fmax(3.0, spot->radius_m * view->scale), 0.0, 2.0 * M_PI);
    cairo_stroke(cairo);
    put_ink(cairo, INK);
    cairo_move_to(cairo, x + 5.0, y - 4.0);
    cairo_show_text(cairo, spot->name);
}

/* A round length of about a quarter of the frame, and north. */
static void draw_scale(cairo_t *cairo, const struct view *view)
{
    char text[32];
    double length_m = pow(10.0, floor(log10(0.3 * view->width / view->scale)));
    while (length_m * 2.0 * view->scale < 0.3 * view->width)
        length_m *= 2.0;
    double x = 10.0, y = view->height - 10.0;
    put_ink(cairo, INK);
    cairo_set_line_width(cairo, 1.0);
    cairo_move_to(cairo, x, y - 4.0);
    cairo_line_to(cairo, x, y);
    cairo_line_to(cairo, x + length_m * view->scale, y);
    cairo_line_to(cairo, x + length_m * view->scale, y - 4.0);
    cairo_stroke(cairo);
    (void)snprintf(text, sizeof(text), length_m < 1000.0 ? "%.0f m" : "%.0f km",
                   length_m < 1000.0 ? length_m : length_m / 1000.0);
    cairo_move_to(cairo, x + 4.0, y - 4.0);
    cairo_show_text(cairo, text);
    cairo_move_to(cairo, view->width - 16.0, 30.0);
    cairo_line_to(cairo, view->width - 16.0, 12.0);
    cairo_line_to(cairo, view->width - 20.0, 18.0);
    cairo_stroke(cairo);
    cairo_move_to(cairo, view->width - 20.0, 42.0);
    cairo_show_text(cairo, "N");
}

void paper_map(const struct paper *paper, cairo_t *cairo, double width, double height)
{
    struct view view = view_of(paper, width, height);
    cairo_save(cairo);
    cairo_rectangle(cairo, 0.0, 0.0, width, height);
    cairo_clip_preserve(cairo);
    put_ink(cairo, GREY);
    cairo_set_line_width(cairo, 1.0);
    cairo_stroke(cairo);
    cairo_select_font_face(cairo, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cairo, 8.0);
    draw_zones(paper, cairo, &view);
    draw_line(paper, cairo, &view);
    for (size_t i = 0; i < paper->spot_count; i++)
        draw_spot(&paper->spots[i], cairo, &view);
    draw_scale(cairo, &view);
    cairo_restore(cairo);
}
