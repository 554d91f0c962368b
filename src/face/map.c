/* Map: one drawing code, three kinds of file. The sheet is drawn into memory and written at once.
 */
#include "tacet/face/map.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "map_bytes.h"
#include "map_parts.h"
#include "tacet/face/atomic_file.h"

static const double POINTS_PER_MM = 72.0 / 25.4;
static const double WIDTH_MM = 297.0, WIDTH_MIN_MM = 180.0, WIDTH_MAX_MM = 1500.0;
static const double DPI = 144.0, DPI_MIN = 50.0, DPI_MAX = 600.0;
static const double PIXELS_MAX = 16000.0; /* of one side; more is drawn coarser */

/* Letters are set alike in every format: no hinting, nothing of the screen's settings. */
static PangoLayout *new_layout(PangoFontMap *fonts)
{
    PangoContext *context = pango_font_map_create_context(fonts);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    pango_cairo_context_set_resolution(context, 72.0);
    pango_context_set_round_glyph_positions(context, FALSE);
    cairo_font_options_destroy(options);
    PangoLayout *layout = pango_layout_new(context);
    g_object_unref(context);
    return layout;
}

static void clip_to(cairo_t *cr, struct map_box box)
{
    cairo_rectangle(cr, box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0);
    cairo_clip(cr);
}

static void draw_panel(struct map *map, const struct map_panel *panel)
{
    cairo_t *cr = map->cr;
    struct map_box box = panel->page;
    cairo_rectangle(cr, box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0);
    map_set(cr, MAP_GROUND);
    cairo_fill(cr);
    map_draw_grid(map, panel);
    cairo_save(cr);
    clip_to(cr, box);
    if (map->coverage != NULL)
        map_draw_coverage(map, panel);
    map_draw_zones(map, panel);
    map_draw_line(map, panel);
    map_take_marks(map, panel);
    map_draw_zone_names(map, panel);
    map_draw_regions(map, panel);
    if (!map_is_crowded(map)) /* no name may hide one of a few events */
        map_draw_line_names(map, panel);
    map_draw_stations(map, panel);
    if (map->coverage != NULL)
        map_draw_sites(map, panel);
    map_draw_marks(map, panel);
    cairo_restore(cr);
    cairo_rectangle(cr, box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0);
    map_set(cr, MAP_INK);
    cairo_set_line_width(cr, 0.8);
    cairo_stroke(cr);
}

static void draw_labels(struct map *map, const struct map_panel *panel)
{
    cairo_save(map->cr);
    clip_to(map->cr, panel->page);
    if (map_is_crowded(map)) /* under so many marks nobody could read it */
        map_draw_line_names(map, panel);
    map_draw_names(map, panel);
    cairo_restore(map->cr);
}

static void draw_sheet(struct map *map)
{
    map_set(map->cr, MAP_PAPER);
    cairo_paint(map->cr);
    map_draw_head(map);
    for (size_t i = 0; i < map->view.panel_count; i++)
        draw_panel(map, &map->view.panels[i]);
    map_draw_beyond(map);
    for (size_t i = 0; i < map->view.panel_count; i++)
        draw_labels(map, &map->view.panels[i]);
    map_draw_legend(map);
}

static cairo_surface_t *new_surface(const struct map *map, enum tct_map_format format, double dpi,
                                    struct map_bytes *bytes)
{
    double width = map->view.page_width, height = map->view.page_height;
    cairo_surface_t *surface;
    if (format == TCT_MAP_SVG) {
        surface = cairo_svg_surface_create_for_stream(map_bytes_write, bytes, width, height);
        cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PT);
    } else if (format == TCT_MAP_PDF) {
        surface = cairo_pdf_surface_create_for_stream(map_bytes_write, bytes, width, height);
        /* Or cairo would write the time of day. */
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                       "1970-01-01T00:00:00Z");
    } else {
        double scale = fmin(dpi / 72.0, PIXELS_MAX / fmax(width, height));
        surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)ceil(width * scale),
                                             (int)ceil(height * scale));
        cairo_surface_set_device_scale(surface, scale, scale);
    }
    return surface;
}

static enum tct_status render(struct map *map, enum tct_map_format format, double dpi,
                              struct map_bytes *bytes, struct tct_error *err)
{
    cairo_surface_t *surface = new_surface(map, format, dpi, bytes);
    PangoFontMap *fonts = pango_cairo_font_map_new();
    map->layout = new_layout(fonts);
    map->cr = cairo_create(surface);
    map->cells = map->coverage != NULL ? map_coverage_image(map->coverage->grid) : NULL;
    draw_sheet(map);
    if (map->cells != NULL)
        cairo_surface_destroy(map->cells);
    cairo_status_t status = cairo_status(map->cr);
    cairo_destroy(map->cr);
    if (status == CAIRO_STATUS_SUCCESS && format == TCT_MAP_PNG)
        status = cairo_surface_write_to_png_stream(surface, map_bytes_write, bytes);
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    g_object_unref(map->layout);
    g_object_unref(fonts);
    if (bytes->status != TCT_OK)
        return tct_fail(err, bytes->status, "the map is too large for %s",
                        bytes->status == TCT_ERR_LIMIT ? "one file" : "this machine's memory");
    if (status == CAIRO_STATUS_NO_MEMORY)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    /* Every number is bounded before it is drawn, so nothing but our own mistake is left. */
    TCT_ASSERT(status == CAIRO_STATUS_SUCCESS);
    return TCT_OK;
}

/* The value in use, or NAN when it is out of its range. */
static double chosen(double value, double otherwise, double low, double high)
{
    if (value == 0.0)
        return otherwise;
    return value >= low && value <= high ? value : (double)NAN;
}

enum tct_status map_write(struct map *map, enum tct_map_format format, const char *path,
                          struct tct_error *err)
{
    const struct tct_map_options *o = map->options;
    double width_mm = chosen(o->width_mm, WIDTH_MM, WIDTH_MIN_MM, WIDTH_MAX_MM);
    double dpi = chosen(o->dots_per_inch, DPI, DPI_MIN, DPI_MAX);
    if (isnan(width_mm))
        return tct_fail(err, TCT_ERR_USE, "found a map %g mm wide, expected %g to %g", o->width_mm,
                        WIDTH_MIN_MM, WIDTH_MAX_MM);
    if (isnan(dpi))
        return tct_fail(err, TCT_ERR_USE, "found %g dots per inch, expected %g to %g",
                        o->dots_per_inch, DPI_MIN, DPI_MAX);
    struct map_bytes bytes = {.status = TCT_OK};
    map->view.page_width = round(width_mm * POINTS_PER_MM);
    map_view_fit(map);
    map->beyond = map_count_beyond(map);
    map->view.page_height += map_legend_height(map);
    enum tct_status status = TCT_OK;
    if (!map_taken_init(&map->taken, map->view.page_width, map->view.page_height))
        status = tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    if (status == TCT_OK)
        status = render(map, format, dpi, &bytes, err);
    if (status == TCT_OK && format == TCT_MAP_SVG)
        status = map_bytes_describe_svg(&bytes, map, err);
    if (status == TCT_OK)
        status = tct_atomic_file_write(path, bytes.at, bytes.count, err);
    map_taken_free(&map->taken);
    free(bytes.at);
    return status;
}

static const struct tct_map_options nothing = {0};

enum tct_status tct_map_write(const struct tct_sector *sector, const struct tct_event *events,
                              size_t count, const struct tct_map_options *options,
                              enum tct_map_format format, const char *path, struct tct_error *err)
{
    struct map map = {.sector = sector,
                      .events = events,
                      .count = count,
                      .options = options != NULL ? options : &nothing,
                      .tally = verdict_count(events, count)};
    return map_write(&map, format, path, err);
}

enum tct_status tct_coverage_map_write(const struct tct_sector *sector,
                                       const struct tct_coverage_view *view,
                                       const struct tct_map_options *options,
                                       enum tct_map_format format, const char *path,
                                       struct tct_error *err)
{
    struct map map = {
        .sector = sector, .options = options != NULL ? options : &nothing, .coverage = view};
    return map_write(&map, format, path, err);
}
