/* What one side claims of one thing. */
#ifndef TACET_INCIDENT_CLAIMS_H
#define TACET_INCIDENT_CLAIMS_H

#include "tacet/incident/day.h"

struct claims {
    size_t distinct;  /* reports, those that repeat each other once */
    double low, high; /* rounds or explosions that they say in all; 0 without */
};

/* Room for as many numbers as there are reports. */
struct claims_scratch {
    uint32_t *indices, *parents;
};

/* Of the `count` reports of `told` at `indices` those of this side, UNDETERMINED: of neither. */
struct claims claims_of(const struct tct_told *told, const uint32_t *indices, size_t count,
                        enum tct_side party, struct claims_scratch *scratch);

#endif
