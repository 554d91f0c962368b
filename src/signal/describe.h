/* Describe: what a pulse looks like in the trigger's band. */
#ifndef TACET_SIGNAL_DESCRIBE_H
#define TACET_SIGNAL_DESCRIBE_H

#include <stddef.h>

enum { DESCRIBE_BLOCKS = 10 };

struct description {
    double peak; /* magnitude in the band */
    double rise_s, duration_s, center_hz;
};

/* `band` holds `count` samples (at least 5 blocks) at `rate_hz`, `block` samples a block; the
 * pulse begins at `onset` (1 at least, and 4 blocks before the end). */
struct description describe(const float *band, size_t count, size_t block, double rate_hz,
                            double onset);

#endif
