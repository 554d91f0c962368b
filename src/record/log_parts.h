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

/* The text of a head and its signature by the log, as a note; answers its bytes. Errors: those of
 * tct_note_sign. */
enum { HEAD_NOTE_MAX = TCT_CHECKPOINT_TEXT_MAX + TCT_SIGNATURE_LINE_MAX };
enum tct_status log_sign_head(const struct tct_log *log, const struct tct_checkpoint *head,
                              char ret_note[HEAD_NOTE_MAX], size_t *ret_bytes,
                              struct tct_error *err);

/* Publishes `batch`, which follows the head, and no other; with the lock `publishing`. */
enum tct_status log_publish_batch(struct tct_log *log, const struct batch *batch,
                                  struct tct_error *err);

#endif
