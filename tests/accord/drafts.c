/* Drafts of agreements. The line runs to the east; the left side's ground is in the north. */
#include "drafts.h"

#include <math.h>

static const double END_DAY = 365.0;

int64_t draft_day(double day)
{
    return INT64_C(1800000000) * TCT_NS_PER_S + (int64_t)(day * 86400e9);
}

struct tct_commitment *draft_add(struct draft *draft, enum tct_who who, enum tct_matter matter,
                                 enum tct_arm arm)
{
    TCT_ASSERT(draft->count < DRAFT_CLAUSES);
    struct tct_commitment *clause = &draft->clauses[draft->count++];
    *clause = (struct tct_commitment){.who = who,
                                      .matter = matter,
                                      .arm = arm,
                                      .far_m = INFINITY,
                                      .from_ns = draft_day(0),
                                      .until_ns = draft_day(END_DAY),
                                      .notice_s = (double)NAN};
    draft->setup.count = draft->count;
    return clause;
}

void draft_zone(struct draft *draft, struct tct_commitment *clause, double west_m, double south_m,
                double east_m, double north_m)
{
    size_t i = (size_t)(clause - draft->clauses);
    const struct tct_plane corners[4] = {
        {west_m, south_m}, {east_m, south_m}, {east_m, north_m}, {west_m, north_m}};
    for (int k = 0; k < 4; k++)
        draft->corners[i][k] = corners[k];
    draft->rings[i] = (struct tct_outline){draft->corners[i], 4};
    draft->zones[i] = (struct tct_shape){&draft->rings[i], 1};
    clause->zone = &draft->zones[i];
}

void draft_hours(struct draft *draft, struct tct_commitment *clause, int from_h, int until_h)
{
    size_t i = (size_t)(clause - draft->clauses);
    draft->windows[i][clause->window_count++] = (struct tct_window){from_h * 3600, until_h * 3600};
    clause->windows = draft->windows[i];
}

/* A clause for each side, one the other's mirror image. */
static void add_pair(struct draft *draft, enum tct_matter matter, enum tct_arm arm, double west_m,
                     double near_m, double east_m, double far_m)
{
    struct tct_commitment *left = draft_add(draft, TCT_WHO_LEFT, matter, arm);
    draft_zone(draft, left, west_m, near_m, east_m, far_m);
    struct tct_commitment *right = draft_add(draft, TCT_WHO_RIGHT, matter, arm);
    draft_zone(draft, right, west_m, -far_m, east_m, -near_m);
}

static void add_snipers(struct draft *draft)
{
    struct tct_commitment *c = draft_add(draft, TCT_WHO_BOTH, TCT_MATTER_WEAPONS, TCT_ARM_SNIPER);
    c->far_m = 1000.0;
}

static void add_guns(struct draft *draft)
{
    struct tct_commitment *c = draft_add(draft, TCT_WHO_BOTH, TCT_MATTER_WEAPONS, TCT_ARM_HEAVY);
    c->calibre_mm = 100.0;
    c->far_m = 15000.0;
    c = draft_add(draft, TCT_WHO_BOTH, TCT_MATTER_WEAPONS, TCT_ARM_HEAVY);
    c->calibre_mm = 152.0;
    c->far_m = 25000.0;
}

static void add_quiet_hours(struct draft *draft)
{
    struct tct_commitment *c = draft_add(draft, TCT_WHO_BOTH, TCT_MATTER_FIRE, TCT_ARM_ANY);
    draft_hours(draft, c, 22, 6);
    draft_hours(draft, c, 12, 14);
}

/* Two stages that follow each other, the second farther. */
static void add_stages(struct draft *draft)
{
    struct tct_commitment *c = draft_add(draft, TCT_WHO_BOTH, TCT_MATTER_WEAPONS, TCT_ARM_HEAVY);
    c->far_m = 5000.0;
    c->until_ns = draft_day(30);
    c = draft_add(draft, TCT_WHO_BOTH, TCT_MATTER_WEAPONS, TCT_ARM_HEAVY);
    c->far_m = 10000.0;
    c->from_ns = draft_day(30);
}

/* Two disengagement areas side by side, for both: they touch. */
static void add_areas(struct draft *draft)
{
    for (int i = 0; i < 2; i++) {
        struct tct_commitment *c = draft_add(draft, TCT_WHO_BOTH, TCT_MATTER_MOVEMENT, TCT_ARM_ANY);
        draft_zone(draft, c, -2000 + 2000 * i, -1000, 2000 * i, 1000);
    }
}

static void add_training(struct draft *draft)
{
    struct tct_commitment *c = draft_add(draft, TCT_WHO_BOTH, TCT_MATTER_FIRE, TCT_ARM_HEAVY);
    c->notice_s = 172800.0;
    c->near_m = 2000.0;
}

static void add_flights(struct draft *draft)
{
    struct tct_commitment *c = draft_add(draft, TCT_WHO_BOTH, TCT_MATTER_FLIGHT, TCT_ARM_ANY);
    c->far_m = 10000.0;
    c->notice_s = 86400.0;
}

/* Harvests of two years: what lies between is meant to. */
static void add_harvest(struct draft *draft)
{
    for (int year = 0; year < 2; year++) {
        struct tct_commitment *c = draft_add(draft, TCT_WHO_BOTH, TCT_MATTER_FIRE, TCT_ARM_SMALL);
        draft_zone(draft, c, 3000, -1500, 5000, 1500);
        draft_hours(draft, c, 6, 20);
        c->from_ns = draft_day(20 + 180 * year);
        c->until_ns = draft_day(60 + 180 * year);
    }
}

static void add_some(struct draft *draft)
{
    struct tct_commitment *c = draft_add(draft, TCT_WHO_BOTH, TCT_MATTER_ACCESS, TCT_ARM_ANY);
    c->allowed = 1;
    (void)draft_add(draft, TCT_WHO_BOTH, TCT_MATTER_HARM, TCT_ARM_ANY);
}

void draft_clean(size_t number, struct draft *ret)
{
    *ret = (struct draft){.line = {{-20000, 0}, {20000, 0}}};
    ret->setup = (struct tct_lint_setup){.commitments = ret->clauses,
                                         .line = ret->line,
                                         .line_count = 2,
                                         .ground = {{-30000, -30000}, {30000, 30000}}};
    (void)draft_add(ret, TCT_WHO_BOTH, TCT_MATTER_HARM, TCT_ARM_SNIPER);
    if (number % 2 == 0)
        add_snipers(ret);
    if (number % 3 == 0)
        add_guns(ret);
    if (number % 3 == 1)
        add_stages(ret);
    if (number % 4 < 2)
        add_quiet_hours(ret);
    if (number % 5 < 3)
        add_areas(ret);
    if (number % 4 >= 2)
        add_training(ret);
    if (number % 7 < 3)
        add_flights(ret);
    if (number % 6 >= 3)
        add_harvest(ret);
    if (number % 5 >= 2)
        add_some(ret);
    for (size_t i = 0; i < number % 3; i++)
        add_pair(ret, TCT_MATTER_WEAPONS, TCT_ARM_SMALL, -9000 + 3000.0 * (double)i, 200,
                 -7000 + 3000.0 * (double)i, 1200);
}
