/* The engine of incidents: what was heard and what was said is taken in. */
#include "incident_engine.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "incident_engine_parts.h"

static const double DAY_S = 86400.0;
static const double WIDTH_LEAST_M = 6000.0; /* of the ground along a line that reports may name */

/* Room for one more item of a list. */
enum tct_status engine_no_memory(struct tct_error *err)
{
    return tct_fail(err, TCT_ERR_MEMORY, "out of memory for incidents");
}

/* ---- Incidents as the book tells of them ---- */

static void name_incident(struct incident_engine *engine, uint32_t incident, int64_t time_ns)
{
    char day[TCT_DAY_BYTES];
    tct_day_name(engine->options.rules, time_ns, day);
    size_t known = engine->days.count;
    uint32_t number = id_table_add(&engine->days, day);
    if (number == ID_NONE ||
        !HAVE_ROOM(engine->day_counts, engine->days.count - 1, engine->day_room)) {
        engine->failed = true;
        return;
    }
    if (engine->days.count > known)
        engine->day_counts[number] = 0;
    (void)snprintf(engine->incidents[incident].id, INCIDENT_ID_BYTES, "i%.4s%.2s%.2s-%03u", day,
                   day + 5, day + 8, ++engine->day_counts[number]);
}

static bool have_incident(struct incident_engine *engine, uint32_t incident)
{
    while (engine->incident_count <= incident) {
        if (!HAVE_ROOM(engine->incidents, engine->incident_count, engine->incident_room))
            return false;
        engine->incidents[engine->incident_count++] = (struct incident){.id = ""};
    }
    return true;
}

static void mark_dirty(struct incident_engine *engine, uint32_t incident)
{
    if (engine->incidents[incident].dirty)
        return;
    if (!HAVE_ROOM(engine->dirty, engine->dirty_count, engine->dirty_room)) {
        engine->failed = true;
        return;
    }
    engine->incidents[incident].dirty = true;
    engine->dirty[engine->dirty_count++] = incident;
}

static void changed(void *user, uint32_t incident, enum tct_change change, uint32_t other)
{
    struct incident_engine *engine = user;
    if (!have_incident(engine, incident) ||
        !HAVE_ROOM(engine->history, engine->history_count, engine->history_room)) {
        engine->failed = true;
        return;
    }
    if (change == TCT_CHANGE_BEGUN)
        name_incident(engine, incident, tct_book_firing(engine->book, other)->time_ns);
    if (change == TCT_CHANGE_SPLIT) /* called after the day of what it was a part of */
        name_incident(engine, incident, engine->incidents[other].sums.from_ns);
    unsigned revision = ++engine->incidents[incident].revision;
    engine->history[engine->history_count++] =
        (struct incident_change){incident, revision, change, other};
    mark_dirty(engine, incident);
}

/* ---- Beginning and end ---- */

/* Ground along the line, or around the stations, that an unrelated report could have named. */
static double background_m2s(const struct tct_sector *sector)
{
    const struct tct_network *network = &sector->network;
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY}, length_m = 0.0;
    for (size_t i = 0; i < network->station_count; i++) {
        const double at[2] = {network->stations[i].x_m, network->stations[i].y_m};
        for (int axis = 0; axis < 2; axis++) {
            low[axis] = fmin(low[axis], at[axis]);
            high[axis] = fmax(high[axis], at[axis]);
        }
    }
    for (size_t i = 1; i < network->line_count; i++)
        length_m += hypot(network->line[i].x_m - network->line[i - 1].x_m,
                          network->line[i].y_m - network->line[i - 1].y_m);
    double box_m2 = network->station_count == 0 ? 0.0
                                                : fmax(high[0] - low[0], WIDTH_LEAST_M) *
                                                      fmax(high[1] - low[1], WIDTH_LEAST_M);
    double strip_m2 = fmax(length_m, WIDTH_LEAST_M) * WIDTH_LEAST_M;
    return fmax(network->line_count > 1 ? fmin(strip_m2, fmax(box_m2, strip_m2)) : box_m2,
                WIDTH_LEAST_M * WIDTH_LEAST_M) *
           DAY_S;
}

enum tct_status incident_engine_new(const struct incident_engine_options *options,
                                    struct incident_engine **ret, struct tct_error *err)
{
    *ret = NULL;
    struct incident_engine *engine = calloc(1, sizeof(*engine));
    if (engine == NULL)
        return engine_no_memory(err);
    engine->options = *options;
    engine->background_m2s = background_m2s(options->sector);
    enum tct_status status = tct_book_new(options->rules, changed, engine, &engine->book, err);
    if (status != TCT_OK) {
        incident_engine_free(engine);
        return status;
    }
    *ret = engine;
    return TCT_OK;
}

void incident_engine_free(struct incident_engine *engine)
{
    if (engine == NULL)
        return;
    for (size_t i = 0; i < engine->incident_count; i++)
        free(engine->incidents[i].parts);
    tct_book_free(engine->book);
    id_table_free(&engine->events);
    id_table_free(&engine->saids);
    id_table_free(&engine->days);
    free(engine->event_firings);
    free(engine->event_revisions);
    free(engine->firing_events);
    free(engine->incidents);
    free(engine->dirty);
    free(engine->said);
    free(engine->reports);
    free(engine->told);
    free(engine->late);
    free(engine->day_counts);
    free(engine->history);
    free(engine);
}

/* ---- What was heard ---- */

static bool have_event(struct incident_engine *engine)
{
    size_t room = engine->event_room;
    return have_room(&engine->event_firings, sizeof(uint32_t), engine->events.count, &room) &&
           have_room(&engine->event_revisions, sizeof(unsigned), engine->events.count,
                     &engine->event_room);
}

static enum tct_status add_firing(struct incident_engine *engine, uint32_t event,
                                  const struct tct_firing *firing, struct tct_error *err)
{
    uint32_t number = 0;
    size_t next = tct_book_firings(engine->book);
    if (!HAVE_ROOM(engine->firing_events, next, engine->firing_room))
        return engine_no_memory(err);
    engine->firing_events[next] = event;
    enum tct_status status = tct_book_add(engine->book, firing, &number, err);
    if (status == TCT_OK)
        engine->event_firings[event] = number;
    return status;
}

enum tct_status incident_engine_event(struct incident_engine *engine, const char *id,
                                      unsigned revision, const struct tct_firing *firing,
                                      struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    if (!have_event(engine))
        return engine_no_memory(err);
    size_t known = engine->events.count;
    uint32_t event = id_table_add(&engine->events, id);
    if (event == ID_NONE)
        return engine_no_memory(err);
    if (engine->events.count > known) {
        engine->event_firings[event] = ID_NONE;
        engine->event_revisions[event] = 0;
    }
    if (revision < engine->event_revisions[event])
        return TCT_OK;
    engine->event_revisions[event] = revision;
    if (engine->event_firings[event] != ID_NONE)
        status = tct_book_revise(engine->book, engine->event_firings[event], firing, err);
    else if (firing != NULL)
        status = add_firing(engine, event, firing, err);
    return status == TCT_OK && engine->failed ? engine_no_memory(err) : status;
}

/* ---- What was said ---- */

/* What a statement takes the place of; NULL when it names nothing. */
static enum tct_status find_corrected(struct incident_engine *engine, const struct tct_said *said,
                                      struct said **ret, struct tct_error *err)
{
    *ret = NULL;
    if (said->corrects[0] == '\0')
        return TCT_OK;
    uint32_t number = id_table_find(&engine->saids, said->corrects);
    struct said *former = number == ID_NONE ? NULL : &engine->said[number];
    if (former == NULL)
        return tct_fail(err, TCT_ERR_INPUT, "found nothing called %.64s, expected what it %s",
                        said->corrects,
                        said->kind == TCT_STATEMENT_WITHDRAWAL ? "withdraws" : "corrects");
    if (former->words.party != said->party)
        return tct_fail(err, TCT_ERR_INPUT,
                        "found a statement of somebody else (%.64s), expected one's own",
                        said->corrects);
    if (!former->stands)
        return tct_fail(err, TCT_ERR_INPUT,
                        "found %.64s, which was corrected or withdrawn, expected what took its "
                        "place",
                        said->corrects);
    if (said->kind != TCT_STATEMENT_WITHDRAWAL && former->words.kind != said->kind)
        return tct_fail(err, TCT_ERR_INPUT, "found another kind of statement (%.64s)",
                        said->corrects);
    *ret = former;
    return TCT_OK;
}

/* The activity takes the place of the former one, or is new, or called off. */
static enum tct_status notify(struct incident_engine *engine, const struct said *former,
                              const struct tct_activity *activity, uint32_t *ret,
                              struct tct_error *err)
{
    if (former == NULL)
        return tct_book_notify(engine->book, activity, ret, err);
    *ret = former->activity;
    return tct_book_notify_again(engine->book, former->activity, activity, err);
}

static enum tct_status apply_activity(struct incident_engine *engine, const struct said *former,
                                      struct said *now, struct tct_error *err)
{
    bool new = now->words.kind == TCT_STATEMENT_ACTIVITY;
    if (!new && (former == NULL || former->words.kind != TCT_STATEMENT_ACTIVITY))
        return TCT_OK;
    return notify(engine, former, new ? &now->words.activity : NULL, &now->activity, err);
}

enum tct_status incident_engine_said(struct incident_engine *engine, const struct tct_said *said,
                                     struct tct_error *err)
{
    struct said *former = NULL, now = {.words = *said, .stands = true, .fresh = true};
    now.incident = now.runner_up = TCT_NO_INCIDENT;
    if (id_table_find(&engine->saids, said->id) != ID_NONE)
        return tct_fail(err, TCT_ERR_INPUT, "found %.64s a second time, expected each once",
                        said->id);
    if (!HAVE_ROOM(engine->said, engine->saids.count, engine->said_room) ||
        !HAVE_ROOM(engine->reports, engine->report_count, engine->report_room) ||
        !HAVE_ROOM(engine->late, engine->late_count, engine->late_room))
        return engine_no_memory(err);
    enum tct_status status = find_corrected(engine, said, &former, err);
    if (status == TCT_OK)
        status = apply_activity(engine, former, &now, err);
    if (status != TCT_OK)
        return status;
    now.stands = said->kind != TCT_STATEMENT_WITHDRAWAL;
    if (former != NULL)
        former->stands = false;
    uint32_t number = id_table_add(&engine->saids, said->id);
    if (number == ID_NONE)
        return engine_no_memory(err);
    engine->said[number] = now;
    if (said->kind == TCT_STATEMENT_REPORT)
        engine->reports[engine->report_count++] = number;
    if (said->kind == TCT_STATEMENT_ACTIVITY && !tct_activity_in_advance(&said->activity))
        engine->late[engine->late_count++] = number;
    return engine->failed ? engine_no_memory(err) : TCT_OK;
}
