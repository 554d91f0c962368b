/* Scene file: when and how it is recorded, and the world between the shooters and the stations. */
#include <math.h>

#include "scene_reader.h"

static const double radians_per_degree = 3.14159265358979323846 / 180.0;

/* Air where nothing is said: that of the sector's own default, at a common humidity. */
static const struct tct_air common_air = {15.0, 0.7, 101325.0};

void scene_read_frame(struct scene_reader *reader, const struct tct_yaml_node *root)
{
    static const char *const outputs[] = {"recordings", "detections"};
    static const char *const formats[] = {"flac", "wav"};
    struct tct_scene *scene = &reader->file->scene;
    const struct tct_yaml_node *start = NULL;
    int64_t seed = 1, rate_hz = 12000;
    size_t output = 0, format = 0;
    enum tct_status status = tct_yaml_need(root, "start", &start, reader->err);
    if (status == TCT_OK)
        status = tct_yaml_time(start, &scene->start_ns, reader->err);
    if (status == TCT_OK)
        status = tct_yaml_integer(tct_yaml_find(root, "seed"), 0, INT64_MAX, &seed, reader->err);
    if (status == TCT_OK)
        status = tct_yaml_integer(tct_yaml_find(root, "sample_rate_hz"), 100, 192000, &rate_hz,
                                  reader->err);
    if (status == TCT_OK)
        status = tct_yaml_choice(tct_yaml_find(root, "output"), outputs, TCT_COUNT(outputs),
                                 &output, reader->err);
    if (status == TCT_OK)
        status = tct_yaml_choice(tct_yaml_find(root, "format"), formats, TCT_COUNT(formats),
                                 &format, reader->err);
    reader->status = status;
    scene->seed = (uint64_t)seed;
    scene->sample_rate_hz = (double)rate_hz;
    reader->file->detections = output == 1;
    reader->file->wav = format == 1;
    reader->file->full_scale_pa = 20.0; /* 120 dB: common for field recorders */
    scene_number(reader, root, "full_scale_pa", 1e-3, 1e6, &reader->file->full_scale_pa);
    scene_need_number(reader, root, "duration_s", 1e-3, TCT_SCENE_DURATION_S, &scene->duration_s);
    scene_stretches(reader, root, "windows", &scene->windows, &scene->window_count);
}

static void set_wind(double speed_m_s, double from_rad, struct tct_scene_air *air)
{
    air->wind_x_m_s = -speed_m_s * sin(from_rad);
    air->wind_y_m_s = -speed_m_s * cos(from_rad);
}

static void read_one_air(struct scene_reader *reader, const struct tct_yaml_node *map,
                         struct tct_scene_air *ret)
{
    static const char *const keys[] = {"from_s",
                                       "temperature_c",
                                       "wind_speed_m_s",
                                       "wind_from_deg",
                                       "humidity_pct",
                                       "pressure_hpa",
                                       "temperature_gradient_k_per_m",
                                       "wind_gradient_per_s"};
    double speed_m_s = 0.0, from_deg = 0.0, humidity_pct = 100.0 * common_air.relative_humidity;
    double pressure_hpa = 0.01 * common_air.pressure_pa, windier_per_s = 0.0;
    *ret = (struct tct_scene_air){.air = common_air};
    scene_keys(reader, map, keys, TCT_COUNT(keys));
    scene_number(reader, map, "from_s", 0.0, TCT_SCENE_DURATION_S, &ret->from_s);
    scene_number(reader, map, "temperature_c", -50.0, 60.0, &ret->air.temperature_c);
    scene_number(reader, map, "wind_speed_m_s", 0.0, 60.0, &speed_m_s);
    scene_number(reader, map, "wind_from_deg", -360.0, 360.0, &from_deg);
    scene_number(reader, map, "humidity_pct", 0.0, 100.0, &humidity_pct);
    scene_number(reader, map, "pressure_hpa", 200.0, 1200.0, &pressure_hpa);
    scene_number(reader, map, "temperature_gradient_k_per_m", -1.0, 1.0, &ret->warmer_per_m);
    scene_number(reader, map, "wind_gradient_per_s", -1.0, 1.0, &windier_per_s);
    ret->air.relative_humidity = 0.01 * humidity_pct;
    ret->air.pressure_pa = 100.0 * pressure_hpa;
    double north_rad = tct_frame_true_north_rad(reader->sector->frame, (struct tct_plane){0, 0});
    struct tct_scene_air up = {0}; /* the change with height blows from where the wind does */
    set_wind(windier_per_s, from_deg * radians_per_degree + north_rad, &up);
    ret->windier_x_per_s = up.wind_x_m_s;
    ret->windier_y_per_s = up.wind_y_m_s;
    set_wind(speed_m_s, from_deg * radians_per_degree + north_rad, ret);
}

/* Nothing is said of the air: it is as the sector's weather table has it. */
static void take_air_of_sector(struct scene_reader *reader)
{
    struct tct_scene *scene = &reader->file->scene;
    const struct tct_network *network = &reader->sector->network;
    size_t count = network->weather_count;
    struct tct_scene_air *airs = scene_take(reader, count + 1, sizeof(*airs));
    if (airs == NULL)
        return;
    airs[0] = (struct tct_scene_air){.air = common_air};
    size_t used = 0; /* the last entry before the start takes the first place */
    for (size_t i = 0; i < count; i++) {
        const struct tct_weather *w = &network->weather[i];
        double from_s = tct_time_between_s(scene->start_ns, w->time_ns);
        if (from_s >= scene->duration_s)
            break;
        if (from_s > 0.0 && i > 0)
            used++;
        airs[used] = (struct tct_scene_air){.from_s = fmax(from_s, 0.0), .air = common_air};
        airs[used].air.temperature_c = fmin(fmax(w->temperature_c, -50.0), 60.0);
        set_wind(w->wind_speed_m_s, w->wind_from_rad, &airs[used]);
    }
    scene->airs = airs;
    scene->air_count = used + 1;
}

static void read_air(struct scene_reader *reader, const struct tct_yaml_node *root)
{
    struct tct_scene *scene = &reader->file->scene;
    const struct tct_yaml_node *node = tct_yaml_find(root, "air"), *list = NULL;
    if (reader->status != TCT_OK)
        return;
    if (node == NULL) {
        take_air_of_sector(reader);
        return;
    }
    bool one = tct_yaml_kind(node) == TCT_YAML_MAP;
    size_t count = one ? 1 : scene_list(reader, root, "air", 10000, &list);
    struct tct_scene_air *airs = scene_take(reader, count, sizeof(*airs));
    if (count == 0)
        scene_fail(reader, node, "a map or a list of maps");
    for (size_t i = 0; i < count && reader->status == TCT_OK; i++) {
        const struct tct_yaml_node *map = one ? node : tct_yaml_item(list, i);
        read_one_air(reader, map, &airs[i]);
        if (i > 0 && airs[i].from_s < airs[i - 1].from_s)
            scene_fail(reader, map, "a from_s not before the one above");
    }
    scene->airs = airs;
    scene->air_count = count;
}

static void read_walls(struct scene_reader *reader, const struct tct_yaml_node *map)
{
    static const char *const keys[] = {"from", "to", "loss_db"};
    struct tct_scene_echoes *echoes = &reader->file->scene.echoes;
    const struct tct_yaml_node *list = NULL, *from = NULL, *to = NULL;
    size_t count = scene_list(reader, map, "walls", 1000, &list);
    struct tct_scene_wall *walls = scene_take(reader, count, sizeof(*walls));
    for (size_t i = 0; i < count && reader->status == TCT_OK; i++) {
        const struct tct_yaml_node *wall = tct_yaml_item(list, i);
        scene_keys(reader, wall, keys, TCT_COUNT(keys));
        if (reader->status == TCT_OK)
            reader->status = tct_yaml_need(wall, "from", &from, reader->err);
        if (reader->status == TCT_OK)
            reader->status = tct_yaml_need(wall, "to", &to, reader->err);
        scene_place(reader, from, &walls[i].from);
        scene_place(reader, to, &walls[i].to);
        scene_number(reader, wall, "loss_db", 0.0, 100.0, &walls[i].loss_db);
    }
    echoes->walls = walls;
    echoes->wall_count = count;
}

static void read_echoes(struct scene_reader *reader, const struct tct_yaml_node *root)
{
    static const char *const keys[] = {"per_path", "delay_s", "loss_db", "walls"};
    struct tct_scene_echoes *e = &reader->file->scene.echoes;
    const struct tct_yaml_node *map = tct_yaml_find(root, "echoes");
    *e = (struct tct_scene_echoes){0.0, 0.02, 0.4, 6.0, 20.0, NULL, 0};
    if (map == NULL)
        return;
    scene_keys(reader, map, keys, TCT_COUNT(keys));
    scene_number(reader, map, "per_path", 0.0, 20.0, &e->per_path);
    scene_range(reader, map, "delay_s", 1e-4, 10.0, &e->delay_min_s, &e->delay_max_s);
    scene_range(reader, map, "loss_db", 0.0, 100.0, &e->loss_min_db, &e->loss_max_db);
    read_walls(reader, map);
}

static void read_paths(struct scene_reader *reader, const struct tct_yaml_node *root)
{
    static const char *const keys[] = {
        "travel_time_floor_s", "travel_time_fraction", "shot_s", "tail_freedom", "level_sigma_db",
        "excess_db_per_km",    "downwind_db_per_km"};
    int64_t tail_freedom = 0;
    struct tct_scene_paths *p = &reader->file->scene.paths;
    const struct tct_yaml_node *map = tct_yaml_find(root, "paths");
    /* The sector's own statement of its paths is the world's unless the scene says otherwise. */
    p->floor_s = fmin(reader->sector->network.propagation.floor_s, 1.0);
    p->fraction = fmin(reader->sector->network.propagation.fraction, 1.0);
    if (map == NULL)
        return;
    scene_keys(reader, map, keys, TCT_COUNT(keys));
    scene_number(reader, map, "travel_time_floor_s", 0.0, 1.0, &p->floor_s);
    scene_number(reader, map, "travel_time_fraction", 0.0, 1.0, &p->fraction);
    scene_number(reader, map, "shot_s", 0.0, 1.0, &p->shot_s);
    if (reader->status == TCT_OK)
        reader->status = tct_yaml_integer(tct_yaml_find(map, "tail_freedom"), 3, 100, &tail_freedom,
                                          reader->err);
    p->tail_freedom = (double)tail_freedom;
    scene_number(reader, map, "level_sigma_db", 0.0, 40.0, &p->level_sigma_db);
    scene_number(reader, map, "excess_db_per_km", 0.0, 100.0, &p->excess_db_per_km);
    scene_number(reader, map, "downwind_db_per_km", 0.0, 20.0, &p->downwind_db_per_km);
}

void scene_read_world(struct scene_reader *reader, const struct tct_yaml_node *root)
{
    read_air(reader, root);
    read_paths(reader, root);
    read_echoes(reader, root);
}
