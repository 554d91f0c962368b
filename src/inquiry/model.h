/* The procedure as a machine with finitely many states: all that who consents, and the clock, can
 * make of a case. What else a transition requires to be on record the mission can put there. */
#ifndef TACET_INQUIRY_MODEL_H
#define TACET_INQUIRY_MODEL_H

#include "needs.h"

/* People of one role and group who can consent to a transition: 0 to `most` of them have. */
struct model_slot {
    size_t role, group;
    unsigned most;
};

enum { MODEL_SLOTS_MAX = 2 * TCT_NEEDS_MAX * 2, MODEL_STATES_MAX = 1 << 22 };

struct model_way {
    struct model_slot slots[MODEL_SLOTS_MAX];
    size_t slot_count;
    uint32_t stride[TCT_STEPS_MAX]; /* of its consents in the number of all from a step */
};

struct model {
    const struct tct_procedure *procedure;
    struct model_way ways[TCT_TRANSITIONS_MAX];
    uint32_t sizes[TCT_STEPS_MAX];                      /* ways to have consented from a step */
    uint32_t offsets[TCT_STEPS_MAX][TCT_STEPS_MAX + 1]; /* by step and step beside */
    uint32_t count;                                     /* of states */
};

struct model_state {
    size_t step, beside; /* TCT_NO_STEP: none */
    uint32_t consents, beside_consents;
    bool overdue, beside_overdue;
    unsigned released; /* a bit for each party */
};

enum { MODEL_TIME = TALLY_GROUPS }; /* a mover: the clock */

struct model_move {
    struct model_state to;
    size_t mover;   /* a group, or MODEL_TIME */
    size_t made;    /* the transition that it makes, or TCT_TRANSITIONS_MAX */
    bool by_a_side; /* all who consented to that are of one side */
    bool beside;    /* it does not touch the case's own step */
};

typedef void model_move_fn(void *user, const struct model_move *move);

/* Errors: TCT_ERR_LIMIT over MODEL_STATES_MAX. */
TCT_MUST_CHECK enum tct_status model_init(struct model *model,
                                          const struct tct_procedure *procedure,
                                          struct tct_error *err);

/* Numbers below `count`. */
uint32_t model_number(const struct model *model, const struct model_state *state);

/* Tells every move from a state. */
void model_moves(const struct model *model, const struct model_state *state, model_move_fn *tell,
                 void *user);

#endif
