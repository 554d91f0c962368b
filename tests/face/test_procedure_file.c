/* Procedures from YAML: the default comes back as it was, and what is wrong is told by line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tacet/face/procedure_file.h"

static struct tct_procedure procedure;
static struct tct_error err;
static char *printed;
static size_t printed_bytes;

static enum tct_status parse(const char *text)
{
    return tct_procedure_parse("p.yaml", text, strlen(text), &procedure, &err);
}

static int set_up(void **state)
{
    (void)state;
    tct_procedure_default(&procedure);
    FILE *out = open_memstream(&printed, &printed_bytes);
    assert_non_null(out);
    assert_int_equal(tct_procedure_print(&procedure, out, NULL), TCT_OK);
    return fclose(out);
}

static int tear_down(void **state)
{
    (void)state;
    free(printed);
    return 0;
}

static void same_needs(const struct tct_needs *a, const struct tct_needs *b)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        assert_int_equal(a->list[i].role, b->list[i].role);
        assert_int_equal(a->list[i].count, b->list[i].count);
        assert_int_equal(a->list[i].each_side, b->list[i].each_side);
    }
}

static void same_transition(const struct tct_transition *a, const struct tct_transition *b)
{
    assert_string_equal(a->id, b->id);
    assert_int_equal(a->from, b->from);
    assert_int_equal(a->to, b->to);
    same_needs(&a->needs, &b->needs);
    same_needs(&a->when_overdue, &b->when_overdue);
    assert_int_equal(a->required, b->required);
    assert_int_equal(a->release, b->release);
    assert_int_equal(a->publishes, b->publishes);
    assert_int_equal(a->reminds, b->reminds);
}

static void the_default_comes_back(void **state)
{
    (void)state;
    struct tct_procedure first;
    tct_procedure_default(&first);
    if (parse(printed) != TCT_OK)
        fail_msg("%s", err.text);
    assert_int_equal(procedure.role_count, first.role_count);
    assert_int_equal(procedure.step_count, first.step_count);
    assert_int_equal(procedure.transition_count, first.transition_count);
    for (size_t i = 0; i < first.role_count; i++) {
        assert_string_equal(procedure.roles[i].name, first.roles[i].name);
        assert_int_equal(procedure.roles[i].standing, first.roles[i].standing);
    }
    for (size_t i = 0; i < first.step_count; i++) {
        assert_string_equal(procedure.steps[i].id, first.steps[i].id);
        assert_true(procedure.steps[i].deadline_s == first.steps[i].deadline_s);
        assert_int_equal(procedure.steps[i].final, first.steps[i].final);
        assert_int_equal(procedure.steps[i].beside, first.steps[i].beside);
    }
    for (size_t i = 0; i < first.transition_count; i++)
        same_transition(&procedure.transitions[i], &first.transitions[i]);
    assert_memory_equal(procedure.may, first.may, sizeof(first.may));
}

/* The printed default with the first `from` replaced, and what is said of it. */
static void refused(const char *from, const char *to, const char *why)
{
    char *at = strstr(printed, from);
    assert_non_null(at);
    char *text = malloc(printed_bytes + strlen(to) + 1);
    assert_non_null(text);
    (void)snprintf(text, printed_bytes + strlen(to) + 1, "%.*s%s%s", (int)(at - printed), printed,
                   to, at + strlen(from));
    assert_int_equal(parse(text), TCT_ERR_INPUT);
    assert_string_equal(err.text, why);
    free(text);
}

static void what_is_wrong_is_told_by_line(void **state)
{
    (void)state;
    refused("liaison: side", "liaison: left", "p.yaml:5: found 'left', expected mission or side");
    refused("finding: [mediator", "finding: [mediater",
            "p.yaml:16: found 'mediater', expected duty_officer, mediator, analyst, liaison or "
            "commissioner");
    refused("deadline: 1d", "deadline: 1",
            "p.yaml:21: found '1', expected never, or a wait as 0s, 90m, 24h or 7d");
    refused("deadline: 1d", "deadlin: 1d",
            "p.yaml:21: found the unknown key 'deadlin', expected 'deadline'");
    refused("to: contained", "to: containd",
            "p.yaml:35: found 'containd', expected intake, contained, inquiry, site_visit, draft, "
            "review, finding, follow_up, closed, discarded, emergency or back");
    refused("{role: duty_officer}", "{role: duty_officer, count: 9}",
            "p.yaml:37: found '9', expected a whole number from 1 to 5");
}

static void flaws_are_told_by_name(void **state)
{
    (void)state;
    refused("deadline: 1d", "deadline: 0s",
            "p.yaml: step intake: found a deadline that is none, expected more than 0 s, at most "
            "ten years");
    refused("effects: [remind]", "effects: [release_own]",
            "p.yaml: transition visit: found that it opens the case to one side before the other, "
            "expected to both at once");
}

static void not_one_line_can_be_missing_that_matters(void **state)
{
    (void)state;
    assert_int_equal(parse("roles: {a: mission}\n"), TCT_ERR_INPUT);
    assert_int_equal(parse("roles: {}\n"), TCT_ERR_INPUT);
    assert_int_equal(parse("- roles\n"), TCT_ERR_INPUT);
    assert_int_equal(parse(""), TCT_ERR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_default_comes_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_wrong_is_told_by_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(flaws_are_told_by_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(not_one_line_can_be_missing_that_matters, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
