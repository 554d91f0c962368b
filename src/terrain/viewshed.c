/* Viewshed: the eighths of the circle around an eye. Those that open to the north and the south are
 * swept by rows, as they lie in memory, those to the east and the west by columns. */
#include <math.h>

#include "eighth.h"

struct tct_sight {
    const struct tct_dem *dem;
    size_t workers;
    struct space *spaces;
};

struct tct_window tct_sight_window(const struct tct_dem *dem, const struct tct_eye *eye)
{
    if (!(eye->range_m > 0.0))
        return (struct tct_window){0, 0, dem->columns, dem->rows};
    double x = ceil(eye->range_m / dem->step_x_m - 1e-9),
           y = ceil(eye->range_m / dem->step_y_m - 1e-9);
    double column = (double)eye->column, row = (double)eye->row;
    double left = fmax(column - x, 0.0), right = fmin(column + x + 1.0, (double)dem->columns);
    double top = fmax(row - y, 0.0), bottom = fmin(row + y + 1.0, (double)dem->rows);
    return (struct tct_window){(size_t)left, (size_t)top, (size_t)(right - left),
                               (size_t)(bottom - top)};
}

static bool make_space(struct space *space, size_t longest, struct tct_arena *arena)
{
    /* No power of two apart, else a strip's lines would fall on the same lines of the cache. */
    space->line = (longest / 64 + 1) * 64 + 16;
    for (int i = 0; i < 2; i++)
        space->horizon[i] = TCT_ARENA_NEW(arena, double, longest + 4);
    space->seen = TCT_ARENA_NEW(arena, uint8_t, longest);
    space->turned = TCT_ARENA_NEW(arena, float, STRIP * space->line);
    space->turned_seen = TCT_ARENA_NEW(arena, uint8_t, STRIP * space->line);
    space->holes.count = 4 * longest;
    space->holes.met = TCT_ARENA_NEW(arena, uint8_t, space->holes.count + 1);
    return space->horizon[0] != NULL && space->horizon[1] != NULL && space->seen != NULL &&
           space->turned != NULL && space->turned_seen != NULL && space->holes.met != NULL;
}

enum tct_status tct_sight_open(const struct tct_dem *dem, size_t workers, struct tct_arena *arena,
                               struct tct_sight **ret_sight, struct tct_error *err)
{
    if (dem->rows == 0 || dem->columns > TCT_DEM_CELLS / dem->rows)
        return tct_fail(err, TCT_ERR_LIMIT, "sight: more than %d cells", TCT_DEM_CELLS);
    size_t longest = dem->columns > dem->rows ? dem->columns : dem->rows;
    struct tct_sight *sight = TCT_ARENA_NEW(arena, struct tct_sight, 1);
    struct space *spaces = TCT_ARENA_NEW(arena, struct space, workers);
    bool good = sight != NULL && spaces != NULL;
    for (size_t i = 0; i < workers && good; i++)
        good = make_space(&spaces[i], longest, arena);
    if (!good)
        return tct_fail(err, TCT_ERR_MEMORY, "sight: out of memory");
    *sight = (struct tct_sight){dem, workers, spaces};
    *ret_sight = sight;
    return TCT_OK;
}

/* Which eighth: bit 2 by columns, bit 1 against the axis, bit 0 against what lies across it. */
static struct eighth eighth_of(const struct tct_sight *sight, const struct tct_eye *eye,
                               size_t part, size_t worker)
{
    const struct tct_dem *dem = sight->dem;
    TCT_ASSERT(worker < sight->workers && eye->column < dem->columns && eye->row < dem->rows);
    struct eighth e = {.dem = dem, .eye = eye, .space = &sight->spaces[worker]};
    e.window = tct_sight_window(dem, eye);
    e.by_rows = (part & 4) == 0;
    e.along = (part & 2) != 0 ? -1 : 1;
    e.across = (part & 1) != 0 ? -1 : 1;
    int to_x = e.by_rows ? e.across : e.along, to_y = e.by_rows ? e.along : e.across;
    size_t x = eye->column - e.window.left, y = eye->row - e.window.top;
    x = to_x > 0 ? e.window.columns - 1 - x : x;
    y = to_y > 0 ? e.window.rows - 1 - y : y;
    e.reach = e.by_rows ? y : x;
    e.room = e.by_rows ? x : y;
    e.step_k_m = e.by_rows ? dem->step_y_m : dem->step_x_m;
    e.step_j_m = e.by_rows ? dem->step_x_m : dem->step_y_m;
    e.eye_m = (double)dem->heights_m[eye->row * dem->columns + eye->column] + eye->height_m;
    e.bend = isfinite(dem->earth_diameter_m) ? eye->curvature / dem->earth_diameter_m : 0.0;
    return e;
}

static void look(const struct eighth *e, size_t part)
{
    static const uint8_t own = TCT_SIGHT_SEEN;
    if (part == 0)
        eighth_deliver(e, e->eye->row, e->eye->column, 1, &own);
    eighth_begin(e);
    if (e->by_rows)
        eighth_by_rows(e);
    else
        eighth_by_columns(e);
}

void tct_sight_part(const struct tct_sight *sight, const struct tct_eye *eye, size_t part,
                    size_t worker, uint8_t *cells)
{
    struct eighth e = eighth_of(sight, eye, part, worker);
    e.cells = cells;
    look(&e, part);
}

void tct_sight_count(const struct tct_sight *sight, const struct tct_eye *eye, size_t worker,
                     const struct tct_sight_counts *counts)
{
    for (size_t part = 0; part < TCT_SIGHT_PARTS; part++) {
        struct eighth e = eighth_of(sight, eye, part, worker);
        e.counts = counts;
        look(&e, part);
    }
}
