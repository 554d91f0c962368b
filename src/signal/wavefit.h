/* Wave fit: the plane wave that makes the channels of one window add up to the strongest beam. */
#ifndef TACET_SIGNAL_WAVEFIT_H
#define TACET_SIGNAL_WAVEFIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "family.h"
#include "geometry.h"
#include "spectra.h"
#include "tacet/signal/bearing.h"

/* A plane wave through an array: its slowness along the axes of the geometry, and what each element
 * makes of it. Bits and arrays by element. */
struct wavefit {
    struct geometry geometry;
    uint32_t used;
    double gain[TCT_ELEMENTS_MAX];        /* of the wave in the samples' unit; below 0: turned */
    double slowness[3];                   /* s/m along the axes; those beyond the rank are 0 */
    double power;                         /* of the weighted beam, in units of its noise */
    double information[TCT_ELEMENTS_MAX]; /* Fisher's, on the delay of one element, 1/s^2 */
    double late_s[TCT_ELEMENTS_MAX];      /* by which the wave comes later than the fit says */
};

static inline bool wavefit_uses(const struct wavefit *fit, size_t i)
{
    return (fit->used >> i & 1u) != 0;
}

/* Works on one window. The arrays have a place for each bin, `data` one for each bin and element.
 */
struct wavefitter {
    const struct tct_element *elements;
    const struct spectra *spectra;
    const struct bin *data; /* waves over noise: the window's, or what another source leaves */
    float *amplitude;       /* of each element in the beam; squares sum to 1 in each bin */
    float *weight;     /* of each bin: the share of what is unexpected in the beam that is signal */
    float *sure;       /* of each bin: what it tells of a delay, over 2 w^2 */
    struct bin *known; /* the beam as the family of pulses has it; 0 where that is not used */
    float *response;   /* of each bin: what a wave of amplitude 1 is in the beam */
    struct family *family;
    struct likeness likeness[FAMILY_RISES]; /* of the beam that was refined last */
    size_t likest;
    struct bin *beam;
    struct bin *slope[3]; /* the beam's elements times their places along each axis */
    double sound_speed_m_s, sound_speed_sigma_m_s;
    double search_delay_s; /* directions are tried so close that no delay is off by more */
};

/* Bytes that wavefitter_cut takes, for windows with `room` bins. */
size_t wavefitter_bytes(size_t count, size_t room);

/* Cuts the fitter's arrays from the caller's memory, for the window of `fitter->spectra`; returns
 * what is behind them. `data` and `family` are the caller's to set. */
char *wavefitter_cut(struct wavefitter *fitter, char *memory);

/* Begins with all of `used`, each as loud as its noise. `signs`: a bit for each element that is
 * turned. */
void wavefit_start(const struct wavefitter *fitter, uint32_t used, uint32_t turned,
                   struct wavefit *ret_fit);

/* Weighs the bins by the power that the used channels have together, in whatever phase. */
void wavefit_weigh_loudness(struct wavefitter *fitter, const struct wavefit *fit);

/* Weighs the bins by the beam, less what is known of it. */
void wavefit_weigh_beam(struct wavefitter *fitter);

/* Looks everywhere that sound can come from, in the bins where neighbouring directions that are
 * tried still add up. Leaves the best slowness and its power in `fit`. */
void wavefit_search(struct wavefitter *fitter, struct wavefit *fit);

/* The elements' amplitudes in the beam, by their gains and noise. */
void wavefit_set_amplitudes(const struct wavefitter *fitter, const struct wavefit *fit);

/* Log-likelihood of `fitter->beam` up to bin `end`, but for a constant. */
double wavefit_power(const struct wavefitter *fitter, size_t end);

/* Fisher's scoring uphill from the fit's slowness, with the bins up to `end`. */
void wavefit_climb(struct wavefitter *fitter, struct wavefit *fit, size_t end);

/* From a slowness that is about right to the best one, with all bins; learns the elements' gains
 * and weighs the bins by the beam. */
void wavefit_refine(struct wavefitter *fitter, struct wavefit *fit);

/* How late each used element is against the beam of the others. */
void wavefit_residuals(struct wavefitter *fitter, struct wavefit *fit);

/* Fills `fitter->beam` for the fit, up to bin `end`. */
void wavefit_beam(struct wavefitter *fitter, const struct wavefit *fit, size_t end);

/* The same, and the elements times their places, `fitter->slope`. */
void wavefit_beam_and_slopes(struct wavefitter *fitter, const struct wavefit *fit, size_t end);

/* What the wave is in bin `k` by all that is known, when the beam there is `beam`. */
struct bin wavefit_expected(const struct wavefitter *fitter, struct bin beam, size_t k);

/* Fills `fit->information` from `fitter->sure` and the amplitudes, up to bin `end`. */
void wavefit_set_information(const struct wavefitter *fitter, struct wavefit *fit, size_t end);

/* Fisher's information on the slowness: the delays' spread about their weighted mean. */
void wavefit_information(const struct wavefit *fit, double ret_information[3][3]);

/* Energy of the wave over noise, by the weights of the last refinement. */
double wavefit_energy(const struct wavefitter *fitter);

/* Writes to `ret_rest` what the wave, as the fit and the beam have it, leaves of the data. */
void wavefit_take_away(struct wavefitter *fitter, const struct wavefit *fit, struct bin *ret_rest);

/* Seconds by which the wave passes element `i` later than the middle. */
double wavefit_delay(const struct wavefitter *fitter, const struct wavefit *fit, size_t i);

/* Share of what the used channels hold over their noise that is in the beam, 0 to 1; bins below
 * `end`. */
double wavefit_share(struct wavefitter *fitter, const struct wavefit *fit, size_t end);

/* First bin that wavefit_search does not look at. */
size_t wavefit_search_end(const struct wavefitter *fitter, const struct wavefit *fit);

#endif
