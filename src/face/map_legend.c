/* Map, head and legend: title, period, counts; what the marks mean; scale, north, grid. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "map_grid.h"
#include "map_parts.h"

static const double MARGIN = 38.0; /* as the panels' */
static const double ROW = 13.5, HEADING = 12.0;
enum { ROWS_MIN = 5 };             /* what the columns beside need */
static const double INDENT = 22.0; /* text after its mark */
static const double SCALE_MAX = 130.0;
static const double COLUMN[4] = {0.0, 0.27, 0.49, 0.80}; /* of the width */

/* 12345 -> "12,345". */
static const char *counted(size_t n, char ret_text[32])
{
    char digits[24];
    int length = snprintf(digits, sizeof(digits), "%zu", n), out = 0;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            ret_text[out++] = ',';
        ret_text[out++] = digits[i];
    }
    ret_text[out] = '\0';
    return ret_text;
}

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

/* First and last time in words: "2026-01-01 00:01:02 to 01:00:59 UTC". */
static void period_text(const struct map *map, char *ret_text, size_t bytes)
{
    int64_t first = INT64_MAX, last = INT64_MIN;
    char from[TCT_TIME_TEXT_BYTES], to[TCT_TIME_TEXT_BYTES];
    for (size_t i = 0; i < map->count; i++) {
        first = map->events[i].time_ns < first ? map->events[i].time_ns : first;
        last = map->events[i].time_ns > last ? map->events[i].time_ns : last;
    }
    if (map->count == 0) {
        (void)snprintf(ret_text, bytes, "No events");
        return;
    }
    tct_time_format(first, 0, from);
    tct_time_format(last, 0, to);
    bool same_day = strncmp(from, to, 10) == 0;
    (void)snprintf(ret_text, bytes, "%.10s %.8s to %.*s%s%.8s UTC", from, from + 11,
                   same_day ? 0 : 10, to, same_day ? "" : " ", to + 11);
}

void map_title(struct map *map, const char *title, const char *under)
{
    double width = map->view.page_width - 2.0 * MARGIN;
    struct map_style large = {
        .size = 17.0, .colour = MAP_INK, .weight = MAP_BOLD, .width = width, .lines = 1};
    struct map_style small = {.size = 8.8, .colour = MAP_QUIET, .width = width, .lines = 1};
    map_text(map, &large, (struct map_point){MARGIN, 16.0}, 0.0, 0.0, 0.0, title);
    map_text(map, &small, (struct map_point){MARGIN, 40.0}, 0.0, 0.0, 0.0, under);
}

void map_draw_head(struct map *map)
{
    if (map->coverage != NULL) {
        map_draw_coverage_head(map);
        return;
    }
    char period[96], text[320], a[32], b[32], c[32];
    const char *name = map->options->title != NULL ? map->options->title : map->sector->name;
    period_text(map, period, sizeof(period));
    size_t stations = map->sector->network.station_count;
    if (map->count == 0)
        (void)snprintf(text, sizeof(text), "%s   ·   %s station%s", period, counted(stations, c),
                       plural(stations));
    else
        (void)snprintf(text, sizeof(text), "%s   ·   %s event%s, %s located   ·   %s station%s",
                       period, counted(map->count, a), plural(map->count),
                       counted(map->tally.located_all, b), counted(stations, c), plural(stations));
    map_title(map, name != NULL ? name : "", text);
}

struct map_column map_column_at(const struct map *map, int i, double top)
{
    double width = map->view.page_width - 2.0 * MARGIN;
    double right = i + 1 < (int)TCT_COUNT(COLUMN) ? COLUMN[i + 1] : 1.0;
    return (struct map_column){MARGIN + COLUMN[i] * width, top, (right - COLUMN[i]) * width - 12.0};
}

struct map_point map_row(struct map *map, struct map_column *column, const char *text)
{
    struct map_style style = {
        .size = 8.0, .colour = MAP_INK, .width = column->width - INDENT, .lines = 1};
    struct map_point mark = {column->x + 8.0, column->y + 0.5 * ROW};
    map_text(map, &style, (struct map_point){column->x + INDENT, mark.y}, 0.0, 0.5, 0.0, text);
    column->y += ROW;
    return mark;
}

void map_heading(struct map *map, struct map_column *column, const char *text)
{
    struct map_style style = {
        .size = 7.0, .colour = MAP_QUIET, .weight = MAP_BOLD, .width = column->width, .lines = 1};
    map_text(map, &style, (struct map_point){column->x, column->y}, 0.0, 0.0, 0.0, text);
    column->y += HEADING;
}

/* Both sides are listed wherever there is a line, even with none. */
static bool is_listed(const struct map *map, int verdict)
{
    bool sides = map->sector->network.line_count > 1;
    bool is_side = verdict == TCT_SIDE_LEFT || verdict == TCT_SIDE_RIGHT;
    return map->tally.located[verdict] > 0 || (sides && is_side) ||
           (!sides && verdict == VERDICT_SIDELESS);
}

static void event_rows(struct map *map, struct map_column column)
{
    const struct verdict_tally *t = &map->tally;
    char text[320], n[32];
    map_heading(map, &column, "EVENTS");
    for (int verdict = 0; verdict < VERDICT_COUNT; verdict++) {
        if (!is_listed(map, verdict))
            continue;
        const char *name = verdict == VERDICT_SIDELESS ? "located"
                           : verdict == TCT_SIDE_UNDETERMINED
                               ? "side undetermined"
                               : map_party_name(map->sector, verdict);
        (void)snprintf(text, sizeof(text), "%s  %.200s", counted(t->located[verdict], n), name);
        map_mark(map->cr, map_row(map, &column, text), verdict, 3.4);
    }
    if (map->beyond > 0) {
        (void)snprintf(text, sizeof(text), "%s of these beyond the edge", counted(map->beyond, n));
        map_triangle(map->cr, map_row(map, &column, text), 4.6, 0.5 * M_PI);
        map_set(map->cr, MAP_INK);
        cairo_fill(map->cr);
    }
    if (t->bearing_only > 0) {
        (void)snprintf(text, sizeof(text), "%s direction only%s", counted(t->bearing_only, n),
                       map->rays_drawn == t->bearing_only ? "" : ", not all drawn");
        struct map_point at = map_row(map, &column, text);
        cairo_move_to(map->cr, at.x - 8.0, at.y);
        cairo_line_to(map->cr, at.x + 8.0, at.y);
        map_set(map->cr, map_verdict_colour(VERDICT_SIDELESS));
        cairo_set_line_width(map->cr, 0.8);
        cairo_set_dash(map->cr, (const double[]){5.0, 2.5}, 2, 0.0);
        cairo_stroke(map->cr);
        cairo_set_dash(map->cr, NULL, 0, 0.0);
    }
    if (t->not_constrained > 0) {
        (void)snprintf(text, sizeof(text), "%s heard, but no place can be given",
                       counted(t->not_constrained, n));
        (void)map_row(map, &column, text);
    }
}

static void sample_ellipse(cairo_t *cr, struct map_point at)
{
    struct map_colour colour = map_verdict_colour(VERDICT_SIDELESS);
    cairo_save(cr);
    cairo_translate(cr, at.x, at.y);
    cairo_rotate(cr, -0.35);
    cairo_scale(cr, 8.0, 4.0);
    cairo_arc(cr, 0.0, 0.0, 1.0, 0.0, 2.0 * M_PI);
    cairo_restore(cr);
    map_set(cr, map_faded(colour, 0.13));
    cairo_fill_preserve(cr);
    map_set(cr, map_faded(colour, 0.9));
    cairo_set_line_width(cr, 0.7);
    cairo_stroke(cr);
}

void map_zone_and_line_rows(struct map *map, struct map_column *column)
{
    if (map->sector->network.line_count > 1) {
        struct map_point at = map_row(map, column, "line of contact");
        cairo_move_to(map->cr, at.x - 9.0, at.y);
        cairo_line_to(map->cr, at.x + 9.0, at.y);
        map_set(map->cr, MAP_INK);
        cairo_set_line_width(map->cr, 1.9);
        cairo_set_dash(map->cr, (const double[]){7.0, 2.0, 1.5, 2.0}, 4, 0.0);
        cairo_stroke(map->cr);
        cairo_set_dash(map->cr, NULL, 0, 0.0);
    }
    if (map->sector->zone_count > 0)
        map_zone_sample(map->cr, map_row(map, column, "zone"));
}

static void ground_rows(struct map *map, struct map_column column)
{
    char text[64], n[32];
    map_heading(map, &column, "GROUND");
    if (map->sector->network.station_count > 0)
        map_station_mark(map->cr, map_row(map, &column, "station"), 4.0);
    if (map->tally.located_all > 0)
        sample_ellipse(map->cr, map_row(map, &column, "95 % ellipse"));
    map_zone_and_line_rows(map, &column);
    (void)snprintf(text, sizeof(text), "%s true place%s", counted(map->options->truth_count, n),
                   plural(map->options->truth_count));
    if (map->options->truth_count > 0)
        map_cross(map->cr, map_row(map, &column, text), 4.2);
}

void map_explain(struct map *map, struct map_column column, const char *text)
{
    struct map_style style = {.size = 7.2, .colour = MAP_QUIET, .width = column.width, .lines = 8};
    map_heading(map, &column, "HOW TO READ IT");
    map_text(map, &style, (struct map_point){column.x, column.y}, 0.0, 0.0, 0.0, text);
}

static void notes(struct map *map, struct map_column column)
{
    char text[640];
    (void)snprintf(text, sizeof(text),
                   "An ellipse holds the true place in 95 of 100 cases; one smaller than its mark "
                   "is not drawn. "
                   "%sNumbers are those of the table; where there is no room they are left out.%s",
                   map->sector->network.line_count > 1
                       ? "A side is named when it is at least 90 % probable, else undetermined. "
                       : "",
                   map->tally.bearing_only > 0 ? " A ray is a direction heard by one station, its "
                                                 "wedge holds 95 %; how far is unknown."
                                               : "");
    map_explain(map, column, text);
}

static void scale_bar(struct map *map, struct map_column *column)
{
    struct map_style style = {.size = 7.2, .colour = MAP_INK};
    double length_m = map_nice_below(fmin(SCALE_MAX, column->width) / map->view.points_per_m);
    double length = length_m * map->view.points_per_m, y = column->y + 12.0;
    char text[32];
    for (int i = 0; i < 4; i++) { /* quarters, dark and light */
        cairo_rectangle(map->cr, column->x + 0.25 * i * length, y, 0.25 * length, 3.6);
        map_set(map->cr, i % 2 == 0 ? MAP_INK : MAP_PAPER);
        cairo_fill(map->cr);
    }
    cairo_rectangle(map->cr, column->x, y, length, 3.6);
    map_set(map->cr, MAP_INK);
    cairo_set_line_width(map->cr, 0.6);
    cairo_stroke(map->cr);
    (void)snprintf(text, sizeof(text), "%g %s", length_m >= 1000.0 ? length_m / 1000.0 : length_m,
                   length_m >= 1000.0 ? "km" : "m");
    map_text(map, &style, (struct map_point){column->x, y - 1.5}, 0.0, 1.0, 0.0, "0");
    map_text(map, &style, (struct map_point){column->x + length, y - 1.5}, 1.0, 1.0, 0.0, text);
    column->y = y + 10.0;
}

static void north_arrow(struct map *map, struct map_column *column)
{
    struct map_style style = {.size = 9.0, .colour = MAP_INK, .weight = MAP_BOLD};
    const struct map_view *view = &map->view;
    struct tct_plane middle = {view->middle_x_m, view->middle_y_m};
    double north =
        map->sector->frame != NULL ? tct_frame_true_north_rad(map->sector->frame, middle) : 0.0;
    struct map_point up = map_direction(view, north), at = {column->x + 20.0, column->y + 24.0};
    struct map_point tip = {at.x + 15.0 * up.x, at.y + 15.0 * up.y};
    for (int half = 0; half < 2; half++) {
        double across = half == 0 ? -6.0 : 6.0;
        cairo_move_to(map->cr, tip.x, tip.y);
        cairo_line_to(map->cr, at.x - 13.0 * up.x - across * up.y,
                      at.y - 13.0 * up.y + across * up.x);
        cairo_line_to(map->cr, at.x - 7.0 * up.x, at.y - 7.0 * up.y);
        cairo_close_path(map->cr);
        map_set(map->cr, half == 0 ? MAP_INK : MAP_PAPER);
        cairo_fill_preserve(map->cr);
        map_set(map->cr, MAP_INK);
        cairo_set_line_width(map->cr, 0.7);
        cairo_stroke(map->cr);
    }
    map_text(map, &style, (struct map_point){tip.x + 7.0 * up.x, tip.y + 7.0 * up.y}, 0.5, 0.5, 0.0,
             "N");
}

double map_legend_height(const struct map *map)
{
    if (map->coverage != NULL)
        return map_coverage_legend_height(map);
    const struct verdict_tally *t = &map->tally;
    int events = (map->beyond > 0) + (t->bearing_only > 0) + (t->not_constrained > 0);
    for (int verdict = 0; verdict < VERDICT_COUNT; verdict++)
        events += is_listed(map, verdict);
    double rows = fmax(events, ROWS_MIN);
    return 6.0 + HEADING + rows * ROW + (map->options->note != NULL ? 32.0 : 14.0);
}

void map_scale_and_note(struct map *map, double top)
{
    double bottom = map->view.page_height;
    struct map_column last = map_column_at(map, 3, top);
    struct map_style small = {
        .size = 7.2, .colour = MAP_QUIET, .width = last.width - 58.0, .lines = 3};
    char grid[96];
    scale_bar(map, &last);
    north_arrow(map, &last);
    map_grid_name(map, grid, sizeof(grid));
    map_text(map, &small, (struct map_point){last.x + 58.0, last.y + 12.0}, 0.0, 0.0, 0.0, grid);
    if (map->options->note != NULL) {
        struct map_style note = {.size = 8.0,
                                 .colour = MAP_INK,
                                 .weight = MAP_BOLD,
                                 .width = map->view.page_width - 2.0 * MARGIN,
                                 .lines = 1};
        map_text(map, &note, (struct map_point){MARGIN, bottom - 22.0}, 0.0, 0.0, 0.0,
                 map->options->note);
    }
}

void map_draw_legend(struct map *map)
{
    double top = map->view.page_height - map_legend_height(map) + 6.0;
    if (map->coverage != NULL) {
        map_draw_coverage_legend(map);
        return;
    }
    event_rows(map, map_column_at(map, 0, top));
    ground_rows(map, map_column_at(map, 1, top));
    notes(map, map_column_at(map, 2, top));
    map_scale_and_note(map, top);
}
