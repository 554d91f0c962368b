/* Arrays that grow: at least half as much again each time. */
#ifndef TACET_INCIDENT_GROWTH_H
#define TACET_INCIDENT_GROWTH_H

#include "tacet/base.h"

/* Room for `wanted` items in the array whose address is kept in the pointer at `items`. Errors:
 * TCT_ERR_MEMORY (beyond 2^32 - 2 items, too), with the array as it was. */
TCT_MUST_CHECK enum tct_status grow(void *items, uint32_t *room, size_t wanted, size_t item_bytes,
                                    struct tct_error *err);

#endif
