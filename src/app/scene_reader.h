/* Scene reader: what the parts of the reader of scene files share. After the first error every
 * getter does nothing, so that a part reads straight on and asks once. */
#ifndef TACET_APP_SCENE_READER_H
#define TACET_APP_SCENE_READER_H

#include "scene.h"

struct scene_reader {
    const struct tct_sector *sector;
    struct tct_arena *arena;
    struct scene_file *file;
    enum tct_status status;
    struct tct_error *err;
    const char *scene_path; /* names of files are relative to its folder */
};

/* A number of a map; a key that is not there, or no map at all, leaves *ret as it is. */
void scene_number(struct scene_reader *reader, const struct tct_yaml_node *map, const char *key,
                  double min, double max, double *ret);

/* The same for a key that must be there. */
void scene_need_number(struct scene_reader *reader, const struct tct_yaml_node *map,
                       const char *key, double min, double max, double *ret);

/* Text; a key that is not there leaves *ret as it is. */
void scene_text(struct scene_reader *reader, const struct tct_yaml_node *map, const char *key,
                const char **ret);

/* The station that the key `station` names, which must be there; -1 after an error. */
int64_t scene_station(struct scene_reader *reader, const struct tct_yaml_node *map);

/* A list of [start_s, duration_s] under `key`, one after the other, within the scene, each at least
 * a sample long. */
void scene_stretches(struct scene_reader *reader, const struct tct_yaml_node *map, const char *key,
                     const struct tct_scene_window **ret_stretches, size_t *ret_count);

/* Two numbers, the second not below the first, or one that stands for both. */
void scene_range(struct scene_reader *reader, const struct tct_yaml_node *map, const char *key,
                 double min, double max, double *ret_low, double *ret_high);

/* A place [x, y] in the coordinates of the sector's own files, in the plane. */
void scene_place(struct scene_reader *reader, const struct tct_yaml_node *node,
                 struct tct_plane *ret);

/* Fails unless `map` is one with none but these keys. */
void scene_keys(struct scene_reader *reader, const struct tct_yaml_node *map,
                const char *const *allowed, size_t count);

/* Items of a list under `key`, at most `max`; 0 when the key is not there. */
size_t scene_list(struct scene_reader *reader, const struct tct_yaml_node *map, const char *key,
                  size_t max, const struct tct_yaml_node **ret_list);

/* Zeroed memory, or NULL and an error. */
void *scene_take(struct scene_reader *reader, size_t count, size_t item_bytes);

/* Says what was expected instead of `node`. */
void scene_fail(struct scene_reader *reader, const struct tct_yaml_node *node,
                const char *expected);

/* The parts, in the order in which they need each other. */
void scene_read_frame(struct scene_reader *reader, const struct tct_yaml_node *root);
void scene_read_world(struct scene_reader *reader, const struct tct_yaml_node *root);
void scene_read_stations(struct scene_reader *reader, const struct tct_yaml_node *root);
void scene_read_noise(struct scene_reader *reader, const struct tct_yaml_node *root);
void scene_read_weapons(struct scene_reader *reader, const struct tct_yaml_node *root);
void scene_read_shooters(struct scene_reader *reader, const struct tct_yaml_node *root);
void scene_read_ground(struct scene_reader *reader, const struct tct_yaml_node *root);

#endif
