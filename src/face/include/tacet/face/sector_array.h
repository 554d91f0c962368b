/* Arrays: the table of the microphones of one station, which the column `array` of stations.csv
 * names.
 *
 *     channel,x_m,y_m,z_m[,position_sigma_m]
 *
 * Metres from the station's place: x east, y north (of the sector's plane, not of a compass), z up.
 * One row for each channel, 32 at most. */
#ifndef TACET_FACE_SECTOR_ARRAY_H
#define TACET_FACE_SECTOR_ARRAY_H

#include <stddef.h>

#include "tacet/base.h"
#include "tacet/face/warnings.h"

struct tct_array {
    struct tct_element elements[TCT_ELEMENTS_MAX]; /* by channel, each channel once */
    size_t count;                                  /* 1 at least after a reading that succeeded */
};

/* Reads a table. Rows that are wrong, of a channel that was there already, or at the very place of
 * another element, are told to `warnings` (may be NULL) and left out. Errors: TCT_ERR_INPUT for no
 * such file, no header, a column missing, no usable row; TCT_ERR_LIMIT for more than 32 elements;
 * TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_array_read(const char *path,
                                                      struct tct_warnings *warnings,
                                                      struct tct_array *ret_array,
                                                      struct tct_error *err);

/* The same from memory; `file` is the name for messages. */
TCT_API TCT_MUST_CHECK enum tct_status tct_array_read_memory(const char *file, const char *text,
                                                             size_t bytes,
                                                             struct tct_warnings *warnings,
                                                             struct tct_array *ret_array,
                                                             struct tct_error *err);

#endif
