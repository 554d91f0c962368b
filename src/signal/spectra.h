/* Spectra: one window of all channels of an array, each bin in units of its channel's noise. */
#ifndef TACET_SIGNAL_SPECTRA_H
#define TACET_SIGNAL_SPECTRA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "biquad.h"
#include "tacet/base.h"

enum { SPECTRA_NOISE_WINDOWS = 6 }; /* before the window, that the noise is learnt from */

struct bin {
    float re, im;
};

static inline float bin_power(struct bin bin)
{
    return bin.re * bin.re + bin.im * bin.im;
}

/* Memory is cut from the finder's. Of element i, bin k at [i * room + k]. */
struct spectra {
    size_t count;            /* elements */
    size_t window;           /* samples, a power of two */
    size_t first, end, room; /* bins [first, end) are used; room = window / 2 + 1 */
    double step_rad_s;       /* angular frequency from bin to bin */
    uint32_t live;
    struct biquad highpass;
    struct bin *wave; /* over the noise's standard deviation */
    float *noise;     /* mean square of the noise */
    float *samples;   /* one window, tapered */
    float *taper;
    struct bin *spectrum;
    void *transform; /* kiss_fftr_cfg */
};

/* Bytes that spectra_init cuts. */
size_t spectra_bytes(size_t count, size_t window);

void spectra_init(struct spectra *spectra, void *memory, size_t count, size_t window,
                  double rate_hz);

/* Takes SPECTRA_NOISE_WINDOWS windows of noise and then the window itself from each live channel. A
 * channel without any sound is no longer live. */
void spectra_take(struct spectra *spectra, const float *const *channels, uint32_t live);

#endif
