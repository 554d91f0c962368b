/* tacet incident list: incidents of a day, a zone, as a role may see them. */
#include <stdio.h>
#include <stdlib.h>

#include "incident.h"
#include "incident_viewer.h"

struct request {
    const char *sector_path, *store_path, *day, *zone, *role, *party, *policy_path, *now;
    bool json;
};

static const struct option_spec options[] = {
    {'s', "sector", "SECTOR", "the sector: its folder or its sector.yaml", OPTION_TEXT,
     offsetof(struct request, sector_path), 0, 0},
    {0, "store", "FILE", "a store of 'tacet incident derive'", OPTION_TEXT,
     offsetof(struct request, store_path), 0, 0},
    {0, "day", "DAY", "only those that began on this day, as 2026-11-27 (UTC)", OPTION_TEXT,
     offsetof(struct request, day), 0, 0},
    {0, "zone", "NAME", "only those that touched this zone, or had it in reach", OPTION_TEXT,
     offsetof(struct request, zone), 0, 0},
    {0, "role", "NAME", "as this role may see them (duty_officer)", OPTION_TEXT,
     offsetof(struct request, role), 0, 0},
    {0, "party", "ID", "of a side's role: whose", OPTION_TEXT, offsetof(struct request, party), 0,
     0},
    {0, "policy", "FILE", "the policy of disclosure (the default one)", OPTION_TEXT,
     offsetof(struct request, policy_path), 0, 0},
    {0, "now", "TIME", "when it is (now)", OPTION_TEXT, offsetof(struct request, now), 0, 0},
    {0, "json", NULL, "JSON Lines, the default", OPTION_SWITCH, offsetof(struct request, json), 0,
     0},
};

struct listing {
    const struct request *request;
    struct ground ground;
    struct incident_viewer viewer;
    struct tct_store store;
    size_t hidden;
};

static enum tct_status show(void *user, const struct tct_row *row, struct tct_error *err)
{
    struct listing *to = user;
    char *text = NULL;
    /* Who may not know the zones must not learn them by asking for one. */
    if (to->request->zone != NULL &&
        incident_viewer_sees(&to->viewer, TCT_FIELD_AREA, row->from_ns) != TCT_SEEN_EXACT) {
        to->hidden++;
        return TCT_OK;
    }
    enum tct_status status = incident_viewer_show(&to->viewer, &to->ground.sector, "incident",
                                                  row->from_ns, row->text, &text, err);
    if (text != NULL)
        (void)puts(text);
    to->hidden += text == NULL;
    free(text);
    return status;
}

/* Whoever sees only whole days of the clock may ask for them alone, which --day does. */
static enum tct_status list(struct listing *to, struct tct_error *err)
{
    const struct request *request = to->request;
    struct tct_store_query query = {.kind = TCT_ROW_INCIDENT,
                                    .from_ns = INT64_MIN,
                                    .until_ns = INT64_MAX,
                                    .zone = request->zone};
    enum tct_status status =
        incident_viewer_open(&to->viewer, &to->ground.sector, request->policy_path, request->role,
                             request->party, request->now, err);
    if (status == TCT_OK && request->day != NULL) {
        status = incident_day_of(request->day, &query.from_ns, err);
        query.until_ns = query.from_ns + 86400 * TCT_NS_PER_S;
    }
    if (status == TCT_OK)
        status = incident_store_open(request->store_path, &to->store, err);
    return status == TCT_OK ? to->store.calls->find(to->store.user, &query, show, to, err) : status;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {0};
    struct arguments words;
    struct tct_error err;
    struct listing listing = {.request = &request};
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count > 0)
        return command_wrong_use(self, "found '%.60s', expected options alone", words.words[0]);
    if (ground_open(&listing.ground, self, request.sector_path, &err) != TCT_OK)
        return command_failed(self, &err);
    enum tct_status status = list(&listing, &err);
    if (status == TCT_OK && listing.hidden > 0)
        (void)fprintf(stderr, "others there may be that this role may not see yet\n");
    tct_store_close(&listing.store);
    return ground_close(&listing.ground, status, &err, false, EXIT_DONE);
}

const struct command command_incident_list = {
    .name = "incident list",
    .summary = "incidents of a day, of a zone, as a role may see them",
    .arguments = "-s SECTOR --store FILE",
    .explained = "Incidents by time, one a line, as a role may see them now by the policy of\n"
                 "disclosure; what it may not is not there.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
