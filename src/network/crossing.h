/* Crossing: waves of infrasound that several arrays heard of one far source. */
#ifndef TACET_NETWORK_CROSSING_H
#define TACET_NETWORK_CROSSING_H

#include "judge.h"

/* Appends groups that are `far`, of waves that belong to nothing, and sets their picks' owners to
 * FAR_OWNER. Errors: TCT_ERR_MEMORY. */
#define FAR_OWNER (NOBODY - 1)
enum tct_status crossing_append(const struct scene *scene, uint32_t *owner,
                                struct tct_arena *memory, struct tct_arena *arena,
                                struct tct_group **groups, size_t *count, struct tct_error *err);

#endif
