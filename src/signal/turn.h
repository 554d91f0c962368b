/* Turn: what a delay does to a spectrum, phase by phase, bin after bin. */
#ifndef TACET_SIGNAL_TURN_H
#define TACET_SIGNAL_TURN_H

#include <math.h>

#include "spectra.h"

/* The phase of one bin, and what the next one's has more. */
struct turn {
    double re, im, step_re, step_im;
};

/* Begins at bin `first`; `phase` is added from bin to bin. */
static inline struct turn turn_from(double phase, size_t first)
{
    return (struct turn){cos(phase * (double)first), sin(phase * (double)first), cos(phase),
                         sin(phase)};
}

static inline void turn_on(struct turn *turn)
{
    double re = turn->re * turn->step_re - turn->im * turn->step_im;
    turn->im = turn->re * turn->step_im + turn->im * turn->step_re;
    turn->re = re;
}

static inline struct bin turned(struct bin bin, const struct turn *turn)
{
    float re = (float)turn->re, im = (float)turn->im;
    return (struct bin){bin.re * re - bin.im * im, bin.re * im + bin.im * re};
}

#endif
