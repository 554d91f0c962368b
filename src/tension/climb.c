/* Damped scoring. */
#include "climb.h"

#include <math.h>
#include <string.h>

enum { STEPS_MOST = 400, DAMPINGS_MOST = 30 };

static const double SETTLED = 1e-8; /* promised gain of log-likelihood below which a fit is done */
static const double STEP_MOST = 3.0;

static double clamp(double value, double low, double high)
{
    return fmin(fmax(value, low), high);
}

/* Cholesky's factor of information + damping * its diagonal; false when it is not positive. */
static bool factorise(const struct slopes *slopes, size_t count, double damping,
                      double factor[][TCT_HAWKES_PARAMETERS_MAX])
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j <= i; j++) {
            double sum = slopes->information[i][j];
            if (i == j)
                sum += damping * sum + 1e-9;
            for (size_t k = 0; k < j; k++)
                sum -= factor[i][k] * factor[j][k];
            if (i == j && !(sum > 0.0))
                return false;
            factor[i][j] = i == j ? sqrt(sum) : sum / factor[j][j];
        }
    }
    return true;
}

static void solve(double factor[][TCT_HAWKES_PARAMETERS_MAX], size_t count, double *vector)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < i; k++)
            vector[i] -= factor[i][k] * vector[k];
        vector[i] /= factor[i][i];
    }
    for (size_t i = count; i-- > 0;) {
        for (size_t k = i + 1; k < count; k++)
            vector[i] -= factor[k][i] * vector[k];
        vector[i] /= factor[i][i];
    }
}

/* One step with this damping: higher, or not; `ret_promised` is what it should have gained. */
static bool step(struct climb *climb, double damping, double *ret_promised)
{
    double factor[TCT_HAWKES_PARAMETERS_MAX][TCT_HAWKES_PARAMETERS_MAX] = {{0.0}};
    double way[TCT_HAWKES_PARAMETERS_MAX], there[TCT_HAWKES_PARAMETERS_MAX];
    struct slopes slopes;
    *ret_promised = INFINITY;
    if (!factorise(&climb->slopes, climb->count, damping, factor))
        return false;
    memcpy(way, climb->slopes.gradient, sizeof(way));
    solve(factor, climb->count, way);
    *ret_promised = 0.0;
    for (size_t i = 0; i < climb->count; i++) {
        *ret_promised += 0.5 * way[i] * climb->slopes.gradient[i];
        there[i] = climb->theta[i] + clamp(way[i], -STEP_MOST, STEP_MOST);
    }
    if (*ret_promised < SETTLED)
        return false;
    double height = climb->evaluate(climb->owner, there, &slopes);
    if (!(height > climb->height))
        return false;
    climb->height = height;
    climb->slopes = slopes;
    memcpy(climb->theta, there, climb->count * sizeof(*there));
    return true;
}

void climb_run(struct climb *climb)
{
    static const double HARDER = 4.0, EASIER = 0.2;
    double damping = 1e-2;
    climb->settled = false;
    climb->height = climb->evaluate(climb->owner, climb->theta, &climb->slopes);
    for (climb->steps = 0; climb->steps < STEPS_MOST; climb->steps++) {
        bool higher = false;
        for (int turn = 0; turn < DAMPINGS_MOST && !higher; turn++) {
            double promised;
            higher = step(climb, damping, &promised);
            if (promised < SETTLED) {
                climb->settled = true;
                return;
            }
            damping = clamp(damping * (higher ? EASIER : HARDER), 1e-9, 1e9);
        }
        if (!higher)
            return;
    }
}

void climb_errors(const struct climb *climb, double *ret_sigma)
{
    static const double VARIANCE_MOST = 25.0; /* of logarithms: e5 either way */
    double factor[TCT_HAWKES_PARAMETERS_MAX][TCT_HAWKES_PARAMETERS_MAX] = {{0.0}};
    bool known = factorise(&climb->slopes, climb->count, 0.0, factor);
    for (size_t i = 0; i < climb->count; i++) {
        double unit[TCT_HAWKES_PARAMETERS_MAX] = {0.0};
        unit[i] = 1.0;
        if (known)
            solve(factor, climb->count, unit);
        bool told = known && unit[i] > 0.0 && unit[i] < VARIANCE_MOST;
        ret_sigma[i] = told ? sqrt(unit[i]) : (double)NAN;
    }
}
