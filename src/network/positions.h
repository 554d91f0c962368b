/* Positions: places that were fired from on several occasions, or in a burst. */
#ifndef TACET_NETWORK_POSITIONS_H
#define TACET_NETWORK_POSITIONS_H

#include "family.h"
#include "selection.h"

enum { NO_POSITION = UINT32_MAX };

struct positions {
    struct family **all; /* the surest first */
    bool *is_echo;       /* of another one (echoes.h) */
    size_t count;
    bool *is_echo_shot;   /* [accepted] of another one of its position */
    uint32_t *of;         /* [accepted] the position of each source, or NO_POSITION */
    struct shift *shifts; /* [accepted] against its position */
};

/* Sorts the accepted sources by place, the surest first: each joins the place that its arrivals fit
 * as one more shot, or begins one. Errors: TCT_ERR_MEMORY. */
enum tct_status positions_find(const struct judge *judge, const struct accepted *accepted,
                               struct tct_arena *arena, struct positions *ret_positions,
                               struct tct_error *err);

#endif
