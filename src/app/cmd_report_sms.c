/* tacet report sms: a text message to a statement, and the reply to its sender. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "report.h"
#include "tacet/face/statement_sms.h"

struct request {
    const char *sector_path, *observer, *offset, *channel, *party, *now;
    bool json;
};

static const struct option_spec options[] = {
    {'s', "sector", "SECTOR", "the sector: its folder or its sector.yaml", OPTION_TEXT,
     offsetof(struct request, sector_path), 0, 0},
    {0, "observer", "POSITION", "where the sender stands; x,y in metres in a local frame",
     OPTION_TEXT, offsetof(struct request, observer), 0, 0},
    {0, "utc-offset", "+HH:MM", "of the sender's clock (+00:00)", OPTION_TEXT,
     offsetof(struct request, offset), 0, 0},
    {0, "channel", "NAME", "patrol, post, hotline, ... (post)", OPTION_TEXT,
     offsetof(struct request, channel), 0, 0},
    {0, "party", "ID", "whose report it is, if a side's", OPTION_TEXT,
     offsetof(struct request, party), 0, 0},
    {0, "now", "TIME", "when it came (now)", OPTION_TEXT, offsetof(struct request, now), 0, 0},
    {0, "json", NULL, "the statement, which is JSON as it is", OPTION_SWITCH,
     offsetof(struct request, json), 0, 0},
};

static enum tct_status take_channel(const char *text, enum tct_channel *ret, struct tct_error *err)
{
    *ret = TCT_CHANNEL_POST;
    for (int i = 0; text != NULL && i < TCT_CHANNEL_COUNT; i++) {
        if (strcmp(text, TCT_CHANNEL_NAMES[i]) == 0) {
            *ret = (enum tct_channel)i;
            return TCT_OK;
        }
    }
    return text == NULL ? TCT_OK
                        : tct_fail(err, TCT_ERR_USE,
                                   "--channel: found '%.40s', expected one of a "
                                   "report",
                                   text);
}

static enum tct_status take_sender(const struct request *request, const struct tct_sector *sector,
                                   struct tct_sms_sender *ret, struct tct_error *err)
{
    char *end = NULL;
    *ret = (struct tct_sms_sender){.party = request->party};
    enum tct_status status = report_utc_offset(request->offset, &ret->utc_offset_s, err);
    if (status == TCT_OK)
        status = take_channel(request->channel, &ret->channel, err);
    if (status != TCT_OK || tct_frame_is_geodetic(sector->frame)) {
        ret->position = request->observer;
        return status;
    }
    ret->x_m = strtod(request->observer, &end);
    if (end == request->observer || *end != ',')
        return tct_fail(err, TCT_ERR_USE, "--observer: found '%.40s', expected x,y in metres",
                        request->observer);
    ret->y_m = strtod(end + 1, NULL);
    return TCT_OK;
}

/* The reply goes to standard error, for whoever sends it back. */
static enum tct_status answer(const struct request *request, const struct tct_sector *sector,
                              const char *text, struct tct_error *err)
{
    struct tct_sms_sender sender;
    struct tct_said said;
    char reply[TCT_SMS_REPLY_BYTES], *json = NULL;
    int64_t now_ns = (int64_t)time(NULL) * TCT_NS_PER_S;
    if (request->now != NULL &&
        tct_time_parse(request->now, strlen(request->now), &now_ns) != TCT_OK)
        return tct_fail(err, TCT_ERR_USE, "--now: found '%.60s', expected a time", request->now);
    enum tct_status status = take_sender(request, sector, &sender, err);
    if (status == TCT_OK)
        status = tct_sms_read(text, strlen(text), &sender, now_ns, &json, reply, err);
    if (status == TCT_OK)
        status = tct_statement_read(sector, json, strlen(json), now_ns, &said, err);
    if (status == TCT_OK) {
        (void)puts(json);
        (void)fprintf(stderr, "%s\n", reply);
    }
    free(json);
    return status;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {0};
    struct arguments words;
    struct ground ground;
    struct tct_error err;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count != 1 || request.observer == NULL)
        return command_wrong_use(self, "expected --observer POSITION and one message");
    if (ground_open(&ground, self, request.sector_path, &err) != TCT_OK)
        return command_failed(self, &err);
    enum tct_status status = answer(&request, &ground.sector, words.words[0], &err);
    return ground_close(&ground, status, &err, false, EXIT_DONE);
}

const struct command command_report_sms = {
    .name = "report sms",
    .summary = "a text message to a statement, and the reply to it",
    .arguments = "-s SECTOR --observer POSITION 'SHOT 12 NE 800 0214'",
    .explained =
        "What was seen, how many, bearing, distance in metres, time of day: such a message "
        "becomes\n"
        "a statement on standard output, for 'tacet report add', and a reply on standard error\n"
        "that repeats it; or a reply that asks for what is missing, and status 2.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
