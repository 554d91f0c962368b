/* Hear: a whole sound through the detector. */
#ifndef TACET_TRAIN_HEAR_H
#define TACET_TRAIN_HEAR_H

#include "sound.h"
#include "tacet/signal.h"

void hear(const struct sound *sound, tct_pulse_fn *found, void *user);

#endif
