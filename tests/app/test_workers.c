/* Workers: every part is carried out once, and what the network answers does not depend on them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tacet/acoustics.h"
#include "tacet/network.h"
#include "workers.h"

enum { PARTS_MOST = 1000, WORKERS_MOST = 9 };

struct counting {
    unsigned times[PARTS_MOST];
    size_t workers;
    unsigned at_work[WORKERS_MOST]; /* of each worker, never two at once */
};

static void count_part(void *work, size_t part, size_t worker)
{
    struct counting *counting = work;
    assert_true(worker < counting->workers);
    counting->at_work[worker]++;
    counting->times[part]++;
    counting->at_work[worker]--;
}

static void every_part_is_carried_out_once(void **state)
{
    (void)state;
    static const size_t parts[] = {0, 1, 2, 3, 7, 100, PARTS_MOST};
    for (size_t count = 1; count <= WORKERS_MOST; count++) {
        struct workers *workers = workers_start(count);
        assert_non_null(workers);
        const struct tct_executor *executor = workers_executor(workers);
        assert_int_equal(executor->workers, count);
        for (unsigned again = 0; again < 200; again++) {
            static struct counting counting;
            size_t wanted = parts[again % TCT_COUNT(parts)];
            counting = (struct counting){.workers = count};
            executor->run(executor->user, wanted, count_part, &counting);
            for (size_t i = 0; i < PARTS_MOST; i++)
                assert_int_equal(counting.times[i], i < wanted);
        }
        workers_stop(workers);
    }
    assert_true(workers_usable() >= 1);
}

/* An hour of a line: more picks than several parts of them have. */
enum { STATIONS = 48, SHOTS = 500, CLUTTER = 9000, DETECTIONS_MOST = 20000 };

struct world {
    struct tct_station stations[STATIONS];
    struct tct_weather weather;
    struct tct_detection detections[DETECTIONS_MOST];
    size_t count;
};

static const int64_t START_NS = INT64_C(1767225600) * TCT_NS_PER_S;

static void report(struct world *w, uint32_t station, double time_s)
{
    assert_true(w->count < DETECTIONS_MOST);
    struct tct_detection *d = &w->detections[w->count++];
    *d = tct_detection_at(station, START_NS + tct_time_from_s(time_s));
    d->time_sigma_s = 0.001;
}

static struct world *line(void)
{
    struct world *w = calloc(1, sizeof(*w));
    struct tct_random random;
    assert_non_null(w);
    tct_random_init(&random, 1, 0);
    w->weather = (struct tct_weather){.time_ns = START_NS, .temperature_c = 15};
    double speed = tct_sound_speed_m_s(15);
    for (size_t s = 0; s < STATIONS; s++)
        w->stations[s] = (struct tct_station){.x_m = 1200.0 * (double)s,
                                              .y_m = 3000 * tct_random_uniform(&random),
                                              .position_sigma_m = 0.05,
                                              .clock_sigma_s = 1e-4};
    for (size_t i = 0; i < SHOTS; i++) {
        double x = 1200.0 * STATIONS * tct_random_uniform(&random);
        double y = 6000 * tct_random_uniform(&random), t = 3600 * tct_random_uniform(&random);
        for (uint32_t s = 0; s < STATIONS; s++) {
            double dx = w->stations[s].x_m - x, dy = w->stations[s].y_m - y;
            if (hypot(dx, dy) < 5000 && tct_random_uniform(&random) < 0.9)
                report(w, s,
                       t + tct_travel_time_s(dx, dy, 0, speed, 0, 0) +
                           0.005 * tct_random_normal(&random));
        }
    }
    for (size_t i = 0; i < CLUTTER; i++)
        report(w, (uint32_t)(STATIONS * tct_random_uniform(&random)),
               3600 * tct_random_uniform(&random));
    return w;
}

struct found {
    struct tct_arena arena;
    struct tct_group *groups;
    size_t count;
};

static struct found find(const struct world *w, const struct tct_executor *executor)
{
    struct found found;
    struct tct_association_report about;
    struct tct_network network = {.stations = w->stations,
                                  .station_count = STATIONS,
                                  .weather = &w->weather,
                                  .weather_count = 1,
                                  .propagation = {.floor_s = 0.010, .fraction = 0.003},
                                  .executor = executor};
    tct_arena_init(&found.arena, (size_t)256 << 20);
    assert_int_equal(tct_associate(&network, w->detections, w->count, &found.arena, &found.groups,
                                   &found.count, &about, NULL),
                     TCT_OK);
    return found;
}

static void expect_same(const struct found *a, const struct found *b)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        assert_int_equal(a->groups[i].pick_count, b->groups[i].pick_count);
        assert_memory_equal(a->groups[i].picks, b->groups[i].picks,
                            a->groups[i].pick_count * sizeof(*a->groups[i].picks));
        assert_memory_equal(&a->groups[i].log_odds, &b->groups[i].log_odds, sizeof(double));
    }
}

static void the_answer_is_the_same_to_the_last_bit(void **state)
{
    (void)state;
    static const size_t counts[] = {1, 2, 3, 8};
    struct world *w = line();
    struct found alone = find(w, NULL);
    assert_true(alone.count > SHOTS / 2);
    for (size_t i = 0; i < TCT_COUNT(counts); i++) {
        struct workers *workers = workers_start(counts[i]);
        assert_non_null(workers);
        struct found found = find(w, workers_executor(workers));
        expect_same(&alone, &found);
        tct_arena_free(&found.arena);
        workers_stop(workers);
    }
    tct_arena_free(&alone.arena);
    free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_part_is_carried_out_once),
        cmocka_unit_test(the_answer_is_the_same_to_the_last_bit),
    };
    return cmocka_run_group_tests_name("workers", tests, NULL, NULL);
}
