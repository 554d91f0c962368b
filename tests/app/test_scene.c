/* Scene files: what is read, what is taken where nothing is said, and every fault with its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scene.h"

enum { ARENA_BYTES = 64 << 20 };

static void assert_near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance))
        fail_msg("found %.9g, expected %.9g within %g", found, expected, tolerance);
}

struct fixture {
    struct tct_arena arena;
    struct tct_sector sector;
    char scene_path[512];
};

static int open_valley(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    const char *examples = getenv("TACET_EXAMPLES");
    char path[512];
    struct tct_error err;
    if (f == NULL || examples == NULL)
        return -1;
    (void)snprintf(path, sizeof(path), "%s/north-valley", examples);
    (void)snprintf(f->scene_path, sizeof(f->scene_path), "%s/north-valley/scene.yaml", examples);
    tct_arena_init(&f->arena, ARENA_BYTES);
    if (tct_sector_open(path, &f->arena, NULL, &f->sector, &err) != TCT_OK) {
        print_error("%s\n", err.text);
        return -1;
    }
    *state = f;
    return 0;
}

static int close_valley(void **state)
{
    struct fixture *f = *state;
    tct_sector_close(&f->sector);
    tct_arena_free(&f->arena);
    free(f);
    return 0;
}

static enum tct_status read_text(struct fixture *f, const char *text, struct scene_file *ret,
                                 struct tct_error *err)
{
    const struct tct_yaml_node *root = NULL;
    enum tct_status status =
        tct_yaml_parse("scene.yaml", text, strlen(text), &f->arena, &root, err);
    return status == TCT_OK ? scene_read(root, NULL, &f->sector, &f->arena, ret, err) : status;
}

static struct scene_file good(struct fixture *f, const char *text)
{
    struct scene_file file;
    struct tct_error err;
    if (read_text(f, text, &file, &err) != TCT_OK)
        fail_msg("%s", err.text);
    return file;
}

#define HEAD   "sector: .\nstart: 2026-03-14T20:00:00Z\nduration_s: 3600\n"
#define RIFLE  "weapons: {rifle: {peak_pa: 1500, positive_phase_s: 0.001}}\n"
#define CENTRE "at: [-33.4, 45]"

static void the_valleys_night_is_read(void **state)
{
    struct fixture *f = *state;
    const struct tct_yaml_node *root = NULL;
    const char *sector_path = NULL;
    struct scene_file file;
    struct tct_error err;
    assert_int_equal(tct_yaml_load(f->scene_path, &f->arena, &root, &err), TCT_OK);
    assert_int_equal(scene_sector_path(root, f->scene_path, &f->arena, &sector_path, &err), TCT_OK);
    assert_memory_equal(sector_path, f->scene_path, strlen(f->scene_path) - strlen("scene.yaml"));
    if (scene_read(root, NULL, &f->sector, &f->arena, &file, &err) != TCT_OK)
        fail_msg("%s", err.text);
    assert_int_equal(file.scene.station_count, f->sector.network.station_count);
    assert_int_equal(file.scene.weapon_count, 4);
    assert_int_equal(file.scene.shooter_count, 10);
    assert_int_equal(file.scene.window_count, 10);
    assert_int_equal(file.scene.air_count, 5);
    assert_string_equal(file.shooter_ids[5], "south 1");
    assert_string_equal(file.weapon_names[file.scene.shooters[8].weapon], "cannon");
    assert_near(file.scene.shooters[3].bursts[0].interval_s, 0.1, 1e-12);
    assert_false(file.detections);
    struct tct_scene_shot *shots = NULL;
    size_t count = 0;
    assert_int_equal(tct_scene_fire(&file.scene, &f->arena, &shots, &count, &err), TCT_OK);
    assert_in_range(count, 40, 60);
}

static void what_is_not_said_has_a_default(void **state)
{
    struct fixture *f = *state;
    struct scene_file file = good(f, HEAD);
    const struct tct_weather *w = f->sector.network.weather;
    assert_int_equal(file.scene.shooter_count, 0);
    assert_near(file.scene.sample_rate_hz, 12000.0, 0.0);
    assert_near(file.scene.paths.floor_s, f->sector.network.propagation.floor_s, 0.0);
    /* The air of the sector's weather: 20:00, 20:30, and 21:00 is past the end. */
    assert_int_equal(file.scene.air_count, 2);
    assert_near(file.scene.airs[1].from_s, 1800.0, 0.0);
    for (size_t i = 0; i < 2; i++) {
        const struct tct_scene_air *a = &file.scene.airs[i];
        assert_near(a->air.temperature_c, w[i].temperature_c, 1e-12);
        assert_near(hypot(a->wind_x_m_s, a->wind_y_m_s), w[i].wind_speed_m_s, 1e-12);
        /* It blows to where it does not come from. */
        assert_near(atan2(-a->wind_x_m_s, -a->wind_y_m_s),
                    remainder(w[i].wind_from_rad, 2.0 * acos(-1.0)), 1e-9);
    }
}

static void air_of_before_the_start_holds(void **state)
{
    struct fixture *f = *state;
    struct scene_file file = good(f, "sector: .\nstart: 2026-03-14T21:45:00Z\nduration_s: 1200\n");
    assert_int_equal(file.scene.air_count, 2);
    assert_near(file.scene.airs[0].from_s, 0.0, 0.0);
    assert_near(file.scene.airs[0].air.temperature_c, f->sector.network.weather[3].temperature_c,
                1e-12);
    assert_near(file.scene.airs[1].from_s, 900.0, 0.0);
}

static void wind_comes_from_where_it_says(void **state)
{
    struct fixture *f = *state;
    struct scene_file file =
        good(f, HEAD "air: {temperature_c: 3, wind_speed_m_s: 4, wind_from_deg: 270}\n");
    assert_near(file.scene.airs[0].wind_x_m_s, 4.0, 0.01);
    assert_near(file.scene.airs[0].wind_y_m_s, 0.0, 0.01);
    assert_near(file.scene.airs[0].air.temperature_c, 3.0, 0.0);
}

static void shooters_are_strewn_over_a_box(void **state)
{
    struct fixture *f = *state;
    struct scene_file file =
        good(f, HEAD RIFLE "shooters:\n"
                           "  - {within: [[-33.45, 44.98], [-33.35, 45.02]], count: 400,\n"
                           "     weapon: rifle, random: {bursts_per_hour: 2, rounds: [1, 4]}}\n"
                           "  - {id: last, " CENTRE ", weapon: rifle,\n"
                           "     random: {bursts_per_hour: 1, rounds: 3}}\n");
    assert_int_equal(file.scene.shooter_count, 401);
    assert_int_equal(file.scene.shooters[400].at_random.rounds_min, 3);
    assert_int_equal(file.scene.shooters[400].at_random.rounds_max, 3);
    double mean = 0.0;
    for (size_t i = 0; i < 400; i++) {
        const struct tct_scene_shooter *s = &file.scene.shooters[i];
        assert_true(fabs(s->x_m - file.scene.shooters[400].x_m) < 3960.0);
        assert_int_equal(s->at_random.rounds_max, 4);
        mean += s->x_m / 400.0;
    }
    /* Uniform over 7.9 km. */
    assert_near(mean, file.scene.shooters[400].x_m, 5.0 * 7900.0 / sqrt(12.0 * 400.0));
    assert_string_equal(file.shooter_ids[400], "last");
}

static void clocks_are_set_wrong(void **state)
{
    struct fixture *f = *state;
    struct scene_file file = good(f, HEAD "clocks: [{station: V07, off_s: -2.4}]\n");
    for (size_t i = 0; i < file.scene.station_count; i++)
        assert_near(file.scene.stations[i].clock.off_s, i == 6 ? -2.4 : 0.0, 0.0);
}

static void faults_are_told_with_their_line(void **state)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"sector: .\nduration_s: 3\n", "'start'"},
        {HEAD "sampel_rate_hz: 3\n", "scene.yaml:4: "},
        {HEAD "sampel_rate_hz: 3\n", "sample_rate_hz"},
        {HEAD "sample_rate_hz: 1e9\n", "scene.yaml:4: "},
        {HEAD "seed: -1\n", "scene.yaml:4: "},
        {HEAD "noise: {white_pa: .nan}\n", "scene.yaml:4: "},
        {HEAD "noise: loud\n", "scene.yaml:4: "},
        {HEAD "output: music\n", "scene.yaml:4: "},
        {HEAD "windows: [[1, 5], [3, 5]]\n", "after the window before it"},
        {HEAD "windows: [[3590, 20]]\n", "within the scene's duration"},
        {HEAD "windows: 3\n", "scene.yaml:4: "},
        {HEAD "echoes: {per_path: 1, delay_s: [0.4, 0.1]}\n", "the smaller first"},
        {HEAD "clocks: [{station: V99, off_s: 1}]\n", "the id of a station of the sector"},
        {HEAD "air: []\n", "scene.yaml:4: "},
        {HEAD "air:\n  - {from_s: 9}\n  - {from_s: 3}\n", "scene.yaml:6: "},
        {HEAD "shooters: [{" CENTRE ", weapon: rifle}]\n", "of which there are none"},
        {HEAD RIFLE "shooters: [{" CENTRE ", weapon: bow}]\n", "scene.yaml:5: found 'bow'"},
        {HEAD RIFLE "shooters: [{at: [300, 95], weapon: rifle}]\n", "inside the sector's frame"},
        {HEAD RIFLE "shooters: [{weapon: rifle}]\n", "'at'"},
        {HEAD RIFLE "shooters: [{" CENTRE ", count: 3, weapon: rifle}]\n", "with within"},
        {HEAD RIFLE "shooters:\n- " CENTRE "\n  weapon: rifle\n  schedule: [{at_s: -1}]\n",
         "scene.yaml:8: found '-1'"},
        {HEAD RIFLE "shooters:\n- " CENTRE
                    "\n  weapon: rifle\n  schedule: [{at_s: 1, rounds: 1000000000}]\n",
         "scene.yaml:8: found '1000000000'"},
        {HEAD RIFLE "shooters:\n- " CENTRE
                    "\n  weapon: rifle\n  schedule: [{at_s: 1, interval_s: 1, "
                    "rounds_per_minute: 60}]\n",
         "either interval_s or rounds_per_minute"},
        {HEAD "weapons: {rifle: {peak_pa: 1e300, positive_phase_s: 1}}\n", "scene.yaml:4: "},
        {HEAD "weapons: [1, 2]\n", "scene.yaml:4: "},
        {"[1, 2]\n", "scene.yaml:1: "},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < TCT_COUNT(cases); i++) {
        struct scene_file file;
        struct tct_error err = {0};
        if (read_text(f, cases[i].text, &file, &err) == TCT_OK)
            fail_msg("case %zu was taken", i);
        if (strstr(err.text, cases[i].message) == NULL)
            fail_msg("case %zu: \"%s\" does not say \"%s\"", i, err.text, cases[i].message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_valleys_night_is_read),
        cmocka_unit_test(what_is_not_said_has_a_default),
        cmocka_unit_test(air_of_before_the_start_holds),
        cmocka_unit_test(wind_comes_from_where_it_says),
        cmocka_unit_test(shooters_are_strewn_over_a_box),
        cmocka_unit_test(clocks_are_set_wrong),
        cmocka_unit_test(faults_are_told_with_their_line),
    };
    return cmocka_run_group_tests_name("app/scene", tests, open_valley, close_valley);
}
