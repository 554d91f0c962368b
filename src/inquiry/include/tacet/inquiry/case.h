/* A case: what its acts make of it, one after the other. An act that is refused changes nothing and
 * stays on record as refused. */
#ifndef TACET_INQUIRY_CASE_H
#define TACET_INQUIRY_CASE_H

#include "tacet/inquiry/custody.h"
#include "tacet/inquiry/procedure.h"

enum { TCT_CASE_ACTS_MAX = 1 << 20, TCT_CASE_REMEDIES_MAX = 256 };

/* A transition that was made, by the act that completed it. */
struct tct_passage {
    size_t transition; /* index */
    size_t from, to;   /* of the case, or the step beside and TCT_NO_STEP or vice versa */
    int64_t at_ns;
    bool overdue; /* `from` was */
};

/* Remedial action that was asked for, and what was last said to have come of it (NULL: nothing). */
struct tct_remedy {
    const struct tct_act *asked, *follow_up;
};

/* Read only; lists are the arena's and in the order of the acts. */
struct tct_case {
    const struct tct_procedure *procedure;
    struct tct_arena *arena;
    const struct tct_act **acts; /* all that were taken; the first opens it */
    size_t act_count, act_room;
    struct tct_passage *passages;
    size_t passage_count, passage_room;
    const struct tct_act **consents; /* those that stand, to transitions that are not made yet */
    size_t consent_count, consent_room;
    struct tct_remedy *remedies;
    size_t remedy_count, remedy_room;
    size_t step;
    int64_t since_ns;
    size_t beside; /* step of a session; TCT_NO_STEP: none */
    int64_t beside_since_ns;
    int64_t released_ns[2];          /* to each party; INT64_MAX: not */
    int64_t finding_ns;              /* when one was first published; INT64_MAX: not */
    int64_t reminded_ns;             /* INT64_MIN: never */
    const struct tct_act *draft;     /* newest act of finding, or NULL */
    const struct tct_act **findings; /* that were published; the last of them holds */
    size_t finding_count, finding_room;
    bool refused[2];   /* each party's last word on access was refused or delayed */
    bool new_evidence; /* since the step began */
    struct tct_custody custody;
};

/* A case that nobody has opened yet. `procedure`, which tct_procedure_check has accepted, and
 * `arena` must outlive it. */
TCT_API void tct_case_begin(struct tct_case *ret, const struct tct_procedure *procedure,
                            struct tct_arena *arena);

/* Takes the act, which must outlive the case. Errors, with the case as it was: TCT_ERR_INPUT, with
 * one line that says why it is refused; TCT_ERR_LIMIT, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_case_apply(struct tct_case *inquiry,
                                                      const struct tct_act *act,
                                                      struct tct_error *err);

/* When the case's step, or the one beside, is due; INT64_MAX: it has no deadline. */
TCT_API int64_t tct_case_due_ns(const struct tct_case *inquiry);
TCT_API int64_t tct_case_beside_due_ns(const struct tct_case *inquiry);

/* Whether a time is after a deadline. */
TCT_API bool tct_overdue(int64_t due_ns, int64_t now_ns);

/* Why nobody can consent to the transition now: static text, as "no draft of a finding"; NULL when
 * people of the roles that it needs can. */
TCT_API const char *tct_case_bar(const struct tct_case *inquiry, size_t transition);

/* How many people of a role are still wanted for a transition: of the mission, or of both sides
 * together in [0]; of each side in [1] and [2] (party 0 and 1) where it is each side's. */
struct tct_wanting {
    size_t role;
    unsigned count[3];
};

/* Who is still wanted for a transition from here, for those of its two lists of needs that lacks
 * fewer people at `now_ns`; answers how many rows. 0: whoever repeats a consent completes it. */
TCT_API size_t tct_case_wanting(const struct tct_case *inquiry, size_t transition, int64_t now_ns,
                                struct tct_wanting ret[TCT_NEEDS_MAX]);

/* What disclosure must know of a thing of this case. It counts as released when it is to both. */
TCT_API struct tct_subject tct_case_subject(const struct tct_case *inquiry, int64_t happened_ns,
                                            int owner);

/* The finding that holds, or NULL; whether an act of finding was ever published. */
TCT_API const struct tct_act *tct_case_finding(const struct tct_case *inquiry);
TCT_API bool tct_case_published(const struct tct_case *inquiry, const struct tct_act *finding);

/* Dissents from the finding `finding` (an act of it), one after the other: `*position` is 0 at
 * first; NULL at the end. */
TCT_API const struct tct_act *tct_case_dissent(const struct tct_case *inquiry,
                                               const struct tct_act *finding, size_t *position);

#endif
