/* What no procedure may have, looked for in all states of a case. */
#include "parts.h"
#include "states.h"

enum { ARENA_BYTES = 256 << 20 };

static enum tct_status flawed_transition(const struct tct_procedure *procedure,
                                         const struct states *states, enum tct_flaw *ret_flaw,
                                         struct tct_error *err)
{
    static const struct {
        enum tct_flaw flaw;
        const char *found, *expected;
    } FLAWS[] = {
        {TCT_FLAW_CLOSED_BY_SIDE, "that one side alone can end a case by it",
         "that it needs others"},
        {TCT_FLAW_OPENED_BY_SIDE, "that one side alone can release or publish by it",
         "that it needs others"},
        {TCT_FLAW_UNEVEN, "that it opens the case to one side before the other", "to both at once"},
    };
    for (size_t i = 0; i < TCT_COUNT(FLAWS); i++) {
        size_t transition = states->found[FLAWS[i].flaw];
        if (transition == procedure->transition_count)
            continue;
        *ret_flaw = FLAWS[i].flaw;
        return tct_fail(err, TCT_ERR_INPUT, "transition %s: found %s, expected %s",
                        procedure->transitions[transition].id, FLAWS[i].found, FLAWS[i].expected);
    }
    return TCT_OK;
}

static bool is_end(const struct model *model, const struct model_state *state)
{
    return model->procedure->steps[state->step].final;
}

static bool is_without_session(const struct model *model, const struct model_state *state)
{
    (void)model;
    return state->beside == TCT_NO_STEP;
}

/* The first state that is lost, or their count; SIZE_MAX: out of memory. */
static size_t first_lost(const struct model *model, const struct states *states,
                         const struct goal *goal)
{
    struct tct_arena arena;
    tct_arena_init(&arena, ARENA_BYTES);
    bool *won = states_lead_to(states, model, goal, &arena);
    size_t state = 0;
    while (won != NULL && state < states->count && won[state])
        state++;
    tct_arena_free(&arena);
    return won == NULL ? SIZE_MAX : state;
}

/* Where it goes wrong: what is lost in one step makes the steps that lead there lose as well. It is
 * the last step that, were it an end, would leave nothing lost; where there is none such, the first
 * that is lost. */
static size_t find_step(const struct model *model, const struct states *states,
                        const struct goal *goal, size_t lost)
{
    const struct model_state *first = &states->list[lost];
    size_t ret = goal->beside ? first->beside : first->step;
    for (size_t step = 0; step < model->procedure->step_count && !goal->beside; step++) {
        struct goal with = *goal;
        with.step = step;
        if (first_lost(model, states, &with) == states->count)
            ret = step;
    }
    return ret;
}

static enum tct_status flawed_step(const struct model *model, const struct states *states,
                                   enum tct_flaw *ret_flaw, struct tct_error *err)
{
    /* One side stands for both: a procedure does not know one from the other. */
    static const struct {
        enum tct_flaw flaw;
        struct goal goal;
        const char *found, *expected;
    } GOALS[] = {
        {TCT_FLAW_NO_END,
         {is_end, TCT_NO_STEP, TALLY_GROUPS, false},
         "no way from it to an end",
         "one or more"},
        {TCT_FLAW_BLOCKED,
         {is_end, TCT_NO_STEP, 1, false},
         "that one side alone can keep a case from its end here",
         "a way without either side once a deadline is over"},
        {TCT_FLAW_SESSION,
         {is_without_session, TCT_NO_STEP, 1, true},
         "that one side alone can keep the session from being over",
         "a way without either side once its deadline is over"},
    };
    for (size_t i = 0; i < TCT_COUNT(GOALS); i++) {
        size_t lost = first_lost(model, states, &GOALS[i].goal);
        if (lost == states->count)
            continue;
        if (lost == SIZE_MAX)
            return tct_fail(err, TCT_ERR_MEMORY, "out of memory for the states of a procedure");
        size_t step = find_step(model, states, &GOALS[i].goal, lost);
        *ret_flaw = GOALS[i].flaw;
        return tct_fail(err, TCT_ERR_INPUT, "step %s: found %s, expected %s",
                        model->procedure->steps[step].id, GOALS[i].found, GOALS[i].expected);
    }
    return TCT_OK;
}

static enum tct_status check_states(const struct model *model, struct tct_arena *arena,
                                    enum tct_flaw *ret_flaw, struct tct_error *err)
{
    struct states states;
    const struct tct_procedure *procedure = model->procedure;
    enum tct_status status = states_find(model, arena, &states, err);
    for (size_t step = 0; step < procedure->step_count && status == TCT_OK; step++) {
        if ((states.steps >> step & 1) == 0) {
            *ret_flaw = TCT_FLAW_UNREACHABLE;
            status = tct_fail(err, TCT_ERR_INPUT,
                              "step %s: found no way to it from the first, expected one or more",
                              procedure->steps[step].id);
        }
    }
    if (status == TCT_OK)
        status = flawed_transition(procedure, &states, ret_flaw, err);
    if (status == TCT_OK)
        status = flawed_step(model, &states, ret_flaw, err);
    return status;
}

enum tct_status tct_procedure_check(const struct tct_procedure *procedure, enum tct_flaw *ret_flaw,
                                    struct tct_error *err)
{
    struct tct_arena arena;
    enum tct_flaw flaw = TCT_FLAW_NONE;
    enum tct_status status = check_parts(procedure, &flaw, err);
    if (status == TCT_OK) {
        tct_arena_init(&arena, ARENA_BYTES);
        struct model *model = TCT_ARENA_NEW(&arena, struct model, 1);
        status = model == NULL ? tct_fail(err, TCT_ERR_MEMORY, "out of memory for a procedure")
                               : model_init(model, procedure, err);
        if (status == TCT_OK)
            status = check_states(model, &arena, &flaw, err);
        tct_arena_free(&arena);
    }
    if (ret_flaw != NULL)
        *ret_flaw = flaw;
    return status;
}
