/* Simulate's truth: truth.jsonl. */
#include <jansson.h>
#include <string.h>

#include "simulate_output.h"

/* How many stations hear each shot's blast directly and over the threshold while they record. */
static uint32_t *count_hearing(const struct played_scene *played, struct tct_arena *arena)
{
    const struct tct_scene *scene = &played->file->scene;
    uint32_t *heard_by = TCT_ARENA_NEW(arena, uint32_t, played->shot_count);
    for (size_t i = 0; heard_by != NULL && i < played->arrival_count; i++) {
        const struct tct_scene_arrival *a = &played->arrivals[i];
        if (a->shot != TCT_SCENE_NO_SHOT && !a->echo && a->sound.kind != TCT_SCENE_SHOCK_WAVE &&
            tct_scene_snr_db(scene, a) >= scene->hearing.threshold_db &&
            tct_scene_is_recorded(scene, a->station, a->onset_ns))
            heard_by[a->shot]++;
    }
    return heard_by;
}

/* For each detection the next one of the same shot, and for each shot its first: of shock waves, or
 * of all else. */
struct chains {
    uint32_t *first, *next;
};

static bool chain_detections(const struct played_scene *played, bool shock_waves,
                             struct tct_arena *arena, struct chains *ret)
{
    ret->first = TCT_ARENA_NEW(arena, uint32_t, played->shot_count);
    ret->next = TCT_ARENA_NEW(arena, uint32_t, played->detection_count);
    if (ret->first == NULL || ret->next == NULL)
        return false;
    memset(ret->first, 0xff, played->shot_count * sizeof(*ret->first));
    for (size_t i = played->detection_count; i-- > 0;) {
        uint32_t shot = played->detections[i].shot;
        bool is_shock = played->detections[i].kind == TCT_SCENE_SHOCK_WAVE;
        if (shot == TCT_SCENE_NO_SHOT || is_shock != shock_waves)
            continue;
        ret->next[i] = ret->first[shot];
        ret->first[shot] = (uint32_t)i;
    }
    return true;
}

static const char *class_of(const struct scene_file *file, const struct tct_scene_shot *shot)
{
    static const char *const names[] = {
        [TCT_SCENE_GUN] = "small_arms",
        [TCT_SCENE_LAUNCH] = "heavy_weapon_launch",
        [TCT_SCENE_CHARGE] = "explosion",
    };
    return shot->impact ? "impact" : names[file->scene.weapons[shot->weapon].kind];
}

static json_t *list_of(const struct chains *chains, size_t number)
{
    json_t *list = json_array();
    for (uint32_t i = chains->first[number]; i != UINT32_MAX; i = chains->next[i])
        (void)json_array_append_new(list, json_integer(i));
    return list;
}

static json_t *truth_of(const struct played_scene *played, size_t number, uint32_t heard_by,
                        const struct chains *blasts, const struct chains *shocks)
{
    const struct scene_file *file = played->file;
    const struct tct_scene_shot *shot = &played->shots[number];
    const struct tct_frame *frame = played->sector->frame;
    struct tct_plane place = {shot->x_m, shot->y_m};
    struct tct_plane xy = tct_frame_to_file_xy(frame, place);
    char time[TCT_TIME_TEXT_BYTES];
    tct_time_format(shot->time_ns, 9, time);
    json_t *line =
        json_pack("{s:s, s:f, s:f, s:f}", "time", time, "x_m", simulate_rounded_m(xy.x_m), "y_m",
                  simulate_rounded_m(xy.y_m), "z_m", simulate_rounded_m(shot->z_m));
    int wrong = line == NULL;
    if (tct_frame_is_geodetic(frame)) {
        struct tct_geodetic at = tct_frame_to_geodetic(frame, place);
        wrong |= json_object_set_new(line, "lon", json_real(at.lon_deg));
        wrong |= json_object_set_new(line, "lat", json_real(at.lat_deg));
    }
    if (file->shooter_ids[shot->shooter] != NULL)
        wrong |=
            json_object_set_new(line, "shooter", json_string(file->shooter_ids[shot->shooter]));
    wrong |= json_object_set_new(line, "weapon", json_string(file->weapon_names[shot->weapon]));
    wrong |= json_object_set_new(line, "class", json_string(class_of(file, shot)));
    if (played->detections == NULL) {
        wrong |= json_object_set_new(line, "heard_by", json_integer(heard_by));
    } else {
        wrong |= json_object_set_new(line, "detections", list_of(blasts, number));
        if (shocks->first[number] != UINT32_MAX)
            wrong |= json_object_set_new(line, "shock_waves", list_of(shocks, number));
    }
    if (wrong) {
        json_decref(line);
        return NULL;
    }
    return line;
}

enum tct_status simulate_write_truth(const struct played_scene *played, struct tct_arena *arena,
                                     struct tct_error *err)
{
    struct chains blasts = {NULL, NULL}, shocks = {NULL, NULL};
    uint32_t *heard_by = count_hearing(played, arena);
    if (heard_by == NULL || !chain_detections(played, false, arena, &blasts) ||
        !chain_detections(played, true, arena, &shocks))
        return tct_fail(err, TCT_ERR_MEMORY, "no memory for the truth");
    struct simulate_file out;
    enum tct_status status = simulate_file_open(played, "truth.jsonl", &out, err);
    if (status != TCT_OK)
        return status;
    for (size_t i = 0; i < played->shot_count && status == TCT_OK; i++)
        status = simulate_write_line(&out, truth_of(played, i, heard_by[i], &blasts, &shocks), err);
    return simulate_file_close(&out, status, err);
}
