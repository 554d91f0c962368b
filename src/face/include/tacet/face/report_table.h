/* Table of shots: one line an event, for a terminal or a text file. */
#ifndef TACET_FACE_REPORT_TABLE_H
#define TACET_FACE_REPORT_TABLE_H

#include <stddef.h>
#include <stdio.h>

#include "tacet/base.h"
#include "tacet/face/score.h"
#include "tacet/face/sector.h"
#include "tacet/network.h"

enum tct_choice { TCT_AUTO, TCT_NEVER, TCT_ALWAYS };

/* Everything may be zero. */
struct tct_table_options {
    const struct tct_score *score; /* of these events: adds error, inside the region, a summary */
    enum tct_choice colour;        /* AUTO: on a terminal, unless NO_COLOR is set or TERM is dumb */
    enum tct_choice unicode;       /* AUTO: when the locale's character set is UTF-8 */
    int columns; /* of the terminal; 0: as wide as it is, endless when it is none; negative: endless
                  */
};

/* Writes the events, numbered from 1 in their order as on the map, and a summary. Where the
 * terminal is narrow the less important columns are left out. Places are MGRS of 1 m and the
 * sector's x and y; azimuths are from true north. What came from outside is made printable first.
 * Errors: TCT_ERR_IO. */
TCT_API TCT_MUST_CHECK enum tct_status tct_table_write(FILE *file, const struct tct_sector *sector,
                                                       const struct tct_event *events, size_t count,
                                                       const struct tct_table_options *options,
                                                       struct tct_error *err);

#endif
