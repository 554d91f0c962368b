/* A new head: entries into tiles, tiles read back and hashed again, then signed and put in place.
 */
#include "log_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The tiles are durable when it answers. */
static enum tct_status write_tiles(struct tct_log *log, const struct batch *batch,
                                   struct tct_error *err)
{
    struct tct_bundle_reader reader;
    const uint8_t *entry = NULL;
    size_t bytes = 0;
    enum tct_status status = TCT_OK, of_batch = TCT_OK;
    tct_bundle_read(&reader, batch->bytes, batch->used, (unsigned)batch->count);
    while (status == TCT_OK && tct_bundle_next(&reader, &entry, &bytes, &of_batch, err))
        status = edge_append(&log->edge, log->storage, entry, bytes, err);
    TCT_ASSERT(of_batch == TCT_OK);
    if (status == TCT_OK)
        status = edge_add_partial(&log->edge, log->storage, err);
    return status == TCT_OK ? log->storage->sync(log->storage->user, err) : status;
}

/* That the tiles on the disk, and not those in memory, give the head that will be signed, and that
 * it goes on from the one before. */
static enum tct_status verify_tiles(const struct tct_log *log, struct tct_view *view,
                                    struct tct_error *err)
{
    const struct tct_checkpoint *head = tct_view_head(view);
    struct tct_proof proof;
    uint64_t from = log->head.size / TCT_TILE_WIDTH * TCT_TILE_WIDTH;
    enum tct_status status = tct_view_verify(view, from, NULL, NULL, err);
    if (status != TCT_OK || log->head.size == 0)
        return status;
    status =
        tct_prove_consistency(log->head.size, head->size, tct_view_read_hash, view, &proof, err);
    if (status == TCT_OK)
        status = tct_check_consistency(log->head.size, head->size, proof.hashes, proof.count,
                                       &log->head.root, &head->root, err);
    return status;
}

enum tct_status log_sign_head(const struct tct_log *log, const struct tct_checkpoint *head,
                              char ret_note[HEAD_NOTE_MAX], size_t *ret_bytes,
                              struct tct_error *err)
{
    char text[TCT_CHECKPOINT_TEXT_MAX], line[TCT_SIGNATURE_LINE_MAX];
    size_t bytes = tct_checkpoint_write(head, text);
    enum tct_status status = tct_note_sign(text, bytes, log->options.signer, 0, line, err);
    if (status != TCT_OK)
        return status;
    int note_bytes = snprintf(ret_note, HEAD_NOTE_MAX, "%s\n%s", text, line);
    TCT_ASSERT(note_bytes > 0 && note_bytes < HEAD_NOTE_MAX);
    *ret_bytes = (size_t)note_bytes;
    return TCT_OK;
}

/* The signed checkpoint, with what the witnesses said; free(). */
static enum tct_status sign_and_ask(const struct tct_log *log, struct tct_view *view,
                                    char **ret_note, size_t *ret_bytes, struct tct_error *err)
{
    char note[HEAD_NOTE_MAX], *lines = NULL;
    size_t bytes = 0;
    enum tct_status status = log_sign_head(log, tct_view_head(view), note, &bytes, err);
    if (status == TCT_OK && log->options.cosign != NULL)
        status = log->options.cosign(log->options.cosign_user, view, note, bytes, &lines, err);
    if (status != TCT_OK)
        return status;
    int all = asprintf(ret_note, "%s%s", note, lines == NULL ? "" : lines);
    free(lines);
    if (all < 0)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    *ret_bytes = (size_t)all;
    return TCT_OK;
}

static enum tct_status put_in_place(struct tct_log *log, struct tct_view *view,
                                    struct tct_error *err)
{
    char *note = NULL;
    size_t bytes = 0;
    enum tct_status status = sign_and_ask(log, view, &note, &bytes, err);
    if (status == TCT_OK)
        status = log->storage->replace(log->storage->user, TCT_CHECKPOINT_PATH, note, bytes, err);
    free(note);
    return status;
}

enum tct_status log_publish_batch(struct tct_log *log, const struct batch *batch,
                                  struct tct_error *err)
{
    TCT_ASSERT(batch->first == log->head.size);
    struct tct_view *view = NULL;
    struct tct_checkpoint head = log->head;
    enum tct_status status = write_tiles(log, batch, err);
    if (status != TCT_OK)
        return status;
    head.size = log->edge.size;
    edge_root(&log->edge, &head.root);
    status = tct_view_open_at(log->storage, &head, &view, err);
    if (status == TCT_OK)
        status = verify_tiles(log, view, err);
    if (status == TCT_OK)
        status = put_in_place(log, view, err);
    tct_view_close(view);
    if (status != TCT_OK)
        return status;
    uint64_t old_size = log->head.size;
    log->head = head;
    return edge_drop_outgrown(log->storage, old_size, head.size, err);
}
