/* UTM: eastings and northings of one of 60 zones, on WGS 84. */
#ifndef TACET_FACE_UTM_H
#define TACET_FACE_UTM_H

#include "tacet/base.h"

struct utm_place {
    int zone; /* 1 to 60 */
    bool north;
    double e_m, n_m; /* with the false easting and, in the south, the false northing */
};

/* Errors: TCT_ERR_MEMORY. A place far outside its zone is computed all the same. */
TCT_MUST_CHECK enum tct_status utm_to_degrees(const struct utm_place *place,
                                              struct tct_geodetic *ret_place,
                                              struct tct_error *err);

/* Errors: TCT_ERR_INPUT beyond 80 S and 84 N, TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status utm_from_degrees(struct tct_geodetic place,
                                                struct utm_place *ret_place, struct tct_error *err);

/* Index from the south of the band of 8 degrees that MGRS calls by this letter, -1 for none; from
 * 10 on it is in the north. */
int utm_band(char letter);
enum { UTM_BANDS_SOUTH = 10 };

/* Whether a latitude could belong to a square with this side of the band: squares reach over its
 * edges. */
bool utm_in_band(double lat_deg, int band, double side_m);

#endif
