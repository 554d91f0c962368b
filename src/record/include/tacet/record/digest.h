/* SHA-256 as people write it: by it entries name files that are too large for a log. */
#ifndef TACET_RECORD_DIGEST_H
#define TACET_RECORD_DIGEST_H

#include <stddef.h>

#include "tacet/base/status.h"

enum { TCT_SHA256_HEX_ROOM = 65 }; /* bytes, with the NUL */

TCT_API void tct_sha256_hex(const void *content, size_t bytes, char ret[TCT_SHA256_HEX_ROOM]);

#endif
