/* Workers: each takes the next part that nobody has, until there is none. */
#include "workers.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>

enum { WORKERS_MOST = 64 };

struct worker {
    struct workers *of;
    size_t number;
    pthread_t thread;
};

struct workers {
    struct tct_executor executor;
    size_t count; /* with the caller's thread, which is number 0 */
    struct worker all[WORKERS_MOST];

    /* Under `mutex`. */
    pthread_mutex_t mutex;
    pthread_cond_t begun, ended;
    tct_part_fn *part;
    void *work;
    size_t parts, next, done; /* of the work at hand */
    bool stop;
};

size_t workers_usable(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof(set), &set) != 0)
        return 1;
    int count = CPU_COUNT(&set);
    return count < 1 ? 1 : count > WORKERS_MOST ? WORKERS_MOST : (size_t)count;
}

/* Takes parts while there are any; with `mutex`. */
static void take_parts(struct workers *workers, size_t number)
{
    while (workers->next < workers->parts) {
        size_t part = workers->next++;
        tct_part_fn *carry_out = workers->part;
        void *work = workers->work;
        (void)pthread_mutex_unlock(&workers->mutex);
        carry_out(work, part, number);
        (void)pthread_mutex_lock(&workers->mutex);
        if (++workers->done == workers->parts)
            (void)pthread_cond_signal(&workers->ended);
    }
}

static void *labour(void *user)
{
    struct worker *self = user;
    struct workers *workers = self->of;
    (void)pthread_mutex_lock(&workers->mutex);
    while (!workers->stop) {
        take_parts(workers, self->number);
        if (!workers->stop)
            (void)pthread_cond_wait(&workers->begun, &workers->mutex);
    }
    (void)pthread_mutex_unlock(&workers->mutex);
    return NULL;
}

static void run(void *user, size_t count, tct_part_fn *part, void *work)
{
    struct workers *workers = user;
    (void)pthread_mutex_lock(&workers->mutex);
    workers->part = part;
    workers->work = work;
    workers->parts = count;
    workers->next = workers->done = 0;
    (void)pthread_cond_broadcast(&workers->begun);
    take_parts(workers, 0);
    while (workers->done < workers->parts)
        (void)pthread_cond_wait(&workers->ended, &workers->mutex);
    workers->parts = workers->next = workers->done = 0;
    (void)pthread_mutex_unlock(&workers->mutex);
}

struct workers *workers_start(size_t count)
{
    struct workers *workers = calloc(1, sizeof(*workers));
    if (workers == NULL)
        return NULL;
    if (count > WORKERS_MOST)
        count = WORKERS_MOST;
    (void)pthread_mutex_init(&workers->mutex, NULL);
    (void)pthread_cond_init(&workers->begun, NULL);
    (void)pthread_cond_init(&workers->ended, NULL);
    for (workers->count = 1; workers->count < count; workers->count++) {
        struct worker *worker = &workers->all[workers->count];
        *worker = (struct worker){.of = workers, .number = workers->count};
        if (pthread_create(&worker->thread, NULL, labour, worker) != 0)
            break; /* fewer do the same work */
    }
    workers->executor =
        (struct tct_executor){.workers = workers->count, .run = run, .user = workers};
    return workers;
}

void workers_stop(struct workers *workers)
{
    if (workers == NULL)
        return;
    (void)pthread_mutex_lock(&workers->mutex);
    workers->stop = true;
    (void)pthread_cond_broadcast(&workers->begun);
    (void)pthread_mutex_unlock(&workers->mutex);
    for (size_t i = 1; i < workers->count; i++)
        (void)pthread_join(workers->all[i].thread, NULL);
    (void)pthread_cond_destroy(&workers->ended);
    (void)pthread_cond_destroy(&workers->begun);
    (void)pthread_mutex_destroy(&workers->mutex);
    free(workers);
}

const struct tct_executor *workers_executor(const struct workers *workers)
{
    return &workers->executor;
}
