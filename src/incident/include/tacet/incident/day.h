/* The daily reconciliation: for each thing that happened or is said to have happened, who says so,
 * each source in its own column. */
#ifndef TACET_INCIDENT_DAY_H
#define TACET_INCIDENT_DAY_H

#include "tacet/incident/corroboration.h"

/* Which sources tell of it. */
enum tct_telling {
    TCT_TOLD_BY_BOTH, /* sides; sensors or not */
    TCT_TOLD_BY_LEFT,
    TCT_TOLD_BY_RIGHT,
    TCT_TOLD_BY_NEITHER, /* heard by sensors or told by others */
    TCT_TELLING_COUNT,
};

/* A report and what it was found to tell of. */
struct tct_told {
    const struct tct_report *report;
    uint32_t incident; /* a number of the caller's, or TCT_NO_INCIDENT */
    enum tct_corroboration corroboration;
};

/* A row: an incident that sensors heard, or one that is told of only. */
struct tct_day_row {
    uint32_t incident; /* TCT_NO_INCIDENT: no sensor heard it */
    enum tct_telling telling;
    size_t claims[2]; /* of the left and the right side: reports that repeat each other are one */
    size_t others;    /* reports of neither side */
    double claimed[2][2]; /* rounds or explosions that each side says, low and high; 0 without */
    const uint32_t *told; /* indices of its reports, ascending; the arena's */
    size_t told_count;
    enum tct_corroboration
        corroboration; /* of what no sensor heard: the strongest of its reports */
};

/* Rows for all incidents in `incidents` (ascending) and for the reports that match none of them,
 * those that tell of one thing in one row: they are about the same, and overlap in time and place
 * within their errors and the rules' reach and quiet (errors of places widen the reach to twice at
 * most), or a chain of such pairs joins them. Rows of incidents come in their order, then the
 * others by the time and place of their first report; such as are alike in both as they are told.
 * The result does not depend on the order of the reports but for that and their indices; exchanging
 * the sides exchanges their columns. Errors: TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_reconcile(
    const struct tct_rules *rules, const uint32_t *incidents, size_t incident_count,
    const struct tct_told *told, size_t told_count, struct tct_arena *arena,
    struct tct_day_row **ret_rows, size_t *ret_count, struct tct_error *err);

/* The beginning of the mission's day that holds `time_ns`. */
TCT_API int64_t tct_day_start(const struct tct_rules *rules, int64_t time_ns);

#endif
