/* A case, act by act: each is looked at first, and changes something only when all of it is right.
 */
#include "tacet/inquiry/case.h"

#include <string.h>

#include "case_parts.h"
#include "list.h"

void tct_case_begin(struct tct_case *ret, const struct tct_procedure *procedure,
                    struct tct_arena *arena)
{
    *ret = (struct tct_case){
        .procedure = procedure,
        .arena = arena,
        .beside = TCT_NO_STEP,
        .released_ns = {INT64_MAX, INT64_MAX},
        .finding_ns = INT64_MAX,
        .reminded_ns = INT64_MIN,
    };
}

static enum tct_status out_of_memory(struct tct_error *err)
{
    return tct_fail(err, TCT_ERR_MEMORY, "out of memory for a case");
}

/* ---- Who ----------------------------------------------------------------------------------------
 */

static enum tct_status check_actor(const struct tct_case *inquiry, const struct tct_act *act,
                                   struct tct_error *err)
{
    const struct tct_procedure *procedure = inquiry->procedure;
    const struct tct_actor *by = &act->by;
    if (by->role >= procedure->role_count)
        return tct_fail(err, TCT_ERR_INPUT, "%s: found a role that the procedure does not have",
                        by->person);
    const struct tct_procedure_role *role = &procedure->roles[by->role];
    bool of_side = by->party == 0 || by->party == 1;
    if (of_side != (role->standing == TCT_STANDING_SIDE) || (!of_side && by->party != TCT_NO_PARTY))
        return tct_fail(err, TCT_ERR_INPUT,
                        "%s: found role %s with a party that it cannot have, expected a party for "
                        "a role of the sides, and for no other",
                        by->person, role->name);
    if (by->revoked_ns <= act->at_ns)
        return tct_fail(err, TCT_ERR_INPUT, "%s: found a key that was revoked before", by->person);
    if (act->kind != TCT_ACT_CONSENT && (procedure->may[act->kind] >> by->role & 1) == 0)
        return tct_fail(err, TCT_ERR_INPUT, "%s: found an act of %s, which role %s may not do",
                        by->person, tct_act_name(act->kind), role->name);
    return TCT_OK;
}

static enum tct_status check_turn(const struct tct_case *inquiry, const struct tct_act *act,
                                  struct tct_error *err)
{
    bool opens = act->kind == TCT_ACT_OPEN;
    if (inquiry->act_count == 0)
        return opens ? TCT_OK
                     : tct_fail(err, TCT_ERR_INPUT, "found %s of a case that is not open",
                                tct_act_name(act->kind));
    if (opens)
        return tct_fail(err, TCT_ERR_INPUT, "found open of a case that is open already");
    if (inquiry->act_count == TCT_CASE_ACTS_MAX)
        return tct_fail(err, TCT_ERR_LIMIT, "found more than %d acts of a case",
                        (int)TCT_CASE_ACTS_MAX);
    if (act->at_ns < inquiry->acts[inquiry->act_count - 1]->at_ns)
        return tct_fail(err, TCT_ERR_INPUT,
                        "%s: found a time before that of the act before it, expected acts in the "
                        "order of the record",
                        tct_act_name(act->kind));
    return TCT_OK;
}

/* ---- What ---------------------------------------------------------------------------------------
 */

static void open_case(struct tct_case *inquiry, const struct tct_act *act)
{
    inquiry->step = 0;
    inquiry->since_ns = act->at_ns;
}

static enum tct_status state(const struct tct_case *inquiry, const struct tct_act *act,
                             struct tct_error *err)
{
    if (act->is.statement.stance == TCT_STANCE_DISSENT && inquiry->draft == NULL)
        return tct_fail(err, TCT_ERR_INPUT,
                        "statement: found dissent from no finding, expected a draft first");
    return TCT_OK;
}

static enum tct_status take_in(struct tct_case *inquiry, const struct tct_act *act,
                               struct tct_error *err)
{
    enum tct_status status = tct_custody_take_in(&inquiry->custody, act, inquiry->arena, err);
    if (status == TCT_OK)
        inquiry->new_evidence = true;
    return status;
}

static void note_access(struct tct_case *inquiry, const struct tct_act_access *access)
{
    if (access->access != TCT_ACCESS_ASKED)
        inquiry->refused[access->party] = access->access != TCT_ACCESS_GRANTED;
}

/* A finding can be drafted where a transition of the case's step or of its session requires one. */
static bool is_drafting(const struct tct_case *inquiry)
{
    const struct tct_procedure *procedure = inquiry->procedure;
    uint32_t at = UINT32_C(1) << inquiry->step;
    if (inquiry->beside != TCT_NO_STEP)
        at |= UINT32_C(1) << inquiry->beside;
    for (size_t i = 0; i < procedure->transition_count; i++)
        if (procedure->transitions[i].required == TCT_REQUIRED_FINDING &&
            (procedure->transitions[i].from & at) != 0)
            return true;
    return false;
}

static enum tct_status draft(struct tct_case *inquiry, const struct tct_act *act,
                             struct tct_error *err)
{
    if (!is_drafting(inquiry))
        return tct_fail(err, TCT_ERR_INPUT,
                        "finding: found a case in step %s, expected one where a finding is drafted",
                        inquiry->procedure->steps[inquiry->step].id);
    inquiry->draft = act;
    case_void_consents_to_draft(inquiry);
    return TCT_OK;
}

static struct tct_remedy *find_remedy(const struct tct_case *inquiry, const char *id)
{
    for (size_t i = 0; i < inquiry->remedy_count; i++)
        if (strcmp(inquiry->remedies[i].asked->is.remedy.id, id) == 0)
            return &inquiry->remedies[i];
    return NULL;
}

static enum tct_status ask(struct tct_case *inquiry, const struct tct_act *act,
                           struct tct_error *err)
{
    if (find_remedy(inquiry, act->is.remedy.id) != NULL)
        return tct_fail(err, TCT_ERR_INPUT, "remedy %s: found it twice, expected it once",
                        act->is.remedy.id);
    if (inquiry->remedy_count == TCT_CASE_REMEDIES_MAX)
        return tct_fail(err, TCT_ERR_LIMIT, "found more than %d remedies of a case",
                        (int)TCT_CASE_REMEDIES_MAX);
    struct tct_remedy *remedies =
        list_with_room(inquiry->remedies, inquiry->remedy_count, &inquiry->remedy_room,
                       sizeof(*remedies), inquiry->arena);
    if (remedies == NULL)
        return out_of_memory(err);
    inquiry->remedies = remedies;
    inquiry->remedies[inquiry->remedy_count++] = (struct tct_remedy){.asked = act};
    return TCT_OK;
}

static enum tct_status follow_up(struct tct_case *inquiry, const struct tct_act *act,
                                 struct tct_error *err)
{
    struct tct_remedy *remedy = find_remedy(inquiry, act->is.follow_up.remedy);
    if (remedy == NULL)
        return tct_fail(err, TCT_ERR_INPUT,
                        "follow_up: found remedy %s, expected one that was asked for",
                        act->is.follow_up.remedy);
    remedy->follow_up = act;
    return TCT_OK;
}

/* Does what the act says, or refuses it. Its last change is its only one that can fail. */
static enum tct_status perform(struct tct_case *inquiry, const struct tct_act *act,
                               struct tct_error *err)
{
    switch (act->kind) {
    case TCT_ACT_OPEN:
        open_case(inquiry, act);
        return TCT_OK;
    case TCT_ACT_CONSENT:
        return case_consent(inquiry, act, err);
    case TCT_ACT_STATEMENT:
        return state(inquiry, act, err);
    case TCT_ACT_EVIDENCE:
        return take_in(inquiry, act, err);
    case TCT_ACT_HANDOVER:
        return tct_custody_hand_over(&inquiry->custody, act, err);
    case TCT_ACT_ACCESS:
        note_access(inquiry, &act->is.access);
        return TCT_OK;
    case TCT_ACT_FINDING:
        return draft(inquiry, act, err);
    case TCT_ACT_REMEDY:
        return ask(inquiry, act, err);
    case TCT_ACT_FOLLOW_UP:
        return follow_up(inquiry, act, err);
    case TCT_ACT_CALL:
    case TCT_ACT_INTERVIEW:
    case TCT_ACT_NOTE:
    case TCT_ACT_LINK:
    case TCT_ACT_KIND_COUNT:
        break;
    }
    return TCT_OK;
}

enum tct_status tct_case_apply(struct tct_case *inquiry, const struct tct_act *act,
                               struct tct_error *err)
{
    enum tct_status status = tct_act_check(act, err);
    if (status == TCT_OK)
        status = check_actor(inquiry, act, err);
    if (status == TCT_OK)
        status = check_turn(inquiry, act, err);
    if (status != TCT_OK)
        return status;
    const struct tct_act **acts = list_with_room(inquiry->acts, inquiry->act_count,
                                                 &inquiry->act_room, sizeof(*acts), inquiry->arena);
    if (acts == NULL)
        return out_of_memory(err);
    inquiry->acts = acts;
    status = perform(inquiry, act, err);
    if (status == TCT_OK)
        inquiry->acts[inquiry->act_count++] = act;
    return status;
}
