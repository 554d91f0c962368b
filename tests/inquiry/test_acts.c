/* What acts must say, and chains of custody. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "cast.h"

static struct cast cast;

static int set_up(void **state)
{
    (void)state;
    cast_begin(&cast);
    cast_act(&cast, "duty", TCT_ACT_OPEN)->is.open = (struct tct_act_open){"", "fire"};
    cast_do(&cast);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    cast_end(&cast);
    return 0;
}

static struct tct_act *hand_over(const char *by, const char *from, const char *to, unsigned number)
{
    struct tct_act *act = cast_act(&cast, by, TCT_ACT_HANDOVER);
    act->is.handover =
        (struct tct_act_handover){.from = from, .to = to, .why = "to the laboratory"};
    memcpy(act->is.handover.digest, &number, sizeof(number));
    return act;
}

static const struct tct_piece *piece(unsigned number)
{
    unsigned char digest[TCT_DIGEST_BYTES] = {0};
    memcpy(digest, &number, sizeof(number));
    return tct_custody_find(&cast.inquiry.custody, digest);
}

static void custody_connects(void **state)
{
    (void)state;
    cast_evidence(&cast, "liaison-a0", 7);
    cast_wait(&cast, 60.0);
    (void)hand_over("duty", "liaison-a0", "duty", 7);
    cast_refused(&cast, "handover: found it received by duty, expected that liaison-a0 gives it "
                        "first");
    (void)hand_over("liaison-a0", "liaison-a0", "analyst", 7);
    cast_do(&cast);
    assert_string_equal(piece(7)->holder, "liaison-a0");
    assert_string_equal(piece(7)->given_to, "analyst");
    (void)hand_over("duty", "liaison-a0", "duty", 7);
    cast_refused(&cast, "handover: found it received by duty, expected that liaison-a0 gives it "
                        "first");
    (void)hand_over("liaison-a0", "liaison-a0", "duty", 7); /* he thinks again */
    cast_do(&cast);
    (void)hand_over("duty", "liaison-a0", "duty", 7);
    cast_do(&cast);
    assert_string_equal(piece(7)->holder, "duty");
    assert_null(piece(7)->given_to);
    assert_int_equal(piece(7)->hands, 2);
    assert_int_equal(piece(7)->since_ns, cast.now_ns);
    (void)hand_over("liaison-a0", "liaison-a0", "analyst", 7);
    cast_refused(&cast, "handover: found it from liaison-a0, expected from duty, who holds it");
    (void)hand_over("duty", "liaison-a0", "duty", 7);
    cast_refused(&cast, "handover: found it from liaison-a0, expected from duty, who holds it");
    (void)hand_over("duty", "duty", "analyst", 8);
    cast_refused(&cast,
                 "handover: found a digest of no evidence here, expected one that was taken in");
    (void)hand_over("mediator", "duty", "analyst", 7);
    cast_refused(&cast, "handover, from: found an act of somebody else, expected of who gives or "
                        "receives it");
    (void)hand_over("duty", "duty", "duty", 7);
    cast_refused(&cast, "handover, to: found who gives it, expected somebody else");
    struct tct_act *again = cast_act(&cast, "analyst", TCT_ACT_EVIDENCE);
    again->is.evidence = cast.acts[1].is.evidence;
    cast_refused(&cast, "evidence: found a digest that duty holds already, expected a new one, or "
                        "a handover");
}

static void many_pieces_are_found_again(void **state)
{
    (void)state;
    for (unsigned number = 1; number <= 400; number++)
        cast_evidence(&cast, "duty", number * 0x01000193U);
    for (unsigned number = 1; number <= 400; number++)
        assert_ptr_equal(piece(number * 0x01000193U), &cast.inquiry.custody.pieces[number - 1]);
    assert_null(piece(3));
}

static void texts_must_be_there(void **state)
{
    (void)state;
    cast_act(&cast, "duty", TCT_ACT_STATEMENT)->is.statement =
        (struct tct_act_statement){TCT_STANCE_POSITION, ""};
    cast_refused(&cast, "statement, text: found nothing, expected a text");
    cast_act(&cast, "duty", TCT_ACT_INTERVIEW)->is.interview =
        (struct tct_act_interview){.with = ""};
    cast_refused(&cast, "interview, with: found nothing, expected a text");
    cast_act(&cast, "duty", TCT_ACT_LINK)->is.link = (struct tct_act_link){"", TCT_LINK_SAME};
    cast_refused(&cast, "link, other: found nothing, expected a text");
    cast_act(&cast, "duty", TCT_ACT_ACCESS)->is.access =
        (struct tct_act_access){TCT_ACCESS_DELAYED, 1, "the hill", "", 60.0};
    cast_refused(&cast, "access, reason: found nothing, expected a text");
    struct tct_act *act = cast_act(&cast, "duty", TCT_ACT_EVIDENCE);
    act->is.evidence = (struct tct_act_evidence){.what = "a photo", .from = "", .why = ""};
    cast_refused(&cast, "evidence, why: found nothing, expected a text");
    cast_act(&cast, "analyst", TCT_ACT_FINDING)->is.finding =
        (struct tct_finding){.side = TCT_NO_PARTY, .text = {"what", "", "sure"}};
    cast_refused(&cast, "finding, who: found nothing, expected a text");
    cast_act(&cast, "duty", TCT_ACT_STATEMENT)->by.person = "";
    cast_refused(&cast, "statement, person: found nothing, expected a text");
}

static void times_are_in_their_order(void **state)
{
    (void)state;
    struct tct_act *act = cast_act(&cast, "duty", TCT_ACT_EVIDENCE);
    act->is.evidence = (struct tct_act_evidence){
        .what = "a photo", .taken_ns = cast.now_ns + 1, .from = "", .why = "it shows"};
    cast_refused(&cast, "evidence, taken: found a time after the act, expected one before it");
    cast_act(&cast, "duty", TCT_ACT_CALL)->is.call =
        (struct tct_act_call){"duty", "liaison-a0", cast.now_ns, cast.now_ns - 1, ""};
    cast_refused(&cast, "call, answered: found a time before the call, expected one after it");
    cast_act(&cast, "duty", TCT_ACT_CALL)->is.call =
        (struct tct_act_call){"duty", "liaison-a0", cast.now_ns, cast.now_ns + 1, ""};
    cast_refused(&cast, "call, answered: found a time after the act, expected one before it");
    cast_act(&cast, "mediator", TCT_ACT_REMEDY)->is.remedy =
        (struct tct_act_remedy){"r1", 0, cast.now_ns, "Withdraw."};
    cast_refused(&cast, "remedy, by: found a deadline in the past, expected one after the act");
}

static void numbers_are_in_their_ranges(void **state)
{
    (void)state;
    static const struct tct_act_note WRONG[] = {
        {TCT_NOTE_CRATER, -0.1, 1.0, "text"},     {TCT_NOTE_CRATER, 6.3, 1.0, "text"},
        {TCT_NOTE_CRATER, INFINITY, 1.0, "text"}, {TCT_NOTE_CRATER, 0.0, 0.0, "text"},
        {TCT_NOTE_CRATER, 0.0, 1001.0, "text"},   {TCT_NOTE_COUNT, 0.0, 1.0, "text"},
    };
    for (size_t i = 0; i < TCT_COUNT(WRONG); i++) {
        struct tct_act *act = cast_act(&cast, "duty", TCT_ACT_NOTE);
        act->is.note = WRONG[i];
        assert_int_equal(tct_case_apply(&cast.inquiry, act, NULL), TCT_ERR_INPUT);
    }
    cast_act(&cast, "duty", TCT_ACT_NOTE)->is.note =
        (struct tct_act_note){TCT_NOTE_IMPACT, (double)NAN, (double)NAN, "a hole in the wall"};
    cast_do(&cast);
    cast_act(&cast, "duty", TCT_ACT_ACCESS)->is.access =
        (struct tct_act_access){TCT_ACCESS_DELAYED, 1, "the hill", "\"wait\"", -1.0};
    cast_refused(&cast, "access, duration: found none that can be, expected 0 s to a year");
    cast_act(&cast, "duty", TCT_ACT_ACCESS)->is.access =
        (struct tct_act_access){TCT_ACCESS_ASKED, TCT_NO_PARTY, "the hill", "", 0.0};
    cast_refused(&cast, "access, party: found none, expected whose ground it is");
    cast_act(&cast, "duty", TCT_ACT_KIND_COUNT)->at_ns++;
    cast_refused(&cast, "found an act of no kind that there is");
}

static void remedies_are_followed_up_by_name(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++)
        cast_act(&cast, "mediator", TCT_ACT_REMEDY)->is.remedy =
            (struct tct_act_remedy){"r1", TCT_NO_PARTY, cast.now_ns + 1, "Repair the fence."};
    cast.count--;
    cast_do(&cast);
    cast.count++;
    cast_refused(&cast, "remedy r1: found it twice, expected it once");
    cast_act(&cast, "duty", TCT_ACT_FOLLOW_UP)->is.follow_up =
        (struct tct_act_follow_up){"r2", TCT_DONE_FULLY, ""};
    cast_refused(&cast, "follow_up: found remedy r2, expected one that was asked for");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(custody_connects, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many_pieces_are_found_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(texts_must_be_there, set_up, tear_down),
        cmocka_unit_test_setup_teardown(times_are_in_their_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(numbers_are_in_their_ranges, set_up, tear_down),
        cmocka_unit_test_setup_teardown(remedies_are_followed_up_by_name, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
