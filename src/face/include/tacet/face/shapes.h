/* Shapes: places, roads and areas from a file, with what is known of them, in the file's own
 * coordinates. A table (CSV; places alone) or GeoJSON (RFC 7946), told apart by what the file
 * begins with. */
#ifndef TACET_FACE_SHAPES_H
#define TACET_FACE_SHAPES_H

#include <stdbool.h>
#include <stddef.h>

#include "tacet/base.h"
#include "tacet/face/warnings.h"

enum tct_shape_kind { TCT_SHAPE_POINT, TCT_SHAPE_LINE, TCT_SHAPE_AREA };

struct tct_shape {
    enum tct_shape_kind shape;
    const char *name;       /* column or property id or name; "" when it has none */
    const char *kind;       /* home, school, ...; "" */
    const char *settlement; /* to which it belongs; "" */
    double people;          /* who are there; NAN: not known */
    double hours;           /* a day that they are; NAN: not known */
    size_t count;           /* points; of an area its outline, the first not repeated */
    double *x, *y;
};

struct tct_shapes {
    bool in_degrees; /* longitude and latitude (WGS 84), x and y else */
    size_t count;
    struct tct_shape *items;
};

/* Points of a file at most. */
enum { TCT_SHAPE_POINTS = 1000000 };

/* Reads the shapes of a file into the arena. A table has the columns x and y, or lon and lat, and
 * may have id, kind, settlement, people, hours; a row that is wrong is told to the warnings and
 * left out. GeoJSON has them as properties; Point, MultiPoint, LineString and Polygon are taken,
 * and a Polygon with a hole is refused. Errors: TCT_ERR_INPUT for no such file, nothing usable in
 * it, degrees mixed with metres; TCT_ERR_LIMIT, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_shapes_read(const char *path, struct tct_arena *arena,
                                                       struct tct_warnings *warnings,
                                                       struct tct_shapes *ret_shapes,
                                                       struct tct_error *err);

/* Whether a place lies in an area: an odd number of sides to the east of it. */
TCT_API bool tct_shape_holds(const struct tct_shape *area, double x, double y);

#endif
