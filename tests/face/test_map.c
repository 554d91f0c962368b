/* The map: what is drawn, what is left out, and that nothing from outside can break it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/stat.h>
#include <unistd.h>

#include "look.h"
#include "map_parts.h"
#include "tacet/face/map.h"

static const enum tct_map_format FORMATS[] = {TCT_MAP_SVG, TCT_MAP_PNG, TCT_MAP_PDF};
static char NAME[] = "North valley", NORTH[] = "Northern side", SOUTH[] = "Southern side";

struct scratch {
    char folder[32], path[64];
    struct look look;
};

static int set_up(void **state)
{
    struct scratch *s = calloc(1, sizeof(*s));
    assert_non_null(s);
    strcpy(s->folder, "/tmp/tacet-map-XXXXXX");
    assert_non_null(mkdtemp(s->folder));
    (void)snprintf(s->path, sizeof(s->path), "%s/map", s->folder);
    look_make(&s->look);
    look_name(&s->look, NAME, NORTH, SOUTH);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    struct scratch *s = *state;
    (void)unlink(s->path);
    assert_int_equal(rmdir(s->folder), 0); /* nothing else was left behind */
    free(s);
    return 0;
}

/* The file's bytes and a NUL; free them. */
static char *content(const char *path, size_t *ret_bytes)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long bytes = ftell(file);
    rewind(file);
    char *text = calloc((size_t)bytes + 1, 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)bytes, file), (size_t)bytes);
    (void)fclose(file);
    *ret_bytes = (size_t)bytes;
    return text;
}

static char *drawn(struct scratch *s, const struct tct_event *events, size_t count,
                   const struct tct_map_options *options, enum tct_map_format format,
                   size_t *ret_bytes)
{
    struct tct_error err = {TCT_OK, ""};
    enum tct_status status =
        tct_map_write(&s->look.sector, events, count, options, format, s->path, &err);
    if (status != TCT_OK)
        fail_msg("%s", err.text);
    return content(s->path, ret_bytes);
}

/* Filled shapes of a verdict's colour, as cairo writes it. */
static size_t filled(const char *svg, int verdict)
{
    struct map_colour c = map_verdict_colour(verdict);
    size_t n = 0;
    for (const char *at = svg; (at = strstr(at, "fill:rgb(")) != NULL; at++) {
        double red, green, blue, alpha;
        if (sscanf(at, "fill:rgb(%lf%%,%lf%%,%lf%%);fill-opacity:%lf", &red, &green, &blue,
                   &alpha) != 4)
            continue;
        n += fabs(red - 100.0 * c.red) < 0.01 && fabs(green - 100.0 * c.green) < 0.01 &&
             fabs(blue - 100.0 * c.blue) < 0.01 && alpha == 1.0;
    }
    return n;
}

static void every_located_event_is_drawn_once(void **state)
{
    struct scratch *s = *state;
    size_t bytes;
    char *svg = drawn(s, s->look.events, LOOK_EVENTS, NULL, TCT_MAP_SVG, &bytes);
    /* One more of each in the legend. */
    assert_int_equal(filled(svg, TCT_SIDE_LEFT), 3 + 1);
    assert_int_equal(filled(svg, TCT_SIDE_RIGHT), 2 + 1);
    assert_int_equal(filled(svg, TCT_SIDE_UNDETERMINED), 1 + 1);
    assert_non_null(strstr(svg, "<desc>Map of a sector: 8 events, 6 located, 1 with a direction "
                                "only, 1 without a place.</desc>"));
    free(svg);
}

static void names_are_escaped_and_cleaned(void **state)
{
    struct scratch *s = *state;
    static char hostile[] = "<b>A & \"B\"</b>\x01\x1b[2J \xff \xe2\x80\xae reversed";
    size_t bytes;
    look_name(&s->look, hostile, hostile, hostile);
    char *svg = drawn(s, s->look.events, LOOK_EVENTS, NULL, TCT_MAP_SVG, &bytes);
    assert_non_null(strstr(svg, "<title>&lt;b&gt;A &amp; &quot;B&quot;&lt;/b&gt;  [2J"));
    assert_null(strstr(svg, "<b>"));
    assert_null(strchr(svg, 0x01));
    assert_null(strchr(svg, 0x1b));
    assert_null(strstr(svg, "\xe2\x80\xae"));
    free(svg);
}

static void same_input_gives_same_bytes(void **state)
{
    struct scratch *s = *state;
    static const char *const magic[] = {"<?xml", "\x89PNG", "%PDF"};
    for (size_t f = 0; f < TCT_COUNT(FORMATS); f++) {
        size_t first_bytes, second_bytes;
        char *first = drawn(s, s->look.events, LOOK_EVENTS, NULL, FORMATS[f], &first_bytes);
        char *second = drawn(s, s->look.events, LOOK_EVENTS, NULL, FORMATS[f], &second_bytes);
        assert_memory_equal(first, magic[f], strlen(magic[f]));
        assert_int_equal(first_bytes, second_bytes);
        assert_memory_equal(first, second, first_bytes);
        free(first);
        free(second);
    }
}

static void draw_all_formats(struct scratch *s, const struct tct_event *events, size_t count,
                             const struct tct_map_options *options)
{
    struct tct_map_options coarse = options != NULL ? *options : (struct tct_map_options){0};
    coarse.dots_per_inch = 50.0; /* as fast as it can be: nobody looks */
    for (size_t f = 0; f < TCT_COUNT(FORMATS); f++) {
        size_t bytes;
        free(drawn(s, events, count, &coarse, FORMATS[f], &bytes));
        assert_true(bytes > 1000);
    }
}

static void little_or_nothing_is_drawn_too(void **state)
{
    struct scratch *s = *state;
    draw_all_formats(s, NULL, 0, NULL);
    s->look.sector.network.line_count = 0;
    draw_all_formats(s, s->look.events, 1, NULL);
    s->look.sector.network.station_count = 1;
    draw_all_formats(s, NULL, 0, NULL);
    s->look.sector.network.station_count = 0;
    draw_all_formats(s, s->look.events, LOOK_EVENTS, NULL);
    s->look.sector = (struct tct_sector){0};
    draw_all_formats(s, NULL, 0, NULL);
}

static void hostile_numbers_do_no_harm(void **state)
{
    struct scratch *s = *state;
    static const double bad[] = {
        (double)NAN, (double)INFINITY, -(double)INFINITY, 1e308, -1e308, 1e9, 0.0, -1.0, 5e-324};
    enum { BAD = sizeof(bad) / sizeof(bad[0]) };
    struct tct_event events[BAD * BAD];
    struct tct_arrival arrival = {.detection = 4000000000U, .used = true};
    struct tct_detection detection = tct_detection_at(4000000000U, 0);
    struct tct_plane points[BAD];
    struct tct_ring_of_points ring = {points, BAD};
    struct tct_zone zone = {NAME, &ring, 1};
    struct tct_shot truth[BAD];
    for (size_t i = 0; i < BAD; i++) {
        points[i] = (struct tct_plane){bad[i], bad[(i + 5) % BAD]};
        truth[i] = (struct tct_shot){INT64_MIN, bad[i], bad[(i + 1) % BAD], 0, NULL, 0};
    }
    for (size_t i = 0; i < BAD * BAD; i++) {
        double a = bad[i / BAD], b = bad[i % BAD];
        events[i] = look_event(i % 3 == 0 ? a : 0.0, i % 2 == 0 ? b : 0.0, a);
        events[i].time_ns = i % 2 == 0 ? INT64_MAX : INT64_MIN;
        events[i].ellipse95 = (struct tct_ellipse){a, b, a};
        if (i % 4 == 3) {
            events[i].status = TCT_EVENT_BEARING_ONLY;
            events[i].azimuth_rad = a;
            events[i].azimuth_sigma_rad = b;
            events[i].arrivals = &arrival;
            events[i].arrival_count = 1;
            arrival.detection = i % 8 == 3 ? 0 : arrival.detection;
        }
    }
    s->look.sector.zones = &zone;
    s->look.sector.zone_count = 1;
    s->look.line[1] = (struct tct_plane){1e308, -1e308};
    s->look.stations[2].x_m = (double)NAN;
    s->look.stations[3].y_m = 1e300;
    struct tct_map_options options = {
        .detections = &detection, .detection_count = 1, .truth = truth, .truth_count = BAD};
    draw_all_formats(s, events, BAD * BAD, &options);
    detection.station = 0;
    draw_all_formats(s, events, BAD * BAD, &options);
}

static void long_names_stay_on_the_sheet(void **state)
{
    struct scratch *s = *state;
    size_t bytes;
    char *name = malloc(200001);
    assert_non_null(name);
    memset(name, 'W', 200000);
    name[200000] = '\0';
    look_name(&s->look, name, name, name);
    s->look.id_list[0] = name;
    char *svg =
        drawn(s, s->look.events, LOOK_EVENTS,
              &(struct tct_map_options){.note = name, .width_mm = 180.0}, TCT_MAP_SVG, &bytes);
    assert_true(bytes < 400000);
    free(svg);
    free(name);
}

static void wrong_options_and_places_are_refused(void **state)
{
    struct scratch *s = *state;
    struct tct_error err;
    const struct tct_sector *sector = &s->look.sector;
    const struct tct_map_options wide = {.width_mm = 1e9}, fine = {.dots_per_inch = (double)NAN};
    assert_int_equal(tct_map_write(sector, NULL, 0, &wide, TCT_MAP_SVG, s->path, &err),
                     TCT_ERR_USE);
    assert_string_equal(err.text, "found a map 1e+09 mm wide, expected 180 to 1500");
    assert_int_equal(tct_map_write(sector, NULL, 0, &fine, TCT_MAP_PNG, s->path, &err),
                     TCT_ERR_USE);
    assert_int_equal(
        tct_map_write(sector, NULL, 0, NULL, TCT_MAP_SVG, "/nonexistent/map.svg", &err),
        TCT_ERR_IO);
}

static void a_failed_write_leaves_what_was_there(void **state)
{
    struct scratch *s = *state;
    struct tct_error err;
    char inside[96];
    assert_int_equal(mkdir(s->path, 0700), 0); /* a folder: rename onto it cannot work */
    (void)snprintf(inside, sizeof(inside), "%s/kept", s->path);
    FILE *kept = fopen(inside, "w");
    assert_non_null(kept);
    (void)fclose(kept);
    assert_int_equal(tct_map_write(&s->look.sector, NULL, 0, NULL, TCT_MAP_SVG, s->path, &err),
                     TCT_ERR_IO);
    assert_int_equal(unlink(inside), 0);
    assert_int_equal(rmdir(s->path), 0);
}

/* -- the view -- */

static struct map fitted(const struct tct_sector *sector, const struct tct_event *events,
                         size_t count)
{
    static const struct tct_map_options nothing = {0};
    struct map map = {.sector = sector, .events = events, .count = count, .options = &nothing};
    map.tally = verdict_count(events, count);
    map.view.page_width = 842.0;
    map_view_fit(&map);
    return map;
}

static void many_far_events_do_not_either(void **state)
{
    struct scratch *s = *state;
    struct map near = fitted(&s->look.sector, s->look.events, LOOK_EVENTS);
    for (size_t i = 0; i < 6; i++)
        s->look.events[i].x_m += 700000.0;
    struct map far = fitted(&s->look.sector, s->look.events, LOOK_EVENTS);
    assert_true(far.view.points_per_m > 0.8 * near.view.points_per_m);
    assert_int_equal(map_count_beyond(&far), 6);
}

/* How many panels show the place. */
static size_t panels_with(const struct map *map, double x_m, double y_m)
{
    size_t n = 0;
    struct tct_plane place = {x_m, y_m};
    for (size_t i = 0; i < map->view.panel_count; i++)
        n += map_box_holds(map->view.panels[i].page,
                           map_on_page(&map->view, &map->view.panels[i], place));
    return n;
}

static void one_far_event_does_not_shrink_the_others(void **state)
{
    struct scratch *s = *state;
    struct map near = fitted(&s->look.sector, s->look.events, LOOK_EVENTS);
    assert_int_equal(map_count_beyond(&near), 0);
    s->look.events[2].x_m = 800000.0;
    struct map far = fitted(&s->look.sector, s->look.events, LOOK_EVENTS);
    assert_true(fabs(far.view.points_per_m / near.view.points_per_m - 1.0) < 0.1);
    assert_int_equal(map_count_beyond(&far), 1);
    for (size_t i = 0; i < LOOK_STATIONS; i++)
        assert_int_equal(panels_with(&far, s->look.stations[i].x_m, s->look.stations[i].y_m), 1);
}

static void a_wrong_station_does_not_shrink_the_others(void **state)
{
    struct scratch *s = *state;
    struct map right = fitted(&s->look.sector, s->look.events, LOOK_EVENTS);
    s->look.stations[5].x_m = 900000.0;
    struct map wrong = fitted(&s->look.sector, s->look.events, LOOK_EVENTS);
    assert_true(wrong.view.points_per_m > 0.5 * right.view.points_per_m);
}

/* A line of 240 km with stations up to 4 km off it, at `azimuth` from east. */
static struct map long_line(double angle_rad, double *ret_length)
{
    enum { N = 200 };
    static struct tct_station stations[N];
    static struct tct_sector sector;
    for (size_t i = 0; i < N; i++) {
        double along = ((double)i + 0.5) * 1200.0 - 120000.0,
               across = i % 2 == 0 ? 4000.0 : -4000.0;
        stations[i].x_m = along * cos(angle_rad) - across * sin(angle_rad);
        stations[i].y_m = along * sin(angle_rad) + across * cos(angle_rad);
    }
    sector = (struct tct_sector){.network = {.stations = stations, .station_count = N}};
    struct map map = fitted(&sector, NULL, 0);
    for (size_t i = 0; i < N; i++)
        assert_true(panels_with(&map, stations[i].x_m, stations[i].y_m) == 1);
    *ret_length = 240000.0 * map.view.points_per_m;
    return map;
}

static void a_zone_at_the_edge_is_shown_whole(void **state)
{
    struct scratch *s = *state;
    struct tct_plane near_ring[3] = {{2500.0, 500.0}, {3400.0, 500.0}, {3000.0, 900.0}};
    struct tct_ring_of_points ring = {near_ring, 3};
    struct tct_zone zone = {NAME, &ring, 1};
    s->look.sector.zones = &zone;
    s->look.sector.zone_count = 1;
    struct map map = fitted(&s->look.sector, s->look.events, LOOK_EVENTS);
    assert_int_equal(panels_with(&map, 3400.0, 500.0), 1);
    double scale = map.view.points_per_m;
    near_ring[1].x_m = 90000.0; /* of a zone far larger than the sector only a part can be shown */
    map = fitted(&s->look.sector, s->look.events, LOOK_EVENTS);
    assert_true(map.view.points_per_m > 0.6 * scale);
}

static void a_long_thin_sector_is_cut_into_strips(void **state)
{
    (void)state;
    double length;
    struct map level = long_line(0.0, &length);
    assert_true(level.view.panel_count >= 3);
    assert_true(level.view.turn_rad == 0.0);
    assert_true(length > 2.5 * level.view.page_width);
    struct map askew = long_line(0.8, &length);
    assert_true(askew.view.panel_count >= 3);
    assert_true(fabs(askew.view.turn_rad - 0.8) < 0.01);
    assert_true(askew.view.page_height < 1.6 * askew.view.page_width);
}

static void directions_follow_the_turn(void **state)
{
    (void)state;
    struct map_view view = {.turn_rad = 0.5 * M_PI};
    struct map_point north = map_direction(&view, 0.0);
    assert_true(fabs(north.x - 1.0) < 1e-12 && fabs(north.y) < 1e-12);
    view.turn_rad = 0.0;
    struct map_point east = map_direction(&view, 0.5 * M_PI);
    assert_true(fabs(east.x - 1.0) < 1e-12 && fabs(east.y) < 1e-12);
}

static void page_and_ground_are_each_others_inverse(void **state)
{
    struct scratch *s = *state;
    struct map map = fitted(&s->look.sector, s->look.events, LOOK_EVENTS);
    map.view.turn_rad = 0.7;
    struct map_point at =
        map_on_page(&map.view, &map.view.panels[0], (struct tct_plane){123.0, -456.0});
    struct tct_plane back = map_on_ground(&map.view, &map.view.panels[0], at);
    assert_true(hypot(back.x_m - 123.0, back.y_m + 456.0) < 1e-6);
}

static void nice_lengths_are_1_2_5(void **state)
{
    (void)state;
    static const double cases[][2] = {{1.0, 1.0}, {1.99, 1.0},    {2.0, 2.0},       {4.99, 2.0},
                                      {5.0, 5.0}, {999.0, 500.0}, {1000.0, 1000.0}, {0.03, 0.02}};
    for (size_t i = 0; i < TCT_COUNT(cases); i++)
        assert_true(fabs(map_nice_below(cases[i][0]) / cases[i][1] - 1.0) < 1e-6);
}

static void twelve_thousand_events_make_a_reasonable_file(void **state)
{
    struct scratch *s = *state;
    enum { N = 12000 };
    struct tct_event *events = calloc(N, sizeof(*events));
    size_t bytes;
    assert_non_null(events);
    for (size_t i = 0; i < N; i++)
        events[i] = look_event(-2500.0 + (double)(i % 120) * 42.0,
                               -1900.0 + (double)(i / 120) * 38.0, i % 2 == 0 ? 0.97 : 0.01);
    char *svg = drawn(s, events, N, NULL, TCT_MAP_SVG, &bytes);
    assert_int_equal(filled(svg, TCT_SIDE_LEFT), N / 2 + 1);
    assert_true(bytes < ((size_t)16 << 20));
    free(svg);
    free(events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_located_event_is_drawn_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_are_escaped_and_cleaned, set_up, tear_down),
        cmocka_unit_test_setup_teardown(same_input_gives_same_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(little_or_nothing_is_drawn_too, set_up, tear_down),
        cmocka_unit_test_setup_teardown(hostile_numbers_do_no_harm, set_up, tear_down),
        cmocka_unit_test_setup_teardown(long_names_stay_on_the_sheet, set_up, tear_down),
        cmocka_unit_test_setup_teardown(wrong_options_and_places_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_failed_write_leaves_what_was_there, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_far_event_does_not_shrink_the_others, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(many_far_events_do_not_either, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_wrong_station_does_not_shrink_the_others, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_zone_at_the_edge_is_shown_whole, set_up, tear_down),
        cmocka_unit_test(a_long_thin_sector_is_cut_into_strips),
        cmocka_unit_test(directions_follow_the_turn),
        cmocka_unit_test_setup_teardown(page_and_ground_are_each_others_inverse, set_up, tear_down),
        cmocka_unit_test(nice_lengths_are_1_2_5),
        cmocka_unit_test_setup_teardown(twelve_thousand_events_make_a_reasonable_file, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
