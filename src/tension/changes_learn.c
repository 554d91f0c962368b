/* What is normal, and how sure an alarm must be to be false no oftener than is borne. */
#include <math.h>
#include <stdlib.h>

#include "negative_binomial.h"
#include "tacet/tension/changes.h"

enum { HALVINGS = 14, MEMORIES = 2 };

static const double SCALES[MEMORIES] = {0.0, 7.0};
static const double STEPS_MOST = 40000.0; /* that are simulated: hourly steps are many */

/* By the sums of probabilities; the last that is thought of is so rare that it does not matter. */
static int32_t draw(double mean, double size, struct tct_random *random)
{
    double u = tct_random_uniform(random), p = exp(nb_log_p(0.0, mean, size)), sum = p;
    double odds = mean / (size + mean);
    int32_t n = 0;
    for (; sum < u && n < TCT_COUNT_MAX; n++) {
        p *= odds * (n + size) / (n + 1.0);
        sum += p;
        if (p < 1e-15 && n > mean)
            break;
    }
    return n;
}

/* Years in which nothing changes but events bring others, as in what was learnt from. */
static void simulate(const struct tct_daily *model, size_t steps, struct tct_random *random,
                     int32_t *ret)
{
    double events[MEMORIES], days[MEMORIES];
    for (size_t k = 0; k < MEMORIES; k++) {
        events[k] = model->average;
        days[k] = 1.0;
    }
    for (size_t t = 0; t < steps; t++) {
        double rate = model->base;
        for (size_t k = 0; k < MEMORIES; k++)
            rate += model->weight[k] * events[k] / days[k];
        rate = fmin(fmax(rate, 1e-6), 100.0 * model->average + 1.0); /* it does not run away */
        ret[t] = draw(rate, model->size * pow(rate, model->power), random);
        for (size_t k = 0; k < MEMORIES; k++) {
            double left = SCALES[k] > 0.0 ? exp(-1.0 / SCALES[k]) : 0.0;
            events[k] = left * events[k] + ret[t];
            days[k] = left * days[k] + 1.0;
        }
    }
}

static double alarms(const struct tct_change_setup *setup, const int32_t *n, size_t steps)
{
    struct tct_change_watch watch;
    struct tct_change change;
    double count = 0.0;
    tct_change_watch_init(setup, &watch);
    for (size_t t = 0; t < steps; t++)
        count += tct_change_watch_step(&watch, n[t], 1.0, &change);
    return count;
}

/* Pearson's, about the mean; of a simulated series, in which nothing changes. */
static double dispersion_of(const int32_t *n, size_t steps)
{
    double sum = 0.0, squares = 0.0;
    for (size_t t = 0; t < steps; t++) {
        sum += n[t];
        squares += (double)n[t] * n[t];
    }
    double mean = sum / (double)steps;
    return mean > 0.0 ? fmax(squares / (double)steps / mean - mean, 1.0) : 1.0;
}

/* The least threshold, in halvings of its odds, that keeps to the wish. */
static void find_threshold(const int32_t *n, size_t steps, double years, double wish,
                           struct tct_change_setup *setup)
{
    double low = -4.0, high = 20.0; /* logits */
    for (int i = 0; i < HALVINGS; i++) {
        double middle = 0.5 * (low + high);
        setup->threshold = 1.0 / (1.0 + exp(-middle));
        if (alarms(setup, n, steps) / years > wish)
            low = middle;
        else
            high = middle;
    }
    setup->threshold = 1.0 / (1.0 + exp(-high));
    setup->false_alarms = alarms(setup, n, steps) / years;
}

enum tct_status tct_change_learn(const struct tct_counts *counts, size_t steps, double steps_a_year,
                                 double run_steps, double false_alarms, struct tct_random *random,
                                 struct tct_change_setup *ret, struct tct_error *err)
{
    struct tct_daily model;
    if (!(steps_a_year > 0.0 && run_steps > 1.0 && false_alarms > 0.0))
        return tct_fail(err, TCT_ERR_USE,
                        "found %g steps and %g false alarms a year, runs of %g, "
                        "expected more",
                        steps_a_year, false_alarms, run_steps);
    enum tct_status status = tct_daily_fit(counts, steps, SCALES, MEMORIES, true, &model, err);
    if (status != TCT_OK)
        return status;
    size_t simulated = (size_t)fmin(fmax(TCT_CHANGE_YEARS * steps_a_year, 1000.0), STEPS_MOST);
    int32_t *n = calloc(simulated, sizeof(*n));
    if (n == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    simulate(&model, simulated, random, n);
    *ret = (struct tct_change_setup){.dispersion = dispersion_of(n, simulated),
                                     .prior_rate = model.average,
                                     .run_steps = run_steps};
    find_threshold(n, simulated, (double)simulated / steps_a_year, false_alarms, ret);
    free(n);
    return TCT_OK;
}
