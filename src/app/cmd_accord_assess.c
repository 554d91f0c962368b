/* tacet accord assess: for each clause, side and day whether it was kept. */
#include <stdio.h>
#include <string.h>

#include "accord.h"
#include "accord_verdicts.h"
#include "incident.h"

struct request {
    const char *sector_path, *agreement_path, *events_path, *statements_path, *inspections_path;
    const char *authors_path, *from, *to;
    struct accord_hearing_request hearing;
    bool draft, json, strict;
};

#define TEXT(name, argument, help, member)                                                         \
    {                                                                                              \
        0, name, argument, help, OPTION_TEXT, offsetof(struct request, member), 0, 0               \
    }

static const struct option_spec options[] = {
    {'s', "sector", "SECTOR", "the sector: its folder or its sector.yaml", OPTION_TEXT,
     offsetof(struct request, sector_path), 0, 0},
    TEXT("agreement", "FILE", "the agreement, with its amendments beside it", agreement_path),
    TEXT("authors", "FILE", "whose signatures count: entries of authors, one a line", authors_path),
    {0, "draft", NULL, "as if both parties had signed all of it", OPTION_SWITCH,
     offsetof(struct request, draft), 0, 0},
    TEXT("events", "FILE", "located events, one a line", events_path),
    TEXT("statements", "FILE", "what was said: notified activities count", statements_path),
    TEXT("inspections", "FILE", "what was looked at, and seen or not, one a line",
         inspections_path),
    TEXT("coverage", "FILE", "a table of what would have been heard", hearing.coverage_path),
    TEXT("hearing", "FILE", "noise of stations and when they were up, as for tacet plan",
         hearing.hearing_path),
    {0, "deaf", NULL, "nothing is known of what could be heard", OPTION_SWITCH,
     offsetof(struct request, hearing.deaf), 0, 0},
    TEXT("from", "DAY", "the first day, as 2027-01-15", from),
    TEXT("to", "DAY", "the last day", to),
    {0, "json", NULL, "verdicts as JSON objects, one a line", OPTION_SWITCH,
     offsetof(struct request, json), 0, 0},
    {0, "strict", NULL, "end with 2 if anything was skipped", OPTION_SWITCH,
     offsetof(struct request, strict), 0, 0},
};

struct assessing {
    const struct request *request;
    struct ground ground;
    struct tct_agreement agreement;
    struct tct_clause *clauses;
    size_t clause_count;
    struct accord_evidence evidence;
    struct accord_hearing *hearing;
    struct tct_accord *book;
    int64_t from_ns;
    size_t days;
};

static enum tct_status take_days(struct assessing *to, struct tct_error *err)
{
    const struct request *request = to->request;
    int64_t last_ns = 0;
    enum tct_status status = incident_day_of(request->from, &to->from_ns, err);
    if (status == TCT_OK)
        status = incident_day_of(request->to, &last_ns, err);
    if (status != TCT_OK)
        return status;
    double days = tct_time_between_s(to->from_ns, last_ns) / 86400.0 + 1.0;
    if (!(days >= 1.0 && days <= TCT_ACCORD_DAYS))
        return tct_fail(err, TCT_ERR_USE,
                        "--to: found %.60s, expected a day from --from on, at most %d of them",
                        request->to, (int)TCT_ACCORD_DAYS);
    to->days = (size_t)days;
    to->from_ns -= to->agreement.utc_offset_s * TCT_NS_PER_S;
    return TCT_OK;
}

static enum tct_status take_agreement(struct assessing *to, struct tct_error *err)
{
    const struct request *request = to->request;
    struct ground *ground = &to->ground;
    size_t signed_count = 0;
    enum tct_status status =
        tct_agreement_load(request->agreement_path, &ground->sector, &ground->arena,
                           &ground->warnings, &to->agreement, err);
    if (status == TCT_OK && request->draft)
        signed_count = to->agreement.version_count;
    else if (status == TCT_OK)
        status = accord_signed(ground, &to->agreement, request->authors_path, &signed_count, err);
    if (status == TCT_OK && signed_count == 0)
        return tct_fail(err, TCT_ERR_INPUT, "%.200s: no version is signed by both parties",
                        request->agreement_path);
    return status == TCT_OK ? tct_agreement_in_force(&to->agreement, signed_count, &ground->arena,
                                                     &to->clauses, &to->clause_count, err)
                            : status;
}

static enum tct_status take_evidence(struct assessing *to, struct tct_error *err)
{
    const struct request *request = to->request;
    enum tct_status status = accord_events(&to->ground, request->events_path, &to->evidence, err);
    if (status == TCT_OK)
        status = accord_statements(&to->ground, request->statements_path, &to->evidence, err);
    if (status == TCT_OK)
        status = accord_inspections(&to->ground, request->inspections_path, &to->evidence, err);
    if (status == TCT_OK)
        status = accord_hearing_open(&to->ground, &request->hearing, to->from_ns,
                                     to->from_ns + (int64_t)to->days * 86400 * TCT_NS_PER_S,
                                     &to->hearing, err);
    return status;
}

static enum tct_status fill_book(struct assessing *to, struct tct_error *err)
{
    const struct accord_evidence *e = &to->evidence;
    struct tct_accord_setup setup = {
        .commitments = accord_commitments(&to->ground.arena, to->clauses, to->clause_count),
        .commitment_count = to->clause_count,
        .line = to->ground.sector.network.line,
        .line_count = to->ground.sector.network.line_count,
        .from_ns = to->from_ns,
        .days = to->days,
        .activities = e->activities,
        .activity_count = e->activity_count,
        .inspections = e->inspections,
        .inspection_count = e->inspection_count,
        .hearing = accord_hearing_of(to->hearing),
        .decided_p = TCT_ACCORD_DECIDED_P,
        .notice_p = TCT_ACCORD_NOTICE_P};
    accord_ground(&to->ground.sector, to->clauses, to->clause_count, setup.ground);
    if (setup.commitments == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    enum tct_status status = tct_accord_open(&setup, &to->book, err);
    for (uint32_t i = 0; status == TCT_OK && i < e->event_count; i++)
        status = tct_accord_take(to->book, i, &e->sightings[i], err);
    if (status == TCT_OK)
        tct_accord_learn(to->book);
    return status;
}

static enum tct_status assess(struct assessing *to, struct tct_error *err)
{
    enum tct_status status = take_agreement(to, err);
    if (status == TCT_OK)
        status = take_days(to, err);
    if (status == TCT_OK)
        status = take_evidence(to, err);
    if (status == TCT_OK)
        status = fill_book(to, err);
    if (status != TCT_OK)
        return status;
    const struct accord_verdicts verdicts = {&to->ground,      &to->agreement, to->clauses,
                                             to->clause_count, &to->evidence,  to->book,
                                             to->from_ns,      to->days};
    return to->request->json ? accord_verdicts_json(&verdicts, err)
                             : accord_verdicts_print(&verdicts, err);
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {0};
    struct arguments words;
    struct tct_error err;
    struct assessing assessing = {.request = &request};
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count > 0 || request.agreement_path == NULL || request.events_path == NULL ||
        request.from == NULL || request.to == NULL)
        return command_wrong_use(self, "expected --agreement FILE, --events FILE, --from DAY and "
                                       "--to DAY, and options alone");
    if (ground_open(&assessing.ground, self, request.sector_path, &err) != TCT_OK)
        return command_failed(self, &err);
    enum tct_status status = assess(&assessing, &err);
    tct_accord_close(assessing.book);
    accord_hearing_close(assessing.hearing);
    return ground_close(&assessing.ground, status, &err, request.strict, EXIT_DONE);
}

const struct command command_accord_assess = {
    .name = "accord assess",
    .summary = "for each clause, side and day: was it kept",
    .arguments = "-s SECTOR --agreement FILE --events FILE --from DAY --to DAY",
    .explained =
        "Says of each clause that both parties signed, for each side and day, whether it was\n"
        "kept, broken, undetermined or without data, how sure that is, what it rests on, and\n"
        "what would have decided it. Nothing is called kept where a breach would not have been\n"
        "noticed.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
