/* Map, private: the grid that a sheet is ruled with. */
#ifndef TACET_FACE_MAP_GRID_H
#define TACET_FACE_MAP_GRID_H

#include <proj.h>

#include "map_parts.h"

enum map_grid_kind {
    MAP_GRID_METRES,    /* the plane itself */
    MAP_GRID_PROJECTED, /* easting and northing of the sector's projection */
    MAP_GRID_DEGREES,
    MAP_GRID_UTM,
};

struct map_grid {
    enum map_grid_kind kind;
    const struct tct_frame *frame;
    double middle_lon_deg; /* longitudes count on from here */
    int zone;              /* UTM alone, as the two below */
    bool south;
    PJ_CONTEXT *context;
    PJ *utm;
};

void map_grid_open(const struct map *map, struct map_grid *ret_grid);
void map_grid_close(struct map_grid *grid);

/* One line for the legend. */
void map_grid_name(const struct map *map, char *ret_text, size_t bytes);

#endif
