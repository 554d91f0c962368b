/* Scene file: the top of the reader, and the getters that its parts share. */
#include "scene.h"

#include <stdio.h>
#include <string.h>

#include "scene_reader.h"

void scene_number(struct scene_reader *reader, const struct tct_yaml_node *map, const char *key,
                  double min, double max, double *ret)
{
    if (reader->status == TCT_OK && map != NULL)
        reader->status = tct_yaml_number(tct_yaml_find(map, key), min, max, ret, reader->err);
}

void scene_need_number(struct scene_reader *reader, const struct tct_yaml_node *map,
                       const char *key, double min, double max, double *ret)
{
    const struct tct_yaml_node *node = NULL;
    if (reader->status == TCT_OK)
        reader->status = tct_yaml_need(map, key, &node, reader->err);
    if (reader->status == TCT_OK)
        reader->status = tct_yaml_number(node, min, max, ret, reader->err);
}

void scene_text(struct scene_reader *reader, const struct tct_yaml_node *map, const char *key,
                const char **ret)
{
    const struct tct_yaml_node *node = tct_yaml_find(map, key);
    if (reader->status == TCT_OK && node != NULL)
        reader->status = tct_yaml_string(node, ret, reader->err);
}

int64_t scene_station(struct scene_reader *reader, const struct tct_yaml_node *map)
{
    const struct tct_yaml_node *node = NULL;
    const char *id = NULL;
    if (reader->status == TCT_OK)
        reader->status = tct_yaml_need(map, "station", &node, reader->err);
    if (reader->status == TCT_OK)
        reader->status = tct_yaml_string(node, &id, reader->err);
    if (reader->status != TCT_OK)
        return -1;
    int64_t station = tct_sector_station(reader->sector, id, strlen(id));
    if (station < 0)
        scene_fail(reader, node, "the id of a station of the sector");
    return station;
}

void scene_stretches(struct scene_reader *reader, const struct tct_yaml_node *map, const char *key,
                     const struct tct_scene_window **ret_stretches, size_t *ret_count)
{
    const struct tct_yaml_node *list = NULL;
    const struct tct_scene *scene = &reader->file->scene;
    size_t count = scene_list(reader, map, key, TCT_SCENE_WINDOWS, &list);
    struct tct_scene_window *stretches = scene_take(reader, count, sizeof(*stretches));
    double free_from_s = 0.0;
    for (size_t i = 0; i < count && reader->status == TCT_OK; i++) {
        double pair[2] = {0.0, 0.0};
        const struct tct_yaml_node *node = tct_yaml_item(list, i);
        reader->status = tct_yaml_numbers(node, 2, 0.0, scene->duration_s, pair, reader->err);
        if (pair[0] < free_from_s)
            scene_fail(reader, node, "[start_s, duration_s] after the window before it");
        if (pair[1] * scene->sample_rate_hz < 1.0 || pair[0] + pair[1] > scene->duration_s)
            scene_fail(reader, node, "[start_s, duration_s] within the scene's duration");
        stretches[i] = (struct tct_scene_window){pair[0], pair[1]};
        free_from_s = pair[0] + pair[1];
    }
    *ret_stretches = stretches;
    *ret_count = count;
}

void scene_range(struct scene_reader *reader, const struct tct_yaml_node *map, const char *key,
                 double min, double max, double *ret_low, double *ret_high)
{
    const struct tct_yaml_node *node = tct_yaml_find(map, key);
    double pair[2];
    if (reader->status != TCT_OK || node == NULL)
        return;
    if (tct_yaml_kind(node) == TCT_YAML_SCALAR) {
        reader->status = tct_yaml_number(node, min, max, &pair[0], reader->err);
        pair[1] = pair[0];
    } else {
        reader->status = tct_yaml_numbers(node, 2, min, max, pair, reader->err);
    }
    if (reader->status != TCT_OK)
        return;
    if (pair[1] < pair[0]) {
        scene_fail(reader, node, "two numbers, the smaller first");
        return;
    }
    *ret_low = pair[0];
    *ret_high = pair[1];
}

void scene_place(struct scene_reader *reader, const struct tct_yaml_node *node,
                 struct tct_plane *ret)
{
    double pair[2];
    struct tct_error why;
    if (reader->status == TCT_OK)
        reader->status = tct_yaml_numbers(node, 2, -1e9, 1e9, pair, reader->err);
    if (reader->status == TCT_OK &&
        tct_frame_to_plane(reader->sector->frame, pair[0], pair[1], ret, &why) != TCT_OK)
        scene_fail(reader, node, "a place inside the sector's frame");
}

void scene_keys(struct scene_reader *reader, const struct tct_yaml_node *map,
                const char *const *allowed, size_t count)
{
    if (reader->status == TCT_OK)
        reader->status = tct_yaml_keys(map, allowed, count, reader->err);
}

size_t scene_list(struct scene_reader *reader, const struct tct_yaml_node *map, const char *key,
                  size_t max, const struct tct_yaml_node **ret_list)
{
    const struct tct_yaml_node *list = tct_yaml_find(map, key);
    if (reader->status != TCT_OK || list == NULL)
        return 0;
    reader->status = tct_yaml_list(list, 0, max, reader->err);
    if (reader->status != TCT_OK)
        return 0;
    *ret_list = list;
    return tct_yaml_count(list);
}

void *scene_take(struct scene_reader *reader, size_t count, size_t item_bytes)
{
    if (reader->status != TCT_OK)
        return NULL;
    void *memory = tct_arena_take(reader->arena, count, item_bytes);
    if (memory == NULL)
        reader->status = tct_fail(reader->err, TCT_ERR_MEMORY, "no memory for the scene");
    return memory;
}

void scene_fail(struct scene_reader *reader, const struct tct_yaml_node *node, const char *expected)
{
    if (reader->status == TCT_OK)
        reader->status = tct_yaml_fail(node, expected, reader->err);
}

const char *scene_beside(const char *scene_path, const char *name, struct tct_arena *arena)
{
    const char *slash = scene_path != NULL ? strrchr(scene_path, '/') : NULL;
    if (name[0] == '/' || slash == NULL)
        return name;
    size_t folder_bytes = (size_t)(slash - scene_path) + 1, name_bytes = strlen(name);
    char *path = TCT_ARENA_NEW(arena, char, folder_bytes + name_bytes + 1);
    if (path == NULL)
        return NULL;
    memcpy(path, scene_path, folder_bytes);
    memcpy(path + folder_bytes, name, name_bytes);
    return path;
}

enum tct_status scene_sector_path(const struct tct_yaml_node *root, const char *scene_path,
                                  struct tct_arena *arena, const char **ret_path,
                                  struct tct_error *err)
{
    const struct tct_yaml_node *node = NULL;
    const char *name = NULL;
    enum tct_status status = tct_yaml_need(root, "sector", &node, err);
    if (status == TCT_OK)
        status = tct_yaml_string(node, &name, err);
    if (status != TCT_OK)
        return status;
    *ret_path = scene_beside(scene_path, name, arena);
    return *ret_path != NULL ? TCT_OK : tct_fail(err, TCT_ERR_MEMORY, "no memory for the scene");
}

enum tct_status scene_read(const struct tct_yaml_node *root, const char *scene_path,
                           const struct tct_sector *sector, struct tct_arena *arena,
                           struct scene_file *ret_scene, struct tct_error *err)
{
    static const char *const keys[] = {
        "sector",      "seed",           "start",
        "duration_s",  "windows",        "output",
        "format",      "noise",          "air",
        "paths",       "echoes",         "hearing",
        "clocks",      "sample_rate_hz", "full_scale_pa",
        "weapons",     "shooters",       "ground",
        "distractors", "microphones",    "clutter_per_hour",
        "faults",      "gaps",           "moved",
    };
    *ret_scene = (struct scene_file){0};
    struct scene_reader reader = {sector, arena, ret_scene, TCT_OK, err, scene_path};
    static void (*const parts[])(struct scene_reader *, const struct tct_yaml_node *) = {
        scene_read_frame,   scene_read_world,    scene_read_noise,  scene_read_stations,
        scene_read_weapons, scene_read_shooters, scene_read_ground,
    };
    scene_keys(&reader, root, keys, TCT_COUNT(keys));
    for (size_t i = 0; i < TCT_COUNT(parts) && reader.status == TCT_OK; i++)
        parts[i](&reader, root);
    return reader.status == TCT_OK ? tct_scene_check(&ret_scene->scene, err) : reader.status;
}
