/* tacet incident show: one incident, with what tells of it and what became of it. */
#include <stdio.h>
#include <string.h>

#include "incident.h"

struct request {
    const char *store_path;
    bool json;
};

static const struct option_spec options[] = {
    {0, "store", "FILE", "a store of 'tacet incident derive'", OPTION_TEXT,
     offsetof(struct request, store_path), 0, 0},
    {0, "json", NULL, "JSON Lines, the default", OPTION_SWITCH, offsetof(struct request, json), 0,
     0},
};

static enum tct_status print(void *user, const struct tct_row *row, struct tct_error *err)
{
    size_t *count = user;
    (void)err;
    (void)puts(row->text);
    ++*count;
    return TCT_OK;
}

/* The incident, what reports tell of it, its history: in this order. */
static enum tct_status show(const struct tct_store *store, const char *id, size_t *ret_count,
                            struct tct_error *err)
{
    struct tct_store_query query = {
        .kind = TCT_ROW_INCIDENT, .from_ns = INT64_MIN, .until_ns = INT64_MAX, .key = id};
    enum tct_status status = store->calls->find(store->user, &query, print, ret_count, err);
    static const enum tct_row_kind MORE[] = {TCT_ROW_MATCH, TCT_ROW_CHANGE};
    for (size_t i = 0; i < TCT_COUNT(MORE) && status == TCT_OK; i++) {
        query = (struct tct_store_query){
            .kind = MORE[i], .from_ns = INT64_MIN, .until_ns = INT64_MAX, .parent = id};
        status = store->calls->find(store->user, &query, print, ret_count, err);
    }
    return status;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {0};
    struct arguments words;
    struct tct_store store;
    struct tct_error err;
    size_t count = 0;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count != 1)
        return command_wrong_use(self, "expected the id of one incident");
    enum tct_status status = incident_store_open(request.store_path, &store, &err);
    if (status == TCT_OK)
        status = show(&store, words.words[0], &count, &err);
    tct_store_close(&store);
    if (status != TCT_OK)
        return command_failed(self, &err);
    if (count == 0)
        (void)fprintf(stderr, "tacet %s: there is no such incident\n", self->name);
    return command_finish_output(self, count > 0 ? EXIT_DONE : EXIT_NO);
}

const struct command command_incident_show = {
    .name = "incident show",
    .summary = "one incident, what tells of it, what became of it",
    .arguments = "--store FILE ID",
    .explained = "The incident, what reports tell of it, and every change of it, one a line:\n"
                 "exact, and for the mission alone.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
