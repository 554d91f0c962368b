/* What is the same whatever keeps the rows. */
#include "tacet/store.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void tct_store_close(struct tct_store *store)
{
    if (store->calls != NULL)
        store->calls->close(store->user);
    *store = (struct tct_store){0};
}

/* Lines of one kind, which come by time, to be sorted by key. */
struct lines {
    char **list;
    size_t count, room;
};

static enum tct_status add_line(void *user, const struct tct_row *row, struct tct_error *err)
{
    static const char *const NAMES[TCT_ROW_KIND_COUNT] = {"entry", "incident", "match", "day",
                                                          "change"};
    struct lines *lines = user;
    char *line = NULL;
    if (lines->count == lines->room) {
        size_t room = lines->room == 0 ? 1024 : 2 * lines->room;
        char **grown = realloc(lines->list, room * sizeof(*grown));
        if (grown == NULL)
            return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
        lines->list = grown;
        lines->room = room;
    }
    if (asprintf(&line, "%s\t%s\t%" PRId64 "\t%s\t%s\n", NAMES[row->kind], row->key, row->from_ns,
                 row->parent, row->text) < 0)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    lines->list[lines->count++] = line;
    return TCT_OK;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static enum tct_status dump_kind(const struct tct_store *store, enum tct_row_kind kind, FILE *file,
                                 struct tct_error *err)
{
    struct lines lines = {0};
    const struct tct_store_query all = {.kind = kind, .from_ns = INT64_MIN, .until_ns = INT64_MAX};
    enum tct_status status = store->calls->find(store->user, &all, add_line, &lines, err);
    if (status == TCT_OK && lines.count > 0)
        qsort(lines.list, lines.count, sizeof(*lines.list), by_text);
    for (size_t i = 0; i < lines.count; i++) {
        if (status == TCT_OK && fputs(lines.list[i], file) < 0)
            status = tct_fail(err, TCT_ERR_IO, "writing the dump failed");
        free(lines.list[i]);
    }
    free(lines.list);
    return status;
}

enum tct_status tct_store_dump(const struct tct_store *store, FILE *file, struct tct_error *err)
{
    struct tct_store_head head;
    enum tct_status status = store->calls->head(store->user, &head, err);
    if (status != TCT_OK)
        return status;
    (void)fprintf(file, "head\t%s\t%" PRIu64 "\t", head.origin, head.size);
    for (size_t i = 0; i < sizeof(head.root); i++)
        (void)fprintf(file, "%02x", head.root[i]);
    (void)fprintf(file, "\t%s\n", head.made);
    for (int kind = 0; kind < TCT_ROW_KIND_COUNT && status == TCT_OK; kind++)
        status = dump_kind(store, (enum tct_row_kind)kind, file, err);
    if (status == TCT_OK && ferror(file) != 0)
        status = tct_fail(err, TCT_ERR_IO, "writing the dump failed");
    return status;
}
