/* Checkpoints: read, written, opened. */
#include "tacet/record/checkpoint.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "decimal.h"
#include "lines.h"
#include "tacet/record/base64.h"

static enum tct_status refuse(const char *what, struct tct_error *err)
{
    return tct_fail(err, TCT_ERR_INPUT, "not a checkpoint: %s", what);
}

static bool read_origin(const char *line, size_t bytes, char ret[TCT_ORIGIN_MAX + 1])
{
    if (bytes == 0 || bytes > TCT_ORIGIN_MAX || memchr(line, '\0', bytes) != NULL)
        return false;
    memcpy(ret, line, bytes);
    ret[bytes] = '\0';
    return true;
}

enum tct_status tct_checkpoint_parse(const char *text, size_t bytes, struct tct_checkpoint *ret,
                                     struct tct_error *err)
{
    struct lines lines = lines_of(text, bytes);
    const char *line = NULL;
    size_t count = 0;
    if (!lines_take(&lines, &line, &count) || !read_origin(line, count, ret->origin))
        return refuse("its first line is not an origin of 1 to 255 bytes", err);
    if (!lines_take(&lines, &line, &count) ||
        !decimal_read(line, count, TCT_TREE_SIZE_MAX, &ret->size))
        return refuse("its second line is not a size, a number without leading zeros below 2^63",
                      err);
    if (!lines_take(&lines, &line, &count) || !line_hash(line, count, &ret->root))
        return refuse("its third line is not a root, canonical base64 of 32 bytes", err);
    struct tct_hash empty;
    tct_hash_empty(&empty);
    if (ret->size == 0 && !tct_hash_equal(&ret->root, &empty))
        return refuse("a tree of no entries has another root", err);
    ret->extended = lines.at < lines.end;
    while (lines.at < lines.end)
        if (!lines_take(&lines, &line, &count) || count == 0)
            return refuse("an extension line is empty or cut off", err);
    return TCT_OK;
}

size_t tct_checkpoint_write(const struct tct_checkpoint *checkpoint,
                            char ret[TCT_CHECKPOINT_TEXT_MAX])
{
    TCT_ASSERT(tct_key_name_check(checkpoint->origin, NULL) == TCT_OK);
    TCT_ASSERT(checkpoint->size <= TCT_TREE_SIZE_MAX);
    char root[TCT_BASE64_CHARS(TCT_HASH_BYTES) + 1];
    tct_base64_write(checkpoint->root.bytes, TCT_HASH_BYTES, root);
    return (size_t)snprintf(ret, TCT_CHECKPOINT_TEXT_MAX, "%s\n%" PRIu64 "\n%s\n",
                            checkpoint->origin, checkpoint->size, root);
}

enum tct_status tct_checkpoint_open(const char *bytes, size_t count, const struct tct_verifier *log,
                                    struct tct_note *ret_note, struct tct_checkpoint *ret,
                                    struct tct_error *err)
{
    enum tct_status status = tct_note_parse(bytes, count, ret_note, err);
    if (status == TCT_OK)
        status = tct_note_verify(ret_note, log, NULL, err);
    if (status == TCT_OK)
        status = tct_checkpoint_parse(ret_note->text, ret_note->text_bytes, ret, err);
    if (status == TCT_OK && strcmp(ret->origin, log->name) != 0)
        status = tct_fail(err, TCT_ERR_INPUT, "the checkpoint is of %s, not of %s", ret->origin,
                          log->name);
    return status;
}
