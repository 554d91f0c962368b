/* The decision: how much of a field somebody may see now. */
#ifndef TACET_DISCLOSURE_DECIDE_H
#define TACET_DISCLOSURE_DECIDE_H

#include "tacet/disclosure/policy.h"

enum { TCT_NO_PARTY = -1 };

struct tct_viewer {
    const struct tct_role *role;
    int party; /* 0 or 1 for a role of a side, else TCT_NO_PARTY */
};

/* What the record says of the thing that a field is of. */
struct tct_subject {
    int64_t happened_ns;
    int owner;           /* the party whose paper it is, 0 or 1, or TCT_NO_PARTY */
    int64_t released_ns; /* when a case that it belongs to was released; INT64_MAX: not */
    int64_t finding_ns;  /* when that case had its finding; INT64_MAX: not */
};

enum tct_seen { TCT_SEEN_NOT, TCT_SEEN_COARSE, TCT_SEEN_EXACT };

/* Never less at a later `now_ns`. With the parties exchanged in viewer and subject alike the answer
 * is the same: nothing here knows one from the other. */
TCT_API enum tct_seen tct_decide(const struct tct_viewer *viewer, const struct tct_subject *subject,
                                 enum tct_field field, int64_t now_ns);

#endif
