/* tacet record prove: that an entry is in a log, as a C2SP tlog-proof. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "record.h"
#include "tacet/face/atomic_file.h"

struct request {
    const char *output, *passphrase_path;
    bool json;
};

static const struct option_spec options[] = {
    {'o', "output", "FILE", "write the proof there instead of to standard output", OPTION_TEXT,
     offsetof(struct request, output), 0, 0},
    {0, "passphrase-file", "FILE", "of an encrypted key, for an entry that no head covers yet",
     OPTION_TEXT, offsetof(struct request, passphrase_path), 0, 0},
    {0, "json", NULL, "the proof within a JSON object", OPTION_SWITCH,
     offsetof(struct request, json), 0, 0},
};

/* An entry that is durable may stand in the journal alone, as after a crash: opening the log to
 * append publishes it. */
static enum tct_status publish_rest(const char *folder, const char *passphrase_path,
                                    struct tct_error *err)
{
    struct tct_signer signer;
    struct tct_log *log = NULL;
    enum tct_status status = record_signer(folder, passphrase_path, &signer, err);
    if (status == TCT_OK)
        status =
            tct_log_open(&(struct tct_log_options){.path = folder, .signer = &signer}, &log, err);
    tct_log_close(log);
    tct_signer_wipe(&signer);
    return status;
}

static enum tct_status make_proof(const char *folder, uint64_t index, const char *passphrase_path,
                                  char **ret_text, size_t *ret_bytes, struct tct_error *err)
{
    struct record_log log = {0};
    struct tct_policy *trust = NULL;
    enum tct_status status = record_trust(NULL, NULL, folder, &trust, err);
    if (status == TCT_OK)
        status = record_open(folder, trust, &log, err);
    if (status == TCT_OK && index >= tct_view_head(log.view)->size &&
        publish_rest(folder, passphrase_path, NULL) == TCT_OK) {
        record_close(&log);
        status = record_open(folder, trust, &log, err);
    }
    if (status == TCT_OK)
        status = tct_tlog_proof_make(log.view, index, ret_text, ret_bytes, err);
    record_close(&log);
    free(trust);
    return status;
}

static void print_json(uint64_t index, const char *proof)
{
    json_t *object = json_pack("{s:I, s:s}", "index", (json_int_t)index, "proof", proof);
    (void)json_dumpf(object, stdout, JSON_COMPACT);
    (void)putchar('\n');
    json_decref(object);
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {0};
    struct arguments words;
    struct tct_error err;
    uint64_t index = 0;
    char *text = NULL;
    size_t bytes = 0;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count != 2)
        return command_wrong_use(self, "expected the folder of a log and the index of an entry");
    enum tct_status status = record_index(words.words[1], &index, &err);
    if (status == TCT_OK)
        status = make_proof(words.words[0], index, request.passphrase_path, &text, &bytes, &err);
    if (status != TCT_OK)
        return command_failed(self, &err);
    if (request.json)
        print_json(index, text);
    else if (request.output == NULL)
        (void)fwrite(text, 1, bytes, stdout);
    else
        status = tct_atomic_file_write(request.output, text, bytes, &err);
    free(text);
    return status == TCT_OK ? command_finish_output(self, EXIT_DONE) : command_failed(self, &err);
}

const struct command command_record_prove = {
    .name = "record prove",
    .summary = "write the proof that an entry is in a log",
    .arguments = "DIR INDEX",
    .explained =
        "The proof is a text (C2SP tlog-proof) with the log's signed head in it: with the entry\n"
        "itself and the log's key anybody can check it, without the log.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
