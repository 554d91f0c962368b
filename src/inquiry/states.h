/* Every state that a case can come to, and every move between them. */
#ifndef TACET_INQUIRY_STATES_H
#define TACET_INQUIRY_STATES_H

#include "model.h"

struct edge {
    uint32_t from, to;
    uint32_t mover;
    bool beside; /* it does not touch the case's own step */
};

struct states {
    struct model_state *list; /* in the order in which they are found, the first one first */
    uint32_t count;
    struct edge *edges;
    size_t edge_count;
    uint32_t steps;               /* that are come to, a bit for each */
    size_t found[TCT_FLAW_COUNT]; /* the first transition that has the flaw, or the count of them */
};

enum { STATES_MAX = 1 << 17 };

/* All in the arena. Errors: TCT_ERR_LIMIT over STATES_MAX or the arena's limit. */
TCT_MUST_CHECK enum tct_status states_find(const struct model *model, struct tct_arena *arena,
                                           struct states *ret, struct tct_error *err);

struct goal {
    bool (*is_reached)(const struct model *model, const struct model_state *state);
    size_t step;     /* reached in this step as well; TCT_NO_STEP: none */
    size_t blocking; /* the group whose people are always faster, and need not move at all;
                        TALLY_GROUPS: all work together */
    bool beside;     /* to be reached without moves in the case's own step */
};

/* Marks, in the arena, all states from which the goal is reached, whatever the blocking group does.
 * NULL: out of memory. */
bool *states_lead_to(const struct states *states, const struct model *model,
                     const struct goal *goal, struct tct_arena *arena);

#endif
