/* Fuzz: each line as what somebody says: a statement, a position, a text message; and all lines as
 * answers to a form. */
#include <math.h>

#include "sector_folder.h"
#include "tacet/face/position.h"
#include "tacet/face/statement_form.h"
#include "tacet/face/statement_sms.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const int64_t NOW_NS = INT64_C(1800014400) * INT64_C(1000000000);
static const char SECTOR[] =
    "name: f\nframe: wgs84\norigin: [46.7, 39.8]\nparties: [{id: a, name: A}, {id: b, name: B}]\n"
    "line: line.geojson\nstations: stations.csv\n";

/* What was taken is within all bounds that the reader promises. */
static void try_statement(const struct tct_sector *sector, const char *line, size_t bytes)
{
    struct tct_said said;
    struct tct_error err = {0};
    if (tct_statement_read(sector, line, bytes, NOW_NS, &said, &err) != TCT_OK) {
        TCT_ASSERT(err.text[0] != '\0');
        return;
    }
    TCT_ASSERT(said.id[0] != '\0' && strlen(said.id) < TCT_STATEMENT_ID_BYTES);
    if (said.kind != TCT_STATEMENT_REPORT)
        return;
    const struct tct_report *report = &said.report;
    TCT_ASSERT(report->placed || report->sighted);
    TCT_ASSERT(report->until_ns >= report->from_ns && report->time_sigma_s > 0.0);
    TCT_ASSERT(!(report->count_high > 100000.0));
    TCT_ASSERT(!report->placed || hypot(report->place.x_m, report->place.y_m) < 1e6);
}

/* A position that was read is written in every form, and read back near it. */
static void try_position(const char *line, size_t bytes)
{
    struct tct_position_read read, again;
    char text[TCT_POSITION_BYTES];
    if (tct_position_parse(line, bytes, NULL, &read, NULL) != TCT_OK)
        return;
    TCT_ASSERT(fabs(read.place.lat_deg) <= 90.0 && fabs(read.place.lon_deg) <= 180.0);
    TCT_ASSERT(tct_position_format(read.place, TCT_POSITION_DECIMAL, text, NULL) == TCT_OK);
    TCT_ASSERT(tct_position_parse(text, strlen(text), NULL, &again, NULL) == TCT_OK);
    TCT_ASSERT(tct_position_distance_m(read.place, again.place, NULL) < 2.0);
}

/* What was understood of a message is a statement that is taken; else there is a reply. */
static void try_message(const struct tct_sector *sector, const char *line, size_t bytes)
{
    const struct tct_sms_sender sender = {
        .channel = TCT_CHANNEL_POST, .position = "39.8, 46.7", .utc_offset_s = 14400};
    char *json = NULL, reply[TCT_SMS_REPLY_BYTES];
    struct tct_said said;
    enum tct_status status = tct_sms_read(line, bytes, &sender, NOW_NS, &json, reply, NULL);
    TCT_ASSERT(reply[0] != '\0' && strlen(reply) < TCT_SMS_REPLY_BYTES);
    if (status == TCT_OK)
        TCT_ASSERT(tct_statement_read(sector, json, strlen(json), NOW_NS, &said, NULL) == TCT_OK);
    free(json);
}

/* Answers, as far as they go; when none is missing, they are a statement that is taken. */
static void try_form(const struct tct_sector *sector, const char *at, const char *end)
{
    struct tct_form *form = tct_form_open(sector, NOW_NS, 14400);
    char line[512];
    TCT_ASSERT(form != NULL);
    while (at < end && tct_form_question(form) != NULL) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t bytes = (size_t)((newline == NULL ? end : newline) - at);
        struct tct_error err = {0};
        (void)snprintf(line, sizeof(line), "%.*s", (int)(bytes < 500 ? bytes : 500), at);
        if (strcmp(line, "back") == 0)
            (void)tct_form_back(form);
        else if (tct_form_answer(form, line, &err) != TCT_OK)
            TCT_ASSERT(err.text[0] != '\0');
        at += bytes + 1;
    }
    char *text = tct_form_json(form);
    struct tct_said said;
    TCT_ASSERT(text != NULL);
    if (tct_form_question(form) == NULL)
        TCT_ASSERT(tct_statement_read(sector, text, strlen(text), NOW_NS, &said, NULL) == TCT_OK);
    free(text);
    tct_form_close(form);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct tct_arena arena;
    static struct tct_sector sector;
    if (sector.frame == NULL) {
        folder_make();
        folder_write("sector.yaml", SECTOR, strlen(SECTOR));
        tct_arena_init(&arena, 1 << 26);
        TCT_ASSERT(folder_open(&arena, &sector) == TCT_OK);
    }
    const char *at = (const char *)data, *end = at + size;
    try_form(&sector, at, end);
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t bytes = (size_t)((newline == NULL ? end : newline) - at);
        try_statement(&sector, at, bytes);
        try_position(at, bytes);
        try_message(&sector, at, bytes);
        at += bytes + 1;
    }
    return 0;
}
