/* What the engine has worked out, as JSON and as rows. */
#include "incident_store.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { ZONES_MOST = 256, ARENA_BYTES = 1 << 30 };

static enum tct_status no_memory(struct tct_error *err)
{
    return tct_fail(err, TCT_ERR_MEMORY, "out of memory for what is stored");
}

json_t *incident_change_json(const struct incident_engine *engine,
                             const struct incident_change *change)
{
    static const char *const NAMES[] = {"begun", "firing", "left", "merged",
                                        "taken", "split",  "ended"};
    bool firing = change->change == TCT_CHANGE_BEGUN || change->change == TCT_CHANGE_FIRING ||
                  change->change == TCT_CHANGE_LEFT;
    const char *other = change->change == TCT_CHANGE_ENDED ? NULL
                        : firing ? incident_engine_event_id(engine, change->other)
                                 : incident_engine_id(engine, change->other);
    json_t *object = json_pack("{s:s, s:s, s:I, s:s}", "kind", "incident_change", "incident",
                               incident_engine_id(engine, change->incident), "revision",
                               (json_int_t)change->revision, "change", NAMES[change->change]);
    if (object != NULL && other != NULL)
        (void)json_object_set_new(object, firing ? "event" : "other", json_string(other));
    return object;
}

json_t *incident_match_json(const struct incident_engine *engine, size_t report)
{
    uint32_t incident = 0, runner_up = 0;
    const struct tct_match *match = incident_engine_match(engine, report, &incident, &runner_up);
    return tct_match_json(incident_engine_report_id(engine, report), match,
                          incident_engine_id(engine, incident),
                          incident_engine_id(engine, runner_up));
}

static int ascending(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

enum tct_status incident_days(const struct incident_engine *engine, const struct tct_rules *rules,
                              struct tct_arena *arena, int64_t **ret, size_t *ret_count,
                              struct tct_error *err)
{
    size_t reports = incident_engine_reports(engine), incidents = 0, count = 0, distinct = 0;
    uint32_t *list = NULL;
    enum tct_status status = incident_engine_list(engine, arena, &list, &incidents, err);
    int64_t *days = TCT_ARENA_NEW(arena, int64_t, reports + incidents);
    if (status == TCT_OK && days == NULL)
        status = no_memory(err);
    if (status != TCT_OK)
        return status;
    for (size_t i = 0; i < incidents; i++)
        days[count++] = tct_day_start(rules, incident_engine_from(engine, list[i]));
    for (size_t i = 0; i < reports; i++)
        if (incident_engine_stands(engine, i))
            days[count++] = tct_day_start(rules, incident_engine_report(engine, i)->from_ns);
    if (count > 0)
        qsort(days, count, sizeof(*days), ascending);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || days[i] != days[i - 1])
            days[distinct++] = days[i];
    *ret = days;
    *ret_count = distinct;
    return TCT_OK;
}

static enum tct_status fill_day(const struct incident_engine *engine,
                                const struct tct_sector *sector, const struct tct_rules *rules,
                                int64_t day_ns, struct tct_arena *arena, json_t *list,
                                struct tct_error *err)
{
    struct tct_day_row *rows = NULL;
    size_t count = 0, reports = incident_engine_reports(engine);
    uint32_t *told = NULL;
    char day[TCT_DAY_BYTES];
    enum tct_status status = incident_engine_day(engine, day_ns, arena, &rows, &count, &told, err);
    const char **ids = TCT_ARENA_NEW(arena, const char *, reports);
    if (status == TCT_OK && ids == NULL)
        status = no_memory(err);
    for (size_t i = 0; status == TCT_OK && i < reports; i++)
        ids[i] = incident_engine_report_id(engine, told[i]);
    tct_day_name(rules, day_ns, day);
    for (size_t i = 0; i < count && status == TCT_OK; i++)
        if (json_array_append_new(
                list, tct_day_row_json(sector, day, &rows[i],
                                       incident_engine_id(engine, rows[i].incident), ids)) != 0)
            status = no_memory(err);
    return status;
}

enum tct_status incident_day_json(const struct incident_engine *engine,
                                  const struct tct_sector *sector, const struct tct_rules *rules,
                                  int64_t day_ns, json_t **ret, struct tct_error *err)
{
    struct tct_arena arena;
    *ret = json_array();
    tct_arena_init(&arena, ARENA_BYTES);
    enum tct_status status =
        *ret == NULL ? no_memory(err) : fill_day(engine, sector, rules, day_ns, &arena, *ret, err);
    tct_arena_free(&arena);
    if (status != TCT_OK) {
        json_decref(*ret);
        *ret = NULL;
    }
    return status;
}

/* Gives the object back, from which the row's zones may be. */
static enum tct_status put(const struct tct_store *store, struct tct_row *row, json_t *object,
                           struct tct_error *err)
{
    char *text = object == NULL ? NULL : json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(12));
    row->text = text;
    enum tct_status status =
        text == NULL ? no_memory(err) : store->calls->put(store->user, row, err);
    free(text);
    json_decref(object);
    return status;
}

/* Names of zones that it touched, and of those in its reach. */
static size_t zones_of(const json_t *incident, const char *names[ZONES_MOST])
{
    const json_t *lists[] = {json_object_get(incident, "zones"),
                             json_object_get(incident, "zones_in_reach")};
    size_t count = 0;
    for (size_t l = 0; l < TCT_COUNT(lists); l++) {
        for (size_t i = 0; i < json_array_size(lists[l]) && count < ZONES_MOST; i++) {
            const json_t *item = json_array_get(lists[l], i);
            const char *name =
                json_string_value(json_is_object(item) ? json_object_get(item, "zone") : item);
            if (name != NULL)
                names[count++] = name;
        }
    }
    return count;
}

static enum tct_status put_incidents(const struct tct_store *store, struct incident_engine *engine,
                                     struct tct_arena *arena, struct tct_error *err)
{
    uint32_t *list = NULL;
    size_t count = 0;
    enum tct_status status = incident_engine_list(engine, arena, &list, &count, err);
    for (size_t i = 0; i < count && status == TCT_OK; i++) {
        json_t *object = NULL;
        const char *zones[ZONES_MOST];
        status = incident_engine_json(engine, list[i], &object, err);
        if (status != TCT_OK)
            break;
        struct tct_row row = {.kind = TCT_ROW_INCIDENT,
                              .key = incident_engine_id(engine, list[i]),
                              .from_ns = incident_engine_from(engine, list[i]),
                              .parent = "",
                              .zones = zones,
                              .zone_count = zones_of(object, zones)};
        status = put(store, &row, object, err);
    }
    return status;
}

static enum tct_status put_matches(const struct tct_store *store,
                                   const struct incident_engine *engine, struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < incident_engine_reports(engine) && status == TCT_OK; i++) {
        uint32_t incident = 0, runner_up = 0;
        if (!incident_engine_stands(engine, i))
            continue;
        (void)incident_engine_match(engine, i, &incident, &runner_up);
        const char *parent = incident_engine_id(engine, incident);
        struct tct_row row = {.kind = TCT_ROW_MATCH,
                              .key = incident_engine_report_id(engine, i),
                              .from_ns = incident_engine_report(engine, i)->from_ns,
                              .parent = parent == NULL ? "" : parent};
        status = put(store, &row, incident_match_json(engine, i), err);
    }
    return status;
}

static enum tct_status put_day(const struct tct_store *store, const struct tct_rules *rules,
                               int64_t day_ns, const json_t *rows, struct tct_error *err)
{
    char day[TCT_DAY_BYTES], key[32];
    enum tct_status status = TCT_OK;
    tct_day_name(rules, day_ns, day);
    for (size_t i = 0; i < json_array_size(rows) && status == TCT_OK; i++) {
        (void)snprintf(key, sizeof(key), "%s-%06zu", day, i);
        struct tct_row row = {.kind = TCT_ROW_DAY, .key = key, .from_ns = day_ns, .parent = day};
        status = put(store, &row, json_incref(json_array_get(rows, i)), err);
    }
    return status;
}

static enum tct_status put_days(const struct tct_store *store, const struct tct_sector *sector,
                                const struct tct_rules *rules, const struct incident_engine *engine,
                                struct tct_arena *arena, struct tct_error *err)
{
    int64_t *days = NULL;
    size_t count = 0;
    enum tct_status status = incident_days(engine, rules, arena, &days, &count, err);
    for (size_t i = 0; i < count && status == TCT_OK; i++) {
        json_t *rows = NULL;
        status = incident_day_json(engine, sector, rules, days[i], &rows, err);
        if (status == TCT_OK)
            status = put_day(store, rules, days[i], rows, err);
        json_decref(rows);
    }
    return status;
}

static enum tct_status put_changes(const struct tct_store *store,
                                   const struct incident_engine *engine, struct tct_error *err)
{
    size_t count = 0;
    const struct incident_change *changes = incident_engine_history(engine, &count);
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < count && status == TCT_OK; i++) {
        char key[32];
        (void)snprintf(key, sizeof(key), "%012zu", i);
        struct tct_row row = {.kind = TCT_ROW_CHANGE,
                              .key = key,
                              .parent = incident_engine_id(engine, changes[i].incident)};
        status = put(store, &row, incident_change_json(engine, &changes[i]), err);
    }
    return status;
}

enum tct_status incident_store_put(const struct tct_store *store, const struct tct_sector *sector,
                                   const struct tct_rules *rules, struct incident_engine *engine,
                                   struct tct_error *err)
{
    struct tct_arena arena;
    tct_arena_init(&arena, ARENA_BYTES);
    enum tct_status status = put_incidents(store, engine, &arena, err);
    if (status == TCT_OK)
        status = put_matches(store, engine, err);
    if (status == TCT_OK)
        status = put_days(store, sector, rules, engine, &arena, err);
    if (status == TCT_OK)
        status = put_changes(store, engine, err);
    tct_arena_free(&arena);
    return status;
}
