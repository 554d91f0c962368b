/* Table of shots: widths first, then lines, then the sums. */
#include "tacet/face/report_table.h"

#include <errno.h>
#include <langinfo.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "printable.h"
#include "report_table_parts.h"
#include "verdict.h"

enum { COLUMNS_MAX = 16, GAP = 2 };
static const double HECTARE_M2 = 10000.0;

/* The columns in use and how wide each is. */
struct layout {
    const struct table_column *columns[COLUMNS_MAX];
    int widths[COLUMNS_MAX];
    size_t count;
};

static bool on_terminal(FILE *file)
{
    return isatty(fileno(file)) == 1;
}

static bool wants_colour(FILE *file, enum tct_choice choice)
{
    const char *refused = getenv("NO_COLOR"), *term = getenv("TERM");
    if (choice != TCT_AUTO)
        return choice == TCT_ALWAYS;
    return on_terminal(file) && (refused == NULL || refused[0] == '\0') && term != NULL &&
           strcmp(term, "dumb") != 0;
}

static int terminal_columns(FILE *file)
{
    struct winsize size;
    if (!on_terminal(file) || ioctl(fileno(file), TIOCGWINSZ, &size) != 0)
        return 0;
    return size.ws_col;
}

static bool on_one_day(const struct tct_event *events, size_t count)
{
    char first[TCT_TIME_TEXT_BYTES], other[TCT_TIME_TEXT_BYTES];
    for (size_t i = 0; i < count; i++) {
        tct_time_format(events[i].time_ns, 0, i == 0 ? first : other);
        if (i > 0 && memcmp(first, other, 10) != 0)
            return false;
    }
    return count > 0;
}

static struct table_sheet sheet_of(FILE *file, const struct tct_sector *sector,
                                   const struct tct_event *events, size_t count,
                                   const struct tct_table_options *o)
{
    struct table_sheet sheet = {.sector = sector, .events = events, .count = count};
    sheet.score = o->score;
    sheet.colour = wants_colour(file, o->colour);
    sheet.unicode = o->unicode == TCT_AUTO ? strcmp(nl_langinfo(CODESET), "UTF-8") == 0
                                           : o->unicode == TCT_ALWAYS;
    sheet.columns = o->columns > 0 ? o->columns : o->columns < 0 ? 0 : terminal_columns(file);
    sheet.one_day = on_one_day(events, count);
    sheet.geodetic = sector->frame != NULL && tct_frame_is_geodetic(sector->frame);
    for (size_t i = 0; i < count; i++) {
        sheet.sided = sheet.sided || events[i].has_side;
        sheet.classified = sheet.classified || events[i].classified;
    }
    return sheet;
}

static int line_width(const struct layout *layout)
{
    int width = 0;
    for (size_t c = 0; c < layout->count; c++)
        width += layout->widths[c] + (c > 0 ? GAP : 0);
    return width;
}

/* A place must remain: x and y stay where there is no other. */
static int drop_of(const struct table_sheet *sheet, const struct table_column *column)
{
    return column->is_xy && !sheet->geodetic ? 0 : column->drop;
}

/* Leaves out the least important columns until a line fits. */
static void make_fit(const struct table_sheet *sheet, struct layout *layout)
{
    while (sheet->columns > 0 && line_width(layout) > sheet->columns) {
        int most = 0;
        for (size_t c = 0; c < layout->count; c++)
            if (drop_of(sheet, layout->columns[c]) > most)
                most = drop_of(sheet, layout->columns[c]);
        if (most == 0)
            return;
        size_t kept = 0;
        for (size_t c = 0; c < layout->count; c++) {
            if (drop_of(sheet, layout->columns[c]) == most)
                continue;
            layout->columns[kept] = layout->columns[c];
            layout->widths[kept++] = layout->widths[c];
        }
        layout->count = kept;
    }
}

static struct layout lay_out(const struct table_sheet *sheet)
{
    struct layout layout = {.count = 0};
    char text[CELL_BYTES];
    TCT_ASSERT(TABLE_COLUMN_COUNT <= COLUMNS_MAX);
    for (size_t c = 0; c < TABLE_COLUMN_COUNT; c++) {
        const struct table_column *column = &TABLE_COLUMNS[c];
        if (column->has != NULL && !column->has(sheet))
            continue;
        int width = printable_columns(column->title);
        for (size_t i = 0; i < sheet->count; i++) {
            if (!column->always && !verdict_has_place(&sheet->events[i]))
                continue;
            column->write(sheet, i, text);
            int own = printable_columns(text);
            width = own > width ? own : width;
        }
        layout.columns[layout.count] = column;
        layout.widths[layout.count++] = width;
    }
    make_fit(sheet, &layout);
    return layout;
}

/* The side's colours of the map, as near as 256 colours come. */
static const char *colour_of(const struct table_sheet *sheet, size_t i)
{
    static const char *const codes[VERDICT_COUNT] = {
        [TCT_SIDE_LEFT] = "\033[38;5;32m",
        [TCT_SIDE_RIGHT] = "\033[38;5;172m",
        [TCT_SIDE_UNDETERMINED] = "\033[2m",
        [VERDICT_SIDELESS] = "",
    };
    return codes[verdict_of(&sheet->events[i])];
}

/* Writes a cell and returns the blanks owed after it: none stand at the end of a line. */
static int put_cell(FILE *file, const char *text, const char *colour, int owed, int width,
                    bool right)
{
    int pad = width - printable_columns(text);
    if (text[0] == '\0')
        return owed + pad + GAP;
    (void)fprintf(file, "%*s%s%s%s", owed + (right ? pad : 0), "", colour, text,
                  colour[0] != '\0' ? "\033[0m" : "");
    return (right ? 0 : pad) + GAP;
}

static void put_head(FILE *file, const struct table_sheet *sheet, const struct layout *layout)
{
    int owed = 0;
    for (size_t c = 0; c < layout->count; c++)
        owed = put_cell(file, layout->columns[c]->title, sheet->colour ? "\033[1m" : "", owed,
                        layout->widths[c], layout->columns[c]->right);
    (void)fputc('\n', file);
}

/* Cuts valid UTF-8 to so many columns of a terminal; 0: endless. */
static void cut(char *text, int columns)
{
    if (columns <= 0)
        return;
    size_t bytes = strlen(text);
    while (bytes > 0 && printable_columns(text) > columns) {
        do
            bytes--;
        while (bytes > 0 && ((unsigned char)text[bytes] & 0xc0) == 0x80);
        text[bytes] = '\0';
    }
}

static void put_row(FILE *file, const struct table_sheet *sheet, const struct layout *layout,
                    size_t i)
{
    char text[CELL_BYTES];
    bool placed = verdict_has_place(&sheet->events[i]);
    int owed = 0, used = 0;
    for (size_t c = 0; c < layout->count; c++) {
        const struct table_column *column = layout->columns[c];
        if (!placed && !column->always)
            continue;
        column->write(sheet, i, text);
        owed = put_cell(file, text, sheet->colour && column->is_side ? colour_of(sheet, i) : "",
                        owed, layout->widths[c], column->right);
        used += layout->widths[c] + GAP;
    }
    if (!placed) {
        int room = sheet->columns > used ? sheet->columns - used : 1;
        table_reason(sheet, i, text);
        cut(text, sheet->columns > 0 ? room : 0);
        (void)put_cell(file, text, sheet->colour ? "\033[2m" : "", owed, 0, false);
    }
    (void)fputc('\n', file);
}

static void put_area(FILE *file, const struct table_sheet *sheet, double area_m2)
{
    if (area_m2 < HECTARE_M2)
        (void)fprintf(file, "%.0f %s", area_m2, sheet->unicode ? "m²" : "m2");
    else
        (void)fprintf(file, "%.*f ha", area_m2 < 1e6 ? 1 : 0, area_m2 / HECTARE_M2);
}

static void put_sums(FILE *file, const struct table_sheet *sheet)
{
    struct verdict_tally t = verdict_count(sheet->events, sheet->count);
    char side[CELL_BYTES];
    (void)fprintf(file,
                  "%zu event%s: %zu located, %zu with a direction only, %zu without a place\n",
                  sheet->count, sheet->count == 1 ? "" : "s", t.located_all, t.bearing_only,
                  t.not_constrained);
    if (sheet->sided) {
        (void)fputs("sides of those located:", file);
        for (int i = 0; i < TCT_SIDE_COUNT; i++) {
            table_side_name(sheet, i, side);
            (void)fprintf(file, "%s %zu %s", i > 0 ? "," : "", t.located[i], side);
        }
        (void)fputc('\n', file);
    }
    if (isfinite(t.ellipse_median_m2)) {
        (void)fputs("median area of the 95 % ellipses: ", file);
        put_area(file, sheet, t.ellipse_median_m2);
        (void)fputc('\n', file);
    }
}

static void put_score(FILE *file, const struct table_sheet *sheet)
{
    const struct tct_score *s = sheet->score;
    (void)fprintf(file, "against the truth: %zu of %zu shots found, %zu missed, %zu false event%s",
                  s->found, s->found + s->missed + s->unheard, s->missed, s->false_events,
                  s->false_events == 1 ? "" : "s");
    if (s->unheard > 0)
        (void)fprintf(file, ", %zu not heard by enough stations", s->unheard);
    (void)fputc('\n', file);
    if (s->found == 0)
        return;
    (void)fprintf(file, "precision %.3f, recall %.3f, F1 %.3f\n", s->precision, s->recall, s->f1);
    (void)fprintf(
        file,
        "error: median %.1f m, 90 %% below %.1f m, largest %.1f m, rms %.1f m; inside the "
        "95 %% ellipse %zu of %zu\n",
        s->error_median_m, s->error_p90_m, s->error_max_m, s->error_rms_m, s->inside95, s->found);
}

/* "North valley, 2026-01-01 (UTC)". */
static void put_title(FILE *file, const struct table_sheet *sheet)
{
    const char *name = sheet->sector->name != NULL ? sheet->sector->name : "";
    char *clean = printable_text(name, 100), day[TCT_TIME_TEXT_BYTES];
    if (clean != NULL && !sheet->unicode)
        printable_to_ascii(clean);
    (void)fprintf(file, "%s", clean != NULL ? clean : "");
    free(clean);
    if (sheet->one_day) {
        tct_time_format(sheet->events[0].time_ns, 0, day);
        (void)fprintf(file, ", %.10s (UTC)", day);
    }
    (void)fputs("\n\n", file);
}

enum tct_status tct_table_write(FILE *file, const struct tct_sector *sector,
                                const struct tct_event *events, size_t count,
                                const struct tct_table_options *options, struct tct_error *err)
{
    static const struct tct_table_options nothing = {0};
    struct table_sheet sheet =
        sheet_of(file, sector, events, count, options != NULL ? options : &nothing);
    put_title(file, &sheet);
    if (count > 0) {
        struct layout layout = lay_out(&sheet);
        put_head(file, &sheet, &layout);
        for (size_t i = 0; i < count; i++)
            put_row(file, &sheet, &layout, i);
        (void)fputc('\n', file);
    }
    put_sums(file, &sheet);
    if (sheet.score != NULL)
        put_score(file, &sheet);
    if (fflush(file) != 0 || ferror(file))
        return tct_fail(err, TCT_ERR_IO, "the table cannot be written: %s", strerror(errno));
    return TCT_OK;
}
