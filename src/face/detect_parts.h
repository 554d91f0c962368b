/* What detecting on one microphone and on an array have in common. */
#ifndef TACET_FACE_DETECT_PARTS_H
#define TACET_FACE_DETECT_PARTS_H

#include "tacet/base.h"
#include "tacet/signal.h"

/* What a pulse tells of a detection besides when it was. `full_scale_pa` may be NAN. */
void detect_take_pulse(struct tct_detection *detection, const struct tct_pulse *pulse,
                       double full_scale_pa);

#endif
