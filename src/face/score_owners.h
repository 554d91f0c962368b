/* Score owners: whose an event is by the detections that it used. */
#ifndef TACET_FACE_SCORE_OWNERS_H
#define TACET_FACE_SCORE_OWNERS_H

#include "tacet/face/score.h"

struct owned {
    uint32_t station;
    int64_t onset_ns;
    size_t shot;
};

struct score_owners {
    const struct tct_score_options *options;
    const struct tct_shot *shots;
    struct owned *all; /* by station and onset; on the heap */
    size_t count;
};

/* Errors: TCT_ERR_MEMORY. To be closed whatever was answered. */
enum tct_status score_owners_open(const struct tct_score_options *options,
                                  const struct tct_shot *shots, size_t shot_count,
                                  struct score_owners *ret_owners);

/* What part of the larger of two sets is common to the event's used detections and those of the
 * shot that has most of them; 0 when it is below 60 %, and no shot is told then. */
double score_owners_share(const struct score_owners *owners, const struct tct_event *event,
                          size_t *ret_shot);

void score_owners_close(struct score_owners *owners);

#endif
