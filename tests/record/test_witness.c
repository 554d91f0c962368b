/* A witness: what it signs, what it refuses and keeps; that it never signs two roots of one size.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folders.h"
#include "leaves.h"
#include "tacet/record.h"

enum { LEAVES = 40, TEXT_ROOM = 8192 };

/* Two logs under one name that agree up to `fork` entries: what an operator with two faces has. */
struct world {
    char path[FOLDER_ROOM];
    struct tct_signer log, signer;
    struct tct_policy *policy;
    struct tct_witness *witness;
    struct tct_hash leaves[2][LEAVES];
    uint64_t now_s;
};

static uint64_t now(void *user)
{
    return ((struct world *)user)->now_s;
}

static void open_witness(struct world *world)
{
    struct tct_error err = {0};
    struct tct_witness_options options = {.path = world->path,
                                          .signer = &world->signer,
                                          .policy = world->policy,
                                          .now_s = now,
                                          .clock_user = world};
    if (tct_witness_open(&options, &world->witness, &err) != TCT_OK)
        fail_msg("%s", err.text);
}

static struct world *begin(uint64_t fork)
{
    static struct world world;
    char key[TCT_KEY_TEXT_MAX], text[TEXT_ROOM];
    world = (struct world){.now_s = 1700000000};
    folder_make(world.path);
    world.log = signer_of("log.example/1", TCT_KEY_ED25519);
    world.signer = signer_of("witness.example", TCT_KEY_COSIGNATURE);
    tct_verifier_write(&world.log.verifier, key);
    int bytes = snprintf(text, sizeof(text), "log %s\nquorum none\n", key);
    assert_int_equal(tct_policy_parse(text, (size_t)bytes, &world.policy, NULL), TCT_OK);
    for (uint64_t i = 0; i < LEAVES; i++) {
        world.leaves[0][i] = leaf_of_number(i);
        world.leaves[1][i] = leaf_of_number(i < fork ? i : i + 1000);
    }
    open_witness(&world);
    return &world;
}

static void end(struct world *world)
{
    tct_witness_close(world->witness);
    free(world->policy);
    folder_remove(world->path);
}

static struct tct_hash root_of(struct world *world, int face, uint64_t size)
{
    struct leaves tree = {world->leaves[face], size};
    struct tct_hash root;
    tct_hash_empty(&root);
    return size == 0 ? root : leaves_root(&tree, 0, size);
}

static size_t write_head(struct world *world, const struct tct_signer *by, int face, uint64_t size,
                         char ret[TEXT_ROOM])
{
    struct tct_checkpoint head = {.size = size, .root = root_of(world, face, size)};
    char text[TCT_CHECKPOINT_TEXT_MAX], line[TCT_SIGNATURE_LINE_MAX];
    memcpy(head.origin, by->verifier.name, strlen(by->verifier.name) + 1);
    size_t bytes = tct_checkpoint_write(&head, text);
    assert_int_equal(tct_note_sign(text, bytes, by, 0, line, NULL), TCT_OK);
    return (size_t)snprintf(ret, TEXT_ROOM, "%s\n%s", text, line);
}

static size_t write_request(struct world *world, int face, uint64_t old_size, uint64_t size,
                            char ret[TEXT_ROOM])
{
    char note[TEXT_ROOM], *text = NULL;
    size_t bytes = 0;
    struct leaves tree = {world->leaves[face], size};
    struct tct_witness_request request = {.old_size = old_size, .note = note};
    request.note_bytes = write_head(world, &world->log, face, size, note);
    if (old_size > 0 && old_size < size)
        assert_int_equal(
            tct_prove_consistency(old_size, size, leaves_read, &tree, &request.proof, NULL),
            TCT_OK);
    assert_int_equal(tct_witness_request_write(&request, &text, &bytes, NULL), TCT_OK);
    assert_true(bytes < TEXT_ROOM);
    memcpy(ret, text, bytes + 1);
    free(text);
    return bytes;
}

/* Asks, and answers the status; what was signed is verified. */
static unsigned ask_text(struct world *world, const char *text, size_t bytes,
                         char ret_body[TEXT_ROOM])
{
    struct tct_witness_answer answer;
    tct_witness_add_checkpoint(world->witness, text, bytes, &answer);
    assert_non_null(answer.body);
    assert_true(answer.bytes < TEXT_ROOM);
    memcpy(ret_body, answer.body, answer.bytes + 1);
    free(answer.body);
    assert_string_equal(answer.type,
                        answer.status == 409 ? "text/x.tlog.size" : "text/plain; charset=utf-8");
    return answer.status;
}

static unsigned ask(struct world *world, int face, uint64_t old_size, uint64_t size)
{
    char text[TEXT_ROOM], body[TEXT_ROOM], note[TEXT_ROOM];
    size_t bytes = write_request(world, face, old_size, size, text);
    unsigned status = ask_text(world, text, bytes, body);
    if (status == 200) {
        struct tct_note parsed;
        uint64_t time_s = 0;
        bytes = write_head(world, &world->log, face, size, note);
        bytes += (size_t)snprintf(note + bytes, TEXT_ROOM - bytes, "%s", body);
        assert_int_equal(tct_note_parse(note, bytes, &parsed, NULL), TCT_OK);
        assert_int_equal(tct_note_verify(&parsed, &world->signer.verifier, &time_s, NULL), TCT_OK);
        assert_true(time_s == world->now_s);
    }
    return status;
}

static void heads_that_go_on_are_signed(void **state)
{
    (void)state;
    struct world *world = begin(LEAVES);
    char text[TEXT_ROOM], body[TEXT_ROOM];
    assert_int_equal(ask(world, 0, 0, 0), 200);
    assert_int_equal(ask(world, 0, 0, 5), 200);
    assert_int_equal(ask(world, 0, 5, 5), 200); /* the same again */
    assert_int_equal(ask(world, 0, 5, 17), 200);
    assert_int_equal(ask(world, 0, 5, 20), 409);
    size_t bytes = write_request(world, 0, 5, 20, text);
    assert_int_equal(ask_text(world, text, bytes, body), 409);
    assert_string_equal(body, "17\n");
    assert_int_equal(ask(world, 0, 0, 3), 409);
    assert_int_equal(ask(world, 0, 17, 20), 200);
    end(world);
}

static void others_and_nonsense_are_refused(void **state)
{
    (void)state;
    struct world *world = begin(LEAVES);
    char text[TEXT_ROOM], body[TEXT_ROOM], note[TEXT_ROOM];
    static const struct {
        const char *text;
        unsigned status;
    } cases[] = {
        {"", 400},
        {"\n", 400},
        {"old\n\n", 400},
        {"old 0", 400},
        {"old 00\n\n", 400},
        {"old -1\n\n", 400},
        {"old 9223372036854775808\n\n", 400},
        {"old 0\n\n", 400},
        {"old 0\nAAAA\n\n", 400},
        {"old 0\n\nhello\n", 400},
    };
    for (size_t i = 0; i < TCT_COUNT(cases); i++)
        assert_int_equal(ask_text(world, cases[i].text, strlen(cases[i].text), body),
                         cases[i].status);
    struct tct_signer stranger = signer_of("stranger.example/1", TCT_KEY_ED25519);
    size_t bytes = write_head(world, &stranger, 0, 3, note);
    bytes = (size_t)snprintf(text, sizeof(text), "old 0\n\n%.*s", (int)bytes, note);
    assert_int_equal(ask_text(world, text, bytes, body), 404);
    /* The log's name, with another key. */
    uint8_t seed[TCT_KEY_SEED_BYTES] = {1};
    assert_int_equal(tct_signer_new("log.example/1", TCT_KEY_ED25519, seed, &stranger, NULL),
                     TCT_OK);
    bytes = write_head(world, &stranger, 0, 3, note);
    bytes = (size_t)snprintf(text, sizeof(text), "old 0\n\n%.*s", (int)bytes, note);
    assert_int_equal(ask_text(world, text, bytes, body), 403);
    bytes = write_head(world, &world->log, 0, 3, note);
    bytes = (size_t)snprintf(text, sizeof(text), "old 4\n\n%.*s", (int)bytes, note);
    assert_int_equal(ask_text(world, text, bytes, body), 400);
    /* A proof where nothing is to be proved. */
    bytes = write_head(world, &world->log, 0, 3, note);
    bytes = (size_t)snprintf(text, sizeof(text),
                             "old 0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n%.*s",
                             (int)bytes, note);
    assert_int_equal(ask_text(world, text, bytes, body), 422);
    /* Cut off anywhere. */
    assert_int_equal(ask(world, 0, 0, 5), 200);
    bytes = write_request(world, 0, 5, 9, text);
    for (size_t cut = 0; cut < bytes; cut++)
        assert_int_not_equal(ask_text(world, text, cut, body), 200);
    assert_int_equal(ask(world, 0, 5, 9), 200);
    end(world);
}

static bool exists(const struct world *world, const char *name)
{
    char path[FOLDER_ROOM + 64];
    (void)snprintf(path, sizeof(path), "%s/%s", world->path, name);
    return access(path, F_OK) == 0;
}

static void a_second_face_is_caught(void **state)
{
    (void)state;
    struct world *world = begin(3);
    assert_int_equal(ask(world, 0, 0, 5), 200);
    assert_int_equal(ask(world, 1, 5, 9), 422); /* it does not go on from what was signed */
    assert_true(exists(world, "refused/000"));
    assert_false(exists(world, "fraud"));
    assert_int_equal(ask(world, 1, 5, 5), 409); /* another root of the same size */
    assert_true(exists(world, "fraud"));
    assert_true(exists(world, "refused/001"));
    /* The proof stands on its own. */
    char a[TEXT_ROOM], b[TEXT_ROOM], *text = NULL;
    struct tct_fraud fraud, again;
    size_t a_bytes = write_head(world, &world->log, 0, 5, a);
    size_t b_bytes = write_head(world, &world->log, 1, 5, b), bytes = 0;
    const struct tct_verifier *key = &world->log.verifier;
    enum tct_heads_state found;
    assert_int_equal(tct_heads_compare(a, a_bytes, a, a_bytes, key, NULL, &found, &fraud, NULL),
                     TCT_OK);
    assert_int_equal(found, TCT_HEADS_AGREE);
    assert_int_equal(tct_heads_compare(a, a_bytes, b, b_bytes, key, NULL, &found, &fraud, NULL),
                     TCT_OK);
    assert_int_equal(found, TCT_HEADS_FRAUD);
    assert_int_equal(tct_fraud_write(&fraud, &text, &bytes, NULL), TCT_OK);
    assert_int_equal(tct_fraud_open(text, bytes, key, &again, NULL), TCT_OK);
    for (size_t i = 0; i < bytes; i++) {
        text[i] = (char)(text[i] ^ 1);
        assert_int_not_equal(tct_fraud_open(text, bytes, key, &again, NULL), TCT_OK);
        text[i] = (char)(text[i] ^ 1);
        assert_int_not_equal(tct_fraud_open(text, i, key, &again, NULL), TCT_OK);
    }
    /* A hash that nothing needs: the same proof, spelled otherwise. */
    char *more = NULL, *blank = strstr(text, "\n\n");
    assert_non_null(blank);
    assert_true(asprintf(&more, "%.*s\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=%s",
                         (int)(blank - text), text, blank) > 0);
    assert_int_equal(tct_fraud_open(more, strlen(more), key, &again, NULL), TCT_ERR_INPUT);
    free(more);
    free(text);
    end(world);
}

/* Whatever is asked, in whatever order, with restarts between. */
static void never_two_roots_of_one_size(void **state)
{
    (void)state;
    struct tct_random random;
    tct_random_init(&random, 1, 0);
    for (unsigned round = 0; round < 20; round++) {
        struct world *world = begin(tct_random_bits(&random) % 12);
        int signed_face[LEAVES + 1];
        uint64_t largest = 0;
        for (size_t i = 0; i <= LEAVES; i++)
            signed_face[i] = -1;
        for (unsigned i = 0; i < 60; i++) {
            int face = (int)(tct_random_bits(&random) % 2);
            uint64_t size = tct_random_bits(&random) % (LEAVES + 1);
            uint64_t old_size = tct_random_bits(&random) % 2 != 0
                                    ? largest
                                    : tct_random_bits(&random) % (LEAVES + 1);
            world->now_s++;
            if (ask(world, face, old_size, size) == 200) {
                assert_true(size >= largest);
                struct tct_hash now_root = root_of(world, face, size);
                if (signed_face[size] >= 0) {
                    struct tct_hash before = root_of(world, signed_face[size], size);
                    assert_memory_equal(&before, &now_root, sizeof(before));
                }
                signed_face[size] = face;
                largest = size;
            }
            if (tct_random_bits(&random) % 8 == 0) {
                tct_witness_close(world->witness);
                open_witness(world);
            }
        }
        end(world);
    }
}

static void head_file(const struct world *world, const char *before, char ret[FOLDER_ROOM + 128])
{
    char head[TCT_HEAD_PATH_MAX];
    tct_witness_head_path("log.example/1", head);
    (void)snprintf(ret, FOLDER_ROOM + 128, "%s/%s%s", world->path, before, head);
}

static void refuses_to_open(struct world *world, const char *says)
{
    struct tct_error err = {0};
    struct tct_witness *witness = NULL;
    struct tct_witness_options options = {
        .path = world->path, .signer = &world->signer, .policy = world->policy, .now_s = now};
    assert_int_equal(tct_witness_open(&options, &witness, &err), TCT_ERR_INPUT);
    if (strstr(err.text, says) == NULL)
        fail_msg("'%s' does not say '%s'", err.text, says);
}

static void what_it_keeps_cannot_be_altered_unseen(void **state)
{
    (void)state;
    struct world *world = begin(LEAVES);
    char path[FOLDER_ROOM + 128], copy[FOLDER_ROOM + 128], kept[FOLDER_ROOM + 8];
    head_file(world, "", path);
    head_file(world, "private/", copy);
    (void)snprintf(kept, sizeof(kept), "%s/kept", world->path);
    assert_int_equal(ask(world, 0, 0, 5), 200);
    folder_copy(path, kept);
    assert_int_equal(ask(world, 0, 5, 9), 200);
    refuses_to_open(world, "another process");
    tct_witness_close(world->witness);
    char newer[FOLDER_ROOM + 8];
    (void)snprintf(newer, sizeof(newer), "%s/newer", world->path);
    folder_copy(path, newer);
    folder_copy(kept, path);
    refuses_to_open(world, "put back to an older head");
    assert_int_equal(unlink(path), 0);
    refuses_to_open(world, "taken away");
    folder_copy(newer, path);
    /* One step behind, as after a crash between the two, is put right. */
    folder_copy(kept, copy);
    open_witness(world);
    tct_witness_close(world->witness);
    folder_copy(kept, path);
    refuses_to_open(world, "put back to an older head");
    folder_copy(newer, path);
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    for (off_t at = 0; at < about.st_size; at++) {
        FILE *file = fopen(path, "r+b");
        assert_non_null(file);
        assert_int_equal(fseek(file, at, SEEK_SET), 0);
        int byte = fgetc(file);
        assert_int_equal(fseek(file, at, SEEK_SET), 0);
        (void)fputc(byte ^ 1, file);
        (void)fclose(file);
        refuses_to_open(world, "altered");
        folder_copy(newer, path);
    }
    open_witness(world);
    assert_int_equal(ask(world, 0, 9, 11), 200);
    end(world);
}

static void a_copy_does_not_sign(void **state)
{
    (void)state;
    struct world *world = begin(LEAVES);
    assert_int_equal(ask(world, 0, 0, 5), 200);
    tct_witness_close(world->witness);
    char copy[FOLDER_ROOM];
    (void)snprintf(copy, sizeof(copy), "%.100s.copy", world->path);
    folder_copy(world->path, copy);
    folder_remove(world->path);
    memcpy(world->path, copy, sizeof(copy));
    refuses_to_open(world, "from a backup");
    world->witness = NULL;
    end(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_that_go_on_are_signed),
        cmocka_unit_test(others_and_nonsense_are_refused),
        cmocka_unit_test(a_second_face_is_caught),
        cmocka_unit_test(never_two_roots_of_one_size),
        cmocka_unit_test(what_it_keeps_cannot_be_altered_unseen),
        cmocka_unit_test(a_copy_does_not_sign),
    };
    return cmocka_run_group_tests_name("witness", tests, NULL, NULL);
}
