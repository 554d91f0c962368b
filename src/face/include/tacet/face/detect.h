/* Detect: one recording -> detections. */
#ifndef TACET_FACE_DETECT_H
#define TACET_FACE_DETECT_H

#include "tacet/base.h"
#include "tacet/face/recording.h"
#include "tacet/signal.h"

/* Called for each detection in order of time. */
typedef void tct_detection_fn(const struct tct_detection *detection, void *user);

/* Reads the recording in blocks and tells what its station heard. peak_pa is given where the
 * table's full_scale_pa is and the pulse was not clipped. Of a recording without time or station
 * the pulses are counted and none is told, since a detection needs both. The standard error of the
 * recording's clock is in time_sigma_s; a free clock is told with the detection. What a person
 * should know (cut off, not finite, silent) goes to `warnings` (may be NULL). Errors: those of
 * tct_recording_open. `ret_counts` may be NULL. */
TCT_API TCT_MUST_CHECK enum tct_status tct_detect_recording(const struct tct_recording_entry *entry,
                                                            double threshold_db,
                                                            tct_detection_fn *found, void *user,
                                                            struct tct_warnings *warnings,
                                                            struct tct_detector_counts *ret_counts,
                                                            struct tct_error *err);

#endif
