/* The journal: a start with a random key, then batches behind one another, each with its digest by
 * that key. Who appends cannot know it, and so can put nothing into an entry that looks like a
 * batch. */
#include "journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "big_endian.h"
#include "folder_file.h"

static const char NAME[] = "journal";
static const uint8_t START[8] = {'T', 'A', 'C', 'E', 'T', 'J', '2', '\n'};
static const uint8_t MARK[8] = {'b', 'a', 't', 'c', 'h', ' ', '2', '\n'};

enum {
    DIGEST_BYTES = 32,
    START_BYTES = sizeof(START) + JOURNAL_KEY_BYTES + DIGEST_BYTES,
    HEADER_BYTES = sizeof(MARK) + 8 + 8 + 8 + DIGEST_BYTES, /* mark, first, count, bytes, digest */
    JOURNAL_MAX = 1 << 30,                                  /* bytes */
};

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

static void digest(const uint8_t *key, const uint8_t *header, size_t header_bytes,
                   const uint8_t *bytes, size_t count, uint8_t ret[DIGEST_BYTES])
{
    crypto_generichash_state state;
    (void)crypto_generichash_init(&state, key, key != NULL ? JOURNAL_KEY_BYTES : 0, DIGEST_BYTES);
    (void)crypto_generichash_update(&state, header, header_bytes);
    (void)crypto_generichash_update(&state, bytes, count);
    (void)crypto_generichash_final(&state, ret, DIGEST_BYTES);
}

static void write_header(const uint8_t key[JOURNAL_KEY_BYTES], const struct batch *batch,
                         uint8_t ret[HEADER_BYTES])
{
    memcpy(ret, MARK, sizeof(MARK));
    put_big_endian(batch->first, ret + 8, 8);
    put_big_endian(batch->count, ret + 16, 8);
    put_big_endian(batch->used, ret + 24, 8);
    digest(key, ret, HEADER_BYTES - DIGEST_BYTES, batch->bytes, batch->used, ret + 32);
}

static void write_start(const uint8_t key[JOURNAL_KEY_BYTES], uint8_t ret[START_BYTES])
{
    memcpy(ret, START, sizeof(START));
    memcpy(ret + sizeof(START), key, JOURNAL_KEY_BYTES);
    digest(NULL, ret, START_BYTES - DIGEST_BYTES, NULL, 0, ret + START_BYTES - DIGEST_BYTES);
}

/* It was put in place as a whole: where it is not as it was written, that is damage. */
static bool read_start(const uint8_t *content, size_t bytes, uint8_t ret_key[JOURNAL_KEY_BYTES])
{
    uint8_t expected[START_BYTES];
    if (bytes < START_BYTES)
        return false;
    memcpy(ret_key, content + sizeof(START), JOURNAL_KEY_BYTES);
    write_start(ret_key, expected);
    return memcmp(expected, content, START_BYTES) == 0;
}

/* A batch in the journal as it was read. */
struct found {
    uint64_t first, count;
    const uint8_t *bytes;
    size_t used;
};

static bool read_batch(const uint8_t key[JOURNAL_KEY_BYTES], const uint8_t *at, size_t left,
                       struct found *ret)
{
    uint8_t expected[DIGEST_BYTES];
    if (left < HEADER_BYTES || memcmp(at, MARK, sizeof(MARK)) != 0)
        return false;
    *ret = (struct found){big_endian(at + 8, 8), big_endian(at + 16, 8), at + HEADER_BYTES,
                          (size_t)big_endian(at + 24, 8)};
    if (ret->used > left - HEADER_BYTES)
        return false;
    digest(key, at, HEADER_BYTES - DIGEST_BYTES, ret->bytes, ret->used, expected);
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
static bool is_followed(const uint8_t key[JOURNAL_KEY_BYTES], const uint8_t *at, size_t left)
{
    struct found found;
    while (left > HEADER_BYTES) {
        const uint8_t *mark = memmem(at + 1, left - 1, MARK, sizeof(MARK));
        if (mark == NULL)
            return false;
        left -= (size_t)(mark - at);
        at = mark;
        if (read_batch(key, at, left, &found))
            return true;
    }
    return false;
}

static enum tct_status read_batches(const uint8_t *content, size_t bytes, uint64_t from,
                                    struct journal *journal, struct batch *batch, size_t *ret_good,
                                    struct tct_error *err)
{
    size_t at = START_BYTES;
    uint64_t next = 0;
    if (!read_start(content, bytes, journal->key))
        return tct_fail(err, TCT_ERR_INPUT, "private/journal: damaged: its start was altered");
    for (struct found found; read_batch(journal->key, content + at, bytes - at, &found);
         at += HEADER_BYTES + found.used) {
        if (at > START_BYTES ? found.first != next : found.first > from)
            return tct_fail(err, TCT_ERR_INPUT,
                            "private/journal: found entry %" PRIu64 ", expected at most %" PRIu64
                            ": the log's files are of different times, as from a backup",
                            found.first, at > START_BYTES ? next : from);
        enum tct_status status = take_entries(&found, from, batch, err);
        if (status != TCT_OK)
            return status;
        next = found.first + found.count;
    }
    if (is_followed(journal->key, content + at, bytes - at))
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
    *ret = (struct journal){.folder = folder, .file = -1};
    *ret_batch = (struct batch){.first = from};
    uint8_t *content = NULL;
    size_t bytes = 0, good = 0;
    enum tct_status status =
        folder_read_file(folder, NAME, "private/journal", JOURNAL_MAX, &content, &bytes, err);
    if (status == TCT_OK && content == NULL)
        status = tct_fail(err, TCT_ERR_INPUT, "private/journal: it is missing");
    if (status == TCT_OK)
        status = read_batches(content, bytes, from, ret, ret_batch, &good, err);
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
    *ret = (struct journal){.folder = folder, .file = -1};
    size_t kept_bytes = kept != NULL && kept->count > 0 ? HEADER_BYTES + kept->used : 0;
    uint8_t *content = malloc(START_BYTES + kept_bytes);
    if (content == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    randombytes_buf(ret->key, sizeof(ret->key));
    write_start(ret->key, content);
    if (kept_bytes > 0) {
        write_header(ret->key, kept, content + START_BYTES);
        memcpy(content + START_BYTES + HEADER_BYTES, kept->bytes, kept->used);
    }
    bool written = folder_replace_file(folder, NAME, 0600, content, START_BYTES + kept_bytes);
    free(content);
    return written ? open_end(ret, START_BYTES + kept_bytes, err) : fail_io(err);
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
    write_header(journal->key, batch, header);
    if (!folder_write_all(journal->file, header, HEADER_BYTES) ||
        !folder_write_all(journal->file, batch->bytes, batch->used) ||
        fdatasync(journal->file) != 0)
        return fail_io(err);
    journal->bytes += HEADER_BYTES + batch->used;
    return TCT_OK;
}
