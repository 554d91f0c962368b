/* Hearing: tables of probabilities by distance and reach, and how they are learned. */
#include "hearing.h"

#include <math.h>

/* Before learning: a station well within reach hears nine of ten, and the edge is soft. */
static const double HEARD_NEAR = 0.85, EDGE_WIDTH = 0.15;

/* Never certain: a station may be blocked, or hear across a valley. */
static const double HEARD_LEAST = 0.003, HEARD_MOST = 0.98;

/* The first belief weighs as much as this many stations (a bin), and as this many sources. */
static const double CURVE_WEIGHT = 8, REACH_WEIGHT = 3;

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

/* Recomputes the tables from curve and prior. */
static void tabulate(struct hearing *hearing)
{
    for (size_t b = 0; b < DISTANCE_BINS; b++) {
        size_t deaf = 0;
        for (size_t k = 0; k < REACH_COUNT; k++) {
            double p = fmin(HEARD_MOST, fmax(HEARD_LEAST, hearing->curve[curve_bin(b, k)]));
            hearing->heard[b][k] = (float)p;
            deaf += deaf == k && p <= 2 * HEARD_LEAST;
        }
        hearing->heard_from[b] = (uint8_t)deaf;
    }
}

void hearing_init(struct hearing *hearing)
{
    for (size_t i = 0; i < CURVE_BINS; i++)
        hearing->curve[i] = first_belief(i);
    hearing->before = (struct reach_belief){.sum = 1};
    for (size_t k = 0; k < REACH_COUNT; k++)
        hearing->before.p[k] = 1.0F / REACH_COUNT;
    tabulate(hearing);
}

double reach_log_evidence(const struct reach_belief *belief)
{
    return log((double)belief->sum) + belief->log_scale;
}

void hearing_learn_source(struct hearing_lesson *lesson, const struct reach_belief *belief,
                          const struct hearsay *hearsay, size_t count)
{
    for (size_t k = 0; k < REACH_COUNT; k++) {
        double p = (double)(belief->p[k] / belief->sum);
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
    hearing->before.sum = 0;
    for (size_t k = 0; k < REACH_COUNT; k++) {
        hearing->before.p[k] =
            (float)((lesson->reach[k] + REACH_WEIGHT / REACH_COUNT) / (sources + REACH_WEIGHT));
        hearing->before.sum += hearing->before.p[k];
    }
    for (size_t i = 0; i < CURVE_BINS; i++)
        hearing->curve[i] =
            (lesson->heard[i] + CURVE_WEIGHT * first_belief(i)) / (lesson->asked[i] + CURVE_WEIGHT);
    tabulate(hearing);
}
