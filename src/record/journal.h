/* The journal of a log: what was appended and is durable, but may not be in its tiles yet. Batches
 * stand one behind the other, each written only when the one before it is on the disk: so a batch
 * that is broken is either the last one, which nobody was answered for, or damage. */
#ifndef TACET_RECORD_JOURNAL_H
#define TACET_RECORD_JOURNAL_H

#include "tacet/record/tile.h"

/* Entries as they stand in a bundle, one behind the other. */
struct batch {
    uint64_t first; /* index of the first */
    uint64_t count;
    uint8_t *bytes;
    size_t used, room;
};

/* An entry more at its end. False when memory is out. */
bool batch_put(struct batch *batch, const void *entry, size_t bytes);
void batch_free(struct batch *batch);

enum { JOURNAL_KEY_BYTES = 32 };

struct journal {
    int folder; /* in which it stands; the caller's */
    int file;   /* -1 when closed */
    size_t bytes;
    uint8_t key[JOURNAL_KEY_BYTES]; /* of its digests: no secret of the log's, but of the file's */
};

/* A new and empty one in place of what is there; `kept` (may be NULL) is what it begins with. */
enum tct_status journal_start(int folder, const struct batch *kept, struct journal *ret,
                              struct tct_error *err);

/* Opens the journal that is there and gathers its entries from index `from` on in *ret_batch, which
 * the caller frees. Errors: TCT_ERR_INPUT (damaged, or it begins after `from`), TCT_ERR_IO,
 * TCT_ERR_MEMORY, TCT_ERR_LIMIT. */
enum tct_status journal_open(int folder, uint64_t from, struct journal *ret,
                             struct batch *ret_batch, struct tct_error *err);
void journal_close(struct journal *journal);

/* The batch is on the disk when it answers. */
enum tct_status journal_append(struct journal *journal, const struct batch *batch,
                               struct tct_error *err);

#endif
