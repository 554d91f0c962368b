/* The record's entries, given to the engine. */
#include "incident_record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "authors.h"
#include "record_walk.h"

enum { EVENT_ARENA_BYTES = 1 << 26 };

struct reading {
    const struct tct_sector *sector;
    struct incident_engine *engine;
    struct authors authors;
    incident_entry_fn *told;
    void *told_user;
};

/* What became of one entry. */
struct outcome {
    const char *kind; /* static text */
    char id[128], author[TCT_KEY_NAME_MAX + 1];
    enum tct_status status; /* TCT_ERR_INPUT: refused */
    struct tct_error why;
};

/* An event is read as a file of one. */
static enum tct_status take_event(struct reading *reading, char *text, size_t bytes,
                                  struct outcome *outcome)
{
    struct tct_arena arena;
    struct tct_warnings warnings;
    struct tct_event_set set = {0};
    FILE *file = fmemopen(text, bytes, "r");
    outcome->kind = "event";
    if (file == NULL)
        return tct_fail(&outcome->why, TCT_ERR_MEMORY, "out of memory");
    tct_arena_init(&arena, EVENT_ARENA_BYTES);
    tct_warnings_init(&warnings, NULL);
    enum tct_status status =
        tct_events_read(file, "entry", reading->sector, &arena, &warnings, &set, &outcome->why);
    (void)fclose(file);
    if (status == TCT_OK && set.count != 1)
        status = tct_fail(&outcome->why, TCT_ERR_INPUT, "found no event of this sector");
    if (status == TCT_OK) {
        struct tct_firing firing = tct_firing_of(&set.events[0]);
        (void)snprintf(outcome->id, sizeof(outcome->id), "%s", set.ids[0]);
        status = incident_engine_event(reading->engine, set.ids[0], set.revisions[0], &firing,
                                       &outcome->why);
    }
    tct_arena_free(&arena);
    return status;
}

/* Its own word for when it came; a log must not depend on when it is read. */
static enum tct_status received_of(const char *text, size_t bytes, int64_t *ret_ns,
                                   struct tct_error *err)
{
    json_t *object = json_loadb(text, bytes, 0, NULL);
    const json_t *when = json_object_get(object, "received");
    if (when == NULL)
        when = json_object_get(object, "notified");
    const char *kind = json_string_value(json_object_get(object, "kind"));
    bool withdrawal = kind != NULL && strcmp(kind, "withdrawal") == 0;
    enum tct_status status = TCT_OK;
    *ret_ns = 0;
    if (!withdrawal &&
        (!json_is_string(when) ||
         tct_time_parse(json_string_value(when), json_string_length(when), ret_ns) != TCT_OK))
        status = tct_fail(err, TCT_ERR_INPUT, "says not to the second when it was received");
    json_decref(object);
    return status;
}

/* A side speaks for itself; the mission may write down what a side told it. */
static enum tct_status check_party(const struct author *author, const struct tct_said *said,
                                   struct tct_error *err)
{
    if (author->party == TCT_SIDE_UNDETERMINED || author->party == said->party)
        return TCT_OK;
    return tct_fail(err, TCT_ERR_INPUT,
                    "found a statement that is not of the author's own party, expected that");
}

static enum tct_status take_statement(struct reading *reading, const char *text, size_t bytes,
                                      struct outcome *outcome)
{
    struct tct_statement statement;
    const struct author *author = NULL;
    struct tct_said said;
    struct tct_error *why = &outcome->why;
    int64_t now_ns = 0;
    outcome->kind = "statement";
    enum tct_status status = tct_statement_open(text, bytes, &statement, why);
    if (status != TCT_OK)
        return status;
    (void)snprintf(outcome->author, sizeof(outcome->author), "%s", statement.name);
    status = authors_find(&reading->authors, &statement, &author, why);
    if (status == TCT_OK)
        status = received_of(statement.text, statement.bytes, &now_ns, why);
    if (status == TCT_OK)
        status = tct_statement_read(reading->sector, statement.text, statement.bytes, now_ns, &said,
                                    why);
    if (status == TCT_OK) {
        (void)snprintf(outcome->id, sizeof(outcome->id), "%s", said.id);
        status = check_party(author, &said, why);
    }
    if (status == TCT_OK)
        status = incident_engine_said(reading->engine, &said, why);
    tct_statement_free(&statement);
    return status;
}

static enum tct_status take(struct reading *reading, const json_t *entry, struct outcome *outcome)
{
    const char *kind = json_string_value(json_object_get(entry, "kind"));
    char *own = entry == NULL ? NULL : json_dumps(entry, JSON_COMPACT);
    enum tct_status status = TCT_OK;
    outcome->kind = "other";
    if (own != NULL && json_object_get(entry, "statement") != NULL)
        status = take_statement(reading, own, strlen(own), outcome);
    else if (own != NULL && kind != NULL && strcmp(kind, "author") == 0) {
        outcome->kind = "author";
        status = authors_take(&reading->authors, reading->sector, entry, &outcome->why);
    } else if (own != NULL && json_object_get(entry, "arrivals") != NULL)
        status = take_event(reading, own, strlen(own), outcome);
    free(own);
    return status;
}

static enum tct_status tell(const struct reading *reading, uint64_t index,
                            const struct outcome *outcome, struct tct_error *err)
{
    bool refused = outcome->status != TCT_OK;
    json_t *object = json_pack("{s:I, s:s, s:b}", "index", (json_int_t)index, "kind", outcome->kind,
                               "accepted", !refused);
    if (object != NULL && outcome->id[0] != '\0')
        (void)json_object_set_new(object, "id", json_string(outcome->id));
    if (object != NULL && outcome->author[0] != '\0')
        (void)json_object_set_new(object, "author", json_string(outcome->author));
    if (object != NULL && refused)
        (void)json_object_set_new(object, "reason", json_string(outcome->why.text));
    char *text = object == NULL ? NULL : json_dumps(object, JSON_COMPACT);
    json_decref(object);
    if (text == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    enum tct_status status = reading->told(reading->told_user, index, text, err);
    free(text);
    return status;
}

static enum tct_status take_entry(void *user, uint64_t index, const json_t *entry, int64_t taken_ns,
                                  struct tct_error *err)
{
    struct reading *reading = user;
    struct outcome outcome = {.kind = "other"};
    (void)taken_ns;
    outcome.status = take(reading, entry, &outcome);
    if (outcome.status == TCT_ERR_MEMORY || outcome.status == TCT_ERR_IO)
        return tct_fail(err, outcome.status, "%s", outcome.why.text);
    return tell(reading, index, &outcome, err);
}

static enum tct_status open_log(const char *folder, struct record_log *ret, struct tct_error *err)
{
    struct tct_policy *trust = NULL;
    enum tct_status status = record_trust(NULL, NULL, folder, &trust, err);
    if (status == TCT_OK)
        status = record_open(folder, trust, ret, err);
    free(trust);
    return status;
}

enum tct_status incident_record_read(const char *folder, const struct tct_sector *sector,
                                     struct incident_engine *engine, incident_entry_fn *told,
                                     void *told_user, struct tct_checkpoint *ret_head,
                                     struct tct_error *err)
{
    struct reading reading = {
        .sector = sector, .engine = engine, .told = told, .told_user = told_user};
    enum tct_status status = record_walk(folder, take_entry, &reading, ret_head, err);
    authors_free(&reading.authors);
    return status;
}

enum tct_status incident_record_continues(const char *folder, uint64_t size,
                                          const uint8_t root[TCT_HASH_BYTES], struct tct_error *err)
{
    struct record_log log;
    struct tct_hash then = {{0}};
    enum tct_status status = open_log(folder, &log, err);
    if (status != TCT_OK)
        return status;
    uint64_t now = tct_view_head(log.view)->size;
    if (now < size)
        status = tct_fail(err, TCT_ERR_INPUT,
                          "%.200s: found a log of %" PRIu64 " entries, expected the %" PRIu64
                          " that it had: it was rolled back",
                          folder, now, size);
    if (status == TCT_OK)
        status = tct_tree_root(size, tct_view_read_hash, log.view, &then, err);
    if (status == TCT_OK && memcmp(then.bytes, root, TCT_HASH_BYTES) != 0)
        status = tct_fail(err, TCT_ERR_INPUT,
                          "%.200s: found other entries than the %" PRIu64
                          " that it had: the log was rewritten",
                          folder, size);
    record_close(&log);
    return status;
}
