/* A folder with a sector of its own, and what reading it said. */
#ifndef TACET_TESTS_FACE_BENCH_H
#define TACET_TESTS_FACE_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "tacet/face/sector.h"

struct bench {
    char folder[64];
    struct tct_arena arena;
    struct tct_warnings warnings;
    struct tct_sector sector;
    struct tct_error err;
    FILE *out;
    char *said;
    size_t said_bytes;
};

/* The folder holds a stations.csv with S1 at (100, 200, 3) and S2 at (-100, 250, 0). */
int bench_set_up(void **state);
int bench_tear_down(void **state);

/* Removes a folder with all that is in it. */
int bench_remove_folder(const char *folder);

void bench_write_file(const struct bench *b, const char *name, const char *text);

/* Writes sector.yaml and opens the folder. */
enum tct_status bench_open(struct bench *b, const char *yaml);

/* The same, and fails the test with the message when it cannot. */
void bench_must_open(struct bench *b, const char *yaml);

/* Expects that the warnings are `lines`, in which the folder is "@". */
void bench_expect_said(struct bench *b, const char *lines);

/* A stream that reads `text`. */
FILE *bench_stream(const char *text);

#define BENCH_TEST(name) cmocka_unit_test_setup_teardown(name, bench_set_up, bench_tear_down)

#endif
