/* The Merkle tree of RFC 6962 with SHA-256: its hashes, its right edge, its proofs.
 *
 * A tree of no entries. Its root is the hash of nothing; no entry is included in it, and nothing
 * can be shown to grow from it: every tree does. So a proof of consistency from size 0 is empty
 * when made (C2SP tlog-witness asks for that) and never verifies; who starts at size 0 has nothing
 * to check, and must know so. */
#ifndef TACET_RECORD_TREE_H
#define TACET_RECORD_TREE_H

#include <stddef.h>
#include <stdint.h>

#include "tacet/base/status.h"

enum {
    TCT_HASH_BYTES = 32,
    TCT_PROOF_HASHES_MAX = 64, /* a tree of TCT_TREE_SIZE_MAX entries needs no more */
};

#define TCT_TREE_SIZE_MAX ((uint64_t)INT64_MAX) /* entries */

struct tct_hash {
    uint8_t bytes[TCT_HASH_BYTES];
};

TCT_API bool tct_hash_equal(const struct tct_hash *a, const struct tct_hash *b);

/* Of an entry: SHA-256(0x00 || entry). */
TCT_API void tct_hash_leaf(const void *entry, size_t bytes, struct tct_hash *ret);

/* Of two subtrees: SHA-256(0x01 || left || right). `ret` may be one of them. */
TCT_API void tct_hash_node(const struct tct_hash *left, const struct tct_hash *right,
                           struct tct_hash *ret);

/* Root of no entries: SHA-256 of nothing. */
TCT_API void tct_hash_empty(struct tct_hash *ret);

/* Root of the full subtree over `count` neighbouring hashes, a power of two up to 256. */
TCT_API void tct_hash_full(const struct tct_hash *hashes, size_t count, struct tct_hash *ret);

/* The right edge of a tree: what is needed to go on appending, and to know the root. All zeros is
 * the tree of no entries. */
struct tct_frontier {
    uint64_t size;             /* entries, up to TCT_TREE_SIZE_MAX */
    struct tct_hash peaks[64]; /* one full subtree for each set bit of size, the largest first */
};

/* One entry more. The tree must not be of TCT_TREE_SIZE_MAX entries already. */
TCT_API void tct_frontier_add(struct tct_frontier *frontier, const struct tct_hash *leaf);

TCT_API void tct_frontier_root(const struct tct_frontier *frontier, struct tct_hash *ret);

/* Where a maker of proofs finds the hash of a full subtree: (level, index) covers the leaves from
 * index << level up to before (index + 1) << level; level 0 are the leaves. Only full subtrees of
 * the tree at hand are asked for. */
typedef enum tct_status tct_read_hash_fn(void *source, unsigned level, uint64_t index,
                                         struct tct_hash *ret, struct tct_error *err);

/* From the leaf up. */
struct tct_proof {
    size_t count;
    struct tct_hash hashes[TCT_PROOF_HASHES_MAX];
};

/* The right edge of the tree of `size` entries, and its root. Errors: TCT_ERR_USE when `size` is
 * over TCT_TREE_SIZE_MAX, and those of `read`. */
TCT_API TCT_MUST_CHECK enum tct_status tct_tree_frontier(uint64_t size, tct_read_hash_fn *read,
                                                         void *source, struct tct_frontier *ret,
                                                         struct tct_error *err);
TCT_API TCT_MUST_CHECK enum tct_status tct_tree_root(uint64_t size, tct_read_hash_fn *read,
                                                     void *source, struct tct_hash *ret,
                                                     struct tct_error *err);

/* That entry `index` is in the tree of `size` entries (RFC 6962 2.1.1). Errors: TCT_ERR_USE unless
 * index < size <= TCT_TREE_SIZE_MAX, and those of `read`. */
TCT_API TCT_MUST_CHECK enum tct_status tct_prove_inclusion(uint64_t index, uint64_t size,
                                                           tct_read_hash_fn *read, void *source,
                                                           struct tct_proof *ret,
                                                           struct tct_error *err);

/* That the tree of `size` entries goes on from that of `old_size` (RFC 6962 2.1.2): empty when the
 * two are one, and from size 0. Errors: TCT_ERR_USE unless old_size <= size <= TCT_TREE_SIZE_MAX,
 * and those of `read`. */
TCT_API TCT_MUST_CHECK enum tct_status tct_prove_consistency(uint64_t old_size, uint64_t size,
                                                             tct_read_hash_fn *read, void *source,
                                                             struct tct_proof *ret,
                                                             struct tct_error *err);

/* RFC 9162 2.1.3.2. TCT_OK when proved, TCT_ERR_INPUT with why when not. */
TCT_API TCT_MUST_CHECK enum tct_status tct_check_inclusion(
    uint64_t index, uint64_t size, const struct tct_hash *leaf, const struct tct_hash *hashes,
    size_t count, const struct tct_hash *root, struct tct_error *err);

/* RFC 9162 2.1.4.2. TCT_OK when proved, TCT_ERR_INPUT with why when not; from size 0 never. */
TCT_API TCT_MUST_CHECK enum tct_status tct_check_consistency(
    uint64_t old_size, uint64_t size, const struct tct_hash *hashes, size_t count,
    const struct tct_hash *old_root, const struct tct_hash *root, struct tct_error *err);

/* The same for a subtree, the leaves from `start` to before `end`: start is a multiple of the
 * smallest power of two that is not below their number (draft-ietf-plants-merkle-tree-certs,
 * sections 4.1, 4.3 and 4.4). That a leaf is in it, and that it is a part of the tree of `size`
 * entries. Of no leaves the hash is that of nothing, and no tree can contradict it. */
TCT_API TCT_MUST_CHECK enum tct_status tct_check_subtree_inclusion(
    uint64_t index, uint64_t start, uint64_t end, const struct tct_hash *leaf,
    const struct tct_hash *hashes, size_t count, const struct tct_hash *part,
    struct tct_error *err);
TCT_API TCT_MUST_CHECK enum tct_status tct_check_subtree_consistency(
    uint64_t start, uint64_t end, uint64_t size, const struct tct_hash *hashes, size_t count,
    const struct tct_hash *part, const struct tct_hash *root, struct tct_error *err);

#endif
