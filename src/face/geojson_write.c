/* GeoJSON out. */
#include "geojson_write.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json_lines.h"
#include "region_json.h"
#include "tacet/face/atomic_file.h"

json_t *collection_position(const struct collection *c, struct tct_plane place, double z_m)
{
    return region_position(c->sector->frame, place, z_m);
}

static enum tct_status write_failed(const struct collection *c)
{
    return tct_fail(c->err, TCT_ERR_IO, "writing failed: %s", strerror(errno));
}

enum tct_status collection_begin(struct collection *c, const char *note)
{
    const char *crs = tct_frame_is_geodetic(c->sector->frame)
                          ? ""
                          : "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"local frame: "
                            "x east, y north, metres\"}},";
    int written = fprintf(
        c->file, "{\"type\":\"FeatureCollection\",\"note\":\"%s\",%s\"features\":[", note, crs);
    return written < 0 ? write_failed(c) : TCT_OK;
}

json_t *collection_geometry(const char *type, json_t *coordinates)
{
    json_t *geometry = json_object();
    json_set(geometry, "type", json_string(type));
    json_set(geometry, "coordinates", coordinates);
    return geometry;
}

enum tct_status collection_feature(struct collection *c, json_t *geometry, json_t *properties)
{
    json_t *feature = json_object();
    json_set(feature, "type", json_string("Feature"));
    json_set(feature, "geometry", geometry);
    json_set(feature, "properties", properties);
    if (fputs(c->features++ > 0 ? ",\n" : "\n", c->file) == EOF) {
        json_decref(feature);
        return write_failed(c);
    }
    int failed = json_dumpf(feature, c->file, JSON_COMPACT | JSON_REAL_PRECISION(15));
    json_decref(feature);
    return failed != 0 ? write_failed(c) : TCT_OK;
}

enum tct_status collection_station(struct collection *c, size_t station, json_t *properties)
{
    const struct tct_station *s = &c->sector->network.stations[station];
    json_set(properties, "kind", json_string("station"));
    json_set(properties, "id", json_string(c->sector->station_ids[station]));
    return collection_feature(
        c,
        collection_geometry("Point",
                            collection_position(c, (struct tct_plane){s->x_m, s->y_m}, s->z_m)),
        properties);
}

enum tct_status collection_line(struct collection *c)
{
    const struct tct_network *network = &c->sector->network;
    if (network->line_count < 2)
        return TCT_OK;
    json_t *points = json_array(), *properties = json_object();
    for (size_t i = 0; i < network->line_count; i++)
        (void)json_array_append_new(points, collection_position(c, network->line[i], (double)NAN));
    json_set(properties, "kind", json_string("line"));
    return collection_feature(c, collection_geometry("LineString", points), properties);
}

enum tct_status collection_end(struct collection *c)
{
    return fputs("\n]}\n", c->file) == EOF ? write_failed(c) : TCT_OK;
}

enum tct_status collection_save(const char *path, const struct tct_sector *sector, const char *note,
                                collection_fill fill, const void *self, struct tct_error *err)
{
    char *text = NULL;
    size_t bytes = 0;
    struct collection c = {open_memstream(&text, &bytes), sector, err, 0};
    if (c.file == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", path);
    enum tct_status status = collection_begin(&c, note);
    if (status == TCT_OK)
        status = fill(&c, self);
    if (status == TCT_OK)
        status = collection_end(&c);
    if (fclose(c.file) != 0 && status == TCT_OK)
        status = tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", path);
    if (status == TCT_OK)
        status = tct_atomic_file_write(path, text, bytes, err);
    free(text);
    return status;
}
