/* What people say, as JSON objects: reports, notified activities, withdrawals (tacet-report(5)). */
#ifndef TACET_FACE_STATEMENT_FILE_H
#define TACET_FACE_STATEMENT_FILE_H

#include "tacet/face/sector.h"
#include "tacet/incident.h"

enum {
    TCT_STATEMENT_BYTES = 32768, /* of one as text */
    TCT_STATEMENT_ID_BYTES = 65,
    TCT_STATEMENT_TEXT_CHARS = 4000, /* of its longest text */
};

#define TCT_SURROUNDINGS_M 100e3 /* of stations, line and zones, in which places must lie */

enum tct_statement_kind {
    TCT_STATEMENT_REPORT,
    TCT_STATEMENT_ACTIVITY,
    TCT_STATEMENT_WITHDRAWAL,
    TCT_STATEMENT_KIND_COUNT,
};

struct tct_said {
    enum tct_statement_kind kind;
    char id[TCT_STATEMENT_ID_BYTES];
    char corrects[TCT_STATEMENT_ID_BYTES]; /* id of the statement whose place it takes, or that it
                                              withdraws; "" for none */
    enum tct_side party;                   /* who speaks; UNDETERMINED: neither side */
    struct tct_report report;              /* REPORT */
    struct tct_activity activity;          /* ACTIVITY */
};

/* Reads one. Its id, when it gives none, follows from its content: the same again has the same id.
 * `now_ns` is when it came; nothing may lie later (five minutes are forgiven), and what happened no
 * more than five years before. Errors: TCT_ERR_INPUT with the member, what was found, what was
 * expected: unknown members, words, places outside of the surroundings, counts that cannot be;
 * TCT_ERR_LIMIT over TCT_STATEMENT_BYTES; TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_statement_read(const struct tct_sector *sector,
                                                          const char *text, size_t bytes,
                                                          int64_t now_ns, struct tct_said *ret,
                                                          struct tct_error *err);

/* The words that files use, by the enums of tacet/incident.h. */
TCT_API extern const char *const TCT_ABOUT_NAMES[TCT_ABOUT_COUNT];
TCT_API extern const char *const TCT_CHANNEL_NAMES[TCT_CHANNEL_COUNT];
TCT_API extern const char *const TCT_OBSERVATION_NAMES[TCT_OBSERVED_COUNT];
TCT_API extern const char *const TCT_DIRECTION_NAMES[TCT_DIRECTION_COUNT];
TCT_API extern const char *const TCT_MEANS_NAMES[TCT_MEANS_COUNT];
TCT_API extern const char *const TCT_ACTIVITY_NAMES[TCT_ACTIVITY_KIND_COUNT];
TCT_API extern const char *const TCT_UNIT_NAMES[TCT_UNIT_COUNT];
TCT_API extern const char *const TCT_FIRING_KIND_NAMES[TCT_FIRING_KIND_COUNT];
TCT_API extern const char *const TCT_CORROBORATION_NAMES[TCT_CORROBORATION_COUNT];
TCT_API extern const char *const TCT_POINT_NAMES[16]; /* N, NNE, NE ... clockwise */

#endif
