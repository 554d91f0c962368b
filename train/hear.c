/* Hear: a whole sound through the detector. */
#include "hear.h"

#include <stdlib.h>

void hear(const struct sound *sound, tct_pulse_fn *found, void *user)
{
    struct tct_detector_config config = tct_detector_defaults(sound->rate_hz);
    struct tct_detector *detector;
    size_t bytes = tct_detector_bytes(&config);
    void *memory = malloc(bytes);
    TCT_ASSERT(memory != NULL);
    enum tct_status status = tct_detector_init(memory, bytes, &config, &detector, NULL);
    TCT_ASSERT(status == TCT_OK);
    tct_detector_feed(detector, sound->samples, sound->count, found, user);
    tct_detector_finish(detector, found, user);
    free(memory);
}
