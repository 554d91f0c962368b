/* What the subcommands of tacet record have in common: keys, logs that are read, their messages. */
#ifndef TACET_APP_RECORD_H
#define TACET_APP_RECORD_H

#include "command.h"
#include "tacet/record.h"

extern const struct command command_record_append;
extern const struct command command_record_check;
extern const struct command command_record_export;
extern const struct command command_record_init;
extern const struct command command_record_mirror;
extern const struct command command_record_open;
extern const struct command command_record_prove;
extern const struct command command_record_redact;
extern const struct command command_record_verify;
extern const struct command command_record_witness;

/* Whom to trust, for free(): the policy in a file, or the one log whose key is given (the key
 * itself or a file with it), or, when both are NULL, the log whose key stands in `folder`. Errors:
 * TCT_ERR_INPUT, TCT_ERR_USE (nothing is given at all). */
TCT_MUST_CHECK enum tct_status record_trust(const char *key, const char *policy_path,
                                            const char *folder, struct tct_policy **ret,
                                            struct tct_error *err);

/* A log that is read. */
struct record_log {
    struct tct_folder *folder;
    struct tct_view *view;
    struct tct_policy_judgement found; /* of its head */
};

/* Errors: those of tct_view_open and tct_policy_judge. Nothing is to be closed after an error. */
TCT_MUST_CHECK enum tct_status record_open(const char *folder, const struct tct_policy *trust,
                                           struct record_log *ret, struct tct_error *err);
void record_close(struct record_log *log);

/* Lines for people: which witnesses have cosigned a head and when, what that proves. */
void record_print_witnesses(const struct tct_policy *trust,
                            const struct tct_policy_judgement *found);

/* A verifier key, or a file with one in its first line. */
TCT_MUST_CHECK enum tct_status record_key(const char *key, struct tct_verifier *ret,
                                          struct tct_error *err);

/* The log's private key, "private/log.key" in its folder. The passphrase of an encrypted one comes
 * from the first line of `passphrase_path`, or, when that is NULL, from the terminal. */
TCT_MUST_CHECK enum tct_status record_signer(const char *folder, const char *passphrase_path,
                                             struct tct_signer *ret, struct tct_error *err);

/* The private key in a file; passphrases as for record_signer. */
TCT_MUST_CHECK enum tct_status record_key_file(const char *path, const char *passphrase_path,
                                               struct tct_signer *ret, struct tct_error *err);

/* A new key. Errors: TCT_ERR_INPUT for its name, TCT_ERR_IO without random numbers. */
TCT_MUST_CHECK enum tct_status record_new_key(const char *name, enum tct_key_type type,
                                              struct tct_signer *ret, struct tct_error *err);

/* A passphrase for a new key: from the file, which must be for its owner alone. */
TCT_MUST_CHECK enum tct_status record_passphrase(const char *path, char ret[TCT_PASSPHRASE_MAX + 1],
                                                 struct tct_error *err);

/* The whole file for free(), ended by a NUL; NULL and "-" are standard input. `ret_name` is what
 * messages call it. Errors: TCT_ERR_LIMIT, TCT_ERR_INPUT, TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status record_read_file(const char *path, size_t limit, char **ret_content,
                                                size_t *ret_bytes, struct tct_error *err);

/* An index, in decimal. */
TCT_MUST_CHECK enum tct_status record_index(const char *text, uint64_t *ret, struct tct_error *err);

/* Appends one entry, JSON that is made canonical, and publishes a head over it; the log's key as
 * for record_signer. Errors: those of tct_canonical_json, record_signer and the log. */
TCT_MUST_CHECK enum tct_status record_append_one(const char *folder, const char *passphrase_path,
                                                 const char *text, struct tct_error *err);

/* What did not verify is the answer "no". */
int record_failed(const struct command *command, const struct tct_error *err);

#endif
