/* Acts of cases, read from JSON: strictly, so that a slip is told to who made it. */
#include "tacet/face/act_file.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "case_words.h"
#include "names.h"
#include "statement_parts.h"
#include "text.h"

enum { NAME_CHARS = 64, LINE_CHARS = 200, KEYS_MAX = 16 };

static const double LONGEST_S = 366.0 * 86400.0;

/* One act that is being read. */
struct reading {
    struct members in;
    const struct tct_procedure *procedure;
    const struct tct_sector *sector;
    struct tct_arena *arena;
    struct tct_act *act;
};

/* ---- Members ------------------------------------------------------------------------------------
 */

/* Every act has these; what else it has is its kind's own. */
static void known(struct reading *r, const char *const *own, size_t count)
{
    static const char *const ALL[] = {"kind", "act", "case"};
    const char *keys[KEYS_MAX];
    size_t first = TCT_COUNT(ALL);
    TCT_ASSERT(first + count <= KEYS_MAX);
    memcpy(keys, ALL, sizeof(ALL));
    memcpy(keys + first, own, count * sizeof(*own));
    members_known(&r->in, keys, first + count);
}

/* A text into the arena; "" where it is not there. */
static const char *text_of(struct reading *r, const char *key, size_t chars)
{
    const char *text = NULL;
    if (!members_text(&r->in, key, chars, &text))
        return "";
    char *copy = text_copy(r->arena, text, strlen(text));
    if (copy == NULL)
        r->in.status = tct_fail(r->in.err, TCT_ERR_MEMORY, "out of memory for acts");
    return copy == NULL ? "" : copy;
}

static const char *need_text(struct reading *r, const char *key, size_t chars, const char *expected)
{
    const char *text = text_of(r, key, chars);
    if (text[0] == '\0')
        members_fail(&r->in, key, NULL, expected);
    return text;
}

static size_t need_word(struct reading *r, const char *key, const char *const *words, size_t count)
{
    size_t index = 0;
    char expected[200];
    if (!members_has(&r->in, key)) {
        text_join(words, count, expected, sizeof(expected));
        members_fail(&r->in, key, NULL, expected);
    }
    (void)members_word(&r->in, key, words, count, &index);
    return index;
}

static int party_of(struct reading *r, const char *key)
{
    size_t party = 0;
    return statement_party(&r->in, r->sector, key, &party) ? (int)party : TCT_NO_PARTY;
}

static int64_t need_time(struct reading *r, const char *key, const char *expected)
{
    int64_t time_ns = 0;
    if (!members_time(&r->in, key, &time_ns, NULL))
        members_fail(&r->in, key, NULL, expected);
    return time_ns;
}

/* Half a byte, or 16. */
static unsigned hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 16;
}

static void need_digest(struct reading *r, unsigned char ret[TCT_DIGEST_BYTES])
{
    static const char KEY[] = "sha256";
    const char *text = json_string_value(json_object_get(r->in.object, KEY));
    bool right = text != NULL && strlen(text) == 2 * TCT_DIGEST_BYTES;
    for (size_t i = 0; i < TCT_DIGEST_BYTES && right; i++) {
        unsigned high = hex_digit(text[2 * i]), low = hex_digit(text[2 * i + 1]);
        right = high < 16 && low < 16;
        ret[i] = (unsigned char)((high << 4 | low) & 0xff);
    }
    if (!right)
        members_fail(&r->in, KEY, NULL, "64 small hexadecimal digits");
}

/* ---- Kinds of acts ------------------------------------------------------------------------------
 */

#define KNOWN(r, ...)                                                                              \
    do {                                                                                           \
        static const char *const OWN[] = {__VA_ARGS__};                                            \
        known((r), OWN, TCT_COUNT(OWN));                                                           \
    } while (0)

static void read_open(struct reading *r)
{
    KNOWN(r, "incident", "about");
    r->act->is.open = (struct tct_act_open){
        .incident = text_of(r, "incident", NAME_CHARS),
        .about = need_text(r, "about", TCT_STATEMENT_TEXT_CHARS, "what the case is about"),
    };
}

static void read_consent(struct reading *r)
{
    const char *transitions[TCT_TRANSITIONS_MAX], *steps[TCT_STEPS_MAX];
    const struct tct_procedure *procedure = r->procedure;
    for (size_t i = 0; i < procedure->transition_count; i++)
        transitions[i] = procedure->transitions[i].id;
    for (size_t i = 0; i < procedure->step_count; i++)
        steps[i] = procedure->steps[i].id;
    KNOWN(r, "transition", "from", "reason");
    r->act->is.consent = (struct tct_act_consent){
        .transition = need_word(r, "transition", transitions, procedure->transition_count),
        .from = need_word(r, "from", steps, procedure->step_count),
        .reason = text_of(r, "reason", TCT_STATEMENT_TEXT_CHARS),
    };
}

static void read_statement(struct reading *r)
{
    KNOWN(r, "stance", "text");
    r->act->is.statement = (struct tct_act_statement){
        .stance = (enum tct_stance)need_word(r, "stance", STANCE_NAMES, TCT_STANCE_COUNT),
        .text = need_text(r, "text", TCT_STATEMENT_TEXT_CHARS, "what is said"),
    };
}

static void read_evidence(struct reading *r)
{
    KNOWN(r, "sha256", "what", "taken", "from", "why");
    struct tct_act_evidence *evidence = &r->act->is.evidence;
    *evidence = (struct tct_act_evidence){
        .what = need_text(r, "what", LINE_CHARS, "what it is"),
        .taken_ns = need_time(r, "taken", "when it was taken"),
        .from = text_of(r, "from", NAME_CHARS),
        .why = need_text(r, "why", LINE_CHARS, "why it is taken in"),
    };
    need_digest(r, evidence->digest);
}

static void read_handover(struct reading *r)
{
    KNOWN(r, "sha256", "from", "to", "why");
    struct tct_act_handover *over = &r->act->is.handover;
    *over = (struct tct_act_handover){
        .from = need_text(r, "from", NAME_CHARS, "who gives it"),
        .to = need_text(r, "to", NAME_CHARS, "who receives it"),
        .why = need_text(r, "why", LINE_CHARS, "why it is handed over"),
    };
    need_digest(r, over->digest);
}

static void read_call(struct reading *r)
{
    KNOWN(r, "from", "to", "called", "answered", "text");
    struct tct_act_call *call = &r->act->is.call;
    *call = (struct tct_act_call){
        .from = need_text(r, "from", NAME_CHARS, "who called"),
        .to = need_text(r, "to", NAME_CHARS, "who was called"),
        .called_ns = need_time(r, "called", "when it was called"),
        .answered_ns = INT64_MAX,
        .text = text_of(r, "text", TCT_STATEMENT_TEXT_CHARS),
    };
    (void)members_time(&r->in, "answered", &call->answered_ns, NULL);
}

static void read_access(struct reading *r)
{
    KNOWN(r, "access", "party", "place", "reason", "duration_s");
    struct tct_act_access *access = &r->act->is.access;
    *access = (struct tct_act_access){
        .access = (enum tct_access)need_word(r, "access", ACCESS_NAMES, TCT_ACCESS_COUNT),
        .party = party_of(r, "party"),
        .place = need_text(r, "place", LINE_CHARS, "where to"),
        .reason = text_of(r, "reason", TCT_STATEMENT_TEXT_CHARS),
        .duration_s = (double)NAN,
    };
    (void)members_number(&r->in, "duration_s", 0.0, LONGEST_S, &access->duration_s);
}

static void read_interview(struct reading *r)
{
    KNOWN(r, "sha256", "with");
    r->act->is.interview = (struct tct_act_interview){
        .with = need_text(r, "with", NAME_CHARS, "with whom, as a number or another sign"),
    };
    need_digest(r, r->act->is.interview.digest);
}

static void read_note(struct reading *r)
{
    KNOWN(r, "note", "bearing_deg", "size_m", "text");
    struct tct_act_note *note = &r->act->is.note;
    double bearing_deg = NAN;
    *note = (struct tct_act_note){
        .note = (enum tct_site_note)need_word(r, "note", NOTE_NAMES, TCT_NOTE_COUNT),
        .bearing_rad = (double)NAN,
        .size_m = (double)NAN,
        .text = need_text(r, "text", TCT_STATEMENT_TEXT_CHARS, "what is to be seen"),
    };
    if (members_number(&r->in, "bearing_deg", 0.0, 360.0, &bearing_deg))
        note->bearing_rad = within_turn(bearing_deg * RAD_PER_DEG);
    (void)members_number(&r->in, "size_m", 0.001, 1000.0, &note->size_m);
}

static void read_finding(struct reading *r)
{
    KNOWN(r, "what", "who", "sure", "what_text", "who_text", "sure_text");
    struct tct_finding *finding = &r->act->is.finding;
    *finding = (struct tct_finding){
        .happened = (enum tct_happened)need_word(r, "what", HAPPENED_NAMES, TCT_HAPPENED_COUNT),
        .side = TCT_NO_PARTY,
        .sureness = (enum tct_sureness)need_word(r, "sure", SURENESS_NAMES, TCT_SURENESS_COUNT),
    };
    const char *who = json_string_value(json_object_get(r->in.object, "who"));
    if (who == NULL)
        members_fail(&r->in, "who", NULL, "a party, or \"undetermined\"");
    else if (strcmp(who, "undetermined") != 0)
        finding->side = party_of(r, "who");
    for (int part = 0; part < TCT_FINDING_PART_COUNT; part++)
        finding->text[part] =
            need_text(r, FINDING_PART_NAMES[part], TCT_STATEMENT_TEXT_CHARS, "what it rests on");
}

static void read_remedy(struct reading *r)
{
    KNOWN(r, "remedy", "party", "by", "text");
    r->act->is.remedy = (struct tct_act_remedy){
        .id = need_text(r, "remedy", NAME_CHARS, "a name for it"),
        .party = party_of(r, "party"),
        .by_ns = need_time(r, "by", "by when"),
        .text = need_text(r, "text", TCT_STATEMENT_TEXT_CHARS, "what is asked for"),
    };
}

static void read_follow_up(struct reading *r)
{
    KNOWN(r, "remedy", "done", "text");
    r->act->is.follow_up = (struct tct_act_follow_up){
        .remedy = need_text(r, "remedy", NAME_CHARS, "its name"),
        .done = (enum tct_done)need_word(r, "done", DONE_NAMES, TCT_DONE_COUNT),
        .text = text_of(r, "text", TCT_STATEMENT_TEXT_CHARS),
    };
}

static void read_link(struct reading *r)
{
    KNOWN(r, "other", "link");
    char other[TCT_STATEMENT_ID_BYTES] = "";
    statement_id(&r->in, "other", other);
    r->act->is.link = (struct tct_act_link){
        .other = need_text(r, "other", NAME_CHARS, "the id of a case"),
        .link = (enum tct_link)need_word(r, "link", LINK_NAMES, TCT_LINK_COUNT),
    };
}

/* ---- The whole ----------------------------------------------------------------------------------
 */

static void read_act(struct reading *r, struct tct_acted *ret)
{
    static void (*const READ[TCT_ACT_KIND_COUNT])(struct reading * r) = {
        [TCT_ACT_OPEN] = read_open,           [TCT_ACT_CONSENT] = read_consent,
        [TCT_ACT_STATEMENT] = read_statement, [TCT_ACT_EVIDENCE] = read_evidence,
        [TCT_ACT_HANDOVER] = read_handover,   [TCT_ACT_CALL] = read_call,
        [TCT_ACT_ACCESS] = read_access,       [TCT_ACT_INTERVIEW] = read_interview,
        [TCT_ACT_NOTE] = read_note,           [TCT_ACT_FINDING] = read_finding,
        [TCT_ACT_REMEDY] = read_remedy,       [TCT_ACT_FOLLOW_UP] = read_follow_up,
        [TCT_ACT_LINK] = read_link,
    };
    static const char *const KINDS[] = {"case"};
    const char *names[TCT_ACT_KIND_COUNT];
    for (int kind = 0; kind < TCT_ACT_KIND_COUNT; kind++)
        names[kind] = tct_act_name((enum tct_act_kind)kind);
    (void)need_word(r, "kind", KINDS, TCT_COUNT(KINDS));
    r->act->kind = (enum tct_act_kind)need_word(r, "act", names, TCT_ACT_KIND_COUNT);
    if (r->in.status != TCT_OK)
        return;
    READ[r->act->kind](r);
    bool opens = r->act->kind == TCT_ACT_OPEN;
    statement_id(&r->in, "case", ret->inquiry);
    if (!opens && ret->inquiry[0] == '\0')
        members_fail(&r->in, "case", NULL, "the id of the case");
}

enum tct_status tct_act_read(const struct tct_procedure *procedure, const struct tct_sector *sector,
                             const char *text, size_t bytes, struct tct_arena *arena,
                             struct tct_acted *ret, struct tct_error *err)
{
    json_t *object = NULL;
    *ret = (struct tct_acted){.act = {.by = {.party = TCT_NO_PARTY, .revoked_ns = INT64_MAX}}};
    enum tct_status status = statement_object(text, bytes, &object, err);
    if (status != TCT_OK)
        return status;
    struct reading reading = {.in = {object, "", TCT_OK, err},
                              .procedure = procedure,
                              .sector = sector,
                              .arena = arena,
                              .act = &ret->act};
    read_act(&reading, ret);
    json_decref(object);
    return reading.in.status == TCT_OK && ret->inquiry[0] == '\0'
               ? statement_make_id(text, bytes, 'c', ret->inquiry, err)
               : reading.in.status;
}
