/* What somebody else's program does with the installed libtacet-tension: fits clusters of events,
 * and finds that most of them answer others. */
#include "tacet/tension.h"

enum { CLUSTERS = 40, EACH = 6 };

int main(void)
{
    double times[CLUSTERS * EACH];
    for (int i = 0; i < CLUSTERS * EACH; i++)
        times[i] = 2.0 * (i / EACH) + 0.01 * (i % EACH) * (i % EACH);
    struct tct_series series = {
        .times = times, .count = CLUSTERS * EACH, .type_count = 1, .end = 2.0 * CLUSTERS};
    struct tct_hawkes start = {.kernel = TCT_KERNEL_EXPONENTIAL, .type_count = 1};
    struct tct_hawkes_fit fit;
    struct tct_error err;
    enum tct_status status = tct_hawkes_fit(&start, &series, &fit, &err);
    return status == TCT_OK && fit.model.n[0][0] > 0.7 && fit.model.n[0][0] < 1.0 ? 0 : 1;
}
