/* Verifies proofs, by the algorithms of RFC 9162; tree.c makes them. */
#include "tacet/record/tree.h"

#include <inttypes.h>

/* The way up: `node` is where we are and `last` the last node of the same level, both counted from
 * the left. */
struct climb {
    uint64_t node, last;
};

static bool is_right(const struct climb *climb)
{
    return (climb->node & 1) != 0;
}

static void up(struct climb *climb)
{
    climb->node >>= 1;
    climb->last >>= 1;
}

/* Whether the next hash of the proof is a left sibling; goes up past the levels at which the node
 * has none. */
static bool sibling_is_left(struct climb *climb)
{
    bool left = is_right(climb) || climb->node == climb->last;
    while (left && !is_right(climb) && climb->node != 0)
        up(climb);
    up(climb);
    return left;
}

static enum tct_status refuse_count(size_t count, const char *than, struct tct_error *err)
{
    return tct_fail(err, TCT_ERR_INPUT, "the proof has %zu hashes, %s than such a tree needs",
                    count, than);
}

static enum tct_status refuse_huge(uint64_t size, struct tct_error *err)
{
    return tct_fail(err, TCT_ERR_INPUT, "a tree of %" PRIu64 " entries is more than there can be",
                    size);
}

enum tct_status tct_check_inclusion(uint64_t index, uint64_t size, const struct tct_hash *leaf,
                                    const struct tct_hash *hashes, size_t count,
                                    const struct tct_hash *root, struct tct_error *err)
{
    if (size > TCT_TREE_SIZE_MAX)
        return refuse_huge(size, err);
    if (index >= size)
        return tct_fail(err, TCT_ERR_INPUT,
                        "entry %" PRIu64 " is not within a tree of %" PRIu64 " entries", index,
                        size);
    struct climb climb = {index, size - 1};
    struct tct_hash hash = *leaf;
    for (size_t i = 0; i < count; i++) {
        if (climb.last == 0)
            return refuse_count(count, "more", err);
        if (sibling_is_left(&climb))
            tct_hash_node(&hashes[i], &hash, &hash);
        else
            tct_hash_node(&hash, &hashes[i], &hash);
    }
    if (climb.last != 0)
        return refuse_count(count, "fewer", err);
    if (!tct_hash_equal(&hash, root))
        return tct_fail(err, TCT_ERR_INPUT,
                        "the proof of entry %" PRIu64 " leads to another root than that of the "
                        "tree of %" PRIu64 " entries",
                        index, size);
    return TCT_OK;
}

static enum tct_status refuse_root(uint64_t size, struct tct_error *err)
{
    return tct_fail(err, TCT_ERR_INPUT,
                    "the proof leads to another root than that of the tree of %" PRIu64 " entries",
                    size);
}

/* The climb from the last node of the old tree: along it, both roots are built up. */
static enum tct_status climb_both(struct climb climb, const struct tct_hash *first,
                                  const struct tct_hash *hashes, size_t count,
                                  struct tct_hash *ret_old, struct tct_hash *ret_new,
                                  struct tct_error *err)
{
    *ret_old = *ret_new = *first;
    for (size_t i = 0; i < count; i++) {
        if (climb.last == 0)
            return refuse_count(count, "more", err);
        if (sibling_is_left(&climb)) {
            tct_hash_node(&hashes[i], ret_old, ret_old);
            tct_hash_node(&hashes[i], ret_new, ret_new);
        } else {
            tct_hash_node(ret_new, &hashes[i], ret_new);
        }
    }
    return climb.last == 0 ? TCT_OK : refuse_count(count, "fewer", err);
}

enum tct_status tct_check_consistency(uint64_t old_size, uint64_t size,
                                      const struct tct_hash *hashes, size_t count,
                                      const struct tct_hash *old_root, const struct tct_hash *root,
                                      struct tct_error *err)
{
    if (size > TCT_TREE_SIZE_MAX)
        return refuse_huge(size, err);
    if (old_size == 0)
        return tct_fail(err, TCT_ERR_INPUT, "nothing can be proved to go on from no entries");
    if (old_size > size)
        return tct_fail(err, TCT_ERR_INPUT,
                        "a tree of %" PRIu64 " entries cannot go on from one of %" PRIu64, size,
                        old_size);
    if (old_size == size && count > 0)
        return refuse_count(count, "more", err);
    if (old_size == size)
        return tct_hash_equal(old_root, root) ? TCT_OK : refuse_root(size, err);
    if (count == 0)
        return refuse_count(count, "fewer", err);
    struct climb climb = {old_size - 1, size - 1};
    const struct tct_hash *first = old_root;
    /* An old tree that is one full subtree starts at its root; any other at its last subtree. */
    if ((old_size & (old_size - 1)) != 0) {
        first = hashes++;
        count--;
    }
    while (is_right(&climb))
        up(&climb);
    struct tct_hash old_hash, new_hash;
    enum tct_status status = climb_both(climb, first, hashes, count, &old_hash, &new_hash, err);
    if (status != TCT_OK)
        return status;
    if (!tct_hash_equal(&old_hash, old_root))
        return refuse_root(old_size, err);
    return tct_hash_equal(&new_hash, root) ? TCT_OK : refuse_root(size, err);
}
