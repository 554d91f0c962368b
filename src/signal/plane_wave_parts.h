/* Plane waves, what their parts share: windows that were looked at, and rows of them. */
#ifndef TACET_SIGNAL_PLANE_WAVE_PARTS_H
#define TACET_SIGNAL_PLANE_WAVE_PARTS_H

#include "spectra.h"
#include "tacet/signal/plane_wave.h"
#include "wavefit.h"

enum {
    WAVE_HISTORY = 1024,     /* windows of late that tell what noise makes of F */
    WAVE_HISTORY_LEAST = 24, /* and before so many nothing is judged */
};

/* No wave crosses an array slower than this: -50 C against a storm. */
static const double WAVE_SLOWEST_M_S = 270.0;
/* The speed of sound that is good enough where any will do. */
static const double WAVE_SPEED_M_S = 340.0;

/* What one window said. */
struct look {
    double middle, f, frequency, amplitude, freedom;
    double slowness[2], covariance[3];
    uint32_t used;
};

/* A row of windows that agree. */
struct row {
    struct look first, last, best;
    double best_scaled, best_p;
    size_t windows;
};

struct tct_wave_detector {
    struct tct_wave_config config;
    struct tct_element elements[TCT_ELEMENTS_MAX];
    struct spectra spectra;
    struct wavefitter fitter;
    size_t window, hop; /* samples */
    uint64_t end;       /* samples that were fed */
    uint64_t due;       /* the end of the window that comes next */
    float *ring[TCT_ELEMENTS_MAX];
    size_t ring_mask;
    float *sorted;
    struct look *looks; /* by number modulo WAVE_HISTORY */
    uint64_t looked, judged;
    struct row row;
};

/* Takes the window that ends at `d->due` apart; false when too little of it was recorded. */
bool wave_look(struct tct_wave_detector *d, struct look *ret_look);

/* Decides on one window: it begins a row, goes on with it or ends it. */
void wave_judge(struct tct_wave_detector *d, const struct look *look, tct_wave_fn *found,
                void *user);

/* Ends the row, if there is one, and tells of it when it is long enough. */
void wave_tell_row(struct tct_wave_detector *d, tct_wave_fn *found, void *user);

/* Where the wave came from, clockwise from north, 0 to 2 pi. */
double wave_azimuth(const struct look *look);

#endif
