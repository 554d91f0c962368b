/* At least: how probable it is that so many of many independent things happen. */
#include "at_least.h"

void count_add(struct count *count, double p)
{
    for (size_t k = COUNT_FEWER; k-- > 1;)
        count->p[k] += p * (count->p[k - 1] - count->p[k]);
    count->p[0] -= p * count->p[0];
}

double tct_at_least_p(const double *p, size_t count, size_t least)
{
    TCT_ASSERT(least >= 1 && least <= COUNT_FEWER);
    struct count so_far = {{1.0}};
    double fewer = 0.0;
    for (size_t i = 0; i < count; i++)
        count_add(&so_far, p[i]);
    for (size_t k = 0; k < least; k++)
        fewer += so_far.p[k];
    return 1.0 - fewer < 0.0 ? 0.0 : 1.0 - fewer;
}
