/* Eighth: fronts and their horizons, by rows. */
#include "eighth.h"

#include <math.h>
#include <string.h>

#include "front.h"

/* A slope under all slopes. */
static const double NOTHING = -1e30;

/* The horizon of j = 0 at front k; that of j lies `across` * j from it. */
static double *axis(const struct eighth *e, size_t k)
{
    return e->space->horizon[k & 1] + (e->across > 0 ? 1 : e->room + 2);
}

void eighth_begin(const struct eighth *e)
{
    double *zero = axis(e, 0);
    for (int j = -1; j <= 1; j++)
        zero[j] = e->eye->ground_hides ? -e->eye->height_m : NOTHING;
    axis(e, 1)[-e->across] = 0.0; /* beside the axis: it weighs nothing, but must be a number */
    if (e->dem->has_holes)
        holes_clear(&e->space->holes);
}

size_t eighth_last(const struct eighth *e, size_t k)
{
    double range2 = e->eye->range_m * e->eye->range_m, along = (double)k * e->step_k_m;
    size_t j = k < e->room ? k : e->room;
    if (!(range2 > 0.0))
        return j;
    if (along * along > range2)
        return SIZE_MAX;
    double guess = sqrt(range2 - along * along) / e->step_j_m + 1.0;
    j = guess < (double)j ? (size_t)guess : j;
    for (; j > 0; j--) {
        double across = (double)j * e->step_j_m;
        if (along * along + across * across <= range2)
            break;
    }
    return j;
}

/* GDAL's rows east and west of the eye begin behind its neighbours, which hide by what they are. */
static void free_neighbour(const struct eighth *e, double base_m, const float *heights_m,
                           uint8_t *seen)
{
    double own = (double)heights_m[0] - base_m;
    axis(e, 1)[0] = isnan(own) ? NOTHING : own;
    seen[0] = TCT_SIGHT_SEEN;
}

void eighth_sweep(const struct eighth *e, size_t k, size_t last, const float *heights_m,
                  uint8_t *seen)
{
    bool back = e->across < 0;
    double along_m = (double)k * e->step_k_m, *before = axis(e, k - 1), *next = axis(e, k);
    const struct front front = {.count = last + 1,
                                .first = back ? (double)last : 0.0,
                                .step = back ? -1.0 : 1.0,
                                .per_k = 1.0 / (double)k,
                                .base_m = e->eye_m + e->bend * (along_m * along_m),
                                .bend_m = e->bend * (e->step_j_m * e->step_j_m),
                                .target_m = e->eye->target_height_m};
    ptrdiff_t shift = back ? (ptrdiff_t)last : 0; /* from j = 0 to what comes first in memory */
    if (last == k)                                /* nothing lies straight before the diagonal */
        before[e->across * (ptrdiff_t)k] = before[e->across * ((ptrdiff_t)k - 1)];
    double *straight = before - shift;
    front_sweep(&front, heights_m - shift, straight, straight - e->across, next - shift,
                seen - shift);
    if (k == 1 && e->eye->ground_hides && !e->by_rows)
        free_neighbour(e, front.base_m, heights_m, seen);
    if (e->dem->has_holes)
        holes_amend(&e->space->holes, k, front.count, front.first, front.step, heights_m - shift,
                    seen - shift);
}

void eighth_deliver(const struct eighth *e, size_t row, size_t column, size_t count,
                    const uint8_t *seen)
{
    if (e->cells != NULL) {
        memcpy(e->cells + (row - e->window.top) * e->window.columns + (column - e->window.left),
               seen, count);
        return;
    }
    uint16_t *into = e->counts->seen + row * e->dem->columns + column;
    for (size_t i = 0; i < count; i++)
        into[i] = (uint16_t)(into[i] + (seen[i] == TCT_SIGHT_SEEN ? 1 : 0));
    if (!e->dem->has_holes)
        return;
    into = e->counts->unknown + row * e->dem->columns + column;
    for (size_t i = 0; i < count; i++)
        into[i] = (uint16_t)(into[i] + (seen[i] == TCT_SIGHT_UNKNOWN ? 1 : 0));
}

void eighth_by_rows(const struct eighth *e)
{
    /* The axis is the eighth's whose j runs east, the diagonal the neighbour's by columns. */
    size_t from = e->across > 0 ? 0 : 1;
    uint8_t *zero = e->space->seen + (e->across > 0 ? 0 : e->room);
    for (size_t k = 1; k <= e->reach; k++) {
        size_t row = e->along > 0 ? e->eye->row + k : e->eye->row - k;
        size_t last = eighth_last(e, k), to = k - 1 < e->room ? k - 1 : e->room;
        if (last != SIZE_MAX)
            eighth_sweep(e, k, last, e->dem->heights_m + row * e->dem->columns + e->eye->column,
                         zero);
        for (size_t j = last == SIZE_MAX ? 0 : last + 1; j <= to; j++)
            zero[e->across * (ptrdiff_t)j] = TCT_SIGHT_BEYOND;
        if (to < from)
            continue;
        size_t first = e->across > 0 ? from : to; /* what comes first in memory */
        eighth_deliver(e, row, e->across > 0 ? e->eye->column + first : e->eye->column - first,
                       to - from + 1, zero + e->across * (ptrdiff_t)first);
    }
}
