/* Health: texts and JSON Lines of stations that are not well. */
#include "tacet/face/health.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json_lines.h"
#include "names.h"
#include "tacet/face/atomic_file.h"
#include "text.h"

enum { SECOND_DECIMALS = 6, METRE_DECIMALS = 1, PPM_DECIMALS = 2 };

static bool has_fault(const struct tct_station_health *health)
{
    return health->clock_count > 0 || health->moved;
}

static const char *compass(double azimuth_rad)
{
    static const char *const names[] = {"north", "north-east", "east", "south-east",
                                        "south", "south-west", "west", "north-west"};
    return names[(size_t)lround(within_turn(azimuth_rad) / (M_PI / 4)) % TCT_COUNT(names)];
}

/* Where it stands, seen from where it is said to. */
static void say_moved(const struct tct_sector *sector, const struct tct_station_health *health,
                      uint32_t station, char ret_text[TCT_HEALTH_TEXT_BYTES])
{
    double azimuth_rad =
        atan2(health->moved_x_m, health->moved_y_m) - sector->station_north_rad[station];
    (void)snprintf(ret_text, TCT_HEALTH_TEXT_BYTES,
                   "%.64s seems to stand %.0f m %s of where the sector has it",
                   sector->station_ids[station], hypot(health->moved_x_m, health->moved_y_m),
                   compass(azimuth_rad));
}

bool tct_health_warning(const struct tct_sector *sector, const struct tct_station_health *stations,
                        uint32_t station, int64_t shown_ns, char ret_text[TCT_HEALTH_TEXT_BYTES])
{
    if (stations == NULL)
        return false;
    const struct tct_station_health *health = &stations[station];
    if (health->moved) {
        say_moved(sector, health, station, ret_text);
        return true;
    }
    double off_s = tct_clock_off_s(health, shown_ns);
    if (off_s == 0.0)
        return false;
    (void)snprintf(ret_text, TCT_HEALTH_TEXT_BYTES, "clock of %.64s is off by %.3f s",
                   sector->station_ids[station], off_s);
    return true;
}

static void print_clock(FILE *file, const char *id, const struct tct_clock_piece *piece)
{
    char since[TCT_TIME_TEXT_BYTES] = "";
    if (piece->from_ns != INT64_MIN)
        tct_time_format(piece->from_ns, 0, since);
    if (!piece->wrong) {
        (void)fprintf(file, "clock of %.64s is right since %s\n", id, since);
        return;
    }
    (void)fprintf(file, "clock of %.64s is off by %.4f s +-%.4f", id, piece->off_s, piece->sigma_s);
    if (piece->drift_sigma > 0.0)
        (void)fprintf(file, " and gains %.1f ppm +-%.1f", 1e6 * piece->drift,
                      1e6 * piece->drift_sigma);
    if (since[0] != '\0')
        (void)fprintf(file, " since %s", since);
    (void)fputc('\n', file);
}

size_t tct_health_print(FILE *file, const struct tct_sector *sector,
                        const struct tct_station_health *stations)
{
    size_t count = 0;
    for (uint32_t s = 0; stations != NULL && s < sector->network.station_count; s++) {
        const struct tct_station_health *health = &stations[s];
        char text[TCT_HEALTH_TEXT_BYTES];
        count += has_fault(health);
        for (size_t i = 0; i < health->clock_count; i++)
            if (health->clock[i].wrong || i > 0)
                print_clock(file, sector->station_ids[s], &health->clock[i]);
        if (!health->moved)
            continue;
        say_moved(sector, health, s, text);
        (void)fprintf(file, "%s, +-%.0f m\n", text, health->moved_sigma_m);
    }
    return count;
}

static json_t *clock_json(const struct tct_station_health *health)
{
    json_t *list = json_array();
    for (size_t i = 0; i < health->clock_count; i++) {
        const struct tct_clock_piece *piece = &health->clock[i];
        json_t *object = json_object();
        if (piece->from_ns != INT64_MIN)
            json_set(object, "from", json_time(piece->from_ns));
        json_set(object, "at", json_time(piece->middle_ns));
        json_set(object, "off_s", json_decimals(piece->off_s, SECOND_DECIMALS));
        json_set(object, "sigma_s", json_decimals(piece->sigma_s, SECOND_DECIMALS));
        if (piece->drift_sigma > 0.0) {
            json_set(object, "drift_ppm", json_decimals(1e6 * piece->drift, PPM_DECIMALS));
            json_set(object, "drift_sigma_ppm",
                     json_decimals(1e6 * piece->drift_sigma, PPM_DECIMALS));
        }
        (void)json_array_append_new(list, object);
    }
    return list;
}

static json_t *moved_json(const struct tct_station_health *health, double north_rad)
{
    double s = sin(north_rad), c = cos(north_rad);
    json_t *object = json_object();
    json_set(object, "east_m",
             json_decimals(c * health->moved_x_m - s * health->moved_y_m, METRE_DECIMALS));
    json_set(object, "north_m",
             json_decimals(s * health->moved_x_m + c * health->moved_y_m, METRE_DECIMALS));
    json_set(object, "sigma_m", json_decimals(health->moved_sigma_m, METRE_DECIMALS));
    return object;
}

static enum tct_status write_all(FILE *file, const struct tct_sector *sector,
                                 const struct tct_station_health *stations, struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    for (uint32_t s = 0; stations != NULL && s < sector->network.station_count; s++) {
        if (status != TCT_OK || !has_fault(&stations[s]))
            continue;
        json_t *object = json_object();
        json_set(object, "station", json_string(sector->station_ids[s]));
        if (stations[s].clock_count > 0)
            json_set(object, "clock", clock_json(&stations[s]));
        if (stations[s].moved)
            json_set(object, "moved", moved_json(&stations[s], sector->station_north_rad[s]));
        status = json_write_line(file, object, err);
    }
    return status;
}

enum tct_status tct_health_save(const char *path, const struct tct_sector *sector,
                                const struct tct_station_health *stations, struct tct_error *err)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *memory = open_memstream(&text, &bytes);
    if (memory == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", path);
    enum tct_status status = write_all(memory, sector, stations, err);
    if (fclose(memory) != 0 && status == TCT_OK)
        status = tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", path);
    if (status == TCT_OK)
        status = tct_atomic_file_write(path, text, bytes, err);
    free(text);
    return status;
}
