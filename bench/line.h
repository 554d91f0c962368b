/* A made-up line, for benchmarks: stations every 1.2 km in a strip, shots among them, half of what
 * they report belonging to nothing. */
#ifndef TACET_BENCH_LINE_H
#define TACET_BENCH_LINE_H

#include "tacet/network.h"

struct line {
    struct tct_network network;
    struct tct_station *stations;
    struct tct_detection *detections;
    size_t count, room;
    struct tct_random random;
};

/* Makes the detections of so long a time. Ends the program when there is no memory. */
void line_make(struct line *line, size_t stations, double long_s);
void line_free(struct line *line);

/* The memory, or the end of the program. */
void *must(void *memory);

/* CPU seconds of this program. */
double now_s(void);

#endif
