/* Cases: one that is driven through every path, and whatever is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "cast.h"

static const double HOUR_S = 3600.0, DAY_S = 86400.0;

static struct cast cast;

static int set_up(void **state)
{
    (void)state;
    cast_begin(&cast);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    cast_end(&cast);
    return 0;
}

static void in_step(const char *id)
{
    assert_string_equal(cast.procedure.steps[cast.inquiry.step].id, id);
}

static bool overdue(void)
{
    return tct_overdue(tct_case_due_ns(&cast.inquiry), cast.now_ns);
}

static void open_case(const char *person)
{
    cast_act(&cast, person, TCT_ACT_OPEN)->is.open =
        (struct tct_act_open){"i20270115-001", "mortar fire at the hill"};
    cast_do(&cast);
}

static void consent_all(const char *transition, const char *const *people, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cast_wait(&cast, 60.0);
        cast_consent(&cast, people[i], transition);
    }
}

static const char *const LIAISONS[] = {"duty", "liaison-a0", "liaison-a1"};
static const char *const COMMISSION[] = {"mediator", "commissioner-a0", "commissioner-a1"};
static const char *const MISSION[] = {"mediator", "duty"};

static void access_of(int party, enum tct_access access, const char *reason)
{
    cast_act(&cast, "duty", TCT_ACT_ACCESS)->is.access =
        (struct tct_act_access){access, party, "the hill", reason, (double)NAN};
    cast_do(&cast);
}

static struct tct_act *state(const char *person, enum tct_stance stance, const char *text)
{
    struct tct_act *act = cast_act(&cast, person, TCT_ACT_STATEMENT);
    act->is.statement = (struct tct_act_statement){stance, text};
    return act;
}

static void to_draft(void)
{
    open_case("duty");
    cast_consent(&cast, "duty", "contain");
    cast_consent(&cast, "duty", "inquire");
    consent_all("visit", LIAISONS, 3);
    consent_all("end_visit", LIAISONS, 3);
    in_step("draft");
}

static void to_review(void)
{
    to_draft();
    cast_finding(&cast, "analyst");
    cast_consent(&cast, "analyst", "circulate");
    cast_consent(&cast, "mediator", "circulate");
    in_step("review");
}

/* One side calls a session alone; the case goes on beside it. */
static void go_with_a_session(void)
{
    open_case("liaison-a1");
    cast_act(&cast, "duty", TCT_ACT_CALL)->is.call = (struct tct_act_call){
        "duty", "liaison-a0", cast.now_ns, INT64_MAX, "nobody answers the hotline"};
    cast_do(&cast);
    cast_consent(&cast, "commissioner-a0", "call_emergency");
    assert_true(cast.inquiry.beside != TCT_NO_STEP);
    assert_int_equal(tct_case_beside_due_ns(&cast.inquiry),
                     cast.now_ns + tct_time_from_s(24.0 * HOUR_S));
    in_step("intake");
    cast_consent(&cast, "duty", "contain"); /* the case goes on beside its session */
    in_step("contained");
    cast_consent(&cast, "duty", "end_emergency");
    cast_consent(&cast, "commissioner-a1", "end_emergency");
    cast_consent(&cast, "commissioner-a0", "end_emergency");
    assert_int_equal(cast.inquiry.beside, TCT_NO_STEP);
    cast_consent(&cast, "duty", "inquire");
}

static void go_on_without_a_visit(void)
{
    cast_evidence(&cast, "liaison-a0", 1);
    access_of(0, TCT_ACCESS_ASKED, "");
    assert_string_equal(
        tct_case_bar(&cast.inquiry, tct_procedure_transition_named(&cast.procedure, "skip_visit")),
        "no access that was refused or delayed");
    access_of(0, TCT_ACCESS_REFUSED, "\"the road is mined\"");
    consent_all("skip_visit", MISSION, 2);
    in_step("draft");
    assert_int_equal(cast.inquiry.released_ns[0], INT64_MAX);
    cast_finding(&cast, "analyst");
    cast_consent(&cast, "analyst", "circulate");
    cast_consent(&cast, "mediator", "circulate");
    assert_int_equal(cast.inquiry.released_ns[0], cast.now_ns);
    assert_int_equal(cast.inquiry.released_ns[1], cast.now_ns);
}

/* One side dissents, and the other's consent and the mission's do once time is over. */
static void publish_overdue(void)
{
    (void)state("commissioner-a0", TCT_STANCE_DISSENT, "It was an exercise.");
    cast_do(&cast);
    cast_consent(&cast, "mediator", "publish");
    cast_consent(&cast, "commissioner-a1", "publish");
    cast_wait(&cast, 7.0 * DAY_S);
    assert_false(overdue());
    cast_wait(&cast, 1e-9);
    assert_true(overdue());
    cast_consent(&cast, "duty", "publish"); /* party 0 never consented, and holds nothing up */
    in_step("finding");
    assert_true(cast.inquiry.passages[cast.inquiry.passage_count - 1].overdue);
    assert_int_equal(cast.inquiry.finding_ns, cast.now_ns);
    size_t position = 0;
    const struct tct_act *dissent =
        tct_case_dissent(&cast.inquiry, tct_case_finding(&cast.inquiry), &position);
    assert_string_equal(dissent->is.statement.text, "It was an exercise.");
    assert_null(tct_case_dissent(&cast.inquiry, tct_case_finding(&cast.inquiry), &position));
    assert_null(tct_case_dissent(&cast.inquiry, tct_case_finding(&cast.inquiry), &position));
}

static void close_and_reopen(void)
{
    cast_act(&cast, "mediator", TCT_ACT_REMEDY)->is.remedy = (struct tct_act_remedy){
        "r1", 0, cast.now_ns + tct_time_from_s(10.0 * DAY_S), "Withdraw the mortar."};
    cast_do(&cast);
    cast_consent(&cast, "mediator", "follow");
    cast_wait(&cast, DAY_S);
    cast_act(&cast, "duty", TCT_ACT_FOLLOW_UP)->is.follow_up =
        (struct tct_act_follow_up){"r1", TCT_DONE_PARTLY, "It stands farther back."};
    cast_do(&cast);
    assert_int_equal(cast.inquiry.remedies[0].follow_up->is.follow_up.done, TCT_DONE_PARTLY);
    consent_all("close", COMMISSION, 3);
    in_step("closed");
    assert_int_equal(tct_case_due_ns(&cast.inquiry), INT64_MAX);
    cast_wait(&cast, 100.0 * DAY_S);
    (void)cast_consenting(&cast, "mediator", "reopen");
    cast_refused(&cast, "consent to reopen: found no evidence since the step began");
    cast_evidence(&cast, "commissioner-a0", 2);
    cast_consent(&cast, "commissioner-a0", "reopen");
    cast_consent(&cast, "mediator", "reopen");
    in_step("inquiry");
    assert_int_equal(cast.inquiry.reminded_ns, cast.now_ns);
}

static void find_anew(void)
{
    const struct tct_act *before = tct_case_finding(&cast.inquiry);
    consent_all("visit", LIAISONS, 3);
    consent_all("end_visit", LIAISONS, 3);
    cast_finding(&cast, "mediator");
    cast_consent(&cast, "analyst", "circulate");
    cast_consent(&cast, "mediator", "circulate");
    consent_all("revise", COMMISSION, 3);
    cast_finding(&cast, "mediator");
    cast_consent(&cast, "mediator", "circulate");
    cast_consent(&cast, "analyst", "circulate");
    consent_all("publish", COMMISSION, 3);
    assert_ptr_not_equal(tct_case_finding(&cast.inquiry), before);
    assert_true(tct_case_published(&cast.inquiry, before));
    assert_false(tct_case_published(&cast.inquiry, cast.inquiry.acts[0]));
    assert_true(cast.inquiry.finding_ns < cast.now_ns);
    cast_consent(&cast, "mediator", "follow");
    cast_evidence(&cast, "duty", 3);
    consent_all("reopen_by_mission", MISSION, 2);
    in_step("inquiry");
}

static void a_case_goes_through_every_path(void **unused)
{
    (void)unused;
    go_with_a_session();
    go_on_without_a_visit();
    publish_overdue();
    close_and_reopen();
    find_anew();
}

static void what_is_no_incident_is_discarded_by_all_three(void **unused)
{
    (void)unused;
    open_case("duty");
    cast_consent(&cast, "liaison-a0", "discard");
    cast_consent(&cast, "duty", "discard");
    in_step("intake");
    cast_consent(&cast, "liaison-a1", "discard");
    in_step("discarded");
    (void)cast_consenting(&cast, "duty", "contain");
    cast_refused(&cast, "consent to contain: found a case in another step");
}

static void wanting_says_who(void **unused)
{
    (void)unused;
    struct tct_wanting wanting[TCT_NEEDS_MAX];
    to_review();
    size_t publish = tct_procedure_transition_named(&cast.procedure, "publish");
    cast_consent(&cast, "commissioner-a0", "publish");
    assert_int_equal(tct_case_wanting(&cast.inquiry, publish, cast.now_ns, wanting), 2);
    assert_string_equal(cast.procedure.roles[wanting[0].role].name, "mediator");
    assert_int_equal(wanting[0].count[0], 1);
    assert_int_equal(wanting[1].count[1], 0);
    assert_int_equal(wanting[1].count[2], 1);
    cast_consent(&cast, "mediator", "publish");
    cast_wait(&cast, 8.0 * DAY_S);
    assert_int_equal(tct_case_wanting(&cast.inquiry, publish, cast.now_ns, wanting), 1);
    struct tct_subject subject = tct_case_subject(&cast.inquiry, 5, 1);
    assert_int_equal(subject.owner, 1);
    assert_int_equal(subject.released_ns, cast.inquiry.released_ns[0]);
    assert_int_equal(subject.finding_ns, INT64_MAX);
}

/* Lighter needs that were met before time was over are said again by whoever said so. */
static void a_consent_is_repeated_only_to_complete_what_is_overdue(void **unused)
{
    (void)unused;
    to_review();
    cast_consent(&cast, "mediator", "publish");
    cast_consent(&cast, "duty", "publish");
    (void)cast_consenting(&cast, "duty", "publish");
    cast_refused(&cast, "consent to publish: found a second one of duty");
    (void)cast_consenting(&cast, "duty-b", "publish");
    cast_refused(&cast, "consent to publish: found one more of role duty_officer, of which it has "
                        "all it asks");
    cast_wait(&cast, 7.0 * DAY_S + 1.0);
    cast_consent(&cast, "duty", "publish");
    in_step("finding");
}

static void a_new_draft_voids_consents_to_the_old_one(void **unused)
{
    (void)unused;
    to_review();
    cast_consent(&cast, "commissioner-a0", "publish");
    cast_consent(&cast, "commissioner-a0", "revise");
    cast_finding(&cast, "mediator");
    assert_int_equal(cast.inquiry.consent_count, 1); /* to revise */
    cast_consent(&cast, "mediator", "publish");
    cast_consent(&cast, "commissioner-a1", "publish");
    in_step("review");
    cast_consent(&cast, "commissioner-a0", "publish");
    in_step("finding");
}

static void who_may_not_is_refused(void **unused)
{
    (void)unused;
    (void)cast_consenting(&cast, "duty", "contain");
    cast_refused(&cast, "found consent of a case that is not open");
    open_case("duty");
    cast_act(&cast, "duty", TCT_ACT_OPEN)->is.open = (struct tct_act_open){"", "again"};
    cast_refused(&cast, "found open of a case that is open already");
    cast_act(&cast, "liaison-a0", TCT_ACT_ACCESS)->is.access =
        (struct tct_act_access){TCT_ACCESS_REFUSED, 1, "the hill", "mines", 0.0};
    cast_refused(&cast, "liaison-a0: found an act of access, which role liaison may not do");
    (void)cast_consenting(&cast, "liaison-a0", "contain");
    cast_refused(&cast, "consent to contain: found it of role liaison, which it does not ask");
    cast_consenting(&cast, "duty", "contain")->by.revoked_ns = cast.now_ns;
    cast_refused(&cast, "duty: found a key that was revoked before");
    cast_consenting(&cast, "duty", "contain")->by.party = 0;
    cast_refused(&cast, "duty: found role duty_officer with a party that it cannot have, expected "
                        "a party for a role of the sides, and for no other");
    cast_consenting(&cast, "duty", "contain")->by.role = 99;
    cast_refused(&cast, "duty: found a role that the procedure does not have");
    (void)cast_consenting(&cast, "duty", "inquire");
    cast_refused(&cast, "consent to inquire: found a case in another step");
    cast_consenting(&cast, "duty", "contain")->is.consent.from = 3;
    cast_refused(&cast, "consent to contain: found a case in another step");
    cast_consenting(&cast, "duty", "contain")->is.consent.transition = 99;
    cast_refused(&cast, "consent: found no transition that there is");
    cast_consenting(&cast, "duty", "contain")->at_ns--;
    cast_refused(&cast, "consent: found a time before that of the act before it, expected acts in "
                        "the order of the record");
    cast_consent(&cast, "commissioner-a0", "call_emergency");
    (void)cast_consenting(&cast, "commissioner-a1", "call_emergency");
    cast_refused(&cast, "consent to call_emergency: found a session that is open already");
    cast_act(&cast, "analyst", TCT_ACT_FINDING)->is.finding =
        (struct tct_finding){.side = 0, .text = {"what", "who", "sure"}};
    cast_refused(&cast, "finding: found a case in step intake, expected one where a finding is "
                        "drafted");
    (void)state("liaison-a0", TCT_STANCE_DISSENT, "No.");
    cast_refused(&cast, "statement: found dissent from no finding, expected a draft first");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_case_goes_through_every_path, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_incident_is_discarded_by_all_three, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(wanting_says_who, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_consent_is_repeated_only_to_complete_what_is_overdue,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_new_draft_voids_consents_to_the_old_one, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(who_may_not_is_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
