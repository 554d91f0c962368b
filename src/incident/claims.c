/* Counting what one side claims: repetitions of each other are one. */
#include "claims.h"

#include <math.h>

#include "sets.h"

/* Of those that repeat each other the numbers are the same. */
struct claims claims_of(const struct tct_told *told, const uint32_t *indices, size_t count,
                        enum tct_side party, struct claims_scratch *scratch)
{
    struct claims claims = {0};
    uint32_t own = 0;
    for (size_t i = 0; i < count; i++)
        if (told[indices[i]].report->party == party)
            scratch->indices[own++] = indices[i];
    for (uint32_t i = 0; i < own; i++) {
        scratch->parents[i] = i;
        for (uint32_t k = 0; k < i; k++)
            if (tct_report_repeats(told[scratch->indices[i]].report,
                                   told[scratch->indices[k]].report))
                sets_join(scratch->parents, i, k);
    }
    for (uint32_t i = 0; i < own; i++) {
        const struct tct_report *report = told[scratch->indices[i]].report;
        if (sets_root(scratch->parents, i) != i)
            continue;
        claims.distinct++;
        claims.low += isnan(report->count_low) ? 0.0 : report->count_low;
        claims.high += isnan(report->count_low) ? 0.0 : report->count_high;
    }
    return claims;
}
