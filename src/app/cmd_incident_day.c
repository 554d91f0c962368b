/* tacet incident day: a day's sources side by side. */
#include <jansson.h>
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
    {0, "json", NULL, "JSON Lines instead of a table", OPTION_SWITCH,
     offsetof(struct request, json), 0, 0},
};

/* Rows of who tells of it, by the first column of the summary. */
struct table {
    bool json;
    size_t rows, sensors_only, contradicted, unheard, open;
};

/* "north 2 (12-30)": how many claims, of how many rounds. */
static void print_claims(const json_t *claims)
{
    const char *party = NULL;
    json_t *one = NULL;
    union {
        const json_t *read;
        json_t *any;
    } object = {claims};
    json_object_foreach(object.any, party, one)
    {
        char text[64] = "-";
        json_int_t count = json_integer_value(json_object_get(one, "claims"));
        if (count > 0)
            (void)snprintf(text, sizeof(text), "%lld (%.0f-%.0f)", (long long)count,
                           json_number_value(json_object_get(one, "from")),
                           json_number_value(json_object_get(one, "to")));
        (void)printf("  %-10.10s %-14s", party, text);
    }
}

static void print_row(struct table *table, const json_t *row)
{
    const char *incident = json_string_value(json_object_get(row, "incident"));
    const char *word = json_string_value(json_object_get(row, "corroboration"));
    const char *told = json_string_value(json_object_get(row, "told_by"));
    json_int_t others = json_integer_value(json_object_get(row, "others"));
    (void)printf("%-16s", incident == NULL ? "not heard" : incident);
    print_claims(json_object_get(row, "claims"));
    (void)printf("  others %-3lld  %s\n", (long long)others, word == NULL ? "" : word);
    table->sensors_only +=
        incident != NULL && others == 0 && told != NULL && strcmp(told, "neither") == 0;
    table->contradicted += word != NULL && strcmp(word, "contradicted") == 0;
    table->unheard += word != NULL && strcmp(word, "nobody_could_hear") == 0;
}

static enum tct_status print(void *user, const struct tct_row *row, struct tct_error *err)
{
    struct table *table = user;
    table->rows++;
    if (table->json) {
        (void)puts(row->text);
        return TCT_OK;
    }
    json_t *object = json_loads(row->text, 0, NULL);
    if (object == NULL)
        return tct_fail(err, TCT_ERR_INPUT, "the store holds what is no JSON object");
    print_row(table, object);
    json_decref(object);
    return TCT_OK;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {0};
    struct arguments words;
    struct tct_store store;
    struct tct_error err;
    int64_t day_ns = 0;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count != 1)
        return command_wrong_use(self, "expected one day, as 2026-11-27");
    struct table table = {.json = request.json};
    struct tct_store_query query = {
        .kind = TCT_ROW_DAY, .from_ns = INT64_MIN, .until_ns = INT64_MAX, .parent = words.words[0]};
    enum tct_status status = incident_day_of(words.words[0], &day_ns, &err);
    store = (struct tct_store){0};
    if (status == TCT_OK)
        status = incident_store_open(request.store_path, &store, &err);
    if (status == TCT_OK)
        status = store.calls->find(store.user, &query, print, &table, &err);
    tct_store_close(&store);
    if (status != TCT_OK)
        return command_failed(self, &err);
    if (!request.json && table.rows == 0)
        (void)puts("nothing was heard, and nothing was said");
    else if (!request.json)
        (void)printf("%zu rows: %zu by sensors alone; of what only people tell, %zu contradicted, "
                     "%zu where nobody could hear\n",
                     table.rows, table.sensors_only, table.contradicted, table.unheard);
    return command_finish_output(self, EXIT_DONE);
}

const struct command command_incident_day = {
    .name = "incident day",
    .summary = "a day's sources side by side: sensors, both sides, others",
    .arguments = "--store FILE DAY",
    .explained =
        "A row for each incident and for each thing that only people tell of: what either\n"
        "side claims stands beside the other's, and is never added to it.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
