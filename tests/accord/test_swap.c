/* Neither side is treated otherwise than the other, and order tells nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "made_up.h"

enum { SEEDS = 60 };

static struct tct_verdict judged(struct tct_accord *book, size_t commitment, enum tct_side side,
                                 size_t day, struct tct_arena *arena)
{
    struct tct_verdict verdict;
    assert_int_equal(tct_accord_judge(book, commitment, side, day, arena, &verdict, NULL), TCT_OK);
    return verdict;
}

static void assert_same_bits(double a, double b)
{
    assert_memory_equal(&a, &b, sizeof(a));
}

static void assert_same(const struct tct_verdict *a, const struct tct_verdict *b)
{
    assert_int_equal(a->kept, b->kept);
    assert_string_equal(a->reason, b->reason);
    assert_same_bits(a->broken_p, b->broken_p);
    assert_same_bits(a->low_p, b->low_p);
    assert_same_bits(a->high_p, b->high_p);
    assert_same_bits(a->noticed_p, b->noticed_p);
    assert_same_bits(a->least_p, b->least_p);
    assert_same_bits(a->expected, b->expected);
    assert_int_equal(a->worst_ns, b->worst_ns);
    assert_int_equal(a->rest_count, b->rest_count);
    for (size_t i = 0; i < a->rest_count; i++) {
        assert_int_equal(a->rests[i].kind, b->rests[i].kind);
        assert_int_equal(a->rests[i].number, b->rests[i].number);
        assert_same_bits(a->rests[i].p, b->rests[i].p);
    }
}

/* Compares every verdict; `swap`: with that of the other side. Counts them by kind. */
static void compare(struct tct_accord *one, struct tct_accord *other, bool swap,
                    size_t seen[TCT_KEPT_COUNT])
{
    struct tct_arena arena;
    tct_arena_init(&arena, 1 << 28);
    for (size_t i = 0; i < MADE_COMMITMENTS; i++) {
        for (size_t day = 0; day < MADE_DAYS; day++) {
            for (int side = 0; side < 2; side++) {
                struct tct_verdict a = judged(one, i, (enum tct_side)side, day, &arena);
                struct tct_verdict b =
                    judged(other, i, (enum tct_side)(swap ? 1 - side : side), day, &arena);
                assert_same(&a, &b);
                assert_true(a.kept == TCT_NOT_IN_FORCE || (a.broken_p >= 0.0 && a.broken_p <= 1.0));
                seen[a.kept]++;
            }
        }
        tct_arena_free(&arena);
    }
}

static void test_sides_exchanged(void **state)
{
    size_t seen[TCT_KEPT_COUNT] = {0};
    (void)state;
    struct made *made = malloc(sizeof(*made)), *swapped = malloc(sizeof(*swapped));
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        made_up(seed, made);
        made_swapped(made, swapped);
        struct tct_accord *one = made_book(made, 0), *other = made_book(swapped, 0);
        assert_non_null(one);
        assert_non_null(other);
        compare(one, other, true, seen);
        tct_accord_close(one);
        tct_accord_close(other);
    }
    /* All verdicts came up, or the comparison would show little. */
    for (int kept = 0; kept < TCT_KEPT_COUNT; kept++)
        assert_true(seen[kept] > 20);
    print_message("%zu kept, %zu broken, %zu undetermined, %zu no data, %zu not in force\n",
                  seen[0], seen[1], seen[2], seen[3], seen[4]);
    free(made);
    free(swapped);
}

static void test_any_order(void **state)
{
    size_t seen[TCT_KEPT_COUNT] = {0};
    (void)state;
    struct made *made = malloc(sizeof(*made));
    for (uint64_t seed = 1; seed <= SEEDS / 3; seed++) {
        made_up(seed, made);
        struct tct_accord *one = made_book(made, 0), *other = made_book(made, seed);
        assert_non_null(one);
        assert_non_null(other);
        compare(one, other, false, seen);
        tct_accord_close(one);
        tct_accord_close(other);
    }
    free(made);
}

/* The comparison can fail: a record in which one side's shots are a little more certain. */
static void test_a_thumb_on_the_scales_is_seen(void **state)
{
    struct made *made = malloc(sizeof(*made)), *swapped = malloc(sizeof(*swapped));
    struct tct_arena arena;
    size_t differ = 0;
    (void)state;
    made_up(7, made);
    made_swapped(made, swapped);
    for (size_t i = 0; i < MADE_EVENTS; i++)
        swapped->sightings[i].firing.side_p[TCT_SIDE_LEFT] *= 0.99;
    struct tct_accord *one = made_book(made, 0), *other = made_book(swapped, 0);
    tct_arena_init(&arena, 1 << 28);
    for (size_t i = 0; i < MADE_COMMITMENTS; i++) {
        for (size_t day = 0; day < MADE_DAYS; day++) {
            struct tct_verdict a = judged(one, i, TCT_SIDE_RIGHT, day, &arena);
            struct tct_verdict b = judged(other, i, TCT_SIDE_LEFT, day, &arena);
            differ += memcmp(&a.broken_p, &b.broken_p, sizeof(a.broken_p)) != 0;
        }
    }
    assert_true(differ > 10);
    tct_arena_free(&arena);
    tct_accord_close(one);
    tct_accord_close(other);
    free(made);
    free(swapped);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sides_exchanged),
        cmocka_unit_test(test_any_order),
        cmocka_unit_test(test_a_thumb_on_the_scales_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
