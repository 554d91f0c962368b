/* Octaves: a plain discrete Fourier transform by Goertzel's recursion (Goertzel 1958). */
#include "octaves.h"

#include <math.h>

enum { LAG_MAX = 10 * ALIGNED_PER_MS };

static const size_t FIRST_LINE[OCTAVES + 1] = {1, 2, 4, 8, 16, 32, 68};
static const double FALLEN = 0.2;

static double line_power(const float *x, size_t line)
{
    double turn = 2.0 * M_PI * (double)line / OCTAVE_SEGMENT;
    double twice_cos = 2.0 * cos(turn), s1 = 0.0, s2 = 0.0;
    for (size_t i = 0; i < OCTAVE_SEGMENT; i++) {
        double s = (double)x[i] + twice_cos * s1 - s2;
        s2 = s1;
        s1 = s;
    }
    return fmax(s1 * s1 + s2 * s2 - twice_cos * s1 * s2, 0.0);
}

void octaves_add(struct octaves *octaves, const float *x, bool sudden)
{
    float tapered[OCTAVE_SEGMENT];
    for (size_t i = 0; i < OCTAVE_SEGMENT; i++) {
        double u = ((double)i + 0.5) / OCTAVE_SEGMENT;
        double window = sudden && u < 0.5 ? 1.0 : 0.5 - 0.5 * cos(2.0 * M_PI * u);
        tapered[i] = (float)window * x[i];
    }
    for (size_t band = 0; band < OCTAVES; band++)
        for (size_t line = FIRST_LINE[band]; line < FIRST_LINE[band + 1]; line++)
            octaves->power[band] += line_power(tapered, line);
}

double octaves_total(const struct octaves *octaves)
{
    double total = 0.0;
    for (size_t band = 0; band < OCTAVES; band++)
        total += octaves->power[band];
    return total;
}

double tonality(const float *x, size_t count)
{
    double best = 0.0;
    bool fallen = false;
    for (size_t lag = 1; lag <= LAG_MAX && 2 * lag <= count; lag++) {
        float product = 0.0f, early = 0.0f, late = 0.0f;
        for (size_t i = lag; i < count; i++) {
            product += x[i] * x[i - lag];
            early += x[i - lag] * x[i - lag];
            late += x[i] * x[i];
        }
        double power = sqrt((double)early * (double)late);
        double likeness = power > 0.0 ? (double)product / power : 0.0;
        fallen |= likeness < FALLEN;
        if (fallen)
            best = fmax(best, likeness);
    }
    return best;
}
