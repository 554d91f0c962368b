/* How fast a viewshed is: 4,000 x 4,000 cells seen from their middle, and how many posts of 1,000
 * see each of 1,000 x 1,000 cells. Beside gdal_viewshed (Debian: gdal-bin) on the same cells, if it
 * is installed: its whole run without its start, once its files are in memory, and how many cells
 * are alike.
 *
 * usage: bench-sight */
#include <fcntl.h>
#include <math.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tacet/terrain/sight.h"
#include "workers.h"

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void must(bool good, const char *what)
{
    if (good)
        return;
    (void)fprintf(stderr, "bench-sight: %s\n", what);
    exit(3);
}

/* Hills of all sizes: waves of random direction, their height as their length. */
static struct tct_dem hills(size_t side, struct tct_arena *arena)
{
    enum { WAVES = 24 };
    struct tct_random random;
    double kx[WAVES], ky[WAVES], phase[WAVES], high_m[WAVES];
    float *heights = TCT_ARENA_NEW(arena, float, side *side);
    must(heights != NULL, "out of memory");
    tct_random_init(&random, 7, 0);
    for (int w = 0; w < WAVES; w++) {
        double length = 1500.0 * pow(0.8, w), turn = 2.0 * M_PI * tct_random_uniform(&random);
        kx[w] = 2.0 * M_PI / length * cos(turn);
        ky[w] = 2.0 * M_PI / length * sin(turn);
        phase[w] = 2.0 * M_PI * tct_random_uniform(&random);
        high_m[w] = 0.06 * length;
    }
    for (size_t r = 0; r < side; r++)
        for (size_t c = 0; c < side; c++) {
            double h = 400.0;
            for (int w = 0; w < WAVES; w++)
                h += high_m[w] * sin(kx[w] * (double)c + ky[w] * (double)r + phase[w]);
            heights[r * side + c] = (float)h;
        }
    return (struct tct_dem){.columns = side,
                            .rows = side,
                            .west_m = 500000.0,
                            .north_m = 5000000.0,
                            .step_x_m = 10.0,
                            .step_y_m = 10.0,
                            .earth_diameter_m = 2.0 * 6378137.0,
                            .heights_m = heights,
                            .reference = "EPSG:32636"};
}

struct look {
    const struct tct_sight *sight;
    const struct tct_eye *eyes;
    size_t eye_count, group;
    uint8_t *cells;
    struct tct_sight_counts *counts; /* one a worker */
};

static void look_part(void *work, size_t part, size_t worker)
{
    const struct look *look = work;
    tct_sight_part(look->sight, look->eyes, part, worker, look->cells);
}

static void count_part(void *work, size_t part, size_t worker)
{
    const struct look *look = work;
    for (size_t i = part * look->group; i < (part + 1) * look->group && i < look->eye_count; i++)
        tct_sight_count(look->sight, &look->eyes[i], worker, &look->counts[worker]);
}

/* Whether a program could be run, and ended well. */
static bool run(const char *program, const char *const *words)
{
    extern char **environ;
    char *argv[24] = {NULL};
    pid_t child;
    int status = 0;
    posix_spawn_file_actions_t silently;
    bool good = posix_spawn_file_actions_init(&silently) == 0 &&
                posix_spawn_file_actions_addopen(&silently, 1, "/dev/null", O_WRONLY, 0) == 0;
    for (size_t i = 0; words[i] != NULL && good; i++)
        good = i + 1 < TCT_COUNT(argv) && (argv[i] = strdup(words[i])) != NULL;
    good = good && posix_spawnp(&child, program, &silently, NULL, argv, environ) == 0 &&
           waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    for (size_t i = 0; i < TCT_COUNT(argv); i++)
        free(argv[i]);
    (void)posix_spawn_file_actions_destroy(&silently);
    return good;
}

/* Seconds that it takes at its best of three; NAN when it cannot be run. */
static double run_s(const char *program, const char *const *words)
{
    double best_s = INFINITY;
    for (int i = 0; i < 3; i++) {
        double start = now_s();
        if (!run(program, words))
            return (double)NAN;
        best_s = fmin(best_s, now_s() - start);
    }
    return best_s;
}

static double share_alike(const struct tct_dem *theirs, const uint8_t *cells)
{
    size_t alike = 0, count = theirs->columns * theirs->rows;
    for (size_t i = 0; i < count; i++)
        alike += (theirs->heights_m[i] > 128.0f) == (cells[i] == TCT_SIGHT_SEEN) ? 1 : 0;
    return (double)alike / (double)count;
}

static void print_gdal(const char *dem_path, const char *out_path, const struct tct_dem *dem,
                       const struct tct_eye *eye, const uint8_t *cells, double ours_s,
                       struct tct_arena *arena)
{
    char height[32], target[32], curvature[32], x[32], y[32];
    struct tct_dem theirs;
    struct tct_error err;
    (void)snprintf(height, sizeof(height), "%g", eye->height_m);
    (void)snprintf(target, sizeof(target), "%g", eye->target_height_m);
    (void)snprintf(curvature, sizeof(curvature), "%g", eye->curvature);
    (void)snprintf(x, sizeof(x), "%.3f", dem->west_m + ((double)eye->column + 0.5) * dem->step_x_m);
    (void)snprintf(y, sizeof(y), "%.3f", dem->north_m - ((double)eye->row + 0.5) * dem->step_y_m);
    const char *const nothing[] = {"gdalinfo", "--version", NULL};
    const char *const look[] = {"gdal_viewshed", "-q",  "-oz",     height,   "-tz",
                                target,          "-cc", curvature, "-ox",    x,
                                "-oy",           y,     dem_path,  out_path, NULL};
    double start_s = run_s(nothing[0], nothing), gdal_s = run_s(look[0], look) - start_s;
    if (isnan(gdal_s) || tct_dem_load(out_path, NULL, arena, &theirs, &err) != TCT_OK) {
        (void)printf("gdal_viewshed is not there (Debian: gdal-bin)\n");
        return;
    }
    (void)printf("gdal_viewshed: %.1f ms, and %.1f ms to start\n", 1e3 * gdal_s, 1e3 * start_s);
    (void)printf("  ours is as fast as gdal_viewshed without its start: %.1f times\n",
                 gdal_s / ours_s);
    (void)printf("  cells alike: %.4f %%\n", 100.0 * share_alike(&theirs, cells));
}

static void beside_gdal(const struct tct_dem *dem, const struct tct_eye *eye, const uint8_t *cells,
                        double ours_s, struct tct_arena *arena)
{
    char folder[] = "/tmp/tacet-bench-XXXXXX", packed[64], plain[64], out[64];
    struct tct_error err = {0};
    struct tct_window all = {0, 0, dem->columns, dem->rows};
    const struct tct_dem_layer layer = {.name = "m", .values = dem->heights_m};
    must(mkdtemp(folder) != NULL, "no folder in /tmp");
    (void)snprintf(packed, sizeof(packed), "%s/packed.tif", folder);
    (void)snprintf(plain, sizeof(plain), "%s/plain.tif", folder);
    (void)snprintf(out, sizeof(out), "%s/out.tif", folder);
    const char *const unpack[] = {"gdal_translate", "-q", packed, plain, NULL};
    if (tct_dem_save(packed, dem, all, "hills", &layer, &err) == TCT_OK && run(unpack[0], unpack))
        print_gdal(plain, out, dem, eye, cells, ours_s, arena);
    (void)unlink(packed);
    (void)unlink(plain);
    (void)unlink(out);
    (void)rmdir(folder);
}

static void one_eye(const struct tct_executor *executor)
{
    enum { SIDE = 4000 };
    struct tct_arena arena;
    struct tct_error err = {0};
    struct tct_sight *sight = NULL;
    tct_arena_init(&arena, (size_t)1 << 30);
    struct tct_dem dem = hills(SIDE, &arena);
    struct tct_eye eye = {SIDE / 2, SIDE / 2, 2.0, 1.6, 0.0, 0.85714, true};
    uint8_t *cells = TCT_ARENA_NEW(&arena, uint8_t, (size_t)SIDE * SIDE);
    must(cells != NULL && tct_sight_open(&dem, executor->workers, &arena, &sight, &err) == TCT_OK,
         "out of memory");
    double best_s = INFINITY;
    for (int i = 0; i < 7; i++) {
        struct look look = {.sight = sight, .eyes = &eye, .cells = cells};
        double start = now_s();
        executor->run(executor->user, TCT_SIGHT_PARTS, look_part, &look);
        best_s = fmin(best_s, now_s() - start);
    }
    size_t seen = 0;
    for (size_t i = 0; i < (size_t)SIDE * SIDE; i++)
        seen += cells[i] == TCT_SIGHT_SEEN;
    (void)printf("4000 x 4000 cells, %zu threads: %.1f ms (%.2f %% seen)\n", executor->workers,
                 1e3 * best_s, 100.0 * (double)seen / SIDE / SIDE);
    double start = now_s(), sum = 0.0;
    for (size_t i = 0; i < (size_t)SIDE * SIDE; i += 16) /* a cache line each */
        sum += (double)dem.heights_m[i];
    double read_s = now_s() - start;
    __asm__ volatile("" : : "r"(&sum) : "memory");
    (void)printf("  beside reading each height once, one thread: %.1f times as long\n",
                 best_s / read_s);
    beside_gdal(&dem, &eye, cells, best_s, &arena);
    tct_arena_free(&arena);
}

static void many_posts(const struct tct_executor *executor)
{
    enum { SIDE = 1000, POSTS = 1000, GROUP = 25 };
    struct tct_arena arena;
    struct tct_error err = {0};
    struct tct_sight *sight = NULL;
    struct tct_random random;
    tct_arena_init(&arena, (size_t)1 << 30);
    struct tct_dem dem = hills(SIDE, &arena);
    struct tct_eye *eyes = TCT_ARENA_NEW(&arena, struct tct_eye, POSTS);
    struct tct_sight_counts *counts =
        TCT_ARENA_NEW(&arena, struct tct_sight_counts, executor->workers);
    must(eyes != NULL && counts != NULL &&
             tct_sight_open(&dem, executor->workers, &arena, &sight, &err) == TCT_OK,
         "out of memory");
    tct_random_init(&random, 3, 0);
    for (size_t i = 0; i < POSTS; i++)
        eyes[i] = (struct tct_eye){(size_t)(SIDE * tct_random_uniform(&random)),
                                   (size_t)(SIDE * tct_random_uniform(&random)),
                                   2.0,
                                   1.6,
                                   0.0,
                                   0.85714,
                                   false};
    for (size_t i = 0; i < executor->workers; i++) {
        counts[i].seen = TCT_ARENA_NEW(&arena, uint16_t, (size_t)SIDE * SIDE);
        must(counts[i].seen != NULL, "out of memory");
    }
    struct look look = {sight, eyes, POSTS, GROUP, NULL, counts};
    double start = now_s();
    executor->run(executor->user, POSTS / GROUP, count_part, &look);
    (void)printf("1000 posts over 1000 x 1000 cells, no bound of range: %.2f s (a bound: 10 s)\n",
                 now_s() - start);
    tct_arena_free(&arena);
}

int main(void)
{
    struct workers *workers = workers_start(workers_usable());
    must(workers != NULL, "no threads");
    one_eye(workers_executor(workers));
    many_posts(workers_executor(workers));
    workers_stop(workers);
    return 0;
}
