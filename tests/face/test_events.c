/* Events: what is written, that it comes back, and what wrong lines are told. */
#include "bench.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tacet/face/events.h"

static const char LOCAL[] = "name: a\nframe: local\nstations: stations.csv\n"
                            "parties: [{id: north}, {id: south}]\nline: [[-9, 0], [9, 0]]\n";
static const char DEGREES[] = "name: a\nframe: wgs84\norigin: [37, 48]\nstations: stations.csv\n";

/* 2026-01-01T00:00:00Z */
static const int64_t START_NS = INT64_C(1767225600000000000);

static struct tct_detection heard[3];
static struct tct_arrival arrivals[3];

/* An event whose covariance and ellipse agree: axes of 30 and 10 m (1 sigma), the long one at 30
 * degrees. */
static struct tct_event example(void)
{
    heard[0] = tct_detection_at(1, START_NS + 2000000001);
    heard[1] = tct_detection_at(0, START_NS + 1000000000);
    heard[2] = tct_detection_at(1, START_NS + 500);
    arrivals[0] = (struct tct_arrival){0, 0.0021, 0.98, true, TCT_PHASE_BLAST};
    arrivals[1] = (struct tct_arrival){1, -0.001, 1.0, true, TCT_PHASE_BLAST};
    arrivals[2] = (struct tct_arrival){2, 0.5, 0.0, false, TCT_PHASE_SHOCK_WAVE};
    double s = 0.5, c = sqrt(0.75), major = 900.0, minor = 100.0;
    return (struct tct_event){
        .status = TCT_EVENT_LOCATED,
        .time_ns = START_NS + 123456789,
        .time_sigma_s = 0.003,
        .x_m = 1234.5678,
        .y_m = -20.0,
        .z_m = 5.0,
        .covariance_m2 = {major * s * s + minor * c * c, (major - minor) * s * c,
                          major * c * c + minor * s * s},
        .ellipse95 = {30.0 * 2.4477, 10.0 * 2.4477, M_PI / 6},
        .azimuth_rad = (double)NAN,
        .azimuth_sigma_rad = (double)NAN,
        .classified = true,
        .class_p = {0.9, 0.0, 0.1, 0.0},
        .has_side = true,
        .side_p = {0.97, 0.01, 0.02},
        .arrivals = arrivals,
        .arrival_count = 3,
        .station_count = 2,
        .gap_rad = M_PI / 2,
        .rms_s = 0.0031,
        .log_odds = 12.5,
        .shots_of_place = 7,
    };
}

static char *written(struct bench *b, const struct tct_event *event,
                     const struct tct_event_notes *notes)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    if (tct_event_write(out, &b->sector, heard, event, notes, &b->err) != TCT_OK)
        fail_msg("%s", b->err.text);
    (void)fclose(out);
    return text;
}

static struct tct_event_set read_text(struct bench *b, const char *text)
{
    struct tct_event_set set;
    FILE *file = bench_stream(text);
    if (tct_events_read(file, "e", &b->sector, &b->arena, &b->warnings, &set, &b->err) != TCT_OK)
        fail_msg("%s", b->err.text);
    (void)fclose(file);
    return set;
}

static void an_event_is_written_as_agreed(void **state)
{
    struct bench *b = *state;
    static const char *const WARNINGS[] = {"clock of S2 is off by 2.4 s"};
    struct tct_event_notes notes = {.revision = 3, .warnings = WARNINGS, .warning_count = 1};
    bench_must_open(b, LOCAL);
    struct tct_event event = example();
    char id[TCT_EVENT_ID_BYTES], expected[2048];
    tct_event_id(&b->sector, heard, &event, id);
    (void)snprintf(
        expected, sizeof(expected),
        "{\"id\":\"%s\",\"status\":\"located\",\"time\":\"2026-01-01T00:00:00.123457Z\","
        "\"time_sigma_s\":0.003,\"x_m\":1234.568,\"y_m\":-20.0,\"z_m\":5.0,"
        "\"covariance_m2\":[[300.0,346.41],[346.41,700.0]],"
        "\"ellipse95\":{\"semi_major_m\":73.431,\"semi_minor_m\":24.477,\"azimuth_deg\":30.0},"
        "\"class\":{\"muzzle_blast\":0.9,\"shock_wave\":0.0,\"explosion\":0.1,\"other\":0.0},"
        "\"side\":{\"north\":0.97,\"south\":0.01,\"undetermined\":0.02},\"arrivals\":["
        "{\"station\":\"S2\",\"time\":\"2026-01-01T00:00:02.000000001Z\",\"residual_s\":0.0021,"
        "\"weight\":0.98,\"used\":true},"
        "{\"station\":\"S1\",\"time\":\"2026-01-01T00:00:01Z\",\"residual_s\":-0.001,"
        "\"weight\":1.0,\"used\":true},"
        "{\"station\":\"S2\",\"time\":\"2026-01-01T00:00:00.0000005Z\",\"residual_s\":0.5,"
        "\"weight\":0.0,\"used\":false,\"phase\":\"shock_wave\"}],"
        "\"quality\":{\"stations\":2,\"gap_deg\":90.0,\"rms_s\":0.0031,\"log_odds\":12.5,"
        "\"shots_of_place\":7},"
        "\"revision\":3,\"warnings\":[\"clock of S2 is off by 2.4 s\"]}\n",
        id);
    char *text = written(b, &event, &notes);
    assert_string_equal(text, expected);
    free(text);
}

static void a_name_follows_from_the_first_used_arrival(void **state)
{
    struct bench *b = *state;
    char id[TCT_EVENT_ID_BYTES], other[TCT_EVENT_ID_BYTES];
    bench_must_open(b, LOCAL);
    struct tct_event event = example();
    tct_event_id(&b->sector, heard, &event, id);
    assert_int_equal(strlen(id), TCT_EVENT_ID_BYTES - 1);
    assert_int_equal(strspn(id, "abcdefghijklmnopqrstuvwxyz234567"), TCT_EVENT_ID_BYTES - 1);
    struct tct_arrival first = arrivals[0];
    arrivals[0] = arrivals[1];
    arrivals[1] = first;
    tct_event_id(&b->sector, heard, &event, other);
    assert_string_equal(id, other);
    heard[0].onset_ns++;
    tct_event_id(&b->sector, heard, &event, other);
    assert_string_equal(id, other);
    heard[1].onset_ns++;
    tct_event_id(&b->sector, heard, &event, other);
    assert_string_not_equal(id, other);
}

static void what_is_not_known_is_not_written(void **state)
{
    struct bench *b = *state;
    bench_must_open(b, LOCAL);
    struct tct_event event = example();
    const double unknown = (double)NAN;
    event.status = TCT_EVENT_NOT_CONSTRAINED;
    event.reason = "fewer than 4 stations";
    event.x_m = event.y_m = event.z_m = event.time_sigma_s = event.gap_rad = event.rms_s = unknown;
    event.log_odds = unknown;
    event.shots_of_place = 0;
    event.classified = event.has_side = false;
    event.arrival_count = 1;
    arrivals[0].residual_s = unknown;
    char *text = written(b, &event, NULL);
    const char *from = strstr(text, "\"status\"");
    assert_non_null(from);
    assert_string_equal(
        from, "\"status\":\"not_constrained\",\"reason\":\"fewer than 4 stations\","
              "\"time\":\"2026-01-01T00:00:00.123457Z\",\"arrivals\":[{\"station\":\"S2\","
              "\"time\":\"2026-01-01T00:00:02.000000001Z\",\"weight\":0.98,\"used\":true}]"
              ",\"quality\":{\"stations\":2},\"revision\":1,\"warnings\":[]}\n");
    free(text);
}

static bool near(double a, double b, double tolerance)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) <= tolerance;
}

static void expect_same_event(const struct tct_event *there, const struct tct_event *back,
                              double place_m)
{
    assert_int_equal(back->status, there->status);
    assert_true(llabs(back->time_ns - there->time_ns) <= 500);
    assert_true(near(back->time_sigma_s, there->time_sigma_s, 1e-6));
    assert_true(near(back->x_m, there->x_m, place_m) && near(back->y_m, there->y_m, place_m));
    assert_true(near(back->z_m, there->z_m, 1e-3));
    for (size_t i = 0; i < 3; i++)
        assert_true(near(back->covariance_m2[i], there->covariance_m2[i], 0.01));
    assert_true(near(back->ellipse95.semi_major_m, there->ellipse95.semi_major_m, 1e-3));
    assert_true(near(back->ellipse95.azimuth_rad, there->ellipse95.azimuth_rad, 1e-4));
    assert_true(near(back->azimuth_rad, there->azimuth_rad, 1e-4));
    assert_int_equal(back->has_side, there->has_side);
    for (size_t i = 0; i < TCT_SIDE_COUNT; i++)
        assert_true(near(back->side_p[i], there->side_p[i], 1e-6));
    for (size_t i = 0; i < TCT_CLASS_COUNT; i++)
        assert_true(near(back->class_p[i], there->class_p[i], 1e-6));
    assert_int_equal(back->arrival_count, there->arrival_count);
    assert_int_equal(back->station_count, there->station_count);
    assert_true(near(back->gap_rad, there->gap_rad, 1e-4));
    assert_true(near(back->rms_s, there->rms_s, 1e-6));
    assert_true(near(back->log_odds, there->log_odds, 0.01));
    assert_int_equal(back->shots_of_place, there->shots_of_place);
}

static void what_is_written_is_read_again(void **state)
{
    struct bench *b = *state;
    bench_must_open(b, LOCAL);
    struct tct_event event = example();
    char *text = written(b, &event, NULL);
    struct tct_event_set set = read_text(b, text);
    assert_int_equal(set.count, 1);
    expect_same_event(&event, &set.events[0], 1e-3);
    for (size_t i = 0; i < 3; i++) {
        const struct tct_arrival *arrival = &set.events[0].arrivals[i];
        assert_int_equal(set.detections[arrival->detection].station, heard[i].station);
        assert_true(set.detections[arrival->detection].onset_ns == heard[i].onset_ns);
        assert_int_equal(arrival->used, arrivals[i].used);
        assert_int_equal(arrival->phase, arrivals[i].phase);
    }
    assert_int_equal(tct_warnings_skipped(&b->warnings), 0);
    free(text);
}

static void a_geodetic_event_is_turned_to_true_north_and_back(void **state)
{
    struct bench *b = *state;
    bench_write_file(b, "stations.csv",
                     "id,lon,lat,position_sigma_m,clock_sigma_s\n"
                     "S1,37,48,1,0\nS2,38.5,48.2,1,0\n");
    bench_must_open(b, DEGREES);
    struct tct_event event = example();
    event.x_m = 110e3;
    event.y_m = 22e3;
    event.has_side = false;
    memset(event.side_p, 0, sizeof(event.side_p));
    char *text = written(b, &event, NULL);
    json_t *object = json_loads(text, 0, NULL);
    assert_non_null(object);
    struct tct_geodetic at =
        tct_frame_to_geodetic(b->sector.frame, (struct tct_plane){110e3, 22e3});
    assert_true(near(json_real_value(json_object_get(object, "lon")), at.lon_deg, 1e-7));
    assert_true(near(json_real_value(json_object_get(object, "height_m")), 5.0, 1e-9));
    double north_deg =
        tct_frame_true_north_rad(b->sector.frame, (struct tct_plane){110e3, 22e3}) * 180.0 / M_PI;
    assert_true(fabs(north_deg) > 1.0);
    double azimuth_deg =
        json_real_value(json_object_get(json_object_get(object, "ellipse95"), "azimuth_deg"));
    assert_true(near(azimuth_deg, 30.0 - north_deg, 0.006));
    /* The covariance's own long axis must point where the ellipse says. */
    json_t *rows = json_object_get(object, "covariance_m2");
    double ee = json_real_value(json_array_get(json_array_get(rows, 0), 0));
    double en = json_real_value(json_array_get(json_array_get(rows, 0), 1));
    double nn = json_real_value(json_array_get(json_array_get(rows, 1), 1));
    assert_true(near(0.5 * atan2(2.0 * en, nn - ee) * 180.0 / M_PI, azimuth_deg, 0.01));
    json_decref(object);
    struct tct_event_set set = read_text(b, text);
    assert_int_equal(set.count, 1);
    expect_same_event(&event, &set.events[0], 2e-3);
    free(text);
}

static void a_bearing_is_read_again(void **state)
{
    struct bench *b = *state;
    bench_must_open(b, LOCAL);
    struct tct_event event = example();
    const double unknown = (double)NAN;
    event.status = TCT_EVENT_BEARING_ONLY;
    event.reason = "one array alone";
    event.x_m = event.y_m = event.z_m = unknown;
    event.covariance_m2[0] = event.covariance_m2[1] = event.covariance_m2[2] = unknown;
    event.ellipse95 = (struct tct_ellipse){unknown, unknown, unknown};
    event.azimuth_rad = 1.25;
    event.azimuth_sigma_rad = 0.02;
    char *text = written(b, &event, NULL);
    struct tct_event_set set = read_text(b, text);
    assert_int_equal(set.count, 1);
    expect_same_event(&event, &set.events[0], 0);
    assert_string_equal(set.events[0].reason, "one array alone");
    free(text);
}

#define PLACE "\"time\":\"2026-01-01T00:00:00Z\",\"x_m\":1,\"y_m\":2"

static void the_highest_revision_counts(void **state)
{
    struct bench *b = *state;
    bench_must_open(b, LOCAL);
    struct tct_event_set set = read_text(
        b, "{\"id\":\"b\"," PLACE ",\"revision\":2,\"z_m\":2}\n{\"id\":\"b\"," PLACE ",\"z_m\":1}\n"
           "{\"id\":\"a\"," PLACE ",\"z_m\":3}\n{\"id\":\"a\"," PLACE ",\"z_m\":4}\n");
    assert_int_equal(set.count, 2);
    assert_string_equal(set.ids[0], "a");
    assert_true(set.events[0].z_m == 4.0);
    assert_true(set.events[1].z_m == 2.0);
    assert_int_equal(set.revisions[1], 2);
}

static void wrong_lines_are_told_and_skipped(void **state)
{
    struct bench *b = *state;
    bench_must_open(b, LOCAL);
    struct tct_event_set set = read_text(
        b, "{" PLACE "}\n"
           "{\"id\":\"a\",\"status\":\"lost\"," PLACE "}\n"
           "{\"id\":\"a\",\"time\":\"2026-01-01T00:00:00Z\"}\n"
           "{\"id\":\"a\"," PLACE ",\"covariance_m2\":[[1,2],[2,1]]}\n"
           "{\"id\":\"a\"," PLACE ",\"side\":{\"north\":2}}\n"
           "{\"id\":\"a\"," PLACE ",\"arrivals\":[{\"station\":\"S7\"},{\"station\":\"S1\","
           "\"time\":\"2026-01-01T00:00:01Z\"}]}\n");
    assert_int_equal(set.count, 1);
    assert_int_equal(set.events[0].arrival_count, 1);
    bench_expect_said(
        b, "e:1: found nothing, expected id as text\n"
           "e:2: found \"lost\", expected status as located, bearing_only or not_constrained\n"
           "e:3: found nothing, expected x_m and y_m, or lon and lat, within the sector\n"
           "e:4: found [[1,2],[2,1]], expected covariance_m2 as [[xx, xy], [xy, yy]]\n"
           "e:5: found 2, expected north as a number from 0 to 1\n"
           "e:6: found \"S7\", expected station as the id of a station of the sector\n");
}

static size_t features_of_kind(const json_t *root, const char *kind, const json_t **ret_last)
{
    size_t count = 0, i;
    json_t *feature;
    json_array_foreach(json_object_get(root, "features"), i, feature)
    {
        const json_t *properties = json_object_get(feature, "properties");
        if (strcmp(json_string_value(json_object_get(properties, "kind")), kind) == 0) {
            count++;
            *ret_last = json_object_get(json_object_get(feature, "geometry"), "coordinates");
        }
    }
    return count;
}

static struct tct_plane near_corners[4] = {
    {1200.0, -50.0}, {1270.0, -50.0}, {1270.0, 10.0}, {1200.0, 10.0}};
static struct tct_plane far_corners[3] = {{4000.0, 900.0}, {4100.0, 900.0}, {4050.0, 1000.0}};
static struct tct_outline outlines[2] = {{near_corners, 4}, {far_corners, 3}};

/* Writes an event with this many parts of a region and reads it again. */
static void expect_region_back(struct bench *b, size_t parts, const char *type)
{
    struct tct_event event = example();
    event.region95 = outlines;
    event.region95_count = parts;
    event.elsewhere_p = 0.45;
    char *text = written(b, &event, NULL);
    assert_non_null(strstr(text, type));
    bool told = strstr(text, "with 0.45 it is in another part of its region") != NULL;
    assert_int_equal(told, parts > 1);
    struct tct_event_set set = read_text(b, text);
    free(text);
    assert_int_equal(set.count, 1);
    assert_int_equal(set.events[0].region95_count, parts);
    for (size_t i = 0; i < parts; i++) {
        const struct tct_outline *back = &set.events[0].region95[i];
        assert_int_equal(back->count, outlines[i].count);
        for (size_t k = 0; k < back->count; k++)
            assert_true(near(back->corners[k].x_m, outlines[i].corners[k].x_m, 0.002) &&
                        near(back->corners[k].y_m, outlines[i].corners[k].y_m, 0.002));
    }
}

static void a_region_in_parts_is_read_again(void **state)
{
    struct bench *b = *state;
    bench_must_open(b, LOCAL);
    expect_region_back(b, 1, "\"region95\":{\"type\":\"Polygon\"");
    expect_region_back(b, 2, "\"region95\":{\"type\":\"MultiPolygon\"");
}

static void a_region_in_degrees_is_read_again(void **state)
{
    struct bench *b = *state;
    bench_write_file(b, "stations.csv",
                     "id,lon,lat,position_sigma_m,clock_sigma_s\n"
                     "S1,37,48,1,0\nS2,37.01,48.01,1,0\n");
    bench_must_open(b, DEGREES);
    expect_region_back(b, 2, "\"region95\":{\"type\":\"MultiPolygon\"");
}

static void a_region_that_is_none_is_told(void **state)
{
    struct bench *b = *state;
    bench_must_open(b, LOCAL);
    struct tct_event_set set = read_text(
        b,
        "{\"id\":\"a\"," PLACE ",\"region95\":{\"type\":\"Point\",\"coordinates\":[1,2]}}\n"
        "{\"id\":\"a\"," PLACE ",\"region95\":{\"type\":\"Polygon\",\"coordinates\":[[[1,2]]]}}\n"
        "{\"id\":\"a\"," PLACE ",\"region95\":null}\n");
    assert_int_equal(set.count, 1);
    assert_int_equal(set.events[0].region95_count, 0);
    bench_expect_said(b,
                      "e:1: found {\"type\":\"Point\",\"coordinates\":[1,2]}, expected region95 as "
                      "a GeoJSON Polygon or MultiPolygon\n"
                      "e:2: found {\"type\":\"Polygon\",\"coordinates\":[[[1,2]]]}, expected "
                      "region95 as a GeoJSON Polygon or MultiPolygon\n");
}

static void a_region_takes_the_place_of_the_ellipse(void **state)
{
    struct bench *b = *state;
    bench_must_open(b, LOCAL);
    struct tct_event event = example();
    event.region95 = outlines;
    event.region95_count = 2;
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    assert_int_equal(tct_events_write_geojson(out, &b->sector, heard, &event, 1, &b->err), TCT_OK);
    (void)fclose(out);
    json_t *root = json_loads(text, 0, NULL);
    const json_t *last = NULL;
    assert_int_equal(features_of_kind(root, "ellipse95", &last), 0);
    assert_int_equal(features_of_kind(root, "region95", &last), 1);
    assert_int_equal(json_array_size(last), 2);
    json_decref(root);
    free(text);
}

static void geojson_shows_events_stations_and_line(void **state)
{
    struct bench *b = *state;
    bench_must_open(b, LOCAL);
    struct tct_event events[2] = {example(), example()};
    events[1].status = TCT_EVENT_NOT_CONSTRAINED;
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    assert_int_equal(tct_events_write_geojson(out, &b->sector, heard, events, 2, &b->err), TCT_OK);
    (void)fclose(out);
    json_t *root = json_loads(text, 0, NULL);
    assert_non_null(root);
    const json_t *last = NULL;
    assert_int_equal(features_of_kind(root, "event", &last), 1);
    assert_int_equal(json_array_size(last), 3);
    assert_int_equal(features_of_kind(root, "station", &last), 2);
    assert_int_equal(features_of_kind(root, "line", &last), 1);
    assert_int_equal(features_of_kind(root, "ellipse95", &last), 1);
    const json_t *ring = json_array_get(last, 0);
    assert_int_equal(json_array_size(ring), 65);
    assert_true(json_equal(json_array_get(ring, 0), json_array_get(ring, 64)));
    double area_m2 = 0.0;
    for (size_t i = 0; i < 64; i++) {
        const json_t *p = json_array_get(ring, i), *q = json_array_get(ring, i + 1);
        area_m2 +=
            (json_number_value(json_array_get(p, 0)) * json_number_value(json_array_get(q, 1)) -
             json_number_value(json_array_get(q, 0)) * json_number_value(json_array_get(p, 1))) /
            2.0;
    }
    /* Counter-clockwise, and 64 corners hold 99.8 % of the ellipse. */
    assert_true(near(area_m2 / (M_PI * 73.431 * 24.477), 0.9984, 0.0005));
    assert_non_null(json_object_get(root, "crs"));
    json_decref(root);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(an_event_is_written_as_agreed),
        BENCH_TEST(a_name_follows_from_the_first_used_arrival),
        BENCH_TEST(what_is_not_known_is_not_written),
        BENCH_TEST(what_is_written_is_read_again),
        BENCH_TEST(a_geodetic_event_is_turned_to_true_north_and_back),
        BENCH_TEST(a_bearing_is_read_again),
        BENCH_TEST(the_highest_revision_counts),
        BENCH_TEST(wrong_lines_are_told_and_skipped),
        BENCH_TEST(a_region_in_parts_is_read_again),
        BENCH_TEST(a_region_in_degrees_is_read_again),
        BENCH_TEST(a_region_that_is_none_is_told),
        BENCH_TEST(a_region_takes_the_place_of_the_ellipse),
        BENCH_TEST(geojson_shows_events_stations_and_line),
    };
    return cmocka_run_group_tests_name("events", tests, NULL, NULL);
}
