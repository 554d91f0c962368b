/* Proofs as texts: tlog-proof. */
#include "tacet/record/proof.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decimal.h"
#include "lines.h"
#include "tacet/record/base64.h"

static const char TITLE[] = "c2sp.org/tlog-proof@v1";

static enum tct_status refuse(const struct lines *lines, const char *what, struct tct_error *err)
{
    return tct_fail(err, TCT_ERR_INPUT, "not a proof: line %zu is not %s",
                    lines->number > 0 ? lines->number : 1, what);
}

enum tct_status tct_tlog_proof_parse(const char *text, size_t bytes, struct tct_tlog_proof *ret,
                                     struct tct_error *err)
{
    struct lines lines = lines_of(text, bytes);
    const char *line = NULL, *value = NULL;
    size_t count = 0, value_bytes = 0, decoded = 0;
    *ret = (struct tct_tlog_proof){0};
    if (bytes > TCT_TLOG_PROOF_MAX)
        return tct_fail(err, TCT_ERR_LIMIT, "a proof of more than %d bytes", TCT_TLOG_PROOF_MAX);
    if (!lines_take(&lines, &line, &count) || count != sizeof(TITLE) - 1 ||
        memcmp(line, TITLE, count) != 0)
        return refuse(&lines, TITLE, err);
    bool more = lines_take(&lines, &line, &count);
    if (more && (value = line_after(line, count, "extra", &value_bytes)) != NULL) {
        if (!tct_base64_check(value, value_bytes, &decoded))
            return refuse(&lines, "'extra' and canonical base64", err);
        ret->extra = value;
        ret->extra_chars = value_bytes;
        more = lines_take(&lines, &line, &count);
    }
    value = more ? line_after(line, count, "index", &value_bytes) : NULL;
    if (value == NULL || !decimal_read(value, value_bytes, TCT_TREE_SIZE_MAX - 1, &ret->index))
        return refuse(&lines, "'index' and a number without leading zeros below 2^63", err);
    int hashes = lines_hashes(&lines, TCT_PROOF_HASHES_MAX - 1, ret->path.hashes);
    if (hashes < 0)
        return refuse(&lines, "one of at most 63 hashes, or the empty line after them", err);
    ret->path.count = (size_t)hashes;
    ret->note = lines.at;
    ret->note_bytes = (size_t)(lines.end - lines.at);
    return TCT_OK;
}

static void write_text(FILE *out, const struct tct_tlog_proof *proof)
{
    char hash[TCT_BASE64_CHARS(TCT_HASH_BYTES) + 1];
    (void)fprintf(out, "%s\n", TITLE);
    if (proof->extra != NULL)
        (void)fprintf(out, "extra %.*s\n", (int)proof->extra_chars, proof->extra);
    (void)fprintf(out, "index %" PRIu64 "\n", proof->index);
    for (size_t i = 0; i < proof->path.count; i++) {
        tct_base64_write(proof->path.hashes[i].bytes, TCT_HASH_BYTES, hash);
        (void)fprintf(out, "%s\n", hash);
    }
    (void)fputc('\n', out);
    (void)fwrite(proof->note, 1, proof->note_bytes, out);
}

enum tct_status tct_tlog_proof_write(const struct tct_tlog_proof *proof, char **ret_text,
                                     size_t *ret_bytes, struct tct_error *err)
{
    *ret_text = NULL;
    FILE *out = open_memstream(ret_text, ret_bytes);
    if (out != NULL)
        write_text(out, proof);
    if (out == NULL || fclose(out) != 0) {
        free(*ret_text);
        *ret_text = NULL;
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    }
    return TCT_OK;
}

enum tct_status tct_tlog_proof_make(struct tct_view *view, uint64_t index, char **ret_text,
                                    size_t *ret_bytes, struct tct_error *err)
{
    struct tct_tlog_proof proof = {.index = index};
    proof.note = tct_view_note(view, &proof.note_bytes);
    TCT_ASSERT(proof.note != NULL);
    *ret_text = NULL;
    enum tct_status status = tct_prove_inclusion(index, tct_view_head(view)->size,
                                                 tct_view_read_hash, view, &proof.path, err);
    return status == TCT_OK ? tct_tlog_proof_write(&proof, ret_text, ret_bytes, err) : status;
}

enum tct_status tct_tlog_proof_check(const struct tct_tlog_proof *proof,
                                     const struct tct_hash *leaf, const struct tct_checkpoint *head,
                                     struct tct_error *err)
{
    return tct_check_inclusion(proof->index, head->size, leaf, proof->path.hashes,
                               proof->path.count, &head->root, err);
}

enum tct_status tct_tlog_proof_verify(const char *text, size_t bytes, const void *entry,
                                      size_t entry_bytes, const struct tct_policy *policy,
                                      struct tct_policy_judgement *ret, struct tct_error *err)
{
    struct tct_tlog_proof proof;
    struct tct_note note;
    struct tct_hash leaf;
    *ret = (struct tct_policy_judgement){.quorum = false};
    enum tct_status status = tct_tlog_proof_parse(text, bytes, &proof, err);
    if (status == TCT_OK)
        status = tct_policy_judge(policy, proof.note, proof.note_bytes, &note, ret, err);
    if (status != TCT_OK)
        return status;
    tct_hash_leaf(entry, entry_bytes, &leaf);
    return tct_tlog_proof_check(&proof, &leaf, &ret->head, err);
}
