/* Map, the file in memory. */
#include "map_bytes.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "printable.h"

static const size_t BYTES_MAX = (size_t)256 << 20;

cairo_status_t map_bytes_write(void *closure, const unsigned char *data, unsigned int bytes)
{
    struct map_bytes *b = closure;
    if (bytes > BYTES_MAX - b->count) {
        b->status = TCT_ERR_LIMIT;
        return CAIRO_STATUS_WRITE_ERROR;
    }
    if (b->count + bytes > b->room) {
        size_t room = 2 * (b->count + bytes);
        unsigned char *larger = realloc(b->at, room);
        if (larger == NULL) {
            b->status = TCT_ERR_MEMORY;
            return CAIRO_STATUS_WRITE_ERROR;
        }
        b->at = larger;
        b->room = room;
    }
    memcpy(b->at + b->count, data, bytes);
    b->count += bytes;
    return CAIRO_STATUS_SUCCESS;
}

/* The bytes of `what` in the head of the file, or NULL. */
static const unsigned char *find(const struct map_bytes *bytes, const char *what)
{
    return bytes->at == NULL ? NULL : memmem(bytes->at, bytes->count, what, strlen(what));
}

static void append(struct map_bytes *bytes, const void *data, size_t count)
{
    if (bytes->status == TCT_OK)
        (void)map_bytes_write(bytes, data, (unsigned int)count);
}

/* Appends the rest of the file, without the serial number of the one image that a map may hold:
 * cairo counts surfaces for as long as the program runs. */
static void append_without_serial(struct map_bytes *out, const unsigned char *at, size_t count)
{
    static const char mark[] = "image";
    const unsigned char *end = at + count, *found;
    while ((found = memmem(at, (size_t)(end - at), mark, sizeof(mark) - 1)) != NULL) {
        const unsigned char *after = found + sizeof(mark) - 1;
        bool named = found > at && (found[-1] == '#' || found[-1] == '"');
        append(out, at, (size_t)(after - at));
        while (named && after < end && *after >= '0' && *after <= '9')
            after++;
        at = after;
    }
    append(out, at, (size_t)(end - at));
}

enum tct_status map_bytes_describe_svg(struct map_bytes *bytes, const struct map *map,
                                       struct tct_error *err)
{
    const unsigned char *open = find(bytes, "<svg "), *serial = find(bytes, "<g id=\"surface");
    const unsigned char *end = open == NULL ? NULL : memchr(open, '>', 4096);
    TCT_ASSERT(end != NULL);
    const char *name = map->options->title != NULL ? map->options->title : map->sector->name;
    char *clean = printable_text(name != NULL ? name : "", MAP_TEXT_CHARS_MAX);
    const char *title = clean != NULL ? clean : "";
    char *said =
        map->coverage != NULL
            ? g_markup_printf_escaped(
                  "\n<title>%s</title>\n<desc>Map of a sector: how probable it is that a shot is "
                  "detected, by its place.</desc>",
                  title)
            : g_markup_printf_escaped(
                  "\n<title>%s</title>\n<desc>Map of a sector: %zu events, %zu located, %zu with a "
                  "direction only, %zu without a place.</desc>",
                  title, map->count, map->tally.located_all, map->tally.bearing_only,
                  map->tally.not_constrained);
    struct map_bytes out = {.status = TCT_OK};
    size_t head = (size_t)(end - bytes->at);
    append(&out, bytes->at, head);
    append(&out, " role=\"img\">", 12);
    append(&out, said, strlen(said));
    size_t from = head + 1;
    if (serial != NULL && serial > end) {
        const unsigned char *after = memchr(serial, '>', 64);
        TCT_ASSERT(after != NULL);
        append_without_serial(&out, bytes->at + from, (size_t)(serial - bytes->at) - from);
        append(&out, "<g>", 3);
        from = (size_t)(after - bytes->at) + 1;
    }
    append_without_serial(&out, bytes->at + from, bytes->count - from);
    g_free(said);
    free(clean);
    free(bytes->at);
    *bytes = out;
    return out.status == TCT_OK ? TCT_OK
                                : tct_fail(err, out.status, "the map is too large for one file");
}
