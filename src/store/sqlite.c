/* Rows in a SQLite file. Values only ever reach it as bound parameters. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tacet/store.h"

enum { APPLICATION_ID = 0x54616365, VERSION = 2, BUSY_MS = 10000 };

/* Rows carry the round in which they were put last: older ones are gone when a round ends. */
static const char SCHEMA[] =
    "CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), origin TEXT NOT NULL,"
    " size INTEGER NOT NULL, root BLOB NOT NULL, made TEXT NOT NULL, round INTEGER NOT NULL);"
    "CREATE TABLE item (kind INTEGER NOT NULL, key TEXT NOT NULL, from_ns INTEGER NOT NULL,"
    " parent TEXT NOT NULL, text TEXT NOT NULL, round INTEGER NOT NULL, PRIMARY KEY (kind, key))"
    " WITHOUT ROWID;"
    "CREATE INDEX item_time ON item (kind, from_ns, key);"
    "CREATE INDEX item_parent ON item (kind, parent, from_ns, key);"
    "CREATE TABLE zone (name TEXT NOT NULL, kind INTEGER NOT NULL, from_ns INTEGER NOT NULL,"
    " key TEXT NOT NULL, round INTEGER NOT NULL, PRIMARY KEY (name, kind, from_ns, key))"
    " WITHOUT ROWID;"
    "CREATE INDEX zone_key ON zone (kind, key);";

enum statement {
    PUT,
    PUT_ZONE,
    DROP_ITEM,
    LEAVE_ZONES,
    DROP_ITEMS,
    DROP_ZONES,
    SET_HEAD,
    GET_HEAD,
    STATEMENTS,
};

static const char *const TEXTS[STATEMENTS] = {
    [PUT] = "INSERT INTO item (kind, key, from_ns, parent, text, round) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (kind, key) DO UPDATE SET from_ns = excluded.from_ns,"
            " parent = excluded.parent, text = excluded.text, round = excluded.round",
    [PUT_ZONE] = "INSERT INTO zone (name, kind, from_ns, key, round) VALUES (?, ?, ?, ?, ?)"
                 " ON CONFLICT DO UPDATE SET round = excluded.round",
    [DROP_ITEM] = "DELETE FROM item WHERE kind = ? AND key = ?",
    [LEAVE_ZONES] = "DELETE FROM zone WHERE kind = ? AND key = ?",
    [DROP_ITEMS] = "DELETE FROM item WHERE round < ?",
    [DROP_ZONES] = "DELETE FROM zone WHERE round < ?",
    [SET_HEAD] = "INSERT INTO head (one, origin, size, root, made, round) VALUES (1, ?, ?, ?, ?, ?)"
                 " ON CONFLICT (one) DO UPDATE SET origin = excluded.origin, size = excluded.size,"
                 " root = excluded.root, made = excluded.made, round = excluded.round",
    [GET_HEAD] = "SELECT origin, size, root, made, round FROM head WHERE one = 1",
};

struct database {
    sqlite3 *file;
    sqlite3_stmt *statements[STATEMENTS];
    sqlite3_int64 round;
    bool anew;
    char path[512];
};

static enum tct_status failed(const struct database *database, struct tct_error *err)
{
    int code = sqlite3_errcode(database->file) & 0xff;
    enum tct_status status = code == SQLITE_NOMEM                              ? TCT_ERR_MEMORY
                             : code == SQLITE_FULL || code == SQLITE_TOOBIG    ? TCT_ERR_LIMIT
                             : code == SQLITE_CORRUPT || code == SQLITE_NOTADB ? TCT_ERR_INPUT
                                                                               : TCT_ERR_IO;
    return tct_fail(err, status, "%.300s: %s", database->path, sqlite3_errmsg(database->file));
}

static enum tct_status execute(struct database *database, const char *text, struct tct_error *err)
{
    return sqlite3_exec(database->file, text, NULL, NULL, NULL) == SQLITE_OK
               ? TCT_OK
               : failed(database, err);
}

static enum tct_status number_of(struct database *database, const char *text, int *ret,
                                 struct tct_error *err)
{
    sqlite3_stmt *statement = NULL;
    enum tct_status status = TCT_OK;
    if (sqlite3_prepare_v2(database->file, text, -1, &statement, NULL) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW)
        status = failed(database, err);
    else
        *ret = sqlite3_column_int(statement, 0);
    (void)sqlite3_finalize(statement);
    return status;
}

static enum tct_status step(struct database *database, enum statement which, struct tct_error *err)
{
    sqlite3_stmt *statement = database->statements[which];
    int code = sqlite3_step(statement);
    enum tct_status status = code == SQLITE_DONE ? TCT_OK : failed(database, err);
    (void)sqlite3_reset(statement);
    return status;
}

/* Texts are the caller's, and last until the statement is done. */
static void bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    (void)sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

static enum tct_status get_head(void *user, struct tct_store_head *ret, struct tct_error *err)
{
    struct database *database = user;
    sqlite3_stmt *statement = database->statements[GET_HEAD];
    *ret = (struct tct_store_head){.size = 0};
    database->round = 0;
    int code = sqlite3_step(statement);
    enum tct_status status = TCT_OK;
    if (code == SQLITE_ROW) {
        (void)snprintf(ret->origin, sizeof(ret->origin), "%s",
                       (const char *)sqlite3_column_text(statement, 0));
        ret->size = (uint64_t)sqlite3_column_int64(statement, 1);
        if (sqlite3_column_bytes(statement, 2) == sizeof(ret->root))
            memcpy(ret->root, sqlite3_column_blob(statement, 2), sizeof(ret->root));
        (void)snprintf(ret->made, sizeof(ret->made), "%s",
                       (const char *)sqlite3_column_text(statement, 3));
        database->round = sqlite3_column_int64(statement, 4);
    } else if (code != SQLITE_DONE) {
        status = failed(database, err);
    }
    (void)sqlite3_reset(statement);
    return status;
}

static enum tct_status begin(void *user, bool anew, struct tct_error *err)
{
    struct database *database = user;
    struct tct_store_head head;
    enum tct_status status = execute(database, "BEGIN IMMEDIATE", err);
    if (status == TCT_OK)
        status = get_head(database, &head, err);
    database->round += anew;
    database->anew = anew;
    return status;
}

static enum tct_status step_for(struct database *database, enum statement which,
                                enum tct_row_kind kind, const char *key, struct tct_error *err)
{
    (void)sqlite3_bind_int(database->statements[which], 1, (int)kind);
    bind_text(database->statements[which], 2, key);
    return step(database, which, err);
}

static enum tct_status drop(void *user, enum tct_row_kind kind, const char *key,
                            struct tct_error *err)
{
    enum tct_status status = step_for(user, LEAVE_ZONES, kind, key, err);
    return status == TCT_OK ? step_for(user, DROP_ITEM, kind, key, err) : status;
}

static enum tct_status put(void *user, const struct tct_row *row, struct tct_error *err)
{
    struct database *database = user;
    sqlite3_stmt *statement = database->statements[PUT];
    TCT_ASSERT(row->key[0] != '\0');
    (void)sqlite3_bind_int(statement, 1, (int)row->kind);
    bind_text(statement, 2, row->key);
    (void)sqlite3_bind_int64(statement, 3, row->from_ns);
    bind_text(statement, 4, row->parent);
    bind_text(statement, 5, row->text);
    (void)sqlite3_bind_int64(statement, 6, database->round);
    enum tct_status status = step(database, PUT, err);
    if (status == TCT_OK && !database->anew)
        status = step_for(database, LEAVE_ZONES, row->kind, row->key, err);
    statement = database->statements[PUT_ZONE];
    for (size_t i = 0; i < row->zone_count && status == TCT_OK; i++) {
        bind_text(statement, 1, row->zones[i]);
        (void)sqlite3_bind_int(statement, 2, (int)row->kind);
        (void)sqlite3_bind_int64(statement, 3, row->from_ns);
        bind_text(statement, 4, row->key);
        (void)sqlite3_bind_int64(statement, 5, database->round);
        status = step(database, PUT_ZONE, err);
    }
    return status;
}

static enum tct_status end(void *user, const struct tct_store_head *head, struct tct_error *err)
{
    struct database *database = user;
    sqlite3_stmt *statement = database->statements[SET_HEAD];
    (void)sqlite3_bind_int64(database->statements[DROP_ITEMS], 1, database->round);
    (void)sqlite3_bind_int64(database->statements[DROP_ZONES], 1, database->round);
    enum tct_status status = database->anew ? step(database, DROP_ITEMS, err) : TCT_OK;
    if (status == TCT_OK && database->anew)
        status = step(database, DROP_ZONES, err);
    bind_text(statement, 1, head->origin);
    (void)sqlite3_bind_int64(statement, 2, (sqlite3_int64)head->size);
    (void)sqlite3_bind_blob(statement, 3, head->root, sizeof(head->root), SQLITE_STATIC);
    bind_text(statement, 4, head->made);
    (void)sqlite3_bind_int64(statement, 5, database->round);
    if (status == TCT_OK)
        status = step(database, SET_HEAD, err);
    return status == TCT_OK ? execute(database, "COMMIT", err) : status;
}

static void abandon(void *user)
{
    struct database *database = user;
    if (database->file != NULL && sqlite3_get_autocommit(database->file) == 0)
        (void)sqlite3_exec(database->file, "ROLLBACK", NULL, NULL, NULL);
}

/* The statement for a query; conditions that are not asked for are left out, so that an index fits.
 */
static enum tct_status prepare(struct database *database, const struct tct_store_query *query,
                               sqlite3_stmt **ret, struct tct_error *err)
{
    char text[640], most[32] = "";
    const char *from = query->zone != NULL
                           ? "zone AS z CROSS JOIN item AS i ON i.kind = z.kind AND i.key = z.key"
                           : "item AS i";
    const char *time = query->zone != NULL ? "z.from_ns" : "i.from_ns";
    if (query->most > 0)
        (void)snprintf(most, sizeof(most), " LIMIT %zu", query->most);
    (void)snprintf(text, sizeof(text),
                   "SELECT i.key, i.from_ns, i.parent, i.text FROM %s WHERE %s.kind = ?1"
                   " AND %s >= ?2 AND %s < ?3%s%s%s%s%s ORDER BY %s, i.key%s",
                   from, query->zone != NULL ? "z" : "i", time, time,
                   query->key != NULL ? " AND i.key = ?4" : "",
                   query->parent != NULL ? " AND i.parent = ?5" : "",
                   query->zone != NULL ? " AND z.name = ?6" : "",
                   query->after != NULL ? " AND (" : "",
                   query->after == NULL  ? ""
                   : query->zone != NULL ? "z.from_ns, z.key) > (?2, ?7)"
                                         : "i.from_ns, i.key) > (?2, ?7)",
                   time, most);
    if (sqlite3_prepare_v2(database->file, text, -1, ret, NULL) != SQLITE_OK)
        return failed(database, err);
    (void)sqlite3_bind_int(*ret, 1, (int)query->kind);
    (void)sqlite3_bind_int64(*ret, 2, query->from_ns);
    (void)sqlite3_bind_int64(*ret, 3, query->until_ns);
    if (query->key != NULL)
        bind_text(*ret, 4, query->key);
    if (query->parent != NULL)
        bind_text(*ret, 5, query->parent);
    if (query->zone != NULL)
        bind_text(*ret, 6, query->zone);
    if (query->after != NULL)
        bind_text(*ret, 7, query->after);
    return TCT_OK;
}

static enum tct_status find(void *user, const struct tct_store_query *query, tct_row_fn *found,
                            void *found_user, struct tct_error *err)
{
    struct database *database = user;
    sqlite3_stmt *statement = NULL;
    int code = SQLITE_DONE;
    enum tct_status status = prepare(database, query, &statement, err);
    while (status == TCT_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        struct tct_row row = {.kind = query->kind,
                              .key = (const char *)sqlite3_column_text(statement, 0),
                              .from_ns = sqlite3_column_int64(statement, 1),
                              .parent = (const char *)sqlite3_column_text(statement, 2),
                              .text = (const char *)sqlite3_column_text(statement, 3)};
        status = row.key == NULL || row.parent == NULL || row.text == NULL
                     ? tct_fail(err, TCT_ERR_MEMORY, "out of memory")
                     : found(found_user, &row, err);
    }
    if (status == TCT_OK && code != SQLITE_DONE)
        status = failed(database, err);
    (void)sqlite3_finalize(statement);
    return status;
}

static void close_all(void *user)
{
    struct database *database = user;
    abandon(database);
    for (int i = 0; i < STATEMENTS; i++)
        (void)sqlite3_finalize(database->statements[i]);
    (void)sqlite3_close(database->file);
    free(database);
}

static const struct tct_store_calls CALLS = {get_head, begin,   put,  drop,
                                             end,      abandon, find, close_all};

/* A file of ours says so in its first bytes; one without tables is made ours. */
static enum tct_status make_ours(struct database *database, struct tct_error *err)
{
    int id = 0, version = 0, tables = 0;
    char text[96];
    enum tct_status status = number_of(database, "PRAGMA application_id", &id, err);
    if (status == TCT_OK)
        status = number_of(database, "PRAGMA user_version", &version, err);
    if (status == TCT_OK)
        status = number_of(database, "SELECT count(*) FROM sqlite_master", &tables, err);
    if (status != TCT_OK)
        return status;
    if (id == APPLICATION_ID && version == VERSION)
        return TCT_OK;
    if (id == APPLICATION_ID)
        return tct_fail(err, TCT_ERR_INPUT,
                        "%.300s: found a store of version %d, expected %d: derive it anew",
                        database->path, version, (int)VERSION);
    if (tables > 0)
        return tct_fail(err, TCT_ERR_INPUT, "%.300s: found another database, expected a store",
                        database->path);
    (void)snprintf(text, sizeof(text), "PRAGMA application_id = %d; PRAGMA user_version = %d",
                   (int)APPLICATION_ID, (int)VERSION);
    status = execute(database, "BEGIN IMMEDIATE", err);
    if (status == TCT_OK)
        status = execute(database, SCHEMA, err);
    if (status == TCT_OK)
        status = execute(database, text, err);
    return status == TCT_OK ? execute(database, "COMMIT", err) : status;
}

static enum tct_status open_all(struct database *database, bool create, struct tct_error *err)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
    if (sqlite3_open_v2(database->path, &database->file, flags, NULL) != SQLITE_OK)
        return failed(database, err);
    (void)sqlite3_busy_timeout(database->file, BUSY_MS);
    enum tct_status status = execute(database, "PRAGMA trusted_schema = OFF", err);
    if (status == TCT_OK)
        status = execute(database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", err);
    if (status == TCT_OK)
        status = make_ours(database, err);
    for (int i = 0; i < STATEMENTS && status == TCT_OK; i++)
        if (sqlite3_prepare_v2(database->file, TEXTS[i], -1, &database->statements[i], NULL) !=
            SQLITE_OK)
            status = failed(database, err);
    return status;
}

enum tct_status tct_store_open(const char *path, bool create, struct tct_store *ret,
                               struct tct_error *err)
{
    *ret = (struct tct_store){0};
    struct database *database = calloc(1, sizeof(*database));
    if (database == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    if (snprintf(database->path, sizeof(database->path), "%s", path) >=
        (int)sizeof(database->path)) {
        free(database);
        return tct_fail(err, TCT_ERR_INPUT, "the name of the store is too long");
    }
    enum tct_status status = TCT_OK;
    if (!create && access(path, F_OK) != 0)
        status = tct_fail_read(err, path, "a store");
    if (status == TCT_OK)
        status = open_all(database, create, err);
    if (status != TCT_OK) {
        close_all(database);
        return status;
    }
    *ret = (struct tct_store){&CALLS, database};
    return TCT_OK;
}
