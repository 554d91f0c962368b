/* Spectrogram: how much of each frequency there is, moment by moment, for people to look at. */
#ifndef TACET_SIGNAL_SPECTROGRAM_H
#define TACET_SIGNAL_SPECTROGRAM_H

#include <stddef.h>

#include "tacet/base.h"

/* `columns` moments spread evenly over the samples, `window` / 2 + 1 bins each. */
struct tct_spectrogram {
    size_t window;  /* samples of a moment: a power of two, 16 to 65536 */
    size_t columns; /* 1 to 65536 */
};

/* Power in decibels relative to 1 squared per bin, never below -200, by Hann windows (Harris 1978,
 * doi:10.1109/PROC.1978.10837) centred on the moments, with zeros beyond the ends. `ret_db` has
 * room for columns x (window / 2 + 1): bin k of moment i at [i * (window / 2 + 1) + k], of
 * frequency k / window of the rate. What is not finite counts as 0. `count` may be 0. Errors:
 * TCT_ERR_USE (a window or columns out of range), TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_spectrogram_compute(const struct tct_spectrogram *how,
                                                               const float *samples, size_t count,
                                                               float *ret_db,
                                                               struct tct_error *err);

#endif
