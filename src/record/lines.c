/* Lines of a text. */
#include "lines.h"

#include <string.h>

#include "tacet/record/base64.h"

struct lines lines_of(const char *text, size_t bytes)
{
    return (struct lines){text, bytes > 0 ? text + bytes : text, 0};
}

bool lines_take(struct lines *lines, const char **ret, size_t *ret_bytes)
{
    size_t left = (size_t)(lines->end - lines->at);
    const char *newline = left == 0 ? NULL : memchr(lines->at, '\n', left);
    if (newline == NULL)
        return false;
    *ret = lines->at;
    *ret_bytes = (size_t)(newline - lines->at);
    lines->at = newline + 1;
    lines->number++;
    return true;
}

const char *line_after(const char *line, size_t bytes, const char *word, size_t *ret_bytes)
{
    size_t chars = strlen(word);
    if (bytes <= chars || memcmp(line, word, chars) != 0 || line[chars] != ' ')
        return NULL;
    *ret_bytes = bytes - chars - 1;
    return line + chars + 1;
}

bool line_hash(const char *line, size_t bytes, struct tct_hash *ret)
{
    size_t count = 0;
    return tct_base64_read(line, bytes, ret->bytes, TCT_HASH_BYTES, &count) &&
           count == TCT_HASH_BYTES;
}

int lines_hashes(struct lines *lines, size_t most, struct tct_hash *ret)
{
    const char *line = NULL;
    size_t bytes = 0;
    int count = 0;
    while (lines_take(lines, &line, &bytes)) {
        if (bytes == 0)
            return count;
        if ((size_t)count == most || !line_hash(line, bytes, &ret[count]))
            return -1;
        count++;
    }
    return -1;
}
