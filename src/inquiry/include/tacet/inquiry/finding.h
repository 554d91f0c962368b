/* A finding: three parts that are graded apart, since one can be sure that somebody fired and not
 * know who. "Undetermined" is a proper answer to either. */
#ifndef TACET_INQUIRY_FINDING_H
#define TACET_INQUIRY_FINDING_H

#include "tacet/disclosure.h"

enum tct_happened {
    TCT_HAPPENED_UNDETERMINED,
    TCT_HAPPENED_VIOLATION,
    TCT_HAPPENED_NO_VIOLATION,
    TCT_HAPPENED_COUNT,
};

enum tct_sureness {
    TCT_SURENESS_LOW,
    TCT_SURENESS_MODERATE,
    TCT_SURENESS_HIGH,
    TCT_SURENESS_COUNT,
};

enum tct_finding_part {
    TCT_FINDING_WHAT,
    TCT_FINDING_WHO,
    TCT_FINDING_HOW_SURE,
    TCT_FINDING_PART_COUNT,
};

struct tct_finding {
    enum tct_happened happened;
    int side; /* 0 or 1; TCT_NO_PARTY: undetermined */
    enum tct_sureness sureness;
    const char *text[TCT_FINDING_PART_COUNT]; /* of each part, never empty */
};

#endif
