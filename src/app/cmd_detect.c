/* tacet detect: recordings -> detections on standard output. */
#include "ground.h"

struct request {
    const char *sector_path;
    double threshold_db;
    bool strict, quiet;
};

static const struct option_spec options[] = {
    {'s', "sector", "SECTOR", "the sector: its folder or its sector.yaml", OPTION_TEXT,
     offsetof(struct request, sector_path), 0, 0},
    {0, "threshold-db", "DB", "how far an impulse must rise over the noise; default 9",
     OPTION_NUMBER, offsetof(struct request, threshold_db), TCT_DETECTOR_THRESHOLD_MIN_DB,
     TCT_DETECTOR_THRESHOLD_MAX_DB},
    {0, "json", NULL, "JSON Lines, as always", OPTION_GIVEN, 0, 0, 0},
    {0, "strict", NULL, "end with 2 if anything was skipped", OPTION_SWITCH,
     offsetof(struct request, strict), 0, 0},
    {0, "quiet", NULL, "no progress and no summary", OPTION_SWITCH, offsetof(struct request, quiet),
     0, 0},
};

/* What is going on while recordings are read. */
struct hearing {
    struct ground *ground;
    struct tct_progress progress;
    uint64_t recordings, not_usable, detections;
    double seconds;
    enum tct_status output; /* of writing */
    struct tct_error output_error;
};

static void write_detection(const struct tct_detection *detection, void *user)
{
    struct hearing *hearing = user;
    if (hearing->output != TCT_OK)
        return;
    hearing->output =
        tct_detection_write(stdout, &hearing->ground->sector, detection, &hearing->output_error);
    hearing->detections += hearing->output == TCT_OK;
}

/* A pulse without station or time can be heard but not located: the person must know. */
static void note_not_usable(struct hearing *hearing, const struct tct_recording_entry *entry,
                            uint64_t pulses)
{
    struct tct_error err;
    (void)tct_fail(&err, TCT_ERR_INPUT,
                   "%s: not usable for location: it has no %s; %llu impulses were heard in it",
                   entry->path, entry->station == TCT_NO_STATION ? "station" : "start time",
                   (unsigned long long)pulses);
    hearing->not_usable++;
    tct_warnings_skip(&hearing->ground->warnings, "recordings not usable for location", &err);
}

static enum tct_status hear_recording(struct hearing *hearing, const struct request *request,
                                      const struct tct_recording_entry *entry,
                                      struct tct_error *err)
{
    struct tct_detector_counts counts;
    enum tct_status status =
        tct_detect_recording(entry, request->threshold_db, write_detection, hearing,
                             &hearing->ground->warnings, &counts, err);
    if (hearing->output != TCT_OK) {
        *err = hearing->output_error;
        return hearing->output;
    }
    if (status == TCT_ERR_INPUT) {
        tct_warnings_skip(&hearing->ground->warnings, "recordings", err);
        return TCT_OK;
    }
    if (status != TCT_OK)
        return status;
    hearing->recordings++;
    hearing->seconds += (double)counts.samples / entry->rate_hz;
    if (!entry->timed || entry->station == TCT_NO_STATION)
        note_not_usable(hearing, entry, counts.pulses);
    return TCT_OK;
}

static enum tct_status hear_list(struct hearing *hearing, const struct request *request,
                                 const char *path, struct tct_error *err)
{
    struct ground *ground = hearing->ground;
    struct tct_recordings list;
    enum tct_status status =
        tct_recordings_read(path, &ground->sector, &ground->arena, &ground->warnings, &list, err);
    if (status == TCT_ERR_INPUT) { /* the other arguments may still be good */
        tct_warnings_skip(&ground->warnings, "arguments", err);
        return TCT_OK;
    }
    if (status != TCT_OK)
        return status;
    tct_progress_start(&hearing->progress, request->quiet ? NULL : stderr, "detecting", list.count);
    for (size_t i = 0; i < list.count && status == TCT_OK; i++) {
        status = hear_recording(hearing, request, &list.items[i], err);
        tct_progress_step(&hearing->progress, i + 1);
    }
    tct_progress_end(&hearing->progress);
    return status;
}

static int detect(const struct command *self, const struct request *request,
                  const struct arguments *recordings)
{
    struct ground ground;
    struct tct_error err;
    if (ground_open(&ground, self, request->sector_path, &err) != TCT_OK)
        return command_failed(self, &err);
    struct hearing hearing = {.ground = &ground};
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < (size_t)recordings->count && status == TCT_OK; i++)
        status = hear_list(&hearing, request, recordings->words[i], &err);
    if (status == TCT_OK && hearing.recordings == hearing.not_usable)
        status = tct_fail(&err, TCT_ERR_INPUT, "nothing usable in the input: %llu recordings read",
                          (unsigned long long)hearing.recordings);
    if (status == TCT_OK && !request->quiet)
        (void)fprintf(stderr, "%llu recordings, %.0f s of sound, %llu detections\n",
                      (unsigned long long)hearing.recordings, hearing.seconds,
                      (unsigned long long)hearing.detections);
    return ground_close(&ground, status, &err, request->strict, EXIT_DONE);
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {.threshold_db = TCT_DETECTOR_THRESHOLD_DB};
    struct arguments recordings;
    int code = command_read_options(self, argc, argv, &request, &recordings);
    if (code != OPTIONS_READ)
        return code;
    if (recordings.count == 0)
        return command_wrong_use(self,
                                 "expected recordings: files, or folders with a recordings.csv");
    return detect(self, &request, &recordings);
}

const struct command command_detect = {
    .name = "detect",
    .summary = "find impulses in recordings",
    .arguments = "FILE|FOLDER...",
    .explained =
        "Reads recordings (WAV, FLAC, Ogg) and writes one detection a line: when the impulse "
        "began,\n"
        "how surely, how far above the noise. A folder is read through its recordings.csv, which\n"
        "names the station and start time of each file. Echoes are detections too: 'tacet locate'\n"
        "tells them from arrivals.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
