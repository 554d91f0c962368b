/* Table of shots, the cells. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"
#include "printable.h"
#include "report_table_parts.h"
#include "tacet/face/mgrs.h"
#include "verdict.h"

enum { NAME_CHARS = 24, REASON_CHARS = 200 };

static void from_outside(const struct table_sheet *sheet, const char *text, size_t chars,
                         char ret_text[CELL_BYTES])
{
    char *clean = printable_text(text, chars);
    if (clean != NULL && !sheet->unicode)
        printable_to_ascii(clean);
    (void)snprintf(ret_text, CELL_BYTES, "%s", clean != NULL ? clean : "?");
    free(clean);
}

void table_side_name(const struct table_sheet *sheet, int side, char ret_text[CELL_BYTES])
{
    from_outside(sheet, side_name(sheet->sector, (enum tct_side)side), NAME_CHARS, ret_text);
}

/* "97 %", never 100 % and never 0 %: nothing is certain. */
static void percent(double p, char *ret_text, size_t bytes)
{
    if (p >= 0.995)
        (void)snprintf(ret_text, bytes, ">99 %%");
    else if (p < 0.005)
        (void)snprintf(ret_text, bytes, "<1 %%");
    else
        (void)snprintf(ret_text, bytes, "%.0f %%", 100.0 * p);
}

static struct tct_plane place_of(const struct table_sheet *sheet, size_t i)
{
    return (struct tct_plane){sheet->events[i].x_m, sheet->events[i].y_m};
}

/* Degrees from true north of an azimuth in the plane, in [0, turn). */
static double true_degrees(const struct table_sheet *sheet, struct tct_plane at, double azimuth_rad,
                           double turn)
{
    double north =
        sheet->sector->frame != NULL ? tct_frame_true_north_rad(sheet->sector->frame, at) : 0.0;
    double degrees = fmod(round((azimuth_rad - north) / RAD_PER_DEG), turn);
    return degrees < 0.0 ? degrees + turn : fabs(degrees);
}

static void write_number(const struct table_sheet *sheet, size_t i, char ret_text[CELL_BYTES])
{
    (void)sheet;
    (void)snprintf(ret_text, CELL_BYTES, "%zu", i + 1);
}

static void write_time(const struct table_sheet *sheet, size_t i, char ret_text[CELL_BYTES])
{
    char time[TCT_TIME_TEXT_BYTES];
    tct_time_format(sheet->events[i].time_ns, 3, time);
    time[10] = ' ';
    (void)snprintf(ret_text, CELL_BYTES, "%.*s", (int)strcspn(time, "Z"), time);
    if (sheet->one_day)
        memmove(ret_text, ret_text + 11, strlen(ret_text + 11) + 1);
}

static bool is_geodetic(const struct table_sheet *sheet)
{
    return sheet->geodetic;
}

static void write_place(const struct table_sheet *sheet, size_t i, char ret_text[CELL_BYTES])
{
    struct tct_geodetic at = tct_frame_to_geodetic(sheet->sector->frame, place_of(sheet, i));
    char mgrs[TCT_MGRS_BYTES];
    ret_text[0] = '\0';
    if (tct_mgrs_format(at, TCT_MGRS_DIGITS, mgrs, NULL) != TCT_OK)
        return;
    /* As people read it out: zone and square, then easting, then northing. */
    int square = (int)strlen(mgrs) - 2 * TCT_MGRS_DIGITS;
    (void)snprintf(ret_text, CELL_BYTES, "%.*s %.5s %.5s", square, mgrs, mgrs + square,
                   mgrs + square + TCT_MGRS_DIGITS);
}

static struct tct_plane file_xy(const struct table_sheet *sheet, size_t i)
{
    struct tct_plane at = place_of(sheet, i);
    return sheet->sector->frame != NULL ? tct_frame_to_file_xy(sheet->sector->frame, at) : at;
}

static void write_x(const struct table_sheet *sheet, size_t i, char ret_text[CELL_BYTES])
{
    (void)snprintf(ret_text, CELL_BYTES, "%.0f", round(file_xy(sheet, i).x_m) + 0.0);
}

static void write_y(const struct table_sheet *sheet, size_t i, char ret_text[CELL_BYTES])
{
    (void)snprintf(ret_text, CELL_BYTES, "%.0f", round(file_xy(sheet, i).y_m) + 0.0);
}

/* Metres with three digits that mean something. */
static void metres(double value, char *ret_text, size_t bytes)
{
    (void)snprintf(ret_text, bytes, "%.*f", value < 9.95 ? 1 : 0, value);
}

static void write_ellipse(const struct table_sheet *sheet, size_t i, char ret_text[CELL_BYTES])
{
    const struct tct_ellipse *e = &sheet->events[i].ellipse95;
    char major[64], minor[64];
    if (!verdict_has_ellipse(&sheet->events[i])) {
        ret_text[0] = '\0';
        return;
    }
    metres(fmin(e->semi_major_m, 1e12), major, sizeof(major));
    metres(fmin(e->semi_minor_m, 1e12), minor, sizeof(minor));
    (void)snprintf(ret_text, CELL_BYTES, "%s %s %s m @ %03.0f%s", major, sheet->unicode ? "×" : "x",
                   minor, true_degrees(sheet, place_of(sheet, i), e->azimuth_rad, 180.0),
                   sheet->unicode ? "°" : "");
}

static bool is_sided(const struct table_sheet *sheet)
{
    return sheet->sided;
}

static void write_side(const struct table_sheet *sheet, size_t i, char ret_text[CELL_BYTES])
{
    int verdict = verdict_of(&sheet->events[i]);
    ret_text[0] = '\0';
    if (verdict == VERDICT_SIDELESS)
        return;
    table_side_name(sheet, verdict, ret_text);
    if (verdict != TCT_SIDE_UNDETERMINED) {
        size_t used = strlen(ret_text);
        char p[16];
        percent(sheet->events[i].side_p[verdict], p, sizeof(p));
        (void)snprintf(ret_text + used, CELL_BYTES - used, " %s", p);
    }
}

static void write_stations(const struct table_sheet *sheet, size_t i, char ret_text[CELL_BYTES])
{
    (void)snprintf(ret_text, CELL_BYTES, "%zu", sheet->events[i].station_count);
}

static bool is_classified(const struct table_sheet *sheet)
{
    return sheet->classified;
}

static void write_class(const struct table_sheet *sheet, size_t i, char ret_text[CELL_BYTES])
{
    const struct tct_event *event = &sheet->events[i];
    int best = 0;
    char p[16];
    ret_text[0] = '\0';
    if (!event->classified)
        return;
    for (int c = 1; c < TCT_CLASS_COUNT; c++)
        best = event->class_p[c] > event->class_p[best] ? c : best;
    percent(event->class_p[best], p, sizeof(p));
    (void)snprintf(ret_text, CELL_BYTES, "%s %s", CLASS_NAMES[best], p);
}

static bool is_scored(const struct table_sheet *sheet)
{
    return sheet->score != NULL;
}

static void write_error(const struct table_sheet *sheet, size_t i, char ret_text[CELL_BYTES])
{
    const struct tct_score_event *own = &sheet->score->events[i];
    if (own->shot == TCT_SCORE_NONE)
        (void)snprintf(ret_text, CELL_BYTES, "false");
    else
        (void)snprintf(ret_text, CELL_BYTES, "%.1f m", own->error_m);
}

static void write_inside(const struct table_sheet *sheet, size_t i, char ret_text[CELL_BYTES])
{
    const struct tct_score_event *own = &sheet->score->events[i];
    const char *yes = sheet->unicode ? "✓" : "yes", *no = sheet->unicode ? "✗" : "no";
    (void)snprintf(ret_text, CELL_BYTES, "%s",
                   own->shot == TCT_SCORE_NONE ? ""
                   : own->inside95             ? yes
                                               : no);
}

void table_reason(const struct table_sheet *sheet, size_t i, char ret_text[CELL_BYTES])
{
    const struct tct_event *event = &sheet->events[i];
    if (event->status == TCT_EVENT_BEARING_ONLY && isfinite(event->azimuth_rad)) {
        /* The plane's north differs from the true one by little over a sector; its middle will do.
         */
        double degrees =
            true_degrees(sheet, (struct tct_plane){0.0, 0.0}, event->azimuth_rad, 360.0);
        int used = snprintf(ret_text, CELL_BYTES, "direction %03.0f%s", degrees,
                            sheet->unicode ? "°" : " deg");
        if (isfinite(event->azimuth_sigma_rad))
            (void)snprintf(ret_text + used, (size_t)(CELL_BYTES - used), " %s %.1f%s only",
                           sheet->unicode ? "±" : "+-",
                           1.96 * fmin(event->azimuth_sigma_rad, M_PI) / RAD_PER_DEG,
                           sheet->unicode ? "°" : "");
        return;
    }
    char reason[CELL_BYTES - 16];
    char full[CELL_BYTES];
    from_outside(sheet, event->reason != NULL ? event->reason : "not constrained", REASON_CHARS,
                 full);
    (void)snprintf(reason, sizeof(reason), "%.*s", (int)sizeof(reason) - 1, full);
    (void)snprintf(ret_text, CELL_BYTES, "no place: %s", reason);
}

const struct table_column TABLE_COLUMNS[] = {
    {.title = "#", .right = true, .always = true, .write = write_number},
    {.title = "time UTC", .always = true, .write = write_time},
    {.title = "MGRS", .has = is_geodetic, .write = write_place},
    {.title = "x m", .right = true, .is_xy = true, .drop = 4, .write = write_x},
    {.title = "y m", .right = true, .is_xy = true, .drop = 4, .write = write_y},
    {.title = "95 % ellipse", .right = true, .drop = 1, .write = write_ellipse},
    {.title = "side", .is_side = true, .has = is_sided, .write = write_side},
    {.title = "stations", .right = true, .drop = 3, .write = write_stations},
    {.title = "class", .drop = 5, .has = is_classified, .write = write_class},
    {.title = "error", .right = true, .drop = 2, .has = is_scored, .write = write_error},
    {.title = "in 95 %", .drop = 2, .has = is_scored, .write = write_inside},
};

const size_t TABLE_COLUMN_COUNT = TCT_COUNT(TABLE_COLUMNS);
