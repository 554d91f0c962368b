/* The Merkle tree of RFC 6962: hashes, frontier, proofs made. tree_check.c verifies. */
#include "tacet/record/tree.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

_Static_assert(TCT_HASH_BYTES == crypto_hash_sha256_BYTES, "SHA-256");

static const uint8_t LEAF_MARK = 0x00, NODE_MARK = 0x01;

bool tct_hash_equal(const struct tct_hash *a, const struct tct_hash *b)
{
    return memcmp(a->bytes, b->bytes, TCT_HASH_BYTES) == 0;
}

void tct_hash_leaf(const void *entry, size_t bytes, struct tct_hash *ret)
{
    crypto_hash_sha256_state state;
    (void)crypto_hash_sha256_init(&state);
    (void)crypto_hash_sha256_update(&state, &LEAF_MARK, 1);
    if (bytes > 0)
        (void)crypto_hash_sha256_update(&state, entry, bytes);
    (void)crypto_hash_sha256_final(&state, ret->bytes);
}

void tct_hash_node(const struct tct_hash *left, const struct tct_hash *right, struct tct_hash *ret)
{
    uint8_t node[1 + 2 * TCT_HASH_BYTES] = {NODE_MARK};
    memcpy(node + 1, left->bytes, TCT_HASH_BYTES);
    memcpy(node + 1 + TCT_HASH_BYTES, right->bytes, TCT_HASH_BYTES);
    (void)crypto_hash_sha256(ret->bytes, node, sizeof(node));
}

void tct_hash_empty(struct tct_hash *ret)
{
    static const uint8_t nothing[1];
    (void)crypto_hash_sha256(ret->bytes, nothing, 0);
}

void tct_hash_full(const struct tct_hash *hashes, size_t count, struct tct_hash *ret)
{
    TCT_ASSERT(count >= 1 && count <= 256 && (count & (count - 1)) == 0);
    struct tct_hash row[128];
    if (count == 1) {
        *ret = hashes[0];
        return;
    }
    for (count /= 2; count >= 1; count /= 2, hashes = row)
        for (size_t i = 0; i < count; i++)
            tct_hash_node(&hashes[2 * i], &hashes[2 * i + 1], &row[i]);
    *ret = row[0];
}

static unsigned peaks_of(uint64_t size)
{
    return (unsigned)__builtin_popcountll(size);
}

void tct_frontier_add(struct tct_frontier *frontier, const struct tct_hash *leaf)
{
    TCT_ASSERT(frontier->size < TCT_TREE_SIZE_MAX);
    struct tct_hash peak = *leaf;
    unsigned peaks = peaks_of(frontier->size);
    for (uint64_t rest = frontier->size; (rest & 1) != 0; rest >>= 1)
        tct_hash_node(&frontier->peaks[--peaks], &peak, &peak);
    frontier->peaks[peaks] = peak;
    frontier->size++;
}

void tct_frontier_root(const struct tct_frontier *frontier, struct tct_hash *ret)
{
    unsigned peaks = peaks_of(frontier->size);
    if (peaks == 0) {
        tct_hash_empty(ret);
        return;
    }
    *ret = frontier->peaks[--peaks];
    while (peaks > 0)
        tct_hash_node(&frontier->peaks[--peaks], ret, ret);
}

/* Where hashes are read from. */
struct reader {
    tct_read_hash_fn *read;
    void *source;
    struct tct_error *err;
};

/* The leaves [begin, end) as the largest full subtrees there are; `begin` is a multiple of the
 * largest. */
static enum tct_status read_frontier(const struct reader *reader, uint64_t begin, uint64_t end,
                                     struct tct_frontier *ret)
{
    enum tct_status status = TCT_OK;
    unsigned peaks = 0;
    ret->size = end - begin;
    for (int level = 62; level >= 0 && status == TCT_OK; level--) {
        uint64_t leaves = UINT64_C(1) << level;
        if ((ret->size & leaves) == 0)
            continue;
        status = reader->read(reader->source, (unsigned)level, begin >> level, &ret->peaks[peaks],
                              reader->err);
        begin += leaves;
        peaks++;
    }
    return status;
}

static enum tct_status read_root(const struct reader *reader, uint64_t begin, uint64_t end,
                                 struct tct_hash *ret)
{
    struct tct_frontier frontier;
    enum tct_status status = read_frontier(reader, begin, end, &frontier);
    if (status == TCT_OK)
        tct_frontier_root(&frontier, ret);
    return status;
}

static enum tct_status refuse_size(uint64_t size, struct tct_error *err)
{
    if (size > TCT_TREE_SIZE_MAX)
        return tct_fail(err, TCT_ERR_USE, "a tree of %" PRIu64 " entries is more than there can be",
                        size);
    return TCT_OK;
}

enum tct_status tct_tree_frontier(uint64_t size, tct_read_hash_fn *read, void *source,
                                  struct tct_frontier *ret, struct tct_error *err)
{
    enum tct_status status = refuse_size(size, err);
    if (status != TCT_OK)
        return status;
    return read_frontier(&(struct reader){read, source, err}, 0, size, ret);
}

enum tct_status tct_tree_root(uint64_t size, tct_read_hash_fn *read, void *source,
                              struct tct_hash *ret, struct tct_error *err)
{
    enum tct_status status = refuse_size(size, err);
    if (status != TCT_OK)
        return status;
    return read_root(&(struct reader){read, source, err}, 0, size, ret);
}

/* The part of a tree that a walk has come down to: leaves [begin, end). */
struct part {
    uint64_t begin, end;
};

/* Splits as RFC 6962 does, left the largest full subtree that is not all; goes to the side that
 * has leaf `index` and adds the root of the other to the proof. */
static enum tct_status descend(const struct reader *reader, struct part *part, uint64_t index,
                               struct tct_proof *proof)
{
    struct tct_hash *sibling = &proof->hashes[proof->count++];
    uint64_t leaves = part->end - part->begin;
    uint64_t middle = part->begin + (UINT64_C(1) << (63 - __builtin_clzll(leaves - 1)));
    struct part other = {part->begin, middle};
    if (index < middle) {
        other = (struct part){middle, part->end};
        part->end = middle;
    } else {
        part->begin = middle;
    }
    return read_root(reader, other.begin, other.end, sibling);
}

static void turn_round(struct tct_proof *proof)
{
    for (size_t i = 0; i < proof->count / 2; i++) {
        struct tct_hash swapped = proof->hashes[i];
        proof->hashes[i] = proof->hashes[proof->count - 1 - i];
        proof->hashes[proof->count - 1 - i] = swapped;
    }
}

enum tct_status tct_prove_inclusion(uint64_t index, uint64_t size, tct_read_hash_fn *read,
                                    void *source, struct tct_proof *ret, struct tct_error *err)
{
    enum tct_status status = refuse_size(size, err);
    if (status != TCT_OK)
        return status;
    if (index >= size)
        return tct_fail(err, TCT_ERR_USE,
                        "there is no entry %" PRIu64 " among %" PRIu64 ", counted from 0", index,
                        size);
    struct reader reader = {read, source, err};
    struct part part = {0, size};
    ret->count = 0;
    while (status == TCT_OK && part.end - part.begin > 1)
        status = descend(&reader, &part, index, ret);
    turn_round(ret);
    return status;
}

enum tct_status tct_prove_consistency(uint64_t old_size, uint64_t size, tct_read_hash_fn *read,
                                      void *source, struct tct_proof *ret, struct tct_error *err)
{
    enum tct_status status = refuse_size(size, err);
    if (status != TCT_OK)
        return status;
    if (old_size > size)
        return tct_fail(err, TCT_ERR_USE,
                        "a tree of %" PRIu64 " entries does not go on from %" PRIu64, size,
                        old_size);
    struct reader reader = {read, source, err};
    struct part part = {0, size};
    ret->count = 0;
    if (old_size == 0)
        return TCT_OK;
    while (status == TCT_OK && part.end != old_size)
        status = descend(&reader, &part, old_size - 1, ret);
    /* What the old tree ends with; when it is the whole old tree, its root is known already. */
    if (status == TCT_OK && part.begin > 0)
        status = read_root(&reader, part.begin, part.end, &ret->hashes[ret->count++]);
    turn_round(ret);
    return status;
}
