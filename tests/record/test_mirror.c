/* A mirror: it is the log, whatever the source does; an operator with two faces is caught. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "folders.h"
#include "tacet/record.h"

/* A log, a second one under the same name and key that differs, and a mirror. */
struct world {
    char path[FOLDER_ROOM], logs[2][FOLDER_ROOM + 16], copy[FOLDER_ROOM + 16];
    struct tct_signer signer;
    uint64_t sizes[2];
};

static void name(struct world *world)
{
    (void)snprintf(world->logs[0], sizeof(world->logs[0]), "%s/log", world->path);
    (void)snprintf(world->logs[1], sizeof(world->logs[1]), "%s/other", world->path);
    (void)snprintf(world->copy, sizeof(world->copy), "%s/copy", world->path);
}

static struct world begin(void)
{
    struct world world = {.sizes = {0, 0}};
    folder_make(world.path);
    name(&world);
    world.signer = signer_of("log.example/1", TCT_KEY_ED25519);
    for (int i = 0; i < 2; i++)
        assert_int_equal(
            tct_log_create(
                &(struct tct_log_options){.path = world.logs[i], .signer = &world.signer}, NULL),
            TCT_OK);
    return world;
}

/* Entries are the same in both logs up to `fork`. */
static void grow(struct world *world, int face, uint64_t size, uint64_t fork)
{
    struct tct_log *log = NULL;
    struct tct_log_options how = {.path = world->logs[face], .signer = &world->signer};
    assert_int_equal(tct_log_open(&how, &log, NULL), TCT_OK);
    uint64_t first = world->sizes[face], count = size - first, index = 0;
    uint64_t *numbers = calloc(count + 1, sizeof(*numbers));
    struct tct_entry *entries = calloc(count + 1, sizeof(*entries));
    assert_true(numbers != NULL && entries != NULL);
    for (uint64_t i = 0; i < count; i++) {
        numbers[i] = first + i < fork ? first + i : first + i + 1000000 * (uint64_t)face;
        entries[i] = (struct tct_entry){&numbers[i], sizeof(numbers[i])};
    }
    if (count > 0)
        assert_int_equal(tct_log_append(log, entries, count, &index, NULL), TCT_OK);
    free(entries);
    free(numbers);
    world->sizes[face] = size;
    assert_int_equal(tct_log_publish(log, NULL), TCT_OK);
    tct_log_close(log);
}

static enum tct_status update(struct world *world, int face, struct tct_mirror_report *report,
                              struct tct_error *err)
{
    struct tct_folder *from = NULL, *to = NULL;
    assert_int_equal(tct_folder_open(world->logs[face], TCT_LOG_STAGING, false, &from, NULL),
                     TCT_OK);
    assert_int_equal(tct_folder_open(world->copy, TCT_MIRROR_STAGING, true, &to, NULL), TCT_OK);
    enum tct_status status = tct_mirror_update(tct_folder_storage(from), tct_folder_storage(to),
                                               &world->signer.verifier, NULL, NULL, report, err);
    tct_folder_close(to);
    tct_folder_close(from);
    return status;
}

static void expect(struct world *world, int face, enum tct_mirror_state state, uint64_t size)
{
    struct tct_mirror_report report;
    struct tct_error err = {0};
    if (update(world, face, &report, &err) != TCT_OK)
        fail_msg("%s", err.text);
    assert_int_equal(report.state, state);
    struct tct_folder *folder = NULL;
    struct tct_view *view = NULL;
    assert_int_equal(tct_folder_open(world->copy, TCT_MIRROR_STAGING, false, &folder, NULL),
                     TCT_OK);
    assert_int_equal(
        tct_view_open(tct_folder_storage(folder), &world->signer.verifier, &view, NULL), TCT_OK);
    assert_true(tct_view_head(view)->size == size);
    assert_int_equal(tct_view_verify(view, 0, NULL, NULL, NULL), TCT_OK);
    tct_view_close(view);
    tct_folder_close(folder);
}

static void it_follows(void **state)
{
    (void)state;
    static const uint64_t sizes[] = {0, 1, 3, 255, 256, 300, 512, 700, 66000};
    struct world world = begin();
    for (size_t i = 0; i < TCT_COUNT(sizes); i++) {
        grow(&world, 0, sizes[i], UINT64_MAX);
        expect(&world, 0, TCT_MIRROR_GREW, sizes[i]);
        expect(&world, 0, TCT_MIRROR_SAME, sizes[i]);
    }
    folder_remove(world.path);
}

static void an_older_source_changes_nothing(void **state)
{
    (void)state;
    struct world world = begin();
    grow(&world, 0, 500, UINT64_MAX);
    grow(&world, 1, 400, UINT64_MAX);
    expect(&world, 0, TCT_MIRROR_GREW, 500);
    expect(&world, 1, TCT_MIRROR_SMALLER, 500);
    folder_remove(world.path);
}

/* The proof that was kept, opened by the key alone. */
static void expect_proof(struct world *world)
{
    char command[FOLDER_ROOM + 64], path[FOLDER_ROOM + 64] = "", text[8192];
    (void)snprintf(command, sizeof(command), "ls %s/fraud/*.fraud | head -n 1", world->copy);
    FILE *list = popen(command, "r");
    assert_non_null(list);
    assert_non_null(fgets(path, sizeof(path), list));
    (void)pclose(list);
    path[strcspn(path, "\n")] = '\0';
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t bytes = fread(text, 1, sizeof(text), file);
    (void)fclose(file);
    struct tct_fraud fraud;
    assert_int_equal(tct_fraud_open(text, bytes, &world->signer.verifier, &fraud, NULL), TCT_OK);
    for (size_t i = 0; i < bytes; i++) {
        text[i] = (char)(text[i] ^ 2);
        assert_int_not_equal(tct_fraud_open(text, bytes, &world->signer.verifier, &fraud, NULL),
                             TCT_OK);
        text[i] = (char)(text[i] ^ 2);
    }
}

static void two_faces_are_caught_at_any_sizes(void **state)
{
    (void)state;
    static const uint64_t others[] = {200, 300, 400, 700};
    for (size_t i = 0; i < TCT_COUNT(others); i++) {
        struct world world = begin();
        grow(&world, 0, 300, UINT64_MAX);
        grow(&world, 1, others[i], 100);
        expect(&world, 0, TCT_MIRROR_GREW, 300);
        expect(&world, 1, TCT_MIRROR_FRAUD, 300);
        expect_proof(&world);
        folder_remove(world.path);
    }
}

static void what_was_altered_is_not_copied(void **state)
{
    (void)state;
    static const char *const files[] = {"tile/entries/000", "tile/0/000", "tile/0/001.p/44",
                                        "checkpoint"};
    for (size_t i = 0; i < TCT_COUNT(files); i++) {
        struct world world = begin();
        grow(&world, 0, 100, UINT64_MAX);
        expect(&world, 0, TCT_MIRROR_GREW, 100);
        grow(&world, 0, 300, UINT64_MAX);
        char path[FOLDER_ROOM + 64];
        (void)snprintf(path, sizeof(path), "%s/%s", world.logs[0], files[i]);
        FILE *file = fopen(path, "r+b");
        assert_non_null(file);
        assert_int_equal(fseek(file, 20, SEEK_SET), 0);
        int byte = fgetc(file);
        assert_int_equal(fseek(file, 20, SEEK_SET), 0);
        (void)fputc(byte ^ 1, file);
        (void)fclose(file);
        struct tct_mirror_report report;
        struct tct_error err;
        assert_int_equal(update(&world, 0, &report, &err), TCT_ERR_INPUT);
        assert_non_null(strstr(err.text, "the source"));
        folder_remove(world.path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_follows),
        cmocka_unit_test(an_older_source_changes_nothing),
        cmocka_unit_test(two_faces_are_caught_at_any_sizes),
        cmocka_unit_test(what_was_altered_is_not_copied),
    };
    return cmocka_run_group_tests_name("mirror", tests, NULL, NULL);
}
