/* What holds for any acts in any order: drawn at random, right and wrong ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cast.h"

enum { TRIALS = 250, TURNS = 150, ORDERS = 300 };

static const char *const PEOPLE[] = {
    "duty",       "duty-b",     "mediator",        "analyst",
    "liaison-a0", "liaison-a1", "commissioner-a0", "commissioner-a1",
    "liaison-b0", "liaison-b1", "commissioner-b0", "commissioner-b1"};

static struct tct_random random_numbers;
static struct cast cast, other;
static char looks[2][LOOK_BYTES];

static int set_up(void **state)
{
    (void)state;
    tct_random_init(&random_numbers, 7, 0);
    return 0;
}

static size_t below(size_t most)
{
    return (size_t)(tct_random_uniform(&random_numbers) * (double)most);
}

static int any_party(void)
{
    return (int)below(3) - 1;
}

static void fill_evidence(struct tct_act *act)
{
    act->is.evidence = (struct tct_act_evidence){
        .what = "a photo", .taken_ns = act->at_ns - 1 + (int64_t)below(3), .from = "", .why = "so"};
    act->is.evidence.digest[0] = (unsigned char)below(20);
}

static void fill_handover(struct tct_act *act)
{
    const char *from = below(2) == 0 ? act->by.person : PEOPLE[below(TCT_COUNT(PEOPLE))];
    act->is.handover = (struct tct_act_handover){
        .from = from, .to = PEOPLE[below(TCT_COUNT(PEOPLE))], .why = "so"};
    if (below(2) == 0)
        act->is.handover.to = act->by.person;
    act->is.handover.digest[0] = (unsigned char)below(20);
    if (cast.inquiry.custody.count > 0 && below(2) == 0) {
        const struct tct_piece *piece =
            &cast.inquiry.custody.pieces[below(cast.inquiry.custody.count)];
        act->is.handover.digest[0] = piece->taken_in->is.evidence.digest[0];
        act->is.handover.from = piece->holder;
    }
}

static void fill_consent(struct tct_act *act)
{
    size_t transition = below(cast.procedure.transition_count);
    for (int i = 0; i < 30 && tct_case_bar(&cast.inquiry, transition) != NULL; i++)
        transition = below(cast.procedure.transition_count);
    bool session = cast.procedure.transitions[transition].to == TCT_NO_STEP;
    act->is.consent =
        (struct tct_act_consent){transition, session ? cast.inquiry.beside : cast.inquiry.step, ""};
    if (below(20) == 0)
        act->is.consent.from = below(12);
}

static void fill(struct tct_act *act)
{
    static const char *const REMEDIES[] = {"r1", "r2", "r3", ""};
    switch (act->kind) {
    case TCT_ACT_OPEN:
        act->is.open = (struct tct_act_open){"", "fire"};
        break;
    case TCT_ACT_CONSENT:
        fill_consent(act);
        break;
    case TCT_ACT_STATEMENT:
        act->is.statement = (struct tct_act_statement){(enum tct_stance)below(2), "text"};
        break;
    case TCT_ACT_EVIDENCE:
        fill_evidence(act);
        break;
    case TCT_ACT_HANDOVER:
        fill_handover(act);
        break;
    case TCT_ACT_CALL:
        act->is.call = (struct tct_act_call){"a", "b", act->at_ns, INT64_MAX, ""};
        break;
    case TCT_ACT_ACCESS:
        act->is.access = (struct tct_act_access){(enum tct_access)below(4), any_party(), "the hill",
                                                 "reason", (double)NAN};
        break;
    case TCT_ACT_INTERVIEW:
        act->is.interview = (struct tct_act_interview){.with = "witness 1"};
        break;
    case TCT_ACT_NOTE:
        act->is.note = (struct tct_act_note){TCT_NOTE_CRATER, 1.0, 2.0, "text"};
        break;
    case TCT_ACT_FINDING:
        act->is.finding = (struct tct_finding){
            (enum tct_happened)below(3), any_party(), (enum tct_sureness)below(3), {"a", "b", "c"}};
        break;
    case TCT_ACT_REMEDY:
        act->is.remedy = (struct tct_act_remedy){REMEDIES[below(4)], any_party(),
                                                 act->at_ns + (int64_t)below(2), "text"};
        break;
    case TCT_ACT_FOLLOW_UP:
        act->is.follow_up =
            (struct tct_act_follow_up){REMEDIES[below(4)], (enum tct_done)below(3), "text"};
        break;
    case TCT_ACT_LINK:
        act->is.link = (struct tct_act_link){"c2", TCT_LINK_RELATED};
        break;
    case TCT_ACT_KIND_COUNT:
        break;
    }
}

static struct tct_act *any_act(void)
{
    enum tct_act_kind kind =
        below(2) == 0 ? TCT_ACT_CONSENT : (enum tct_act_kind)below(TCT_ACT_KIND_COUNT);
    struct tct_act *act = cast_act(&cast, PEOPLE[below(TCT_COUNT(PEOPLE))], kind);
    if (below(40) == 0)
        act->by.revoked_ns = act->at_ns + (int64_t)below(2);
    fill(act);
    return act;
}

static int exchanged(int party)
{
    return party == TCT_NO_PARTY ? party : 1 - party;
}

static struct tct_act exchange(const struct tct_act *act)
{
    struct tct_act ret = *act;
    ret.by.party = exchanged(act->by.party);
    if (act->kind == TCT_ACT_ACCESS)
        ret.is.access.party = exchanged(act->is.access.party);
    if (act->kind == TCT_ACT_FINDING)
        ret.is.finding.side = exchanged(act->is.finding.side);
    if (act->kind == TCT_ACT_REMEDY)
        ret.is.remedy.party = exchanged(act->is.remedy.party);
    return ret;
}

/* A case by random acts; each is done with the parties exchanged to another case as well, and where
 * it is refused it is looked at whether it changed anything. */
static size_t play(size_t *ret_refused)
{
    cast_begin(&cast);
    cast_begin(&other);
    for (int turn = 0; turn < TURNS; turn++) {
        struct tct_error err = {0}, other_err = {0};
        if (below(3) == 0)
            cast_wait(&cast, tct_random_exponential(&random_numbers) * 86400.0);
        struct tct_act *act = any_act();
        struct tct_act *twin = &other.acts[other.count++];
        *twin = exchange(act);
        look(&cast.inquiry, false, looks[0]);
        enum tct_status status = tct_case_apply(&cast.inquiry, act, &err);
        assert_int_equal(tct_case_apply(&other.inquiry, twin, &other_err), status);
        assert_string_equal(err.text, other_err.text);
        look(&cast.inquiry, false, looks[1]);
        if (status != TCT_OK) {
            assert_string_equal(looks[0], looks[1]);
            ++*ret_refused;
        } else {
            assert_string_not_equal(looks[0], looks[1]);
        }
        look(&other.inquiry, true, looks[0]);
        assert_string_equal(looks[0], looks[1]);
        assert_int_equal(cast.inquiry.released_ns[0], cast.inquiry.released_ns[1]);
    }
    size_t passages = cast.inquiry.passage_count;
    cast_end(&cast);
    cast_end(&other);
    return passages;
}

static void exchanged_parties_exchange_the_case_and_what_is_refused_changes_nothing(void **state)
{
    (void)state;
    size_t passages = 0, refused = 0;
    for (int trial = 0; trial < TRIALS; trial++)
        passages += play(&refused);
    print_message("# %d acts, %zu refused, %zu transitions\n", (int)(TRIALS * TURNS), refused,
                  passages);
    assert_true(refused > TRIALS * TURNS / 10 && passages > 5 * TRIALS);
}

/* ---- Order --------------------------------------------------------------------------------------
 */

static void shuffle(size_t *order, size_t count)
{
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    for (size_t i = count; i > 1; i--) {
        size_t k = below(i), kept = order[i - 1];
        order[i - 1] = order[k];
        order[k] = kept;
    }
}

/* Of the state alone, without who was last. */
static void outcome(const struct tct_case *inquiry, char *ret, size_t room)
{
    (void)snprintf(ret, room, "%zu %lld %zu %lld %lld %zu %zu", inquiry->step,
                   (long long)inquiry->since_ns, inquiry->beside, (long long)inquiry->finding_ns,
                   (long long)inquiry->released_ns[0], inquiry->consent_count,
                   inquiry->passage_count);
}

static void the_order_of_consents_does_not_matter(void **state)
{
    (void)state;
    static const struct {
        const char *transition, *people[3];
    } ROUNDS[] = {
        {"visit", {"duty", "liaison-a0", "liaison-a1"}},
        {"end_visit", {"duty", "liaison-a0", "liaison-a1"}},
        {"circulate", {"mediator", "analyst", NULL}},
        {"publish", {"mediator", "commissioner-a0", "commissioner-a1"}},
    };
    char first[200] = "", now[200];
    for (int trial = 0; trial < ORDERS; trial++) {
        cast_begin(&cast);
        cast_act(&cast, "duty", TCT_ACT_OPEN)->is.open = (struct tct_act_open){"", "fire"};
        cast_do(&cast);
        cast_consent(&cast, "duty", "contain");
        cast_consent(&cast, "duty", "inquire");
        for (size_t round = 0; round < TCT_COUNT(ROUNDS); round++) {
            size_t order[3], count = ROUNDS[round].people[2] == NULL ? 2 : 3;
            shuffle(order, count);
            if (round == 2)
                cast_finding(&cast, "analyst");
            for (size_t i = 0; i < count; i++) {
                cast_wait(&cast, 60.0);
                cast_consent(&cast, ROUNDS[round].people[order[i]], ROUNDS[round].transition);
            }
        }
        outcome(&cast.inquiry, now, sizeof(now));
        if (trial == 0)
            memcpy(first, now, sizeof(first));
        assert_string_equal(first, now);
        cast_end(&cast);
    }
}

/* An arena that is full refuses an act and leaves the case as it was. */
static void memory_that_ends_changes_nothing(void **state)
{
    (void)state;
    size_t failed = 0;
    for (size_t limit = 0; limit < 20000; limit += 512) {
        cast_begin(&cast);
        cast_end(&cast);
        tct_arena_init(&cast.arena, limit);
        for (int turn = 0; turn < TURNS; turn++) {
            struct tct_act *act = any_act();
            look(&cast.inquiry, false, looks[0]);
            enum tct_status status = tct_case_apply(&cast.inquiry, act, NULL);
            look(&cast.inquiry, false, looks[1]);
            if (status != TCT_OK)
                assert_string_equal(looks[0], looks[1]);
            failed += status == TCT_ERR_MEMORY;
        }
        cast_end(&cast);
    }
    assert_true(failed > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exchanged_parties_exchange_the_case_and_what_is_refused_changes_nothing),
        cmocka_unit_test(the_order_of_consents_does_not_matter),
        cmocka_unit_test(memory_that_ends_changes_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
