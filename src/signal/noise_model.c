/* Noise model: what the sound before a pulse lets expect of the next sample. */
#include "noise_model.h"

#include <math.h>

#include "tacet/base.h"

/* Share of white noise that is thought to be in every sound, so that a hum is not foretold to the
 * last digit. */
static const double WHITE_SHARE = 1e-7;

static double autocorrelation(const float *samples, size_t count, double mean, size_t lag)
{
    double sum[4] = {0};
    size_t i = lag;
    for (; i + 4 <= count; i += 4)
        for (size_t j = 0; j < 4; j++)
            sum[j] += ((double)samples[i + j] - mean) * ((double)samples[i + j - lag] - mean);
    for (; i < count; i++)
        sum[0] += ((double)samples[i] - mean) * ((double)samples[i - lag] - mean);
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* Levinson's recursion: solves for the prediction from the autocorrelations. */
static void levinson(const double *correlation, double *ret_predict)
{
    double error = correlation[0], old[NOISE_ORDER];
    for (size_t m = 0; m < NOISE_ORDER; m++) {
        double reflection = correlation[m + 1];
        for (size_t k = 0; k < m; k++)
            reflection -= ret_predict[k] * correlation[m - k];
        reflection /= error;
        for (size_t k = 0; k < m; k++)
            old[k] = ret_predict[k];
        for (size_t k = 0; k < m; k++)
            ret_predict[k] = old[k] - reflection * old[m - 1 - k];
        ret_predict[m] = reflection;
        error *= 1.0 - reflection * reflection;
    }
}

static double rest_at(const struct noise_model *noise, const float *at)
{
    double rest = (double)at[0] - noise->mean;
    for (ptrdiff_t k = 0; k < NOISE_ORDER; k++)
        rest -= noise->predict[k] * ((double)at[-1 - k] - noise->mean);
    return rest;
}

struct noise_model noise_learn(const float *samples, size_t count, size_t near, double least)
{
    TCT_ASSERT(count > 2 * NOISE_ORDER && least > 0.0);
    struct noise_model noise = {0};
    double correlation[NOISE_ORDER + 1], all = 0.0, last = 0.0;
    for (size_t i = 0; i < count; i++)
        noise.mean += (double)samples[i];
    noise.mean /= (double)count;
    for (size_t lag = 0; lag <= NOISE_ORDER; lag++)
        correlation[lag] = autocorrelation(samples, count, noise.mean, lag);
    correlation[0] = correlation[0] * (1.0 + WHITE_SHARE) + least * (double)count;
    levinson(correlation, noise.predict);
    for (size_t i = NOISE_ORDER; i < count; i++) {
        double rest = rest_at(&noise, samples + i);
        all += rest * rest;
        if (i + near >= count)
            last += rest * rest;
    }
    all /= (double)(count - NOISE_ORDER);
    near = near < count - NOISE_ORDER ? near : count - NOISE_ORDER;
    noise.variance = fmax(fmin(all, last / (double)near), least);
    return noise;
}

void noise_whiten(const struct noise_model *noise, const float *samples, size_t count,
                  double *ret_rest)
{
    for (size_t i = 0; i < count; i++)
        ret_rest[i] = rest_at(noise, samples + i);
}

void noise_whiten_wave(const struct noise_model *noise, double *wave, size_t count)
{
    /* From the end, so that what lies before is still as it was; four at a time. */
    size_t i = count;
    for (; i >= NOISE_ORDER + 4; i -= 4) {
        double sum[4];
        for (size_t j = 0; j < 4; j++)
            sum[j] = wave[i - 4 + j];
        for (size_t k = 0; k < NOISE_ORDER; k++)
            for (size_t j = 0; j < 4; j++)
                sum[j] -= noise->predict[k] * wave[i - 5 - k + j];
        for (size_t j = 0; j < 4; j++)
            wave[i - 4 + j] = sum[j];
    }
    while (i-- > 0)
        for (size_t k = 0; k < NOISE_ORDER && k < i; k++)
            wave[i] -= noise->predict[k] * wave[i - 1 - k];
}
