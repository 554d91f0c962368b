/* What the subcommands of tacet record have in common: keys, logs that are read, their messages. */
#ifndef TACET_APP_RECORD_H
#define TACET_APP_RECORD_H

#include "command.h"
#include "tacet/record.h"

extern const struct command command_record_append;
extern const struct command command_record_init;
extern const struct command command_record_verify;

/* A log that is read. */
struct record_log {
    struct tct_folder *folder;
    struct tct_verifier verifier;
    bool own_key; /* the verifier is the one that stands in the log itself */
    struct tct_view *view;
};

/* `key` is a verifier key, or a file with one; NULL: the one in the log. Errors: those of
 * tct_view_open, and TCT_ERR_INPUT for the key. Nothing is to be closed after an error. */
TCT_MUST_CHECK enum tct_status record_open(const char *folder, const char *key,
                                           struct record_log *ret, struct tct_error *err);
void record_close(struct record_log *log);

/* A verifier key, or a file with one in its first line. */
TCT_MUST_CHECK enum tct_status record_key(const char *key, struct tct_verifier *ret,
                                          struct tct_error *err);

/* The log's private key, "private/log.key" in its folder. The passphrase of an encrypted one comes
 * from the first line of `passphrase_path`, or, when that is NULL, from the terminal. */
TCT_MUST_CHECK enum tct_status record_signer(const char *folder, const char *passphrase_path,
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

/* What did not verify is the answer "no". */
int record_failed(const struct command *command, const struct tct_error *err);

#endif
