/* Listeners: levels at the stations around a source, and what they make of them. */
#include "listeners.h"

#include <math.h>

#include "at_least.h"
#include "normal.h"

/* A chance of hearing that is no longer counted; below the threshold by HEARS_SIGMAS. */
static const double HEARS_P_LEAST = 1e-4;

/* No edge takes more (tct_obstacle_db). */
static const double OBSTACLE_MOST_DB = 25.0;

/* An event that is less probable is none: nothing is said of it. */
static const double EVENT_P_LEAST = 1e-9;

/* How the effective speed of sound changes with height along a path of (dx, dy), d metres long. */
static double bending_per_s(const struct tct_coverage *coverage, double dx, double dy, double d)
{
    const struct tct_profile *profile = &coverage->setup.profile;
    double windier = profile->windier_x_per_s * dx + profile->windier_y_per_s * dy;
    return coverage->warm_bending_per_s + (d > 0.0 ? windier / d : 0.0);
}

/* What the shadow of air that bends sound up leaves of a level. */
static double in_shadow_db(const struct tct_coverage *coverage, const struct listener *listener,
                           double d, double bending, double open_db)
{
    if (bending >= 0.0)
        return open_db;
    double shadow_m = d - tct_shadow_edge_m(coverage->setup.loudness.height_m, listener->height_m,
                                            coverage->sound_speed_m_s, bending);
    return shadow_m > 0.0 ? level_in_shadow_db(&coverage->level, d, shadow_m, bending) : open_db;
}

/* To first order: the greater of what an edge in the way takes and of what the shadow of air that
 * bends sound up does. Even ground that such air hides is an edge of hardly any detour: there it is
 * the shadow that counts. The ground is not asked where no edge could change who hears. */
static double level_at(const struct tct_coverage *coverage, const struct listener *listener,
                       struct tct_plane place, double d, double open_db)
{
    const struct tct_coverage_setup *setup = &coverage->setup;
    double bending =
        bending_per_s(coverage, listener->x_m - place.x_m, listener->y_m - place.y_m, d);
    double level_db = in_shadow_db(coverage, listener, d, bending, open_db);
    double unsure_db = HEARS_SIGMAS * setup->spread_db;
    if (setup->detour == NULL || level_db < listener->threshold_db - unsure_db ||
        level_db > listener->threshold_db + unsure_db + OBSTACLE_MOST_DB)
        return level_db;
    double detour_m =
        setup->detour(setup->ground, place, listener->station, bending / coverage->sound_speed_m_s);
    return detour_m > 0.0 ? fmin(level_db, level_behind_edge_db(&coverage->level, d, detour_m))
                          : level_db;
}

/* False when it hardly ever hears. */
static bool hears(const struct tct_coverage *coverage, const struct listener *listener,
                  struct tct_plane place, struct hearer *ret_hearer)
{
    double dx = listener->x_m - place.x_m, dy = listener->y_m - place.y_m;
    double square = dx * dx + dy * dy;
    if (!(square < listener->reach2_m2)) /* true for NaN */
        return false;
    double d = sqrt(square), spread_db = coverage->setup.spread_db;
    double lowest_db = listener->threshold_db - HEARS_SIGMAS * spread_db;
    double level_db = level_open_db(&coverage->level, d);
    if (level_db >= lowest_db)
        level_db = level_at(coverage, listener, place, d, level_db);
    if (level_db < lowest_db)
        return false;
    double above = (level_db - listener->threshold_db) / spread_db;
    *ret_hearer =
        (struct hearer){listener, d, level_db, listener->listening_p * normal_below(above), 0.0};
    return ret_hearer->p > HEARS_P_LEAST;
}

double tct_coverage_hears_p(const struct tct_coverage *coverage, struct tct_plane place,
                            size_t station)
{
    struct hearer hearer;
    TCT_ASSERT(station < coverage->setup.network->station_count);
    const struct listener *listener = &coverage->listeners[coverage->listener_of[station]];
    return hears(coverage, listener, place, &hearer) ? hearer.p : 0.0;
}

/* The first listener that is not west of `x_m`. */
static size_t first_from(const struct tct_coverage *coverage, double x_m)
{
    size_t low = 0, high = coverage->setup.network->station_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (coverage->listeners[middle].x_m < x_m)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t least_probable(const struct hearer *hearers, size_t count)
{
    size_t least = 0;
    for (size_t i = 1; i < count; i++)
        if (hearers[i].p < hearers[least].p)
            least = i;
    return least;
}

/* By distance, so that nothing depends on the frame's axes: insertion, as there are few. */
static void nearest_first(struct hearer *hearers, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct hearer moved = hearers[i];
        size_t at = i;
        for (; at > 0 && hearers[at - 1].distance_m > moved.distance_m; at--)
            hearers[at] = hearers[at - 1];
        hearers[at] = moved;
    }
}

size_t listeners_hearing(const struct tct_coverage *coverage, struct tct_plane place,
                         struct hearer ret_hearers[HEARERS_MOST], double *ret_mean)
{
    size_t count = 0;
    *ret_mean = 0.0;
    for (size_t i = first_from(coverage, place.x_m - coverage->reach_m);
         i < coverage->setup.network->station_count &&
         coverage->listeners[i].x_m < place.x_m + coverage->reach_m;
         i++) {
        struct hearer hearer;
        if (!hears(coverage, &coverage->listeners[i], place, &hearer))
            continue;
        *ret_mean += hearer.p;
        if (count < HEARERS_MOST) {
            ret_hearers[count++] = hearer;
            continue;
        }
        size_t least = least_probable(ret_hearers, count);
        if (hearer.p > ret_hearers[least].p)
            ret_hearers[least] = hearer;
    }
    nearest_first(ret_hearers, count);
    return count;
}

/* That fewer than `least` of two independent numbers of things happened. */
static double fewer_than(const struct count *a, const struct count *b, size_t least)
{
    double sum = 0.0;
    for (size_t i = 0; i < least; i++)
        for (size_t k = 0; i + k < least; k++)
            sum += a->p[i] * b->p[k];
    return sum;
}

double hearers_if_event(struct hearer *hearers, size_t count)
{
    static const struct count none = {{1.0}};
    struct count before[HEARERS_MOST + 1], after = none;
    before[0] = none;
    for (size_t i = 0; i < count; i++) {
        before[i + 1] = before[i];
        count_add(&before[i + 1], hearers[i].p);
    }
    double event_p = 1.0 - fewer_than(&before[count], &none, TCT_COVERAGE_HEARERS);
    if (!(event_p > EVENT_P_LEAST))
        return 0.0;
    for (size_t i = count; i-- > 0;) {
        double others_p = 1.0 - fewer_than(&before[i], &after, TCT_COVERAGE_HEARERS - 1);
        hearers[i].if_event_p = fmin(1.0, fmax(0.0, hearers[i].p * others_p / event_p));
        count_add(&after, hearers[i].p);
    }
    return event_p;
}
