/* A log that grows: what was answered is there, whatever happened; who alters it is named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folders.h"
#include "tacet/record.h"

struct place {
    char path[FOLDER_ROOM], log[FOLDER_ROOM + 8];
    struct tct_signer signer;
    struct tct_log_options options;
};

static void begin(struct place *place)
{
    folder_make(place->path);
    (void)snprintf(place->log, sizeof(place->log), "%s/log", place->path);
    place->signer = signer_of("log.example/1", TCT_KEY_ED25519);
    place->options = (struct tct_log_options){.path = place->log, .signer = &place->signer};
    assert_int_equal(tct_log_create(&place->options, NULL), TCT_OK);
}

static struct tct_log *open_log(struct place *place)
{
    struct tct_log *log = NULL;
    struct tct_error err = {0};
    if (tct_log_open(&place->options, &log, &err) != TCT_OK)
        fail_msg("%s", err.text);
    return log;
}

static size_t text_of(uint64_t index, char ret[64])
{
    return (size_t)snprintf(ret, 64, "entry %llu%.*s", (unsigned long long)index, (int)(index % 20),
                            "....................");
}

static void append(struct tct_log *log, uint64_t first, uint64_t count)
{
    enum { AT_ONCE = 1000 };
    static char texts[AT_ONCE][64];
    struct tct_entry entries[AT_ONCE];
    for (uint64_t done = 0; done < count;) {
        size_t n = 0;
        for (; n < AT_ONCE && done + n < count; n++)
            entries[n] = (struct tct_entry){texts[n], text_of(first + done + n, texts[n])};
        uint64_t index = 0;
        assert_int_equal(tct_log_append(log, entries, n, &index, NULL), TCT_OK);
        assert_true(index == first + done);
        done += n;
    }
}

/* All entries, one by one, and the whole tree. */
static void expect(struct place *place, uint64_t size)
{
    struct tct_folder *folder = NULL;
    struct tct_view *view = NULL;
    struct tct_error err = {0};
    assert_int_equal(tct_folder_open(place->log, TCT_LOG_STAGING, false, &folder, NULL), TCT_OK);
    if (tct_view_open(tct_folder_storage(folder), &place->signer.verifier, &view, &err) != TCT_OK)
        fail_msg("%s", err.text);
    assert_true(tct_view_head(view)->size == size);
    struct tct_frontier frontier = {0};
    struct tct_hash root;
    for (uint64_t i = 0; i < size; i++) {
        const uint8_t *entry = NULL;
        size_t bytes = 0;
        char text[64];
        size_t expected = text_of(i, text);
        if (tct_view_entry(view, i, &entry, &bytes, &err) != TCT_OK)
            fail_msg("%s", err.text);
        assert_int_equal(bytes, expected);
        assert_memory_equal(entry, text, bytes);
        struct tct_hash leaf;
        tct_hash_leaf(text, expected, &leaf);
        tct_frontier_add(&frontier, &leaf);
    }
    tct_frontier_root(&frontier, &root);
    assert_memory_equal(&root, &tct_view_head(view)->root, sizeof(root));
    tct_view_close(view);
    tct_folder_close(folder);
}

static void grows_over_the_edges_of_tiles(void **state)
{
    (void)state;
    static const uint64_t sizes[] = {1, 2, 255, 256, 257, 511, 512, 65535, 65536, 65537};
    struct place place;
    begin(&place);
    expect(&place, 0);
    uint64_t size = 0;
    for (size_t i = 0; i < TCT_COUNT(sizes); i++) {
        struct tct_log *log = open_log(&place);
        append(log, size, sizes[i] - size);
        size = sizes[i];
        assert_true(tct_log_size(log) == size);
        assert_int_equal(tct_log_publish(log, NULL), TCT_OK);
        assert_true(tct_log_published(log) == size);
        tct_log_close(log);
        expect(&place, size);
    }
    /* Partial tiles that were outgrown are gone, the latest are there. */
    char path[FOLDER_ROOM + 64];
    (void)snprintf(path, sizeof(path), "%s/tile/0/000.p", place.log);
    assert_int_not_equal(access(path, F_OK), 0);
    (void)snprintf(path, sizeof(path), "%s/tile/entries/256.p/1", place.log);
    assert_int_equal(access(path, F_OK), 0);
    folder_remove(place.path);
}

static void an_answer_survives_without_a_head(void **state)
{
    (void)state;
    struct place place;
    begin(&place);
    for (uint64_t size = 0; size < 900; size += 300) {
        struct tct_log *log = open_log(&place);
        assert_true(tct_log_published(log) == size);
        append(log, size, 300);
        assert_true(tct_log_published(log) == size);
        tct_log_close(log);
    }
    tct_log_close(open_log(&place));
    expect(&place, 900);
    folder_remove(place.path);
}

enum { THREADS = 16, EACH = 200 };

struct appender {
    struct tct_log *log;
    unsigned number;
    uint64_t indices[EACH];
};

static void *append_some(void *user)
{
    struct appender *appender = user;
    for (unsigned i = 0; i < EACH; i++) {
        char text[64];
        int bytes = snprintf(text, sizeof(text), "%u of %u", i, appender->number);
        struct tct_entry entry = {text, (size_t)bytes};
        if (tct_log_append(appender->log, &entry, 1, &appender->indices[i], NULL) != TCT_OK)
            return appender;
        if (i % 50 == 49 && tct_log_publish(appender->log, NULL) != TCT_OK)
            return appender;
    }
    return NULL;
}

static void many_append_at_once(void **state)
{
    (void)state;
    struct place place;
    begin(&place);
    struct tct_log *log = open_log(&place);
    static struct appender appenders[THREADS];
    pthread_t threads[THREADS];
    for (unsigned i = 0; i < THREADS; i++) {
        appenders[i] = (struct appender){.log = log, .number = i};
        assert_int_equal(pthread_create(&threads[i], NULL, append_some, &appenders[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        void *failed = NULL;
        assert_int_equal(pthread_join(threads[i], &failed), 0);
        assert_null(failed);
    }
    assert_int_equal(tct_log_publish(log, NULL), TCT_OK);
    tct_log_close(log);
    struct tct_folder *folder = NULL;
    struct tct_view *view = NULL;
    assert_int_equal(tct_folder_open(place.log, TCT_LOG_STAGING, false, &folder, NULL), TCT_OK);
    assert_int_equal(tct_view_open(tct_folder_storage(folder), &place.signer.verifier, &view, NULL),
                     TCT_OK);
    assert_true(tct_view_head(view)->size == (uint64_t)THREADS * EACH);
    for (unsigned i = 0; i < THREADS; i++)
        for (unsigned j = 0; j < EACH; j++) {
            const uint8_t *entry = NULL;
            size_t bytes = 0;
            char text[64];
            int expected = snprintf(text, sizeof(text), "%u of %u", j, i);
            assert_int_equal(tct_view_entry(view, appenders[i].indices[j], &entry, &bytes, NULL),
                             TCT_OK);
            assert_int_equal(bytes, expected);
            assert_memory_equal(entry, text, bytes);
        }
    tct_view_close(view);
    tct_folder_close(folder);
    folder_remove(place.path);
}

static void refused(struct place *place, const char *says)
{
    struct tct_log *log = NULL;
    struct tct_error err = {0};
    assert_int_equal(tct_log_open(&place->options, &log, &err), TCT_ERR_INPUT);
    assert_null(log);
    if (strstr(err.text, says) == NULL)
        fail_msg("'%s' does not say '%s'", err.text, says);
}

static void a_copy_does_not_go_on(void **state)
{
    (void)state;
    struct place place;
    begin(&place);
    struct tct_log *log = open_log(&place);
    append(log, 0, 10);
    assert_int_equal(tct_log_publish(log, NULL), TCT_OK);
    refused(&place, "another process");
    tct_log_close(log);
    char copy[FOLDER_ROOM + 8];
    (void)snprintf(copy, sizeof(copy), "%s/copy", place.path);
    folder_copy(place.log, copy);
    place.options.path = copy;
    refused(&place, "from a backup");
    /* It can still be read. */
    memcpy(place.log, copy, sizeof(copy));
    expect(&place, 10);
    folder_remove(place.path);
}

static void another_key_is_refused(void **state)
{
    (void)state;
    struct place place;
    begin(&place);
    place.signer = signer_of("log.example/2", TCT_KEY_ED25519);
    refused(&place, "not signed by log.example/2");
    struct tct_error err;
    assert_int_equal(tct_log_create(&place.options, &err), TCT_ERR_INPUT);
    assert_non_null(strstr(err.text, "new or empty folder"));
    folder_remove(place.path);
}

static void large_entries_are_refused(void **state)
{
    (void)state;
    struct place place;
    begin(&place);
    struct tct_log *log = open_log(&place);
    static char large[TCT_ENTRY_MAX + 1];
    struct tct_entry entries[2] = {{large, TCT_ENTRY_MAX}, {large, sizeof(large)}};
    uint64_t index = 0;
    assert_int_equal(tct_log_append(log, entries, 2, &index, NULL), TCT_ERR_LIMIT);
    assert_true(tct_log_size(log) == 0);
    /* All of them together, too. */
    enum { MANY = TCT_APPEND_MAX / TCT_ENTRY_MAX + 1 };
    static struct tct_entry many[MANY];
    for (size_t i = 0; i < MANY; i++)
        many[i] = (struct tct_entry){large, TCT_ENTRY_MAX};
    assert_int_equal(tct_log_append(log, many, MANY, &index, NULL), TCT_ERR_LIMIT);
    assert_true(tct_log_size(log) == 0);
    entries[1].count = 0;
    assert_int_equal(tct_log_append(log, entries, 2, &index, NULL), TCT_OK);
    assert_int_equal(tct_log_publish(log, NULL), TCT_OK);
    assert_true(tct_log_published(log) == 2);
    tct_log_close(log);
    folder_remove(place.path);
}

/* Flips one bit, cuts off or adds a byte. */
static void alter(const char *path, size_t where, unsigned how)
{
    struct stat about;
    int file = open(path, O_RDWR);
    assert_true(file >= 0 && fstat(file, &about) == 0 && about.st_size > 0);
    off_t at = (off_t)(where % (size_t)about.st_size);
    uint8_t byte = 0;
    assert_int_equal(pread(file, &byte, 1, at), 1);
    if (how < 8) {
        byte = (uint8_t)(byte ^ 1u << how);
        assert_int_equal(pwrite(file, &byte, 1, at), 1);
    } else if (how == 8) {
        assert_int_equal(ftruncate(file, at), 0);
    } else {
        assert_int_equal(pwrite(file, &byte, 1, about.st_size), 1);
    }
    (void)close(file);
}

/* Whether reading the whole log, and opening it to append, both say what is wrong. */
static void expect_detected(struct place *place, const char *file)
{
    struct tct_folder *folder = NULL;
    struct tct_view *view = NULL;
    struct tct_error err = {0};
    assert_int_equal(tct_folder_open(place->log, TCT_LOG_STAGING, false, &folder, NULL), TCT_OK);
    enum tct_status status =
        tct_view_open(tct_folder_storage(folder), &place->signer.verifier, &view, &err);
    if (status == TCT_OK)
        status = tct_view_verify(view, 0, NULL, NULL, &err);
    if (status == TCT_OK)
        fail_msg("%s was altered, and nobody saw it", file);
    assert_true(status == TCT_ERR_INPUT || status == TCT_ERR_LIMIT ||
                status == TCT_ERR_UNSUPPORTED);
    assert_true(strlen(err.text) > 10);
    tct_view_close(view);
    tct_folder_close(folder);
}

static void any_change_is_detected(void **state)
{
    (void)state;
    static const char *const files[] = {"checkpoint",       "tile/0/000",
                                        "tile/0/001.p/44",  "tile/1/000.p/1",
                                        "tile/entries/000", "tile/entries/001.p/44"};
    struct place place;
    begin(&place);
    struct tct_log *log = open_log(&place);
    append(log, 0, 300);
    assert_int_equal(tct_log_publish(log, NULL), TCT_OK);
    tct_log_close(log);
    struct tct_random random;
    tct_random_init(&random, 1, 0);
    for (unsigned i = 0; i < 300; i++) {
        char path[FOLDER_ROOM + 64], kept[FOLDER_ROOM + 8];
        const char *file = files[i % TCT_COUNT(files)];
        (void)snprintf(path, sizeof(path), "%s/%s", place.log, file);
        (void)snprintf(kept, sizeof(kept), "%s/kept", place.path);
        folder_copy(path, kept);
        alter(path, (size_t)tct_random_bits(&random), (unsigned)(tct_random_bits(&random) % 10));
        expect_detected(&place, file);
        assert_int_equal(rename(kept, path), 0);
    }
    expect(&place, 300);
    folder_remove(place.path);
}

static void a_damaged_journal_is_named(void **state)
{
    (void)state;
    struct place place;
    begin(&place);
    struct tct_log *log = open_log(&place);
    append(log, 0, 5);
    append(log, 5, 5);
    tct_log_close(log);
    char path[FOLDER_ROOM + 64];
    (void)snprintf(path, sizeof(path), "%s/private/journal", place.log);
    alter(path, 150, 3); /* within the first batch, behind which another stands */
    refused(&place, "damaged at byte 72");
    alter(path, 150, 3);
    alter(path, 20, 3);
    refused(&place, "its start was altered");
    alter(path, 20, 3);
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    /* The last batch torn, as by a crash before anybody was answered. */
    assert_int_equal(truncate(path, about.st_size - 3), 0);
    log = open_log(&place);
    assert_true(tct_log_published(log) == 5);
    append(log, 5, 5);
    assert_int_equal(tct_log_publish(log, NULL), TCT_OK);
    tct_log_close(log);
    expect(&place, 10);
    folder_remove(place.path);
}

/* An entry that holds the bytes of a batch, such as another log has them, in a batch that a crash
 * tore: it is no batch that follows. */
static void an_entry_cannot_pass_for_a_batch(void **state)
{
    (void)state;
    struct place place, other;
    char path[FOLDER_ROOM + 64], bytes[4096];
    struct stat about;
    begin(&other);
    struct tct_log *log = open_log(&other);
    append(log, 0, 9);
    tct_log_close(log);
    (void)snprintf(path, sizeof(path), "%s/private/journal", other.log);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t count = fread(bytes, 1, sizeof(bytes), file);
    (void)fclose(file);
    assert_true(count > 200 && count < sizeof(bytes));
    begin(&place);
    log = open_log(&place);
    uint64_t index = 0;
    assert_int_equal(tct_log_append(log, &(struct tct_entry){bytes, count}, 1, &index, NULL),
                     TCT_OK);
    tct_log_close(log);
    (void)snprintf(path, sizeof(path), "%s/private/journal", place.log);
    assert_int_equal(stat(path, &about), 0);
    alter(path, (size_t)about.st_size - count - 1, 3); /* before what the entry holds */
    log = open_log(&place);
    assert_true(tct_log_published(log) == 0);
    tct_log_close(log);
    folder_remove(place.path);
    folder_remove(other.path);
}

static void receipts_are_kept_or_are_evidence(void **state)
{
    (void)state;
    struct place place;
    begin(&place);
    struct tct_log *log = open_log(&place);
    append(log, 0, 3);
    struct tct_receipt receipt = {.index = 2, .time_s = 1000, .include_s = 4600}, read;
    char text[64], note[TCT_RECEIPT_MAX];
    size_t bytes = 0;
    tct_hash_leaf(text, text_of(2, text), &receipt.leaf);
    memcpy(receipt.origin, "log.example/1", sizeof("log.example/1"));
    assert_int_equal(tct_receipt_write(&receipt, &place.signer, note, &bytes, NULL), TCT_OK);
    assert_int_equal(tct_receipt_open(note, bytes, &place.signer.verifier, &read, NULL), TCT_OK);
    assert_true(read.index == 2 && read.time_s == 1000 && read.include_s == 4600);
    struct tct_checkpoint head;
    struct tct_note parsed;
    assert_int_not_equal(
        tct_checkpoint_open(note, bytes, &place.signer.verifier, &parsed, &head, NULL), TCT_OK);
    for (size_t i = 0; i < bytes; i++) {
        note[i] = (char)(note[i] ^ 4);
        assert_int_not_equal(tct_receipt_open(note, bytes, &place.signer.verifier, &read, NULL),
                             TCT_OK);
        note[i] = (char)(note[i] ^ 4);
    }
    static const struct {
        uint64_t entries, now_s;
        enum tct_receipt_state state;
    } cases[] = {
        {0, 4600, TCT_RECEIPT_WAITING}, {0, 4601, TCT_RECEIPT_LATE}, {3, 9999, TCT_RECEIPT_KEPT}};
    for (size_t i = 0; i < TCT_COUNT(cases); i++) {
        struct tct_folder *folder = NULL;
        struct tct_view *view = NULL;
        enum tct_receipt_state judged;
        if (cases[i].entries > 0)
            assert_int_equal(tct_log_publish(log, NULL), TCT_OK);
        assert_int_equal(tct_folder_open(place.log, TCT_LOG_STAGING, false, &folder, NULL), TCT_OK);
        assert_int_equal(
            tct_view_open(tct_folder_storage(folder), &place.signer.verifier, &view, NULL), TCT_OK);
        assert_int_equal(tct_receipt_judge(&receipt, view, cases[i].now_s, &judged, NULL), TCT_OK);
        assert_int_equal(judged, cases[i].state);
        struct tct_receipt other = receipt;
        other.leaf.bytes[0] ^= 1;
        assert_int_equal(tct_receipt_judge(&other, view, 0, &judged, NULL), TCT_OK);
        assert_int_equal(judged, cases[i].entries > 0 ? TCT_RECEIPT_BROKEN : TCT_RECEIPT_WAITING);
        tct_view_close(view);
        tct_folder_close(folder);
    }
    tct_log_close(log);
    folder_remove(place.path);
}

static void links_in_a_log_are_refused(void **state)
{
    (void)state;
    struct place place;
    begin(&place);
    char path[FOLDER_ROOM + 64], other[FOLDER_ROOM + 64];
    (void)snprintf(path, sizeof(path), "%s/checkpoint", place.log);
    (void)snprintf(other, sizeof(other), "%s/other", place.path);
    assert_int_equal(rename(path, other), 0);
    assert_int_equal(symlink(other, path), 0);
    refused(&place, "symbolic link");
    struct tct_folder *folder = NULL;
    assert_int_equal(tct_folder_open(place.log, TCT_LOG_STAGING, false, &folder, NULL), TCT_OK);
    const struct tct_storage *storage = tct_folder_storage(folder);
    static const char *const paths[] = {"../other", "", "/etc/passwd", "a//b", "a/./b", "a/.."};
    for (size_t i = 0; i < TCT_COUNT(paths); i++) {
        uint8_t *content = NULL;
        size_t bytes = 0;
        assert_int_equal(storage->read(storage->user, paths[i], 100, &content, &bytes, NULL),
                         TCT_ERR_INPUT);
        assert_null(content);
    }
    tct_folder_close(folder);
    folder_remove(place.path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows_over_the_edges_of_tiles),
        cmocka_unit_test(an_answer_survives_without_a_head),
        cmocka_unit_test(many_append_at_once),
        cmocka_unit_test(a_copy_does_not_go_on),
        cmocka_unit_test(another_key_is_refused),
        cmocka_unit_test(large_entries_are_refused),
        cmocka_unit_test(any_change_is_detected),
        cmocka_unit_test(a_damaged_journal_is_named),
        cmocka_unit_test(an_entry_cannot_pass_for_a_batch),
        cmocka_unit_test(receipts_are_kept_or_are_evidence),
        cmocka_unit_test(links_in_a_log_are_refused),
    };
    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
