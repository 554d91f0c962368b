/* What can be seen of the parts of a procedure one by one. */
#include "tacet/inquiry/procedure.h"

#include <math.h>
#include <string.h>

#include "parts.h"

static const double LONGEST_S = 10.0 * 366.0 * 86400.0;

size_t tct_procedure_step_named(const struct tct_procedure *procedure, const char *id)
{
    for (size_t i = 0; i < procedure->step_count; i++)
        if (strcmp(procedure->steps[i].id, id) == 0)
            return i;
    return TCT_NO_STEP;
}

size_t tct_procedure_role_named(const struct tct_procedure *procedure, const char *name)
{
    size_t i = 0;
    while (i < procedure->role_count && strcmp(procedure->roles[i].name, name) != 0)
        i++;
    return i;
}

size_t tct_procedure_transition_named(const struct tct_procedure *procedure, const char *id)
{
    size_t i = 0;
    while (i < procedure->transition_count && strcmp(procedure->transitions[i].id, id) != 0)
        i++;
    return i;
}

/* ---- Each part ----------------------------------------------------------------------------------
 */

static bool is_name(const char *name, size_t room)
{
    size_t bytes = strnlen(name, room);
    return bytes > 0 && bytes < room && name[0] >= 'a' && name[0] <= 'z' &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") == bytes;
}

static enum tct_status wrong(const char *kind, const char *name, const char *found,
                             const char *expected, struct tct_error *err)
{
    return tct_fail(err, TCT_ERR_INPUT, "%s %s: found %s, expected %s", kind, name, found,
                    expected);
}

static enum tct_status check_roles(const struct tct_procedure *procedure, struct tct_error *err)
{
    if (procedure->role_count == 0 || procedure->role_count > TCT_PROCEDURE_ROLES_MAX)
        return tct_fail(err, TCT_ERR_INPUT, "found %zu roles, expected 1 to %d",
                        procedure->role_count, (int)TCT_PROCEDURE_ROLES_MAX);
    for (size_t i = 0; i < procedure->role_count; i++) {
        const struct tct_procedure_role *role = &procedure->roles[i];
        if (!is_name(role->name, sizeof(role->name)))
            return tct_fail(err, TCT_ERR_INPUT,
                            "role %zu: found no name, expected small letters, digits, _ and -",
                            i + 1);
        if (tct_procedure_role_named(procedure, role->name) != i)
            return wrong("role", role->name, "it twice", "it once", err);
        if (role->standing != TCT_STANDING_MISSION && role->standing != TCT_STANDING_SIDE)
            return wrong("role", role->name, "another standing", "mission or side", err);
    }
    return TCT_OK;
}

static enum tct_status check_steps(const struct tct_procedure *procedure, struct tct_error *err)
{
    if (procedure->step_count == 0 || procedure->step_count > TCT_STEPS_MAX)
        return tct_fail(err, TCT_ERR_INPUT, "found %zu steps, expected 1 to %d",
                        procedure->step_count, (int)TCT_STEPS_MAX);
    for (size_t i = 0; i < procedure->step_count; i++) {
        const struct tct_step *step = &procedure->steps[i];
        if (!is_name(step->id, sizeof(step->id)))
            return tct_fail(err, TCT_ERR_INPUT,
                            "step %zu: found no name, expected small letters, digits, _ and -",
                            i + 1);
        if (tct_procedure_step_named(procedure, step->id) != i)
            return wrong("step", step->id, "it twice", "it once", err);
        if (!(step->deadline_s > 0.0 && (step->deadline_s <= LONGEST_S || isinf(step->deadline_s))))
            return wrong("step", step->id, "a deadline that is none",
                         "more than 0 s, at most ten years", err);
        if (step->final && isfinite(step->deadline_s))
            return wrong("step", step->id, "a deadline of a step that is final", "none", err);
        if (step->beside && (step->final || i == 0))
            return wrong("step", step->id, "a step beside that is first or final",
                         "one that is called from others", err);
    }
    return TCT_OK;
}

static enum tct_status check_needs(const struct tct_procedure *procedure, const char *id,
                                   const struct tct_needs *needs, struct tct_error *err)
{
    if (needs->count > TCT_NEEDS_MAX)
        return wrong("transition", id, "too many roles that it needs", "at most 4", err);
    for (size_t i = 0; i < needs->count; i++) {
        const struct tct_need *need = &needs->list[i];
        if (need->role >= procedure->role_count)
            return wrong("transition", id, "a role that is none", "roles of the procedure", err);
        for (size_t k = 0; k < i; k++)
            if (needs->list[k].role == need->role)
                return wrong("transition", id, "a role twice", "each once", err);
        if (need->count == 0 || need->count > TCT_NEED_COUNT_MAX)
            return wrong("transition", id, "a count of people that is none", "1 to 5", err);
        if (need->each_side && procedure->roles[need->role].standing != TCT_STANDING_SIDE)
            return wrong("transition", id, "each side of a role that the mission holds",
                         "a role of the sides", err);
    }
    return TCT_OK;
}

/* Where it leads from and to. */
static enum tct_status check_ends(const struct tct_procedure *procedure,
                                  const struct tct_transition *transition, struct tct_error *err)
{
    size_t beside = 0, own = 0, final = 0;
    for (size_t step = 0; step < procedure->step_count; step++) {
        bool from = transition->from >> step & 1;
        beside += from && procedure->steps[step].beside;
        own += from && !procedure->steps[step].beside;
        final += from && procedure->steps[step].final;
    }
    if (transition->from >> procedure->step_count != 0 || beside + own == 0 ||
        (transition->to != TCT_NO_STEP && transition->to >= procedure->step_count))
        return wrong("transition", transition->id, "a step that is none", "steps of the procedure",
                     err);
    if (beside > 0 && own > 0)
        return wrong("transition", transition->id, "steps beside among those it leads from",
                     "only such, or none", err);
    if ((beside > 0) != (transition->to == TCT_NO_STEP))
        return wrong("transition", transition->id, "another step that it leads to",
                     "that it ends a step beside, and only that", err);
    if (final > 0 && procedure->steps[transition->to].beside)
        return wrong("transition", transition->id, "a session of a case that has ended",
                     "steps that are not final", err);
    return TCT_OK;
}

static enum tct_status check_transition(const struct tct_procedure *procedure, size_t index,
                                        struct tct_error *err)
{
    const struct tct_transition *transition = &procedure->transitions[index];
    if (!is_name(transition->id, sizeof(transition->id)))
        return tct_fail(err, TCT_ERR_INPUT,
                        "transition %zu: found no name, expected small letters, digits, _ and -",
                        index + 1);
    if (tct_procedure_transition_named(procedure, transition->id) != index)
        return wrong("transition", transition->id, "it twice", "it once", err);
    if (transition->needs.count == 0)
        return wrong("transition", transition->id, "nobody who must consent", "somebody", err);
    if (transition->required >= TCT_REQUIRED_COUNT || transition->release >= TCT_RELEASE_COUNT)
        return wrong("transition", transition->id, "what it cannot do", "a known effect", err);
    if (transition->publishes && transition->required != TCT_REQUIRED_FINDING)
        return wrong("transition", transition->id, "a finding published that nobody wrote",
                     "that it requires one", err);
    enum tct_status status = check_ends(procedure, transition, err);
    if (status == TCT_OK)
        status = check_needs(procedure, transition->id, &transition->needs, err);
    if (status == TCT_OK)
        status = check_needs(procedure, transition->id, &transition->when_overdue, err);
    return status;
}

static enum tct_status check_transitions(const struct tct_procedure *procedure,
                                         struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    if (procedure->transition_count > TCT_TRANSITIONS_MAX)
        return tct_fail(err, TCT_ERR_INPUT, "found %zu transitions, expected at most %d",
                        procedure->transition_count, (int)TCT_TRANSITIONS_MAX);
    for (size_t i = 0; i < procedure->transition_count && status == TCT_OK; i++)
        status = check_transition(procedure, i, err);
    for (int kind = 0; kind < TCT_ACT_KIND_COUNT && status == TCT_OK; kind++)
        if (procedure->may[kind] >> procedure->role_count != 0)
            status = wrong("act", tct_act_name((enum tct_act_kind)kind), "a role that is none",
                           "roles of the procedure", err);
    return status;
}

/* The mission must be able to put on record whatever a transition requires; and a side that could
 * write findings could put its own in the place of one that has been consented to. */
static enum tct_status check_may(const struct tct_procedure *procedure, struct tct_error *err)
{
    static const enum tct_act_kind MISSION[] = {TCT_ACT_OPEN, TCT_ACT_EVIDENCE, TCT_ACT_ACCESS,
                                                TCT_ACT_FINDING};
    uint32_t mission = 0;
    for (size_t role = 0; role < procedure->role_count; role++)
        if (procedure->roles[role].standing == TCT_STANDING_MISSION)
            mission |= UINT32_C(1) << role;
    for (size_t i = 0; i < TCT_COUNT(MISSION); i++)
        if ((procedure->may[MISSION[i]] & mission) == 0)
            return wrong("act", tct_act_name(MISSION[i]), "no role of the mission that may do it",
                         "one or more", err);
    if ((procedure->may[TCT_ACT_FINDING] & ~mission) != 0)
        return wrong("act", tct_act_name(TCT_ACT_FINDING), "a role of the sides that may do it",
                     "the mission's alone", err);
    return TCT_OK;
}

enum tct_status check_parts(const struct tct_procedure *procedure, enum tct_flaw *ret_flaw,
                            struct tct_error *err)
{
    *ret_flaw = TCT_FLAW_SHAPE;
    enum tct_status status = check_roles(procedure, err);
    if (status == TCT_OK)
        status = check_steps(procedure, err);
    if (status == TCT_OK)
        status = check_transitions(procedure, err);
    if (status != TCT_OK)
        return status;
    *ret_flaw = TCT_FLAW_MAY;
    status = check_may(procedure, err);
    if (status == TCT_OK)
        *ret_flaw = TCT_FLAW_NONE;
    return status;
}
