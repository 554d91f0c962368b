/* The SHA-256 of a file of any size, and a copy under that name. */
#ifndef TACET_APP_FILE_DIGEST_H
#define TACET_APP_FILE_DIGEST_H

#include "tacet/record.h"

/* `folder` NULL: no copy. A copy is durable when it answers, and is there whole or not at all.
 * Errors: TCT_ERR_INPUT (no such file, a folder, nothing in it), TCT_ERR_IO. */
TCT_MUST_CHECK enum tct_status file_digest(const char *path, const char *folder,
                                           char ret_hex[TCT_SHA256_HEX_ROOM],
                                           struct tct_error *err);

#endif
