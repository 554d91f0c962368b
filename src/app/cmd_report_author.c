/* tacet report author: who may speak, and with which key. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ground.h"
#include "record.h"
#include "report.h"

struct request {
    const char *sector_path, *record, *passphrase_path, *name, *role, *party, *key_path, *revoke;
    bool json;
};

static const struct option_spec options[] = {
    {'s', "sector", "SECTOR", "the sector: its folder or its sector.yaml", OPTION_TEXT,
     offsetof(struct request, sector_path), 0, 0},
    {0, "record", "DIR", "the log in which the author is named", OPTION_TEXT,
     offsetof(struct request, record), 0, 0},
    {0, "name", "NAME", "the author's name, without blanks", OPTION_TEXT,
     offsetof(struct request, name), 0, 0},
    {0, "role", "ROLE", "as what the author speaks: patrol, post, liaison, duty_officer, ...",
     OPTION_TEXT, offsetof(struct request, role), 0, 0},
    {0, "party", "ID", "for which side; without it, for the mission", OPTION_TEXT,
     offsetof(struct request, party), 0, 0},
    {0, "key", "FILE", "write the new private key here, for the author alone", OPTION_TEXT,
     offsetof(struct request, key_path), 0, 0},
    {0, "revoke", "KEY", "this public key counts no longer", OPTION_TEXT,
     offsetof(struct request, revoke), 0, 0},
    {0, "passphrase-file", "FILE", "the passphrase of the log's encrypted key, in its first line",
     OPTION_TEXT, offsetof(struct request, passphrase_path), 0, 0},
    {0, "json", NULL, "the author's entry as JSON", OPTION_SWITCH, offsetof(struct request, json),
     0, 0},
};

static enum tct_status check_party(const struct tct_sector *sector, const char *party,
                                   struct tct_error *err)
{
    if (party == NULL)
        return TCT_OK;
    for (int i = 0; i < 2; i++)
        if (sector->parties[i].id != NULL && strcmp(sector->parties[i].id, party) == 0)
            return TCT_OK;
    return tct_fail(err, TCT_ERR_USE,
                    "--party: found '%.60s', expected one of the sector's parties", party);
}

static json_t *author_entry(const struct request *request, const char *key)
{
    json_t *object = json_pack("{s:s, s:s, s:s}", "kind", "author", "key", key, "role",
                               request->role == NULL ? "none" : request->role);
    if (object != NULL && request->party != NULL)
        (void)json_object_set_new(object, "party", json_string(request->party));
    if (object != NULL && request->revoke != NULL)
        (void)json_object_set_new(object, "revoked", json_true());
    return object;
}

/* The key is kept before the log names it: a named key that nobody has could not be used. */
static enum tct_status name_author(const struct request *request, struct tct_error *err)
{
    struct tct_signer author;
    char key[TCT_KEY_TEXT_MAX];
    enum tct_status status = TCT_OK;
    if (request->revoke != NULL) {
        struct tct_verifier verifier;
        status = tct_verifier_parse(request->revoke, strlen(request->revoke), &verifier, err);
        (void)snprintf(key, sizeof(key), "%s", request->revoke);
    } else {
        status = record_new_key(request->name, TCT_KEY_ED25519, &author, err);
        if (status == TCT_OK)
            status = tct_key_file_write(request->key_path, &author, NULL, err);
        if (status == TCT_OK)
            tct_verifier_write(&author.verifier, key);
        tct_signer_wipe(&author);
    }
    if (status != TCT_OK)
        return status;
    json_t *object = author_entry(request, key);
    char *text = object == NULL ? NULL : json_dumps(object, JSON_COMPACT);
    json_decref(object);
    status = text == NULL ? tct_fail(err, TCT_ERR_MEMORY, "out of memory")
                          : record_append_one(request->record, request->passphrase_path, text, err);
    if (status == TCT_OK)
        (void)puts(request->json ? text : key);
    free(text);
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
    if (words.count > 0 || request.record == NULL ||
        (request.revoke == NULL &&
         (request.name == NULL || request.role == NULL || request.key_path == NULL)))
        return command_wrong_use(self, "expected --record DIR, and --name, --role and --key, or "
                                       "--revoke");
    if (ground_open(&ground, self, request.sector_path, &err) != TCT_OK)
        return command_failed(self, &err);
    enum tct_status status = check_party(&ground.sector, request.party, &err);
    if (status == TCT_OK)
        status = name_author(&request, &err);
    return ground_close(&ground, status, &err, false, EXIT_DONE);
}

const struct command command_report_author = {
    .name = "report author",
    .summary = "name an author in the log, and make the key",
    .arguments = "-s SECTOR --record DIR --name NAME --role ROLE --key FILE",
    .explained =
        "Makes a key for somebody who will report, keeps it in a file for that person alone, and\n"
        "names its public half in the log: only what such a key signed counts. Prints the public\n"
        "half. With --revoke, a key counts no longer from here on.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
