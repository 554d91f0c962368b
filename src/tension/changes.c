/* Watching for a change. */
#include "tacet/tension/changes.h"

#include <math.h>

#include "chances.h"
#include "negative_binomial.h"

static const double NEVER = 1e-9;      /* a beginning less probable is forgotten */
static const double PRIOR_SHAPE = 1.0; /* of a new run's rate: as good as nothing known */

static struct tct_change_run new_run(const struct tct_change_watch *watch)
{
    return (struct tct_change_run){.start = watch->step,
                                   .p = 1.0,
                                   .shape = PRIOR_SHAPE,
                                   .weight = PRIOR_SHAPE / watch->setup.prior_rate};
}

void tct_change_watch_init(const struct tct_change_setup *setup, struct tct_change_watch *ret)
{
    *ret = (struct tct_change_watch){.setup = *setup};
}

/* The count as foretold by a run: mean and variance of a gamma mixture of clusters. */
static double foretold(const struct tct_change_watch *watch, const struct tct_change_run *run,
                       int32_t n, double exposure)
{
    double mean = exposure * run->shape / run->weight;
    double size = mean / (watch->setup.dispersion - 1.0 + mean / run->shape);
    return exp(nb_log_p(n, mean, size));
}

/* Room for one more, and the probabilities made to add up. */
static void tidy(struct tct_change_watch *watch)
{
    double sum = 0.0;
    size_t kept = 0, least = 0;
    for (size_t i = 0; i < watch->run_count; i++)
        sum += watch->run[i].p;
    for (size_t i = 0; i < watch->run_count; i++) {
        struct tct_change_run run = watch->run[i];
        run.p = sum > 0.0 ? run.p / sum : 1.0 / (double)watch->run_count;
        if (run.p > NEVER)
            watch->run[kept++] = run;
    }
    watch->run_count = kept;
    if (kept < TCT_CHANGE_RUNS_MAX)
        return;
    for (size_t i = 1; i < kept; i++)
        if (watch->run[i].p < watch->run[least].p)
            least = i;
    watch->run[least] = watch->run[--watch->run_count];
}

double tct_change_p(const struct tct_change_watch *watch)
{
    double p = 0.0;
    for (size_t i = 0; i < watch->run_count; i++)
        if (watch->run[i].start > watch->accepted)
            p += watch->run[i].p;
    return p;
}

/* Goes on from the most probable change: what began before it is given up. */
static void accept(struct tct_change_watch *watch, struct tct_change *ret)
{
    const struct tct_change_run *best = NULL;
    for (size_t i = 0; i < watch->run_count; i++)
        if (watch->run[i].start > watch->accepted && (best == NULL || watch->run[i].p > best->p))
            best = &watch->run[i];
    struct tct_change_run run = *best;
    double before_events = watch->events - run.events, d = watch->setup.dispersion;
    double before_exposure = watch->exposure - run.exposure;
    *ret = (struct tct_change){
        .step = watch->step - 1,
        .began = run.start,
        .p = tct_change_p(watch),
        .before = before_exposure > 0.0 ? before_events / before_exposure : (double)NAN,
        .after = run.shape / run.weight,
        .lower_p = gamma_less(run.shape, run.weight, 1.0, PRIOR_SHAPE + before_events / d,
                              PRIOR_SHAPE / watch->setup.prior_rate + before_exposure / d)};
    size_t kept = 0;
    for (size_t i = 0; i < watch->run_count; i++)
        if (watch->run[i].start >= run.start)
            watch->run[kept++] = watch->run[i];
    watch->run_count = kept;
    watch->accepted = run.start;
    watch->events = run.events;
    watch->exposure = run.exposure;
}

bool tct_change_watch_step(struct tct_change_watch *watch, int32_t n, double exposure,
                           struct tct_change *ret_change)
{
    double ends = watch->step == 0 ? 1.0 : 1.0 / watch->setup.run_steps;
    bool data = n != TCT_COUNT_NO_DATA && exposure > 0.0;
    tidy(watch);
    for (size_t i = 0; i < watch->run_count; i++)
        watch->run[i].p *= 1.0 - ends;
    watch->run[watch->run_count] = new_run(watch);
    watch->run[watch->run_count++].p = ends;
    for (size_t i = 0; i < watch->run_count && data; i++) {
        struct tct_change_run *run = &watch->run[i];
        run->p *= foretold(watch, run, n, exposure);
        run->shape += n / watch->setup.dispersion;
        run->weight += exposure / watch->setup.dispersion;
        run->events += n;
        run->exposure += exposure;
    }
    watch->events += data ? n : 0.0;
    watch->exposure += data ? exposure : 0.0;
    watch->step++;
    tidy(watch);
    if (!data || tct_change_p(watch) < watch->setup.threshold)
        return false;
    accept(watch, ret_change);
    return true;
}
