/* Likeness: how well the front of a pulse is a blast, or an N-wave. */
#ifndef TACET_SIGNAL_LIKENESS_H
#define TACET_SIGNAL_LIKENESS_H

#include <stddef.h>

#include "biquad.h"

struct likeness {
    double blast;    /* 0 to 1: correlation with the blast that fits best */
    double length_s; /* positive phase of that blast */
    double n_wave;   /* 0 to 1: the same with an N-wave of 0.2 to 0.6 ms */
};

/* `band` holds aligned samples behind `highpass`, from which the waves are sought: they begin at
 * any of them in [from, to). Up to 5 ms after `to` are read. */
struct likeness likeness_of(const float *band, size_t from, size_t to,
                            const struct biquad *highpass);

#endif
