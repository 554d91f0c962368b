/* Sector, what is drawn on the ground: the line of contact and the zones. */
#include <stdio.h>
#include <string.h>

#include "geojson_read.h"
#include "sector_parts.h"
#include "text.h"

/* A geometry's own coordinates to the plane: degrees where it is in degrees, else the frame's. */
static enum tct_status to_plane(struct sector_reader *reader, bool in_degrees, double a, double b,
                                struct tct_plane *ret_place, struct tct_error *err)
{
    const struct tct_frame *frame = reader->sector->frame;
    if (in_degrees && tct_frame_is_geodetic(frame))
        return tct_frame_geodetic_to_plane(frame, (struct tct_geodetic){.lon_deg = a, .lat_deg = b},
                                           ret_place, err);
    return tct_frame_to_plane(frame, a, b, ret_place, err);
}

static bool same_place(struct tct_plane a, struct tct_plane b)
{
    return a.x_m == b.x_m && a.y_m == b.y_m;
}

/* Takes an array of positions; a point given twice in a row is one. Messages are of `file`. */
static enum tct_status take_points(struct sector_reader *reader,
                                   const struct geojson_geometry *geometry, const json_t *positions,
                                   struct tct_error *err, struct tct_ring_of_points *ret_points)
{
    size_t size = json_array_size(positions), count = 0;
    if (size > TCT_SECTOR_POINTS)
        return tct_fail_at(err, TCT_ERR_LIMIT, geometry->file, 0, "over 100000 points", "fewer");
    struct tct_plane *points = TCT_ARENA_NEW(reader->arena, struct tct_plane, size);
    if (points == NULL)
        return sector_memory_failed(reader);
    for (size_t i = 0; i < size; i++) {
        double a, b;
        struct tct_plane place;
        struct tct_error why;
        if (!geojson_position(json_array_get(positions, i), &a, &b))
            return tct_fail_at(err, TCT_ERR_INPUT, geometry->file, 0,
                               "a position that is no pair of numbers", "[x, y]");
        if (to_plane(reader, geometry->in_degrees, a, b, &place, &why) != TCT_OK)
            return tct_fail(err, TCT_ERR_INPUT, "%s: point %zu: %s", geometry->file, i + 1,
                            why.text);
        if (count == 0 || !same_place(points[count - 1], place))
            points[count++] = place;
    }
    *ret_points = (struct tct_ring_of_points){points, count};
    return TCT_OK;
}

static enum tct_status visit_line(void *self, const struct geojson_geometry *geometry,
                                  struct tct_error *err)
{
    struct sector_reader *reader = self;
    struct tct_ring_of_points points;
    const json_t *positions = geometry->coordinates;
    if (strcmp(geometry->type, "MultiLineString") == 0 && json_array_size(positions) == 1)
        positions = json_array_get(positions, 0);
    else if (strcmp(geometry->type, "LineString") != 0)
        return tct_fail_at(err, TCT_ERR_INPUT, geometry->file, 0, geometry->type, "one LineString");
    if (reader->sector->network.line != NULL)
        return tct_fail_at(err, TCT_ERR_INPUT, geometry->file, 0, "a second line",
                           "one LineString");
    enum tct_status status = take_points(reader, geometry, positions, err, &points);
    if (status != TCT_OK)
        return status;
    if (points.count < 2)
        return tct_fail_at(err, TCT_ERR_INPUT, geometry->file, 0, "a line of fewer than 2 places",
                           "2 at least");
    reader->sector->network.line = points.points;
    reader->sector->network.line_count = points.count;
    return TCT_OK;
}

/* A line that is written out in sector.yaml: [x, y] in the frame. */
static enum tct_status take_listed_line(struct sector_reader *reader,
                                        const struct tct_yaml_node *node)
{
    static const double COORDINATE_MAX = 1e8;
    enum tct_status status = tct_yaml_list(node, 2, TCT_SECTOR_POINTS, reader->err);
    if (status != TCT_OK)
        return status;
    size_t count = tct_yaml_count(node), kept = 0;
    struct tct_plane *points = TCT_ARENA_NEW(reader->arena, struct tct_plane, count);
    if (points == NULL)
        return sector_memory_failed(reader);
    for (size_t i = 0; i < count; i++) {
        double xy[2];
        struct tct_plane place;
        const struct tct_yaml_node *item = tct_yaml_item(node, i);
        status = tct_yaml_numbers(item, 2, -COORDINATE_MAX, COORDINATE_MAX, xy, reader->err);
        if (status != TCT_OK)
            return status;
        if (tct_frame_to_plane(reader->sector->frame, xy[0], xy[1], &place, NULL) != TCT_OK)
            return tct_yaml_fail(item, "a point within the frame and 1000 km of the stations",
                                 reader->err);
        if (kept == 0 || !same_place(points[kept - 1], place))
            points[kept++] = place;
    }
    if (kept < 2)
        return tct_yaml_fail(node, "2 different points at least", reader->err);
    reader->sector->network.line = points;
    reader->sector->network.line_count = kept;
    return TCT_OK;
}

enum tct_status sector_read_line(struct sector_reader *reader, const struct tct_yaml_node *node)
{
    const char *file;
    if (tct_yaml_kind(node) == TCT_YAML_LIST)
        return take_listed_line(reader, node);
    if (tct_yaml_string(node, &file, reader->err) != TCT_OK)
        return tct_yaml_fail(node, "the name of a GeoJSON file or a list of [x, y]", reader->err);
    char *path = sector_path(reader, file);
    if (path == NULL)
        return sector_memory_failed(reader);
    enum tct_status status = geojson_read(path, visit_line, reader, reader->err);
    if (status == TCT_OK && reader->sector->network.line == NULL)
        return tct_fail_at(reader->err, TCT_ERR_INPUT, path, 0, "no line", "one LineString");
    return status;
}

/* Zones while they are read: twice over the file, once to count and once to take. */
struct zone_reader {
    struct sector_reader *sector;
    size_t room;
    size_t points;
};

static enum tct_status count_zones(void *self, const struct geojson_geometry *geometry,
                                   struct tct_error *err)
{
    struct zone_reader *zones = self;
    (void)err;
    zones->room +=
        strcmp(geometry->type, "MultiPolygon") == 0 ? json_array_size(geometry->coordinates) : 1;
    return TCT_OK;
}

static enum tct_status take_ring(struct zone_reader *zones, const struct geojson_geometry *geometry,
                                 const json_t *positions, struct tct_error *err,
                                 struct tct_ring_of_points *ret_ring)
{
    zones->points += json_array_size(positions);
    if (zones->points > TCT_SECTOR_POINTS)
        return tct_fail_at(err, TCT_ERR_LIMIT, geometry->file, 0, "over 100000 points", "fewer");
    enum tct_status status = take_points(zones->sector, geometry, positions, err, ret_ring);
    if (status != TCT_OK)
        return status;
    if (ret_ring->count > 1 &&
        same_place(ret_ring->points[0], ret_ring->points[ret_ring->count - 1]))
        ret_ring->count--;
    if (ret_ring->count < 3)
        return tct_fail_at(err, TCT_ERR_INPUT, geometry->file, 0, "a ring of fewer than 3 places",
                           "3 at least");
    return TCT_OK;
}

/* Takes one polygon: an array of rings. */
static enum tct_status take_zone(struct zone_reader *zones, const struct geojson_geometry *geometry,
                                 const json_t *rings, struct tct_error *err)
{
    struct sector_reader *reader = zones->sector;
    struct tct_sector *sector = reader->sector;
    const char *name = geometry->name != NULL ? geometry->name : "";
    struct tct_zone zone = {.ring_count = json_array_size(rings),
                            .name = text_copy(reader->arena, name, strlen(name))};
    zone.rings = TCT_ARENA_NEW(reader->arena, struct tct_ring_of_points, zone.ring_count);
    if (zone.name == NULL || zone.rings == NULL)
        return sector_memory_failed(reader);
    if (zone.ring_count == 0)
        return tct_fail_at(err, TCT_ERR_INPUT, geometry->file, 0, "a polygon without rings", "one");
    for (size_t i = 0; i < zone.ring_count; i++) {
        enum tct_status status =
            take_ring(zones, geometry, json_array_get(rings, i), err, &zone.rings[i]);
        if (status != TCT_OK)
            return status;
    }
    sector->zones[sector->zone_count++] = zone;
    return TCT_OK;
}

static enum tct_status visit_zone(void *self, const struct geojson_geometry *geometry,
                                  struct tct_error *err)
{
    struct zone_reader *zones = self;
    struct tct_error why = {0};
    enum tct_status status = TCT_OK;
    bool many = strcmp(geometry->type, "MultiPolygon") == 0;
    size_t count = many ? json_array_size(geometry->coordinates) : 1;
    if (!many && strcmp(geometry->type, "Polygon") != 0)
        status = tct_fail_at(&why, TCT_ERR_INPUT, geometry->file, 0, geometry->type, "a Polygon");
    for (size_t i = 0; i < count && status == TCT_OK; i++) {
        const json_t *rings =
            many ? json_array_get(geometry->coordinates, i) : geometry->coordinates;
        status = take_zone(zones, geometry, rings, &why);
    }
    if (status == TCT_ERR_INPUT) {
        tct_warnings_skip(zones->sector->warnings, "zones", &why);
        return TCT_OK;
    }
    if (status == TCT_ERR_LIMIT)
        return tct_fail(err, status, "%s", why.text);
    return status;
}

enum tct_status sector_read_zones(struct sector_reader *reader, const char *path)
{
    struct zone_reader zones = {.sector = reader};
    enum tct_status status = geojson_read(path, count_zones, &zones, reader->err);
    if (status != TCT_OK)
        return status;
    reader->sector->zones = TCT_ARENA_NEW(reader->arena, struct tct_zone, zones.room);
    if (reader->sector->zones == NULL)
        return sector_memory_failed(reader);
    return geojson_read(path, visit_zone, &zones, reader->err);
}
