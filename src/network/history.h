/* History: the detections of the last minutes, in the order of their onsets, however they came. */
#ifndef TACET_NETWORK_HISTORY_H
#define TACET_NETWORK_HISTORY_H

#include "tacet/network.h"

struct history {
    struct tct_detection *all; /* [room], by onset, then station */
    uint64_t *numbers;         /* [room] of each, as long as it is kept; in the order of coming */
    size_t begin, end, room;   /* those from begin to end are kept */
    uint64_t next_number;
};

/* Room for so many. Errors: TCT_ERR_MEMORY. */
enum tct_status history_new(size_t room, struct tct_arena *arena, struct history *ret_history,
                            struct tct_error *err);

/* Puts one in; the oldest gives way when there is no room. True when one had to. */
bool history_add(struct history *history, const struct tct_detection *detection);

/* The first that is kept with an onset at or after a time. */
size_t history_at(const struct history *history, int64_t time_ns);

/* Forgets what is earlier. */
void history_forget(struct history *history, int64_t before_ns);

#endif
