/* Scene file: the ground, and the sector's terrain under stations and shooters. */
#include <math.h>

#include "scene_reader.h"
#include "tacet/terrain.h"

/* Terrain is read so far around all stations and shooters. */
static const double margin_m = 500.0;

struct box {
    struct tct_plane low, high;
};

static void widen(struct box *box, double x_m, double y_m)
{
    box->low.x_m = fmin(box->low.x_m, x_m - margin_m);
    box->low.y_m = fmin(box->low.y_m, y_m - margin_m);
    box->high.x_m = fmax(box->high.x_m, x_m + margin_m);
    box->high.y_m = fmax(box->high.y_m, y_m + margin_m);
}

static struct box box_of(const struct tct_scene *scene)
{
    struct box box = {{INFINITY, INFINITY}, {-INFINITY, -INFINITY}};
    for (size_t i = 0; i < scene->station_count; i++)
        widen(&box, scene->stations[i].x_m, scene->stations[i].y_m);
    for (size_t i = 0; i < scene->shooter_count; i++) {
        const struct tct_scene_shooter *s = &scene->shooters[i];
        widen(&box, s->x_m, s->y_m);
        if (s->aim == TCT_SCENE_AIM_PLACE)
            widen(&box, s->aim_x_m, s->aim_y_m);
    }
    return box;
}

static double ground_at(const struct tct_scene_ground *ground, double x_m, double y_m)
{
    double z =
        ground->terrain != NULL ? tct_terrain_height_m(ground->terrain, x_m, y_m) : (double)NAN;
    return isfinite(z) ? z : ground->z_m;
}

/* Shooters whose height was given over the ground are put there, and so are their targets. */
static void stand_on_ground(struct scene_reader *reader)
{
    struct tct_scene *scene = &reader->file->scene;
    for (size_t i = 0; i < scene->shooter_count; i++) {
        struct tct_scene_shooter *s = &reader->file->shooters[i];
        if (reader->file->on_ground[i])
            s->z_m += ground_at(&scene->ground, s->x_m, s->y_m);
        if (reader->file->target_on_ground[i] && s->aim == TCT_SCENE_AIM_PLACE)
            s->aim_z_m += ground_at(&scene->ground, s->aim_x_m, s->aim_y_m);
    }
}

void scene_read_ground(struct scene_reader *reader, const struct tct_yaml_node *root)
{
    static const char *const keys[] = {"flow_resistivity", "height_m"};
    struct tct_scene *scene = &reader->file->scene;
    const struct tct_yaml_node *map = tct_yaml_find(root, "ground");
    if (map != NULL)
        scene_keys(reader, map, keys, TCT_COUNT(keys));
    scene_number(reader, map, "flow_resistivity", 1.0, 1e6, &scene->ground.flow_resistivity);
    scene_number(reader, map, "height_m", -500.0, 9000.0, &scene->ground.z_m);
    if (reader->status == TCT_OK && reader->sector->terrain != NULL) {
        struct box box = box_of(scene);
        struct tct_terrain *terrain = scene_take(reader, 1, sizeof(*terrain));
        if (terrain != NULL)
            reader->status =
                tct_terrain_load(reader->sector->terrain, reader->sector->frame, box.low, box.high,
                                 reader->arena, terrain, reader->err);
        scene->ground.terrain = terrain;
    }
    if (reader->status == TCT_OK)
        stand_on_ground(reader);
}
