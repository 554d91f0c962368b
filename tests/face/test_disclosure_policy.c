/* Policies of disclosure from YAML: what is read, and what is refused by line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tacet/face/disclosure_policy.h"

static struct tct_disclosure_policy policy;
static struct tct_error err;

static enum tct_status parse(const char *text)
{
    return tct_disclosure_parse("d.yaml", text, strlen(text), &policy, &err);
}

static void refused(const char *text, const char *why)
{
    assert_int_equal(parse(text), TCT_ERR_INPUT);
    assert_string_equal(err.text, why);
}

static void a_role_takes_the_place_of_the_default(void **state)
{
    (void)state;
    if (parse("roles:\n"
              "  liaison:\n"
              "    standing: side\n"
              "    grid_m: 500\n"
              "    open: {exact_after: 0s}\n"
              "    place: {coarse_after: 90m, exact_after: 2d, on: [release]}\n"
              "    report:\n"
              "      own: {exact_after: 0s}\n"
              "      other: {exact_after: never, on: [finding]}\n") != TCT_OK)
        fail_msg("%s", err.text);
    const struct tct_role *role = tct_disclosure_role(&policy, "liaison");
    assert_non_null(role);
    assert_non_null(tct_disclosure_role(&policy, "public"));
    assert_true(role->grid_m == 500.0 && role->clock_s == 60.0);
    const struct tct_grant *place = &role->grants[TCT_FIELD_PLACE][TCT_OWNER_NOBODY];
    assert_true(place->coarse_after_s == 5400.0 && place->exact_after_s == 172800.0);
    assert_true(place->exact_on_release && !place->exact_on_finding);
    assert_true(role->grants[TCT_FIELD_REPORT][TCT_OWNER_OWN].coarse_after_s == 0.0);
    assert_true(role->grants[TCT_FIELD_REPORT][TCT_OWNER_OTHER].exact_after_s == INFINITY);
    assert_true(role->grants[TCT_FIELD_REPORT][TCT_OWNER_OTHER].exact_on_finding);
    assert_true(role->grants[TCT_FIELD_REPORT][TCT_OWNER_NOBODY].exact_after_s == INFINITY);
    assert_true(role->grants[TCT_FIELD_WAVEFORM][TCT_OWNER_OWN].coarse_after_s == INFINITY);
}

static void sides_cannot_be_told_apart(void **state)
{
    (void)state;
    refused("roles:\n"
            "  liaison:\n"
            "    standing: side\n"
            "    report:\n"
            "      own: {exact_after: 0s}\n"
            "      north: {exact_after: 0s}\n",
            "d.yaml:6: found the unknown key 'north', expected nobody, own or other");
    refused(
        "roles:\n"
        "  liaison:\n"
        "    standing: side\n"
        "    party: north\n",
        "d.yaml:4: found the unknown key 'party', expected standing, grid_m, clock_s, open, time, "
        "place, area, kind, side, sensor, waveform, report, observer, person, statement, "
        "evidence, interview or finding");
}

static void wrong_waits_are_told_by_line(void **state)
{
    (void)state;
    static const char *const WRONG[] = {"24", "-1s", "nans", "1w", "1e999s", "soon"};
    for (size_t i = 0; i < TCT_COUNT(WRONG); i++) {
        char text[160];
        (void)snprintf(text, sizeof(text),
                       "roles:\n  analyst:\n    standing: mission\n    time: {exact_after: %s}\n",
                       WRONG[i]);
        assert_int_equal(parse(text), TCT_ERR_INPUT);
    }
    refused("roles:\n  analyst:\n    standing: mission\n    time: {exact_after: 24}\n",
            "d.yaml:4: found '24', expected never, or a wait as 0s, 90m, 24h or 7d");
}

static void what_could_kill_is_refused(void **state)
{
    (void)state;
    refused("roles:\n  liaison:\n    standing: side\n    place: {exact_after: 0s}\n",
            "d.yaml: role liaison, field place: found exact within the hour, expected exact after "
            "3600 s or more");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_role_takes_the_place_of_the_default),
        cmocka_unit_test(sides_cannot_be_told_apart),
        cmocka_unit_test(wrong_waits_are_told_by_line),
        cmocka_unit_test(what_could_kill_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
