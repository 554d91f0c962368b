/* Who may say what: authors as the record names them. */
#ifndef TACET_APP_AUTHORS_H
#define TACET_APP_AUTHORS_H

#include <jansson.h>

#include "tacet/face/sector.h"
#include "tacet/record.h"

struct author {
    struct tct_verifier verifier;
    char role[32];
    enum tct_side party; /* UNDETERMINED: the mission's */
    bool revoked;
};

struct authors {
    struct author *list;
    size_t count, room;
};

void authors_free(struct authors *authors);

/* An entry {"kind": "author", "key": ..., "role": ..., "party": ..., "revoked": true}: a new
 * author, or what is new of one. Errors: TCT_ERR_INPUT, TCT_ERR_MEMORY, TCT_ERR_LIMIT. */
TCT_MUST_CHECK enum tct_status authors_take(struct authors *authors,
                                            const struct tct_sector *sector, const json_t *entry,
                                            struct tct_error *err);

/* The author whose key signed a statement. Errors: TCT_ERR_INPUT (nobody that is known, a false
 * signature, revoked). */
TCT_MUST_CHECK enum tct_status authors_find(const struct authors *authors,
                                            const struct tct_statement *statement,
                                            const struct author **ret, struct tct_error *err);

/* The author with this key, or NULL. */
const struct author *authors_of_key(const struct authors *authors, const struct tct_verifier *key);

#endif
