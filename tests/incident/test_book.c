/* The book of incidents: what it groups, against all pairs compared; whatever the order; how
 * numbers live on, and whether what it tells of changes tells all. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pairs.h"
#include "worlds.h"

enum { INCIDENTS_MOST = 65536 };

/* Memory: after so many more allocations there is none, once; SIZE_MAX: there is always some. */
static size_t allocations_left = SIZE_MAX;

void *__real_realloc(void *memory, size_t bytes);
void *__wrap_realloc(void *memory, size_t bytes);
void *__real_malloc(size_t bytes);
void *__wrap_malloc(size_t bytes);

static bool refused(void)
{
    if (allocations_left == SIZE_MAX)
        return false;
    return allocations_left-- == 0;
}

void *__wrap_realloc(void *memory, size_t bytes)
{
    return refused() ? NULL : __real_realloc(memory, bytes);
}

void *__wrap_malloc(size_t bytes)
{
    return refused() ? NULL : __real_malloc(bytes);
}

/* What changes have said of the firings. */
struct replay {
    uint32_t of[FIRINGS_MOST];
    bool closed[INCIDENTS_MOST], begun[INCIDENTS_MOST];
    uint32_t incidents;
    size_t said, told[TCT_CHANGE_ENDED + 1];
};

static struct replay replay;

static void hear(void *user, uint32_t incident, enum tct_change change, uint32_t other)
{
    (void)user;
    assert_true(incident < INCIDENTS_MOST);
    assert_false(replay.closed[incident]);
    replay.told[change]++;
    replay.said++;
    if (change == TCT_CHANGE_BEGUN || change == TCT_CHANGE_SPLIT) {
        assert_int_equal(incident, replay.incidents);
        replay.incidents++;
        replay.begun[incident] = true;
    }
    assert_true(replay.begun[incident]);
    switch (change) {
    case TCT_CHANGE_BEGUN:
    case TCT_CHANGE_FIRING:
        assert_true(replay.of[other] == TCT_NO_NUMBER || replay.of[other] == incident);
        replay.of[other] = incident;
        break;
    case TCT_CHANGE_LEFT:
        assert_int_equal(replay.of[other], incident);
        replay.of[other] = TCT_NO_NUMBER;
        break;
    case TCT_CHANGE_MERGED:
        assert_true(incident < other);
        for (size_t i = 0; i < FIRINGS_MOST; i++)
            if (replay.of[i] == other)
                replay.of[i] = incident;
        break;
    case TCT_CHANGE_TAKEN:
    case TCT_CHANGE_ENDED:
        replay.closed[incident] = true;
        for (size_t i = 0; i < FIRINGS_MOST; i++)
            assert_true(replay.of[i] != incident);
        break;
    case TCT_CHANGE_SPLIT:
        assert_true(other < incident);
        break;
    }
}

static struct tct_book *new_book(const struct tct_rules *rules)
{
    struct tct_book *book;
    struct tct_error err;
    memset(&replay, 0, sizeof(replay));
    memset(replay.of, 0xff, sizeof(replay.of));
    assert_int_equal(tct_book_new(rules, hear, NULL, &book, &err), TCT_OK);
    return book;
}

/* The book groups as all pairs say, and as its changes told. */
static void assert_grouped(struct tct_book *book, struct oracle *o, const struct tct_rules *rules)
{
    uint32_t incident_of_root[FIRINGS_MOST];
    static uint32_t root_of_incident[INCIDENTS_MOST];
    group_all(o, rules);
    memset(incident_of_root, 0xff, sizeof(incident_of_root));
    memset(root_of_incident, 0xff, sizeof(root_of_incident));
    for (uint32_t i = 0; i < o->count; i++) {
        uint32_t incident = tct_book_incident_of(book, i);
        assert_int_equal(replay.of[i], incident);
        assert_int_equal(tct_book_activity_of(book, i), o->label[i]);
        if (!present(o, i)) {
            assert_int_equal(incident, TCT_NO_NUMBER);
            continue;
        }
        uint32_t root = root_of(o, i);
        assert_true(incident < tct_book_incidents(book));
        if (incident_of_root[root] == TCT_NO_NUMBER &&
            root_of_incident[incident] == TCT_NO_NUMBER) {
            incident_of_root[root] = incident;
            root_of_incident[incident] = root;
        }
        assert_int_equal(incident_of_root[root], incident);
        assert_int_equal(root_of_incident[incident], root);
    }
    assert_int_equal(replay.incidents, tct_book_incidents(book));
}

static void assert_members(struct tct_book *book, const struct oracle *o)
{
    struct tct_error err;
    size_t listed = 0, expected = 0, count;
    const uint32_t *members;
    for (uint32_t incident = 0; incident < tct_book_incidents(book); incident++) {
        assert_int_equal(tct_book_members(book, incident, &members, &count, &err), TCT_OK);
        assert_true((count == 0) == replay.closed[incident]);
        for (size_t i = 0; i < count; i++) {
            assert_true(i == 0 || members[i] > members[i - 1]);
            assert_int_equal(tct_book_incident_of(book, members[i]), incident);
        }
        listed += count;
    }
    for (size_t i = 0; i < o->count; i++)
        expected += present(o, i);
    assert_int_equal(listed, expected);
}

static struct tct_activity random_activity(struct tct_random *random, double wide_m, double long_s,
                                           uint32_t number)
{
    struct tct_activity activity = {.kind = TCT_ACTIVITY_LIVE_FIRE_EXERCISE};
    activity.from_ns = (int64_t)(1e9 * long_s * tct_random_uniform(random));
    activity.until_ns = activity.from_ns + (int64_t)(0.3e9 * long_s);
    activity.notified_ns = -(int64_t)(tct_random_bits(random) % 100) * 10 - number;
    activity.place.x_m = wide_m * tct_random_uniform(random);
    activity.radius_m = 0.2 * wide_m;
    return activity;
}

typedef struct tct_firing draw_fn(struct tct_random *random, double wide_m, double long_s);

/* One random thing that may happen to a book; when it has no memory for it, nothing may have, and
 * it is tried again. */
static size_t happen(struct tct_random *random, struct tct_book *book, struct oracle *o,
                     const struct tct_rules *rules, draw_fn *draw, double wide_m, double long_s)
{
    struct tct_error err = {0};
    double what = tct_random_uniform(random);
    uint32_t number = (uint32_t)(tct_random_bits(random) % (o->count > 0 ? o->count : 1));
    uint32_t activity = (uint32_t)(tct_random_bits(random) % ACTIVITIES), added;
    struct tct_firing firing = draw(random, wide_m, long_s);
    struct tct_activity notified = random_activity(random, wide_m, long_s, activity);
    bool gone = tct_random_uniform(random) < 0.3, nudged = tct_random_uniform(random) < 0.5;
    if (nudged && what < 0.5) {
        firing = o->firings[number];
        firing.place.x_m += floor(400.0 * tct_random_normal(random));
        firing.time_ns += (int64_t)floor(100.0 * tct_random_normal(random)) * 1000000000;
    }
    size_t failed = 0, said = replay.said;
    for (enum tct_status status = TCT_ERR_MEMORY; status != TCT_OK; failed++) {
        if (what < 0.03)
            status = tct_book_notify_again(book, activity, gone ? NULL : &notified, &err);
        else if (o->count > 0 && (what < 0.5 || o->count == FIRINGS_MOST))
            status = tct_book_revise(book, number, gone ? NULL : &firing, &err);
        else
            status = tct_book_add(book, &firing, &added, &err);
        if (status == TCT_OK)
            break;
        assert_int_equal(status, TCT_ERR_MEMORY);
        assert_true(err.text[0] != '\0' && replay.said == said);
        assert_grouped(book, o, rules);
    }
    if (what < 0.03) {
        o->activities[activity] = notified;
        o->notified[activity] = !gone;
    } else if (o->count > 0 && (what < 0.5 || o->count == FIRINGS_MOST)) {
        o->firings[number] = firing;
        o->there[number] = !gone;
    } else {
        assert_int_equal(added, o->count);
        o->firings[o->count] = firing;
        o->there[o->count++] = true;
    }
    return failed;
}

static void notify_none(struct tct_book *book)
{
    struct tct_activity never = {.notified_ns = 1};
    struct tct_error err;
    uint32_t number;
    for (uint32_t i = 0; i < ACTIVITIES; i++) {
        assert_int_equal(tct_book_notify(book, &never, &number, &err), TCT_OK);
        assert_int_equal(number, i);
    }
}

static void whatever_happens_it_groups_as_all_pairs_do(void **state)
{
    (void)state;
    static struct oracle o;
    static const double WIDE_M[] = {4e3, 12e3, 40e3}, LONG_S[] = {900.0, 7200.0, 40000.0};
    struct tct_rules rules = tct_rules_default();
    size_t told[TCT_CHANGE_ENDED + 1] = {0};
    for (uint64_t seed = 0; seed < 45; seed++) {
        struct tct_random random;
        tct_random_init(&random, seed, 6);
        memset(&o, 0, sizeof(o));
        struct tct_book *book = new_book(&rules);
        notify_none(book);
        for (size_t step = 0; step < 1000; step++) {
            happen(&random, book, &o, &rules, random_firing, WIDE_M[seed % 3],
                   LONG_S[seed / 3 % 3]);
            if (step % 25 == 24)
                assert_grouped(book, &o, &rules);
        }
        assert_members(book, &o);
        for (size_t i = 0; i < TCT_COUNT(told); i++)
            told[i] += replay.told[i];
        tct_book_free(book);
    }
    for (size_t i = 0; i < TCT_COUNT(told); i++)
        assert_true(told[i] > 100); /* else the test would not have tried it */
}

static void dense_fire_is_grouped_as_all_pairs_are(void **state)
{
    (void)state;
    static struct oracle o;
    struct tct_rules rules = tct_rules_default();
    size_t split = 0;
    for (uint64_t seed = 0; seed < 6; seed++) {
        struct tct_random random;
        tct_random_init(&random, seed, 13);
        memset(&o, 0, sizeof(o));
        struct tct_book *book = new_book(&rules);
        notify_none(book);
        for (size_t step = 0; step < 3000; step++) {
            happen(&random, book, &o, &rules, cloud_firing, 1200.0, seed % 2 == 0 ? 500.0 : 900.0);
            if (step % 100 == 99)
                assert_grouped(book, &o, &rules);
        }
        split += replay.told[TCT_CHANGE_SPLIT];
        tct_book_free(book);
    }
    assert_true(split > 20);
}

static size_t live_without_memory(uint64_t seed)
{
    static struct oracle o;
    struct tct_rules rules = tct_rules_default();
    struct tct_random random;
    size_t failed = 0;
    tct_random_init(&random, seed, 7);
    memset(&o, 0, sizeof(o));
    struct tct_book *book = new_book(&rules);
    notify_none(book);
    for (size_t step = 0; step < 300; step++) {
        allocations_left = tct_random_bits(&random) % 4;
        failed += happen(&random, book, &o, &rules, random_firing, 12e3, 7200.0);
        allocations_left = SIZE_MAX;
    }
    assert_grouped(book, &o, &rules);
    assert_members(book, &o);
    tct_book_free(book);
    return failed;
}

static void without_memory_nothing_is_changed(void **state)
{
    (void)state;
    size_t failed = 0;
    for (uint64_t seed = 0; seed < 20; seed++)
        failed += live_without_memory(seed);
    assert_true(failed > 100); /* else the test would not have tried it */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_happens_it_groups_as_all_pairs_do),
        cmocka_unit_test(dense_fire_is_grouped_as_all_pairs_are),
        cmocka_unit_test(without_memory_nothing_is_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
