/* JSON values to their canonical text, for the rest of this floor. */
#ifndef TACET_RECORD_CANONICAL_PRIVATE_H
#define TACET_RECORD_CANONICAL_PRIVATE_H

#include <jansson.h>

#include "tacet/record/canonical.h"

enum { CANONICAL_DEPTH_MAX = 64 };

/* Reads I-JSON (RFC 7493); NULL and why when it is none. Give back with json_decref. */
json_t *canonical_read(const char *text, size_t bytes, struct tct_error *err);

/* As tct_canonical_json, of a value. */
TCT_MUST_CHECK enum tct_status canonical_write(const json_t *value, size_t limit_bytes,
                                               char **ret_canonical, size_t *ret_bytes,
                                               struct tct_error *err);

#endif
