/* Papers are put together here. */
#include "paper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "printable.h"

enum { BLOCKS_FIRST = 256, TEXT_CHARS = 65536 };

static void *grown(struct paper *paper, void *old, size_t item_bytes, size_t count, size_t *room)
{
    if (count < *room)
        return old;
    size_t wanted = *room == 0 ? BLOCKS_FIRST : 2 * *room;
    char *bytes = TCT_ARENA_NEW(paper->arena, char, wanted *item_bytes);
    if (bytes == NULL) {
        paper->full = true;
        return NULL;
    }
    if (count > 0)
        memcpy(bytes, old, count * item_bytes);
    *room = wanted;
    return bytes;
}

/* Fit for a page: no control characters, no marks that turn the text around. */
static const char *copy(struct paper *paper, const char *text)
{
    char *shown = printable_text(text, TEXT_CHARS);
    size_t bytes = shown == NULL ? 0 : strlen(shown);
    char *own = shown == NULL ? NULL : TCT_ARENA_NEW(paper->arena, char, bytes + 1);
    if (own != NULL)
        memcpy(own, shown, bytes + 1);
    free(shown);
    paper->full = paper->full || own == NULL;
    return own == NULL ? "" : own;
}

const char *paper_text(struct paper *paper, const char *format, ...)
{
    char *text = NULL;
    va_list list;
    va_start(list, format);
    int bytes = vasprintf(&text, format, list);
    va_end(list);
    if (bytes < 0) {
        paper->full = true;
        return "";
    }
    const char *own = copy(paper, text);
    free(text);
    return own;
}

void paper_add_cells(struct paper *paper, enum paper_kind kind, const char *const *cells,
                     size_t count)
{
    struct paper_block *blocks =
        grown(paper, paper->blocks, sizeof(*blocks), paper->count, &paper->room);
    TCT_ASSERT(count <= PAPER_CELLS);
    if (blocks == NULL)
        return;
    paper->blocks = blocks;
    struct paper_block *block = &blocks[paper->count++];
    *block = (struct paper_block){.kind = kind, .count = count};
    for (size_t i = 0; i < count; i++)
        block->cells[i] = copy(paper, cells[i] == NULL ? "" : cells[i]);
}

void paper_add(struct paper *paper, enum paper_kind kind, size_t count, ...)
{
    const char *cells[PAPER_CELLS];
    va_list list;
    va_start(list, count);
    for (size_t i = 0; i < count; i++)
        cells[i] = va_arg(list, const char *);
    va_end(list);
    paper_add_cells(paper, kind, cells, count);
}

void paper_add_trace(struct paper *paper, size_t number, const char *said)
{
    paper_add(paper, PAPER_TRACE, 1, said);
    if (!paper->full)
        paper->blocks[paper->count - 1].number = number;
}

void paper_add_spot(struct paper *paper, const struct paper_spot *spot)
{
    struct paper_spot *spots =
        grown(paper, paper->spots, sizeof(*spots), paper->spot_count, &paper->spot_room);
    if (spots == NULL)
        return;
    paper->spots = spots;
    spots[paper->spot_count] = *spot;
    spots[paper->spot_count++].name = copy(paper, spot->name);
}

void paper_add_span(struct paper *paper, const struct paper_span *span)
{
    struct paper_span *spans =
        grown(paper, paper->spans, sizeof(*spans), paper->span_count, &paper->span_room);
    if (spans == NULL)
        return;
    paper->spans = spans;
    spans[paper->span_count] = *span;
    spans[paper->span_count++].name = copy(paper, span->name);
}
