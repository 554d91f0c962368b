/* Sector: sector.yaml itself; the files that it names are read by sector_*.c. */
#include "tacet/face/sector.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "sector_parts.h"
#include "text.h"

/* What the air adds to one travel time where a sector says nothing. */
static const struct tct_propagation DEFAULT_PROPAGATION = {.floor_s = 0.010, .fraction = 0.003};

static const char *const KEYS[] = {"name",  "frame",   "stations", "parties",     "line",
                                   "zones", "terrain", "weather",  "propagation", "origin"};

enum tct_status sector_memory_failed(struct sector_reader *reader)
{
    return tct_fail(reader->err, TCT_ERR_MEMORY, "%s: out of memory for the sector",
                    reader->sector->folder != NULL ? reader->sector->folder : "sector");
}

static char *joined_path(struct tct_arena *arena, const char *folder, const char *file)
{
    size_t bytes = strlen(folder) + strlen(file) + 2;
    char *path = TCT_ARENA_NEW(arena, char, bytes);
    if (path != NULL)
        (void)snprintf(path, bytes, "%s/%s", folder, file);
    return path;
}

char *sector_path(struct sector_reader *reader, const char *file)
{
    if (file[0] == '/')
        return text_copy(reader->arena, file, strlen(file));
    return joined_path(reader->arena, reader->sector->folder, file);
}

/* Splits what the user named into the folder and the file in it. */
static enum tct_status find_file(struct sector_reader *reader, const char *path, char **ret_file)
{
    struct tct_sector *sector = reader->sector;
    struct stat what;
    if (stat(path, &what) == 0 && S_ISDIR(what.st_mode)) {
        size_t bytes = strlen(path);
        while (bytes > 1 && path[bytes - 1] == '/')
            bytes--;
        sector->folder = text_copy(reader->arena, path, bytes);
        if (sector->folder != NULL)
            *ret_file = joined_path(reader->arena, sector->folder, "sector.yaml");
    } else {
        const char *slash = strrchr(path, '/');
        size_t bytes = slash == NULL ? 0 : slash == path ? 1 : (size_t)(slash - path);
        sector->folder = text_copy(reader->arena, slash == NULL ? "." : path, bytes + (bytes == 0));
        *ret_file = text_copy(reader->arena, path, strlen(path));
    }
    return sector->folder == NULL || *ret_file == NULL ? sector_memory_failed(reader) : TCT_OK;
}

static enum tct_status read_frame(struct sector_reader *reader, const struct tct_yaml_node *root)
{
    static const int64_t EPSG_LAST = 999999;
    const struct tct_yaml_node *node;
    const char *text = NULL;
    enum tct_frame_kind kind = TCT_FRAME_LOCAL;
    int64_t epsg = 0;
    enum tct_status status = tct_yaml_need(root, "frame", &node, reader->err);
    if (status == TCT_OK)
        status = tct_yaml_string(node, &text, reader->err);
    if (status != TCT_OK)
        return status;
    if (strcasecmp(text, "wgs84") == 0)
        kind = TCT_FRAME_WGS84;
    else if (strncasecmp(text, "epsg:", 5) == 0 &&
             text_integer(text + 5, strlen(text + 5), &epsg) && epsg > 0 && epsg <= EPSG_LAST)
        kind = epsg == 4326 ? TCT_FRAME_WGS84 : TCT_FRAME_EPSG;
    else if (strcasecmp(text, "local") != 0)
        return tct_yaml_fail(node, "wgs84, epsg:NUMBER or local", reader->err);
    status = tct_frame_new(kind, (int)epsg, &reader->sector->frame, reader->err);
    return status == TCT_ERR_INPUT
               ? tct_yaml_fail(node, "the number of a projected system in metres", reader->err)
               : status;
}

bool sector_is_id(const char *id)
{
    size_t bytes = strlen(id);
    return bytes > 0 && bytes <= TCT_SECTOR_ID_BYTES && text_is_printable(id, bytes);
}

static enum tct_status read_party(struct sector_reader *reader, const struct tct_yaml_node *node,
                                  struct tct_party *ret_party)
{
    static const char *const PARTY_KEYS[] = {"id", "name"};
    const struct tct_yaml_node *id_node;
    const char *id = NULL;
    enum tct_status status = tct_yaml_keys(node, PARTY_KEYS, TCT_COUNT(PARTY_KEYS), reader->err);
    if (status == TCT_OK)
        status = tct_yaml_need(node, "id", &id_node, reader->err);
    if (status == TCT_OK)
        status = tct_yaml_string(id_node, &id, reader->err);
    const char *name = id;
    if (status == TCT_OK)
        status = tct_yaml_string(tct_yaml_find(node, "name"), &name, reader->err);
    if (status != TCT_OK)
        return status;
    if (!sector_is_id(id) || strcmp(id, "undetermined") == 0)
        return tct_yaml_fail(id_node, "an id of 1 to 64 printable characters, not 'undetermined'",
                             reader->err);
    ret_party->id = text_copy(reader->arena, id, strlen(id));
    ret_party->name = text_copy(reader->arena, name, strlen(name));
    return ret_party->id == NULL || ret_party->name == NULL ? sector_memory_failed(reader) : TCT_OK;
}

static enum tct_status read_parties(struct sector_reader *reader, const struct tct_yaml_node *root)
{
    const struct tct_yaml_node *node = tct_yaml_find(root, "parties");
    struct tct_party *parties = reader->sector->parties;
    if (node == NULL)
        return TCT_OK;
    enum tct_status status = tct_yaml_list(node, 2, 2, reader->err);
    for (size_t i = 0; i < 2 && status == TCT_OK; i++)
        status = read_party(reader, tct_yaml_item(node, i), &parties[i]);
    if (status == TCT_OK && strcmp(parties[0].id, parties[1].id) == 0)
        return tct_yaml_fail(tct_yaml_find(tct_yaml_item(node, 1), "id"),
                             "an id that the first party does not have", reader->err);
    return status;
}

static enum tct_status read_propagation(struct sector_reader *reader,
                                        const struct tct_yaml_node *root)
{
    static const char *const PROPAGATION_KEYS[] = {"travel_time_floor_s", "travel_time_fraction"};
    static const double FLOOR_MAX_S = 10.0, FRACTION_MAX = 0.5;
    const struct tct_yaml_node *node = tct_yaml_find(root, "propagation");
    struct tct_propagation *propagation = &reader->sector->network.propagation;
    *propagation = DEFAULT_PROPAGATION;
    if (node == NULL)
        return TCT_OK;
    enum tct_status status =
        tct_yaml_keys(node, PROPAGATION_KEYS, TCT_COUNT(PROPAGATION_KEYS), reader->err);
    if (status == TCT_OK)
        status = tct_yaml_number(tct_yaml_find(node, PROPAGATION_KEYS[0]), 0.0, FLOOR_MAX_S,
                                 &propagation->floor_s, reader->err);
    if (status == TCT_OK)
        status = tct_yaml_number(tct_yaml_find(node, PROPAGATION_KEYS[1]), 0.0, FRACTION_MAX,
                                 &propagation->fraction, reader->err);
    return status;
}

/* The path that a key gives, NULL when the key is not there. */
static enum tct_status read_path(struct sector_reader *reader, const struct tct_yaml_node *root,
                                 const char *key, char **ret_path)
{
    const struct tct_yaml_node *node = tct_yaml_find(root, key);
    const char *file = NULL;
    *ret_path = NULL;
    enum tct_status status = tct_yaml_string(node, &file, reader->err);
    if (status != TCT_OK || node == NULL)
        return status;
    *ret_path = sector_path(reader, file);
    return *ret_path == NULL ? sector_memory_failed(reader) : TCT_OK;
}

static enum tct_status read_name(struct sector_reader *reader, const struct tct_yaml_node *root)
{
    const struct tct_yaml_node *node;
    const char *name = NULL;
    enum tct_status status = tct_yaml_need(root, "name", &node, reader->err);
    if (status == TCT_OK)
        status = tct_yaml_string(node, &name, reader->err);
    if (status != TCT_OK)
        return status;
    reader->sector->name = text_copy(reader->arena, name, strlen(name));
    return reader->sector->name == NULL ? sector_memory_failed(reader) : TCT_OK;
}

static enum tct_status read_stations(struct sector_reader *reader, const struct tct_yaml_node *root)
{
    const struct tct_yaml_node *node, *origin_node = tct_yaml_find(root, "origin");
    double lon_lat[2];
    char *path;
    enum tct_status status = tct_yaml_need(root, "stations", &node, reader->err);
    if (status == TCT_OK)
        status = read_path(reader, root, "stations", &path);
    if (status == TCT_OK)
        status = tct_yaml_numbers(origin_node, 2, -180.0, 180.0, lon_lat, reader->err);
    if (status != TCT_OK)
        return status;
    if (origin_node == NULL)
        return sector_read_stations(reader, path, NULL);
    if (!tct_frame_is_geodetic(reader->sector->frame))
        return tct_yaml_fail(origin_node, "no origin in a local frame", reader->err);
    struct tct_geodetic origin = {.lon_deg = lon_lat[0], .lat_deg = lon_lat[1]};
    if (!(origin.lat_deg >= -90.0 && origin.lat_deg <= 90.0))
        return tct_yaml_fail(tct_yaml_item(origin_node, 1), "a latitude within 90 degrees",
                             reader->err);
    return sector_read_stations(reader, path, &origin);
}

static enum tct_status read_all(struct sector_reader *reader, const struct tct_yaml_node *root)
{
    char *weather = NULL, *zones = NULL;
    const struct tct_yaml_node *line = tct_yaml_find(root, "line");
    enum tct_status status = tct_yaml_keys(root, KEYS, TCT_COUNT(KEYS), reader->err);
    if (status == TCT_OK)
        status = read_name(reader, root);
    if (status == TCT_OK)
        status = read_frame(reader, root);
    if (status == TCT_OK)
        status = read_parties(reader, root);
    if (status == TCT_OK)
        status = read_propagation(reader, root);
    if (status == TCT_OK)
        status = read_path(reader, root, "terrain", &reader->sector->terrain);
    if (status == TCT_OK)
        status = read_path(reader, root, "weather", &weather);
    if (status == TCT_OK)
        status = read_path(reader, root, "zones", &zones);
    if (status == TCT_OK)
        status = read_stations(reader, root);
    if (status == TCT_OK && weather != NULL)
        status = sector_read_weather(reader, weather);
    if (status == TCT_OK && line != NULL)
        status = sector_read_line(reader, line);
    if (status == TCT_OK && zones != NULL)
        status = sector_read_zones(reader, zones);
    return status;
}

enum tct_status tct_sector_open(const char *path, struct tct_arena *arena,
                                struct tct_warnings *warnings, struct tct_sector *ret_sector,
                                struct tct_error *err)
{
    struct tct_error unread;
    *ret_sector = (struct tct_sector){0};
    struct sector_reader reader = {.sector = ret_sector,
                                   .arena = arena,
                                   .warnings = warnings,
                                   .err = err != NULL ? err : &unread};
    const struct tct_yaml_node *root = NULL;
    char *file = NULL;
    enum tct_status status = find_file(&reader, path, &file);
    if (status == TCT_OK)
        status = tct_yaml_load(file, arena, &root, reader.err);
    if (status == TCT_OK)
        status = read_all(&reader, root);
    if (status != TCT_OK)
        tct_sector_close(ret_sector);
    return status;
}

void tct_sector_close(struct tct_sector *sector)
{
    tct_frame_free(sector->frame);
    sector->frame = NULL;
}
