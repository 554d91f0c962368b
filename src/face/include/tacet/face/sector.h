/* Sector: sector.yaml and the tables beside it, read into what the floors below compute with. */
#ifndef TACET_FACE_SECTOR_H
#define TACET_FACE_SECTOR_H

#include "tacet/base.h"
#include "tacet/network.h"

struct tct_party {
    char *id;
    char *name;
};

/* Owned by the arena that it was read into, but for `frame`. */
struct tct_sector {
    char *name;
    char *folder;                /* the folder of sector.yaml: names of files are relative to it */
    struct tct_frame *frame;     /* freed by tct_sector_close */
    struct tct_party parties[2]; /* first: the ground left of the line; ids NULL when not given */
    char **station_ids;          /* by index, as in `network.stations` */
    struct tct_network network;
};

/* Reads `path`, a folder that holds sector.yaml or the file itself. */
TCT_API TCT_MUST_CHECK enum tct_status tct_sector_open(const char *path, struct tct_arena *arena,
                                                       struct tct_sector *ret_sector,
                                                       struct tct_error *err);

TCT_API void tct_sector_close(struct tct_sector *sector);

/* The index of the station called `id` of `bytes` bytes, or -1. */
TCT_API int64_t tct_sector_station(const struct tct_sector *sector, const char *id, size_t bytes);

#endif
