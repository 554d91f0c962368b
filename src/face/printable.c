/* Printable text, on GLib's Unicode tables: the same on every machine and in every locale. */
#include "printable.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "tacet/base.h"

static const size_t UTF8_BYTES_MAX = 4; /* of one character */

/* As g_utf8_next_char, which casts const away. */
static const char *next_char(const char *at)
{
    return at + g_utf8_skip[(unsigned char)*at];
}

char *printable_text(const char *text, size_t chars_max)
{
    gchar *valid = g_utf8_make_valid(text, (gssize)strnlen(text, UTF8_BYTES_MAX * chars_max));
    char *out = malloc(strlen(valid) + 1), *end = out;
    size_t chars = 0;
    if (out != NULL) {
        for (const gchar *at = valid; *at != '\0' && chars < chars_max; chars++) {
            gunichar c = g_utf8_get_char(at);
            const gchar *next = next_char(at);
            if (!tct_is_printable(c)) {
                *end++ = ' ';
            } else {
                memcpy(end, at, (size_t)(next - at));
                end += next - at;
            }
            at = next;
        }
        *end = '\0';
    }
    g_free(valid);
    return out;
}

int printable_columns(const char *text)
{
    int columns = 0;
    for (; *text != '\0'; text = next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        columns += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
    }
    return columns;
}

void printable_to_ascii(char *text)
{
    char *end = text;
    for (const char *at = text, *next; *at != '\0'; at = next) {
        next = next_char(at);
        *end++ = (unsigned char)*at < 0x80 ? *at : '?';
    }
    *end = '\0';
}
