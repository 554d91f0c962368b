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
#include <unistd.h>

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

/* The other example: arrays, a bullet that passes one of them, a mortar and its impacts. */
static void the_range_is_read_and_heard(void **state)
{
    (void)state;
    struct fixture f = {0};
    const struct tct_yaml_node *root = NULL;
    struct scene_file file;
    struct tct_error err;
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/range", getenv("TACET_EXAMPLES"));
    (void)snprintf(f.scene_path, sizeof(f.scene_path), "%s/range/scene.yaml",
                   getenv("TACET_EXAMPLES"));
    tct_arena_init(&f.arena, ARENA_BYTES);
    if (tct_sector_open(path, &f.arena, NULL, &f.sector, &err) != TCT_OK)
        fail_msg("%s", err.text);
    assert_int_equal(tct_yaml_load(f.scene_path, &f.arena, &root, &err), TCT_OK);
    if (scene_read(root, f.scene_path, &f.sector, &f.arena, &file, &err) != TCT_OK)
        fail_msg("%s", err.text);
    assert_int_equal(tct_scene_channels(&file.scene, 0), 5);
    assert_int_equal(tct_scene_channels(&file.scene, 2), 1);
    struct tct_scene_shot *shots = NULL;
    struct tct_scene_arrival *arrivals = NULL;
    size_t shot_count = 0, count = 0, shocks[3] = {0}, explosions = 0;
    assert_int_equal(tct_scene_fire(&file.scene, &f.arena, &shots, &shot_count, &err), TCT_OK);
    assert_int_equal(shot_count, 5 + 6 + 2 + 2);
    assert_int_equal(
        tct_scene_hear(&file.scene, shots, shot_count, &f.arena, &arrivals, &count, &err), TCT_OK);
    for (size_t i = 0; i < count; i++) {
        shocks[arrivals[i].station] += arrivals[i].sound.kind == TCT_SCENE_SHOCK_WAVE ? 1 : 0;
        explosions += arrivals[i].sound.kind == TCT_SCENE_EXPLOSION ? 1 : 0;
    }
    assert_int_equal(shocks[0], 5); /* beside the line of fire */
    assert_int_equal(shocks[1], 0); /* behind the muzzle */
    assert_int_equal(shocks[2], 5);
    assert_int_equal(explosions, 2 * 3);
    tct_sector_close(&f.sector);
    tct_arena_free(&f.arena);
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

static void hearing_is_told_in_full(void **state)
{
    struct fixture *f = *state;
    struct scene_file file =
        good(f, HEAD RIFLE
             "noise: {station_sigma_db: 4, change_sigma_db: 3, change_s: 600}\n"
             "paths: {tail_freedom: 4, downwind_db_per_km: 1.5}\n"
             "hearing: {miss_share: 0.1, deaf_s: 0.3, outlier_share: 0.06, outlier_s: [0.1, 0.2]}\n"
             "moved: [{station: V07, by_m: [120, -40]}]\n"
             "shooters: [{" CENTRE ", weapon: rifle, scatter_m: 2, level_sigma_db: 6}]\n");
    assert_near(file.scene.noise.station_sigma_db, 4.0, 0.0);
    assert_near(file.scene.noise.change_sigma_db, 3.0, 0.0);
    assert_near(file.scene.noise.change_s, 600.0, 0.0);
    assert_near(file.scene.paths.tail_freedom, 4.0, 0.0);
    assert_near(file.scene.paths.downwind_db_per_km, 1.5, 0.0);
    assert_near(file.scene.hearing.miss_share, 0.1, 0.0);
    assert_near(file.scene.hearing.deaf_s, 0.3, 0.0);
    assert_near(file.scene.hearing.outlier_share, 0.06, 0.0);
    assert_near(file.scene.hearing.outlier_max_s, 0.2, 0.0);
    assert_near(file.scene.stations[6].moved_x_m, 120.0, 0.0);
    assert_near(file.scene.stations[6].moved_y_m, -40.0, 0.0);
    assert_near(file.scene.shooters[0].scatter_m, 2.0, 0.0);
    assert_near(file.scene.shooters[0].level_sigma_db, 6.0, 0.0);
}

static void weapons_say_what_they_are(void **state)
{
    struct fixture *f = *state;
    struct scene_file file =
        good(f, HEAD
             "weapons:\n"
             "  howitzer: {kind: launch, peak_pa: 30000, positive_phase_s: 0.008, impact: shell,\n"
             "    shell_speed_m_s: 300}\n"
             "  shell: {kind: charge, charge_kg: 7}\n"
             "  rifle: {peak_pa: 1500, positive_phase_s: 0.001, front_to_rear_db: 12,\n"
             "    bullet: {diameter_mm: 7.62, length_mm: 26, speed_m_s: 830, drag_per_km: 0.7,\n"
             "      range_m: 900}}\n");
    const struct tct_scene_weapon *w = file.scene.weapons;
    assert_int_equal(w[0].kind, TCT_SCENE_LAUNCH);
    assert_int_equal(w[0].impact, 2); /* one more than its place */
    assert_near(w[0].shell_speed_m_s, 300.0, 0.0);
    assert_int_equal(w[1].kind, TCT_SCENE_CHARGE);
    assert_near(w[1].charge_kg, 7.0, 0.0);
    assert_int_equal(w[2].kind, TCT_SCENE_GUN);
    assert_near(w[2].bullet.diameter_m, 0.00762, 1e-12);
    assert_near(w[2].bullet.drag_per_m, 0.0007, 1e-12);
    assert_near(w[2].bullet_range_m, 900.0, 0.0);
}

static void aims_are_places_or_directions(void **state)
{
    struct fixture *f = *state;
    struct scene_file file =
        good(f, HEAD RIFLE "shooters:\n"
                           "  - {" CENTRE ", weapon: rifle, aim: [-33.39, 45], height_m: 3}\n"
                           "  - {" CENTRE ", weapon: rifle, aim_azimuth_deg: 90,\n"
                           "     aim_elevation_deg: 30}\n"
                           "  - {" CENTRE ", weapon: rifle}\n");
    const struct tct_scene_shooter *s = file.scene.shooters;
    assert_int_equal(s[0].aim, TCT_SCENE_AIM_PLACE);
    assert_near(s[0].aim_x_m - s[0].x_m, 788.0, 5.0); /* a hundredth of a degree there */
    assert_near(s[0].aim_z_m, 3.0, 0.0);
    assert_int_equal(s[1].aim, TCT_SCENE_AIM_DIRECTION);
    assert_near(s[1].aim_x_m, cos(acos(-1.0) / 6.0), 1e-3);
    assert_near(s[1].aim_z_m, 0.5, 1e-12);
    assert_int_equal(s[2].aim, TCT_SCENE_AIM_NONE);
}

static void worlds_have_ground_and_gradients(void **state)
{
    struct fixture *f = *state;
    struct scene_file file =
        good(f, HEAD "air: {wind_speed_m_s: 5, wind_from_deg: 180, wind_gradient_per_s: 0.1,\n"
                     "  temperature_gradient_k_per_m: -0.01}\n"
                     "ground: {flow_resistivity: 200, height_m: 40}\n"
                     "noise: {rain_pa: 0.1, gusts: 0.4, engine_pa: 0.02, engine_hz: 31}\n"
                     "distractors: {doors_per_hour: 5, level_db: [10, 20]}\n"
                     "hearing: {class_right: 0.9}\n"
                     "microphones: {gain_sigma_db: 0.5}\n");
    const struct tct_scene_air *a = file.scene.airs;
    assert_near(hypot(a->windier_x_per_s, a->windier_y_per_s), 0.1, 1e-12);
    assert_true(a->windier_y_per_s > 0.09 && a->wind_y_m_s > 4.9); /* both blow to the north */
    assert_near(a->warmer_per_m, -0.01, 0.0);
    assert_near(file.scene.ground.flow_resistivity, 200.0, 0.0);
    assert_near(file.scene.ground.z_m, 40.0, 0.0);
    assert_null(file.scene.ground.terrain);
    assert_near(file.scene.noise.rain_pa, 0.1, 0.0);
    assert_near(file.scene.noise.engine_hz, 31.0, 0.0);
    assert_near(file.scene.distractors.level_max_db, 20.0, 0.0);
    assert_near(file.scene.hearing.class_right, 0.9, 0.0);
    assert_near(file.scene.microphones.gain_sigma_db, 0.5, 0.0);
}

static void stations_have_faults_and_gaps(void **state)
{
    struct fixture *f = *state;
    struct scene_file file =
        good(f, HEAD "clocks: [{station: V02, drift_ppm: 3, rate_error_ppm: -40,\n"
                     "  jumps: [[10, 0.5], [20, -1]]}]\n"
                     "faults: [{station: V03, gain_db: -3}, {station: V03, dead: true}]\n"
                     "gaps: [{station: V04, lost: [[1, 2], [5, 6]]}]\n");
    const struct tct_scene_station *s = file.scene.stations;
    assert_near(s[1].clock.drift, 3e-6, 1e-18);
    assert_near(s[1].clock.rate_error, -40e-6, 1e-18);
    assert_int_equal(s[1].clock.jump_count, 2);
    assert_near(s[1].clock.jumps[1].by_s, -1.0, 0.0);
    assert_int_equal(s[2].fault_count, 2);
    assert_true(s[2].faults[1].dead && !s[2].faults[0].dead);
    assert_int_equal(s[3].gap_count, 2);
    assert_near(s[3].gaps[1].duration_s, 6.0, 0.0);
}

static const struct {
    const char *text, *message;
} faulty[] = {
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
    {HEAD RIFLE "shooters:\n- " CENTRE "\n  weapon: rifle\n  schedule: [{at_s: 1, interval_s: 1, "
                "rounds_per_minute: 60}]\n",
     "either interval_s or rounds_per_minute"},
    {HEAD "weapons: {rifle: {peak_pa: 1e300, positive_phase_s: 1}}\n", "scene.yaml:4: "},
    {HEAD "weapons: [1, 2]\n", "scene.yaml:4: "},
    {HEAD "weapons: {bomb: {kind: charge, peak_pa: 3}}\n", "scene.yaml:4: "},
    {HEAD "weapons: {bomb: {kind: charge}}\n", "'charge_kg'"},
    {HEAD "weapons: {gun: {peak_pa: 9, positive_phase_s: 0.01, impact: ghost}}\n", "'ghost'"},
    {HEAD "weapons: {gun: {peak_pa: 9, positive_phase_s: 0.01, bullet: {diameter_mm: 7}}}\n",
     "'length_mm'"},
    {HEAD RIFLE "shooters: [{" CENTRE ", weapon: rifle, aim: [-33.4, 45.1],\n"
                "  aim_azimuth_deg: 3}]\n",
     "either aim or aim_azimuth_deg"},
    {HEAD RIFLE "shooters: [{" CENTRE ", weapon: rifle, height_m: 1, above_ground_m: 1}]\n",
     "either height_m or above_ground_m"},
    {HEAD "weapons: {gun: {peak_pa: 9, positive_phase_s: 0.01, impact: gun}}\n"
          "shooters: [{" CENTRE ", weapon: gun}]\n",
     "where the shell comes down"},
    {HEAD "clocks: [{station: V01}]\n", "what is wrong with the clock"},
    {HEAD "clocks: [{station: V01, jumps: [[5, 1], [4, 1]]}]\n", "not before the jump"},
    {HEAD "faults: [{station: V01, channel: 3}]\n", "fault's channel is 3, expected 0 to 0"},
    {HEAD "gaps: [{station: V01, lost: [[5, 2], [6, 1]]}]\n", "after the window before it"},
    {HEAD "ground: {flow_resistivity: 0}\n", "scene.yaml:4: "},
    {HEAD "noise: {recorded: {pa: 1}}\n", "'file'"},
    {HEAD "noise: {recorded: {pa: 1, file: /nowhere.wav}}\n", "/nowhere.wav"},
    {"[1, 2]\n", "scene.yaml:1: "},
};

static void faults_are_told_with_their_line(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < TCT_COUNT(faulty); i++) {
        struct scene_file file;
        struct tct_error err = {0};
        if (read_text(f, faulty[i].text, &file, &err) == TCT_OK)
            fail_msg("case %zu was taken", i);
        if (strstr(err.text, faulty[i].message) == NULL)
            fail_msg("case %zu: \"%s\" does not say \"%s\"", i, err.text, faulty[i].message);
    }
}

/* A WAV file of 32-bit floats at 8 kHz; false when it could not be written. */
static bool write_floats(const char *path, const float *samples, uint32_t count)
{
    uint32_t bytes = count * (uint32_t)sizeof(*samples);
    const uint32_t words[] = {36 + bytes, 16, 3 | 1 << 16, 8000, 8000 * 4, 4 | 32 << 16, bytes};
    FILE *file = fopen(path, "wb");
    bool good = file != NULL && fwrite("RIFF", 4, 1, file) == 1 &&
                fwrite(&words[0], 4, 1, file) == 1 && fwrite("WAVEfmt ", 8, 1, file) == 1 &&
                fwrite(&words[1], 4, 5, file) == 5 && fwrite("data", 4, 1, file) == 1 &&
                fwrite(&words[6], 4, 1, file) == 1 &&
                fwrite(samples, sizeof(*samples), count, file) == count;
    return file != NULL && fclose(file) == 0 && good;
}

static void a_background_that_is_no_number_is_told(void **state)
{
    struct fixture *f = *state;
    char path[] = "/tmp/tacet-background-XXXXXX", text[256], where[128];
    float samples[100];
    for (size_t i = 0; i < TCT_COUNT(samples); i++)
        samples[i] = i % 3 == 0 ? 0.1f : -0.05f;
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    (void)close(descriptor);
    (void)snprintf(text, sizeof(text), HEAD "noise: {recorded: {pa: 1, file: %s}}\n", path);
    assert_true(write_floats(path, samples, TCT_COUNT(samples)));
    assert_int_equal(good(f, text).scene.noise.background.count, TCT_COUNT(samples));

    struct scene_file file;
    struct tct_error err = {0};
    samples[41] = NAN;
    assert_true(write_floats(path, samples, TCT_COUNT(samples)));
    enum tct_status status = read_text(f, text, &file, &err);
    (void)remove(path);
    assert_int_equal(status, TCT_ERR_INPUT);
    (void)snprintf(where, sizeof(where), "%s: found nan as sample 41, expected ", path);
    if (strstr(err.text, where) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.text, where);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_valleys_night_is_read),
        cmocka_unit_test(the_range_is_read_and_heard),
        cmocka_unit_test(what_is_not_said_has_a_default),
        cmocka_unit_test(air_of_before_the_start_holds),
        cmocka_unit_test(wind_comes_from_where_it_says),
        cmocka_unit_test(shooters_are_strewn_over_a_box),
        cmocka_unit_test(clocks_are_set_wrong),
        cmocka_unit_test(hearing_is_told_in_full),
        cmocka_unit_test(weapons_say_what_they_are),
        cmocka_unit_test(aims_are_places_or_directions),
        cmocka_unit_test(worlds_have_ground_and_gradients),
        cmocka_unit_test(stations_have_faults_and_gaps),
        cmocka_unit_test(faults_are_told_with_their_line),
        cmocka_unit_test(a_background_that_is_no_number_is_told),
    };
    return cmocka_run_group_tests_name("app/scene", tests, open_valley, close_valley);
}
