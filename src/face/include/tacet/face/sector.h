/* Sector: sector.yaml and the tables beside it, read into what the floors below compute with. */
#ifndef TACET_FACE_SECTOR_H
#define TACET_FACE_SECTOR_H

#include "tacet/base.h"
#include "tacet/face/warnings.h"
#include "tacet/network.h"

enum {
    TCT_SECTOR_STATIONS = 20000,
    TCT_SECTOR_WEATHER = 1000000,
    TCT_SECTOR_POINTS = 100000, /* of the line, and of all zones together */
    TCT_SECTOR_ID_BYTES = 64,   /* of a station or a party */
};

struct tct_party {
    char *id;
    char *name;
};

/* A closed ring of points; the first is not repeated at the end. */
struct tct_ring_of_points {
    struct tct_plane *points;
    size_t count;
};

/* A named polygon: the first ring is its outline, the others are holes. */
struct tct_zone {
    char *name;
    struct tct_ring_of_points *rings;
    size_t ring_count;
};

/* Owned by the arena that it was read into, but for `frame`. */
struct tct_sector {
    char *name;
    char *folder;                /* the folder of sector.yaml: names of files are relative to it */
    struct tct_frame *frame;     /* freed by tct_sector_close */
    struct tct_party parties[2]; /* first: the ground left of the line; ids NULL when not given */
    char **station_ids;          /* by index, as in `network.stations` */
    char **station_arrays;       /* by index: path of the file of its elements, or NULL */
    double *station_north_rad;   /* by index: true north there, clockwise from the plane's y axis */
    struct tct_network network;
    struct tct_zone *zones;
    size_t zone_count;
    char *terrain;           /* path of the elevation model, or NULL; read by who needs it */
    uint32_t *station_slots; /* hash table: index + 1 of a station, 0 for none */
    size_t slot_mask;
};

/* Reads `path`, a folder that holds sector.yaml or the file itself.
 *
 * Stations may be given by x and y in the frame (z optional) or, in a geodetic frame, by lon, lat
 * (height_m optional). The plane's origin is the key `origin: [lon, lat]`, else the middle of the
 * stations' box rounded to 0.01 degree. A GeoJSON file in an epsg sector is in degrees when all of
 * its numbers could be (RFC 7946), else in easting and northing.
 *
 * Rows of stations and weather and zones that are wrong are told to `warnings` (may be NULL) and
 * left out; anything wrong in sector.yaml or the line is an error. Errors: TCT_ERR_INPUT,
 * TCT_ERR_LIMIT, TCT_ERR_IO, TCT_ERR_MEMORY. Nothing is to be closed after an error. */
TCT_API TCT_MUST_CHECK enum tct_status tct_sector_open(const char *path, struct tct_arena *arena,
                                                       struct tct_warnings *warnings,
                                                       struct tct_sector *ret_sector,
                                                       struct tct_error *err);

TCT_API void tct_sector_close(struct tct_sector *sector);

/* The index of the station called `id` of `bytes` bytes, or -1. */
TCT_API int64_t tct_sector_station(const struct tct_sector *sector, const char *id, size_t bytes);

/* Whether a place is in a zone, by the parity of the edges that a ray to the east crosses: its
 * holes are rings like others. */
TCT_API bool tct_zone_holds(const struct tct_zone *zone, struct tct_plane place);

#endif
