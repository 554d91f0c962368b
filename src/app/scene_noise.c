/* Scene file: noise, what else bangs, and how a detector that is not run hears. */
#include <math.h>
#include <stdio.h>

#include "scene_reader.h"
#include "tacet/face/recording.h"

/* Of a recorded background: 11 minutes at 48 kHz. */
enum { BACKGROUND_SAMPLES = 1 << 25 };

/* Whether all samples are numbers; says of which file the first that is none is. */
static bool are_numbers(struct scene_reader *reader, const char *path, const float *samples,
                        size_t count)
{
    size_t i = 0;
    char found[64];
    while (i < count && isfinite(samples[i]))
        i++;
    if (i == count)
        return true;
    (void)snprintf(found, sizeof(found), "%g as sample %zu", (double)samples[i], i);
    reader->status = tct_fail_at(reader->err, TCT_ERR_INPUT, path, 0, found,
                                 "a background whose samples are all numbers");
    return false;
}

/* Reads a recording and brings it to a root mean square of 1 around 0. */
static void read_samples(struct scene_reader *reader, const struct tct_yaml_node *node,
                         const char *path, struct tct_recording *recording,
                         struct tct_scene_background *ret)
{
    struct tct_recording_info info = tct_recording_info(recording);
    size_t room = info.samples < BACKGROUND_SAMPLES ? (size_t)info.samples : BACKGROUND_SAMPLES;
    float *samples = scene_take(reader, room, sizeof(*samples));
    if (samples == NULL)
        return;
    size_t count = 0, got;
    uint64_t gap = 0; /* what is missing is left out */
    while (
        count < room &&
        ((got = tct_recording_read(recording, samples + count, room - count, &gap)) > 0 || gap > 0))
        count += got;
    if (!are_numbers(reader, path, samples, count))
        return;
    double mean = 0.0, power = 0.0;
    for (size_t i = 0; i < count; i++)
        mean += (double)samples[i] / (double)count;
    for (size_t i = 0; i < count; i++)
        power += ((double)samples[i] - mean) * ((double)samples[i] - mean) / (double)count;
    if (count < 4 || !(power > 0.0) || !isfinite(power) || info.rate_hz < 100.0 ||
        info.rate_hz > 192000.0) {
        scene_fail(reader, node, "a recording with sound in it, of 100 to 192000 Hz");
        return;
    }
    for (size_t i = 0; i < count; i++)
        samples[i] = (float)(((double)samples[i] - mean) / sqrt(power));
    ret->samples = samples;
    ret->count = count;
    ret->rate_hz = info.rate_hz;
}

static void read_background(struct scene_reader *reader, const struct tct_yaml_node *noise,
                            struct tct_scene_background *ret)
{
    static const char *const keys[] = {"file", "channel", "pa"};
    const struct tct_yaml_node *map = tct_yaml_find(noise, "recorded"), *node = NULL;
    const char *name = NULL;
    struct tct_recording *recording = NULL;
    int64_t channel = 0;
    if (reader->status != TCT_OK || map == NULL)
        return;
    scene_keys(reader, map, keys, TCT_COUNT(keys));
    scene_need_number(reader, map, "pa", 0.0, 100.0, &ret->pa);
    if (reader->status == TCT_OK)
        reader->status = tct_yaml_need(map, "file", &node, reader->err);
    if (reader->status == TCT_OK)
        reader->status = tct_yaml_string(node, &name, reader->err);
    if (reader->status == TCT_OK)
        reader->status =
            tct_yaml_integer(tct_yaml_find(map, "channel"), 0, 255, &channel, reader->err);
    if (reader->status != TCT_OK)
        return;
    const char *path = scene_beside(reader->scene_path, name, reader->arena);
    if (path == NULL) {
        reader->status = tct_fail(reader->err, TCT_ERR_MEMORY, "no memory for the scene");
        return;
    }
    reader->status = tct_recording_open(path, (uint32_t)channel, NULL, &recording, reader->err);
    if (reader->status != TCT_OK)
        return;
    read_samples(reader, node, path, recording, ret);
    tct_recording_close(recording);
}

static void read_kinds(struct scene_reader *reader, const struct tct_yaml_node *root)
{
    static const char *const keys[] = {
        "white_pa",          "wind_pa",     "gusts",           "gust_s",
        "rain_pa",           "drops_per_s", "traffic_pa",      "birds_pa",
        "vehicles_per_hour", "engine_pa",   "engine_hz",       "songs_per_minute",
        "recorded",          "change_s",    "change_sigma_db", "station_sigma_db"};
    struct tct_scene_noise *n = &reader->file->scene.noise;
    const struct tct_yaml_node *map = tct_yaml_find(root, "noise");
    *n = (struct tct_scene_noise){
        .white_pa = 0.003, /* a quiet night, 44 dB */
        .change_s = 900.0,
        .gust_s = 5.0,
        .drops_per_s = 60.0,
        .vehicles_per_hour = 30.0,
        .songs_per_minute = 12.0,
        .engine_hz = 50.0,
    };
    if (map == NULL)
        return;
    scene_keys(reader, map, keys, TCT_COUNT(keys));
    scene_number(reader, map, "white_pa", 0.0, 100.0, &n->white_pa);
    scene_number(reader, map, "station_sigma_db", 0.0, 40.0, &n->station_sigma_db);
    scene_number(reader, map, "change_sigma_db", 0.0, 40.0, &n->change_sigma_db);
    scene_number(reader, map, "change_s", 10.0, 1e6, &n->change_s);
    scene_number(reader, map, "wind_pa", 0.0, 100.0, &n->wind_pa);
    scene_number(reader, map, "gusts", 0.0, 1.0, &n->gusts);
    scene_number(reader, map, "gust_s", 0.1, 600.0, &n->gust_s);
    scene_number(reader, map, "rain_pa", 0.0, 100.0, &n->rain_pa);
    scene_number(reader, map, "drops_per_s", 0.1, 2000.0, &n->drops_per_s);
    scene_number(reader, map, "traffic_pa", 0.0, 100.0, &n->traffic_pa);
    scene_number(reader, map, "vehicles_per_hour", 0.0, 600.0, &n->vehicles_per_hour);
    scene_number(reader, map, "birds_pa", 0.0, 100.0, &n->birds_pa);
    scene_number(reader, map, "songs_per_minute", 0.0, 200.0, &n->songs_per_minute);
    scene_number(reader, map, "engine_pa", 0.0, 100.0, &n->engine_pa);
    scene_number(reader, map, "engine_hz", 5.0, 500.0, &n->engine_hz);
    read_background(reader, map, &n->background);
}

static void read_distractors(struct scene_reader *reader, const struct tct_yaml_node *root)
{
    static const char *const keys[] = {"doors_per_hour", "hammers_per_hour", "level_db"};
    struct tct_scene_distractors *d = &reader->file->scene.distractors;
    const struct tct_yaml_node *map = tct_yaml_find(root, "distractors");
    *d = (struct tct_scene_distractors){0.0, 0.0, 15.0, 40.0};
    scene_number(reader, root, "clutter_per_hour", 0.0, 36000.0,
                 &reader->file->scene.clutter_per_hour);
    if (map == NULL)
        return;
    scene_keys(reader, map, keys, TCT_COUNT(keys));
    scene_number(reader, map, "doors_per_hour", 0.0, 36000.0, &d->doors_per_hour);
    scene_number(reader, map, "hammers_per_hour", 0.0, 36000.0, &d->hammers_per_hour);
    scene_range(reader, map, "level_db", 0.0, 80.0, &d->level_min_db, &d->level_max_db);
}

void scene_read_noise(struct scene_reader *reader, const struct tct_yaml_node *root)
{
    static const char *const keys[] = {"threshold_db", "scatter_db",    "onset_sigma_s",
                                       "class_right",  "outlier_share", "outlier_s",
                                       "deaf_s",       "miss_share"};
    struct tct_scene *scene = &reader->file->scene;
    const struct tct_yaml_node *hearing = tct_yaml_find(root, "hearing");
    read_kinds(reader, root);
    read_distractors(reader, root);
    /* As our own detector hears at its usual threshold: rifles, pistols and cannon that were
     * simulated in white noise and wind, none found below 18 dB, all from 21 dB on. */
    scene->hearing = (struct tct_scene_hearing){.threshold_db = 19.0,
                                                .scatter_db = 1.5,
                                                .onset_sigma_s = 0.0002,
                                                .outlier_min_s = 0.05,
                                                .outlier_max_s = 0.4};
    if (hearing == NULL)
        return;
    scene_keys(reader, hearing, keys, TCT_COUNT(keys));
    scene_number(reader, hearing, "threshold_db", -20.0, 60.0, &scene->hearing.threshold_db);
    scene_number(reader, hearing, "scatter_db", 0.0, 40.0, &scene->hearing.scatter_db);
    scene_number(reader, hearing, "onset_sigma_s", 1e-9, 1.0, &scene->hearing.onset_sigma_s);
    scene_number(reader, hearing, "class_right", 0.25, 1.0, &scene->hearing.class_right);
    scene_number(reader, hearing, "miss_share", 0.0, 1.0, &scene->hearing.miss_share);
    scene_number(reader, hearing, "deaf_s", 0.0, 60.0, &scene->hearing.deaf_s);
    scene_number(reader, hearing, "outlier_share", 0.0, 1.0, &scene->hearing.outlier_share);
    scene_range(reader, hearing, "outlier_s", 0.0, 10.0, &scene->hearing.outlier_min_s,
                &scene->hearing.outlier_max_s);
}
