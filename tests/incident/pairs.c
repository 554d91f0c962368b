/* All pairs compared. */
#include "pairs.h"

#include <math.h>

static bool heavy(const struct tct_firing *firing)
{
    enum tct_firing_kind kind = tct_firing_kind(firing);
    return kind == TCT_FIRING_LAUNCH || kind == TCT_FIRING_EXPLOSION;
}

static bool vague(const struct tct_rules *rules, const struct tct_firing *firing)
{
    return sqrt(5.991464547107979 * firing->covariance_m2[0]) > rules->reach_m;
}

bool present(const struct oracle *o, size_t i)
{
    return o->there[i] && o->firings[i].placed;
}

static bool pair(const struct oracle *o, const struct tct_rules *rules, size_t i, size_t k)
{
    const struct tct_firing *a = &o->firings[i], *b = &o->firings[k];
    double reach_m = heavy(a) && heavy(b) ? rules->heavy_reach_m : rules->reach_m;
    double x = a->place.x_m - b->place.x_m, y = a->place.y_m - b->place.y_m;
    return present(o, i) && present(o, k) && o->label[i] == o->label[k] &&
           fabs((double)(a->time_ns - b->time_ns)) <= 1e9 * rules->quiet_s &&
           x * x + y * y <= reach_m * reach_m;
}

uint32_t root_of(struct oracle *o, uint32_t i)
{
    while (o->root[i] != i)
        i = o->root[i] = o->root[o->root[i]];
    return i;
}

/* The firing that a vague one hangs on, or FIRINGS_MOST. */
static size_t anchor_of(const struct oracle *o, const struct tct_rules *rules, size_t i)
{
    size_t best = FIRINGS_MOST;
    double best_gap = 0.0, best_m = 0.0;
    for (size_t k = 0; k < o->count; k++) {
        if (k == i || vague(rules, &o->firings[k]) || !pair(o, rules, i, k))
            continue;
        const struct tct_firing *a = &o->firings[i], *b = &o->firings[k];
        double gap = fabs((double)(a->time_ns - b->time_ns));
        double x = a->place.x_m - b->place.x_m, y = a->place.y_m - b->place.y_m;
        double m = x * x + y * y;
        bool nearer = best == FIRINGS_MOST || gap < best_gap || (gap == best_gap && m < best_m) ||
                      (gap == best_gap && m == best_m && b->time_ns < o->firings[best].time_ns);
        if (nearer) {
            best = k;
            best_gap = gap;
            best_m = m;
        }
    }
    return best;
}

static void label_all(struct oracle *o)
{
    for (size_t i = 0; i < o->count; i++) {
        o->label[i] = TCT_NO_NUMBER;
        for (uint32_t k = 0; k < ACTIVITIES && present(o, i); k++)
            if (o->notified[k] && tct_activity_fits(&o->activities[k], &o->firings[i]) &&
                (o->label[i] == TCT_NO_NUMBER ||
                 o->activities[k].notified_ns < o->activities[o->label[i]].notified_ns))
                o->label[i] = k;
    }
}

void group_all(struct oracle *o, const struct tct_rules *rules)
{
    size_t anchors[FIRINGS_MOST];
    label_all(o);
    for (uint32_t i = 0; i < o->count; i++) {
        o->root[i] = i;
        anchors[i] = vague(rules, &o->firings[i]) ? anchor_of(o, rules, i) : FIRINGS_MOST;
    }
    for (uint32_t i = 0; i < o->count; i++)
        for (uint32_t k = 0; k < i; k++)
            if (vague(rules, &o->firings[i]) == vague(rules, &o->firings[k]) &&
                anchors[i] == FIRINGS_MOST && anchors[k] == FIRINGS_MOST && pair(o, rules, i, k))
                o->root[root_of(o, i)] = root_of(o, k);
    for (uint32_t i = 0; i < o->count; i++)
        if (anchors[i] != FIRINGS_MOST)
            o->root[i] = root_of(o, (uint32_t)anchors[i]);
}
