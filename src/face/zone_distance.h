/* How far a place is from a zone. */
#ifndef TACET_FACE_ZONE_DISTANCE_H
#define TACET_FACE_ZONE_DISTANCE_H

#include "tacet/face/sector.h"

/* Metres to the nearest point of its outline or of a hole's; 0 inside. */
double zone_distance_m(const struct tct_zone *zone, struct tct_plane place);

#endif
