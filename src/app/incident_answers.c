/* What is asked of the engine. */
#include <stdlib.h>
#include <string.h>

#include "incident_engine_parts.h"

struct dated {
    int64_t from_ns;
    const char *id;
    uint32_t number;
};

static int by_time_and_id(const void *left, const void *right)
{
    const struct dated *a = left, *b = right;
    if (a->from_ns != b->from_ns)
        return a->from_ns < b->from_ns ? -1 : 1;
    return strcmp(a->id, b->id);
}

enum tct_status incident_engine_list(const struct incident_engine *engine, struct tct_arena *arena,
                                     uint32_t **ret, size_t *ret_count, struct tct_error *err)
{
    struct dated *dated = TCT_ARENA_NEW(arena, struct dated, engine->incident_count);
    *ret = TCT_ARENA_NEW(arena, uint32_t, engine->incident_count);
    *ret_count = 0;
    if (dated == NULL || *ret == NULL)
        return engine_no_memory(err);
    for (uint32_t i = 0; i < engine->incident_count; i++)
        if (engine->incidents[i].there)
            dated[(*ret_count)++] =
                (struct dated){engine->incidents[i].sums.from_ns, engine->incidents[i].id, i};
    if (*ret_count > 0)
        qsort(dated, *ret_count, sizeof(*dated), by_time_and_id);
    for (size_t i = 0; i < *ret_count; i++)
        (*ret)[i] = dated[i].number;
    return TCT_OK;
}

const char *incident_engine_id(const struct incident_engine *engine, uint32_t incident)
{
    return incident == TCT_NO_INCIDENT ? NULL : engine->incidents[incident].id;
}

int64_t incident_engine_from(const struct incident_engine *engine, uint32_t incident)
{
    return engine->incidents[incident].sums.from_ns;
}

/* Reports of an incident: where they begin in `told`, and how many there are. */
static size_t find_told(const struct incident_engine *engine, uint32_t incident, size_t *ret_count)
{
    size_t low = 0, high = engine->told_count, end = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (engine->said[engine->reports[engine->told[middle]]].incident < incident)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low; end < engine->told_count &&
                    engine->said[engine->reports[engine->told[end]]].incident == incident;)
        end++;
    *ret_count = end - low;
    return low;
}

static bool fill_told(const struct incident_engine *engine, uint32_t incident,
                      struct tct_arena *arena, struct tct_incident_view *view)
{
    size_t count = 0, first = find_told(engine, incident, &count);
    for (int side = 0; side < TCT_SIDE_COUNT; side++) {
        const char **ids = TCT_ARENA_NEW(arena, const char *, count);
        if (ids == NULL)
            return false;
        for (size_t i = 0; i < count; i++) {
            uint32_t number = engine->reports[engine->told[first + i]];
            if (engine->said[number].words.report.party == (enum tct_side)side)
                ids[view->told_count[side]++] = engine->saids.names[number];
        }
        view->told[side] = ids;
    }
    return true;
}

/* The id of the activity that a firing is of. */
static const char *activity_of(const struct incident_engine *engine, uint32_t firing)
{
    uint32_t activity = tct_book_activity_of(engine->book, firing);
    for (uint32_t i = 0; activity != TCT_NO_NUMBER && i < engine->saids.count; i++) {
        const struct said *said = &engine->said[i];
        if (said->stands && said->words.kind == TCT_STATEMENT_ACTIVITY &&
            said->activity == activity)
            return engine->saids.names[i];
    }
    return NULL;
}

static bool covers_any(const struct tct_activity *activity, const struct whole *whole)
{
    for (size_t i = 0; i < whole->count; i++)
        if (tct_activity_covers(activity, &whole->firings[i]))
            return true;
    return false;
}

/* What was declared when it had begun excuses nothing, and is named. */
static bool fill_late_notices(const struct incident_engine *engine, const struct whole *whole,
                              struct tct_arena *arena, struct tct_incident_view *view)
{
    const char **ids = TCT_ARENA_NEW(arena, const char *, engine->late_count);
    if (ids == NULL)
        return false;
    for (size_t i = 0; i < engine->late_count; i++) {
        const struct said *said = &engine->said[engine->late[i]];
        if (said->stands && covers_any(&said->words.activity, whole))
            ids[view->late_notice_count++] = engine->saids.names[engine->late[i]];
    }
    view->late_notices = ids;
    return true;
}

static enum tct_status build_json(struct incident_engine *engine, uint32_t incident,
                                  struct tct_arena *arena, json_t **ret, struct tct_error *err)
{
    struct whole whole;
    struct tct_incident_view view = {.id = engine->incidents[incident].id,
                                     .revision = engine->incidents[incident].revision};
    enum tct_status status = engine_sum_up(engine, incident, arena, &whole, err);
    if (status != TCT_OK)
        return status;
    const char **ids = TCT_ARENA_NEW(arena, const char *, whole.count);
    if (ids == NULL || !fill_told(engine, incident, arena, &view) ||
        !fill_late_notices(engine, &whole, arena, &view))
        return engine_no_memory(err);
    for (size_t i = 0; i < whole.count; i++)
        ids[i] = incident_engine_event_id(engine, whole.members[i]);
    view.summary = &whole.sums;
    view.firings = whole.firings;
    view.event_ids = ids;
    view.count = whole.count;
    view.activity = activity_of(engine, whole.members[0]);
    *ret = tct_incident_json(engine->options.sector, engine->options.rules, &view);
    return *ret == NULL ? engine_no_memory(err) : TCT_OK;
}

enum tct_status incident_engine_json(struct incident_engine *engine, uint32_t incident,
                                     json_t **ret, struct tct_error *err)
{
    struct tct_arena arena;
    *ret = NULL;
    tct_arena_init(&arena, ENGINE_SCRATCH_BYTES);
    enum tct_status status = build_json(engine, incident, &arena, ret, err);
    tct_arena_free(&arena);
    return status;
}

size_t incident_engine_reports(const struct incident_engine *engine)
{
    return engine->report_count;
}

const char *incident_engine_report_id(const struct incident_engine *engine, size_t report)
{
    return engine->saids.names[engine->reports[report]];
}

const struct tct_report *incident_engine_report(const struct incident_engine *engine, size_t report)
{
    return &engine->said[engine->reports[report]].words.report;
}

bool incident_engine_stands(const struct incident_engine *engine, size_t report)
{
    return engine->said[engine->reports[report]].stands;
}

const struct tct_match *incident_engine_match(const struct incident_engine *engine, size_t report,
                                              uint32_t *ret_incident, uint32_t *ret_runner_up)
{
    const struct said *said = &engine->said[engine->reports[report]];
    *ret_incident = said->incident;
    *ret_runner_up = said->runner_up;
    return &said->match;
}

/* Whether the reports of a day hold this one: by its time, or as it tells of one of its incidents.
 */
static bool is_of_day(const struct incident_engine *engine, const struct said *said, int64_t day_ns)
{
    int64_t time_ns = said->incident == TCT_NO_INCIDENT
                          ? said->words.report.from_ns
                          : engine->incidents[said->incident].sums.from_ns;
    return said->stands && tct_day_start(engine->options.rules, time_ns) == day_ns;
}

enum tct_status incident_engine_day(const struct incident_engine *engine, int64_t within_ns,
                                    struct tct_arena *arena, struct tct_day_row **ret_rows,
                                    size_t *ret_count, uint32_t **ret_told, struct tct_error *err)
{
    int64_t day_ns = tct_day_start(engine->options.rules, within_ns);
    uint32_t *incidents = TCT_ARENA_NEW(arena, uint32_t, engine->incident_count);
    struct tct_told *told = TCT_ARENA_NEW(arena, struct tct_told, engine->report_count);
    size_t incident_count = 0, told_count = 0;
    *ret_told = TCT_ARENA_NEW(arena, uint32_t, engine->report_count);
    if (incidents == NULL || told == NULL || *ret_told == NULL)
        return engine_no_memory(err);
    for (uint32_t i = 0; i < engine->incident_count; i++)
        if (engine->incidents[i].there &&
            tct_day_start(engine->options.rules, engine->incidents[i].sums.from_ns) == day_ns)
            incidents[incident_count++] = i;
    for (uint32_t i = 0; i < engine->report_count; i++) {
        const struct said *said = &engine->said[engine->reports[i]];
        if (!is_of_day(engine, said, day_ns))
            continue;
        (*ret_told)[told_count] = i;
        told[told_count++] =
            (struct tct_told){&said->words.report, said->incident, said->match.corroboration};
    }
    return tct_reconcile(engine->options.rules, incidents, incident_count, told, told_count, arena,
                         ret_rows, ret_count, err);
}

const struct incident_change *incident_engine_history(const struct incident_engine *engine,
                                                      size_t *ret_count)
{
    *ret_count = engine->history_count;
    return engine->history;
}

const char *incident_engine_event_id(const struct incident_engine *engine, uint32_t firing)
{
    return engine->events.names[engine->firing_events[firing]];
}
