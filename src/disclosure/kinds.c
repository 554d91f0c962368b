/* Every member of every kind of object that leaves, and what it is. */
#include <string.h>

#include "tacet/disclosure/view.h"

#define ROW(path, field, shape)                                                                    \
    {                                                                                              \
        path, TCT_FIELD_##field, TCT_SHAPE_##shape                                                 \
    }

static const struct tct_member EVENT[] = {
    ROW("kind", OPEN, WHOLE),
    ROW("id", OPEN, WHOLE),
    ROW("status", OPEN, WHOLE),
    ROW("reason", OPEN, WHOLE),
    ROW("revision", OPEN, WHOLE),
    ROW("time", TIME, TIME),
    ROW("time_sigma_s", TIME, WHOLE),
    ROW("x_m", PLACE, HERE),
    ROW("y_m", PLACE, HERE),
    ROW("lon", PLACE, HERE),
    ROW("lat", PLACE, HERE),
    ROW("z_m", PLACE, WHOLE),
    ROW("height_m", PLACE, WHOLE),
    ROW("covariance_m2", PLACE, WHOLE),
    ROW("ellipse95", PLACE, WHOLE),
    ROW("region95", PLACE, WHOLE),
    ROW("azimuth_deg", SENSOR, WHOLE), /* from a station: it would tell where that stands */
    ROW("azimuth_sigma_deg", SENSOR, WHOLE),
    ROW("class", KIND, PLAIN),
    ROW("side", SIDE, PLAIN),
    ROW("arrivals", SENSOR, WHOLE),
    ROW("quality", SENSOR, WHOLE),
    ROW("warnings", SENSOR, WHOLE),
};

static const struct tct_member INCIDENT[] = {
    ROW("kind", OPEN, WHOLE),
    ROW("id", OPEN, WHOLE),
    ROW("revision", OPEN, WHOLE),
    ROW("activity", OPEN, WHOLE),
    ROW("late_notices", REPORT, WHOLE),
    ROW("status", SIDE, PLAIN),
    ROW("from", TIME, TIME),
    ROW("until", TIME, TIME),
    ROW("place", PLACE, PLACE),
    ROW("zones", AREA, WHOLE),
    ROW("zones_in_reach", AREA, WHOLE),
    ROW("count", KIND, PLAIN),
    ROW("counts", KIND, PLAIN),
    ROW("class", KIND, PLAIN),
    ROW("shots_by_side", SIDE, PLAIN),
    ROW("exchange_p", SIDE, PLAIN),
    ROW("opened_fire", SIDE, PLAIN),
    ROW("reports", REPORT, WHOLE),
    ROW("engagements", KIND, LIST),
    ROW("engagements.from", TIME, TIME),
    ROW("engagements.until", TIME, TIME),
    ROW("engagements.shots", KIND, PLAIN),
    ROW("engagements.bursts", KIND, PLAIN),
    ROW("engagements.side", SIDE, PLAIN),
    ROW("engagements.class", KIND, PLAIN),
    ROW("engagements.place", PLACE, PLACE),
    ROW("engagements.events", SENSOR, WHOLE),
};

/* ---- Cases --------------------------------------------------------------------------------------
 */

/* Clocks and steps are of the procedure: both sides must know what is asked of them. */
static const struct tct_member CASE[] = {
    ROW("kind", OPEN, WHOLE),     ROW("id", OPEN, WHOLE),       ROW("opened", OPEN, WHOLE),
    ROW("incident", OPEN, WHOLE), ROW("about", REPORT, WHOLE),  ROW("step", OPEN, WHOLE),
    ROW("since", OPEN, WHOLE),    ROW("due", OPEN, WHOLE),      ROW("overdue", OPEN, WHOLE),
    ROW("session", OPEN, WHOLE),  ROW("released", OPEN, WHOLE), ROW("found", OPEN, WHOLE),
    ROW("reminded", OPEN, WHOLE), ROW("wanting", OPEN, WHOLE),  ROW("history", OPEN, WHOLE),
};

/* An act is shown as its author's party's own paper. */
#define ACT_ROWS                                                                                   \
    ROW("act", OPEN, WHOLE), ROW("at", OPEN, WHOLE), ROW("role", OPEN, WHOLE),                     \
        ROW("party", OPEN, WHOLE), ROW("by", PERSON, WHOLE)

static const struct tct_member ACT_OPEN[] = {
    ACT_ROWS,
    ROW("incident", OPEN, WHOLE),
    ROW("about", REPORT, WHOLE),
};
static const struct tct_member ACT_CONSENT[] = {
    ACT_ROWS,
    ROW("transition", OPEN, WHOLE),
    ROW("from", OPEN, WHOLE),
    ROW("reason", STATEMENT, WHOLE),
};
static const struct tct_member ACT_STATEMENT[] = {
    ACT_ROWS,
    ROW("stance", OPEN, WHOLE),
    ROW("text", STATEMENT, WHOLE),
};
static const struct tct_member ACT_EVIDENCE[] = {
    ACT_ROWS,
    ROW("sha256", EVIDENCE, WHOLE),
    ROW("what", EVIDENCE, WHOLE),
    ROW("taken", EVIDENCE, WHOLE),
    ROW("why", EVIDENCE, WHOLE),
    ROW("held_since", EVIDENCE, WHOLE),
    ROW("hands", EVIDENCE, WHOLE),
    ROW("from", PERSON, WHOLE),
    ROW("holder", PERSON, WHOLE),
    ROW("given_to", PERSON, WHOLE),
};
static const struct tct_member ACT_HANDOVER[] = {
    ACT_ROWS,
    ROW("sha256", EVIDENCE, WHOLE),
    ROW("why", EVIDENCE, WHOLE),
    ROW("from", PERSON, WHOLE),
    ROW("to", PERSON, WHOLE),
};
static const struct tct_member ACT_CALL[] = {
    ACT_ROWS,
    ROW("called", OPEN, WHOLE),
    ROW("answered", OPEN, WHOLE),
    ROW("text", EVIDENCE, WHOLE),
    ROW("from", PERSON, WHOLE),
    ROW("to", PERSON, WHOLE),
};
static const struct tct_member ACT_ACCESS[] = {
    ACT_ROWS,
    ROW("access", OPEN, WHOLE),
    ROW("of", OPEN, WHOLE),
    ROW("duration_s", OPEN, WHOLE),
    ROW("reason", STATEMENT, WHOLE),
    ROW("place", PLACE, WHOLE),
};
/* That somebody spoke, and when, could be enough to find who. */
static const struct tct_member ACT_INTERVIEW[] = {
    ROW("act", INTERVIEW, WHOLE), ROW("at", INTERVIEW, WHOLE),     ROW("role", INTERVIEW, WHOLE),
    ROW("by", PERSON, WHOLE),     ROW("sha256", INTERVIEW, WHOLE), ROW("with", PERSON, WHOLE),
};
static const struct tct_member ACT_NOTE[] = {
    ACT_ROWS,
    ROW("note", EVIDENCE, WHOLE),
    ROW("bearing_deg", EVIDENCE, WHOLE), /* it leads to who fired */
    ROW("size_m", EVIDENCE, WHOLE),
    ROW("text", EVIDENCE, WHOLE),
};
static const struct tct_member ACT_FINDING[] = {
    ACT_ROWS,
    ROW("published", OPEN, WHOLE),
    ROW("what", FINDING, WHOLE),
    ROW("who", FINDING, WHOLE),
    ROW("sure", FINDING, WHOLE),
    ROW("what_text", FINDING, WHOLE),
    ROW("who_text", FINDING, WHOLE),
    ROW("sure_text", FINDING, WHOLE),
};
/* A finding that was not published. */
static const struct tct_member ACT_DRAFT[] = {
    ACT_ROWS,
    ROW("published", OPEN, WHOLE),
    ROW("what", EVIDENCE, WHOLE),
    ROW("who", EVIDENCE, WHOLE),
    ROW("sure", EVIDENCE, WHOLE),
    ROW("what_text", EVIDENCE, WHOLE),
    ROW("who_text", EVIDENCE, WHOLE),
    ROW("sure_text", EVIDENCE, WHOLE),
};
static const struct tct_member ACT_REMEDY[] = {
    ACT_ROWS,
    ROW("remedy", FINDING, WHOLE),
    ROW("of", FINDING, WHOLE),
    ROW("by_when", FINDING, WHOLE),
    ROW("text", FINDING, WHOLE),
};
static const struct tct_member ACT_FOLLOW_UP[] = {
    ACT_ROWS,
    ROW("remedy", FINDING, WHOLE),
    ROW("done", FINDING, WHOLE),
    ROW("text", FINDING, WHOLE),
};
static const struct tct_member ACT_LINK[] = {
    ACT_ROWS,
    ROW("other", OPEN, WHOLE),
    ROW("link", OPEN, WHOLE),
};

/* ---- All of them --------------------------------------------------------------------------------
 */

static const struct tct_kind KINDS[] = {
    {"event", EVENT, TCT_COUNT(EVENT)},
    {"incident", INCIDENT, TCT_COUNT(INCIDENT)},
    {"case", CASE, TCT_COUNT(CASE)},
    {"act_open", ACT_OPEN, TCT_COUNT(ACT_OPEN)},
    {"act_consent", ACT_CONSENT, TCT_COUNT(ACT_CONSENT)},
    {"act_statement", ACT_STATEMENT, TCT_COUNT(ACT_STATEMENT)},
    {"act_evidence", ACT_EVIDENCE, TCT_COUNT(ACT_EVIDENCE)},
    {"act_handover", ACT_HANDOVER, TCT_COUNT(ACT_HANDOVER)},
    {"act_call", ACT_CALL, TCT_COUNT(ACT_CALL)},
    {"act_access", ACT_ACCESS, TCT_COUNT(ACT_ACCESS)},
    {"act_interview", ACT_INTERVIEW, TCT_COUNT(ACT_INTERVIEW)},
    {"act_note", ACT_NOTE, TCT_COUNT(ACT_NOTE)},
    {"act_finding", ACT_FINDING, TCT_COUNT(ACT_FINDING)},
    {"act_draft", ACT_DRAFT, TCT_COUNT(ACT_DRAFT)},
    {"act_remedy", ACT_REMEDY, TCT_COUNT(ACT_REMEDY)},
    {"act_follow_up", ACT_FOLLOW_UP, TCT_COUNT(ACT_FOLLOW_UP)},
    {"act_link", ACT_LINK, TCT_COUNT(ACT_LINK)},
};

const struct tct_kind *tct_kinds(size_t *ret_count)
{
    *ret_count = TCT_COUNT(KINDS);
    return KINDS;
}

const struct tct_kind *tct_kind_named(const char *name)
{
    for (size_t i = 0; i < TCT_COUNT(KINDS); i++)
        if (strcmp(KINDS[i].name, name) == 0)
            return &KINDS[i];
    return NULL;
}
