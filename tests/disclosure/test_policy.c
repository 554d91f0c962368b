/* Policies of disclosure: the default one, and what none may grant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tacet/disclosure.h"

static const double DAY_S = 86400.0;

static struct tct_disclosure_policy policy;

static struct tct_role *role_named(const char *name)
{
    tct_disclosure_default(&policy);
    for (size_t i = 0; i < policy.count; i++)
        if (strcmp(policy.roles[i].name, name) == 0)
            return &policy.roles[i];
    fail_msg("no role %s", name);
    return NULL;
}

static void refused(const char *text)
{
    struct tct_error err;
    assert_int_equal(tct_disclosure_check(&policy, &err), TCT_ERR_INPUT);
    assert_string_equal(err.text, text);
}

static void the_default_is_accepted(void **state)
{
    (void)state;
    struct tct_error err = {0};
    tct_disclosure_default(&policy);
    if (tct_disclosure_check(&policy, &err) != TCT_OK)
        fail_msg("%s", err.text);
    assert_non_null(tct_disclosure_role(&policy, "duty_officer"));
    assert_null(tct_disclosure_role(&policy, "artillery"));
}

static enum tct_seen seen(const char *role, int party, enum tct_field field, int owner,
                          double after_s)
{
    struct tct_viewer viewer = {tct_disclosure_role(&policy, role), party};
    struct tct_subject subject = {.happened_ns = INT64_C(1800000000) * TCT_NS_PER_S,
                                  .owner = owner,
                                  .released_ns = INT64_MAX,
                                  .finding_ns = INT64_MAX};
    return tct_decide(&viewer, &subject, field, subject.happened_ns + tct_time_from_s(after_s));
}

static void sides_wait_a_day_for_exact_places(void **state)
{
    (void)state;
    tct_disclosure_default(&policy);
    for (int party = 0; party < 2; party++) {
        assert_int_equal(seen("liaison", party, TCT_FIELD_PLACE, TCT_NO_PARTY, 0.0),
                         TCT_SEEN_COARSE);
        assert_int_equal(seen("liaison", party, TCT_FIELD_PLACE, TCT_NO_PARTY, DAY_S - 1.0),
                         TCT_SEEN_COARSE);
        assert_int_equal(seen("liaison", party, TCT_FIELD_PLACE, TCT_NO_PARTY, DAY_S),
                         TCT_SEEN_EXACT);
        assert_int_equal(seen("liaison", party, TCT_FIELD_REPORT, party, 0.0), TCT_SEEN_EXACT);
        assert_int_equal(seen("liaison", party, TCT_FIELD_REPORT, 1 - party, 0.0), TCT_SEEN_NOT);
        assert_int_equal(seen("liaison", party, TCT_FIELD_SENSOR, TCT_NO_PARTY, 1e9), TCT_SEEN_NOT);
    }
    assert_int_equal(seen("duty_officer", TCT_NO_PARTY, TCT_FIELD_PLACE, TCT_NO_PARTY, 0.0),
                     TCT_SEEN_EXACT);
    assert_int_equal(seen("public", TCT_NO_PARTY, TCT_FIELD_OPEN, TCT_NO_PARTY, 6.9 * DAY_S),
                     TCT_SEEN_NOT);
    assert_int_equal(seen("public", TCT_NO_PARTY, TCT_FIELD_PLACE, TCT_NO_PARTY, 1e9),
                     TCT_SEEN_COARSE);
}

static void a_case_that_is_released_opens_its_places(void **state)
{
    (void)state;
    tct_disclosure_default(&policy);
    struct tct_viewer viewer = {tct_disclosure_role(&policy, "liaison"), 1};
    struct tct_subject subject = {.happened_ns = 0, .owner = TCT_NO_PARTY, .finding_ns = INT64_MAX};
    subject.released_ns = 60 * TCT_NS_PER_S;
    assert_int_equal(tct_decide(&viewer, &subject, TCT_FIELD_PLACE, 59 * TCT_NS_PER_S),
                     TCT_SEEN_COARSE);
    assert_int_equal(tct_decide(&viewer, &subject, TCT_FIELD_PLACE, 60 * TCT_NS_PER_S),
                     TCT_SEEN_EXACT);
}

static void what_could_kill_is_refused(void **state)
{
    (void)state;
    struct tct_role *liaison = role_named("liaison");
    liaison->grants[TCT_FIELD_PLACE][TCT_OWNER_OTHER].exact_after_s = 3599.0;
    refused("role liaison, field place: found exact within the hour, expected exact after 3600 s "
            "or more");
    liaison = role_named("liaison");
    liaison->grid_m = 100.0;
    refused("role liaison, field place: found a finer grid, expected a grid of 500 m or more");
    liaison = role_named("liaison");
    liaison->grants[TCT_FIELD_SENSOR][TCT_OWNER_NOBODY].exact_on_finding = true;
    refused("role liaison, field sensor: found a grant to a side or the public, expected none: it "
            "is for the mission alone");
    struct tct_role *public = role_named("public");
    public->grants[TCT_FIELD_PERSON][TCT_OWNER_OWN].coarse_after_s = 1e9;
    refused("role public, field person: found a grant to a side or the public, expected none: it "
            "is for the mission alone");
}

static void grids_nest(void **state)
{
    (void)state;
    role_named("public")->grid_m = 2500.0;
    refused(
        "roles duty_officer and public: found grids of 1000 m and 2500 m, expected one a multiple "
        "of the other: else both together tell more than each");
}

static void what_cannot_be_is_refused(void **state)
{
    (void)state;
    role_named("analyst")->grants[TCT_FIELD_TIME][0].coarse_after_s = (double)NAN;
    refused("role analyst, field time: found waits that cannot be, expected 0 s or more, exact not "
            "before coarse");
    role_named("analyst")->grants[TCT_FIELD_KIND][0].coarse_after_s = 2.0 * DAY_S;
    refused("role analyst, field kind: found waits that cannot be, expected 0 s or more, exact not "
            "before coarse");
    role_named("analyst")->clock_s = 0.0;
    refused("role analyst, field time: found no step of the clock, expected 1 s to a year");
    (void)snprintf(role_named("analyst")->name, TCT_ROLE_BYTES, "public");
    refused("role public: found twice, expected once");
    policy.count = 0;
    refused("found 0 roles, expected 1 to 32");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_default_is_accepted),
        cmocka_unit_test(sides_wait_a_day_for_exact_places),
        cmocka_unit_test(a_case_that_is_released_opens_its_places),
        cmocka_unit_test(what_could_kill_is_refused),
        cmocka_unit_test(grids_nest),
        cmocka_unit_test(what_cannot_be_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
