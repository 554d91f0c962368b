/* People, and what they do to one case. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cast.h"

#include "tacet/base.h"

static const int64_t BEGINS_NS = INT64_C(1800000000) * INT64_C(1000000000);

static const struct {
    const char *person, *role;
    int party;
} PEOPLE[] = {
    {"duty", "duty_officer", TCT_NO_PARTY}, {"duty-b", "duty_officer", TCT_NO_PARTY},
    {"mediator", "mediator", TCT_NO_PARTY}, {"analyst", "analyst", TCT_NO_PARTY},
    {"liaison-a0", "liaison", 0},           {"liaison-b0", "liaison", 0},
    {"commissioner-a0", "commissioner", 0}, {"liaison-a1", "liaison", 1},
    {"liaison-b1", "liaison", 1},           {"commissioner-a1", "commissioner", 1},
    {"commissioner-b0", "commissioner", 0}, {"commissioner-b1", "commissioner", 1},
};

void cast_begin(struct cast *cast)
{
    memset(cast, 0, sizeof(*cast));
    tct_procedure_default(&cast->procedure);
    tct_arena_init(&cast->arena, (size_t)16 << 20);
    tct_case_begin(&cast->inquiry, &cast->procedure, &cast->arena);
    cast->now_ns = BEGINS_NS;
}

void cast_end(struct cast *cast)
{
    tct_arena_free(&cast->arena);
}

struct tct_act *cast_act(struct cast *cast, const char *person, enum tct_act_kind kind)
{
    assert_true(cast->count < CAST_ACTS);
    struct tct_act *act = &cast->acts[cast->count++];
    *act = (struct tct_act){.kind = kind, .at_ns = cast->now_ns};
    for (size_t i = 0; i < TCT_COUNT(PEOPLE); i++) {
        if (strcmp(PEOPLE[i].person, person) == 0)
            act->by = (struct tct_actor){PEOPLE[i].person,
                                         tct_procedure_role_named(&cast->procedure, PEOPLE[i].role),
                                         PEOPLE[i].party, INT64_MAX};
    }
    assert_non_null(act->by.person);
    return act;
}

void cast_do(struct cast *cast)
{
    if (tct_case_apply(&cast->inquiry, &cast->acts[cast->count - 1], &cast->err) != TCT_OK)
        fail_msg("%s", cast->err.text);
}

void cast_refused(struct cast *cast, const char *why)
{
    static char before[LOOK_BYTES], after[LOOK_BYTES];
    look(&cast->inquiry, false, before);
    assert_int_equal(tct_case_apply(&cast->inquiry, &cast->acts[cast->count - 1], &cast->err),
                     TCT_ERR_INPUT);
    look(&cast->inquiry, false, after);
    assert_string_equal(before, after);
    assert_string_equal(cast->err.text, why);
}

struct tct_act *cast_consenting(struct cast *cast, const char *person, const char *transition)
{
    struct tct_act *act = cast_act(cast, person, TCT_ACT_CONSENT);
    size_t index = tct_procedure_transition_named(&cast->procedure, transition);
    assert_true(index < cast->procedure.transition_count);
    bool session = cast->procedure.transitions[index].to == TCT_NO_STEP;
    act->is.consent =
        (struct tct_act_consent){index, session ? cast->inquiry.beside : cast->inquiry.step, ""};
    return act;
}

void cast_consent(struct cast *cast, const char *person, const char *transition)
{
    (void)cast_consenting(cast, person, transition);
    cast_do(cast);
}

void cast_evidence(struct cast *cast, const char *person, unsigned number)
{
    struct tct_act *act = cast_act(cast, person, TCT_ACT_EVIDENCE);
    act->is.evidence = (struct tct_act_evidence){
        .what = "a photo", .taken_ns = cast->now_ns, .from = "", .why = "it shows the crater"};
    memcpy(act->is.evidence.digest, &number, sizeof(number));
    cast_do(cast);
}

void cast_finding(struct cast *cast, const char *person)
{
    struct tct_act *act = cast_act(cast, person, TCT_ACT_FINDING);
    act->is.finding = (struct tct_finding){
        TCT_HAPPENED_VIOLATION,
        0,
        TCT_SURENESS_MODERATE,
        {"Mortar fire at the hill.", "From the ground of the first party.", "Two arrays agree."}};
    cast_do(cast);
}

void cast_wait(struct cast *cast, double seconds)
{
    cast->now_ns += tct_time_from_s(seconds);
}

/* ---- What a case is -----------------------------------------------------------------------------
 */

struct text {
    char *at;
    size_t room;
};

TCT_PRINTF(2, 3) static void say(struct text *text, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int bytes = vsnprintf(text->at, text->room, format, list);
    va_end(list);
    assert_true(bytes >= 0 && (size_t)bytes < text->room);
    text->at += bytes;
    text->room -= (size_t)bytes;
}

static int party_of(int party, bool swapped)
{
    return swapped && party != TCT_NO_PARTY ? 1 - party : party;
}

static void say_act(struct text *text, const struct tct_act *act, bool swapped)
{
    if (act == NULL) {
        say(text, "none\n");
        return;
    }
    say(text, "%s by %s %zu %d at %lld", tct_act_name(act->kind), act->by.person, act->by.role,
        party_of(act->by.party, swapped), (long long)act->at_ns);
    if (act->kind == TCT_ACT_CONSENT)
        say(text, " to %zu", act->is.consent.transition);
    if (act->kind == TCT_ACT_ACCESS)
        say(text, " of %d %d", party_of(act->is.access.party, swapped), (int)act->is.access.access);
    if (act->kind == TCT_ACT_FINDING)
        say(text, " %d %d", (int)act->is.finding.happened, party_of(act->is.finding.side, swapped));
    if (act->kind == TCT_ACT_REMEDY)
        say(text, " %s of %d", act->is.remedy.id, party_of(act->is.remedy.party, swapped));
    say(text, "\n");
}

static void say_pieces(struct text *text, const struct tct_custody *custody)
{
    for (size_t i = 0; i < custody->count; i++) {
        const struct tct_piece *piece = &custody->pieces[i];
        const unsigned char *digest = piece->taken_in->is.evidence.digest;
        assert_ptr_equal(tct_custody_find(custody, digest), piece);
        say(text, "piece %02x%02x with %s since %lld, to %s, %zu hands\n", digest[0], digest[1],
            piece->holder, (long long)piece->since_ns,
            piece->given_to == NULL ? "nobody" : piece->given_to, piece->hands);
    }
}

static void say_wanting(struct text *text, const struct tct_case *inquiry, bool swapped)
{
    for (size_t i = 0; i < inquiry->procedure->transition_count; i++) {
        struct tct_wanting wanting[TCT_NEEDS_MAX];
        const char *bar = tct_case_bar(inquiry, i);
        size_t count = tct_case_wanting(inquiry, i, inquiry->since_ns, wanting);
        say(text, "%s: %s;", inquiry->procedure->transitions[i].id, bar == NULL ? "open" : bar);
        for (size_t k = 0; k < count; k++)
            say(text, " %zu %u/%u/%u", wanting[k].role, wanting[k].count[0],
                wanting[k].count[swapped ? 2 : 1], wanting[k].count[swapped ? 1 : 2]);
        say(text, "\n");
    }
}

void look(const struct tct_case *inquiry, bool swapped, char ret[LOOK_BYTES])
{
    struct text text = {ret, LOOK_BYTES};
    int first = swapped ? 1 : 0;
    say(&text, "step %zu since %lld due %lld\nbeside %zu since %lld due %lld\n", inquiry->step,
        (long long)inquiry->since_ns, (long long)tct_case_due_ns(inquiry), inquiry->beside,
        (long long)inquiry->beside_since_ns, (long long)tct_case_beside_due_ns(inquiry));
    say(&text, "released %lld %lld finding %lld reminded %lld refused %d %d new %d\n",
        (long long)inquiry->released_ns[first], (long long)inquiry->released_ns[1 - first],
        (long long)inquiry->finding_ns, (long long)inquiry->reminded_ns, inquiry->refused[first],
        inquiry->refused[1 - first], inquiry->new_evidence);
    for (size_t i = 0; i < inquiry->act_count; i++)
        say_act(&text, inquiry->acts[i], swapped);
    say(&text, "standing\n");
    for (size_t i = 0; i < inquiry->consent_count; i++)
        say_act(&text, inquiry->consents[i], swapped);
    for (size_t i = 0; i < inquiry->passage_count; i++)
        say(&text, "passage %zu %zu %zu %lld %d\n", inquiry->passages[i].transition,
            inquiry->passages[i].from, inquiry->passages[i].to,
            (long long)inquiry->passages[i].at_ns, inquiry->passages[i].overdue);
    for (size_t i = 0; i < inquiry->remedy_count; i++) {
        say_act(&text, inquiry->remedies[i].asked, swapped);
        say_act(&text, inquiry->remedies[i].follow_up, swapped);
    }
    say_act(&text, inquiry->draft, swapped);
    for (size_t i = 0; i < inquiry->finding_count; i++)
        say_act(&text, inquiry->findings[i], swapped);
    say_pieces(&text, &inquiry->custody);
    if (inquiry->act_count > 0)
        say_wanting(&text, inquiry, swapped);
}
