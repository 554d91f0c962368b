/* Where people say that something was. */
#ifndef TACET_FACE_STATEMENT_PLACE_H
#define TACET_FACE_STATEMENT_PLACE_H

#include "members.h"
#include "tacet/face/sector.h"

/* The member `key`: a text, or an object with `position`, or lon and lat, or x_m and y_m, and
 * perhaps sigma_m; in the sector's plane, and within its surroundings. False when it is not there
 * or wrong. */
bool statement_place(struct members *in, const struct tct_sector *sector, const char *key,
                     struct tct_plane *ret_place, double *ret_sigma_m);

#endif
