/* Where people say that something was. */
#include "statement_place.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "names.h"
#include "tacet/face/position.h"
#include "tacet/face/statement_file.h"

static const double LEAST_SIGMA_M = 10.0; /* of what people read off a map or a receiver */

/* Distance to what is nearest of stations, line and zones, and the bearing from there. */
static double distance_from_sector(const struct tct_sector *sector, struct tct_plane place,
                                   double *ret_azimuth_rad)
{
    double nearest_m = INFINITY;
    const struct tct_network *network = &sector->network;
    for (size_t i = 0; i < network->station_count + network->line_count; i++) {
        const struct tct_station *station = &network->stations[i];
        struct tct_plane at = i < network->station_count
                                  ? (struct tct_plane){station->x_m, station->y_m}
                                  : network->line[i - network->station_count];
        double distance_m = hypot(place.x_m - at.x_m, place.y_m - at.y_m);
        if (distance_m < nearest_m) {
            nearest_m = distance_m;
            *ret_azimuth_rad = atan2(place.x_m - at.x_m, place.y_m - at.y_m);
        }
    }
    return nearest_m;
}

static void check_surroundings(struct members *in, const struct tct_sector *sector, const char *key,
                               struct tct_plane place)
{
    double azimuth_rad = 0.0;
    double distance_m = distance_from_sector(sector, place, &azimuth_rad);
    char found[96];
    if (distance_m <= TCT_SURROUNDINGS_M)
        return;
    size_t point = (size_t)floor(within_turn(azimuth_rad) / (2.0 * M_PI) * 16.0 + 0.5) % 16;
    (void)snprintf(found, sizeof(found), "a place %.0f km %s of the sector", distance_m / 1000.0,
                   TCT_POINT_NAMES[point]);
    members_fail(in, key, found, "one within 100 km of its stations and its line");
}

static bool take_position(struct members *in, const struct tct_sector *sector, const char *key,
                          const char *text, size_t bytes, struct tct_plane *ret_place,
                          double *ret_sigma_m)
{
    struct tct_position_read read;
    struct tct_error why;
    if (!tct_frame_is_geodetic(sector->frame)) {
        members_fail(in, key, NULL, "x_m and y_m: the sector's frame has no degrees");
        return false;
    }
    struct tct_geodetic near = tct_frame_to_geodetic(sector->frame, (struct tct_plane){0.0, 0.0});
    enum tct_status status = tct_position_parse(text, bytes, &near, &read, &why);
    if (status == TCT_OK)
        status = tct_frame_geodetic_to_plane(sector->frame, read.place, ret_place, &why);
    if (status != TCT_OK && in->status == TCT_OK)
        in->status = tct_fail(in->err, status, "%s%s: %s", in->within, key, why.text);
    *ret_sigma_m = read.sigma_m;
    return status == TCT_OK;
}

static bool take_degrees(struct members *in, const struct tct_sector *sector,
                         struct tct_plane *ret_place)
{
    struct tct_geodetic place = {NAN, NAN};
    struct tct_error why;
    if (!members_number(in, "lon", -180.0, 180.0, &place.lon_deg) ||
        !members_number(in, "lat", -90.0, 90.0, &place.lat_deg)) {
        members_fail(in, "lon", "one without the other", "lon and lat");
        return false;
    }
    if (!tct_frame_is_geodetic(sector->frame))
        members_fail(in, "lon", NULL, "x_m and y_m: the sector's frame has no degrees");
    else if (tct_frame_geodetic_to_plane(sector->frame, place, ret_place, &why) != TCT_OK)
        members_fail(in, "lon", why.text, "a place of the sector");
    return in->status == TCT_OK;
}

/* x_m and y_m are in the sector's own coordinates: of the plane, but with an EPSG frame. */
static bool take_metres(struct members *in, const struct tct_sector *sector,
                        struct tct_plane *ret_place)
{
    struct tct_plane place = {NAN, NAN};
    struct tct_error why;
    if (!members_number(in, "x_m", -1e8, 1e8, &place.x_m) ||
        !members_number(in, "y_m", -1e8, 1e8, &place.y_m)) {
        members_fail(in, "x_m", "one without the other", "x_m and y_m");
        return false;
    }
    *ret_place = place;
    if (tct_frame_kind(sector->frame) == TCT_FRAME_EPSG &&
        tct_frame_to_plane(sector->frame, place.x_m, place.y_m, ret_place, &why) != TCT_OK)
        members_fail(in, "x_m", why.text, "a place of the sector");
    return in->status == TCT_OK;
}

static bool take_object(struct members *parts, const struct tct_sector *sector,
                        struct tct_plane *ret_place, double *ret_sigma_m)
{
    static const char *const KNOWN[] = {"position", "lon", "lat", "x_m", "y_m", "sigma_m"};
    members_known(parts, KNOWN, TCT_COUNT(KNOWN));
    const json_t *position = json_object_get(parts->object, "position");
    bool degrees = members_has(parts, "lon") || members_has(parts, "lat");
    bool metres = members_has(parts, "x_m") || members_has(parts, "y_m");
    if ((position != NULL) + degrees + metres != 1)
        members_fail(parts, "position", NULL, "one of position, lon and lat, x_m and y_m");
    else if (degrees)
        (void)take_degrees(parts, sector, ret_place);
    else if (metres)
        (void)take_metres(parts, sector, ret_place);
    else if (json_is_string(position))
        (void)take_position(parts, sector, "position", json_string_value(position),
                            json_string_length(position), ret_place, ret_sigma_m);
    else
        members_fail(parts, "position", NULL, "a position as text");
    (void)members_number(parts, "sigma_m", 0.0, 50000.0, ret_sigma_m);
    return parts->status == TCT_OK;
}

bool statement_place(struct members *in, const struct tct_sector *sector, const char *key,
                     struct tct_plane *ret_place, double *ret_sigma_m)
{
    const json_t *value = json_object_get(in->object, key);
    double sigma_m = 0.0;
    char within[64];
    if (!members_has(in, key) || in->status != TCT_OK)
        return false;
    (void)snprintf(within, sizeof(within), "%s%s.", in->within, key);
    struct members parts = {value, within, TCT_OK, in->err};
    if (json_is_string(value))
        (void)take_position(in, sector, key, json_string_value(value), json_string_length(value),
                            ret_place, &sigma_m);
    else if (json_is_object(value) && !take_object(&parts, sector, ret_place, &sigma_m))
        in->status = parts.status;
    else if (!json_is_object(value))
        members_fail(in, key, NULL, "a position, or an object with one");
    if (in->status != TCT_OK)
        return false;
    *ret_sigma_m = fmax(sigma_m, LEAST_SIGMA_M);
    check_surroundings(in, sector, key, *ret_place);
    return in->status == TCT_OK;
}
