/* What people say, read from JSON: strictly, so that a slip is told to who made it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "members.h"
#include "names.h"
#include "statement_parts.h"
#include "statement_place.h"
#include "tacet/face/statement_file.h"

enum { WORD_CHARS = 64, LINE_CHARS = 200 };

static const double YEARS_S = 5.0 * 366.0 * 86400.0;
static const double GRACE_S = 300.0; /* clocks differ */
static const double LONGEST_S = 7.0 * 86400.0, LONGEST_ACTIVITY_S = 31.0 * 86400.0;
static const double COUNT_MOST = 100000.0, FARTHEST_M = 50000.0;
static const double WATCH_SIGMA_S = 60.0; /* of a time that a person tells */

static const char *const KINDS[TCT_STATEMENT_KIND_COUNT] = {"report", "activity", "withdrawal"};
static const char LETTERS[TCT_STATEMENT_KIND_COUNT] = {'r', 'n', 'w'}; /* of their ids */

static void take_party(struct members *in, const struct tct_sector *sector, const char *key,
                       enum tct_side *ret)
{
    size_t index = 0;
    if (statement_party(in, sector, key, &index))
        *ret = index == 0 ? TCT_SIDE_LEFT : TCT_SIDE_RIGHT;
}

/* ---- Reports ---- */

static const char *const REPORT_MEMBERS[] = {
    "kind",         "id",          "about",
    "channel",      "party",       "accused",
    "received",     "time",        "until",
    "time_sigma_s", "observation", "direction",
    "means",        "count",       "observer",
    "bearing",      "bearing_deg", "bearing_sigma_deg",
    "distance_m",   "place",       "inside_disengagement_area",
    "weapon",       "calibre_mm",  "text",
    "witnesses",    "restriction", "reason",
    "duration_s",   "casualties",  "damage",
    "drone",        "corrects",
};

static void take_range(struct members *in, const json_t *count, struct tct_report *report)
{
    static const char *const KNOWN[] = {"exact", "about", "from", "to"};
    struct members parts = {count, "count.", in->status, in->err};
    double from = NAN, to = NAN;
    bool about = members_has(&parts, "about"), exact = members_has(&parts, "exact");
    bool range = members_has(&parts, "from") || members_has(&parts, "to");
    members_known(&parts, KNOWN, TCT_COUNT(KNOWN));
    if (exact + about + range != 1)
        members_fail(&parts, "exact", NULL, "one of exact, about, or from and to");
    report->counted = exact ? TCT_COUNTED_EXACT : about ? TCT_COUNTED_ABOUT : TCT_COUNTED_RANGE;
    if (!members_whole(&parts, exact ? "exact" : about ? "about" : "from", COUNT_MOST, &from))
        members_fail(&parts, "from", NULL, "the least number");
    to = from;
    if (range && !members_whole(&parts, "to", COUNT_MOST, &to))
        members_fail(&parts, "to", NULL, "the greatest number");
    if (from > to)
        members_fail(&parts, "to", NULL, "no less than from");
    report->count_low = from;
    report->count_high = to;
    in->status = parts.status;
}

static void take_count(struct members *in, struct tct_report *report)
{
    const json_t *count = json_object_get(in->object, "count");
    report->count_low = report->count_high = (double)NAN;
    if (!members_has(in, "count"))
        return;
    if (json_is_string(count) && strcmp(json_string_value(count), "uncountable") == 0)
        report->counted = TCT_COUNTED_UNCOUNTABLE;
    else if (json_is_object(count))
        take_range(in, count, report);
    else
        members_fail(in, "count", NULL,
                     "{\"exact\": 12}, {\"about\": 12}, {\"from\": 10, \"to\": 20} or "
                     "\"uncountable\"");
}

/* From true north in the file to the plane's y axis. */
static void take_bearing(struct members *in, const struct tct_sector *sector,
                         struct tct_sight *sight)
{
    size_t point = 0;
    double deg = NAN, sigma_deg = 3.0; /* of a compass in the hand */
    if (members_has(in, "bearing") &&
        (members_has(in, "bearing_deg") || members_has(in, "bearing_sigma_deg")))
        members_fail(in, "bearing", NULL, "it without bearing_deg");
    if (members_word(in, "bearing", TCT_POINT_NAMES, TCT_COUNT(TCT_POINT_NAMES), &point)) {
        sight->bearing_rad = (double)point * M_PI / 8.0;
        sight->bearing_half_rad = M_PI / 16.0;
    } else if (members_number(in, "bearing_deg", 0.0, 360.0, &deg)) {
        (void)members_number(in, "bearing_sigma_deg", 0.1, 90.0, &sigma_deg);
        sight->bearing_rad = deg * RAD_PER_DEG;
        sight->bearing_half_rad = sqrt(3.0) * sigma_deg * RAD_PER_DEG;
    } else {
        return;
    }
    sight->bearing_rad =
        within_turn(sight->bearing_rad + tct_frame_true_north_rad(sector->frame, sight->observer));
}

static void take_where(struct members *in, const struct tct_sector *sector,
                       struct tct_report *report)
{
    struct tct_sight *sight = &report->sight;
    sight->bearing_rad = sight->bearing_half_rad = sight->distance_m = (double)NAN;
    report->placed = statement_place(in, sector, "place", &report->place, &report->place_sigma_m);
    bool observer =
        statement_place(in, sector, "observer", &sight->observer, &sight->observer_sigma_m);
    take_bearing(in, sector, sight);
    (void)members_number(in, "distance_m", 1.0, FARTHEST_M, &sight->distance_m);
    report->sighted = observer && isfinite(sight->bearing_rad);
    if (isfinite(sight->bearing_rad) && !observer)
        members_fail(in, "observer", NULL, "from where the bearing was taken");
}

static void take_when(struct members *in, int64_t now_ns, struct tct_report *report)
{
    double written_s = 0.0, until_s = 0.0;
    report->received_ns = now_ns;
    (void)members_time(in, "received", &report->received_ns, NULL);
    if (!members_time(in, "time", &report->from_ns, &written_s))
        members_fail(in, "time", NULL, "when it happened, as 2026-11-27T02:14Z");
    report->until_ns = report->from_ns;
    (void)members_time(in, "until", &report->until_ns, &until_s);
    bool person = report->channel != TCT_CHANNEL_CAMERA;
    report->time_sigma_s = fmax(fmax(written_s, until_s), person ? WATCH_SIGMA_S : 1.0);
    (void)members_number(in, "time_sigma_s", 0.001, 86400.0, &report->time_sigma_s);
    if (in->status != TCT_OK)
        return;
    double lead_s = tct_time_between_s(report->received_ns, report->from_ns);
    if (tct_time_between_s(now_ns, report->received_ns) > GRACE_S)
        members_fail(in, "received", NULL, "a time that is not in the future");
    else if (lead_s > GRACE_S + 2.0 * written_s)
        members_fail(in, "time", NULL, "a time before it was received");
    else if (lead_s < -YEARS_S)
        members_fail(in, "time", NULL, "a time within five years of when it was received");
    else if (report->until_ns < report->from_ns ||
             tct_time_between_s(report->from_ns, report->until_ns) > LONGEST_S)
        members_fail(in, "until", NULL, "an end after the beginning, within a week of it");
}

/* The object under `key`, whose members are to be read; false when there is none. */
static bool open_part(struct members *in, const char *key, const char *within,
                      const char *const *known, size_t count, struct members *ret_part)
{
    *ret_part = (struct members){json_object_get(in->object, key), within, in->status, in->err};
    if (!members_has(in, key))
        return false;
    if (!json_is_object(ret_part->object)) {
        members_fail(in, key, NULL, "an object");
        return false;
    }
    members_known(ret_part, known, count);
    return true;
}

static void check_casualties(struct members *in)
{
    static const char *const KNOWN[] = {"killed", "injured", "civilian"};
    struct members part;
    double number = 0.0;
    bool truth = false;
    if (!open_part(in, "casualties", "casualties.", KNOWN, TCT_COUNT(KNOWN), &part))
        return;
    (void)members_whole(&part, "killed", COUNT_MOST, &number);
    (void)members_whole(&part, "injured", COUNT_MOST, &number);
    (void)members_truth(&part, "civilian", &truth);
    in->status = part.status;
}

static void check_drone(struct members *in)
{
    static const char *const KNOWN[] = {"interference", "lost", "model"};
    struct members part;
    bool truth = false;
    if (!open_part(in, "drone", "drone.", KNOWN, TCT_COUNT(KNOWN), &part))
        return;
    (void)members_text(&part, "interference", LINE_CHARS, NULL);
    (void)members_truth(&part, "lost", &truth);
    (void)members_text(&part, "model", LINE_CHARS, NULL);
    in->status = part.status;
}

/* What is kept and shown, and not compared with anything. */
static void check_rest(struct members *in)
{
    static const char *const RESTRICTIONS[] = {"denied", "delayed"};
    size_t word = 0;
    double number = 0.0;
    bool truth = false;
    (void)members_word(in, "restriction", RESTRICTIONS, TCT_COUNT(RESTRICTIONS), &word);
    (void)members_number(in, "duration_s", 0.0, 366.0 * 86400.0, &number);
    (void)members_number(in, "calibre_mm", 1.0, 1000.0, &number);
    (void)members_whole(in, "witnesses", COUNT_MOST, &number);
    (void)members_truth(in, "inside_disengagement_area", &truth);
    (void)members_text(in, "weapon", LINE_CHARS, NULL);
    (void)members_text(in, "reason", TCT_STATEMENT_TEXT_CHARS, NULL);
    (void)members_text(in, "damage", TCT_STATEMENT_TEXT_CHARS, NULL);
    (void)members_text(in, "text", TCT_STATEMENT_TEXT_CHARS, NULL);
    check_casualties(in);
    check_drone(in);
}

/* Without these nobody could look into it. */
static void check_minimum(struct members *in, const struct tct_report *report)
{
    if (report->about == TCT_ABOUT_FIRE && report->observation == TCT_OBSERVED_NOTHING_SAID)
        members_fail(in, "observation", NULL,
                     "what it was: explosion, projectile, muzzle_flash, illumination_flare, burst "
                     "or shot");
    if (!report->placed && !report->sighted)
        members_fail(in, "place", NULL, "where it was: a place, or an observer and a bearing");
    if (report->channel == TCT_CHANNEL_COMPLAINT && report->party == TCT_SIDE_UNDETERMINED)
        members_fail(in, "party", NULL, "the side whose complaint it is");
    if (report->about == TCT_ABOUT_MOVEMENT_RESTRICTION && !members_has(in, "restriction"))
        members_fail(in, "restriction", NULL, "denied or delayed");
}

static void take_report(struct members *in, const struct tct_sector *sector, int64_t now_ns,
                        struct tct_said *said)
{
    struct tct_report *report = &said->report;
    size_t about = 0, channel = 0, observation = 0, direction = 0, means = 0;
    members_known(in, REPORT_MEMBERS, TCT_COUNT(REPORT_MEMBERS));
    (void)members_word(in, "about", TCT_ABOUT_NAMES, TCT_ABOUT_COUNT, &about);
    if (!members_word(in, "channel", TCT_CHANNEL_NAMES, TCT_CHANNEL_COUNT, &channel))
        members_fail(in, "channel", NULL, "patrol, post, camera, hotline, complaint or public");
    (void)members_word(in, "observation", TCT_OBSERVATION_NAMES, TCT_OBSERVED_COUNT, &observation);
    (void)members_word(in, "direction", TCT_DIRECTION_NAMES, TCT_DIRECTION_COUNT, &direction);
    (void)members_word(in, "means", TCT_MEANS_NAMES, TCT_MEANS_COUNT, &means);
    *report = (struct tct_report){
        .about = (enum tct_report_about)about,
        .channel = (enum tct_channel)channel,
        .observation = (enum tct_observation)observation,
        .direction = (enum tct_direction)direction,
        .means = (enum tct_means)means,
        .party = TCT_SIDE_UNDETERMINED,
        .accused = TCT_SIDE_UNDETERMINED,
    };
    take_party(in, sector, "party", &report->party);
    take_party(in, sector, "accused", &report->accused);
    take_when(in, now_ns, report);
    take_count(in, report);
    take_where(in, sector, report);
    check_rest(in);
    check_minimum(in, report);
    statement_id(in, "corrects", said->corrects);
    said->party = report->party;
}

/* ---- Activities and withdrawals ---- */

static void take_activity(struct members *in, const struct tct_sector *sector, int64_t now_ns,
                          struct tct_said *said)
{
    static const char *const KNOWN[] = {"kind",     "id",    "party",    "activity",
                                        "from",     "until", "notified", "place",
                                        "radius_m", "text",  "corrects"};
    struct tct_activity *activity = &said->activity;
    size_t kind = 0;
    double sigma_m = 0.0;
    *activity = (struct tct_activity){.party = TCT_SIDE_UNDETERMINED, .notified_ns = now_ns};
    members_known(in, KNOWN, TCT_COUNT(KNOWN));
    if (!members_word(in, "activity", TCT_ACTIVITY_NAMES, TCT_ACTIVITY_KIND_COUNT, &kind))
        members_fail(in, "activity", NULL, "live_fire_exercise, demining, quarry_blast or other");
    activity->kind = (enum tct_activity_kind)kind;
    take_party(in, sector, "party", &activity->party);
    if (!members_time(in, "from", &activity->from_ns, NULL))
        members_fail(in, "from", NULL, "when it begins");
    if (!members_time(in, "until", &activity->until_ns, NULL))
        members_fail(in, "until", NULL, "when it ends");
    (void)members_time(in, "notified", &activity->notified_ns, NULL);
    if (!statement_place(in, sector, "place", &activity->place, &sigma_m))
        members_fail(in, "place", NULL, "where it is");
    if (!members_number(in, "radius_m", 10.0, FARTHEST_M, &activity->radius_m))
        members_fail(in, "radius_m", NULL, "how far around the place, 10 to 50000");
    (void)members_text(in, "text", TCT_STATEMENT_TEXT_CHARS, NULL);
    statement_id(in, "corrects", said->corrects);
    said->party = activity->party;
    if (in->status != TCT_OK)
        return;
    if (activity->until_ns <= activity->from_ns ||
        tct_time_between_s(activity->from_ns, activity->until_ns) > LONGEST_ACTIVITY_S)
        members_fail(in, "until", NULL, "an end after the beginning, within 31 days of it");
    if (tct_time_between_s(now_ns, activity->notified_ns) > GRACE_S)
        members_fail(in, "notified", NULL, "a time that is not in the future");
    if (fabs(tct_time_between_s(now_ns, activity->from_ns)) > YEARS_S)
        members_fail(in, "from", NULL, "a time within five years");
}

static void take_withdrawal(struct members *in, const struct tct_sector *sector,
                            struct tct_said *said)
{
    static const char *const KNOWN[] = {"kind", "id", "party", "of", "reason"};
    members_known(in, KNOWN, TCT_COUNT(KNOWN));
    take_party(in, sector, "party", &said->party);
    statement_id(in, "of", said->corrects);
    if (said->corrects[0] == '\0')
        members_fail(in, "of", NULL, "the id of the statement that is withdrawn");
    if (!members_text(in, "reason", TCT_STATEMENT_TEXT_CHARS, NULL))
        members_fail(in, "reason", NULL, "why it is withdrawn");
}

/* ---- All of them ---- */

enum tct_status tct_statement_read(const struct tct_sector *sector, const char *text, size_t bytes,
                                   int64_t now_ns, struct tct_said *ret, struct tct_error *err)
{
    json_t *object = NULL;
    size_t kind = 0;
    *ret = (struct tct_said){.party = TCT_SIDE_UNDETERMINED};
    enum tct_status status = statement_object(text, bytes, &object, err);
    if (status != TCT_OK)
        return status;
    struct members in = {object, "", TCT_OK, err};
    if (!members_word(&in, "kind", KINDS, TCT_STATEMENT_KIND_COUNT, &kind))
        members_fail(&in, "kind", NULL, "report, activity or withdrawal");
    ret->kind = (enum tct_statement_kind)kind;
    statement_id(&in, "id", ret->id);
    if (in.status == TCT_OK && kind == TCT_STATEMENT_REPORT)
        take_report(&in, sector, now_ns, ret);
    else if (in.status == TCT_OK && kind == TCT_STATEMENT_ACTIVITY)
        take_activity(&in, sector, now_ns, ret);
    else if (in.status == TCT_OK)
        take_withdrawal(&in, sector, ret);
    json_decref(object);
    return in.status == TCT_OK && ret->id[0] == '\0'
               ? statement_make_id(text, bytes, LETTERS[ret->kind], ret->id, err)
               : in.status;
}
