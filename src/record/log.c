/* A log that is open: appends in groups, publications beside them. */
#include "tacet/record/log.h"

#include <stdlib.h>
#include <string.h>

#include "log_parts.h"

/* Bytes of entries: so many wait at most for the leader, so many for a publication (then the next
 * append publishes), and a journal of so many is begun anew. */
enum { WAITING_MAX = 8 << 20, STAGED_MAX = 32 << 20, JOURNAL_WORTH_RENEWING = 16 << 20 };

/* Every later call fails with this. */
static void log_fail(struct tct_log *log, enum tct_status status, const struct tct_error *err)
{
    if (log->failed != TCT_OK)
        return;
    log->failed = status;
    (void)tct_fail(&log->why, status, "%s", err->text);
}

static enum tct_status answer_failure(const struct tct_log *log, struct tct_error *err)
{
    return log->failed == TCT_OK
               ? TCT_OK
               : tct_fail(err, log->failed, "the log must be opened again: %s", log->why.text);
}

static bool join(struct batch *to, const struct batch *from)
{
    if (to->count == 0)
        to->first = from->first;
    if (to->room - to->used < from->used) {
        size_t room = 2 * to->room + from->used;
        uint8_t *grown = realloc(to->bytes, room);
        if (grown == NULL)
            return false;
        to->bytes = grown;
        to->room = room;
    }
    if (from->used > 0)
        memcpy(to->bytes + to->used, from->bytes, from->used);
    to->used += from->used;
    to->count += from->count;
    return true;
}

static void swap(struct batch *a, struct batch *b)
{
    struct batch kept = *a;
    *a = *b;
    *b = kept;
}

static void empty(struct batch *batch, uint64_t first)
{
    batch->first = first;
    batch->count = 0;
    batch->used = 0;
}

/* Writes what waits, and what comes to wait meanwhile, until index `until` is durable; with
 * `mutex`, which it gives away while the disk works. */
static void lead(struct tct_log *log, uint64_t until)
{
    log->led = true;
    while (log->failed == TCT_OK && log->durable < until) {
        struct tct_error err;
        swap(&log->waiting, &log->writing);
        empty(&log->waiting, log->writing.first + log->writing.count);
        (void)pthread_cond_broadcast(&log->changed); /* there is room to wait again */
        (void)pthread_mutex_unlock(&log->mutex);
        enum tct_status status = journal_append(&log->journal, &log->writing, &err);
        (void)pthread_mutex_lock(&log->mutex);
        if (status == TCT_OK && !join(&log->staged, &log->writing))
            status = tct_fail(&err, TCT_ERR_MEMORY, "out of memory");
        if (status == TCT_OK)
            log->durable = log->writing.first + log->writing.count;
        else
            log_fail(log, status, &err);
    }
    log->led = false;
    (void)pthread_cond_broadcast(&log->changed);
}

static bool put_all(struct batch *batch, const struct tct_entry *entries, size_t count)
{
    struct batch before = *batch;
    for (size_t i = 0; i < count; i++)
        if (!batch_put(batch, entries[i].bytes, entries[i].count)) {
            batch->count = before.count;
            batch->used = before.used;
            return false;
        }
    return true;
}

/* Lets entries wait, and answers the index behind them. */
static enum tct_status enqueue(struct tct_log *log, const struct tct_entry *entries, size_t count,
                               uint64_t *ret_first, struct tct_error *err)
{
    while (log->failed == TCT_OK && log->waiting.used > WAITING_MAX)
        (void)pthread_cond_wait(&log->changed, &log->mutex);
    enum tct_status status = answer_failure(log, err);
    if (status != TCT_OK)
        return status;
    *ret_first = log->waiting.first + log->waiting.count;
    if (count > TCT_TREE_SIZE_MAX - *ret_first)
        return tct_fail(err, TCT_ERR_LIMIT, "the log is full");
    if (!put_all(&log->waiting, entries, count))
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    return TCT_OK;
}

static enum tct_status check_entries(const struct tct_entry *entries, size_t count,
                                     struct tct_error *err)
{
    size_t all = 0;
    for (size_t i = 0; i < count; i++)
        if (entries[i].count > TCT_ENTRY_MAX)
            return tct_fail(err, TCT_ERR_LIMIT,
                            "an entry of %zu bytes; at most %d are possible: log the digest of "
                            "what is larger",
                            entries[i].count, TCT_ENTRY_MAX);
    for (size_t i = 0; i < count && all <= TCT_APPEND_MAX; i++)
        all += entries[i].count;
    if (all > TCT_APPEND_MAX)
        return tct_fail(err, TCT_ERR_LIMIT, "more than %d bytes to append at once", TCT_APPEND_MAX);
    return TCT_OK;
}

enum tct_status tct_log_append(struct tct_log *log, const struct tct_entry *entries, size_t count,
                               uint64_t *ret_first, struct tct_error *err)
{
    enum tct_status status = check_entries(entries, count, err);
    if (status != TCT_OK)
        return status;
    (void)pthread_mutex_lock(&log->mutex);
    status = enqueue(log, entries, count, ret_first, err);
    while (status == TCT_OK && log->failed == TCT_OK && log->durable < *ret_first + count)
        if (log->led)
            (void)pthread_cond_wait(&log->changed, &log->mutex);
        else
            lead(log, *ret_first + count);
    /* What is durable is good, whatever failed afterwards. */
    if (status == TCT_OK && log->durable < *ret_first + count)
        status = answer_failure(log, err);
    bool full = log->staged.used > STAGED_MAX;
    (void)pthread_mutex_unlock(&log->mutex);
    if (status == TCT_OK && full && tct_log_publish(log, NULL) != TCT_OK)
        return TCT_OK; /* the entries are durable; the failure is answered to the next append */
    return status;
}

/* Begins the journal anew without what the head covers; with `mutex`. */
static enum tct_status renew_journal(struct tct_log *log, struct tct_error *err)
{
    while (log->led)
        (void)pthread_cond_wait(&log->changed, &log->mutex);
    if (log->failed != TCT_OK || log->journal.bytes < JOURNAL_WORTH_RENEWING)
        return TCT_OK;
    journal_close(&log->journal);
    return journal_start(log->private_folder, &log->staged, &log->journal, err);
}

static enum tct_status publish(struct tct_log *log, struct batch *batch, struct tct_error *err)
{
    (void)pthread_mutex_lock(&log->mutex);
    enum tct_status status = answer_failure(log, err);
    swap(&log->staged, batch);
    empty(&log->staged, batch->first + batch->count);
    (void)pthread_mutex_unlock(&log->mutex);
    if (status != TCT_OK || batch->count == 0)
        return status;
    struct tct_error why;
    status = log_publish_batch(log, batch, &why);
    (void)pthread_mutex_lock(&log->mutex);
    if (status == TCT_OK) {
        log->published = log->head.size;
        status = renew_journal(log, &why);
    }
    if (status != TCT_OK) {
        log_fail(log, status, &why);
        (void)tct_fail(err, status, "%s", why.text);
        (void)pthread_cond_broadcast(&log->changed);
    }
    (void)pthread_mutex_unlock(&log->mutex);
    return status;
}

enum tct_status tct_log_publish(struct tct_log *log, struct tct_error *err)
{
    struct batch batch = {0};
    (void)pthread_mutex_lock(&log->publishing);
    enum tct_status status = publish(log, &batch, err);
    (void)pthread_mutex_unlock(&log->publishing);
    batch_free(&batch);
    return status;
}

uint64_t tct_log_size(struct tct_log *log)
{
    (void)pthread_mutex_lock(&log->mutex);
    uint64_t size = log->durable;
    (void)pthread_mutex_unlock(&log->mutex);
    return size;
}

uint64_t tct_log_published(struct tct_log *log)
{
    (void)pthread_mutex_lock(&log->mutex);
    uint64_t size = log->published;
    (void)pthread_mutex_unlock(&log->mutex);
    return size;
}

void tct_log_head(struct tct_log *log, struct tct_checkpoint *ret)
{
    (void)pthread_mutex_lock(&log->publishing);
    *ret = log->head;
    (void)pthread_mutex_unlock(&log->publishing);
}
