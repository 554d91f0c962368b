/* Policies of disclosure: the default one, and what none may grant. */
#include "tacet/disclosure/policy.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double DAY_S = 86400.0;
static const double LEAST_WAIT_S = 3600.0; /* of exact places before sides get them */
static const double LEAST_GRID_M = 500.0;
static const double LONGEST_S = 100.0 * 366.0 * 86400.0;

static const char *const FIELD_NAMES[TCT_FIELD_COUNT] = {
    [TCT_FIELD_OPEN] = "open",         [TCT_FIELD_TIME] = "time",
    [TCT_FIELD_PLACE] = "place",       [TCT_FIELD_AREA] = "area",
    [TCT_FIELD_KIND] = "kind",         [TCT_FIELD_SIDE] = "side",
    [TCT_FIELD_SENSOR] = "sensor",     [TCT_FIELD_WAVEFORM] = "waveform",
    [TCT_FIELD_REPORT] = "report",     [TCT_FIELD_OBSERVER] = "observer",
    [TCT_FIELD_PERSON] = "person",     [TCT_FIELD_STATEMENT] = "statement",
    [TCT_FIELD_EVIDENCE] = "evidence", [TCT_FIELD_INTERVIEW] = "interview",
    [TCT_FIELD_FINDING] = "finding",
};

const char *tct_field_name(enum tct_field field)
{
    return FIELD_NAMES[field];
}

static struct tct_grant after(double coarse_s, double exact_s)
{
    return (struct tct_grant){.coarse_after_s = coarse_s, .exact_after_s = exact_s};
}

static void grant_all(struct tct_role *role, enum tct_field field, struct tct_grant grant)
{
    for (int owner = 0; owner < TCT_OWNER_COUNT; owner++)
        role->grants[field][owner] = grant;
}

/* A role that is granted nothing yet, but that something is there once `open_s` are over. */
static struct tct_role *add_role(struct tct_disclosure_policy *policy, const char *name,
                                 enum tct_standing standing, double open_s)
{
    struct tct_role *role = &policy->roles[policy->count++];
    *role = (struct tct_role){.standing = standing, .grid_m = 1000.0, .clock_s = 60.0};
    (void)snprintf(role->name, sizeof(role->name), "%s", name);
    for (int field = 0; field < TCT_FIELD_COUNT; field++)
        grant_all(role, (enum tct_field)field, after(INFINITY, INFINITY));
    grant_all(role, TCT_FIELD_OPEN, after(open_s, open_s));
    return role;
}

static void add_duty_officer(struct tct_disclosure_policy *policy)
{
    struct tct_role *role = add_role(policy, "duty_officer", TCT_STANDING_MISSION, 0.0);
    for (int field = 0; field < TCT_FIELD_COUNT; field++)
        grant_all(role, (enum tct_field)field, after(0.0, 0.0));
}

/* What happened, as the two sides and who stands between them learn it. */
static struct tct_role *add_delayed(struct tct_disclosure_policy *policy, const char *name,
                                    enum tct_standing standing)
{
    struct tct_role *role = add_role(policy, name, standing, 0.0);
    struct tct_grant day = after(0.0, DAY_S);
    day.exact_on_release = true;
    grant_all(role, TCT_FIELD_TIME, day);
    grant_all(role, TCT_FIELD_PLACE, day);
    grant_all(role, TCT_FIELD_KIND, day);
    grant_all(role, TCT_FIELD_SIDE, day);
    day.coarse_after_s = DAY_S;
    grant_all(role, TCT_FIELD_AREA, day);
    grant_all(role, TCT_FIELD_REPORT, day);
    grant_all(role, TCT_FIELD_STATEMENT, day);
    grant_all(role, TCT_FIELD_FINDING, after(0.0, 0.0));
    struct tct_grant released = after(INFINITY, INFINITY);
    released.exact_on_release = true;
    grant_all(role, TCT_FIELD_EVIDENCE, released);
    grant_all(role, TCT_FIELD_WAVEFORM, released);
    return role;
}

static void add_side(struct tct_disclosure_policy *policy, const char *name)
{
    struct tct_role *role = add_delayed(policy, name, TCT_STANDING_SIDE);
    role->grants[TCT_FIELD_REPORT][TCT_OWNER_OWN] = after(0.0, 0.0);
    role->grants[TCT_FIELD_STATEMENT][TCT_OWNER_OWN] = after(0.0, 0.0);
    role->grants[TCT_FIELD_EVIDENCE][TCT_OWNER_OWN] = after(0.0, 0.0);
}

static void add_public(struct tct_disclosure_policy *policy)
{
    struct tct_role *role = add_role(policy, "public", TCT_STANDING_PUBLIC, 7.0 * DAY_S);
    role->grid_m = 5000.0;
    role->clock_s = DAY_S;
    static const enum tct_field COARSE[] = {TCT_FIELD_TIME, TCT_FIELD_PLACE, TCT_FIELD_KIND};
    for (size_t i = 0; i < TCT_COUNT(COARSE); i++)
        grant_all(role, COARSE[i], after(7.0 * DAY_S, INFINITY));
    struct tct_grant finding = after(INFINITY, INFINITY);
    finding.exact_on_finding = true;
    grant_all(role, TCT_FIELD_FINDING, finding);
    grant_all(role, TCT_FIELD_STATEMENT, finding);
}

void tct_disclosure_default(struct tct_disclosure_policy *ret)
{
    *ret = (struct tct_disclosure_policy){0};
    add_duty_officer(ret);
    add_side(ret, "liaison");
    add_side(ret, "commissioner");
    (void)add_delayed(ret, "mediator", TCT_STANDING_MISSION);
    (void)add_delayed(ret, "analyst", TCT_STANDING_MISSION);
    add_public(ret);
}

const struct tct_role *tct_disclosure_role(const struct tct_disclosure_policy *policy,
                                           const char *name)
{
    for (size_t i = 0; i < policy->count; i++)
        if (strcmp(policy->roles[i].name, name) == 0)
            return &policy->roles[i];
    return NULL;
}

static bool is_wait(double wait_s)
{
    return (wait_s >= 0.0 && wait_s <= LONGEST_S) || wait_s == INFINITY;
}

static enum tct_status refuse(const struct tct_role *role, enum tct_field field, const char *found,
                              const char *expected, struct tct_error *err)
{
    return tct_fail(err, TCT_ERR_INPUT, "role %s, field %s: found %s, expected %s", role->name,
                    FIELD_NAMES[field], found, expected);
}

static bool is_given(const struct tct_grant *grant)
{
    return isfinite(grant->coarse_after_s) || grant->exact_on_release || grant->exact_on_finding;
}

/* What would tell where somebody stands who can be shot at, or who spoke. */
static enum tct_status check_harm(const struct tct_role *role, enum tct_field field,
                                  const struct tct_grant *grant, struct tct_error *err)
{
    bool people = field == TCT_FIELD_SENSOR || field == TCT_FIELD_OBSERVER ||
                  field == TCT_FIELD_PERSON || field == TCT_FIELD_INTERVIEW;
    bool places = field == TCT_FIELD_PLACE || field == TCT_FIELD_WAVEFORM;
    if (role->standing == TCT_STANDING_MISSION)
        return TCT_OK;
    if (people && is_given(grant))
        return refuse(role, field, "a grant to a side or the public",
                      "none: it is for the mission alone", err);
    if (places && grant->exact_after_s < LEAST_WAIT_S)
        return refuse(role, field, "exact within the hour", "exact after 3600 s or more", err);
    if (field == TCT_FIELD_PLACE && isfinite(grant->coarse_after_s) && role->grid_m < LEAST_GRID_M)
        return refuse(role, field, "a finer grid", "a grid of 500 m or more", err);
    return TCT_OK;
}

static enum tct_status check_role(const struct tct_role *role, struct tct_error *err)
{
    if (role->standing >= TCT_STANDING_COUNT || role->name[0] == '\0')
        return tct_fail(err, TCT_ERR_INPUT, "a role has no name or no standing");
    if (!(role->grid_m >= 1.0 && role->grid_m <= 1e6))
        return refuse(role, TCT_FIELD_PLACE, "no grid", "a grid of 1 to 1000000 m", err);
    if (!(role->clock_s >= 1.0 && role->clock_s <= 366.0 * DAY_S))
        return refuse(role, TCT_FIELD_TIME, "no step of the clock", "1 s to a year", err);
    for (int field = 0; field < TCT_FIELD_COUNT; field++) {
        for (int owner = 0; owner < TCT_OWNER_COUNT; owner++) {
            const struct tct_grant *grant = &role->grants[field][owner];
            if (!is_wait(grant->coarse_after_s) || !is_wait(grant->exact_after_s) ||
                grant->exact_after_s < grant->coarse_after_s)
                return refuse(role, (enum tct_field)field, "waits that cannot be",
                              "0 s or more, exact not before coarse", err);
            enum tct_status status = check_harm(role, (enum tct_field)field, grant, err);
            if (status != TCT_OK)
                return status;
        }
    }
    return TCT_OK;
}

static bool nests(double fine, double coarse)
{
    return fmod(coarse, fine) == 0.0;
}

/* Squares of two grids that do not nest cut each other into pieces that are smaller than either. */
static enum tct_status check_pair(const struct tct_role *a, const struct tct_role *b,
                                  struct tct_error *err)
{
    if (strcmp(a->name, b->name) == 0)
        return tct_fail(err, TCT_ERR_INPUT, "role %s: found twice, expected once", a->name);
    if (nests(fmin(a->grid_m, b->grid_m), fmax(a->grid_m, b->grid_m)))
        return TCT_OK;
    return tct_fail(err, TCT_ERR_INPUT,
                    "roles %s and %s: found grids of %g m and %g m, expected one a multiple of the "
                    "other: else both together tell more than each",
                    a->name, b->name, a->grid_m, b->grid_m);
}

enum tct_status tct_disclosure_check(const struct tct_disclosure_policy *policy,
                                     struct tct_error *err)
{
    if (policy->count == 0 || policy->count > TCT_ROLES_MAX)
        return tct_fail(err, TCT_ERR_INPUT, "found %zu roles, expected 1 to %d", policy->count,
                        (int)TCT_ROLES_MAX);
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < policy->count && status == TCT_OK; i++) {
        status = check_role(&policy->roles[i], err);
        for (size_t k = 0; k < i && status == TCT_OK; k++)
            status = check_pair(&policy->roles[k], &policy->roles[i], err);
    }
    return status;
}
