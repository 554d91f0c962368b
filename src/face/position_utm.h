/* Positions of UTM as people write them. */
#ifndef TACET_FACE_POSITION_UTM_H
#define TACET_FACE_POSITION_UTM_H

#include "tacet/face/position.h"

#define POSITION_SIGMA_PER_UNIT 0.28867513459481287 /* of what is uniform within one unit */

/* False when `plain`, as plain_text makes it, does not look like UTM at all; else `ret_status` says
 * whether it is. Errors: TCT_ERR_INPUT, TCT_ERR_MEMORY. */
bool position_utm(const char *plain, const struct tct_geodetic *near, struct tct_position_read *ret,
                  enum tct_status *ret_status, struct tct_error *err);

#endif
