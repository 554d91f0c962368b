/* Hearing: tables of log probabilities by distance and reach, and how they are learned. */
#include "hearing.h"

#include <math.h>

static const double REACH_FIRST_M = 100, DISTANCE_FIRST_M = 20;
static const double LOG_STEP = 0.2136; /* ln(32 km / 100 m) / 27 */

/* Before learning: a station well within reach hears nine of ten, and the edge is soft. */
static const double HEARD_NEAR = 0.85, EDGE_WIDTH = 0.15;

/* Never certain: a station may be blocked, or hear across a valley. */
static const double HEARD_LEAST = 0.003, HEARD_MOST = 0.98;

/* The first belief weighs as much as this many stations (a bin), and as this many sources. */
static const double CURVE_WEIGHT = 8, REACH_WEIGHT = 3;

/* A reach whose odds against the best are worse than e^-9 no longer speaks. */
static const float FORGOTTEN = 9;

/* Bin of the curve for a distance bin and a reach. */
static size_t curve_bin(size_t distance_bin, size_t reach)
{
    return distance_bin + BINS_A_REACH * (REACH_COUNT - 1 - reach);
}

static double ratio_of(size_t bin) /* d / R in the middle of a bin of the curve */
{
    double steps = ((double)bin + 0.5) / BINS_A_REACH - (REACH_COUNT - 1);
    return DISTANCE_FIRST_M / REACH_FIRST_M * exp(LOG_STEP * steps);
}

static double first_belief(size_t bin)
{
    double edge = (ratio_of(bin) - 1) / EDGE_WIDTH;
    return edge > 50 ? 0 : HEARD_NEAR / (1 + exp(edge));
}

void hearing_init(struct hearing *hearing)
{
    for (size_t i = 0; i < CURVE_BINS; i++)
        hearing->curve[i] = first_belief(i);
    for (size_t k = 0; k < REACH_COUNT; k++)
        hearing->log_prior[k] = -log(REACH_COUNT);
    hearing_tabulate(hearing);
}

void hearing_tabulate(struct hearing *hearing)
{
    for (size_t b = 0; b < DISTANCE_BINS; b++) {
        for (size_t k = 0; k < REACH_COUNT; k++) {
            double p = hearing->curve[curve_bin(b, k)];
            p = fmin(HEARD_MOST, fmax(HEARD_LEAST, p));
            hearing->heard[b][k] = (float)log(p);
            hearing->silent[b][k] = (float)log(1 - p);
        }
    }
}

unsigned hearing_bin(double distance_m)
{
    double bin = log(distance_m / DISTANCE_FIRST_M) * (BINS_A_REACH / LOG_STEP);
    return bin > 0 ? (unsigned)fmin(bin, DISTANCE_BINS - 1) : 0;
}

struct reach_belief reach_before(const struct hearing *hearing)
{
    struct reach_belief belief;
    for (size_t k = 0; k < REACH_COUNT; k++)
        belief.log_p[k] = (float)hearing->log_prior[k];
    return belief;
}

void reach_heard(const struct hearing *hearing, struct reach_belief *belief, unsigned bin)
{
    for (size_t k = 0; k < REACH_COUNT; k++)
        belief->log_p[k] += hearing->heard[bin][k];
}

void reach_silent(const struct hearing *hearing, struct reach_belief *belief, unsigned bin,
                  float weight)
{
    for (size_t k = 0; k < REACH_COUNT; k++)
        belief->log_p[k] += weight * hearing->silent[bin][k];
}

double reach_chance(const struct hearing *hearing, const struct reach_belief *belief, unsigned bin)
{
    double evidence = reach_log_evidence(belief), chance = 0;
    for (size_t k = 0; k < REACH_COUNT; k++)
        chance += exp((double)(belief->log_p[k] + hearing->heard[bin][k]) - evidence);
    return fmin(1, chance);
}

/* Four at a time, so that the comparisons need not wait for each other. */
static float best_of(const struct reach_belief *belief)
{
    float best[4] = {belief->log_p[0], belief->log_p[1], belief->log_p[2], belief->log_p[3]};
    for (size_t k = 4; k < REACH_COUNT; k += 4)
        for (size_t i = 0; i < 4; i++)
            best[i] = belief->log_p[k + i] > best[i] ? belief->log_p[k + i] : best[i];
    best[0] = best[1] > best[0] ? best[1] : best[0];
    best[2] = best[3] > best[2] ? best[3] : best[2];
    return best[2] > best[0] ? best[2] : best[0];
}

_Static_assert(REACH_COUNT % 4 == 0, "reaches are compared four at a time");

double reach_best(const struct reach_belief *belief)
{
    return (double)best_of(belief);
}

double reach_log_evidence(const struct reach_belief *belief)
{
    float best = best_of(belief);
    float sum = 0;
    for (size_t k = 0; k < REACH_COUNT; k++)
        if (belief->log_p[k] > best - 20)
            sum += expf(belief->log_p[k] - best);
    return (double)(best + logf(sum));
}

bool reach_goes_on(const struct hearing *hearing, const struct reach_belief *belief, unsigned bin)
{
    float limit = best_of(belief) - FORGOTTEN;
    for (size_t k = REACH_COUNT; k-- > 0;)
        if (belief->log_p[k] > limit)
            return hearing->heard[bin][k] > (float)log(2 * HEARD_LEAST);
    return false;
}

void hearing_learn_source(struct hearing_lesson *lesson, const struct reach_belief *belief,
                          const struct hearsay *hearsay, size_t count)
{
    double evidence = reach_log_evidence(belief);
    for (size_t k = 0; k < REACH_COUNT; k++) {
        double p = exp((double)belief->log_p[k] - evidence);
        if (p < 1e-3)
            continue;
        lesson->reach[k] += p;
        for (size_t i = 0; i < count; i++) {
            size_t bin = curve_bin(hearsay[i].bin, k);
            lesson->asked[bin] += p * (1 - hearsay[i].dark);
            lesson->heard[bin] += hearsay[i].heard ? p : 0;
        }
    }
}

void hearing_learn_end(struct hearing *hearing, const struct hearing_lesson *lesson)
{
    double sources = 0;
    for (size_t k = 0; k < REACH_COUNT; k++)
        sources += lesson->reach[k];
    for (size_t k = 0; k < REACH_COUNT; k++)
        hearing->log_prior[k] =
            log((lesson->reach[k] + REACH_WEIGHT / REACH_COUNT) / (sources + REACH_WEIGHT));
    for (size_t i = 0; i < CURVE_BINS; i++)
        hearing->curve[i] =
            (lesson->heard[i] + CURVE_WEIGHT * first_belief(i)) / (lesson->asked[i] + CURVE_WEIGHT);
    hearing_tabulate(hearing);
}
