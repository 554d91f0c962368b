/* The parts that sector.c puts together; each fills its own members of the sector. */
#ifndef TACET_FACE_SECTOR_PARTS_H
#define TACET_FACE_SECTOR_PARTS_H

#include "tacet/face/sector.h"
#include "tacet/face/yaml.h"

struct sector_reader {
    struct tct_sector *sector;
    struct tct_arena *arena;
    struct tct_warnings *warnings;
    struct tct_error *err;
};

/* Stations and, as it depends on where they stand, the origin of the plane. `origin` may be NULL.
 */
enum tct_status sector_read_stations(struct sector_reader *reader, const char *path,
                                     const struct tct_geodetic *origin);

enum tct_status sector_read_weather(struct sector_reader *reader, const char *path);

/* The line of contact: the name of a GeoJSON file or a list of [x, y]. */
enum tct_status sector_read_line(struct sector_reader *reader, const struct tct_yaml_node *node);

enum tct_status sector_read_zones(struct sector_reader *reader, const char *path);

/* A file name of the sector as a path, in the arena; NULL when that is full. */
char *sector_path(struct sector_reader *reader, const char *file);

/* Whether an id can stand in messages and tables: 1 to 64 bytes, no control characters. */
bool sector_is_id(const char *id);

enum tct_status sector_memory_failed(struct sector_reader *reader);

#endif
