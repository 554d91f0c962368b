/* How fast a line is covered: 100 km by 20 km in cells of 100 m, stations every 1.2 km, a rifle and
 * a mortar bomb. Beside a bound: for each cell and station within reach one distance, one logarithm
 * and one normal integral, without which nobody knows who hears.
 *
 * usage: bench-coverage */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tacet/network/coverage.h"

enum { STATIONS = 84 };

static const double LENGTH_M = 100e3, BREADTH_M = 20e3, CELL_M = 100.0, SPACING_M = 1200.0;

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void line_make(struct tct_station *stations, struct tct_ear *ears)
{
    struct tct_random random;
    tct_random_init(&random, 1, 0);
    for (size_t i = 0; i < STATIONS; i++) {
        double along = SPACING_M * ((double)i + tct_random_uniform(&random));
        double across = 4000.0 * (2.0 * tct_random_uniform(&random) - 1.0);
        stations[i] = (struct tct_station){along, across, 0.0, 0.5, 1e-4};
        ears[i] = (struct tct_ear){.noise_pa = 0.004,
                                   .threshold_db = 10.0,
                                   .listening_p = 1.0,
                                   .height_m = 2.0,
                                   .onset_sigma_s = 5e-4,
                                   .azimuth_sigma_rad = (double)NAN};
    }
}

static double pairs_s(const struct tct_station *stations, double reach_m, size_t *ret_pairs)
{
    double sum = 0.0, start = now_s();
    *ret_pairs = 0;
    for (double y = -0.5 * BREADTH_M; y < 0.5 * BREADTH_M; y += CELL_M)
        for (double x = 0.0; x < LENGTH_M; x += CELL_M)
            for (size_t i = 0; i < STATIONS; i++) {
                double dx = stations[i].x_m - x, dy = stations[i].y_m - y;
                double square = dx * dx + dy * dy;
                if (square > reach_m * reach_m)
                    continue;
                ++*ret_pairs;
                sum += erfc(10.0 + log(square + 1.0));
            }
    double taken_s = now_s() - start;
    __asm__ volatile("" : : "r"(&sum) : "memory");
    return taken_s;
}

static void measure(const char *name, const struct tct_coverage_setup *setup)
{
    struct tct_arena arena;
    struct tct_coverage *coverage = NULL;
    struct tct_error err;
    tct_arena_init(&arena, 1 << 24);
    double start = now_s(), reach_m = 0.0, sum = 0.0;
    if (tct_coverage_open(setup, &arena, &coverage, &err) != TCT_OK)
        abort();
    double open_s = now_s() - start;
    struct tct_plane beside = {0.0, setup->network->stations[0].y_m};
    while (reach_m < TCT_COVERAGE_REACH_M) {
        beside.x_m = setup->network->stations[0].x_m - reach_m;
        if (tct_coverage_hears_p(coverage, beside, 0) <= 0.0)
            break;
        reach_m += CELL_M;
    }
    size_t cells = 0, pairs = 0;
    start = now_s();
    for (double y = -0.5 * BREADTH_M; y < 0.5 * BREADTH_M; y += CELL_M)
        for (double x = 0.0; x < LENGTH_M; x += CELL_M, cells++)
            sum += tct_coverage_at(coverage, (struct tct_plane){x, y}).detected_p;
    double taken_s = now_s() - start, bound_s = pairs_s(setup->network->stations, reach_m, &pairs);
    printf("%-8s %8zu %10.1f %8.2f s %8.2f s %9.1f us %8.1f x   (mean detection %.3f)\n", name,
           cells, (double)pairs / (double)cells, open_s, taken_s, 1e6 * taken_s / (double)cells,
           taken_s / bound_s, sum / (double)cells);
    tct_arena_free(&arena);
}

int main(void)
{
    static const struct tct_plane line[] = {
        {0.0, 0.0}, {30e3, 500.0}, {60e3, -700.0}, {100e3, 0.0}};
    static const struct tct_air air = {15.0, 0.7, 101325.0};
    struct tct_station stations[STATIONS];
    struct tct_ear ears[STATIONS];
    line_make(stations, ears);
    const struct tct_network network = {.stations = stations,
                                        .station_count = STATIONS,
                                        .propagation = {0.010, 0.003},
                                        .line = line,
                                        .line_count = TCT_COUNT(line)};
    struct tct_coverage_setup setup = {
        .network = &network,
        .ears = ears,
        .loudness = {.peak_pa = 1600.0, .positive_phase_s = 0.0012, .height_m = 1.5},
        .profile = tct_profile_with_wind(&air, 3.0, 1.0, -0.01),
        .excess_db_per_km = 2.0,
        .spread_db = 6.0};
    printf("%-8s %8s %10s %10s %10s %12s %10s\n", "source", "cells", "in reach", "opening", "all",
           "a cell", "of bound");
    measure("rifle", &setup);
    setup.loudness = (struct tct_loudness){.charge_kg = 0.4, .height_m = 0.0};
    measure("mortar", &setup);
    return 0;
}
