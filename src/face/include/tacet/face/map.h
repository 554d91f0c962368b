/* Map: a sector and its events on one sheet, as SVG, PNG or PDF from one drawing code.
 *
 * The map shows exact places. Who may see them is decided by the caller; `note` is the place to
 * print for whom a sheet is meant. The same input gives the same bytes on one machine: nothing of
 * the clock, of the user or of the machine is written. Needs a font: Debian's fonts-dejavu-core;
 * fonts-noto-core adds the scripts that DejaVu lacks. */
#ifndef TACET_FACE_MAP_H
#define TACET_FACE_MAP_H

#include <stddef.h>

#include "tacet/base.h"
#include "tacet/face/score.h"
#include "tacet/face/sector.h"
#include "tacet/network.h"

enum tct_map_format { TCT_MAP_SVG, TCT_MAP_PNG, TCT_MAP_PDF };

enum tct_map_grid {
    TCT_MAP_GRID_OWN, /* what the sector counts in: degrees, easting and northing, or metres */
    TCT_MAP_GRID_UTM, /* kilometres of UTM; as OWN in a local frame or beyond 84 N, 80 S */
};

/* Everything may be zero. */
struct tct_map_options {
    const char *title;    /* NULL: the sector's name */
    const char *note;     /* one line at the foot, e.g. who may read this; may be NULL */
    double width_mm;      /* of the sheet, 180 to 1500; 0: 297. The height follows the ground */
    double dots_per_inch; /* PNG alone, 50 to 600; 0: 144 */
    enum tct_map_grid grid;
    const struct tct_detection *detections; /* those the events were made from: needed to draw
                                               bearing_only, whose ray starts at a station */
    size_t detection_count;
    const struct tct_shot *truth; /* crosses */
    size_t truth_count;
};

/* Writes the map to `path` in one piece: either the whole new file stands there or what stood there
 * before. Events are numbered from 1 in their order, as in tct_table_write. Text from outside may
 * be any bytes. Errors: TCT_ERR_USE for an option out of range, TCT_ERR_IO, TCT_ERR_MEMORY,
 * TCT_ERR_LIMIT for a file beyond 256 MiB. */
TCT_API TCT_MUST_CHECK enum tct_status tct_map_write(const struct tct_sector *sector,
                                                     const struct tct_event *events, size_t count,
                                                     const struct tct_map_options *options,
                                                     enum tct_map_format format, const char *path,
                                                     struct tct_error *err);

#endif
