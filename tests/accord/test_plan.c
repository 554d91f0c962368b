/* Action plans: grades, what is overdue, what nobody could tell, and plans that cannot be carried
 * out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tacet/accord.h"

#define DAY (INT64_C(86400) * TCT_NS_PER_S)

static const size_t FIRST[] = {0};

static struct tct_measure measures[] = {
    {.goal = 0, .from_ns = 0, .deadline_ns = 10 * DAY, .indicators = 2},
    {.goal = 0,
     .from_ns = 0,
     .deadline_ns = 20 * DAY,
     .needs = FIRST,
     .need_count = 1,
     .indicators = 1},
};

static struct tct_plan plan_of(const struct tct_assessment *assessments, size_t count)
{
    return (struct tct_plan){measures, 2, 1, assessments, count};
}

static void test_grades_together(void **state)
{
    static const struct {
        enum tct_grade grades[3], together;
    } CASES[] = {
        {{TCT_GRADE_COMPLETE, TCT_GRADE_COMPLETE, TCT_GRADE_COMPLETE}, TCT_GRADE_COMPLETE},
        {{TCT_GRADE_COMPLETE, TCT_GRADE_NOT_BEGUN, TCT_GRADE_COMPLETE}, TCT_GRADE_MINIMUM},
        {{TCT_GRADE_NOT_BEGUN, TCT_GRADE_NOT_BEGUN, TCT_GRADE_NOT_BEGUN}, TCT_GRADE_NOT_BEGUN},
        {{TCT_GRADE_COMPLETE, TCT_GRADE_INTERMEDIATE, TCT_GRADE_COMPLETE}, TCT_GRADE_INTERMEDIATE},
        {{TCT_GRADE_COMPLETE, TCT_GRADE_UNVERIFIABLE, TCT_GRADE_COMPLETE}, TCT_GRADE_UNVERIFIABLE},
        {{TCT_GRADE_MINIMUM, TCT_GRADE_UNVERIFIABLE, TCT_GRADE_COMPLETE}, TCT_GRADE_MINIMUM},
        {{TCT_GRADE_UNVERIFIABLE, TCT_GRADE_UNVERIFIABLE, TCT_GRADE_UNVERIFIABLE},
         TCT_GRADE_UNVERIFIABLE},
    };
    (void)state;
    for (size_t i = 0; i < TCT_COUNT(CASES); i++)
        assert_int_equal(tct_grades_together(CASES[i].grades, 3), CASES[i].together);
}

static void test_overdue_is_not_unverifiable(void **state)
{
    const struct tct_assessment said[] = {
        {5 * DAY, TCT_ASSESSOR_JOINT, 0, 0, TCT_GRADE_INTERMEDIATE},
        {5 * DAY, TCT_ASSESSOR_JOINT, 0, 1, TCT_GRADE_INTERMEDIATE},
        {12 * DAY, TCT_ASSESSOR_JOINT, 0, 0, TCT_GRADE_COMPLETE},
        {12 * DAY, TCT_ASSESSOR_JOINT, 0, 1, TCT_GRADE_INTERMEDIATE},
        {15 * DAY, TCT_ASSESSOR_JOINT, 0, 1, TCT_GRADE_COMPLETE},
    };
    struct tct_plan plan = plan_of(said, TCT_COUNT(said));
    size_t wrong = 0;
    (void)state;
    assert_int_equal(tct_plan_check(&plan, &wrong, NULL), TCT_OK);
    assert_int_equal(tct_plan_progress(&plan, 0, 4 * DAY).state, TCT_STATE_NOT_DUE);
    assert_int_equal(tct_plan_progress(&plan, 0, 6 * DAY).grade, TCT_GRADE_INTERMEDIATE);
    assert_int_equal(tct_plan_progress(&plan, 1, 6 * DAY).state, TCT_STATE_WAITING);
    /* The deadline has passed, and nobody has looked since: that is not "not done". */
    assert_int_equal(tct_plan_progress(&plan, 0, 11 * DAY).state, TCT_STATE_UNVERIFIABLE);
    assert_int_equal(tct_plan_progress(&plan, 0, 13 * DAY).state, TCT_STATE_OVERDUE);
    assert_int_equal(tct_plan_progress(&plan, 0, 15 * DAY).state, TCT_STATE_COMPLETE);
    assert_int_equal(tct_plan_progress(&plan, 1, 16 * DAY).state, TCT_STATE_NOT_DUE);
    assert_int_equal(tct_plan_progress(&plan, 1, 21 * DAY).state, TCT_STATE_UNVERIFIABLE);
}

/* Whatever the one says of the other's work counts as much as the other way round. */
static void test_sides(void **state)
{
    (void)state;
    for (int swap = 0; swap < 2; swap++) {
        enum tct_assessor one = swap ? TCT_ASSESSOR_RIGHT : TCT_ASSESSOR_LEFT;
        enum tct_assessor other = swap ? TCT_ASSESSOR_LEFT : TCT_ASSESSOR_RIGHT;
        const struct tct_assessment said[] = {
            {5 * DAY, one, 1, 0, TCT_GRADE_COMPLETE},
            {6 * DAY, other, 1, 0, TCT_GRADE_MINIMUM},
            {8 * DAY, TCT_ASSESSOR_JOINT, 1, 0, TCT_GRADE_INTERMEDIATE},
            {9 * DAY, one, 1, 0, TCT_GRADE_COMPLETE},
            {9 * DAY, other, 1, 0, TCT_GRADE_COMPLETE},
        };
        struct tct_plan plan = plan_of(said, TCT_COUNT(said));
        struct tct_measure_state p = tct_plan_progress(&plan, 1, 5 * DAY);
        assert_int_equal(p.grade, TCT_GRADE_UNVERIFIABLE); /* one side alone decides nothing */
        assert_int_equal(p.by[one], TCT_GRADE_COMPLETE);
        p = tct_plan_progress(&plan, 1, 7 * DAY);
        assert_true(p.differs && p.grade == TCT_GRADE_MINIMUM);
        p = tct_plan_progress(&plan, 1, 8 * DAY);
        assert_true(!p.differs && p.grade == TCT_GRADE_INTERMEDIATE);
        assert_int_equal(tct_plan_progress(&plan, 1, 9 * DAY).grade, TCT_GRADE_COMPLETE);
    }
}

static void test_what_cannot_be_carried_out(void **state)
{
    static const size_t SECOND[] = {1};
    struct tct_measure circle[2];
    struct tct_plan plan = {circle, 2, 1, NULL, 0};
    struct tct_error err;
    size_t wrong = 9;
    (void)state;
    memcpy(circle, measures, sizeof(circle));
    circle[0].deadline_ns = 20 * DAY;
    circle[0].needs = SECOND;
    circle[0].need_count = 1;
    assert_int_equal(tct_plan_check(&plan, &wrong, &err), TCT_ERR_INPUT);
    assert_non_null(strstr(err.text, "waits for itself"));
    memcpy(circle, measures, sizeof(circle));
    circle[1].deadline_ns = 9 * DAY;
    assert_int_equal(tct_plan_check(&plan, &wrong, &err), TCT_ERR_INPUT);
    assert_int_equal(wrong, 1);
    circle[1].deadline_ns = 0;
    assert_int_equal(tct_plan_check(&plan, &wrong, &err), TCT_ERR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grades_together),
        cmocka_unit_test(test_overdue_is_not_unverifiable),
        cmocka_unit_test(test_sides),
        cmocka_unit_test(test_what_cannot_be_carried_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
