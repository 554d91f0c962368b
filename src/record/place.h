/* Whether a log, or a witness, still stands where it was made. A copy, as from a backup, must not
 * go on: it and what it was copied from would say two things under one name. */
#ifndef TACET_RECORD_PLACE_H
#define TACET_RECORD_PLACE_H

#include "tacet/base/status.h"

/* Writes down the place, in a file of its own in the folder. Errors: TCT_ERR_IO. */
enum tct_status place_mark(int folder, struct tct_error *err);

/* Errors: TCT_ERR_INPUT when this is a copy, with `advice` on what to do; TCT_ERR_IO. */
enum tct_status place_check(int folder, const char *advice, struct tct_error *err);

#endif
