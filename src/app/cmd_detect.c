/* tacet detect: recordings -> detections on standard output. */
#include "ground.h"

struct request {
    const char *sector_path, *record;
    double threshold_db;
    bool strict, quiet;
};

static const struct option_spec options[] = {
    {'s', "sector", "SECTOR", "the sector: its folder or its sector.yaml", OPTION_TEXT,
     offsetof(struct request, sector_path), 0, 0},
    {0, "threshold-db", "DB", "how far an impulse must rise over the noise; default 9",
     OPTION_NUMBER, offsetof(struct request, threshold_db), TCT_DETECTOR_THRESHOLD_MIN_DB,
     TCT_DETECTOR_THRESHOLD_MAX_DB},
    {0, "record", "DIR", "append every detection to this log first, and name the recordings in it",
     OPTION_TEXT, offsetof(struct request, record), 0, 0},
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
    uint64_t recordings, not_usable, bearings, detections;
    uint64_t free_running; /* of the detections: told with a clock that nobody held */
    double seconds;
    enum tct_status output; /* of writing */
    struct tct_error output_error;
};

static void write_detection(const struct tct_detection *detection, void *user)
{
    struct hearing *hearing = user;
    if (hearing->output != TCT_OK)
        return;
    hearing->output = tct_detection_write(hearing->ground->out, &hearing->ground->sector, detection,
                                          &hearing->output_error);
    hearing->detections += hearing->output == TCT_OK;
    hearing->free_running += hearing->output == TCT_OK && detection->clock == TCT_CLOCK_FREE;
}

/* A pulse without station or time can be heard but not located: the person must know. */
static void note_not_usable(struct hearing *hearing, const struct tct_recording_entry *entry,
                            uint64_t pulses)
{
    struct tct_error err;
    char why[160];
    bool known = entry->code != NULL && entry->code[0] != '\0';
    if (entry->station != TCT_NO_STATION)
        (void)snprintf(why, sizeof(why), "it has no start time");
    else if (known)
        (void)snprintf(why, sizeof(why), "its station '%.64s' is not in the sector", entry->code);
    else
        (void)snprintf(why, sizeof(why), "it has no station");
    (void)tct_fail(&err, TCT_ERR_INPUT,
                   "%s: not usable for location: %s; %llu impulses were heard in it", entry->path,
                   why, (unsigned long long)pulses);
    hearing->not_usable++;
    tct_warnings_skip(&hearing->ground->warnings, "recordings not usable for location", &err);
}

/* What was told with a free clock is in the output, and locate leaves it out. */
static void note_free_running(struct hearing *hearing, const struct tct_recording_entry *entry,
                              uint64_t count)
{
    struct tct_error err;
    (void)tct_fail(&err, TCT_ERR_INPUT,
                   "%s: not usable for location: %s; %llu detections are marked so", entry->path,
                   entry->clock == TCT_CLOCK_FREE
                       ? "its clock is not known to be better than a second"
                       : "its clock ran free for a part of it",
                   (unsigned long long)count);
    tct_warnings_note(&hearing->ground->warnings, "recordings with a free clock", &err);
}

static enum tct_status hear_recording(struct hearing *hearing, const struct request *request,
                                      const struct tct_recording_entry *entry,
                                      struct tct_error *err)
{
    struct tct_detector_counts counts;
    uint64_t free_before = hearing->free_running;
    enum tct_status status =
        tct_detect_recording(entry, request->threshold_db, write_detection, hearing,
                             &hearing->ground->warnings, &counts, err);
    if (hearing->output != TCT_OK) {
        *err = hearing->output_error;
        return hearing->output;
    }
    if (status == TCT_ERR_INPUT || status == TCT_ERR_UNSUPPORTED) {
        tct_warnings_skip(&hearing->ground->warnings, "recordings", err);
        return TCT_OK;
    }
    if (status != TCT_OK)
        return status;
    hearing->recordings++;
    hearing->seconds += (double)counts.samples / entry->rate_hz;
    if (!entry->timed || entry->station == TCT_NO_STATION)
        note_not_usable(hearing, entry, counts.pulses);
    else if (entry->clock == TCT_CLOCK_FREE || hearing->free_running > free_before)
        note_free_running(hearing, entry, hearing->free_running - free_before);
    return TCT_OK;
}

/* The recordings of one array station, `count` of them, read together. */
static enum tct_status hear_array(struct hearing *hearing, const struct request *request,
                                  const struct tct_recording_entry *entries, size_t count,
                                  const struct tct_array *array, struct tct_error *err)
{
    struct tct_detect_array_counts counts;
    uint64_t free_before = hearing->free_running;
    enum tct_status status =
        tct_detect_array(entries, count, array, &hearing->ground->sector, request->threshold_db,
                         write_detection, hearing, &hearing->ground->warnings, &counts, err);
    if (hearing->output != TCT_OK) {
        *err = hearing->output_error;
        return hearing->output;
    }
    if (status != TCT_OK)
        return status;
    hearing->recordings += counts.recordings;
    hearing->bearings += counts.bearings;
    hearing->seconds += counts.seconds;
    if (!entries[0].timed && counts.recordings > 0) {
        note_not_usable(hearing, &entries[0], counts.detections);
        hearing->not_usable += counts.recordings - 1;
    }
    if (entries[0].timed && hearing->free_running > free_before)
        note_free_running(hearing, &entries[0], hearing->free_running - free_before);
    return TCT_OK;
}

/* Reads the recordings from the first on that belong together - all of an array station's, else one
 * - and answers how many they were. */
static enum tct_status hear_some(struct hearing *hearing, const struct request *request,
                                 const struct tct_recordings *list, size_t first, size_t *ret_count,
                                 struct tct_error *err)
{
    const struct tct_recording_entry *entry = &list->items[first];
    struct tct_sector *sector = &hearing->ground->sector;
    struct tct_array array;
    struct tct_error why;
    *ret_count = 1;
    if (entry->station == TCT_NO_STATION || sector->station_arrays[entry->station] == NULL)
        return hear_recording(hearing, request, entry, err);
    while (first + *ret_count < list->count &&
           list->items[first + *ret_count].station == entry->station &&
           list->items[first + *ret_count].timed == entry->timed)
        ++*ret_count;
    enum tct_status status = tct_array_read(sector->station_arrays[entry->station],
                                            &hearing->ground->warnings, &array, &why);
    if (status == TCT_OK)
        return hear_array(hearing, request, entry, *ret_count, &array, err);
    tct_warnings_skip(&hearing->ground->warnings, "arrays", &why);
    for (size_t i = 0; i < *ret_count; i++) {
        status = hear_recording(hearing, request, &entry[i], err);
        if (status != TCT_OK)
            return status;
    }
    return TCT_OK;
}

/* The recordings themselves go into the log before what was heard in them. */
static enum tct_status record_them(const struct hearing *hearing,
                                   const struct tct_recording_entry *entries, size_t count,
                                   struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < count && hearing->ground->record != NULL && status == TCT_OK; i++)
        status = record_output_recording(hearing->ground->record, entries[i].path, err);
    return status;
}

static enum tct_status hear_list(struct hearing *hearing, const struct request *request,
                                 const char *path, struct tct_error *err)
{
    struct ground *ground = hearing->ground;
    struct tct_recordings list;
    enum tct_status status =
        tct_recordings_read(path, &ground->sector, &ground->arena, &ground->warnings, &list, err);
    if (status == TCT_ERR_INPUT || status == TCT_ERR_UNSUPPORTED) {
        /* The other arguments may still be good. */
        tct_warnings_skip(&ground->warnings, "arguments", err);
        return TCT_OK;
    }
    if (status != TCT_OK)
        return status;
    status = record_them(hearing, list.items, list.count, err);
    tct_progress_start(&hearing->progress, request->quiet ? NULL : stderr, "detecting", list.count);
    for (size_t i = 0, some; i < list.count && status == TCT_OK; i += some) {
        status = hear_some(hearing, request, &list, i, &some, err);
        tct_progress_step(&hearing->progress, i + some);
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
    enum tct_status status = ground_record(&ground, request->record, &err);
    for (size_t i = 0; i < (size_t)recordings->count && status == TCT_OK; i++)
        status = hear_list(&hearing, request, recordings->words[i], &err);
    if (status == TCT_OK && hearing.recordings == hearing.not_usable)
        status = tct_fail(&err, TCT_ERR_INPUT, "nothing usable in the input: %llu recordings read",
                          (unsigned long long)hearing.recordings);
    if (status == TCT_OK && !request->quiet)
        (void)fprintf(stderr, "%llu recordings, %.0f s of sound, %llu detections%s\n",
                      (unsigned long long)hearing.recordings, hearing.seconds,
                      (unsigned long long)hearing.detections,
                      hearing.bearings > 0 ? ", with bearings where arrays heard them" : "");
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
        return command_wrong_use(self, "expected recordings: files or folders");
    return detect(self, &request, &recordings);
}

const struct command command_detect = {
    .name = "detect",
    .summary = "find impulses in recordings",
    .arguments = "FILE|FOLDER...",
    .explained =
        "Reads recordings (WAV, FLAC, Ogg, miniSEED 2, SAC) and writes one detection a line: when\n"
        "the impulse began, how surely, how far above the noise. A folder is read through its\n"
        "recordings.csv, which names the station and start time of each file, or else by what the\n"
        "files say of themselves. Echoes are detections too: 'tacet locate' tells them from "
        "arrivals.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
