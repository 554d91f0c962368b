/* The procedure as a machine with finitely many states: its numbering, and its moves. */
#include "model.h"

#include <math.h>

enum { FLAGS = 2 * 2 * 4 }; /* overdue, overdue beside, released */

static void add_slots(struct model_way *way, const struct tct_transition *transition, size_t role,
                      enum tct_standing standing)
{
    unsigned most = transition_most(transition, role);
    size_t first = standing == TCT_STANDING_SIDE ? 1 : 0,
           last = standing == TCT_STANDING_SIDE ? 2 : 0;
    for (size_t group = first; most > 0 && group <= last; group++)
        way->slots[way->slot_count++] = (struct model_slot){role, group, most};
}

static enum tct_status too_many(const struct tct_procedure *procedure, size_t step,
                                struct tct_error *err)
{
    return tct_fail(err, TCT_ERR_LIMIT,
                    "step %s: found more ways to consent than can be looked at, expected fewer "
                    "people or fewer transitions",
                    procedure->steps[step].id);
}

/* Numbers the consents from one step: mixed radix, a digit for each slot. */
static enum tct_status number_consents(struct model *model, size_t step, struct tct_error *err)
{
    const struct tct_procedure *procedure = model->procedure;
    uint64_t size = 1;
    for (size_t i = 0; i < procedure->transition_count; i++) {
        struct model_way *way = &model->ways[i];
        if ((procedure->transitions[i].from >> step & 1) == 0)
            continue;
        way->stride[step] = (uint32_t)size;
        for (size_t k = 0; k < way->slot_count; k++) {
            size *= way->slots[k].most + 1;
            if (size > MODEL_STATES_MAX)
                return too_many(procedure, step, err);
        }
    }
    model->sizes[step] = (uint32_t)size;
    return TCT_OK;
}

static enum tct_status number_states(struct model *model, struct tct_error *err)
{
    const struct tct_procedure *procedure = model->procedure;
    uint64_t count = 0;
    for (size_t step = 0; step < procedure->step_count; step++) {
        for (size_t beside = 0; beside <= TCT_NO_STEP; beside++) {
            bool is_session = beside < procedure->step_count && procedure->steps[beside].beside;
            if (procedure->steps[step].beside || (beside != TCT_NO_STEP && !is_session))
                continue;
            model->offsets[step][beside] = (uint32_t)count;
            count += (uint64_t)FLAGS * model->sizes[step] * (is_session ? model->sizes[beside] : 1);
            if (count > MODEL_STATES_MAX)
                return too_many(procedure, step, err);
        }
    }
    model->count = (uint32_t)count;
    return TCT_OK;
}

enum tct_status model_init(struct model *model, const struct tct_procedure *procedure,
                           struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    *model = (struct model){.procedure = procedure};
    for (size_t i = 0; i < procedure->transition_count; i++)
        for (size_t role = 0; role < procedure->role_count; role++)
            add_slots(&model->ways[i], &procedure->transitions[i], role,
                      procedure->roles[role].standing);
    for (size_t step = 0; step < procedure->step_count && status == TCT_OK; step++)
        status = number_consents(model, step, err);
    return status == TCT_OK ? number_states(model, err) : status;
}

uint32_t model_number(const struct model *model, const struct model_state *state)
{
    uint32_t size = state->beside == TCT_NO_STEP ? 1 : model->sizes[state->beside];
    uint32_t number = state->consents * size + state->beside_consents;
    number = (number * 2 + state->overdue) * 2 + state->beside_overdue;
    return model->offsets[state->step][state->beside] + number * 4 + state->released;
}

/* ---- Moves --------------------------------------------------------------------------------------
 */

/* One transition as it stands in a state. */
struct standing {
    const struct model *model;
    const struct model_state *state;
    size_t transition;
    size_t from; /* the step of the two that it leads from */
    bool beside; /* that is the one beside */
    struct tally tally;
};

static uint32_t *consents_of(struct model_state *state, bool beside)
{
    return beside ? &state->beside_consents : &state->consents;
}

static void count_consents(struct standing *at)
{
    const struct model_way *way = &at->model->ways[at->transition];
    uint32_t rest =
        (at->beside ? at->state->beside_consents : at->state->consents) / way->stride[at->from];
    at->tally = (struct tally){0};
    for (size_t i = 0; i < way->slot_count; i++) {
        uint32_t base = way->slots[i].most + 1;
        at->tally.of[way->slots[i].role][way->slots[i].group] = (unsigned char)(rest % base);
        rest /= base;
    }
}

/* What one more consent of a slot adds to the number of consents. */
static uint32_t step_of_slot(const struct standing *at, size_t slot)
{
    const struct model_way *way = &at->model->ways[at->transition];
    uint32_t stride = way->stride[at->from];
    for (size_t i = 0; i < slot; i++)
        stride *= way->slots[i].most + 1;
    return stride;
}

/* Its consents are void. */
static uint32_t without_own(const struct standing *at, uint32_t consents)
{
    const struct model_way *way = &at->model->ways[at->transition];
    for (size_t i = 0; i < way->slot_count; i++)
        consents -= step_of_slot(at, i) * at->tally.of[way->slots[i].role][way->slots[i].group];
    return consents;
}

static unsigned groups_of(const struct tally *tally)
{
    unsigned groups = 0;
    for (size_t role = 0; role < TCT_PROCEDURE_ROLES_MAX; role++)
        for (size_t group = 0; group < TALLY_GROUPS; group++)
            groups |= tally->of[role][group] > 0 ? 1U << group : 0;
    return groups;
}

/* The state after the transition; `groups`: whose people consented, a bit for each. */
static struct model_state after(const struct standing *at, unsigned groups)
{
    const struct tct_procedure *procedure = at->model->procedure;
    const struct tct_transition *transition = &procedure->transitions[at->transition];
    struct model_state to = *at->state;
    bool session = transition->to != TCT_NO_STEP && procedure->steps[transition->to].beside;
    if (transition->release == TCT_RELEASE_BOTH)
        to.released = 3;
    else if (transition->release == TCT_RELEASE_OWN)
        to.released |= groups >> 1;
    if (session) {
        to.beside = transition->to;
        to.consents = without_own(at, to.consents);
    } else if (!at->beside) {
        to.step = transition->to;
        to.consents = 0;
        to.overdue = false;
    }
    if (at->beside || procedure->steps[to.step].final)
        to.beside = TCT_NO_STEP;
    if (session || to.beside == TCT_NO_STEP) {
        to.beside_consents = 0;
        to.beside_overdue = false;
    }
    return to;
}

static void move_by(const struct standing *at, size_t slot_index, model_move_fn *tell, void *user)
{
    const struct model_slot *slot = &at->model->ways[at->transition].slots[slot_index];
    const struct tct_transition *transition = &at->model->procedure->transitions[at->transition];
    bool overdue = at->beside ? at->state->beside_overdue : at->state->overdue;
    struct tally tally = at->tally;
    struct model_move move = {
        .mover = slot->group, .made = TCT_TRANSITIONS_MAX, .beside = at->beside};
    if (!transition_met(transition, &tally, overdue)) {
        if (!transition_wants(transition, &tally, slot->role, slot->group))
            return;
        tally.of[slot->role][slot->group]++;
    }
    if (transition_met(transition, &tally, overdue)) {
        unsigned groups = groups_of(&tally) | 1U << slot->group;
        move.to = after(at, groups);
        move.made = at->transition;
        move.by_a_side = groups == 1U << 1 || groups == 1U << 2;
    } else {
        move.to = *at->state;
        *consents_of(&move.to, at->beside) += step_of_slot(at, slot_index);
    }
    tell(user, &move);
}

static void moves_of(struct standing *at, model_move_fn *tell, void *user)
{
    const struct tct_procedure *procedure = at->model->procedure;
    const struct tct_transition *transition = &procedure->transitions[at->transition];
    bool session = transition->to != TCT_NO_STEP && procedure->steps[transition->to].beside;
    if ((transition->from >> at->from & 1) == 0 || (session && at->state->beside != TCT_NO_STEP))
        return;
    count_consents(at);
    for (size_t i = 0; i < at->model->ways[at->transition].slot_count; i++)
        move_by(at, i, tell, user);
}

static void move_of_clock(const struct model *model, const struct model_state *state,
                          model_move_fn *tell, void *user)
{
    const struct tct_step *steps = model->procedure->steps;
    struct model_move move = {
        .to = *state, .mover = MODEL_TIME, .made = TCT_TRANSITIONS_MAX, .beside = true};
    if (!state->overdue && isfinite(steps[state->step].deadline_s)) {
        move.to.overdue = true;
        tell(user, &move);
    }
    move.to = *state;
    if (state->beside != TCT_NO_STEP && !state->beside_overdue &&
        isfinite(steps[state->beside].deadline_s)) {
        move.to.beside_overdue = true;
        tell(user, &move);
    }
}

void model_moves(const struct model *model, const struct model_state *state, model_move_fn *tell,
                 void *user)
{
    for (size_t i = 0; i < model->procedure->transition_count; i++) {
        struct standing at = {.model = model, .state = state, .transition = i, .from = state->step};
        moves_of(&at, tell, user);
        if (state->beside == TCT_NO_STEP)
            continue;
        at.from = state->beside;
        at.beside = true;
        moves_of(&at, tell, user);
    }
    move_of_clock(model, state, tell, user);
}
