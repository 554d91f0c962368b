/* Bursts: rounds in a rhythm, heard kilometres apart, whose trains fit at many shifts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "range.h"

enum { LINE_STATIONS = 12, OWNERS_MOST = 128 };

/* Who fired each detection; -1 for nobody. */
static int owner[DETECTIONS_MOST];

/* What is common to all rounds of a burst. */
struct weapon {
    struct tct_plane place;
    double first_s, pause_s, jitter_s;
    double chance; /* of a station hearing a round */
};

static struct scene *line_of_stations(uint64_t seed)
{
    struct tct_plane places[LINE_STATIONS];
    struct tct_random random;
    tct_random_init(&random, seed, 0);
    for (size_t i = 0; i < LINE_STATIONS; i++)
        places[i] = (struct tct_plane){1200.0 * ((double)i - 5.5),
                                       3000.0 * (tct_random_uniform(&random) - 0.5)};
    struct scene *s = scene_of(places, LINE_STATIONS);
    tct_random_init(&s->random, seed, 1);
    return s;
}

/* Rounds numbered from `number`, which share the errors of their paths but for 3 ms. */
static void fire_burst(struct scene *s, const struct weapon *weapon, size_t rounds, int number)
{
    double path_s[LINE_STATIONS];
    for (size_t i = 0; i < LINE_STATIONS; i++)
        path_s[i] = path_sigma_s(s, 8.0) * tct_random_normal(&s->random);
    for (size_t round = 0; round < rounds; round++) {
        double x_m = weapon->place.x_m + 2.0 * tct_random_normal(&s->random);
        double y_m = weapon->place.y_m + 2.0 * tct_random_normal(&s->random);
        double time_s = weapon->first_s + weapon->pause_s * (double)round +
                        weapon->jitter_s * tct_random_normal(&s->random);
        for (size_t i = 0; i < LINE_STATIONS; i++) {
            double travel_s = tct_travel_time_s(s->stations[i].x_m - x_m, s->stations[i].y_m - y_m,
                                                0.0, speed(), 0.0, 0.0);
            if (tct_random_uniform(&s->random) > weapon->chance)
                continue;
            owner[s->detection_count] = number + (int)round;
            heard(s, (uint32_t)i,
                  time_s + travel_s + path_s[i] + 0.003 * tct_random_normal(&s->random));
        }
    }
}

static void add_clutter(struct scene *s, size_t count, double within_s)
{
    for (size_t i = 0; i < count; i++) {
        owner[s->detection_count] = -1;
        heard(s, (uint32_t)((double)LINE_STATIONS * tct_random_uniform(&s->random)),
              within_s * tct_random_uniform(&s->random));
    }
}

/* The round that most picks of a group are of, and whether 60 % of the larger of both are. */
static bool is_right(const struct scene *s, const struct tct_group *group, int *ret_round)
{
    size_t of[OWNERS_MOST] = {0}, fired = 0, best = 0;
    for (size_t k = 0; k < group->pick_count; k++)
        if (owner[group->picks[k]] >= 0)
            of[owner[group->picks[k]]]++;
    for (size_t i = 1; i < OWNERS_MOST; i++)
        if (of[i] > of[best])
            best = i;
    for (size_t i = 0; i < s->detection_count; i++)
        fired += owner[i] == (int)best;
    *ret_round = (int)best;
    size_t larger = fired > group->pick_count ? fired : group->pick_count;
    return 10 * of[best] >= 6 * larger;
}

static size_t count_right(const struct scene *s, const struct tct_group *groups, size_t count)
{
    bool told[OWNERS_MOST] = {false};
    size_t right = 0;
    for (size_t i = 0; i < count; i++) {
        int round;
        if (is_right(s, &groups[i], &round) && !told[round]) {
            told[round] = true;
            right++;
        }
    }
    return right;
}

static void the_trains_of_a_burst_are_not_shifted(void **state)
{
    (void)state;
    enum { WORLDS = 12, ROUNDS = 12 };
    size_t right = 0, found = 0;
    for (uint64_t world = 1; world <= WORLDS; world++) {
        struct scene *s = line_of_stations(world);
        double pause_s = 0.06 * pow(10.0, (double)world / WORLDS);
        const struct weapon weapon = {
            {-2000.0 + 300.0 * (double)world, 2500.0}, 60.0, pause_s, 0.008, 0.85};
        size_t count;
        fire_burst(s, &weapon, ROUNDS, 0);
        add_clutter(s, 60, 600.0);
        const struct tct_group *groups = associated(s, &count);
        right += count_right(s, groups, count);
        found += count;
        tct_arena_free(&s->arena);
    }
    assert_true(100 * right >= 98 * WORLDS * ROUNDS);
    assert_true(100 * right >= 98 * found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_trains_of_a_burst_are_not_shifted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
