/* A paper: what a report says, block by block, before it is HTML or PDF. All texts are the arena's.
 */
#ifndef TACET_FACE_PAPER_H
#define TACET_FACE_PAPER_H

#include <stdarg.h>

#include "tacet/base.h"
#include "tacet/face/sector.h"
#include "tacet/face/snippets.h"

enum paper_kind {
    PAPER_TITLE,
    PAPER_HEADING,
    PAPER_TEXT,
    PAPER_NOTE, /* in small letters: for whom it is, how to read it */
    PAPER_PAIR, /* what it is, and what is said of it */
    PAPER_HEAD, /* of a table: rows follow */
    PAPER_ROW,
    PAPER_MAP,
    PAPER_TIMELINE,
    PAPER_TRACE, /* what a station recorded: `number` of the paper's snippets */
};

enum { PAPER_CELLS = 6 };

struct paper_block {
    enum paper_kind kind;
    const char *cells[PAPER_CELLS]; /* UTF-8, printable; never NULL */
    size_t count, number;
};

/* What was where, in the sector's plane: a circle for what is known as exactly as it is, a square
 * for what is only known to be in it. */
struct paper_spot {
    struct tct_plane at;
    double radius_m, grid_m; /* one of both */
    const char *name;
};

/* Something that lasted, in a lane. */
struct paper_span {
    double from_s, until_s; /* after spans_from_ns */
    size_t lane;
    const char *name;
};

enum { PAPER_LANES = 3 };

struct paper {
    struct tct_arena *arena;
    const char *language; /* BCP 47: "en" */
    bool right_to_left;
    struct paper_block *blocks;
    size_t count, room;
    const struct tct_sector *sector; /* of its map: line and zones */
    struct paper_spot *spots;
    size_t spot_count, spot_room;
    const struct tct_snippet *snippets;
    int64_t spans_from_ns;
    const char *lanes[PAPER_LANES];
    struct paper_span *spans;
    size_t span_count, span_room;
    bool full; /* memory was out; it is to be given up */
};

/* Adds a block of so many texts; */
void paper_add(struct paper *paper, enum paper_kind kind, size_t count, ...);
void paper_add_cells(struct paper *paper, enum paper_kind kind, const char *const *cells,
                     size_t count);
/* A snippet, with what is said of it. */
void paper_add_trace(struct paper *paper, size_t number, const char *said);
void paper_add_span(struct paper *paper, const struct paper_span *span);
void paper_add_spot(struct paper *paper, const struct paper_spot *spot);

/* A copy of a formatted text, the arena's; "" when memory is out. */
TCT_PRINTF(2, 3) const char *paper_text(struct paper *paper, const char *format, ...);

/* A page that asks nothing of anybody: no script, no file beside it. For free(). Errors:
 * TCT_ERR_MEMORY, TCT_ERR_LIMIT. */
TCT_MUST_CHECK enum tct_status paper_html(const struct paper *paper, char **ret, size_t *ret_bytes,
                                          struct tct_error *err);

/* A4 with page numbers; any script, in its direction. Without a clock: the same paper gives the
 * same bytes. For free(). Errors: as above. */
TCT_MUST_CHECK enum tct_status paper_pdf(const struct paper *paper, char **ret, size_t *ret_bytes,
                                         struct tct_error *err);

#endif
