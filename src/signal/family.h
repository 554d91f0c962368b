/* Family: what impulses look like, and the one that a beam looks most like. */
#ifndef TACET_SIGNAL_FAMILY_H
#define TACET_SIGNAL_FAMILY_H

#include <stddef.h>

#include "spectra.h"

struct family {
    const struct spectra *spectra;
    struct bin *filter;  /* what the spectra's high-pass does, a bin each */
    float *rise;         /* what each rise does to a sharp front, a bin each */
    struct bin *shape;   /* a bin each */
    float *correlation;  /* a sample each */
    struct bin *product; /* a bin each */
    void *inverse;       /* kiss_fftr_cfg */
};

size_t family_bytes(size_t window);
void family_init(struct family *family, void *memory, const struct spectra *spectra);

/* A member at a time and with an amplitude. */
struct likeness {
    int member;
    double delay, amplitude; /* samples; of a wave of amplitude 1 in the channels' unit */
    double gain;             /* log-likelihood over that of no wave at all; 0 for none */
};

enum { FAMILY_RISES = 6 };

/* For every rise of the front the member, the time and the amplitude that explain most of `beam`,
 * whose bin k holds a wave's spectrum times `response[k]` plus noise of power 1. Answers which of
 * them is the best. */
size_t family_fit(struct family *family, const struct bin *beam, const float *response,
                  struct likeness ret_likenesses[FAMILY_RISES]);

/* The same for one rise alone. */
struct likeness family_fit_rise(struct family *family, size_t rise, const struct bin *beam,
                                const float *response);

/* What the beam would look like then; zeros when the likeness has no gain. */
void family_show(struct family *family, const struct likeness *likeness, const float *response,
                 struct bin *ret_known);

#endif
