/* Map, head and legend of a coverage sheet. */
#include <math.h>
#include <stdio.h>

#include "map_parts.h"

static const double RAMP_HEIGHT = 8.0;
enum { ROWS_MIN = 5 };

void map_draw_coverage_head(struct map *map)
{
    char title[320], under[480];
    const char *name = map->options->title != NULL ? map->options->title : map->sector->name;
    size_t stations = map->sector->network.station_count, up = 0;
    for (size_t i = 0; i < stations; i++)
        up += map_station_is_up(map, i);
    (void)snprintf(title, sizeof(title), "%.200s: what would be heard", name != NULL ? name : "");
    (void)snprintf(under, sizeof(under), "%.300s   ·   %zu of %zu station%s up",
                   map->coverage->subject != NULL ? map->coverage->subject : "", up, stations,
                   stations == 1 ? "" : "s");
    map_title(map, title, under);
}

/* The colours from 0 to 1, with marks at the contours. */
static void ramp(struct map *map, struct map_column column)
{
    static const struct {
        double p;
        const char *text;
    } marks[] = {{0.0, "0"}, {0.5, "50"}, {0.9, "90"}, {1.0, "100"}};
    struct map_style style = {.size = 7.2, .colour = MAP_INK};
    double width = fmin(column.width - 20.0, 190.0), x = column.x + 4.0;
    map_heading(map, &column, "CHANCE THAT IT IS DETECTED, %");
    double y = column.y + 3.0;
    cairo_pattern_t *colours = cairo_pattern_create_linear(x, y, x + width, y);
    for (int end = 0; end < 2; end++) {
        struct map_colour c = map_coverage_colour(end);
        cairo_pattern_add_color_stop_rgb(colours, end, c.red, c.green, c.blue);
    }
    cairo_set_source(map->cr, colours);
    cairo_rectangle(map->cr, x, y, width, RAMP_HEIGHT);
    cairo_fill(map->cr);
    cairo_pattern_destroy(colours);
    cairo_rectangle(map->cr, x, y, width, RAMP_HEIGHT);
    map_set(map->cr, MAP_INK);
    cairo_set_line_width(map->cr, 0.5);
    cairo_stroke(map->cr);
    for (size_t i = 0; i < TCT_COUNT(marks); i++) {
        double at = x + width * marks[i].p;
        cairo_move_to(map->cr, at, y);
        cairo_line_to(map->cr, at, y + RAMP_HEIGHT + 2.5);
        map_set(map->cr, MAP_INK);
        cairo_stroke(map->cr);
        map_text(map, &style, (struct map_point){at, y + RAMP_HEIGHT + 3.0}, 0.5, 0.0, 0.0,
                 marks[i].text);
    }
}

static void line_sample(cairo_t *cr, struct map_point at, struct map_colour colour, double width,
                        double dash)
{
    cairo_move_to(cr, at.x - 9.0, at.y);
    cairo_line_to(cr, at.x + 9.0, at.y);
    map_set(cr, colour);
    cairo_set_line_width(cr, width);
    cairo_set_dash(cr, &dash, dash > 0.0 ? 1 : 0, 0.0);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0.0);
}

static void chance_rows(struct map *map, struct map_column column)
{
    ramp(map, column);
    column.y += 38.0;
    line_sample(map->cr, map_row(map, &column, "50, 90, 95 % detected"), MAP_CONTOUR, 0.9, 0.0);
    line_sample(map->cr, map_row(map, &column, "expected 95 % ellipse: long half axis"),
                MAP_CONTOUR_SIZE, 0.8, 1.6);
}

/* What there is to explain of the ground. */
struct shown {
    bool down, chosen, other;
};

static struct shown shown_of(const struct map *map)
{
    struct shown shown = {false, false, false};
    for (size_t i = 0; i < map->sector->network.station_count; i++)
        shown.down = shown.down || !map_station_is_up(map, i);
    for (size_t i = 0; i < map->coverage->site_count; i++) {
        bool chosen = map->coverage->sites[i].rank > 0;
        shown.chosen = shown.chosen || chosen;
        shown.other = shown.other || !chosen;
    }
    return shown;
}

static void ground_rows(struct map *map, struct map_column column)
{
    struct shown shown = shown_of(map);
    map_heading(map, &column, "GROUND");
    map_station_mark(map->cr, map_row(map, &column, "station that is up"), 4.0);
    if (shown.down)
        map_down_mark(map->cr, map_row(map, &column, "station that is down"), 4.0);
    map_zone_and_line_rows(map, &column);
    if (shown.chosen)
        map_site_mark(map->cr, map_row(map, &column, "site that helps, best first"), 4.2, true);
    if (shown.other)
        map_site_mark(map->cr, map_row(map, &column, "other site"), 4.2, false);
}

double map_coverage_legend_height(const struct map *map)
{
    struct shown shown = shown_of(map);
    int rows = 3 + shown.down + shown.chosen + shown.other; /* with line and zone */
    return 18.0 + 13.5 * (rows > ROWS_MIN ? rows : ROWS_MIN) +
           (map->options->note != NULL ? 32.0 : 14.0);
}

void map_draw_coverage_legend(struct map *map)
{
    double top = map->view.page_height - map_coverage_legend_height(map) + 6.0;
    chance_rows(map, map_column_at(map, 0, top));
    ground_rows(map, map_column_at(map, 1, top));
    map_explain(map, map_column_at(map, 2, top),
                "The colour at a place is the chance that a shot from there is detected: that four "
                "stations or more hear it. A dotted line is where the long half axis of the "
                "expected 95 % ellipse has the length written on it. Uncoloured ground was not "
                "looked at. The chance that four hear says nothing of who fires.");
    map_scale_and_note(map, top);
}
