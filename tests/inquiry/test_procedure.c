/* Procedures: the default one, each flaw that none may have, and what a check that knows nothing of
 * the first one finds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "explorer.h"

enum { RANDOM_PROCEDURES = 500, RANDOM_STATES = 1200 };

static struct tct_procedure procedure;
static struct tct_random random_numbers;

static size_t below(size_t most)
{
    return (size_t)(tct_random_uniform(&random_numbers) * (double)most);
}

static struct tct_transition *transition(const char *id)
{
    size_t index = tct_procedure_transition_named(&procedure, id);
    assert_true(index < procedure.transition_count);
    return &procedure.transitions[index];
}

static struct tct_step *step(const char *id)
{
    return &procedure.steps[tct_procedure_step_named(&procedure, id)];
}

static struct tct_needs needs(const char *role, unsigned count, bool each_side)
{
    return (struct tct_needs){
        .list = {{tct_procedure_role_named(&procedure, role), count, each_side}}, .count = 1};
}

static void refused(enum tct_flaw flaw, const char *text)
{
    struct tct_error err;
    enum tct_flaw found;
    assert_int_equal(tct_procedure_check(&procedure, &found, &err), TCT_ERR_INPUT);
    assert_string_equal(err.text, text);
    assert_int_equal(found, flaw);
    tct_procedure_default(&procedure);
}

static int set_up(void **state)
{
    (void)state;
    tct_procedure_default(&procedure);
    tct_random_init(&random_numbers, 18, 0);
    return 0;
}

static void the_default_has_no_flaw(void **state)
{
    (void)state;
    struct tct_error err = {0};
    if (tct_procedure_check(&procedure, NULL, &err) != TCT_OK)
        fail_msg("%s", err.text);
}

static void shapes_are_checked(void **state)
{
    (void)state;
    transition("contain")->to = 20;
    refused(TCT_FLAW_SHAPE,
            "transition contain: found a step that is none, expected steps of the procedure");
    transition("contain")->from = UINT32_C(1) << 15;
    refused(TCT_FLAW_SHAPE,
            "transition contain: found a step that is none, expected steps of the procedure");
    transition("contain")->needs.list[0].role = 5;
    refused(TCT_FLAW_SHAPE,
            "transition contain: found a role that is none, expected roles of the procedure");
    transition("contain")->needs.list[0].each_side = true;
    refused(TCT_FLAW_SHAPE, "transition contain: found each side of a role that the mission holds, "
                            "expected a role of the sides");
    transition("contain")->needs.count = 0;
    refused(TCT_FLAW_SHAPE, "transition contain: found nobody who must consent, expected somebody");
    transition("publish")->required = TCT_REQUIRED_NOTHING;
    refused(TCT_FLAW_SHAPE, "transition publish: found a finding published that nobody wrote, "
                            "expected that it requires one");
    static const double WRONG_S[] = {0.0, -1.0, (double)NAN, 1e12};
    for (size_t i = 0; i < TCT_COUNT(WRONG_S); i++) {
        step("review")->deadline_s = WRONG_S[i];
        refused(TCT_FLAW_SHAPE, "step review: found a deadline that is none, expected more than "
                                "0 s, at most ten years");
    }
    step("closed")->deadline_s = 1.0;
    refused(TCT_FLAW_SHAPE, "step closed: found a deadline of a step that is final, expected none");
    (void)snprintf(step("review")->id, sizeof(step("review")->id), "draft");
    refused(TCT_FLAW_SHAPE, "step draft: found it twice, expected it once");
    (void)snprintf(step("review")->id, sizeof(step("review")->id), "Re\nview");
    refused(TCT_FLAW_SHAPE, "step 6: found no name, expected small letters, digits, _ and -");
    transition("end_emergency")->to = 0;
    refused(TCT_FLAW_SHAPE, "transition end_emergency: found another step that it leads to, "
                            "expected that it ends a step beside, and only that");
    transition("call_emergency")->from |= UINT32_C(1) << 8;
    refused(TCT_FLAW_SHAPE, "transition call_emergency: found a session of a case that has ended, "
                            "expected steps that are not final");
    transition("call_emergency")->from |= UINT32_C(1) << 10;
    refused(TCT_FLAW_SHAPE, "transition call_emergency: found steps beside among those it leads "
                            "from, expected only such, or none");
}

static void the_mission_can_put_on_record_what_is_required(void **state)
{
    (void)state;
    procedure.may[TCT_ACT_ACCESS] = 0;
    refused(TCT_FLAW_MAY,
            "act access: found no role of the mission that may do it, expected one or more");
    procedure.may[TCT_ACT_FINDING] |= UINT32_C(1)
                                      << tct_procedure_role_named(&procedure, "liaison");
    refused(TCT_FLAW_MAY,
            "act finding: found a role of the sides that may do it, expected the mission's alone");
}

static void steps_are_on_a_way_to_an_end(void **state)
{
    (void)state;
    (void)snprintf(procedure.steps[procedure.step_count].id, TCT_PROCEDURE_ID_BYTES, "limbo");
    procedure.steps[procedure.step_count++].deadline_s = 60.0;
    refused(TCT_FLAW_UNREACHABLE,
            "step limbo: found no way to it from the first, expected one or more");
    (void)snprintf(procedure.steps[procedure.step_count].id, TCT_PROCEDURE_ID_BYTES, "limbo");
    procedure.steps[procedure.step_count].deadline_s = 60.0;
    transition("revise")->to = procedure.step_count++;
    refused(TCT_FLAW_NO_END, "step limbo: found no way from it to an end, expected one or more");
}

static void no_side_closes_alone(void **state)
{
    (void)state;
    transition("discard")->needs = needs("liaison", 1, false);
    refused(TCT_FLAW_CLOSED_BY_SIDE, "transition discard: found that one side alone can end a case "
                                     "by it, expected that it needs others");
    transition("close")->when_overdue = needs("commissioner", 2, false);
    refused(TCT_FLAW_CLOSED_BY_SIDE, "transition close: found that one side alone can end a case "
                                     "by it, expected that it needs others");
}

static void no_side_opens_alone_or_first(void **state)
{
    (void)state;
    transition("call_emergency")->release = TCT_RELEASE_BOTH;
    refused(TCT_FLAW_OPENED_BY_SIDE, "transition call_emergency: found that one side alone can "
                                     "release or publish by it, expected that it needs others");
    transition("publish")->when_overdue = needs("commissioner", 1, false);
    refused(TCT_FLAW_OPENED_BY_SIDE, "transition publish: found that one side alone can release or "
                                     "publish by it, expected that it needs others");
    struct tct_transition *circulate = transition("circulate");
    circulate->release = TCT_RELEASE_OWN;
    circulate->needs.list[1] = needs("commissioner", 1, false).list[0];
    refused(TCT_FLAW_UNEVEN, "transition circulate: found that it opens the case to one side "
                             "before the other, expected to both at once");
    circulate->release = TCT_RELEASE_OWN;
    circulate->needs.list[1] = needs("commissioner", 1, true).list[0];
    circulate->when_overdue = needs("mediator", 2, false);
    enum tct_flaw flaw;
    assert_int_equal(tct_procedure_check(&procedure, &flaw, NULL), TCT_ERR_INPUT);
    assert_int_equal(flaw, TCT_FLAW_UNEVEN); /* one side may have consented when time is over */
    tct_procedure_default(&procedure);
}

static void no_side_blocks_alone(void **state)
{
    (void)state;
    static const char REVIEW[] = "step review: found that one side alone can keep a case from its "
                                 "end here, expected a way without either side once a deadline is "
                                 "over";
    transition("publish")->when_overdue.count = 0;
    refused(TCT_FLAW_BLOCKED, REVIEW);
    step("review")->deadline_s = INFINITY; /* by never acting, for ever */
    refused(TCT_FLAW_BLOCKED, REVIEW);
    transition("revise")->needs = needs("commissioner", 1, false); /* by sending it back always */
    refused(TCT_FLAW_BLOCKED, REVIEW);
    transition("end_emergency")->when_overdue.count = 0;
    refused(TCT_FLAW_SESSION,
            "step emergency: found that one side alone can keep the session from being over, "
            "expected a way without either side once its deadline is over");
}

static void too_much_to_look_at_is_refused(void **state)
{
    (void)state;
    struct tct_error err;
    struct tct_transition *copy = &procedure.transitions[procedure.transition_count];
    for (int i = 0; i < 12; i++) {
        *copy = *transition("publish");
        (void)snprintf(copy->id, sizeof(copy->id), "publish_%d", i);
        copy->needs.list[1].count = 5;
        copy++;
        procedure.transition_count++;
    }
    assert_int_equal(tct_procedure_check(&procedure, NULL, &err), TCT_ERR_LIMIT);
    assert_string_equal(err.text, "step review: found more ways to consent than can be looked at, "
                                  "expected fewer people or fewer transitions");
    tct_procedure_default(&procedure);
}

/* ---- Against what goes through real cases -------------------------------------------------------
 */

static void real_cases_of_the_default_have_no_flaw(void **state)
{
    (void)state;
    unsigned flaws = 0;
    size_t states = 0;
    assert_true(explore(&procedure, 1, 20000, &flaws, &states));
    assert_int_equal(flaws, 0);
    assert_true(states > 500);
}

enum { OFFICER, MEDIATOR, LIAISON, ROLES };

static struct tct_needs random_needs(void)
{
    struct tct_needs ret = {0};
    for (size_t role = 0; role < ROLES; role++)
        if (below(5) < 2)
            ret.list[ret.count++] = (struct tct_need){role, 1 + (unsigned)(below(12) == 0),
                                                      role == LIAISON && below(3) > 0};
    if (ret.count == 0)
        ret.list[ret.count++] = (struct tct_need){OFFICER, 1, false};
    return ret;
}

static struct tct_needs mission(void)
{
    return (struct tct_needs){.list = {{OFFICER, 1, false}}, .count = 1};
}

static void add_transition(struct tct_procedure *to, uint32_t from, size_t step_to)
{
    struct tct_transition *added = &to->transitions[to->transition_count];
    *added = (struct tct_transition){.from = from, .to = step_to, .needs = random_needs()};
    (void)snprintf(added->id, sizeof(added->id), "t%zu", to->transition_count++);
    if (below(6) > 0)
        added->when_overdue = mission();
    else if (below(2) == 0)
        added->when_overdue = random_needs();
    if (below(3) == 0)
        added->required = (enum tct_required)below(TCT_REQUIRED_COUNT);
    if (below(4) == 0)
        added->release = (enum tct_release)below(TCT_RELEASE_COUNT);
    added->publishes = added->required == TCT_REQUIRED_FINDING && below(2) == 0;
}

/* The most people of one role and side that anything asks for. */
static int people_for(const struct tct_procedure *drawn)
{
    unsigned most = 1;
    for (size_t i = 0; i < drawn->transition_count; i++) {
        const struct tct_needs *lists[2] = {&drawn->transitions[i].needs,
                                            &drawn->transitions[i].when_overdue};
        for (size_t k = 0; k < 2 * TCT_NEEDS_MAX; k++) {
            const struct tct_needs *list = lists[k / TCT_NEEDS_MAX];
            if (k % TCT_NEEDS_MAX < list->count && list->list[k % TCT_NEEDS_MAX].count > most)
                most = list->list[k % TCT_NEEDS_MAX].count;
        }
    }
    return (int)most;
}

/* A chain of steps to an end, some that lead elsewhere, and perhaps a session or a step aside. */
static void random_procedure(struct tct_procedure *ret)
{
    static const struct tct_procedure_role TEAM[ROLES] = {{"officer", TCT_STANDING_MISSION},
                                                          {"mediator", TCT_STANDING_MISSION},
                                                          {"liaison", TCT_STANDING_SIDE}};
    size_t chain = 2 + below(3), session = below(2), aside = below(4) == 0;
    *ret = (struct tct_procedure){.role_count = ROLES, .step_count = chain + session + aside};
    memcpy(ret->roles, TEAM, sizeof(TEAM));
    for (size_t i = 0; i < ret->step_count; i++) {
        (void)snprintf(ret->steps[i].id, sizeof(ret->steps[i].id), "s%zu", i);
        ret->steps[i].final = i + 1 == chain;
        ret->steps[i].beside = session == 1 && i == chain;
        ret->steps[i].deadline_s =
            ret->steps[i].final || below(15) == 0 ? INFINITY : 3600.0 * (double)(1 + below(50));
    }
    for (size_t i = 0; i + 1 < chain; i++)
        if (below(20) > 0)
            add_transition(ret, UINT32_C(1) << i, i + 1);
    for (size_t more = below(3); more > 0; more--)
        add_transition(ret, UINT32_C(1) << below(chain), below(chain));
    if (session == 1) {
        add_transition(ret, UINT32_C(1) << below(chain - 1) | UINT32_C(1) << below(chain - 1),
                       chain);
        add_transition(ret, UINT32_C(1) << chain, TCT_NO_STEP);
    }
    if (aside == 1) {
        add_transition(ret, UINT32_C(1) << below(chain - 1), chain + session);
        if (below(2) == 0)
            add_transition(ret, UINT32_C(1) << (chain + session), below(chain));
    }
    for (int kind = 0; kind < TCT_ACT_KIND_COUNT; kind++)
        ret->may[kind] = 1;
}

static void the_check_agrees_with_real_cases(void **state)
{
    (void)state;
    size_t by_flaw[TCT_FLAW_COUNT] = {0}, skipped = 0;
    for (int i = 0; i < RANDOM_PROCEDURES; i++) {
        struct tct_procedure drawn;
        struct tct_error err = {0};
        enum tct_flaw flaw;
        unsigned flaws = 0;
        size_t states = 0;
        random_procedure(&drawn);
        enum tct_status status = tct_procedure_check(&drawn, &flaw, &err);
        if (!explore(&drawn, people_for(&drawn), RANDOM_STATES, &flaws, &states)) {
            skipped++;
            continue;
        }
        assert_int_equal(status, flaw == TCT_FLAW_NONE ? TCT_OK : TCT_ERR_INPUT);
        if ((flaw == TCT_FLAW_NONE) != (flaws == 0) || (flaws != 0 && (flaws >> flaw & 1) == 0))
            fail_msg("procedure %d: check says %d (%s), real cases 0x%x", i, (int)flaw, err.text,
                     flaws);
        by_flaw[flaw]++;
    }
    print_message("# of %d random procedures %zu had too many states; of the others, by flaw:",
                  (int)RANDOM_PROCEDURES, skipped);
    for (int flaw = 0; flaw < TCT_FLAW_COUNT; flaw++) {
        print_message(" %zu", by_flaw[flaw]);
        if (flaw != TCT_FLAW_SHAPE && flaw != TCT_FLAW_MAY)
            assert_true(by_flaw[flaw] >= 3);
    }
    print_message("\n");
    assert_true(skipped < RANDOM_PROCEDURES / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_default_has_no_flaw),
        cmocka_unit_test(shapes_are_checked),
        cmocka_unit_test(the_mission_can_put_on_record_what_is_required),
        cmocka_unit_test(steps_are_on_a_way_to_an_end),
        cmocka_unit_test(no_side_closes_alone),
        cmocka_unit_test(no_side_opens_alone_or_first),
        cmocka_unit_test(no_side_blocks_alone),
        cmocka_unit_test(too_much_to_look_at_is_refused),
        cmocka_unit_test(real_cases_of_the_default_have_no_flaw),
        cmocka_unit_test(the_check_agrees_with_real_cases),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
