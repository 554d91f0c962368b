/* The mission's rules: defaults that hold together, and what is refused. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tacet/incident.h"

static void the_defaults_are_accepted(void **state)
{
    (void)state;
    struct tct_rules rules = tct_rules_default();
    assert_int_equal(tct_rules_check(&rules, NULL), TCT_OK);
}

static void refused(const struct tct_rules *rules, const char *text)
{
    struct tct_error err;
    assert_int_equal(tct_rules_check(rules, &err), TCT_ERR_INPUT);
    assert_string_equal(err.text, text);
}

static void what_makes_no_sense_is_refused_by_name(void **state)
{
    (void)state;
    struct tct_rules rules = tct_rules_default();
    rules.quiet_s = (double)NAN;
    refused(&rules, "rule quiet_s: found nan, expected more than 0 and at most 86400");
    rules = tct_rules_default();
    rules.day_starts_s = 86400;
    refused(&rules, "rule day_starts_s: found 86400, expected more than -1 and at most 86399");
    rules = tct_rules_default();
    rules.decided_p = 0.5;
    refused(&rules, "rule decided_p: found 0.5, expected more than 0.5 and at most 1");
}

static void a_coarser_rule_is_not_finer(void **state)
{
    (void)state;
    struct tct_rules rules = tct_rules_default();
    rules.quiet_s = 60.0;
    refused(&rules, "rule quiet_s: found 60, expected engagement_gap_s (120) or more");
    rules = tct_rules_default();
    rules.heavy_reach_m = 1000.0;
    refused(&rules, "rule heavy_reach_m: found 1000, expected reach_m (2000) or more");
}

static void a_side_is_said_only_when_decided(void **state)
{
    (void)state;
    struct tct_firing firing = {.has_side = true, .side_p = {0.85, 0.1, 0.05}};
    assert_int_equal(tct_firing_side(&firing, 0.9), TCT_SIDE_UNDETERMINED);
    assert_int_equal(tct_firing_side(&firing, 0.8), TCT_SIDE_LEFT);
    firing.has_side = false;
    assert_int_equal(tct_firing_side(&firing, 0.8), TCT_SIDE_UNDETERMINED);
    assert_int_equal(tct_firing_kind(&firing), TCT_FIRING_OTHER);
    firing.classified = true;
    firing.kind_p[TCT_FIRING_LAUNCH] = 0.6;
    firing.kind_p[TCT_FIRING_SMALL_ARMS] = 0.4;
    assert_int_equal(tct_firing_kind(&firing), TCT_FIRING_LAUNCH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_defaults_are_accepted),
        cmocka_unit_test(what_makes_no_sense_is_refused_by_name),
        cmocka_unit_test(a_coarser_rule_is_not_finer),
        cmocka_unit_test(a_side_is_said_only_when_decided),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
