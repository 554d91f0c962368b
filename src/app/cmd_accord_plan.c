/* tacet accord plan: how far an action plan has come. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "accord.h"
#include "tacet/face/plan_file.h"

struct request {
    const char *sector_path, *at, *calendar_path;
    bool json;
};

static const struct option_spec options[] = {
    {'s', "sector", "SECTOR", "the sector: its folder or its sector.yaml", OPTION_TEXT,
     offsetof(struct request, sector_path), 0, 0},
    {0, "at", "TIME", "as it stood then (now)", OPTION_TEXT, offsetof(struct request, at), 0, 0},
    {0, "calendar", "FILE", "write deadlines and meetings as iCalendar", OPTION_TEXT,
     offsetof(struct request, calendar_path), 0, 0},
    {0, "json", NULL, "a JSON object for each activity, one a line", OPTION_SWITCH,
     offsetof(struct request, json), 0, 0},
};

static void day_text(const struct tct_plan_file *plan, int64_t ns, char ret[11])
{
    char text[TCT_TIME_TEXT_BYTES];
    tct_time_format(ns + plan->utc_offset_s * TCT_NS_PER_S, 0, text);
    (void)snprintf(ret, 11, "%.10s", text);
}

static const char *party(const struct tct_sector *sector, int side)
{
    const char *id = sector->parties[side].id;
    return id != NULL ? id : side == 0 ? "left" : "right";
}

/* ---- For people ---------------------------------------------------------------------------------
 */

static void print_goal(const struct tct_plan_file *plan, size_t goal, int64_t now_ns)
{
    enum tct_grade grades[TCT_PLAN_MEASURES];
    size_t count = 0;
    for (size_t i = 0; i < plan->plan.count; i++)
        if (plan->plan.measures[i].goal == goal)
            grades[count++] = tct_plan_progress(&plan->plan, i, now_ns).grade;
    (void)printf("\n%s: %s\n", plan->goals[goal],
                 TCT_GRADE_NAMES[tct_grades_together(grades, count)]);
}

static void print_measure(const struct ground *ground, const struct tct_plan_file *plan, size_t i,
                          int64_t now_ns)
{
    struct tct_measure_state progress = tct_plan_progress(&plan->plan, i, now_ns);
    bool told = progress.assessed_ns != INT64_MIN;
    char deadline[11];
    day_text(plan, plan->plan.measures[i].deadline_ns - 1, deadline);
    (void)printf("  %-24.24s %-10.10s %-10s %-13s %-13s", plan->words[i].id, plan->words[i].owner,
                 deadline, told ? TCT_GRADE_NAMES[progress.grade] : "not assessed",
                 TCT_STATE_NAMES[progress.state]);
    if (progress.differs)
        (void)printf("%.20s: %s, %.20s: %s", party(&ground->sector, 0),
                     TCT_GRADE_NAMES[progress.by[TCT_ASSESSOR_LEFT]], party(&ground->sector, 1),
                     TCT_GRADE_NAMES[progress.by[TCT_ASSESSOR_RIGHT]]);
    (void)putchar('\n');
}

static void print(const struct ground *ground, const struct tct_plan_file *plan, int64_t now_ns)
{
    size_t states[TCT_STATE_COUNT] = {0};
    char day[11];
    day_text(plan, now_ns, day);
    (void)printf("%s on %s\n\n  %-24s %-10s %-10s %-13s %-13s %s\n", plan->id, day, "activity",
                 "owner", "deadline", "grade", "state", "where the sides differ");
    for (size_t goal = 0; goal < plan->plan.goal_count; goal++) {
        print_goal(plan, goal, now_ns);
        for (size_t i = 0; i < plan->plan.count; i++)
            if (plan->plan.measures[i].goal == goal)
                print_measure(ground, plan, i, now_ns);
    }
    for (size_t i = 0; i < plan->plan.count; i++)
        states[tct_plan_progress(&plan->plan, i, now_ns).state]++;
    (void)printf("\n%zu activities: %zu complete, %zu not due, %zu waiting, %zu overdue, %zu past "
                 "their deadline and unverifiable\n",
                 plan->plan.count, states[TCT_STATE_COMPLETE], states[TCT_STATE_NOT_DUE],
                 states[TCT_STATE_WAITING], states[TCT_STATE_OVERDUE],
                 states[TCT_STATE_UNVERIFIABLE]);
}

/* ---- For programs -------------------------------------------------------------------------------
 */

static enum tct_status print_json(const struct ground *ground, const struct tct_plan_file *plan,
                                  int64_t now_ns, struct tct_error *err)
{
    for (size_t i = 0; i < plan->plan.count; i++) {
        struct tct_measure_state progress = tct_plan_progress(&plan->plan, i, now_ns);
        const struct tct_measure_words *words = &plan->words[i];
        char from[TCT_TIME_TEXT_BYTES], deadline[TCT_TIME_TEXT_BYTES], said[TCT_TIME_TEXT_BYTES];
        tct_time_format(plan->plan.measures[i].from_ns, 0, from);
        tct_time_format(plan->plan.measures[i].deadline_ns, 0, deadline);
        json_t *object =
            json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:{s:s, s:s, s:s}}",
                      "kind", "measure", "plan", plan->id, "id", words->id, "goal",
                      plan->goals[plan->plan.measures[i].goal], "owner", words->owner, "from", from,
                      "deadline", deadline, "grade", TCT_GRADE_NAMES[progress.grade], "state",
                      TCT_STATE_NAMES[progress.state], "differs", progress.differs ? 1 : 0, "by",
                      party(&ground->sector, 0), TCT_GRADE_NAMES[progress.by[TCT_ASSESSOR_LEFT]],
                      party(&ground->sector, 1), TCT_GRADE_NAMES[progress.by[TCT_ASSESSOR_RIGHT]],
                      "joint", TCT_GRADE_NAMES[progress.by[TCT_ASSESSOR_JOINT]]);
        if (object == NULL)
            return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
        if (words->part != NULL)
            (void)json_object_set_new(object, "part", json_string(words->part));
        if (progress.assessed_ns != INT64_MIN) {
            tct_time_format(progress.assessed_ns, 0, said);
            (void)json_object_set_new(object, "assessed", json_string(said));
        }
        (void)json_dumpf(object, stdout, JSON_COMPACT); /* checked when output is flushed */
        (void)putchar('\n');
        json_decref(object);
    }
    return TCT_OK;
}

static enum tct_status save_calendar(const struct tct_plan_file *plan, const char *path,
                                     int64_t now_ns, struct tct_error *err)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *file = open_memstream(&text, &bytes);
    if (file == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    enum tct_status status = tct_plan_calendar(file, plan, now_ns, err);
    if (fclose(file) != 0 && status == TCT_OK)
        status = tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    if (status == TCT_OK)
        status = tct_atomic_file_write(path, text, bytes, err);
    free(text);
    return status;
}

static enum tct_status show(struct ground *ground, const struct request *request, const char *path,
                            struct tct_error *err)
{
    struct tct_plan_file plan;
    int64_t now_ns = (int64_t)time(NULL) * TCT_NS_PER_S;
    if (request->at != NULL && tct_time_parse(request->at, strlen(request->at), &now_ns) != TCT_OK)
        return tct_fail(err, TCT_ERR_USE,
                        "--at: found '%.60s', expected a time such as 2026-01-31T12:00:00Z",
                        request->at);
    enum tct_status status = tct_plan_file_load(path, &ground->sector, &ground->arena, &plan, err);
    if (status == TCT_OK && request->calendar_path != NULL)
        status = save_calendar(&plan, request->calendar_path, now_ns, err);
    if (status != TCT_OK)
        return status;
    if (request->json)
        return print_json(ground, &plan, now_ns, err);
    print(ground, &plan, now_ns);
    return TCT_OK;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {0};
    struct arguments words;
    struct ground ground;
    struct tct_error err;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count != 1)
        return command_wrong_use(self, "expected one plan");
    if (ground_open(&ground, self, request.sector_path, &err) != TCT_OK)
        return command_failed(self, &err);
    enum tct_status status = show(&ground, &request, words.words[0], &err);
    return ground_close(&ground, status, &err, false, EXIT_DONE);
}

const struct command command_accord_plan = {
    .name = "accord plan",
    .summary = "how far an action plan has come",
    .arguments = "-s SECTOR PLAN",
    .explained =
        "Shows the activities of a plan by their goals: what each side and both together found\n"
        "of them, what is overdue, and, apart from it, of what nobody could tell since its\n"
        "deadline.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
