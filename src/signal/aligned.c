/* Aligned: resampling by a windowed sinc (Smith, "Digital Audio Resampling", 2002): one kernel is
 * both the interpolator and the low-pass. */
#include "aligned.h"

#include <math.h>

static const double RATE_HZ = 1000.0 * ALIGNED_PER_MS;
/* The pass band ends near 4.2 kHz, the stop band begins near 5.8 kHz: what folds lands above 4.2.
 */
static const double CUTOFF_HZ = 5000.0;
static const double HALF_WIDTH_S = 0.001;

enum {
    KERNEL_STEPS = 512, /* of the tabulated half; between them it is a straight line */
    /* What begins with the recording, or after a gap, shows no beginning of its own. */
    BEFORE_MIN = 18 * ALIGNED_PER_MS,
    AFTER_MIN = 40 * ALIGNED_PER_MS,
    ONSET_GUARD = 2 * ALIGNED_PER_MS, /* an onset is surely not earlier than that */
};

struct kernel {
    float value[KERNEL_STEPS + 2];
};

static void kernel_init(struct kernel *kernel)
{
    kernel->value[0] = (float)(2.0 * CUTOFF_HZ);
    for (int i = 1; i < KERNEL_STEPS; i++) {
        double t = HALF_WIDTH_S * i / KERNEL_STEPS;
        double window = 0.5 + 0.5 * cos(M_PI * i / KERNEL_STEPS);
        kernel->value[i] = (float)(sin(2.0 * M_PI * CUTOFF_HZ * t) / (M_PI * t) * window);
    }
    kernel->value[KERNEL_STEPS] = kernel->value[KERNEL_STEPS + 1] = 0.0f;
}

/* The band-limited signal at `at`, in samples; the kernel lies within the samples. */
static float interpolate(const struct kernel *kernel, const struct surroundings *around, double at,
                         double half_width)
{
    size_t from = (size_t)ceil(at - half_width), to = (size_t)floor(at + half_width);
    float step = (float)(KERNEL_STEPS / half_width), sum = 0.0f;
    float offset = (float)((double)from - at);
    for (size_t i = from; i <= to; i++, offset += 1.0f) {
        float place = fminf(fabsf(offset) * step, (float)KERNEL_STEPS);
        int cell = (int)place;
        float part = place - (float)cell;
        float value = kernel->value[cell] + part * (kernel->value[cell + 1] - kernel->value[cell]);
        sum += value * around->samples[i];
    }
    return sum;
}

static bool all_finite(const struct surroundings *around)
{
    for (size_t i = 0; i < around->count; i++)
        if (!isfinite(around->samples[i]))
            return false;
    return true;
}

static void remove_mean(struct aligned *aligned)
{
    double sum = 0.0;
    size_t end = ALIGNED_BEFORE - ONSET_GUARD;
    for (size_t i = aligned->begin; i < end; i++)
        sum += (double)aligned->x[i];
    float mean = (float)(sum / (double)(end - aligned->begin));
    for (size_t i = aligned->begin; i < aligned->end; i++)
        aligned->x[i] -= mean;
}

bool aligned_take(const struct surroundings *around, struct aligned *ret)
{
    if (!(around->rate_hz >= ALIGNED_RATE_MIN_HZ && around->rate_hz <= ALIGNED_RATE_MAX_HZ) ||
        !isfinite(around->onset) || !all_finite(around))
        return false;
    double stride = around->rate_hz / RATE_HZ, half_width = HALF_WIDTH_S * around->rate_hz;
    double first = around->onset - ALIGNED_BEFORE * stride;
    double least = half_width, most = (double)around->count - 1.0 - half_width;
    double begin = fmax(ceil((least - first) / stride), 0.0);
    double end = fmin(floor((most - first) / stride) + 1.0, ALIGNED_SAMPLES);
    if (!(begin <= ALIGNED_BEFORE - BEFORE_MIN && end >= ALIGNED_BEFORE + AFTER_MIN))
        return false;
    struct kernel kernel;
    kernel_init(&kernel);
    *ret = (struct aligned){.begin = (size_t)begin, .end = (size_t)end};
    double scale = 1.0 / around->rate_hz;
    for (size_t i = ret->begin; i < ret->end; i++)
        ret->x[i] =
            (float)scale * interpolate(&kernel, around, first + (double)i * stride, half_width);
    remove_mean(ret);
    return true;
}
