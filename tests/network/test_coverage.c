/* Network floor: coverage against counting, against the locator, and against what must hold of any
 * place: who is down hears nothing, downwind is heard farther, the frame's axes mean nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "scene.h"
#include "tacet/network/coverage.h"

enum { EARS_MOST = STATIONS_MOST };

/* A sector of the scene's stations, all alike, and a rifle. */
struct sector {
    struct scene *scene;
    struct tct_ear ears[EARS_MOST];
    struct tct_coverage_setup setup;
    struct tct_coverage *coverage;
};

static struct sector sector; /* one for all tests, made new by each */

static const struct tct_air AIR = {15.0, 0.7, 101325.0};

static struct sector *sector_of(const struct tct_plane *places, size_t count)
{
    tct_arena_free(&scene.arena); /* of a sector before, in the same test */
    sector = (struct sector){.scene = scene_of(places, count)};
    for (size_t i = 0; i < count; i++)
        sector.ears[i] = (struct tct_ear){.noise_pa = 0.003,
                                          .threshold_db = 10.0,
                                          .listening_p = 1.0,
                                          .height_m = 2.0,
                                          .onset_sigma_s = 5e-4,
                                          .azimuth_sigma_rad = (double)NAN};
    sector.setup = (struct tct_coverage_setup){
        .network = &sector.scene->network,
        .ears = sector.ears,
        .loudness = {.peak_pa = 1600.0, .positive_phase_s = 0.0012, .height_m = 1.5},
        .profile = tct_profile_with_wind(&AIR, 0.0, 0.0, 0.0),
        .spread_db = 5.0};
    return &sector;
}

static void open_it(struct sector *s)
{
    struct tct_error err;
    if (tct_coverage_open(&s->setup, &s->scene->arena, &s->coverage, &err) != TCT_OK)
        fail_msg("%s", err.text);
}

static struct tct_expectation at(const struct sector *s, double x_m, double y_m)
{
    return tct_coverage_at(s->coverage, (struct tct_plane){x_m, y_m});
}

static double hears_p(const struct sector *s, double x_m, double y_m, size_t station)
{
    return tct_coverage_hears_p(s->coverage, (struct tct_plane){x_m, y_m}, station);
}

/* Sums over all 2^count ways that things can turn out. */
static double counted_at_least_p(const double *p, size_t count, size_t least)
{
    double sum = 0.0;
    for (size_t way = 0; way < (size_t)1 << count; way++) {
        double chance = 1.0;
        size_t happened = 0;
        for (size_t i = 0; i < count; i++) {
            bool does = (way >> i & 1) != 0;
            happened += does;
            chance *= does ? p[i] : 1.0 - p[i];
        }
        sum += happened >= least ? chance : 0.0;
    }
    return sum;
}

static void at_least_is_what_counting_gives(void **state)
{
    (void)state;
    const double p[] = {0.9, 0.1, 0.5, 0.33, 1.0, 0.0, 0.72, 0.01, 0.6, 0.25};
    for (size_t least = 1; least <= 8; least++)
        assert_near(tct_at_least_p(p, TCT_COUNT(p), least),
                    counted_at_least_p(p, TCT_COUNT(p), least), 1e-12);
    assert_near(tct_at_least_p(p, 0, 1), 0.0, 0.0);
    const double sure[] = {1.0, 1.0, 1.0, 1.0};
    assert_near(tct_at_least_p(sure, 4, 4), 1.0, 1e-15);
    assert_near(tct_at_least_p(sure, 3, 4), 0.0, 1e-15);
}

static void detection_counts_the_stations_that_hear(void **state)
{
    (void)state;
    struct sector *s = sector_of(SPREAD, TCT_COUNT(SPREAD));
    s->ears[3].listening_p = 0.5;
    s->ears[5].noise_pa = 0.02;
    open_it(s);
    for (double x = -6000.0; x <= 6000.0; x += 3000.0) {
        double p[TCT_COUNT(SPREAD)], mean = 0.0;
        for (size_t i = 0; i < TCT_COUNT(p); i++)
            mean += p[i] = hears_p(s, x, 500.0, i);
        struct tct_expectation found = at(s, x, 500.0);
        assert_near(found.hearers, mean, 1e-12);
        assert_near(found.detected_p, counted_at_least_p(p, TCT_COUNT(p), 4), 1e-9);
    }
    assert_true(at(s, 0.0, 500.0).detected_p > 0.9);
    assert_near(at(s, 60000.0, 0.0).detected_p, 0.0, 0.0);
    assert_true(isnan(at(s, 60000.0, 0.0).ellipse95.semi_major_m));
}

static void a_station_that_is_down_hears_nothing(void **state)
{
    (void)state;
    struct sector *s = sector_of(SPREAD, TCT_COUNT(SPREAD));
    open_it(s);
    double up = at(s, 0.0, 0.0).hearers, near_p = hears_p(s, -300.0, 2000.0, 2);
    assert_true(near_p > 0.999);
    s->ears[2].listening_p = 0.0;
    open_it(s);
    assert_near(hears_p(s, -300.0, 2000.0, 2), 0.0, 0.0);
    assert_true(at(s, 0.0, 0.0).hearers < up);
}

/* By hand: spherical spreading and the absorption of the blast's strongest tone, 1 / (2 pi tau) =
 * 133 Hz, are what a low pulse loses; a peak has higher tones, so it loses more, but not as much as
 * their strongest absorbed one. */
static void half_hear_where_the_level_is_the_threshold(void **state)
{
    (void)state;
    const struct tct_plane one[] = {{0.0, 0.0}};
    struct sector *s = sector_of(one, 1);
    open_it(s);
    double low = 100.0, high = 20000.0;
    while (high - low > 1.0) {
        double middle = 0.5 * (low + high);
        *(hears_p(s, middle, 0.0, 0) > 0.5 ? &low : &high) = middle;
    }
    double lost_db = 20.0 * log10(1600.0 / low) - 20.0 * log10(0.003) - 10.0;
    assert_true(lost_db > low * tct_absorption_db_per_m(&AIR, 133.0));
    assert_true(lost_db < low * tct_absorption_db_per_m(&AIR, 1000.0));
    /* One standard deviation louder: the normal distribution. */
    s->ears[0].threshold_db -= 5.0;
    open_it(s);
    assert_near(hears_p(s, low, 0.0, 0), 0.8413, 0.002);
    /* Excess takes what it says. */
    s->setup.excess_db_per_km = 5.0 / (1e-3 * low);
    open_it(s);
    assert_near(hears_p(s, low, 0.0, 0), 0.5, 0.01);
}

static void a_charge_is_its_blast(void **state)
{
    (void)state;
    const struct tct_plane one[] = {{0.0, 0.0}};
    struct sector *s = sector_of(one, 1);
    s->setup.loudness = (struct tct_loudness){.charge_kg = 2.0};
    struct tct_blast blast = tct_explosion(2.0, 400.0, AIR.pressure_pa);
    /* Noise such that the bare blast at 400 m stands at the threshold. */
    s->ears[0].noise_pa = blast.peak_pa * pow(10.0, -10.0 / 20.0);
    open_it(s);
    double p = hears_p(s, 400.0, 0.0, 0);
    assert_true(p < 0.5 && p > 0.25); /* the air takes a little: less than 0.67 sigma, 3.4 dB */
}

static void downwind_is_heard_farther(void **state)
{
    (void)state;
    const struct tct_plane one[] = {{0.0, 0.0}};
    struct sector *s = sector_of(one, 1);
    open_it(s);
    double calm = hears_p(s, 9000.0, 0.0, 0);
    s->setup.profile = tct_profile_with_wind(&AIR, 4.0, 0.0, 0.0); /* blows to the east */
    open_it(s);
    assert_near(hears_p(s, -9000.0, 0.0, 0), calm, 1e-12); /* the source is upwind of the station */
    assert_true(hears_p(s, 9000.0, 0.0, 0) < 0.1 * calm);
    assert_true(hears_p(s, 100.0, 0.0, 0) > 0.999); /* nearer than any shadow */
    /* A clear night bends sound down: it takes the wind's shadow back. */
    s->setup.profile = tct_profile_with_wind(&AIR, 4.0, 0.0, 0.2);
    open_it(s);
    assert_near(hears_p(s, 9000.0, 0.0, 0), calm, 1e-12);
}

static double ridge(const void *ground, struct tct_plane place, size_t station,
                    double curvature_per_m)
{
    (void)station;
    (void)curvature_per_m;
    return place.x_m > 0.0 ? *(const double *)ground : 0.0;
}

static void a_ridge_takes_what_an_edge_takes(void **state)
{
    (void)state;
    const struct tct_plane one[] = {{0.0, 0.0}};
    double detour_m = 5.0;
    struct sector *s = sector_of(one, 1);
    open_it(s);
    double open_p = hears_p(s, 9000.0, 0.0, 0);
    s->setup.detour = ridge;
    s->setup.ground = &detour_m;
    open_it(s);
    assert_near(hears_p(s, -9000.0, 0.0, 0), open_p, 1e-12);
    double behind_p = hears_p(s, 9000.0, 0.0, 0);
    assert_true(behind_p < 0.2 * open_p);
    detour_m = 50.0;
    assert_true(hears_p(s, 9000.0, 0.0, 0) < behind_p);
}

/* All eight stations hear for sure: the ellipse is the one that the locator gives a shot there. */
static void ellipse_is_the_locators(void **state)
{
    (void)state;
    const struct tct_plane shot = {300.0, 400.0};
    struct sector *s = sector_of(SPREAD, TCT_COUNT(SPREAD));
    for (size_t i = 0; i < TCT_COUNT(SPREAD); i++)
        s->ears[i].noise_pa = 1e-5;
    open_it(s);
    struct tct_expectation expected = at(s, shot.x_m, shot.y_m);
    assert_near(expected.detected_p, 1.0, 1e-6);
    struct scene *heard_by = s->scene;
    for (size_t i = 0; i < TCT_COUNT(SPREAD); i++) {
        double dx = SPREAD[i].x_m - shot.x_m, dy = SPREAD[i].y_m - shot.y_m;
        struct tct_detection *d = heard(heard_by, (uint32_t)i, hypot(dx, dy) / speed());
        d->time_sigma_s = 5e-4;
    }
    struct tct_group group = {
        .picks = heard_by->picks, .pick_count = TCT_COUNT(SPREAD), .log_odds = (double)NAN};
    struct tct_event event;
    struct tct_error err;
    assert_int_equal(tct_locate_group(&heard_by->network, NULL, heard_by->detections,
                                      heard_by->detection_count, &group, &heard_by->arena, &event,
                                      &err),
                     TCT_OK);
    assert_int_equal(event.status, TCT_EVENT_LOCATED);
    assert_near(expected.ellipse95.semi_major_m / event.ellipse95.semi_major_m, 1.0, 0.03);
    assert_near(expected.ellipse95.semi_minor_m / event.ellipse95.semi_minor_m, 1.0, 0.03);
    assert_near(expected.ellipse95.azimuth_rad, event.ellipse95.azimuth_rad, 0.05);
}

static void fewer_hearers_know_less(void **state)
{
    (void)state;
    struct sector *s = sector_of(SPREAD, TCT_COUNT(SPREAD));
    open_it(s);
    double near_m = at(s, 300.0, 400.0).ellipse95.semi_major_m;
    double far_m = at(s, 300.0, -6000.0).ellipse95.semi_major_m;
    assert_true(far_m > 2.0 * near_m);
    /* Bearings help where the stations stand to one side. */
    for (size_t i = 0; i < TCT_COUNT(SPREAD); i++)
        s->ears[i].azimuth_sigma_rad = 0.01;
    open_it(s);
    assert_true(at(s, 300.0, -6000.0).ellipse95.semi_major_m < 0.7 * far_m);
}

/* Places as the locator would give them, each with the side that it would name. */
static void side_is_named_as_often_as_said(void **state)
{
    (void)state;
    enum { DRAWS = 4000 };
    const struct tct_plane line[] = {{-9000.0, -500.0}, {0.0, -150.0}, {9000.0, -700.0}};
    struct sector *s = sector_of(SPREAD, TCT_COUNT(SPREAD));
    s->scene->network.line = line;
    s->scene->network.line_count = TCT_COUNT(line);
    s->scene->network.propagation = (struct tct_propagation){0.1, 0.02}; /* places known badly */
    open_it(s);
    for (double y = -420.0; y <= 120.0; y += 60.0) {
        struct tct_expectation expected = at(s, 700.0, y);
        const double *c = expected.covariance_m2;
        bool left = y > -150.0 - 550.0 * 700.0 / 9000.0;
        double l11 = sqrt(c[0]), l21 = c[1] / l11, l22 = sqrt(c[2] - l21 * l21);
        size_t named = 0;
        for (int i = 0; i < DRAWS; i++) {
            double u = tct_random_normal(&s->scene->random),
                   v = tct_random_normal(&s->scene->random);
            struct tct_plane place = {700.0 + l11 * u, y + l21 * u + l22 * v};
            double left_p = tct_side_left_p(line, TCT_COUNT(line), place, c);
            named += (left ? left_p : 1.0 - left_p) >= TCT_SIDE_NAMED_FROM_P;
        }
        assert_int_equal(expected.side, left ? TCT_SIDE_LEFT : TCT_SIDE_RIGHT);
        assert_near(expected.named_p, expected.detected_p * (double)named / DRAWS, 0.03);
    }
}

static void stations_in_line_cannot_name_a_side(void **state)
{
    (void)state;
    const struct tct_plane row[] = {{-3000.0, 0.0}, {-1800.0, 0.0}, {-600.0, 0.0},
                                    {600.0, 0.0},   {1800.0, 0.0},  {3000.0, 0.0}};
    const struct tct_plane line[] = {{-9000.0, 0.0}, {9000.0, 0.0}};
    struct sector *s = sector_of(row, TCT_COUNT(row));
    s->scene->network.line = line;
    s->scene->network.line_count = 2;
    open_it(s);
    struct tct_expectation expected = at(s, 200.0, 900.0);
    assert_true(expected.detected_p > 0.9);
    assert_true(expected.named_p < 0.01);
    assert_true(isnan(expected.ellipse95.semi_major_m));
    /* One more to one side tells the two places apart. */
    struct tct_plane broad[TCT_COUNT(row) + 1];
    memcpy(broad, row, sizeof(row));
    broad[TCT_COUNT(row)] = (struct tct_plane){0.0, 900.0};
    s = sector_of(broad, TCT_COUNT(broad));
    s->scene->network.line = line;
    s->scene->network.line_count = 2;
    open_it(s);
    assert_true(at(s, 200.0, 900.0).named_p > 0.95);
    assert_true(at(s, 200.0, 900.0).ellipse95.semi_major_m < 200.0);
}

static struct tct_plane turned(struct tct_plane p)
{
    const double c = cos(0.7), s = sin(0.7);
    return (struct tct_plane){c * p.x_m - s * p.y_m + 4e5, s * p.x_m + c * p.y_m - 2e5};
}

static void axes_mean_nothing(void **state)
{
    (void)state;
    struct tct_plane line[] = {{-9000.0, -500.0}, {9000.0, 700.0}}, moved[TCT_COUNT(SPREAD)];
    struct sector *s = sector_of(SPREAD, TCT_COUNT(SPREAD));
    s->scene->network.line = line;
    s->scene->network.line_count = 2;
    s->setup.profile = tct_profile_with_wind(&AIR, 2.0, -1.0, 0.0);
    open_it(s);
    struct tct_plane place = {800.0, -2500.0}, other = turned(place);
    struct tct_expectation first = at(s, place.x_m, place.y_m);
    struct tct_plane wind = turned((struct tct_plane){2.0, -1.0});
    for (size_t i = 0; i < TCT_COUNT(SPREAD); i++)
        moved[i] = turned(SPREAD[i]);
    line[0] = turned(line[0]);
    line[1] = turned(line[1]);
    s = sector_of(moved, TCT_COUNT(SPREAD));
    s->scene->network.line = line;
    s->scene->network.line_count = 2;
    s->setup.profile = tct_profile_with_wind(&AIR, wind.x_m - 4e5, wind.y_m + 2e5, 0.0);
    open_it(s);
    struct tct_expectation second = at(s, other.x_m, other.y_m);
    assert_true(first.detected_p > 0.05);
    assert_near(second.detected_p, first.detected_p, 1e-6);
    assert_near(second.named_p, first.named_p, 1e-5);
    assert_near(second.ellipse95.semi_major_m / first.ellipse95.semi_major_m, 1.0, 1e-5);
    assert_int_equal(second.side, first.side);
}

/* The mean over the places when `listening` of the candidates stand, from scratch. */
static double mean_detected(struct sector *s, const struct tct_plane *places, size_t count)
{
    double sum = 0.0;
    open_it(s);
    for (size_t i = 0; i < count; i++)
        sum += tct_coverage_at(s->coverage, places[i]).detected_p;
    return sum / (double)count;
}

static void sites_are_chosen_by_what_they_gain(void **state)
{
    (void)state;
    enum { OLD = 3, PLACES = 25 };
    struct sector *s = sector_of(SPREAD, TCT_COUNT(SPREAD));
    struct tct_plane places[PLACES];
    size_t candidates[TCT_COUNT(SPREAD) - OLD];
    struct tct_site_choice choices[3];
    struct tct_error err;
    for (size_t i = 0; i < PLACES; i++)
        places[i] = (struct tct_plane){-4000.0 + 2000.0 * (double)(i % 5),
                                       -4000.0 + 2000.0 * (double)(i / 5)};
    for (size_t i = 0; i < TCT_COUNT(candidates); i++)
        candidates[i] = OLD + i;
    open_it(s);
    assert_int_equal(tct_coverage_choose(s->coverage, places, PLACES, candidates,
                                         TCT_COUNT(candidates), 3, &s->scene->arena, choices, &err),
                     TCT_OK);
    for (size_t i = 0; i < TCT_COUNT(candidates); i++)
        s->ears[candidates[i]].listening_p = 0.0;
    for (size_t n = 0; n < 3; n++) {
        double best = 0.0;
        for (size_t i = 0; i < TCT_COUNT(candidates); i++) {
            struct tct_ear *ear = &s->ears[candidates[i]];
            double before = ear->listening_p;
            ear->listening_p = 1.0;
            best = fmax(best, mean_detected(s, places, PLACES));
            ear->listening_p = before;
        }
        s->ears[candidates[choices[n].candidate]].listening_p = 1.0;
        assert_near(choices[n].detected_p_mean, mean_detected(s, places, PLACES), 1e-5);
        assert_near(choices[n].detected_p_mean, best, 1e-5);
    }
    assert_true(choices[2].detected_p_mean > choices[0].detected_p_mean);
}

static double mean_hears(const struct sector *s, const struct tct_plane *places, size_t count,
                         size_t station)
{
    double sum = 0.0;
    for (size_t i = 0; i < count; i++)
        sum += hears_p(s, places[i].x_m, places[i].y_m, station) / (double)count;
    return sum;
}

static void with_nothing_standing_hearers_are_gathered(void **state)
{
    (void)state;
    struct sector *s = sector_of(SPREAD, TCT_COUNT(SPREAD));
    const struct tct_plane places[] = {{0.0, 0.0}, {1000.0, 0.0}};
    size_t candidates[TCT_COUNT(SPREAD)];
    struct tct_site_choice choices[TCT_COUNT(SPREAD)];
    struct tct_error err;
    for (size_t i = 0; i < TCT_COUNT(candidates); i++)
        candidates[i] = i;
    for (size_t i = 0; i < TCT_COUNT(candidates); i++)
        s->ears[i].noise_pa = 0.05;
    open_it(s);
    assert_int_equal(tct_coverage_choose(s->coverage, places, 2, candidates, TCT_COUNT(candidates),
                                         TCT_COUNT(candidates), &s->scene->arena, choices, &err),
                     TCT_OK);
    assert_near(choices[0].detected_p_mean, 0.0, 1e-12);
    assert_near(choices[0].hearers_mean, mean_hears(s, places, 2, choices[0].candidate), 1e-6);
    for (size_t i = 0; i < TCT_COUNT(candidates); i++)
        assert_true(choices[0].hearers_mean > mean_hears(s, places, 2, i) - 1e-6);
    for (size_t i = 1; i < TCT_COUNT(candidates); i++)
        assert_true(choices[i].hearers_mean >= choices[i - 1].hearers_mean);
    assert_near(choices[TCT_COUNT(candidates) - 1].detected_p_mean, mean_detected(s, places, 2),
                1e-5);
}

static void refuses_what_cannot_be(void **state)
{
    (void)state;
    struct tct_error err;
    struct sector *s = sector_of(SPREAD, TCT_COUNT(SPREAD));
    s->ears[4].noise_pa = 0.0;
    assert_int_equal(tct_coverage_open(&s->setup, &s->scene->arena, &s->coverage, &err),
                     TCT_ERR_USE);
    assert_non_null(strstr(err.text, "station 4"));
    s = sector_of(SPREAD, TCT_COUNT(SPREAD));
    s->setup.loudness.peak_pa = (double)NAN;
    assert_int_equal(tct_coverage_open(&s->setup, &s->scene->arena, &s->coverage, &err),
                     TCT_ERR_USE);
    s = sector_of(SPREAD, TCT_COUNT(SPREAD));
    s->setup.profile.air.temperature_c = 200.0;
    assert_int_equal(tct_coverage_open(&s->setup, &s->scene->arena, &s->coverage, &err),
                     TCT_ERR_USE);
    s = sector_of(SPREAD, TCT_COUNT(SPREAD));
    s->setup.spread_db = 0.0;
    assert_int_equal(tct_coverage_open(&s->setup, &s->scene->arena, &s->coverage, &err),
                     TCT_ERR_USE);
}

static int clear_scene(void **state)
{
    (void)state;
    tct_arena_free(&scene.arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_least_is_what_counting_gives),
        cmocka_unit_test_teardown(detection_counts_the_stations_that_hear, clear_scene),
        cmocka_unit_test_teardown(a_station_that_is_down_hears_nothing, clear_scene),
        cmocka_unit_test_teardown(half_hear_where_the_level_is_the_threshold, clear_scene),
        cmocka_unit_test_teardown(a_charge_is_its_blast, clear_scene),
        cmocka_unit_test_teardown(downwind_is_heard_farther, clear_scene),
        cmocka_unit_test_teardown(a_ridge_takes_what_an_edge_takes, clear_scene),
        cmocka_unit_test_teardown(ellipse_is_the_locators, clear_scene),
        cmocka_unit_test_teardown(fewer_hearers_know_less, clear_scene),
        cmocka_unit_test_teardown(side_is_named_as_often_as_said, clear_scene),
        cmocka_unit_test_teardown(stations_in_line_cannot_name_a_side, clear_scene),
        cmocka_unit_test_teardown(axes_mean_nothing, clear_scene),
        cmocka_unit_test_teardown(sites_are_chosen_by_what_they_gain, clear_scene),
        cmocka_unit_test_teardown(with_nothing_standing_hearers_are_gathered, clear_scene),
        cmocka_unit_test_teardown(refuses_what_cannot_be, clear_scene),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
