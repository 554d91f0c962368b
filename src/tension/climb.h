/* Climbs a log-likelihood: by scoring with the information that the observations' own slopes give
 * (Berndt, Hall, Hall & Hausman 1974), damped as Levenberg and Marquardt do. */
#ifndef TACET_TENSION_CLIMB_H
#define TACET_TENSION_CLIMB_H

#include <stdbool.h>

#include "tacet/tension/hawkes.h"

/* Of the log-likelihood: its gradient, and the sum of outer products of the observations'
 * gradients, of which the lower half is read. */
struct slopes {
    double gradient[TCT_HAWKES_PARAMETERS_MAX];
    double information[TCT_HAWKES_PARAMETERS_MAX][TCT_HAWKES_PARAMETERS_MAX];
};

struct climb {
    size_t count;
    /* The log-likelihood; may pull parameters back within their bounds. */
    double (*evaluate)(void *owner, double *theta, struct slopes *ret);
    void *owner;
    double theta[TCT_HAWKES_PARAMETERS_MAX]; /* where it begins, and where it ends */
    struct slopes slopes;                    /* there */
    double height;
    unsigned steps;
    bool settled;
};

void climb_run(struct climb *climb);

/* Standard errors of the parameters where the climb ended; NAN for what sits at a bound. */
void climb_errors(const struct climb *climb, double *ret_sigma);

#endif
