/* What was counted, and when anything could have been. */
#ifndef TACET_TENSION_SERIES_H
#define TACET_TENSION_SERIES_H

#include <stddef.h>
#include <stdint.h>

#include "tacet/base.h"

enum { TCT_TENSION_TYPES_MAX = 4 };

/* From `from` until the next piece's `from`, an event of each type would have been counted with
 * these probabilities. */
struct tct_exposure {
    double from;
    double p[TCT_TENSION_TYPES_MAX]; /* 0 to 1; 0: blind */
};

/* Events in the order of their times. All arrays are the caller's. */
struct tct_series {
    const double *times;  /* ascending; equal ones are allowed */
    const uint8_t *types; /* below type_count: a side, a class, a zone; NULL: all of type 0 */
    size_t count;
    size_t type_count; /* 1 to TCT_TENSION_TYPES_MAX */
    double begin, end; /* what is fitted or scored lies in [begin, end); earlier events excite */
    const struct tct_exposure *exposure; /* ascending; before the first piece it holds as well */
    size_t exposure_count;               /* 0: always all */
};

/* Errors: TCT_ERR_INPUT, which says what is wrong: not ascending, not finite, no duration, an
 * unknown type, exposure that is none, an event where nothing could have been counted. */
TCT_API TCT_MUST_CHECK enum tct_status tct_series_check(const struct tct_series *series,
                                                        struct tct_error *err);

#endif
