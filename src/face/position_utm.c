/* Positions of UTM as people write them: "38N 412345 4467890", "38 T 412345E 4467890N". */
#include "position_utm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plain_text.h"
#include "utm.h"

/* An easting or a northing, then an optional unit and letter; NULL when there is none. */
static const char *take_metres(const char *at, const char *letters, double *ret_m, double *ret_unit)
{
    while (*at == ' ' || *at == ',')
        at++;
    size_t digits = strspn(at, "0123456789");
    at = digits < 5 || digits > 8 ? NULL : plain_number(at, ret_m, ret_unit);
    if (at == NULL)
        return NULL;
    at += *at == 'M';
    return *at != '\0' && strchr(letters, *at) != NULL ? at + 1 : at;
}

/* S is the south, or a band of the north: when it could be both, the one nearer to the sector. */
static enum tct_status settle_south(struct utm_place place, const struct tct_geodetic *near,
                                    struct tct_geodetic *ret, struct tct_error *err)
{
    struct tct_geodetic band = *ret;
    place.north = false;
    enum tct_status status = utm_to_degrees(&place, ret, err);
    if (status != TCT_OK || !utm_in_band(band.lat_deg, utm_band('S'), 0.0))
        return status;
    if (near == NULL)
        return tct_fail(err, TCT_ERR_INPUT,
                        "found zone letter S, which is the south or a band of the north: expected "
                        "MGRS, or degrees");
    if (tct_position_distance_m(*near, band, NULL) < tct_position_distance_m(*near, *ret, NULL))
        *ret = band;
    return TCT_OK;
}

/* N is the north, as others take it, and not only its band. */
static enum tct_status settle_zone(struct utm_place place, char letter,
                                   const struct tct_geodetic *near, struct tct_geodetic *ret,
                                   struct tct_error *err)
{
    place.north = utm_band(letter) >= UTM_BANDS_SOUTH;
    enum tct_status status = utm_to_degrees(&place, ret, err);
    if (status == TCT_OK && letter == 'S')
        return settle_south(place, near, ret, err);
    if (status == TCT_OK && letter != 'N' && !utm_in_band(ret->lat_deg, utm_band(letter), 0.0))
        return tct_fail(err, TCT_ERR_INPUT,
                        "found band %c, and a northing at latitude %.2f, expected those that go "
                        "together",
                        letter, ret->lat_deg);
    return status;
}

bool position_utm(const char *plain, const struct tct_geodetic *near, struct tct_position_read *ret,
                  enum tct_status *ret_status, struct tct_error *err)
{
    struct utm_place place = {0};
    double unit_e = 1.0, unit_n = 1.0;
    size_t digits = strspn(plain, "0123456789");
    if (digits < 1 || digits > 2)
        return false;
    place.zone = (int)strtol(plain, NULL, 10);
    const char *at = plain + digits;
    while (*at == ' ')
        at++;
    char letter = *at;
    if (letter == '\0' || utm_band(letter) < 0)
        return false;
    at = take_metres(at + 1, "E", &place.e_m, &unit_e);
    if (at != NULL)
        at = take_metres(at, "N", &place.n_m, &unit_n);
    if (at == NULL || *at != '\0' || place.zone < 1 || place.zone > 60)
        return false;
    ret->kind = TCT_POSITION_UTM;
    ret->sigma_m = fmax(unit_e, unit_n) * POSITION_SIGMA_PER_UNIT;
    if (place.e_m < 1e5 || place.e_m >= 1e6 || place.n_m >= 1e7)
        *ret_status = tct_fail(err, TCT_ERR_INPUT,
                               "found easting %.0f, northing %.0f, expected 100000 to 999999 and 0 "
                               "to 9999999",
                               place.e_m, place.n_m);
    else
        *ret_status = settle_zone(place, letter, near, &ret->place, err);
    return true;
}
