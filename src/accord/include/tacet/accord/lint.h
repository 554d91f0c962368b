/* Flaws of agreements: what contradicts, what is left open, what binds one side more than the
 * other. */
#ifndef TACET_ACCORD_LINT_H
#define TACET_ACCORD_LINT_H

#include "tacet/accord/commitment.h"

enum tct_flaw_kind {
    TCT_FLAW_CONTRADICTION, /* what the clause allows, the other forbids altogether */
    TCT_FLAW_GAP_IN_TIME,
    TCT_FLAW_GAP_IN_SPACE,
    TCT_FLAW_BINDS_NOBODY,
    TCT_FLAW_ASYMMETRY,
    TCT_FLAW_KIND_COUNT,
};

struct tct_flaw {
    enum tct_flaw_kind kind;
    size_t clause, other; /* TCT_NO_CLAUSE: none */
    const char *what;     /* static text, for people */
};
#define TCT_NO_CLAUSE ((size_t)-1)

/* Gaps up to this are taken for slips; wider ones for what was meant. */
#define TCT_GAP_MOST_S   (14.0 * 86400.0)
#define TCT_GAP_HOURS_S  3600.0
#define TCT_GAP_ACROSS_M 250.0
#define TCT_AREAS_ALIKE  1.5 /* one side's ground may be so many times the other's */

struct tct_lint_setup {
    const struct tct_commitment *commitments; /* checked */
    size_t count;
    const struct tct_plane *line;
    size_t line_count;
    struct tct_plane ground[2]; /* as for tct_accord_setup */
};

/* All flaws, by clause; the arena's. With the sides exchanged in the clauses and the line turned
 * round the flaws are the same. Errors: TCT_ERR_MEMORY, TCT_ERR_USE. */
TCT_API TCT_MUST_CHECK enum tct_status tct_accord_lint(const struct tct_lint_setup *setup,
                                                       struct tct_arena *arena,
                                                       struct tct_flaw **ret, size_t *ret_count,
                                                       struct tct_error *err);

#endif
