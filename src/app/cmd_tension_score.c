/* tacet tension score: how well a model foretells what came after. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "record.h"
#include "tension.h"

struct request {
    const char *model_path, *times_path;
    double from, to;
    bool json, strict;
};

static const struct option_spec options[] = {
    {0, "model", "MODEL", "a model of 'tacet tension fit'", OPTION_TEXT,
     offsetof(struct request, model_path), 0, 0},
    {0, "times", "FILE", "times of events, earlier ones too (standard input)", OPTION_TEXT,
     offsetof(struct request, times_path), 0, 0},
    {0, "from", "B", "score what happened from here on (the end of the fit)", OPTION_NUMBER,
     offsetof(struct request, from), -1e12, 1e12},
    {0, "to", "C", "and before this (just after the last event)", OPTION_NUMBER,
     offsetof(struct request, to), -1e12, 1e12},
    {0, "json", NULL, "the figures as one JSON object", OPTION_SWITCH,
     offsetof(struct request, json), 0, 0},
    {0, "strict", NULL, "end with 2 if anything was skipped", OPTION_SWITCH,
     offsetof(struct request, strict), 0, 0},
};

struct figures {
    double from, to;
    size_t events;
    double log_likelihood, poisson; /* of the model, and of its training's rate alone */
    double gain;                    /* per event, nats; NAN without events */
    double ks, ks_p;
};

enum { MODEL_BYTES = 1 << 20 };

static enum tct_status read_model(const char *path, struct tct_hawkes_file *ret,
                                  struct tct_error *err)
{
    char *text = NULL;
    size_t bytes = 0;
    enum tct_status status = record_read_file(path, MODEL_BYTES, &text, &bytes, err);
    if (status == TCT_OK)
        status = tct_hawkes_from_json(path, text, bytes, ret, err);
    free(text);
    return status;
}

static enum tct_status compare(const struct tct_hawkes_file *file, const struct tct_series *series,
                               struct tct_arena *arena, struct figures *ret, struct tct_error *err)
{
    double *residuals = TCT_ARENA_NEW(arena, double, series->count + 1);
    double rate = (double)file->events / (file->to - file->from);
    if (residuals == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    enum tct_status status =
        tct_hawkes_log_likelihood(&file->fit.model, series, &ret->log_likelihood, err);
    if (status == TCT_OK)
        status = tct_hawkes_residuals(&file->fit.model, series, residuals, &ret->events, err);
    if (status != TCT_OK)
        return status;
    tct_residual_ks(residuals, ret->events, &ret->ks, &ret->ks_p);
    double events = (double)ret->events;
    ret->poisson = events * log(rate) - rate * (series->end - series->begin);
    ret->gain = (ret->log_likelihood - ret->poisson) / (events > 0.0 ? events : (double)NAN);
    ret->from = series->begin;
    ret->to = series->end;
    return TCT_OK;
}

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static enum tct_status print_json(const struct figures *f, struct tct_error *err)
{
    json_t *object =
        json_pack("{s:o, s:o, s:I, s:o, s:o, s:o, s:o, s:o}", "from", number(f->from), "to",
                  number(f->to), "events", (json_int_t)f->events, "log_likelihood",
                  number(f->log_likelihood), "poisson_log_likelihood", number(f->poisson),
                  "gain_per_event", number(f->gain), "ks", number(f->ks), "ks_p", number(f->ks_p));
    if (object == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    (void)json_dumpf(object, stdout, JSON_REAL_PRECISION(12)); /* checked when output is flushed */
    (void)putchar('\n');
    json_decref(object);
    return TCT_OK;
}

static void print_table(const struct figures *f)
{
    (void)printf("%zu events from %g to %g\n", f->events, f->from, f->to);
    (void)printf("log-likelihood %.4f  of a constant rate %.4f\n", f->log_likelihood, f->poisson);
    if (f->events > 0)
        (void)printf("gain %.4f nats an event%s\n", f->gain,
                     f->gain > 0.0 ? "" : ": no skill beyond a constant rate");
    else
        (void)puts("no data: nothing happened, or nothing was counted");
    if (f->events > 0)
        (void)printf("rescaled times: KS %.4f, p %.3g\n", f->ks, f->ks_p);
}

static enum tct_status score(const struct request *request, struct tct_arena *arena,
                             struct tct_error *err)
{
    double *times = NULL;
    struct tct_series series = {.type_count = 1};
    struct tct_hawkes_file file;
    struct figures figures = {0};
    enum tct_status status = read_model(request->model_path, &file, err);
    if (status == TCT_OK)
        status =
            tension_times(request->times_path, request->strict, arena, &times, &series.count, err);
    if (status != TCT_OK)
        return status;
    if (file.to <= file.from || file.events == 0)
        return tct_fail(err, TCT_ERR_INPUT,
                        "%.300s: found no period or events of its fit, expected "
                        "both",
                        request->model_path);
    series.times = times;
    series.begin = isnan(request->from) ? file.to : request->from;
    series.end = isnan(request->to) ? nextafter(times[series.count - 1], INFINITY) : request->to;
    status = compare(&file, &series, arena, &figures, err);
    if (status == TCT_OK && request->json)
        status = print_json(&figures, err);
    else if (status == TCT_OK)
        print_table(&figures);
    return status;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {.from = (double)NAN, .to = (double)NAN};
    struct arguments words;
    struct tct_arena arena;
    struct tct_error err;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count > 0)
        return command_wrong_use(self, "found '%.60s', expected options only", words.words[0]);
    if (request.model_path == NULL)
        return command_wrong_use(self, "expected --model MODEL");
    tct_arena_init(&arena, TENSION_ARENA_BYTES);
    enum tct_status status = score(&request, &arena, &err);
    tct_arena_free(&arena);
    return status == TCT_OK ? command_finish_output(self, EXIT_DONE) : command_failed(self, &err);
}

const struct command command_tension_score = {
    .name = "tension score",
    .summary = "how well a model foretells what came after",
    .arguments = "--model MODEL --times FILE",
    .explained = "Log-likelihood of the events of a later period under a model, beside that of a\n"
                 "constant rate as in the model's own period, and how much an event is better\n"
                 "foretold; no gain means no skill.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
