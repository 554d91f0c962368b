/* tacet incident derive: the store that follows from a record. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "incident.h"
#include "incident_record.h"
#include "incident_store.h"
#include "tacet/record.h"

struct request {
    const char *sector_path, *record, *store_path, *rules_path, *hearing_path;
    bool rebuild, deaf, json, quiet;
};

static const struct option_spec options[] = {
    {'s', "sector", "SECTOR", "the sector: its folder or its sector.yaml", OPTION_TEXT,
     offsetof(struct request, sector_path), 0, 0},
    {0, "record", "DIR", "the log from which everything follows", OPTION_TEXT,
     offsetof(struct request, record), 0, 0},
    {0, "store", "FILE", "the store, which is made when there is none", OPTION_TEXT,
     offsetof(struct request, store_path), 0, 0},
    {0, "rebuild", NULL, "throw away what is there first", OPTION_SWITCH,
     offsetof(struct request, rebuild), 0, 0},
    {0, "rules", "FILE", "the mission's rules of grouping and counting", OPTION_TEXT,
     offsetof(struct request, rules_path), 0, 0},
    {0, "hearing", "FILE", "noise of stations and when they were up, as for tacet plan",
     OPTION_TEXT, offsetof(struct request, hearing_path), 0, 0},
    {0, "deaf", NULL, "nothing is known of what could be heard: silence says nothing",
     OPTION_SWITCH, offsetof(struct request, deaf), 0, 0},
    {0, "json", NULL, "what was done as one JSON object", OPTION_SWITCH,
     offsetof(struct request, json), 0, 0},
    {0, "quiet", NULL, "no summary", OPTION_SWITCH, offsetof(struct request, quiet), 0, 0},
};

struct deriving {
    const struct request *request;
    struct ground ground;
    struct tct_rules rules;
    struct incident_hearing *hearing;
    struct tct_coverage_port coverage;
    struct incident_engine *engine;
    struct tct_store store;
    uint64_t refused;
};

static enum tct_status put_entry(void *user, uint64_t index, const char *text,
                                 struct tct_error *err)
{
    struct deriving *to = user;
    char key[32];
    (void)snprintf(key, sizeof(key), "%012" PRIu64, index);
    to->refused += strstr(text, "\"accepted\":false") != NULL;
    struct tct_row row = {.kind = TCT_ROW_ENTRY, .key = key, .parent = "", .text = text};
    return to->store.calls->put(to->store.user, &row, err);
}

/* With which rules it was made: another store follows from others. */
static void made_with(const struct tct_rules *rules, char ret[TCT_STORE_MADE_BYTES])
{
    char text[512], digest[TCT_SHA256_HEX_ROOM];
    int bytes =
        snprintf(text, sizeof(text), "%.17g %.17g %.17g %.17g %.17g %.17g %.17g %.17g %d %d",
                 rules->burst_gap_s, rules->burst_reach_m, rules->engagement_gap_s,
                 rules->engagement_reach_m, rules->quiet_s, rules->reach_m, rules->heavy_reach_m,
                 rules->decided_p, (int)rules->day_starts_s, (int)rules->unit);
    tct_sha256_hex(text, (size_t)bytes, digest);
    (void)snprintf(ret, TCT_STORE_MADE_BYTES, "tacet " TACET_VERSION ", rules %.16s", digest);
}

static enum tct_status check_head(struct deriving *to, struct tct_error *err)
{
    struct tct_store_head head;
    enum tct_status status = to->store.calls->head(to->store.user, &head, err);
    if (status != TCT_OK || head.origin[0] == '\0' || head.size == 0)
        return status;
    return incident_record_continues(to->request->record, head.size, head.root, err);
}

static enum tct_status one_round(struct deriving *to, struct tct_checkpoint *head,
                                 struct tct_error *err)
{
    struct tct_store_head stands = {.size = 0};
    enum tct_status status = to->store.calls->begin(to->store.user, true, err);
    if (status == TCT_OK)
        status = incident_record_read(to->request->record, &to->ground.sector, to->engine,
                                      put_entry, to, head, err);
    if (status == TCT_OK)
        status = incident_engine_settle(to->engine, err);
    if (status == TCT_OK)
        status = incident_store_put(&to->store, &to->ground.sector, &to->rules, to->engine, err);
    if (status != TCT_OK)
        return status;
    (void)snprintf(stands.origin, sizeof(stands.origin), "%s", head->origin);
    stands.size = head->size;
    memcpy(stands.root, head->root.bytes, sizeof(stands.root));
    made_with(&to->rules, stands.made);
    return to->store.calls->end(to->store.user, &stands, err);
}

/* A store is a file and what SQLite keeps beside it. */
static void throw_away(const char *path)
{
    static const char *const ENDS[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < TCT_COUNT(ENDS); i++) {
        char name[4096];
        if (snprintf(name, sizeof(name), "%s%s", path, ENDS[i]) < (int)sizeof(name))
            (void)unlink(name);
    }
}

static enum tct_status derive(struct deriving *to, struct tct_checkpoint *head,
                              struct tct_error *err)
{
    const struct request *request = to->request;
    enum tct_status status = incident_rules(request->rules_path, &to->rules, err);
    if (status == TCT_OK && !request->deaf) {
        status = incident_hearing_open(&to->ground, request->hearing_path, &to->hearing, err);
        to->coverage = incident_hearing_port(to->hearing);
    }
    const struct incident_engine_options how = {
        .sector = &to->ground.sector,
        .rules = &to->rules,
        .coverage = request->deaf ? NULL : &to->coverage,
    };
    if (status == TCT_OK)
        status = incident_engine_new(&how, &to->engine, err);
    if (status == TCT_OK && request->rebuild) {
        /* Only a store of ours is thrown away. */
        status = tct_store_open(request->store_path, true, &to->store, err);
        tct_store_close(&to->store);
        if (status == TCT_OK)
            throw_away(request->store_path);
    }
    if (status == TCT_OK)
        status = tct_store_open(request->store_path, true, &to->store, err);
    if (status == TCT_OK)
        status = check_head(to, err);
    return status == TCT_OK ? one_round(to, head, err) : status;
}

static void say(const struct deriving *from, const struct tct_checkpoint *head)
{
    if (from->request->json)
        (void)printf("{\"entries\":%" PRIu64 ",\"refused\":%" PRIu64 "}\n", head->size,
                     from->refused);
    else if (!from->request->quiet)
        (void)fprintf(stderr, "%" PRIu64 " entries, %" PRIu64 " of them refused\n", head->size,
                      from->refused);
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {0};
    struct arguments words;
    struct tct_error err;
    struct tct_checkpoint head;
    struct deriving deriving = {.request = &request};
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count > 0 || request.record == NULL || request.store_path == NULL)
        return command_wrong_use(self, "expected --record DIR and --store FILE, and options alone");
    if (ground_open(&deriving.ground, self, request.sector_path, &err) != TCT_OK)
        return command_failed(self, &err);
    enum tct_status status = derive(&deriving, &head, &err);
    if (status == TCT_OK)
        say(&deriving, &head);
    tct_store_close(&deriving.store);
    incident_engine_free(deriving.engine);
    incident_hearing_close(deriving.hearing);
    return ground_close(&deriving.ground, status, &err, false, EXIT_DONE);
}

const struct command command_incident_derive = {
    .name = "incident derive",
    .summary = "a store of all that follows from a log",
    .arguments = "-s SECTOR --record DIR --store FILE",
    .explained =
        "Reads every entry of a log, checked up to its signed head, and keeps what follows from\n"
        "them where it can be asked for. A log that was rewritten or rolled back since is\n"
        "refused. Built anew, the store has the same content to the byte.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
