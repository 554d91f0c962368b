/* Beams: the directions into which an array listens all the time. */
#ifndef TACET_SIGNAL_BEAMS_H
#define TACET_SIGNAL_BEAMS_H

#include <stddef.h>
#include <stdint.h>

#include "tacet/base.h"

enum { BEAMS_MAX = 48 };

struct beam_plan {
    size_t count;
    int32_t late[BEAMS_MAX][TCT_ELEMENTS_MAX]; /* samples by which each element hears the wave later
                                                  than the station's place */
    uint32_t listens[BEAMS_MAX];               /* elements in the beam */
    size_t widest;                             /* largest of their magnitudes */
};

/* Beams over everything that sound can come from, so close that no element is off by much more than
 * a tenth of a pulse; where that were too many, fewer, and every microphone alone beside them. */
void beams_plan(const struct tct_element *elements, size_t count, double rate_hz,
                struct beam_plan *ret_plan);

#endif
