/* Eighth, by columns: a strip of them at a time is turned into rows, swept, and turned back. */
#include <string.h>

#include "eighth.h"

/* Rows that are turned at once, so that what is read of them stays near. */
enum { BLOCK = 16 };

/* Fronts k = first ... last of an eighth. */
struct strip {
    const struct eighth *e;
    size_t first, last;
    size_t left;      /* the model's column of line 0 */
    size_t top, rows; /* of the model: as far as j runs in this strip */
};

static struct strip strip_of(const struct eighth *e, size_t first)
{
    struct strip s = {.e = e, .first = first};
    s.last = e->reach - first < STRIP ? e->reach : first + STRIP - 1;
    s.left = e->along > 0 ? e->eye->column + s.first : e->eye->column - s.last;
    size_t most = s.last < e->room ? s.last : e->room;
    s.top = e->across > 0 ? e->eye->row : e->eye->row - most;
    s.rows = most + 1;
    return s;
}

static void turn(const struct strip *s)
{
    const struct space *space = s->e->space;
    size_t columns = s->last - s->first + 1, stride = s->e->dem->columns;
    const float *from = s->e->dem->heights_m + s->top * stride + s->left;
    for (size_t block = 0; block < s->rows; block += BLOCK) {
        size_t end = s->rows - block < BLOCK ? s->rows : block + BLOCK;
        for (size_t c = 0; c < columns; c++)
            for (size_t r = block; r < end; r++)
                space->turned[c * space->line + r] = from[r * stride + c];
    }
}

static void sweep_front(const struct strip *s, size_t k)
{
    const struct eighth *e = s->e;
    size_t line = e->along > 0 ? k - s->first : s->last - k;
    size_t zero = line * e->space->line + (e->eye->row - s->top);
    size_t last = eighth_last(e, k), to = k < e->room ? k : e->room;
    uint8_t *seen = e->space->turned_seen + zero;
    if (last != SIZE_MAX)
        eighth_sweep(e, k, last, e->space->turned + zero, seen);
    for (size_t j = last == SIZE_MAX ? 0 : last + 1; j <= to; j++)
        seen[e->across * (ptrdiff_t)j] = TCT_SIGHT_BEYOND;
}

/* The cells j <= k; the axis is the eighth's whose j runs south. */
static void turn_back(const struct strip *s)
{
    const struct eighth *e = s->e;
    const struct space *space = e->space;
    uint8_t row_seen[BLOCK][STRIP];
    size_t columns = s->last - s->first + 1;
    for (size_t block = 0; block < s->rows; block += BLOCK) {
        size_t end = s->rows - block < BLOCK ? s->rows : block + BLOCK;
        for (size_t c = 0; c < columns; c++)
            for (size_t r = block; r < end; r++)
                row_seen[r - block][c] = space->turned_seen[c * space->line + r];
        for (size_t r = block; r < end; r++) {
            size_t row = s->top + r, j = row > e->eye->row ? row - e->eye->row : e->eye->row - row;
            size_t k = j > s->first ? j : s->first; /* the first that is the eighth's */
            if (k > s->last || (j == 0 && e->across < 0))
                continue;
            size_t c = e->along > 0 ? k - s->first : 0;
            eighth_deliver(e, row, s->left + c, s->last - k + 1, row_seen[r - block] + c);
        }
    }
}

void eighth_by_columns(const struct eighth *e)
{
    for (size_t first = 1; first <= e->reach; first += STRIP) {
        struct strip s = strip_of(e, first);
        turn(&s);
        for (size_t k = s.first; k <= s.last; k++)
            sweep_front(&s, k);
        turn_back(&s);
    }
}
