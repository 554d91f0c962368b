/* Tacet store: what follows from the record, kept so that it can be asked for.
 *
 * Nothing in it is the truth: all of it can be thrown away and derived from the record anew, with
 * the same content to the byte. It knows nothing of shots: a row is a JSON text with a key, a time,
 * a parent and zones by which it is found. Behind a port: what keeps the rows is a struct
 * tct_store_calls; here that is SQLite, and another database can be put beside it. One thread at a
 * time. Why it is so: docs/adr/0020-store.md. */
#ifndef TACET_STORE_H
#define TACET_STORE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "tacet/base.h"

enum tct_row_kind {
    TCT_ROW_ENTRY, /* of the record: what it was taken for, or why it was refused */
    TCT_ROW_INCIDENT,
    TCT_ROW_MATCH,  /* what a report tells of; its parent is the incident */
    TCT_ROW_DAY,    /* one of a day's; its parent is the day */
    TCT_ROW_CHANGE, /* of an incident, its parent */
    TCT_ROW_EVENT,  /* as it is known now */
    TCT_ROW_KIND_COUNT,
};

struct tct_row {
    enum tct_row_kind kind;
    const char *key;          /* one of its kind alone; not empty */
    int64_t from_ns;          /* by which it is found */
    const char *parent;       /* "" for none */
    const char *const *zones; /* names */
    size_t zone_count;
    const char *text; /* JSON */
};

/* Where in a record the store stands. */
enum { TCT_STORE_ORIGIN_BYTES = 256, TCT_STORE_ROOT_BYTES = 32, TCT_STORE_MADE_BYTES = 128 };
struct tct_store_head {
    char origin[TCT_STORE_ORIGIN_BYTES]; /* "" : nowhere yet */
    uint64_t size;
    uint8_t root[TCT_STORE_ROOT_BYTES];
    char made[TCT_STORE_MADE_BYTES]; /* with which rules, by which version */
};

/* Rows that are looked for: those with all that is given here, by time and then by key. */
struct tct_store_query {
    enum tct_row_kind kind;
    int64_t from_ns, until_ns;       /* begins within; until_ns is not */
    const char *key, *parent, *zone; /* NULL: any */
    const char *after; /* begins after from_ns, or then with a higher key; NULL: all */
    size_t most;       /* 0: all */
};

/* `row` holds until it returns; its zones are not told. An error ends the looking. */
typedef enum tct_status tct_row_fn(void *user, const struct tct_row *row, struct tct_error *err);

/* What keeps rows. Errors: TCT_ERR_IO, TCT_ERR_INPUT (what is there is damaged), TCT_ERR_MEMORY,
 * TCT_ERR_LIMIT (the disk is full). */
struct tct_store_calls {
    enum tct_status (*head)(void *user, struct tct_store_head *ret, struct tct_error *err);
    /* Between begin and end rows are put. When `anew`, those that are not put are gone after; else
     * they stay, and one that is put takes the place of the former. All of it is there at once, or,
     * after a crash or abandon, none of it. */
    enum tct_status (*begin)(void *user, bool anew, struct tct_error *err);
    enum tct_status (*put)(void *user, const struct tct_row *row, struct tct_error *err);
    enum tct_status (*drop)(void *user, enum tct_row_kind kind, const char *key,
                            struct tct_error *err); /* none of this key is no error */
    enum tct_status (*end)(void *user, const struct tct_store_head *head, struct tct_error *err);
    void (*abandon)(void *user);
    enum tct_status (*find)(void *user, const struct tct_store_query *query, tct_row_fn *found,
                            void *found_user, struct tct_error *err);
    void (*close)(void *user);
};

struct tct_store {
    const struct tct_store_calls *calls;
    void *user;
};

/* A store in a SQLite file; `create` where there is none. Errors: TCT_ERR_INPUT (no such file, no
 * store of ours, of a newer version, damaged), TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_store_open(const char *path, bool create,
                                                      struct tct_store *ret, struct tct_error *err);
TCT_API void tct_store_close(struct tct_store *store); /* all zeros are fine */

/* All rows as text, a line each, by kind, then by key: the same content gives the same bytes.
 * Errors: those of finding, TCT_ERR_IO. */
TCT_API TCT_MUST_CHECK enum tct_status tct_store_dump(const struct tct_store *store, FILE *file,
                                                      struct tct_error *err);

#endif
