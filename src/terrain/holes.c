/* Holes: directions that are not known any more. */
#include "holes.h"

#include <math.h>
#include <string.h>

#include "tacet/terrain/sight.h"

void holes_clear(const struct holes *holes)
{
    memset(holes->met, 0, holes->count + 1);
}

/* The directions from (j - 1) / k to (j + 1) / k. */
static void meet(const struct holes *holes, double j, double k)
{
    double all = (double)holes->count;
    double from = fmax(floor((j - 1.0) / k * all), 0.0), to = fmin(ceil((j + 1.0) / k * all), all);
    memset(holes->met + (size_t)from, 1, (size_t)(to - from) + 1);
}

void holes_amend(const struct holes *holes, size_t k, size_t count, double first, double step,
                 const float *heights_m, uint8_t *seen)
{
    double per_k = (double)holes->count / (double)k;
    for (size_t m = 0; m < count; m++) {
        size_t direction = (size_t)((first + step * (double)m) * per_k);
        if (isnan(heights_m[m]) || (seen[m] == TCT_SIGHT_SEEN && holes->met[direction]))
            seen[m] = TCT_SIGHT_UNKNOWN;
    }
    for (size_t m = 0; m < count; m++)
        if (isnan(heights_m[m]))
            meet(holes, first + step * (double)m, (double)k);
}
