/* tacet accord sign: a party signs a version of an agreement. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "accord.h"
#include "record.h"

struct request {
    const char *sector_path, *key_path, *passphrase_path;
    double number;
};

static const struct option_spec options[] = {
    {'s', "sector", "SECTOR", "the sector: its folder or its sector.yaml", OPTION_TEXT,
     offsetof(struct request, sector_path), 0, 0},
    {0, "key", "FILE", "the private key of who signs", OPTION_TEXT,
     offsetof(struct request, key_path), 0, 0},
    {0, "passphrase-file", "FILE", "the passphrase of that key, in its first line", OPTION_TEXT,
     offsetof(struct request, passphrase_path), 0, 0},
    {0, "number", "N", "which version (the last)", OPTION_NUMBER, offsetof(struct request, number),
     1, TCT_VERSIONS_MAX},
    {0, "json", NULL, "what is done anyway", OPTION_GIVEN, 0, 0, 0},
};

static enum tct_status sign(struct ground *ground, const struct request *request, const char *path,
                            struct tct_error *err)
{
    struct tct_agreement agreement;
    struct tct_signer signer;
    char text[TCT_SIGNED_BYTES], *entry = NULL;
    size_t bytes = 0;
    enum tct_status status = tct_agreement_load(path, &ground->sector, &ground->arena,
                                                &ground->warnings, &agreement, err);
    if (status != TCT_OK)
        return status;
    size_t number = request->number > 0.0 ? (size_t)request->number : agreement.version_count;
    if (number > agreement.version_count)
        return tct_fail(err, TCT_ERR_USE, "--number: found %zu, expected at most %zu", number,
                        agreement.version_count);
    status = record_key_file(request->key_path, request->passphrase_path, &signer, err);
    if (status != TCT_OK)
        return status;
    tct_agreement_signed(&agreement, &agreement.versions[number - 1], text);
    status = tct_statement_sign(text, strlen(text), &signer, &entry, &bytes, err);
    tct_signer_wipe(&signer);
    if (status == TCT_OK)
        (void)printf("%.*s\n", (int)bytes, entry);
    free(entry);
    return status;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {0};
    struct arguments words;
    struct ground ground;
    struct tct_error err;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count != 1 || request.key_path == NULL)
        return command_wrong_use(self, "expected --key FILE and one agreement");
    if (ground_open(&ground, self, request.sector_path, &err) != TCT_OK)
        return command_failed(self, &err);
    enum tct_status status = sign(&ground, &request, words.words[0], &err);
    return ground_close(&ground, status, &err, true, EXIT_DONE);
}

const struct command command_accord_sign = {
    .name = "accord sign",
    .summary = "sign a version of an agreement",
    .arguments = "-s SECTOR --key FILE AGREEMENT",
    .explained =
        "Prints a statement, signed by the key, that its owner agrees to the words of a version\n"
        "as they stand in its file: a line for the agreement's file of signatures, or an entry of\n"
        "a log.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
