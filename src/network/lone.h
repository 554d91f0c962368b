/* Lone: what one array alone heard, and surely was a shot. */
#ifndef TACET_NETWORK_LONE_H
#define TACET_NETWORK_LONE_H

#include "judge.h"

/* Appends a group of one for each pick that no source has (`owner`), that has a bearing, that is of
 * a source by its class and no echo of an impulse before it; by time. Errors: TCT_ERR_MEMORY. */
enum tct_status lone_append(const struct picks *picks, const struct tct_detection *detections,
                            const uint32_t *owner, struct tct_arena *arena,
                            struct tct_group **groups, size_t *count, struct tct_error *err);

#endif
