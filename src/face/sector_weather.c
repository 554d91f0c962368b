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

static int by_time(const void *left, const void *right)
{
    const struct tct_weather *a = left, *b = right;
    return (a->time_ns > b->time_ns) - (a->time_ns < b->time_ns);
}

/* Sorts, and of rows for one time keeps one: between two the air could not be told. */
static size_t put_in_order(struct sector_reader *reader, const char *path, struct tct_weather *rows,
                           size_t count)
{
    size_t kept = 0;
    qsort(rows, count, sizeof(*rows), by_time);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || rows[kept - 1].time_ns != rows[i].time_ns) {
            rows[kept++] = rows[i];
            continue;
        }
        char time[TCT_TIME_TEXT_BYTES];
        struct tct_error err;
        tct_time_format(rows[i].time_ns, 0, time);
        (void)tct_fail(&err, TCT_ERR_INPUT, "%s: found %s again, expected every time once", path,
                       time);
        tct_warnings_skip(reader->warnings, "weather", &err);
    }
    return kept;
}

enum tct_status sector_read_weather(struct sector_reader *reader, const char *path)
{
    struct tct_table *table;
    struct tct_network *network = &reader->sector->network;
    enum tct_status status = tct_table_open(path, "weather", COLUMNS, TCT_COUNT(COLUMNS),
                                            reader->warnings, &table, reader->err);
    if (status != TCT_OK)
        return status;
    size_t room = tct_table_rows_at_most(table), count = 0;
    struct tct_weather *rows = NULL;
    if (room > TCT_SECTOR_WEATHER + 1)
        status = tct_fail_at(reader->err, TCT_ERR_LIMIT, path, 0, "over a million rows", "fewer");
    else if ((rows = TCT_ARENA_NEW(reader->arena, struct tct_weather, room)) == NULL)
        status = sector_memory_failed(reader);
    const struct tct_plane middle = {0.0, 0.0};
    double north_rad = tct_frame_true_north_rad(reader->sector->frame, middle);
    while (status == TCT_OK && tct_table_next(table))
        count += take_row(table, north_rad, &rows[count]);
    tct_table_close(table);
    network->weather = rows;
    network->weather_count = status == TCT_OK ? put_in_order(reader, path, rows, count) : 0;
    return status;
}
