/* What somebody else's program does with the installed libtacet-signal: a second of silence. */
#include <stdlib.h>

#include "tacet/signal.h"

static void count_pulse(const struct tct_pulse *pulse, void *user)
{
    (void)pulse;
    *(int *)user += 1;
}

int main(void)
{
    static const float silence[12000];
    struct tct_detector_config config = tct_detector_defaults(12000.0);
    size_t bytes = tct_detector_bytes(&config);
    void *memory = malloc(bytes);
    struct tct_detector *detector = NULL;
    struct tct_error err;
    int pulses = 0;
    if (memory == NULL || tct_detector_init(memory, bytes, &config, &detector, &err) != TCT_OK) {
        return 1;
    }
    tct_detector_feed(detector, silence, 12000, count_pulse, &pulses);
    tct_detector_finish(detector, count_pulse, &pulses);
    bool silent = tct_detector_counts(detector).silent;
    free(memory);
    return pulses == 0 && silent ? 0 : 1;
}
