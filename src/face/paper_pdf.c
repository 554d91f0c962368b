/* A paper as PDF: blocks one below the other, on as many pages as it takes. */
#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <stdlib.h>

#include "map_bytes.h"
#include "paper_map.h"
#include "paper_timeline.h"
#include "paper_trace.h"

/* A4, in points. */
static const double WIDTH = 595.28, HEIGHT = 841.89, MARGIN = 54.0, FOOT = 40.0;
static const double MAP_HEIGHT = 300.0, TRACE_HEIGHT = 46.0, TIMELINE_HEIGHT = 90.0, CELL_GAP = 8.0,
                    PAIR_SHARE = 0.27;
static const char FONTS[] = "DejaVu Sans,Noto Sans,Sans";

static const struct {
    double size, before;
    bool bold;
} STYLES[] = {
    [PAPER_TITLE] = {18.0, 0.0, true},    [PAPER_HEADING] = {12.0, 14.0, true},
    [PAPER_TEXT] = {9.5, 4.0, false},     [PAPER_NOTE] = {8.0, 3.0, false},
    [PAPER_PAIR] = {9.5, 2.0, false},     [PAPER_HEAD] = {8.5, 6.0, true},
    [PAPER_ROW] = {8.5, 3.0, false},      [PAPER_MAP] = {8.0, 6.0, false},
    [PAPER_TIMELINE] = {8.0, 6.0, false}, [PAPER_TRACE] = {8.0, 4.0, false},
};

struct press {
    const struct paper *paper;
    cairo_surface_t *surface;
    cairo_t *cairo;
    double y;
    unsigned page;
    bool failed;                    /* memory was out for a figure */
    const struct paper_block *head; /* of the table that goes on, or NULL */
    double widths[PAPER_CELLS];     /* of its columns */
};

static PangoLayout *layout_of(const struct press *press, enum paper_kind kind, const char *text,
                              double width)
{
    PangoLayout *layout = pango_cairo_create_layout(press->cairo);
    PangoFontDescription *font = pango_font_description_from_string(FONTS);
    pango_font_description_set_absolute_size(font, STYLES[kind].size * PANGO_SCALE);
    if (STYLES[kind].bold)
        pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    /* A text goes its own way; what has no direction of its own, as a number, goes the paper's. */
    pango_context_set_base_dir(pango_layout_get_context(layout), press->paper->right_to_left
                                                                     ? PANGO_DIRECTION_WEAK_RTL
                                                                     : PANGO_DIRECTION_WEAK_LTR);
    pango_layout_set_auto_dir(layout, TRUE);
    /* Pango's left is where texts of the base direction begin only when that is to the right. */
    pango_layout_set_alignment(layout,
                               press->paper->right_to_left ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_text(layout, text, -1);
    return layout;
}

static void print_foot(struct press *press)
{
    char text[32];
    (void)snprintf(text, sizeof(text), "%u", press->page);
    PangoLayout *layout = layout_of(press, PAPER_NOTE, text, WIDTH - 2.0 * MARGIN);
    pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
    cairo_move_to(press->cairo, MARGIN, HEIGHT - FOOT);
    pango_cairo_show_layout(press->cairo, layout);
    g_object_unref(layout);
}

static void print_row(struct press *press, const struct paper_block *block);

static void next_page(struct press *press)
{
    print_foot(press);
    cairo_show_page(press->cairo);
    press->page++;
    press->y = MARGIN;
    const struct paper_block *head = press->head;
    press->head = NULL;
    if (head != NULL)
        print_row(press, head);
    press->head = head;
}

static double room_left(const struct press *press)
{
    return HEIGHT - FOOT - 14.0 - press->y;
}

/* From line to line, so that a text longer than a page goes on on the next. */
static void print_lines(struct press *press, PangoLayout *layout, double x)
{
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    do {
        PangoRectangle line;
        pango_layout_iter_get_line_extents(iter, NULL, &line);
        double high = (double)line.height / PANGO_SCALE;
        if (high > room_left(press))
            next_page(press);
        double base = (double)(pango_layout_iter_get_baseline(iter) - line.y) / PANGO_SCALE;
        cairo_move_to(press->cairo, x + (double)line.x / PANGO_SCALE, press->y + base);
        pango_cairo_show_layout_line(press->cairo, pango_layout_iter_get_line_readonly(iter));
        press->y += high;
    } while (pango_layout_iter_next_line(iter));
    pango_layout_iter_free(iter);
}

static void print_text(struct press *press, const struct paper_block *block)
{
    PangoLayout *layout = layout_of(press, block->kind, block->cells[0], WIDTH - 2.0 * MARGIN);
    /* A heading does not stand alone at the foot. */
    if (block->kind == PAPER_HEADING && room_left(press) < 80.0)
        next_page(press);
    print_lines(press, layout, MARGIN);
    g_object_unref(layout);
}

/* Where a column begins, from the side on which the paper's language begins. */
static double column_x(const struct press *press, double offset, double width)
{
    return press->paper->right_to_left ? WIDTH - MARGIN - offset - width : MARGIN + offset;
}

static double column_width(const struct press *press, const struct paper_block *block,
                           size_t column)
{
    double whole = WIDTH - 2.0 * MARGIN;
    if (block->kind == PAPER_PAIR)
        return whole * (column == 0 ? PAIR_SHARE : 1.0 - PAIR_SHARE);
    return press->widths[column];
}

/* Of each column, the widest text in one line. */
static void measure(const struct press *press, const struct paper_block *head,
                    double ret_wants[PAPER_CELLS])
{
    const struct paper *paper = press->paper;
    for (size_t i = 0; i < head->count; i++)
        ret_wants[i] = 0.0;
    for (const struct paper_block *row = head;
         row < paper->blocks + paper->count && (row == head || row->kind == PAPER_ROW); row++)
        for (size_t i = 0; i < head->count; i++) {
            int wide = 0;
            PangoLayout *layout = layout_of(press, row->kind, row->cells[i], WIDTH);
            pango_layout_set_width(layout, -1);
            pango_layout_get_size(layout, &wide, NULL);
            g_object_unref(layout);
            ret_wants[i] = fmax(ret_wants[i], (double)wide / PANGO_SCALE + CELL_GAP + 1.0);
        }
}

/* Who wants no more than a fair share gets what it wants; the others share what is left. */
static void share_out(struct press *press, const struct paper_block *head)
{
    double wants[PAPER_CELLS], left = WIDTH - 2.0 * MARGIN;
    bool given[PAPER_CELLS] = {false};
    size_t waiting = head->count;
    measure(press, head, wants);
    for (bool again = true; again && waiting > 0;) {
        again = false;
        for (size_t i = 0; i < head->count; i++) {
            if (given[i] || wants[i] > left / (double)waiting)
                continue;
            press->widths[i] = wants[i];
            left -= wants[i];
            given[i] = again = true;
            waiting--;
        }
    }
    for (size_t i = 0; i < head->count; i++)
        if (waiting == 0)
            press->widths[i] += left / (double)head->count;
        else if (!given[i])
            press->widths[i] = left / (double)waiting;
}

/* Cells beside each other. One that is longer than a page is cut there, and says so. */
static void print_row(struct press *press, const struct paper_block *block)
{
    PangoLayout *layouts[PAPER_CELLS];
    double high = 0.0, offset = 0.0, most = HEIGHT - FOOT - 14.0 - MARGIN - 40.0;
    for (size_t i = 0; i < block->count; i++) {
        int bytes_high = 0;
        layouts[i] = layout_of(press, block->kind, block->cells[i],
                               column_width(press, block, i) - CELL_GAP);
        pango_layout_set_height(layouts[i], (int)(most * PANGO_SCALE));
        pango_layout_set_ellipsize(layouts[i], PANGO_ELLIPSIZE_END);
        pango_layout_get_size(layouts[i], NULL, &bytes_high);
        high = fmax(high, (double)bytes_high / PANGO_SCALE);
    }
    if (high > room_left(press))
        next_page(press);
    for (size_t i = 0; i < block->count; i++) {
        double width = column_width(press, block, i);
        cairo_move_to(press->cairo, column_x(press, offset, width - CELL_GAP), press->y);
        pango_cairo_show_layout(press->cairo, layouts[i]);
        g_object_unref(layouts[i]);
        offset += width;
    }
    press->y += high;
    if (block->kind == PAPER_PAIR)
        return;
    cairo_set_line_width(press->cairo, block->kind == PAPER_HEAD ? 0.8 : 0.3);
    cairo_move_to(press->cairo, MARGIN, press->y + 1.5);
    cairo_line_to(press->cairo, WIDTH - MARGIN, press->y + 1.5);
    cairo_stroke(press->cairo);
    press->y += 1.5;
}

/* What is said of it, and below that the figure. */
static void print_trace(struct press *press, const struct paper_block *block)
{
    struct tct_error err;
    if (TRACE_HEIGHT + 20.0 > room_left(press))
        next_page(press);
    PangoLayout *layout = layout_of(press, PAPER_NOTE, block->cells[0], WIDTH - 2.0 * MARGIN);
    print_lines(press, layout, MARGIN);
    g_object_unref(layout);
    cairo_save(press->cairo);
    cairo_translate(press->cairo, MARGIN, press->y + 2.0);
    if (paper_trace(&press->paper->snippets[block->number], press->cairo, WIDTH - 2.0 * MARGIN,
                    TRACE_HEIGHT, &err) != TCT_OK)
        press->failed = true;
    cairo_restore(press->cairo);
    press->y += TRACE_HEIGHT + 4.0;
}

/* The figure, and below that what is said of it. */
static void print_figure(struct press *press, const struct paper_block *block)
{
    bool map = block->kind == PAPER_MAP;
    double width = WIDTH - 2.0 * MARGIN, height = map ? MAP_HEIGHT : TIMELINE_HEIGHT;
    if (height + 20.0 > room_left(press))
        next_page(press);
    cairo_save(press->cairo);
    cairo_translate(press->cairo, MARGIN, press->y);
    if (map)
        paper_map(press->paper, press->cairo, width, height);
    else
        paper_timeline(press->paper, press->cairo, width, height);
    cairo_restore(press->cairo);
    press->y += height + 4.0;
    PangoLayout *layout = layout_of(press, PAPER_NOTE, block->cells[0], width);
    print_lines(press, layout, MARGIN);
    g_object_unref(layout);
}

static void print_block(struct press *press, const struct paper_block *block)
{
    bool table = block->kind == PAPER_HEAD || block->kind == PAPER_ROW;
    if (!table || block->kind == PAPER_HEAD)
        press->head = NULL;
    press->y += press->y > MARGIN ? STYLES[block->kind].before : 0.0;
    cairo_set_source_rgb(press->cairo, 0.0, 0.0, 0.0);
    if (block->kind == PAPER_HEAD)
        share_out(press, block);
    if (block->kind == PAPER_MAP || block->kind == PAPER_TIMELINE)
        print_figure(press, block);
    else if (block->kind == PAPER_TRACE)
        print_trace(press, block);
    else if (table || block->kind == PAPER_PAIR)
        print_row(press, block);
    else
        print_text(press, block);
    if (block->kind == PAPER_HEAD)
        press->head = block;
}

enum tct_status paper_pdf(const struct paper *paper, char **ret, size_t *ret_bytes,
                          struct tct_error *err)
{
    struct map_bytes bytes = {.status = TCT_OK};
    *ret = NULL;
    if (paper->full || paper->count == 0)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for a report");
    struct press press = {.paper = paper, .y = MARGIN, .page = 1};
    press.surface = cairo_pdf_surface_create_for_stream(map_bytes_write, &bytes, WIDTH, HEIGHT);
    cairo_pdf_surface_set_metadata(press.surface, CAIRO_PDF_METADATA_TITLE,
                                   paper->blocks[0].cells[0]);
    /* Cairo leaves the clock out when it is told a time. */
    cairo_pdf_surface_set_metadata(press.surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                   "1970-01-01T00:00:00Z");
    press.cairo = cairo_create(press.surface);
    for (size_t i = 0; i < paper->count; i++)
        print_block(&press, &paper->blocks[i]);
    print_foot(&press);
    cairo_status_t status = cairo_status(press.cairo);
    cairo_destroy(press.cairo);
    cairo_surface_finish(press.surface);
    status = status == CAIRO_STATUS_SUCCESS ? cairo_surface_status(press.surface) : status;
    cairo_surface_destroy(press.surface);
    if (status != CAIRO_STATUS_SUCCESS || bytes.status != TCT_OK || press.failed) {
        free(bytes.at);
        return tct_fail(err, bytes.status == TCT_OK ? TCT_ERR_MEMORY : bytes.status,
                        "a report could not be printed: %s", cairo_status_to_string(status));
    }
    *ret = (char *)bytes.at;
    *ret_bytes = bytes.count;
    return TCT_OK;
}
