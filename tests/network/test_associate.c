/* Association: groups in small worlds whose truth is known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "near.h"
#include "tacet/acoustics.h"
#include "tacet/network.h"

enum { STATIONS_MOST = 64, DETECTIONS_MOST = 4096, NO_SHOT = -1 };

static const int64_t START_NS = INT64_C(1767225600) * TCT_NS_PER_S; /* 2026-01-01 */
static const size_t MEMORY_BYTES = (size_t)64 << 20;

/* A world: stations, what they report, and which shot each report is of. */
struct world {
    struct tct_random random;
    struct tct_station stations[STATIONS_MOST];
    size_t station_count;
    struct tct_detection detections[DETECTIONS_MOST];
    int shot_of[DETECTIONS_MOST];
    size_t detection_count;
    struct tct_weather weather;
    double true_wind_x_m_s; /* on top of the table */
    int shots;
};

static void add_station(struct world *w, double x_m, double y_m)
{
    assert_true(w->station_count < STATIONS_MOST);
    w->stations[w->station_count++] = (struct tct_station){
        .x_m = x_m, .y_m = y_m, .position_sigma_m = 0.05, .clock_sigma_s = 1e-4};
}

static struct world *new_world(uint64_t seed)
{
    struct world *w = calloc(1, sizeof(*w));
    assert_non_null(w);
    tct_random_init(&w->random, seed, 0);
    w->weather = (struct tct_weather){.time_ns = START_NS, .temperature_c = 15};
    return w;
}

/* Rows of stations, not quite regular. */
static void add_grid(struct world *w, int columns, int rows, double spacing_m)
{
    for (int i = 0; i < columns; i++)
        for (int j = 0; j < rows; j++)
            add_station(w, (i + 0.4 * tct_random_uniform(&w->random)) * spacing_m,
                        (j + 0.4 * tct_random_uniform(&w->random)) * spacing_m);
}

static void report(struct world *w, uint32_t station, double time_s, int shot)
{
    assert_true(w->detection_count < DETECTIONS_MOST);
    w->shot_of[w->detection_count] = shot;
    struct tct_detection *d = &w->detections[w->detection_count++];
    *d = tct_detection_at(station, START_NS + tct_time_from_s(time_s));
    d->time_sigma_s = 0.001;
}

/* A shot that nine in ten stations within `reach_m` report, 5 ms accurate, each with `echoes` later
 * reports. Returns its number. */
static int shoot(struct world *w, double x_m, double y_m, double time_s, double reach_m, int echoes)
{
    double speed = tct_sound_speed_m_s(w->weather.temperature_c);
    for (uint32_t s = 0; s < w->station_count; s++) {
        double dx = w->stations[s].x_m - x_m, dy = w->stations[s].y_m - y_m;
        if (hypot(dx, dy) > reach_m || tct_random_uniform(&w->random) > 0.9)
            continue;
        double at_s = time_s + tct_travel_time_s(dx, dy, 0, speed, w->true_wind_x_m_s, 0) +
                      0.005 * tct_random_normal(&w->random);
        report(w, s, at_s, w->shots);
        for (int e = 0; e < echoes; e++)
            report(w, s, at_s + 0.02 + 0.1 * tct_random_exponential(&w->random), NO_SHOT);
    }
    return w->shots++;
}

static void add_clutter(struct world *w, size_t count, double span_s)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t station = (uint32_t)(tct_random_uniform(&w->random) * (double)w->station_count);
        report(w, station, span_s * tct_random_uniform(&w->random), NO_SHOT);
    }
}

static struct tct_network network_of(const struct world *w)
{
    return (struct tct_network){.stations = w->stations,
                                .station_count = w->station_count,
                                .weather = &w->weather,
                                .weather_count = 1,
                                .propagation = {.floor_s = 0.010, .fraction = 0.003}};
}

struct found {
    struct tct_arena arena;
    struct tct_group *groups;
    size_t count;
    struct tct_association_report report;
};

static struct found associate(const struct world *w)
{
    struct found found;
    struct tct_error err = {0};
    struct tct_network network = network_of(w);
    tct_arena_init(&found.arena, MEMORY_BYTES);
    assert_int_equal(tct_associate(&network, w->detections, w->detection_count, &found.arena,
                                   &found.groups, &found.count, &found.report, &err),
                     TCT_OK);
    return found;
}

/* How many groups hold at least 80 % of the picks of one shot and of nothing else 20 %. */
static size_t count_right(const struct world *w, const struct found *found)
{
    size_t right = 0;
    for (size_t g = 0; g < found->count; g++) {
        const struct tct_group *group = &found->groups[g];
        for (int shot = 0; shot < w->shots; shot++) {
            size_t mine = 0, all = 0;
            for (size_t i = 0; i < w->detection_count; i++)
                all += w->shot_of[i] == shot;
            for (size_t k = 0; k < group->pick_count; k++)
                mine += w->shot_of[group->picks[k]] == shot;
            right += mine * 10 >= all * 8 && mine * 10 >= group->pick_count * 8;
        }
    }
    return right;
}

static void expect_all_right(struct world *w)
{
    struct found found = associate(w);
    assert_int_equal(found.count, w->shots);
    assert_int_equal(count_right(w, &found), w->shots);
    tct_arena_free(&found.arena);
    free(w);
}

static void one_shot_among_clutter(void **state)
{
    (void)state;
    struct world *w = new_world(1);
    add_grid(w, 4, 3, 800);
    shoot(w, 1300, 900, 100, 5000, 0);
    add_clutter(w, 100, 600);
    expect_all_right(w);
}

static void evidence_comes_with_the_group(void **state)
{
    (void)state;
    struct world *w = new_world(2);
    add_grid(w, 4, 3, 800);
    shoot(w, 1300, 900, 100, 5000, 0);
    struct found found = associate(w);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.groups[0].pick_count, w->detection_count);
    assert_true(found.groups[0].log_odds > 10);
    tct_arena_free(&found.arena);
    free(w);
}

static void two_shots_at_once(void **state)
{
    (void)state;
    struct world *w = new_world(3);
    add_grid(w, 6, 3, 800);
    shoot(w, 700, 900, 100, 5000, 0);
    shoot(w, 3900, 400, 100.2, 5000, 0);
    add_clutter(w, 100, 600);
    expect_all_right(w);
}

static void a_burst_with_echoes(void **state)
{
    (void)state;
    struct world *w = new_world(4);
    add_grid(w, 4, 4, 250);
    for (int i = 0; i < 4; i++)
        shoot(w, 420, 390, 100 + 0.45 * i, 900, 2);
    add_clutter(w, 60, 600);
    expect_all_right(w);
}

static void stations_in_line_still_group(void **state)
{
    (void)state;
    struct world *w = new_world(13);
    for (int i = 0; i < 8; i++)
        add_station(w, 900 * i, 0);
    shoot(w, 2900, 1300, 100, 6000, 0);
    add_clutter(w, 60, 600);
    expect_all_right(w);
}

static void clutter_alone_is_nothing(void **state)
{
    (void)state;
    struct world *w = new_world(5);
    add_grid(w, 12, 3, 1200);
    add_clutter(w, 2000, 3600);
    struct found found = associate(w);
    assert_true(found.count <= 1);
    tct_arena_free(&found.arena);
    free(w);
}

static void silence_speaks_against_a_chance_group(void **state)
{
    (void)state;
    struct world *w = new_world(6);
    add_grid(w, 8, 8, 500);
    add_clutter(w, 200, 600);
    /* consistent arrivals at four far corners, and nothing from the sixty stations between */
    double speed = tct_sound_speed_m_s(15);
    static const uint32_t CORNERS[] = {0, 7, 56, 63};
    for (size_t i = 0; i < TCT_COUNT(CORNERS); i++) {
        const struct tct_station *s = &w->stations[CORNERS[i]];
        report(w, CORNERS[i], 300 + hypot(s->x_m - 1800, s->y_m - 2000) / speed, NO_SHOT);
    }
    struct found found = associate(w);
    assert_int_equal(found.count, 0);
    tct_arena_free(&found.arena);
    free(w);
}

static void wind_that_no_table_knows_is_learned(void **state)
{
    (void)state;
    struct world *w = new_world(7);
    add_grid(w, 12, 3, 1200);
    w->true_wind_x_m_s = 5;
    for (int i = 0; i < 40; i++)
        shoot(w, 14000 * tct_random_uniform(&w->random), 3000 * tct_random_uniform(&w->random),
              1000 * tct_random_uniform(&w->random), 5000, 0);
    add_clutter(w, 300, 1000);
    struct found found = associate(w);
    assert_true(count_right(w, &found) >= 38);
    assert_true(found.count <= 41);
    tct_arena_free(&found.arena);
    free(w);
}

/* ---- nothing depends on order, names, origin or axes ---- */

static struct world *busy_world(void)
{
    struct world *w = new_world(8);
    add_grid(w, 9, 3, 900);
    for (int i = 0; i < 25; i++)
        shoot(w, 8000 * tct_random_uniform(&w->random), 2500 * tct_random_uniform(&w->random),
              200 * tct_random_uniform(&w->random), 2500, i % 2);
    add_clutter(w, 300, 200);
    return w;
}

/* Each detection's group as a number that does not depend on the order of groups: the smallest
 * original number in it, or NO_SHOT. `was[i]` is the original number of detection i. */
static void name_groups(const struct world *w, const size_t *was, int *ret_group)
{
    struct found found = associate(w);
    for (size_t i = 0; i < w->detection_count; i++)
        ret_group[i] = NO_SHOT;
    for (size_t g = 0; g < found.count; g++) {
        int name = INT32_MAX;
        for (size_t k = 0; k < found.groups[g].pick_count; k++) {
            int old = (int)was[found.groups[g].picks[k]];
            name = old < name ? old : name;
        }
        for (size_t k = 0; k < found.groups[g].pick_count; k++)
            ret_group[was[found.groups[g].picks[k]]] = name;
    }
    assert_true(found.count >= 20);
    tct_arena_free(&found.arena);
}

static size_t was[DETECTIONS_MOST];
static int groups_before[DETECTIONS_MOST], groups_after[DETECTIONS_MOST];

static void expect_same_groups(const struct world *changed)
{
    struct world *w = busy_world();
    size_t same[DETECTIONS_MOST];
    for (size_t i = 0; i < w->detection_count; i++)
        same[i] = i;
    name_groups(w, same, groups_before);
    name_groups(changed, was, groups_after);
    assert_memory_equal(groups_before, groups_after, w->detection_count * sizeof(int));
    free(w);
}

static void in_old_order(const struct world *w)
{
    for (size_t i = 0; i < w->detection_count; i++)
        was[i] = i;
}

static void order_does_not_matter(void **state)
{
    (void)state;
    struct world *w = busy_world();
    in_old_order(w);
    for (size_t i = w->detection_count; i-- > 1;) {
        size_t j = (size_t)(tct_random_uniform(&w->random) * (double)(i + 1));
        struct tct_detection moved = w->detections[i];
        w->detections[i] = w->detections[j];
        w->detections[j] = moved;
        size_t number = was[i];
        was[i] = was[j];
        was[j] = number;
    }
    expect_same_groups(w);
    free(w);
}

static void names_of_stations_do_not_matter(void **state)
{
    (void)state;
    struct world *w = busy_world();
    in_old_order(w);
    size_t count = w->station_count;
    struct tct_station old[STATIONS_MOST];
    memcpy(old, w->stations, sizeof(old));
    for (size_t s = 0; s < count; s++)
        w->stations[s] = old[(s * 5 + 3) % count]; /* 27 stations: 5 has no factor in common */
    for (size_t i = 0; i < w->detection_count; i++)
        for (uint32_t s = 0; s < count; s++)
            if ((s * 5 + 3) % count == w->detections[i].station) {
                w->detections[i].station = s;
                break;
            }
    expect_same_groups(w);
    free(w);
}

static void origin_and_axes_do_not_matter(void **state)
{
    (void)state;
    struct world *w = busy_world();
    in_old_order(w);
    double turn_rad = 0.7;
    for (size_t s = 0; s < w->station_count; s++) {
        struct tct_station *p = &w->stations[s];
        double x = p->x_m, y = p->y_m;
        p->x_m = x * cos(turn_rad) - y * sin(turn_rad) + 40000;
        p->y_m = x * sin(turn_rad) + y * cos(turn_rad) - 70000;
    }
    expect_same_groups(w);
    free(w);
}

static void the_date_does_not_matter(void **state)
{
    (void)state;
    struct world *w = busy_world();
    in_old_order(w);
    for (size_t i = 0; i < w->detection_count; i++)
        w->detections[i].onset_ns += 86400 * TCT_NS_PER_S;
    expect_same_groups(w);
    free(w);
}

/* ---- what comes from outside ---- */

static void unusable_detections_are_counted(void **state)
{
    (void)state;
    struct world *w = new_world(9);
    add_grid(w, 4, 3, 800);
    shoot(w, 1300, 900, 100, 5000, 0);
    size_t good = w->detection_count;
    for (size_t i = 0; i < 3; i++) /* repeated exactly, and once more 2 ms later */
        w->detections[w->detection_count++] = w->detections[i];
    w->detections[w->detection_count] = w->detections[0];
    w->detections[w->detection_count++].onset_ns += 2000000;
    report(w, 99999, 5, NO_SHOT);
    report(w, 1, 5, NO_SHOT);
    w->detections[w->detection_count - 1].clock = TCT_CLOCK_FREE;
    static const double SIGMAS[] = {0, -1, (double)INFINITY};
    for (size_t i = 0; i < TCT_COUNT(SIGMAS); i++) {
        report(w, 1, 6, NO_SHOT);
        w->detections[w->detection_count - 1].time_sigma_s = SIGMAS[i];
    }
    struct found found = associate(w);
    assert_int_equal(found.report.duplicates, 3);
    assert_int_equal(found.report.merged, 1);
    assert_int_equal(found.report.bad_station, 1);
    assert_int_equal(found.report.no_clock, 1);
    assert_int_equal(found.report.bad_time, 3);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.groups[0].pick_count, good);
    tct_arena_free(&found.arena);
    free(w);
}

static void a_flood_leaves_the_loudest(void **state)
{
    (void)state;
    struct world *w = new_world(10);
    add_grid(w, 4, 3, 800);
    shoot(w, 1300, 900, 100, 5000, 0);
    for (size_t i = 0; i < w->detection_count; i++)
        w->detections[i].snr_db = 30;
    for (int i = 0; i < 160; i++) { /* 6.2 ms apart: none is merged */
        report(w, 5, 200 + 0.0062 * i, NO_SHOT);
        w->detections[w->detection_count - 1].snr_db = 3;
    }
    struct found found = associate(w);
    assert_int_equal(found.report.crowded, 60);
    assert_int_equal(count_right(w, &found), 1);
    tct_arena_free(&found.arena);
    free(w);
}

static void silly_times_do_no_harm(void **state)
{
    (void)state;
    struct world *w = new_world(11);
    add_grid(w, 4, 3, 800);
    shoot(w, 1300, 900, 100, 5000, 0);
    static const int64_t SILLY[] = {
        INT64_MIN, INT64_MAX, 0, 1, -INT64_C(4500000000000000000), INT64_C(4500000000000000000)};
    for (uint32_t i = 0; i < TCT_COUNT(SILLY); i++) {
        report(w, i, 0, NO_SHOT);
        w->detections[w->detection_count - 1].onset_ns = SILLY[i];
    }
    struct found found = associate(w);
    assert_int_equal(found.report.bad_time, 2);
    assert_int_equal(found.count, 1);
    assert_int_equal(count_right(w, &found), 1);
    tct_arena_free(&found.arena);
    free(w);
}

static void little_or_degenerate_input_is_fine(void **state)
{
    (void)state;
    for (size_t stations = 0; stations <= 5; stations++) {
        struct world *w = new_world(12);
        for (size_t s = 0; s < stations; s++) /* all at one place */
            add_station(w, 100, 100);
        struct found nothing = associate(w);
        assert_int_equal(nothing.count, 0);
        tct_arena_free(&nothing.arena);
        for (int i = 0; stations > 0 && i < 50; i++)
            report(w, (uint32_t)i % (uint32_t)stations, 10 + (i / (int)stations), NO_SHOT);
        struct found found = associate(w);
        assert_int_equal(found.count, 0); /* one place alone says nothing of where */
        tct_arena_free(&found.arena);
        free(w);
    }
}

static void too_little_memory_is_said(void **state)
{
    (void)state;
    struct world *w = busy_world();
    struct tct_network network = network_of(w);
    size_t refused = 0;
    for (size_t bytes = 0; bytes < (size_t)2 << 20; bytes = bytes * 3 / 2 + 1000) {
        struct tct_arena arena;
        struct tct_group *groups;
        size_t count;
        struct tct_association_report report_;
        struct tct_error err = {0};
        tct_arena_init(&arena, bytes);
        enum tct_status status = tct_associate(&network, w->detections, w->detection_count, &arena,
                                               &groups, &count, &report_, &err);
        assert_true(status == TCT_OK || status == TCT_ERR_MEMORY);
        assert_true(status == TCT_OK || err.text[0] != '\0');
        refused += status != TCT_OK;
        tct_arena_free(&arena);
    }
    assert_true(refused > 3);
    free(w);
}

/* A detection of an array and what its classifier says of it. */
static void report_bearing(struct world *w, uint32_t station, double time_s, double other_p)
{
    report(w, station, time_s, NO_SHOT);
    struct tct_detection *d = &w->detections[w->detection_count - 1];
    d->azimuth_rad = 1.0;
    d->azimuth_sigma_rad = 0.03;
    d->classified = true;
    d->class_p[TCT_CLASS_MUZZLE_BLAST] = 1 - other_p;
    d->class_p[TCT_CLASS_OTHER] = other_p;
}

static void a_shot_that_one_array_heard_is_a_group_of_one(void **state)
{
    (void)state;
    struct world *w = new_world(1);
    add_grid(w, 3, 3, 1500);
    report_bearing(w, 4, 10.0, 0.02);
    report_bearing(w, 4, 10.4, 0.02); /* its echo */
    report_bearing(w, 4, 60.0, 0.5);  /* unsure */
    struct found found = associate(w);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.groups[0].pick_count, 1);
    assert_int_equal(found.groups[0].picks[0], 0);
    assert_near(found.groups[0].log_odds, log(0.98 / 0.02), 1e-9);
    tct_arena_free(&found.arena);
    int shot = shoot(w, 2000, 2000, 120, 3000, 0);
    for (size_t i = 0; i < w->detection_count; i++)
        if (w->shot_of[i] == shot) { /* those of a source that many heard are no lone ones */
            w->detections[i].classified = true;
            w->detections[i].class_p[TCT_CLASS_MUZZLE_BLAST] = 1;
        }
    found = associate(w);
    assert_int_equal(found.count, 2);
    assert_true(found.groups[0].pick_count >= 4);
    assert_int_equal(found.groups[1].picks[0], 0);
    tct_arena_free(&found.arena);
    free(w);
}

/* Bearings of all that is reported: toward (x, y) where a shot was heard, away from it elsewhere.
 */
static void add_bearings(struct world *w, double x_m, double y_m)
{
    for (size_t i = 0; i < w->detection_count; i++) {
        struct tct_detection *d = &w->detections[i];
        const struct tct_station *station = &w->stations[d->station];
        double toward = atan2(x_m - station->x_m, y_m - station->y_m);
        d->azimuth_rad = w->shot_of[i] == NO_SHOT ? toward + 2 : toward;
        d->azimuth_sigma_rad = 0.05;
    }
}

static void what_comes_from_elsewhere_does_not_hide_a_source(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        struct world *w = new_world(seed);
        add_grid(w, 5, 5, 1500);
        bool hears[STATIONS_MOST] = {false};
        int shot = shoot(w, 3300, 3100, 20, 3000, 0);
        for (size_t i = 0; i < w->detection_count; i++)
            hears[w->detections[i].station] = true;
        for (uint32_t s = 0; s < w->station_count; s++) {
            double off_m = hypot(w->stations[s].x_m - 3300, w->stations[s].y_m - 3100);
            if (!hears[s]) /* something else is heard there just then */
                report(w, s, 20 + off_m / tct_sound_speed_m_s(15), NO_SHOT);
        }
        add_clutter(w, 100, 600);
        add_bearings(w, 3300, 3100);
        struct found found = associate(w);
        assert_int_equal(count_right(w, &found), shot + 1);
        tct_arena_free(&found.arena);
        free(w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_shot_among_clutter),
        cmocka_unit_test(a_shot_that_one_array_heard_is_a_group_of_one),
        cmocka_unit_test(what_comes_from_elsewhere_does_not_hide_a_source),
        cmocka_unit_test(evidence_comes_with_the_group),
        cmocka_unit_test(two_shots_at_once),
        cmocka_unit_test(a_burst_with_echoes),
        cmocka_unit_test(stations_in_line_still_group),
        cmocka_unit_test(clutter_alone_is_nothing),
        cmocka_unit_test(silence_speaks_against_a_chance_group),
        cmocka_unit_test(wind_that_no_table_knows_is_learned),
        cmocka_unit_test(order_does_not_matter),
        cmocka_unit_test(names_of_stations_do_not_matter),
        cmocka_unit_test(origin_and_axes_do_not_matter),
        cmocka_unit_test(the_date_does_not_matter),
        cmocka_unit_test(unusable_detections_are_counted),
        cmocka_unit_test(a_flood_leaves_the_loudest),
        cmocka_unit_test(silly_times_do_no_harm),
        cmocka_unit_test(little_or_degenerate_input_is_fine),
        cmocka_unit_test(too_little_memory_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
