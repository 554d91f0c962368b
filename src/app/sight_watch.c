/* How a zone of withdrawal is verified: few points from which much of it is seen. */
#include <string.h>

#include "sight.h"

struct watching {
    struct sight *sight;
    struct tct_sight *engine;
    const struct tct_eye *eyes;
    size_t eye_count, words;
    const size_t *cells; /* of the zone, by number in the model */
    size_t cell_count;
    uint64_t *members; /* a row an eye */
    uint8_t **seen;    /* a window a worker */
};

static void look_part(void *work, size_t eye, size_t worker)
{
    const struct watching *w = work;
    const struct tct_dem *dem = &w->sight->dem;
    struct tct_window window = tct_sight_window(dem, &w->eyes[eye]);
    uint64_t *row = w->members + eye * w->words;
    for (size_t part = 0; part < TCT_SIGHT_PARTS; part++)
        tct_sight_part(w->engine, &w->eyes[eye], part, worker, w->seen[worker]);
    for (size_t i = 0; i < w->cell_count; i++) {
        size_t column = w->cells[i] % dem->columns - window.left,
               line = w->cells[i] / dem->columns - window.top; /* wraps around when outside */
        if (column < window.columns && line < window.rows &&
            w->seen[worker][line * window.columns + column] == TCT_SIGHT_SEEN)
            row[i / 64] |= (uint64_t)1 << (i % 64);
    }
}

/* The cells in any of the zones, each once. */
static enum tct_status zone_cells(struct watching *w, const struct tct_shapes *zones,
                                  struct tct_error *err)
{
    const struct tct_dem *dem = &w->sight->dem;
    size_t *cells = TCT_ARENA_NEW(&w->sight->arena, size_t, dem->columns * dem->rows);
    if (cells == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    for (size_t i = 0; i < dem->columns * dem->rows; i++) {
        double x = dem->west_m + ((double)(i % dem->columns) + 0.5) * dem->step_x_m;
        double y = dem->north_m - ((double)(i / dem->columns) + 0.5) * dem->step_y_m;
        bool inside = false;
        for (size_t z = 0; z < zones->count && !inside; z++)
            inside =
                zones->items[z].shape == TCT_SHAPE_AREA && tct_shape_holds(&zones->items[z], x, y);
        if (inside)
            cells[w->cell_count++] = i;
    }
    w->cells = cells;
    return w->cell_count > 0 ? TCT_OK
                             : tct_fail(err, TCT_ERR_INPUT,
                                        "found no cell of the model in the zones, expected zones "
                                        "on the model");
}

static enum tct_status make_room(struct watching *w, struct tct_error *err)
{
    struct tct_arena *arena = &w->sight->arena;
    size_t workers = workers_executor(w->sight->workers)->workers;
    w->words = (w->cell_count + 63) / 64;
    w->members = TCT_ARENA_NEW(arena, uint64_t, w->words * w->eye_count);
    w->seen = TCT_ARENA_NEW(arena, uint8_t *, workers);
    bool good = w->members != NULL && w->seen != NULL;
    for (size_t i = 0; i < workers && good; i++) {
        w->seen[i] = TCT_ARENA_NEW(arena, uint8_t, w->sight->dem.columns * w->sight->dem.rows);
        good = w->seen[i] != NULL;
    }
    if (!good)
        return tct_fail(err, TCT_ERR_MEMORY,
                        "out of memory for %zu points that watch %zu cells (--range)", w->eye_count,
                        w->cell_count);
    return tct_sight_open(&w->sight->dem, workers, arena, &w->engine, err);
}

static enum tct_status choose(const struct watching *w, size_t wanted, struct sight_watch *ret,
                              struct tct_error *err)
{
    struct tct_arena *arena = &w->sight->arena;
    struct tct_cover cover = {w->eye_count,
                              w->cell_count,
                              w->words,
                              w->members,
                              TCT_ARENA_NEW(arena, uint64_t, w->words),
                              TCT_ARENA_NEW(arena, size_t, w->eye_count)};
    ret->points = TCT_ARENA_NEW(arena, size_t, w->eye_count);
    ret->held = TCT_ARENA_NEW(arena, size_t, w->eye_count);
    if (cover.covered == NULL || cover.gains == NULL || ret->points == NULL || ret->held == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    for (size_t k = 0; k < w->words; k++) {
        uint64_t any = 0;
        for (size_t s = 0; s < w->eye_count; s++)
            any |= w->members[s * w->words + k];
        ret->coverable += (size_t)__builtin_popcountll(any);
    }
    ret->cells = w->cell_count;
    ret->wanted = wanted;
    ret->chosen = tct_cover_choose(&cover, wanted, ret->points, ret->held, &ret->bound);
    return TCT_OK;
}

enum tct_status sight_watch(struct sight *sight, const struct tct_shapes *zones,
                            const struct tct_shapes *candidates, double range_m, size_t wanted,
                            struct sight_watch *ret_watch, struct tct_error *err)
{
    const struct tct_executor *executor = workers_executor(sight->workers);
    struct tct_eye *eyes = TCT_ARENA_NEW(&sight->arena, struct tct_eye, candidates->count);
    struct watching w = {.sight = sight, .eyes = eyes, .eye_count = candidates->count};
    enum tct_status status = eyes != NULL ? TCT_OK : tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    *ret_watch = (struct sight_watch){0};
    for (size_t i = 0; i < candidates->count && status == TCT_OK; i++) {
        status = sight_eye(sight, candidates->items[i].x[0], candidates->items[i].y[0],
                           candidates->items[i].name, &eyes[i], err);
        eyes[i].range_m = range_m;
    }
    if (status == TCT_OK)
        status = zone_cells(&w, zones, err);
    if (status == TCT_OK)
        status = make_room(&w, err);
    if (status != TCT_OK)
        return status;
    executor->run(executor->user, w.eye_count, look_part, &w);
    return choose(&w, wanted, ret_watch, err);
}
