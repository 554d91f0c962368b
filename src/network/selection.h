/* Selection: which candidates exist, when each pick may belong to one source only. */
#ifndef TACET_NETWORK_SELECTION_H
#define TACET_NETWORK_SELECTION_H

#include "candidates.h"

/* Sources that were accepted; judge.owner says which pick is whose. */
struct accepted {
    struct tct_arena *arena;
    struct candidate *all;
    size_t count, room;
};

/* Below this a source is not believed: 1 against 3. */
#define SELECTION_LOG_ODDS 1.0

/* Errors of all: TCT_ERR_MEMORY. */
enum tct_status accepted_new(struct judge *judge, struct tct_arena *arena,
                             struct accepted *ret_accepted, struct tct_error *err);

/* After they were put into another order: judge.owner goes by it again. */
void accepted_own(struct judge *judge, const struct accepted *accepted);

/* Another set of picks, free or its own, for an accepted source. Errors: TCT_ERR_MEMORY. */
enum tct_status accepted_become(struct judge *judge, struct accepted *accepted, uint32_t number,
                                const struct source *source, struct tct_error *err);

/* One more, which takes its picks. */
void accepted_add(struct judge *judge, struct accepted *accepted,
                  const struct candidate *candidate);

/* The best first, of the candidates numbered `from` and up; one that lost picks to a better one is
 * fitted again on what is free. With no candidates left (`from` is their count), what may repeat
 * the accepted ones and come from known positions alone. */
enum tct_status select_greedily(struct judge *judge, const struct candidates *candidates,
                                size_t from, struct accepted *accepted, struct tct_error *err);

/* A candidate that was passed over takes its picks back where it gains more than its rivals lose.
 */
enum tct_status select_by_exchange(struct judge *judge, const struct candidates *candidates,
                                   struct accepted *accepted, struct tct_error *err);

#endif
