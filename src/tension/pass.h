/* One pass over a series: likelihood, gradient, information. */
#ifndef TACET_TENSION_PASS_H
#define TACET_TENSION_PASS_H

#include "climb.h"
#include "nodes.h"

enum { PASS_HOURS = 24 }; /* pieces of a day in which rhythms are constant */

/* Where each free parameter stands among the others. */
struct layout {
    size_t mu, n, shape, background, answer, count;
};

struct layout layout_of(const struct tct_hawkes *model);

/* What a pass finds. */
struct pass {
    double log_likelihood;
    double answers;        /* expected number of events that answer others */
    size_t events;         /* in [begin, end) */
    double *residuals;     /* the caller's, of the events and the rest; NULL: not wanted */
    struct slopes *slopes; /* the caller's; NULL: not wanted */
};

void pass_run(const struct tct_hawkes *model, const struct nodes *nodes,
              const struct tct_series *series, struct pass *pass);

/* Whether the numbers of a model can be. */
TCT_MUST_CHECK enum tct_status model_check(const struct tct_hawkes *model,
                                           const struct tct_series *series, struct tct_error *err);

#endif
