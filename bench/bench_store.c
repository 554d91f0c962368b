/* A store: how long one day of one zone takes, as one role may see it, out of a year of a line with
 * 1,000,000 events in 50,000 incidents; beside parsing the same rows from memory, which whoever
 * shows them must at least do.
 *
 * usage: bench-store [INCIDENTS] */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>

#include "tacet/disclosure.h"
#include "tacet/store.h"

enum { EVENTS_EACH = 20, ZONES = 60, DAYS = 365, ASKED = 200, TEXT_BYTES = 8192 };

static const int64_t BEGINS_NS = INT64_C(1800000000) * INT64_C(1000000000);
static const int64_t DAY_NS = INT64_C(86400) * INT64_C(1000000000);

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void must(enum tct_status status, const struct tct_error *err)
{
    if (status == TCT_OK)
        return;
    (void)fprintf(stderr, "bench-store: %s\n", err->text);
    exit(3);
}

/* What an incident of this size looks like, events and all. */
static void write_incident(size_t number, int64_t from_ns, char text[TEXT_BYTES])
{
    char time[TCT_TIME_TEXT_BYTES];
    size_t used = 0;
    tct_time_format(from_ns, 3, time);
    used += (size_t)snprintf(
        text, TEXT_BYTES,
        "{\"kind\":\"incident\",\"id\":\"i%08zu\",\"revision\":20,\"status\":\"exchange\",\"from\":"
        "\"%s\",\"until\":\"%s\",\"place\":{\"x_m\":%zu,\"y_m\":-80,\"radius_m\":8.4},\"zones\":["
        "\"zone %zu\"],\"zones_in_reach\":[{\"zone\":\"zone %zu\",\"distance_m\":1953}],\"count\":{"
        "\"unit\":\"burst\",\"number\":4},\"counts\":{\"shot\":20,\"burst\":4,\"trajectory\":20,"
        "\"engagement\":2,\"incident\":1,\"exchange_24h\":1},\"class\":{\"small_arms\":1},"
        "\"shots_by_side\":{\"north\":10,\"south\":9.98,\"undetermined\":0.02},\"exchange_p\":0.98,"
        "\"opened_fire\":{\"north\":0,\"south\":0.99,\"undetermined\":0.01,\"decided\":\"south\"},"
        "\"reports\":{\"north\":[\"r%zu\"],\"south\":[],\"others\":[]},\"engagements\":[",
        number, time, time, number % 60000, number % ZONES, (number + 1) % ZONES, number);
    for (size_t part = 0; part < 2; part++) {
        used += (size_t)snprintf(
            text + used, TEXT_BYTES - used,
            "%s{\"from\":\"%s\",\"until\":\"%s\",\"shots\":10,\"bursts\":2,\"side\":{\"north\":0,"
            "\"south\":0.99,\"undetermined\":0.01},\"class\":{\"small_arms\":1},\"place\":{\"x_m\":"
            "%zu,\"y_m\":-80,\"radius_m\":8.4},\"events\":[[",
            part == 0 ? "" : ",", time, time, number % 60000);
        for (size_t i = 0; i < EVENTS_EACH / 2; i++)
            used +=
                (size_t)snprintf(text + used, TEXT_BYTES - used, "%s\"e%014zu\"", i == 0 ? "" : ",",
                                 number * EVENTS_EACH + part * EVENTS_EACH / 2 + i);
        used += (size_t)snprintf(text + used, TEXT_BYTES - used, "]]}");
    }
    (void)snprintf(text + used, TEXT_BYTES - used, "]}");
}

static void fill(const struct tct_store *store, size_t incidents)
{
    struct tct_error err;
    struct tct_store_head head = {.origin = "bench", .size = incidents};
    must(store->calls->begin(store->user, true, &err), &err);
    for (size_t i = 0; i < incidents; i++) {
        char text[TEXT_BYTES], key[32], zone[2][16];
        int64_t from_ns =
            BEGINS_NS + (int64_t)((double)DAYS * (double)DAY_NS * ((double)i / (double)incidents));
        const char *const zones[] = {zone[0], zone[1]};
        (void)snprintf(key, sizeof(key), "i%08zu", i);
        (void)snprintf(zone[0], sizeof(zone[0]), "zone %zu", i % ZONES);
        (void)snprintf(zone[1], sizeof(zone[1]), "zone %zu", (i + 1) % ZONES);
        write_incident(i, from_ns, text);
        const struct tct_row row = {.kind = TCT_ROW_INCIDENT,
                                    .key = key,
                                    .from_ns = from_ns,
                                    .parent = "",
                                    .zones = zones,
                                    .zone_count = 2,
                                    .text = text};
        must(store->calls->put(store->user, &row, &err), &err);
    }
    must(store->calls->end(store->user, &head, &err), &err);
}

/* Who asks, and what he was shown. */
struct asking {
    struct tct_disclosure_policy policy;
    struct tct_viewer viewer;
    struct tct_frame *frame;
    int64_t now_ns;
    size_t rows, bytes;
    char *texts; /* of the rows of the last question, one after the other */
    size_t text_bytes;
};

static enum tct_status show(void *user, const struct tct_row *row, struct tct_error *err)
{
    struct asking *to = user;
    const struct tct_subject subject = {.happened_ns = row->from_ns,
                                        .owner = TCT_NO_PARTY,
                                        .released_ns = INT64_MAX,
                                        .finding_ns = INT64_MAX};
    json_t *object = json_loads(row->text, 0, NULL), *seen = NULL;
    enum tct_status status = tct_disclose(&to->viewer, &subject, tct_kind_named("incident"), object,
                                          to->frame, to->now_ns, &seen, err);
    char *text = seen == NULL ? NULL : json_dumps(seen, JSON_COMPACT);
    if (text != NULL)
        to->bytes += strlen(text);
    to->rows++;
    free(text);
    json_decref(seen);
    json_decref(object);
    return status;
}

static enum tct_status keep(void *user, const struct tct_row *row, struct tct_error *err)
{
    struct asking *to = user;
    size_t bytes = strlen(row->text) + 1;
    char *texts = realloc(to->texts, to->text_bytes + bytes);
    if (texts == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    memcpy(texts + to->text_bytes, row->text, bytes);
    to->texts = texts;
    to->text_bytes += bytes;
    return TCT_OK;
}

static double ask(const struct tct_store *store, size_t number, tct_row_fn *found,
                  struct asking *to)
{
    struct tct_error err;
    char zone[16];
    (void)snprintf(zone, sizeof(zone), "zone %zu", number * 7 % ZONES);
    int64_t day_ns = BEGINS_NS + (int64_t)(number * 13 % DAYS) * DAY_NS;
    const struct tct_store_query query = {
        .kind = TCT_ROW_INCIDENT, .from_ns = day_ns, .until_ns = day_ns + DAY_NS, .zone = zone};
    double start_s = now_s();
    must(store->calls->find(store->user, &query, found, to, &err), &err);
    return now_s() - start_s;
}

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Every row once more, from memory. */
static double parse_kept(const struct asking *to)
{
    double start_s = now_s();
    for (size_t at = 0; at < to->text_bytes; at += strlen(to->texts + at) + 1)
        json_decref(json_loads(to->texts + at, 0, NULL));
    return now_s() - start_s;
}

int main(int argc, char **argv)
{
    size_t incidents = argc > 1 ? strtoul(argv[1], NULL, 10) : 50000;
    char path[] = "/tmp/tacet-bench-store.XXXXXX";
    struct tct_store store;
    struct tct_error err;
    struct asking asking = {.now_ns = BEGINS_NS + 400 * DAY_NS};
    double times_s[ASKED], sum_s = 0.0;
    int file = mkstemp(path);
    if (file < 0 || close(file) != 0 || unlink(path) != 0)
        return 3;
    must(tct_store_open(path, true, &store, &err), &err);
    must(tct_frame_new(TCT_FRAME_LOCAL, 0, &asking.frame, &err), &err);
    tct_disclosure_default(&asking.policy);
    asking.viewer.role = tct_disclosure_role(&asking.policy, "liaison");
    double start_s = now_s();
    fill(&store, incidents);
    double fill_s = now_s() - start_s;
    for (size_t i = 0; i < ASKED; i++)
        sum_s += times_s[i] = ask(&store, i, show, &asking);
    for (size_t i = 0; i < ASKED; i++)
        (void)ask(&store, i, keep, &asking);
    qsort(times_s, ASKED, sizeof(*times_s), by_value);
    double bound_s = parse_kept(&asking);
    (void)printf("%zu events in %zu incidents put in %.1f s\n", incidents * EVENTS_EACH, incidents,
                 fill_s);
    (void)printf("one day, one zone, as a liaison officer sees it: median %.2f ms, longest %.2f ms "
                 "(%zu questions, %.1f rows each)\n",
                 1e3 * times_s[ASKED / 2], 1e3 * times_s[ASKED - 1], (size_t)ASKED,
                 (double)asking.rows / ASKED);
    (void)printf("that is %.1f times parsing these rows from memory\n", sum_s / bound_s);
    tct_store_close(&store);
    tct_frame_free(asking.frame);
    free(asking.texts);
    (void)unlink(path);
    return 0;
}
