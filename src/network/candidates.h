/* Candidates: sources that were proposed, none twice, before it is decided which of them exist. */
#ifndef TACET_NETWORK_CANDIDATES_H
#define TACET_NETWORK_CANDIDATES_H

#include "judge.h"

struct family;

struct candidate {
    double x_m, y_m, time_s, log_odds;
    uint32_t *picks;
    uint32_t count;
    const struct family *family; /* whose place it is of; NULL: found by itself */
};

struct candidates {
    struct tct_arena *arena; /* picks of candidates are taken from here */
    struct candidate *all;
    size_t count, room; /* when the room is used up, further candidates are not taken */
    uint64_t *hashes;   /* of the sets of picks: open addressing */
    size_t hash_mask;
    uint64_t *grown; /* of sets that were judged, the latest in each slot */
    uint8_t *strong; /* [picks] how many strong candidates hold each, 255 for more */
};

/* For `room` candidates of `pick_count` picks. Errors: TCT_ERR_MEMORY. */
enum tct_status candidates_new(size_t pick_count, size_t room, struct tct_arena *arena,
                               struct candidates *ret_candidates, struct tct_error *err);

/* Whether the picks of a source were judged before; if not, they are now. */
bool candidates_met(struct candidates *candidates, const struct source *source);

/* Takes a settled source unless it is there already. Errors: TCT_ERR_MEMORY. */
enum tct_status candidates_add(struct candidates *candidates, const struct source *source,
                               struct tct_error *err);

/* Takes a copy of a candidate that others found, unless it is there already. Errors:
 * TCT_ERR_MEMORY. */
enum tct_status candidates_take(struct candidates *candidates, const struct candidate *candidate,
                                struct tct_error *err);

/* The source that a candidate stands for, fitted; false when its picks do not determine one. */
bool candidate_source(const struct judge *judge, const struct candidate *candidate,
                      struct source *ret_source);

/* The better one first: negative when that is `a`. A total order by content: nothing depends on how
 * candidates were found. */
int candidate_order(const struct candidate *a, const struct candidate *b);

/* Puts a source into a candidate; the picks are copied to `arena`. Errors: TCT_ERR_MEMORY. */
enum tct_status candidate_put(struct candidate *candidate, const struct source *source,
                              struct tct_arena *arena, struct tct_error *err);

#endif
