/* What the subcommands of tacet case have in common: acts that are checked, signed and put on the
 * record. */
#ifndef TACET_APP_CASE_H
#define TACET_APP_CASE_H

#include "case_docket.h"
#include "ground.h"

extern const struct command command_case_act;
extern const struct command command_case_consent;
extern const struct command command_case_evidence;
extern const struct command command_case_export;
extern const struct command command_case_list;
extern const struct command command_case_open;
extern const struct command command_case_procedure;
extern const struct command command_case_show;

/* Options that every act has. */
struct acting_request {
    const char *sector_path, *record, *passphrase_path, *key_path, *key_passphrase_path, *procedure;
    bool json, strict;
};

/* Rows of a command's options; its struct request has a struct acting_request called `acting`. */
#define ACTING_TEXT(letter, name, argument, help, member)                                          \
    {                                                                                              \
        letter, name, argument, help, OPTION_TEXT, offsetof(struct request, acting.member), 0, 0   \
    }
#define ACTING_OPTIONS                                                                             \
    ACTING_TEXT('s', "sector", "SECTOR", "the sector: its folder or its sector.yaml",              \
                sector_path),                                                                      \
        ACTING_TEXT(0, "record", "DIR", "the log", record),                                        \
        ACTING_TEXT(0, "key", "FILE", "the private key of who acts", key_path),                    \
        ACTING_TEXT(0, "key-passphrase-file", "FILE", "its passphrase, in the first line",         \
                    key_passphrase_path),                                                          \
        ACTING_TEXT(0, "passphrase-file", "FILE",                                                  \
                    "the passphrase of the log's encrypted key, in its first line",                \
                    passphrase_path),                                                              \
        ACTING_TEXT(0, "procedure", "FILE", "the procedure (the default one)", procedure),         \
    {                                                                                              \
        0, "json", NULL, "case and index as JSON objects", OPTION_SWITCH,                          \
            offsetof(struct request, acting.json), 0, 0                                            \
    }

/* Somebody who acts. */
struct acting {
    const struct command *self;
    const struct acting_request *request;
    struct ground ground;
    struct docket docket;
    struct tct_signer author, signer;
    struct tct_log *log;
    size_t done;
};

/* Opens everything. Errors: TCT_ERR_USE for what is missing, those of what it opens. acting_close
 * after success or error. */
TCT_MUST_CHECK enum tct_status acting_open(struct acting *acting, const struct command *self,
                                           const struct acting_request *request,
                                           struct tct_error *err);

/* Checks an act against its case as it stands, signs it, puts it on the record, and prints its case
 * and its index once it will survive a crash. Errors: TCT_ERR_INPUT with why it is refused, those
 * of the log. */
TCT_MUST_CHECK enum tct_status acting_do(struct acting *acting, const char *text, size_t bytes,
                                         struct tct_error *err);

/* The same of an object, which is given back. */
TCT_MUST_CHECK enum tct_status acting_do_object(struct acting *acting, json_t *act,
                                                struct tct_error *err);

/* Publishes a head over what was done, frees everything, answers the exit code. */
int acting_close(struct acting *acting, enum tct_status status, struct tct_error *err);

#endif
