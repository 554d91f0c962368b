/* Learning: what the sources found teach about rates, errors, hearing and the air. */
#ifndef TACET_NETWORK_LEARNING_H
#define TACET_NETWORK_LEARNING_H

#include "positions.h"

/* Before anything was found. Errors of both: TCT_ERR_MEMORY. */
enum tct_status learn_first(struct judge *judge, struct tct_arena *scratch, struct tct_error *err);

/* After a selection: all of what follows. */
enum tct_status learn_from(struct judge *judge, const struct accepted *accepted,
                           struct tct_arena *scratch, struct tct_error *err);

/* Where and in what rhythm sources come again, and which are echoes; known to `judge` as long as
 * `memory` lasts. Errors: TCT_ERR_MEMORY. */
enum tct_status learn_places(struct judge *judge, const struct accepted *accepted,
                             struct tct_arena *memory, struct tct_error *err);

/* The air that all sources share. */
void learn_air_first(struct judge *judge);
enum tct_status learn_air(struct judge *judge, const struct accepted *accepted,
                          struct tct_arena *scratch, struct tct_error *err);

#endif
