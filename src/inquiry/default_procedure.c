/* The procedure that a mission begins with, composed from what missions do. */
#include <math.h>
#include <stdio.h>

#include "tacet/inquiry/procedure.h"

static const double HOUR_S = 3600.0, DAY_S = 86400.0;

enum { DUTY_OFFICER, MEDIATOR, ANALYST, LIAISON, COMMISSIONER, ROLE_COUNT };
enum {
    INTAKE,
    CONTAINED,
    INQUIRY,
    SITE_VISIT,
    DRAFT,
    REVIEW,
    FINDING,
    FOLLOW_UP,
    CLOSED,
    DISCARDED,
    EMERGENCY,
    STEP_COUNT
};

#define BIT(index) (UINT32_C(1) << (index))
#define ONE(who)                                                                                   \
    {                                                                                              \
        .role = (who), .count = 1                                                                  \
    }
#define ONE_EACH_SIDE(who)                                                                         \
    {                                                                                              \
        .role = (who), .count = 1, .each_side = true                                               \
    }

/* What both sides agree to with the mission, and what the mission does by two of its people where a
 * side did not in time. */
#define WITH_BOTH_SIDES                                                                            \
    {                                                                                              \
        .list = {ONE(MEDIATOR), ONE_EACH_SIDE(COMMISSIONER)}, .count = 2                           \
    }
#define MISSION_BY_TWO                                                                             \
    {                                                                                              \
        .list = {ONE(MEDIATOR), ONE(DUTY_OFFICER)}, .count = 2                                     \
    }
#define MISSION_BY(who)                                                                            \
    {                                                                                              \
        .list = {ONE(who)}, .count = 1                                                             \
    }

static const struct tct_procedure_role ROLES[ROLE_COUNT] = {
    [DUTY_OFFICER] = {"duty_officer", TCT_STANDING_MISSION},
    [MEDIATOR] = {"mediator", TCT_STANDING_MISSION},
    [ANALYST] = {"analyst", TCT_STANDING_MISSION},
    [LIAISON] = {"liaison", TCT_STANDING_SIDE},
    [COMMISSIONER] = {"commissioner", TCT_STANDING_SIDE},
};

static const struct {
    const char *id;
    double deadline_s; /* 0: none */
} STEPS[STEP_COUNT] = {
    [INTAKE] = {"intake", HOUR_S * 24.0},
    [CONTAINED] = {"contained", HOUR_S * 24.0},
    [INQUIRY] = {"inquiry", DAY_S * 3.0},
    [SITE_VISIT] = {"site_visit", DAY_S * 7.0},
    [DRAFT] = {"draft", DAY_S * 14.0},
    [REVIEW] = {"review", DAY_S * 7.0},
    [FINDING] = {"finding", DAY_S * 7.0},
    [FOLLOW_UP] = {"follow_up", DAY_S * 30.0},
    [CLOSED] = {"closed", 0.0},
    [DISCARDED] = {"discarded", 0.0},
    [EMERGENCY] = {"emergency", HOUR_S * 24.0},
};

static const struct tct_transition TRANSITIONS[] = {
    {.id = "contain", .from = BIT(INTAKE), .to = CONTAINED, .needs = MISSION_BY(DUTY_OFFICER)},
    {.id = "discard",
     .from = BIT(INTAKE),
     .to = DISCARDED,
     .needs = {.list = {ONE(DUTY_OFFICER), ONE_EACH_SIDE(LIAISON)}, .count = 2}},
    {.id = "inquire", .from = BIT(CONTAINED), .to = INQUIRY, .needs = MISSION_BY(DUTY_OFFICER)},
    {.id = "visit",
     .from = BIT(INQUIRY),
     .to = SITE_VISIT,
     .needs = {.list = {ONE(DUTY_OFFICER), ONE_EACH_SIDE(LIAISON)}, .count = 2},
     .when_overdue = MISSION_BY(DUTY_OFFICER),
     .reminds = true},
    {.id = "skip_visit",
     .from = BIT(INQUIRY) | BIT(SITE_VISIT),
     .to = DRAFT,
     .needs = MISSION_BY_TWO,
     .required = TCT_REQUIRED_REFUSAL},
    {.id = "end_visit",
     .from = BIT(SITE_VISIT),
     .to = DRAFT,
     .needs = {.list = {ONE(DUTY_OFFICER), ONE_EACH_SIDE(LIAISON)}, .count = 2},
     .when_overdue = MISSION_BY(DUTY_OFFICER)},
    {.id = "circulate",
     .from = BIT(DRAFT),
     .to = REVIEW,
     .needs = {.list = {ONE(MEDIATOR), ONE(ANALYST)}, .count = 2},
     .required = TCT_REQUIRED_FINDING,
     .release = TCT_RELEASE_BOTH,
     .reminds = true},
    {.id = "revise", .from = BIT(REVIEW), .to = DRAFT, .needs = WITH_BOTH_SIDES},
    {.id = "publish",
     .from = BIT(REVIEW),
     .to = FINDING,
     .needs = WITH_BOTH_SIDES,
     .when_overdue = MISSION_BY_TWO,
     .required = TCT_REQUIRED_FINDING,
     .publishes = true},
    {.id = "follow",
     .from = BIT(FINDING),
     .to = FOLLOW_UP,
     .needs = MISSION_BY(MEDIATOR),
     .reminds = true},
    {.id = "close",
     .from = BIT(FOLLOW_UP),
     .to = CLOSED,
     .needs = WITH_BOTH_SIDES,
     .when_overdue = MISSION_BY_TWO},
    {.id = "reopen",
     .from = BIT(FOLLOW_UP) | BIT(CLOSED),
     .to = INQUIRY,
     .needs = {.list = {ONE(MEDIATOR), ONE(COMMISSIONER)}, .count = 2},
     .required = TCT_REQUIRED_NEW_EVIDENCE,
     .reminds = true},
    {.id = "reopen_by_mission",
     .from = BIT(FOLLOW_UP) | BIT(CLOSED),
     .to = INQUIRY,
     .needs = MISSION_BY_TWO,
     .required = TCT_REQUIRED_NEW_EVIDENCE,
     .reminds = true},
    {.id = "call_emergency",
     .from =
         BIT(INTAKE) | BIT(CONTAINED) | BIT(INQUIRY) | BIT(SITE_VISIT) | BIT(DRAFT) | BIT(REVIEW),
     .to = EMERGENCY,
     .needs = {.list = {ONE(COMMISSIONER)}, .count = 1},
     .reminds = true},
    {.id = "end_emergency",
     .from = BIT(EMERGENCY),
     .to = TCT_NO_STEP,
     .needs = {.list = {ONE(DUTY_OFFICER), ONE_EACH_SIDE(COMMISSIONER)}, .count = 2},
     .when_overdue = MISSION_BY(DUTY_OFFICER)},
};

static const uint32_t MISSION = BIT(DUTY_OFFICER) | BIT(MEDIATOR) | BIT(ANALYST);
static const uint32_t SIDES = BIT(LIAISON) | BIT(COMMISSIONER);

static void set_acts(struct tct_procedure *ret)
{
    static const enum tct_act_kind ALL[] = {TCT_ACT_OPEN, TCT_ACT_STATEMENT, TCT_ACT_EVIDENCE,
                                            TCT_ACT_HANDOVER, TCT_ACT_NOTE};
    for (size_t i = 0; i < TCT_COUNT(ALL); i++)
        ret->may[ALL[i]] = MISSION | SIDES;
    ret->may[TCT_ACT_CALL] = BIT(DUTY_OFFICER) | BIT(LIAISON);
    ret->may[TCT_ACT_ACCESS] = MISSION;
    ret->may[TCT_ACT_INTERVIEW] = MISSION;
    ret->may[TCT_ACT_FINDING] = BIT(MEDIATOR) | BIT(ANALYST);
    ret->may[TCT_ACT_REMEDY] = BIT(MEDIATOR);
    ret->may[TCT_ACT_FOLLOW_UP] = BIT(MEDIATOR) | BIT(DUTY_OFFICER);
    ret->may[TCT_ACT_LINK] = MISSION;
}

void tct_procedure_default(struct tct_procedure *ret)
{
    *ret = (struct tct_procedure){.role_count = ROLE_COUNT,
                                  .step_count = STEP_COUNT,
                                  .transition_count = TCT_COUNT(TRANSITIONS)};
    for (size_t i = 0; i < ROLE_COUNT; i++)
        ret->roles[i] = ROLES[i];
    for (size_t i = 0; i < STEP_COUNT; i++) {
        struct tct_step *step = &ret->steps[i];
        (void)snprintf(step->id, sizeof(step->id), "%s", STEPS[i].id);
        step->deadline_s = STEPS[i].deadline_s > 0.0 ? STEPS[i].deadline_s : (double)INFINITY;
        step->final = i == CLOSED || i == DISCARDED;
        step->beside = i == EMERGENCY;
    }
    for (size_t i = 0; i < TCT_COUNT(TRANSITIONS); i++)
        ret->transitions[i] = TRANSITIONS[i];
    set_acts(ret);
}
