/* Bearing: where an impulse comes from, by the microphones of one array.
 *
 * A plane wave over all channels at once, in the frequency domain: the slowness vector that makes
 * the channels add up to the strongest beam. Against white or coloured noise of its own in each
 * channel that is the maximum of likelihood for a wave of unknown shape (Van Trees, Optimum Array
 * Processing, 2002, 8.5.2), and its error is the inverse of Fisher's information. Channels that
 * contradict the others - deaf, of the wrong polarity, of a clock that is off - are found and left
 * out or turned round. docs/adr/0009-arrays.md says why and how good it is.
 *
 * Pure like all of this floor: no files, clocks, allocation or globals that change. */
#ifndef TACET_SIGNAL_BEARING_H
#define TACET_SIGNAL_BEARING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tacet/base.h"

enum {
    TCT_BEARING_SOURCES = 2, /* that one window can be taken apart into */
    TCT_BEARING_ELEMENTS_MIN = 3,
    TCT_BEARING_WINDOW_MAX = 1 << 14, /* samples of a window; see tct_bearing_finder_init */
};

struct tct_bearing_config {
    double rate_hz;                     /* samples a second, as tct_detector_config has it */
    const struct tct_element *elements; /* kept by value */
    size_t count;                       /* 3 to TCT_ELEMENTS_MAX */
};

/* What is known of the air. A speed that is off moves the elevation, hardly the azimuth. */
struct tct_bearing_air {
    double sound_speed_m_s;       /* 200 to 500 */
    double sound_speed_sigma_m_s; /* standard error, > 0 */
};

/* Angles in radians; azimuth is where the sound comes from, clockwise from the plane's y axis. */
struct tct_bearing {
    double azimuth_rad; /* NAN where the array's shape leaves it open: all in one line, or two
                           mirrored answers */
    double azimuth_sigma_rad;
    double elevation_rad; /* above the horizon; of a level array 0 or more */
    double elevation_sigma_rad;
    double azimuth_elevation_covariance_rad2;
    double apparent_speed_m_s;     /* along the ground, >= the speed of sound but for errors */
    double slowness_s_m[3];        /* of the wave, x, y, z: points away from the source */
    double slowness_covariance[9]; /* (s/m)^2; a level array knows nothing along z: NAN there */
    double onset_offset; /* samples from sample `before` to the onset at the station's place, about
                            right: to a tenth of a pulse */
    double scatter_s;    /* standard deviation of the elements' delays beside noise and places */
    double f_statistic;  /* power of the beam over that of what does not fit it */
    double snr_db;       /* of the beam: energy of the pulse over its noise's */
    uint32_t used;       /* elements, a bit each */
    uint32_t turned;     /* of them, those whose polarity had to be turned */
    uint32_t wrong;      /* elements that heard something, but contradict the others */
};

struct tct_bearing_finder;

TCT_API size_t tct_bearing_finder_bytes(const struct tct_bearing_config *config);

/* Makes a finder in `memory` (aligned as malloc aligns), which the caller keeps and then drops.
 * Errors: TCT_ERR_USE for a value out of its range or memory too small; TCT_ERR_UNSUPPORTED for an
 * array so wide that its window has more than TCT_BEARING_WINDOW_MAX samples. */
TCT_API TCT_MUST_CHECK enum tct_status tct_bearing_finder_init(
    void *memory, size_t bytes, const struct tct_bearing_config *config,
    struct tct_bearing_finder **ret_finder, struct tct_error *err);

/* Samples before and after the onset that tct_bearing_find reads of each channel: noise, then the
 * window with the pulse. */
TCT_API size_t tct_bearing_before(const struct tct_bearing_finder *finder);
TCT_API size_t tct_bearing_after(const struct tct_bearing_finder *finder);

/* The bearings of the pulse that passes the middle of the array near sample `before` of the
 * channels, loudest first; at most `room`. `channels[i]` belongs to element i and holds
 * tct_bearing_before + tct_bearing_after samples; only elements of the bit mask `live` are looked
 * at. Returns how many there are: 0 with fewer than three live elements, or with nothing that fits
 * a plane wave. */
TCT_API size_t tct_bearing_find(struct tct_bearing_finder *finder, const float *const *channels,
                                uint32_t live, const struct tct_bearing_air *air,
                                struct tct_bearing *ret_bearings, size_t room);

#endif
