/* Shock waves: a bullet faster than sound is heard where its cone passes, before the blast of its
 * muzzle and from elsewhere. Such detections are arrivals of the shot and never tell its place. */
#ifndef TACET_NETWORK_SHOCK_WAVES_H
#define TACET_NETWORK_SHOCK_WAVES_H

#include "tacet/network.h"

/* Whether a detection is likelier a bullet's shock wave than all else by its class. One that has no
 * class is not. */
static inline bool heard_as_shock_wave(const struct tct_detection *detection)
{
    return detection->classified && detection->class_p[TCT_CLASS_SHOCK_WAVE] > 0.5;
}

/* Lists with each event the shock waves of its bullet, after its other arrivals and by time: those
 * of different stations that one line of fire explains, none with two events, and none that is an
 * arrival already. Errors: TCT_ERR_MEMORY. Method: docs/adr/0015. */
TCT_MUST_CHECK enum tct_status shock_waves_list(const struct tct_network *network,
                                                const struct tct_detection *detections,
                                                size_t detection_count, struct tct_event *events,
                                                size_t event_count, struct tct_arena *arena,
                                                struct tct_error *err);

#endif
