/* Action plans: measures that lead to goals, and how far they have come. */
#include "tacet/accord/plan.h"

#include <stdlib.h>

/* ---- Whether it can be carried out --------------------------------------------------------------
 */

enum mark { NEW, OPEN, DONE };

/* Depth first; false: it waits for itself. Plans are small, and so is their depth. */
static bool ends(const struct tct_plan *plan, size_t measure, unsigned char *marks)
{
    const struct tct_measure *m = &plan->measures[measure];
    if (marks[measure] != NEW)
        return marks[measure] == DONE;
    marks[measure] = OPEN;
    for (size_t i = 0; i < m->need_count; i++)
        if (!ends(plan, m->needs[i], marks))
            return false;
    marks[measure] = DONE;
    return true;
}

static enum tct_status check_measure(const struct tct_plan *plan, const struct tct_measure *m,
                                     struct tct_error *err)
{
    if (m->deadline_ns <= m->from_ns)
        return tct_fail(err, TCT_ERR_INPUT,
                        "found a deadline before the beginning, expected one after it");
    if (m->goal >= plan->goal_count || m->indicators == 0)
        return tct_fail(err, TCT_ERR_INPUT, "found no goal or no indicator, expected both");
    for (size_t i = 0; i < m->need_count; i++) {
        if (m->needs[i] >= plan->count)
            return tct_fail(err, TCT_ERR_INPUT, "found a need of nothing, expected a measure");
        if (plan->measures[m->needs[i]].deadline_ns > m->deadline_ns)
            return tct_fail(err, TCT_ERR_INPUT,
                            "found a deadline before that of what it needs, expected a later one");
    }
    return TCT_OK;
}

enum tct_status tct_plan_check(const struct tct_plan *plan, size_t *ret_measure,
                               struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    unsigned char *marks = calloc(plan->count + 1, 1);
    if (marks == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for a plan");
    for (size_t i = 0; i < plan->count && status == TCT_OK; i++) {
        *ret_measure = i;
        status = check_measure(plan, &plan->measures[i], err);
    }
    for (size_t i = 0; i < plan->count && status == TCT_OK; i++) {
        *ret_measure = i;
        if (!ends(plan, i, marks))
            status = tct_fail(err, TCT_ERR_INPUT,
                              "found a measure that waits for itself, expected none");
    }
    free(marks);
    return status;
}

/* ---- How far it has come ------------------------------------------------------------------------
 */

enum tct_grade tct_grades_together(const enum tct_grade *grades, size_t count)
{
    enum tct_grade lowest = TCT_GRADE_COMPLETE, highest = TCT_GRADE_NOT_BEGUN;
    size_t unknown = 0;
    for (size_t i = 0; i < count; i++) {
        if (grades[i] == TCT_GRADE_UNVERIFIABLE) {
            unknown++;
            continue;
        }
        lowest = grades[i] < lowest ? grades[i] : lowest;
        highest = grades[i] > highest ? grades[i] : highest;
    }
    if (unknown == count)
        return TCT_GRADE_UNVERIFIABLE;
    if (lowest == TCT_GRADE_NOT_BEGUN && highest > TCT_GRADE_NOT_BEGUN)
        return TCT_GRADE_MINIMUM;
    return unknown > 0 && lowest != TCT_GRADE_MINIMUM ? TCT_GRADE_UNVERIFIABLE : lowest;
}

/* The last word of an assessor on an indicator before `now_ns`; NULL: none. */
static const struct tct_assessment *last_word(const struct tct_plan *plan, size_t measure,
                                              size_t indicator, enum tct_assessor by,
                                              int64_t now_ns)
{
    const struct tct_assessment *last = NULL;
    for (size_t i = 0; i < plan->assessment_count; i++) {
        const struct tct_assessment *a = &plan->assessments[i];
        if (a->measure == measure && a->indicator == indicator && a->by == by &&
            a->time_ns <= now_ns && (last == NULL || a->time_ns >= last->time_ns))
            last = a;
    }
    return last;
}

/* The joint word stands until both sides have spoken after it; then the lower of theirs. */
static enum tct_grade agreed(const struct tct_assessment *const last[TCT_ASSESSOR_COUNT],
                             bool *ret_differs, int64_t *ret_ns)
{
    const struct tct_assessment *left = last[TCT_ASSESSOR_LEFT];
    const struct tct_assessment *right = last[TCT_ASSESSOR_RIGHT];
    const struct tct_assessment *joint = last[TCT_ASSESSOR_JOINT];
    bool both = left != NULL && right != NULL;
    if (joint != NULL &&
        !(both && left->time_ns > joint->time_ns && right->time_ns > joint->time_ns)) {
        *ret_ns = joint->time_ns;
        return joint->grade;
    }
    if (!both)
        return TCT_GRADE_UNVERIFIABLE; /* one side alone decides nothing */
    *ret_ns = left->time_ns < right->time_ns ? left->time_ns : right->time_ns;
    *ret_differs = *ret_differs || left->grade != right->grade;
    if (left->grade == TCT_GRADE_UNVERIFIABLE || right->grade == TCT_GRADE_UNVERIFIABLE)
        return TCT_GRADE_UNVERIFIABLE;
    return left->grade < right->grade ? left->grade : right->grade;
}

static enum tct_grade grade_of(const struct tct_plan *plan, size_t measure, int64_t now_ns,
                               struct tct_measure_state *progress)
{
    enum { INDICATORS_MOST = 64 };
    enum tct_grade all[INDICATORS_MOST], by[TCT_ASSESSOR_COUNT][INDICATORS_MOST];
    size_t count = plan->measures[measure].indicators;
    TCT_ASSERT(count <= INDICATORS_MOST);
    progress->assessed_ns = INT64_MAX;
    for (size_t i = 0; i < count; i++) {
        const struct tct_assessment *last[TCT_ASSESSOR_COUNT];
        int64_t said_ns = INT64_MIN;
        for (int k = 0; k < TCT_ASSESSOR_COUNT; k++) {
            last[k] = last_word(plan, measure, i, (enum tct_assessor)k, now_ns);
            by[k][i] = last[k] == NULL ? TCT_GRADE_UNVERIFIABLE : last[k]->grade;
        }
        all[i] = agreed(last, &progress->differs, &said_ns);
        /* A measure was assessed when the last of its indicators was. */
        progress->assessed_ns = said_ns < progress->assessed_ns ? said_ns : progress->assessed_ns;
    }
    for (int k = 0; k < TCT_ASSESSOR_COUNT; k++)
        progress->by[k] = tct_grades_together(by[k], count);
    return tct_grades_together(all, count);
}

struct tct_measure_state tct_plan_progress(const struct tct_plan *plan, size_t measure,
                                           int64_t now_ns)
{
    const struct tct_measure *m = &plan->measures[measure];
    struct tct_measure_state ret = {.state = TCT_STATE_NOT_DUE};
    TCT_ASSERT(measure < plan->count);
    ret.grade = grade_of(plan, measure, now_ns, &ret);
    if (ret.grade == TCT_GRADE_COMPLETE) {
        ret.state = TCT_STATE_COMPLETE;
        return ret;
    }
    if (now_ns > m->deadline_ns) {
        bool told = ret.grade != TCT_GRADE_UNVERIFIABLE && ret.assessed_ns > m->deadline_ns;
        ret.state = told ? TCT_STATE_OVERDUE : TCT_STATE_UNVERIFIABLE;
        return ret;
    }
    for (size_t i = 0; i < m->need_count; i++) {
        struct tct_measure_state unused = {.differs = false};
        if (grade_of(plan, m->needs[i], now_ns, &unused) != TCT_GRADE_COMPLETE)
            ret.state = TCT_STATE_WAITING;
    }
    return ret;
}
