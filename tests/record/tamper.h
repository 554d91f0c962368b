/* One random change to one file, as somebody or a bad disk might make it; and back. */
#ifndef TESTS_RECORD_TAMPER_H
#define TESTS_RECORD_TAMPER_H

#include <stddef.h>
#include <stdint.h>

#include "tacet/base.h"

enum tamper_kind {
    TAMPER_BIT,
    TAMPER_BYTE,
    TAMPER_TRUNCATE,
    TAMPER_DUPLICATE, /* some of its bytes stand there twice */
    TAMPER_DROP,      /* the file is gone */
    TAMPER_SWAP,      /* it has another one's content, and that one its own */
    TAMPER_ROLL_BACK, /* it is what it was */
    TAMPER_KINDS,
};

/* The content of a file; none when bytes is NULL. */
struct content {
    uint8_t *bytes;
    size_t count;
};

struct content content_read(const char *path);                       /* for free(), NULL if none */
void content_write(const char *path, const struct content *content); /* as one that is there */

/* Changes the file, which was `old`. `other` (its name and content may be NULL) is the one for a
 * swap, `earlier` what it once was (bytes may be NULL). False when this kind of change would change
 * nothing. */
bool tamper(enum tamper_kind kind, struct tct_random *random, const char *path,
            const struct content *old, const char *other_path, const struct content *other,
            const struct content *earlier);

#endif
