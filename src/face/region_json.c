/* Region in JSON (RFC 7946, section 3.1): outlines that are closed and have no holes. */
#include "region_json.h"

#include <math.h>
#include <string.h>

#include "geojson_read.h"

/* More parts or corners than any region has. */
enum { PARTS_MOST = 256, CORNERS_MOST = 65536, CORNERS_LEAST = 3 };

json_t *region_position(const struct tct_frame *frame, struct tct_plane place, double z_m)
{
    json_t *numbers = json_array();
    if (tct_frame_is_geodetic(frame)) {
        struct tct_geodetic at = tct_frame_to_geodetic(frame, place);
        (void)json_array_append_new(numbers, json_decimals(at.lon_deg, REGION_DEGREE_DECIMALS));
        (void)json_array_append_new(numbers, json_decimals(at.lat_deg, REGION_DEGREE_DECIMALS));
    } else {
        (void)json_array_append_new(numbers, json_decimals(place.x_m, REGION_METRE_DECIMALS));
        (void)json_array_append_new(numbers, json_decimals(place.y_m, REGION_METRE_DECIMALS));
    }
    if (isfinite(z_m))
        (void)json_array_append_new(numbers, json_decimals(z_m, REGION_METRE_DECIMALS));
    return numbers;
}

/* A polygon: a list of one closed ring. */
static json_t *polygon(const struct tct_frame *frame, const struct tct_outline *ring)
{
    json_t *rings = json_array(), *corners = json_array();
    for (size_t i = 0; i <= ring->count; i++)
        (void)json_array_append_new(
            corners, region_position(frame, ring->corners[i % ring->count], (double)NAN));
    (void)json_array_append_new(rings, corners);
    return rings;
}

json_t *region_geometry(const struct tct_frame *frame, const struct tct_event *event)
{
    if (event->region95_count == 0)
        return NULL;
    json_t *geometry = json_object(), *coordinates;
    bool one = event->region95_count == 1;
    if (one)
        coordinates = polygon(frame, &event->region95[0]);
    else
        coordinates = json_array();
    for (size_t i = 0; !one && i < event->region95_count; i++)
        (void)json_array_append_new(coordinates, polygon(frame, &event->region95[i]));
    json_set(geometry, "type", json_string(one ? "Polygon" : "MultiPolygon"));
    json_set(geometry, "coordinates", coordinates);
    return geometry;
}

static bool take_corner(const struct tct_frame *frame, const json_t *position,
                        struct tct_plane *ret_corner)
{
    double a, b;
    if (!geojson_position(position, &a, &b))
        return false;
    *ret_corner = (struct tct_plane){a, b};
    if (tct_frame_is_geodetic(frame))
        return tct_frame_geodetic_to_plane(frame, (struct tct_geodetic){a, b}, ret_corner, NULL) ==
               TCT_OK;
    return tct_frame_to_plane(frame, a, b, ret_corner, NULL) == TCT_OK;
}

/* The outer ring of a polygon; TCT_ERR_INPUT when it is none. */
static enum tct_status take_ring(const struct tct_frame *frame, const json_t *rings,
                                 struct tct_arena *arena, struct tct_outline *ring)
{
    const json_t *positions = json_array_get(rings, 0);
    size_t count = json_array_size(positions);
    if (count <= CORNERS_LEAST || count > CORNERS_MOST)
        return TCT_ERR_INPUT;
    ring->corners = TCT_ARENA_NEW(arena, struct tct_plane, count);
    if (ring->corners == NULL)
        return TCT_ERR_MEMORY;
    ring->count = count - 1; /* the last is the first again */
    for (size_t i = 0; i < ring->count; i++)
        if (!take_corner(frame, json_array_get(positions, i), &ring->corners[i]))
            return TCT_ERR_INPUT;
    return TCT_OK;
}

enum tct_status region_take(struct json_lines *lines, const struct tct_frame *frame,
                            const json_t *object, struct tct_arena *arena, struct tct_event *event,
                            struct tct_error *err)
{
    const json_t *geometry = json_object_get(object, "region95");
    const char *type = json_string_value(json_object_get(geometry, "type"));
    const json_t *coordinates = json_object_get(geometry, "coordinates");
    if (geometry == NULL || json_is_null(geometry))
        return TCT_OK;
    bool one = type != NULL && strcmp(type, "Polygon") == 0;
    bool known = one || (type != NULL && strcmp(type, "MultiPolygon") == 0);
    size_t count = one ? 1 : json_array_size(coordinates);
    enum tct_status status = known && count > 0 && count <= PARTS_MOST ? TCT_OK : TCT_ERR_INPUT;
    if (status == TCT_OK) {
        event->region95 = TCT_ARENA_NEW(arena, struct tct_outline, count);
        status = event->region95 != NULL ? TCT_OK : TCT_ERR_MEMORY;
    }
    for (size_t i = 0; i < count && status == TCT_OK; i++)
        status = take_ring(frame, one ? coordinates : json_array_get(coordinates, i), arena,
                           &event->region95[i]);
    if (status == TCT_OK)
        event->region95_count = count;
    else if (status == TCT_ERR_MEMORY)
        return tct_fail(err, status, "out of memory for regions");
    else
        json_lines_skip(lines, "region95", geometry, "a GeoJSON Polygon or MultiPolygon");
    return status;
}
