/* Goes through all states of real cases: each is made again from its acts for every move. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explorer.h"

enum { KEY_BYTES = 400, PATH_MAX_MOVES = 200, PERSON_BYTES = 48, SLOTS = 1 << 16 };
enum { CLOCK = -2 }; /* a mover that is no party */

struct person {
    char name[PERSON_BYTES];
    size_t role;
    int party;
};

/* What one does to come from one state to the next. */
struct move {
    int person; /* index; CLOCK: wait for the deadline of the step, or of the session */
    size_t transition;
    bool session;
};

struct node {
    char key[KEY_BYTES];
    size_t parent;
    struct move move;
    size_t step, beside;
    size_t next; /* of the same hash */
};

struct link {
    size_t from, to;
    int party;    /* of who moved; TCT_NO_PARTY, CLOCK */
    bool session; /* it is the session's or the clock's */
};

struct world {
    const struct tct_procedure *procedure;
    struct person people[TCT_PROCEDURE_ROLES_MAX * 6];
    int people_count;
    int writer; /* index of a person of the mission who may write findings */
    struct node *nodes;
    size_t node_count, most;
    size_t heads[SLOTS];
    struct link *links;
    size_t link_count, link_room;
    unsigned flaws;
};

/* A case as it is made again, with the clock of whoever acts on it. */
struct play {
    struct tct_arena arena;
    struct tct_case inquiry;
    struct tct_act acts[8 * PATH_MAX_MOVES];
    size_t act_count;
    int64_t now_ns;
};

static void add_people(struct world *world, int each)
{
    for (size_t role = 0; role < world->procedure->role_count; role++) {
        bool side = world->procedure->roles[role].standing == TCT_STANDING_SIDE;
        for (int party = side ? 0 : TCT_NO_PARTY; party < (side ? 2 : 0); party++) {
            for (int i = 0; i < each; i++) {
                struct person *person = &world->people[world->people_count++];
                (void)snprintf(person->name, sizeof(person->name), "r%zu.%d.%d", role, party, i);
                person->role = role;
                person->party = party;
                if (world->procedure->may[TCT_ACT_FINDING] >> role & 1)
                    world->writer = world->people_count - 1;
            }
        }
    }
}

static struct tct_act *new_act(struct world *world, struct play *play, enum tct_act_kind kind,
                               int person)
{
    const struct person *by = &world->people[person];
    assert_true(play->act_count < TCT_COUNT(play->acts));
    struct tct_act *act = &play->acts[play->act_count++];
    *act = (struct tct_act){
        .kind = kind, .at_ns = play->now_ns, .by = {by->name, by->role, by->party, INT64_MAX}};
    return act;
}

/* What transitions may require: evidence, a refusal, a draft. */
static void put_on_record(struct world *world, struct play *play)
{
    struct tct_act *act = new_act(world, play, TCT_ACT_EVIDENCE, world->writer);
    act->is.evidence = (struct tct_act_evidence){.what = "a photo", .from = "", .why = "it shows"};
    memcpy(act->is.evidence.digest, &play->act_count, sizeof(play->act_count));
    assert_int_equal(tct_case_apply(&play->inquiry, act, NULL), TCT_OK);
    act = new_act(world, play, TCT_ACT_ACCESS, world->writer);
    act->is.access = (struct tct_act_access){TCT_ACCESS_REFUSED, 0, "the hill", "mines", 0.0};
    assert_int_equal(tct_case_apply(&play->inquiry, act, NULL), TCT_OK);
    if (play->inquiry.draft != NULL)
        return;
    act = new_act(world, play, TCT_ACT_FINDING, world->writer);
    act->is.finding = (struct tct_finding){.side = TCT_NO_PARTY, .text = {"what", "who", "sure"}};
    enum tct_status status = tct_case_apply(&play->inquiry, act, NULL);
    assert_true(status == TCT_OK || status == TCT_ERR_INPUT); /* where none is drafted */
}

static void begin(struct world *world, struct play *play)
{
    tct_arena_init(&play->arena, 1 << 20);
    play->act_count = 0;
    play->now_ns = 0;
    tct_case_begin(&play->inquiry, world->procedure, &play->arena);
    struct tct_act *act = new_act(world, play, TCT_ACT_OPEN, world->writer);
    act->is.open = (struct tct_act_open){"", "fire at the hill"};
    assert_int_equal(tct_case_apply(&play->inquiry, act, NULL), TCT_OK);
    put_on_record(world, play);
}

/* False: it cannot be done. */
static bool do_move(struct world *world, struct play *play, const struct move *move)
{
    struct tct_case *inquiry = &play->inquiry;
    if (move->person == CLOCK) {
        int64_t due_ns = move->session ? tct_case_beside_due_ns(inquiry) : tct_case_due_ns(inquiry);
        if (due_ns == INT64_MAX || tct_overdue(due_ns, play->now_ns))
            return false;
        play->now_ns = due_ns + 1;
        return true;
    }
    size_t passages = inquiry->passage_count;
    bool session = world->procedure->transitions[move->transition].to == TCT_NO_STEP;
    struct tct_act *act = new_act(world, play, TCT_ACT_CONSENT, move->person);
    act->is.consent =
        (struct tct_act_consent){move->transition, session ? inquiry->beside : inquiry->step, ""};
    if (tct_case_apply(inquiry, act, NULL) != TCT_OK) {
        play->act_count--;
        return false;
    }
    if (inquiry->passage_count > passages)
        put_on_record(world, play);
    return true;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void make_key(struct world *world, const struct play *play, char key[KEY_BYTES])
{
    const struct tct_case *inquiry = &play->inquiry;
    char consents[32][80];
    assert_true(inquiry->consent_count <= TCT_COUNT(consents));
    for (size_t i = 0; i < inquiry->consent_count; i++)
        (void)snprintf(consents[i], sizeof(consents[i]), "%zu:%s",
                       inquiry->consents[i]->is.consent.transition,
                       inquiry->consents[i]->by.person);
    qsort(consents, inquiry->consent_count, sizeof(consents[0]), by_text);
    int bytes =
        snprintf(key, KEY_BYTES, "%zu %d %zu %d %d%d", inquiry->step,
                 tct_overdue(tct_case_due_ns(inquiry), play->now_ns), inquiry->beside,
                 tct_overdue(tct_case_beside_due_ns(inquiry), play->now_ns),
                 inquiry->released_ns[0] != INT64_MAX, inquiry->released_ns[1] != INT64_MAX);
    for (size_t i = 0; i < inquiry->consent_count; i++)
        bytes += snprintf(key + bytes, (size_t)(KEY_BYTES - bytes), " %s", consents[i]);
    assert_true(bytes < KEY_BYTES);
    (void)world;
}

/* The number of the state, which is new or not; `most` when there is no room. */
static size_t number_of(struct world *world, const struct play *play, size_t parent,
                        struct move move)
{
    struct node node = {
        .parent = parent, .move = move, .step = play->inquiry.step, .beside = play->inquiry.beside};
    size_t hash = 5381;
    make_key(world, play, node.key);
    for (const char *c = node.key; *c != '\0'; c++)
        hash = hash * 33 + (unsigned char)*c;
    size_t *head = &world->heads[hash % SLOTS];
    for (size_t i = *head; i != SIZE_MAX; i = world->nodes[i].next)
        if (strcmp(world->nodes[i].key, node.key) == 0)
            return i;
    if (world->node_count == world->most)
        return world->most;
    node.next = *head;
    *head = world->node_count;
    world->nodes[world->node_count] = node;
    return world->node_count++;
}

static void replay(struct world *world, struct play *play, size_t number)
{
    size_t path[PATH_MAX_MOVES], length = 0;
    for (size_t at = number; at != 0; at = world->nodes[at].parent) {
        assert_true(length < PATH_MAX_MOVES);
        path[length++] = at;
    }
    begin(world, play);
    while (length > 0)
        assert_true(do_move(world, play, &world->nodes[path[--length]].move));
}

/* What one transition did that it must not do. */
static void judge(struct world *world, const struct play *play, const struct tct_case *before,
                  const struct move *move, unsigned parties_before)
{
    const struct tct_case *after = &play->inquiry;
    const struct tct_transition *made = &world->procedure->transitions[move->transition];
    unsigned parties = parties_before | 1U << (world->people[move->person].party + 1);
    bool alone = parties == 2 || parties == 4;
    bool opened = made->publishes;
    for (int party = 0; party < 2; party++)
        opened = opened || before->released_ns[party] != after->released_ns[party];
    if (alone && opened)
        world->flaws |= 1U << TCT_FLAW_OPENED_BY_SIDE;
    if (alone && made->to != TCT_NO_STEP && world->procedure->steps[made->to].final)
        world->flaws |= 1U << TCT_FLAW_CLOSED_BY_SIDE;
    if (after->released_ns[0] != after->released_ns[1])
        world->flaws |= 1U << TCT_FLAW_UNEVEN;
}

/* Whose people have consented to the transition, a bit for the mission and for each party. */
static unsigned parties_for(const struct tct_case *inquiry, size_t transition)
{
    unsigned ret = 0;
    for (size_t i = 0; i < inquiry->consent_count; i++)
        if (inquiry->consents[i]->is.consent.transition == transition)
            ret |= 1U << (inquiry->consents[i]->by.party + 1);
    return ret;
}

static void add_link(struct world *world, size_t from, size_t to, int party, bool session)
{
    if (world->link_count == world->link_room) {
        world->link_room = 2 * world->link_room + 4096;
        world->links = realloc(world->links, world->link_room * sizeof(*world->links));
        assert_non_null(world->links);
    }
    world->links[world->link_count++] = (struct link){from, to, party, session};
}

/* Does the move and notes where it led; the case is then made anew. What is refused leaves it as it
 * was, which test_turns.c looks at. False: too many states. */
static bool try_move(struct world *world, struct play *play, size_t from, struct move move)
{
    const struct tct_case before = play->inquiry;
    unsigned parties = move.person == CLOCK ? 0 : parties_for(&play->inquiry, move.transition);
    if (!do_move(world, play, &move))
        return true;
    size_t to = number_of(world, play, from, move);
    if (move.person != CLOCK && play->inquiry.passage_count > before.passage_count)
        judge(world, play, &before, &move, parties);
    if (move.person == CLOCK)
        add_link(world, from, to, CLOCK, true);
    else
        add_link(world, from, to, world->people[move.person].party,
                 world->procedure->transitions[move.transition].to == TCT_NO_STEP);
    tct_arena_free(&play->arena);
    replay(world, play, from);
    return to < world->most;
}

static bool try_all(struct world *world, struct play *play, size_t from)
{
    for (int session = 0; session < 2; session++)
        if (!try_move(world, play, from, (struct move){CLOCK, 0, session == 1}))
            return false;
    for (int person = 0; person < world->people_count; person++)
        for (size_t i = 0; i < world->procedure->transition_count; i++)
            if (!try_move(world, play, from, (struct move){person, i, false}))
                return false;
    return true;
}

static bool find_states(struct world *world, struct play *play)
{
    bool fine = true;
    begin(world, play);
    (void)number_of(world, play, 0, (struct move){.person = CLOCK});
    tct_arena_free(&play->arena);
    for (size_t from = 0; from < world->node_count && fine; from++) {
        replay(world, play, from);
        fine = try_all(world, play, from);
        tct_arena_free(&play->arena);
    }
    return fine;
}

/* Whether from every state a goal is reached, whatever the party does (CLOCK - 1: nobody blocks);
 * that a session is over, by what is done in it alone.
 * Goes over all links again and again until nothing changes. */
static bool always_reaches(const struct world *world, int blocking, bool sessions)
{
    bool *won = calloc(world->node_count, sizeof(*won)), changed = true, all = true;
    bool *held = calloc(world->node_count, sizeof(*held));
    bool *can = calloc(world->node_count, sizeof(*can));
    assert_true(won != NULL && held != NULL && can != NULL);
    while (changed) {
        changed = false;
        memset(held, 0, world->node_count);
        memset(can, 0, world->node_count);
        for (size_t i = 0; i < world->link_count; i++) {
            const struct link *link = &world->links[i];
            if (link->party == blocking)
                held[link->from] |= !won[link->to];
            else if (link->session || !sessions)
                can[link->from] |= won[link->to];
        }
        for (size_t i = 0; i < world->node_count; i++) {
            const struct node *node = &world->nodes[i];
            bool goal =
                sessions ? node->beside == TCT_NO_STEP : world->procedure->steps[node->step].final;
            bool now = goal || (can[i] && !held[i]);
            changed = changed || now != won[i];
            won[i] = now;
        }
    }
    for (size_t i = 0; i < world->node_count; i++)
        all = all && won[i];
    free(won);
    free(held);
    free(can);
    return all;
}

static void look_at_all(struct world *world)
{
    for (size_t step = 0; step < world->procedure->step_count; step++) {
        bool seen = false;
        for (size_t i = 0; i < world->node_count; i++)
            seen = seen || world->nodes[i].step == step || world->nodes[i].beside == step;
        if (!seen)
            world->flaws |= 1U << TCT_FLAW_UNREACHABLE;
    }
    if (!always_reaches(world, CLOCK - 1, false))
        world->flaws |= 1U << TCT_FLAW_NO_END;
    for (int party = 0; party < 2; party++) {
        if (!always_reaches(world, party, false))
            world->flaws |= 1U << TCT_FLAW_BLOCKED;
        if (!always_reaches(world, party, true))
            world->flaws |= 1U << TCT_FLAW_SESSION;
    }
}

bool explore(const struct tct_procedure *procedure, int people, size_t most, unsigned *ret_flaws,
             size_t *ret_states)
{
    struct world *world = calloc(1, sizeof(*world));
    struct play *play = calloc(1, sizeof(*play));
    assert_true(world != NULL && play != NULL);
    world->procedure = procedure;
    world->most = most;
    world->nodes = calloc(most, sizeof(*world->nodes));
    assert_non_null(world->nodes);
    memset(world->heads, 0xff, sizeof(world->heads));
    add_people(world, people);
    bool fine = find_states(world, play);
    if (fine)
        look_at_all(world);
    *ret_flaws = world->flaws;
    *ret_states = world->node_count;
    free(world->nodes);
    free(world->links);
    free(world);
    free(play);
    return fine;
}
