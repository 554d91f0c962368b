/* Echoes: positions that are images of others in a wall, and shots that are images of others. */
#ifndef TACET_NETWORK_ECHOES_H
#define TACET_NETWORK_ECHOES_H

#include "positions.h"

/* Marks the positions whose shots follow those of another, surer one by the same pause each time:
 * no two weapons keep that up to milliseconds, a wall does. And shots of a position that follow
 * others of it so, and that fewer stations hear. Errors: TCT_ERR_MEMORY. */
enum tct_status echoes_mark(const struct judge *judge, const struct accepted *accepted,
                            struct tct_arena *scratch, struct positions *positions,
                            struct tct_error *err);

#endif
