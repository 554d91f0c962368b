/* Echoes: positions that are images of others in a wall. */
#ifndef TACET_NETWORK_ECHOES_H
#define TACET_NETWORK_ECHOES_H

#include "positions.h"

/* Marks the positions whose shots follow those of another, surer one by the same pause each time:
 * no two weapons keep that up to milliseconds, a wall does. Errors: TCT_ERR_MEMORY. */
enum tct_status echoes_mark(const struct accepted *accepted, struct tct_arena *scratch,
                            struct positions *positions, struct tct_error *err);

#endif
