/* tacet policy: what a policy of disclosure grants to whom, and whether it may. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "tacet/face/disclosure_policy.h"

struct request {
    bool json;
};

static const struct option_spec options[] = {
    {0, "json", NULL, "grants as JSON Lines", OPTION_SWITCH, offsetof(struct request, json), 0, 0},
};

static const char *const STANDINGS[TCT_STANDING_COUNT] = {"mission", "side", "public"};
static const char *const OWNERS[TCT_OWNER_COUNT] = {"nobody", "own", "other"};

enum { WAIT_ROOM = 32, EXACTLY_ROOM = 96 };

/* "at once", "after 90 s", "after 24 h", "after 7 d", "never". */
static const char *wait_text(double wait_s, char ret[WAIT_ROOM])
{
    static const struct {
        double s;
        const char *unit;
    } UNITS[] = {{86400.0, "d"}, {3600.0, "h"}, {60.0, "min"}, {1.0, "s"}};
    if (!(wait_s > 0.0))
        return "at once";
    if (isinf(wait_s))
        return "never";
    for (size_t i = 0; i < TCT_COUNT(UNITS); i++) {
        if (wait_s < 2.0 * UNITS[i].s && i + 1 < TCT_COUNT(UNITS))
            continue;
        (void)snprintf(ret, WAIT_ROOM, "after %.4g %s", wait_s / UNITS[i].s, UNITS[i].unit);
        break;
    }
    return ret;
}

/* "after 24 h or on release", "only on a finding". */
static const char *exactly(const struct tct_grant *grant, char ret[EXACTLY_ROOM])
{
    static const char *const OCCASIONS[] = {"", "on release", "on a finding",
                                            "on release or a finding"};
    char wait[WAIT_ROOM];
    int which = grant->exact_on_release + 2 * grant->exact_on_finding;
    const char *joint = which == 0 ? "" : " or ", *when = wait_text(grant->exact_after_s, wait);
    if (which > 0 && isinf(grant->exact_after_s)) {
        when = "only";
        joint = " ";
    }
    (void)snprintf(ret, EXACTLY_ROOM, "%s%s%s", when, joint, OCCASIONS[which]);
    return ret;
}

static void print_grant(const struct tct_role *role, enum tct_field field, enum tct_owner owner,
                        bool json)
{
    const struct tct_grant *grant = &role->grants[field][owner];
    char coarse[WAIT_ROOM], exact[EXACTLY_ROOM];
    if (json) {
        (void)printf("{\"role\":\"%s\",\"standing\":\"%s\",\"field\":\"%s\",\"paper_of\":\"%s\","
                     "\"coarse\":\"%s\",\"exact\":\"%s\"}\n",
                     role->name, STANDINGS[role->standing], tct_field_name(field), OWNERS[owner],
                     wait_text(grant->coarse_after_s, coarse), exactly(grant, exact));
        return;
    }
    (void)printf("  %-10s", tct_field_name(field));
    if (role->standing == TCT_STANDING_SIDE)
        (void)printf(" %-7s", owner == TCT_OWNER_NOBODY ? "" : OWNERS[owner]);
    if (grant->coarse_after_s < grant->exact_after_s)
        (void)printf(" coarsely %s,", wait_text(grant->coarse_after_s, coarse));
    (void)printf(" exactly %s\n", exactly(grant, exact));
}

/* Papers of one's own and of the other side differ for a role of a side alone. */
static void print_role(const struct tct_role *role, bool json)
{
    if (!json)
        (void)printf("%s (%s), places on a grid of %.0f m, times to %.0f s\n", role->name,
                     STANDINGS[role->standing], role->grid_m, role->clock_s);
    for (int field = 0; field < TCT_FIELD_COUNT; field++)
        for (int owner = 0; owner < TCT_OWNER_COUNT; owner++) {
            bool same = owner > 0 && memcmp(&role->grants[field][owner], &role->grants[field][0],
                                            sizeof(struct tct_grant)) == 0;
            if (owner == 0 || (role->standing == TCT_STANDING_SIDE && !same))
                print_grant(role, (enum tct_field)field, (enum tct_owner)owner, json);
        }
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {.json = false};
    struct arguments words;
    struct tct_error err;
    struct tct_disclosure_policy policy;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count > 1)
        return command_wrong_use(self, "expected one policy at most");
    tct_disclosure_default(&policy);
    enum tct_status status = words.count == 1 ? tct_disclosure_load(words.words[0], &policy, &err)
                                              : tct_disclosure_check(&policy, &err);
    if (status != TCT_OK)
        return command_failed(self, &err);
    for (size_t i = 0; i < policy.count; i++)
        print_role(&policy.roles[i], request.json);
    return command_finish_output(self, EXIT_DONE);
}

const struct command command_policy = {
    .name = "policy",
    .summary = "check a policy of disclosure, and say what it grants",
    .arguments = "[FILE]",
    .explained =
        "Refuses a policy (the default one without a file) that would give a side exact places\n"
        "live, or sensors, observers and people to anybody but the mission; says of every role\n"
        "what it may see, and when. A policy names roles and never sides: what it grants to a\n"
        "role that a side holds it grants to both.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
