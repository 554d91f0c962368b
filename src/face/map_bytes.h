/* Map, private: the file as it grows in memory, and what cairo leaves to be done on an SVG. */
#ifndef TACET_FACE_MAP_BYTES_H
#define TACET_FACE_MAP_BYTES_H

#include <cairo.h>
#include <stddef.h>

#include "map_parts.h"

struct map_bytes {
    unsigned char *at; /* freed by the owner */
    size_t count, room;
    enum tct_status status; /* why it stopped growing: TCT_ERR_LIMIT or TCT_ERR_MEMORY */
};

/* A cairo_write_func_t; `closure` is a struct map_bytes. */
cairo_status_t map_bytes_write(void *closure, const unsigned char *data, unsigned int bytes);

/* Gives the SVG a title and a description for those who do not see it, and takes away cairo's
 * serial number of the surface, which differs from map to map. */
TCT_MUST_CHECK enum tct_status map_bytes_describe_svg(struct map_bytes *bytes,
                                                      const struct map *map, struct tct_error *err);

#endif
