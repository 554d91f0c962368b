/* Fuzz target: any bytes as a scene file; what is read is played, when it is small. */
#include <stddef.h>
#include <stdint.h>

#include "scene.h"

enum { ARENA_BYTES = 64 << 20, SHOTS_PLAYED = 200, SAMPLES_PLAYED = 20000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A sector of two stations in a local frame. */
static struct tct_sector *two_stations(void)
{
    static struct tct_station stations[] = {{.x_m = 0.0}, {.x_m = 500.0}};
    static struct tct_weather weather = {.time_ns = 0, .temperature_c = 10.0};
    static char a[] = "A", b[] = "B";
    static char *ids[] = {a, b};
    static uint32_t slots[1];
    static struct tct_sector sector = {
        .station_ids = ids,
        .station_slots = slots,
        .network = {.stations = stations,
                    .station_count = 2,
                    .weather = &weather,
                    .weather_count = 1,
                    .propagation = {0.01, 0.003}},
    };
    if (sector.frame == NULL) {
        enum tct_status status = tct_frame_new(TCT_FRAME_LOCAL, 0, &sector.frame, NULL);
        TCT_ASSERT(status == TCT_OK);
    }
    return &sector;
}

static void listen_to(const struct tct_scene *scene, const struct tct_scene_arrival *arrivals,
                      size_t count, struct tct_arena *arena)
{
    struct tct_recorder *recorder = NULL;
    float samples[1000];
    if (tct_recorder_new(scene, 1, 0, 0, arrivals, count, arena, &recorder, NULL) != TCT_OK)
        return;
    for (size_t n = 0; n < SAMPLES_PLAYED; n += TCT_COUNT(samples))
        if (tct_recorder_read(recorder, samples, TCT_COUNT(samples)) == 0)
            break;
}

static void play(const struct tct_scene *scene, struct tct_arena *arena)
{
    struct tct_scene_shot *shots = NULL;
    struct tct_scene_arrival *arrivals = NULL;
    struct tct_scene_detection *detections = NULL;
    size_t shot_count = 0, count = 0, detection_count = 0;
    if (tct_scene_fire(scene, arena, &shots, &shot_count, NULL) != TCT_OK)
        return;
    if (shot_count > SHOTS_PLAYED || scene->echoes.wall_count > 10)
        return;
    if (tct_scene_hear(scene, shots, shot_count, arena, &arrivals, &count, NULL) != TCT_OK)
        return;
    enum tct_status status =
        tct_scene_detect(scene, arrivals, count, arena, &detections, &detection_count, NULL);
    if (status == TCT_OK)
        listen_to(scene, arrivals, count, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tct_arena arena;
    struct tct_error err;
    const struct tct_yaml_node *root = NULL;
    const char *path = NULL;
    struct scene_file file;
    tct_arena_init(&arena, ARENA_BYTES);
    enum tct_status status =
        tct_yaml_parse("scene.yaml", (const char *)data, size, &arena, &root, &err);
    if (status == TCT_OK)
        status = scene_sector_path(root, "folder/scene.yaml", &arena, &path, &err);
    if (status == TCT_OK)
        status = scene_read(root, NULL, two_stations(), &arena, &file, &err);
    if (status == TCT_OK)
        play(&file.scene, &arena);
    tct_arena_free(&arena);
    return 0;
}
