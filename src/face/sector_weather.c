/* Sector, its air: weather.csv. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "sector_parts.h"
#include "tacet/face/table.h"

enum { TIME, TEMPERATURE_C, WIND_SPEED_M_S, WIND_FROM_DEG, HUMIDITY_PCT, PRESSURE_HPA };

/* Humidity and pressure change the speed of sound by less than 0.5 %; they are known, not read. */
static const struct tct_column COLUMNS[] = {
    [TIME] = {"time", true},
    [TEMPERATURE_C] = {"temperature_c", true},
    [WIND_SPEED_M_S] = {"wind_speed_m_s", true},
    [WIND_FROM_DEG] = {"wind_from_deg", false},
    [HUMIDITY_PCT] = {"humidity_pct", false},
    [PRESSURE_HPA] = {"pressure_hpa", false},
};

/* Records near the ground (WMO): -89.2 to 56.7 C, 113 m/s. */
static const double TEMPERATURE_MIN_C = -90.0, TEMPERATURE_MAX_C = 60.0, WIND_MAX_M_S = 120.0;

struct row {
    struct tct_weather weather;
    size_t line;
};

/* `north_rad` turns a direction from true north into one from the plane's y axis. */
static bool take_row(struct tct_table *table, double north_rad, struct tct_weather *ret_weather)
{
    double wind_from_deg = (double)NAN;
    if (!tct_table_time(table, TIME, &ret_weather->time_ns) ||
        !tct_table_number(table, TEMPERATURE_C, TEMPERATURE_MIN_C, TEMPERATURE_MAX_C,
                          &ret_weather->temperature_c) ||
        !tct_table_number(table, WIND_SPEED_M_S, 0.0, WIND_MAX_M_S, &ret_weather->wind_speed_m_s) ||
        !tct_table_number(table, WIND_FROM_DEG, 0.0, 360.0, &wind_from_deg))
        return false;
    if (isnan(wind_from_deg)) {
        if (ret_weather->wind_speed_m_s > 0.0) {
            tct_table_skip(table, WIND_FROM_DEG, "a number from 0 to 360, as there is wind");
            return false;
        }
        wind_from_deg = 0.0;
    }
    ret_weather->wind_from_rad = wind_from_deg * M_PI / 180.0 + north_rad;
    return true;
}

static int by_time_and_line(const void *left, const void *right)
{
    const struct row *a = left, *b = right;
    if (a->weather.time_ns != b->weather.time_ns)
        return a->weather.time_ns < b->weather.time_ns ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

/* Sorts, and of rows for one time keeps the first: between two the air could not be told. */
static size_t put_in_order(struct sector_reader *reader, const char *path, struct row *rows,
                           size_t count, struct tct_weather *ret_weather)
{
    size_t kept = 0;
    qsort(rows, count, sizeof(*rows), by_time_and_line);
    for (size_t i = 0; i < count; i++) {
        int64_t time_ns = rows[i].weather.time_ns;
        if (kept == 0 || ret_weather[kept - 1].time_ns != time_ns) {
            ret_weather[kept++] = rows[i].weather;
            continue;
        }
        char found[TCT_TIME_TEXT_BYTES + 8], time[TCT_TIME_TEXT_BYTES];
        struct tct_error err;
        tct_time_format(time_ns, 0, time);
        (void)snprintf(found, sizeof(found), "%s again", time);
        (void)tct_fail_at(&err, TCT_ERR_INPUT, path, rows[i].line, found, "every time once");
        tct_warnings_skip(reader->warnings, "weather", &err);
    }
    return kept;
}

static void note_no_weather(struct sector_reader *reader, const char *path)
{
    struct tct_error err;
    (void)tct_fail_at(&err, TCT_ERR_INPUT, path, 0, "no usable row",
                      "one at least: the air is taken as unknown");
    tct_warnings_note(reader->warnings, "weather", &err);
}

static enum tct_status take_rows(struct sector_reader *reader, struct tct_table *table,
                                 const char *path)
{
    struct tct_network *network = &reader->sector->network;
    size_t room = tct_table_rows_at_most(table), count = 0;
    if (room > TCT_SECTOR_WEATHER + 1)
        return tct_fail_at(reader->err, TCT_ERR_LIMIT, path, 0, "over a million rows", "fewer");
    struct row *rows = calloc(room, sizeof(*rows));
    struct tct_weather *weather = TCT_ARENA_NEW(reader->arena, struct tct_weather, room);
    if (rows == NULL || weather == NULL) {
        free(rows);
        return sector_memory_failed(reader);
    }
    const struct tct_plane middle = {0.0, 0.0};
    double north_rad = tct_frame_true_north_rad(reader->sector->frame, middle);
    while (tct_table_next(table))
        if (take_row(table, north_rad, &rows[count].weather))
            rows[count++].line = tct_table_line(table);
    network->weather = weather;
    network->weather_count = put_in_order(reader, path, rows, count, weather);
    free(rows);
    if (network->weather_count == 0)
        note_no_weather(reader, path);
    return TCT_OK;
}

enum tct_status sector_read_weather(struct sector_reader *reader, const char *path)
{
    struct tct_table *table;
    enum tct_status status = tct_table_open(path, "weather", COLUMNS, TCT_COUNT(COLUMNS),
                                            reader->warnings, &table, reader->err);
    if (status != TCT_OK)
        return status;
    status = take_rows(reader, table, path);
    tct_table_close(table);
    return status;
}
