/* Sectors: what is read, and the one line that each wrong file gets. */
#include "bench.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Expects failure with `message`, in which the folder is left out. */
static void expect_refused(struct bench *b, const char *yaml, const char *message)
{
    assert_int_not_equal(bench_open(b, yaml), TCT_OK);
    const char *text = b->err.text;
    if (strncmp(text, b->folder, strlen(b->folder)) == 0)
        text += strlen(b->folder) + 1;
    assert_string_equal(text, message);
}

static void a_local_sector_is_read(void **state)
{
    struct bench *b = *state;
    bench_write_file(b, "weather.csv",
                     "time,temperature_c,wind_speed_m_s,wind_from_deg\n"
                     "2026-01-01T01:00:00Z,5,2,90\n2026-01-01T00:00:00Z,4,0,\n");
    bench_must_open(b, "name: North valley\nframe: local\n"
                       "parties: [{id: north, name: The north}, {id: south}]\n"
                       "line: [[-500, 0], [500, 0], [500, 0]]\nstations: stations.csv\n"
                       "weather: weather.csv\nterrain: dem.tif\n"
                       "propagation: {travel_time_floor_s: 0.02}\n");
    const struct tct_sector *s = &b->sector;
    assert_string_equal(s->name, "North valley");
    assert_string_equal(s->parties[0].name, "The north");
    assert_string_equal(s->parties[1].name, "south");
    assert_int_equal(s->network.station_count, 2);
    assert_true(s->network.stations[0].x_m == 100.0 && s->network.stations[0].z_m == 3.0);
    assert_true(s->network.stations[1].y_m == 250.0 && s->network.stations[1].z_m == 0.0);
    assert_int_equal(tct_sector_station(s, "S2", 2), 1);
    assert_int_equal(tct_sector_station(s, "S3", 2), -1);
    assert_int_equal(tct_sector_station(s, "S", 1), -1);
    assert_int_equal(tct_sector_station(s, "S2\0", 3), -1);
    assert_int_equal(s->network.line_count, 2);
    assert_int_equal(s->network.weather_count, 2);
    assert_true(s->network.weather[0].temperature_c == 4.0);
    assert_true(fabs(s->network.weather[1].wind_from_rad - M_PI / 2) < 1e-12);
    assert_true(s->network.propagation.floor_s == 0.02);
    assert_true(s->network.propagation.fraction == 0.003);
    assert_non_null(strstr(s->terrain, "/dem.tif"));
    assert_int_equal(tct_warnings_skipped(&b->warnings), 0);
}

static void the_file_may_be_named_itself(void **state)
{
    struct bench *b = *state;
    char path[128];
    bench_write_file(b, "other.yaml", "name: a\nframe: local\nstations: stations.csv\n");
    (void)snprintf(path, sizeof(path), "%s/other.yaml", b->folder);
    assert_int_equal(tct_sector_open(path, &b->arena, NULL, &b->sector, &b->err), TCT_OK);
    assert_string_equal(b->sector.folder, b->folder);
}

static void a_geodetic_sector_stands_around_its_stations(void **state)
{
    struct bench *b = *state;
    /* S3 has longitude and latitude swapped: it must not drag the origin along. */
    bench_write_file(b, "stations.csv",
                     "id,lon,lat,height_m,position_sigma_m,clock_sigma_s\n"
                     "S1,37.800,48.010,120,1,0.001\nS2,37.900,48.030,130,1,0.001\n"
                     "S3,48.0,37.8,130,1,0.001\nS4,95,-95,0,1,0.001\n");
    bench_write_file(
        b, "line.geojson",
        "{\"type\":\"Feature\",\"properties\":null,\"geometry\":{\"type\":\"LineString\","
        "\"coordinates\":[[37.8,48.02],[37.9,48.02,5]]}}");
    bench_must_open(b, "name: a\nframe: wgs84\nstations: stations.csv\nline: line.geojson\n");
    const struct tct_sector *s = &b->sector;
    assert_int_equal(s->network.station_count, 2);
    struct tct_geodetic origin = tct_frame_to_geodetic(s->frame, (struct tct_plane){0, 0});
    assert_true(fabs(origin.lon_deg - 37.85) < 1e-9 && fabs(origin.lat_deg - 48.02) < 1e-9);
    /* 0.05 degree west at 48 north is 3.73 km, 0.01 degree south 1.11 km. */
    assert_true(fabs(s->network.stations[0].x_m + 3729.6) < 5.0);
    assert_true(fabs(s->network.stations[0].y_m + 1112.0) < 5.0);
    assert_true(fabs(s->network.line[0].y_m) < 5.0);
    bench_expect_said(b,
                      "@/stations.csv:5: found '-95', expected lat as a number from -90 to 90\n"
                      "@/stations.csv:4: found (48, 37.8), expected a place within 1000 km of the "
                      "sector's origin\n");
}

static void an_origin_may_be_given(void **state)
{
    struct bench *b = *state;
    bench_write_file(b, "stations.csv",
                     "id,lon,lat,position_sigma_m,clock_sigma_s\nS1,179.99,0,1,0\n"
                     "S2,-179.99,0,1,0\n");
    bench_must_open(b, "name: a\nframe: wgs84\norigin: [180, 0]\nstations: stations.csv\n");
    assert_true(fabs(b->sector.network.stations[0].x_m + 1113.2) < 0.5);
    assert_true(fabs(b->sector.network.stations[1].x_m - 1113.2) < 0.5);
}

static void the_antimeridian_is_no_edge(void **state)
{
    struct bench *b = *state;
    bench_write_file(b, "stations.csv",
                     "id,lon,lat,position_sigma_m,clock_sigma_s\nS1,179.99,0,1,0\n"
                     "S2,-179.97,0,1,0\n");
    bench_must_open(b, "name: a\nframe: wgs84\nstations: stations.csv\n");
    assert_true(fabs(b->sector.network.stations[0].x_m + 2226.4) < 1.0);
    assert_true(fabs(b->sector.network.stations[1].x_m - 2226.4) < 1.0);
}

static void a_projected_sector_takes_metres_and_degrees(void **state)
{
    struct bench *b = *state;
    /* 500 km east in zone 37 is the meridian 39 E; 5,315,000 m north is near 48 N. */
    bench_write_file(b, "stations.csv",
                     "id,x,y,z,position_sigma_m,clock_sigma_s\n"
                     "S1,499000,5315000,0,1,0\nS2,501000,5316000,0,1,0\n");
    bench_write_file(b, "metres.geojson",
                     "{\"type\":\"LineString\",\"coordinates\":"
                     "[[499000,5315500],[501000,5315500]]}");
    bench_write_file(b, "degrees.geojson",
                     "{\"type\":\"LineString\",\"coordinates\":"
                     "[[38.99,47.99],[39.01,47.99]]}");
    bench_must_open(b,
                    "name: a\nframe: epsg:32637\nstations: stations.csv\nline: metres.geojson\n");
    const struct tct_network *n = &b->sector.network;
    double apart =
        hypot(n->stations[1].x_m - n->stations[0].x_m, n->stations[1].y_m - n->stations[0].y_m);
    assert_true(fabs(apart * 0.9996 - hypot(2000, 1000)) < 0.5); /* UTM's scale */
    assert_true(fabs(n->line[1].x_m - n->line[0].x_m - 2000.8) < 0.5);
    struct tct_plane file = tct_frame_to_file_xy(
        b->sector.frame, (struct tct_plane){n->stations[1].x_m, n->stations[1].y_m});
    assert_true(fabs(file.x_m - 501000) < 0.001 && fabs(file.y_m - 5316000) < 0.001);
    tct_sector_close(&b->sector);
    bench_must_open(b,
                    "name: a\nframe: epsg:32637\nstations: stations.csv\nline: degrees.geojson\n");
    assert_true(fabs(b->sector.network.line[1].x_m - b->sector.network.line[0].x_m - 1492) < 5.0);
}

static void zones_are_read_with_holes_and_names(void **state)
{
    struct bench *b = *state;
    bench_write_file(
        b, "zones.geojson",
        "{\"type\":\"FeatureCollection\",\"features\":["
        "{\"type\":\"Feature\",\"properties\":{\"name\":\"Village\"},\"geometry\":"
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[9,0],[9,9],[0,0]],"
        "[[1,1],[2,1],[2,2],[1,1]]]}},"
        "{\"type\":\"Feature\",\"id\":\"two\",\"geometry\":{\"type\":\"MultiPolygon\","
        "\"coordinates\":[[[[0,0],[1,0],[1,1],[0,0]]],[[[5,5],[6,5],[6,6],[5,5]]]]}},"
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}},"
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
        "[[[0,0],[1,\"x\"],[1,1],[0,0]]]}}]}");
    bench_must_open(b, "name: a\nframe: local\nstations: stations.csv\nzones: zones.geojson\n");
    const struct tct_sector *s = &b->sector;
    assert_int_equal(s->zone_count, 3);
    assert_string_equal(s->zones[0].name, "Village");
    assert_int_equal(s->zones[0].ring_count, 2);
    assert_int_equal(s->zones[0].rings[1].count, 3);
    assert_string_equal(s->zones[2].name, "two");
    assert_true(s->zones[2].rings[0].points[1].x_m == 6.0);
    bench_expect_said(
        b, "@/zones.geojson: found Point, expected a Polygon\n"
           "@/zones.geojson: found a position that is no pair of numbers, expected [x, y]\n");
}

static void wrong_stations_are_told_and_left_out(void **state)
{
    struct bench *b = *state;
    bench_write_file(b, "stations.csv",
                     "id,x,y,z,position_sigma_m,clock_sigma_s\n"
                     "S1,1,2,3,0.5,0.001\n"
                     "S1,5,2,3,0.5,0.001\n"
                     "S2,nan,2,3,0.5,0.001\n"
                     "S3,1,,3,0.5,0.001\n"
                     "S4,1,2,3,-0.5,0.001\n"
                     "S5,1,2,3,,0.001\n"
                     ",1,2,3,0.5,0.001\n"
                     "S6,1e7,2,3,0.5,0.001\n"
                     "S7,1,2,3,0.5,0.001\n");
    bench_must_open(b, "name: a\nframe: local\nstations: stations.csv\n");
    assert_int_equal(b->sector.network.station_count, 2);
    assert_int_equal(tct_sector_station(&b->sector, "S7", 2), 1);
    assert_int_equal(tct_warnings_skipped(&b->warnings), 7);
    bench_expect_said(
        b,
        "@/stations.csv:4: found 'nan', expected x as a number from -100000000 to 100000000\n"
        "@/stations.csv:5: found nothing, expected y as a number\n"
        "@/stations.csv:6: found '-0.5', expected position_sigma_m as a number from 0 to 100000\n"
        "@/stations.csv:7: found nothing, expected position_sigma_m as a number from 0 to 100000\n"
        "@/stations.csv:8: found nothing, expected id as 1 to 64 printable characters\n"
        "@/stations.csv:3: found station 'S1' again, expected every id once\n"
        "@/stations.csv:9: found (1e+07, 2), expected a place within 1000 km of the sector's "
        "origin\n");
}

static void wrong_weather_is_told_and_left_out(void **state)
{
    struct bench *b = *state;
    bench_write_file(b, "weather.csv",
                     "time,temperature_c,wind_speed_m_s,wind_from_deg\n"
                     "2026-01-01T00:00:00Z,5,2,90\n"
                     "2026-01-01T00:00:00Z,5,2,90\n"
                     "2026-01-01 noon,5,2,90\n"
                     "2026-01-01T01:00:00Z,500,2,90\n"
                     "2026-01-01T02:00:00Z,5,2,\n"
                     "2026-01-01T03:00:00Z,5,2,361\n");
    bench_must_open(b, "name: a\nframe: local\nstations: stations.csv\nweather: weather.csv\n");
    assert_int_equal(b->sector.network.weather_count, 1);
    bench_expect_said(
        b, "@/weather.csv:4: found '2026-01-01 noon', expected time as a time such as "
           "2026-01-31T12:00:00Z\n"
           "@/weather.csv:5: found '500', expected temperature_c as a number from -90 to 60\n"
           "@/weather.csv:6: found nothing, expected wind_from_deg as a number from 0 to 360, "
           "as there is wind\n"
           "@/weather.csv:7: found '361', expected wind_from_deg as a number from 0 to 360\n"
           "@/weather.csv:3: found 2026-01-01T00:00:00Z again, expected every time once\n");
}

static void wrong_sectors_are_refused(void **state)
{
    struct bench *b = *state;
    bench_write_file(b, "point.geojson", "{\"type\":\"Point\",\"coordinates\":[1,2]}");
    bench_write_file(b, "broken.geojson", "{\"type\":\n \"Point\",}");
    bench_write_file(b, "empty.csv", "");
    bench_write_file(b, "far.csv", "id,x,y,position_sigma_m,clock_sigma_s\na,9e7,9e7,3,4\n");
    bench_write_file(b, "none.csv", "id,x,y,position_sigma_m,clock_sigma_s\n");
    bench_write_file(b, "degrees.csv", "id,lon,lat,position_sigma_m,clock_sigma_s\na,1,2,3,4\n");
    static const struct {
        const char *yaml, *message;
    } cases[] = {
        {"frame: local\nstations: stations.csv\n",
         "sector.yaml:1: found a map without it, expected the required key 'name'"},
        {"name: a\nframe: local\n",
         "sector.yaml:1: found a map without it, expected the required key 'stations'"},
        {"name: a\nframe: utm\nstations: stations.csv\n",
         "sector.yaml:2: found 'utm', expected wgs84, epsg:NUMBER or local"},
        {"name: a\nframe: epsg:4979\nstations: stations.csv\n",
         "sector.yaml:2: found 'epsg:4979', expected the number of a projected system in metres"},
        {"name: a\nframe: local\nstation: stations.csv\n",
         "sector.yaml:3: found the unknown key 'station', expected 'stations'"},
        {"name: a\nframe: local\nstations: gone.csv\n",
         "gone.csv: found no such file, expected a file"},
        {"name: a\nframe: local\nstations: empty.csv\n",
         "empty.csv: found an empty file, expected a header with columns"},
        {"name: a\nframe: local\nstations: none.csv\n",
         "none.csv: found no usable station, expected one at least"},
        {"name: a\nframe: local\nstations: degrees.csv\n",
         "degrees.csv:1: found lon and lat in a local frame, expected the columns x and y"},
        {"name: a\nframe: wgs84\nstations: stations.csv\n",
         "stations.csv: found no usable station, expected one at least"},
        {"name: a\nframe: epsg:32637\nstations: far.csv\n",
         "far.csv: found origin (9e+07, 9e+07), expected a place in the frame"},
        {"name: a\nframe: local\nstations: stations.csv\nparties: [{id: a}]\n",
         "sector.yaml:4: found a list of 1, expected a list of 2 items"},
        {"name: a\nframe: local\nstations: stations.csv\nparties: [{id: a}, {id: a}]\n",
         "sector.yaml:4: found 'a', expected an id that the first party does not have"},
        {"name: a\nframe: local\nstations: stations.csv\nparties: [{id: a}, {id: undetermined}]\n",
         "sector.yaml:4: found 'undetermined', expected an id of 1 to 64 printable characters, not "
         "'undetermined'"},
        {"name: a\nframe: local\nstations: stations.csv\nline: [[0, 0]]\n",
         "sector.yaml:4: found a list of 1, expected a list of 2 to 100000 items"},
        {"name: a\nframe: local\nstations: stations.csv\nline: [[0, 0], [1, a]]\n",
         "sector.yaml:4: found 'a', expected a number from -100000000 to 100000000"},
        {"name: a\nframe: local\nstations: stations.csv\nline: [[0, 0], [0, 0]]\n",
         "sector.yaml:4: found a list, expected 2 different points at least"},
        {"name: a\nframe: local\nstations: stations.csv\nline: {a: b}\n",
         "sector.yaml:4: found a map, expected the name of a GeoJSON file or a list of [x, y]"},
        {"name: a\nframe: local\nstations: stations.csv\nline: point.geojson\n",
         "point.geojson: found Point, expected one LineString"},
        {"name: a\nframe: local\nstations: stations.csv\nline: broken.geojson\n",
         "broken.geojson:2: found broken JSON (string or '}' expected near '}'), expected GeoJSON"},
        {"name: a\nframe: local\nstations: stations.csv\npropagation: {travel_time_floor_s: -1}\n",
         "sector.yaml:4: found '-1', expected a number from 0 to 10"},
        {"name: a\nframe: local\nstations: stations.csv\norigin: [1, 2]\n",
         "sector.yaml:4: found a list, expected no origin in a local frame"},
    };
    for (size_t i = 0; i < TCT_COUNT(cases); i++)
        expect_refused(b, cases[i].yaml, cases[i].message);
}

static void twenty_thousand_stations_are_found_again(void **state)
{
    struct bench *b = *state;
    size_t bytes = 0;
    char *text = NULL, id[16];
    FILE *out = open_memstream(&text, &bytes);
    (void)fputs("id,x,y,position_sigma_m,clock_sigma_s\n", out);
    for (int i = 0; i < TCT_SECTOR_STATIONS - 1; i++)
        (void)fprintf(out, "S%05d,%d,%d,1,0\n", i, i, -i);
    (void)fclose(out);
    bench_write_file(b, "stations.csv", text);
    free(text);
    bench_must_open(b, "name: a\nframe: local\nstations: stations.csv\n");
    for (int i = 0; i < TCT_SECTOR_STATIONS - 1; i++) {
        int id_bytes = snprintf(id, sizeof(id), "S%05d", i);
        assert_int_equal(tct_sector_station(&b->sector, id, (size_t)id_bytes), i);
    }
}

static void every_lack_of_memory_is_an_error(void **state)
{
    struct bench *b = *state;
    static const char YAML[] = "name: a\nframe: wgs84\nstations: stations.csv\n"
                               "line: line.geojson\nzones: zones.geojson\nweather: weather.csv\n"
                               "parties: [{id: n}, {id: s}]\nterrain: dem.tif\n";
    bench_write_file(b, "stations.csv",
                     "id,lon,lat,position_sigma_m,clock_sigma_s,array\n"
                     "S1,37.8,48,1,0,a.csv\n");
    bench_write_file(b, "weather.csv",
                     "time,temperature_c,wind_speed_m_s\n"
                     "2026-01-01T00:00:00Z,5,0\n");
    bench_write_file(b, "line.geojson",
                     "{\"type\":\"LineString\",\"coordinates\":"
                     "[[37,48],[38,48]]}");
    bench_write_file(b, "zones.geojson",
                     "{\"type\":\"Polygon\",\"coordinates\":"
                     "[[[37,48],[38,48],[38,49],[37,48]]]}");
    bench_must_open(b, YAML);
    size_t enough = b->arena.used_bytes, refused = 0;
    assert_true(enough < 64 << 10);
    for (size_t limit = 0; limit < enough; limit += 48) {
        struct tct_arena small;
        struct tct_sector sector;
        tct_arena_init(&small, limit);
        enum tct_status status = tct_sector_open(b->folder, &small, NULL, &sector, &b->err);
        if (status == TCT_OK)
            tct_sector_close(&sector);
        else
            assert_int_equal(status, TCT_ERR_MEMORY);
        refused += status != TCT_OK;
        tct_arena_free(&small);
    }
    assert_true(refused > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(a_local_sector_is_read),
        BENCH_TEST(the_file_may_be_named_itself),
        BENCH_TEST(a_geodetic_sector_stands_around_its_stations),
        BENCH_TEST(an_origin_may_be_given),
        BENCH_TEST(the_antimeridian_is_no_edge),
        BENCH_TEST(a_projected_sector_takes_metres_and_degrees),
        BENCH_TEST(zones_are_read_with_holes_and_names),
        BENCH_TEST(wrong_stations_are_told_and_left_out),
        BENCH_TEST(wrong_weather_is_told_and_left_out),
        BENCH_TEST(wrong_sectors_are_refused),
        BENCH_TEST(every_lack_of_memory_is_an_error),
        BENCH_TEST(twenty_thousand_stations_are_found_again),
    };
    return cmocka_run_group_tests_name("sector", tests, NULL, NULL);
}
