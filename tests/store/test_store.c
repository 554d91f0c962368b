/* The store: rows come back as they were put, all or none, and another file is left alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tacet/store.h"

static char folder[] = "/tmp/tacet-store.XXXXXX";
static char path[64];
static struct tct_store store;
static struct tct_error err;

static int set_up(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof(folder), "/tmp/tacet-store.XXXXXX");
    if (mkdtemp(folder) == NULL)
        return -1;
    (void)snprintf(path, sizeof(path), "%s/store.db", folder);
    return tct_store_open(path, true, &store, &err) == TCT_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    static const char *const ENDS[] = {"", "-wal", "-shm"};
    tct_store_close(&store);
    for (size_t i = 0; i < TCT_COUNT(ENDS); i++) {
        char name[80];
        (void)snprintf(name, sizeof(name), "%s%s", path, ENDS[i]);
        (void)unlink(name);
    }
    return rmdir(folder);
}

static void put(enum tct_row_kind kind, const char *key, int64_t from_ns, const char *parent,
                const char *zone, const char *text)
{
    struct tct_row row = {.kind = kind,
                          .key = key,
                          .from_ns = from_ns,
                          .parent = parent,
                          .zones = &zone,
                          .zone_count = zone != NULL,
                          .text = text};
    if (store.calls->put(store.user, &row, &err) != TCT_OK)
        fail_msg("%s", err.text);
}

static const struct tct_store_head HEAD = {.origin = "o", .size = 7, .root = {1, 2}, .made = "m"};

static void begin(void)
{
    assert_int_equal(store.calls->begin(store.user, true, &err), TCT_OK);
}

static void end(void)
{
    assert_int_equal(store.calls->end(store.user, &HEAD, &err), TCT_OK);
}

static void fill(void)
{
    begin();
    put(TCT_ROW_INCIDENT, "i2", 200, "", "mill", "{\"b\":2}");
    put(TCT_ROW_INCIDENT, "i1", 100, "", "mill", "{\"a\":1}");
    put(TCT_ROW_INCIDENT, "i3", 300, "", "'; DROP TABLE item;--", "{}");
    put(TCT_ROW_MATCH, "r1", 150, "i1", NULL, "{}");
    end();
}

static char seen[256];

static enum tct_status see(void *user, const struct tct_row *row, struct tct_error *error)
{
    (void)user;
    (void)error;
    size_t used = strlen(seen);
    (void)snprintf(seen + used, sizeof(seen) - used, "%s ", row->key);
    return TCT_OK;
}

static const char *found(enum tct_row_kind kind, int64_t from_ns, int64_t until_ns,
                         const char *parent, const char *zone)
{
    struct tct_store_query query = {
        .kind = kind, .from_ns = from_ns, .until_ns = until_ns, .parent = parent, .zone = zone};
    seen[0] = '\0';
    if (store.calls->find(store.user, &query, see, NULL, &err) != TCT_OK)
        fail_msg("%s", err.text);
    return seen;
}

static void rows_are_found_by_time_parent_and_zone(void **state)
{
    (void)state;
    fill();
    assert_string_equal(found(TCT_ROW_INCIDENT, INT64_MIN, INT64_MAX, NULL, NULL), "i1 i2 i3 ");
    assert_string_equal(found(TCT_ROW_INCIDENT, 100, 300, NULL, NULL), "i1 i2 ");
    assert_string_equal(found(TCT_ROW_INCIDENT, 0, 1000, NULL, "mill"), "i1 i2 ");
    assert_string_equal(found(TCT_ROW_INCIDENT, 0, 150, NULL, "mill"), "i1 ");
    assert_string_equal(found(TCT_ROW_INCIDENT, 0, 1000, NULL, "'; DROP TABLE item;--"), "i3 ");
    assert_string_equal(found(TCT_ROW_MATCH, 0, 1000, "i1", NULL), "r1 ");
    assert_string_equal(found(TCT_ROW_MATCH, 0, 1000, "i2", NULL), "");
}

static void a_round_replaces_all_or_nothing(void **state)
{
    (void)state;
    struct tct_store_head head;
    fill();
    begin();
    put(TCT_ROW_INCIDENT, "i4", 400, "", NULL, "{}");
    store.calls->abandon(store.user);
    assert_string_equal(found(TCT_ROW_INCIDENT, 0, 1000, NULL, NULL), "i1 i2 i3 ");
    begin();
    put(TCT_ROW_INCIDENT, "i1", 500, "", NULL, "{\"a\":2}");
    end();
    assert_string_equal(found(TCT_ROW_INCIDENT, 0, 1000, NULL, NULL), "i1 ");
    assert_string_equal(found(TCT_ROW_INCIDENT, 0, 1000, NULL, "mill"), "");
    assert_int_equal(store.calls->head(store.user, &head, &err), TCT_OK);
    assert_true(head.size == 7 && strcmp(head.origin, "o") == 0 && head.root[1] == 2);
}

static void rows_stay_beside_those_that_are_put_later(void **state)
{
    (void)state;
    fill();
    assert_int_equal(store.calls->begin(store.user, false, &err), TCT_OK);
    put(TCT_ROW_INCIDENT, "i2", 250, "", "ford", "{}"); /* moved: no longer at the mill */
    put(TCT_ROW_EVENT, "e1", 90, "", NULL, "{}");
    assert_int_equal(store.calls->drop(store.user, TCT_ROW_INCIDENT, "i3", &err), TCT_OK);
    assert_int_equal(store.calls->drop(store.user, TCT_ROW_INCIDENT, "never", &err), TCT_OK);
    end();
    assert_string_equal(found(TCT_ROW_INCIDENT, 0, 1000, NULL, NULL), "i1 i2 ");
    assert_string_equal(found(TCT_ROW_INCIDENT, 0, 1000, NULL, "mill"), "i1 ");
    assert_string_equal(found(TCT_ROW_INCIDENT, 0, 1000, NULL, "ford"), "i2 ");
    assert_string_equal(found(TCT_ROW_INCIDENT, 0, 1000, NULL, "'; DROP TABLE item;--"), "");
    assert_string_equal(found(TCT_ROW_EVENT, 0, 1000, NULL, NULL), "e1 ");
    begin(); /* a round of all things anew knows nothing of them */
    put(TCT_ROW_INCIDENT, "i9", 900, "", NULL, "{}");
    end();
    assert_string_equal(found(TCT_ROW_INCIDENT, 0, 1000, NULL, NULL), "i9 ");
    assert_string_equal(found(TCT_ROW_EVENT, 0, 1000, NULL, NULL), "");
}

/* Page by page as whole, rows of one time among them. */
static void pages_together_are_the_whole(void **state)
{
    (void)state;
    static const char *const zones[] = {NULL, "mill"};
    begin();
    for (int i = 0; i < 7; i++) {
        char key[8];
        (void)snprintf(key, sizeof(key), "i%d", i);
        put(TCT_ROW_INCIDENT, key, 100 + i / 3, "", "mill", "{}");
    }
    end();
    for (size_t z = 0; z < TCT_COUNT(zones); z++) {
        struct tct_store_query query = {.kind = TCT_ROW_INCIDENT,
                                        .from_ns = INT64_MIN,
                                        .until_ns = INT64_MAX,
                                        .zone = zones[z],
                                        .most = 2};
        static const struct {
            int64_t from_ns;
            const char *after;
        } ends[] = {{INT64_MIN, NULL}, {100, "i1"}, {101, "i3"}, {101, "i5"}};
        seen[0] = '\0';
        for (size_t i = 0; i < TCT_COUNT(ends); i++) {
            query.from_ns = ends[i].from_ns;
            query.after = ends[i].after;
            assert_int_equal(store.calls->find(store.user, &query, see, NULL, &err), TCT_OK);
        }
        assert_string_equal(seen, "i0 i1 i2 i3 i4 i5 i6 ");
    }
}

static void the_dump_is_the_same_for_the_same_content(void **state)
{
    (void)state;
    char *texts[2] = {NULL, NULL};
    for (int turn = 0; turn < 2; turn++) {
        size_t bytes = 0;
        fill(); /* twice, in the second turn */
        FILE *file = open_memstream(&texts[turn], &bytes);
        assert_non_null(file);
        assert_int_equal(tct_store_dump(&store, file, &err), TCT_OK);
        (void)fclose(file);
    }
    assert_string_equal(texts[0], texts[1]);
    assert_non_null(strstr(texts[0], "incident\ti1\t100\t\t{\"a\":1}\nincident\ti2\t"));
    assert_memory_equal(texts[0], "head\to\t7\t0102", 13);
    free(texts[0]);
    free(texts[1]);
}

static void other_files_are_left_alone(void **state)
{
    (void)state;
    struct tct_store other;
    char name[80];
    (void)snprintf(name, sizeof(name), "%s/other", folder);
    assert_int_equal(tct_store_open(name, false, &other, &err), TCT_ERR_INPUT);
    FILE *file = fopen(name, "w");
    assert_non_null(file);
    (void)fputs("this is a letter, and no database at all; it is long enough to be read\n", file);
    (void)fclose(file);
    assert_int_equal(tct_store_open(name, true, &other, &err), TCT_ERR_INPUT);
    (void)unlink(name);
    assert_int_equal(tct_store_open(folder, true, &other, &err), TCT_ERR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_are_found_by_time_parent_and_zone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rows_stay_beside_those_that_are_put_later, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(pages_together_are_the_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_round_replaces_all_or_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_dump_is_the_same_for_the_same_content, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(other_files_are_left_alone, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
