/* Is a truce holding? */
#include <math.h>

#include "chances.h"
#include "tacet/tension/changes.h"

enum { BEFORE_LEAST = 7, FAR_STEPS = 3653 };

static const double SURE = 0.95, PRIOR_SHAPE = 0.5; /* Jeffreys' of a Poisson rate */

struct part {
    double events, exposure;
    size_t steps;
};

static struct part gather(const struct tct_counts *counts, size_t from, size_t to)
{
    struct part part = {0};
    for (size_t t = from; t < to; t++)
        if (counts->n[t] != TCT_COUNT_NO_DATA) {
            part.events += counts->n[t];
            part.exposure += counts->exposure == NULL ? 1.0 : counts->exposure[t];
            part.steps++;
        }
    return part;
}

/* Probability that the rate after is below its share of the one before, with `more` like it. */
static double holding(const struct part *before, const struct part *after, double more,
                      double share, double dispersion)
{
    double times = (1.0 + more / after->exposure) / dispersion;
    return gamma_less(PRIOR_SHAPE + after->events * times, after->exposure * times, share,
                      PRIOR_SHAPE + before->events / dispersion, before->exposure / dispersion);
}

enum tct_status tct_truce_judge(const struct tct_counts *counts, size_t since, size_t truce,
                                double share, double dispersion, struct tct_truce *ret,
                                struct tct_error *err)
{
    enum tct_status status = tct_counts_check(counts, err);
    if (status != TCT_OK)
        return status;
    if (since > truce || truce >= counts->days || !(share > 0.0 && share <= 1.0) ||
        !(dispersion >= 1.0))
        return tct_fail(err, TCT_ERR_USE, "the truce is not within the series");
    struct part before = gather(counts, since, truce), after = gather(counts, truce, counts->days);
    if (before.steps < BEFORE_LEAST || after.steps == 0)
        return tct_fail(err, TCT_ERR_LIMIT,
                        "not enough data: found %zu steps with data before the truce and %zu after "
                        "it, expected %d or more and 1 or more",
                        before.steps, after.steps, (int)BEFORE_LEAST);
    double shape = PRIOR_SHAPE + after.events / dispersion, weight = after.exposure / dispersion;
    *ret = (struct tct_truce){.before_steps = before.steps,
                              .after_steps = after.steps,
                              .before = before.events / before.exposure,
                              .after = after.events / after.exposure,
                              .low = gamma_quantile(shape, weight, 0.05),
                              .high = gamma_quantile(shape, weight, 0.95),
                              .holding_p = holding(&before, &after, 0.0, share, dispersion),
                              .known_steps = INFINITY};
    for (int more = 0; more <= FAR_STEPS; more++) {
        double p = holding(&before, &after, more, share, dispersion);
        if (p >= SURE || p <= 1.0 - SURE) {
            ret->known_steps = more;
            break;
        }
    }
    return TCT_OK;
}
