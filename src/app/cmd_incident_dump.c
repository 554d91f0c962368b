/* tacet incident dump: a store as text that is the same for the same content. */
#include <stdio.h>

#include "incident.h"

struct request {
    const char *store_path;
    bool json;
};

static const struct option_spec options[] = {
    {0, "store", "FILE", "a store of 'tacet incident derive'", OPTION_TEXT,
     offsetof(struct request, store_path), 0, 0},
    {0, "json", NULL, "rows hold JSON as they are", OPTION_GIVEN, 0, 0, 0},
};

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {0};
    struct arguments words;
    struct tct_store store;
    struct tct_error err;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count > 0)
        return command_wrong_use(self, "found '%.60s', expected options alone", words.words[0]);
    enum tct_status status = incident_store_open(request.store_path, &store, &err);
    if (status == TCT_OK)
        status = tct_store_dump(&store, stdout, &err);
    tct_store_close(&store);
    return status == TCT_OK ? command_finish_output(self, EXIT_DONE) : command_failed(self, &err);
}

const struct command command_incident_dump = {
    .name = "incident dump",
    .summary = "all of a store as text: the same content, the same bytes",
    .arguments = "--store FILE",
    .explained =
        "Every row of a store, sorted, without when it was written: two stores that say the\n"
        "same are the same text. For who compares a store with one built anew.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
