/* tacet score: events against the truth. */
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "ground.h"

struct request {
    const char *sector_path, *truth_path, *detections_path;
    double min_heard, min_found, max_false;
    bool json, strict;
};

static const struct option_spec options[] = {
    {'s', "sector", "SECTOR", "the sector: its folder or its sector.yaml", OPTION_TEXT,
     offsetof(struct request, sector_path), 0, 0},
    {0, "truth", "FILE", "the true shots, one a line", OPTION_TEXT,
     offsetof(struct request, truth_path), 0, 0},
    {0, "detections", "FILE", "what the truth's detections are counted in: match by them",
     OPTION_TEXT, offsetof(struct request, detections_path), 0, 0},
    {0, "min-heard", "N", "shots that fewer stations heard are not called missed", OPTION_NUMBER,
     offsetof(struct request, min_heard), 0, 1e6},
    {0, "min-found", "SHARE", "end with 1 if a smaller share of shots was found", OPTION_NUMBER,
     offsetof(struct request, min_found), 0, 1},
    {0, "max-false", "SHARE", "end with 1 if a larger share of events was false", OPTION_NUMBER,
     offsetof(struct request, max_false), 0, 1},
    {0, "json", NULL, "the figures as one JSON object", OPTION_SWITCH,
     offsetof(struct request, json), 0, 0},
    {0, "strict", NULL, "end with 2 if anything was skipped", OPTION_SWITCH,
     offsetof(struct request, strict), 0, 0},
};

struct figures {
    size_t shots, events;
    struct tct_score score;
    double false_share; /* NAN without located events */
    double inside_share;
};

static double share(size_t part, size_t whole)
{
    return whole > 0 ? (double)part / (double)whole : (double)NAN;
}

/* What the truth counts its detections in; it must be whole, or the count is wrong. */
static enum tct_status read_detections(struct ground *ground, const char *path,
                                       struct tct_score_options *how, struct tct_error *err)
{
    FILE *file = NULL;
    const char *name = NULL;
    struct tct_detection *detections = NULL;
    enum tct_status status = ground_read(path, &file, &name, err);
    if (status != TCT_OK)
        return status;
    size_t skipped = tct_warnings_skipped(&ground->warnings);
    status = tct_detections_read(file, name, &ground->sector, &ground->arena, &ground->warnings,
                                 &detections, &how->detection_count, err);
    ground_read_done(file);
    how->detections = detections;
    if (status == TCT_OK && tct_warnings_skipped(&ground->warnings) > skipped)
        return tct_fail(err, TCT_ERR_INPUT,
                        "%.300s: found lines that are no detections of this "
                        "sector, expected none, as the truth counts them",
                        name);
    return status;
}

static enum tct_status compare(struct ground *ground, const struct request *request,
                               const char *events_path, struct figures *ret_figures,
                               struct tct_error *err)
{
    FILE *file = NULL;
    const char *name = NULL;
    struct tct_event_set set;
    struct tct_shot *shots = NULL;
    size_t shot_count = 0;
    enum tct_status status = ground_truth(ground, request->truth_path, &shots, &shot_count, err);
    if (status == TCT_OK)
        status = ground_read(events_path, &file, &name, err);
    if (status != TCT_OK)
        return status;
    size_t skipped_before = tct_warnings_skipped(&ground->warnings);
    status =
        tct_events_read(file, name, &ground->sector, &ground->arena, &ground->warnings, &set, err);
    ground_read_done(file);
    if (status == TCT_OK)
        status = ground_usable(ground, name, set.count, skipped_before, err);
    struct tct_score_options how = {.heard_min = (size_t)request->min_heard,
                                    .event_detections = set.detections};
    if (status == TCT_OK && request->detections_path != NULL)
        status = read_detections(ground, request->detections_path, &how, err);
    if (status == TCT_OK)
        status = tct_score_events(set.events, set.count, shots, shot_count, &how, &ground->arena,
                                  &ret_figures->score, err);
    if (status != TCT_OK)
        return status;
    const struct tct_score *score = &ret_figures->score;
    ret_figures->shots = shot_count;
    ret_figures->events = score->found + score->false_events;
    ret_figures->false_share = share(score->false_events, ret_figures->events);
    ret_figures->inside_share = share(score->inside95, score->found);
    return TCT_OK;
}

static void print_figures(const struct figures *f)
{
    (void)printf("shots %zu  found %zu  missed %zu  heard by too few %zu  false %zu\n", f->shots,
                 f->score.found, f->score.missed, f->score.unheard, f->score.false_events);
    if (f->score.found == 0)
        return;
    (void)printf("precision %.3f  recall %.3f  F1 %.3f\n", f->score.precision, f->score.recall,
                 f->score.f1);
    (void)printf("error median %.1f m  p90 %.1f m  largest %.1f m\n", f->score.error_median_m,
                 f->score.error_p90_m, f->score.error_max_m);
    (void)printf("inside the 95 %% ellipse %.3f  median area %.0f m2  mean normalised error %.2f "
                 "(2 is ideal)\n",
                 f->inside_share, f->score.region_median_m2, f->score.normalised_mean);
}

static json_t *number_or_null(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static enum tct_status print_json(const struct figures *f, struct tct_error *err)
{
    json_t *object = json_pack(
        "{s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "shots",
        (json_int_t)f->shots, "found", (json_int_t)f->score.found, "missed",
        (json_int_t)f->score.missed, "unheard", (json_int_t)f->score.unheard, "false",
        (json_int_t)f->score.false_events, "precision", number_or_null(f->score.precision),
        "recall", number_or_null(f->score.recall), "f1", number_or_null(f->score.f1),
        "error_median_m", number_or_null(f->score.error_median_m), "error_p90_m",
        number_or_null(f->score.error_p90_m), "error_max_m", number_or_null(f->score.error_max_m),
        "inside95_share", number_or_null(f->inside_share), "region95_median_m2",
        number_or_null(f->score.region_median_m2), "normalised_mean",
        number_or_null(f->score.normalised_mean));
    if (object == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    (void)json_dumpf(object, stdout, JSON_REAL_PRECISION(9)); /* checked when output is flushed */
    (void)putchar('\n');
    json_decref(object);
    return TCT_OK;
}

static void say_no(const struct command *self, const char *what, double found, const char *bound,
                   double expected)
{
    char share[24] = "none to judge by";
    if (!isnan(found))
        (void)snprintf(share, sizeof(share), "%.3f", found);
    (void)fprintf(stderr, "tacet %s: %s: found %s, expected %s %.3f\n", self->name, what, share,
                  bound, expected);
}

/* A bound that cannot be judged does not hold: nothing found is no success. */
static int verdict(const struct command *self, const struct request *request,
                   const struct figures *f)
{
    int code = EXIT_DONE;
    if (request->min_found > 0.0 && !(f->score.recall >= request->min_found)) {
        say_no(self, "share of shots found", f->score.recall, "at least", request->min_found);
        code = EXIT_NO;
    }
    if (request->max_false < 1.0 && !(f->false_share <= request->max_false)) {
        say_no(self, "share of false events", f->false_share, "at most", request->max_false);
        code = EXIT_NO;
    }
    return code;
}

static int score(const struct command *self, const struct request *request, const char *events_path)
{
    struct ground ground;
    struct tct_error err;
    struct figures figures;
    if (ground_open(&ground, self, request->sector_path, &err) != TCT_OK)
        return command_failed(self, &err);
    int code = EXIT_DONE;
    enum tct_status status = compare(&ground, request, events_path, &figures, &err);
    if (status == TCT_OK && request->json)
        status = print_json(&figures, &err);
    else if (status == TCT_OK)
        print_figures(&figures);
    if (status == TCT_OK)
        code = verdict(self, request, &figures);
    return ground_close(&ground, status, &err, request->strict, code);
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {.max_false = 1.0};
    struct arguments files;
    int code = command_read_options(self, argc, argv, &request, &files);
    if (code != OPTIONS_READ)
        return code;
    if (files.count != 1)
        return command_wrong_use(self, "expected one file of events; - is standard input");
    if (request.truth_path == NULL)
        return command_wrong_use(self, "--truth FILE is missing");
    if (strcmp(files.words[0], "-") == 0 && strcmp(request.truth_path, "-") == 0)
        return command_wrong_use(self, "found standard input twice, expected one file from it");
    return score(self, &request, files.words[0]);
}

const struct command command_score = {
    .name = "score",
    .summary = "compare events with the truth",
    .arguments = "EVENTS",
    .explained = "Pairs located events with true shots, each at most once, by time and distance, "
                 "and prints\n"
                 "how many were found, how many events were false, the errors, and how often the "
                 "true place\n"
                 "lay within the 95 % ellipse.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
