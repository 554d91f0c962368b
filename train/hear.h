/* Hear: a whole sound through the detector, with the features of each pulse. */
#ifndef TACET_TRAIN_HEAR_H
#define TACET_TRAIN_HEAR_H

#include "feature.h"
#include "sound.h"
#include "tacet/signal.h"

struct heard_pulse {
    double onset_sample, snr_db, peak;
    bool usable; /* whether the features hold anything */
    struct features features;
};

typedef void heard_fn(const struct heard_pulse *pulse, void *user);

void hear(const struct sound *sound, heard_fn *found, void *user);

#endif
