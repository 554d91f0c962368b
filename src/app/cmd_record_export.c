/* tacet record export: entries as a package that stands on its own. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record_index.h"
#include "record_package.h"

struct request {
    const char *entries, *output, *policy_path, *beside_path;
    bool open, index, json;
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
    {0, "index", NULL, "with report/index.csv, a row for each entry of the whole log",
     OPTION_SWITCH, offsetof(struct request, index), 0, 0},
    {0, "json", NULL, "what was written as one JSON object", OPTION_SWITCH,
     offsetof(struct request, json), 0, 0},
};

/* "3,7-9" within a log of so many entries; for free(). */
static enum tct_status read_list(void *user, uint64_t size, uint64_t **ret, size_t *ret_count,
                                 struct tct_error *err)
{
    const char *list = ((const struct request *)user)->entries;
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
    struct tct_export_file index = {.path = "index.csv"};
    char *csv = NULL;
    if (request.index && record_index_csv(words.words[0], &csv, &index.bytes, &err) != TCT_OK)
        return command_failed(self, &err);
    index.content = csv;
    const struct record_package package = {.log = words.words[0],
                                           .output = request.output,
                                           .policy_path = request.policy_path,
                                           .beside_path = request.beside_path,
                                           .open = request.open,
                                           .choose = read_list,
                                           .user = &request,
                                           .reports = &index,
                                           .report_count = request.index};
    enum tct_status status = record_package_write(&package, &count, &err);
    free(csv);
    if (status != TCT_OK)
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
