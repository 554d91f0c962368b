/* Consents to transitions, and the transitions that they make. */
#include <string.h>

#include "case_parts.h"
#include "list.h"

static bool leads_to_session(const struct tct_procedure *procedure, size_t transition)
{
    size_t to = procedure->transitions[transition].to;
    return to != TCT_NO_STEP && procedure->steps[to].beside;
}

/* ---- Voiding ------------------------------------------------------------------------------------
 */

typedef bool voids_fn(const struct tct_case *inquiry, size_t transition, size_t made);

static void void_consents(struct tct_case *inquiry, voids_fn *voids, size_t made)
{
    size_t kept = 0;
    for (size_t i = 0; i < inquiry->consent_count; i++)
        if (!voids(inquiry, inquiry->consents[i]->is.consent.transition, made))
            inquiry->consents[kept++] = inquiry->consents[i];
    inquiry->consent_count = kept;
}

static bool requires_draft(const struct tct_case *inquiry, size_t transition, size_t made)
{
    (void)made;
    return inquiry->procedure->transitions[transition].required == TCT_REQUIRED_FINDING;
}

void case_void_consents_to_draft(struct tct_case *inquiry)
{
    void_consents(inquiry, requires_draft, 0);
}

static bool is_made(const struct tct_case *inquiry, size_t transition, size_t made)
{
    (void)inquiry;
    return transition == made;
}

static bool ends_session(const struct tct_case *inquiry, size_t transition, size_t made)
{
    (void)made;
    return inquiry->procedure->transitions[transition].to == TCT_NO_STEP;
}

static bool leaves_step(const struct tct_case *inquiry, size_t transition, size_t made)
{
    return !ends_session(inquiry, transition, made);
}

/* ---- Transitions --------------------------------------------------------------------------------
 */

static void end_session(struct tct_case *inquiry)
{
    void_consents(inquiry, ends_session, 0);
    inquiry->beside = TCT_NO_STEP;
}

static void enter(struct tct_case *inquiry, size_t step, int64_t at_ns)
{
    void_consents(inquiry, leaves_step, 0);
    inquiry->step = step;
    inquiry->since_ns = at_ns;
    inquiry->new_evidence = false;
    if (inquiry->procedure->steps[step].final)
        end_session(inquiry);
}

static void release_to(struct tct_case *inquiry, int party, int64_t at_ns)
{
    if (inquiry->released_ns[party] == INT64_MAX)
        inquiry->released_ns[party] = at_ns;
}

static void release(struct tct_case *inquiry, const struct tct_transition *transition,
                    const struct tally *tally, int64_t at_ns)
{
    for (int party = 0; party < 2; party++) {
        bool consented = false;
        for (size_t role = 0; role < TCT_PROCEDURE_ROLES_MAX; role++)
            consented = consented || tally->of[role][tally_group(party)] > 0;
        if (transition->release == TCT_RELEASE_BOTH ||
            (transition->release == TCT_RELEASE_OWN && consented))
            release_to(inquiry, party, at_ns);
    }
}

/* `tally` holds all who consented, `act` is the last of them. */
static void make(struct tct_case *inquiry, const struct tct_act *act, const struct tally *tally)
{
    size_t made = act->is.consent.transition;
    const struct tct_transition *transition = &inquiry->procedure->transitions[made];
    struct tct_passage *passage = &inquiry->passages[inquiry->passage_count++];
    bool beside = case_is_beside(inquiry, made);
    *passage = (struct tct_passage){.transition = made,
                                    .from = beside ? inquiry->beside : inquiry->step,
                                    .to = transition->to,
                                    .at_ns = act->at_ns,
                                    .overdue = case_overdue(inquiry, made, act->at_ns)};
    release(inquiry, transition, tally, act->at_ns);
    if (transition->publishes) {
        inquiry->findings[inquiry->finding_count++] = inquiry->draft;
        if (inquiry->finding_ns == INT64_MAX)
            inquiry->finding_ns = act->at_ns;
    }
    if (transition->reminds)
        inquiry->reminded_ns = act->at_ns;
    if (leads_to_session(inquiry->procedure, made)) {
        void_consents(inquiry, is_made, made);
        inquiry->beside = transition->to;
        inquiry->beside_since_ns = act->at_ns;
    } else if (beside) {
        end_session(inquiry);
    } else {
        enter(inquiry, transition->to, act->at_ns);
    }
}

/* ---- Consents -----------------------------------------------------------------------------------
 */

const char *tct_case_bar(const struct tct_case *inquiry, size_t transition)
{
    const struct tct_transition *to = &inquiry->procedure->transitions[transition];
    size_t at = case_is_beside(inquiry, transition) ? inquiry->beside : inquiry->step;
    if (inquiry->act_count == 0 || at == TCT_NO_STEP || (to->from >> at & 1) == 0)
        return "a case in another step";
    if (inquiry->beside != TCT_NO_STEP && leads_to_session(inquiry->procedure, transition))
        return "a session that is open already";
    if (to->required == TCT_REQUIRED_REFUSAL && !inquiry->refused[0] && !inquiry->refused[1])
        return "no access that was refused or delayed";
    if (to->required == TCT_REQUIRED_NEW_EVIDENCE && !inquiry->new_evidence)
        return "no evidence since the step began";
    if (to->required == TCT_REQUIRED_FINDING && inquiry->draft == NULL)
        return "no draft of a finding";
    return NULL;
}

static enum tct_status check_consent(const struct tct_case *inquiry, const struct tct_act *act,
                                     struct tct_error *err)
{
    const struct tct_procedure *procedure = inquiry->procedure;
    const struct tct_act_consent *consent = &act->is.consent;
    if (consent->transition >= procedure->transition_count)
        return tct_fail(err, TCT_ERR_INPUT, "consent: found no transition that there is");
    const struct tct_transition *transition = &procedure->transitions[consent->transition];
    const char *bar = tct_case_bar(inquiry, consent->transition);
    bool beside = case_is_beside(inquiry, consent->transition);
    if (bar == NULL && consent->from != (beside ? inquiry->beside : inquiry->step))
        bar = "a case in another step";
    if (bar != NULL)
        return tct_fail(err, TCT_ERR_INPUT, "consent to %s: found %s", transition->id, bar);
    if (transition_most(transition, act->by.role) == 0)
        return tct_fail(err, TCT_ERR_INPUT,
                        "consent to %s: found it of role %s, which it does not ask", transition->id,
                        procedure->roles[act->by.role].name);
    return TCT_OK;
}

static bool has_consented(const struct tct_case *inquiry, const struct tct_act *act)
{
    for (size_t i = 0; i < inquiry->consent_count; i++) {
        const struct tct_act *before = inquiry->consents[i];
        if (before->is.consent.transition == act->is.consent.transition &&
            strcmp(before->by.person, act->by.person) == 0)
            return true;
    }
    return false;
}

/* Adds who acts to those who consented; without lighter needs that are met already a second time,
 * or one person more than is asked for, is refused. */
static enum tct_status count_in(const struct tct_case *inquiry, const struct tct_act *act,
                                struct tally *tally, struct tct_error *err)
{
    const struct tct_procedure *procedure = inquiry->procedure;
    const struct tct_transition *transition = &procedure->transitions[act->is.consent.transition];
    size_t group = tally_group(act->by.party);
    bool again = has_consented(inquiry, act);
    bool met = transition_met(transition, tally,
                              case_overdue(inquiry, act->is.consent.transition, act->at_ns));
    if (!met && again)
        return tct_fail(err, TCT_ERR_INPUT, "consent to %s: found a second one of %s",
                        transition->id, act->by.person);
    if (!met && !transition_wants(transition, tally, act->by.role, group))
        return tct_fail(err, TCT_ERR_INPUT,
                        "consent to %s: found one more of role %s, of which it has all it asks",
                        transition->id, procedure->roles[act->by.role].name);
    if (!again)
        tally->of[act->by.role][group]++;
    return TCT_OK;
}

/* For whatever one consent can bring about. */
static bool make_room(struct tct_case *inquiry)
{
    struct tct_passage *passages =
        list_with_room(inquiry->passages, inquiry->passage_count, &inquiry->passage_room,
                       sizeof(*passages), inquiry->arena);
    if (passages != NULL)
        inquiry->passages = passages;
    const struct tct_act **consents =
        list_with_room(inquiry->consents, inquiry->consent_count, &inquiry->consent_room,
                       sizeof(*consents), inquiry->arena);
    if (consents != NULL)
        inquiry->consents = consents;
    const struct tct_act **findings =
        list_with_room(inquiry->findings, inquiry->finding_count, &inquiry->finding_room,
                       sizeof(*findings), inquiry->arena);
    if (findings != NULL)
        inquiry->findings = findings;
    return passages != NULL && consents != NULL && findings != NULL;
}

enum tct_status case_consent(struct tct_case *inquiry, const struct tct_act *act,
                             struct tct_error *err)
{
    size_t number = act->is.consent.transition;
    enum tct_status status = check_consent(inquiry, act, err);
    if (status != TCT_OK)
        return status;
    struct tally tally = case_tally(inquiry, number);
    status = count_in(inquiry, act, &tally, err);
    if (status != TCT_OK)
        return status;
    if (!make_room(inquiry))
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for a case");
    if (transition_met(&inquiry->procedure->transitions[number], &tally,
                       case_overdue(inquiry, number, act->at_ns)))
        make(inquiry, act, &tally);
    else
        inquiry->consents[inquiry->consent_count++] = act;
    return TCT_OK;
}
