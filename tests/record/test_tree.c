/* The tree: known answers, roots and proofs against the definition, and every single change of a
 * proof. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "leaves.h"
#include "tacet/base.h"

enum { LEAVES = 1100 };

static struct tct_hash numbers[LEAVES];
static struct leaves all = {numbers, LEAVES};

static int make_numbers(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < LEAVES; i++)
        numbers[i] = leaf_of_number(i);
    return 0;
}

static struct tct_hash from_hex(const char *text)
{
    struct tct_hash hash = {{0}};
    for (size_t i = 0; i < 2 * TCT_HASH_BYTES; i++) {
        const char *digit = strchr("0123456789abcdef", text[i]);
        assert_non_null(digit);
        hash.bytes[i / 2] = (uint8_t)(hash.bytes[i / 2] << 4 | (digit - "0123456789abcdef"));
    }
    return hash;
}

static void assert_same(const struct tct_hash *a, const struct tct_hash *b)
{
    assert_memory_equal(a->bytes, b->bytes, TCT_HASH_BYTES);
}

/* The eight entries that implementations of RFC 6962 are commonly tried with, and the roots of the
 * trees of the first none, one, two... of them; any SHA-256 gives them again. */
static void known_roots(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t count;
    } entries[] = {{"", 0},         {"\0", 1},
                   {"\x10", 1},     {"\x20\x21", 2},
                   {"\x30\x31", 2}, {"\x40\x41\x42\x43", 4},
                   {"PQRSTUVW", 8}, {"`abcdefghijklmno", 16}};
    static const char *const roots[] = {
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    };
    struct tct_frontier frontier = {0};
    for (size_t size = 0; size < TCT_COUNT(roots); size++) {
        struct tct_hash root, leaf, known = from_hex(roots[size]);
        tct_frontier_root(&frontier, &root);
        assert_same(&root, &known);
        if (size == TCT_COUNT(entries))
            break;
        tct_hash_leaf(entries[size].bytes, entries[size].count, &leaf);
        tct_frontier_add(&frontier, &leaf);
    }
}

static void roots_are_those_of_the_definition(void **state)
{
    (void)state;
    struct tct_frontier frontier = {0}, read;
    for (uint64_t size = 0; size <= LEAVES; size++) {
        struct leaves leaves = {numbers, size};
        struct tct_hash expected = leaves_root(&all, 0, size), root;
        tct_frontier_root(&frontier, &root);
        assert_same(&root, &expected);
        assert_int_equal(tct_tree_root(size, leaves_read, &leaves, &root, NULL), TCT_OK);
        assert_same(&root, &expected);
        assert_int_equal(tct_tree_frontier(size, leaves_read, &leaves, &read, NULL), TCT_OK);
        assert_true(read.size == size);
        size_t peaks = (size_t)__builtin_popcountll(size);
        assert_memory_equal(read.peaks, frontier.peaks, peaks * sizeof(struct tct_hash));
        if (size < LEAVES)
            tct_frontier_add(&frontier, &numbers[size]);
    }
}

static void full_subtrees_are_folded(void **state)
{
    (void)state;
    for (size_t count = 1; count <= 256; count *= 2) {
        struct tct_hash expected = leaves_root(&all, 0, count), hash;
        tct_hash_full(numbers, count, &hash);
        assert_same(&hash, &expected);
    }
}

static struct tct_proof inclusion(uint64_t index, uint64_t size)
{
    struct leaves leaves = {numbers, size};
    struct tct_proof proof;
    assert_int_equal(tct_prove_inclusion(index, size, leaves_read, &leaves, &proof, NULL), TCT_OK);
    return proof;
}

static struct tct_proof consistency(uint64_t old_size, uint64_t size)
{
    struct leaves leaves = {numbers, size};
    struct tct_proof proof;
    assert_int_equal(tct_prove_consistency(old_size, size, leaves_read, &leaves, &proof, NULL),
                     TCT_OK);
    return proof;
}

static enum tct_status includes(uint64_t index, uint64_t size, const struct tct_hash *leaf,
                                const struct tct_proof *proof, const struct tct_hash *root)
{
    struct tct_error err;
    return tct_check_inclusion(index, size, leaf, proof->hashes, proof->count, root, &err);
}

static enum tct_status goes_on(uint64_t old_size, uint64_t size, const struct tct_proof *proof,
                               const struct tct_hash *old_root, const struct tct_hash *root)
{
    struct tct_error err;
    return tct_check_consistency(old_size, size, proof->hashes, proof->count, old_root, root, &err);
}

static void every_proof_verifies(void **state)
{
    (void)state;
    struct tct_hash roots[131];
    for (uint64_t size = 0; size <= 130; size++)
        roots[size] = leaves_root(&all, 0, size);
    for (uint64_t size = 1; size <= 130; size++)
        for (uint64_t i = 0; i < size; i++) {
            struct tct_proof in = inclusion(i, size), on = consistency(i + 1, size);
            assert_int_equal(includes(i, size, &numbers[i], &in, &roots[size]), TCT_OK);
            assert_int_equal(goes_on(i + 1, size, &on, &roots[i + 1], &roots[size]), TCT_OK);
        }
}

static void proofs_of_larger_trees_verify(void **state)
{
    (void)state;
    struct tct_random random;
    tct_random_init(&random, 5, 0);
    for (int n = 0; n < 300; n++) {
        uint64_t size = 1 + tct_random_bits(&random) % LEAVES, i = tct_random_bits(&random) % size;
        struct tct_hash root = leaves_root(&all, 0, size), old_root = leaves_root(&all, 0, i + 1);
        struct tct_proof in = inclusion(i, size), on = consistency(i + 1, size);
        assert_int_equal(includes(i, size, &numbers[i], &in, &root), TCT_OK);
        assert_int_equal(goes_on(i + 1, size, &on, &old_root, &root), TCT_OK);
    }
}

static void flip(void *bytes, size_t bit)
{
    ((uint8_t *)bytes)[bit / 8] ^= (uint8_t)(1 << bit % 8);
}

enum { HASH_BITS = 8 * TCT_HASH_BYTES };

/* Of an inclusion: each bit of proof, leaf and root; one hash more or fewer. */
static void spoil_inclusion(uint64_t index, uint64_t size)
{
    struct tct_hash root = leaves_root(&all, 0, size), leaf = numbers[index];
    struct tct_proof proof = inclusion(index, size);
    for (size_t bit = 0; bit < HASH_BITS; bit++) {
        flip(&leaf, bit);
        assert_int_equal(includes(index, size, &leaf, &proof, &root), TCT_ERR_INPUT);
        flip(&leaf, bit);
        flip(&root, bit);
        assert_int_equal(includes(index, size, &leaf, &proof, &root), TCT_ERR_INPUT);
        flip(&root, bit);
    }
    for (size_t bit = 0; bit < HASH_BITS * proof.count; bit++) {
        flip(proof.hashes, bit);
        assert_int_equal(includes(index, size, &leaf, &proof, &root), TCT_ERR_INPUT);
        flip(proof.hashes, bit);
    }
    proof.hashes[proof.count++] = root;
    assert_int_equal(includes(index, size, &leaf, &proof, &root), TCT_ERR_INPUT);
    proof.count -= 2;
    if (size > 1)
        assert_int_equal(includes(index, size, &leaf, &proof, &root), TCT_ERR_INPUT);
}

static void spoil_consistency(uint64_t old_size, uint64_t size)
{
    struct tct_hash old_root = leaves_root(&all, 0, old_size), root = leaves_root(&all, 0, size);
    struct tct_proof proof = consistency(old_size, size);
    for (size_t bit = 0; bit < HASH_BITS; bit++) {
        flip(&old_root, bit);
        assert_int_equal(goes_on(old_size, size, &proof, &old_root, &root), TCT_ERR_INPUT);
        flip(&old_root, bit);
        flip(&root, bit);
        assert_int_equal(goes_on(old_size, size, &proof, &old_root, &root), TCT_ERR_INPUT);
        flip(&root, bit);
    }
    for (size_t bit = 0; bit < HASH_BITS * proof.count; bit++) {
        flip(proof.hashes, bit);
        assert_int_equal(goes_on(old_size, size, &proof, &old_root, &root), TCT_ERR_INPUT);
        flip(proof.hashes, bit);
    }
    proof.hashes[proof.count++] = root;
    assert_int_equal(goes_on(old_size, size, &proof, &old_root, &root), TCT_ERR_INPUT);
    proof.count -= 2;
    if (old_size < size)
        assert_int_equal(goes_on(old_size, size, &proof, &old_root, &root), TCT_ERR_INPUT);
}

static void every_changed_bit_is_seen(void **state)
{
    (void)state;
    for (uint64_t size = 1; size <= 17; size++)
        for (uint64_t i = 0; i < size; i++) {
            spoil_inclusion(i, size);
            spoil_consistency(i + 1, size);
        }
}

static void a_proof_holds_at_its_place_alone(void **state)
{
    (void)state;
    for (uint64_t size = 1; size <= 33; size++)
        for (uint64_t i = 0; i < size; i++) {
            struct tct_hash root = leaves_root(&all, 0, size),
                            old_root = leaves_root(&all, 0, i + 1);
            struct tct_proof in = inclusion(i, size), on = consistency(i + 1, size);
            for (uint64_t other = 0; other <= size + 1; other++) {
                if (other != i)
                    assert_int_equal(includes(other, size, &numbers[i], &in, &root), TCT_ERR_INPUT);
                if (other != i + 1)
                    assert_int_equal(goes_on(other, size, &on, &old_root, &root), TCT_ERR_INPUT);
            }
            for (int bit = 0; bit < 64; bit++) {
                uint64_t far = i ^ UINT64_C(1) << bit;
                assert_int_equal(includes(far, size, &numbers[i], &in, &root), TCT_ERR_INPUT);
            }
        }
}

/* The sides on which a walk down the tree of `size` entries to `index` leaves the other half, as
 * bits after a leading one; the walk ends where the tree of `stop` entries does, or at a leaf. */
static uint64_t sides(uint64_t index, uint64_t stop, uint64_t size)
{
    uint64_t walk = 1, begin = 0, end = size;
    while (end - begin > 1 && end != stop) {
        uint64_t left = 1;
        while (left * 2 < end - begin)
            left *= 2;
        bool right = index >= begin + left;
        *(right ? &begin : &end) = begin + left;
        walk = walk << 1 | (right ? 1 : 0);
    }
    return walk;
}

/* A size is not in the hashes: a proof holds in a tree of another size exactly where the way down
 * is the same. So it is the signed checkpoint, which states root and size together, that says how
 * large the tree is. */
static void a_proof_holds_in_trees_of_its_shape_alone(void **state)
{
    (void)state;
    size_t held = 0;
    for (uint64_t size = 1; size <= 40; size++)
        for (uint64_t i = 0; i < size; i++) {
            struct tct_hash root = leaves_root(&all, 0, size),
                            old_root = leaves_root(&all, 0, i + 1);
            struct tct_proof in = inclusion(i, size), on = consistency(i + 1, size);
            for (uint64_t other = i + 1; other <= 80; other++) {
                bool same = sides(i, 0, other) == sides(i, 0, size);
                enum tct_status expected = same ? TCT_OK : TCT_ERR_INPUT;
                assert_int_equal(includes(i, other, &numbers[i], &in, &root), expected);
                held += same && other != size ? 1 : 0;
                same = sides(i, i + 1, other) == sides(i, i + 1, size);
                expected = same ? TCT_OK : TCT_ERR_INPUT;
                assert_int_equal(goes_on(i + 1, other, &on, &old_root, &root), expected);
            }
        }
    assert_true(held > 0);
}

static void no_tree_is_over_its_limit(void **state)
{
    (void)state;
    struct tct_hash hash = numbers[0];
    struct tct_proof proof = {0};
    struct tct_error err;
    assert_int_equal(tct_tree_root(UINT64_MAX, leaves_read, &all, &hash, &err), TCT_ERR_USE);
    assert_int_equal(tct_prove_inclusion(0, UINT64_MAX, leaves_read, &all, &proof, &err),
                     TCT_ERR_USE);
    assert_int_equal(tct_prove_consistency(1, UINT64_MAX, leaves_read, &all, &proof, &err),
                     TCT_ERR_USE);
    assert_int_equal(includes(0, UINT64_MAX, &hash, &proof, &hash), TCT_ERR_INPUT);
    assert_int_equal(goes_on(1, UINT64_MAX, &proof, &hash, &hash), TCT_ERR_INPUT);
    /* The largest one can be checked: its proofs are as long as they get. */
    proof.count = 63;
    assert_int_equal(includes(0, TCT_TREE_SIZE_MAX, &hash, &proof, &hash), TCT_ERR_INPUT);
    struct tct_hash root = numbers[0];
    for (size_t i = 0; i < proof.count; i++)
        tct_hash_node(&root, &proof.hashes[i], &root);
    assert_int_equal(includes(0, TCT_TREE_SIZE_MAX, &numbers[0], &proof, &root), TCT_OK);
}

static void wrong_calls_are_refused(void **state)
{
    (void)state;
    struct tct_proof proof;
    struct tct_error err;
    assert_int_equal(tct_prove_inclusion(5, 5, leaves_read, &all, &proof, &err), TCT_ERR_USE);
    assert_string_equal(err.text, "there is no entry 5 among 5, counted from 0");
    assert_int_equal(tct_prove_consistency(6, 5, leaves_read, &all, &proof, &err), TCT_ERR_USE);
}

static void nothing_grows_from_nothing(void **state)
{
    (void)state;
    struct tct_hash empty = leaves_root(&all, 0, 0), root = leaves_root(&all, 0, 7);
    struct tct_proof proof = consistency(0, 7);
    assert_int_equal(proof.count, 0);
    assert_int_equal(goes_on(0, 7, &proof, &empty, &root), TCT_ERR_INPUT);
    assert_int_equal(goes_on(0, 0, &proof, &empty, &empty), TCT_ERR_INPUT);
    assert_int_equal(includes(0, 0, &numbers[0], &proof, &empty), TCT_ERR_INPUT);
}

static enum tct_status read_nothing(void *source, unsigned level, uint64_t index,
                                    struct tct_hash *ret, struct tct_error *err)
{
    (void)source, (void)ret;
    return tct_fail(err, TCT_ERR_IO, "no hash %u/%u", level, (unsigned)index);
}

static void a_source_that_fails_is_told(void **state)
{
    (void)state;
    struct tct_proof proof;
    struct tct_hash root;
    struct tct_error err;
    assert_int_equal(tct_tree_root(5, read_nothing, NULL, &root, &err), TCT_ERR_IO);
    assert_string_equal(err.text, "no hash 2/0");
    assert_int_equal(tct_prove_inclusion(4, 5, read_nothing, NULL, &proof, &err), TCT_ERR_IO);
    assert_int_equal(tct_prove_consistency(3, 5, read_nothing, NULL, &proof, &err), TCT_ERR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_roots),
        cmocka_unit_test(roots_are_those_of_the_definition),
        cmocka_unit_test(full_subtrees_are_folded),
        cmocka_unit_test(every_proof_verifies),
        cmocka_unit_test(proofs_of_larger_trees_verify),
        cmocka_unit_test(every_changed_bit_is_seen),
        cmocka_unit_test(a_proof_holds_at_its_place_alone),
        cmocka_unit_test(a_proof_holds_in_trees_of_its_shape_alone),
        cmocka_unit_test(no_tree_is_over_its_limit),
        cmocka_unit_test(wrong_calls_are_refused),
        cmocka_unit_test(nothing_grows_from_nothing),
        cmocka_unit_test(a_source_that_fails_is_told),
    };
    return cmocka_run_group_tests(tests, make_numbers, NULL);
}
