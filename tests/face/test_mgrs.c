/* MGRS against GeographicLib 2.1's GeoConvert, which is another hand's work. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tacet/face/mgrs.h"

/* Longitude, latitude and what `GeoConvert -m -p 0` answers. First the edges: of bands, of zones,
 * of the widened zones, of UPS, the antimeridian, the poles; then cities; then anywhere. */
static const struct golden {
    double lon_deg, lat_deg;
    const char *text;
} GOLDEN[] = {
    {37.50000, -80.00000, "37CDM7092418039"},   {37.50000, -79.99990, "37CDM7092418050"},
    {37.50000, -72.00000, "37DDA4826910423"},   {37.50000, -71.99999, "37DDA4826910424"},
    {37.50000, -64.00000, "37EDK2663602122"},   {37.50000, -8.00000, "37MCM3468215400"},
    {37.50000, -0.00001, "37MCV3306899998"},    {37.50000, 0.00000, "37NCA3306800000"},
    {37.50000, 8.00000, "37PCJ3468284599"},     {37.50000, 55.99999, "37UDC0645207093"},
    {37.50000, 56.00000, "37VDC0645207094"},    {37.50000, 63.99999, "37VDL2663697876"},
    {37.50000, 64.00000, "37WDL2663697877"},    {37.50000, 71.99999, "37WDV4826989575"},
    {37.50000, 72.00000, "37XDV4826989576"},    {37.50000, 83.99999, "37XDP8249628320"},
    {37.50000, 84.00000, "ZGB0587871049"},      {37.50000, -80.00001, "BJW7752182962"},
    {2.99999, 60.00000, "31VDG9999951411"},     {3.00000, 60.00000, "32VJM6564066593"},
    {11.99999, 60.00000, "32VPM6729455205"},    {12.00000, 60.00000, "33VUG3270555205"},
    {3.50000, 55.90000, "31UEB3126495062"},     {5.00000, 64.00000, "31WEL9781298548"},
    {0.00000, 73.00000, "31XDB0213502930"},     {8.99999, 73.00000, "31XFB9550510279"},
    {9.00000, 73.00000, "33XUB0449410279"},     {20.99999, 73.00000, "33XXB9550510279"},
    {21.00000, 73.00000, "35XLB0449410279"},    {32.99999, 73.00000, "35XPB9550510279"},
    {33.00000, 73.00000, "37XCB0449410279"},    {41.99999, 73.00000, "37XEB9786302930"},
    {42.00000, 73.00000, "38XMG0213502930"},    {-0.00001, 73.00000, "30XWG9786302930"},
    {10.00000, 71.90000, "32WNE3467478066"},    {-180.00000, 0.00000, "01NAA6602100000"},
    {179.99999, 10.00000, "60PZS2892706908"},   {180.00000, 10.00000, "01PAM7107106908"},
    {-179.99999, -10.00000, "01LAJ7107293091"}, {0.00000, 90.00000, "ZAH0000000000"},
    {0.00000, -90.00000, "BAN0000000000"},      {90.00000, 89.00000, "ZBH1102600000"},
    {-90.00000, 89.00000, "YYH8897300000"},     {90.00000, -89.00000, "BBN1102600000"},
    {-90.00000, -89.00000, "AYN8897300000"},    {180.00000, 85.00000, "ZAN0000055457"},
    {180.00000, -85.00000, "BAG0000044542"},    {-135.00000, 84.50000, "YTM6790032099"},
    {135.00000, -81.00000, "BKE0794892051"},    {0.00000, -80.50000, "BAY0000057051"},
    {0.00000, 84.00000, "ZAA0000033272"},       {-180.00000, 84.00000, "ZAP0000066727"},
    {2.29450, 48.85822, "31UDQ4825111934"},     {37.80290, 48.01590, "37UDP1072918760"},
    {-77.03650, 38.89770, "18SUJ2339407395"},   {151.21530, -33.85680, "56HLH3490052288"},
    {33.38230, 35.18560, "36SWD3480693692"},    {-106.33396, 33.53770, "13SCT7614311695"},
    {-43.21050, -22.95190, "23KPQ8347660687"},  {35.23500, 31.77800, "36RYA1163818003"},
    {-8.00290, 12.63920, "29PPP0828597442"},    {36.82190, -1.29210, "37MBU5763457079"},
    {74.79730, 34.08370, "43SDT8129971455"},    {127.66930, 37.95350, "52SCH8309101490"},
    {38.74000, 9.03000, "37PDK7142498179"},     {46.70000, 40.20000, "38TPK4469051341"},
    {15.92252, -47.16637, "33GWH6991675934"},   {37.41121, -23.40807, "37KCQ3765710411"},
    {-156.40961, 22.62965, "04QGL6625004839"},  {121.48887, -87.62976, "BCL2443262527"},
    {-95.64085, -43.31628, "15GTN8585100674"},  {-10.70514, 89.21607, "YZG8383214478"},
    {-8.51284, 60.56306, "29VNH2670914219"},    {-125.77809, 25.03227, "10RBN1966671398"},
    {132.49631, 24.27492, "53RKG4583686948"},   {86.85067, 4.17262, "45NVE8342761209"},
    {-156.94868, 30.85407, "04RFV9614915230"},  {32.79585, 46.48144, "36TVS8432947561"},
    {-168.83577, -35.77182, "02HPF9563239199"}, {-9.81033, 65.79490, "29WMN6292797288"},
    {136.37261, 39.38831, "53SPD1820660767"},   {151.59552, 38.54331, "56SLH7760267034"},
    {108.32716, -18.90659, "49KBV1844607379"},  {156.81122, -9.96821, "57LTJ6004197308"},
    {-144.91645, 68.19600, "06WWA8635166174"},  {-101.88470, -65.52561, "14DLN6668229909"},
    {-22.98173, 83.78643, "27XVP7605704663"},   {-71.63057, 22.79669, "19QBF2994623416"},
    {-41.08815, 1.30374, "24NTG6764944199"},    {30.62668, -26.83611, "36JTR6414929510"},
    {145.51264, 15.16532, "55PCS4020577153"},   {154.42042, 32.75678, "56SPB3305825216"},
    {176.75627, 64.15210, "60WVS8814313985"},   {-121.28414, 30.82924, "10RFV6410911937"},
    {167.26786, 64.91476, "58WFT0726700877"},   {24.87870, 72.84528, "35XMA3017684455"},
    {-103.99501, 38.48706, "13SEC8764960336"},  {26.47165, 59.68943, "35VMG7025416942"},
    {-157.15419, -38.70766, "04HFC6049314046"}, {176.33017, 63.70965, "60VVR6689864833"},
};

static struct tct_error err;

static void references_are_those_of_geographiclib(void **state)
{
    (void)state;
    for (size_t i = 0; i < TCT_COUNT(GOLDEN); i++) {
        char text[TCT_MGRS_BYTES];
        struct tct_geodetic place = {GOLDEN[i].lon_deg, GOLDEN[i].lat_deg};
        assert_int_equal(tct_mgrs_format(place, 5, text, &err), TCT_OK);
        assert_string_equal(text, GOLDEN[i].text);
    }
}

/* The reference with fewer digits: each half cut, never rounded. */
static void shorten(const char *text, int digits, char ret_text[TCT_MGRS_BYTES])
{
    int letters = (int)strlen(text) - 10;
    (void)snprintf(ret_text, TCT_MGRS_BYTES, "%.*s%.*s%.*s", letters, text, digits, text + letters,
                   digits, text + letters + 5);
}

static void fewer_digits_are_cut_and_not_rounded(void **state)
{
    (void)state;
    for (size_t i = 0; i < TCT_COUNT(GOLDEN); i++) {
        for (int digits = 1; digits <= 5; digits++) {
            char text[TCT_MGRS_BYTES], expected[TCT_MGRS_BYTES];
            struct tct_geodetic place = {GOLDEN[i].lon_deg, GOLDEN[i].lat_deg};
            assert_int_equal(tct_mgrs_format(place, digits, text, &err), TCT_OK);
            shorten(GOLDEN[i].text, digits, expected);
            assert_string_equal(text, expected);
        }
    }
}

static double distance_m(struct tct_geodetic a, struct tct_geodetic b)
{
    double lat = a.lat_deg * M_PI / 180.0, lon_off = remainder(a.lon_deg - b.lon_deg, 360.0);
    return 111300.0 * hypot(lon_off * cos(lat), a.lat_deg - b.lat_deg);
}

static void a_reference_leads_back_to_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < TCT_COUNT(GOLDEN); i++) {
        for (int digits = 0; digits <= 5; digits++) {
            char text[TCT_MGRS_BYTES];
            struct tct_geodetic middle, place = {GOLDEN[i].lon_deg, GOLDEN[i].lat_deg};
            double side_m;
            shorten(GOLDEN[i].text, digits, text);
            if (tct_mgrs_parse(text, strlen(text), &middle, &side_m, &err) != TCT_OK)
                fail_msg("%s", err.text);
            assert_true(fabs(side_m - pow(10.0, 5 - digits)) < 1e-6);
            /* From the middle to a corner: half a diagonal, and 1 % for the map's scale. On the
             * pole itself longitude says nothing. */
            if (fabs(place.lat_deg) < 89.5 && fabs(middle.lat_deg) < 89.5 && digits > 1)
                assert_true(distance_m(middle, place) <= side_m * 0.7072 * 1.01 + 0.02);
        }
    }
}

static void blanks_and_small_letters_are_read(void **state)
{
    (void)state;
    struct tct_geodetic a, b;
    double side_m;
    assert_int_equal(tct_mgrs_parse("37u dP 09 17", 12, &a, &side_m, &err), TCT_OK);
    assert_int_equal(tct_mgrs_parse("37UDP0917", 9, &b, &side_m, &err), TCT_OK);
    assert_true(a.lon_deg == b.lon_deg && a.lat_deg == b.lat_deg && side_m == 1000.0);
}

static void what_is_no_reference_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "3",
                                      "37",
                                      "37U",
                                      "37UD",
                                      "61UDP0917",
                                      "0UDP0917",
                                      "37IDP0917",
                                      "37UDP091",
                                      "37UIP0917",
                                      "37UDI0917",
                                      "37UDP09-7",
                                      "37UDP12345678901",
                                      "37UDJ0917",
                                      "CAA0917",
                                      "AIA00",
                                      "ZZZ00",
                                      "37UDP09\n7"};
    for (size_t i = 0; i < TCT_COUNT(bad); i++) {
        struct tct_geodetic middle;
        double side_m;
        assert_int_equal(tct_mgrs_parse(bad[i], strlen(bad[i]), &middle, &side_m, &err),
                         TCT_ERR_INPUT);
    }
    assert_string_equal(err.text,
                        "found '37UDP09?7', expected an MGRS reference such as 33UXP0500444996");
}

static void a_place_that_is_none_is_refused(void **state)
{
    (void)state;
    char text[TCT_MGRS_BYTES];
    static const struct tct_geodetic bad[] = {
        {(double)NAN, 0}, {0, (double)NAN}, {181, 0}, {0, -91}, {(double)INFINITY, 0}};
    for (size_t i = 0; i < TCT_COUNT(bad); i++)
        assert_int_equal(tct_mgrs_format(bad[i], 5, text, &err), TCT_ERR_INPUT);
    assert_int_equal(tct_mgrs_format((struct tct_geodetic){0, 0}, 0, text, &err), TCT_ERR_USE);
    assert_int_equal(tct_mgrs_format((struct tct_geodetic){0, 0}, 6, text, &err), TCT_ERR_USE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(references_are_those_of_geographiclib),
        cmocka_unit_test(fewer_digits_are_cut_and_not_rounded),
        cmocka_unit_test(a_reference_leads_back_to_its_place),
        cmocka_unit_test(blanks_and_small_letters_are_read),
        cmocka_unit_test(what_is_no_reference_is_refused),
        cmocka_unit_test(a_place_that_is_none_is_refused),
    };
    return cmocka_run_group_tests_name("mgrs", tests, NULL, NULL);
}
