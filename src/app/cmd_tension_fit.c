/* tacet tension fit: a self-exciting model of times. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tacet/face/atomic_file.h"
#include "tension.h"

struct request {
    const char *times_path, *output_path, *kernel;
    double from, to, day, dead_time;
    bool json, strict;
};

static const struct option_spec options[] = {
    {0, "times", "FILE", "times of events, one a line (standard input)", OPTION_TEXT,
     offsetof(struct request, times_path), 0, 0},
    {0, "from", "A", "fit to what happened from here on (the first event's)", OPTION_NUMBER,
     offsetof(struct request, from), -1e12, 1e12},
    {0, "to", "B", "and before this (just after the last event)", OPTION_NUMBER,
     offsetof(struct request, to), -1e12, 1e12},
    {0, "kernel", "NAME", "none, exponential, sum or omori, and nothing that is not asked for",
     OPTION_TEXT, offsetof(struct request, kernel), 0, 0},
    {0, "day", "LENGTH", "try a rhythm of the day, which is so long (1; with --kernel: none)",
     OPTION_NUMBER, offsetof(struct request, day), 0, 1e9},
    {0, "dead-time", "LENGTH",
     "try a time after each event in which none counts apart (by the data; with --kernel: none)",
     OPTION_NUMBER, offsetof(struct request, dead_time), 0, 1e9},
    {'o', "output", "MODEL", "write the model here, as JSON", OPTION_TEXT,
     offsetof(struct request, output_path), 0, 0},
    {0, "json", NULL, "the model as JSON instead of a table", OPTION_SWITCH,
     offsetof(struct request, json), 0, 0},
    {0, "strict", NULL, "end with 2 if anything was skipped", OPTION_SWITCH,
     offsetof(struct request, strict), 0, 0},
};

/* Of a sum of exponentials, in days: 3 and 15 minutes, 1 and 6 hours, 1, 5 and 25 days. */
static const double SCALES[] = {3.0 / 1440.0, 15.0 / 1440.0, 1.0 / 24.0, 0.25, 1.0, 5.0, 25.0};

/* `day` and `dead_time` are 0 for no rhythm of the day, no dead time. */
static struct tct_hawkes variant(enum tct_kernel kernel, double day, double dead_time,
                                 size_t events)
{
    struct tct_hawkes model = {.kernel = kernel, .type_count = 1, .day = day};
    if (kernel == TCT_KERNEL_SUM) {
        model.scale_count = TCT_COUNT(SCALES);
        memcpy(model.scale, SCALES, sizeof(SCALES));
    }
    if (day > 0.0) {
        model.background_harmonics = 2;
        model.answer_harmonics = kernel == TCT_KERNEL_NONE ? 0 : 2;
    }
    if (dead_time > 0.0) {
        model.dead_time = dead_time;
        model.dead_rate = 1.0 / (1.0 + (double)events); /* none of so many came within it */
    }
    return model;
}

/* The shortest gap, where so many gaps just beyond it say that shorter ones are not counted: by
 * chance the shortest would lie far from the next. */
static double find_dead_time(const double *times, size_t count)
{
    double shortest = INFINITY;
    size_t near = 0;
    for (size_t i = 1; i < count; i++)
        if (times[i] > times[i - 1])
            shortest = fmin(shortest, times[i] - times[i - 1]);
        else
            return 0.0; /* ties: nothing is left out */
    for (size_t i = 1; i < count; i++)
        near += times[i] - times[i - 1] < 2.0 * shortest;
    enum { NEAR_LEAST = 10 };
    return near >= NEAR_LEAST ? shortest * (1.0 - 1e-6) : 0.0;
}

static enum tct_status try_variant(const struct tct_hawkes *start, const struct tct_series *series,
                                   bool *any, struct tct_hawkes_fit *best, struct tct_error *err)
{
    struct tct_hawkes_fit fit;
    enum tct_status status = tct_hawkes_fit(start, series, &fit, err);
    if (status != TCT_OK)
        return status;
    if (!*any || fit.aic < best->aic)
        *best = fit;
    *any = true;
    return TCT_OK;
}

/* Of the kernels, or of one, with and without what was asked for or, where none was named, with all
 * that there is. */
static enum tct_status fit_best(const struct request *request, const struct tct_series *series,
                                int kernel, struct tct_hawkes_fit *ret, struct tct_error *err)
{
    bool any = false, one = kernel != TCT_KERNEL_COUNT;
    enum tct_status status = TCT_OK;
    double dead_time = request->dead_time, day = request->day;
    if (isnan(dead_time))
        dead_time = one ? 0.0 : find_dead_time(series->times, series->count);
    if (isnan(day))
        day = one ? 0.0 : 1.0;
    for (int k = 0; k < TCT_KERNEL_COUNT && status == TCT_OK; k++) {
        if (one && k != kernel)
            continue;
        for (int with = 0; with < 4 && status == TCT_OK; with++) {
            bool rhythm = (with & 1) != 0, dead = (with & 2) != 0;
            if ((rhythm && day <= 0.0) || (dead && dead_time <= 0.0))
                continue;
            struct tct_hawkes start = variant((enum tct_kernel)k, rhythm ? day : 0.0,
                                              dead ? dead_time : 0.0, series->count);
            status = try_variant(&start, series, &any, ret, err);
        }
    }
    return status;
}

static enum tct_status residuals(const struct tct_series *series, struct tct_arena *arena,
                                 struct tct_hawkes_file *file, struct tct_error *err)
{
    double *list = TCT_ARENA_NEW(arena, double, series->count + 1);
    if (list == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    enum tct_status status =
        tct_hawkes_residuals(&file->fit.model, series, list, &file->events, err);
    if (status == TCT_OK)
        tct_residual_ks(list, file->events, &file->ks, &file->ks_p);
    return status;
}

static void print_table(const struct tct_hawkes_file *file)
{
    const struct tct_hawkes *model = &file->fit.model;
    (void)printf("%zu events from %g to %g\n", file->events, file->from, file->to);
    (void)printf("kernel %s%s%s\n", tct_kernel_name(model->kernel),
                 model->background_harmonics > 0 ? ", with a rhythm of the day" : "",
                 model->dead_time > 0.0 ? ", with a dead time after each event" : "");
    (void)printf("background mu %.6f +- %.6f\n", model->mu[0], file->fit.mu_sigma[0]);
    if (model->kernel != TCT_KERNEL_NONE)
        (void)printf("answers to an event n %.5f +- %.5f\n", model->n[0][0],
                     file->fit.n_sigma[0][0]);
    if (model->kernel == TCT_KERNEL_EXPONENTIAL)
        (void)printf("decay %.4f\n", model->decay);
    if (model->kernel == TCT_KERNEL_OMORI)
        (void)printf("c %.6g  p %.5f\n", model->c, model->p);
    for (size_t k = 0; k < model->scale_count; k++)
        (void)printf("share %.4f on a scale of %.5g\n", model->weight[k], model->scale[k]);
    if (model->dead_time > 0.0)
        (void)printf("dead time %.6g\n", model->dead_time);
    (void)printf("log-likelihood %.3f  AIC %.2f%s\n", file->fit.log_likelihood, file->fit.aic,
                 file->fit.converged ? "" : "  (not settled)");
    (void)printf("rescaled times against the exponential distribution: KS %.4f, p %.3g\n", file->ks,
                 file->ks_p);
}

static enum tct_status output(const struct request *request, const struct tct_hawkes_file *file,
                              struct tct_error *err)
{
    char *text = NULL;
    size_t bytes = 0;
    enum tct_status status = tct_hawkes_to_json(file, &text, &bytes, err);
    if (status == TCT_OK && request->output_path != NULL)
        status = tct_atomic_file_write(request->output_path, text, bytes, err);
    if (status == TCT_OK && request->json)
        (void)puts(text); /* checked when output is flushed */
    else if (status == TCT_OK)
        print_table(file);
    free(text);
    return status;
}

static enum tct_status fit(const struct request *request, int kernel, struct tct_arena *arena,
                           struct tct_error *err)
{
    double *times = NULL;
    struct tct_series series = {.type_count = 1};
    struct tct_hawkes_file file = {0};
    enum tct_status status =
        tension_times(request->times_path, request->strict, arena, &times, &series.count, err);
    if (status != TCT_OK)
        return status;
    series.times = times;
    series.begin = isnan(request->from) ? times[0] : request->from;
    series.end = isnan(request->to) ? nextafter(times[series.count - 1], INFINITY) : request->to;
    status = fit_best(request, &series, kernel, &file.fit, err);
    file.from = series.begin;
    file.to = series.end;
    if (status == TCT_OK)
        status = residuals(&series, arena, &file, err);
    return status == TCT_OK ? output(request, &file, err) : status;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {
        .from = (double)NAN, .to = (double)NAN, .day = (double)NAN, .dead_time = (double)NAN};
    struct arguments words;
    struct tct_arena arena;
    struct tct_error err;
    int code = command_read_options(self, argc, argv, &request, &words), kernel = TCT_KERNEL_COUNT;
    if (code != OPTIONS_READ)
        return code;
    if (words.count > 0)
        return command_wrong_use(self, "found '%.60s', expected options only", words.words[0]);
    for (int k = 0; request.kernel != NULL && k < TCT_KERNEL_COUNT; k++)
        if (strcmp(request.kernel, tct_kernel_name((enum tct_kernel)k)) == 0)
            kernel = k;
    if (request.kernel != NULL && kernel == TCT_KERNEL_COUNT)
        return command_wrong_use(self,
                                 "--kernel: found '%.60s', expected none, exponential, sum or "
                                 "omori",
                                 request.kernel);
    tct_arena_init(&arena, TENSION_ARENA_BYTES);
    enum tct_status status = fit(&request, kernel, &arena, &err);
    tct_arena_free(&arena);
    return status == TCT_OK ? command_finish_output(self, EXIT_DONE) : command_failed(self, &err);
}

const struct command command_tension_fit = {
    .name = "tension fit",
    .summary = "fit a self-exciting model to times",
    .arguments = "--times FILE",
    .explained =
        "Fits by maximum likelihood how often events come of themselves, and how many each\n"
        "brings in its wake; times are in days. Without --kernel, several are tried, each with "
        "and\n"
        "without a rhythm of the day and a dead time, and the best by Akaike's criterion is kept.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
