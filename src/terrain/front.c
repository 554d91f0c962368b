/* Front: the inner loop of a viewshed, without branches and without order among its cells. */
#include "front.h"

/* The same sums in the same order with four lanes as with two: no fused operations. Clang 14 leaves
 * clones without what chooses among them when they lie in a library. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define WIDE_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define WIDE_CLONES
#endif

WIDE_CLONES void front_sweep(const struct front *front, const float *heights_m,
                             const double *straight, const double *diagonal, double *restrict next,
                             uint8_t *restrict seen)
{
    const struct front f = *front;
    const int count = (int)f.count;
    for (int m = 0; m < count; m++) {
        double j = f.first + f.step * (double)m;
        double horizon = straight[m] + (diagonal[m] - straight[m]) * (j * f.per_k);
        double rise_m = (double)heights_m[m] - f.base_m - f.bend_m * (j * j);
        double own = rise_m * f.per_k;
        next[m] = own > horizon ? own : horizon;
        seen[m] = (rise_m + f.target_m) * f.per_k >= horizon ? 255 : 0;
    }
}
