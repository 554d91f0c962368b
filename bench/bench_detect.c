/* How fast the always-on path is: samples a second on one core, beside two bounds from the same
 * run: reading every sample once (a sum), and the simplest possible detector, a recursive ratio of
 * short-term to long-term level (STA/LTA, Allen 1978). Once in noise alone, which is the path that
 * is always on, and once with a shot a second, which is a lively front: each pulse is then timed,
 * described and compared.
 *
 * usage: bench-detect [SECONDS_EACH] */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tacet/signal.h"

/* Four megasamples: beyond the caches nearest to the core, as samples from a driver are. */
enum { SAMPLES = 1 << 22 };

static const double NOISE = 0.001;

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void make_sound(float *samples, double rate_hz, bool shots)
{
    struct tct_random random;
    tct_random_init(&random, 1, 0);
    for (size_t i = 0; i < SAMPLES; i++) {
        double t = fmod((double)i / rate_hz + 0.5, 1.0) / 0.002;
        double blast = shots && t < 20.0 ? 100.0 * (1.0 - t) * exp(-t) : 0.0;
        samples[i] = (float)(NOISE * (blast + tct_random_normal(&random)));
    }
}

/* Each pass answers with a number that depends on all samples, so that none can be left out. */
typedef double pass_fn(const float *samples, double rate_hz);

static double pass_sum(const float *samples, double rate_hz)
{
    (void)rate_hz;
    float sum[32] = {0};
    for (size_t i = 0; i < SAMPLES; i += 32)
        for (size_t j = 0; j < 32; j++)
            sum[j] += samples[i + j];
    double total = 0.0;
    for (size_t j = 0; j < 32; j++)
        total += (double)sum[j];
    return total;
}

static double pass_sta_lta(const float *samples, double rate_hz)
{
    float quick = (float)(1.0 / (0.004 * rate_hz)), slow = (float)(1.0 / (0.5 * rate_hz));
    float sta = 0.0f, lta = 1e-6f;
    size_t found = 0;
    for (size_t i = 0; i < SAMPLES; i++) {
        float square = samples[i] * samples[i];
        sta += quick * (square - sta);
        lta += slow * (square - lta);
        found += sta > 8.0f * lta;
    }
    return (double)found;
}

static void count(const struct tct_pulse *pulse, void *user)
{
    (void)pulse;
    ++*(size_t *)user;
}

static double pass_detector(const float *samples, double rate_hz)
{
    struct tct_detector_config config = tct_detector_defaults(rate_hz);
    struct tct_detector *detector;
    struct tct_error err;
    size_t found = 0, bytes = tct_detector_bytes(&config);
    void *memory = malloc(bytes);
    if (memory == NULL || tct_detector_init(memory, bytes, &config, &detector, &err) != TCT_OK)
        abort();
    for (size_t i = 0; i < SAMPLES; i += 4096)
        tct_detector_feed(detector, samples + i, 4096, count, &found);
    tct_detector_finish(detector, count, &found);
    free(memory);
    return (double)found;
}

/* Megasamples a second, the best of as many passes as fit. */
static double speed(pass_fn *pass, const float *samples, double rate_hz, double seconds,
                    double *ret_answer)
{
    double least_s = INFINITY, start_s = now_s();
    do {
        double from_s = now_s();
        *ret_answer = pass(samples, rate_hz);
        /* Else a compiler passes only once, or after the clock was read. */
        __asm__ volatile("" : : "r"(samples), "g"(*ret_answer) : "memory");
        least_s = fmin(least_s, now_s() - from_s);
    } while (now_s() - start_s < seconds);
    return SAMPLES / least_s * 1e-6;
}

static void print_rate(float *samples, double rate_hz, double seconds)
{
    double pulses, ignored;
    make_sound(samples, rate_hz, true);
    double lively = speed(pass_detector, samples, rate_hz, seconds, &pulses);
    make_sound(samples, rate_hz, false);
    double sum = speed(pass_sum, samples, rate_hz, seconds, &ignored);
    double sta = speed(pass_sta_lta, samples, rate_hz, seconds, &ignored);
    double own = speed(pass_detector, samples, rate_hz, seconds, &ignored);
    printf("%9.0f %7.0f MS/s %7.0f MS/s %7.0f MS/s %9.3f %9.3f %7.0f MS/s %7.1f us\n", rate_hz, own,
           sum, sta, own / sum, own / sta, lively, (SAMPLES / lively - SAMPLES / own) / pulses);
}

int main(int argc, char **argv)
{
    static const double rates[] = {12000.0, 24000.0, 48000.0, 192000.0};
    double seconds = argc > 1 ? strtod(argv[1], NULL) : 1.0;
    struct tct_detector_config config = tct_detector_defaults(48000.0);
    float *samples = malloc(SAMPLES * sizeof(float));
    if (samples == NULL)
        return 1;
    printf("state of a channel: %zu bytes\n", tct_detector_bytes(&config));
    printf("%9s %12s %12s %12s %9s %9s %12s %10s\n", "rate Hz", "detector", "sum", "STA/LTA",
           "of sum", "of STA", "shot a s", "a pulse");
    for (size_t i = 0; i < TCT_COUNT(rates); i++)
        print_rate(samples, rates[i], seconds);
    free(samples);
    return 0;
}
