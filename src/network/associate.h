/* Association with what is known beforehand. */
#ifndef TACET_NETWORK_ASSOCIATE_H
#define TACET_NETWORK_ASSOCIATE_H

#include "beliefs.h"

struct association {
    const struct beliefs *known; /* to go by; NULL, or nothing known: it is learned */
    struct beliefs *ret_learned; /* NULL: not asked for */
    int64_t heard_until_ns;      /* what would arrive later cannot have been heard yet */
};

/* tct_associate, under the terms given. */
enum tct_status associate(const struct tct_network *network, const struct tct_detection *detections,
                          size_t count, const struct association *terms, struct tct_arena *arena,
                          struct tct_group **ret_groups, size_t *ret_count,
                          struct tct_association_report *ret_report, struct tct_error *err);

#endif
