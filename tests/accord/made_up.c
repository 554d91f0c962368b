/* Made-up agreements and records. */
#include "made_up.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const int64_t BEGIN_NS = INT64_C(1800000000) * TCT_NS_PER_S;
static const int64_t HOUR_NS = INT64_C(3600) * TCT_NS_PER_S;

static double between(struct tct_random *random, double low, double high)
{
    return low + (high - low) * tct_random_uniform(random);
}

static int choose(struct tct_random *random, int count)
{
    return (int)(tct_random_uniform(random) * count);
}

static int64_t some_time(struct tct_random *random)
{
    return BEGIN_NS + (int64_t)(tct_random_uniform(random) * MADE_DAYS * 24.0 * 3.6e12);
}

/* Star-shaped, so that it does not cross itself. */
static void make_zone(struct tct_random *random, struct made *made, size_t i)
{
    struct tct_plane middle = {between(random, -3000, 3000), between(random, -1500, 1500)};
    for (int k = 0; k < MADE_ZONE_CORNERS; k++) {
        double turn = 2.0 * M_PI * (k + between(random, 0.1, 0.9)) / MADE_ZONE_CORNERS;
        double radius = between(random, 200, 1500);
        made->corners[i][k] =
            (struct tct_plane){middle.x_m + radius * cos(turn), middle.y_m + radius * sin(turn)};
    }
    made->rings[i] = (struct tct_outline){made->corners[i], MADE_ZONE_CORNERS};
    made->zones[i] = (struct tct_shape){&made->rings[i], 1};
}

static void make_commitment(struct tct_random *random, struct made *made, size_t i)
{
    struct tct_commitment *c = &made->commitments[i];
    make_zone(random, made, i);
    made->windows[i] =
        (struct tct_window){choose(random, 24) * 3600, choose(random, 23) * 3600 + 1800};
    *c =
        (struct tct_commitment){.who = (enum tct_who)choose(random, TCT_WHO_COUNT),
                                .matter = (enum tct_matter)choose(random, 3),
                                .arm = (enum tct_arm)choose(random, TCT_ARM_COUNT),
                                .zone = choose(random, 3) > 0 ? &made->zones[i] : NULL,
                                .near_m = 0.0,
                                .far_m = INFINITY,
                                .from_ns = BEGIN_NS + choose(random, 30) * HOUR_NS,
                                .until_ns = BEGIN_NS + (100 + choose(random, 60)) * HOUR_NS,
                                .allowed = choose(random, 3) == 0 ? (unsigned)choose(random, 5) : 0,
                                .notice_s = choose(random, 2) == 0 ? 3600.0 : (double)NAN};
    if (choose(random, 2) == 0) {
        c->near_m = choose(random, 2) == 0 ? 0.0 : between(random, 50, 500);
        c->far_m = c->near_m + between(random, 300, 2000);
    }
    if (c->arm == TCT_ARM_HEAVY && choose(random, 2) == 0)
        c->calibre_mm = 82.0;
    if (choose(random, 2) == 0) {
        c->windows = &made->windows[i];
        c->window_count = 1;
    }
}

static void make_event(struct tct_random *random, struct made *made, size_t i)
{
    struct tct_firing *f = &made->sightings[i].firing;
    double sigma_m = exp(between(random, 1.0, 6.0)), tilt = between(random, -0.9, 0.9);
    double u = between(random, 0, 0.2), left = tct_random_uniform(random);
    *f = (struct tct_firing){
        .time_ns = some_time(random),
        .time_sigma_s = exp(between(random, -7, 4)),
        .place = {between(random, -4000, 4000), 800 * tct_random_normal(random)},
        .covariance_m2 = {sigma_m * sigma_m, tilt * sigma_m * sigma_m * 0.5,
                          sigma_m * sigma_m * 0.25},
        .placed = choose(random, 10) > 0,
        .classified = choose(random, 10) > 0,
        .has_side = choose(random, 2) == 0};
    double rest = 1.0;
    for (int kind = 0; kind + 1 < TCT_FIRING_KIND_COUNT; kind++) {
        f->kind_p[kind] = rest * tct_random_uniform(random);
        rest -= f->kind_p[kind];
    }
    f->kind_p[TCT_FIRING_KIND_COUNT - 1] = rest;
    f->side_p[TCT_SIDE_LEFT] = (1.0 - u) * left;
    f->side_p[TCT_SIDE_RIGHT] = (1.0 - u) * (1.0 - left);
    f->side_p[TCT_SIDE_UNDETERMINED] = u;
    /* Bursts: some come from where the one before did. */
    if (i > 0 && choose(random, 3) == 0) {
        f->place = made->sightings[i - 1].firing.place;
        f->time_ns = made->sightings[i - 1].firing.time_ns + 2 * TCT_NS_PER_S;
    }
}

static void make_said(struct tct_random *random, struct made *made)
{
    for (size_t i = 0; i < MADE_ACTIVITIES; i++) {
        int64_t from_ns = some_time(random);
        made->activities[i] = (struct tct_activity){
            .party = (enum tct_side)choose(random, TCT_SIDE_COUNT),
            .from_ns = from_ns,
            .until_ns = from_ns + 5 * HOUR_NS,
            .notified_ns = from_ns + (choose(random, 4) - 3) * HOUR_NS,
            .place = {between(random, -3000, 3000), between(random, -1500, 1500)},
            .radius_m = between(random, 200, 900)};
    }
    for (size_t i = 0; i < MADE_INSPECTIONS; i++) {
        struct tct_inspection *o = &made->inspections[i];
        int64_t from_ns = some_time(random);
        *o = (struct tct_inspection){
            .source = (enum tct_source)choose(random, TCT_SOURCE_COUNT),
            .matter = (enum tct_matter)choose(random, 3),
            .arm = (enum tct_arm)choose(random, TCT_ARM_COUNT),
            .by = (enum tct_side)choose(random, TCT_SIDE_COUNT),
            .seen = choose(random, 2) == 0,
            .from_ns = from_ns,
            .until_ns = from_ns + choose(random, 12) * HOUR_NS,
            .place = {between(random, -3000, 3000), between(random, -1500, 1500)},
            .radius_m = between(random, 100, 3000)};
        tct_inspection_default(o->source, &o->sees_p, &o->false_p);
    }
}

static void heard_p(void *user, uint32_t picture, const struct tct_plane *places, size_t count,
                    bool loud, double *ret_p)
{
    (void)user;
    for (size_t i = 0; i < count; i++) {
        double p = 0.5 + 0.5 * sin(picture + places[i].x_m * 1e-3 + (loud ? 1.0 : 0.0));
        ret_p[i] = picture % 3 == 0 ? 0.99 : p;
    }
}

static void set_up(struct made *made)
{
    made->setup = (struct tct_accord_setup){.commitments = made->commitments,
                                            .commitment_count = MADE_COMMITMENTS,
                                            .line = made->line,
                                            .line_count = MADE_LINE,
                                            .from_ns = BEGIN_NS,
                                            .days = MADE_DAYS,
                                            .activities = made->activities,
                                            .activity_count = MADE_ACTIVITIES,
                                            .inspections = made->inspections,
                                            .inspection_count = MADE_INSPECTIONS,
                                            .hearing = {made->spells, MADE_SPELLS, heard_p, NULL},
                                            .ground = {{-6000, -6000}, {6000, 6000}},
                                            .decided_p = TCT_ACCORD_DECIDED_P,
                                            .notice_p = TCT_ACCORD_NOTICE_P};
}

void made_up(uint64_t seed, struct made *ret)
{
    struct tct_random random;
    tct_random_init(&random, seed, 0);
    *ret = (struct made){0};
    for (int i = 0; i < MADE_LINE; i++)
        ret->line[i] = (struct tct_plane){-4000.0 + 1000.0 * i, between(&random, -400, 400)};
    int64_t at_ns = BEGIN_NS;
    for (int i = 0; i < MADE_SPELLS; i++) {
        at_ns += choose(&random, 2) * HOUR_NS;
        ret->spells[i] = (struct tct_spell){at_ns, at_ns + 2 * HOUR_NS, (uint32_t)i};
        at_ns += 2 * HOUR_NS;
    }
    for (size_t i = 0; i < MADE_COMMITMENTS; i++)
        make_commitment(&random, ret, i);
    for (size_t i = 0; i < MADE_EVENTS; i++)
        make_event(&random, ret, i);
    make_said(&random, ret);
    set_up(ret);
}

static enum tct_side other(enum tct_side side)
{
    static const enum tct_side OTHER[] = {TCT_SIDE_RIGHT, TCT_SIDE_LEFT, TCT_SIDE_UNDETERMINED};
    return OTHER[side];
}

void made_swapped(const struct made *from, struct made *ret)
{
    static const enum tct_who WHO[] = {TCT_WHO_RIGHT, TCT_WHO_LEFT, TCT_WHO_BOTH};
    static const enum tct_source SOURCES[] = {TCT_SOURCE_JOINT, TCT_SOURCE_MISSION,
                                              TCT_SOURCE_RIGHT, TCT_SOURCE_LEFT, TCT_SOURCE_PUBLIC};
    memcpy(ret, from, sizeof(*ret));
    for (int i = 0; i < MADE_LINE; i++)
        ret->line[i] = from->line[MADE_LINE - 1 - i];
    for (size_t i = 0; i < MADE_COMMITMENTS; i++)
        ret->commitments[i].who = WHO[from->commitments[i].who];
    for (size_t i = 0; i < MADE_ACTIVITIES; i++)
        ret->activities[i].party = other(from->activities[i].party);
    for (size_t i = 0; i < MADE_INSPECTIONS; i++) {
        ret->inspections[i].source = SOURCES[from->inspections[i].source];
        ret->inspections[i].by = other(from->inspections[i].by);
    }
    for (size_t i = 0; i < MADE_EVENTS; i++)
        for (int side = 0; side < TCT_SIDE_COUNT; side++)
            ret->sightings[i].firing.side_p[other((enum tct_side)side)] =
                from->sightings[i].firing.side_p[side];
    set_up(ret);
}

/* A permutation of the events; each number is the event's own, whatever comes first. */
struct tct_accord *made_book(const struct made *made, uint64_t order)
{
    struct tct_random random;
    struct tct_accord *book = NULL;
    struct tct_sighting later = made->sightings[0];
    uint32_t numbers[MADE_EVENTS];
    tct_random_init(&random, order, 1);
    if (tct_accord_open(&made->setup, &book, NULL) != TCT_OK)
        return NULL;
    /* All numbers are given out first, to an event that is not there. */
    for (uint32_t i = 0; i < MADE_EVENTS; i++) {
        numbers[i] = i;
        if (tct_accord_take(book, i, order == 0 ? &made->sightings[i] : NULL, NULL) != TCT_OK)
            return NULL;
    }
    for (size_t i = MADE_EVENTS - 1; order > 0 && i > 0; i--) {
        size_t k = (size_t)choose(&random, (int)i + 1);
        uint32_t kept = numbers[i];
        numbers[i] = numbers[k];
        numbers[k] = kept;
    }
    for (size_t i = 0; order > 0 && i < MADE_EVENTS; i++) {
        if (choose(&random, 4) == 0 && tct_accord_take(book, numbers[i], &later, NULL) != TCT_OK)
            return NULL;
        if (tct_accord_take(book, numbers[i], &made->sightings[numbers[i]], NULL) != TCT_OK)
            return NULL;
    }
    tct_accord_learn(book);
    return book;
}
