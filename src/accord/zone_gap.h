/* Strips between zones. */
#ifndef TACET_ACCORD_ZONE_GAP_H
#define TACET_ACCORD_ZONE_GAP_H

#include "shape.h"

/* Metres between two outlines, and the middle of where they are nearest; 0 where they meet or one
 * is in the other. */
double zone_gap_m(const struct tct_shape *a, const struct tct_shape *b,
                  struct tct_plane *ret_middle);

bool shapes_equal(const struct tct_shape *a, const struct tct_shape *b);

#endif
