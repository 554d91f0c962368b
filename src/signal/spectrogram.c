/* Spectrogram by Fourier transforms of Hann windows. */
#include "tacet/signal/spectrogram.h"

#include <kiss_fftr.h>
#include <math.h>
#include <stdlib.h>

static const float LEAST_POWER = 1e-20f;

enum { WINDOW_LEAST = 16, WINDOW_MOST = 65536, COLUMNS_MOST = 65536 };

static bool is_good(const struct tct_spectrogram *how)
{
    return how->window >= WINDOW_LEAST && how->window <= WINDOW_MOST &&
           (how->window & (how->window - 1)) == 0 && how->columns >= 1 &&
           how->columns <= COLUMNS_MOST;
}

static void take(const float *samples, size_t count, ptrdiff_t first, const float *taper,
                 size_t window, float *ret)
{
    for (size_t i = 0; i < window; i++) {
        ptrdiff_t at = first + (ptrdiff_t)i;
        bool there = at >= 0 && (size_t)at < count && isfinite(samples[at]);
        ret[i] = there ? taper[i] * samples[at] : 0.0f;
    }
}

enum tct_status tct_spectrogram_compute(const struct tct_spectrogram *how, const float *samples,
                                        size_t count, float *ret_db, struct tct_error *err)
{
    size_t window = how->window, bins = window / 2 + 1;
    if (!is_good(how))
        return tct_fail(err, TCT_ERR_USE, "a spectrogram of %zu windows of %zu", how->columns,
                        window);
    kiss_fftr_cfg transform = kiss_fftr_alloc((int)window, 0, NULL, NULL);
    float *taper = malloc(2 * window * sizeof(*taper)), *tapered = taper + window;
    kiss_fft_cpx *spectrum = malloc(bins * sizeof(*spectrum));
    if (transform == NULL || taper == NULL || spectrum == NULL) {
        free(transform);
        free(taper);
        free(spectrum);
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for a spectrogram");
    }
    for (size_t i = 0; i < window; i++)
        taper[i] = (float)(0.5 - 0.5 * cos(2.0 * M_PI * ((double)i + 0.5) / (double)window));
    for (size_t column = 0; column < how->columns; column++) {
        double middle = (double)count * ((double)column + 0.5) / (double)how->columns;
        take(samples, count, (ptrdiff_t)lround(middle) - (ptrdiff_t)(window / 2), taper, window,
             tapered);
        kiss_fftr(transform, tapered, spectrum);
        for (size_t k = 0; k < bins; k++) {
            float power = spectrum[k].r * spectrum[k].r + spectrum[k].i * spectrum[k].i;
            power /= (float)window;
            ret_db[column * bins + k] = 10.0f * log10f(fmaxf(power, LEAST_POWER));
        }
    }
    free(transform);
    free(taper);
    free(spectrum);
    return TCT_OK;
}
