/* Action plans from YAML: goals, their activities, what was found of them round by round. */
#include "tacet/face/plan_file.h"

#include <stdio.h>
#include <string.h>

#include "agreement_parts.h"
#include "tacet/face/yaml.h"
#include "text.h"

enum { GOALS_MOST = 200, NEEDS_MOST = 32, MEETINGS_MOST = 1000, ID_BYTES = 64 };

const char *const TCT_GRADE_NAMES[TCT_GRADE_COUNT] = {"not_begun", "minimum", "intermediate",
                                                      "complete", "unverifiable"};
const char *const TCT_STATE_NAMES[TCT_STATE_COUNT] = {"complete", "not_due", "waiting", "overdue",
                                                      "unverifiable"};

struct reading {
    const struct tct_sector *sector;
    struct tct_arena *arena;
    struct tct_plan_file *file;
    struct tct_measure *measures;
    struct tct_assessment *assessments;
    size_t assessment_room;
    const struct tct_yaml_node **nodes; /* by measure */
    const char **goals;
};

static enum tct_status keep(struct reading *in, const char *text, const char **ret,
                            struct tct_error *err)
{
    *ret = text_copy(in->arena, text, strlen(text));
    return *ret != NULL ? TCT_OK : agreement_memory(err);
}

/* A time, or a day of the plan's clock: its beginning, or for a deadline its end. */
static enum tct_status read_day(const struct reading *in, const struct tct_yaml_node *node,
                                bool end, int64_t *ret_ns, struct tct_error *err)
{
    const char *text = NULL;
    char whole[32];
    enum tct_status status = tct_yaml_string(node, &text, err);
    if (status != TCT_OK || strlen(text) != 10)
        return status == TCT_OK ? tct_yaml_time(node, ret_ns, err) : status;
    (void)snprintf(whole, sizeof(whole), "%.10sT00:00:00Z", text);
    if (tct_time_parse(whole, strlen(whole), ret_ns) != TCT_OK)
        return tct_yaml_fail(node, "a day as 2027-03-01, or a time", err);
    *ret_ns += (end ? INT64_C(86400) * TCT_NS_PER_S : 0) - in->file->utc_offset_s * TCT_NS_PER_S;
    return TCT_OK;
}

/* One text, or of several languages the first. */
static enum tct_status read_text(struct reading *in, const struct tct_yaml_node *node,
                                 const char *without, const char **ret, struct tct_error *err)
{
    const char *text = without;
    enum tct_status status = TCT_OK;
    if (node != NULL && tct_yaml_kind(node) == TCT_YAML_MAP && tct_yaml_count(node) > 0)
        node = tct_yaml_item(node, 0);
    if (node != NULL)
        status = tct_yaml_string(node, &text, err);
    return status == TCT_OK ? keep(in, text, ret, err) : status;
}

static enum tct_status check_id(const struct tct_yaml_node *node, const char *id,
                                struct tct_error *err)
{
    bool good = id[0] != '\0' && strlen(id) <= ID_BYTES && strchr(id, '/') == NULL &&
                text_is_printable(id, strlen(id));
    return good ? TCT_OK
                : tct_yaml_fail(node, "what has a name of 1 to 64 printable bytes and no /", err);
}

/* ---- Goals and activities -----------------------------------------------------------------------
 */

static enum tct_status read_owner(struct reading *in, const struct tct_yaml_node *node,
                                  const char **ret, struct tct_error *err)
{
    const struct tct_party *parties = in->sector->parties;
    const char *words[] = {"both", "mission", parties[0].id, parties[1].id};
    size_t index = 0, count = parties[0].id != NULL && parties[1].id != NULL ? 4 : 2;
    enum tct_status status = tct_yaml_choice(node, words, count, &index, err);
    return status == TCT_OK ? keep(in, words[index], ret, err) : status;
}

static enum tct_status read_measure(struct reading *in, const struct tct_yaml_node *node,
                                    const char *id, size_t goal, struct tct_error *err)
{
    static const char *const KEYS[] = {"text",     "owner", "part",      "from",
                                       "deadline", "after", "indicators"};
    size_t number = in->file->plan.count;
    struct tct_measure *measure = &in->measures[number];
    struct tct_measure_words *words = &in->file->words[number];
    const struct tct_yaml_node *part = NULL, *from = NULL, *deadline = NULL, *owner = NULL;
    if (number == TCT_PLAN_MEASURES)
        return tct_yaml_fail(node, "at most 2000 activities", err);
    *measure = (struct tct_measure){.goal = goal, .indicators = 1};
    words->line = tct_yaml_line(node);
    in->nodes[number] = node;
    enum tct_status status = check_id(node, id, err);
    if (status == TCT_OK)
        status = tct_yaml_keys(node, KEYS, TCT_COUNT(KEYS), err);
    if (status == TCT_OK)
        status = keep(in, id, &words->id, err);
    if (status == TCT_OK)
        status = read_text(in, tct_yaml_find(node, "text"), id, &words->text, err);
    if (status == TCT_OK)
        status = tct_yaml_need(node, "owner", &owner, err);
    if (status == TCT_OK)
        status = read_owner(in, owner, &words->owner, err);
    if (status == TCT_OK)
        status = tct_yaml_need(node, "from", &from, err);
    if (status == TCT_OK)
        status = read_day(in, from, false, &measure->from_ns, err);
    if (status == TCT_OK)
        status = tct_yaml_need(node, "deadline", &deadline, err);
    if (status == TCT_OK)
        status = read_day(in, deadline, true, &measure->deadline_ns, err);
    part = tct_yaml_find(node, "part");
    if (status == TCT_OK && part != NULL)
        status = read_text(in, part, "", &words->part, err);
    const struct tct_yaml_node *indicators = tct_yaml_find(node, "indicators");
    if (status == TCT_OK && indicators != NULL) {
        measure->indicators = tct_yaml_count(indicators);
        if (tct_yaml_kind(indicators) != TCT_YAML_MAP || measure->indicators == 0 ||
            measure->indicators > TCT_PLAN_INDICATORS)
            return tct_yaml_fail(indicators, "1 to 64 indicators by their names", err);
    }
    in->file->plan.count += status == TCT_OK;
    return status;
}

static enum tct_status read_goals(struct reading *in, const struct tct_yaml_node *goals,
                                  struct tct_error *err)
{
    static const char *const KEYS[] = {"text", "activities"};
    if (tct_yaml_kind(goals) != TCT_YAML_MAP || tct_yaml_count(goals) == 0 ||
        tct_yaml_count(goals) > GOALS_MOST)
        return tct_yaml_fail(goals, "1 to 200 goals by their names", err);
    enum tct_status status = TCT_OK;
    for (size_t g = 0; g < tct_yaml_count(goals) && status == TCT_OK; g++) {
        const struct tct_yaml_node *goal = tct_yaml_item(goals, g), *activities = NULL;
        const char *id = tct_yaml_key(goals, g);
        status = check_id(goal, id, err);
        if (status == TCT_OK)
            status = tct_yaml_keys(goal, KEYS, TCT_COUNT(KEYS), err);
        if (status == TCT_OK)
            status = read_text(in, tct_yaml_find(goal, "text"), id, &in->goals[g], err);
        if (status == TCT_OK)
            status = tct_yaml_need(goal, "activities", &activities, err);
        if (status == TCT_OK && tct_yaml_kind(activities) != TCT_YAML_MAP)
            status = tct_yaml_fail(activities, "activities by their names", err);
        for (size_t i = 0; status == TCT_OK && i < tct_yaml_count(activities); i++)
            status =
                read_measure(in, tct_yaml_item(activities, i), tct_yaml_key(activities, i), g, err);
    }
    in->file->plan.goal_count = tct_yaml_count(goals);
    return status;
}

static size_t measure_called(const struct reading *in, const char *id, size_t bytes)
{
    for (size_t i = 0; i < in->file->plan.count; i++)
        if (strlen(in->file->words[i].id) == bytes && memcmp(in->file->words[i].id, id, bytes) == 0)
            return i;
    return in->file->plan.count;
}

static enum tct_status read_needs(struct reading *in, size_t number, struct tct_error *err)
{
    const struct tct_yaml_node *after = tct_yaml_find(in->nodes[number], "after");
    if (measure_called(in, in->file->words[number].id, strlen(in->file->words[number].id)) < number)
        return tct_yaml_fail(in->nodes[number], "an activity whose name is its own", err);
    if (after == NULL)
        return TCT_OK;
    size_t *needs = TCT_ARENA_NEW(in->arena, size_t, NEEDS_MOST);
    if (needs == NULL)
        return agreement_memory(err);
    enum tct_status status = tct_yaml_list(after, 1, NEEDS_MOST, err);
    for (size_t i = 0; status == TCT_OK && i < tct_yaml_count(after); i++) {
        const char *id = NULL;
        status = tct_yaml_string(tct_yaml_item(after, i), &id, err);
        needs[i] = status == TCT_OK ? measure_called(in, id, strlen(id)) : 0;
        if (status == TCT_OK && needs[i] == in->file->plan.count)
            status = tct_yaml_fail(tct_yaml_item(after, i), "the name of an activity", err);
    }
    in->measures[number].needs = needs;
    in->measures[number].need_count = status == TCT_OK ? tct_yaml_count(after) : 0;
    return status;
}

/* ---- Rounds of assessment -----------------------------------------------------------------------
 */

static enum tct_status add_assessment(struct reading *in, const struct tct_assessment *one,
                                      const struct tct_yaml_node *node, struct tct_error *err)
{
    size_t count = in->file->plan.assessment_count;
    if (count == in->assessment_room)
        return tct_yaml_fail(node, "fewer grades", err);
    in->assessments[count] = *one;
    in->file->plan.assessment_count++;
    return TCT_OK;
}

/* "move-post": all of its indicators; "move-post/empty": one of them. */
static enum tct_status read_grade(struct reading *in, const char *key,
                                  const struct tct_yaml_node *node, struct tct_assessment *one,
                                  struct tct_error *err)
{
    const char *slash = strchr(key, '/');
    size_t grade = 0, bytes = slash == NULL ? strlen(key) : (size_t)(slash - key);
    enum tct_status status = tct_yaml_choice(node, TCT_GRADE_NAMES, TCT_GRADE_COUNT, &grade, err);
    one->measure = measure_called(in, key, bytes);
    one->grade = (enum tct_grade)grade;
    if (status == TCT_OK && one->measure == in->file->plan.count)
        return tct_yaml_fail(node, "the grade of an activity that there is", err);
    if (status != TCT_OK)
        return status;
    const struct tct_yaml_node *all = tct_yaml_find(in->nodes[one->measure], "indicators");
    bool found = slash == NULL;
    for (size_t i = 0; i < in->measures[one->measure].indicators && status == TCT_OK; i++) {
        bool meant = slash == NULL || (all != NULL && strcmp(tct_yaml_key(all, i), slash + 1) == 0);
        one->indicator = i;
        found = found || meant;
        if (meant)
            status = add_assessment(in, one, node, err);
    }
    return status == TCT_OK && !found
               ? tct_yaml_fail(node, "the grade of an indicator that there is", err)
               : status;
}

static enum tct_status read_round(struct reading *in, const struct tct_yaml_node *node,
                                  struct tct_error *err)
{
    static const char *const KEYS[] = {"on", "by", "grades", "text"};
    static const enum tct_assessor BY[] = {TCT_ASSESSOR_JOINT, TCT_ASSESSOR_LEFT,
                                           TCT_ASSESSOR_RIGHT};
    const struct tct_party *parties = in->sector->parties;
    const char *words[] = {"joint", parties[0].id, parties[1].id};
    const struct tct_yaml_node *on = NULL, *by = NULL, *grades = NULL;
    struct tct_assessment one = {0};
    size_t index = 0, count = parties[0].id != NULL && parties[1].id != NULL ? 3 : 1;
    enum tct_status status = tct_yaml_keys(node, KEYS, TCT_COUNT(KEYS), err);
    if (status == TCT_OK)
        status = tct_yaml_need(node, "on", &on, err);
    if (status == TCT_OK)
        status = read_day(in, on, false, &one.time_ns, err);
    if (status == TCT_OK)
        status = tct_yaml_need(node, "by", &by, err);
    if (status == TCT_OK)
        status = tct_yaml_choice(by, words, count, &index, err);
    one.by = BY[index];
    if (status == TCT_OK)
        status = tct_yaml_need(node, "grades", &grades, err);
    if (status == TCT_OK && tct_yaml_kind(grades) != TCT_YAML_MAP)
        status = tct_yaml_fail(grades, "grades by activity", err);
    for (size_t i = 0; status == TCT_OK && i < tct_yaml_count(grades); i++)
        status = read_grade(in, tct_yaml_key(grades, i), tct_yaml_item(grades, i), &one, err);
    return status;
}

static enum tct_status read_rounds(struct reading *in, const struct tct_yaml_node *rounds,
                                   struct tct_error *err)
{
    if (rounds == NULL)
        return TCT_OK;
    in->assessment_room = 200000;
    in->assessments = TCT_ARENA_NEW(in->arena, struct tct_assessment, in->assessment_room);
    if (in->assessments == NULL)
        return agreement_memory(err);
    enum tct_status status = tct_yaml_list(rounds, 1, TCT_PLAN_ROUNDS, err);
    for (size_t i = 0; status == TCT_OK && i < tct_yaml_count(rounds); i++)
        status = read_round(in, tct_yaml_item(rounds, i), err);
    in->file->plan.assessments = in->assessments;
    return status;
}

static enum tct_status read_meetings(struct reading *in, const struct tct_yaml_node *list,
                                     struct tct_error *err)
{
    static const char *const KEYS[] = {"on", "text"};
    struct tct_plan_file *file = in->file;
    if (list == NULL)
        return TCT_OK;
    file->meetings = TCT_ARENA_NEW(in->arena, struct tct_meeting, MEETINGS_MOST);
    if (file->meetings == NULL)
        return agreement_memory(err);
    enum tct_status status = tct_yaml_list(list, 1, MEETINGS_MOST, err);
    for (size_t i = 0; status == TCT_OK && i < tct_yaml_count(list); i++) {
        const struct tct_yaml_node *node = tct_yaml_item(list, i), *on = NULL;
        struct tct_meeting *meeting = &file->meetings[file->meeting_count];
        status = tct_yaml_keys(node, KEYS, TCT_COUNT(KEYS), err);
        if (status == TCT_OK)
            status = tct_yaml_need(node, "on", &on, err);
        if (status == TCT_OK)
            status = read_day(in, on, false, &meeting->from_ns, err);
        if (status == TCT_OK)
            status = read_text(in, tct_yaml_find(node, "text"), "meeting", &meeting->text, err);
        file->meeting_count += status == TCT_OK;
    }
    return status;
}

/* ---- The whole ----------------------------------------------------------------------------------
 */

static enum tct_status check(const struct reading *in, struct tct_error *err)
{
    struct tct_error why;
    size_t wrong = 0;
    enum tct_status status = tct_plan_check(&in->file->plan, &wrong, &why);
    return status == TCT_ERR_INPUT ? tct_yaml_fail(in->nodes[wrong], why.text, err)
           : status == TCT_OK      ? TCT_OK
                                   : tct_fail(err, status, "%s", why.text);
}

static enum tct_status read_plan(struct reading *in, const struct tct_yaml_node *root,
                                 struct tct_error *err)
{
    static const char *const KEYS[] = {"plan", "text", "clock", "goals", "rounds", "meetings"};
    const struct tct_yaml_node *id = NULL, *goals = NULL;
    const char *name = NULL;
    enum tct_status status = tct_yaml_keys(root, KEYS, TCT_COUNT(KEYS), err);
    if (status == TCT_OK)
        status = tct_yaml_need(root, "plan", &id, err);
    if (status == TCT_OK)
        status = tct_yaml_string(id, &name, err);
    if (status == TCT_OK)
        status = check_id(id, name, err);
    if (status == TCT_OK)
        status = keep(in, name, &in->file->id, err);
    if (status == TCT_OK)
        status = agreement_clock(tct_yaml_find(root, "clock"), &in->file->utc_offset_s, err);
    if (status == TCT_OK)
        status = tct_yaml_need(root, "goals", &goals, err);
    if (status == TCT_OK)
        status = read_goals(in, goals, err);
    for (size_t i = 0; status == TCT_OK && i < in->file->plan.count; i++)
        status = read_needs(in, i, err);
    if (status == TCT_OK)
        status = check(in, err);
    if (status == TCT_OK)
        status = read_rounds(in, tct_yaml_find(root, "rounds"), err);
    return status == TCT_OK ? read_meetings(in, tct_yaml_find(root, "meetings"), err) : status;
}

enum tct_status tct_plan_file_load(const char *path, const struct tct_sector *sector,
                                   struct tct_arena *arena, struct tct_plan_file *ret,
                                   struct tct_error *err)
{
    struct reading in = {.sector = sector,
                         .arena = arena,
                         .file = ret,
                         .measures = TCT_ARENA_NEW(arena, struct tct_measure, TCT_PLAN_MEASURES),
                         .nodes = tct_arena_take(arena, TCT_PLAN_MEASURES, sizeof(*in.nodes)),
                         .goals = TCT_ARENA_NEW(arena, const char *, GOALS_MOST)};
    const struct tct_yaml_node *root = NULL;
    *ret = (struct tct_plan_file){
        .words = TCT_ARENA_NEW(arena, struct tct_measure_words, TCT_PLAN_MEASURES)};
    if (in.measures == NULL || in.nodes == NULL || in.goals == NULL || ret->words == NULL)
        return agreement_memory(err);
    ret->plan.measures = in.measures;
    ret->goals = in.goals;
    enum tct_status status = tct_yaml_load(path, arena, &root, err);
    return status == TCT_OK ? read_plan(&in, root, err) : status;
}
