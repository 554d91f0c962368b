/* tacet case show: one case, from its first act to its last. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case_reading.h"

struct request {
    struct reading_request reading;
};

static const struct option_spec options[] = {
    READING_OPTIONS,
    {0, "json", NULL, "one JSON object", OPTION_SWITCH, offsetof(struct request, reading.json), 0,
     0},
};

/* "  key: value" of what is not told elsewhere. */
static void print_members(const json_t *object, const char *indent, const char *const *but,
                          size_t but_count)
{
    const char *key = NULL;
    const json_t *value = NULL;
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        bool told = false;
        for (size_t i = 0; i < but_count; i++)
            told = told || strcmp(but[i], key) == 0;
        char *text = told ? NULL : json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
        if (json_is_string(value) && !told)
            (void)printf("%s%s: %s\n", indent, key, json_string_value(value));
        else if (text != NULL)
            (void)printf("%s%s: %s\n", indent, key, text);
        free(text);
    }
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text == NULL ? "" : text;
}

static void print_act(const json_t *act)
{
    static const char *const HEADED[] = {"act", "at", "by", "role", "party"};
    (void)printf("%s  %s  %s%s%s%s%s\n", text_of(act, "at"), text_of(act, "act"),
                 text_of(act, "role"), text_of(act, "party")[0] == '\0' ? "" : " of ",
                 text_of(act, "party"), text_of(act, "by")[0] == '\0' ? "" : ", ",
                 text_of(act, "by"));
    print_members(act, "    ", HEADED, TCT_COUNT(HEADED));
}

/* What was refused stays on record, with the reason. */
static void print_refused(const struct case_reading *reading, const char *id)
{
    uint32_t number = id_table_find(&reading->docket.ids, id);
    for (size_t i = 0; i < reading->docket.act_count; i++) {
        const struct docket_act *act = &reading->docket.acts[i];
        if (!act->taken && act->of == number)
            (void)printf("refused: entry %llu: %s\n", (unsigned long long)act->index, act->why);
    }
}

static enum tct_status show(const struct case_reading *reading, const struct request *request,
                            const char *id, struct tct_error *err)
{
    static const char *const LATER[] = {"kind", "acts"};
    struct tct_case_told told;
    json_t *seen = NULL;
    enum tct_status status = docket_case(&reading->docket, id, &told, err);
    if (status == TCT_OK)
        status = case_reading_view(reading, &told, &seen, err);
    if (status != TCT_OK)
        return status;
    char *text = json_dumps(seen, JSON_COMPACT | JSON_REAL_PRECISION(12));
    if (text != NULL && request->reading.json) {
        (void)puts(text);
    } else if (text != NULL) {
        const json_t *acts = json_object_get(seen, "acts");
        print_members(seen, "", LATER, TCT_COUNT(LATER));
        for (size_t i = 0; i < json_array_size(acts); i++)
            print_act(json_array_get(acts, i));
        print_refused(reading, id);
    }
    status = text == NULL ? tct_fail(err, TCT_ERR_MEMORY, "out of memory") : TCT_OK;
    free(text);
    json_decref(seen);
    return status;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {{0}};
    struct arguments words;
    struct tct_error err;
    struct case_reading reading;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count != 1)
        return command_wrong_use(self, "expected the id of one case");
    request.reading.only = words.words[0];
    enum tct_status status = case_reading_open(&reading, self, &request.reading, &err);
    if (status == TCT_OK)
        status = show(&reading, &request, words.words[0], &err);
    return case_reading_close(&reading, status, &err, EXIT_DONE);
}

const struct command command_case_show = {
    .name = "case show",
    .summary = "one case, with every act as a role may see it",
    .arguments = "-s SECTOR --record DIR CASE",
    .explained = "Where the case stands, who is wanted for what, and every act in its order, with\n"
                 "what the reader's role may see of it.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
