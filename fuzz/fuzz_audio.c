/* Fuzz: a sound file with any bytes, through the reader and the detector to detections. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tacet/face/detect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* libvorbis forgets memory of an Ogg file that it refuses; that is not ours to mend. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:libvorbis";
}

static void check(const struct tct_detection *detection, void *user)
{
    (void)user;
    TCT_ASSERT(isfinite(detection->time_sigma_s) && detection->time_sigma_s > 0.0);
    TCT_ASSERT(isfinite(detection->snr_db));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    struct tct_error err;
    struct tct_detector_counts counts;
    int descriptor = memfd_create("sound", 0);
    if (descriptor < 0)
        return 0;
    if (write(descriptor, data, size) == (ssize_t)size) {
        (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", descriptor);
        struct tct_recording_entry entry = {
            .path = path, .timed = true, .rate_hz = 12000.0, .full_scale_pa = (double)NAN};
        if (tct_detect_recording(&entry, TCT_DETECTOR_THRESHOLD_DB, check, NULL, NULL, &counts,
                                 &err) == TCT_OK)
            TCT_ASSERT(counts.missing <= counts.samples);
    }
    close(descriptor);
    return 0;
}
