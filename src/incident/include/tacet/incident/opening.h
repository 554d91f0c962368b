/* Who opened fire, as a probability. */
#ifndef TACET_INCIDENT_OPENING_H
#define TACET_INCIDENT_OPENING_H

#include "tacet/incident/firing.h"
#include "tacet/incident/rules.h"

struct tct_opening {
    double p[TCT_SIDE_COUNT]; /* that this side fired the first shot, heard or not; sum 1 */
    enum tct_side side;       /* UNDETERMINED unless one has the rules' `decided_p` */
    uint32_t first;           /* index of the firing that was likeliest the first heard */
    const char *reason;       /* static text: why it is undetermined; NULL when decided */
};

/* Of the firings of one incident in the order of time. `engagement[i]` is a number below `count`
 * that firings of one side and neighbourhood share: their errors of place repeat, so that many
 * shots from one place tell its side no better than one. `heard_p` (NULL, or NAN in it: taken for
 * 1) is for each firing the probability that a shot like it was detected: the likelier shots are
 * missed, the less the first that was heard was the first. `unheard_p` (NAN: taken for 0) is the
 * probability that somebody near by was not heard at all (tct_unheard_p): the likelier that is, the
 * less who was heard first need have begun. Times that are known no better than
 * fire keeps together (the rules' `engagement_gap_s`) are drawn to the others'. Errors of time are
 * carried through: what came within the errors of both clocks is open. Errors: TCT_ERR_MEMORY.
 * Method: docs/adr/0016-incidents.md. */
TCT_API TCT_MUST_CHECK enum tct_status tct_opened_fire(
    const struct tct_firing *firings, size_t count, const uint32_t *engagement,
    const double *heard_p, double unheard_p, const struct tct_rules *rules, struct tct_arena *arena,
    struct tct_opening *ret, struct tct_error *err);

#endif
