/* Errors: expectation and maximisation (Dempster, Laird & Rubin 1977, section 4.3) for the mixture
 * that solve.c takes arrivals to come from: the share of its wide part, the scale of its narrow
 * one. Residuals are studentised (Cook & Weisberg 1982, eq. 2.1.4). */
#include "errors.h"

#include <math.h>

/* Before anything is known: a round number; and what the sector says is so. */
static const double WILD_FIRST = 0.03, SCALE_FIRST = 1.0;

/* What that weighs, in arrivals. */
static const double FIRST_WEIGHT = 50.0;

/* Never smaller than the sector says: what is common to the paths of a source does not show in its
 * residuals. Much larger, it is another fault than their size. */
static const double SCALE_LEAST = 1.0, SCALE_MOST = 3.0;

/* A residual that shows less of its error than this says nothing. */
static const double FREE_LEAST = 0.2;

static const double BINS_A_SIGMA = 10.0;

enum { ROUNDS = 20 };

struct errors errors_prior(void)
{
    return (struct errors){WILD_FIRST, SCALE_FIRST};
}

void errors_count(struct error_counts *counts, const struct problem *problem,
                  const struct place *place, double share)
{
    for (size_t i = 0; i < problem->count; i++) {
        const struct sighting *s = &problem->sightings[i];
        if (!s->timed)
            continue;
        double shown = solve_free_share(problem, s, place);
        double standard = fabs(solve_fit(problem, s, place->unknown).standard) / sqrt(shown);
        if (shown > FREE_LEAST)
            counts->bin[(size_t)fmin(ERROR_BINS - 1, standard * BINS_A_SIGMA)] += share * shown;
    }
}

struct errors errors_believed(const struct error_counts *counts)
{
    struct errors errors = errors_prior();
    for (int round = 0; round < ROUNDS; round++) {
        double all = FIRST_WEIGHT, wild = FIRST_WEIGHT * WILD_FIRST;
        double sound = FIRST_WEIGHT, squares = FIRST_WEIGHT * SCALE_FIRST;
        double information = 1.0 / (errors.path_scale * errors.path_scale);
        for (size_t i = 0; i < ERROR_BINS; i++) {
            double standard = ((double)i + 0.5) / BINS_A_SIGMA;
            double z2 = standard * standard * information;
            double narrow = (1.0 - errors.wild_share) * exp(-0.5 * z2);
            double wide =
                errors.wild_share / WILD_WIDTH * exp(-0.5 * z2 / (WILD_WIDTH * WILD_WIDTH));
            double trust = narrow / (narrow + wide);
            all += counts->bin[i];
            wild += counts->bin[i] * (1.0 - trust);
            sound += counts->bin[i] * trust;
            squares += counts->bin[i] * trust * standard * standard;
        }
        double scale = sqrt(squares / sound);
        errors = (struct errors){wild / all, fmin(SCALE_MOST, fmax(SCALE_LEAST, scale))};
    }
    return errors;
}
