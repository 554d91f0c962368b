/* Class model: the numbers of the classifier, made by ./dev train. */
#ifndef TACET_SIGNAL_CLASS_MODEL_H
#define TACET_SIGNAL_CLASS_MODEL_H

#include "feature.h"

/* What the pulses of one class that it was taught by are like, in standardised features. */
struct class_likeness {
    double mean[FEATURE_COUNT];
    double deviation[FEATURE_COUNT]; /* > 0 */
    double distance_max; /* mean squared deviation, beyond which nothing is of the class */
};

enum { CLASS_PRODUCTS = FEATURE_COUNT * (FEATURE_COUNT + 1) / 2 };

struct class_model {
    double mean[FEATURE_COUNT], deviation[FEATURE_COUNT]; /* that standardise the features */
    double constant[TCT_CLASS_COUNT];
    double linear[TCT_CLASS_COUNT][FEATURE_COUNT];
    /* Of z[i] * z[j], j from i on, for i from 0 on. */
    double product[TCT_CLASS_COUNT][CLASS_PRODUCTS];
    struct class_likeness like[TCT_CLASS_OTHER];
};

extern const struct class_model CLASS_MODEL;

#endif
