/* Positions as people write them: MGRS, UTM, degrees with minutes and seconds, decimal degrees. */
#ifndef TACET_FACE_POSITION_H
#define TACET_FACE_POSITION_H

#include "tacet/base.h"

enum { TCT_POSITION_BYTES = 64, TCT_POSITION_INPUT_BYTES = 200 };

enum tct_position_kind {
    TCT_POSITION_MGRS,    /* 38TML1234567890 */
    TCT_POSITION_UTM,     /* 38N 412345 4467890 */
    TCT_POSITION_DMS,     /* 40°12'30.5"N 44°30'05.0"E */
    TCT_POSITION_DECIMAL, /* 40.20847, 44.50139 */
    TCT_POSITION_KIND_COUNT,
};

struct tct_position_read {
    struct tct_geodetic place;
    double sigma_m; /* of x and y each, from the last digit that was written */
    enum tct_position_kind kind;
};

/* Reads any of them: capitals or not, blanks, the signs of minutes and seconds in their many forms,
 * digits of Arabic and Persian, a comma for the decimal point where that cannot be misread. Without
 * letters latitude comes first. `near` (may be NULL) is where the sector is: it tells the zone's
 * letter S (south, or a band of the north) apart, and lets a message say that latitude and
 * longitude were exchanged. Errors: TCT_ERR_INPUT, with what was found and expected;
 * TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_position_parse(const char *text, size_t bytes,
                                                          const struct tct_geodetic *near,
                                                          struct tct_position_read *ret,
                                                          struct tct_error *err);

/* Writes it to about a metre. Errors: TCT_ERR_INPUT for a place that is none or that UTM does not
 * reach, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_position_format(struct tct_geodetic place,
                                                           enum tct_position_kind kind,
                                                           char ret_text[TCT_POSITION_BYTES],
                                                           struct tct_error *err);

/* Metres between two places on the ellipsoid; the bearing from the first to the second, clockwise
 * from true north, 0 to 2 pi, when `ret_azimuth_rad` is not NULL. */
TCT_API double tct_position_distance_m(struct tct_geodetic from, struct tct_geodetic to,
                                       double *ret_azimuth_rad);

#endif
