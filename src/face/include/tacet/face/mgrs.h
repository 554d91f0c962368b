/* MGRS: the grid references that soldiers and mappers read to each other, on WGS 84. */
#ifndef TACET_FACE_MGRS_H
#define TACET_FACE_MGRS_H

#include <stddef.h>

#include "tacet/base.h"

enum { TCT_MGRS_BYTES = 16, TCT_MGRS_DIGITS = 5 };

/* Writes the reference of the square that holds `place`, without blanks: "33UXP0500444996".
 * `digits`, 1 to 5, go to easting and northing each: squares of 10 km to 1 m. Errors: TCT_ERR_INPUT
 * for a place that is none, TCT_ERR_USE for other digits, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_mgrs_format(struct tct_geodetic place, int digits,
                                                       char ret_text[TCT_MGRS_BYTES],
                                                       struct tct_error *err);

/* Reads a reference with 0 to 5 digits each, in either case, blanks allowed: the middle of its
 * square and the square's side. Errors: TCT_ERR_INPUT, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_mgrs_parse(const char *text, size_t bytes,
                                                      struct tct_geodetic *ret_middle,
                                                      double *ret_side_m, struct tct_error *err);

#endif
