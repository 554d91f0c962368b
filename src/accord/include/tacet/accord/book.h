/* The book: all evidence of some days, and a verdict for each commitment, side and day. */
#ifndef TACET_ACCORD_BOOK_H
#define TACET_ACCORD_BOOK_H

#include "tacet/accord/evidence.h"

enum tct_kept {
    TCT_KEPT,
    TCT_BROKEN,
    TCT_UNDETERMINED,
    TCT_NO_DATA,      /* nothing was seen, and next to nothing would have been */
    TCT_NOT_IN_FORCE, /* not on this day, or not for this side */
    TCT_KEPT_COUNT,
};

/* Arrays are the caller's and stay. */
struct tct_accord_setup {
    const struct tct_commitment *commitments; /* checked */
    size_t commitment_count;
    const struct tct_plane *line;
    size_t line_count; /* fewer than 2 points: nobody's ground */
    int64_t from_ns;
    size_t days; /* of 24 hours each; at most TCT_ACCORD_DAYS */
    const struct tct_activity *activities;
    size_t activity_count;
    const struct tct_inspection *inspections;
    size_t inspection_count;
    struct tct_hearing hearing;
    struct tct_plane ground[2]; /* its corners in the south-west and north-east: all places that a
                                   commitment without a zone can speak of */
    double decided_p;           /* a verdict is given from this probability on, .5 to 1 */
    double notice_p; /* and nothing is called kept unless it would have been noticed with this
                        probability at any place and time that it speaks of */
};

enum { TCT_ACCORD_DAYS = 40000, TCT_ACCORD_COMMITMENTS = 100000 };
#define TCT_ACCORD_DECIDED_P 0.95
#define TCT_ACCORD_NOTICE_P  0.9

struct tct_accord;

/* Errors: TCT_ERR_USE for a number outside of its range, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_accord_open(const struct tct_accord_setup *setup,
                                                       struct tct_accord **ret,
                                                       struct tct_error *err);
TCT_API void tct_accord_close(struct tct_accord *accord); /* NULL is fine */

/* An event, or what is new of it: `event` is the caller's number of it, the next new one or one
 * that was given before. NULL takes it away. What comes out does not depend on the order in which
 * events came, but for ties of the same time, which go by their numbers. Errors: TCT_ERR_MEMORY,
 * and the event is then as it was before. */
TCT_API TCT_MUST_CHECK enum tct_status tct_accord_take(struct tct_accord *accord, uint32_t event,
                                                       const struct tct_sighting *sighting,
                                                       struct tct_error *err);

enum tct_rests_kind { TCT_RESTS_EVENT, TCT_RESTS_INSPECTION, TCT_RESTS_ACTIVITY };
struct tct_rests {
    enum tct_rests_kind kind;
    uint32_t number;
    double p; /* of an event: that it broke the commitment; of an inspection: how many times it
                 makes a breach likelier; of an activity: 0 */
};

struct tct_verdict {
    enum tct_kept kept;
    double broken_p;      /* that it was broken */
    double low_p, high_p; /* whatever depends on what; if all that was not noticed was as bad as it
                             could be */
    double noticed_p;   /* that a breach would have been noticed, in the mean over place and time */
    double least_p;     /* at the worst of them */
    int64_t worst_ns;   /* when that began */
    double expected;    /* breaches that were noticed: a sum of probabilities */
    const char *reason; /* static text, for people */
    const char *settles; /* static text: what would have decided it; NULL: it is decided */
    const struct tct_rests *rests; /* likeliest first; the arena's */
    size_t rest_count;
};

/* How often a day each commitment is broken, as far as the book tells: what was noticed over how
 * far it would have been, both sides together. To be done again when events were taken that should
 * count for it; a verdict follows from this and from the evidence of its own day. */
TCT_API void tct_accord_learn(struct tct_accord *accord);

/* Errors: TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_accord_judge(struct tct_accord *accord,
                                                        size_t commitment, enum tct_side side,
                                                        size_t day, struct tct_arena *arena,
                                                        struct tct_verdict *ret,
                                                        struct tct_error *err);

/* Verdicts of days as one of all of them: broken when any was, kept when all were. */
TCT_API void tct_verdict_sum(struct tct_verdict *sum, const struct tct_verdict *day);

/* The days whose verdicts an event can have changed: its commitments on its day. Answers how many
 * of up to `room` were written. */
TCT_API size_t tct_accord_touched(const struct tct_accord *accord, uint32_t event,
                                  uint32_t *ret_commitments, size_t room, size_t *ret_day);

#endif
