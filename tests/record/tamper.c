/* One random change to one file. */
#include "tamper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static size_t below(struct tct_random *random, size_t limit)
{
    return (size_t)(tct_random_bits(random) % limit);
}

struct content content_read(const char *path)
{
    struct content content = {NULL, 0};
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return content;
    TCT_ASSERT(fseek(file, 0, SEEK_END) == 0);
    content.count = (size_t)ftell(file);
    rewind(file);
    content.bytes = malloc(content.count + 1);
    TCT_ASSERT(content.bytes != NULL);
    TCT_ASSERT(fread(content.bytes, 1, content.count, file) == content.count);
    content.bytes[content.count] = '\0';
    (void)fclose(file);
    return content;
}

void content_write(const char *path, const struct content *content)
{
    FILE *file = fopen(path, "wb");
    TCT_ASSERT(file != NULL);
    TCT_ASSERT(fwrite(content->bytes, 1, content->count, file) == content->count);
    TCT_ASSERT(fclose(file) == 0);
}

static bool differs(const struct content *a, const struct content *b)
{
    return b != NULL && b->bytes != NULL &&
           (a->count != b->count || memcmp(a->bytes, b->bytes, a->count) != 0);
}

static void alter_byte(struct tct_random *random, const char *path, const struct content *old,
                       bool one_bit)
{
    size_t at = below(random, old->count);
    uint8_t before = old->bytes[at];
    unsigned change = one_bit ? 1U << below(random, 8) : 1U + (unsigned)below(random, 255);
    old->bytes[at] = (uint8_t)(before ^ change);
    content_write(path, old);
    old->bytes[at] = before;
}

static void duplicate(struct tct_random *random, const char *path, const struct content *old)
{
    size_t from = below(random, old->count), count = 1 + below(random, old->count - from);
    struct content longer = {malloc(old->count + count), old->count + count};
    TCT_ASSERT(longer.bytes != NULL);
    memcpy(longer.bytes, old->bytes, from + count);
    memcpy(longer.bytes + from + count, old->bytes + from, old->count - from);
    content_write(path, &longer);
    free(longer.bytes);
}

bool tamper(enum tamper_kind kind, struct tct_random *random, const char *path,
            const struct content *old, const char *other_path, const struct content *other,
            const struct content *earlier)
{
    if (old->count == 0)
        return false;
    switch (kind) {
    case TAMPER_BIT:
    case TAMPER_BYTE:
        alter_byte(random, path, old, kind == TAMPER_BIT);
        return true;
    case TAMPER_TRUNCATE:
        content_write(path, &(struct content){old->bytes, below(random, old->count)});
        return true;
    case TAMPER_DUPLICATE:
        duplicate(random, path, old);
        return true;
    case TAMPER_DROP:
        return unlink(path) == 0;
    case TAMPER_SWAP:
        if (!differs(old, other))
            return false;
        content_write(path, other);
        content_write(other_path, old);
        return true;
    case TAMPER_ROLL_BACK:
        if (!differs(old, earlier))
            return false;
        content_write(path, earlier);
        return true;
    case TAMPER_KINDS:
        break;
    }
    return false;
}
