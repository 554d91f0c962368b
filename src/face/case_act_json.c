/* Acts of a case as JSON. */
#include <math.h>

#include "case_parts.h"
#include "case_words.h"
#include "json_lines.h"
#include "names.h"

static json_t *party_json(const struct tct_case_told *told, int party)
{
    const char *id = party == TCT_NO_PARTY ? NULL : told->sector->parties[party].id;
    return id == NULL ? NULL : json_string(id);
}

static void put_text(json_t *object, const char *key, const char *text)
{
    if (text[0] != '\0')
        json_set(object, key, json_string(text));
}

static void put_digest(json_t *object, const unsigned char digest[TCT_DIGEST_BYTES])
{
    static const char DIGITS[] = "0123456789abcdef";
    char text[2 * TCT_DIGEST_BYTES];
    for (size_t i = 0; i < TCT_DIGEST_BYTES; i++) {
        text[2 * i] = DIGITS[digest[i] >> 4];
        text[2 * i + 1] = DIGITS[digest[i] & 15];
    }
    json_set(object, "sha256", json_stringn(text, sizeof(text)));
}

static void put_consent(json_t *object, const struct tct_case_told *told, const struct tct_act *act)
{
    const struct tct_procedure *procedure = told->inquiry->procedure;
    const struct tct_act_consent *consent = &act->is.consent;
    json_set(object, "transition", json_string(procedure->transitions[consent->transition].id));
    json_set(object, "from", json_string(procedure->steps[consent->from].id));
    put_text(object, "reason", consent->reason);
}

/* With who has it now. */
static void put_evidence(json_t *object, const struct tct_case_told *told,
                         const struct tct_act *act)
{
    const struct tct_act_evidence *evidence = &act->is.evidence;
    const struct tct_piece *piece = tct_custody_find(&told->inquiry->custody, evidence->digest);
    put_digest(object, evidence->digest);
    put_text(object, "what", evidence->what);
    json_set(object, "taken", json_time(evidence->taken_ns));
    put_text(object, "from", evidence->from);
    put_text(object, "why", evidence->why);
    json_set(object, "holder", json_string(piece->holder));
    json_set(object, "held_since", json_time(piece->since_ns));
    if (piece->given_to != NULL)
        json_set(object, "given_to", json_string(piece->given_to));
    json_set(object, "hands", json_integer((json_int_t)piece->hands));
}

static void put_handover(json_t *object, const struct tct_act_handover *over)
{
    put_digest(object, over->digest);
    put_text(object, "from", over->from);
    put_text(object, "to", over->to);
    put_text(object, "why", over->why);
}

static void put_call(json_t *object, const struct tct_act_call *call)
{
    put_text(object, "from", call->from);
    put_text(object, "to", call->to);
    json_set(object, "called", json_time(call->called_ns));
    if (call->answered_ns != INT64_MAX)
        json_set(object, "answered", json_time(call->answered_ns));
    put_text(object, "text", call->text);
}

static void put_access(json_t *object, const struct tct_case_told *told,
                       const struct tct_act_access *access)
{
    json_set(object, "access", json_string(ACCESS_NAMES[access->access]));
    json_set(object, "of", party_json(told, access->party));
    put_text(object, "place", access->place);
    put_text(object, "reason", access->reason);
    json_set(object, "duration_s", json_decimals(access->duration_s, 3));
}

static void put_note(json_t *object, const struct tct_act_note *note)
{
    json_set(object, "note", json_string(NOTE_NAMES[note->note]));
    json_set(object, "bearing_deg", json_decimals(note->bearing_rad / RAD_PER_DEG, 2));
    json_set(object, "size_m", json_decimals(note->size_m, 3));
    put_text(object, "text", note->text);
}

static void put_finding(json_t *object, const struct tct_case_told *told, const struct tct_act *act)
{
    const struct tct_finding *finding = &act->is.finding;
    json_set(object, "published", json_boolean(tct_case_published(told->inquiry, act)));
    json_set(object, "what", json_string(HAPPENED_NAMES[finding->happened]));
    json_set(object, "who",
             finding->side == TCT_NO_PARTY ? json_string("undetermined")
                                           : party_json(told, finding->side));
    json_set(object, "sure", json_string(SURENESS_NAMES[finding->sureness]));
    for (int part = 0; part < TCT_FINDING_PART_COUNT; part++)
        put_text(object, FINDING_PART_NAMES[part], finding->text[part]);
}

static void put_remedy(json_t *object, const struct tct_case_told *told,
                       const struct tct_act_remedy *remedy)
{
    put_text(object, "remedy", remedy->id);
    json_set(object, "of", party_json(told, remedy->party));
    json_set(object, "by_when", json_time(remedy->by_ns));
    put_text(object, "text", remedy->text);
}

static void put_follow_up(json_t *object, const struct tct_act_follow_up *follow_up)
{
    put_text(object, "remedy", follow_up->remedy);
    json_set(object, "done", json_string(DONE_NAMES[follow_up->done]));
    put_text(object, "text", follow_up->text);
}

static void put_own(json_t *object, const struct tct_case_told *told, const struct tct_act *act)
{
    switch (act->kind) {
    case TCT_ACT_OPEN:
        put_text(object, "incident", act->is.open.incident);
        put_text(object, "about", act->is.open.about);
        break;
    case TCT_ACT_CONSENT:
        put_consent(object, told, act);
        break;
    case TCT_ACT_STATEMENT:
        json_set(object, "stance", json_string(STANCE_NAMES[act->is.statement.stance]));
        put_text(object, "text", act->is.statement.text);
        break;
    case TCT_ACT_EVIDENCE:
        put_evidence(object, told, act);
        break;
    case TCT_ACT_HANDOVER:
        put_handover(object, &act->is.handover);
        break;
    case TCT_ACT_CALL:
        put_call(object, &act->is.call);
        break;
    case TCT_ACT_ACCESS:
        put_access(object, told, &act->is.access);
        break;
    case TCT_ACT_INTERVIEW:
        put_digest(object, act->is.interview.digest);
        put_text(object, "with", act->is.interview.with);
        break;
    case TCT_ACT_NOTE:
        put_note(object, &act->is.note);
        break;
    case TCT_ACT_FINDING:
        put_finding(object, told, act);
        break;
    case TCT_ACT_REMEDY:
        put_remedy(object, told, &act->is.remedy);
        break;
    case TCT_ACT_FOLLOW_UP:
        put_follow_up(object, &act->is.follow_up);
        break;
    case TCT_ACT_LINK:
        put_text(object, "other", act->is.link.other);
        json_set(object, "link", json_string(LINK_NAMES[act->is.link.link]));
        break;
    case TCT_ACT_KIND_COUNT:
        break;
    }
}

json_t *case_act_json(const struct tct_case_told *told, size_t index)
{
    const struct tct_act *act = told->inquiry->acts[index];
    json_t *object = json_object();
    json_set(object, "act", json_string(tct_act_name(act->kind)));
    json_set(object, "at", json_time(act->at_ns));
    json_set(object, "by", json_string(act->by.person));
    json_set(object, "role", json_string(told->inquiry->procedure->roles[act->by.role].name));
    json_set(object, "party", party_json(told, act->by.party));
    put_own(object, told, act);
    return object;
}
