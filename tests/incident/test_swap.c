/* Neutrality: the order in which things come to be known, the names of the sides and the origin of
 * the frame change nothing but what they must, to the byte. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "worlds.h"

enum { COUNT = 400, GONE = 40, WORLDS = 12 };

/* What is finally known of each firing, and what is said of its incident. */
struct world {
    struct tct_firing firings[COUNT];
    double heard_p[COUNT];
    struct tct_activity activities[2];
    struct tct_arena arena;
    struct tct_summary *of[COUNT];  /* by firing; NULL: of no incident */
    uint32_t place_in[COUNT];       /* its number among the firings of its incident */
    uint32_t first_of[COUNT];       /* the firing with which that incident's numbers begin */
    uint32_t members[COUNT][COUNT]; /* by that firing */
};

static struct world *new_world(uint64_t seed)
{
    static const double LONG_S[] = {600.0, 6000.0, 60000.0};
    struct world *w = calloc(1, sizeof(*w));
    struct tct_random random;
    assert_non_null(w);
    tct_random_init(&random, seed, 11);
    for (size_t i = 0; i < COUNT; i++) {
        w->firings[i] = random_firing(&random, 8e3, LONG_S[seed % 3]);
        w->heard_p[i] = 0.5 + 0.5 * tct_random_uniform(&random);
    }
    for (int i = 0; i < 2; i++)
        w->activities[i] = (struct tct_activity){.kind = i == 0 ? TCT_ACTIVITY_LIVE_FIRE_EXERCISE
                                                                : TCT_ACTIVITY_DEMINING,
                                                 .until_ns = (int64_t)(1e9 * LONG_S[seed % 3] / 2),
                                                 .notified_ns = -i,
                                                 .place = {2e3 + 2e3 * i, 800.0},
                                                 .radius_m = 800.0};
    tct_arena_init(&w->arena, (size_t)64 << 20);
    return w;
}

static void end_world(struct world *w)
{
    tct_arena_free(&w->arena);
    free(w);
}

/* Another origin of places and times, by numbers that doubles hold exactly. */
static const double SHIFT_X_M = 65536.0, SHIFT_Y_M = -32768.0;
static const int64_t SHIFT_NS = INT64_C(1000000007) * 1000000000;

static void shift(struct world *w)
{
    for (size_t i = 0; i < COUNT; i++) {
        w->firings[i].place.x_m += SHIFT_X_M;
        w->firings[i].place.y_m += SHIFT_Y_M;
        w->firings[i].time_ns += SHIFT_NS;
    }
    for (int i = 0; i < 2; i++) {
        w->activities[i].place.x_m += SHIFT_X_M;
        w->activities[i].place.y_m += SHIFT_Y_M;
        w->activities[i].from_ns += SHIFT_NS;
        w->activities[i].until_ns += SHIFT_NS;
        w->activities[i].notified_ns += SHIFT_NS;
    }
}

static void must(enum tct_status status)
{
    assert_int_equal(status, TCT_OK);
}

/* Everything is put into a book in some order: some of it wrong at first, some that was not there.
 */
static struct tct_book *fill(const struct world *w, struct tct_random *random, uint32_t *number)
{
    struct tct_rules rules = tct_rules_default();
    struct tct_book *book;
    uint32_t order[COUNT], activity[2], order_of_activities[2], other;
    must(tct_book_new(&rules, NULL, NULL, &book, NULL));
    shuffle(random, order, COUNT);
    shuffle(random, order_of_activities, 2);
    for (size_t i = 0, notified = 0; i < COUNT; i++) {
        if (notified < 2 && tct_random_uniform(random) < 0.01) {
            uint32_t which = order_of_activities[notified++];
            must(tct_book_notify(book, &w->activities[which], &activity[which], NULL));
        }
        struct tct_firing wrong = random_firing(random, 8e3, 6000.0);
        bool at_once = tct_random_uniform(random) < 0.7;
        if (i % (COUNT / GONE) == 0)
            must(tct_book_add(book, &wrong, &other, NULL));
        must(tct_book_add(book, at_once ? &w->firings[order[i]] : &wrong, &number[order[i]], NULL));
        if (i % (COUNT / GONE) == COUNT / GONE - 1)
            must(tct_book_revise(book, other, NULL, NULL));
        if (i + 1 < COUNT || notified == 2)
            continue;
        for (; notified < 2; notified++)
            must(tct_book_notify(book, &w->activities[order_of_activities[notified]],
                                 &activity[order_of_activities[notified]], NULL));
    }
    shuffle(random, order, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        must(tct_book_revise(book, number[order[i]], &w->firings[order[i]], NULL));
    return book;
}

/* Summaries of all incidents of a book, by firing. */
static void summarise(struct world *w, struct tct_book *book, const uint32_t *number)
{
    struct tct_rules rules = tct_rules_default();
    struct tct_firing own[COUNT];
    double heard_p[COUNT];
    uint32_t firing_of[4 * COUNT];
    memset(firing_of, 0xff, sizeof(firing_of));
    for (uint32_t i = 0; i < COUNT; i++)
        firing_of[number[i]] = i;
    for (uint32_t incident = 0; incident < tct_book_incidents(book); incident++) {
        const uint32_t *members;
        size_t count;
        must(tct_book_members(book, incident, &members, &count, NULL));
        if (count == 0)
            continue;
        struct tct_summary *summary = TCT_ARENA_NEW(&w->arena, struct tct_summary, 1);
        assert_non_null(summary);
        uint32_t first = firing_of[members[0]];
        for (uint32_t i = 0; i < count; i++) {
            uint32_t firing = firing_of[members[i]];
            assert_true(firing < COUNT);
            own[i] = w->firings[firing];
            heard_p[i] = w->heard_p[firing];
            w->of[firing] = summary;
            w->place_in[firing] = i;
            w->first_of[firing] = first;
            w->members[first][i] = firing;
        }
        must(tct_summarise(&rules, own, heard_p, 0.05, count, &w->arena, summary, NULL));
    }
}

static struct world *known(uint64_t seed, uint64_t order, bool shifted, bool swap)
{
    struct world *w = new_world(seed);
    struct tct_random random;
    uint32_t number[COUNT];
    tct_random_init(&random, order, 12);
    if (shifted)
        shift(w);
    for (size_t i = 0; i < COUNT && swap; i++)
        w->firings[i] = swapped(&w->firings[i]);
    struct tct_book *book = fill(w, &random, number);
    summarise(w, book, number);
    tct_book_free(book);
    return w;
}

static void same_double(double a, double b)
{
    assert_true(memcmp(&a, &b, sizeof(a)) == 0);
}

/* Sides of the first against those of the second world, exchanged or not. */
static void same_sides(const double *a, const double *b, bool swap)
{
    same_double(a[TCT_SIDE_LEFT], b[swap ? TCT_SIDE_RIGHT : TCT_SIDE_LEFT]);
    same_double(a[TCT_SIDE_RIGHT], b[swap ? TCT_SIDE_LEFT : TCT_SIDE_RIGHT]);
    same_double(a[TCT_SIDE_UNDETERMINED], b[TCT_SIDE_UNDETERMINED]);
}

static void same_side(enum tct_side a, enum tct_side b, bool swap)
{
    enum tct_side other = b == TCT_SIDE_LEFT ? TCT_SIDE_RIGHT : TCT_SIDE_LEFT;
    assert_int_equal(a, swap && b != TCT_SIDE_UNDETERMINED ? other : b);
}

static void same_reason(const char *a, const char *b)
{
    assert_true((a == NULL) == (b == NULL));
    if (a != NULL)
        assert_string_equal(a, b);
}

static void same_engagement(const struct tct_engagement *a, const struct tct_engagement *b,
                            bool swap)
{
    assert_int_equal(a->from_ns, b->from_ns);
    assert_int_equal(a->until_ns, b->until_ns);
    same_double(a->middle.x_m, b->middle.x_m);
    same_double(a->middle.y_m, b->middle.y_m);
    same_double(a->radius_m, b->radius_m);
    same_sides(a->side_p, b->side_p, swap);
    assert_memory_equal(a->kind_p, b->kind_p, sizeof(a->kind_p));
    assert_true(a->shots == b->shots && a->bursts == b->bursts);
}

static void same_summary(const struct tct_summary *a, const struct tct_summary *b, bool swap)
{
    assert_int_equal(a->from_ns, b->from_ns);
    assert_int_equal(a->until_ns, b->until_ns);
    same_double(a->middle.x_m, b->middle.x_m);
    same_double(a->middle.y_m, b->middle.y_m);
    same_double(a->radius_m, b->radius_m);
    assert_memory_equal(a->counts, b->counts, sizeof(a->counts));
    same_sides(a->shots_by_side, b->shots_by_side, swap);
    assert_memory_equal(a->kind_p, b->kind_p, sizeof(a->kind_p));
    same_double(a->exchange_p, b->exchange_p);
    same_sides(a->opening.p, b->opening.p, swap);
    same_side(a->opening.side, b->opening.side, swap);
    same_reason(a->opening.reason, b->opening.reason);
    assert_int_equal(a->engagement_count, b->engagement_count);
    for (size_t i = 0; i < a->engagement_count; i++)
        same_engagement(&a->engagements[i], &b->engagements[i], swap);
}

/* The same groups, and the same said of them. */
static void same_worlds(const struct world *a, const struct world *b, bool swap)
{
    size_t grouped = 0;
    for (uint32_t i = 0; i < COUNT; i++) {
        assert_true((a->of[i] == NULL) == (b->of[i] == NULL));
        if (a->of[i] == NULL)
            continue;
        same_summary(a->of[i], b->of[i], swap);
        assert_int_equal(a->of[i]->burst[a->place_in[i]], b->of[i]->burst[b->place_in[i]]);
        assert_int_equal(a->of[i]->engagement[a->place_in[i]],
                         b->of[i]->engagement[b->place_in[i]]);
        assert_int_equal(a->members[a->first_of[i]][a->of[i]->opening.first],
                         b->members[b->first_of[i]][b->of[i]->opening.first]);
        for (uint32_t k = 0; k < i; k++)
            assert_true((a->of[i] == a->of[k]) == (b->of[i] == b->of[k]));
        grouped++;
    }
    assert_true(grouped > COUNT * 9 / 10);
}

static void the_order_changes_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < WORLDS; seed++) {
        struct world *a = known(seed, 1, false, false), *b = known(seed, 2, false, false);
        same_worlds(a, b, false);
        end_world(a);
        end_world(b);
    }
}

static void exchanging_the_sides_exchanges_what_is_said(void **state)
{
    (void)state;
    size_t decided = 0;
    for (uint64_t seed = 0; seed < WORLDS; seed++) {
        struct world *a = known(seed, 1, false, false), *b = known(seed, 3, false, true);
        same_worlds(a, b, true);
        for (size_t i = 0; i < COUNT; i++)
            decided += a->of[i] != NULL && a->of[i]->opening.side != TCT_SIDE_UNDETERMINED;
        end_world(a);
        end_world(b);
    }
    assert_true(decided > 30); /* else there would be little to exchange */
}

static void another_origin_moves_what_is_said(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < WORLDS; seed++) {
        struct world *a = known(seed, 1, false, false), *b = known(seed, 4, true, false);
        for (uint32_t i = 0; i < COUNT; i++) {
            assert_true((a->of[i] == NULL) == (b->of[i] == NULL));
            if (a->of[i] == NULL)
                continue;
            const struct tct_summary *p = a->of[i], *q = b->of[i];
            assert_int_equal(p->from_ns + SHIFT_NS, q->from_ns);
            assert_memory_equal(p->counts, q->counts, sizeof(p->counts));
            assert_true(fabs(p->middle.x_m + SHIFT_X_M - q->middle.x_m) < 1e-6);
            assert_true(fabs(p->opening.p[0] - q->opening.p[0]) < 1e-9);
            for (uint32_t k = 0; k < i; k++)
                assert_true((a->of[i] == a->of[k]) == (b->of[i] == b->of[k]));
        }
        end_world(a);
        end_world(b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_changes_nothing),
        cmocka_unit_test(exchanging_the_sides_exchanges_what_is_said),
        cmocka_unit_test(another_origin_moves_what_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
