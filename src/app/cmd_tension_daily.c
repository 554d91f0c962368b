/* tacet tension daily: how well the next day's count is foretold. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tension.h"

struct request {
    const char *counts_path, *train_to;
    double over;
    bool json, strict;
};

static const struct option_spec options[] = {
    {0, "counts", "CSV", "counts by day: columns date, n and perhaps exposure", OPTION_TEXT,
     offsetof(struct request, counts_path), 0, 0},
    {0, "train-to", "DATE", "the last day that models are fitted to; later ones are scored",
     OPTION_TEXT, offsetof(struct request, train_to), 0, 0},
    {0, "over", "N", "the Brier score is of more than N events a day (0)", OPTION_NUMBER,
     offsetof(struct request, over), 0, TCT_COUNT_MAX},
    {0, "json", NULL, "the figures as one JSON object", OPTION_SWITCH,
     offsetof(struct request, json), 0, 0},
    {0, "strict", NULL, "end with 2 if anything was skipped", OPTION_SWITCH,
     offsetof(struct request, strict), 0, 0},
};

static const char *const ROWS[TCT_DAILY_ROWS] = {"climatology",       "persistence",    "poisson",
                                                 "negative binomial", "NB-AR(1)",       "last day",
                                                 "days, week",        "days to season", "combined"};

/* A row is better or worse than another only beyond what chance gives. */
static const double SIGMAS = 1.96;

/* The simple forecast that the combined one does not beat; NULL: it has skill. Climatology is a
 * distribution, and is beaten by the log score; persistence is a number, and has only a CRPS. */
static const char *not_beaten(const struct tct_daily_scores *scores)
{
    const struct tct_daily_score *often = &scores->row[TCT_DAILY_CLIMATOLOGY];
    const struct tct_daily_score *again = &scores->row[TCT_DAILY_PERSISTENCE];
    if (!(often->log_behind > SIGMAS * often->log_behind_sigma))
        return ROWS[TCT_DAILY_CLIMATOLOGY];
    if (!(again->crps_behind > SIGMAS * again->crps_behind_sigma))
        return ROWS[TCT_DAILY_PERSISTENCE];
    return NULL;
}

/* How far a row is behind the combined one. */
static void print_behind(const struct tct_daily_score *row)
{
    char log_behind[32] = "-";
    if (isfinite(row->log_behind))
        (void)snprintf(log_behind, sizeof(log_behind), "%+.4f +- %.4f", row->log_behind,
                       row->log_behind_sigma);
    (void)printf("  %-20s %+.4f +- %.4f\n", log_behind, row->crps_behind, row->crps_behind_sigma);
}

static void print_table(const struct tct_daily_scores *scores, double over)
{
    (void)printf("%zu days fitted, %zu days scored, each foretold from those before it\n",
                 scores->train_days, scores->days);
    (void)printf("%-18s %9s %9s %9s %9s %9s  %-20s %s\n", "model", "log score", "CRPS", "Brier",
                 "in 90 %", "said", "behind: log score", "CRPS");
    for (size_t i = 0; i < TCT_DAILY_ROWS; i++) {
        const struct tct_daily_score *row = &scores->row[i];
        char log_score[16] = "-";
        if (isfinite(row->log_score))
            (void)snprintf(log_score, sizeof(log_score), "%.4f", row->log_score);
        (void)printf("%-18s %9s %9.4f %9.4f %9.3f %9.3f", ROWS[i], log_score, row->crps, row->brier,
                     row->coverage90, row->said90);
        if (i == TCT_DAILY_COMBINED)
            (void)putchar('\n');
        else
            print_behind(row);
    }
    (void)printf("Brier scores are of more than %.0f events on a day\n", over);
    const char *simple = not_beaten(scores);
    if (simple == NULL)
        (void)puts("the combined forecast has skill beyond climatology and persistence");
    else
        (void)printf("no skill: the combined forecast is not better than %s beyond chance\n",
                     simple);
}

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *row_json(const struct tct_daily_scores *scores, size_t i)
{
    const struct tct_daily_score *row = &scores->row[i];
    json_t *object = json_pack("{s:s, s:o, s:f, s:f, s:f, s:f}", "model", ROWS[i], "log_score",
                               number(row->log_score), "crps", row->crps, "brier", row->brier,
                               "in_90", row->coverage90, "said_in_90", row->said90);
    if (i != TCT_DAILY_COMBINED) {
        (void)json_object_set_new(object, "log_score_behind", number(row->log_behind));
        (void)json_object_set_new(object, "log_score_behind_sigma", number(row->log_behind_sigma));
        (void)json_object_set_new(object, "crps_behind", number(row->crps_behind));
        (void)json_object_set_new(object, "crps_behind_sigma", number(row->crps_behind_sigma));
    }
    if (i >= TCT_DAILY_EXPERT && i < TCT_DAILY_COMBINED)
        (void)json_object_set_new(object, "weight",
                                  json_real(scores->last_weight[i - TCT_DAILY_EXPERT]));
    return object;
}

static enum tct_status print_json(const struct tct_daily_scores *scores, double over,
                                  struct tct_error *err)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < TCT_DAILY_ROWS; i++)
        (void)json_array_append_new(rows, row_json(scores, i));
    const char *simple = not_beaten(scores);
    json_t *object =
        json_pack("{s:s, s:I, s:I, s:f, s:o, s:b, s:s?}", "kind", "tension_daily", "train_days",
                  (json_int_t)scores->train_days, "days", (json_int_t)scores->days, "over", over,
                  "models", rows, "skill", simple == NULL, "not_better_than", simple);
    if (object == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    (void)json_dumpf(object, stdout, JSON_REAL_PRECISION(12)); /* checked when output is flushed */
    (void)putchar('\n');
    json_decref(object);
    return TCT_OK;
}

static enum tct_status daily(const struct request *request, int64_t train_to,
                             struct tct_arena *arena, struct tct_error *err)
{
    struct tct_counts_file file;
    struct tct_daily_experts experts;
    struct tct_daily_scores scores;
    enum tct_status status =
        tension_counts(request->counts_path, request->strict, arena, &file, err);
    if (status != TCT_OK)
        return status;
    int64_t train_days = train_to - file.first_day + 1;
    if (train_days < 1 || train_days >= (int64_t)file.counts.days)
        return tct_fail(err, TCT_ERR_INPUT,
                        "--train-to: found %s, expected a day between the first and the last of "
                        "%.300s",
                        request->train_to, request->counts_path);
    status = tct_daily_compare(&file.counts, (size_t)train_days, (int32_t)request->over, &experts,
                               &scores, err);
    if (status == TCT_OK && request->json)
        status = print_json(&scores, request->over, err);
    else if (status == TCT_OK)
        print_table(&scores, request->over);
    return status;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {.over = 0.0};
    struct arguments words;
    struct tct_arena arena;
    struct tct_error err;
    int64_t train_to = 0;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count > 0)
        return command_wrong_use(self, "found '%.60s', expected options only", words.words[0]);
    if (request.counts_path == NULL || request.train_to == NULL)
        return command_wrong_use(self, "expected --counts CSV and --train-to DATE");
    if (tct_date_parse(request.train_to, &train_to) != TCT_OK)
        return command_wrong_use(self, "--train-to: found '%.60s', expected a date, YYYY-MM-DD",
                                 request.train_to);
    tct_arena_init(&arena, TENSION_ARENA_BYTES);
    enum tct_status status = daily(&request, train_to, &arena, &err);
    tct_arena_free(&arena);
    return status == TCT_OK ? command_finish_output(self, EXIT_DONE) : command_failed(self, &err);
}

const struct command command_tension_daily = {
    .name = "tension daily",
    .summary = "how well the next day's count is foretold",
    .arguments = "--counts CSV --train-to DATE",
    .explained = "Fits models of counts by day to the days up to a date, foretells each later day\n"
                 "from those before it, and shows how good that was, beside climatology and\n"
                 "persistence. A day without a row, or without a number, is a day without data.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
