/* A log that is open, as its parts see it. */
#ifndef TACET_RECORD_LOG_PARTS_H
#define TACET_RECORD_LOG_PARTS_H

#include <pthread.h>

#include "edge.h"
#include "journal.h"
#include "tacet/record/log.h"

struct tct_log {
    struct tct_log_options options;
    struct tct_folder *folder;
    const struct tct_storage *storage;
    int private_folder, lock;

    /* One publication at a time; these are its own. */
    pthread_mutex_t publishing;
    struct edge edge;
    struct tct_checkpoint head; /* as published */

    /* What appends share, under `mutex`. `waiting` is to be written by the leader, which is whoever
     * came while there was none; `staged` is durable and not published. */
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    struct journal journal;
    struct batch waiting, writing, staged;
    bool led;
    uint64_t durable, published;
    enum tct_status failed; /* of the first failure, after which nothing is appended */
    struct tct_error why;
};

/* Every later call fails with this. */
void log_fail(struct tct_log *log, enum tct_status status, const struct tct_error *err);

/* Publishes `batch`, which follows the head, and no other; with the lock `publishing`. */
enum tct_status log_publish_batch(struct tct_log *log, const struct batch *batch,
                                  struct tct_error *err);

#endif
