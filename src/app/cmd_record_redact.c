/* tacet record redact: destroys what opens sealed fields, and says so in the log. */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record_disclosures.h"

struct request {
    const char *field, *reason, *passphrase_path;
    bool json;
};

static const struct option_spec options[] = {
    {0, "field", "NAME", "only the fields of this name", OPTION_TEXT,
     offsetof(struct request, field), 0, 0},
    {0, "reason", "TEXT", "why, for the log", OPTION_TEXT, offsetof(struct request, reason), 0, 0},
    {0, "passphrase-file", "FILE", "the passphrase of an encrypted key, in its first line",
     OPTION_TEXT, offsetof(struct request, passphrase_path), 0, 0},
    {0, "json", NULL, "what was done as one JSON object", OPTION_SWITCH,
     offsetof(struct request, json), 0, 0},
};

/* One redaction. */
struct redaction {
    const struct request *request;
    uint64_t index;
    char *entry; /* that is redacted */
    size_t bytes;
    const char **lines; /* its disclosures */
    size_t count;
    json_t *digests; /* of those that are destroyed */
    char *kept;      /* lines of the others */
    size_t kept_bytes;
};

/* Sets apart what is destroyed and what stays. */
static enum tct_status choose(struct redaction *redaction, struct tct_error *err)
{
    FILE *kept = open_memstream(&redaction->kept, &redaction->kept_bytes);
    redaction->digests = json_array();
    if (kept == NULL || redaction->digests == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    for (size_t i = 0; i < redaction->count; i++) {
        char digest[TCT_DIGEST_TEXT_BYTES];
        const char *line = redaction->lines[i], *field = redaction->request->field;
        tct_disclosure_digest(line, digest);
        if (field == NULL || tct_disclosure_has_name(line, field))
            (void)json_array_append_new(redaction->digests, json_string(digest));
        else
            (void)fprintf(kept, "%s\n", line);
    }
    if (fclose(kept) != 0)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    return json_array_size(redaction->digests) > 0
               ? TCT_OK
               : tct_fail(err, TCT_ERR_INPUT,
                          "nothing opens entry %" PRIu64 " here%s: there is nothing to destroy",
                          redaction->index,
                          redaction->request->field != NULL ? " by that name" : "");
}

/* The entry that says so, on the disk and under a head before anything is destroyed. */
static enum tct_status announce(const struct redaction *redaction, struct tct_log *log,
                                uint64_t *ret_index, struct tct_error *err)
{
    json_t *object = json_pack("{s:s, s:I, s:O}", "kind", "redaction", "entry",
                               (json_int_t)redaction->index, "digests", redaction->digests);
    if (object != NULL && redaction->request->reason != NULL)
        (void)json_object_set_new(object, "reason", json_string(redaction->request->reason));
    char *text = object == NULL ? NULL : json_dumps(object, JSON_COMPACT), *canonical = NULL;
    size_t bytes = 0;
    enum tct_status status = text == NULL ? tct_fail(err, TCT_ERR_MEMORY, "out of memory")
                                          : tct_canonical_json(text, strlen(text), TCT_ENTRY_MAX,
                                                               &canonical, &bytes, err);
    if (status == TCT_OK)
        status = tct_log_append(log, &(struct tct_entry){canonical, bytes}, 1, ret_index, err);
    if (status == TCT_OK)
        status = tct_log_publish(log, err);
    free(canonical);
    free(text);
    json_decref(object);
    return status;
}

static enum tct_status read_entry(struct redaction *redaction, const char *folder,
                                  const struct record_disclosures *store, char **ret_text,
                                  struct tct_error *err)
{
    struct tct_policy *trust = NULL;
    struct record_log log = {0};
    const uint8_t *entry = NULL;
    size_t text_bytes = 0;
    enum tct_status status = record_trust(NULL, NULL, folder, &trust, err);
    if (status == TCT_OK)
        status = record_open(folder, trust, &log, err);
    if (status == TCT_OK)
        status = tct_view_entry(log.view, redaction->index, &entry, &redaction->bytes, err);
    if (status == TCT_OK) {
        redaction->entry = malloc(redaction->bytes + 1);
        if (redaction->entry == NULL)
            status = tct_fail(err, TCT_ERR_MEMORY, "out of memory");
        else
            memcpy(redaction->entry, entry, redaction->bytes);
    }
    if (status == TCT_OK)
        status = record_disclosures_read(store, redaction->entry, redaction->bytes, ret_text,
                                         &text_bytes, err);
    if (status == TCT_OK && *ret_text != NULL)
        status = record_lines(*ret_text, text_bytes, &redaction->lines, &redaction->count, err);
    record_close(&log);
    free(trust);
    return status;
}

static enum tct_status redact(struct redaction *redaction, const char *folder, uint64_t *ret_index,
                              struct tct_error *err)
{
    struct tct_signer signer = {0};
    struct tct_log *log = NULL;
    struct record_disclosures store = {NULL};
    char *text = NULL;
    enum tct_status status =
        record_signer(folder, redaction->request->passphrase_path, &signer, err);
    if (status == TCT_OK)
        status = record_disclosures_open(folder, true, &store, err);
    if (status == TCT_OK)
        status = read_entry(redaction, folder, &store, &text, err);
    if (status == TCT_OK)
        status = choose(redaction, err);
    if (status == TCT_OK)
        status =
            tct_log_open(&(struct tct_log_options){.path = folder, .signer = &signer}, &log, err);
    if (status == TCT_OK)
        status = announce(redaction, log, ret_index, err);
    if (status == TCT_OK)
        status = record_disclosures_write(&store, redaction->entry, redaction->bytes,
                                          redaction->kept, redaction->kept_bytes, err);
    tct_log_close(log);
    record_disclosures_close(&store);
    tct_signer_wipe(&signer);
    free(text);
    return status;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {0};
    struct arguments words;
    struct tct_error err;
    uint64_t said = 0;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count != 2)
        return command_wrong_use(self, "expected the folder of a log and the index of an entry");
    struct redaction redaction = {.request = &request};
    enum tct_status status = record_index(words.words[1], &redaction.index, &err);
    if (status == TCT_OK)
        status = redact(&redaction, words.words[0], &said, &err);
    if (status == TCT_OK)
        (void)printf(request.json ? "{\"destroyed\":%zu,\"index\":%" PRIu64 "}\n"
                                  : "%zu fields cannot be opened from here any more; entry %" PRIu64
                                    " says so\n",
                     json_array_size(redaction.digests), said);
    json_decref(redaction.digests);
    free(redaction.kept);
    free(redaction.lines);
    free(redaction.entry);
    return status == TCT_OK ? command_finish_output(self, EXIT_DONE) : command_failed(self, &err);
}

const struct command command_record_redact = {
    .name = "record redact",
    .summary = "destroy what opens sealed fields, and say so in the log",
    .arguments = "DIR INDEX",
    .explained =
        "The salts and values that lie with the log are destroyed: nobody can open the fields "
        "from\n"
        "here again, ever. An entry says which and why, before. Copies that others were given are\n"
        "theirs; the blocks of a disk or a backup may keep what a file no longer has.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
