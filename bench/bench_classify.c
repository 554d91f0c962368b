/* What it costs to say what a pulse is: microseconds a pulse, for the two ends of what the wide
 * trace can be.
 *
 * usage: bench-classify [PULSES] */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "classify.h"

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void run(double rate_hz, long pulses)
{
    static float samples[4096];
    struct tct_random random;
    size_t count = (size_t)(0.140 * rate_hz);
    double onset = 0.020 * rate_hz, total = 0.0;
    tct_random_init(&random, 1, 0);
    for (size_t i = 0; i < count; i++) {
        double t = ((double)i - onset) / rate_hz / 0.001;
        double blast = t < 0.0 ? 0.0 : (1.0 - t) * exp(-t);
        samples[i] = (float)(blast + 0.01 * tct_random_normal(&random));
    }
    double from_s = now_s();
    for (long n = 0; n < pulses; n++) {
        struct surroundings around = {samples, count, rate_hz, onset + 0.001 * (double)n};
        struct features features;
        double p[TCT_CLASS_COUNT];
        if (!features_take(&around, &features))
            abort();
        classify(&features, 1000.0, p);
        total += p[TCT_CLASS_OTHER];
    }
    double each_us = 1e6 * (now_s() - from_s) / (double)pulses;
    printf("%6.0f Hz: %.0f us a pulse (mean p of other %.3f)\n", rate_hz, each_us,
           total / (double)pulses);
}

int main(int argc, char **argv)
{
    long pulses = argc > 1 ? strtol(argv[1], NULL, 10) : 500;
    if (pulses < 1)
        return 2;
    run(11025.0, pulses);
    run(22050.0, pulses);
    return 0;
}
