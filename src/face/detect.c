/* Detect: one recording -> detections. */
#include "tacet/face/detect.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect_parts.h"

enum { BLOCK_SAMPLES = 1 << 14 };

struct listener {
    const struct tct_recording_entry *entry;
    const struct tct_recording *recording;
    tct_detection_fn *found;
    void *user;
};

void detect_take_pulse(struct tct_detection *detection, const struct tct_pulse *pulse,
                       double full_scale_pa)
{
    detection->snr_db = pulse->snr_db;
    if (!pulse->clipped)
        detection->peak_pa = pulse->peak * full_scale_pa;
    detection->duration_s = pulse->duration_s;
    detection->frequency_hz = pulse->center_hz;
    detection->since_louder_s = pulse->since_louder_s;
    detection->likeness = pulse->likeness;
    detection->clipped = pulse->clipped;
    detection->classified = pulse->classified;
    memcpy(detection->class_p, pulse->class_p, sizeof(detection->class_p));
}

static void hear(const struct tct_pulse *pulse, void *user)
{
    const struct listener *listener = user;
    const struct tct_recording_entry *entry = listener->entry;
    struct tct_sample_time onset = tct_recording_time(listener->recording, pulse->onset_sample);
    if (!onset.known || entry->station == TCT_NO_STATION)
        return;
    struct tct_detection detection = tct_detection_at(entry->station, onset.ns);
    /* Whoever reads the detection gets one standard error: the pick's and the clock's together. */
    detection.time_sigma_s = hypot(pulse->sigma_sample / entry->rate_hz, onset.sigma_s);
    detection.clock = onset.clock;
    detect_take_pulse(&detection, pulse, entry->full_scale_pa);
    listener->found(&detection, listener->user);
}

static void note(struct tct_warnings *warnings, bool skipped, const char *kind, const char *path,
                 const char *found, const char *expected)
{
    struct tct_error err;
    (void)tct_fail_at(&err, TCT_ERR_INPUT, path, 0, found, expected);
    if (skipped)
        tct_warnings_skip(warnings, kind, &err);
    else
        tct_warnings_note(warnings, kind, &err);
}

/* Says what was wrong with the sound as a whole. */
static void judge(const struct tct_recording_entry *entry, const struct tct_recording_info *info,
                  const struct tct_detector_counts *counts, struct tct_warnings *warnings)
{
    char found[96];
    if (info->cut_off || counts->samples < info->samples) {
        (void)snprintf(found, sizeof(found), "the end after %" PRIu64 " samples", counts->samples);
        note(warnings, true, "recordings cut off", entry->path, found, "what the header says");
    }
    if (counts->not_finite > 0) {
        (void)snprintf(found, sizeof(found), "%" PRIu64 " samples that are no numbers",
                       counts->not_finite);
        note(warnings, true, "recordings with rubbish in them", entry->path, found, "sound");
    }
    if (counts->clipped_blocks > 0) {
        (void)snprintf(found, sizeof(found), "%" PRIu64 " ms that are clipped",
                       counts->clipped_blocks);
        note(warnings, false, "clipped recordings", entry->path, found,
             "less gain: no peak is told of what is clipped");
    }
    if (counts->silent)
        note(warnings, false, "silent recordings", entry->path, "nothing but one level",
             "sound: is the channel dead?");
}

static enum tct_status make_detector(const struct tct_recording_entry *entry, double threshold_db,
                                     const struct tct_recording_info *info, void **ret_memory,
                                     struct tct_detector **ret_detector, struct tct_error *err)
{
    struct tct_detector_config config = tct_detector_defaults(entry->rate_hz);
    config.threshold_db = threshold_db;
    config.full_scale = info->full_scale;
    config.resolution = info->resolution;
    size_t bytes = tct_detector_bytes(&config);
    *ret_memory = malloc(bytes);
    if (*ret_memory == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", entry->path);
    return tct_detector_init(*ret_memory, bytes, &config, ret_detector, err);
}

enum tct_status tct_detect_recording(const struct tct_recording_entry *entry, double threshold_db,
                                     tct_detection_fn *found, void *user,
                                     struct tct_warnings *warnings,
                                     struct tct_detector_counts *ret_counts, struct tct_error *err)
{
    struct tct_recording *recording;
    enum tct_status status = tct_recording_open_entry(entry, warnings, &recording, err);
    if (status != TCT_OK)
        return status;
    struct tct_recording_info info = tct_recording_info(recording);
    struct tct_detector *detector;
    void *memory = NULL;
    status = make_detector(entry, threshold_db, &info, &memory, &detector, err);
    if (status == TCT_OK) {
        float samples[BLOCK_SAMPLES];
        struct listener listener = {entry, recording, found, user};
        uint64_t gap;
        size_t got;
        while ((got = tct_recording_read(recording, samples, BLOCK_SAMPLES, &gap)) > 0 || gap > 0) {
            tct_detector_gap(detector, gap, hear, &listener);
            tct_detector_feed(detector, samples, got, hear, &listener);
        }
        tct_detector_finish(detector, hear, &listener);
        struct tct_detector_counts counts = tct_detector_counts(detector);
        if (counts.samples > 0)
            judge(entry, &info, &counts, warnings);
        else
            status = tct_fail_at(err, TCT_ERR_INPUT, entry->path, 0, "no sample that can be read",
                                 "what the header says");
        if (ret_counts != NULL)
            *ret_counts = counts;
    }
    free(memory);
    tct_recording_close(recording);
    return status;
}
