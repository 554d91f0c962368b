/* tacet report add: statements, checked, signed by their author, into the log. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "record_intake.h"
#include "report.h"

struct request {
    const char *sector_path, *record, *passphrase_path, *key_path, *key_passphrase_path;
    bool json, strict;
};

static const struct option_spec options[] = {
    {'s', "sector", "SECTOR", "the sector: its folder or its sector.yaml", OPTION_TEXT,
     offsetof(struct request, sector_path), 0, 0},
    {0, "record", "DIR", "the log", OPTION_TEXT, offsetof(struct request, record), 0, 0},
    {0, "key", "FILE", "the author's private key", OPTION_TEXT, offsetof(struct request, key_path),
     0, 0},
    {0, "key-passphrase-file", "FILE", "its passphrase, in the first line", OPTION_TEXT,
     offsetof(struct request, key_passphrase_path), 0, 0},
    {0, "passphrase-file", "FILE", "the passphrase of the log's encrypted key, in its first line",
     OPTION_TEXT, offsetof(struct request, passphrase_path), 0, 0},
    {0, "json", NULL, "ids and indices as JSON objects", OPTION_SWITCH,
     offsetof(struct request, json), 0, 0},
    {0, "strict", NULL, "end with 2 if anything was refused", OPTION_SWITCH,
     offsetof(struct request, strict), 0, 0},
};

struct adding {
    const struct request *request;
    struct ground ground;
    struct tct_signer author, signer;
    struct tct_log *log;
    size_t added;
};

/* What tells where people stand, or names them, is sealed: both sides have copies of the log. */
static const char *const SEALED[] = {"place",      "observer", "bearing", "bearing_deg",
                                     "distance_m", "text",     "reason",  "damage"};

/* When it came is the author's word, too, and must be in what he signs. */
static enum tct_status complete(const char *text, size_t bytes, int64_t now_ns, char **ret_text,
                                struct tct_error *err)
{
    char now[TCT_TIME_TEXT_BYTES];
    json_t *object = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, NULL);
    const char *kind = json_string_value(json_object_get(object, "kind"));
    const char *when = kind != NULL && strcmp(kind, "activity") == 0 ? "notified" : "received";
    tct_time_format(now_ns, 0, now);
    *ret_text = NULL;
    if (kind != NULL && strcmp(kind, "withdrawal") != 0 && json_object_get(object, when) == NULL)
        (void)json_object_set_new(object, when, json_string(now));
    if (object != NULL)
        *ret_text = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(17));
    json_decref(object);
    return *ret_text != NULL ? TCT_OK
                             : tct_fail(err, TCT_ERR_INPUT, "found no JSON object, expected one");
}

/* "/statement/place,/statement/text": of what is there. */
static void pointers_of(const char *text, char *ret_pointers, size_t room)
{
    json_t *object = json_loads(text, 0, NULL);
    size_t used = 0;
    ret_pointers[0] = '\0';
    for (size_t i = 0; i < TCT_COUNT(SEALED); i++)
        if (json_object_get(object, SEALED[i]) != NULL)
            used += (size_t)snprintf(ret_pointers + used, room - used, "%s/statement/%s",
                                     used > 0 ? "," : "", SEALED[i]);
    json_decref(object);
}

static enum tct_status append(struct adding *to, const char *text, uint64_t *ret_index,
                              struct tct_error *err)
{
    char *entry = NULL, pointers[512];
    size_t bytes = 0;
    struct record_intake *intake = NULL;
    const struct tct_entry *prepared = NULL;
    pointers_of(text, pointers, sizeof(pointers));
    const struct record_intake_options how = {.folder = to->request->record,
                                              .seal = pointers[0] == '\0' ? NULL : pointers};
    enum tct_status status =
        tct_statement_sign(text, strlen(text), &to->author, &entry, &bytes, err);
    if (status == TCT_OK)
        status = record_intake_open(&how, to->log, &intake, err);
    if (status == TCT_OK)
        status =
            record_intake_prepare(intake, &(struct tct_entry){entry, bytes}, 1, &prepared, err);
    if (status == TCT_OK)
        status = tct_log_append(to->log, prepared, 1, ret_index, err);
    if (status == TCT_OK)
        status = record_intake_done(intake, err);
    record_intake_close(intake);
    free(entry);
    return status;
}

static enum tct_status add(void *user, const char *name, size_t line, char *text, size_t bytes,
                           struct tct_error *err)
{
    struct adding *to = user;
    struct tct_said said;
    struct tct_error why;
    char *whole = NULL;
    uint64_t index = 0;
    int64_t now_ns = (int64_t)time(NULL) * TCT_NS_PER_S;
    enum tct_status status = bytes > TCT_STATEMENT_BYTES
                                 ? tct_fail(&why, TCT_ERR_LIMIT,
                                            "found %zu bytes, expected at "
                                            "most %d",
                                            bytes, (int)TCT_STATEMENT_BYTES)
                                 : complete(text, bytes, now_ns, &whole, &why);
    if (status == TCT_OK)
        status = tct_statement_read(&to->ground.sector, whole, strlen(whole), now_ns, &said, &why);
    if (status == TCT_ERR_INPUT || status == TCT_ERR_LIMIT) {
        report_refused(&to->ground, name, line, &why);
        free(whole);
        return TCT_OK;
    }
    status =
        status == TCT_OK ? append(to, whole, &index, err) : tct_fail(err, status, "%s", why.text);
    free(whole);
    if (status != TCT_OK)
        return status;
    to->added++;
    (void)printf(to->request->json ? "{\"id\":\"%s\",\"index\":%llu}\n" : "%s %llu\n", said.id,
                 (unsigned long long)index);
    return fflush(stdout) == 0 ? TCT_OK : tct_fail(err, TCT_ERR_IO, "writing failed");
}

static enum tct_status open_all(struct adding *to, struct tct_error *err)
{
    const struct request *request = to->request;
    enum tct_status status =
        record_key_file(request->key_path, request->key_passphrase_path, &to->author, err);
    if (status == TCT_OK)
        status = record_signer(request->record, request->passphrase_path, &to->signer, err);
    if (status == TCT_OK)
        status =
            tct_log_open(&(struct tct_log_options){.path = request->record, .signer = &to->signer},
                         &to->log, err);
    return status;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {0};
    struct arguments words;
    struct tct_error err;
    struct adding adding = {.request = &request};
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (request.record == NULL || request.key_path == NULL)
        return command_wrong_use(self, "expected --record DIR and --key FILE");
    if (ground_open(&adding.ground, self, request.sector_path, &err) != TCT_OK)
        return command_failed(self, &err);
    enum tct_status status = open_all(&adding, &err);
    for (int i = 0; status == TCT_OK && (i < words.count || i == 0); i++)
        status = report_lines(words.count > 0 ? words.words[i] : NULL, add, &adding, &err);
    if (adding.log != NULL && adding.added > 0) {
        struct tct_error why;
        enum tct_status published = tct_log_publish(adding.log, &why);
        if (status == TCT_OK && published != TCT_OK)
            status = tct_fail(&err, published, "%s", why.text);
    }
    tct_log_close(adding.log);
    tct_signer_wipe(&adding.author);
    tct_signer_wipe(&adding.signer);
    return ground_close(&adding.ground, status, &err, request.strict, EXIT_DONE);
}

const struct command command_report_add = {
    .name = "report add",
    .summary = "statements into the log, signed by their author",
    .arguments = "-s SECTOR --record DIR --key FILE [FILE...]",
    .explained =
        "Checks statements, one a line, signs each with its author's key and appends it to the\n"
        "log; places, observers and texts are sealed in it. Prints the id and the index of each\n"
        "once it will survive a crash. What is refused is told with its reason and left out\n"
        "whole.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
