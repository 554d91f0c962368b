/* Hull: the smallest convex outline around places. */
#ifndef TACET_NETWORK_HULL_H
#define TACET_NETWORK_HULL_H

#include "tacet/network.h"

/* Puts the corners of the hull of `count` places first, counter-clockwise; how many they are. None
 * where the places are fewer than three or in one line. */
size_t hull_of(struct tct_plane *places, size_t count);

#endif
