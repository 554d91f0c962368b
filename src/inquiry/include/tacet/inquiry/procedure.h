/* The procedure: which steps a case goes through, who must consent to each transition, and what
 * holds once a step is overdue.
 *
 * It names roles and never sides: whatever it asks of a side it asks of either. */
#ifndef TACET_INQUIRY_PROCEDURE_H
#define TACET_INQUIRY_PROCEDURE_H

#include "tacet/disclosure.h"
#include "tacet/inquiry/act.h"

enum {
    TCT_STEPS_MAX = 24,
    TCT_TRANSITIONS_MAX = 64,
    TCT_NEEDS_MAX = 4,
    TCT_NEED_COUNT_MAX = 5,
    TCT_PROCEDURE_ROLES_MAX = 16,
    TCT_PROCEDURE_ID_BYTES = 32,
};

enum { TCT_NO_STEP = TCT_STEPS_MAX }; /* as a transition's `to`: back to the case's own step */

/* A step beside the others is a session that is called while the case goes on: the case stays in
 * its own step, whose clock and transitions go on as well, so that nobody delays it by calling. */
struct tct_step {
    char id[TCT_PROCEDURE_ID_BYTES];
    double deadline_s; /* after it began, > 0; INFINITY: none */
    bool final;        /* a case may stay here */
    bool beside;
};

/* So many people of a role; of a role of the sides, of both together or of each side. */
struct tct_need {
    size_t role;    /* index */
    unsigned count; /* 1 to TCT_NEED_COUNT_MAX */
    bool each_side;
};

/* All of them; a role stands in it once. */
struct tct_needs {
    struct tct_need list[TCT_NEEDS_MAX];
    size_t count;
};

/* What must be on record before anybody can consent. The mission can put all of it there. */
enum tct_required {
    TCT_REQUIRED_NOTHING,
    TCT_REQUIRED_REFUSAL,      /* access that was last refused or delayed */
    TCT_REQUIRED_NEW_EVIDENCE, /* since the step began */
    TCT_REQUIRED_FINDING,      /* a draft of it; a new draft voids consents to the old one */
    TCT_REQUIRED_COUNT,
};

enum tct_release {
    TCT_RELEASE_NOTHING,
    TCT_RELEASE_BOTH, /* the case is opened to both sides */
    TCT_RELEASE_OWN,  /* to the sides whose people consented */
    TCT_RELEASE_COUNT,
};

struct tct_transition {
    char id[TCT_PROCEDURE_ID_BYTES];
    uint32_t from; /* a bit for each step, by index: all of them beside, or none */
    size_t to;     /* index; TCT_NO_STEP ends a step beside, and only that */
    struct tct_needs needs;
    struct tct_needs when_overdue; /* does as well once the step is overdue; count 0: no such */
    enum tct_required required;
    enum tct_release release;
    bool publishes; /* the draft becomes the finding */
    bool reminds;   /* whoever is wanted next is told */
};

struct tct_procedure_role {
    char name[TCT_ROLE_BYTES];
    enum tct_standing standing; /* of the mission or of a side */
};

struct tct_procedure {
    struct tct_procedure_role roles[TCT_PROCEDURE_ROLES_MAX];
    size_t role_count;
    struct tct_step steps[TCT_STEPS_MAX]; /* a case begins in the first */
    size_t step_count;
    struct tct_transition transitions[TCT_TRANSITIONS_MAX];
    size_t transition_count;
    uint32_t may[TCT_ACT_KIND_COUNT]; /* a bit for each role; of TCT_ACT_CONSENT it is not read */
};

/* intake, contained, inquiry, site_visit, draft, review, finding, follow_up, closed; discarded from
 * intake; an emergency session that a side calls alone, beside any step before the finding;
 * reopening with new evidence. Where both sides must consent the mission can go on without them
 * once the step is overdue. */
TCT_API void tct_procedure_default(struct tct_procedure *ret);

/* What no procedure may have. */
enum tct_flaw {
    TCT_FLAW_NONE,
    TCT_FLAW_SHAPE,          /* names, counts, indices, deadlines that are none */
    TCT_FLAW_MAY,            /* acts that the mission must be able to do, or it alone */
    TCT_FLAW_UNREACHABLE,    /* a step that no case comes to */
    TCT_FLAW_NO_END,         /* a step from which no way leads to an end */
    TCT_FLAW_CLOSED_BY_SIDE, /* one side alone can end it */
    TCT_FLAW_OPENED_BY_SIDE, /* one side alone can release it, or publish a finding */
    TCT_FLAW_UNEVEN,         /* it opens to one side before the other */
    TCT_FLAW_BLOCKED,        /* one side alone can keep it from an end, if only by never acting */
    TCT_FLAW_SESSION,        /* ... or a step beside from being over */
    TCT_FLAW_COUNT,
};

/* Looks at every state that a case can be in (its step and the one beside, whether each is overdue,
 * who has consented to what, to whom it is released), with as many people of each role as it takes.
 * A side that blocks is taken to be always the faster one. `ret_flaw` may be NULL. Errors:
 * TCT_ERR_INPUT, which names step or transition; TCT_ERR_LIMIT when there are more states than it
 * can look at, which names the step; TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_procedure_check(const struct tct_procedure *procedure,
                                                           enum tct_flaw *ret_flaw,
                                                           struct tct_error *err);

/* Indices by name; TCT_NO_STEP, or the count of roles or transitions, when there is none. */
TCT_API size_t tct_procedure_step_named(const struct tct_procedure *procedure, const char *id);
TCT_API size_t tct_procedure_role_named(const struct tct_procedure *procedure, const char *name);
TCT_API size_t tct_procedure_transition_named(const struct tct_procedure *procedure,
                                              const char *id);

#endif
