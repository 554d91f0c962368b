/* tacet incident find: events and statements to incidents, without a log. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "incident.h"
#include "incident_store.h"

struct request {
    const char *sector_path, *statements_path, *matches_path, *days_path, *history_path;
    const char *rules_path, *hearing_path, *now;
    bool deaf, json, strict, quiet;
};

static const struct option_spec options[] = {
    {'s', "sector", "SECTOR", "the sector: its folder or its sector.yaml", OPTION_TEXT,
     offsetof(struct request, sector_path), 0, 0},
    {0, "statements", "FILE", "what was said: reports, claims, activities, one a line", OPTION_TEXT,
     offsetof(struct request, statements_path), 0, 0},
    {0, "matches", "FILE", "also write what each report tells of, one a line", OPTION_TEXT,
     offsetof(struct request, matches_path), 0, 0},
    {0, "days", "FILE", "also write each day's sources side by side, a row a line", OPTION_TEXT,
     offsetof(struct request, days_path), 0, 0},
    {0, "history", "FILE", "also write what became of incidents as entries came", OPTION_TEXT,
     offsetof(struct request, history_path), 0, 0},
    {0, "rules", "FILE", "the mission's rules of grouping and counting", OPTION_TEXT,
     offsetof(struct request, rules_path), 0, 0},
    {0, "hearing", "FILE", "noise of stations and when they were up, as for tacet plan",
     OPTION_TEXT, offsetof(struct request, hearing_path), 0, 0},
    {0, "deaf", NULL, "nothing is known of what could be heard: silence says nothing",
     OPTION_SWITCH, offsetof(struct request, deaf), 0, 0},
    {0, "now", "TIME", "when it is, for statements that say no time of receipt (now)", OPTION_TEXT,
     offsetof(struct request, now), 0, 0},
    {0, "json", NULL, "JSON Lines, the default", OPTION_SWITCH, offsetof(struct request, json), 0,
     0},
    {0, "strict", NULL, "end with 2 if anything was skipped", OPTION_SWITCH,
     offsetof(struct request, strict), 0, 0},
    {0, "quiet", NULL, "no summary", OPTION_SWITCH, offsetof(struct request, quiet), 0, 0},
};

/* Everything that a run holds. */
struct finding {
    struct ground ground;
    const struct request *request;
    struct tct_rules rules;
    struct incident_hearing *hearing;
    struct tct_coverage_port coverage;
    struct incident_engine *engine;
    size_t events, statements;
};

static enum tct_status take_events(struct finding *to, const char *path, struct tct_error *err)
{
    struct tct_event_set set;
    enum tct_status status = ground_events(&to->ground, path, &set, err);
    for (size_t i = 0; status == TCT_OK && i < set.count; i++) {
        struct tct_firing firing = tct_firing_of(&set.events[i]);
        status = incident_engine_event(to->engine, set.ids[i], set.revisions[i], &firing, err);
    }
    to->events = status == TCT_OK ? set.count : 0;
    return status;
}

/* A line that is refused is told, and the next one read. */
static enum tct_status take_line(struct finding *to, const char *name, size_t line,
                                 const char *text, size_t bytes, int64_t now_ns,
                                 struct tct_error *err)
{
    struct tct_said said;
    struct tct_error why, told;
    if (strspn(text, " \t\r\n") >= bytes)
        return TCT_OK;
    enum tct_status status =
        tct_statement_read(&to->ground.sector, text, bytes, now_ns, &said, &why);
    if (status == TCT_OK)
        status = incident_engine_said(to->engine, &said, &why);
    if (status == TCT_OK) {
        to->statements++;
        return TCT_OK;
    }
    if (status != TCT_ERR_INPUT && status != TCT_ERR_LIMIT)
        return tct_fail(err, status, "%s", why.text);
    (void)tct_fail(&told, TCT_ERR_INPUT, "%.200s:%zu: %s", name, line, why.text);
    tct_warnings_skip(&to->ground.warnings, "statements", &told);
    return TCT_OK;
}

static enum tct_status now_of(const struct request *request, int64_t *ret_ns, struct tct_error *err)
{
    *ret_ns = (int64_t)time(NULL) * TCT_NS_PER_S;
    if (request->now != NULL &&
        tct_time_parse(request->now, strlen(request->now), ret_ns) != TCT_OK)
        return tct_fail(err, TCT_ERR_USE,
                        "--now: found '%.60s', expected a time such as "
                        "2026-01-31T12:00:00Z",
                        request->now);
    return TCT_OK;
}

static enum tct_status take_statements(struct finding *to, struct tct_error *err)
{
    FILE *file = NULL;
    const char *name = NULL;
    char *text = NULL;
    size_t room = 0, line = 0;
    int64_t now_ns = 0;
    enum tct_status status = now_of(to->request, &now_ns, err);
    if (status == TCT_OK)
        status = ground_read(to->request->statements_path, &file, &name, err);
    if (status != TCT_OK)
        return status;
    for (ssize_t bytes; status == TCT_OK && (bytes = getline(&text, &room, file)) >= 0;)
        status = take_line(to, name, ++line, text, (size_t)bytes, now_ns, err);
    if (status == TCT_OK && ferror(file) != 0)
        status = tct_fail_read(err, name, "statements, one a line");
    free(text);
    ground_read_done(file);
    return status;
}

static enum tct_status write_line(FILE *file, json_t *object, struct tct_error *err)
{
    if (object == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    bool failed = json_dumpf(object, file, JSON_COMPACT | JSON_REAL_PRECISION(12)) != 0 ||
                  putc('\n', file) == EOF;
    json_decref(object);
    return failed ? tct_fail(err, TCT_ERR_IO, "writing failed") : TCT_OK;
}

static enum tct_status write_incidents(struct finding *from, struct tct_error *err)
{
    uint32_t *list = NULL;
    size_t count = 0;
    enum tct_status status =
        incident_engine_list(from->engine, &from->ground.arena, &list, &count, err);
    for (size_t i = 0; i < count && status == TCT_OK; i++) {
        json_t *object = NULL;
        status = incident_engine_json(from->engine, list[i], &object, err);
        if (status == TCT_OK)
            status = write_line(stdout, object, err);
    }
    return status;
}

static enum tct_status write_matches(struct finding *from, FILE *file, struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < incident_engine_reports(from->engine) && status == TCT_OK; i++)
        if (incident_engine_stands(from->engine, i))
            status = write_line(file, incident_match_json(from->engine, i), err);
    return status;
}

static enum tct_status write_days(struct finding *from, FILE *file, struct tct_error *err)
{
    int64_t *days = NULL;
    size_t count = 0;
    enum tct_status status =
        incident_days(from->engine, &from->rules, &from->ground.arena, &days, &count, err);
    for (size_t i = 0; i < count && status == TCT_OK; i++) {
        json_t *rows = NULL;
        status = incident_day_json(from->engine, &from->ground.sector, &from->rules, days[i], &rows,
                                   err);
        for (size_t k = 0; k < json_array_size(rows) && status == TCT_OK; k++)
            status = write_line(file, json_incref(json_array_get(rows, k)), err);
        json_decref(rows);
    }
    return status;
}

static enum tct_status write_history(struct finding *from, FILE *file, struct tct_error *err)
{
    size_t count = 0;
    const struct incident_change *changes = incident_engine_history(from->engine, &count);
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < count && status == TCT_OK; i++)
        status = write_line(file, incident_change_json(from->engine, &changes[i]), err);
    return status;
}

typedef enum tct_status write_fn(struct finding *from, FILE *file, struct tct_error *err);

static enum tct_status write_file(struct finding *from, const char *path, write_fn *write,
                                  struct tct_error *err)
{
    char *text = NULL;
    size_t bytes = 0;
    if (path == NULL)
        return TCT_OK;
    FILE *file = open_memstream(&text, &bytes);
    if (file == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    enum tct_status status = write(from, file, err);
    if (fclose(file) != 0 && status == TCT_OK)
        status = tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    if (status == TCT_OK)
        status = tct_atomic_file_write(path, text, bytes, err);
    free(text);
    return status;
}

static enum tct_status find_all(struct finding *to, const char *events_path, struct tct_error *err)
{
    const struct request *request = to->request;
    enum tct_status status = incident_rules(request->rules_path, &to->rules, err);
    if (status == TCT_OK && !request->deaf) {
        status = incident_hearing_open(&to->ground, request->hearing_path, &to->hearing, err);
        to->coverage = incident_hearing_port(to->hearing);
    }
    const struct incident_engine_options how = {
        .sector = &to->ground.sector,
        .rules = &to->rules,
        .coverage = request->deaf ? NULL : &to->coverage,
    };
    if (status == TCT_OK)
        status = incident_engine_new(&how, &to->engine, err);
    if (status == TCT_OK)
        status = take_events(to, events_path, err);
    if (status == TCT_OK && request->statements_path != NULL)
        status = take_statements(to, err);
    if (status == TCT_OK)
        status = incident_engine_settle(to->engine, err);
    if (status == TCT_OK)
        status = write_incidents(to, err);
    if (status == TCT_OK)
        status = write_file(to, request->matches_path, write_matches, err);
    if (status == TCT_OK)
        status = write_file(to, request->days_path, write_days, err);
    return status == TCT_OK ? write_file(to, request->history_path, write_history, err) : status;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {0};
    struct arguments words;
    struct tct_error err;
    struct finding finding = {.request = &request};
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count > 1)
        return command_wrong_use(self, "found '%.60s', expected one file of events",
                                 words.words[1]);
    if (ground_open(&finding.ground, self, request.sector_path, &err) != TCT_OK)
        return command_failed(self, &err);
    enum tct_status status = find_all(&finding, words.count > 0 ? words.words[0] : NULL, &err);
    if (status == TCT_OK && !request.quiet)
        (void)fprintf(stderr, "%zu events, %zu statements\n", finding.events, finding.statements);
    incident_engine_free(finding.engine);
    incident_hearing_close(finding.hearing);
    return ground_close(&finding.ground, status, &err, request.strict, EXIT_DONE);
}

const struct command command_incident_find = {
    .name = "incident find",
    .summary = "events and what people say to incidents",
    .arguments = "-s SECTOR [EVENTS]",
    .explained =
        "Groups the events of a file or of standard input, and compares what was said with them:\n"
        "incidents as JSON Lines, exact and for the mission alone.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
