/* Detect, arrays: the recordings of one station's microphones -> detections with bearings. */
#ifndef TACET_FACE_DETECT_ARRAY_H
#define TACET_FACE_DETECT_ARRAY_H

#include "tacet/face/detect.h"
#include "tacet/face/sector_array.h"

struct tct_detect_array_counts {
    size_t recordings;   /* that were read */
    double seconds;      /* of sound, of all channels together */
    uint64_t detections; /* found, whether told or not */
    uint64_t bearings;   /* of them with one */
};

/* Reads the recordings of one array station (`entries`, all of its channels, in any order): those
 * that run at one time together, block by block. Below TCT_WAVE_RATE_BELOW_HZ samples a second they
 * are searched for plane waves (infrasound), else for impulses. An entry whose channel is not in
 * the array's table, or that no other runs beside, is read alone as tct_detect_recording does.
 *
 * Azimuths are in the sector's plane. The speed of sound is that of the sector's weather, or what
 * it can be where there is none. What a person should know - channels dead, missing, of the wrong
 * polarity, in contradiction to the others - goes to `warnings` (may be NULL). Errors: those of
 * tct_recording_open when no recording could be read; TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_detect_array(
    const struct tct_recording_entry *entries, size_t count, const struct tct_array *array,
    const struct tct_sector *sector, double threshold_db, tct_detection_fn *found, void *user,
    struct tct_warnings *warnings, struct tct_detect_array_counts *ret_counts,
    struct tct_error *err);

#endif
