/* Positions as people write them. Expected values are GeographicLib's (GeoConvert). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "tacet/face/position.h"

static const struct tct_geodetic YEREVAN = {44.5012, 40.2084};
static struct tct_error err;

static struct tct_position_read parsed(const char *text)
{
    struct tct_position_read read;
    if (tct_position_parse(text, strlen(text), &YEREVAN, &read, &err) != TCT_OK)
        fail_msg("%s: %s", text, err.text);
    return read;
}

/* Within `m` metres of a latitude and longitude, and of the kind and the precision that it has. */
static void check(const char *text, enum tct_position_kind kind, double lat, double lon, double m,
                  double sigma_low_m, double sigma_high_m)
{
    struct tct_position_read read = parsed(text);
    double off_m = tct_position_distance_m(read.place, (struct tct_geodetic){lon, lat}, NULL);
    if (read.kind != kind || !(off_m <= m) ||
        !(read.sigma_m >= sigma_low_m && read.sigma_m <= sigma_high_m))
        fail_msg("%s: kind %d, %.6f %.6f, %.2f m off, sigma %.3f m", text, read.kind,
                 read.place.lat_deg, read.place.lon_deg, off_m, read.sigma_m);
}

static void every_form_is_read(void **state)
{
    (void)state;
    const double LAT = 40.2084, LON = 44.5012;
    check("38TMK5755251007", TCT_POSITION_MGRS, LAT, LON, 1.0, 0.2, 0.4);
    check("38t mk 57552 51007", TCT_POSITION_MGRS, LAT, LON, 1.0, 0.2, 0.4);
    check("38TMK575510", TCT_POSITION_MGRS, LAT, LON, 100.0, 25.0, 35.0);
    check("38N 457552.2 4451007.3", TCT_POSITION_UTM, LAT, LON, 1.0, 0.01, 0.05);
    check("38 N 457552E 4451007N", TCT_POSITION_UTM, LAT, LON, 1.5, 0.2, 0.4);
    check("38T 457552 4451007", TCT_POSITION_UTM, LAT, LON, 1.5, 0.2, 0.4);
    check("40.2084, 44.5012", TCT_POSITION_DECIMAL, LAT, LON, 0.1, 2.0, 5.0);
    check("40.2084 44.5012", TCT_POSITION_DECIMAL, LAT, LON, 0.1, 2.0, 5.0);
    check("40.2084N 44.5012E", TCT_POSITION_DECIMAL, LAT, LON, 0.1, 2.0, 5.0);
    check("E 44.5012, N 40.2084", TCT_POSITION_DECIMAL, LAT, LON, 0.1, 2.0, 5.0);
    check("40,2084; 44,5012", TCT_POSITION_DECIMAL, LAT, LON, 0.1, 2.0, 5.0);
    check("40,2084, 44,5012", TCT_POSITION_DECIMAL, LAT, LON, 0.1, 2.0, 5.0);
    check("40°12'30.2\"N 44°30'04.3\"E", TCT_POSITION_DMS, LAT, LON, 3.0, 0.5, 1.5);
    check("40° 12′ 30.2″ N, 44° 30′ 4.3″ E", TCT_POSITION_DMS, LAT, LON, 3.0, 0.5, 1.5);
    check("40º12'30''n 44º30'4''e", TCT_POSITION_DMS, LAT, LON, 20.0, 5.0, 12.0);
    check("N40 12.504 E44 30.072", TCT_POSITION_DMS, LAT, LON, 1.5, 0.3, 1.0);
    check("40d12m30sN 44d30m4sE", TCT_POSITION_DMS, LAT, LON, 20.0, 5.0, 12.0);
    check("40°12.504'N 44°30.072'E", TCT_POSITION_DMS, LAT, LON, 1.5, 0.3, 1.0);
    check("40:12:30N 44:30:04E", TCT_POSITION_DMS, LAT, LON, 20.0, 5.0, 12.0);
    check("40.2084N44.5012E", TCT_POSITION_DECIMAL, LAT, LON, 0.1, 2.0, 5.0);
    check("44.5012E40.2084N", TCT_POSITION_DECIMAL, LAT, LON, 0.1, 2.0, 5.0);
    check("N40.2084E44.5012", TCT_POSITION_DECIMAL, LAT, LON, 0.1, 2.0, 5.0);
    check("38N 457552E4451007N", TCT_POSITION_UTM, LAT, LON, 1.5, 0.2, 0.4);
    check("38T MK 57552 51007", TCT_POSITION_MGRS, LAT, LON, 1.0, 0.2, 0.4);
    check("40°12'30N 44°30'04E", TCT_POSITION_DMS, LAT, LON, 20.0, 5.0, 12.0);
    check("٤٠٫٢٠٨٤، ٤٤٫٥٠١٢", TCT_POSITION_DECIMAL, LAT, LON, 0.1, 2.0, 5.0);
    check("  40.2084\xc2\xa0,\xe2\x80\x89"
          "44.5012 ",
          TCT_POSITION_DECIMAL, LAT, LON, 0.1, 2.0, 5.0);
}

static void the_south_and_the_west_are_read(void **state)
{
    (void)state;
    struct tct_geodetic sydney = {151.2093, -33.8688};
    struct tct_position_read read;
    const char *zone = "56S 334369 6250948";
    assert_int_equal(tct_position_parse(zone, strlen(zone), &sydney, &read, &err), TCT_OK);
    assert_true(tct_position_distance_m(read.place, sydney, NULL) < 2.0);
    assert_int_equal(tct_position_parse(zone, strlen(zone), NULL, &read, &err), TCT_OK);
    assert_true(tct_position_distance_m(read.place, sydney, NULL) < 2.0);
    const char *either = "56S 334369 4250948"; /* in the band S, too */
    assert_int_equal(tct_position_parse(either, strlen(either), NULL, &read, &err), TCT_ERR_INPUT);
    assert_int_equal(tct_position_parse(either, strlen(either), &sydney, &read, &err), TCT_OK);
    assert_true(read.place.lat_deg < 0.0);
    const char *degrees = "33°52'08S 151°12'33E";
    assert_int_equal(tct_position_parse(degrees, strlen(degrees), &sydney, &read, &err), TCT_OK);
    assert_true(tct_position_distance_m(read.place, sydney, NULL) < 30.0);
    const char *minus = "-33.8688, -71.5";
    assert_int_equal(tct_position_parse(minus, strlen(minus), NULL, &read, &err), TCT_OK);
    assert_true(read.place.lat_deg == -33.8688 && read.place.lon_deg == -71.5);
}

static void what_can_be_misread_is_refused(void **state)
{
    (void)state;
    static const char *const WRONG[] = {
        "",
        "near the well",
        "40,44",
        "40.2084",
        "40.2084N 44.5012",
        "40.2084N 44.5012N",
        "-40.2N 44.5E",
        "91.0, 44.5",
        "40.2, 181",
        "40°72'00\"N 44°30'00\"E",
        "40.2.1, 44.5",
        "0x28, 44",
        "nan, nan",
        "1e1, 2e1",
        "61N 457552 4451007",
        "38N 57547 4451087",
        "38N 457547 14451087",
        "38TMK57552510071",
        "38TMK575525100",
        "38TMK 5755 251007",
        "38TMK 57552 5100 7",
        "38TMK 575 52 510 07",
        "38TMK 57 55 25 10",
        "38C 457552 4451007",
        "38X 457552 4451007",
        "40.5°30'N 44.5°E",
        "40°12.5'30\"N 44°30'E",
        "40.2084N44.5012E5",
        "38IMK5755251007",
        "40.2084, 44.5012, 800",
        "40.2084, 44.5012'); DROP TABLE reports;--",
        "\xff\xfe",
        "40.2084\n44.5012",
    };
    for (size_t i = 0; i < TCT_COUNT(WRONG); i++) {
        struct tct_position_read read;
        if (tct_position_parse(WRONG[i], strlen(WRONG[i]), &YEREVAN, &read, &err) == TCT_OK)
            fail_msg("'%s' was read as %.6f %.6f", WRONG[i], read.place.lat_deg,
                     read.place.lon_deg);
    }
}

static void exchanged_numbers_are_named(void **state)
{
    (void)state;
    struct tct_position_read read;
    const char *text = "44.5012, 40.2084";
    assert_int_equal(tct_position_parse(text, strlen(text), &YEREVAN, &read, &err), TCT_ERR_INPUT);
    assert_non_null(strstr(err.text, "exchanged they are in it"));
    static const struct tct_geodetic SEOUL = {126.98, 37.57};
    text = "126.98, 37.57"; /* a latitude that is none */
    assert_int_equal(tct_position_parse(text, strlen(text), &SEOUL, &read, &err), TCT_ERR_INPUT);
    assert_non_null(strstr(err.text, "exchanged they are in it"));
}

static void every_form_is_written_and_read_back(void **state)
{
    (void)state;
    static const char *const EXPECTED[TCT_POSITION_KIND_COUNT] = {
        "38TMK5755251007", "38N 457552 4451007", "40°12'30.2\"N 44°30'04.3\"E",
        "40.20840, 44.50120"};
    char text[TCT_POSITION_BYTES];
    for (int kind = 0; kind < TCT_POSITION_KIND_COUNT; kind++) {
        assert_int_equal(tct_position_format(YEREVAN, (enum tct_position_kind)kind, text, &err),
                         TCT_OK);
        assert_string_equal(text, EXPECTED[kind]);
        struct tct_position_read read = parsed(text);
        assert_int_equal(read.kind, kind);
        assert_true(tct_position_distance_m(read.place, YEREVAN, NULL) < 2.0);
    }
    struct tct_geodetic round = {-0.00001, -59.999999};
    assert_int_equal(tct_position_format(round, TCT_POSITION_DMS, text, &err), TCT_OK);
    assert_string_equal(text, "60°00'00.0\"S 0°00'00.0\"W");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_is_read),
        cmocka_unit_test(the_south_and_the_west_are_read),
        cmocka_unit_test(what_can_be_misread_is_refused),
        cmocka_unit_test(exchanged_numbers_are_named),
        cmocka_unit_test(every_form_is_written_and_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
