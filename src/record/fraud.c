/* Proofs of fraud. As texts: a title, the lengths of two notes, hashes (what the larger tree was,
 * and the proof of it) and an empty line after them, the notes. */
#include "tacet/record/fraud.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decimal.h"
#include "lines.h"
#include "tacet/record/base64.h"

static const char TITLE[] = "tacet-record-fraud/v1";

enum { PATH_ROOM = 128 };

static enum tct_status open_heads(struct tct_fraud *fraud, const struct tct_verifier *log,
                                  struct tct_error *err)
{
    struct tct_note note;
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < 2 && status == TCT_OK; i++)
        status = tct_checkpoint_open(fraud->notes[i], fraud->bytes[i], log, &note, &fraud->heads[i],
                                     err);
    return status;
}

/* Whether the two roots, which belong to trees of one size, are different; and of different sizes
 * whether the proof holds. */
static enum tct_status judge(const struct tct_fraud *fraud, struct tct_error *err)
{
    const struct tct_checkpoint *smaller = &fraud->heads[0], *larger = &fraud->heads[1];
    bool one_size = smaller->size == larger->size;
    enum tct_status status = TCT_OK;
    if (!one_size)
        status = tct_check_consistency(smaller->size, larger->size, fraud->proof.hashes,
                                       fraud->proof.count, &fraud->before, &larger->root, err);
    if (status != TCT_OK)
        return status;
    if (tct_hash_equal(&smaller->root, one_size ? &larger->root : &fraud->before))
        return tct_fail(err, TCT_ERR_INPUT, "the two heads agree");
    return TCT_OK;
}

/* What the tree of the larger head was at the smaller one's size. */
static enum tct_status look_back(struct tct_view *view, struct tct_fraud *fraud,
                                 struct tct_error *err)
{
    uint64_t size = fraud->heads[0].size;
    enum tct_status status = tct_tree_root(size, tct_view_read_hash, view, &fraud->before, err);
    if (status == TCT_OK)
        status = tct_prove_consistency(size, fraud->heads[1].size, tct_view_read_hash, view,
                                       &fraud->proof, err);
    return status;
}

static bool is_view_of(const struct tct_view *view, const struct tct_checkpoint *head)
{
    return view != NULL && tct_view_head(view)->size == head->size &&
           tct_hash_equal(&tct_view_head(view)->root, &head->root);
}

enum tct_status tct_heads_compare(const char *a, size_t a_bytes, const char *b, size_t b_bytes,
                                  const struct tct_verifier *log, struct tct_view *view,
                                  enum tct_heads_state *ret_state, struct tct_fraud *ret_fraud,
                                  struct tct_error *err)
{
    struct tct_fraud *fraud = ret_fraud;
    *fraud = (struct tct_fraud){.notes = {a, b}, .bytes = {a_bytes, b_bytes}};
    enum tct_status status = open_heads(fraud, log, err);
    if (status == TCT_OK && fraud->heads[0].size > fraud->heads[1].size) {
        *fraud = (struct tct_fraud){.notes = {b, a}, .bytes = {b_bytes, a_bytes}};
        status = open_heads(fraud, log, err);
    }
    if (status != TCT_OK)
        return status;
    *ret_state = TCT_HEADS_AGREE;
    if (fraud->heads[0].size == 0)
        return TCT_OK;
    if (fraud->heads[0].size != fraud->heads[1].size) {
        *ret_state = TCT_HEADS_UNKNOWN;
        if (!is_view_of(view, &fraud->heads[1]))
            return TCT_OK;
        status = look_back(view, fraud, err);
        if (status != TCT_OK)
            return status;
    }
    *ret_state = judge(fraud, NULL) == TCT_OK ? TCT_HEADS_FRAUD : TCT_HEADS_AGREE;
    return TCT_OK;
}

static void write_hash(FILE *out, const struct tct_hash *hash)
{
    char base64[TCT_BASE64_CHARS(TCT_HASH_BYTES) + 1];
    tct_base64_write(hash->bytes, TCT_HASH_BYTES, base64);
    (void)fprintf(out, "%s\n", base64);
}

enum tct_status tct_fraud_write(const struct tct_fraud *fraud, char **ret_text, size_t *ret_bytes,
                                struct tct_error *err)
{
    *ret_text = NULL;
    FILE *out = open_memstream(ret_text, ret_bytes);
    if (out != NULL) {
        (void)fprintf(out, "%s\n%zu\n%zu\n", TITLE, fraud->bytes[0], fraud->bytes[1]);
        if (fraud->heads[0].size != fraud->heads[1].size) {
            write_hash(out, &fraud->before);
            for (size_t i = 0; i < fraud->proof.count; i++)
                write_hash(out, &fraud->proof.hashes[i]);
        }
        (void)fputc('\n', out);
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

/* False when it is not in that form. */
static bool parse(const char *text, size_t bytes, struct tct_fraud *ret)
{
    struct lines lines = lines_of(text, bytes);
    struct tct_hash hashes[TCT_PROOF_HASHES_MAX + 1];
    const char *line = NULL;
    size_t count = 0;
    uint64_t sizes[2] = {0, 0};
    if (!lines_take(&lines, &line, &count) || count != sizeof(TITLE) - 1 ||
        memcmp(line, TITLE, count) != 0)
        return false;
    for (size_t i = 0; i < 2; i++)
        if (!lines_take(&lines, &line, &count) ||
            !decimal_read(line, count, TCT_NOTE_MAX, &sizes[i]))
            return false;
    int found = lines_hashes(&lines, TCT_COUNT(hashes), hashes);
    if (found < 0 || sizes[0] + sizes[1] != (size_t)(lines.end - lines.at))
        return false;
    *ret = (struct tct_fraud){.notes = {lines.at, lines.at + sizes[0]},
                              .bytes = {(size_t)sizes[0], (size_t)sizes[1]}};
    if (found > 0) {
        ret->before = hashes[0];
        ret->proof.count = (size_t)found - 1;
        memcpy(ret->proof.hashes, hashes + 1, ret->proof.count * sizeof(*hashes));
    }
    return true;
}

/* Whether it is what we would write of it: a proof has one spelling. */
static enum tct_status check_spelling(const struct tct_fraud *fraud, const char *text, size_t bytes,
                                      struct tct_error *err)
{
    char *again = NULL;
    size_t again_bytes = 0;
    enum tct_status status = tct_fraud_write(fraud, &again, &again_bytes, err);
    if (status == TCT_OK && (again_bytes != bytes || memcmp(again, text, bytes) != 0))
        status = tct_fail(err, TCT_ERR_INPUT, "it holds hashes that prove nothing");
    free(again);
    return status;
}

enum tct_status tct_fraud_open(const char *text, size_t bytes, const struct tct_verifier *log,
                               struct tct_fraud *ret, struct tct_error *err)
{
    struct tct_error why;
    if (!parse(text, bytes, ret))
        return tct_fail(err, TCT_ERR_INPUT, "not a proof of fraud: cut off, or altered");
    enum tct_status status = open_heads(ret, log, &why);
    if (status == TCT_OK)
        status = judge(ret, &why);
    if (status == TCT_OK)
        status = check_spelling(ret, text, bytes, &why);
    return status == TCT_OK ? TCT_OK : tct_fail(err, status, "it proves no fraud: %s", why.text);
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
