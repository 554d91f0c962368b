/* tacet locate: detections -> events on standard output, and drawings of them. */
#include <math.h>
#include <string.h>

#include "event_warnings.h"
#include "follow.h"

enum { DRAWINGS = 3 };

struct request {
    const char *sector_path, *record, *truth_path, *geojson_path, *stations_path;
    const char *drawings[DRAWINGS]; /* by enum tct_map_format */
    double lateness_s, threads;
    bool follow, table, json, strict, quiet;
};

static const struct option_spec options[] = {
    {'s', "sector", "SECTOR", "the sector: its folder or its sector.yaml", OPTION_TEXT,
     offsetof(struct request, sector_path), 0, 0},
    {0, "follow", NULL, "write events as they become known, and again when they change",
     OPTION_SWITCH, offsetof(struct request, follow), 0, 0},
    {0, "lateness", "SECONDS", "with --follow: how late a detection may come (5)", OPTION_NUMBER,
     offsetof(struct request, lateness_s), 0.1, 3600},
    {0, "table", NULL, "a table for people instead of JSON Lines", OPTION_SWITCH,
     offsetof(struct request, table), 0, 0},
    {0, "truth", "FILE", "true shots: table and maps show the errors", OPTION_TEXT,
     offsetof(struct request, truth_path), 0, 0},
    {0, "svg", "FILE", "also draw the map, as SVG", OPTION_TEXT,
     offsetof(struct request, drawings[TCT_MAP_SVG]), 0, 0},
    {0, "png", "FILE", "also draw the map, as PNG", OPTION_TEXT,
     offsetof(struct request, drawings[TCT_MAP_PNG]), 0, 0},
    {0, "pdf", "FILE", "also draw the map, as PDF", OPTION_TEXT,
     offsetof(struct request, drawings[TCT_MAP_PDF]), 0, 0},
    {0, "geojson", "FILE", "also write events, ellipses, stations, line as GeoJSON", OPTION_TEXT,
     offsetof(struct request, geojson_path), 0, 0},
    {0, "stations", "FILE", "also write what is wrong with stations, as JSON Lines", OPTION_TEXT,
     offsetof(struct request, stations_path), 0, 0},
    {0, "threads", "N", "threads to work with (as many as there are processors)", OPTION_NUMBER,
     offsetof(struct request, threads), 1, 64},
    {0, "record", "DIR", "append every event to this log before it is shown", OPTION_TEXT,
     offsetof(struct request, record), 0, 0},
    {0, "json", NULL, "JSON Lines, the default", OPTION_SWITCH, offsetof(struct request, json), 0,
     0},
    {0, "strict", NULL, "end with 2 if anything was skipped", OPTION_SWITCH,
     offsetof(struct request, strict), 0, 0},
    {0, "quiet", NULL, "no progress and no summary", OPTION_SWITCH, offsetof(struct request, quiet),
     0, 0},
};

/* Everything that is written comes from here. */
struct result {
    const char *detections_name; /* for messages */
    struct tct_detection *detections;
    size_t detection_count;
    size_t merged; /* of them: the same impulse as another */
    size_t shock_waves;
    struct tct_event *events;
    size_t event_count;
    const struct tct_station_health *stations; /* NULL: not known */
    struct tct_shot *truth;
    size_t truth_count;
};

static enum tct_status read_detections(struct ground *ground, const char *path,
                                       struct result *result, struct tct_error *err)
{
    FILE *file = NULL;
    const char *name = NULL;
    enum tct_status status = ground_read(path, &file, &name, err);
    if (status != TCT_OK)
        return status;
    size_t skipped_before = tct_warnings_skipped(&ground->warnings);
    status = tct_detections_read(file, name, &ground->sector, &ground->arena, &ground->warnings,
                                 &result->detections, &result->detection_count, err);
    ground_read_done(file);
    result->detections_name = name;
    return status == TCT_OK
               ? ground_usable(ground, name, result->detection_count, skipped_before, err)
               : status;
}

/* What association left aside is told like any other thing that was skipped. */
static void tell_left_aside(struct ground *ground, const char *name,
                            const struct tct_association_report *report)
{
    const struct {
        size_t count;
        const char *kind, *found, *expected;
    } reasons[] = {
        {report->duplicates, "duplicates", "of a station and time that were there before",
         "each once"},
        {report->crowded, "crowded detections", "beyond 100 in one second of one station",
         "what one station can hear"},
        {report->bad_time, "detections without a time that can be", "with an absurd error of time",
         "a time"},
        {report->no_clock, "detections of free-running clocks", "of a free-running clock",
         "one that is set"},
    };
    for (size_t i = 0; i < TCT_COUNT(reasons); i++) {
        struct tct_error err;
        char found[96];
        (void)snprintf(found, sizeof(found), "%zu %s", reasons[i].count, reasons[i].found);
        (void)tct_fail_at(&err, TCT_ERR_INPUT, name, 0, found, reasons[i].expected);
        tct_warnings_skip_many(&ground->warnings, reasons[i].kind, reasons[i].count, &err);
    }
}

/* Three unknowns and one check; one place alone tells no distance. */
enum { OBSERVATIONS_LEAST = 4, PLACES_LEAST = 2 };

/* Places of stations that stand apart, counted to OBSERVATIONS_LEAST; of all, or of those in
 * `arrays`. */
static size_t count_places(const struct tct_network *network, const bool *arrays)
{
    static const double APART_M = 1.0;
    size_t places = 0;
    for (size_t i = 0; i < network->station_count && places < OBSERVATIONS_LEAST; i++) {
        bool new_place = arrays == NULL || arrays[i];
        for (size_t k = 0; k < i && new_place; k++)
            new_place = (arrays != NULL && !arrays[k]) ||
                        hypot(network->stations[i].x_m - network->stations[k].x_m,
                              network->stations[i].y_m - network->stations[k].y_m) > APART_M;
        places += new_place;
    }
    return places;
}

/* Events without a place are no surprise where the stations cannot give one: say it once. Before
 * anything was heard (NULL) each may be an array. */
static enum tct_status tell_too_few_places(struct ground *ground, const struct result *result,
                                           struct tct_error *err)
{
    const struct tct_network *network = &ground->sector.network;
    bool *arrays = TCT_ARENA_NEW(&ground->arena, bool, network->station_count);
    if (arrays == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu stations",
                        network->station_count);
    for (size_t i = 0; result != NULL && i < result->detection_count; i++)
        if (isfinite(result->detections[i].azimuth_rad))
            arrays[result->detections[i].station] = true;
    size_t places = count_places(network, NULL);
    size_t bearings = count_places(network, result != NULL ? arrays : NULL);
    if (places >= PLACES_LEAST && places + bearings >= OBSERVATIONS_LEAST)
        return TCT_OK;
    struct tct_error why;
    (void)tct_fail(
        &why, TCT_ERR_INPUT,
        "%.300s: found stations at %zu places, %zu of them with bearings, expected %d or "
        "more of both together to locate anything",
        ground->sector.folder, places, bearings, (int)OBSERVATIONS_LEAST);
    tct_warnings_note(&ground->warnings, "sectors", &why);
    return TCT_OK;
}

static enum tct_status find_events(struct ground *ground, struct result *result,
                                   struct tct_error *err)
{
    const struct tct_network *network = &ground->sector.network;
    struct tct_association_report report;
    struct tct_group *groups = NULL;
    struct tct_network corrected;
    const struct tct_detection *right = NULL;
    enum tct_status status =
        tct_associate(network, result->detections, result->detection_count, &ground->arena, &groups,
                      &result->event_count, &report, err);
    if (status != TCT_OK)
        return status;
    result->merged = report.merged;
    result->shock_waves = report.shock_waves;
    tell_left_aside(ground, result->detections_name, &report);
    result->stations = report.stations;
    status = tell_too_few_places(ground, result, err);
    if (status != TCT_OK)
        return status;
    status = tct_correct(network, &report, result->detections, result->detection_count,
                         &ground->arena, &corrected, &right, err);
    if (status != TCT_OK)
        return status;
    return tct_locate_all(&corrected, right, result->detection_count, groups, result->event_count,
                          &ground->arena, &result->events, err);
}

static enum tct_status write_events(const struct ground *ground, const struct result *result,
                                    struct tct_error *err)
{
    struct event_warnings warnings;
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < result->event_count && status == TCT_OK; i++) {
        event_warnings(&ground->sector, result->stations, result->detections, &result->events[i],
                       &warnings);
        struct tct_event_notes notes = {.warnings = warnings.list, .warning_count = warnings.count};
        status = tct_event_write(ground->out, &ground->sector, result->detections,
                                 &result->events[i], &notes, err);
    }
    return status;
}

static enum tct_status write_table(struct ground *ground, const struct request *request,
                                   const struct result *result, struct tct_error *err)
{
    struct tct_score score;
    struct tct_table_options table = {0};
    enum tct_status status = TCT_OK;
    if (request->truth_path != NULL) {
        status = tct_score_events(result->events, result->event_count, result->truth,
                                  result->truth_count, NULL, &ground->arena, &score, err);
        table.score = &score;
    }
    if (status != TCT_OK)
        return status;
    return tct_table_write(stdout, &ground->sector, result->events, result->event_count, &table,
                           err);
}

static enum tct_status draw(const struct ground *ground, const struct request *request,
                            const struct result *result, struct tct_error *err)
{
    struct tct_map_options map = {.note = TCT_EXACT_PLACES_NOTE,
                                  .detections = result->detections,
                                  .detection_count = result->detection_count,
                                  .truth = result->truth,
                                  .truth_count = result->truth_count};
    enum tct_status status = TCT_OK;
    for (int i = 0; i < DRAWINGS && status == TCT_OK; i++) {
        if (request->drawings[i] != NULL)
            status = tct_map_write(&ground->sector, result->events, result->event_count, &map,
                                   (enum tct_map_format)i, request->drawings[i], err);
    }
    if (status == TCT_OK && request->geojson_path != NULL)
        status = tct_events_save_geojson(request->geojson_path, &ground->sector, result->detections,
                                         result->events, result->event_count, err);
    if (status == TCT_OK && request->stations_path != NULL)
        status = tct_health_save(request->stations_path, &ground->sector, result->stations, err);
    return status;
}

static void summarise(const struct ground *ground, const struct result *result)
{
    size_t located = 0, listed = 0;
    (void)tct_health_print(stderr, &ground->sector, result->stations);
    for (size_t i = 0; i < result->event_count; i++) {
        located += result->events[i].status == TCT_EVENT_LOCATED;
        for (size_t k = 0; k < result->events[i].arrival_count; k++)
            listed += result->events[i].arrivals[k].phase == TCT_PHASE_SHOCK_WAVE;
    }
    (void)fprintf(stderr, "%zu detections, ", result->detection_count);
    if (result->merged > 0)
        (void)fprintf(stderr, "%zu of them within 5 ms of another of their station, ",
                      result->merged);
    if (result->shock_waves > 0)
        (void)fprintf(stderr, "%zu shock waves, %zu of them of a shot that was found, ",
                      result->shock_waves, listed);
    (void)fprintf(stderr, "%zu events, %zu of them located\n", result->event_count, located);
}

static int locate(const struct command *self, const struct request *request,
                  const char *detections_path)
{
    struct ground ground;
    struct tct_error err;
    struct result result = {0};
    if (ground_open(&ground, self, request->sector_path, &err) != TCT_OK)
        return command_failed(self, &err);
    ground_employ(&ground, (size_t)request->threads);
    enum tct_status status = ground_record(&ground, request->record, &err);
    if (status == TCT_OK && request->truth_path != NULL)
        status =
            ground_truth(&ground, request->truth_path, &result.truth, &result.truth_count, &err);
    if (status == TCT_OK)
        status = read_detections(&ground, detections_path, &result, &err);
    if (status == TCT_OK)
        status = find_events(&ground, &result, &err);
    if (status == TCT_OK)
        status = request->table ? write_table(&ground, request, &result, &err)
                                : write_events(&ground, &result, &err);
    if (status == TCT_OK)
        status = draw(&ground, request, &result, &err);
    if (status == TCT_OK && !request->quiet)
        summarise(&ground, &result);
    return ground_close(&ground, status, &err, request->strict, EXIT_DONE);
}

static int locate_on(const struct command *self, const struct request *request,
                     const char *detections_path)
{
    struct ground ground;
    struct tct_error err;
    FILE *file = NULL;
    const char *name = NULL;
    if (ground_open(&ground, self, request->sector_path, &err) != TCT_OK)
        return command_failed(self, &err);
    ground_employ(&ground, (size_t)request->threads);
    enum tct_status status = tell_too_few_places(&ground, NULL, &err);
    if (status == TCT_OK)
        status = ground_record(&ground, request->record, &err);
    if (status == TCT_OK)
        status = ground_read(detections_path, &file, &name, &err);
    if (status == TCT_OK) {
        status = follow(&ground, file, name, request->lateness_s, &err);
        ground_read_done(file);
    }
    return ground_close(&ground, status, &err, request->strict, EXIT_DONE);
}

/* What needs all events cannot be had while they come. */
static bool wants_all(const struct request *request)
{
    bool drawn = false;
    for (int i = 0; i < DRAWINGS; i++)
        drawn = drawn || request->drawings[i] != NULL;
    return drawn || request->table || request->truth_path != NULL ||
           request->geojson_path != NULL || request->stations_path != NULL;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {.lateness_s = tct_stream_defaults().lateness_s};
    struct arguments files;
    int code = command_read_options(self, argc, argv, &request, &files);
    if (code != OPTIONS_READ)
        return code;
    if (files.count > 1)
        return command_wrong_use(self, "found a second file, expected one");
    if (request.table && request.json)
        return command_wrong_use(self, "found --table and --json, expected one of them");
    if (request.table && request.record != NULL)
        return command_wrong_use(self, "found --table and --record, expected one of them");
    const char *detections_path = files.count > 0 ? files.words[0] : "-";
    if (strcmp(detections_path, "-") == 0 && request.truth_path != NULL &&
        strcmp(request.truth_path, "-") == 0)
        return command_wrong_use(self, "found standard input twice, expected one file from it");
    if (request.follow && wants_all(&request))
        return command_wrong_use(self, "found --follow with a table, a drawing, --truth, --geojson "
                                       "or --stations, expected it alone");
    return request.follow ? locate_on(self, &request, detections_path)
                          : locate(self, &request, detections_path);
}

const struct command command_locate = {
    .name = "locate",
    .summary = "join detections to events, and say where they were",
    .arguments = "[FILE]",
    .explained = "Reads detections from FILE or standard input, works out which of them belong to "
                 "one source,\n"
                 "and writes one event a line: place and time with their errors, a 95 % ellipse, "
                 "the side of\n"
                 "the line, the residual of every arrival. The order of the input does not matter.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
