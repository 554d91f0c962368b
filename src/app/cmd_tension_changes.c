/* tacet tension changes: when the rate changed, and whether a truce holds. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tension.h"

struct request {
    const char *times_path, *counts_path, *learn_to, *truce;
    double from, to, false_alarms, run, share, seed;
    bool json, strict;
};

static const struct option_spec options[] = {
    {0, "times", "FILE", "times of events in days, one a line", OPTION_TEXT,
     offsetof(struct request, times_path), 0, 0},
    {0, "counts", "CSV", "or counts by day: columns date, n and perhaps exposure", OPTION_TEXT,
     offsetof(struct request, counts_path), 0, 0},
    {0, "from", "A", "with --times: the first day (the first event's)", OPTION_NUMBER,
     offsetof(struct request, from), -1e6, 1e6},
    {0, "to", "B", "with --times: and before this (after the last event's day)", OPTION_NUMBER,
     offsetof(struct request, to), -1e6, 1e6},
    {0, "learn-to", "DAY", "the last day that tells what is normal (half of all, at most a year)",
     OPTION_TEXT, offsetof(struct request, learn_to), 0, 0},
    {0, "false-alarms", "N", "false alarms that are borne, a year (1)", OPTION_NUMBER,
     offsetof(struct request, false_alarms), 0.05, 50},
    {0, "run", "DAYS", "for how long a rate holds, on average (200)", OPTION_NUMBER,
     offsetof(struct request, run), 2, 100000},
    {0, "truce", "DAY", "is a truce from this day on holding?", OPTION_TEXT,
     offsetof(struct request, truce), 0, 0},
    {0, "share", "S", "it holds if the rate is below this share of what it was (0.5)",
     OPTION_NUMBER, offsetof(struct request, share), 0.01, 1},
    {0, "seed", "N", "of the simulated years (1)", OPTION_NUMBER, offsetof(struct request, seed), 0,
     1e9},
    {0, "json", NULL, "the changes as one JSON object", OPTION_SWITCH,
     offsetof(struct request, json), 0, 0},
    {0, "strict", NULL, "end with 2 if anything was skipped", OPTION_SWITCH,
     offsetof(struct request, strict), 0, 0},
};

enum { CHANGES_MAX = 1000 };

static const double DAYS_A_YEAR = 365.25;

struct answer {
    struct tct_counts counts;
    int64_t first_day;
    bool dated; /* days are dates */
    size_t learnt;
    struct tct_change_setup setup;
    size_t change_count;
    struct tct_change change[CHANGES_MAX];
    double now_p; /* of a change that is not sure enough yet */
    bool truce_asked;
    struct tct_truce truce;
};

static const char *day_text(const struct answer *answer, int64_t step,
                            char text[TCT_DATE_TEXT_BYTES])
{
    if (answer->dated)
        tct_date_format(answer->first_day + step, text);
    else
        (void)snprintf(text, TCT_DATE_TEXT_BYTES, "%lld", (long long)(answer->first_day + step));
    return text;
}

static enum tct_status count_times(const struct request *request, struct tct_arena *arena,
                                   struct answer *answer, struct tct_error *err)
{
    double *times = NULL;
    size_t count = 0;
    enum tct_status status =
        tension_times(request->times_path, request->strict, arena, &times, &count, err);
    if (status != TCT_OK)
        return status;
    double first = floor(isnan(request->from) ? times[0] : request->from);
    double end = isnan(request->to) ? floor(times[count - 1]) + 1.0 : floor(request->to);
    if (!(end - first >= 1.0 && end - first <= TCT_COUNT_DAYS_MAX && fabs(first) < 1e9))
        return tct_fail(err, TCT_ERR_LIMIT, "found days %g to %g, expected 1 to %d of them", first,
                        end, (int)TCT_COUNT_DAYS_MAX);
    answer->first_day = (int64_t)first;
    answer->counts.days = (size_t)(end - first);
    int32_t *n = TCT_ARENA_NEW(arena, int32_t, answer->counts.days);
    if (n == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    memset(n, 0, answer->counts.days * sizeof(*n));
    for (size_t i = 0; i < count; i++)
        if (times[i] >= first && times[i] < end && n[(size_t)(times[i] - first)] <= TCT_COUNT_MAX)
            n[(size_t)(times[i] - first)]++;
    answer->counts.n = n;
    return TCT_OK;
}

static enum tct_status read_counts(const struct request *request, struct tct_arena *arena,
                                   struct answer *answer, struct tct_error *err)
{
    struct tct_counts_file file;
    if (request->counts_path == NULL)
        return count_times(request, arena, answer, err);
    enum tct_status status =
        tension_counts(request->counts_path, request->strict, arena, &file, err);
    if (status != TCT_OK)
        return status;
    answer->counts = file.counts;
    answer->first_day = file.first_day;
    answer->dated = true;
    return TCT_OK;
}

/* Which step of the series a day is that an option names. */
static enum tct_status step_of(const struct answer *answer, const char *option, const char *text,
                               size_t *ret, struct tct_error *err)
{
    int64_t day = 0;
    char *end = NULL;
    bool good = answer->dated && tct_date_parse(text, &day) == TCT_OK;
    if (!answer->dated) {
        double number = strtod(text, &end);
        good = end != text && *end == '\0' && fabs(number) < 1e9;
        day = good ? (int64_t)floor(number) : 0;
    }
    if (!good || day < answer->first_day || day - answer->first_day >= (int64_t)answer->counts.days)
        return tct_fail(err, TCT_ERR_INPUT, "--%s: found %.40s, expected a day of the series, %s",
                        option, text, answer->dated ? "YYYY-MM-DD" : "as a number");
    *ret = (size_t)(day - answer->first_day);
    return TCT_OK;
}

/* Changes after what was learnt from; the run that holds at the last step below `before`. */
static void watch(struct answer *answer, size_t before, size_t *ret_since)
{
    struct tct_change_watch watch;
    struct tct_change change;
    *ret_since = 0;
    tct_change_watch_init(&answer->setup, &watch);
    for (size_t t = 0; t < answer->counts.days; t++) {
        double exposure = answer->counts.exposure == NULL ? 1.0 : answer->counts.exposure[t];
        if (!tct_change_watch_step(&watch, answer->counts.n[t], exposure, &change))
            continue;
        if (t < before)
            *ret_since = (size_t)change.began;
        if (t >= answer->learnt && answer->change_count < CHANGES_MAX)
            answer->change[answer->change_count++] = change;
    }
    answer->now_p = tct_change_p(&watch);
}

static enum tct_status judge(const struct request *request, struct answer *answer,
                             struct tct_error *err)
{
    struct tct_random random;
    size_t last = answer->counts.days / 2, truce = 0, since = 0;
    enum tct_status status = TCT_OK;
    last = last > 365 ? 365 : last;
    if (request->learn_to != NULL) {
        status = step_of(answer, "learn-to", request->learn_to, &last, err);
        last++;
    }
    if (status == TCT_OK && request->truce != NULL)
        status = step_of(answer, "truce", request->truce, &truce, err);
    if (status != TCT_OK)
        return status;
    answer->learnt = last;
    tct_random_init(&random, (uint64_t)request->seed, 0);
    status = tct_change_learn(&answer->counts, last, DAYS_A_YEAR, request->run,
                              request->false_alarms, &random, &answer->setup, err);
    if (status != TCT_OK)
        return status;
    watch(answer, truce, &since);
    answer->truce_asked = request->truce != NULL;
    return answer->truce_asked ? tct_truce_judge(&answer->counts, since, truce, request->share,
                                                 answer->setup.dispersion, &answer->truce, err)
                               : TCT_OK;
}

static const char *holds(const struct tct_truce *truce)
{
    return truce->holding_p >= 0.95   ? "it holds"
           : truce->holding_p <= 0.05 ? "it does not hold"
                                      : "not known yet";
}

static void print_truce(const struct tct_truce *truce, double share)
{
    (void)printf("truce: %s; probability %.3f that the rate is below %g of what it was\n",
                 holds(truce), truce->holding_p, share);
    (void)printf("  %.3f a day on %zu days before, %.3f (90 %%: %.3f to %.3f) on %zu days since\n",
                 truce->before, truce->before_steps, truce->after, truce->low, truce->high,
                 truce->after_steps);
    if (truce->known_steps > 0.0 && isfinite(truce->known_steps))
        (void)printf("  known after %.0f more days like those since\n", truce->known_steps);
    else if (truce->known_steps > 0.0)
        (void)puts("  not known within ten years of days like those since");
}

static void print_table(const struct answer *answer, double share)
{
    char one[TCT_DATE_TEXT_BYTES], other[TCT_DATE_TEXT_BYTES];
    (void)printf("%zu days; what is normal is learnt from %s to %s\n", answer->counts.days,
                 day_text(answer, 0, one), day_text(answer, (int64_t)answer->learnt - 1, other));
    (void)printf("variance %.2f times the mean; alarm when the probability of no change is below "
                 "%.2g: %.2f false alarms a year in simulated ones\n",
                 answer->setup.dispersion, 1.0 - answer->setup.threshold,
                 answer->setup.false_alarms);
    for (size_t i = 0; i < answer->change_count; i++) {
        const struct tct_change *change = &answer->change[i];
        (void)printf("%s: %s since %s, of no change %.2g; a day %.3f before, %.3f since\n",
                     day_text(answer, change->step, one),
                     change->lower_p > 0.5 ? "calmer" : "tenser",
                     day_text(answer, change->began, other), fmax(1.0 - change->p, 0.0),
                     change->before, change->after);
    }
    if (answer->change_count == 0)
        (void)puts("no change");
    (void)printf("on the last day: probability %.4f of a change since the last one told\n",
                 answer->now_p);
    if (answer->truce_asked)
        print_truce(&answer->truce, share);
}

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *changes_json(const struct answer *answer)
{
    json_t *list = json_array();
    char one[TCT_DATE_TEXT_BYTES], other[TCT_DATE_TEXT_BYTES];
    for (size_t i = 0; i < answer->change_count; i++) {
        const struct tct_change *change = &answer->change[i];
        (void)json_array_append_new(
            list,
            json_pack("{s:s, s:s, s:f, s:o, s:f, s:f}", "day", day_text(answer, change->step, one),
                      "began", day_text(answer, change->began, other), "p", change->p, "before",
                      number(change->before), "after", change->after, "lower_p", change->lower_p));
    }
    return list;
}

static json_t *truce_json(const struct answer *answer)
{
    const struct tct_truce *truce = &answer->truce;
    if (!answer->truce_asked)
        return json_null();
    return json_pack("{s:s, s:f, s:f, s:f, s:f, s:f, s:o, s:I, s:I}", "answer", holds(truce),
                     "holding_p", truce->holding_p, "before", truce->before, "after", truce->after,
                     "low", truce->low, "high", truce->high, "known_after_days",
                     number(truce->known_steps), "days_before", (json_int_t)truce->before_steps,
                     "days_since", (json_int_t)truce->after_steps);
}

static enum tct_status print_json(const struct answer *answer, struct tct_error *err)
{
    char day[TCT_DATE_TEXT_BYTES];
    json_t *object = json_pack(
        "{s:s, s:I, s:s, s:f, s:f, s:f, s:f, s:o, s:f, s:o}", "kind", "tension_changes", "days",
        (json_int_t)answer->counts.days, "learnt_to",
        day_text(answer, (int64_t)answer->learnt - 1, day), "dispersion", answer->setup.dispersion,
        "normal", answer->setup.prior_rate, "threshold", answer->setup.threshold,
        "false_alarms_a_year", answer->setup.false_alarms, "changes", changes_json(answer),
        "change_p", answer->now_p, "truce", truce_json(answer));
    if (object == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    (void)json_dumpf(object, stdout, JSON_REAL_PRECISION(12)); /* checked when output is flushed */
    (void)putchar('\n');
    json_decref(object);
    return TCT_OK;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {.from = (double)NAN,
                              .to = (double)NAN,
                              .false_alarms = 1.0,
                              .run = 200.0,
                              .share = 0.5,
                              .seed = 1.0};
    static struct answer answer;
    struct arguments words;
    struct tct_arena arena;
    struct tct_error err;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count > 0)
        return command_wrong_use(self, "found '%.60s', expected options only", words.words[0]);
    if (request.times_path != NULL && request.counts_path != NULL)
        return command_wrong_use(self, "expected --times FILE or --counts CSV, not both");
    tct_arena_init(&arena, TENSION_ARENA_BYTES);
    enum tct_status status = read_counts(&request, &arena, &answer, &err);
    if (status == TCT_OK)
        status = judge(&request, &answer, &err);
    if (status == TCT_OK && request.json)
        status = print_json(&answer, &err);
    else if (status == TCT_OK)
        print_table(&answer, request.share);
    tct_arena_free(&arena);
    return status == TCT_OK ? command_finish_output(self, EXIT_DONE) : command_failed(self, &err);
}

const struct command command_tension_changes = {
    .name = "tension changes",
    .summary = "when the rate changed, and whether a truce holds",
    .arguments = "--times FILE | --counts CSV",
    .explained = "Learns from the first days what is normal, and tells each later day on which a\n"
                 "change had become probable, from that day's past alone; as sure as it must be\n"
                 "for no more false alarms a year than are borne.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
