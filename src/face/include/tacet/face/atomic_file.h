/* Atomic file: the whole new content or what stood there before, never a part. */
#ifndef TACET_FACE_ATOMIC_FILE_H
#define TACET_FACE_ATOMIC_FILE_H

#include <stddef.h>

#include "tacet/base.h"

/* Writes `bytes` bytes to `path` by way of a new file beside it, synced and then renamed. What is
 * no file (a device, a pipe) is written to as it is; a symbolic link stays one. Errors: TCT_ERR_IO;
 * nothing is left behind. */
TCT_API TCT_MUST_CHECK enum tct_status tct_atomic_file_write(const char *path, const void *content,
                                                             size_t bytes, struct tct_error *err);

#endif
