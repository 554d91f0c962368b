/* What an agreement is judged by: events, notified activities, inspections. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "accord.h"
#include "report.h"
#include "tacet/face/incidents.h"
#include "tacet/face/statement_file.h"

enum { LINES_MOST = 1000000 };

static enum tct_status out_of_memory(struct tct_error *err)
{
    return tct_fail(err, TCT_ERR_MEMORY, "out of memory for evidence");
}

enum tct_status accord_events(struct ground *ground, const char *path, struct accord_evidence *to,
                              struct tct_error *err)
{
    struct tct_event_set set;
    enum tct_status status = ground_events(ground, path, &set, err);
    if (status != TCT_OK)
        return status;
    to->sightings = TCT_ARENA_NEW(&ground->arena, struct tct_sighting, set.count);
    if (to->sightings == NULL)
        return out_of_memory(err);
    for (size_t i = 0; i < set.count; i++)
        to->sightings[i] = (struct tct_sighting){
            tct_firing_of(&set.events[i]), set.events[i].region95, set.events[i].region95_count};
    to->event_ids = set.ids;
    to->event_count = set.count;
    return TCT_OK;
}

/* ---- Lines of statements ------------------------------------------------------------------------
 */

struct reading {
    struct ground *ground;
    struct accord_evidence *to;
    size_t activity_room, inspection_room;
};

/* Room for one more in both lists; NULL: none. */
static bool grow(struct tct_arena *arena, void **items, char ***ids, size_t count, size_t *room,
                 size_t item_bytes)
{
    if (count < *room)
        return true;
    size_t more = 2 * *room + 64;
    void *moved = more > LINES_MOST ? NULL : tct_arena_take(arena, more, item_bytes);
    char **moved_ids = moved == NULL ? NULL : TCT_ARENA_NEW(arena, char *, more);
    if (moved_ids == NULL)
        return false;
    if (count > 0) {
        memcpy(moved, *items, count * item_bytes);
        memcpy(moved_ids, *ids, count * sizeof(*moved_ids));
    }
    *items = moved;
    *ids = moved_ids;
    *room = more;
    return true;
}

static char *kept_id(struct tct_arena *arena, const char *id)
{
    size_t bytes = strlen(id) + 1;
    char *ret = TCT_ARENA_NEW(arena, char, bytes);
    if (ret != NULL)
        memcpy(ret, id, bytes);
    return ret;
}

static void drop_activity(struct accord_evidence *to, const char *id)
{
    for (size_t i = 0; i < to->activity_count; i++) {
        if (strcmp(to->activity_ids[i], id) != 0)
            continue;
        to->activity_count--;
        to->activities[i] = to->activities[to->activity_count];
        to->activity_ids[i] = to->activity_ids[to->activity_count];
        return;
    }
}

/* Activities count, and what corrects or withdraws them; what else is said is for incidents. */
static enum tct_status take_statement(void *user, const char *name, size_t line, char *text,
                                      size_t bytes, struct tct_error *err)
{
    struct reading *reading = user;
    struct accord_evidence *to = reading->to;
    struct tct_arena *arena = &reading->ground->arena;
    struct tct_said said;
    struct tct_error why;
    void *items = to->activities;
    int64_t now_ns = (int64_t)time(NULL) * TCT_NS_PER_S;
    enum tct_status status =
        tct_statement_read(&reading->ground->sector, text, bytes, now_ns, &said, &why);
    if (status == TCT_ERR_INPUT || status == TCT_ERR_LIMIT) {
        report_refused(reading->ground, name, line, &why);
        return TCT_OK;
    }
    if (status != TCT_OK)
        return tct_fail(err, status, "%s", why.text);
    if (said.corrects[0] != '\0')
        drop_activity(to, said.corrects);
    if (said.kind != TCT_STATEMENT_ACTIVITY)
        return TCT_OK;
    bool room = grow(arena, &items, &to->activity_ids, to->activity_count, &reading->activity_room,
                     sizeof(*to->activities));
    to->activities = items;
    char *id = room ? kept_id(arena, said.id) : NULL;
    if (id == NULL)
        return out_of_memory(err);
    to->activities[to->activity_count] = said.activity;
    to->activity_ids[to->activity_count++] = id;
    return TCT_OK;
}

static enum tct_status take_inspection(void *user, const char *name, size_t line, char *text,
                                       size_t bytes, struct tct_error *err)
{
    struct reading *reading = user;
    struct accord_evidence *to = reading->to;
    struct tct_arena *arena = &reading->ground->arena;
    struct tct_inspection inspection;
    struct tct_error why;
    char id[TCT_STATEMENT_ID_BYTES];
    void *items = to->inspections;
    enum tct_status status =
        tct_inspection_read(&reading->ground->sector, text, bytes, &inspection, id, &why);
    if (status == TCT_ERR_INPUT || status == TCT_ERR_LIMIT) {
        report_refused(reading->ground, name, line, &why);
        return TCT_OK;
    }
    if (status != TCT_OK)
        return tct_fail(err, status, "%s", why.text);
    bool room = grow(arena, &items, &to->inspection_ids, to->inspection_count,
                     &reading->inspection_room, sizeof(*to->inspections));
    to->inspections = items;
    char *kept = room ? kept_id(arena, id) : NULL;
    if (kept == NULL)
        return out_of_memory(err);
    to->inspections[to->inspection_count] = inspection;
    to->inspection_ids[to->inspection_count++] = kept;
    return TCT_OK;
}

enum tct_status accord_statements(struct ground *ground, const char *path,
                                  struct accord_evidence *to, struct tct_error *err)
{
    struct reading reading = {.ground = ground, .to = to};
    return path == NULL ? TCT_OK : report_lines(path, take_statement, &reading, err);
}

enum tct_status accord_inspections(struct ground *ground, const char *path,
                                   struct accord_evidence *to, struct tct_error *err)
{
    struct reading reading = {.ground = ground, .to = to};
    return path == NULL ? TCT_OK : report_lines(path, take_inspection, &reading, err);
}
