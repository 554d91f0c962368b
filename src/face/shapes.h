/* Shapes, the reader's two ways in. */
#ifndef TACET_FACE_SHAPES_PRIVATE_H
#define TACET_FACE_SHAPES_PRIVATE_H

#include "tacet/face/shapes.h"

/* Of people and of the hours of a day. */
static const double SHAPES_PEOPLE_MOST = 1e8, SHAPES_HOURS_MOST = 24.0;

struct shapes_reader {
    const char *path;
    struct tct_arena *arena;
    struct tct_warnings *warnings;
    struct tct_shapes *shapes;
    size_t room, points;
};

/* A new shape with room for so many points; NULL with an error. */
struct tct_shape *shapes_add(struct shapes_reader *reader, enum tct_shape_kind kind, size_t points,
                             struct tct_error *err);

/* A word of a file, in the arena: cut where it cannot be printed to a terminal. */
const char *shapes_word(struct shapes_reader *reader, const char *word);

TCT_MUST_CHECK enum tct_status shapes_read_geojson(struct shapes_reader *reader,
                                                   struct tct_error *err);

#endif
