/* tacet simulate: from a scene file to a folder of recordings or detections, with the truth. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ground.h"
#include "scene.h"
#include "simulate_output.h"

enum { ARENA_MEBIBYTES = 2048 };

/* More samples than this are a slip of the pen, not a scene: 64 GB. */
static const double samples_max = 3.2e10;

enum option_number { OPTION_OUTPUT, OPTION_SEED, OPTION_DETECTIONS, OPTION_QUIET };

static const struct option_spec options[] = {
    {'o', "output", "FOLDER", "where to write; it is made if it is not there"},
    {0, "seed", "N", "another seed than the scene's"},
    {0, "detections", NULL, "straight to detections, without making recordings"},
    {0, "quiet", NULL, "no progress and no summary"},
};

/* What was asked for. */
struct request {
    const char *scene_path;
    const char *folder;
    double seed; /* negative: the scene's */
    bool detections;
    bool quiet;
};

static enum tct_status check_amount(const struct scene_file *file, struct tct_error *err)
{
    const struct tct_scene *scene = &file->scene;
    double seconds = scene->window_count > 0 ? 0.0 : scene->duration_s;
    for (size_t i = 0; i < scene->window_count; i++)
        seconds += scene->windows[i].duration_s;
    double samples = seconds * scene->sample_rate_hz * (double)scene->station_count;
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
    if (status == TCT_OK && !quiet)
        summarise(played, samples);
    return status;
}

/* Plays a scene in its sector and writes what came of it. */
static enum tct_status play(const struct request *request, const struct tct_yaml_node *root,
                            const struct tct_sector *sector, struct tct_arena *arena,
                            struct tct_error *err)
{
    struct scene_file file;
    struct played_scene played = {.sector = sector, .file = &file, .folder = request->folder};
    enum tct_status status = scene_read(root, sector, arena, &file, err);
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

static enum tct_status simulate(const struct request *request, struct tct_error *err)
{
    const struct tct_yaml_node *root = NULL;
    const char *sector_path = NULL;
    struct tct_sector sector;
    struct tct_warnings warnings;
    struct tct_arena arena;
    tct_arena_init(&arena, (size_t)ARENA_MEBIBYTES << 20);
    tct_warnings_init(&warnings, stderr);
    enum tct_status status = tct_yaml_load(request->scene_path, &arena, &root, err);
    if (status == TCT_OK)
        status = scene_sector_path(root, request->scene_path, &arena, &sector_path, err);
    if (status == TCT_OK)
        status = tct_sector_open(sector_path, &arena, &warnings, &sector, err);
    if (status == TCT_OK) {
        ground_tell_skipped(&command_simulate, &warnings);
        status = play(request, root, &sector, &arena, err);
        tct_sector_close(&sector);
    }
    tct_arena_free(&arena);
    return status;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct option_reader reader = option_reader(self, argc, argv);
    struct request request = {.seed = -1.0};
    for (int option; (option = option_next(&reader)) != OPTION_END;) {
        switch (option) {
        case OPTION_OUTPUT:
            request.folder = reader.value;
            break;
        case OPTION_SEED:
            /* A double holds every whole number up to 2^53. */
            if (!option_number(&reader, &options[OPTION_SEED], 0.0, 0x1p53, &request.seed))
                return EXIT_WRONG;
            if (request.seed != floor(request.seed))
                return command_wrong_use(self, "--seed: found '%.60s', expected a whole number",
                                         reader.value);
            break;
        case OPTION_DETECTIONS:
            request.detections = true;
            break;
        case OPTION_QUIET:
            request.quiet = true;
            break;
        case OPTION_NONE:
            if (request.scene_path != NULL)
                return command_wrong_use(self, "found a second scene file, expected one");
            request.scene_path = reader.value;
            break;
        default:
            return command_end_of_options(self, option);
        }
    }
    if (request.scene_path == NULL)
        return command_wrong_use(self, "a scene file is missing");
    if (request.folder == NULL)
        return command_wrong_use(self, "--output FOLDER is missing");
    struct tct_error err;
    if (simulate(&request, &err) != TCT_OK)
        return command_failed(self, &err);
    return EXIT_DONE;
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
