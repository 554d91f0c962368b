/* Streams: which sequence of random numbers is drawn for what, so that one more echo does not move
 * every clock. */
#ifndef TACET_SIM_STREAMS_H
#define TACET_SIM_STREAMS_H

#include "tacet/base.h"

enum stream {
    STREAM_SHOOTER = 1,  /* (shooter, 0) */
    STREAM_STATION,      /* (station, 0) */
    STREAM_PATH,         /* (shooter, station) */
    STREAM_PATH_SHOTS,   /* (shooter, station) */
    STREAM_CLUTTER,      /* (station, 0) */
    STREAM_HEARING,      /* (station, 0) */
    STREAM_WHITE,        /* (station, window) */
    STREAM_WIND,         /* (station, window) */
    STREAM_CLUTTER_SIDE, /* (station, 0): where clutter comes from */
    STREAM_DISTRACTORS,  /* (station, kind) */
    STREAM_IMPACT,       /* (0, 0), of a seed of its own */
    STREAM_ECHO_SIDE,    /* (shooter, station) */
    STREAM_ELEMENT,      /* (station, channel) */
    STREAM_GUSTS,        /* (station, window) */
    STREAM_RAIN,         /* (station, window) */
    STREAM_TRAFFIC,      /* (station, window) */
    STREAM_BIRDS,        /* (station, window) */
    STREAM_ENGINE,       /* (station, window) */
    STREAM_BACKGROUND,   /* (station, window) */
    STREAM_NOISE_CHANGE, /* (station, 0) */
    STREAM_CHANCE,       /* (station, 0): what is missed, and picked wrongly */
};

static inline struct tct_random stream_open(uint64_t seed, enum stream stream, size_t a, size_t b)
{
    /* Both numbers are below 2^28: see the limits of a scene, and stream_window. */
    struct tct_random random;
    tct_random_init(&random, seed, (uint64_t)stream << 56 | (uint64_t)a << 28 | (uint64_t)b);
    return random;
}

/* A window of one channel as one number; of the first channel it is the window's own. */
static inline size_t stream_window(uint32_t channel, size_t window)
{
    return (size_t)channel << 16 | window;
}

#endif
