/* Action plans: measures that lead to goals, and how far they have come. */
#ifndef TACET_ACCORD_PLAN_H
#define TACET_ACCORD_PLAN_H

#include "tacet/base.h"

enum tct_grade {
    TCT_GRADE_NOT_BEGUN,
    TCT_GRADE_MINIMUM,
    TCT_GRADE_INTERMEDIATE,
    TCT_GRADE_COMPLETE,
    TCT_GRADE_UNVERIFIABLE, /* who assessed it could not tell */
    TCT_GRADE_COUNT,
};

enum tct_assessor { TCT_ASSESSOR_LEFT, TCT_ASSESSOR_RIGHT, TCT_ASSESSOR_JOINT, TCT_ASSESSOR_COUNT };

struct tct_measure {
    size_t goal;
    int64_t from_ns, deadline_ns;
    const size_t *needs; /* measures that must be complete before */
    size_t need_count;
    size_t indicators; /* 1 or more */
};

/* What somebody found of one indicator at a time. */
struct tct_assessment {
    int64_t time_ns;
    enum tct_assessor by;
    size_t measure, indicator;
    enum tct_grade grade;
};

struct tct_plan {
    const struct tct_measure *measures;
    size_t count, goal_count;
    const struct tct_assessment
        *assessments; /* in any order; of one time and assessor the last counts */
    size_t assessment_count;
};

/* Numbers within range, deadlines after beginnings, no measure that waits for itself, and none that
 * is due before what it needs. *ret_measure is the one that is wrong. Errors: TCT_ERR_INPUT with
 * what was found, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_plan_check(const struct tct_plan *plan,
                                                      size_t *ret_measure, struct tct_error *err);

enum tct_state {
    TCT_STATE_COMPLETE,
    TCT_STATE_NOT_DUE,      /* the deadline is to come, and nothing stands in its way */
    TCT_STATE_WAITING,      /* for a measure that is not complete */
    TCT_STATE_OVERDUE,      /* assessed since the deadline, and not complete */
    TCT_STATE_UNVERIFIABLE, /* the deadline has passed, and nobody could tell since */
    TCT_STATE_COUNT,
};

struct tct_measure_state {
    enum tct_grade
        by[TCT_ASSESSOR_COUNT]; /* as each last said; UNVERIFIABLE: nobody, or cannot tell */
    enum tct_grade
        grade;    /* of both sides: what they said together, else the lower of what each said */
    bool differs; /* the sides say different things, and nothing together since */
    enum tct_state state;
    int64_t assessed_ns; /* when the grade was last said; INT64_MIN: never */
};

/* As it stands at a time: what was said later is not known yet. A measure is complete when all of
 * its indicators are, and has begun when any has. Sides exchanged, `by` is exchanged and all else
 * the same. The plan has been checked. */
TCT_API struct tct_measure_state tct_plan_progress(const struct tct_plan *plan, size_t measure,
                                                   int64_t now_ns);

/* Grades of several together: complete when all are, begun when any is; UNVERIFIABLE when what
 * remains of those that can be told would decide it. */
TCT_API enum tct_grade tct_grades_together(const enum tct_grade *grades, size_t count);

#endif
