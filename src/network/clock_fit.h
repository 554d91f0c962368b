/* Clock fit: what the lags of one station say of its clock and of its place. */
#ifndef TACET_NETWORK_CLOCK_FIT_H
#define TACET_NETWORK_CLOCK_FIT_H

#include "lags.h"

enum { CLOCK_PIECES_MOST = 8 };

/* A stretch over which a clock is off by off_s + drift * (shown - middle_s). */
struct clock_piece {
    double from_s; /* as shown; of the first of a station: from the beginning */
    double middle_s, off_s, drift;
    double sigma_s, drift_sigma;
    bool wrong; /* else it is right within what is stated, and all else is 0 */
};

struct clock_fit {
    struct clock_piece pieces[CLOCK_PIECES_MOST];
    size_t count;                               /* 0: nothing is wrong with it */
    bool moved;                                 /* then there are no pieces */
    double moved_x_m, moved_y_m, moved_sigma_m; /* sigma: of each of both */
    double gain; /* log odds of what is said against nothing being wrong */
};

static inline bool clock_fit_has_fault(const struct clock_fit *fit)
{
    return fit->count > 0 || fit->moved;
}

/* `grid`: CLOCK_GRID numbers to work on, whatever they hold. */
enum { CLOCK_BINS = 801, CLOCK_CHUNKS = 24, CLOCK_GRID = CLOCK_BINS * (2 * CLOCK_CHUNKS + 1) };

struct clock_fit clock_fit_station(const struct lags *lags, uint32_t station, double clock_sigma_s,
                                   float *grid);

#endif
