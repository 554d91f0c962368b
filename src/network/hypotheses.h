/* Hypotheses: what else the picks of an accepted source may mean. */
#ifndef TACET_NETWORK_HYPOTHESES_H
#define TACET_NETWORK_HYPOTHESES_H

#include "candidates.h"

enum { HYPOTHESES_MOST = 20 };

struct hypotheses {
    struct source all[HYPOTHESES_MOST]; /* the likeliest first */
    size_t count;
};

/* Which candidates hold each pick. */
struct holders {
    const struct candidates *candidates;
    uint32_t *first; /* [picks + 1] */
    uint32_t *list;  /* numbers of candidates, by pick */
};

/* Errors: TCT_ERR_MEMORY. */
enum tct_status holders_new(const struct picks *picks, const struct candidates *candidates,
                            struct tct_arena *arena, struct holders *ret_holders,
                            struct tct_error *err);

/* Fills `ret` for a settled source that owns its picks as `self`: itself, the candidates that
 * explain most of its picks otherwise, and the sources that remain when one or two of its picks
 * came from something else, with the log odds of each. All are of picks that are free or its own.
 * Owners are as before when it returns. */
void hypotheses_of(struct judge *judge, const struct holders *holders, const struct source *source,
                   uint32_t self, struct hypotheses *ret);

#endif
