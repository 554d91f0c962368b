/* Receipts: written, opened, held against the log. */
#include "tacet/record/receipt.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decimal.h"
#include "lines.h"
#include "tacet/record/base64.h"

static const char TITLE[] = "tacet-record-receipt/v1";

static size_t write_text(const struct tct_receipt *receipt, char ret[TCT_RECEIPT_MAX])
{
    char leaf[TCT_BASE64_CHARS(TCT_HASH_BYTES) + 1];
    tct_base64_write(receipt->leaf.bytes, TCT_HASH_BYTES, leaf);
    return (size_t)snprintf(
        ret, TCT_RECEIPT_MAX, "%s\n%s\n%" PRIu64 "\n%s\n%" PRIu64 "\n%" PRIu64 "\n", TITLE,
        receipt->origin, receipt->index, leaf, receipt->time_s, receipt->include_s);
}

enum tct_status tct_receipt_write(const struct tct_receipt *receipt, const struct tct_signer *log,
                                  char ret_note[TCT_RECEIPT_MAX], size_t *ret_bytes,
                                  struct tct_error *err)
{
    TCT_ASSERT(strcmp(receipt->origin, log->verifier.name) == 0);
    char line[TCT_SIGNATURE_LINE_MAX];
    size_t bytes = write_text(receipt, ret_note);
    enum tct_status status = tct_note_sign(ret_note, bytes, log, 0, line, err);
    if (status != TCT_OK)
        return status;
    *ret_bytes = bytes + (size_t)snprintf(ret_note + bytes, TCT_RECEIPT_MAX - bytes, "\n%s", line);
    TCT_ASSERT(*ret_bytes < TCT_RECEIPT_MAX);
    return TCT_OK;
}

/* The six lines by their meaning; that they are spelled in the one way is shown by writing them
 * again. */
static bool read_text(const char *text, size_t bytes, struct tct_receipt *ret)
{
    struct lines reader = lines_of(text, bytes);
    const char *lines[6];
    size_t sizes[6];
    for (size_t i = 0; i < TCT_COUNT(lines); i++)
        if (!lines_take(&reader, &lines[i], &sizes[i]))
            return false;
    if (sizes[1] > TCT_KEY_NAME_MAX)
        return false;
    memcpy(ret->origin, lines[1], sizes[1]);
    ret->origin[sizes[1]] = '\0';
    return decimal_read(lines[2], sizes[2], TCT_TREE_SIZE_MAX - 1, &ret->index) &&
           line_hash(lines[3], sizes[3], &ret->leaf) &&
           decimal_read(lines[4], sizes[4], INT64_MAX, &ret->time_s) &&
           decimal_read(lines[5], sizes[5], INT64_MAX, &ret->include_s);
}

enum tct_status tct_receipt_open(const char *bytes, size_t count, const struct tct_verifier *log,
                                 struct tct_receipt *ret, struct tct_error *err)
{
    struct tct_note note;
    char again[TCT_RECEIPT_MAX];
    enum tct_status status = tct_note_parse(bytes, count, &note, err);
    if (status == TCT_OK)
        status = tct_note_verify(&note, log, NULL, err);
    if (status != TCT_OK)
        return status;
    if (!read_text(note.text, note.text_bytes, ret) || write_text(ret, again) != note.text_bytes ||
        memcmp(again, note.text, note.text_bytes) != 0 || strcmp(ret->origin, log->name) != 0)
        return tct_fail(err, TCT_ERR_INPUT, "it is signed, but no receipt of the log %s",
                        log->name);
    return TCT_OK;
}

enum tct_status tct_receipt_judge(const struct tct_receipt *receipt, struct tct_view *view,
                                  uint64_t now_s, enum tct_receipt_state *ret,
                                  struct tct_error *err)
{
    struct tct_hash leaf;
    if (receipt->index >= tct_view_head(view)->size) {
        *ret = now_s > receipt->include_s ? TCT_RECEIPT_LATE : TCT_RECEIPT_WAITING;
        return TCT_OK;
    }
    enum tct_status status = tct_view_read_hash(view, 0, receipt->index, &leaf, err);
    if (status == TCT_OK)
        *ret = tct_hash_equal(&leaf, &receipt->leaf) ? TCT_RECEIPT_KEPT : TCT_RECEIPT_BROKEN;
    return status;
}
