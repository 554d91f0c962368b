/* Scene file: who fires when, and where to. */
#include <math.h>

#include "scene_reader.h"

static const double radians_per_degree = 3.14159265358979323846 / 180.0;

/* The time from round to round: interval_s, or rounds_per_minute. */
static void read_interval(struct scene_reader *reader, const struct tct_yaml_node *map,
                          double *ret_interval_s, double *ret_jitter_s)
{
    const struct tct_yaml_node *rate = tct_yaml_find(map, "rounds_per_minute");
    double per_minute = 60.0;
    *ret_interval_s = 1.0;
    *ret_jitter_s = 0.0;
    if (rate != NULL && tct_yaml_find(map, "interval_s") != NULL)
        scene_fail(reader, rate, "either interval_s or rounds_per_minute");
    scene_number(reader, map, "rounds_per_minute", 1.0, 60000.0, &per_minute);
    if (rate != NULL)
        *ret_interval_s = 60.0 / per_minute;
    scene_number(reader, map, "interval_s", 0.0, 3600.0, ret_interval_s);
    scene_number(reader, map, "jitter_s", 0.0, 3600.0, ret_jitter_s);
}

static void read_schedule(struct scene_reader *reader, const struct tct_yaml_node *map,
                          struct tct_scene_shooter *shooter)
{
    static const char *const keys[] = {"at_s", "rounds", "interval_s", "rounds_per_minute",
                                       "jitter_s"};
    const struct tct_yaml_node *list = NULL;
    size_t count = scene_list(reader, map, "schedule", TCT_SCENE_SHOTS, &list);
    struct tct_scene_burst *bursts = scene_take(reader, count, sizeof(*bursts));
    for (size_t i = 0; i < count && reader->status == TCT_OK; i++) {
        const struct tct_yaml_node *burst = tct_yaml_item(list, i);
        int64_t rounds = 1;
        scene_keys(reader, burst, keys, TCT_COUNT(keys));
        scene_need_number(reader, burst, "at_s", 0.0, reader->file->scene.duration_s,
                          &bursts[i].at_s);
        if (reader->status == TCT_OK)
            reader->status = tct_yaml_integer(tct_yaml_find(burst, "rounds"), 1, TCT_SCENE_SHOTS,
                                              &rounds, reader->err);
        read_interval(reader, burst, &bursts[i].interval_s, &bursts[i].jitter_s);
        bursts[i].rounds = (uint32_t)rounds;
    }
    shooter->bursts = bursts;
    shooter->burst_count = count;
}

static void read_random_fire(struct scene_reader *reader, const struct tct_yaml_node *shooter_map,
                             struct tct_scene_fire_rate *ret)
{
    static const char *const keys[] = {"bursts_per_hour", "rounds", "interval_s",
                                       "rounds_per_minute", "jitter_s"};
    const struct tct_yaml_node *map = tct_yaml_find(shooter_map, "random");
    double rounds_min = 1.0, rounds_max = 1.0;
    if (map == NULL)
        return;
    scene_keys(reader, map, keys, TCT_COUNT(keys));
    scene_need_number(reader, map, "bursts_per_hour", 0.0, 36000.0, &ret->bursts_per_hour);
    scene_range(reader, map, "rounds", 1.0, TCT_SCENE_SHOTS, &rounds_min, &rounds_max);
    read_interval(reader, map, &ret->interval_s, &ret->jitter_s);
    ret->rounds_min = (uint32_t)rounds_min;
    ret->rounds_max = (uint32_t)rounds_max;
}

/* Corners of the box that shooters are strewn over. */
struct box {
    struct tct_plane a, b;
};

/* How many shooters an entry stands for: 1 with `at`, `count` with `within`. */
static size_t read_places(struct scene_reader *reader, const struct tct_yaml_node *map,
                          struct box *ret_box)
{
    const struct tct_yaml_node *within = tct_yaml_find(map, "within"), *at = NULL;
    int64_t count = 1;
    if (reader->status != TCT_OK)
        return 0;
    if (within == NULL) {
        reader->status = tct_yaml_need(map, "at", &at, reader->err);
        scene_place(reader, at, &ret_box->a);
        ret_box->b = ret_box->a;
    } else {
        if (tct_yaml_find(map, "at") != NULL)
            scene_fail(reader, within, "either at or within");
        if (reader->status == TCT_OK)
            reader->status = tct_yaml_list(within, 2, 2, reader->err);
        if (reader->status != TCT_OK)
            return 0;
        scene_place(reader, tct_yaml_item(within, 0), &ret_box->a);
        scene_place(reader, tct_yaml_item(within, 1), &ret_box->b);
    }
    const struct tct_yaml_node *number = tct_yaml_find(map, "count");
    if (number != NULL && within == NULL)
        scene_fail(reader, number, "count only together with within");
    if (reader->status == TCT_OK)
        reader->status = tct_yaml_integer(number, 1, TCT_SCENE_SHOOTERS, &count, reader->err);
    return reader->status == TCT_OK ? (size_t)count : 0;
}

/* A place, or a direction from true north. */
static void read_aim(struct scene_reader *reader, const struct tct_yaml_node *map,
                     struct tct_scene_shooter *ret)
{
    const struct tct_yaml_node *place = tct_yaml_find(map, "aim");
    const struct tct_yaml_node *azimuth = tct_yaml_find(map, "aim_azimuth_deg");
    struct tct_plane at = {0.0, 0.0};
    double azimuth_deg = 0.0, elevation_deg = 0.0;
    ret->aim_z_m = ret->z_m;
    scene_number(reader, map, "aim_height_m", -500.0, 9000.0, &ret->aim_z_m);
    scene_number(reader, map, "aim_azimuth_deg", -360.0, 360.0, &azimuth_deg);
    scene_number(reader, map, "aim_elevation_deg", -90.0, 90.0, &elevation_deg);
    if (place != NULL && azimuth != NULL)
        scene_fail(reader, azimuth, "either aim or aim_azimuth_deg");
    if (place != NULL) {
        scene_place(reader, place, &at);
        ret->aim = TCT_SCENE_AIM_PLACE;
        ret->aim_x_m = at.x_m;
        ret->aim_y_m = at.y_m;
    } else if (azimuth != NULL) {
        double north = tct_frame_true_north_rad(reader->sector->frame, (struct tct_plane){0, 0});
        double a = azimuth_deg * radians_per_degree + north;
        double e = elevation_deg * radians_per_degree;
        ret->aim = TCT_SCENE_AIM_DIRECTION;
        ret->aim_x_m = cos(e) * sin(a);
        ret->aim_y_m = cos(e) * cos(a);
        ret->aim_z_m = sin(e);
    }
}

/* Entry `map` of the list; the shooters that it stands for are alike but for their places. */
static void read_shooter(struct scene_reader *reader, const struct tct_yaml_node *map,
                         struct tct_scene_shooter *ret, const char **ret_id, bool *ret_on_ground)
{
    static const char *const keys[] = {"id",           "at",
                                       "within",       "count",
                                       "height_m",     "above_ground_m",
                                       "wander_m",     "weapon",
                                       "schedule",     "random",
                                       "aim",          "aim_azimuth_deg",
                                       "aim_height_m", "aim_elevation_deg",
                                       "scatter_m",    "level_sigma_db"};
    const struct scene_file *file = reader->file;
    const struct tct_yaml_node *weapon = NULL;
    size_t weapon_index = 0;
    ret->z_m = 1.5; /* a standing person's rifle */
    scene_keys(reader, map, keys, TCT_COUNT(keys));
    if (reader->status == TCT_OK)
        reader->status = tct_yaml_need(map, "weapon", &weapon, reader->err);
    if (reader->status == TCT_OK && file->scene.weapon_count == 0)
        scene_fail(reader, weapon, "one of the weapons, of which there are none");
    if (reader->status == TCT_OK)
        reader->status = tct_yaml_choice(weapon, file->weapon_names, file->scene.weapon_count,
                                         &weapon_index, reader->err);
    if (reader->status == TCT_OK)
        reader->status = tct_yaml_string(tct_yaml_find(map, "id"), ret_id, reader->err);
    const struct tct_yaml_node *above = tct_yaml_find(map, "above_ground_m");
    const struct tct_yaml_node *height = tct_yaml_find(map, "height_m");
    if (above != NULL && height != NULL)
        scene_fail(reader, above, "either height_m or above_ground_m");
    scene_number(reader, map, "height_m", -500.0, 9000.0, &ret->z_m);
    scene_number(reader, map, "above_ground_m", 0.0, 9000.0, &ret->z_m);
    *ret_on_ground = above != NULL || (height == NULL && reader->sector->terrain != NULL);
    scene_number(reader, map, "wander_m", 0.0, 1e5, &ret->wander_m);
    scene_number(reader, map, "scatter_m", 0.0, 1e5, &ret->scatter_m);
    scene_number(reader, map, "level_sigma_db", 0.0, 40.0, &ret->level_sigma_db);
    ret->weapon = (uint32_t)weapon_index;
    read_schedule(reader, map, ret);
    read_random_fire(reader, map, &ret->at_random);
    read_aim(reader, map, ret);
    if (reader->status == TCT_OK && file->scene.weapons[weapon_index].impact > 0 &&
        ret->aim != TCT_SCENE_AIM_PLACE)
        scene_fail(reader, map, "an aim: [x, y], where the shell comes down");
}

static size_t count_shooters(struct scene_reader *reader, const struct tct_yaml_node *list,
                             size_t entries)
{
    struct box box;
    size_t count = 0;
    for (size_t i = 0; i < entries; i++) {
        count += read_places(reader, tct_yaml_item(list, i), &box);
        if (count > TCT_SCENE_SHOOTERS) {
            scene_fail(reader, tct_yaml_item(list, i), "at most 20000 shooters");
            return 0;
        }
    }
    return count;
}

void scene_read_shooters(struct scene_reader *reader, const struct tct_yaml_node *root)
{
    struct tct_scene *scene = &reader->file->scene;
    const struct tct_yaml_node *list = NULL;
    size_t entries = scene_list(reader, root, "shooters", TCT_SCENE_SHOOTERS, &list);
    size_t count = count_shooters(reader, list, entries), used = 0;
    struct tct_scene_shooter *shooters = scene_take(reader, count, sizeof(*shooters));
    const char **ids = scene_take(reader, count, sizeof(*ids));
    bool *on_ground = scene_take(reader, count, sizeof(*on_ground));
    bool *target_on_ground = scene_take(reader, count, sizeof(*target_on_ground));
    for (size_t i = 0; i < entries && reader->status == TCT_OK; i++) {
        const struct tct_yaml_node *map = tct_yaml_item(list, i);
        struct tct_scene_shooter one = {0};
        const char *id = NULL;
        struct box box = {0};
        size_t alike = read_places(reader, map, &box);
        bool standing = false, aims_high = tct_yaml_find(map, "aim_height_m") != NULL;
        read_shooter(reader, map, &one, &id, &standing);
        struct tct_random random;
        tct_random_init(&random, scene->seed, i);
        for (size_t k = 0; k < alike && reader->status == TCT_OK; k++) {
            one.x_m = box.a.x_m + (box.b.x_m - box.a.x_m) * tct_random_uniform(&random);
            one.y_m = box.a.y_m + (box.b.y_m - box.a.y_m) * tct_random_uniform(&random);
            ids[used] = id;
            on_ground[used] = standing;
            target_on_ground[used] = standing && !aims_high;
            shooters[used++] = one;
        }
    }
    scene->shooters = shooters;
    reader->file->shooters = shooters;
    reader->file->on_ground = on_ground;
    reader->file->target_on_ground = target_on_ground;
    scene->shooter_count = count;
    reader->file->shooter_ids = ids;
}
