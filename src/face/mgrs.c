/* MGRS: NGA.STND.0037 "Universal Grids and Grid Reference Systems" (2014), chapters 3 and 4: UTM
 * with its widened zones off Norway and Svalbard, UPS around the poles, letters for squares of
 * 100 km. The projections are PROJ's. */
#include "tacet/face/mgrs.h"

#include <math.h>
#include <proj.h>
#include <stdio.h>
#include <string.h>

#include "text.h"
#include "utm.h"

enum {
    ZONES = 60,
    BANDS = 20,
    ROW_LETTERS = 20, /* they repeat every 2000 km */
    EVEN_ZONE_SHIFT = 5,
    UTM_COLUMN_FIRST = 1, /* in 100 km */
    UTM_COLUMN_LAST = 8,
    UPS_MIDDLE = 20, /* easting and northing of the pole, in 100 km */
    UPS_NORTH_FIRST = 13,
    UPS_SOUTH_FIRST = 8,
};

static const char BAND_LETTERS[] = "CDEFGHJKLMNPQRSTUVWX";
static const char UTM_COLUMNS[3][9] = {"ABCDEFGH", "JKLMNPQR", "STUVWXYZ"};
static const char UTM_ROWS[] = "ABCDEFGHJKLMNPQRSTUV";

/* The four quarters of UPS: A south-west, B south-east, Y north-west, Z north-east. */
static const char UPS_QUARTERS[] = "ABYZ";
static const char *const UPS_COLUMNS[] = {"JKLPQRSTUXYZ", "ABCFGHJKLPQR", "RSTUXYZ", "ABCFGHJ"};
static const char *const UPS_ROWS[] = {"ABCDEFGHJKLMNPQRSTUVWXYZ", "ABCDEFGHJKLMNP"};

static const double UTM_SOUTH_DEG = -80.0, UTM_NORTH_DEG = 84.0;
static const double SQUARE_M = 1e5, FALSE_NORTHING_M = 1e7;

/* A projection of the grid: zone 1 to 60 for UTM, 0 for UPS. */
struct grid {
    int zone;
    bool north;
};

/* Easting and northing within a grid. */
struct grid_place {
    struct grid grid;
    double e_m, n_m;
};

/* One square: its letters and numbers, and what is left of the reference. */
struct reference {
    struct grid grid;
    int band;         /* UTM: index into BAND_LETTERS; UPS: into UPS_QUARTERS */
    long column, row; /* in 100 km; UTM rows within their 2000 km */
    double e_m, n_m;  /* south-west corner within the square of 100 km */
    double side_m;
};

static enum tct_status run_projection(struct grid grid, PJ_DIRECTION direction, PJ_COORD in,
                                      PJ_COORD *ret_out, struct tct_error *err)
{
    char text[64];
    if (grid.zone > 0)
        (void)snprintf(text, sizeof(text), "+proj=utm +zone=%d +ellps=WGS84%s", grid.zone,
                       grid.north ? "" : " +south");
    else
        (void)snprintf(text, sizeof(text), "+proj=ups +ellps=WGS84%s", grid.north ? "" : " +south");
    PJ_CONTEXT *context = proj_context_create();
    PJ *projection = context != NULL ? proj_create(context, text) : NULL;
    if (projection != NULL)
        *ret_out = proj_trans(projection, direction, in);
    proj_destroy(projection);
    if (context != NULL)
        proj_context_destroy(context);
    if (projection == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "PROJ could not make %s", text);
    return TCT_OK;
}

static enum tct_status to_degrees(struct grid_place place, struct tct_geodetic *ret_place,
                                  struct tct_error *err)
{
    PJ_COORD out = proj_coord(0, 0, 0, 0);
    enum tct_status status =
        run_projection(place.grid, PJ_INV, proj_coord(place.e_m, place.n_m, 0, 0), &out, err);
    *ret_place = (struct tct_geodetic){proj_todeg(out.lp.lam), proj_todeg(out.lp.phi)};
    return status;
}

static int band_of(double lat_deg)
{
    int band = (int)floor((lat_deg - UTM_SOUTH_DEG) / 8.0);
    return band < 0 ? 0 : band < BANDS ? band : BANDS - 1;
}

static int zone_of(struct tct_geodetic place)
{
    double lat = place.lat_deg;
    double lon = place.lon_deg >= 180.0 ? place.lon_deg - 360.0 : place.lon_deg;
    if (lat >= 56.0 && lat < 64.0 && lon >= 3.0 && lon < 12.0)
        return 32;
    if (lat >= 72.0 && lon >= 0.0 && lon < 42.0)
        return lon < 9.0 ? 31 : lon < 21.0 ? 33 : lon < 33.0 ? 35 : 37;
    return (int)floor((lon + 180.0) / 6.0) + 1;
}

/* The letters of a place: zone and band or quarter, column, row. */
static void write_letters(const struct grid_place *at, double lat_deg, char *ret_text)
{
    long column = (long)floor(at->e_m / SQUARE_M), row = (long)floor(at->n_m / SQUARE_M);
    int zone = at->grid.zone;
    if (zone > 0) {
        long shift = zone % 2 == 0 ? EVEN_ZONE_SHIFT : 0;
        TCT_ASSERT(column >= UTM_COLUMN_FIRST && column <= UTM_COLUMN_LAST && row >= 0);
        (void)snprintf(ret_text, TCT_MGRS_BYTES, "%02d%c%c%c", zone, BAND_LETTERS[band_of(lat_deg)],
                       UTM_COLUMNS[(zone - 1) % 3][column - UTM_COLUMN_FIRST],
                       UTM_ROWS[(row + shift) % ROW_LETTERS]);
        return;
    }
    bool north = at->grid.north, east = column >= UPS_MIDDLE;
    int first = north ? UPS_NORTH_FIRST : UPS_SOUTH_FIRST, quarter = 2 * north + east;
    const char *columns = UPS_COLUMNS[quarter], *rows = UPS_ROWS[north];
    column -= east ? UPS_MIDDLE : first;
    row -= first;
    TCT_ASSERT(column >= 0 && column < (long)strlen(columns));
    TCT_ASSERT(row >= 0 && row < (long)strlen(rows));
    (void)snprintf(ret_text, TCT_MGRS_BYTES, "%c%c%c", UPS_QUARTERS[quarter], columns[column],
                   rows[row]);
}

/* Index of a letter, -1 when it is not one of them. */
static int index_of(const char *letters, char letter)
{
    const char *at = letter != '\0' ? strchr(letters, letter) : NULL;
    return at != NULL ? (int)(at - letters) : -1;
}

enum tct_status utm_to_degrees(const struct utm_place *place, struct tct_geodetic *ret_place,
                               struct tct_error *err)
{
    return to_degrees((struct grid_place){.grid = {.zone = place->zone, .north = place->north},
                                          .e_m = place->e_m,
                                          .n_m = place->n_m},
                      ret_place, err);
}

enum tct_status utm_from_degrees(struct tct_geodetic place, struct utm_place *ret_place,
                                 struct tct_error *err)
{
    struct grid grid = {.zone = zone_of(place), .north = place.lat_deg >= 0.0};
    PJ_COORD out = proj_coord(0, 0, 0, 0);
    if (!(fabs(place.lon_deg) <= 180.0 && place.lat_deg >= UTM_SOUTH_DEG &&
          place.lat_deg <= UTM_NORTH_DEG))
        return tct_fail(err, TCT_ERR_INPUT,
                        "found (%g, %g), expected a place between 80 S and 84 N", place.lon_deg,
                        place.lat_deg);
    enum tct_status status = run_projection(
        grid, PJ_FWD, proj_coord(proj_torad(place.lon_deg), proj_torad(place.lat_deg), 0, 0), &out,
        err);
    *ret_place = (struct utm_place){grid.zone, grid.north, out.xy.x, out.xy.y};
    return status;
}

int utm_band(char letter)
{
    return index_of(BAND_LETTERS, letter);
}

enum tct_status tct_mgrs_format(struct tct_geodetic place, int digits,
                                char ret_text[TCT_MGRS_BYTES], struct tct_error *err)
{
    double lon = place.lon_deg, lat = place.lat_deg;
    if (digits < 1 || digits > TCT_MGRS_DIGITS)
        return tct_fail(err, TCT_ERR_USE, "found %d digits, expected 1 to 5", digits);
    if (!(fabs(lon) <= 180.0 && fabs(lat) <= 90.0))
        return tct_fail(err, TCT_ERR_INPUT,
                        "found (%g, %g), expected longitude within 180 and latitude within 90 "
                        "degrees",
                        lon, lat);
    bool polar = lat < UTM_SOUTH_DEG || lat >= UTM_NORTH_DEG;
    struct grid_place at = {.grid = {.zone = polar ? 0 : zone_of(place), .north = lat >= 0.0}};
    PJ_COORD out = proj_coord(0, 0, 0, 0);
    enum tct_status status = run_projection(
        at.grid, PJ_FWD, proj_coord(proj_torad(lon), proj_torad(lat), 0, 0), &out, err);
    if (status != TCT_OK)
        return status;
    /* A micrometre is below the projection's own rounding and keeps whole metres whole. */
    at.e_m = floor(out.xy.x * 1e6 + 0.5) / 1e6;
    at.n_m = floor(out.xy.y * 1e6 + 0.5) / 1e6;
    if (at.grid.zone > 0 && !at.grid.north && at.n_m >= FALSE_NORTHING_M)
        at.n_m = FALSE_NORTHING_M - 1e-6; /* a whisker south of the equator stays south of it */
    write_letters(&at, lat, ret_text);
    long unit = 1;
    for (int i = digits; i < TCT_MGRS_DIGITS; i++)
        unit *= 10;
    long e = (long)floor(fmod(at.e_m, SQUARE_M)) / unit;
    long n = (long)floor(fmod(at.n_m, SQUARE_M)) / unit;
    size_t used = strlen(ret_text);
    (void)snprintf(ret_text + used, TCT_MGRS_BYTES - used, "%0*ld%0*ld", digits, e, digits, n);
    return TCT_OK;
}

static enum tct_status no_reference(const char *text, size_t bytes, struct tct_error *err)
{
    char quoted[TEXT_QUOTED_BYTES];
    return tct_fail(err, TCT_ERR_INPUT,
                    "found %s, expected an MGRS reference such as 33UXP0500444996",
                    text_quote(text, bytes, quoted));
}

/* Copies without blanks, letters as capitals; 0 when something else is in it or it is too long. */
static size_t squeeze(const char *text, size_t bytes, char ret_text[TCT_MGRS_BYTES])
{
    size_t used = 0;
    for (size_t i = 0; i < bytes; i++) {
        char c = text[i];
        if (c == ' ')
            continue;
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        bool known = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
        if (!known || used + 1 == TCT_MGRS_BYTES)
            return 0;
        ret_text[used++] = c;
    }
    ret_text[used] = '\0';
    return used;
}

static bool take_utm_letters(const char *at, int zone, struct reference *ref)
{
    if (zone < 1 || zone > ZONES)
        return false;
    int column = -1, row = -1;
    ref->band = index_of(BAND_LETTERS, at[0]);
    if (ref->band >= 0 && at[1] != '\0') {
        char columns[9];
        memcpy(columns, UTM_COLUMNS[(zone - 1) % 3], sizeof(columns));
        column = index_of(columns, at[1]);
        row = index_of(UTM_ROWS, at[2]);
    }
    if (column < 0 || row < 0)
        return false;
    int shift = zone % 2 == 0 ? EVEN_ZONE_SHIFT : 0;
    ref->grid = (struct grid){.zone = zone, .north = ref->band >= BANDS / 2};
    ref->column = column + UTM_COLUMN_FIRST;
    ref->row = (row - shift + ROW_LETTERS) % ROW_LETTERS;
    return true;
}

static bool take_ups_letters(const char *at, struct reference *ref)
{
    ref->band = index_of(UPS_QUARTERS, at[0]);
    if (ref->band < 0 || at[1] == '\0')
        return false;
    bool north = ref->band >= 2, east = ref->band % 2 == 1;
    int first = north ? UPS_NORTH_FIRST : UPS_SOUTH_FIRST;
    int column = index_of(UPS_COLUMNS[ref->band], at[1]), row = index_of(UPS_ROWS[north], at[2]);
    if (column < 0 || row < 0)
        return false;
    ref->grid = (struct grid){.zone = 0, .north = north};
    ref->column = column + (east ? UPS_MIDDLE : first);
    ref->row = row + first;
    return true;
}

/* The digits: half for the easting, half for the northing. */
static bool take_digits(const char *at, struct reference *ref)
{
    size_t digits = strlen(at), half = digits / 2;
    int64_t e = 0, n = 0;
    if (digits % 2 != 0 || half > TCT_MGRS_DIGITS)
        return false;
    if (half > 0 && (!text_integer(at, half, &e) || !text_integer(at + half, half, &n)))
        return false;
    ref->side_m = SQUARE_M;
    for (size_t i = 0; i < half; i++)
        ref->side_m /= 10.0;
    ref->e_m = (double)e * ref->side_m;
    ref->n_m = (double)n * ref->side_m;
    return true;
}

static bool take_reference(const char *text, struct reference *ref)
{
    int zone = 0;
    const char *at = text;
    for (; *at >= '0' && *at <= '9' && at - text < 2; at++)
        zone = zone * 10 + (*at - '0');
    bool letters = at > text ? take_utm_letters(at, zone, ref) : take_ups_letters(at, ref);
    return letters && take_digits(at + 3, ref);
}

bool utm_in_band(double lat_deg, int band, double side_m)
{
    static const double M_PER_DEG = 110e3, SLACK_DEG = 1e-4;
    double slack_deg = side_m / M_PER_DEG + SLACK_DEG;
    double low = UTM_SOUTH_DEG + 8.0 * band, high = band == BANDS - 1 ? UTM_NORTH_DEG : low + 8.0;
    return lat_deg >= low - slack_deg && lat_deg <= high + slack_deg;
}

static const char *back_over(const char *at, const char *text, const char *set)
{
    while (at > text && strchr(set, at[-1]) != NULL)
        at--;
    return at;
}

/* Digits in groups are an easting and a northing of one length; in others, one was lost. */
static bool is_split_evenly(const char *text, size_t bytes)
{
    static const char DIGITS[] = "0123456789", BLANKS[] = " ";
    const char *end = back_over(text + bytes, text, BLANKS), *right = back_over(end, text, DIGITS);
    const char *gap = back_over(right, text, BLANKS), *left = back_over(gap, text, DIGITS);
    const char *before = back_over(left, text, BLANKS);
    return gap == right || left == gap ||
           (gap - left == end - right && back_over(before, text, DIGITS) == before);
}

enum tct_status tct_mgrs_parse(const char *text, size_t bytes, struct tct_geodetic *ret_middle,
                               double *ret_side_m, struct tct_error *err)
{
    char squeezed[TCT_MGRS_BYTES];
    struct reference ref = {0};
    if (squeeze(text, bytes, squeezed) < 3 || !is_split_evenly(text, bytes) ||
        !take_reference(squeezed, &ref))
        return no_reference(text, bytes, err);
    struct grid_place middle = {
        .grid = ref.grid,
        .e_m = (double)ref.column * SQUARE_M + ref.e_m + ref.side_m / 2.0,
        .n_m = (double)ref.row * SQUARE_M + ref.n_m + ref.side_m / 2.0,
    };
    *ret_side_m = ref.side_m;
    if (ref.grid.zone == 0)
        return to_degrees(middle, ret_middle, err);
    /* Rows repeat every 2000 km; the band, of 890 km and once 1330 km, says which is meant. */
    for (int turn = 0; turn < 5; turn++, middle.n_m += ROW_LETTERS * SQUARE_M) {
        enum tct_status status = to_degrees(middle, ret_middle, err);
        if (status != TCT_OK || utm_in_band(ret_middle->lat_deg, ref.band, ref.side_m))
            return status;
    }
    return no_reference(text, bytes, err);
}
