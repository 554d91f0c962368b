/* Positions as people write them. */
#include "tacet/face/position.h"

#include <geodesic.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plain_text.h"
#include "position_utm.h"
#include "tacet/face/mgrs.h"
#include "text.h"
#include "utm.h"

static const double M_PER_DEG = 111320.0;
static const double FAR_M = 400e3;
static const double DEG_PER_RAD = 57.29577951308232;

static const char EXPECTED[] =
    "a position: 38TML1234567890, 38N 412345 4467890, 40°12'30\"N 44°30'05\"E or 40.2084, 44.5012";

double tct_position_distance_m(struct tct_geodetic from, struct tct_geodetic to,
                               double *ret_azimuth_rad)
{
    struct geod_geodesic earth;
    double distance_m = 0.0, azimuth_deg = 0.0;
    geod_init(&earth, 6378137.0, 1.0 / 298.257223563);
    geod_inverse(&earth, from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg, &distance_m,
                 &azimuth_deg, NULL);
    if (ret_azimuth_rad != NULL)
        *ret_azimuth_rad = (azimuth_deg < 0.0 ? azimuth_deg + 360.0 : azimuth_deg) / DEG_PER_RAD;
    return distance_m;
}

static enum tct_status refuse(const char *text, size_t bytes, const char *why,
                              struct tct_error *err)
{
    char quoted[TEXT_QUOTED_BYTES];
    return tct_fail(err, TCT_ERR_INPUT, "found %s%s, expected %s", text_quote(text, bytes, quoted),
                    why, EXPECTED);
}

/* One angle as it was written. */
struct angle {
    double deg;
    double unit_deg; /* of its last digit */
    char letter;     /* N, S, E, W, or NUL */
    bool parts;      /* minutes or seconds were given */
};

/* A comma between digits is a decimal point when the text has no other. */
static void settle_commas(char *plain)
{
    bool point = strchr(plain, '.') != NULL;
    for (char *c = plain; *c != '\0' && !point; c++)
        if (*c == ',' && c > plain && c[-1] >= '0' && c[-1] <= '9' && c[1] >= '0' && c[1] <= '9')
            *c = '.';
    for (char *c = plain; *c != '\0'; c++)
        if (*c == ',' || *c == ';' || *c == '/')
            *c = ' ';
}

static const char *skip_blanks(const char *at)
{
    while (*at == ' ')
        at++;
    return at;
}

static const char *take_letter(const char *at, struct angle *angle)
{
    at = skip_blanks(at);
    if (*at == '\0' || strchr("NSEW", *at) == NULL || angle->letter != '\0')
        return at;
    angle->letter = *at;
    return at + 1;
}

/* Whether the sign of degrees, minutes or seconds stands here. Letters are signs only where degrees
 * have one: else an S is the south. */
static bool is_sign(char c, int part, bool letters)
{
    static const char MARKS[3] = {'*', '\'', '"'}, LETTERS[3] = {'D', 'M', 'S'};
    return c == MARKS[part] || (c == ':' && part < 2) ||
           ((letters || part == 0) && c == LETTERS[part]);
}

/* "40*12'30.5\"N", "40:12:30N", "40D 12M N", "S 40.2", "-40.2". After a part with its sign the next
 * may lack it; all may (`loose`) where letters say where an angle ends: "N40 12.5 E44 30.1". What
 * has a fraction is the last part. */
static const char *take_angle(const char *at, bool loose, struct angle *ret)
{
    static const double SIZES[3] = {1.0, 1.0 / 60.0, 1.0 / 3600.0};
    bool open = true, letters = false;
    *ret = (struct angle){.unit_deg = 1.0};
    at = take_letter(at, ret);
    bool minus = *at == '-';
    if (*at == '-' || *at == '+')
        at++;
    for (int part = 0; part < 3 && open; part++) {
        double number = 0.0, unit = 1.0;
        const char *end = plain_number(skip_blanks(at), &number, &unit);
        const char *sign = end == NULL ? NULL : skip_blanks(end);
        if (end == NULL || (part > 0 && (number >= 60.0 || *sign == '*' || *sign == 'D')))
            break;
        ret->deg += number * SIZES[part];
        ret->unit_deg = unit * SIZES[part];
        ret->parts = ret->parts || part > 0;
        bool has_sign = is_sign(*sign, part, letters);
        open = unit >= 1.0 && (has_sign || loose);
        letters = letters || (part == 0 && *sign == 'D');
        at = has_sign ? sign + 1 : end;
    }
    if (minus)
        ret->deg = -ret->deg;
    return take_letter(at, ret);
}

static bool is_east(char letter)
{
    return letter == 'E' || letter == 'W';
}

/* Exchanged latitude and longitude are the commonest slip: said, not put right. */
static enum tct_status check_exchanged(struct tct_geodetic place, const struct tct_geodetic *near,
                                       struct tct_error *err)
{
    struct tct_geodetic other = {place.lat_deg, place.lon_deg};
    if (near == NULL || tct_position_distance_m(*near, place, NULL) < FAR_M ||
        fabs(other.lat_deg) > 90.0 || !(tct_position_distance_m(*near, other, NULL) < FAR_M))
        return TCT_OK;
    return tct_fail(err, TCT_ERR_INPUT,
                    "found latitude %.5f, longitude %.5f, far from the sector, expected them the "
                    "other way round: exchanged they are in it",
                    place.lat_deg, place.lon_deg);
}

static enum tct_status try_degrees(const char *text, size_t bytes, const char *plain,
                                   const struct tct_geodetic *near, struct tct_position_read *ret,
                                   struct tct_error *err)
{
    char copy[TCT_POSITION_INPUT_BYTES + 1];
    struct angle first, second;
    (void)snprintf(copy, sizeof(copy), "%s", plain);
    settle_commas(copy);
    bool loose = strpbrk(copy, "NSEW") != NULL;
    const char *start = skip_blanks(copy), *middle = take_angle(start, loose, &first);
    const char *end = take_angle(skip_blanks(middle), loose, &second);
    if (middle == start || end == skip_blanks(middle) || *skip_blanks(end) != '\0')
        return refuse(text, bytes, "", err);
    if ((first.letter == '\0') != (second.letter == '\0') ||
        (first.letter != '\0' && is_east(first.letter) == is_east(second.letter)))
        return refuse(text, bytes, ", with letters that do not go together", err);
    struct angle lat = is_east(first.letter) ? second : first;
    struct angle lon = is_east(first.letter) ? first : second;
    if ((lat.letter != '\0' && (lat.deg < 0.0 || lon.deg < 0.0)))
        return refuse(text, bytes, ", with a sign and a letter", err);
    ret->place.lat_deg = lat.letter == 'S' ? -lat.deg : lat.deg;
    ret->place.lon_deg = lon.letter == 'W' ? -lon.deg : lon.deg;
    if (!(fabs(ret->place.lat_deg) <= 90.0 && fabs(ret->place.lon_deg) <= 180.0)) {
        enum tct_status status = check_exchanged(ret->place, near, err);
        return status != TCT_OK
                   ? status
                   : refuse(text, bytes, ", beyond 90 degrees of latitude or 180 of longitude",
                            err);
    }
    ret->kind = first.parts || second.parts ? TCT_POSITION_DMS : TCT_POSITION_DECIMAL;
    ret->sigma_m = fmax(lat.unit_deg, lon.unit_deg * cos(ret->place.lat_deg / DEG_PER_RAD)) *
                   M_PER_DEG * POSITION_SIGMA_PER_UNIT;
    return TCT_OK;
}

static bool looks_like_mgrs(const char *plain)
{
    size_t digits = strspn(plain, "0123456789"), letters = 0;
    const char *at = skip_blanks(plain + digits);
    for (; *at >= 'A' && *at <= 'Z'; at = skip_blanks(at + 1))
        letters++;
    return digits <= 2 && letters == 3 && strspn(at, "0123456789 ") == strlen(at);
}

enum tct_status tct_position_parse(const char *text, size_t bytes, const struct tct_geodetic *near,
                                   struct tct_position_read *ret, struct tct_error *err)
{
    char plain[TCT_POSITION_INPUT_BYTES + 1];
    enum tct_status status = TCT_OK;
    *ret = (struct tct_position_read){0};
    if (!plain_text(text, bytes, plain, sizeof(plain)) || plain[0] == '\0')
        return refuse(text, bytes, "", err);
    if (looks_like_mgrs(plain)) {
        double side_m = 0.0;
        ret->kind = TCT_POSITION_MGRS;
        status = tct_mgrs_parse(plain, strlen(plain), &ret->place, &side_m, err);
        ret->sigma_m = side_m * POSITION_SIGMA_PER_UNIT;
    } else if (!position_utm(plain, near, ret, &status, err)) {
        status = try_degrees(text, bytes, plain, near, ret, err);
    }
    return status == TCT_OK ? check_exchanged(ret->place, near, err) : status;
}

/* Degrees, minutes and seconds to a tenth, which never show 60. */
static void write_dms(double deg, char positive, char negative, char *ret_text, size_t room)
{
    int64_t tenths = (int64_t)floor(fabs(deg) * 36000.0 + 0.5);
    (void)snprintf(ret_text, room, "%lld°%02lld'%02lld.%lld\"%c", (long long)(tenths / 36000),
                   (long long)(tenths / 600 % 60), (long long)(tenths / 10 % 60),
                   (long long)(tenths % 10), deg < 0.0 ? negative : positive);
}

enum tct_status tct_position_format(struct tct_geodetic place, enum tct_position_kind kind,
                                    char ret_text[TCT_POSITION_BYTES], struct tct_error *err)
{
    struct utm_place utm;
    char lat[32], lon[32];
    enum tct_status status = TCT_OK;
    if (!(fabs(place.lon_deg) <= 180.0 && fabs(place.lat_deg) <= 90.0))
        return tct_fail(err, TCT_ERR_INPUT, "found (%g, %g), expected a longitude and a latitude",
                        place.lon_deg, place.lat_deg);
    switch (kind) {
    case TCT_POSITION_MGRS:
        return tct_mgrs_format(place, TCT_MGRS_DIGITS, ret_text, err);
    case TCT_POSITION_UTM:
        status = utm_from_degrees(place, &utm, err);
        if (status == TCT_OK)
            (void)snprintf(ret_text, TCT_POSITION_BYTES, "%d%c %06.0f %07.0f", utm.zone,
                           utm.north ? 'N' : 'S', utm.e_m, utm.n_m);
        return status;
    case TCT_POSITION_DMS:
        write_dms(place.lat_deg, 'N', 'S', lat, sizeof(lat));
        write_dms(place.lon_deg, 'E', 'W', lon, sizeof(lon));
        (void)snprintf(ret_text, TCT_POSITION_BYTES, "%s %s", lat, lon);
        return TCT_OK;
    case TCT_POSITION_DECIMAL:
    case TCT_POSITION_KIND_COUNT:
        break;
    }
    (void)snprintf(ret_text, TCT_POSITION_BYTES, "%.5f, %.5f", place.lat_deg, place.lon_deg);
    return TCT_OK;
}
