/* Classify: multinomial logistic regression on standardised features and their products (Hosmer &
 * Lemeshow, Applied Logistic Regression, 3rd ed., section 8.1), its weights divided by a
 * temperature (Guo et al. 2017, "On calibration of modern neural networks"), and a guard: what lies
 * far from all that a class was taught by is not of it. */
#include "classify.h"

#include <math.h>

#include "class_model.h"

/* Fewer steps than this are the converter's work. */
static const double STEPS_MIN = 8.0;
/* Features beyond three deviations say no more than those at three. */
static const double REACH = 3.0;

struct surroundings surroundings_of(const struct wide_window *window, size_t raw)
{
    size_t at = (size_t)window->onset, from = at, to = at;
    while (from > 0 && !window->missing[from - 1])
        from--;
    while (to < window->count && !window->missing[to])
        to++;
    /* A sample stands for the middle of the raw samples that it is the mean of. */
    double middle = 0.5 - 0.5 / (double)raw;
    return (struct surroundings){.samples = window->samples + from,
                                 .count = to - from,
                                 .rate_hz = window->rate_hz,
                                 .onset = window->onset - (double)from - middle};
}

static double within(double value, double reach)
{
    return fmin(fmax(value, -reach), reach);
}

/* Mean squared deviation from what the class is like, each feature by its own scatter. */
static double distance(const double *z, const struct class_likeness *like)
{
    double sum = 0.0;
    for (size_t i = 0; i < FEATURE_COUNT; i++) {
        double off = (z[i] - like->mean[i]) / like->deviation[i];
        sum += off * off;
    }
    return sum / FEATURE_COUNT;
}

void classify(const struct features *features, double peak_steps, double ret_p[TCT_CLASS_COUNT])
{
    double z[FEATURE_COUNT], highest = -INFINITY, sum = 0.0, score[TCT_CLASS_COUNT];
    for (size_t i = 0; i < FEATURE_COUNT; i++)
        z[i] = within(((double)features->value[i] - CLASS_MODEL.mean[i]) / CLASS_MODEL.deviation[i],
                      REACH);
    for (size_t c = 0; c < TCT_CLASS_COUNT; c++) {
        score[c] = CLASS_MODEL.constant[c];
        const double *product = CLASS_MODEL.product[c];
        for (size_t i = 0; i < FEATURE_COUNT; i++) {
            double slope = CLASS_MODEL.linear[c][i];
            for (size_t j = i; j < FEATURE_COUNT; j++)
                slope += z[j] * *product++;
            score[c] += z[i] * slope;
        }
        highest = fmax(highest, score[c]);
    }
    for (size_t c = 0; c < TCT_CLASS_COUNT; c++)
        sum += ret_p[c] = exp(score[c] - highest);
    double known = 0.0;
    for (size_t c = 0; c < TCT_CLASS_OTHER; c++) {
        bool far = distance(z, &CLASS_MODEL.like[c]) > CLASS_MODEL.like[c].distance_max;
        ret_p[c] = far || peak_steps < STEPS_MIN ? 0.0 : ret_p[c] / sum;
        known += ret_p[c];
    }
    ret_p[TCT_CLASS_OTHER] = 1.0 - known;
}
