/* The words that files use for what the floors below count in. */
#ifndef TACET_FACE_NAMES_H
#define TACET_FACE_NAMES_H

#include "tacet/base.h"
#include "tacet/face/sector.h"
#include "tacet/network.h"

enum { EVENT_STATUS_COUNT = 3, PHASE_COUNT = 2 };

extern const char *const CLASS_NAMES[TCT_CLASS_COUNT];
extern const char *const CLOCK_NAMES[TCT_CLOCK_COUNT];
extern const char *const EVENT_STATUS_NAMES[EVENT_STATUS_COUNT];
extern const char *const PHASE_NAMES[PHASE_COUNT]; /* NULL: nothing is said */

/* The word for a side: a party's id, "undetermined"; "left" and "right" of the line when the sector
 * names no parties. */
const char *side_name(const struct tct_sector *sector, enum tct_side side);

#define RAD_PER_DEG 0.017453292519943295

/* An angle as one from 0 up to a whole turn. */
double within_turn(double angle_rad);

#endif
