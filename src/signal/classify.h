/* Classify: features -> probabilities of what a pulse is. docs/model-card.md says by what it was
 * taught. */
#ifndef TACET_SIGNAL_CLASSIFY_H
#define TACET_SIGNAL_CLASSIFY_H

#include "feature.h"
#include "wide.h"

/* The known samples in one piece around the onset; `raw` samples make one of the window's. Points
 * into it. */
struct surroundings surroundings_of(const struct wide_window *window, size_t raw);

/* `peak_steps` is the pulse's peak in steps of the converter: of a few steps no shape is left, and
 * it is `other`. The probabilities add up to 1. */
void classify(const struct features *features, double peak_steps, double ret_p[TCT_CLASS_COUNT]);

#endif
