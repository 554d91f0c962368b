/* How well and how fast sources are located when it is known which arrivals are theirs: an hour of
 * shots along a line of stations, with all that is uncertain drawn from what the locator believes
 * of it. Errors stand beside the Cramer-Rao bound of each source (van Trees 1968, section 2.4: the
 * information of its arrivals and of what is believed beforehand), regions beside the 95 % that
 * they promise.
 *
 * usage: bench-locate */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "line.h"
#include "tacet/acoustics.h"

enum { STATIONS = 200, SHOTS = 20000, HEARD_MOST = 64, KINDS = 4, REPEATS = 3 };
static const double SPACING_M = 1200.0, DEPTH_M = 4000.0, REACH_M = 6000.0, HOUR_S = 3600.0;
static const double PICK_S = 0.0005, CLOCK_S = 1e-4, POSITION_M = 0.05, HEIGHT_M = 15.0;

/* x, y, z, time, and the air: as the network's own order of the latter. */
enum { X, Y, Z, TIME, WIND_X, WIND_Y, SPEED, UNKNOWNS, OF_SOURCE = WIND_X };

struct shot {
    double at[UNKNOWNS];
    double bound_m2;
};

struct world {
    struct tct_network network;
    struct tct_station stations[STATIONS];
    struct tct_detection *detections;
    uint32_t *picks;
    size_t count;
    struct shot *shots;
    struct tct_group *groups;
    struct tct_random random;
};

/* What is uncertain of the air: nothing, as when a whole hour has taught it, or what is believed
 * without a weather table. */
struct air_doubt {
    size_t unknowns;
    double sigma[TCT_AIR_COUNT];
};

static double between(struct world *world, double low, double high)
{
    return low + (high - low) * tct_random_uniform(&world->random);
}

static double travel_of(const struct tct_station *station, const double at[UNKNOWNS])
{
    double still = tct_sound_speed_m_s(15.0);
    return tct_travel_time_s(station->x_m - at[X], station->y_m - at[Y], station->z_m - at[Z],
                             still * (1.0 + at[SPEED]), at[WIND_X], at[WIND_Y]);
}

static double sigma_of(const struct world *world, double travel_s)
{
    const struct tct_propagation *path = &world->network.propagation;
    double position_s = POSITION_M / tct_sound_speed_m_s(15.0), share_s = path->fraction * travel_s;
    return sqrt(PICK_S * PICK_S + CLOCK_S * CLOCK_S + position_s * position_s +
                path->floor_s * path->floor_s + share_s * share_s);
}

/* Adds the Fisher information of one arrival: a normal error whose width, too, depends on the
 * place (Kay 1993, eq. 3.31). */
static void add_information(const struct world *world, const struct tct_station *station,
                            const double at[UNKNOWNS], double information[UNKNOWNS][UNKNOWNS])
{
    static const double STEP[UNKNOWNS] = {0.1, 0.1, 0.1, 1e-3, 1e-3, 1e-3, 1e-5};
    double row[UNKNOWNS], wider[UNKNOWNS], sigma = sigma_of(world, travel_of(station, at));
    for (size_t i = 0; i < UNKNOWNS; i++) {
        double before[UNKNOWNS], after[UNKNOWNS];
        for (size_t k = 0; k < UNKNOWNS; k++)
            before[k] = after[k] = at[k];
        before[i] -= STEP[i];
        after[i] += STEP[i];
        double early = travel_of(station, before), late = travel_of(station, after);
        row[i] = i == TIME ? 1.0 : (late - early) / (2.0 * STEP[i]);
        wider[i] = (sigma_of(world, late) - sigma_of(world, early)) / (2.0 * STEP[i]);
    }
    for (size_t i = 0; i < UNKNOWNS; i++)
        for (size_t k = 0; k < UNKNOWNS; k++)
            information[i][k] += (row[i] * row[k] + 2.0 * wider[i] * wider[k]) / (sigma * sigma);
}

/* The least mean square error of x and y together: all other unknowns eliminated, the last first,
 * and then the trace of the inverse of what is left. */
static double bound_m2(double a[UNKNOWNS][UNKNOWNS], const struct air_doubt *doubt)
{
    a[Z][Z] += 1.0 / (HEIGHT_M * HEIGHT_M);
    for (size_t k = OF_SOURCE; k < doubt->unknowns; k++)
        a[k][k] += 1.0 / (doubt->sigma[k - OF_SOURCE] * doubt->sigma[k - OF_SOURCE]);
    for (size_t k = doubt->unknowns; k-- > Z;)
        for (size_t i = 0; i < k; i++)
            for (size_t j = 0; j < k; j++)
                a[i][j] -= a[i][k] * a[k][j] / a[k][k];
    return (a[X][X] + a[Y][Y]) / (a[X][X] * a[Y][Y] - a[X][Y] * a[Y][X]);
}

static void hear(struct world *world, size_t station, double time_s)
{
    struct tct_detection *heard = &world->detections[world->count];
    *heard = tct_detection_at((uint32_t)station, tct_time_from_s(time_s));
    heard->time_sigma_s = PICK_S;
    world->picks[world->count] = (uint32_t)world->count;
    world->count++;
}

/* One shot, again until four stations hear it; its errors are those that the network expects. */
static void shoot(struct world *world, size_t index, const double air[TCT_AIR_COUNT],
                  const struct air_doubt *doubt)
{
    struct shot *shot = &world->shots[index];
    size_t first = world->count, heard;
    double information[UNKNOWNS][UNKNOWNS];
    do {
        heard = 0;
        world->count = first;
        *shot = (struct shot){.at = {between(world, 0.0, SPACING_M * STATIONS),
                                     between(world, -DEPTH_M, DEPTH_M),
                                     HEIGHT_M * tct_random_normal(&world->random),
                                     between(world, 0.0, HOUR_S), air[0], air[1], air[2]}};
        for (size_t i = 0; i < UNKNOWNS; i++)
            for (size_t k = 0; k < UNKNOWNS; k++)
                information[i][k] = 0.0;
        for (size_t s = 0; s < STATIONS && heard < HEARD_MOST; s++) {
            const struct tct_station *station = &world->stations[s];
            double range_m = hypot(station->x_m - shot->at[X], station->y_m - shot->at[Y]);
            double chance = 0.9 / (1.0 + exp((range_m - REACH_M) / (0.1 * REACH_M)));
            if (range_m > 2.0 * REACH_M || tct_random_uniform(&world->random) > chance)
                continue;
            double travel_s = travel_of(station, shot->at);
            double wrong_s = sigma_of(world, travel_s) * tct_random_normal(&world->random);
            hear(world, s, shot->at[TIME] + travel_s + wrong_s);
            add_information(world, station, shot->at, information);
            heard++;
        }
    } while (heard < 4);
    shot->bound_m2 = bound_m2(information, doubt);
    world->groups[index] = (struct tct_group){
        .picks = world->picks + first, .pick_count = heard, .log_odds = (double)NAN};
}

/* A line and its shots; each in an air of its own, or all in one. */
static void make(struct world *world, const struct air_doubt *doubt, bool one_air)
{
    const struct tct_air_belief prior = tct_air_prior(&world->network);
    double air[TCT_AIR_COUNT];
    world->count = 0;
    tct_random_init(&world->random, 4, one_air);
    for (size_t s = 0; s < STATIONS; s++)
        world->stations[s] =
            (struct tct_station){SPACING_M * ((double)s + between(world, 0.2, 0.8)),
                                 between(world, -DEPTH_M, DEPTH_M), 0.0, POSITION_M, CLOCK_S};
    for (size_t i = 0; i < SHOTS; i++) {
        for (size_t k = 0; k < TCT_AIR_COUNT && (i == 0 || !one_air); k++)
            air[k] = tct_random_normal(&world->random) / sqrt(prior.information[k][k]);
        shoot(world, i, air, doubt);
    }
}

/* Whether a place is within one of the outlines: it is on the left of an odd number of their
 * sides. */
static bool in_outlines(const struct tct_event *event, double x, double y)
{
    bool within = false;
    for (size_t r = 0; r < event->region95_count; r++) {
        const struct tct_outline *ring = &event->region95[r];
        for (size_t i = 0, before = ring->count - 1; i < ring->count; before = i++) {
            const struct tct_plane *a = &ring->corners[before], *b = &ring->corners[i];
            if ((a->y_m > y) != (b->y_m > y) &&
                x < a->x_m + (y - a->y_m) / (b->y_m - a->y_m) * (b->x_m - a->x_m))
                within = !within;
        }
    }
    return within;
}

struct tally {
    size_t shots, located, inside;
    double squares_m2, bounds_m2; /* of the located */
    double shares;                /* squared error over its own bound, summed */
    double normalised;            /* squared error over the stated covariance, summed */
};

static void count(const struct shot *shot, const struct tct_event *event, struct tally *tally)
{
    tally->shots++;
    if (event->status != TCT_EVENT_LOCATED)
        return;
    double dx = shot->at[X] - event->x_m, dy = shot->at[Y] - event->y_m;
    double square_m2 = dx * dx + dy * dy;
    const double *c = event->covariance_m2;
    double z2 =
        (c[2] * dx * dx - 2.0 * c[1] * dx * dy + c[0] * dy * dy) / (c[0] * c[2] - c[1] * c[1]);
    tally->located++;
    tally->squares_m2 += square_m2;
    tally->bounds_m2 += shot->bound_m2;
    tally->shares += square_m2 / shot->bound_m2;
    tally->normalised += z2;
    tally->inside +=
        event->region95_count > 0 ? in_outlines(event, shot->at[X], shot->at[Y]) : z2 < 5.991;
}

static void print(const char *air, const struct world *world, const struct tct_event *events,
                  double taken_s)
{
    static const size_t HEARD_FROM[KINDS + 1] = {4, 5, 8, 12, HEARD_MOST + 1};
    struct tally all = {0};
    for (size_t kind = 0; kind <= KINDS; kind++) {
        struct tally some = {0}, *tally = kind < KINDS ? &some : &all;
        for (size_t i = 0; i < SHOTS; i++)
            if (kind == KINDS || (world->groups[i].pick_count >= HEARD_FROM[kind] &&
                                  world->groups[i].pick_count < HEARD_FROM[kind + 1]))
                count(&world->shots[i], &events[i], tally);
        double located = (double)tally->located;
        printf("%10s %8zu+ %7zu %8.4f %9.3f %9.3f %7.4f %10.2f", air,
               kind < KINDS ? HEARD_FROM[kind] : HEARD_FROM[0], tally->shots,
               located / (double)tally->shots, sqrt(tally->shares / located),
               sqrt(tally->squares_m2 / tally->bounds_m2), (double)tally->inside / located,
               tally->normalised / located);
        if (kind == KINDS)
            printf(" %8.0f /s", SHOTS / taken_s);
        printf("\n");
    }
}

static void each_alone(struct world *world)
{
    const struct tct_air_belief prior = tct_air_prior(&world->network);
    struct air_doubt doubt = {.unknowns = UNKNOWNS};
    struct tct_event *events = must(calloc(SHOTS, sizeof(*events)));
    struct tct_arena arena;
    struct tct_error err;
    for (size_t k = 0; k < TCT_AIR_COUNT; k++)
        doubt.sigma[k] = 1.0 / sqrt(prior.information[k][k]);
    make(world, &doubt, false);
    tct_arena_init(&arena, (size_t)1 << 30);
    double start = now_s();
    for (size_t i = 0; i < SHOTS; i++)
        if (tct_locate_group(&world->network, &prior, world->detections, world->count,
                             &world->groups[i], &arena, &events[i], &err) != TCT_OK)
            abort();
    print("own", world, events, now_s() - start);
    tct_arena_free(&arena);
    free(events);
}

static void all_together(struct world *world)
{
    const struct air_doubt none = {.unknowns = OF_SOURCE};
    struct tct_event *events = NULL;
    struct tct_error err;
    double least_s = INFINITY;
    make(world, &none, true);
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        struct tct_arena arena;
        tct_arena_init(&arena, (size_t)1 << 30);
        double start = now_s();
        if (tct_locate_all(&world->network, world->detections, world->count, world->groups, SHOTS,
                           &arena, &events, &err) != TCT_OK)
            abort();
        least_s = fmin(least_s, now_s() - start);
        if (repeat == REPEATS - 1)
            print("shared", world, events, least_s);
        tct_arena_free(&arena);
    }
}

int main(void)
{
    struct world *world = must(calloc(1, sizeof(*world)));
    world->network = (struct tct_network){
        .stations = world->stations, .station_count = STATIONS, .propagation = {0.010, 0.003}};
    world->detections = must(calloc((size_t)SHOTS * HEARD_MOST, sizeof(*world->detections)));
    world->picks = must(calloc((size_t)SHOTS * HEARD_MOST, sizeof(*world->picks)));
    world->shots = must(calloc(SHOTS, sizeof(*world->shots)));
    world->groups = must(calloc(SHOTS, sizeof(*world->groups)));
    printf("%10s %9s %7s %8s %9s %9s %7s %10s %11s\n", "air", "heard by", "shots", "located",
           "of bound", "rms of it", "inside", "normalised", "located");
    all_together(world);
    each_alone(world);
    free(world->detections);
    free(world->picks);
    free(world->shots);
    free(world->groups);
    free(world);
    return 0;
}
