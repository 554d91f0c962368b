/* Map, private: the sheet, its panels, and what draws on them.
 *
 * Three coordinates: ground (the sector's plane, metres), turned ground (u right, v up, metres from
 * the middle of the view; long thin sectors are turned so that they lie along the sheet), and the
 * page (points of 1/72 inch, x right, y down). Nothing here holds state between two maps. */
#ifndef TACET_FACE_MAP_PARTS_H
#define TACET_FACE_MAP_PARTS_H

#include <cairo.h>
#include <pango/pango.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tacet/face/coverage_map.h"
#include "tacet/face/map.h"
#include "verdict.h"

enum { MAP_PANELS_MAX = 8, MAP_TEXT_CHARS_MAX = 600 };

struct map_point {
    double x, y;
};

struct map_box {
    double x0, y0, x1, y1; /* x0 <= x1, y0 <= y1 */
};

/* One window on the ground. A long sector is cut into several, stacked down the page. */
struct map_panel {
    struct map_box page;
    double u_left_m, v_top_m; /* turned ground at the panel's upper left corner */
};

struct map_view {
    double page_width, page_height;
    double turn_rad; /* of the ground, clockwise on the page: 0 is north up */
    double middle_x_m, middle_y_m;
    double points_per_m;
    size_t panel_count;
    struct map_panel panels[MAP_PANELS_MAX];
};

/* Which parts of the page hold something that no label may cover. */
struct map_taken {
    unsigned char *cells;
    int columns, rows;
};

struct map {
    const struct tct_sector *sector;
    const struct tct_event *events;
    size_t count;
    const struct tct_map_options *options;
    const struct tct_coverage_view *coverage; /* NULL: a map of events */
    struct verdict_tally tally;
    size_t beyond; /* located, but outside every panel: arrows at the margin */
    size_t rays_drawn;
    struct map_view view;
    struct map_taken taken;
    cairo_surface_t *cells; /* of a coverage: one image for all panels; NULL: none */
    cairo_t *cr;
    PangoLayout *layout;
};

/* -- map_view.c: what is shown, and where -- */

void map_view_fit(struct map *map);
struct map_point map_turned(const struct map_view *view, struct tct_plane place);
struct map_point map_on_page(const struct map_view *view, const struct map_panel *panel,
                             struct tct_plane place);
struct tct_plane map_on_ground(const struct map_view *view, const struct map_panel *panel,
                               struct map_point at);
/* Unit vector on the page of a direction on the ground, clockwise from its y axis. */
struct map_point map_direction(const struct map_view *view, double azimuth_rad);
/* The panel that shows (u, v), or the nearest one. */
const struct map_panel *map_panel_of(const struct map_view *view, struct map_point turned);
bool map_box_holds(struct map_box box, struct map_point at);
struct map_box map_box_grown(struct map_box box, double by);
/* Cuts the segment to the box; false when nothing of it is inside (Liang & Barsky 1984). */
bool map_clip_segment(struct map_box box, struct map_point *a, struct map_point *b);

/* -- map_pen.c: colours, text, free room -- */

struct map_colour {
    double red, green, blue, alpha;
};

enum map_weight { MAP_PLAIN, MAP_BOLD, MAP_ITALIC };

struct map_style {
    double size;
    struct map_colour colour;
    enum map_weight weight;
    double halo;  /* width of a light rim around the letters; 0: none */
    double width; /* 0: as long as the text is; > 0: broken into lines of this width */
    int lines;    /* with width: at most so many, then "..." */
};

extern const struct map_colour MAP_INK, MAP_QUIET, MAP_PAPER, MAP_GROUND, MAP_TRUTH;

struct map_colour map_verdict_colour(int verdict);
struct map_colour map_faded(struct map_colour colour, double alpha);
void map_set(cairo_t *cr, struct map_colour colour);

/* Text is cleaned and cut to a bounded length first: any bytes will do. */
struct map_point map_text_size(struct map *map, const struct map_style *style, const char *text);
/* Puts the text's box so that its fraction (ax, ay) lies at `at`, turned clockwise. */
void map_text(struct map *map, const struct map_style *style, struct map_point at, double ax,
              double ay, double turn_rad, const char *text);

/* A mark of the verdict's shape, of the same area for each. */
void map_mark(cairo_t *cr, struct map_point at, int verdict, double radius);
void map_triangle(cairo_t *cr, struct map_point at, double radius, double turn_rad);
void map_station_mark(cairo_t *cr, struct map_point at, double radius);
void map_cross(cairo_t *cr, struct map_point at, double radius);

bool map_taken_init(struct map_taken *taken, double width, double height);
void map_taken_free(struct map_taken *taken);
bool map_is_free(const struct map_taken *taken, struct map_box box);
void map_take(struct map_taken *taken, struct map_box box);
/* Finds room beside a mark and writes there; false when all places are taken. */
bool map_label(struct map *map, const struct map_panel *panel, const struct map_style *style,
               struct map_point at, double radius, const char *text);

/* The name of a side: the party's name, else its identifier, else "left" or "right". */
const char *map_party_name(const struct tct_sector *sector, int side);
/* The largest of 1, 2, 5 x 10^n that is not above `value` (> 0). */
double map_nice_below(double value);

/* -- map_events.c: marks -- */

double map_mark_radius(const struct map *map);
double map_station_radius(const struct map *map);
/* Whether there are too many events to give each its number. */
bool map_is_crowded(const struct map *map);
/* Whether `panel` is the one that shows the place; strips touch, so exactly one or none does. */
bool map_shown_in(const struct map *map, const struct map_panel *panel, struct tct_plane place);

/* -- what is drawn, in this order -- */

void map_draw_grid(struct map *map, const struct map_panel *panel);
void map_draw_zones(struct map *map, const struct map_panel *panel);
void map_draw_line(struct map *map, const struct map_panel *panel);
void map_draw_line_names(struct map *map, const struct map_panel *panel);
void map_zone_sample(cairo_t *cr, struct map_point at);
void map_draw_zone_names(struct map *map, const struct map_panel *panel);
/* Marks are drawn over the names of the ground, but names look for room beside them: so the room
 * of the marks is taken first. */
void map_take_marks(struct map *map, const struct map_panel *panel);
void map_draw_regions(struct map *map, const struct map_panel *panel);
void map_draw_stations(struct map *map, const struct map_panel *panel);
void map_draw_marks(struct map *map, const struct map_panel *panel);
size_t map_count_beyond(const struct map *map);
void map_draw_beyond(struct map *map);
void map_draw_names(struct map *map, const struct map_panel *panel);
void map_draw_head(struct map *map);
void map_draw_legend(struct map *map);

/* Points that the legend needs under the last panel's grid labels. */
double map_legend_height(const struct map *map);

/* -- map_legend.c: what legends are made of -- */

/* Where the next row of a legend column goes. */
struct map_column {
    double x, y, width;
};

struct map_column map_column_at(const struct map *map, int i, double top);
/* Writes one row and returns the middle of the place for its mark. */
struct map_point map_row(struct map *map, struct map_column *column, const char *text);
void map_heading(struct map *map, struct map_column *column, const char *text);
void map_zone_and_line_rows(struct map *map, struct map_column *column);
void map_explain(struct map *map, struct map_column column, const char *text);
/* The scale, the arrow to the north, the grid's name; the note at the foot. */
void map_scale_and_note(struct map *map, double top);
/* Title and the line under it. */
void map_title(struct map *map, const char *title, const char *under);

/* -- map_coverage.c: what would have been heard -- */

extern const struct map_colour MAP_CONTOUR, MAP_CONTOUR_SIZE;
struct map_colour map_coverage_colour(double p);
/* The cells as an image; NULL when there is no memory for it. */
cairo_surface_t *map_coverage_image(const struct tct_coverage_grid *grid);
void map_draw_coverage(struct map *map, const struct map_panel *panel);
void map_draw_sites(struct map *map, const struct map_panel *panel);
void map_draw_coverage_head(struct map *map);
void map_draw_coverage_legend(struct map *map);
double map_coverage_legend_height(const struct map *map);
bool map_station_is_up(const struct map *map, size_t station);
void map_site_mark(cairo_t *cr, struct map_point at, double radius, bool chosen);
void map_down_mark(cairo_t *cr, struct map_point at, double radius);

/* -- map.c -- */

/* Lays out, draws and writes the sheet. */
TCT_MUST_CHECK enum tct_status map_write(struct map *map, enum tct_map_format format,
                                         const char *path, struct tct_error *err);

#endif
