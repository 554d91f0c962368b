/* Commitments: how long 1,000 of them over a year of 400,000 events, by time as files have them,
 * take as a whole and by the event.
 *
 * usage: bench-accord [COMMITMENTS] [EVENTS] */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tacet/accord.h"

enum { DAYS = 365, LINE = 401, CORNERS = 8, AGAIN = 2000 };

static const int64_t BEGIN_NS = INT64_C(1800000000) * TCT_NS_PER_S;
static const double LINE_STEP_M = 1000.0, ZONE_M = 750.0;

struct scene {
    struct tct_commitment *commitments;
    struct tct_plane (*corners)[CORNERS];
    struct tct_outline *rings;
    struct tct_shape *zones;
    struct tct_sighting *sightings;
    struct tct_plane line[LINE];
    struct tct_spell spells[DAYS * 24];
    struct tct_window night;
};

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void must(enum tct_status status, const struct tct_error *err)
{
    if (status == TCT_OK)
        return;
    (void)fprintf(stderr, "bench-accord: %s\n", err->text);
    exit(3);
}

/* As uneven as hearing is: some of the line is deaf, some of the time. */
static void heard_p(void *user, uint32_t picture, const struct tct_plane *places, size_t count,
                    bool loud, double *ret_p)
{
    (void)user;
    for (size_t i = 0; i < count; i++) {
        uint32_t square = (uint32_t)(places[i].x_m / 4000.0) * 2654435761u ^ picture * 40503u;
        ret_p[i] = loud || square % 16 != 0 ? 0.97 : 0.4;
    }
}

static void fill(struct scene *scene, size_t commitments, size_t events)
{
    struct tct_random random;
    tct_random_init(&random, 1, 0);
    for (int i = 0; i < LINE; i++)
        scene->line[i] =
            (struct tct_plane){LINE_STEP_M * i, 300.0 * (tct_random_uniform(&random) - 0.5)};
    scene->night = (struct tct_window){79200, 18000};
    for (size_t i = 0; i < commitments; i++) {
        double x_m = LINE_STEP_M * (LINE - 1) * tct_random_uniform(&random);
        for (int k = 0; k < CORNERS; k++) {
            double turn = 2.0 * M_PI * k / CORNERS;
            scene->corners[i][k] = (struct tct_plane){x_m + ZONE_M * cos(turn), ZONE_M * sin(turn)};
        }
        scene->rings[i] = (struct tct_outline){scene->corners[i], CORNERS};
        scene->zones[i] = (struct tct_shape){&scene->rings[i], 1};
        scene->commitments[i] =
            (struct tct_commitment){.who = TCT_WHO_BOTH,
                                    .arm = i % 4 == 0 ? TCT_ARM_HEAVY : TCT_ARM_ANY,
                                    .zone = &scene->zones[i],
                                    .far_m = i % 3 == 0 ? 800.0 : INFINITY,
                                    .from_ns = BEGIN_NS,
                                    .until_ns = BEGIN_NS + DAYS * INT64_C(86400) * TCT_NS_PER_S,
                                    .windows = &scene->night,
                                    .window_count = i % 2,
                                    .notice_s = (double)NAN};
    }
    for (size_t i = 0; i < events; i++) {
        double sigma_m = exp(2.5 + 1.5 * tct_random_uniform(&random));
        double y_m = 600.0 * tct_random_normal(&random);
        scene->sightings[i].firing = (struct tct_firing){
            .time_ns =
                BEGIN_NS + (int64_t)(DAYS * 86400e9 * ((double)i + tct_random_uniform(&random)) /
                                     (double)events),
            .time_sigma_s = 0.05,
            .place = {LINE_STEP_M * (LINE - 1) * tct_random_uniform(&random), y_m},
            .covariance_m2 = {sigma_m * sigma_m, 0.0, sigma_m * sigma_m},
            .placed = tct_random_uniform(&random) < 0.95,
            .classified = true,
            .kind_p = {0.95, 0.0, 0.03, 0.02}};
    }
}

static size_t judge_all(struct tct_accord *book, size_t commitments)
{
    struct tct_arena arena;
    struct tct_error err;
    size_t decided = 0;
    tct_arena_init(&arena, (size_t)1 << 30);
    for (size_t i = 0; i < commitments; i++) {
        for (size_t day = 0; day < DAYS; day++) {
            for (int side = 0; side < 2; side++) {
                struct tct_verdict verdict;
                must(tct_accord_judge(book, i, (enum tct_side)side, day, &arena, &verdict, &err),
                     &err);
                decided += verdict.kept == TCT_KEPT || verdict.kept == TCT_BROKEN;
            }
        }
        tct_arena_free(&arena);
    }
    return decided;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* An event revised, and all verdicts that it touches given anew. */
static void time_again(struct tct_accord *book, struct scene *scene, size_t events)
{
    static double took_s[AGAIN];
    struct tct_arena arena;
    struct tct_error err;
    tct_arena_init(&arena, (size_t)1 << 30);
    for (size_t n = 0; n < AGAIN; n++) {
        uint32_t number = (uint32_t)(n * 7919 % events), touched[64];
        size_t day = 0;
        double start_s = now_s();
        scene->sightings[number].firing.place.x_m += 25.0;
        must(tct_accord_take(book, number, &scene->sightings[number], &err), &err);
        size_t count = tct_accord_touched(book, number, touched, TCT_COUNT(touched), &day);
        for (size_t i = 0; i < count; i++) {
            for (int side = 0; side < 2; side++) {
                struct tct_verdict verdict;
                must(tct_accord_judge(book, touched[i], (enum tct_side)side, day, &arena, &verdict,
                                      &err),
                     &err);
            }
        }
        tct_arena_free(&arena);
        took_s[n] = now_s() - start_s;
    }
    qsort(took_s, AGAIN, sizeof(took_s[0]), by_size);
    (void)printf("an event revised, its verdicts anew: median %.3f ms, longest of %d %.3f ms\n",
                 1e3 * took_s[AGAIN / 2], AGAIN, 1e3 * took_s[AGAIN - 1]);
}

static void run(struct scene *scene, size_t commitments, size_t events, uint32_t pictures)
{
    struct tct_accord *book = NULL;
    struct tct_error err;
    for (uint32_t i = 0; i < DAYS * 24; i++)
        scene->spells[i] =
            (struct tct_spell){BEGIN_NS + INT64_C(3600) * TCT_NS_PER_S * (int64_t)i,
                               BEGIN_NS + INT64_C(3600) * TCT_NS_PER_S * (int64_t)(i + 1),
                               (uint32_t)((uint64_t)i * 2654435761u % pictures)};
    const struct tct_accord_setup setup = {.commitments = scene->commitments,
                                           .commitment_count = commitments,
                                           .line = scene->line,
                                           .line_count = LINE,
                                           .from_ns = BEGIN_NS,
                                           .days = DAYS,
                                           .hearing = {scene->spells, DAYS * 24, heard_p, NULL},
                                           .ground = {{0, -5000}, {LINE_STEP_M * LINE, 5000}},
                                           .decided_p = TCT_ACCORD_DECIDED_P,
                                           .notice_p = TCT_ACCORD_NOTICE_P};
    double start_s = now_s();
    must(tct_accord_open(&setup, &book, &err), &err);
    double opened_s = now_s();
    for (uint32_t i = 0; i < events; i++)
        must(tct_accord_take(book, i, &scene->sightings[i], &err), &err);
    double taken_s = now_s();
    tct_accord_learn(book);
    double learned_s = now_s();
    size_t decided = judge_all(book, commitments);
    double done_s = now_s();
    (void)printf("%zu commitments, %zu events, a year of hours in %u pictures of hearing: %.2f s "
                 "(opened %.2f, events %.2f, rates %.2f, %zu verdicts %.2f); %zu decided\n",
                 commitments, events, pictures, done_s - start_s, opened_s - start_s,
                 taken_s - opened_s, learned_s - taken_s, 2 * commitments * DAYS,
                 done_s - learned_s, decided);
    time_again(book, scene, events);
    tct_accord_close(book);
}

int main(int argc, char **argv)
{
    size_t commitments = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
    size_t events = argc > 2 ? strtoul(argv[2], NULL, 10) : 400000;
    static struct scene scene;
    scene.commitments = calloc(commitments, sizeof(*scene.commitments));
    scene.corners = calloc(commitments, sizeof(*scene.corners));
    scene.rings = calloc(commitments, sizeof(*scene.rings));
    scene.zones = calloc(commitments, sizeof(*scene.zones));
    scene.sightings = calloc(events, sizeof(*scene.sightings));
    if (scene.commitments == NULL || scene.corners == NULL || scene.rings == NULL ||
        scene.zones == NULL || scene.sightings == NULL || events == 0)
        return 3;
    fill(&scene, commitments, events);
    run(&scene, commitments, events, 48);
    run(&scene, commitments, events, DAYS * 24);
    free(scene.commitments);
    free(scene.corners);
    free(scene.rings);
    free(scene.zones);
    free(scene.sightings);
    return 0;
}
