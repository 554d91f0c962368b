/* Cases from the record. */
#include "case_docket.h"

#include <stdlib.h>
#include <string.h>

#include "room.h"
#include "tacet/face/procedure_file.h"

#define ARENA_BYTES ((size_t)4 << 30)

static enum tct_status no_memory(struct tct_error *err)
{
    return tct_fail(err, TCT_ERR_MEMORY, "out of memory for the cases");
}

/* A person is the name of a key: who has several of one name counts once. */
static enum tct_status actor_of(const struct docket *docket, const struct author *author,
                                const char *person, struct tct_actor *ret, struct tct_error *err)
{
    size_t role = tct_procedure_role_named(&docket->procedure, author->role);
    if (role == docket->procedure.role_count)
        return tct_fail(err, TCT_ERR_INPUT,
                        "found the role '%.31s', expected one that the procedure knows",
                        author->role);
    bool of_side = docket->procedure.roles[role].standing == TCT_STANDING_SIDE;
    if (of_side != (author->party != TCT_SIDE_UNDETERMINED))
        return tct_fail(err, TCT_ERR_INPUT,
                        of_side ? "found nobody's %.31s, expected one of a side"
                                : "found a side's %.31s, expected one of the mission",
                        author->role);
    *ret = (struct tct_actor){.person = person,
                              .role = role,
                              .party = of_side ? (int)author->party : TCT_NO_PARTY,
                              .revoked_ns = INT64_MAX};
    return TCT_OK;
}

static const char *keep(struct docket *docket, const char *text)
{
    char *copy = TCT_ARENA_NEW(&docket->arena, char, strlen(text) + 1);
    if (copy != NULL)
        memcpy(copy, text, strlen(text) + 1);
    return copy;
}

/* The case that an act is of: one that is there, or, when it opens one, a new one whose number is
 * given back once the act has been taken. */
static enum tct_status case_of(struct docket *docket, const struct tct_acted *acted,
                               uint32_t *ret_number, struct tct_case **ret, struct tct_error *err)
{
    *ret_number = id_table_find(&docket->ids, acted->inquiry);
    if (acted->act.kind != TCT_ACT_OPEN) {
        if (*ret_number == ID_NONE)
            return tct_fail(err, TCT_ERR_INPUT, "found the case '%.64s', expected one that is open",
                            acted->inquiry);
        *ret = docket->cases[*ret_number];
        return TCT_OK;
    }
    if (*ret_number != ID_NONE)
        return tct_fail(err, TCT_ERR_INPUT, "found the case '%.64s' a second time", acted->inquiry);
    *ret = TCT_ARENA_NEW(&docket->arena, struct tct_case, 1);
    if (*ret == NULL || !have_room(&docket->cases, sizeof(struct tct_case *), docket->ids.count,
                                   &docket->case_room))
        return no_memory(err);
    tct_case_begin(*ret, &docket->procedure, &docket->arena);
    return TCT_OK;
}

/* Reads the act and applies it to its case. `ret_number` is ID_NONE as long as there is none. */
static enum tct_status apply(struct docket *docket, const struct author *author, const char *text,
                             size_t bytes, int64_t at_ns, uint32_t *ret_number,
                             char ret_id[TCT_STATEMENT_ID_BYTES], struct tct_error *err)
{
    struct tct_case *inquiry = NULL;
    struct tct_acted *acted = TCT_ARENA_NEW(&docket->arena, struct tct_acted, 1);
    const char *person = keep(docket, author->verifier.name);
    *ret_number = ID_NONE;
    if (acted == NULL || person == NULL)
        return no_memory(err);
    enum tct_status status =
        tct_act_read(&docket->procedure, docket->sector, text, bytes, &docket->arena, acted, err);
    if (status != TCT_OK)
        return status;
    memcpy(ret_id, acted->inquiry, TCT_STATEMENT_ID_BYTES);
    acted->act.at_ns = at_ns;
    status = actor_of(docket, author, person, &acted->act.by, err);
    if (status == TCT_OK)
        status = case_of(docket, acted, ret_number, &inquiry, err);
    if (status == TCT_OK)
        status = tct_case_apply(inquiry, &acted->act, err);
    if (status != TCT_OK || *ret_number != ID_NONE)
        return status;
    *ret_number = id_table_add(&docket->ids, acted->inquiry);
    if (*ret_number == ID_NONE)
        return no_memory(err);
    docket->cases[*ret_number] = inquiry;
    return TCT_OK;
}

static const char *said_text(const json_t *entry, const char *key)
{
    return json_string_value(json_object_get(json_object_get(entry, "statement"), key));
}

static bool is_case(const json_t *entry)
{
    const char *kind = said_text(entry, "kind");
    return kind != NULL && strcmp(kind, "case") == 0;
}

/* What opens a case need not name it. */
static bool is_of_another(const struct docket *docket, const json_t *entry)
{
    const char *id = said_text(entry, "case");
    return docket->only != NULL && id != NULL && strcmp(id, docket->only) != 0;
}

/* Deadlines hang on when the keeper took an act: without that, or with a time that goes back, it is
 * refused. */
static enum tct_status check_time(struct docket *docket, int64_t taken_ns, struct tct_error *err)
{
    if (taken_ns == RECORD_NOT_SAID)
        return tct_fail(err, TCT_ERR_INPUT, "found no time at which the record took it");
    if (taken_ns < docket->latest_ns)
        return tct_fail(err, TCT_ERR_INPUT, "found a time of the record that goes back");
    docket->latest_ns = taken_ns;
    return TCT_OK;
}

static enum tct_status take_signed(struct docket *docket, const char *entry, int64_t taken_ns,
                                   uint32_t *ret_number, struct tct_error *err)
{
    struct tct_statement statement = {0};
    const struct author *author = NULL;
    char id[TCT_STATEMENT_ID_BYTES];
    *ret_number = ID_NONE;
    enum tct_status status = tct_statement_open(entry, strlen(entry), &statement, err);
    if (status == TCT_OK)
        status = check_time(docket, taken_ns, err);
    if (status == TCT_OK)
        status = authors_find(&docket->authors, &statement, &author, err);
    if (status == TCT_OK)
        status =
            apply(docket, author, statement.text, statement.bytes, taken_ns, ret_number, id, err);
    tct_statement_free(&statement);
    return status;
}

static enum tct_status take_act(struct docket *docket, uint64_t index, const json_t *entry,
                                int64_t taken_ns, struct tct_error *err)
{
    struct docket_act act = {.index = index};
    struct tct_error why;
    char *text = json_dumps(entry, JSON_COMPACT);
    if (text == NULL || !HAVE_ROOM(docket->acts, docket->act_count, docket->act_room)) {
        free(text);
        return no_memory(err);
    }
    enum tct_status status = take_signed(docket, text, taken_ns, &act.of, &why);
    free(text);
    if (status == TCT_ERR_MEMORY || status == TCT_ERR_IO)
        return tct_fail(err, status, "%s", why.text);
    act.taken = status == TCT_OK;
    act.why = act.taken ? NULL : keep(docket, why.text);
    docket->acts[docket->act_count++] = act;
    return act.taken || act.why != NULL ? TCT_OK : no_memory(err);
}

static enum tct_status take(void *user, uint64_t index, const json_t *entry, int64_t taken_ns,
                            struct tct_error *err)
{
    struct docket *docket = user;
    struct tct_error why;
    const char *kind = json_string_value(json_object_get(entry, "kind"));
    if (is_case(entry) && is_of_another(docket, entry))
        return TCT_OK;
    if (is_case(entry))
        return take_act(docket, index, entry, taken_ns, err);
    if (kind == NULL || strcmp(kind, "author") != 0)
        return TCT_OK;
    if (!HAVE_ROOM(docket->named, docket->named_count, docket->named_room))
        return no_memory(err);
    docket->named[docket->named_count++] = index;
    enum tct_status status = authors_take(&docket->authors, docket->sector, entry, &why);
    return status == TCT_ERR_MEMORY ? tct_fail(err, status, "%s", why.text) : TCT_OK;
}

enum tct_status docket_open(struct docket *docket, const struct tct_sector *sector,
                            const char *procedure_path, const char *record, const char *only,
                            struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    *docket = (struct docket){.sector = sector, .only = only, .latest_ns = INT64_MIN};
    tct_arena_init(&docket->arena, ARENA_BYTES);
    tct_procedure_default(&docket->procedure);
    if (procedure_path != NULL)
        status = tct_procedure_load(procedure_path, &docket->procedure, err);
    return status == TCT_OK ? record_walk(record, take, docket, &docket->head, err) : status;
}

void docket_close(struct docket *docket)
{
    authors_free(&docket->authors);
    id_table_free(&docket->ids);
    free(docket->cases);
    free(docket->acts);
    free(docket->named);
    tct_arena_free(&docket->arena);
    *docket = (struct docket){0};
}

enum tct_status docket_case(const struct docket *docket, const char *id, struct tct_case_told *ret,
                            struct tct_error *err)
{
    uint32_t number = id_table_find(&docket->ids, id);
    if (number == ID_NONE)
        return tct_fail(err, TCT_ERR_INPUT, "found no case '%.64s' on the record", id);
    *ret = (struct tct_case_told){.inquiry = docket->cases[number],
                                  .id = docket->ids.names[number],
                                  .sector = docket->sector};
    return TCT_OK;
}

enum tct_status docket_act(struct docket *docket, const struct tct_verifier *key, const char *text,
                           size_t bytes, int64_t now_ns, char ret_id[TCT_STATEMENT_ID_BYTES],
                           struct tct_error *err)
{
    uint32_t number = ID_NONE;
    const struct author *author = authors_of_key(&docket->authors, key);
    if (author == NULL)
        return tct_fail(err, TCT_ERR_INPUT,
                        "found the key of %.100s, expected one that the record names", key->name);
    if (author->revoked)
        return tct_fail(err, TCT_ERR_INPUT, "found a key of %.100s that was revoked", key->name);
    enum tct_status status = check_time(docket, now_ns, err);
    return status == TCT_OK ? apply(docket, author, text, bytes, now_ns, &number, ret_id, err)
                            : status;
}
