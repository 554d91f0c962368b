/* The journal: batches behind one another, each with its digest. */
#include "journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "folder_file.h"

static const char NAME[] = "journal";
static const uint8_t MARK[8] = {'T', 'A', 'C', 'E', 'T', 'J', '1', '\n'};

enum {
    DIGEST_BYTES = 32,
    HEADER_BYTES = sizeof(MARK) + 8 + 8 + 8 + DIGEST_BYTES, /* mark, first, count, bytes, digest */
    JOURNAL_MAX = 1 << 30,                                  /* bytes */
};

static void put_number(uint64_t number, uint8_t *ret)
{
    for (int i = 7; i >= 0; i--, number >>= 8)
        ret[i] = (uint8_t)(number & 0xff);
}

static uint64_t get_number(const uint8_t *from)
{
    uint64_t number = 0;
    for (int i = 0; i < 8; i++)
        number = number << 8 | from[i];
    return number;
}

bool batch_put(struct batch *batch, const void *entry, size_t bytes)
{
    if (batch->room - batch->used < bytes + 2) {
        size_t room = 2 * batch->room + bytes + 4096;
        uint8_t *grown = realloc(batch->bytes, room);
        if (grown == NULL)
            return false;
        batch->bytes = grown;
        batch->room = room;
    }
    batch->used += tct_bundle_put(batch->bytes + batch->used, entry, bytes);
    batch->count++;
    return true;
}

void batch_free(struct batch *batch)
{
    free(batch->bytes);
    *batch = (struct batch){0};
}

static void digest(const uint8_t *header, const uint8_t *bytes, size_t count,
                   uint8_t ret[DIGEST_BYTES])
{
    crypto_generichash_state state;
    (void)crypto_generichash_init(&state, NULL, 0, DIGEST_BYTES);
    (void)crypto_generichash_update(&state, header, HEADER_BYTES - DIGEST_BYTES);
    (void)crypto_generichash_update(&state, bytes, count);
    (void)crypto_generichash_final(&state, ret, DIGEST_BYTES);
}

static void write_header(const struct batch *batch, uint8_t ret[HEADER_BYTES])
{
    memcpy(ret, MARK, sizeof(MARK));
    put_number(batch->first, ret + 8);
    put_number(batch->count, ret + 16);
    put_number(batch->used, ret + 24);
    digest(ret, batch->bytes, batch->used, ret + 32);
}

/* A batch in the journal as it was read. */
struct found {
    uint64_t first, count;
    const uint8_t *bytes;
    size_t used;
};

static bool read_batch(const uint8_t *at, size_t left, struct found *ret)
{
    uint8_t expected[DIGEST_BYTES];
    if (left < HEADER_BYTES || memcmp(at, MARK, sizeof(MARK)) != 0)
        return false;
    *ret = (struct found){get_number(at + 8), get_number(at + 16), at + HEADER_BYTES,
                          (size_t)get_number(at + 24)};
    if (ret->used > left - HEADER_BYTES)
        return false;
    digest(at, ret->bytes, ret->used, expected);
    return sodium_memcmp(expected, at + 32, DIGEST_BYTES) == 0;
}

static enum tct_status fail_io(struct tct_error *err)
{
    return tct_fail(err, TCT_ERR_IO, "private/journal: cannot be written: %s", strerror(errno));
}

/* Entries of one batch, as far as they are not known. A digest that fits was written by us. */
static enum tct_status take_entries(const struct found *found, uint64_t from, struct batch *batch,
                                    struct tct_error *err)
{
    struct tct_bundle_reader reader;
    const uint8_t *entry = NULL;
    size_t bytes = 0;
    enum tct_status status = TCT_OK;
    tct_bundle_read(&reader, found->bytes, found->used, (unsigned)found->count);
    for (uint64_t at = found->first; tct_bundle_next(&reader, &entry, &bytes, &status, err); at++)
        if (at >= from && !batch_put(batch, entry, bytes))
            return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    return status;
}

/* Whether a whole batch follows what is broken: then it was on the disk, and was damaged. */
static bool is_followed(const uint8_t *at, size_t left)
{
    struct found found;
    while (left > HEADER_BYTES) {
        const uint8_t *mark = memmem(at + 1, left - 1, MARK, sizeof(MARK));
        if (mark == NULL)
            return false;
        left -= (size_t)(mark - at);
        at = mark;
        if (read_batch(at, left, &found))
            return true;
    }
    return false;
}

static enum tct_status read_batches(const uint8_t *content, size_t bytes, uint64_t from,
                                    struct batch *batch, size_t *ret_good, struct tct_error *err)
{
    size_t at = 0;
    uint64_t next = 0;
    for (struct found found; read_batch(content + at, bytes - at, &found);
         at += HEADER_BYTES + found.used) {
        if (at > 0 ? found.first != next : found.first > from)
            return tct_fail(err, TCT_ERR_INPUT,
                            "private/journal: found entry %" PRIu64 ", expected at most %" PRIu64
                            ": the log's files are of different times, as from a backup",
                            found.first, at > 0 ? next : from);
        enum tct_status status = take_entries(&found, from, batch, err);
        if (status != TCT_OK)
            return status;
        next = found.first + found.count;
    }
    if (is_followed(content + at, bytes - at))
        return tct_fail(err, TCT_ERR_INPUT,
                        "private/journal: damaged at byte %zu, before entries that were answered",
                        at);
    *ret_good = at;
    return TCT_OK;
}

static enum tct_status open_end(struct journal *journal, size_t good, struct tct_error *err)
{
    journal->file = openat(journal->folder, NAME, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    journal->bytes = good;
    if (journal->file < 0 || ftruncate(journal->file, (off_t)good) != 0 ||
        lseek(journal->file, 0, SEEK_END) < 0 || fsync(journal->file) != 0)
        return fail_io(err);
    return TCT_OK;
}

enum tct_status journal_open(int folder, uint64_t from, struct journal *ret,
                             struct batch *ret_batch, struct tct_error *err)
{
    *ret = (struct journal){folder, -1, 0};
    *ret_batch = (struct batch){.first = from};
    uint8_t *content = NULL;
    size_t bytes = 0, good = 0;
    enum tct_status status =
        folder_read_file(folder, NAME, "private/journal", JOURNAL_MAX, &content, &bytes, err);
    if (status == TCT_OK && content == NULL)
        status = tct_fail(err, TCT_ERR_INPUT, "private/journal: it is missing");
    if (status == TCT_OK)
        status = read_batches(content, bytes, from, ret_batch, &good, err);
    free(content);
    if (status == TCT_OK)
        status = open_end(ret, good, err);
    if (status != TCT_OK) {
        batch_free(ret_batch);
        journal_close(ret);
    }
    return status;
}

enum tct_status journal_start(int folder, const struct batch *kept, struct journal *ret,
                              struct tct_error *err)
{
    *ret = (struct journal){folder, -1, 0};
    uint8_t header[HEADER_BYTES];
    size_t bytes = 0;
    uint8_t *content = NULL;
    if (kept != NULL && kept->count > 0) {
        write_header(kept, header);
        bytes = HEADER_BYTES + kept->used;
        content = malloc(bytes);
        if (content == NULL)
            return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
        memcpy(content, header, HEADER_BYTES);
        memcpy(content + HEADER_BYTES, kept->bytes, kept->used);
    }
    bool written =
        folder_replace_file(folder, NAME, 0600, content != NULL ? content : header, bytes);
    free(content);
    return written ? open_end(ret, bytes, err) : fail_io(err);
}

void journal_close(struct journal *journal)
{
    if (journal->file >= 0)
        (void)close(journal->file);
    journal->file = -1;
}

enum tct_status journal_append(struct journal *journal, const struct batch *batch,
                               struct tct_error *err)
{
    uint8_t header[HEADER_BYTES];
    write_header(batch, header);
    if (!folder_write_all(journal->file, header, HEADER_BYTES) ||
        !folder_write_all(journal->file, batch->bytes, batch->used) ||
        fdatasync(journal->file) != 0)
        return fail_io(err);
    journal->bytes += HEADER_BYTES + batch->used;
    return TCT_OK;
}
