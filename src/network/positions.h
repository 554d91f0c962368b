/* Positions: places that several shots were fired from. */
#ifndef TACET_NETWORK_POSITIONS_H
#define TACET_NETWORK_POSITIONS_H

#include "family.h"
#include "selection.h"

enum { NO_POSITION = UINT32_MAX };

struct positions {
    struct family **all; /* those that no other shot joined are among them */
    size_t count;
    uint32_t *of;         /* [accepted] the position of each source, or NO_POSITION */
    struct shift *shifts; /* [accepted] against its position, as far as it was learned then */
};

/* Sorts the accepted sources by place, the surest first: each joins the position that its arrivals
 * fit as one more shot, or begins one of its own. Errors: TCT_ERR_MEMORY. */
enum tct_status positions_find(const struct judge *judge, const struct accepted *accepted,
                               struct tct_arena *arena, struct positions *ret_positions,
                               struct tct_error *err);

#endif
