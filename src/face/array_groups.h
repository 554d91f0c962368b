/* Array groups: which recordings of one station ran together, one for each of its microphones. */
#ifndef TACET_FACE_ARRAY_GROUPS_H
#define TACET_FACE_ARRAY_GROUPS_H

#include "tacet/base.h"
#include "tacet/face/recording.h"
#include "tacet/face/sector_array.h"

struct array_groups {
    const struct tct_recording_entry *entries;
    size_t count;
    bool *done;          /* by entry */
    size_t *order;       /* entries by channel, and by time within it */
    int64_t *reached_ns; /* by place in the order: the latest end of its channel up to there */
};

/* Takes one station's recordings; they stay the caller's. Error: TCT_ERR_MEMORY. Closed by the
 * caller, also after a failure. */
TCT_MUST_CHECK enum tct_status array_groups_open(struct array_groups *groups,
                                                 const struct tct_recording_entry *entries,
                                                 size_t count, struct tct_error *err);

/* The recordings that run beside entry `first` and are not done, one for each element: their
 * numbers and elements. None when `first` is of no element itself and nothing runs beside it. */
size_t array_groups_gather(const struct array_groups *groups, const struct tct_array *array,
                           size_t first, size_t ret_members[TCT_ELEMENTS_MAX],
                           struct tct_element ret_elements[TCT_ELEMENTS_MAX]);

void array_groups_close(struct array_groups *groups);

#endif
