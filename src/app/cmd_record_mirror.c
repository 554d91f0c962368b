/* tacet record mirror: a full copy of a log that follows it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "record_source.h"

enum { TIMEOUT_S = 60 };

struct request {
    const char *key;
    double every_s;
    bool json, quiet;
};

static const struct option_spec options[] = {
    {0, "key", "KEY", "the log's key, or a file with it; once given, the copy knows it",
     OPTION_TEXT, offsetof(struct request, key), 0, 0},
    {0, "every", "SECONDS", "go on for ever, and look so often", OPTION_NUMBER,
     offsetof(struct request, every_s), 1, 1e6},
    {0, "json", NULL, "what was done as one JSON object a look", OPTION_SWITCH,
     offsetof(struct request, json), 0, 0},
    {0, "quiet", NULL, "no progress", OPTION_SWITCH, offsetof(struct request, quiet), 0, 0},
};

/* One mirror. */
struct mirroring {
    const struct command *self;
    const struct request *request;
    const char *path, *source;
    struct tct_http_client *http;
    struct tct_folder *folder;
    struct tct_verifier log;
    bool show;
};

static void show_progress(void *user, uint64_t entries)
{
    (void)user;
    (void)fprintf(stderr, "\rcopied %" PRIu64 " entries", entries);
}

/* The key that was given, and must be the one the copy was made by. */
static enum tct_status find_key(struct mirroring *mirroring, struct tct_error *err)
{
    const struct tct_storage *storage = tct_folder_storage(mirroring->folder);
    char text[TCT_KEY_TEXT_MAX + 1], given[TCT_KEY_TEXT_MAX];
    uint8_t *known = NULL;
    size_t bytes = 0;
    enum tct_status status =
        storage->read(storage->user, TCT_LOG_KEY_PATH, TCT_KEY_TEXT_MAX, &known, &bytes, err);
    if (status != TCT_OK)
        return status;
    if (known == NULL && mirroring->request->key == NULL)
        return tct_fail(err, TCT_ERR_USE, "--key KEY is missing: the copy is a new one");
    if (known != NULL)
        status = tct_verifier_parse((const char *)known, bytes - (bytes > 0), &mirroring->log, err);
    if (status == TCT_OK && mirroring->request->key != NULL) {
        struct tct_verifier log;
        status = record_key(mirroring->request->key, &log, err);
        tct_verifier_write(&log, given);
        tct_verifier_write(&mirroring->log, text);
        if (status == TCT_OK && known != NULL && strcmp(text, given) != 0)
            status = tct_fail(err, TCT_ERR_INPUT, "%.200s: it is the copy of another log, %.100s",
                              mirroring->path, mirroring->log.name);
        mirroring->log = log;
    }
    if (status == TCT_OK && known == NULL) {
        int chars = snprintf(text, sizeof(text), "%s\n", given);
        status = storage->replace(storage->user, TCT_LOG_KEY_PATH, text, (size_t)chars, err);
    }
    free(known);
    return status;
}

static int report(const struct mirroring *mirroring, const struct tct_mirror_report *found)
{
    static const char *const names[] = {"same", "grew", "smaller", "fraud"};
    if (mirroring->request->json)
        (void)printf("{\"state\":\"%s\",\"had\":%" PRIu64 ",\"shown\":%" PRIu64 "}\n",
                     names[found->state], found->had, found->shown);
    else if (found->state == TCT_MIRROR_FRAUD)
        (void)printf("FRAUD: the log has signed what cannot be one log; the proof is in %s/fraud\n",
                     mirroring->path);
    else if (found->state == TCT_MIRROR_SMALLER)
        (void)printf("the source shows %" PRIu64 " entries, this copy has %" PRIu64
                     ": it is kept as it is\n",
                     found->shown, found->had);
    else
        (void)printf("%" PRIu64 " entries, %" PRIu64 " of them new, all verified\n", found->shown,
                     found->shown - found->had);
    return found->state == TCT_MIRROR_FRAUD || found->state == TCT_MIRROR_SMALLER ? EXIT_NO
                                                                                  : EXIT_DONE;
}

static int look(const struct mirroring *mirroring)
{
    struct tct_error err;
    struct record_source source;
    struct tct_mirror_report found;
    enum tct_status status = record_source_open(mirroring->source, mirroring->http, &source, &err);
    if (status == TCT_OK)
        status = tct_mirror_update(source.storage, tct_folder_storage(mirroring->folder),
                                   &mirroring->log, mirroring->show ? show_progress : NULL, NULL,
                                   &found, &err);
    record_source_close(&source);
    if (mirroring->show)
        (void)fputs("\r", stderr);
    int code = status == TCT_OK ? report(mirroring, &found) : record_failed(mirroring->self, &err);
    return command_finish_output(mirroring->self, code);
}

/* Looks once, or for ever; what went wrong at one look may be right at the next. */
static int look_on(const struct mirroring *mirroring)
{
    int code = look(mirroring);
    while (mirroring->request->every_s > 0) {
        struct timespec pause = {.tv_sec = (time_t)mirroring->request->every_s};
        (void)nanosleep(&pause, NULL);
        code = look(mirroring);
    }
    return code;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {0};
    struct arguments words;
    struct tct_error err;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count != 2)
        return command_wrong_use(self,
                                 "expected the folder of the copy, and a log's folder or URL");
    struct mirroring mirroring = {.self = self,
                                  .request = &request,
                                  .path = words.words[0],
                                  .source = words.words[1],
                                  .show = !request.quiet && isatty(STDERR_FILENO)};
    enum tct_status status =
        tct_folder_open(mirroring.path, TCT_MIRROR_STAGING, true, &mirroring.folder, &err);
    if (status == TCT_OK)
        status = find_key(&mirroring, &err);
    if (status == TCT_OK)
        status = tct_http_client_open(TIMEOUT_S, &mirroring.http, &err);
    code = status == TCT_OK ? look_on(&mirroring) : command_failed(self, &err);
    tct_http_client_close(mirroring.http);
    tct_folder_close(mirroring.folder);
    return code;
}

const struct command command_record_mirror = {
    .name = "record mirror",
    .summary = "copy a log, verify all of it, and follow it",
    .arguments = "DIR SOURCE",
    .explained =
        "Brings the copy in DIR up to what SOURCE shows, a folder or a URL. Whatever is copied is\n"
        "verified; heads that do not go on from what the copy has are not taken, and two heads\n"
        "that cannot be one log are kept as proof.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
