/* tacet record verify: a log, the proof or the receipt of an entry; in words, what is proved and
 * what not. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "record.h"

struct request {
    const char *key, *policy_path, *receipt_path, *entry_path;
    bool submissions, json, quiet;
};

static const struct option_spec options[] = {
    {0, "key", "KEY", "the key that the log must be signed with, or a file with it", OPTION_TEXT,
     offsetof(struct request, key), 0, 0},
    {0, "policy", "FILE", "logs that are trusted, witnesses, how many of them are needed",
     OPTION_TEXT, offsetof(struct request, policy_path), 0, 0},
    {0, "entry", "FILE", "the entry that a proof is of", OPTION_TEXT,
     offsetof(struct request, entry_path), 0, 0},
    {0, "receipt", "FILE", "whether the log kept what this receipt says", OPTION_TEXT,
     offsetof(struct request, receipt_path), 0, 0},
    {0, "submissions", NULL, "whether sources left anything out, or are silent", OPTION_SWITCH,
     offsetof(struct request, submissions), 0, 0},
    {0, "json", NULL, "the answer as one JSON object", OPTION_SWITCH,
     offsetof(struct request, json), 0, 0},
    {0, "quiet", NULL, "no progress", OPTION_SWITCH, offsetof(struct request, quiet), 0, 0},
};

/* One verification. */
struct task {
    const struct command *self;
    const struct request *request;
    const char *path;
    struct tct_policy *trust;
};

static const char *TRUSTED_BY_ITSELF =
    "            by the key that lies beside them in log.vkey: compare it with the one that\n"
    "            you were given, or give --key";

static const char *NOT_PROVED =
    "not proved  that others were shown the same: compare with witnesses and mirrors\n"
    "            (tacet record check); that what it says is true";

/* A head that does not have the witnesses that were asked for is not what was asked for. */
static int code_of(const struct tct_policy_judgement *found)
{
    return found->quorum ? EXIT_DONE : EXIT_NO;
}

static const char *yes_or_no(bool yes)
{
    return yes ? "true" : "false";
}

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

static int print_log(const struct task *task, const struct record_log *log)
{
    const struct tct_checkpoint *head = tct_view_head(log->view);
    char root[TCT_BASE64_CHARS(TCT_HASH_BYTES) + 1];
    tct_base64_write(head->root.bytes, TCT_HASH_BYTES, root);
    if (task->request->json) {
        (void)printf("{\"verified\":true,\"size\":%" PRIu64
                     ",\"root\":\"%s\",\"witnesses\":%zu,\"quorum\":%s}\n",
                     head->size, root, log->found.cosigned, yes_or_no(log->found.quorum));
        return code_of(&log->found);
    }
    (void)printf("log         %s\nentries     %" PRIu64 "\nroot        %s\n", head->origin,
                 head->size, root);
    (void)puts("proved      the log signed this root, and it is that of exactly these entries in\n"
               "            this order");
    if (task->request->key == NULL && task->request->policy_path == NULL)
        (void)puts(TRUSTED_BY_ITSELF);
    record_print_witnesses(task->trust, &log->found);
    (void)puts(NOT_PROVED);
    return code_of(&log->found);
}

/* What was found of the submissions. */
struct following {
    const struct task *task;
    size_t findings;
};

/* Sources name themselves: shown as any message is, nothing in it steers a terminal. */
static void say_finding(void *user, const struct tct_submission_finding *finding)
{
    struct following *following = user;
    struct tct_error shown = {.text = ""};
    following->findings++;
    if (following->task->request->json)
        return;
    switch (finding->event) {
    case TCT_SUBMISSION_MISSING:
        (void)tct_fail(&shown, TCT_ERR_INPUT,
                       "MISSING     %s: %" PRIu64 " submissions from number %" PRIu64
                       " on, before entry %" PRIu64,
                       finding->source, finding->count, finding->number, finding->index);
        break;
    case TCT_SUBMISSION_BROKEN:
        (void)tct_fail(&shown, TCT_ERR_INPUT,
                       "BROKEN      %s: entry %" PRIu64 " (number %" PRIu64
                       ") does not name the one before it",
                       finding->source, finding->index, finding->number);
        break;
    case TCT_SUBMISSION_TWICE:
        (void)tct_fail(&shown, TCT_ERR_INPUT,
                       "TWICE       %s: number %" PRIu64 " again at entry %" PRIu64
                       ", with other content",
                       finding->source, finding->number, finding->index);
        break;
    case TCT_SUBMISSION_SILENT:
        (void)tct_fail(&shown, TCT_ERR_INPUT,
                       "SILENT      %s: number %" PRIu64 " is %" PRIu64
                       " s later than was promised, after entry %" PRIu64,
                       finding->source, finding->number, finding->count, finding->index);
        break;
    case TCT_SUBMISSION_OTHER_HEAD:
        (void)tct_fail(&shown, TCT_ERR_INPUT,
                       "OTHER HEAD  %s: entry %" PRIu64 " (number %" PRIu64
                       ") knew a head of %" PRIu64 " entries that is none of this log before it",
                       finding->source, finding->index, finding->number, finding->count);
        break;
    }
    (void)puts(shown.text);
}

static enum tct_status follow(struct record_log *log, struct tct_submissions *submissions,
                              struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    for (uint64_t i = 0; i < tct_view_head(log->view)->size && status == TCT_OK; i++) {
        const uint8_t *entry = NULL;
        size_t bytes = 0;
        status = tct_view_entry(log->view, i, &entry, &bytes, err);
        if (status == TCT_OK)
            status = tct_submissions_see(submissions, i, entry, bytes, err);
    }
    return status;
}

static int verify_submissions(const struct task *task, struct record_log *log)
{
    struct tct_error err;
    struct following following = {.task = task};
    struct tct_submissions *submissions = NULL;
    uint64_t count = 0;
    size_t sources = 0;
    enum tct_status status =
        tct_submissions_open(log->view, say_finding, &following, &submissions, &err);
    if (status == TCT_OK)
        status = follow(log, submissions, &err);
    if (status == TCT_OK)
        tct_submissions_end(submissions, (int64_t)time(NULL) * TCT_NS_PER_S, &count, &sources);
    tct_submissions_close(submissions);
    if (status != TCT_OK)
        return record_failed(task->self, &err);
    if (task->request->json)
        (void)printf("{\"submissions\":%" PRIu64 ",\"sources\":%zu,\"findings\":%zu}\n", count,
                     sources, following.findings);
    else
        (void)printf("submissions %" PRIu64 " of %zu sources; %s\n", count, sources,
                     following.findings == 0 ? "none is missing, none is late" : "see above");
    return following.findings == 0 ? EXIT_DONE : EXIT_NO;
}

static int verify_log(const struct task *task, struct record_log *log)
{
    struct tct_error err;
    struct progress progress = {tct_view_head(log->view)->size, false};
    bool show = !task->request->quiet && isatty(STDERR_FILENO);
    enum tct_status status =
        tct_view_verify(log->view, 0, show ? show_progress : NULL, &progress, &err);
    if (progress.shown)
        (void)fputs("\r\n", stderr);
    return status == TCT_OK ? print_log(task, log) : record_failed(task->self, &err);
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

static int verify_receipt(const struct task *task, struct record_log *log)
{
    static const char *const names[] = {"kept", "waiting", "late", "broken"};
    struct tct_error err;
    struct tct_receipt receipt;
    enum tct_receipt_state state = TCT_RECEIPT_WAITING;
    char *note = NULL;
    size_t bytes = 0;
    enum tct_status status =
        record_read_file(task->request->receipt_path, TCT_RECEIPT_MAX, &note, &bytes, &err);
    if (status != TCT_OK)
        return command_failed(task->self, &err);
    status =
        tct_receipt_open(note, bytes, &task->trust->logs[log->found.log].verifier, &receipt, &err);
    free(note);
    if (status == TCT_OK)
        status = tct_receipt_judge(&receipt, log->view, (uint64_t)time(NULL), &state, &err);
    if (status != TCT_OK)
        return record_failed(task->self, &err);
    if (task->request->json)
        (void)printf("{\"index\":%" PRIu64 ",\"receipt\":\"%s\"}\n", receipt.index, names[state]);
    else
        (void)printf("entry %" PRIu64 " %s\n", receipt.index, words_of(state));
    return state == TCT_RECEIPT_KEPT || state == TCT_RECEIPT_WAITING ? EXIT_DONE : EXIT_NO;
}

static int verify_folder(const struct task *task)
{
    struct tct_error err;
    struct record_log log;
    if (task->request->entry_path != NULL)
        return command_wrong_use(task->self, "--entry goes with a proof");
    if (record_open(task->path, task->trust, &log, &err) != TCT_OK)
        return record_failed(task->self, &err);
    int code = task->request->receipt_path != NULL ? verify_receipt(task, &log)
               : task->request->submissions        ? verify_submissions(task, &log)
                                                   : verify_log(task, &log);
    record_close(&log);
    return code;
}

static int print_proof(const struct task *task, const struct tct_tlog_proof *proof,
                       const struct tct_policy_judgement *found)
{
    if (task->request->json) {
        (void)printf("{\"verified\":true,\"index\":%" PRIu64 ",\"size\":%" PRIu64
                     ",\"witnesses\":%zu,\"quorum\":%s}\n",
                     proof->index, found->head.size, found->cosigned, yes_or_no(found->quorum));
        return code_of(found);
    }
    (void)printf("log         %s\nentry       %" PRIu64 " of %" PRIu64 "\n", found->head.origin,
                 proof->index, found->head.size);
    (void)puts(
        "proved      this very entry is in the log at this place, under a head that the log\n"
        "            signed");
    record_print_witnesses(task->trust, found);
    if (proof->extra != NULL)
        (void)puts("not proved  the extra data of the proof, which nobody signed");
    (void)puts(NOT_PROVED);
    return code_of(found);
}

/* A line that was saved by hand has a newline that the entry does not have. */
static bool fits_without_newline(const struct tct_tlog_proof *proof, const char *entry,
                                 size_t bytes, const struct tct_checkpoint *head)
{
    struct tct_hash leaf;
    if (bytes == 0 || entry[bytes - 1] != '\n')
        return false;
    tct_hash_leaf(entry, bytes - 1, &leaf);
    return tct_tlog_proof_check(proof, &leaf, head, NULL) == TCT_OK;
}

static int check_entry(const struct task *task, const struct tct_tlog_proof *proof,
                       const char *entry, size_t bytes)
{
    struct tct_error err;
    struct tct_note note;
    struct tct_policy_judgement found;
    struct tct_hash leaf;
    tct_hash_leaf(entry, bytes, &leaf);
    enum tct_status status =
        tct_policy_judge(task->trust, proof->note, proof->note_bytes, &note, &found, &err);
    if (status == TCT_OK)
        status = tct_tlog_proof_check(proof, &leaf, &found.head, &err);
    else
        return record_failed(task->self, &err);
    if (status != TCT_OK && fits_without_newline(proof, entry, bytes, &found.head))
        status = tct_fail(&err, TCT_ERR_INPUT,
                          "%.200s: this is not the entry, but it is without its last newline",
                          task->request->entry_path);
    return status == TCT_OK ? print_proof(task, proof, &found) : record_failed(task->self, &err);
}

/* Whoever has the log's key can check a proof of fraud. */
static int verify_fraud(const struct task *task, const char *text, size_t bytes)
{
    struct tct_error err = {.text = "no log is trusted"};
    struct tct_fraud fraud;
    enum tct_status status = TCT_ERR_INPUT;
    for (size_t i = 0; i < task->trust->log_count && status != TCT_OK; i++)
        if (task->trust->logs[i].known)
            status = tct_fraud_open(text, bytes, &task->trust->logs[i].verifier, &fraud, &err);
    if (status != TCT_OK)
        return record_failed(task->self, &err);
    if (task->request->json)
        (void)puts("{\"verified\":true,\"fraud\":true}");
    else
        (void)printf(
            "log         %s\nproved      its operator has shown two logs under one name: heads "
            "of %" PRIu64 " and\n            %" PRIu64
            " entries are both signed by its key, and cannot be of one log\n",
            fraud.heads[0].origin, fraud.heads[0].size, fraud.heads[1].size);
    return EXIT_DONE;
}

static int verify_inclusion(const struct task *task, const char *text, size_t bytes)
{
    struct tct_error err;
    struct tct_tlog_proof proof;
    char *entry = NULL;
    size_t entry_bytes = 0;
    if (task->request->entry_path == NULL)
        return command_wrong_use(task->self, "--entry FILE is missing: which entry is it of?");
    if (record_read_file(task->request->entry_path, TCT_ENTRY_MAX, &entry, &entry_bytes, &err) !=
        TCT_OK)
        return command_failed(task->self, &err);
    int code = EXIT_DONE;
    if (tct_tlog_proof_parse(text, bytes, &proof, &err) != TCT_OK)
        code = record_failed(task->self, &err);
    else
        code = check_entry(task, &proof, entry, entry_bytes);
    free(entry);
    return code;
}

static int verify_file(const struct task *task)
{
    static const char FRAUD[] = "tacet-record-fraud/";
    struct tct_error err;
    char *text = NULL;
    size_t bytes = 0;
    if (task->request->receipt_path != NULL)
        return command_wrong_use(task->self, "--receipt goes with a log");
    if (record_read_file(task->path, TCT_FRAUD_MAX, &text, &bytes, &err) != TCT_OK)
        return command_failed(task->self, &err);
    int code = strncmp(text, FRAUD, sizeof(FRAUD) - 1) == 0 ? verify_fraud(task, text, bytes)
                                                            : verify_inclusion(task, text, bytes);
    free(text);
    return code;
}

/* A package says itself whom to trust when nobody else does. */
static int verify_bag(struct task *task)
{
    struct tct_error err;
    struct tct_export_report found;
    bool trusts = task->request->key != NULL || task->request->policy_path != NULL;
    enum tct_status status = trusts ? record_trust(task->request->key, task->request->policy_path,
                                                   NULL, &task->trust, &err)
                                    : tct_export_policy(task->path, &task->trust, &err);
    if (status != TCT_OK)
        return trusts ? command_failed(task->self, &err) : record_failed(task->self, &err);
    if (tct_export_verify(task->path, task->trust, &found, &err) != TCT_OK)
        return record_failed(task->self, &err);
    if (task->request->json) {
        (void)printf("{\"verified\":true,\"entries\":%zu,\"size\":%" PRIu64
                     ",\"opened\":%zu,\"sealed\":%zu,\"beside\":%zu,\"witnesses\":%zu,"
                     "\"quorum\":%s}\n",
                     found.entries, found.found.head.size, found.opened, found.sealed, found.beside,
                     found.found.cosigned, yes_or_no(found.found.quorum));
        return code_of(&found.found);
    }
    (void)printf("log         %s\nentries     %zu of %" PRIu64 "\n", found.found.head.origin,
                 found.entries, found.found.head.size);
    (void)puts("proved      these very entries are in the log at these places, under a head that\n"
               "            the log signed; no file of the package was altered");
    if (!trusts)
        (void)puts(
            "            by the key that lies in the package: compare it with the one that you\n"
            "            were given, or give --key or --policy");
    (void)printf("fields      %zu opened, each as it was sealed; %zu stay sealed\n", found.opened,
                 found.sealed);
    if (found.beside > 0)
        (void)printf("files       %zu beside, as entries name them by their SHA-256\n",
                     found.beside);
    record_print_witnesses(task->trust, &found.found);
    (void)puts(NOT_PROVED);
    return code_of(&found.found);
}

static bool has_file(const char *folder, const char *name)
{
    char path[4096];
    return snprintf(path, sizeof(path), "%s/%s", folder, name) < (int)sizeof(path) &&
           access(path, F_OK) == 0;
}

/* Judged by what it is. */
static int verify(struct task *task, bool is_folder)
{
    struct tct_error err;
    if (is_folder && (has_file(task->path, "bagit.txt") || has_file(task->path, "data")))
        return verify_bag(task);
    if (record_trust(task->request->key, task->request->policy_path, is_folder ? task->path : NULL,
                     &task->trust, &err) != TCT_OK)
        return command_failed(task->self, &err);
    return is_folder ? verify_folder(task) : verify_file(task);
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {0};
    struct arguments words;
    struct tct_error err;
    struct stat about;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count != 1)
        return command_wrong_use(self, "expected a log, a package or a proof");
    struct task task = {.self = self, .request = &request, .path = words.words[0]};
    bool is_folder = stat(task.path, &about) == 0 && S_ISDIR(about.st_mode);
    enum tct_status status = TCT_OK;
    if (!is_folder && access(task.path, F_OK) != 0)
        status = tct_fail_read(&err, task.path, "a log, a package or a proof");
    if (status != TCT_OK)
        return command_failed(self, &err);
    code = verify(&task, is_folder);
    free(task.trust);
    return command_finish_output(self, code);
}

const struct command command_record_verify = {
    .name = "record verify",
    .summary = "check a log, a proof, a package; says what is proved and what not",
    .arguments = "DIR | BAG | PROOF --entry FILE --key KEY",
    .explained =
        "Reads everything and hashes it again, with nobody's help. Ends with 0 when all is as it\n"
        "must be, with 1 and the name of what is not when something was altered.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
