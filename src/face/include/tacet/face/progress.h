/* Progress: a bar on a terminal, nothing anywhere else. No thread, no signal: it is drawn when told
 * of progress, ten times a second at most. */
#ifndef TACET_FACE_PROGRESS_H
#define TACET_FACE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "tacet/base.h"

struct tct_progress {
    FILE *file; /* NULL: silent */
    const char *label;
    uint64_t total; /* 0: not known; a count and a rate are shown instead of a bar */
    bool colour, unicode;
    int64_t start_ns, drawn_ns; /* of the monotonic clock */
    bool drawn;
};

/* `label` is static text of the program; it must outlive the progress. Silent unless `file`
 * (stderr) is a terminal. */
TCT_API void tct_progress_start(struct tct_progress *progress, FILE *file, const char *label,
                                uint64_t total);

/* `done` of the total are done. Cheap enough to be called for every item. */
TCT_API void tct_progress_step(struct tct_progress *progress, uint64_t done);

/* Takes the bar away, so that what is written next stands on a line of its own. */
TCT_API void tct_progress_end(struct tct_progress *progress);

#endif
