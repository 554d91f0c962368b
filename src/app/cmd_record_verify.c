/* tacet record verify: a log, or the receipt of an entry; in words, what is proved and what not. */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "record.h"

struct request {
    const char *key, *receipt_path;
    bool json, quiet;
};

static const struct option_spec options[] = {
    {0, "key", "KEY", "the key that the log must be signed with, or a file with it", OPTION_TEXT,
     offsetof(struct request, key), 0, 0},
    {0, "receipt", "FILE", "whether the log kept what this receipt says", OPTION_TEXT,
     offsetof(struct request, receipt_path), 0, 0},
    {0, "json", NULL, "the answer as one JSON object", OPTION_SWITCH,
     offsetof(struct request, json), 0, 0},
    {0, "quiet", NULL, "no progress", OPTION_SWITCH, offsetof(struct request, quiet), 0, 0},
};

struct progress {
    uint64_t size;
    bool shown;
};

static void show_progress(void *user, uint64_t entries)
{
    struct progress *progress = user;
    progress->shown = true;
    (void)fprintf(stderr, "\rverified %" PRIu64 " of %" PRIu64 " entries", entries, progress->size);
}

static void print_log(const struct request *request, const struct record_log *log)
{
    const struct tct_checkpoint *head = tct_view_head(log->view);
    char root[TCT_BASE64_CHARS(TCT_HASH_BYTES) + 1];
    tct_base64_write(head->root.bytes, TCT_HASH_BYTES, root);
    if (request->json) {
        (void)printf("{\"verified\":true,\"size\":%" PRIu64 ",\"root\":\"%s\"}\n", head->size,
                     root);
        return;
    }
    (void)printf("log         %s\nentries     %" PRIu64 "\nroot        %s\n", head->origin,
                 head->size, root);
    (void)puts("proved      the log signed this root, and it is that of exactly these entries");
    (void)printf("            in this order%s\n",
                 log->own_key ? ", by the key that lies beside them in log.vkey:" : "");
    if (log->own_key)
        (void)puts("            compare it with the key that you were given, or give --key");
    (void)puts("not proved  that others were shown the same: compare with witnesses and mirrors\n"
               "            (tacet record check); when it was written; that what it says is true");
}

static int verify_log(const struct command *self, const struct request *request,
                      const struct record_log *log)
{
    struct tct_error err;
    struct progress progress = {tct_view_head(log->view)->size, false};
    bool show = !request->quiet && isatty(STDERR_FILENO);
    enum tct_status status =
        tct_view_verify(log->view, 0, show ? show_progress : NULL, &progress, &err);
    if (progress.shown)
        (void)fputs("\r\n", stderr);
    if (status != TCT_OK)
        return record_failed(self, &err);
    print_log(request, log);
    return command_finish_output(self, EXIT_DONE);
}

static const char *words_of(enum tct_receipt_state state)
{
    switch (state) {
    case TCT_RECEIPT_KEPT:
        return "kept: the entry stands where the receipt says";
    case TCT_RECEIPT_WAITING:
        return "waiting: no head covers the entry yet, and the time has not come";
    case TCT_RECEIPT_LATE:
        return "late: no head covers the entry, and the time is over; the receipt is evidence of "
               "it";
    case TCT_RECEIPT_BROKEN:
        return "broken: another entry stands there; receipt and head prove it together";
    }
    return NULL;
}

static int verify_receipt(const struct command *self, const struct request *request,
                          const struct record_log *log)
{
    struct tct_error err;
    struct tct_receipt receipt;
    enum tct_receipt_state state = TCT_RECEIPT_WAITING;
    char *note = NULL;
    size_t bytes = 0;
    enum tct_status status =
        record_read_file(request->receipt_path, TCT_RECEIPT_MAX, &note, &bytes, &err);
    if (status != TCT_OK)
        return command_failed(self, &err);
    status = tct_receipt_open(note, bytes, &log->verifier, &receipt, &err);
    free(note);
    if (status == TCT_OK)
        status = tct_receipt_judge(&receipt, log->view, (uint64_t)time(NULL), &state, &err);
    if (status != TCT_OK)
        return record_failed(self, &err);
    static const char *const names[] = {"kept", "waiting", "late", "broken"};
    if (request->json)
        (void)printf("{\"index\":%" PRIu64 ",\"receipt\":\"%s\"}\n", receipt.index, names[state]);
    else
        (void)printf("entry %" PRIu64 " %s\n", receipt.index, words_of(state));
    bool good = state == TCT_RECEIPT_KEPT || state == TCT_RECEIPT_WAITING;
    return command_finish_output(self, good ? EXIT_DONE : EXIT_NO);
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {0};
    struct arguments words;
    struct tct_error err;
    struct record_log log;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count != 1)
        return command_wrong_use(self, "expected the folder of a log");
    if (access(words.words[0], F_OK) != 0) {
        (void)tct_fail_read(&err, words.words[0], "a log");
        return command_failed(self, &err);
    }
    if (record_open(words.words[0], request.key, &log, &err) != TCT_OK)
        return record_failed(self, &err);
    code = request.receipt_path != NULL ? verify_receipt(self, &request, &log)
                                        : verify_log(self, &request, &log);
    record_close(&log);
    return code;
}

const struct command command_record_verify = {
    .name = "record verify",
    .summary = "check a log, a proof, a package; says what is proved and what not",
    .arguments = "DIR",
    .explained =
        "Reads everything and hashes it again, with nobody's help. Ends with 0 when all is as it\n"
        "must be, with 1 and the name of what is not when something was altered.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
