/* tacet record export: entries as a package that stands on its own. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "record_disclosures.h"

struct request {
    const char *entries, *output, *policy_path, *beside_path;
    bool open, json;
};

static const struct option_spec options[] = {
    {'o', "output", "BAG", "the folder to make: new or empty", OPTION_TEXT,
     offsetof(struct request, output), 0, 0},
    {0, "entries", "LIST", "which: 3,7-9 (all of them)", OPTION_TEXT,
     offsetof(struct request, entries), 0, 0},
    {0, "policy", "FILE", "the policy that goes along, with its witnesses", OPTION_TEXT,
     offsetof(struct request, policy_path), 0, 0},
    {0, "open", NULL, "with the sealed fields of these entries opened", OPTION_SWITCH,
     offsetof(struct request, open), 0, 0},
    {0, "beside", "FOLDER", "with the files that entries name by SHA-256, from here", OPTION_TEXT,
     offsetof(struct request, beside_path), 0, 0},
    {0, "json", NULL, "what was written as one JSON object", OPTION_SWITCH,
     offsetof(struct request, json), 0, 0},
};

/* What goes along with entries comes from here. */
struct sources {
    const struct request *request;
    struct record_disclosures disclosures;
};

static enum tct_status find_disclosures(void *user, const void *key, size_t key_bytes,
                                        char **ret_content, size_t *ret_bytes,
                                        struct tct_error *err)
{
    const struct sources *sources = user;
    return record_disclosures_read(&sources->disclosures, key, key_bytes, ret_content, ret_bytes,
                                   err);
}

/* A file that is not there is not sent along; whoever checks the package sees that. */
static enum tct_status find_beside(void *user, const void *key, size_t key_bytes,
                                   char **ret_content, size_t *ret_bytes, struct tct_error *err)
{
    const struct sources *sources = user;
    struct tct_folder *folder = NULL;
    uint8_t *content = NULL;
    char name[TCT_SHA256_HEX_ROOM];
    (void)snprintf(name, sizeof(name), "%.*s", (int)key_bytes, (const char *)key);
    enum tct_status status =
        tct_folder_open(sources->request->beside_path, ".new", false, &folder, err);
    if (status == TCT_OK) {
        const struct tct_storage *storage = tct_folder_storage(folder);
        status = storage->read(storage->user, name, TCT_BAG_FILE_MAX, &content, ret_bytes, err);
    }
    tct_folder_close(folder);
    *ret_content = (char *)content;
    return status;
}

/* "3,7-9" within a log of so many entries; for free(). */
static enum tct_status read_list(const char *list, uint64_t size, uint64_t **ret, size_t *ret_count,
                                 struct tct_error *err)
{
    uint64_t *indices = calloc(size > 0 ? size : 1, sizeof(*indices));
    size_t count = 0;
    const char *at = list;
    *ret = indices;
    if (indices == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    while (list != NULL) {
        char *end = NULL;
        uint64_t first = strtoull(at, &end, 10), last = first;
        bool good = *at >= '0' && *at <= '9';
        if (good && *end == '-') {
            at = end + 1;
            good = *at >= '0' && *at <= '9';
            last = strtoull(at, &end, 10);
        }
        if (!good || (*end != ',' && *end != '\0') || last < first || last >= size ||
            (count > 0 && first <= indices[count - 1]))
            return tct_fail(err, TCT_ERR_USE,
                            "--entries: found '%.60s', expected rising indices below %" PRIu64
                            ", as 3,7-9",
                            list, size);
        for (uint64_t i = first; i <= last; i++)
            indices[count++] = i;
        if (*end == '\0')
            break;
        at = end + 1;
    }
    for (; list == NULL && count < size; count++)
        indices[count] = count;
    *ret_count = count;
    return TCT_OK;
}

/* The policy as it goes along: that in the file, or one of the log alone. */
static enum tct_status policy_text(const struct request *request, const struct tct_policy *trust,
                                   char **ret, size_t *ret_bytes, struct tct_error *err)
{
    char key[TCT_KEY_TEXT_MAX];
    if (request->policy_path != NULL)
        return record_read_file(request->policy_path, TCT_POLICY_MAX, ret, ret_bytes, err);
    tct_verifier_write(&trust->logs[0].verifier, key);
    int bytes = asprintf(ret, "log %s\nquorum none\n", key);
    *ret_bytes = bytes < 0 ? 0 : (size_t)bytes;
    return bytes < 0 ? tct_fail(err, TCT_ERR_MEMORY, "out of memory") : TCT_OK;
}

static enum tct_status write_bag(const struct request *request, const struct record_log *log,
                                 const struct tct_policy *trust, struct sources *sources,
                                 size_t *ret_count, struct tct_error *err)
{
    char date[TCT_TIME_TEXT_BYTES], *policy = NULL;
    uint64_t *indices = NULL;
    struct tct_export what = {.view = log->view, .policy = trust, .date = date, .user = sources};
    tct_time_format((int64_t)time(NULL) * TCT_NS_PER_S, 0, date);
    enum tct_status status =
        read_list(request->entries, tct_view_head(log->view)->size, &indices, &what.count, err);
    if (status == TCT_OK)
        status = policy_text(request, trust, &policy, &what.policy_bytes, err);
    what.indices = indices;
    what.policy_text = policy;
    what.disclosures = request->open ? find_disclosures : NULL;
    what.beside = request->beside_path != NULL ? find_beside : NULL;
    if (status == TCT_OK)
        status = tct_export_write(&what, request->output, err);
    *ret_count = what.count;
    free(policy);
    free(indices);
    return status;
}

static enum tct_status export(const struct request *request, const char *folder, size_t *ret_count,
                              struct tct_error *err) {
    struct tct_policy *trust = NULL; struct record_log log = {0};
    struct sources sources = {.request = request};
    enum tct_status status = record_trust(NULL, request->policy_path, folder, &trust, err);
    if (status == TCT_OK) status = record_open(folder, trust, &log, err);
    if (status == TCT_OK && request->open)
        status = record_disclosures_open(folder, false, &sources.disclosures, err);
    if (status == TCT_OK) status = write_bag(request, &log, trust, &sources, ret_count, err);
    record_disclosures_close(&sources.disclosures);
    record_close(&log);
    free(trust);
    return status;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {0};
    struct arguments words;
    struct tct_error err;
    size_t count = 0;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count != 1)
        return command_wrong_use(self, "expected the folder of a log");
    if (request.output == NULL)
        return command_wrong_use(self, "--output BAG is missing");
    if (export(&request, words.words[0], &count, &err) != TCT_OK)
        return command_failed(self, &err);
    (void)printf(request.json ? "{\"entries\":%zu}\n" : "%zu entries\n", count);
    return command_finish_output(self, EXIT_DONE);
}

const struct command command_record_export = {
    .name = "record export",
    .summary = "write entries as a package that anybody can check offline",
    .arguments = "DIR --output BAG",
    .explained =
        "Writes entries with their proofs, the signed head and its witnesses as a BagIt bag. It\n"
        "tells whoever has it how to check it, with this program or with sha256sum and openssl\n"
        "alone. Fields that are sealed stay so without --open.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
