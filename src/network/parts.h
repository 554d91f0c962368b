/* Work in parts, by the executor of a network or one after another. */
#ifndef TACET_NETWORK_PARTS_H
#define TACET_NETWORK_PARTS_H

#include "tacet/network.h"

/* Parts that may run at once; room that each of them needs is wanted so often. */
size_t parts_workers(const struct tct_network *network);

/* Carries out all parts. */
void parts_run(const struct tct_network *network, size_t count, tct_part_fn *part, void *work);

#endif
