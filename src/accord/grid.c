/* Which commitments are near: squares over all zones, each with the commitments that reach into it.
 */
#include <math.h>

#include "book_parts.h"

enum { SQUARES_ABOUT = 4096, ACROSS_MOST = 4096 };

struct grid {
    struct box box;
    double side_m; /* of a square */
    int columns, rows;
    uint32_t *starts; /* [columns * rows + 1] */
    uint32_t *list;
    uint32_t *everywhere; /* commitments without a zone */
    size_t everywhere_count;
    const struct box *boxes;
    uint32_t *seen; /* by commitment: the last question that came by it */
    uint32_t question;
};

/* From the first to the last square of each axis; false: none. */
static bool squares_of(const struct grid *grid, const struct box *box, int ret[4])
{
    if (!(box->west_m <= grid->box.east_m && box->east_m >= grid->box.west_m &&
          box->south_m <= grid->box.north_m && box->north_m >= grid->box.south_m))
        return false;
    double ends[4] = {box->west_m - grid->box.west_m, box->east_m - grid->box.west_m,
                      box->south_m - grid->box.south_m, box->north_m - grid->box.south_m};
    for (int i = 0; i < 4; i++) {
        double most = i < 2 ? grid->columns - 1 : grid->rows - 1;
        ret[i] = (int)fmin(most, fmax(0.0, floor(ends[i] / grid->side_m)));
    }
    return true;
}

static struct box all_boxes(const struct box *boxes, size_t count)
{
    struct box all = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < count; i++) {
        if (isinf(boxes[i].west_m))
            continue;
        all.west_m = fmin(all.west_m, boxes[i].west_m);
        all.south_m = fmin(all.south_m, boxes[i].south_m);
        all.east_m = fmax(all.east_m, boxes[i].east_m);
        all.north_m = fmax(all.north_m, boxes[i].north_m);
    }
    return all;
}

/* As many as there are to be, whatever the ground's shape. */
static void set_squares(struct grid *grid)
{
    double width_m = fmax(1.0, grid->box.east_m - grid->box.west_m);
    double height_m = fmax(1.0, grid->box.north_m - grid->box.south_m);
    grid->side_m =
        fmax(sqrt(width_m * height_m / SQUARES_ABOUT), fmax(width_m, height_m) / ACROSS_MOST);
    grid->columns = (int)(width_m / grid->side_m) + 1;
    grid->rows = (int)(height_m / grid->side_m) + 1;
}

/* Counts, or fills; starts are then moved on to the ends. */
static void enter(struct grid *grid, size_t count, bool fill)
{
    for (size_t i = 0; i < count; i++) {
        int at[4];
        if (isinf(grid->boxes[i].west_m)) {
            if (fill)
                grid->everywhere[grid->everywhere_count++] = (uint32_t)i;
            continue;
        }
        if (!squares_of(grid, &grid->boxes[i], at))
            continue;
        for (int y = at[2]; y <= at[3]; y++) {
            for (int x = at[0]; x <= at[1]; x++) {
                uint32_t *start = &grid->starts[y * grid->columns + x];
                if (fill)
                    grid->list[(*start)++] = (uint32_t)i;
                else
                    start[1]++;
            }
        }
    }
}

enum tct_status grid_open(const struct tct_accord_setup *setup, struct tct_arena *arena,
                          struct grid **ret, struct tct_error *err)
{
    size_t count = setup->commitment_count;
    struct grid *grid = TCT_ARENA_NEW(arena, struct grid, 1);
    struct box *boxes = TCT_ARENA_NEW(arena, struct box, count + 1);
    if (grid == NULL || boxes == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for commitments");
    for (size_t i = 0; i < count; i++)
        boxes[i] = setup->commitments[i].zone == NULL
                       ? (struct box){-INFINITY, -INFINITY, INFINITY, INFINITY}
                       : shape_box(setup->commitments[i].zone);
    *grid = (struct grid){.boxes = boxes, .box = all_boxes(boxes, count)};
    set_squares(grid);
    size_t squares = (size_t)grid->columns * (size_t)grid->rows;
    grid->starts = TCT_ARENA_NEW(arena, uint32_t, squares + 2);
    grid->everywhere = TCT_ARENA_NEW(arena, uint32_t, count + 1);
    grid->seen = TCT_ARENA_NEW(arena, uint32_t, count + 1);
    if (grid->starts == NULL || grid->everywhere == NULL || grid->seen == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for commitments");
    enter(grid, count, false);
    for (size_t i = 0; i < squares; i++)
        grid->starts[i + 1] += grid->starts[i];
    grid->list = TCT_ARENA_NEW(arena, uint32_t, grid->starts[squares] + (size_t)1);
    if (grid->list == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for commitments");
    enter(grid, count, true);
    for (size_t i = squares; i > 0; i--)
        grid->starts[i] = grid->starts[i - 1];
    grid->starts[0] = 0;
    *ret = grid;
    return TCT_OK;
}

static bool touch(const struct box *a, const struct box *b)
{
    return a->west_m <= b->east_m && a->east_m >= b->west_m && a->south_m <= b->north_m &&
           a->north_m >= b->south_m;
}

size_t grid_near(struct grid *grid, const struct box *box, uint32_t *ret)
{
    size_t count = 0;
    int at[4];
    for (size_t i = 0; i < grid->everywhere_count; i++)
        ret[count++] = grid->everywhere[i];
    if (!squares_of(grid, box, at))
        return count;
    grid->question++;
    for (int y = at[2]; y <= at[3]; y++) {
        for (int x = at[0]; x <= at[1]; x++) {
            for (uint32_t i = grid->starts[y * grid->columns + x];
                 i < grid->starts[y * grid->columns + x + 1]; i++) {
                uint32_t number = grid->list[i];
                if (grid->seen[number] == grid->question || !touch(&grid->boxes[number], box))
                    continue;
                grid->seen[number] = grid->question;
                ret[count++] = number;
            }
        }
    }
    return count;
}
