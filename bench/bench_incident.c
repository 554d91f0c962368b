/* The book of incidents: how many firings a second it groups, and with what was said of each
 * incident in the end; beside it what it takes to sort the same firings by time, which anything
 * that groups them must at least do; and how many a second it moves by a metre. A line of 400 km
 * over 30 days, in the order of time and shuffled; one place where it is dense; and two places that
 * are just out of reach of each other.
 *
 * usage: bench-incident [FIRINGS] */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tacet/incident.h"

enum { FIGHT_SHOTS = 50 };
static const double LINE_M = 400e3, DEEP_M = 2e3, MONTH_S = 30 * 86400.0, HOUR_S = 3600.0;

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void *must(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

static struct tct_firing firing_at(struct tct_random *random, double x_m, double y_m, double at_s)
{
    double left = tct_random_uniform(random), small_arms = tct_random_uniform(random) < 0.8;
    struct tct_firing firing = {.time_ns = (int64_t)(1e9 * at_s),
                                .time_sigma_s = 0.005,
                                .covariance_m2 = {400.0, 0.0, 400.0},
                                .placed = true,
                                .classified = true,
                                .kind_p = {small_arms, 1.0 - small_arms, 0.0, 0.0},
                                .has_side = true,
                                .side_p = {0.98 * left, 0.98 * (1.0 - left), 0.02}};
    if (tct_random_uniform(random) < 0.02)
        firing.covariance_m2[0] = 1e6; /* too vague to link others */
    firing.place.x_m = x_m + 20.0 * tct_random_normal(random);
    firing.place.y_m = y_m + 20.0 * tct_random_normal(random);
    return firing;
}

/* Fights of some minutes at random places and times. */
static void make_line(struct tct_firing *firings, size_t count)
{
    struct tct_random random;
    tct_random_init(&random, 1, 0);
    double x_m = 0.0, y_m = 0.0, at_s = 0.0;
    for (size_t i = 0; i < count; i++) {
        if (i % FIGHT_SHOTS == 0) {
            x_m = LINE_M * tct_random_uniform(&random);
            y_m = DEEP_M * tct_random_uniform(&random);
            at_s = MONTH_S * tct_random_uniform(&random);
        }
        at_s += 10.0 * tct_random_exponential(&random);
        double across_m = i % 2 == 0 ? 0.0 : 600.0;
        firings[i] = firing_at(&random, x_m, y_m + across_m, at_s);
    }
}

static void make_dense(struct tct_firing *firings, size_t count)
{
    struct tct_random random;
    tct_random_init(&random, 2, 0);
    for (size_t i = 0; i < count; i++)
        firings[i] =
            firing_at(&random, 0.0, i % 2 == 0 ? 0.0 : 600.0, HOUR_S * tct_random_uniform(&random));
}

/* Each scattered over 600 m, so that many pairs are nearly within reach. */
static void make_two(struct tct_firing *firings, size_t count)
{
    struct tct_random random;
    tct_random_init(&random, 4, 0);
    for (size_t i = 0; i < count; i++) {
        double middle_m = i % 2 == 0 ? 0.0 : 2300.0,
               angle_rad = 6.283 * tct_random_uniform(&random);
        double radius_m = 540.0 * sqrt(tct_random_uniform(&random));
        firings[i] =
            firing_at(&random, middle_m + radius_m * cos(angle_rad),
                      middle_m + radius_m * sin(angle_rad), HOUR_S * tct_random_uniform(&random));
        firings[i].kind_p[TCT_FIRING_SMALL_ARMS] = 1.0; /* heavy ones would reach */
        firings[i].kind_p[TCT_FIRING_LAUNCH] = 0.0;
    }
}

static int by_time(const void *left, const void *right)
{
    const struct tct_firing *a = left, *b = right;
    return (a->time_ns > b->time_ns) - (a->time_ns < b->time_ns);
}

static void mix(struct tct_firing *firings, size_t count)
{
    struct tct_random random;
    tct_random_init(&random, 3, 0);
    for (size_t i = count; i > 1; i--) {
        size_t other = tct_random_bits(&random) % i;
        struct tct_firing kept = firings[i - 1];
        firings[i - 1] = firings[other];
        firings[other] = kept;
    }
}

/* Everything that is said of every incident. */
static void summarise(struct tct_book *book, struct tct_firing *own)
{
    struct tct_rules rules = tct_rules_default();
    struct tct_error err;
    for (uint32_t incident = 0; incident < tct_book_incidents(book); incident++) {
        const uint32_t *members;
        size_t count;
        struct tct_arena arena;
        struct tct_summary summary;
        if (tct_book_members(book, incident, &members, &count, &err) != TCT_OK)
            abort();
        for (size_t i = 0; i < count; i++)
            own[i] = *tct_book_firing(book, members[i]);
        tct_arena_init(&arena, SIZE_MAX);
        if (count > 0 &&
            tct_summarise(&rules, own, NULL, NAN, count, &arena, &summary, &err) != TCT_OK)
            abort();
        tct_arena_free(&arena);
    }
}

/* How many a second are known better, each tenth of them. */
static double revise(struct tct_book *book)
{
    size_t count = tct_book_firings(book), revised = 0;
    double start_s = now_s();
    for (size_t i = 0; i < count; i += 10, revised++) {
        struct tct_firing firing = *tct_book_firing(book, (uint32_t)i);
        firing.place.x_m += 1.0;
        if (tct_book_revise(book, (uint32_t)i, &firing, NULL) != TCT_OK)
            abort();
    }
    return (double)revised / (now_s() - start_s);
}

static void measure(const char *what, const struct tct_firing *firings, size_t count)
{
    struct tct_rules rules = tct_rules_default();
    struct tct_firing *sorted = must(malloc(count * sizeof(*sorted)));
    struct tct_book *book;
    uint32_t number;
    for (size_t i = 0; i < count; i++)
        sorted[i] = firings[i];
    double start_s = now_s();
    qsort(sorted, count, sizeof(*sorted), by_time);
    double sort_s = now_s() - start_s;
    start_s = now_s();
    if (tct_book_new(&rules, NULL, NULL, &book, NULL) != TCT_OK)
        abort();
    for (size_t i = 0; i < count; i++)
        if (tct_book_add(book, &firings[i], &number, NULL) != TCT_OK)
            abort();
    double add_s = now_s() - start_s;
    summarise(book, sorted);
    double all_s = now_s() - start_s;
    size_t incidents = tct_book_incidents(book);
    printf("%s: %zu firings, %zu incidents: %.0f a second grouped, %.0f with summaries; %.1f and "
           "%.1f times a sort; %.0f a second moved\n",
           what, count, incidents, (double)count / add_s, (double)count / all_s, add_s / sort_s,
           all_s / sort_s, revise(book));
    tct_book_free(book);
    free(sorted);
}

int main(int argc, char **argv)
{
    size_t count = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000;
    struct tct_firing *firings = must(malloc(count * sizeof(*firings)));
    make_line(firings, count);
    qsort(firings, count, sizeof(*firings), by_time);
    measure("a line, by time", firings, count);
    mix(firings, count);
    measure("a line, shuffled", firings, count);
    make_dense(firings, count / 5);
    qsort(firings, count / 5, sizeof(*firings), by_time);
    measure("one place, by time", firings, count / 5);
    mix(firings, count / 5);
    measure("one place, shuffled", firings, count / 5);
    make_two(firings, count / 5);
    measure("two places, shuffled", firings, count / 5);
    free(firings);
    return 0;
}
