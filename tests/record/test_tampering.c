/* One random change to one file of the record: to tiles, entries, the checkpoint, proofs, receipts,
 * proofs of fraud, a package, what a witness keeps. Every one is detected, and the file is named.
 *
 * usage: test-record-tampering [CHANGES] */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "folders.h"
#include "tacet/record.h"
#include "tamper.h"

enum {
    OLD_SIZE = 600, /* entries, when what is rolled back to was kept */
    SIZE = 700,
    PROVED = 123, /* an entry */
    FILES_MAX = 64,
    PATH_ROOM = 300,
    NOTE_ROOM = 4096,
    NOW_S = 1700000000,
};

static const uint64_t PACKED[] = {5, PROVED, OLD_SIZE, SIZE - 1}; /* entries */

static unsigned long changes = 700;

struct world;

/* Looks at what was altered, as those do who rely on it: TCT_OK when nothing is found. */
typedef enum tct_status look_fn(struct world *world, struct tct_error *err);

struct file {
    char path[PATH_ROOM], name[PATH_ROOM]; /* the name as messages have it */
    look_fn *look;
    struct content content, earlier;
    bool may_heal; /* one of two copies: when it is good again afterwards, that is fine too */
    bool is_list;  /* of a package: capitals and more spaces there say the same */
    bool at_edge;  /* one of the tiles that only together give the root */
};

struct world {
    char path[FOLDER_ROOM], log[PATH_ROOM], mirror[PATH_ROOM], bag[PATH_ROOM],
        witness_path[PATH_ROOM];
    struct tct_signer signer, witness_signer;
    char policy_text[2 * TCT_KEY_TEXT_MAX + 64];
    struct tct_policy *policy;
    struct tct_witness *witness;
    uint64_t witnessed; /* entries */
    struct file files[FILES_MAX];
    size_t count;
    struct tct_random random;
    unsigned long made[TAMPER_KINDS], healed;
};

static const char *const WORDS[TAMPER_KINDS] = {"a bit",     "a byte",    "cut off",  "twice",
                                                "not there", "exchanged", "as before"};

static size_t text_of(uint64_t index, char ret[64])
{
    return (size_t)snprintf(ret, 64, "entry %llu", (unsigned long long)index);
}

static void join(char ret[PATH_ROOM], const char *folder, const char *name)
{
    TCT_ASSERT(snprintf(ret, PATH_ROOM, "%s/%s", folder, name) < PATH_ROOM);
}

static uint64_t now(void *user)
{
    (void)user;
    return NOW_S;
}

/* --- What those do who rely on it --- */

/* A head that was accepted is signed by the log and the witness; a line of anybody else counts for
 * nothing, but whoever knows that there are two sees it. */
static enum tct_status judge(struct world *world, const char *text, size_t bytes,
                             struct tct_checkpoint *ret_head, struct tct_error *err)
{
    struct tct_note note;
    static struct tct_policy_judgement found;
    enum tct_status status = tct_policy_judge(world->policy, text, bytes, &note, &found, err);
    if (status == TCT_OK && !found.quorum)
        status = tct_fail(err, TCT_ERR_INPUT, "its witness is missing");
    if (status == TCT_OK && note.count != 2)
        status = tct_fail(err, TCT_ERR_INPUT, "somebody else has signed");
    if (status == TCT_OK)
        *ret_head = found.head;
    return status;
}

/* Everything is read, the policy judges the head, and a mirror compares it with what it has. */
static enum tct_status look_at_view(struct world *world, const struct tct_storage *storage,
                                    struct tct_view *view, struct tct_error *err)
{
    size_t bytes = 0;
    const char *note = tct_view_note(view, &bytes);
    struct tct_checkpoint head;
    struct tct_mirror_report report;
    struct tct_folder *mirror = NULL;
    enum tct_status status = judge(world, note, bytes, &head, err);
    if (status != TCT_OK)
        return tct_fail(err, status, "checkpoint: not as the policy has it");
    status = tct_view_verify(view, 0, NULL, NULL, err);
    if (status == TCT_OK)
        status = tct_folder_open(world->mirror, TCT_MIRROR_STAGING, true, &mirror, err);
    if (status == TCT_OK)
        status = tct_mirror_update(storage, tct_folder_storage(mirror), &world->signer.verifier,
                                   NULL, NULL, &report, err);
    tct_folder_close(mirror);
    if (status == TCT_OK && report.state != TCT_MIRROR_SAME)
        return tct_fail(err, TCT_ERR_INPUT, "checkpoint: an older head than the mirror has");
    return status;
}

static enum tct_status look_at_log(struct world *world, struct tct_error *err)
{
    struct tct_folder *folder = NULL;
    struct tct_view *view = NULL;
    enum tct_status status = tct_folder_open(world->log, TCT_LOG_STAGING, false, &folder, err);
    if (status != TCT_OK)
        return status;
    const struct tct_storage *storage = tct_folder_storage(folder);
    status = tct_view_open(storage, &world->signer.verifier, &view, err);
    if (status == TCT_OK)
        status = look_at_view(world, storage, view, err);
    tct_view_close(view);
    tct_folder_close(folder);
    return status;
}

static enum tct_status look_at_witness(struct world *world, struct tct_error *err)
{
    struct tct_witness_options how = {.path = world->witness_path,
                                      .signer = &world->witness_signer,
                                      .policy = world->policy,
                                      .now_s = now};
    struct tct_witness *witness = NULL;
    enum tct_status status = tct_witness_open(&how, &witness, err);
    tct_witness_close(witness);
    return status;
}

/* A file beside the log; to be freed. One that is not there has nothing in it. */
static struct content read_beside(struct world *world, const char *name)
{
    char path[PATH_ROOM];
    join(path, world->path, name);
    struct content content = content_read(path);
    if (content.bytes == NULL)
        content.bytes = calloc(1, 1);
    assert_non_null(content.bytes);
    return content;
}

static enum tct_status look_at_proof(struct world *world, struct tct_error *err)
{
    struct content text = read_beside(world, "proof");
    struct tct_tlog_proof proof;
    struct tct_checkpoint head;
    struct tct_hash leaf;
    char entry[64];
    tct_hash_leaf(entry, text_of(PROVED, entry), &leaf);
    enum tct_status status =
        tct_tlog_proof_parse((const char *)text.bytes, text.count, &proof, err);
    if (status == TCT_OK)
        status = judge(world, proof.note, proof.note_bytes, &head, err);
    if (status == TCT_OK)
        status = tct_tlog_proof_check(&proof, &leaf, &head, err);
    free(text.bytes);
    return status;
}

static enum tct_status look_at_receipt(struct world *world, struct tct_error *err)
{
    struct content text = read_beside(world, "receipt");
    struct tct_receipt receipt;
    enum tct_status status = tct_receipt_open((const char *)text.bytes, text.count,
                                              &world->signer.verifier, &receipt, err);
    free(text.bytes);
    return status;
}

static enum tct_status look_at_fraud(struct world *world, const char *name, struct tct_error *err)
{
    struct content text = read_beside(world, name);
    struct tct_fraud fraud;
    enum tct_status status =
        tct_fraud_open((const char *)text.bytes, text.count, &world->signer.verifier, &fraud, err);
    free(text.bytes);
    return status;
}

static enum tct_status look_at_fraud_of_one_size(struct world *world, struct tct_error *err)
{
    return look_at_fraud(world, "fraud-of-one-size", err);
}

static enum tct_status look_at_fraud_of_two_sizes(struct world *world, struct tct_error *err)
{
    return look_at_fraud(world, "fraud-of-two-sizes", err);
}

static enum tct_status look_at_bag(struct world *world, struct tct_error *err)
{
    static struct tct_export_report found;
    enum tct_status status = tct_export_verify(world->bag, world->policy, &found, err);
    if (status == TCT_OK && (!found.found.quorum || found.entries != TCT_COUNT(PACKED)))
        status = tct_fail(err, TCT_ERR_INPUT, "it is not the package that was made");
    return status;
}

/* --- The record that is altered --- */

static enum tct_status cosign(void *user, struct tct_view *view, const char *note, size_t bytes,
                              char **ret_lines, struct tct_error *err)
{
    struct world *world = user;
    struct tct_witness_request request = {
        .old_size = world->witnessed, .note = note, .note_bytes = bytes};
    struct tct_witness_answer answer;
    char *text = NULL;
    size_t count = 0;
    uint64_t size = tct_view_head(view)->size;
    assert_int_equal(tct_prove_consistency(world->witnessed, size, tct_view_read_hash, view,
                                           &request.proof, err),
                     TCT_OK);
    assert_int_equal(tct_witness_request_write(&request, &text, &count, err), TCT_OK);
    tct_witness_add_checkpoint(world->witness, text, count, &answer);
    free(text);
    assert_int_equal(answer.status, 200);
    world->witnessed = size;
    *ret_lines = answer.body;
    return TCT_OK;
}

static void append(struct world *world, uint64_t from, uint64_t to)
{
    struct tct_log_options how = {
        .path = world->log, .signer = &world->signer, .cosign = cosign, .cosign_user = world};
    struct tct_log *log = NULL;
    struct tct_error err = {0};
    if (tct_log_open(&how, &log, &err) != TCT_OK)
        fail_msg("%s", err.text);
    for (uint64_t i = from; i < to; i++) {
        char text[64];
        uint64_t index = 0;
        struct tct_entry entry = {text, text_of(i, text)};
        assert_int_equal(tct_log_append(log, &entry, 1, &index, NULL), TCT_OK);
    }
    assert_int_equal(tct_log_publish(log, NULL), TCT_OK);
    tct_log_close(log);
}

static void write_beside(struct world *world, const char *name, const void *bytes, size_t count)
{
    char path[PATH_ROOM];
    union {
        const void *given;
        uint8_t *bytes;
    } from = {bytes};
    join(path, world->path, name);
    content_write(path, &(struct content){from.bytes, count});
}

/* A head that the log signs although it is none of its own. */
static size_t sign_false(struct world *world, uint64_t size, char ret[NOTE_ROOM])
{
    struct tct_checkpoint head = {.size = size, .root.bytes = {1, 2, 3}};
    char text[TCT_CHECKPOINT_TEXT_MAX], line[TCT_SIGNATURE_LINE_MAX];
    (void)snprintf(head.origin, sizeof(head.origin), "%s", world->signer.verifier.name);
    assert_int_equal(
        tct_note_sign(text, tct_checkpoint_write(&head, text), &world->signer, 0, line, NULL),
        TCT_OK);
    return (size_t)snprintf(ret, NOTE_ROOM, "%s\n%s", text, line);
}

/* The note of the view without what the witness said: a proof of fraud needs only the log. */
static size_t sign_true(struct world *world, struct tct_view *view, char ret[NOTE_ROOM])
{
    char text[TCT_CHECKPOINT_TEXT_MAX], line[TCT_SIGNATURE_LINE_MAX];
    assert_int_equal(tct_note_sign(text, tct_checkpoint_write(tct_view_head(view), text),
                                   &world->signer, 0, line, NULL),
                     TCT_OK);
    return (size_t)snprintf(ret, NOTE_ROOM, "%s\n%s", text, line);
}

static void write_fraud(struct world *world, struct tct_view *view, uint64_t size, const char *name)
{
    char a[NOTE_ROOM], b[NOTE_ROOM], *text = NULL;
    struct tct_fraud fraud;
    enum tct_heads_state state = TCT_HEADS_AGREE;
    size_t bytes = 0, a_bytes = sign_true(world, view, a), b_bytes = sign_false(world, size, b);
    assert_int_equal(tct_heads_compare(a, a_bytes, b, b_bytes, &world->signer.verifier, view,
                                       &state, &fraud, NULL),
                     TCT_OK);
    assert_int_equal(state, TCT_HEADS_FRAUD);
    assert_int_equal(tct_fraud_write(&fraud, &text, &bytes, NULL), TCT_OK);
    write_beside(world, name, text, bytes);
    free(text);
}

static void write_bag(struct world *world, struct tct_view *view)
{
    struct tct_error err;
    struct tct_export what = {.view = view,
                              .indices = PACKED,
                              .count = TCT_COUNT(PACKED),
                              .policy = world->policy,
                              .policy_text = world->policy_text,
                              .policy_bytes = strlen(world->policy_text),
                              .date = "2026-11-26"};
    if (tct_export_write(&what, world->bag, &err) != TCT_OK)
        fail_msg("%s", err.text);
}

static void write_texts(struct world *world)
{
    struct tct_folder *folder = NULL, *mirror = NULL;
    struct tct_view *view = NULL;
    struct tct_mirror_report report;
    char *text = NULL, note[TCT_RECEIPT_MAX], entry[64];
    size_t bytes = 0;
    struct tct_receipt receipt = {.index = PROVED, .time_s = NOW_S, .include_s = NOW_S + 60};
    assert_int_equal(tct_folder_open(world->log, TCT_LOG_STAGING, false, &folder, NULL), TCT_OK);
    const struct tct_storage *storage = tct_folder_storage(folder);
    assert_int_equal(tct_view_open(storage, &world->signer.verifier, &view, NULL), TCT_OK);
    assert_int_equal(tct_tlog_proof_make(view, PROVED, &text, &bytes, NULL), TCT_OK);
    write_beside(world, "proof", text, bytes);
    free(text);
    (void)snprintf(receipt.origin, sizeof(receipt.origin), "%s", world->signer.verifier.name);
    tct_hash_leaf(entry, text_of(PROVED, entry), &receipt.leaf);
    assert_int_equal(tct_receipt_write(&receipt, &world->signer, note, &bytes, NULL), TCT_OK);
    write_beside(world, "receipt", note, bytes);
    write_fraud(world, view, SIZE, "fraud-of-one-size");
    write_fraud(world, view, OLD_SIZE, "fraud-of-two-sizes");
    write_bag(world, view);
    assert_int_equal(tct_folder_open(world->mirror, TCT_MIRROR_STAGING, true, &mirror, NULL),
                     TCT_OK);
    assert_int_equal(tct_mirror_update(storage, tct_folder_storage(mirror), &world->signer.verifier,
                                       NULL, NULL, &report, NULL),
                     TCT_OK);
    tct_folder_close(mirror);
    tct_view_close(view);
    tct_folder_close(folder);
}

static struct file *add_file(struct world *world, const char *folder, const char *name,
                             const char *earlier, look_fn *look)
{
    assert_true(world->count < FILES_MAX);
    struct file *file = &world->files[world->count++];
    (void)snprintf(file->name, PATH_ROOM, "%s", name);
    join(file->path, folder, name);
    file->look = look;
    file->content = content_read(file->path);
    if (file->content.bytes == NULL)
        fail_msg("%s is missing", file->path);
    if (earlier != NULL)
        file->earlier = content_read(earlier);
    return file;
}

static void add_tiles(struct world *world)
{
    static const int levels[] = {TCT_TILE_ENTRIES, 0, 1};
    for (size_t i = 0; i < TCT_COUNT(levels); i++)
        for (uint64_t index = 0; tct_tile_width(levels[i], index, SIZE) > 0; index++) {
            char name[TCT_TILE_PATH_MAX], before[TCT_TILE_PATH_MAX], path[PATH_ROOM];
            struct tct_tile tile = {levels[i], index, tct_tile_width(levels[i], index, SIZE)};
            tct_tile_path(&tile, name);
            bool at_edge = levels[i] >= 0 && tile.width < TCT_TILE_WIDTH;
            tile.width = tct_tile_width(levels[i], index, OLD_SIZE);
            tct_tile_path(&tile, before);
            join(path, world->log, before);
            add_file(world, world->log, name, path, look_at_log)->at_edge = at_edge;
        }
}

static void add_bag(struct world *world)
{
    static const char *const beside[] = {"bagit.txt", "bag-info.txt", "manifest-sha256.txt",
                                         "tagmanifest-sha256.txt"};
    struct tct_bag *bag = NULL;
    size_t count = 0;
    assert_int_equal(tct_bag_open(world->bag, &bag, NULL), TCT_OK);
    const char *const *paths = tct_bag_paths(bag, &count);
    for (size_t i = 0; i < count; i++) {
        char name[PATH_ROOM];
        join(name, "data", paths[i]);
        add_file(world, world->bag, name, NULL, look_at_bag);
    }
    for (size_t i = 0; i < TCT_COUNT(beside); i++)
        add_file(world, world->bag, beside[i], NULL, look_at_bag)->is_list = true;
    tct_bag_close(bag);
}

static void add_files(struct world *world, const char *old_checkpoint, const char *old_head)
{
    char head[TCT_HEAD_PATH_MAX], copy[TCT_HEAD_PATH_MAX + 16];
    tct_witness_head_path(world->signer.verifier.name, head);
    (void)snprintf(copy, sizeof(copy), "private/%s", head);
    add_file(world, world->log, "checkpoint", old_checkpoint, look_at_log);
    add_tiles(world);
    add_file(world, world->path, "proof", NULL, look_at_proof);
    add_file(world, world->path, "receipt", NULL, look_at_receipt);
    add_file(world, world->path, "fraud-of-one-size", NULL, look_at_fraud_of_one_size);
    add_file(world, world->path, "fraud-of-two-sizes", NULL, look_at_fraud_of_two_sizes);
    add_bag(world);
    add_file(world, world->witness_path, head, old_head, look_at_witness);
    add_file(world, world->witness_path, copy, old_head, look_at_witness)->may_heal = true;
    for (size_t i = 0; i < world->count; i++) {
        struct tct_error err;
        if (world->files[i].look(world, &err) != TCT_OK)
            fail_msg("%s: %s", world->files[i].name, err.text);
    }
}

static void make_policy(struct world *world)
{
    char log_key[TCT_KEY_TEXT_MAX], key[TCT_KEY_TEXT_MAX];
    world->signer = signer_of("log.example/1", TCT_KEY_ED25519);
    world->witness_signer = signer_of("witness.example", TCT_KEY_COSIGNATURE);
    tct_verifier_write(&world->signer.verifier, log_key);
    tct_verifier_write(&world->witness_signer.verifier, key);
    int bytes = snprintf(world->policy_text, sizeof(world->policy_text),
                         "log %s\nwitness w %s\nquorum w\n", log_key, key);
    assert_int_equal(tct_policy_parse(world->policy_text, (size_t)bytes, &world->policy, NULL),
                     TCT_OK);
}

static void begin(struct world *world)
{
    char head[TCT_HEAD_PATH_MAX], from[PATH_ROOM], checkpoint[PATH_ROOM], old_head[PATH_ROOM];
    *world = (struct world){.witnessed = 0};
    tct_random_init(&world->random, 1, 0);
    folder_make(world->path);
    join(world->log, world->path, "log");
    join(world->mirror, world->path, "mirror");
    join(world->bag, world->path, "bag");
    join(world->witness_path, world->path, "witness");
    join(checkpoint, world->path, "checkpoint.earlier");
    join(old_head, world->path, "head.earlier");
    make_policy(world);
    struct tct_witness_options how = {.path = world->witness_path,
                                      .signer = &world->witness_signer,
                                      .policy = world->policy,
                                      .now_s = now};
    struct tct_log_options log = {.path = world->log, .signer = &world->signer};
    assert_int_equal(tct_witness_open(&how, &world->witness, NULL), TCT_OK);
    assert_int_equal(tct_log_create(&log, NULL), TCT_OK);
    append(world, 0, OLD_SIZE);
    join(from, world->log, "checkpoint");
    folder_copy(from, checkpoint);
    tct_witness_head_path(world->signer.verifier.name, head);
    join(from, world->witness_path, head);
    folder_copy(from, old_head);
    append(world, OLD_SIZE, SIZE);
    tct_witness_close(world->witness);
    write_texts(world);
    add_files(world, checkpoint, old_head);
}

static void end(struct world *world)
{
    for (size_t i = 0; i < world->count; i++) {
        free(world->files[i].content.bytes);
        free(world->files[i].earlier.bytes);
    }
    free(world->policy);
    folder_remove(world->path);
}

/* --- The changes --- */

static bool names(const struct tct_error *err, const struct file *file)
{
    return strstr(err->text, file->name) != NULL ||
           (file->at_edge && strstr(err->text, "the last tile of some level") != NULL);
}

/* The texts that stand alone are named by who reads them. */
static bool is_named(const struct tct_error *err, const struct file *file, const struct file *other)
{
    bool alone =
        file->look != look_at_log && file->look != look_at_bag && file->look != look_at_witness;
    return alone || names(err, file) || (other != NULL && names(err, other));
}

static bool is_whole(const struct file *file)
{
    struct content now_there = content_read(file->path);
    bool whole = now_there.count == file->content.count && now_there.bytes != NULL &&
                 memcmp(now_there.bytes, file->content.bytes, file->content.count) == 0;
    free(now_there.bytes);
    return whole;
}

/* The next character of a list as it is meant; 0 at its end. */
static int next_meant(const struct content *list, size_t *at)
{
    if (*at == list->count)
        return 0;
    int c = list->bytes[(*at)++];
    if (c != ' ' && c != '\t')
        return tolower(c);
    while (*at < list->count && (list->bytes[*at] == ' ' || list->bytes[*at] == '\t'))
        (*at)++;
    return ' ';
}

static bool says_the_same(const struct file *file)
{
    struct content now_there = content_read(file->path);
    size_t at = 0, at_old = 0;
    int c = 1;
    bool same = now_there.bytes != NULL;
    while (same && c != 0) {
        c = next_meant(&now_there, &at);
        same = c == next_meant(&file->content, &at_old);
    }
    free(now_there.bytes);
    return same;
}

/* One change; false when this kind of it was none. */
static bool change_one(struct world *world)
{
    struct file *file = &world->files[tct_random_bits(&world->random) % world->count];
    struct file *other = &world->files[tct_random_bits(&world->random) % world->count];
    enum tamper_kind kind = (enum tamper_kind)(tct_random_bits(&world->random) % TAMPER_KINDS);
    struct tct_error err = {.text = ""};
    if (other == file || other->look != file->look)
        other = NULL;
    if (!tamper(kind, &world->random, file->path, &file->content,
                other == NULL ? NULL : other->path, other == NULL ? NULL : &other->content,
                &file->earlier))
        return false;
    enum tct_status status = file->look(world, &err);
    bool healed = status == TCT_OK &&
                  ((file->may_heal && is_whole(file)) || (file->is_list && says_the_same(file)));
    if (status == TCT_OK && !healed)
        fail_msg("%s: %s, and nobody noticed", file->name, WORDS[kind]);
    if (!healed && !is_named(&err, file, kind == TAMPER_SWAP ? other : NULL))
        fail_msg("%s: %s, but the message is: %s", file->name, WORDS[kind], err.text);
    world->made[kind]++;
    world->healed += healed ? 1 : 0;
    content_write(file->path, &file->content);
    if (kind == TAMPER_SWAP)
        content_write(other->path, &other->content);
    return true;
}

static void every_change_is_detected(void **state)
{
    (void)state;
    struct world world;
    begin(&world);
    for (unsigned long done = 0; done < changes;)
        done += change_one(&world) ? 1 : 0;
    for (size_t i = 0; i < world.count; i++)
        assert_int_equal(world.files[i].look(&world, NULL), TCT_OK);
    for (size_t i = 0; i < TAMPER_KINDS; i++)
        print_message("# %s: %lu of %lu changes of %zu files\n", WORDS[i], world.made[i], changes,
                      world.count);
    print_message("# without consequence (a second copy, or only the spelling): %lu\n",
                  world.healed);
    end(&world);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_change_is_detected)};
    if (argc > 1)
        changes = strtoul(argv[1], NULL, 10);
    return cmocka_run_group_tests_name("tampering", tests, NULL, NULL);
}
