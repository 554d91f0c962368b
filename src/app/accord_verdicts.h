/* Verdicts, shown: as a table for people, as JSON Lines. */
#ifndef TACET_APP_ACCORD_VERDICTS_H
#define TACET_APP_ACCORD_VERDICTS_H

#include "accord.h"

struct accord_verdicts {
    struct ground *ground;
    const struct tct_agreement *agreement;
    const struct tct_clause *clauses;
    size_t clause_count;
    const struct accord_evidence *evidence;
    struct tct_accord *book;
    int64_t from_ns;
    size_t days;
};

/* A row for each clause and side, a letter for each day, what came of all of them. Errors:
 * TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status accord_verdicts_print(const struct accord_verdicts *verdicts,
                                                     struct tct_error *err);

/* A line for each clause, side and day on which it is in force, and one for each clause and side of
 * all days (schema verdict:1). Errors: TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status accord_verdicts_json(const struct accord_verdicts *verdicts,
                                                    struct tct_error *err);

#endif
