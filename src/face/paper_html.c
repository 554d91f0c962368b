/* A paper as one page of HTML. */
#include <cairo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "map_bytes.h"
#include "paper_map.h"
#include "paper_timeline.h"
#include "paper_trace.h"
#include "tacet/record/base64.h"

static const double FIGURE_WIDTH = 540.0, MAP_HEIGHT = 360.0, TRACE_HEIGHT = 60.0,
                    TIMELINE_HEIGHT = 110.0, DOTS = 2.0;

/* Colours follow the reader's; nothing moves, nothing is loaded. */
static const char STYLE[] =
    ":root{color-scheme:light dark;font:16px/1.5 'Noto Sans','DejaVu Sans',sans-serif}"
    "body{max-width:54rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.7rem;margin:0 0 .5rem}h2{font-size:1.2rem;margin:2rem 0 .5rem;"
    "border-block-end:1px solid}"
    ".note{font-size:.85rem;opacity:.8}dl{display:grid;grid-template-columns:minmax(9rem,25%) 1fr;"
    "gap:.2rem 1rem;margin:.5rem 0}dt{opacity:.8}dd{margin:0;overflow-wrap:anywhere}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0;font-size:.9rem}"
    "figure{margin:.5rem 0}th,td{text-align:start;vertical-align:top;padding:.3rem "
    ".5rem;border-block-end:1px solid "
    "#8886}img{max-width:100%;height:auto;background:#fff}"
    "@media print{body{max-width:none;margin:0}h2{break-after:avoid}tr{break-inside:avoid}}";

/* A word that is too long for a column, as a digest, may be broken. */
enum { BREAK_AFTER = 16 };

static void escape(FILE *out, const char *text, bool may_break)
{
    size_t unbroken = 0;
    for (const char *c = text; *c != '\0'; c++) {
        unbroken = *c == ' ' || *c == '-' ? 0 : unbroken + 1;
        if (may_break && unbroken > 2 * BREAK_AFTER && unbroken % BREAK_AFTER == 1 &&
            (*c & 0xc0) != 0x80)
            (void)fputs("<wbr>", out);
        if (*c == '&')
            (void)fputs("&amp;", out);
        else if (*c == '<')
            (void)fputs("&lt;", out);
        else if (*c == '>')
            (void)fputs("&gt;", out);
        else if (*c == '"')
            (void)fputs("&quot;", out);
        else
            (void)fputc(*c, out);
    }
}

static void element(FILE *out, const char *name, const char *attributes, const char *text)
{
    (void)fprintf(out, "<%s%s dir=\"auto\">", name, attributes);
    escape(out, text, true);
    (void)fprintf(out, "</%s>\n", name);
}

/* What is around blocks of a kind, that stand beside each other. */
static const char *around(enum paper_kind kind)
{
    if (kind == PAPER_PAIR)
        return "dl";
    return kind == PAPER_HEAD || kind == PAPER_ROW ? "table" : NULL;
}

static void row(FILE *out, const struct paper_block *block, const char *cell)
{
    (void)fputs("<tr>", out);
    for (size_t i = 0; i < block->count; i++)
        element(out, cell, "", block->cells[i]);
    (void)fputs("</tr>\n", out);
}

/* A figure as PNG in the page itself. */
static enum tct_status write_figure(const struct paper *paper, FILE *out,
                                    const struct paper_block *block, struct tct_error *err)
{
    struct map_bytes png = {.status = TCT_OK};
    double height = block->kind == PAPER_MAP        ? MAP_HEIGHT
                    : block->kind == PAPER_TIMELINE ? TIMELINE_HEIGHT
                                                    : TRACE_HEIGHT;
    cairo_surface_t *surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, (int)(DOTS * FIGURE_WIDTH), (int)(DOTS * height));
    cairo_t *cairo = cairo_create(surface);
    enum tct_status status = TCT_OK;
    cairo_scale(cairo, DOTS, DOTS);
    cairo_set_source_rgb(cairo, 1.0, 1.0, 1.0);
    cairo_paint(cairo);
    if (block->kind == PAPER_MAP)
        paper_map(paper, cairo, FIGURE_WIDTH, height);
    else if (block->kind == PAPER_TIMELINE)
        paper_timeline(paper, cairo, FIGURE_WIDTH, height);
    else
        status = paper_trace(&paper->snippets[block->number], cairo, FIGURE_WIDTH, height, err);
    cairo_status_t drawn = cairo_status(cairo);
    cairo_destroy(cairo);
    if (drawn == CAIRO_STATUS_SUCCESS)
        drawn = cairo_surface_write_to_png_stream(surface, map_bytes_write, &png);
    cairo_surface_destroy(surface);
    char *base64 = drawn == CAIRO_STATUS_SUCCESS ? malloc(4 * (png.count / 3 + 2)) : NULL;
    if (base64 != NULL) {
        tct_base64_write(png.at, png.count, base64);
        (void)fputs("<figure><img alt=\"", out);
        escape(out, block->cells[0], false);
        (void)fprintf(out, "\" width=\"%.0f\" height=\"%.0f\" src=\"data:image/png;base64,%s\">",
                      FIGURE_WIDTH, height, base64);
        element(out, "figcaption", " class=\"note\"", block->cells[0]);
        (void)fputs("</figure>\n", out);
    } else if (status == TCT_OK) {
        status = tct_fail(err, TCT_ERR_MEMORY, "out of memory for a figure");
    }
    free(base64);
    free(png.at);
    return status;
}

static enum tct_status write_block(const struct paper *paper, FILE *out,
                                   const struct paper_block *block, struct tct_error *err)
{
    switch (block->kind) {
    case PAPER_TITLE:
        element(out, "h1", "", block->cells[0]);
        break;
    case PAPER_HEADING:
        element(out, "h2", "", block->cells[0]);
        break;
    case PAPER_TEXT:
        element(out, "p", "", block->cells[0]);
        break;
    case PAPER_NOTE:
        element(out, "p", " class=\"note\"", block->cells[0]);
        break;
    case PAPER_PAIR:
        element(out, "dt", "", block->cells[0]);
        element(out, "dd", "", block->cells[1]);
        break;
    case PAPER_HEAD:
        row(out, block, "th");
        break;
    case PAPER_ROW:
        row(out, block, "td");
        break;
    case PAPER_MAP:
    case PAPER_TIMELINE:
    case PAPER_TRACE:
        return write_figure(paper, out, block, err);
    }
    return TCT_OK;
}

static enum tct_status write_body(const struct paper *paper, FILE *out, struct tct_error *err)
{
    const char *open = NULL;
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < paper->count && status == TCT_OK; i++) {
        const struct paper_block *block = &paper->blocks[i];
        const char *wanted = around(block->kind);
        if (open != NULL && (wanted != open || block->kind == PAPER_HEAD)) {
            (void)fprintf(out, "</%s>\n", open);
            open = NULL;
        }
        if (wanted != NULL && open == NULL)
            (void)fprintf(out, "<%s>\n", wanted);
        open = wanted;
        status = write_block(paper, out, block, err);
    }
    if (open != NULL)
        (void)fprintf(out, "</%s>\n", open);
    return status;
}

enum tct_status paper_html(const struct paper *paper, char **ret, size_t *ret_bytes,
                           struct tct_error *err)
{
    *ret = NULL;
    FILE *out = open_memstream(ret, ret_bytes);
    if (out == NULL || paper->full || paper->count == 0) {
        if (out != NULL)
            (void)fclose(out);
        free(*ret);
        *ret = NULL;
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for a report");
    }
    (void)fprintf(out,
                  "<!doctype html>\n<html lang=\"%s\" dir=\"%s\">\n<meta charset=\"utf-8\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width\">\n"
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                  "style-src 'unsafe-inline'; img-src data:\">\n<title>",
                  paper->language, paper->right_to_left ? "rtl" : "ltr");
    escape(out, paper->blocks[0].cells[0], false);
    (void)fprintf(out, "</title>\n<style>%s</style>\n<main>\n", STYLE);
    enum tct_status status = write_body(paper, out, err);
    (void)fputs("</main>\n</html>\n", out);
    bool good = ferror(out) == 0;
    if ((fclose(out) != 0 || !good) && status == TCT_OK)
        status = tct_fail(err, TCT_ERR_MEMORY, "out of memory for a report");
    if (status != TCT_OK) {
        free(*ret);
        *ret = NULL;
    }
    return status;
}
