/* tacet simulate: from a scene file to a folder of recordings or detections, with the truth. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ground.h"
#include "scene.h"
#include "simulate_output.h"

/* Twice what TCT_SCENE_ARRIVALS take, since their list grows by doubling. */
static const size_t memory_limit_bytes = (size_t)6 << 30;

/* More samples than this are a slip of the pen, not a scene: 64 GB. */
static const double samples_max = 3.2e10;

/* What was asked for. */
struct request {
    const char *folder;
    double seed; /* negative: the scene's */
    bool detections, strict, quiet;
};

static const struct option_spec options[] = {
    {'o', "output", "FOLDER", "where to write; it is made if it is not there", OPTION_TEXT,
     offsetof(struct request, folder), 0, 0},
    {0, "seed", "N", "another seed than the scene's", OPTION_NUMBER, offsetof(struct request, seed),
     0, 0x1p53 /* whole in a double */},
    {0, "detections", NULL, "straight to detections, without making recordings", OPTION_SWITCH,
     offsetof(struct request, detections), 0, 0},
    {0, "json", NULL, "truth and detections as JSON Lines, as always", OPTION_GIVEN, 0, 0, 0},
    {0, "strict", NULL, "end with 2 if anything was skipped", OPTION_SWITCH,
     offsetof(struct request, strict), 0, 0},
    {0, "quiet", NULL, "no progress and no summary", OPTION_SWITCH, offsetof(struct request, quiet),
     0, 0},
};

static enum tct_status check_amount(const struct scene_file *file, struct tct_error *err)
{
    const struct tct_scene *scene = &file->scene;
    double seconds = scene->window_count > 0 ? 0.0 : scene->duration_s;
    for (size_t i = 0; i < scene->window_count; i++)
        seconds += scene->windows[i].duration_s;
    double channels = 0.0;
    for (uint32_t i = 0; i < scene->station_count; i++)
        channels += (double)tct_scene_channels(scene, i);
    double samples = seconds * scene->sample_rate_hz * channels;
    if (file->detections || samples <= samples_max)
        return TCT_OK;
    return tct_fail(err, TCT_ERR_LIMIT,
                    "%.3g samples to record, at most %.3g: give the scene windows", samples,
                    samples_max);
}

static void summarise(const struct played_scene *played, uint64_t samples)
{
    struct tct_error folder; /* as a message, which does not drive a terminal */
    (void)tct_fail(&folder, TCT_OK, "%s", played->folder);
    (void)fprintf(stderr, "%s: %zu shots, ", folder.text, played->shot_count);
    if (played->detections != NULL)
        (void)fprintf(stderr, "%zu detections\n", played->detection_count);
    else
        (void)fprintf(stderr, "%zu stations, %" PRIu64 " samples\n",
                      played->file->scene.station_count, samples);
}

static enum tct_status write_all(struct played_scene *played, struct tct_arena *arena, bool quiet,
                                 struct tct_error *err)
{
    uint64_t samples = 0;
    enum tct_status status = simulate_make_folder(played->folder, err);
    if (status == TCT_OK)
        status = simulate_write_truth(played, arena, err);
    if (status == TCT_OK)
        status = played->detections != NULL
                     ? simulate_write_detections(played, err)
                     : simulate_write_recordings(played, quiet, &samples, err);
    if (status == TCT_OK && played->detections == NULL)
        status = simulate_write_sounds(played, err);
    if (status == TCT_OK)
        status = simulate_write_stations(played, err);
    if (status == TCT_OK && !quiet)
        summarise(played, samples);
    return status;
}

/* Plays a scene in its sector and writes what came of it. */
static enum tct_status play(const struct request *request, const struct tct_yaml_node *root,
                            const char *scene_path, const struct tct_sector *sector,
                            struct tct_arena *arena, struct tct_error *err)
{
    struct scene_file file;
    struct played_scene played = {.sector = sector, .file = &file, .folder = request->folder};
    enum tct_status status = scene_read(root, scene_path, sector, arena, &file, err);
    if (status != TCT_OK)
        return status;
    file.detections = file.detections || request->detections;
    if (request->seed >= 0.0)
        file.scene.seed = (uint64_t)request->seed;
    status = check_amount(&file, err);
    if (status == TCT_OK)
        status = tct_scene_fire(&file.scene, arena, &played.shots, &played.shot_count, err);
    if (status == TCT_OK)
        status = tct_scene_hear(&file.scene, played.shots, played.shot_count, arena,
                                &played.arrivals, &played.arrival_count, err);
    if (status == TCT_OK && file.detections)
        status = tct_scene_detect(&file.scene, played.arrivals, played.arrival_count, arena,
                                  &played.detections, &played.detection_count, err);
    if (status == TCT_OK)
        status = write_all(&played, arena, request->quiet, err);
    return status;
}

static int simulate(const struct command *self, const struct request *request,
                    const char *scene_path)
{
    const struct tct_yaml_node *root = NULL;
    const char *sector_path = NULL;
    struct ground ground;
    struct tct_error err;
    struct tct_arena arena; /* of the scene file, which says where its sector is */
    int code = EXIT_DONE;
    tct_arena_init(&arena, memory_limit_bytes);
    enum tct_status status = tct_yaml_load(scene_path, &arena, &root, &err);
    if (status == TCT_OK)
        status = scene_sector_path(root, scene_path, &arena, &sector_path, &err);
    if (status == TCT_OK)
        status = ground_open(&ground, self, sector_path, &err);
    if (status != TCT_OK) {
        code = command_failed(self, &err);
    } else {
        status = play(request, root, scene_path, &ground.sector, &arena, &err);
        code = ground_close(&ground, status, &err, request->strict, EXIT_DONE);
    }
    tct_arena_free(&arena);
    return code;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {.seed = -1.0};
    struct arguments scenes;
    int code = command_read_options(self, argc, argv, &request, &scenes);
    if (code != OPTIONS_READ)
        return code;
    if (scenes.count != 1)
        return command_wrong_use(self, "expected one scene file");
    if (request.seed != floor(request.seed))
        return command_wrong_use(self, "--seed: found %g, expected a whole number", request.seed);
    if (request.folder == NULL)
        return command_wrong_use(self, "--output FOLDER is missing");
    return simulate(self, &request, scenes.words[0]);
}

const struct command command_simulate = {
    .name = "simulate",
    .summary = "make recordings or detections of an invented scene, with its truth",
    .arguments = "SCENE.yaml",
    .explained =
        "Computes what the stations of a sector would have recorded of the shots of a scene, and\n"
        "writes it with truth.jsonl, which says of each shot when and where it was fired. The\n"
        "same scene and seed give the same bytes. 'man tacet-scene' explains the scene file.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
