/* Worlds of firings, drawn at random. */
#include "worlds.h"

#include <math.h>

static void draw_kind(struct tct_random *random, struct tct_firing *firing)
{
    double sum = 0.0;
    firing->classified = tct_random_uniform(random) < 0.9;
    for (int kind = 0; kind < TCT_FIRING_KIND_COUNT; kind++) {
        firing->kind_p[kind] = pow(tct_random_uniform(random), kind == 0 ? 1.0 : 4.0);
        sum += firing->kind_p[kind];
    }
    for (int kind = 0; kind < TCT_FIRING_KIND_COUNT; kind++)
        firing->kind_p[kind] /= sum;
}

static void draw_side(struct tct_random *random, struct tct_firing *firing)
{
    double left = tct_random_uniform(random), none = 0.1 * tct_random_uniform(random);
    left = tct_random_uniform(random) < 0.5 ? left * left * left : 1.0 - left * left * left;
    firing->has_side = tct_random_uniform(random) < 0.9;
    firing->side_p[TCT_SIDE_LEFT] = (1.0 - none) * left;
    firing->side_p[TCT_SIDE_RIGHT] = (1.0 - none) * (1.0 - left);
    firing->side_p[TCT_SIDE_UNDETERMINED] = none;
}

struct tct_firing random_firing(struct tct_random *random, double wide_m, double long_s)
{
    struct tct_firing firing = {.placed = tct_random_uniform(random) < 0.95};
    double sigma_m =
        tct_random_uniform(random) < 0.15 ? 1500.0 : 40.0 * tct_random_exponential(random);
    firing.time_ns = (int64_t)floor(1e3 * long_s * tct_random_uniform(random)) * 1000000;
    firing.time_sigma_s = 0.01 * tct_random_exponential(random) + 1e-4;
    firing.place.x_m = floor(wide_m * tct_random_uniform(random));
    firing.place.y_m = floor(0.2 * wide_m * tct_random_uniform(random));
    firing.covariance_m2[0] = firing.covariance_m2[2] = floor(sigma_m * sigma_m) + 1.0;
    draw_kind(random, &firing);
    draw_side(random, &firing);
    return firing;
}

struct tct_firing cloud_firing(struct tct_random *random, double wide_m, double long_s)
{
    struct tct_firing firing = random_firing(random, wide_m, long_s);
    double cloud = tct_random_uniform(random) < 0.5 ? 0.0 : 2.6 * wide_m;
    firing.placed = true;
    firing.covariance_m2[0] = firing.covariance_m2[2] = 100.0;
    firing.classified = firing.classified && tct_random_uniform(random) < 0.01;
    firing.place.x_m += cloud;
    firing.place.y_m = floor(wide_m * tct_random_uniform(random));
    return firing;
}

struct tct_firing swapped(const struct tct_firing *firing)
{
    struct tct_firing other = *firing;
    other.side_p[TCT_SIDE_LEFT] = firing->side_p[TCT_SIDE_RIGHT];
    other.side_p[TCT_SIDE_RIGHT] = firing->side_p[TCT_SIDE_LEFT];
    return other;
}

void shuffle(struct tct_random *random, uint32_t *order, size_t count)
{
    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t)i;
    for (size_t i = count; i > 1; i--) {
        size_t other = (size_t)(tct_random_uniform(random) * (double)i);
        uint32_t kept = order[i - 1];
        order[i - 1] = order[other];
        order[other] = kept;
    }
}
