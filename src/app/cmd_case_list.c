/* tacet case list: all cases, where each of them is, and which are overdue. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case_reading.h"

struct request {
    struct reading_request reading;
    const char *search;
    bool overdue;
};

static const struct option_spec options[] = {
    READING_OPTIONS,
    {0, "search", "TEXT", "only those in which the reader may see this text", OPTION_TEXT,
     offsetof(struct request, search), 0, 0},
    {0, "overdue", NULL, "only those that are overdue; ends with 1 when there are any",
     OPTION_SWITCH, offsetof(struct request, overdue), 0, 0},
    {0, "json", NULL, "JSON Lines", OPTION_SWITCH, offsetof(struct request, reading.json), 0, 0},
};

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text == NULL ? "-" : text;
}

static void print_row(const json_t *seen)
{
    (void)printf("%-24s %-14s %-20s %-20s %-8s %s\n", text_of(seen, "id"), text_of(seen, "step"),
                 text_of(seen, "since"), text_of(seen, "due"),
                 json_is_true(json_object_get(seen, "overdue")) ? "overdue" : "",
                 text_of(seen, "about"));
}

static bool is_overdue(const json_t *seen)
{
    const json_t *session = json_object_get(seen, "session");
    return json_is_true(json_object_get(seen, "overdue")) ||
           json_is_true(json_object_get(session, "overdue"));
}

/* In any text of it, however deep. */
static bool holds(const json_t *value, const char *search)
{
    const char *key = NULL;
    json_t *item = NULL;
    if (search == NULL || (json_is_string(value) && strstr(json_string_value(value), search)))
        return true;
    for (size_t i = 0; i < json_array_size(value); i++)
        if (holds(json_array_get(value, i), search))
            return true;
    json_object_foreach((json_t *)(uintptr_t)value, key, item) if (holds(item, search)) return true;
    return false;
}

static enum tct_status list_one(const struct case_reading *reading, const struct request *request,
                                const char *id, size_t *ret_overdue, struct tct_error *err)
{
    struct tct_case_told told;
    json_t *seen = NULL;
    enum tct_status status = docket_case(&reading->docket, id, &told, err);
    if (status == TCT_OK)
        status = case_reading_view(reading, &told, &seen, err);
    if (status != TCT_OK)
        return status;
    bool overdue = is_overdue(seen), found = holds(seen, request->search);
    *ret_overdue += overdue;
    (void)json_object_del(seen, "acts");
    char *text = json_dumps(seen, JSON_COMPACT | JSON_REAL_PRECISION(12));
    if (text != NULL && found && (overdue || !request->overdue)) {
        if (request->reading.json)
            (void)puts(text);
        else
            print_row(seen);
    }
    status = text == NULL ? tct_fail(err, TCT_ERR_MEMORY, "out of memory") : TCT_OK;
    free(text);
    json_decref(seen);
    return status;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {.overdue = false};
    struct arguments words;
    struct tct_error err;
    struct case_reading reading;
    size_t overdue = 0;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count > 0)
        return command_wrong_use(self, "found '%.60s', expected options alone", words.words[0]);
    enum tct_status status = case_reading_open(&reading, self, &request.reading, &err);
    for (size_t i = 0; status == TCT_OK && i < reading.docket.ids.count; i++)
        status = list_one(&reading, &request, reading.docket.ids.names[i], &overdue, &err);
    code = request.overdue && overdue > 0 ? EXIT_NO : EXIT_DONE;
    return case_reading_close(&reading, status, &err, code);
}

const struct command command_case_list = {
    .name = "case list",
    .summary = "all cases: step, deadline, what is overdue",
    .arguments = "-s SECTOR --record DIR",
    .explained =
        "Every case that is open on the record, a line each, as a role may see it: its id,\n"
        "its step, since when, until when, whether that is over, what it is about.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
