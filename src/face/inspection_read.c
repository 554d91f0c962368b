/* Inspections and reports of what was agreed, from JSON. */
#include <string.h>

#include "members.h"
#include "statement_parts.h"
#include "statement_place.h"
#include "tacet/face/agreement_file.h"

static const double RADIUS_M = 200.0, RADIUS_MOST_M = 50e3, LONGEST_S = 31.0 * 86400.0;

static const char *const MEMBERS[] = {
    "kind", "id",    "source", "party",    "no",         "of",     "by",      "seen",
    "from", "until", "place",  "radius_m", "calibre_mm", "sees_p", "false_p", "text"};

static void take_source(struct members *in, const struct tct_sector *sector,
                        struct tct_inspection *ret)
{
    static const char *const SOURCES[] = {"joint", "mission", "party", "public"};
    static const enum tct_source KINDS[] = {TCT_SOURCE_JOINT, TCT_SOURCE_MISSION, TCT_SOURCE_LEFT,
                                            TCT_SOURCE_PUBLIC};
    size_t source = 0, party = 0;
    if (!members_word(in, "source", SOURCES, TCT_COUNT(SOURCES), &source))
        members_fail(in, "source", NULL, "joint, mission, party or public");
    ret->source = KINDS[source];
    bool named = statement_party(in, sector, "party", &party);
    if ((ret->source == TCT_SOURCE_LEFT) != named)
        members_fail(in, "party", NULL, "a party's id with the source party, and with no other");
    if (named && party == 1)
        ret->source = TCT_SOURCE_RIGHT;
    tct_inspection_default(ret->source, &ret->sees_p, &ret->false_p);
    /* How far a side or the public is trusted is not for them to say. */
    bool trusted = ret->source == TCT_SOURCE_JOINT || ret->source == TCT_SOURCE_MISSION;
    if (!trusted && (members_has(in, "sees_p") || members_has(in, "false_p")))
        members_fail(in, members_has(in, "sees_p") ? "sees_p" : "false_p", NULL,
                     "it of joint and of the mission's inspections alone");
    (void)members_number(in, "sees_p", 0.01, 0.999, &ret->sees_p);
    (void)members_number(in, "false_p", 0.0001, 0.99, &ret->false_p);
    if (ret->sees_p <= ret->false_p)
        members_fail(in, "sees_p", NULL, "more than false_p");
}

static void take_what(struct members *in, const struct tct_sector *sector,
                      struct tct_inspection *ret)
{
    size_t matter = 0, arm = 0, by = 0;
    if (!members_word(in, "no", TCT_MATTER_NAMES, TCT_MATTER_COUNT, &matter))
        members_fail(in, "no", NULL, "what was looked for: fire, weapons, flights, ...");
    (void)members_word(in, "of", TCT_ARM_NAMES, TCT_ARM_COUNT, &arm);
    (void)members_number(in, "calibre_mm", 1.0, 1000.0, &ret->calibre_mm);
    if (ret->calibre_mm > 0.0 && !tct_calibre_is_known(ret->calibre_mm))
        members_fail(in, "calibre_mm", NULL, "a calibre that weapons have");
    if (!members_has(in, "seen") || !members_truth(in, "seen", &ret->seen))
        members_fail(in, "seen", NULL, "true or false");
    ret->matter = (enum tct_matter)matter;
    ret->arm = (enum tct_arm)arm;
    ret->by = TCT_SIDE_UNDETERMINED;
    if (statement_party(in, sector, "by", &by))
        ret->by = by == 0 ? TCT_SIDE_LEFT : TCT_SIDE_RIGHT;
}

static void take_where_and_when(struct members *in, const struct tct_sector *sector,
                                struct tct_inspection *ret)
{
    double sigma_m = 0.0;
    ret->radius_m = RADIUS_M;
    if (!statement_place(in, sector, "place", &ret->place, &sigma_m))
        members_fail(in, "place", NULL, "where it was");
    (void)members_number(in, "radius_m", 1.0, RADIUS_MOST_M, &ret->radius_m);
    if (!members_time(in, "from", &ret->from_ns, NULL))
        members_fail(in, "from", NULL, "when it began, as 2026-11-27T02:14Z");
    ret->until_ns = ret->from_ns;
    (void)members_time(in, "until", &ret->until_ns, NULL);
    if (ret->until_ns < ret->from_ns || tct_time_between_s(ret->from_ns, ret->until_ns) > LONGEST_S)
        members_fail(in, "until", NULL, "an end after the beginning, within 31 days of it");
}

enum tct_status tct_inspection_read(const struct tct_sector *sector, const char *text, size_t bytes,
                                    struct tct_inspection *ret, char ret_id[65],
                                    struct tct_error *err)
{
    static const char *const KINDS[] = {"inspection"};
    json_t *object = NULL;
    size_t kind = 0;
    *ret = (struct tct_inspection){0};
    enum tct_status status = statement_object(text, bytes, &object, err);
    if (status != TCT_OK)
        return status;
    struct members in = {object, "", TCT_OK, err};
    members_known(&in, MEMBERS, TCT_COUNT(MEMBERS));
    if (!members_word(&in, "kind", KINDS, TCT_COUNT(KINDS), &kind))
        members_fail(&in, "kind", NULL, "inspection");
    statement_id(&in, "id", ret_id);
    take_source(&in, sector, ret);
    take_what(&in, sector, ret);
    take_where_and_when(&in, sector, ret);
    (void)members_text(&in, "text", TCT_STATEMENT_TEXT_CHARS, NULL);
    json_decref(object);
    if (in.status == TCT_OK && ret_id[0] == '\0')
        return statement_make_id(text, bytes, 's', ret_id, err);
    return in.status;
}
