/* Ways: where else a burst may have been, when a train of one of its stations is another one. */
#ifndef TACET_NETWORK_WAYS_H
#define TACET_NETWORK_WAYS_H

#include "trains.h"

enum { WAYS_MOST = 6 };

/* Exchanges one train after another of a settled place while that makes it likelier. `ret_ways`
 * become places that differ from it by one train and are not much less likely, the likeliest first;
 * the return value is how many. Their log odds are comparable, and those of the trains' scene. */
size_t ways_around(const struct trains *trains, struct source *place,
                   struct source ret_ways[WAYS_MOST]);

#endif
