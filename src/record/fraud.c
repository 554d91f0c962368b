/* Proofs of fraud: a title, the lengths of two notes, the notes. */
#include "tacet/record/fraud.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decimal.h"
#include "lines.h"

static const char TITLE[] = "tacet-record-fraud/v1";

enum { PATH_ROOM = 128 };

enum tct_status tct_fraud_check(const char *a, size_t a_bytes, const char *b, size_t b_bytes,
                                const struct tct_verifier *log, struct tct_fraud *ret,
                                struct tct_error *err)
{
    struct tct_note note;
    *ret = (struct tct_fraud){.notes = {a, b}, .bytes = {a_bytes, b_bytes}};
    for (size_t i = 0; i < 2; i++) {
        enum tct_status status =
            tct_checkpoint_open(ret->notes[i], ret->bytes[i], log, &note, &ret->heads[i], err);
        if (status != TCT_OK)
            return status;
    }
    if (ret->heads[0].size != ret->heads[1].size)
        return tct_fail(err, TCT_ERR_INPUT,
                        "heads of different sizes do not contradict each other by themselves");
    if (tct_hash_equal(&ret->heads[0].root, &ret->heads[1].root))
        return tct_fail(err, TCT_ERR_INPUT, "the two heads have one root: they agree");
    return TCT_OK;
}

enum tct_status tct_fraud_write(const struct tct_fraud *fraud, char **ret_text, size_t *ret_bytes,
                                struct tct_error *err)
{
    *ret_text = NULL;
    FILE *out = open_memstream(ret_text, ret_bytes);
    if (out != NULL) {
        (void)fprintf(out, "%s\n%zu\n%zu\n", TITLE, fraud->bytes[0], fraud->bytes[1]);
        for (size_t i = 0; i < 2; i++)
            (void)fwrite(fraud->notes[i], 1, fraud->bytes[i], out);
    }
    if (out == NULL || fclose(out) != 0) {
        free(*ret_text);
        *ret_text = NULL;
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    }
    return TCT_OK;
}

enum tct_status tct_fraud_open(const char *text, size_t bytes, const struct tct_verifier *log,
                               struct tct_fraud *ret, struct tct_error *err)
{
    struct lines lines = {text, text + bytes, 0};
    const char *line = NULL;
    size_t count = 0;
    uint64_t sizes[2] = {0, 0};
    bool read = lines_take(&lines, &line, &count) && count == sizeof(TITLE) - 1 &&
                memcmp(line, TITLE, count) == 0;
    for (size_t i = 0; i < 2; i++)
        read = read && lines_take(&lines, &line, &count) &&
               decimal_read(line, count, TCT_NOTE_MAX, &sizes[i]);
    size_t left = (size_t)(lines.end - lines.at);
    if (!read || sizes[0] + sizes[1] != left)
        return tct_fail(err, TCT_ERR_INPUT, "not a proof of fraud: cut off, or altered");
    return tct_fraud_check(lines.at, (size_t)sizes[0], lines.at + sizes[0], (size_t)sizes[1], log,
                           ret, err);
}

enum tct_status tct_fraud_keep(const struct tct_fraud *fraud, const struct tct_storage *storage,
                               const char *folder, struct tct_error *err)
{
    char *text = NULL, path[PATH_ROOM], name[2 * TCT_HASH_BYTES + 1];
    uint8_t hash[crypto_hash_sha256_BYTES];
    size_t bytes = 0;
    enum tct_status status = tct_fraud_write(fraud, &text, &bytes, err);
    if (status != TCT_OK)
        return status;
    (void)crypto_hash_sha256(hash, (const uint8_t *)text, bytes);
    (void)sodium_bin2hex(name, sizeof(name), hash, sizeof(hash));
    (void)snprintf(path, sizeof(path), "%.40s/%.16s.fraud", folder, name);
    status = storage->replace(storage->user, path, text, bytes, err);
    free(text);
    return status;
}
