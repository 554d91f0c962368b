/* A tree for tests: all its leaves are at hand, and its root is worked out as RFC 6962 2.1 defines
 * it, by recursion, sharing nothing with the code under test but the two hashes. */
#ifndef TESTS_RECORD_LEAVES_H
#define TESTS_RECORD_LEAVES_H

#include "tacet/record.h"

struct leaves {
    const struct tct_hash *hashes;
    uint64_t count;
};

/* MTH(D[begin:end]). */
struct tct_hash leaves_root(const struct leaves *leaves, uint64_t begin, uint64_t end);

/* A tct_read_hash_fn; `source` is a struct leaves. Asserts that only what is there is asked for. */
enum tct_status leaves_read(void *source, unsigned level, uint64_t index, struct tct_hash *ret,
                            struct tct_error *err);

/* The leaf of entry `index`, whose eight bytes are the index. */
struct tct_hash leaf_of_number(uint64_t index);

#endif
