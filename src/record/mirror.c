/* The mirror: compares heads, copies tiles that were verified, reads them back, takes over the
 * head. */
#include "tacet/record/mirror.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "edge.h"

enum { PATH_ROOM = 40, TELL_EVERY = 64 }; /* bundles */

/* One update. */
struct update {
    const struct tct_storage *from, *to;
    const struct tct_verifier *log;
    struct tct_view *source, *own; /* own is NULL before the first update */
    uint64_t old_size;
    tct_view_progress_fn *progress;
    void *user;
};

static enum tct_status name_side(enum tct_status status, const char *side,
                                 const struct tct_error *why, struct tct_error *err)
{
    return status == TCT_OK ? TCT_OK : tct_fail(err, status, "%s: %s", side, why->text);
}

/* A mirror without a checkpoint is a new one. */
static enum tct_status open_own(struct update *update, struct tct_error *err)
{
    uint8_t *note = NULL;
    size_t bytes = 0;
    struct tct_error why;
    enum tct_status status =
        update->to->read(update->to->user, TCT_CHECKPOINT_PATH, TCT_NOTE_MAX, &note, &bytes, err);
    if (status != TCT_OK || note == NULL)
        return status;
    free(note);
    status = tct_view_open(update->to, update->log, &update->own, &why);
    if (status == TCT_OK)
        update->old_size = tct_view_head(update->own)->size;
    return name_side(status, "the copy", &why, err);
}

static enum tct_status open_both(struct update *update, struct tct_error *err)
{
    struct tct_error why;
    enum tct_status status = open_own(update, err);
    if (status != TCT_OK)
        return status;
    status = tct_view_open(update->from, update->log, &update->source, &why);
    return name_side(status, "the source", &why, err);
}

/* What the two heads are to each other; proofs of fraud are kept. */
static enum tct_status compare(const struct update *update, struct tct_mirror_report *report,
                               struct tct_error *err)
{
    struct tct_fraud fraud;
    struct tct_error why;
    enum tct_heads_state state = TCT_HEADS_AGREE;
    size_t own_bytes = 0, bytes = 0;
    report->shown = tct_view_head(update->source)->size;
    report->had = update->old_size;
    report->state = report->shown > report->had   ? TCT_MIRROR_GREW
                    : report->shown < report->had ? TCT_MIRROR_SMALLER
                                                  : TCT_MIRROR_SAME;
    if (update->own == NULL) {
        report->state = TCT_MIRROR_GREW;
        return TCT_OK;
    }
    const char *own = tct_view_note(update->own, &own_bytes);
    const char *note = tct_view_note(update->source, &bytes);
    struct tct_view *larger = report->shown > report->had ? update->source : update->own;
    enum tct_status status =
        tct_heads_compare(own, own_bytes, note, bytes, update->log, larger, &state, &fraud, &why);
    if (status != TCT_OK || state != TCT_HEADS_FRAUD)
        return name_side(status, larger == update->own ? "the copy" : "the source", &why, err);
    report->state = TCT_MIRROR_FRAUD;
    return tct_fraud_keep(&fraud, update->to, "fraud", err);
}

static enum tct_status copy_tile(const struct update *update, int level, uint64_t index,
                                 struct tct_error *err)
{
    char path[TCT_TILE_PATH_MAX];
    const uint8_t *content = NULL;
    size_t bytes = 0;
    struct tct_tile tile = {level, index,
                            tct_tile_width(level, index, tct_view_head(update->source)->size)};
    tct_tile_path(&tile, path);
    struct tct_error why;
    enum tct_status status = tct_view_tile(update->source, &tile, &content, &bytes, &why);
    if (status != TCT_OK)
        return name_side(status, "the source", &why, err);
    return update->to->add(update->to->user, path, content, bytes, err);
}

/* All tiles of a level that are new or have become wider. */
static enum tct_status copy_level(const struct update *update, int level, struct tct_error *err)
{
    unsigned shift = level <= 0 ? 0 : (unsigned)(TCT_TILE_HEIGHT * level);
    uint64_t size = tct_view_head(update->source)->size;
    enum tct_status status = TCT_OK;
    for (uint64_t index = update->old_size >> shift >> TCT_TILE_HEIGHT;
         status == TCT_OK && tct_tile_width(level, index, size) > 0; index++) {
        status = copy_tile(update, level, index, err);
        if (status == TCT_OK && level == 0)
            status = copy_tile(update, TCT_TILE_ENTRIES, index, err);
        if (level == 0 && update->progress != NULL && index % TELL_EVERY == TELL_EVERY - 1)
            update->progress(update->user, (index + 1) * TCT_TILE_WIDTH);
    }
    return status;
}

/* Entries come with the tiles of level 0, which verify them. */
static enum tct_status copy_tiles(const struct update *update, struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    for (int level = 0; level < TCT_TILE_LEVELS && status == TCT_OK; level++)
        status = copy_level(update, level, err);
    return status == TCT_OK ? update->to->sync(update->to->user, err) : status;
}

/* What stands in the copy now, read back from it. */
static enum tct_status verify_copy(const struct update *update, struct tct_error *err)
{
    struct tct_view *copy = NULL;
    uint64_t from = update->old_size / TCT_TILE_WIDTH * TCT_TILE_WIDTH;
    enum tct_status status =
        tct_view_open_at(update->to, tct_view_head(update->source), &copy, err);
    if (status == TCT_OK)
        status = tct_view_verify(copy, from, NULL, NULL, err);
    tct_view_close(copy);
    return status;
}

static enum tct_status take_head(const struct update *update, struct tct_error *err)
{
    char path[PATH_ROOM];
    size_t bytes = 0;
    const char *note = tct_view_note(update->source, &bytes);
    const struct tct_storage *to = update->to;
    (void)snprintf(path, sizeof(path), "heads/%" PRIu64, tct_view_head(update->source)->size);
    enum tct_status status = to->replace(to->user, path, note, bytes, err);
    if (status == TCT_OK)
        status = to->replace(to->user, TCT_CHECKPOINT_PATH, note, bytes, err);
    return status;
}

static enum tct_status grow(const struct update *update, struct tct_error *err)
{
    enum tct_status status = copy_tiles(update, err);
    if (status == TCT_OK)
        status = verify_copy(update, err);
    if (status == TCT_OK)
        status = take_head(update, err);
    if (status == TCT_OK)
        status = edge_drop_outgrown(update->to, update->old_size,
                                    tct_view_head(update->source)->size, err);
    return status;
}

/* The same head, perhaps with more cosignatures than before. */
static enum tct_status take_signatures(const struct update *update, struct tct_error *err)
{
    size_t own_bytes = 0, bytes = 0;
    (void)tct_view_note(update->own, &own_bytes);
    (void)tct_view_note(update->source, &bytes);
    return bytes > own_bytes ? take_head(update, err) : TCT_OK;
}

enum tct_status tct_mirror_update(const struct tct_storage *from, const struct tct_storage *to,
                                  const struct tct_verifier *log, tct_view_progress_fn *progress,
                                  void *user, struct tct_mirror_report *ret_report,
                                  struct tct_error *err)
{
    struct update update = {.from = from, .to = to, .log = log, .progress = progress, .user = user};
    *ret_report = (struct tct_mirror_report){.state = TCT_MIRROR_SAME};
    enum tct_status status = open_both(&update, err);
    if (status == TCT_OK)
        status = compare(&update, ret_report, err);
    if (status == TCT_OK && ret_report->state == TCT_MIRROR_GREW)
        status = grow(&update, err);
    else if (status == TCT_OK && ret_report->state == TCT_MIRROR_SAME)
        status = take_signatures(&update, err);
    tct_view_close(update.own);
    tct_view_close(update.source);
    return status;
}
