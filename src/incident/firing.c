/* What is likeliest of a firing. */
#include "tacet/incident/firing.h"

enum tct_firing_kind tct_firing_kind(const struct tct_firing *firing)
{
    int best = 0;
    if (!firing->classified)
        return TCT_FIRING_OTHER;
    for (int kind = 1; kind < TCT_FIRING_KIND_COUNT; kind++)
        if (firing->kind_p[kind] > firing->kind_p[best])
            best = kind;
    return (enum tct_firing_kind)best;
}

enum tct_side tct_firing_side(const struct tct_firing *firing, double decided_p)
{
    if (firing->has_side && firing->side_p[TCT_SIDE_LEFT] >= decided_p)
        return TCT_SIDE_LEFT;
    if (firing->has_side && firing->side_p[TCT_SIDE_RIGHT] >= decided_p)
        return TCT_SIDE_RIGHT;
    return TCT_SIDE_UNDETERMINED;
}
