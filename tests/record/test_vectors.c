/* Vectors of others: proofs over RFC 6962 trees (inclusion, consistency, of subtrees), and a log of
 * C2SP tlog-tiles. They lie in the folder TACET_TEST_DATA; without it the tests are skipped.
 *
 * Size 0: no vector has anything proved to be in a tree of no entries or to go on from one, and
 * neither have we; only an empty subtree is a part of every tree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fts.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tacet/record.h"

enum { HASHES_MAX = 80, PATH_ROOM = 600 };

static void folder_of(const char *name, char ret[PATH_ROOM])
{
    const char *data = getenv("TACET_TEST_DATA");
    (void)snprintf(ret, PATH_ROOM, "%s/record-vectors/%s", data == NULL ? "" : data, name);
    if (data == NULL || access(ret, R_OK) != 0)
        skip();
}

/* Some vectors have roots that are shorter, as what nobody looks at; filled up they stay different
 * from one another. Nothing is no hash. */
static bool read_hash(const json_t *text, struct tct_hash *ret)
{
    size_t bytes = 0;
    const char *base64 = json_string_value(text);
    *ret = (struct tct_hash){{0}};
    return base64 != NULL &&
           tct_base64_read(base64, strlen(base64), ret->bytes, TCT_HASH_BYTES, &bytes) && bytes > 0;
}

struct vector {
    const json_t *object;
    bool readable;
    size_t count;
    struct tct_hash hashes[HASHES_MAX];
};

/* Numbers were read as doubles: some are beyond int64, and stay what no tree has. */
static uint64_t number(const struct vector *vector, const char *name)
{
    double value = json_real_value(json_object_get(vector->object, name));
    return value < 0x1p63 ? (uint64_t)value : UINT64_MAX;
}

static struct tct_hash hash(struct vector *vector, const char *name)
{
    struct tct_hash ret = {{0}};
    if (!read_hash(json_object_get(vector->object, name), &ret))
        vector->readable = false;
    return ret;
}

static void read_proof(struct vector *vector)
{
    const json_t *proof = json_object_get(vector->object, "proof");
    vector->readable = json_array_size(proof) <= HASHES_MAX;
    vector->count = vector->readable ? json_array_size(proof) : 0;
    for (size_t i = 0; i < vector->count; i++)
        if (!read_hash(json_array_get(proof, i), &vector->hashes[i]))
            vector->readable = false;
}

typedef enum tct_status check_fn(struct vector *vector, struct tct_error *err);

static enum tct_status inclusion(struct vector *v, struct tct_error *err)
{
    struct tct_hash leaf = hash(v, "leafHash"), root = hash(v, "root");
    return tct_check_inclusion(number(v, "leafIdx"), number(v, "treeSize"), &leaf, v->hashes,
                               v->count, &root, err);
}

static enum tct_status consistency(struct vector *v, struct tct_error *err)
{
    struct tct_hash old_root = hash(v, "root1"), root = hash(v, "root2");
    return tct_check_consistency(number(v, "size1"), number(v, "size2"), v->hashes, v->count,
                                 &old_root, &root, err);
}

static enum tct_status subtree_inclusion(struct vector *v, struct tct_error *err)
{
    struct tct_hash leaf = hash(v, "leafHash"), part = hash(v, "root");
    return tct_check_subtree_inclusion(number(v, "leafIdx"), number(v, "start"), number(v, "end"),
                                       &leaf, v->hashes, v->count, &part, err);
}

static enum tct_status subtree_consistency(struct vector *v, struct tct_error *err)
{
    struct tct_hash part = hash(v, "root1"), root = hash(v, "root2");
    return tct_check_subtree_consistency(number(v, "start"), number(v, "end"), number(v, "size"),
                                         v->hashes, v->count, &part, &root, err);
}

struct tally {
    unsigned count, empty, empty_proved; /* vectors; with a tree or subtree of no entries */
};

static bool has_size_zero(const json_t *object)
{
    static const char *const names[] = {"treeSize", "size", "size1", "size2", "end"};
    for (size_t i = 0; i < TCT_COUNT(names); i++) {
        const json_t *size = json_object_get(object, names[i]);
        if (json_is_real(size) && json_real_value(size) == 0)
            return true;
    }
    return false;
}

static void agree_on_one(const char *path, check_fn *check, struct tally *tally)
{
    struct tct_error err = {0};
    json_t *object = json_load_file(path, JSON_DECODE_INT_AS_REAL, NULL);
    assert_non_null(object);
    struct vector vector = {.object = object};
    read_proof(&vector);
    enum tct_status status = check(&vector, &err);
    bool refused = status != TCT_OK || !vector.readable;
    bool expected = json_is_true(json_object_get(object, "wantErr"));
    if (refused != expected)
        fail_msg("%s: %s", path, refused ? err.text : "proved");
    bool empty = has_size_zero(object);
    tally->count++;
    tally->empty += empty;
    tally->empty_proved += empty && !refused;
    json_decref(object);
}

static unsigned agree(const char *kind, check_fn *check)
{
    char folder[PATH_ROOM];
    folder_of(kind, folder);
    char *roots[] = {folder, NULL};
    struct tally tally = {0};
    FTS *walk = fts_open(roots, FTS_PHYSICAL, NULL);
    assert_non_null(walk);
    for (FTSENT *entry; (entry = fts_read(walk)) != NULL;)
        if (entry->fts_info == FTS_F && strstr(entry->fts_name, ".json") != NULL)
            agree_on_one(entry->fts_path, check, &tally);
    (void)fts_close(walk);
    print_message("# %s: %u vectors, %u with a size of 0, of these %u proved%s\n", kind,
                  tally.count, tally.empty, tally.empty_proved,
                  tally.empty_proved > 0 ? " (an empty part is one of every tree)"
                                         : " (no entries include and extend nothing)");
    return tally.count;
}

static void all_inclusion_vectors_agree(void **state)
{
    (void)state;
    assert_true(agree("merkle/inclusion", inclusion) >= 98);
}

static void all_consistency_vectors_agree(void **state)
{
    (void)state;
    assert_true(agree("merkle/consistency", consistency) >= 98);
}

static void all_subtree_inclusion_vectors_agree(void **state)
{
    (void)state;
    assert_true(agree("merkle/subtreeinclusion", subtree_inclusion) >= 204);
}

static void all_subtree_consistency_vectors_agree(void **state)
{
    (void)state;
    assert_true(agree("merkle/subtreeconsistency", subtree_consistency) >= 118);
}

static size_t load(const char *folder, const char *name, char *ret, size_t room)
{
    char path[PATH_ROOM + 32];
    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t bytes = fread(ret, 1, room - 1, file);
    ret[bytes] = '\0';
    (void)fclose(file);
    return bytes;
}

/* Every head, every entry under it, and that each head goes on from the one before. */
static void a_log_of_others_verifies(void **state)
{
    (void)state;
    char folder[PATH_ROOM], text[4096];
    folder_of("tlog-tiles", folder);
    struct tct_verifier key;
    struct tct_folder *at = NULL;
    size_t bytes = load(folder, "log.vkey", text, sizeof(text));
    assert_int_equal(tct_verifier_parse(text, strcspn(text, "\n"), &key, NULL), TCT_OK);
    assert_true(bytes > 0);
    assert_int_equal(tct_folder_open(folder, ".new", false, &at, NULL), TCT_OK);
    struct tct_checkpoint older = {.size = 0};
    for (unsigned n = 0; n <= 15; n++) {
        char name[32];
        struct tct_note note;
        struct tct_checkpoint head;
        struct tct_view *view = NULL;
        struct tct_error err = {0};
        (void)snprintf(name, sizeof(name), "checkpoint.%u", n);
        bytes = load(folder, name, text, sizeof(text));
        assert_int_equal(tct_checkpoint_open(text, bytes, &key, &note, &head, NULL), TCT_OK);
        if (tct_view_open_at(tct_folder_storage(at), &head, &view, &err) != TCT_OK)
            fail_msg("%s: %s", name, err.text);
        for (uint64_t i = 0; i < head.size; i++) {
            const uint8_t *entry = NULL;
            size_t count = 0;
            struct tct_hash leaf;
            struct tct_proof proof;
            assert_int_equal(tct_view_entry(view, i, &entry, &count, NULL), TCT_OK);
            tct_hash_leaf(entry, count, &leaf);
            assert_int_equal(
                tct_prove_inclusion(i, head.size, tct_view_read_hash, view, &proof, NULL), TCT_OK);
            assert_int_equal(tct_check_inclusion(i, head.size, &leaf, proof.hashes, proof.count,
                                                 &head.root, NULL),
                             TCT_OK);
        }
        struct tct_proof proof;
        assert_int_equal(
            tct_prove_consistency(older.size, head.size, tct_view_read_hash, view, &proof, NULL),
            TCT_OK);
        if (older.size > 0)
            assert_int_equal(tct_check_consistency(older.size, head.size, proof.hashes, proof.count,
                                                   &older.root, &head.root, NULL),
                             TCT_OK);
        older = head;
        tct_view_close(view);
    }
    assert_true(older.size > 3);
    tct_folder_close(at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_inclusion_vectors_agree),
        cmocka_unit_test(all_consistency_vectors_agree),
        cmocka_unit_test(all_subtree_inclusion_vectors_agree),
        cmocka_unit_test(all_subtree_consistency_vectors_agree),
        cmocka_unit_test(a_log_of_others_verifies),
    };
    return cmocka_run_group_tests_name("vectors", tests, NULL, NULL);
}
