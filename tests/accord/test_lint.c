/* The linter: thirty flaws put into clean drafts are each found, and twenty clean drafts have none.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "drafts.h"

static struct tct_flaw *flaws_of(const struct draft *draft, struct tct_arena *arena, size_t *count)
{
    struct tct_flaw *flaws = NULL;
    struct tct_error err;
    for (size_t i = 0; i < draft->count; i++)
        if (tct_commitment_check(&draft->clauses[i], &err) != TCT_OK)
            fail_msg("clause %zu: %s", i, err.text);
    if (tct_accord_lint(&draft->setup, arena, &flaws, count, &err) != TCT_OK)
        fail_msg("%s", err.text);
    return flaws;
}

static void test_clean(void **state)
{
    static struct draft draft;
    struct tct_arena arena;
    (void)state;
    tct_arena_init(&arena, 1 << 26);
    for (size_t i = 0; i < DRAFT_CLEAN; i++) {
        size_t count = 0;
        draft_clean(i, &draft);
        assert_true(draft.count >= 2);
        const struct tct_flaw *flaws = flaws_of(&draft, &arena, &count);
        for (size_t k = 0; k < count; k++)
            print_message("draft %zu: %zu, %zu: %s\n", i, flaws[k].clause, flaws[k].other,
                          flaws[k].what);
        assert_int_equal(count, 0);
    }
    tct_arena_free(&arena);
}

/* ---- What is put in -----------------------------------------------------------------------------
 */

typedef void plant_fn(struct draft *draft, int how);

/* A clause that is void because another forbids what it allows. */
static void contradict(struct draft *draft, int how)
{
    enum tct_arm wide = how == 3 ? TCT_ARM_SMALL : TCT_ARM_ANY;
    struct tct_commitment *strict = draft_add(draft, TCT_WHO_BOTH, TCT_MATTER_FIRE, wide);
    struct tct_commitment *lenient = draft_add(draft, TCT_WHO_BOTH, TCT_MATTER_FIRE, wide);
    draft_zone(draft, strict, 8000, -2000, 12000, 2000);
    draft_zone(draft, lenient, 9000, -1000, 11000, 1000);
    switch (how) {
    case 0: /* some are allowed that none are */
        lenient->allowed = 3;
        break;
    case 1: /* exercises are excused where nothing is */
        lenient->notice_s = 86400.0;
        break;
    case 2: /* by another notice */
        lenient->notice_s = 3600.0;
        strict->notice_s = 86400.0;
        break;
    case 3: /* a sniper's shots among small arms */
        lenient->arm = TCT_ARM_SNIPER;
        lenient->allowed = 1;
        break;
    case 4: /* at night, where it is forbidden all day */
        draft_hours(draft, lenient, 22, 5);
        lenient->allowed = 2;
        break;
    case 5: /* large calibres among heavy weapons */
        lenient->arm = strict->arm = TCT_ARM_HEAVY;
        lenient->calibre_mm = 152.0;
        lenient->allowed = 1;
        break;
    case 6: /* in a month of the year */
        lenient->from_ns = draft_day(100);
        lenient->until_ns = draft_day(130);
        lenient->notice_s = 0.0;
        break;
    default: /* more than the other */
        lenient->allowed = 5;
        strict->allowed = 2;
    }
}

static void leave_time(struct draft *draft, int how)
{
    struct tct_commitment *a = draft_add(draft, TCT_WHO_BOTH, TCT_MATTER_FLIGHT, TCT_ARM_SMALL);
    if (how == 0 || how == 1) { /* a day, a week between two periods */
        struct tct_commitment *b = draft_add(draft, TCT_WHO_BOTH, TCT_MATTER_FLIGHT, TCT_ARM_SMALL);
        a->until_ns = draft_day(50);
        b->from_ns = draft_day(how == 0 ? 51 : 57);
    } else if (how == 2) { /* within the hours of one clause */
        draft_hours(draft, a, 20, 0);
        draft_hours(draft, a, 1, 5);
    } else if (how == 3) { /* between those of two */
        struct tct_commitment *b = draft_add(draft, TCT_WHO_BOTH, TCT_MATTER_FLIGHT, TCT_ARM_SMALL);
        draft_hours(draft, a, 6, 12);
        draft_hours(draft, b, 13, 18);
    } else { /* in a zone, for one of three periods */
        struct tct_commitment *b = draft_add(draft, TCT_WHO_BOTH, TCT_MATTER_FLIGHT, TCT_ARM_SMALL);
        draft_zone(draft, a, -500, -3000, 500, 3000);
        draft_zone(draft, b, -500, -3000, 500, 3000);
        a->until_ns = draft_day(200);
        b->from_ns = draft_day(200.5);
    }
}

static void leave_space(struct draft *draft, int how)
{
    struct tct_commitment *a = draft_add(draft, TCT_WHO_BOTH, TCT_MATTER_FIRE, TCT_ARM_SNIPER);
    struct tct_commitment *b = draft_add(draft, TCT_WHO_BOTH, TCT_MATTER_FIRE, TCT_ARM_SNIPER);
    switch (how) {
    case 0: /* from 500 to 800 m */
        a->far_m = 500.0;
        b->near_m = 800.0;
        break;
    case 1: /* in a zone, too */
        draft_zone(draft, a, 14000, -3000, 16000, 3000);
        draft_zone(draft, b, 14000, -3000, 16000, 3000);
        a->far_m = 1000.0;
        b->near_m = 1200.0;
        b->far_m = 2500.0;
        break;
    case 2: /* a strip of 100 m between two zones */
        draft_zone(draft, a, 14000, -1000, 15000, 1000);
        draft_zone(draft, b, 15100, -1000, 16000, 1000);
        break;
    case 3: /* of 200 m, corner to corner */
        draft_zone(draft, a, 14000, -1000, 15000, 1000);
        draft_zone(draft, b, 15100, -900, 16000, 1300);
        break;
    case 4: /* a zone of the other side's ground */
        draft_zone(draft, a, 14000, -1000, 15000, -200);
        a->who = TCT_WHO_LEFT;
        b->far_m = 400.0;
        break;
    default: /* a zone beyond its own distance */
        draft_zone(draft, a, 14000, 2000, 15000, 3000);
        a->far_m = 1000.0;
        b->far_m = 400.0;
    }
}

static void treat_differently(struct draft *draft, int how)
{
    struct tct_commitment *left = draft_add(draft, TCT_WHO_LEFT, TCT_MATTER_WEAPONS, TCT_ARM_SMALL);
    struct tct_commitment *right =
        draft_add(draft, TCT_WHO_RIGHT, TCT_MATTER_WEAPONS, TCT_ARM_SMALL);
    left->far_m = right->far_m = 700.0;
    draft_zone(draft, left, 16000, -3000, 18000, 3000);
    draft_zone(draft, right, 16000, -3000, 18000, 3000);
    switch (how) {
    case 0: /* a longer way for one */
        right->far_m = 900.0;
        break;
    case 1: /* later for one */
        right->from_ns = draft_day(14);
        break;
    case 2: /* shorter for one */
        left->until_ns = draft_day(300);
        break;
    case 3: /* at night for one */
        draft_hours(draft, left, 22, 6);
        break;
    case 4: /* one may */
        left->allowed = 1;
        break;
    case 5: /* one is excused */
        right->notice_s = 86400.0;
        break;
    case 6: /* by another notice */
        left->notice_s = 3600.0;
        right->notice_s = 7200.0;
        break;
    case 7: /* more ground of one */
        draft_zone(draft, left, 14000, -3000, 18000, 3000);
        break;
    case 8: /* other weapons */
        left->arm = right->arm = TCT_ARM_HEAVY;
        left->matter = right->matter = TCT_MATTER_FIRE;
        left->calibre_mm = 120.0;
        right->calibre_mm = 82.0;
        break;
    case 9: /* nothing of the kind, and a zone of both that is one's alone */
        left->matter = TCT_MATTER_HARM;
        left->arm = TCT_ARM_SMALL;
        draft->setup.count = --draft->count;
        break;
    default:
        left->who = TCT_WHO_BOTH;
        left->matter = TCT_MATTER_FIRE;
        left->arm = TCT_ARM_SNIPER;
        draft_zone(draft, left, 16000, 300, 18000, 3000);
        draft->setup.count = --draft->count;
    }
}

static void test_planted(void **state)
{
    static const struct {
        plant_fn *plant;
        int ways;
        enum tct_flaw_kind kind;
    } PLANTS[] = {
        {contradict, 8, TCT_FLAW_CONTRADICTION},
        {leave_time, 5, TCT_FLAW_GAP_IN_TIME},
        {leave_space, 6, TCT_FLAW_GAP_IN_SPACE},
        {treat_differently, 11, TCT_FLAW_ASYMMETRY},
    };
    static struct draft draft;
    struct tct_arena arena;
    size_t planted = 0, missed = 0;
    (void)state;
    tct_arena_init(&arena, 1 << 26);
    for (size_t p = 0; p < TCT_COUNT(PLANTS); p++) {
        for (int how = 0; how < PLANTS[p].ways; how++) {
            size_t count = 0, before;
            bool found = false;
            draft_clean(planted++ % DRAFT_CLEAN, &draft);
            before = draft.count;
            PLANTS[p].plant(&draft, how);
            const struct tct_flaw *flaws = flaws_of(&draft, &arena, &count);
            for (size_t k = 0; k < count; k++) {
                bool nobody = PLANTS[p].plant == leave_space && how >= 4 &&
                              flaws[k].kind == TCT_FLAW_BINDS_NOBODY;
                found = found ||
                        (flaws[k].clause >= before && (flaws[k].kind == PLANTS[p].kind || nobody));
                /* Nothing that was clean is blamed on its own. */
                if (flaws[k].clause < before &&
                    (flaws[k].other == TCT_NO_CLAUSE || flaws[k].other < before))
                    fail_msg("plant %zu, %d: clean clauses %zu, %zu: %s", p, how, flaws[k].clause,
                             flaws[k].other, flaws[k].what);
            }
            if (!found)
                print_message("plant %zu, way %d was not found\n", p, how);
            missed += !found;
        }
    }
    print_message("%zu planted, %zu missed\n", planted, missed);
    assert_int_equal(planted, 30);
    assert_int_equal(missed, 0);
    tct_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clean),
        cmocka_unit_test(test_planted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
