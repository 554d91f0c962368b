/* Verifies proofs, by the algorithms of RFC 9162; tree.c makes them. */
#include "tacet/record/tree.h"

#include <inttypes.h>

/* The way up: `node` is where we are, `last` the last node of the same level, and `first` the one
 * with which the subtree at hand begins, all counted from the left. */
struct climb {
    uint64_t node, last, first;
};

static bool is_right(const struct climb *climb)
{
    return (climb->node & 1) != 0;
}

static void up(struct climb *climb)
{
    climb->node >>= 1;
    climb->last >>= 1;
    climb->first >>= 1;
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
    struct climb climb = {index, size - 1, 0};
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

/* The climb from the last node of the subtree: along it, its root and that of the whole are built
 * up. */
static enum tct_status climb_both(struct climb climb, const struct tct_hash *first,
                                  const struct tct_hash *hashes, size_t count,
                                  struct tct_hash *ret_part, struct tct_hash *ret_whole,
                                  struct tct_error *err)
{
    *ret_part = *ret_whole = *first;
    for (size_t i = 0; i < count; i++) {
        if (climb.last == 0)
            return refuse_count(count, "more", err);
        bool within = climb.first < climb.node;
        if (sibling_is_left(&climb)) {
            if (within)
                tct_hash_node(&hashes[i], ret_part, ret_part);
            tct_hash_node(&hashes[i], ret_whole, ret_whole);
        } else {
            tct_hash_node(ret_whole, &hashes[i], ret_whole);
        }
    }
    return climb.last == 0 ? TCT_OK : refuse_count(count, "fewer", err);
}

/* A subtree that is not empty and is one (refuse_subtree). */
static enum tct_status check_part(uint64_t start, uint64_t end, uint64_t size,
                                  const struct tct_hash *hashes, size_t count,
                                  const struct tct_hash *part, const struct tct_hash *root,
                                  struct tct_error *err)
{
    struct climb climb = {end - 1, size - 1, start};
    const struct tct_hash *first = part;
    while (climb.first != climb.node && (end == size || is_right(&climb)))
        up(&climb);
    /* A part that is one full subtree starts at its root; any other at its last subtree. */
    if (climb.first != climb.node) {
        if (count == 0)
            return refuse_count(count, "fewer", err);
        first = hashes++;
        count--;
    }
    struct tct_hash part_hash, whole_hash;
    enum tct_status status = climb_both(climb, first, hashes, count, &part_hash, &whole_hash, err);
    if (status != TCT_OK)
        return status;
    if (!tct_hash_equal(&part_hash, part))
        return refuse_root(end - start, err);
    return tct_hash_equal(&whole_hash, root) ? TCT_OK : refuse_root(size, err);
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
    return check_part(0, old_size, size, hashes, count, old_root, root, err);
}

static enum tct_status refuse_subtree(uint64_t start, uint64_t end, uint64_t size,
                                      struct tct_error *err)
{
    uint64_t leaves = end - start, full = 1;
    while (start <= end && full < leaves)
        full <<= 1;
    if (start <= end && end <= size && start % full == 0)
        return TCT_OK;
    return tct_fail(err, TCT_ERR_INPUT,
                    "entries %" PRIu64 " to before %" PRIu64 " are no subtree of one of %" PRIu64
                    " entries",
                    start, end, size);
}

enum tct_status tct_check_subtree_inclusion(uint64_t index, uint64_t start, uint64_t end,
                                            const struct tct_hash *leaf,
                                            const struct tct_hash *hashes, size_t count,
                                            const struct tct_hash *part, struct tct_error *err)
{
    if (end > TCT_TREE_SIZE_MAX)
        return refuse_huge(end, err);
    enum tct_status status = refuse_subtree(start, end, end, err);
    if (status == TCT_OK && index < start)
        status = tct_fail(err, TCT_ERR_INPUT, "entry %" PRIu64 " is before the subtree", index);
    if (status != TCT_OK)
        return status;
    return tct_check_inclusion(index - start, end - start, leaf, hashes, count, part, err);
}

enum tct_status tct_check_subtree_consistency(uint64_t start, uint64_t end, uint64_t size,
                                              const struct tct_hash *hashes, size_t count,
                                              const struct tct_hash *part,
                                              const struct tct_hash *root, struct tct_error *err)
{
    if (size > TCT_TREE_SIZE_MAX)
        return refuse_huge(size, err);
    enum tct_status status = refuse_subtree(start, end, size, err);
    if (status != TCT_OK)
        return status;
    if (start < end)
        return check_part(start, end, size, hashes, count, part, root, err);
    struct tct_hash empty;
    tct_hash_empty(&empty);
    if (count > 0)
        return refuse_count(count, "more", err);
    return tct_hash_equal(part, &empty) ? TCT_OK : refuse_root(0, err);
}
