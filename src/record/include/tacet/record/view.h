/* A log at one head, seen through storage that is not trusted: every hash and every entry that it
 * answers has been followed up to the head's root. */
#ifndef TACET_RECORD_VIEW_H
#define TACET_RECORD_VIEW_H

#include "tacet/record/checkpoint.h"
#include "tacet/record/storage.h"
#include "tacet/record/tile.h"

#define TCT_CHECKPOINT_PATH "checkpoint"

struct tct_view;

/* The log's head as the storage has it now, signed by `log`. Errors: TCT_ERR_INPUT (no checkpoint
 * there, false, of another log, or tiles that do not give its root: says which file), and those of
 * storage. */
TCT_API TCT_MUST_CHECK enum tct_status tct_view_open(const struct tct_storage *storage,
                                                     const struct tct_verifier *log,
                                                     struct tct_view **ret_view,
                                                     struct tct_error *err);

/* The same at a head that is known otherwise. */
TCT_API TCT_MUST_CHECK enum tct_status tct_view_open_at(const struct tct_storage *storage,
                                                        const struct tct_checkpoint *head,
                                                        struct tct_view **ret_view,
                                                        struct tct_error *err);
TCT_API void tct_view_close(struct tct_view *view); /* NULL is fine */

TCT_API const struct tct_checkpoint *tct_view_head(const struct tct_view *view);

/* The signed note of the head; NULL when opened at a head that is known otherwise. */
TCT_API const char *tct_view_note(const struct tct_view *view, size_t *ret_bytes);

/* A tct_read_hash_fn; `view` is a struct tct_view. */
TCT_API enum tct_status tct_view_read_hash(void *view, unsigned level, uint64_t index,
                                           struct tct_hash *ret, struct tct_error *err);

/* Entry `index`; *ret_entry is good until the next call. Errors: TCT_ERR_USE (there is no such
 * entry), TCT_ERR_INPUT (it was altered: says in which file), and those of storage. */
TCT_API TCT_MUST_CHECK enum tct_status tct_view_entry(struct tct_view *view, uint64_t index,
                                                      const uint8_t **ret_entry, size_t *ret_bytes,
                                                      struct tct_error *err);

/* Reads all entries and tiles from the bundle of entry `from` on, which is a multiple of
 * TCT_TILE_WIDTH; 0 is the whole log. `progress` (may be NULL) is told how many entries are done
 * now and then. Errors: TCT_ERR_INPUT with the file that does not fit, and those of storage. */
typedef void tct_view_progress_fn(void *user, uint64_t entries);
TCT_API TCT_MUST_CHECK enum tct_status tct_view_verify(struct tct_view *view, uint64_t from,
                                                       tct_view_progress_fn *progress, void *user,
                                                       struct tct_error *err);

/* The content of a tile or bundle of the head's tree, verified; good until the next call. For who
 * copies a log. */
TCT_API TCT_MUST_CHECK enum tct_status tct_view_tile(struct tct_view *view,
                                                     const struct tct_tile *tile,
                                                     const uint8_t **ret_content, size_t *ret_bytes,
                                                     struct tct_error *err);

#endif
