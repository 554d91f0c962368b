/* Acts from JSON, cases to JSON, and what each role sees of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "tacet/face/act_file.h"
#include "tacet/face/case_file.h"

#define SHA "\"sha256\":\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\""

enum { ACTS = 64 };

static const int64_t BEGINS_NS = INT64_C(1800000000) * INT64_C(1000000000); /* 2027-01-15T08:00Z */

/* A case of a sector with the sides north and south. */
struct docket {
    struct bench *bench;
    struct tct_procedure procedure;
    struct tct_disclosure_policy policy;
    struct tct_case inquiry;
    struct tct_acted acts[ACTS];
    size_t count;
    int64_t now_ns;
    struct tct_error err;
};

static struct docket docket;

static void begin(struct bench *b)
{
    bench_must_open(b, "name: t\nframe: local\nstations: stations.csv\n"
                       "parties: [{id: north, name: N}, {id: south, name: S}]\n"
                       "line: [[-900, 0], [900, 0]]\n");
    docket = (struct docket){.bench = b, .now_ns = BEGINS_NS};
    tct_procedure_default(&docket.procedure);
    tct_disclosure_default(&docket.policy);
    tct_case_begin(&docket.inquiry, &docket.procedure, &b->arena);
}

static enum tct_status read_act(const char *text, struct tct_acted *ret)
{
    return tct_act_read(&docket.procedure, &docket.bench->sector, text, strlen(text),
                        &docket.bench->arena, ret, &docket.err);
}

static void refused(const char *text, const char *why)
{
    struct tct_acted acted;
    assert_int_equal(read_act(text, &acted), TCT_ERR_INPUT);
    assert_string_equal(docket.err.text, why);
}

/* Somebody does what the text says, a minute after what was done before. */
static void act(const char *person, const char *role, int party, const char *text)
{
    assert_true(docket.count < ACTS);
    struct tct_acted *acted = &docket.acts[docket.count++];
    if (read_act(text, acted) != TCT_OK)
        fail_msg("%s", docket.err.text);
    docket.now_ns += 60 * TCT_NS_PER_S;
    acted->act.at_ns = docket.now_ns;
    acted->act.by = (struct tct_actor){person, tct_procedure_role_named(&docket.procedure, role),
                                       party, INT64_MAX};
    if (tct_case_apply(&docket.inquiry, &acted->act, &docket.err) != TCT_OK)
        fail_msg("%s", docket.err.text);
}

static void consent(const char *person, const char *role, int party, const char *transition,
                    const char *from)
{
    char text[200];
    (void)snprintf(text, sizeof(text),
                   "{\"kind\":\"case\",\"act\":\"consent\",\"case\":\"c1\",\"transition\":\"%s\","
                   "\"from\":\"%s\"}",
                   transition, from);
    act(person, role, party, text);
}

#define ACT(name, members) "{\"kind\":\"case\",\"act\":\"" name "\",\"case\":\"c1\"," members "}"
#define MISSION            TCT_NO_PARTY
#define FINDING_TEXTS                                                                              \
    "\"what_text\":\"Mortar fire.\",\"who_text\":\"From north.\",\"sure_text\":\"Two arrays.\""

/* As far as a draft, with papers of both sides. */
static void to_draft(void)
{
    act("Ada", "duty_officer", MISSION, ACT("open", "\"incident\":\"i1\",\"about\":\"fire\""));
    act("Nor", "liaison", 0,
        ACT("evidence",
            SHA ",\"what\":\"a photo\",\"taken\":\"2027-01-15T07:00:00Z\",\"why\":\"a crater\""));
    act("Sud", "liaison", 1, ACT("statement", "\"stance\":\"position\",\"text\":\"Not us.\""));
    act("Ada", "duty_officer", MISSION,
        ACT("interview", "\"sha256\":\"ff112233445566778899aabbccddeeff00112233445566778899aabbccdd"
                         "eeff\",\"with\":\"witness 1\""));
    act("Ada", "duty_officer", MISSION,
        ACT("access", "\"access\":\"refused\",\"party\":\"north\",\"place\":\"the hill\","
                      "\"reason\":\"\\\"mines\\\"\""));
    consent("Ada", "duty_officer", MISSION, "contain", "intake");
    consent("Ada", "duty_officer", MISSION, "inquire", "contained");
    consent("Ada", "duty_officer", MISSION, "skip_visit", "inquiry");
    consent("Med", "mediator", MISSION, "skip_visit", "inquiry");
    act("Ana", "analyst", MISSION,
        ACT("finding",
            "\"what\":\"violation\",\"who\":\"north\",\"sure\":\"moderate\"," FINDING_TEXTS));
}

static void circulate(void)
{
    consent("Ana", "analyst", MISSION, "circulate", "draft");
    consent("Med", "mediator", MISSION, "circulate", "draft");
}

static void publish(void)
{
    consent("Med", "mediator", MISSION, "publish", "review");
    consent("Nor2", "commissioner", 0, "publish", "review");
    consent("Sud2", "commissioner", 1, "publish", "review");
}

static struct tct_case_told told(void)
{
    return (struct tct_case_told){&docket.inquiry, "c1", &docket.bench->sector};
}

static json_t *seen_by(const char *role, int party, double after_s)
{
    struct tct_case_told whole = told();
    struct tct_viewer viewer = {tct_disclosure_role(&docket.policy, role), party};
    json_t *ret = NULL;
    assert_int_equal(tct_case_view(&whole, &viewer, BEGINS_NS,
                                   docket.now_ns + tct_time_from_s(after_s), &ret, NULL),
                     TCT_OK);
    return ret;
}

/* Whether any act of a kind is seen with the member. */
static bool sees(const json_t *view, const char *kind, const char *member)
{
    size_t i = 0;
    json_t *seen = NULL;
    json_array_foreach(json_object_get(view, "acts"), i, seen)
    {
        if (strcmp(json_string_value(json_object_get(seen, "act")), kind) == 0 &&
            json_object_get(seen, member) != NULL)
            return true;
    }
    return false;
}

static bool role_sees(const char *role, int party, double after_s, const char *kind,
                      const char *member)
{
    json_t *view = seen_by(role, party, after_s);
    bool ret = sees(view, kind, member);
    json_decref(view);
    return ret;
}

static void every_kind_is_read(void **state)
{
    begin(*state);
    struct tct_acted acted;
    static const char *const ACTS_TEXT[] = {
        ACT("consent", "\"transition\":\"publish\",\"from\":\"review\",\"reason\":\"agreed\""),
        ACT("handover", SHA ",\"from\":\"Ada\",\"to\":\"Ana\",\"why\":\"to look\""),
        ACT("call", "\"from\":\"Ada\",\"to\":\"Nor\",\"called\":\"2027-01-15T08:00Z\","
                    "\"answered\":\"2027-01-15T08:01Z\""),
        ACT("note", "\"note\":\"crater\",\"bearing_deg\":360,\"size_m\":1.5,\"text\":\"fresh\""),
        ACT("remedy", "\"remedy\":\"r1\",\"party\":\"south\",\"by\":\"2027-02-01T00:00Z\","
                      "\"text\":\"Withdraw.\""),
        ACT("follow_up", "\"remedy\":\"r1\",\"done\":\"partly\""),
        ACT("link", "\"other\":\"c2\",\"link\":\"answer\""),
    };
    for (size_t i = 0; i < TCT_COUNT(ACTS_TEXT); i++) {
        if (read_act(ACTS_TEXT[i], &acted) != TCT_OK)
            fail_msg("%s", docket.err.text);
        assert_string_equal(acted.inquiry, "c1");
        acted.act.by.person = "Ada";
        acted.act.at_ns = BEGINS_NS + 3600 * TCT_NS_PER_S;
        assert_int_equal(tct_act_check(&acted.act, NULL), TCT_OK);
    }
    assert_int_equal(acted.act.is.link.link, TCT_LINK_ANSWER);
    assert_int_equal(read_act(ACTS_TEXT[1], &acted), TCT_OK);
    assert_int_equal(acted.act.is.handover.digest[1], 0x11);
    assert_int_equal(acted.act.is.handover.digest[31], 0xff);
    assert_int_equal(read_act(ACTS_TEXT[3], &acted), TCT_OK);
    assert_true(acted.act.is.note.bearing_rad == 0.0);
}

static void what_opens_a_case_names_it(void **state)
{
    begin(*state);
    struct tct_acted first, again, other;
    assert_int_equal(read_act("{\"kind\":\"case\",\"act\":\"open\",\"about\":\"fire\"}", &first),
                     TCT_OK);
    assert_int_equal(read_act("{\"act\":\"open\", \"about\":\"fire\", \"kind\":\"case\"}", &again),
                     TCT_OK);
    assert_int_equal(read_act("{\"kind\":\"case\",\"act\":\"open\",\"about\":\"smoke\"}", &other),
                     TCT_OK);
    assert_true(first.inquiry[0] == 'c' && strlen(first.inquiry) == 21);
    assert_string_equal(first.inquiry, again.inquiry);
    assert_string_not_equal(first.inquiry, other.inquiry);
}

static void slips_are_told(void **state)
{
    begin(*state);
    refused("[]", "found another value, expected a JSON object");
    refused("{\"kind\":\"report\"}", "kind: found \"report\", expected case");
    refused("{\"kind\":\"case\",\"act\":\"shoot\"}",
            "act: found \"shoot\", expected open, consent, statement, evidence, handover, call, "
            "access, interview, note, finding, remedy, follow_up or link");
    refused("{\"kind\":\"case\",\"act\":\"link\",\"other\":\"c2\",\"link\":\"same\"}",
            "case: found nothing, expected the id of the case");
    refused(ACT("open", "\"abuot\":\"x\""), "member: found 'abuot', expected about");
    refused(ACT("open", "\"about\":\"\\u0007\""),
            "about: found \"\\u0007\", expected text without control characters");
    refused(ACT("interview", "\"with\":\"w\",\"sha256\":\"00\""),
            "sha256: found \"00\", expected 64 small hexadecimal digits");
    refused(ACT("consent", "\"transition\":\"publish\",\"from\":\"reviw\""),
            "from: found \"reviw\", expected intake, contained, inquiry, site_visit, draft, "
            "review, finding, follow_up, closed, discarded or emergency");
    refused(ACT("finding", "\"what\":\"violation\",\"who\":\"east\",\"sure\":\"high\"," //
                FINDING_TEXTS),
            "who: found \"east\", expected north or south");
    refused(ACT("finding", "\"what\":\"violation\",\"sure\":\"high\"," FINDING_TEXTS),
            "who: found nothing, expected a party, or \"undetermined\"");
    refused(ACT("call", "\"from\":\"Ada\",\"to\":\"Nor\",\"called\":\"yesterday\""),
            "called: found \"yesterday\", expected a time as 2026-11-27T02:14:30Z, to the minute, "
            "hour or day");
    refused(ACT("access", "\"access\":\"asked\",\"party\":\"north\",\"place\":\"x\","
                          "\"duration_s\":-1"),
            "duration_s: found -1, expected a number from 0 to 3.16224e+07");
}

static void a_case_is_written_whole(void **state)
{
    begin(*state);
    to_draft();
    struct tct_case_told whole = told();
    json_t *object = tct_case_json(&whole, docket.now_ns);
    assert_string_equal(json_string_value(json_object_get(object, "step")), "draft");
    assert_true(json_is_false(json_object_get(object, "overdue")));
    assert_int_equal(json_array_size(json_object_get(object, "acts")), docket.count);
    assert_int_equal(json_array_size(json_object_get(object, "history")), 3);
    assert_null(json_object_get(object, "released"));
    const json_t *wanting = json_array_get(json_object_get(object, "wanting"), 0);
    assert_string_equal(json_string_value(json_object_get(wanting, "transition")), "circulate");
    assert_int_equal(json_array_size(json_object_get(wanting, "needs")), 2);
    json_decref(object);
    object = tct_case_json(&whole, docket.now_ns + tct_time_from_s(15.0 * 86400.0));
    assert_true(json_is_true(json_object_get(object, "overdue")));
    json_decref(object);
}

static void sides_see_the_others_papers_when_it_is_released(void **state)
{
    begin(*state);
    to_draft();
    assert_true(role_sees("liaison", 0, 0.0, "evidence", "what"));
    assert_false(role_sees("liaison", 1, 0.0, "evidence", "what"));
    assert_true(role_sees("liaison", 1, 0.0, "statement", "text"));
    assert_false(role_sees("liaison", 0, 0.0, "statement", "text"));
    assert_false(role_sees("liaison", 0, 0.0, "finding", "what_text"));
    assert_true(role_sees("duty_officer", MISSION, 0.0, "finding", "what_text"));
    circulate();
    for (int party = 0; party < 2; party++) {
        assert_true(role_sees("liaison", party, 0.0, "evidence", "what"));
        assert_true(role_sees("liaison", party, 0.0, "statement", "text"));
        assert_true(role_sees("liaison", party, 0.0, "finding", "what_text"));
        assert_false(role_sees("liaison", party, 1e9, "evidence", "holder"));
        assert_false(role_sees("liaison", party, 1e9, "interview", "act"));
    }
    assert_true(role_sees("duty_officer", MISSION, 0.0, "interview", "with"));
    assert_false(role_sees("public", MISSION, 1e9, "finding", "what_text"));
    publish();
    assert_true(role_sees("public", MISSION, 1e9, "finding", "what_text"));
    assert_false(role_sees("public", MISSION, 1e9, "evidence", "what"));
    assert_false(role_sees("public", MISSION, 1e9, "finding", "by"));
}

/* With the parties exchanged in all acts, each sees what the other saw. */
static void exchanged_sides_see_the_same(void **state)
{
    json_t *views[2][2];
    for (int swapped = 0; swapped < 2; swapped++) {
        begin(*state);
        to_draft();
        tct_case_begin(&docket.inquiry, &docket.procedure, &docket.bench->arena);
        for (size_t i = 0; i < docket.count; i++) {
            struct tct_act *again = &docket.acts[i].act;
            if (swapped == 1 && again->by.party != TCT_NO_PARTY)
                again->by.party = 1 - again->by.party;
            if (swapped == 1 && again->kind == TCT_ACT_ACCESS)
                again->is.access.party = 1 - again->is.access.party;
            if (swapped == 1 && again->kind == TCT_ACT_FINDING)
                again->is.finding.side = 1 - again->is.finding.side;
            assert_int_equal(tct_case_apply(&docket.inquiry, again, NULL), TCT_OK);
        }
        if (swapped == 1) {
            struct tct_party kept = docket.bench->sector.parties[0];
            docket.bench->sector.parties[0] = docket.bench->sector.parties[1];
            docket.bench->sector.parties[1] = kept;
        }
        for (int party = 0; party < 2; party++)
            views[swapped][party] = seen_by("liaison", party, 0.0);
        if (swapped == 0)
            tct_sector_close(&docket.bench->sector);
    }
    assert_true(json_equal(views[0][0], views[1][1]));
    assert_true(json_equal(views[0][1], views[1][0]));
    assert_false(json_equal(views[0][0], views[0][1]));
    for (int i = 0; i < 4; i++)
        json_decref(views[i / 2][i % 2]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(every_kind_is_read),
        BENCH_TEST(what_opens_a_case_names_it),
        BENCH_TEST(slips_are_told),
        BENCH_TEST(a_case_is_written_whole),
        BENCH_TEST(sides_see_the_others_papers_when_it_is_released),
        BENCH_TEST(exchanged_sides_see_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
