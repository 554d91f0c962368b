/* Entries of a case. */
#include "case_entries.h"

#include <stdlib.h>
#include <string.h>

#include "room.h"

struct list {
    uint64_t *indices;
    size_t count, room;
    const json_t *wanted; /* ids of events and statements, as an object's keys */
};

static enum tct_status add(struct list *list, uint64_t index, struct tct_error *err)
{
    if (!HAVE_ROOM(list->indices, list->count, list->room))
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    list->indices[list->count++] = index;
    return TCT_OK;
}

/* All texts in arrays, however deep. */
static void collect(json_t *wanted, const json_t *value)
{
    const char *key = NULL;
    json_t *item = NULL;
    if (json_is_string(value))
        (void)json_object_set_new(wanted, json_string_value(value), json_true());
    for (size_t i = 0; i < json_array_size(value); i++)
        collect(wanted, json_array_get(value, i));
    json_object_foreach((json_t *)(uintptr_t)value, key, item) collect(wanted, item);
}

static enum tct_status add_if_wanted(void *user, const struct tct_row *row, struct tct_error *err)
{
    struct list *list = user;
    json_t *entry = json_loads(row->text, 0, NULL);
    const char *id = json_string_value(json_object_get(entry, "id"));
    bool wanted = id != NULL && json_object_get(list->wanted, id) != NULL;
    uint64_t index = (uint64_t)json_integer_value(json_object_get(entry, "index"));
    json_decref(entry);
    return wanted ? add(list, index, err) : TCT_OK;
}

static enum tct_status add_incident(struct list *list, const struct tct_store *store,
                                    const json_t *incident, struct tct_error *err)
{
    static const struct tct_store_query ALL = {
        .kind = TCT_ROW_ENTRY, .from_ns = INT64_MIN, .until_ns = INT64_MAX};
    const json_t *parts = json_object_get(incident, "engagements");
    json_t *wanted = json_object();
    collect(wanted, json_object_get(incident, "reports"));
    for (size_t i = 0; i < json_array_size(parts); i++)
        collect(wanted, json_object_get(json_array_get(parts, i), "events"));
    list->wanted = wanted;
    enum tct_status status = store->calls->find(store->user, &ALL, add_if_wanted, list, err);
    json_decref(wanted);
    return status;
}

static int ascending(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

enum tct_status case_entries(const struct docket *docket, const char *id,
                             const struct tct_store *store, const json_t *incident, uint64_t **ret,
                             size_t *ret_count, struct tct_error *err)
{
    struct list list = {.count = 0};
    enum tct_status status = TCT_OK;
    uint32_t number = id_table_find(&docket->ids, id);
    for (size_t i = 0; i < docket->named_count && status == TCT_OK; i++)
        status = add(&list, docket->named[i], err);
    for (size_t i = 0; i < docket->act_count && status == TCT_OK; i++)
        if (docket->acts[i].of == number)
            status = add(&list, docket->acts[i].index, err);
    if (status == TCT_OK && incident != NULL)
        status = add_incident(&list, store, incident, err);
    if (status != TCT_OK) {
        free(list.indices);
        return status;
    }
    if (list.count > 0)
        qsort(list.indices, list.count, sizeof(*list.indices), ascending);
    *ret_count = 0;
    for (size_t i = 0; i < list.count; i++)
        if (i == 0 || list.indices[i] != list.indices[i - 1])
            list.indices[(*ret_count)++] = list.indices[i];
    *ret = list.indices;
    return TCT_OK;
}

struct picking {
    const struct incident_viewer *viewer;
    const struct tct_sector *sector;
    const uint64_t *indices;
    size_t count, next;
    json_t *events;
};

static enum tct_status pick_event(void *user, uint64_t index, const json_t *entry, int64_t taken_ns,
                                  struct tct_error *err)
{
    struct picking *picking = user;
    (void)taken_ns;
    if (picking->next == picking->count || index != picking->indices[picking->next])
        return TCT_OK;
    picking->next++;
    const char *time = json_string_value(json_object_get(entry, "time"));
    int64_t happened_ns = 0;
    if (json_object_get(entry, "arrivals") == NULL || time == NULL ||
        tct_time_parse(time, strlen(time), &happened_ns) != TCT_OK)
        return TCT_OK;
    char *text = json_dumps(entry, JSON_COMPACT | JSON_REAL_PRECISION(17)), *seen = NULL;
    enum tct_status status = text == NULL
                                 ? tct_fail(err, TCT_ERR_MEMORY, "out of memory")
                                 : incident_viewer_show(picking->viewer, picking->sector, "event",
                                                        happened_ns, text, &seen, err);
    if (status == TCT_OK && seen != NULL)
        (void)json_array_append_new(picking->events, json_loads(seen, 0, NULL));
    free(seen);
    free(text);
    return status;
}

enum tct_status case_events(const char *folder, const struct incident_viewer *viewer,
                            const struct tct_sector *sector, const uint64_t *indices, size_t count,
                            json_t **ret, struct tct_error *err)
{
    struct tct_checkpoint head;
    struct picking picking = {
        .viewer = viewer, .sector = sector, .indices = indices, .count = count};
    picking.events = json_array();
    enum tct_status status = record_walk(folder, pick_event, &picking, &head, err);
    *ret = picking.events;
    return status;
}
