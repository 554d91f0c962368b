/* Self-exciting point processes: every event raises the rate of those that follow (Hawkes 1971,
 * doi:10.1093/biomet/58.1.83), by a kernel that fades on several scales of time.
 *
 * Rate of type d at time t:
 *
 *     exposure_d(t) * dead(t) * (mu_d * B(t) + A(t) * sum over earlier events of n[d][e] g(t -
 * t_i))
 *
 * with the background mu, the mean number n[d][e] of direct answers of type d to an event of type
 * e, the kernel g, which integrates to 1, and the daily rhythms B of the background and A of
 * answers, exponentials of harmonics of the time of day. dead(t) is small for `dead_time` after
 * each event: what comes so close is counted as one with it.
 *
 * Likelihood: Ozaki 1979 (doi:10.1007/BF02480272), in one pass over events and pieces of time. */
#ifndef TACET_TENSION_HAWKES_H
#define TACET_TENSION_HAWKES_H

#include <stdbool.h>

#include "tacet/tension/series.h"

enum {
    TCT_HAWKES_SCALES_MAX = 64,
    TCT_HAWKES_SUM_MAX = 16, /* free weights of a sum of exponentials */
    TCT_HAWKES_HARMONICS_MAX = 4,
    TCT_HAWKES_PARAMETERS_MAX = 64,
};

enum tct_kernel {
    TCT_KERNEL_NONE,        /* a Poisson process */
    TCT_KERNEL_EXPONENTIAL, /* decay * exp(-decay t) */
    TCT_KERNEL_SUM,         /* exponentials of fixed scales, weights free */
    TCT_KERNEL_OMORI,       /* (p - 1) c^(p-1) / (t + c)^p: Omori 1894, Utsu 1961 */
    TCT_KERNEL_COUNT,
};

struct tct_hawkes {
    enum tct_kernel kernel;
    size_t type_count;
    double mu[TCT_TENSION_TYPES_MAX];                             /* per unit of time */
    double n[TCT_TENSION_TYPES_MAX][TCT_TENSION_TYPES_MAX];       /* [answering][answered] */
    double decay;                                                 /* EXPONENTIAL */
    size_t scale_count;                                           /* SUM: of the two below */
    double scale[TCT_HAWKES_SUM_MAX], weight[TCT_HAWKES_SUM_MAX]; /* mean times; sum of weights 1 */
    double c, p;                                                  /* OMORI: c > 0, p > 1 */
    double day; /* length of a day in the unit of time; 0: no rhythm */
    size_t background_harmonics, answer_harmonics;
    double background[2 * TCT_HAWKES_HARMONICS_MAX]; /* cosine, sine of each harmonic */
    double answer[2 * TCT_HAWKES_HARMONICS_MAX];
    double dead_time; /* 0: none */
    double dead_rate; /* what is left of the rate meanwhile: > 0, at most 1 */
};

/* Logarithm of the likelihood of the events in [begin, end), given those before. Errors: those of
 * tct_series_check; TCT_ERR_USE (parameters that cannot be), TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_hawkes_log_likelihood(const struct tct_hawkes *model,
                                                                 const struct tct_series *series,
                                                                 double *ret,
                                                                 struct tct_error *err);

/* What a fit found. Free parameters are in the order: log mu, log n, those of the kernel (log
 * decay; logits of weights; log c, log (p - 1)), background, answer. */
struct tct_hawkes_fit {
    struct tct_hawkes model;
    double log_likelihood;
    size_t parameter_count;
    double sigma[TCT_HAWKES_PARAMETERS_MAX]; /* standard errors; NAN at a bound */
    double mu_sigma[TCT_TENSION_TYPES_MAX];
    double n_sigma[TCT_TENSION_TYPES_MAX][TCT_TENSION_TYPES_MAX];
    double aic; /* Akaike 1974; smaller is better */
    unsigned iterations;
    bool converged;
};

/* Maximum likelihood from several starts; `start` says which kernel, scales, harmonics and dead
 * time, its other numbers are where the first start is. At least 10 events in [begin, end), else
 * TCT_ERR_LIMIT with "not enough data". Standard errors from the sum of outer products of the
 * events' gradients (Berndt, Hall, Hall & Hausman 1974; Ogata 1978, doi:10.1007/BF02480216). Other
 * errors as for the likelihood. */
TCT_API TCT_MUST_CHECK enum tct_status tct_hawkes_fit(const struct tct_hawkes *start,
                                                      const struct tct_series *series,
                                                      struct tct_hawkes_fit *ret,
                                                      struct tct_error *err);

/* Likelihood and gradient by the free parameters, for benches and tests: gradient has room for
 * TCT_HAWKES_PARAMETERS_MAX, *ret_count are set. Errors as above. */
TCT_API TCT_MUST_CHECK enum tct_status tct_hawkes_gradient(const struct tct_hawkes *model,
                                                           const struct tct_series *series,
                                                           double *ret_log_likelihood,
                                                           double *ret_gradient, size_t *ret_count,
                                                           struct tct_error *err);

/* Expected numbers of events from one event in [begin, end) to the next (the first from begin): of
 * a true model they are exponential with mean 1 (Ogata 1988). `ret` has room for the events in
 * [begin, end), of all types together. */
TCT_API TCT_MUST_CHECK enum tct_status tct_hawkes_residuals(const struct tct_hawkes *model,
                                                            const struct tct_series *series,
                                                            double *ret, size_t *ret_count,
                                                            struct tct_error *err);

/* Largest distance between the distribution of residuals and the exponential one, and the
 * probability of a larger one (Kolmogorov 1933; Stephens 1970 for few). 1 and NAN for none. */
TCT_API void tct_residual_ks(const double *residuals, size_t count, double *ret_distance,
                             double *ret_p);

/* Share of the events in [begin, end) that answer an earlier event, as the model sees it
 * (stochastic declustering: Zhuang, Ogata & Vere-Jones 2002, doi:10.1198/016214502760046925). */
TCT_API TCT_MUST_CHECK enum tct_status tct_hawkes_answer_share(const struct tct_hawkes *model,
                                                               const struct tct_series *series,
                                                               double *ret, struct tct_error *err);

/* Spectral radius of n: below 1 the excitation dies out. */
TCT_API double tct_hawkes_branching(const struct tct_hawkes *model);

#endif
