/* tacet record init: a new log and its key. */
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"

struct request {
    const char *origin, *passphrase_path, *continues;
    bool json;
};

static const struct option_spec options[] = {
    {0, "origin", "NAME",
     "the log's name, for ever: a schema-less URL, such as mission.example/line/1", OPTION_TEXT,
     offsetof(struct request, origin), 0, 0},
    {0, "passphrase-file", "FILE", "encrypt the private key by the first line of this file",
     OPTION_TEXT, offsetof(struct request, passphrase_path), 0, 0},
    {0, "continues", "DIR", "the first entry links to the last head of this log, of an older name",
     OPTION_TEXT, offsetof(struct request, continues), 0, 0},
    {0, "json", NULL, "key and origin as one JSON object", OPTION_SWITCH,
     offsetof(struct request, json), 0, 0},
};

static enum tct_status keep_key(const char *folder, const struct tct_signer *signer,
                                const char *passphrase, struct tct_error *err)
{
    char *path = NULL;
    if (asprintf(&path, "%s/" TCT_LOG_PRIVATE "/log.key", folder) < 0)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    enum tct_status status = tct_key_file_write(path, signer, passphrase, err);
    free(path);
    return status;
}

/* The log that is continued, read before anything is made. */
struct older {
    struct tct_policy *trust;
    struct record_log log;
};

static enum tct_status open_older(const char *folder, struct older *ret, struct tct_error *err)
{
    *ret = (struct older){.trust = NULL};
    if (folder == NULL)
        return TCT_OK;
    enum tct_status status = record_trust(NULL, NULL, folder, &ret->trust, err);
    return status == TCT_OK ? record_open(folder, ret->trust, &ret->log, err) : status;
}

/* What the older log said last, as the first entry of the new one. */
static enum tct_status link_to(const struct older *older, struct tct_log *log,
                               struct tct_error *err)
{
    char key[TCT_KEY_TEXT_MAX], *canonical = NULL;
    size_t note_bytes = 0, bytes = 0;
    const char *note = tct_view_note(older->log.view, &note_bytes);
    tct_verifier_write(&older->trust->logs[0].verifier, key);
    json_t *object = json_pack("{s:s, s:s, s:s%}", "kind", "continues", "key", key, "checkpoint",
                               note, note_bytes);
    char *text = object == NULL ? NULL : json_dumps(object, JSON_COMPACT);
    uint64_t index = 0;
    enum tct_status status = text == NULL ? tct_fail(err, TCT_ERR_MEMORY, "out of memory")
                                          : tct_canonical_json(text, strlen(text), TCT_ENTRY_MAX,
                                                               &canonical, &bytes, err);
    if (status == TCT_OK)
        status = tct_log_append(log, &(struct tct_entry){canonical, bytes}, 1, &index, err);
    free(canonical);
    free(text);
    json_decref(object);
    return status == TCT_OK ? tct_log_publish(log, err) : status;
}

static enum tct_status make_log(const struct request *request, const char *folder,
                                const char *passphrase, const struct older *older,
                                struct tct_verifier *ret, struct tct_error *err)
{
    struct tct_signer signer;
    struct tct_log *log = NULL;
    enum tct_status status = record_new_key(request->origin, TCT_KEY_ED25519, &signer, err);
    if (status != TCT_OK)
        return status;
    struct tct_log_options how = {.path = folder, .signer = &signer};
    status = tct_log_create(&how, err);
    if (status == TCT_OK)
        status = keep_key(folder, &signer, passphrase, err);
    if (status == TCT_OK && older->log.view != NULL) {
        status = tct_log_open(&how, &log, err);
        if (status == TCT_OK)
            status = link_to(older, log, err);
        tct_log_close(log);
    }
    *ret = signer.verifier;
    tct_signer_wipe(&signer);
    return status;
}

/* What can be wrong with what was given is found before a folder is made. */
static enum tct_status init(const struct request *request, const char *folder,
                            struct tct_verifier *ret, struct tct_error *err)
{
    char passphrase[TCT_PASSPHRASE_MAX + 1];
    bool locked = request->passphrase_path != NULL;
    struct older older;
    enum tct_status status = open_older(request->continues, &older, err);
    if (status == TCT_OK && locked)
        status = record_passphrase(request->passphrase_path, passphrase, err);
    if (status == TCT_OK)
        status = make_log(request, folder, locked ? passphrase : NULL, &older, ret, err);
    sodium_memzero(passphrase, sizeof(passphrase));
    record_close(&older.log);
    free(older.trust);
    return status;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {0};
    struct arguments words;
    struct tct_error err;
    struct tct_verifier verifier;
    char key[TCT_KEY_TEXT_MAX];
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count != 1)
        return command_wrong_use(self, "expected one folder, new or empty");
    if (request.origin == NULL)
        return command_wrong_use(self, "--origin NAME is missing");
    if (init(&request, words.words[0], &verifier, &err) != TCT_OK)
        return command_failed(self, &err);
    tct_verifier_write(&verifier, key);
    if (request.json)
        (void)printf("{\"key\":\"%s\"}\n", key);
    else
        (void)puts(key);
    return command_finish_output(self, EXIT_DONE);
}

const struct command command_record_init = {
    .name = "record init",
    .summary = "make a log and its key; prints the key to verify it with",
    .arguments = "DIR --origin NAME",
    .explained = "Makes a log in a new or empty folder. Give the key that it prints to all who are "
                 "to check\n"
                 "the log, by a way that nobody can alter. The private key stays in DIR/private.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
