/* The array detector's parts, shared by what makes beams (array.c) and what becomes of the pulses
 * in them (array_pulses.c). */
#ifndef TACET_SIGNAL_ARRAY_PARTS_H
#define TACET_SIGNAL_ARRAY_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "beams.h"
#include "tacet/signal/array.h"

enum {
    BLOCK = 256,      /* samples that are taken at a time */
    HEARD_MAX = 4096, /* pulses of all beams that wait */
};

/* What is heard again to time a pulse, in seconds: so much before and after. */
#define AGAIN_BEFORE_S 0.20
#define AGAIN_AFTER_S  0.17

struct heard {
    struct tct_pulse pulse;
    double onset; /* in samples of the stream */
};

struct channel {
    double offset; /* that its converter adds */
    double level;  /* root mean square of its steps in quiet times */
    bool live;
    float *ring; /* without the offset */
};

struct tct_array_detector {
    struct tct_array_config config;
    struct tct_element elements[TCT_ELEMENTS_MAX]; /* from their middle */
    double middle[3];                              /* from the station's place */
    struct beam_plan plan;
    struct channel channels[TCT_ELEMENTS_MAX];
    float weight[TCT_ELEMENTS_MAX];
    size_t ring_mask;
    uint32_t *live;  /* of each block in the rings: the channels that held sound */
    uint64_t end;    /* samples in the rings */
    uint64_t beamed; /* samples that the beams were fed */
    size_t pending;  /* samples that wait for their block to fill */
    uint64_t clipped_until;
    struct tct_detector *beams[BEAMS_MAX];
    struct tct_detector *again;
    uint64_t again_count;              /* samples that `again` was fed */
    struct tct_bearing_finder *finder; /* NULL with two elements */
    float *window[TCT_ELEMENTS_MAX];   /* what the finder reads */
    float *beam;                       /* what `again` hears */
    float *block[TCT_ELEMENTS_MAX];
    struct heard heard[HEARD_MAX];
    size_t heard_count;
    struct tct_array_counts counts;
};

/* What the call under way wants to be told. */
struct listener {
    struct tct_array_detector *detector;
    tct_array_air_fn *air;
    tct_array_pulse_fn *found;
    void *user;
};

/* Sample `sample` of channel `i`, which is in its ring. */
static inline float array_at(const struct tct_array_detector *d, size_t i, uint64_t sample)
{
    return d->channels[i].ring[sample & d->ring_mask];
}

/* The channels that held sound in all blocks of [from, end), which are in the rings. */
uint32_t array_live_between(const struct tct_array_detector *d, uint64_t from, uint64_t end);

/* The beam of the elements `listens`, `late` by so many samples each, for `count` samples from
 * `from`; answers whether any of them counts. */
bool array_make_beam(const struct tct_array_detector *d, const int32_t *late, uint32_t listens,
                     uint64_t from, size_t count, float *ret_beam);

/* Tells of all impulses whose pulses began before sample `until`. */
void array_settle(struct tct_array_detector *d, const struct listener *listener, double until);

#endif
