/* The state of a case as JSON. */
#include <math.h>

#include "case_parts.h"
#include "json_lines.h"

static json_t *time_unless(int64_t time_ns, int64_t none_ns)
{
    return time_ns == none_ns ? NULL : json_time(time_ns);
}

static const char *step_id(const struct tct_case_told *told, size_t step)
{
    return told->inquiry->procedure->steps[step].id;
}

/* A step with its clock. */
static void put_step(json_t *object, const struct tct_case_told *told, size_t step,
                     int64_t since_ns, int64_t due_ns, int64_t now_ns)
{
    json_set(object, "step", json_string(step_id(told, step)));
    json_set(object, "since", json_time(since_ns));
    json_set(object, "due", time_unless(due_ns, INT64_MAX));
    json_set(object, "overdue", json_boolean(tct_overdue(due_ns, now_ns)));
}

static json_t *wanting_row(const struct tct_case_told *told, const struct tct_wanting *row)
{
    json_t *object = json_object();
    json_set(object, "role", json_string(told->inquiry->procedure->roles[row->role].name));
    if (row->count[0] > 0)
        json_set(object, "count", json_integer(row->count[0]));
    for (int party = 0; party < 2; party++)
        if (row->count[1 + party] > 0 && told->sector->parties[party].id != NULL)
            json_set(object, told->sector->parties[party].id, json_integer(row->count[1 + party]));
    return object;
}

/* Every transition that somebody could consent to now, and of whom that is still wanted. */
static json_t *wanting_json(const struct tct_case_told *told, int64_t now_ns)
{
    const struct tct_procedure *procedure = told->inquiry->procedure;
    json_t *list = json_array();
    for (size_t i = 0; i < procedure->transition_count; i++) {
        struct tct_wanting wanting[TCT_NEEDS_MAX];
        if (tct_case_bar(told->inquiry, i) != NULL)
            continue;
        json_t *object = json_object(), *needs = json_array();
        size_t count = tct_case_wanting(told->inquiry, i, now_ns, wanting);
        for (size_t k = 0; k < count; k++)
            (void)json_array_append_new(needs, wanting_row(told, &wanting[k]));
        json_set(object, "transition", json_string(procedure->transitions[i].id));
        json_set(object, "needs", needs);
        (void)json_array_append_new(list, object);
    }
    return list;
}

static json_t *history_json(const struct tct_case_told *told)
{
    const struct tct_case *inquiry = told->inquiry;
    json_t *list = json_array();
    for (size_t i = 0; i < inquiry->passage_count; i++) {
        const struct tct_passage *passage = &inquiry->passages[i];
        json_t *object = json_object();
        json_set(object, "transition",
                 json_string(inquiry->procedure->transitions[passage->transition].id));
        json_set(object, "from", json_string(step_id(told, passage->from)));
        if (passage->to != TCT_NO_STEP)
            json_set(object, "to", json_string(step_id(told, passage->to)));
        json_set(object, "at", json_time(passage->at_ns));
        json_set(object, "overdue", json_boolean(passage->overdue));
        (void)json_array_append_new(list, object);
    }
    return list;
}

static void put_session(json_t *object, const struct tct_case_told *told, int64_t now_ns)
{
    const struct tct_case *inquiry = told->inquiry;
    if (inquiry->beside == TCT_NO_STEP)
        return;
    json_t *session = json_object();
    put_step(session, told, inquiry->beside, inquiry->beside_since_ns,
             tct_case_beside_due_ns(inquiry), now_ns);
    json_set(object, "session", session);
}

json_t *case_state_json(const struct tct_case_told *told, int64_t now_ns)
{
    const struct tct_case *inquiry = told->inquiry;
    const struct tct_act *opened = inquiry->acts[0];
    const int64_t *released_ns = inquiry->released_ns;
    json_t *object = json_object();
    json_set(object, "kind", json_string("case"));
    json_set(object, "id", json_string(told->id));
    json_set(object, "opened", json_time(opened->at_ns));
    if (opened->is.open.incident[0] != '\0')
        json_set(object, "incident", json_string(opened->is.open.incident));
    json_set(object, "about", json_string(opened->is.open.about));
    put_step(object, told, inquiry->step, inquiry->since_ns, tct_case_due_ns(inquiry), now_ns);
    put_session(object, told, now_ns);
    if (released_ns[0] == released_ns[1])
        json_set(object, "released", time_unless(released_ns[0], INT64_MAX));
    json_set(object, "found", time_unless(inquiry->finding_ns, INT64_MAX));
    json_set(object, "reminded", time_unless(inquiry->reminded_ns, INT64_MIN));
    json_set(object, "wanting", wanting_json(told, now_ns));
    json_set(object, "history", history_json(told));
    return object;
}

json_t *tct_case_json(const struct tct_case_told *told, int64_t now_ns)
{
    json_t *object = case_state_json(told, now_ns), *acts = json_array();
    for (size_t i = 0; i < told->inquiry->act_count; i++)
        (void)json_array_append_new(acts, case_act_json(told, i));
    json_set(object, "acts", acts);
    return object;
}
