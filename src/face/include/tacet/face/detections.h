/* Detections as JSON Lines, in and out.
 *
 * A line that is wrong - no object, longer than 64 KiB, not UTF-8, an unknown station, a number out
 * of its range - is told to the warnings and skipped. Members that are not known are passed over.
 */
#ifndef TACET_FACE_DETECTIONS_H
#define TACET_FACE_DETECTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "tacet/base.h"
#include "tacet/face/sector.h"
#include "tacet/face/warnings.h"

enum { TCT_DETECTION_LINE_BYTES = 64 << 10, TCT_DETECTIONS_MAX = 20000000 };

struct tct_detection_reader;

/* Reads from a stream, line by line as they come. All arguments must outlive the reader; `name` is
 * what messages call the stream. Errors: TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_detections_open(FILE *file, const char *name,
                                                           const struct tct_sector *sector,
                                                           struct tct_warnings *warnings,
                                                           struct tct_detection_reader **ret_reader,
                                                           struct tct_error *err);

/* The next detection that is one; false at the end.
 *
 * Azimuths are turned from true north to the plane. Class probabilities that sum to less than 1
 * leave the rest to `other`; a bearing without its standard error is left out and counts as
 * skipped; the detection stays.
 */
TCT_API bool tct_detections_next(struct tct_detection_reader *reader,
                                 struct tct_detection *ret_detection);

/* Errors: TCT_ERR_IO when the stream failed, so that what was read is not all. */
TCT_API TCT_MUST_CHECK enum tct_status tct_detections_close(struct tct_detection_reader *reader,
                                                            struct tct_error *err);

/* Reads a stream to its end into the arena. Errors: TCT_ERR_IO, TCT_ERR_MEMORY, TCT_ERR_LIMIT
 * beyond TCT_DETECTIONS_MAX. */
TCT_API TCT_MUST_CHECK enum tct_status tct_detections_read(
    FILE *file, const char *name, const struct tct_sector *sector, struct tct_arena *arena,
    struct tct_warnings *warnings, struct tct_detection **ret_detections, size_t *ret_count,
    struct tct_error *err);

/* Writes one line. The time is exact; numbers are rounded far below what can be measured. Errors:
 * TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_detection_write(FILE *file,
                                                           const struct tct_sector *sector,
                                                           const struct tct_detection *detection,
                                                           struct tct_error *err);

#endif
