/* Workers: threads that carry out the parts of a work, as many as there are processors. */
#ifndef TACET_APP_WORKERS_H
#define TACET_APP_WORKERS_H

#include "tacet/network.h"

struct workers;

/* Processors that this process may use, from 1 to 64. */
size_t workers_usable(void);

/* `count` of them, the caller's own thread among them: 1 needs no thread. NULL when there are no
 * more threads to be had. */
struct workers *workers_start(size_t count);
void workers_stop(struct workers *workers); /* NULL is fine */

/* What a network takes; stays the workers'. One work at a time. */
const struct tct_executor *workers_executor(const struct workers *workers);

#endif
