/* tacet case export: a case as a package that stands on its own, with a report to read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case_entries.h"
#include "case_reading.h"
#include "incident.h"
#include "record_package.h"
#include "tacet/face/case_report.h"

struct request {
    struct reading_request reading;
    const char *output, *store_path, *beside_path, *recordings, *languages, *passphrase_path;
    bool open;
};

static const struct option_spec options[] = {
    READING_OPTIONS,
    {'o', "output", "BAG", "the folder to make: new or empty", OPTION_TEXT,
     offsetof(struct request, output), 0, 0},
    {0, "store", "FILE", "a store of 'tacet incident derive': with what was heard and said",
     OPTION_TEXT, offsetof(struct request, store_path), 0, 0},
    {0, "beside", "DIR", "with the files that acts name by SHA-256, from here", OPTION_TEXT,
     offsetof(struct request, beside_path), 0, 0},
    {0, "recordings", "DIR", "draws waveforms and spectrograms from these, for who may see them",
     OPTION_TEXT, offsetof(struct request, recordings), 0, 0},
    {0, "languages", "LIST", "of the report: en, hy, az, ru, ar (en)", OPTION_TEXT,
     offsetof(struct request, languages), 0, 0},
    {0, "open", NULL, "with the sealed fields of its entries opened; for the mission alone",
     OPTION_SWITCH, offsetof(struct request, open), 0, 0},
    {0, "passphrase-file", "FILE", "the passphrase of the log's encrypted key, in its first line",
     OPTION_TEXT, offsetof(struct request, passphrase_path), 0, 0},
    {0, "json", NULL, "what was written as one JSON object", OPTION_SWITCH,
     offsetof(struct request, reading.json), 0, 0},
};

enum { REPORTS_MOST = 16, NAME_ROOM = 32, EVENTS_MOST = 12, ARRIVALS_MOST = 6 };

/* One package while it is made. */
struct packing {
    const struct request *request;
    struct case_reading reading;
    struct tct_case_told told;
    struct tct_store store;
    json_t *incident, *seen_incident,
        *seen;      /* as it is; as the reader sees it; the case likewise */
    json_t *events; /* as the reader sees them */
    struct tct_snippets snippets;
    char seen_by[160];
    uint64_t *indices;
    size_t index_count;
    struct tct_export_file reports[REPORTS_MOST];
    char names[REPORTS_MOST][NAME_ROOM];
    size_t report_count;
};

/* Sealed fields are opened for who sees all of them anyhow. */
static enum tct_status check_open(const struct packing *packing, struct tct_error *err)
{
    const struct incident_viewer *viewer = &packing->reading.viewer;
    int64_t opened_ns = packing->told.inquiry->acts[0]->at_ns;
    for (int field = 0; field < TCT_FIELD_COUNT && packing->request->open; field++)
        if (incident_viewer_sees(viewer, (enum tct_field)field, opened_ns) != TCT_SEEN_EXACT)
            return tct_fail(
                err, TCT_ERR_USE,
                "--open: found the role %.31s, expected one that may see all (it may not "
                "see %s)",
                viewer->viewer.role->name, tct_field_name((enum tct_field)field));
    return TCT_OK;
}

static enum tct_status keep_incident(void *user, const struct tct_row *row, struct tct_error *err)
{
    struct packing *packing = user;
    char *seen = NULL;
    enum tct_status status =
        incident_viewer_show(&packing->reading.viewer, &packing->reading.ground.sector, "incident",
                             row->from_ns, row->text, &seen, err);
    packing->incident = json_loads(row->text, 0, NULL);
    packing->seen_incident = seen == NULL ? NULL : json_loads(seen, 0, NULL);
    free(seen);
    return status;
}

static enum tct_status find_incident(struct packing *packing, struct tct_error *err)
{
    const char *id = packing->told.inquiry->acts[0]->is.open.incident;
    if (packing->request->store_path == NULL || id[0] == '\0')
        return TCT_OK;
    const struct tct_store_query query = {
        .kind = TCT_ROW_INCIDENT, .from_ns = INT64_MIN, .until_ns = INT64_MAX, .key = id};
    enum tct_status status =
        incident_store_open(packing->request->store_path, &packing->store, err);
    return status == TCT_OK ? packing->store.calls->find(packing->store.user, &query, keep_incident,
                                                         packing, err)
                            : status;
}

static enum tct_status write_report(struct packing *packing, const char *language,
                                    enum tct_report_format format, struct tct_error *err)
{
    const struct tct_case_report report = {.seen = packing->seen,
                                           .incident = packing->seen_incident,
                                           .events = packing->events,
                                           .snippets = &packing->snippets,
                                           .sector = &packing->reading.ground.sector,
                                           .seen_by = packing->seen_by,
                                           .language = language};
    struct tct_export_file *file = &packing->reports[packing->report_count];
    char *text = NULL, *name = packing->names[packing->report_count];
    enum tct_status status = tct_case_report(&report, format, &text, &file->bytes, err);
    if (status != TCT_OK)
        return status;
    (void)snprintf(name, NAME_ROOM, "case-%.8s.%s", language,
                   format == TCT_REPORT_HTML ? "html" : "pdf");
    file->path = name;
    file->content = text;
    packing->report_count++;
    return TCT_OK;
}

static enum tct_status write_reports(struct packing *packing, struct tct_error *err)
{
    char list[128], *rest = NULL;
    const char *languages = packing->request->languages;
    enum tct_status status = TCT_OK;
    (void)snprintf(list, sizeof(list), "%s", languages == NULL ? "en" : languages);
    for (char *code = strtok_r(list, ", ", &rest); code != NULL && status == TCT_OK;
         code = strtok_r(NULL, ", ", &rest)) {
        if (packing->report_count + 2 > REPORTS_MOST)
            return tct_fail(err, TCT_ERR_USE, "--languages: found more than %d", REPORTS_MOST / 2);
        status = write_report(packing, code, TCT_REPORT_HTML, err);
        if (status == TCT_OK)
            status = write_report(packing, code, TCT_REPORT_PDF, err);
    }
    return status;
}

/* Waveforms by their own rule, which is that of the moment at which they were recorded. */
static enum tct_status read_snippets(struct packing *packing, struct tct_error *err)
{
    const struct incident_viewer *viewer = &packing->reading.viewer;
    struct ground *ground = &packing->reading.ground;
    int64_t opened_ns = packing->told.inquiry->acts[0]->at_ns;
    if (packing->request->recordings == NULL)
        return TCT_OK;
    if (incident_viewer_sees(viewer, TCT_FIELD_WAVEFORM, opened_ns) != TCT_SEEN_EXACT)
        return tct_fail(err, TCT_ERR_USE,
                        "--recordings: found the role %.31s, expected one that may hear them",
                        viewer->viewer.role->name);
    return tct_snippets_read(packing->request->recordings, &ground->sector, packing->events,
                             EVENTS_MOST, ARRIVALS_MOST, &ground->arena, &ground->warnings,
                             &packing->snippets, err);
}

/* Every release is an entry, before anybody has what is released. */
static enum tct_status record_release(const struct packing *packing, struct tct_error *err)
{
    const struct incident_viewer *viewer = &packing->reading.viewer;
    const struct tct_party *parties = packing->reading.ground.sector.parties;
    const char *folder = packing->request->reading.record;
    char now[TCT_TIME_TEXT_BYTES];
    tct_time_format(viewer->now_ns, 0, now);
    json_t *object =
        json_pack("{s:s, s:s, s:s, s:s, s:b, s:b}", "kind", "release", "case", packing->told.id,
                  "role", viewer->viewer.role->name, "at", now, "opened", packing->request->open,
                  "waveforms", packing->snippets.count > 0);
    if (object != NULL && viewer->viewer.party != TCT_NO_PARTY)
        (void)json_object_set_new(object, "party", json_string(parties[viewer->viewer.party].id));
    char *text = object == NULL ? NULL : json_dumps(object, JSON_COMPACT);
    json_decref(object);
    if (text == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    enum tct_status status =
        record_append_one(folder, packing->request->passphrase_path, text, err);
    free(text);
    return status;
}

static enum tct_status choose(void *user, uint64_t size, uint64_t **ret, size_t *ret_count,
                              struct tct_error *err)
{
    struct packing *packing = user;
    (void)size;
    (void)err;
    *ret = packing->indices;
    *ret_count = packing->index_count;
    packing->indices = NULL;
    return TCT_OK;
}

/* What sensors heard tells where they stand: it goes along for who may see that. */
static bool sees_sensors(const struct packing *packing)
{
    return incident_viewer_sees(&packing->reading.viewer, TCT_FIELD_SENSOR,
                                packing->told.inquiry->acts[0]->at_ns) == TCT_SEEN_EXACT;
}

static void say_by_whom(struct packing *packing)
{
    char now[TCT_TIME_TEXT_BYTES];
    const struct tct_viewer *viewer = &packing->reading.viewer.viewer;
    const struct tct_party *parties = packing->reading.ground.sector.parties;
    tct_time_format(packing->reading.viewer.now_ns, 0, now);
    (void)snprintf(packing->seen_by, sizeof(packing->seen_by), "%s%s%.64s, %s", viewer->role->name,
                   viewer->party == TCT_NO_PARTY ? "" : " ",
                   viewer->party == TCT_NO_PARTY ? "" : parties[viewer->party].id, now);
}

static enum tct_status pack(struct packing *packing, const char *id, size_t *ret_count,
                            struct tct_error *err)
{
    const struct request *request = packing->request;
    enum tct_status status = docket_case(&packing->reading.docket, id, &packing->told, err);
    if (status == TCT_OK)
        status = check_open(packing, err);
    if (status == TCT_OK)
        status = find_incident(packing, err);
    if (status == TCT_OK)
        status = case_reading_view(&packing->reading, &packing->told, &packing->seen, err);
    if (status == TCT_OK)
        status = case_entries(&packing->reading.docket, id, &packing->store,
                              sees_sensors(packing) ? packing->incident : NULL, &packing->indices,
                              &packing->index_count, err);
    if (status == TCT_OK && packing->incident != NULL)
        status = case_events(request->reading.record, &packing->reading.viewer,
                             &packing->reading.ground.sector, packing->indices,
                             packing->index_count, &packing->events, err);
    if (status == TCT_OK)
        status = read_snippets(packing, err);
    say_by_whom(packing);
    if (status == TCT_OK)
        status = write_reports(packing, err);
    if (status == TCT_OK)
        status = record_release(packing, err);
    const struct record_package package = {.log = request->reading.record,
                                           .output = request->output,
                                           .beside_path = request->beside_path,
                                           .open = request->open,
                                           .choose = choose,
                                           .user = packing,
                                           .reports = packing->reports,
                                           .report_count = packing->report_count};
    return status == TCT_OK ? record_package_write(&package, ret_count, err) : status;
}

static void unpack(struct packing *packing)
{
    for (size_t i = 0; i < packing->report_count; i++) {
        union {
            const void *read;
            void *bytes;
        } as = {packing->reports[i].content};
        free(as.bytes);
    }
    free(packing->indices);
    json_decref(packing->seen);
    json_decref(packing->events);
    json_decref(packing->seen_incident);
    json_decref(packing->incident);
    tct_store_close(&packing->store);
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {.output = NULL};
    struct arguments words;
    struct tct_error err;
    struct packing packing = {.request = &request};
    size_t count = 0;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count != 1 || request.output == NULL)
        return command_wrong_use(self, "expected --output BAG and the id of one case");
    request.reading.only = words.words[0];
    enum tct_status status = case_reading_open(&packing.reading, self, &request.reading, &err);
    if (status == TCT_OK)
        status = pack(&packing, words.words[0], &count, &err);
    if (status == TCT_OK)
        (void)printf(request.reading.json ? "{\"entries\":%zu,\"reports\":%zu}\n"
                                          : "%zu entries, %zu reports\n",
                     count, packing.report_count);
    unpack(&packing);
    return case_reading_close(&packing.reading, status, &err, EXIT_DONE);
}

const struct command command_case_export = {
    .name = "case export",
    .summary = "a case as a package that anybody can check offline, with reports",
    .arguments = "-s SECTOR --record DIR --output BAG CASE",
    .explained =
        "Writes the entries that a case rests on, with their proofs, as a package that stands on\n"
        "its own ('tacet record verify' checks it), and reports of it as HTML and PDF, which hold\n"
        "what the role may see and nothing else. That it was released, to whom, is an entry of\n"
        "the log first.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
