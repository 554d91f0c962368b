/* Files of recordings, made byte by byte, and what reading them gives and says. */
#ifndef TACET_TESTS_FACE_TAPE_H
#define TACET_TESTS_FACE_TAPE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "tacet/face.h"

enum { TAPE_BYTES = 4 << 20, TAPE_SAMPLES = 1 << 16, TAPE_GAPS = 64 };

/* Bytes that become a file. */
struct tape {
    char folder[64];
    size_t bytes;
    unsigned char data[TAPE_BYTES];
};

/* What was read: the samples one after the other, and where how many were missing. */
struct playback {
    enum tct_status status;
    struct tct_error err;
    struct tct_recording *recording;
    struct tct_recording_info info;
    float samples[TAPE_SAMPLES];
    size_t count;
    size_t gap_count;
    uint64_t gap_at[TAPE_GAPS], gap[TAPE_GAPS]; /* position among all, and how many */
    uint64_t total;                             /* samples and missing ones */
    struct tct_warnings warnings;
    FILE *out;
    char *said;
    size_t said_bytes;
};

int tape_set_up(void **state);
int tape_tear_down(void **state);

#define TAPE_TEST(name) cmocka_unit_test_setup_teardown(name, tape_set_up, tape_tear_down)

void tape_clear(struct tape *tape);
void tape_put(struct tape *tape, const void *bytes, size_t count);
void tape_zeros(struct tape *tape, size_t count);

/* Whole numbers of `bytes` bytes. */
void tape_number(struct tape *tape, uint64_t value, size_t bytes, bool big_endian);
void tape_float(struct tape *tape, float value, bool big_endian);

/* The path of a file in the tape's folder; good until the next call but one. */
const char *tape_path(const struct tape *tape, const char *name);

/* Writes what was put into the file, in a folder below if the name has one. */
void tape_write(const struct tape *tape, const char *name);
void tape_write_text(const struct tape *tape, const char *name, const char *text);

/* Opens and reads all, in blocks of `room` samples. */
struct playback *tape_play(const char *path, uint32_t channel, size_t room);

/* The same, and fails the test when it cannot be opened. */
struct playback *tape_must_play(const char *path, uint32_t channel);

void playback_close(struct playback *playback);

/* Expects that the warnings hold `text`. */
void playback_says(const struct playback *playback, const char *text);

/* Seconds from the time `text` to that of sample `sample`. */
double playback_since(const struct playback *playback, double sample, const char *text);

#endif
