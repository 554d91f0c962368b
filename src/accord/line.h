/* The line: how far a place is from it, and on whose ground. */
#ifndef TACET_ACCORD_LINE_H
#define TACET_ACCORD_LINE_H

#include "shape.h"

/* Segments in pieces with boxes around them, so that the near ones are found without looking at
 * all. */
struct line;

/* NULL for fewer than two different points; otherwise the arena's. Errors: TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status line_open(const struct tct_plane *points, size_t count,
                                         struct tct_arena *arena, struct line **ret,
                                         struct tct_error *err);

/* Distance from the line, whose ends go on to infinity, and the side: LEFT, RIGHT, or UNDETERMINED
 * on it, or where two parts of it that are as near say different things. With the points in the
 * other order the distance is the same and the side the other one, to the last bit. */
struct beside {
    double distance_m;
    enum tct_side side;
};
struct beside line_beside(const struct line *line, struct tct_plane place);

/* Segments that can be the nearest to a place within `reach_m` of the middle. */
enum { LINE_NEAR_MOST = 64 };
struct line_near {
    const struct line *line;
    uint32_t segments[LINE_NEAR_MOST];
    size_t count; /* LINE_NEAR_MOST + 1: more than have room; all are looked at */
};
void line_near(const struct line *line, struct tct_plane middle, double distance_m, double reach_m,
               struct line_near *ret);
void line_near_beside(const struct line_near *near, const struct tct_plane *places, size_t count,
                      double *ret_distance2_m2, enum tct_side *ret_side);

#endif
