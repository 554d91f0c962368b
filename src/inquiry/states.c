/* Every state that a case can come to, breadth first. */
#include "states.h"

#include "list.h"

struct search {
    const struct model *model;
    struct tct_arena *arena;
    struct states *states;
    uint32_t *seen; /* by number: place in the list + 1 */
    uint32_t from;
    size_t edge_room;
    bool failed;
};

static bool room_for_edge(struct search *search)
{
    struct states *states = search->states;
    struct edge *edges = list_with_room(states->edges, states->edge_count, &search->edge_room,
                                        sizeof(*edges), search->arena);
    if (edges != NULL)
        states->edges = edges;
    return edges != NULL;
}

static void note_state(struct search *search, const struct model_state *state)
{
    struct states *states = search->states;
    search->seen[model_number(search->model, state)] = states->count + 1;
    states->list[states->count++] = *state;
    states->steps |= UINT32_C(1) << state->step;
    if (state->beside != TCT_NO_STEP)
        states->steps |= UINT32_C(1) << state->beside;
}

/* What one transition, made by those who made it, must not do. */
static void look_at_made(struct search *search, const struct model_move *move)
{
    const struct tct_procedure *procedure = search->model->procedure;
    const struct tct_transition *made = &procedure->transitions[move->made];
    unsigned before = search->states->list[search->from].released, after = move->to.released;
    size_t *found = search->states->found;
    bool ends = made->to != TCT_NO_STEP && procedure->steps[made->to].final;
    bool opens = after != before || made->publishes;
    const bool has[TCT_FLAW_COUNT] = {
        [TCT_FLAW_CLOSED_BY_SIDE] = ends && move->by_a_side,
        [TCT_FLAW_OPENED_BY_SIDE] = opens && move->by_a_side,
        [TCT_FLAW_UNEVEN] = after != before && after != 3,
    };
    for (int flaw = 0; flaw < TCT_FLAW_COUNT; flaw++)
        if (has[flaw] && found[flaw] == procedure->transition_count)
            found[flaw] = move->made;
}

static void take_move(void *user, const struct model_move *move)
{
    struct search *search = user;
    struct states *states = search->states;
    uint32_t number = model_number(search->model, &move->to);
    if (move->made != TCT_TRANSITIONS_MAX)
        look_at_made(search, move);
    if (search->failed)
        return;
    if ((search->seen[number] == 0 && states->count == STATES_MAX) || !room_for_edge(search)) {
        search->failed = true;
        return;
    }
    if (search->seen[number] == 0)
        note_state(search, &move->to);
    states->edges[states->edge_count++] =
        (struct edge){search->from, search->seen[number] - 1, (uint32_t)move->mover, move->beside};
}

enum tct_status states_find(const struct model *model, struct tct_arena *arena, struct states *ret,
                            struct tct_error *err)
{
    struct search search = {.model = model, .arena = arena, .states = ret};
    *ret = (struct states){.list = TCT_ARENA_NEW(arena, struct model_state, STATES_MAX)};
    search.seen = TCT_ARENA_NEW(arena, uint32_t, model->count);
    if (ret->list == NULL || search.seen == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for the states of a procedure");
    for (int flaw = 0; flaw < TCT_FLAW_COUNT; flaw++)
        ret->found[flaw] = model->procedure->transition_count;
    note_state(&search, &(struct model_state){.beside = TCT_NO_STEP});
    for (; search.from < ret->count && !search.failed; search.from++)
        model_moves(model, &ret->list[search.from], take_move, &search);
    if (!search.failed)
        return TCT_OK;
    const struct model_state *last = &ret->list[ret->count - 1];
    return tct_fail(err, TCT_ERR_LIMIT,
                    "step %s: found more than %d states that a case can be in before all were "
                    "looked at, expected fewer people or fewer transitions",
                    model->procedure->steps[last->step].id, (int)STATES_MAX);
}
