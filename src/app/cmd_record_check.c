/* tacet record check: whether all who show a log show the same one. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "record_source.h"
#include "tacet/face/witness_client.h"

enum { TIMEOUT_S = 20, HEADS_MAX = 256, LOOKS = 3 };

struct request {
    const char *key, *policy_path, *evidence;
    double every_s;
    bool json;
};

static const struct option_spec options[] = {
    {0, "key", "KEY", "the log's key, or a file with it", OPTION_TEXT,
     offsetof(struct request, key), 0, 0},
    {0, "policy", "FILE", "the logs, and the witnesses to ask; those with a URL are asked",
     OPTION_TEXT, offsetof(struct request, policy_path), 0, 0},
    {0, "evidence", "DIR", "where proofs of fraud go, into its folder fraud (.)", OPTION_TEXT,
     offsetof(struct request, evidence), 0, 0},
    {0, "every", "SECONDS", "go on for ever, and look so often", OPTION_NUMBER,
     offsetof(struct request, every_s), 1, 1e6},
    {0, "json", NULL, "what was found as one JSON object a look", OPTION_SWITCH,
     offsetof(struct request, json), 0, 0},
};

/* A head that somebody shows. */
struct shown {
    const char *by;
    size_t log; /* of the policy */
    char *note;
    size_t bytes;
    uint64_t size;
    struct tct_view *view; /* the log at it; NULL when only the head is shown */
    struct record_source source;
};

/* One look at everybody. */
struct look {
    const struct command *self;
    const struct request *request;
    const struct tct_policy *trust;
    struct tct_http_client *http;
    const struct arguments *sources;
    struct shown heads[HEADS_MAX];
    size_t count;
    size_t silent, fraud, ahead, provisional; /* how many */
};

static void say_silent(struct look *look, const char *who, const struct tct_error *err)
{
    look->silent++;
    (void)fprintf(stderr, "tacet %s: %s: %s\n", look->self->name, who, err->text);
}

/* A copy of a note that is signed by a log of the policy becomes a head of the look. */
static enum tct_status add_head(struct look *look, const char *by, const char *note, size_t bytes,
                                struct shown **ret, struct tct_error *err)
{
    struct tct_note parsed;
    struct tct_policy_judgement found;
    if (look->count == HEADS_MAX)
        return tct_fail(err, TCT_ERR_LIMIT, "more than %d heads", HEADS_MAX);
    enum tct_status status = tct_policy_judge(look->trust, note, bytes, &parsed, &found, err);
    if (status != TCT_OK)
        return status;
    struct shown *head = &look->heads[look->count];
    *head = (struct shown){.by = by, .log = found.log, .bytes = bytes, .size = found.head.size};
    head->note = malloc(bytes + 1);
    if (head->note == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    memcpy(head->note, note, bytes);
    head->note[bytes] = '\0';
    look->count++;
    *ret = head;
    return TCT_OK;
}

/* The head and the tiles of a log or a mirror; the note is that of the view. */
static enum tct_status open_log(struct look *look, struct record_source *source,
                                struct tct_error *err)
{
    uint8_t *note = NULL;
    size_t bytes = 0;
    struct tct_note parsed;
    struct tct_policy_judgement found;
    struct tct_view *view = NULL;
    struct shown *head = NULL;
    const struct tct_storage *storage = source->storage;
    enum tct_status status =
        storage->read(storage->user, TCT_CHECKPOINT_PATH, TCT_NOTE_MAX, &note, &bytes, err);
    if (status == TCT_OK && note == NULL)
        status = tct_fail(err, TCT_ERR_INPUT, "there is no checkpoint");
    if (status == TCT_OK)
        status = tct_policy_judge(look->trust, (const char *)note, bytes, &parsed, &found, err);
    free(note);
    if (status == TCT_OK)
        status = tct_view_open(storage, &look->trust->logs[found.log].verifier, &view, err);
    if (status != TCT_OK)
        return status;
    const char *text = tct_view_note(view, &bytes);
    status = add_head(look, source->name, text, bytes, &head, err);
    if (status != TCT_OK) {
        tct_view_close(view);
        return status;
    }
    head->view = view;
    head->source = *source;
    return TCT_OK;
}

static void ask_source(struct look *look, const char *name)
{
    struct tct_error err;
    struct record_source source;
    enum tct_status status = record_source_open(name, look->http, &source, &err);
    if (status == TCT_OK)
        status = open_log(look, &source, &err);
    if (status == TCT_OK)
        return;
    record_source_close(&source);
    say_silent(look, name, &err);
}

static void ask_witness(struct look *look, const struct tct_policy_party *witness,
                        const char *origin)
{
    struct tct_error err;
    struct shown *head = NULL;
    char *note = NULL;
    size_t bytes = 0;
    enum tct_status status =
        tct_witness_client_head(look->http, witness->url, origin, &note, &bytes, &err);
    if (status == TCT_OK && note != NULL)
        status = add_head(look, witness->name, note, bytes, &head, &err);
    free(note);
    if (status != TCT_OK)
        say_silent(look, witness->name, &err);
}

static void ask_all(struct look *look)
{
    const struct tct_policy *trust = look->trust;
    for (int i = 0; i < look->sources->count; i++)
        ask_source(look, look->sources->words[i]);
    for (size_t i = 0; i < trust->log_count; i++) {
        if (trust->logs[i].url[0] != '\0')
            ask_source(look, trust->logs[i].url);
        for (size_t j = 0; j < trust->witness_count; j++)
            if (trust->witnesses[j].url[0] != '\0')
                ask_witness(look, &trust->witnesses[j], trust->logs[i].name);
    }
}

static void keep_proof(struct look *look, const struct tct_fraud *fraud)
{
    struct tct_error err;
    struct tct_folder *folder = NULL;
    const char *path = look->request->evidence == NULL ? "." : look->request->evidence;
    enum tct_status status = tct_folder_open(path, "fraud", true, &folder, &err);
    if (status == TCT_OK)
        status = tct_fraud_keep(fraud, tct_folder_storage(folder), "fraud", &err);
    tct_folder_close(folder);
    if (status != TCT_OK)
        (void)fprintf(stderr, "tacet %s: the proof could not be kept: %s\n", look->self->name,
                      err.text);
}

static void compare(struct look *look, const struct shown *a, const struct shown *b)
{
    struct tct_error err;
    struct tct_fraud fraud;
    enum tct_heads_state state = TCT_HEADS_UNKNOWN;
    const struct shown *larger = a->size >= b->size ? a : b;
    enum tct_status status =
        tct_heads_compare(a->note, a->bytes, b->note, b->bytes, &look->trust->logs[a->log].verifier,
                          larger->view, &state, &fraud, &err);
    if (status != TCT_OK) {
        say_silent(look, larger->by, &err);
    } else if (state == TCT_HEADS_FRAUD) {
        look->fraud++;
        keep_proof(look, &fraud);
        if (!look->request->json)
            (void)printf("FRAUD       %s and %s were shown two logs under one name: %" PRIu64
                         " and %" PRIu64 " entries, both signed by %s\n",
                         a->by, b->by, a->size, b->size, look->trust->logs[a->log].name);
    }
}

static void compare_all(struct look *look)
{
    for (size_t i = 0; i < look->count; i++)
        for (size_t j = i + 1; j < look->count; j++)
            if (look->heads[i].log == look->heads[j].log)
                compare(look, &look->heads[i], &look->heads[j]);
}

/* The largest head of a log that comes with the log itself. */
static const struct shown *largest(const struct look *look, size_t log)
{
    const struct shown *best = NULL;
    for (size_t i = 0; i < look->count; i++)
        if (look->heads[i].log == log && look->heads[i].view != NULL &&
            (best == NULL || look->heads[i].size > best->size))
            best = &look->heads[i];
    return best;
}

/* What was signed and seen, but is shown by nobody. */
static void count_ahead(struct look *look)
{
    look->ahead = 0;
    for (size_t i = 0; i < look->count; i++) {
        const struct shown *best = largest(look, look->heads[i].log);
        look->ahead += best == NULL || look->heads[i].size > best->size;
    }
}

static void print_log(struct look *look, size_t log)
{
    const struct shown *best = largest(look, log);
    struct tct_note parsed;
    struct tct_policy_judgement found = {.quorum = false};
    for (size_t i = 0; i < look->count; i++) {
        const struct shown *head = &look->heads[i];
        if (head->log != log || look->request->json)
            continue;
        bool missing = best == NULL || head->size > best->size;
        (void)printf("%-12s%" PRIu64 " entries, by %s\n", missing ? "NOT SHOWN" : "head",
                     head->size, head->by);
    }
    if (best == NULL ||
        tct_policy_judge(look->trust, best->note, best->bytes, &parsed, &found, NULL) != TCT_OK)
        return;
    look->provisional += !found.quorum;
    if (!look->request->json)
        record_print_witnesses(look->trust, &found);
}

static int conclude(struct look *look)
{
    for (size_t i = 0; i < look->trust->log_count; i++)
        print_log(look, i);
    if (look->request->json)
        (void)printf("{\"heads\":%zu,\"fraud\":%zu,\"not_shown\":%zu,\"provisional\":%zu,"
                     "\"unreachable\":%zu}\n",
                     look->count, look->fraud, look->ahead, look->provisional, look->silent);
    else if (look->fraud == 0 && look->ahead == 0 && look->count > 1)
        (void)printf("agree       all %zu heads are of one log each\n", look->count);
    if (look->fraud > 0 || look->ahead > 0 || look->provisional > 0)
        return EXIT_NO;
    return look->silent > 0 || look->count == 0 ? EXIT_OUTSIDE : EXIT_DONE;
}

static void forget(struct look *look)
{
    for (size_t i = 0; i < look->count; i++) {
        free(look->heads[i].note);
        tct_view_close(look->heads[i].view);
        record_source_close(&look->heads[i].source);
    }
    look->count = look->silent = look->fraud = look->ahead = look->provisional = 0;
}

static void pause_s(double seconds)
{
    struct timespec pause = {.tv_sec = (time_t)seconds};
    (void)nanosleep(&pause, NULL);
}

/* A witness is asked before a head is published, and may be ahead for a moment. */
static int look_once(struct look *look)
{
    for (int i = 0; i < LOOKS; i++) {
        if (i > 0)
            pause_s(1);
        forget(look);
        ask_all(look);
        count_ahead(look);
        if (look->ahead == 0)
            break;
    }
    compare_all(look);
    int code = conclude(look);
    forget(look);
    return command_finish_output(look->self, code);
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {0};
    struct arguments words;
    struct tct_error err;
    struct tct_policy *trust = NULL;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    struct look *look = calloc(1, sizeof(*look));
    enum tct_status status =
        look == NULL ? tct_fail(&err, TCT_ERR_MEMORY, "out of memory")
                     : record_trust(request.key, request.policy_path, NULL, &trust, &err);
    if (status == TCT_OK) {
        *look = (struct look){.self = self, .request = &request, .trust = trust, .sources = &words};
        status = tct_http_client_open(TIMEOUT_S, &look->http, &err);
    }
    if (status == TCT_OK) {
        code = look_once(look);
        while (request.every_s > 0) {
            pause_s(request.every_s);
            code = look_once(look);
        }
    } else {
        code = command_failed(self, &err);
    }
    if (look != NULL)
        tct_http_client_close(look->http);
    free(look);
    free(trust);
    return code;
}

const struct command command_record_check = {
    .name = "record check",
    .summary = "compare what logs, mirrors and witnesses show",
    .arguments = "SOURCE... --key KEY | --policy FILE",
    .explained = "Asks every SOURCE, a folder or URL of a log or mirror, and the witnesses of the "
                 "policy for\n"
                 "their heads, and compares them. Ends with 1, and a proof in a file, when the log "
                 "has shown\n"
                 "two faces; with 1 also when somebody has seen what nobody shows.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
