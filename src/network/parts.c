/* Work in parts. */
#include "parts.h"

size_t parts_workers(const struct tct_network *network)
{
    return network->executor != NULL && network->executor->workers > 0 ? network->executor->workers
                                                                       : 1;
}

void parts_run(const struct tct_network *network, size_t count, tct_part_fn *part, void *work)
{
    if (network->executor != NULL && count > 1) {
        network->executor->run(network->executor->user, count, part, work);
        return;
    }
    for (size_t i = 0; i < count; i++)
        part(work, i, 0);
}
