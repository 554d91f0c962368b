/* Acts: what each kind must say. */
#include "tacet/inquiry/act.h"

#include <math.h>
#include <string.h>

static const double LONGEST_S = 366.0 * 86400.0;

const char *tct_act_name(enum tct_act_kind kind)
{
    static const char *const NAMES[TCT_ACT_KIND_COUNT] = {
        [TCT_ACT_OPEN] = "open",           [TCT_ACT_CONSENT] = "consent",
        [TCT_ACT_STATEMENT] = "statement", [TCT_ACT_EVIDENCE] = "evidence",
        [TCT_ACT_HANDOVER] = "handover",   [TCT_ACT_CALL] = "call",
        [TCT_ACT_ACCESS] = "access",       [TCT_ACT_INTERVIEW] = "interview",
        [TCT_ACT_NOTE] = "note",           [TCT_ACT_FINDING] = "finding",
        [TCT_ACT_REMEDY] = "remedy",       [TCT_ACT_FOLLOW_UP] = "follow_up",
        [TCT_ACT_LINK] = "link",
    };
    return NAMES[kind];
}

static enum tct_status wrong(const struct tct_act *act, const char *what, const char *found,
                             const char *expected, struct tct_error *err)
{
    return tct_fail(err, TCT_ERR_INPUT, "%s, %s: found %s, expected %s", tct_act_name(act->kind),
                    what, found, expected);
}

/* A text that must be there. */
static enum tct_status need_text(const struct tct_act *act, const char *what, const char *text,
                                 struct tct_error *err)
{
    return text[0] != '\0' ? TCT_OK : wrong(act, what, "nothing", "a text", err);
}

static enum tct_status need_past(const struct tct_act *act, const char *what, int64_t time_ns,
                                 struct tct_error *err)
{
    return time_ns <= act->at_ns ? TCT_OK
                                 : wrong(act, what, "a time after the act", "one before it", err);
}

static bool is_party(int party)
{
    return party == 0 || party == 1;
}

static enum tct_status check_evidence(const struct tct_act *act, struct tct_error *err)
{
    const struct tct_act_evidence *evidence = &act->is.evidence;
    enum tct_status status = need_text(act, "what", evidence->what, err);
    if (status == TCT_OK)
        status = need_text(act, "why", evidence->why, err);
    return status == TCT_OK ? need_past(act, "taken", evidence->taken_ns, err) : status;
}

static enum tct_status check_handover(const struct tct_act *act, struct tct_error *err)
{
    const struct tct_act_handover *over = &act->is.handover;
    enum tct_status status = need_text(act, "from", over->from, err);
    if (status == TCT_OK)
        status = need_text(act, "to", over->to, err);
    if (status == TCT_OK)
        status = need_text(act, "why", over->why, err);
    if (status == TCT_OK && strcmp(over->from, over->to) == 0)
        return wrong(act, "to", "who gives it", "somebody else", err);
    if (status == TCT_OK && strcmp(act->by.person, over->from) != 0 &&
        strcmp(act->by.person, over->to) != 0)
        return wrong(act, "from", "an act of somebody else", "of who gives or receives it", err);
    return status;
}

static enum tct_status check_call(const struct tct_act *act, struct tct_error *err)
{
    const struct tct_act_call *call = &act->is.call;
    enum tct_status status = need_text(act, "from", call->from, err);
    if (status == TCT_OK)
        status = need_text(act, "to", call->to, err);
    if (status == TCT_OK)
        status = need_past(act, "called", call->called_ns, err);
    if (status != TCT_OK || call->answered_ns == INT64_MAX)
        return status;
    if (call->answered_ns < call->called_ns)
        return wrong(act, "answered", "a time before the call", "one after it", err);
    return need_past(act, "answered", call->answered_ns, err);
}

static enum tct_status check_access(const struct tct_act *act, struct tct_error *err)
{
    const struct tct_act_access *access = &act->is.access;
    bool denied = access->access == TCT_ACCESS_REFUSED || access->access == TCT_ACCESS_DELAYED;
    if (access->access >= TCT_ACCESS_COUNT)
        return wrong(act, "access", "another word", "asked, granted, refused or delayed", err);
    if (!is_party(access->party))
        return wrong(act, "party", "none", "whose ground it is", err);
    if (!isnan(access->duration_s) &&
        !(access->duration_s >= 0.0 && access->duration_s <= LONGEST_S))
        return wrong(act, "duration", "none that can be", "0 s to a year", err);
    enum tct_status status = need_text(act, "place", access->place, err);
    return status == TCT_OK && denied ? need_text(act, "reason", access->reason, err) : status;
}

static enum tct_status check_note(const struct tct_act *act, struct tct_error *err)
{
    const struct tct_act_note *note = &act->is.note;
    if (note->note >= TCT_NOTE_COUNT)
        return wrong(act, "note", "another word", "crater, impact or other", err);
    if (!isnan(note->bearing_rad) && !(note->bearing_rad >= 0.0 && note->bearing_rad < 2.0 * M_PI))
        return wrong(act, "bearing", "none that can be", "0 to a whole turn", err);
    if (!isnan(note->size_m) && !(note->size_m > 0.0 && note->size_m <= 1000.0))
        return wrong(act, "size", "none that can be", "more than 0 m, at most 1000 m", err);
    return need_text(act, "text", note->text, err);
}

static enum tct_status check_finding(const struct tct_act *act, struct tct_error *err)
{
    static const char *const PARTS[TCT_FINDING_PART_COUNT] = {"what", "who", "how sure"};
    const struct tct_finding *finding = &act->is.finding;
    enum tct_status status = TCT_OK;
    if (finding->happened >= TCT_HAPPENED_COUNT || finding->sureness >= TCT_SURENESS_COUNT)
        return wrong(act, "grade", "another word", "one of those there are", err);
    if (!is_party(finding->side) && finding->side != TCT_NO_PARTY)
        return wrong(act, "side", "none", "a party, or that it is undetermined", err);
    for (int part = 0; part < TCT_FINDING_PART_COUNT && status == TCT_OK; part++)
        status = need_text(act, PARTS[part], finding->text[part], err);
    return status;
}

static enum tct_status check_remedy(const struct tct_act *act, struct tct_error *err)
{
    const struct tct_act_remedy *remedy = &act->is.remedy;
    enum tct_status status = need_text(act, "id", remedy->id, err);
    if (status == TCT_OK)
        status = need_text(act, "text", remedy->text, err);
    if (status == TCT_OK && !is_party(remedy->party) && remedy->party != TCT_NO_PARTY)
        return wrong(act, "party", "none", "of whom it is asked", err);
    if (status == TCT_OK && remedy->by_ns <= act->at_ns)
        return wrong(act, "by", "a deadline in the past", "one after the act", err);
    return status;
}

static enum tct_status check_follow_up(const struct tct_act *act, struct tct_error *err)
{
    const struct tct_act_follow_up *follow_up = &act->is.follow_up;
    if (follow_up->done >= TCT_DONE_COUNT)
        return wrong(act, "done", "another word", "not, partly or fully", err);
    return need_text(act, "remedy", follow_up->remedy, err);
}

static enum tct_status check_link(const struct tct_act *act, struct tct_error *err)
{
    if (act->is.link.link >= TCT_LINK_COUNT)
        return wrong(act, "link", "another word", "same, answer, continues or related", err);
    return need_text(act, "other", act->is.link.other, err);
}

static enum tct_status check_statement(const struct tct_act *act, struct tct_error *err)
{
    if (act->is.statement.stance >= TCT_STANCE_COUNT)
        return wrong(act, "stance", "another word", "position or dissent", err);
    return need_text(act, "text", act->is.statement.text, err);
}

enum tct_status tct_act_check(const struct tct_act *act, struct tct_error *err)
{
    if (act->kind >= TCT_ACT_KIND_COUNT)
        return tct_fail(err, TCT_ERR_INPUT, "found an act of no kind that there is");
    enum tct_status status = need_text(act, "person", act->by.person, err);
    if (status != TCT_OK)
        return status;
    switch (act->kind) {
    case TCT_ACT_OPEN:
        return need_text(act, "about", act->is.open.about, err);
    case TCT_ACT_STATEMENT:
        return check_statement(act, err);
    case TCT_ACT_EVIDENCE:
        return check_evidence(act, err);
    case TCT_ACT_HANDOVER:
        return check_handover(act, err);
    case TCT_ACT_CALL:
        return check_call(act, err);
    case TCT_ACT_ACCESS:
        return check_access(act, err);
    case TCT_ACT_INTERVIEW:
        return need_text(act, "with", act->is.interview.with, err);
    case TCT_ACT_NOTE:
        return check_note(act, err);
    case TCT_ACT_FINDING:
        return check_finding(act, err);
    case TCT_ACT_REMEDY:
        return check_remedy(act, err);
    case TCT_ACT_FOLLOW_UP:
        return check_follow_up(act, err);
    case TCT_ACT_LINK:
        return check_link(act, err);
    case TCT_ACT_CONSENT:
    case TCT_ACT_KIND_COUNT:
        break;
    }
    return TCT_OK;
}
