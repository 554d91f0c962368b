/* Heads that a witness keeps: read and held against their copies. */
#include "witness_heads.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tacet/record/witness.h"

enum { COPY_PATH_ROOM = TCT_HEAD_PATH_MAX + 16 };

void tct_witness_head_path(const char *origin, char ret[TCT_HEAD_PATH_MAX])
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    char hex[2 * sizeof(hash) + 1];
    (void)crypto_hash_sha256(hash, (const uint8_t *)origin, strlen(origin));
    (void)sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
    (void)snprintf(ret, TCT_HEAD_PATH_MAX, "heads/%s", hex);
}

static void copy_path(const char *path, char ret[COPY_PATH_ROOM])
{
    (void)snprintf(ret, COPY_PATH_ROOM, "private/%s", path);
}

static bool is_by(const struct tct_signature *signature, const struct tct_verifier *key)
{
    return signature->id == key->id && signature->name_bytes == strlen(key->name) &&
           memcmp(signature->name, key->name, signature->name_bytes) == 0;
}

/* Elsewhere signatures of others count for nothing; here nobody else has put any. */
static enum tct_status check_signers(const struct tct_note *note, const struct tct_verifier *log,
                                     const struct tct_verifier *witness, struct tct_error *err)
{
    for (size_t i = 0; i < note->count; i++)
        if (!is_by(&note->signatures[i], log) && !is_by(&note->signatures[i], witness))
            return tct_fail(err, TCT_ERR_INPUT, "signature %zu is not one that was kept", i + 1);
    return TCT_OK;
}

/* One copy: signed by the log, and by ourselves. */
static enum tct_status read_one(const struct tct_storage *storage, const char *path,
                                const struct tct_verifier *log, const struct tct_verifier *witness,
                                struct witness_head *ret, struct tct_error *err)
{
    struct tct_note note;
    struct tct_error why;
    uint8_t *content = NULL;
    *ret = (struct witness_head){0};
    enum tct_status status =
        storage->read(storage->user, path, TCT_WITNESS_REQUEST_MAX, &content, &ret->bytes, err);
    if (status != TCT_OK || content == NULL)
        return status;
    ret->note = (char *)content;
    status = tct_checkpoint_open(ret->note, ret->bytes, log, &note, &ret->head, &why);
    if (status == TCT_OK)
        status = tct_note_verify(&note, witness, NULL, &why);
    if (status == TCT_OK)
        status = check_signers(&note, log, witness, &why);
    if (status == TCT_OK)
        return TCT_OK;
    free(ret->note);
    *ret = (struct witness_head){0};
    return tct_fail(err, status, "%s: it was altered: %s", path, why.text);
}

/* The copy is written last, so that it is never ahead. */
static enum tct_status compare(const char *path, const struct witness_head *first,
                               const struct witness_head *copy, struct tct_error *err)
{
    if (copy->note == NULL)
        return TCT_OK;
    if (first->note == NULL)
        return tct_fail(err, TCT_ERR_INPUT,
                        "%s: it was taken away: a head of this log had been signed", path);
    if (copy->head.size > first->head.size)
        return tct_fail(err, TCT_ERR_INPUT, "%s: it was put back to an older head", path);
    if (copy->head.size == first->head.size && !tct_hash_equal(&copy->head.root, &first->head.root))
        return tct_fail(err, TCT_ERR_INPUT, "%s: it and its copy have different roots", path);
    return TCT_OK;
}

enum tct_status witness_head_read(const struct tct_storage *storage, const struct tct_verifier *log,
                                  const struct tct_verifier *witness, struct witness_head *ret,
                                  struct tct_error *err)
{
    char path[TCT_HEAD_PATH_MAX], second[COPY_PATH_ROOM];
    struct witness_head copy = {0};
    tct_witness_head_path(log->name, path);
    copy_path(path, second);
    enum tct_status status = read_one(storage, path, log, witness, ret, err);
    if (status == TCT_OK)
        status = read_one(storage, second, log, witness, &copy, err);
    if (status == TCT_OK)
        status = compare(path, ret, &copy, err);
    bool behind = ret->note != NULL && (copy.note == NULL || copy.bytes != ret->bytes ||
                                        memcmp(copy.note, ret->note, ret->bytes) != 0);
    if (status == TCT_OK && behind)
        status = storage->replace(storage->user, second, ret->note, ret->bytes, err);
    free(copy.note);
    if (status != TCT_OK) {
        free(ret->note);
        *ret = (struct witness_head){0};
    }
    return status;
}

enum tct_status witness_head_keep(const struct tct_storage *storage, const char *origin,
                                  const char *note, size_t bytes, struct tct_error *err)
{
    char path[TCT_HEAD_PATH_MAX], second[COPY_PATH_ROOM];
    tct_witness_head_path(origin, path);
    copy_path(path, second);
    enum tct_status status = storage->replace(storage->user, path, note, bytes, err);
    return status == TCT_OK ? storage->replace(storage->user, second, note, bytes, err) : status;
}
