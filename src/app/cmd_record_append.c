/* tacet record append: entries into a log; each index is printed once the entry is durable. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "record_intake.h"
#include "tacet/face/witness_client.h"

enum {
    CHUNK_BYTES = 1 << 20, /* read and made durable at once */
    BATCH_ENTRIES = 16384,
    WITNESS_TIMEOUT_S = 5,
};

/* Heads follow one another so fast while entries come, and one is published at the end. */
static const double HEAD_EVERY_S = 1.0;

struct request {
    const char *passphrase_path, *receipts_path, *policy_path, *seal, *source;
    double deadline_s, next_s;
    bool lines, json;
};

static const struct option_spec options[] = {
    {0, "lines", NULL, "every line is an entry, without its newline; else a file is one",
     OPTION_SWITCH, offsetof(struct request, lines), 0, 0},
    {0, "receipts", "FOLDER", "write a signed receipt of every entry into this folder", OPTION_TEXT,
     offsetof(struct request, receipts_path), 0, 0},
    {0, "deadline", "SECONDS", "in which receipts say that a head will cover the entry (3600)",
     OPTION_NUMBER, offsetof(struct request, deadline_s), 1, 1e7},
    {0, "seal", "POINTERS", "entries are JSON objects: seal these fields, as /x_m,/reporter/name",
     OPTION_TEXT, offsetof(struct request, seal), 0, 0},
    {0, "source", "NAME", "entries are JSON: number them as the submissions of this source",
     OPTION_TEXT, offsetof(struct request, source), 0, 0},
    {0, "next", "SECONDS", "in which the source promises its next submission, if only a heartbeat",
     OPTION_NUMBER, offsetof(struct request, next_s), 1, 1e7},
    {0, "policy", "FILE", "ask the witnesses of this policy to cosign every head", OPTION_TEXT,
     offsetof(struct request, policy_path), 0, 0},
    {0, "passphrase-file", "FILE", "the passphrase of an encrypted key, in its first line",
     OPTION_TEXT, offsetof(struct request, passphrase_path), 0, 0},
    {0, "json", NULL, "every index as a JSON object", OPTION_SWITCH, offsetof(struct request, json),
     0, 0},
};

struct appending {
    const struct request *request;
    struct tct_signer signer;
    struct tct_log *log;
    struct tct_folder *receipts;
    struct record_intake *intake; /* NULL: entries are appended as they are */
    struct tct_policy *policy;
    struct tct_http_client *http;
    struct tct_witness_client witnesses;
    double published_s; /* when, by a clock that only runs forward */
};

static double now_s(clockid_t clock)
{
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static enum tct_status write_receipt(const struct appending *to, const struct tct_entry *entry,
                                     uint64_t index, uint64_t time_s, struct tct_error *err)
{
    char note[TCT_RECEIPT_MAX], name[48];
    size_t bytes = 0;
    struct tct_receipt receipt = {
        .index = index, .time_s = time_s, .include_s = time_s + (uint64_t)to->request->deadline_s};
    const char *origin = to->signer.verifier.name;
    memcpy(receipt.origin, origin, strlen(origin) + 1);
    tct_hash_leaf(entry->bytes, entry->count, &receipt.leaf);
    (void)snprintf(name, sizeof(name), "%" PRIu64 ".receipt", index);
    enum tct_status status = tct_receipt_write(&receipt, &to->signer, note, &bytes, err);
    const struct tct_storage *storage = tct_folder_storage(to->receipts);
    return status == TCT_OK ? storage->add(storage->user, name, note, bytes, err) : status;
}

static enum tct_status write_receipts(const struct appending *to, const struct tct_entry *entries,
                                      size_t count, uint64_t first, struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    uint64_t time_s = (uint64_t)now_s(CLOCK_REALTIME);
    for (size_t i = 0; i < count && status == TCT_OK; i++)
        status = write_receipt(to, &entries[i], first + i, time_s, err);
    const struct tct_storage *storage = tct_folder_storage(to->receipts);
    return status == TCT_OK ? storage->sync(storage->user, err) : status;
}

/* Answers the indices once the entries are durable. */
static enum tct_status append_as_they_are(struct appending *to, const struct tct_entry *entries,
                                          size_t count, struct tct_error *err)
{
    uint64_t first = 0;
    if (count == 0)
        return TCT_OK;
    enum tct_status status = tct_log_append(to->log, entries, count, &first, err);
    if (status == TCT_OK && to->receipts != NULL)
        status = write_receipts(to, entries, count, first, err);
    if (status != TCT_OK)
        return status;
    for (size_t i = 0; i < count; i++)
        (void)printf(to->request->json ? "{\"index\":%" PRIu64 "}\n" : "%" PRIu64 "\n", first + i);
    if (fflush(stdout) != 0)
        return tct_fail(err, TCT_ERR_IO, "writing to standard output failed: %s", strerror(errno));
    if (now_s(CLOCK_MONOTONIC) - to->published_s < HEAD_EVERY_S)
        return TCT_OK;
    status = tct_log_publish(to->log, err);
    to->published_s = now_s(CLOCK_MONOTONIC);
    return status;
}

/* Numbered and sealed first, where that is asked for. */
static enum tct_status append(struct appending *to, const struct tct_entry *entries, size_t count,
                              struct tct_error *err)
{
    if (to->intake == NULL || count == 0)
        return append_as_they_are(to, entries, count, err);
    const struct tct_entry *prepared = NULL;
    enum tct_status status = record_intake_prepare(to->intake, entries, count, &prepared, err);
    if (status == TCT_OK)
        status = append_as_they_are(to, prepared, count, err);
    return status == TCT_OK ? record_intake_done(to->intake, err) : status;
}

/* Lines as they come: what one read brought is made durable at once. */
struct line_reader {
    const char *name; /* of the file, for messages */
    char *room;       /* CHUNK_BYTES */
    size_t used;
    uint64_t line;
    struct tct_entry *entries; /* BATCH_ENTRIES */
};

static enum tct_status check_line(const struct line_reader *reader, size_t bytes,
                                  struct tct_error *err)
{
    char found[48];
    if (bytes > 0 && bytes <= TCT_ENTRY_MAX)
        return TCT_OK;
    (void)snprintf(found, sizeof(found), bytes == 0 ? "nothing" : "more than %d bytes",
                   TCT_ENTRY_MAX);
    return tct_fail_at(err, bytes == 0 ? TCT_ERR_INPUT : TCT_ERR_LIMIT, reader->name, reader->line,
                       found, "an entry of 1 to 65535 bytes (log the digest of what is larger)");
}

/* Appends the whole lines that are there, and at the end the last one without a newline too. Good
 * lines before a bad one are appended. */
static enum tct_status take_lines(struct line_reader *reader, struct appending *to, bool at_end,
                                  struct tct_error *err)
{
    size_t at = 0, count = 0;
    enum tct_status bad = TCT_OK;
    struct tct_error why;
    while (bad == TCT_OK && at < reader->used) {
        char *line = reader->room + at;
        char *newline = memchr(line, '\n', reader->used - at);
        size_t bytes = newline != NULL ? (size_t)(newline - line) : reader->used - at;
        if (newline == NULL && !at_end && bytes <= TCT_ENTRY_MAX)
            break;
        reader->line++;
        bad = check_line(reader, bytes, &why);
        if (bad != TCT_OK)
            break;
        reader->entries[count++] = (struct tct_entry){line, bytes};
        at += bytes + (newline != NULL ? 1 : 0);
        if (count == BATCH_ENTRIES) {
            bad = append(to, reader->entries, count, &why);
            count = 0;
        }
    }
    if (count > 0) {
        enum tct_status status = append(to, reader->entries, count, err);
        if (status != TCT_OK)
            return status;
    }
    memmove(reader->room, reader->room + at, reader->used - at);
    reader->used -= at;
    return bad == TCT_OK ? TCT_OK : tct_fail(err, bad, "%s", why.text);
}

static enum tct_status append_open_file(int file, const char *name, struct appending *to,
                                        struct tct_error *err)
{
    struct line_reader reader = {.name = name,
                                 .room = malloc(CHUNK_BYTES),
                                 .entries = malloc(BATCH_ENTRIES * sizeof(*reader.entries))};
    enum tct_status status = TCT_OK;
    if (reader.room == NULL || reader.entries == NULL)
        status = tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    for (ssize_t got = 1; status == TCT_OK && got > 0;) {
        got = read(file, reader.room + reader.used, CHUNK_BYTES - reader.used);
        if (got < 0 && errno == EINTR) {
            got = 1;
            continue;
        }
        if (got < 0)
            status = tct_fail_read(err, name, "lines");
        else
            reader.used += (size_t)got;
        if (status == TCT_OK)
            status = take_lines(&reader, to, got == 0, err);
    }
    free(reader.room);
    free(reader.entries);
    return status;
}

static enum tct_status append_lines(const char *path, struct appending *to, struct tct_error *err)
{
    if (path == NULL || strcmp(path, "-") == 0)
        return append_open_file(STDIN_FILENO, "standard input", to, err);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return tct_fail_read(err, path, "a file of lines");
    enum tct_status status = append_open_file(fileno(file), path, to, err);
    (void)fclose(file);
    return status;
}

static enum tct_status append_whole(const char *path, struct appending *to, struct tct_error *err)
{
    char *content = NULL;
    size_t bytes = 0;
    enum tct_status status = record_read_file(path, TCT_ENTRY_MAX, &content, &bytes, err);
    if (status == TCT_OK)
        status = append(to, &(struct tct_entry){content, bytes}, 1, err);
    free(content);
    return status;
}

/* What was appended before a failure is published all the same. */
static enum tct_status append_all(struct appending *to, const struct arguments *words,
                                  struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    for (int i = 1; status == TCT_OK && (i < words->count || i == 1); i++) {
        const char *path = i < words->count ? words->words[i] : NULL;
        status = to->request->lines ? append_lines(path, to, err) : append_whole(path, to, err);
    }
    struct tct_error why;
    enum tct_status published = tct_log_publish(to->log, &why);
    if (status == TCT_OK && published != TCT_OK)
        status = tct_fail(err, published, "%s", why.text);
    return status;
}

/* What a witness answered is shown as any message is: nothing in it steers a terminal. */
static void warn(void *user, const char *witness, const char *what)
{
    const struct command *self = user;
    struct tct_error shown;
    (void)tct_fail(&shown, TCT_ERR_IO, "the witness %s %s", witness, what);
    (void)fprintf(stderr, "tacet %s: warning: %s\n", self->name, shown.text);
}

static enum tct_status open_witnesses(struct appending *to, const struct command *self,
                                      struct tct_error *err)
{
    enum tct_status status = record_trust(NULL, to->request->policy_path, NULL, &to->policy, err);
    if (status == TCT_OK)
        status = tct_http_client_open(WITNESS_TIMEOUT_S, &to->http, err);
    union {
        const struct command *command;
        void *user;
    } who = {self};
    to->witnesses = (struct tct_witness_client){
        .http = to->http, .policy = to->policy, .warn = warn, .warn_user = who.user};
    return status;
}

static enum tct_status open_all(struct appending *to, const struct command *self,
                                const char *folder, struct tct_error *err)
{
    enum tct_status status = record_signer(folder, to->request->passphrase_path, &to->signer, err);
    if (status == TCT_OK && to->request->receipts_path != NULL)
        status = tct_folder_open(to->request->receipts_path, ".new", true, &to->receipts, err);
    struct tct_log_options how = {.path = folder, .signer = &to->signer};
    if (status == TCT_OK && to->request->policy_path != NULL) {
        status = open_witnesses(to, self, err);
        how.cosign = tct_witness_client_cosign;
        how.cosign_user = &to->witnesses;
    }
    if (status == TCT_OK)
        status = tct_log_open(&how, &to->log, err);
    const struct record_intake_options intake = {.folder = folder,
                                                 .seal = to->request->seal,
                                                 .source = to->request->source,
                                                 .next_s = (uint64_t)to->request->next_s};
    if (status == TCT_OK && (intake.seal != NULL || intake.source != NULL))
        status = record_intake_open(&intake, to->log, &to->intake, err);
    return status;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {.deadline_s = 3600};
    struct arguments words;
    struct tct_error err;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count < 1)
        return command_wrong_use(self, "expected the folder of a log");
    struct appending to = {.request = &request};
    enum tct_status status = open_all(&to, self, words.words[0], &err);
    if (status == TCT_OK)
        status = append_all(&to, &words, &err);
    record_intake_close(to.intake);
    tct_log_close(to.log);
    tct_folder_close(to.receipts);
    tct_http_client_close(to.http);
    free(to.policy);
    tct_signer_wipe(&to.signer);
    return status == TCT_OK ? command_finish_output(self, EXIT_DONE) : command_failed(self, &err);
}

const struct command command_record_append = {
    .name = "record append",
    .summary = "append entries; prints each index once it is durable",
    .arguments = "DIR [FILE...]",
    .explained =
        "Appends every file as an entry, standard input when there is none, or with --lines every\n"
        "line. An index is printed once its entry will survive a crash; a new head covers all of\n"
        "them at the end, and every second meanwhile.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
