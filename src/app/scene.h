/* Scene file: scene.yaml and the sector that it plays in, read into what the sim floor computes
 * with. The format is explained in docs/man/tacet-scene.5.scd. */
#ifndef TACET_APP_SCENE_H
#define TACET_APP_SCENE_H

#include <stdbool.h>

#include "tacet/face/sector.h"
#include "tacet/face/yaml.h"
#include "tacet/sim.h"

struct scene_file {
    struct tct_scene scene;
    bool detections;          /* write detections instead of recordings */
    bool wav;                 /* else FLAC */
    double full_scale_pa;     /* of the recordings */
    const char **shooter_ids; /* by index, as in `scene.shooters` */
    const char **weapon_names;
    struct tct_scene_shooter *shooters; /* `scene.shooters`, while they are read */
    bool *on_ground;                    /* by shooter: its height is over the ground, */
    bool *target_on_ground;             /* its target's is */
};

/* Reads the key `sector` of a scene file and answers the sector's path as seen from here. */
TCT_MUST_CHECK enum tct_status scene_sector_path(const struct tct_yaml_node *root,
                                                 const char *scene_path, struct tct_arena *arena,
                                                 const char **ret_path, struct tct_error *err);

/* A name in the scene file as seen from here; NULL: no memory. */
const char *scene_beside(const char *scene_path, const char *name, struct tct_arena *arena);

/* Reads all else; `scene_path` (NULL: the working folder) is what names of files are relative to.
 * Everything is the arena's or the sector's; both must outlive the scene. Errors:
 * TCT_ERR_INPUT, naming file, line, what was found and what was expected; TCT_ERR_LIMIT,
 * TCT_ERR_MEMORY. The scene has passed tct_scene_check. */
TCT_MUST_CHECK enum tct_status scene_read(const struct tct_yaml_node *root, const char *scene_path,
                                          const struct tct_sector *sector, struct tct_arena *arena,
                                          struct scene_file *ret_scene, struct tct_error *err);

#endif
