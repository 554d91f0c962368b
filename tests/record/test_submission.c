/* Submissions: what is left out, put in twice, cut from its predecessor or late is found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tacet/base.h"
#include "tacet/record.h"

enum { COUNT = 6, TEXT_ROOM = 1024 };

static const int64_t START_NS = INT64_C(1700000000) * TCT_NS_PER_S;

struct entries {
    char texts[COUNT][TEXT_ROOM];
    size_t bytes[COUNT];
};

/* One a minute, the next promised within ten. */
static void write_all(const char *source, struct entries *ret)
{
    struct tct_submitter submitter = {.number = 0};
    struct tct_checkpoint known = {.size = 0};
    (void)snprintf(submitter.source, sizeof(submitter.source), "%s", source);
    memcpy(known.origin, "log.example/1", sizeof("log.example/1"));
    tct_hash_empty(&known.root);
    for (size_t i = 0; i < COUNT; i++) {
        struct tct_submission_facts facts = {
            .time_ns = START_NS + (int64_t)i * 60 * TCT_NS_PER_S, .next_s = 600, .known = &known};
        char payload[32], *entry = NULL;
        int bytes = snprintf(payload, sizeof(payload), "{\"b\":%zu, \"a\":1}", i);
        assert_int_equal(tct_submission_write(&submitter, payload, (size_t)bytes, &facts, &entry,
                                              &ret->bytes[i], NULL),
                         TCT_OK);
        assert_true(ret->bytes[i] < TEXT_ROOM);
        memcpy(ret->texts[i], entry, ret->bytes[i] + 1);
        free(entry);
        tct_submitter_done(&submitter, ret->texts[i], ret->bytes[i]);
    }
}

struct found {
    size_t events[4];
    struct tct_submission_finding last;
};

static void gather(void *user, const struct tct_submission_finding *finding)
{
    struct found *found = user;
    found->events[finding->event]++;
    found->last = *finding;
}

/* Sees the entries with these numbers, in this order. */
static struct found follow(const struct entries *entries, const int *order, size_t count,
                           int64_t now_ns)
{
    struct found found = {{0}, {0}};
    struct tct_submissions *submissions = NULL;
    uint64_t seen = 0;
    size_t sources = 0;
    assert_int_equal(tct_submissions_open(NULL, gather, &found, &submissions, NULL), TCT_OK);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(tct_submissions_see(submissions, i, entries->texts[order[i]],
                                             entries->bytes[order[i]], NULL),
                         TCT_OK);
    tct_submissions_end(submissions, now_ns, &seen, &sources);
    assert_int_equal(sources, count > 0);
    tct_submissions_close(submissions);
    return found;
}

static size_t all_events(const struct found *found)
{
    return found->events[0] + found->events[1] + found->events[2] + found->events[3];
}

static void a_chain_is_quiet(void **state)
{
    (void)state;
    struct entries entries;
    write_all("S01", &entries);
    assert_string_equal(
        entries.texts[0],
        "{\"entry\":{\"a\":1,\"b\":0},\"submission\":{\"known\":{\"origin\":"
        "\"log.example/1\",\"root\":"
        "\"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\",\"size\":0},\"next_s\":"
        "600,\"number\":0,\"source\":\"S01\",\"time\":\"2023-11-14T22:13:20.000Z\"}}");
    struct found found = follow(&entries, (int[]){0, 1, 2, 3, 4, 5}, 6, START_NS);
    assert_int_equal(all_events(&found), 0);
    /* Handed in again, as after a crash. */
    found = follow(&entries, (int[]){0, 1, 1, 2}, 4, START_NS);
    assert_int_equal(all_events(&found), 0);
}

static void what_is_left_out_is_missed(void **state)
{
    (void)state;
    struct entries entries;
    write_all("S01", &entries);
    struct found found = follow(&entries, (int[]){0, 1, 4, 5}, 4, START_NS);
    assert_int_equal(all_events(&found), 1);
    assert_int_equal(found.events[TCT_SUBMISSION_MISSING], 1);
    assert_true(found.last.number == 2 && found.last.count == 2 && found.last.index == 2);
    found = follow(&entries, (int[]){1, 2}, 2, START_NS);
    assert_int_equal(found.events[TCT_SUBMISSION_MISSING], 1);
    assert_true(found.last.number == 0 && found.last.count == 1);
}

static void what_does_not_fit_is_named(void **state)
{
    (void)state;
    struct entries entries, others;
    write_all("S01", &entries);
    write_all("S01", &others);
    /* Another second one: it is there twice, or the third does not fit it. */
    others.texts[1][14] = '7';
    memcpy(entries.texts[5], others.texts[1], TEXT_ROOM);
    entries.bytes[5] = others.bytes[1];
    struct found found = follow(&entries, (int[]){0, 1, 5, 2}, 4, START_NS);
    assert_int_equal(all_events(&found), 1);
    assert_int_equal(found.events[TCT_SUBMISSION_TWICE], 1);
    found = follow(&entries, (int[]){0, 5, 2, 3}, 4, START_NS);
    assert_int_equal(all_events(&found), 1);
    assert_int_equal(found.events[TCT_SUBMISSION_BROKEN], 1);
    assert_true(found.last.number == 2);
}

static void silence_is_noticed(void **state)
{
    (void)state;
    struct entries entries;
    write_all("S01", &entries);
    int64_t promised = START_NS + 60 * TCT_NS_PER_S + 600 * TCT_NS_PER_S;
    struct found found = follow(&entries, (int[]){0, 1}, 2, promised);
    assert_int_equal(all_events(&found), 0);
    found = follow(&entries, (int[]){0, 1}, 2, promised + 5 * TCT_NS_PER_S);
    assert_int_equal(found.events[TCT_SUBMISSION_SILENT], 1);
    assert_true(found.last.count == 5 && found.last.number == 2);
}

static void nonsense_is_passed_over(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "hello",
        "{\"submission\":7}",
        "{\"submission\":{\"source\":\"S\",\"number\":-1,\"time\":\"2023-11-14T22:13:20Z\"}}",
        "{\"submission\":{\"source\":\"S\",\"number\":1.5,\"time\":\"2023-11-14T22:13:20Z\"}}",
        "{\"submission\":{\"source\":\"S\",\"number\":1,\"time\":\"yesterday\"}}",
        "[[[[[[[[",
    };
    struct found found = {{0}, {0}};
    struct tct_submissions *submissions = NULL;
    uint64_t seen = 0;
    size_t sources = 0;
    assert_int_equal(tct_submissions_open(NULL, gather, &found, &submissions, NULL), TCT_OK);
    for (size_t i = 0; i < TCT_COUNT(texts); i++)
        assert_int_equal(tct_submissions_see(submissions, i, texts[i], strlen(texts[i]), NULL),
                         TCT_OK);
    tct_submissions_end(submissions, START_NS, &seen, &sources);
    assert_true(seen == 0 && sources == 0);
    tct_submissions_close(submissions);
    struct tct_submitter submitter = {.source = "S 01"};
    struct tct_submission_facts facts = {.time_ns = START_NS};
    char *entry = NULL;
    size_t bytes = 0;
    assert_int_equal(tct_submission_write(&submitter, "1", 1, &facts, &entry, &bytes, NULL),
                     TCT_ERR_INPUT);
    memcpy(submitter.source, "S01", 4);
    assert_int_equal(tct_submission_write(&submitter, "{", 1, &facts, &entry, &bytes, NULL),
                     TCT_ERR_INPUT);
    assert_null(entry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chain_is_quiet),           cmocka_unit_test(what_is_left_out_is_missed),
        cmocka_unit_test(what_does_not_fit_is_named), cmocka_unit_test(silence_is_noticed),
        cmocka_unit_test(nonsense_is_passed_over),
    };
    return cmocka_run_group_tests_name("submission", tests, NULL, NULL);
}
