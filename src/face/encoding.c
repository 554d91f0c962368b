/* Text of other encodings as UTF-8, by the C library's iconv. */
#include "encoding.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

enum { GROWTH = 4 }; /* bytes of UTF-8 for one of another encoding, at most */

static const char *encoding_of(const char *text, size_t bytes, const char *given)
{
    if (given != NULL)
        return given;
    if (bytes >= 2 && memcmp(text, "\xff\xfe", 2) == 0)
        return "UTF-16LE";
    if (bytes >= 2 && memcmp(text, "\xfe\xff", 2) == 0)
        return "UTF-16BE";
    return NULL;
}

static size_t line_of(const char *text, size_t at)
{
    size_t line = 1;
    for (size_t i = 0; i < at; i++)
        line += text[i] == '\n';
    return line;
}

static enum tct_status not_text(const char *name, const char *text, size_t at, const char *encoding,
                                struct tct_error *err)
{
    char expected[96];
    (void)snprintf(expected, sizeof(expected), "%.40s%s", encoding == NULL ? "UTF-8" : encoding,
                   encoding == NULL ? "; say which other encoding it is, as windows-1251" : "");
    return tct_fail_at(err, TCT_ERR_INPUT, name, line_of(text, at), "bytes that are no text in it",
                       expected);
}

/* What is UTF-8 already, without its mark. */
static enum tct_status keep(const char *name, const char *text, size_t bytes, char **ret_text,
                            size_t *ret_bytes, struct tct_error *err)
{
    size_t mark = text_bom_bytes(text, bytes);
    for (size_t at = 0; at < bytes;) {
        uint32_t character = 0;
        size_t step = tct_utf8_decode(text + at, bytes - at, &character);
        if (step == 0 || character == 0)
            return not_text(name, text, at, NULL, err);
        at += step;
    }
    *ret_text = strndup(text + mark, bytes - mark);
    *ret_bytes = bytes - mark;
    return *ret_text != NULL ? TCT_OK : tct_fail(err, TCT_ERR_MEMORY, "out of memory");
}

static enum tct_status convert(const char *name, const char *text, size_t bytes,
                               const char *encoding, char **ret_text, size_t *ret_bytes,
                               struct tct_error *err)
{
    iconv_t way = iconv_open("UTF-8", encoding);
    if (way == (iconv_t)-1)
        return tct_fail(err, TCT_ERR_USE, "found the encoding '%.40s', which is not known",
                        encoding);
    size_t room = GROWTH * bytes + 1, left = bytes, free_bytes = room - 1;
    char *out = malloc(room), *to = out;
    /* iconv takes a pointer to bytes that it does not alter. */
    union {
        const char *read;
        char *any;
    } from = {text};
    size_t code = out == NULL ? (size_t)-1 : iconv(way, &from.any, &left, &to, &free_bytes);
    (void)iconv_close(way);
    if (out == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    *to = '\0';
    if (code == (size_t)-1 || strlen(out) != (size_t)(to - out)) {
        free(out);
        return not_text(name, text, bytes - left, encoding, err);
    }
    size_t mark = text_bom_bytes(out, (size_t)(to - out));
    *ret_bytes = (size_t)(to - out) - mark;
    memmove(out, out + mark, *ret_bytes + 1);
    *ret_text = out;
    return TCT_OK;
}

enum tct_status encoding_to_utf8(const char *name, const char *text, size_t bytes,
                                 const char *encoding, char **ret_text, size_t *ret_bytes,
                                 struct tct_error *err)
{
    const char *from = encoding_of(text, bytes, encoding);
    *ret_text = NULL;
    return from == NULL ? keep(name, text, bytes, ret_text, ret_bytes, err)
                        : convert(name, text, bytes, from, ret_text, ret_bytes, err);
}
