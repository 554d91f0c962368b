/* Entries of a log, one by one. */
#include "record_walk.h"

#include <stdlib.h>
#include <string.h>

#include "record_disclosures.h"

struct walking {
    struct record_log log;
    struct record_disclosures disclosures;
};

/* The entry with everything in its place that its keeper can open, for free(). */
static enum tct_status open_entry(const struct walking *walking, const uint8_t *entry, size_t bytes,
                                  char **ret_text, size_t *ret_bytes, struct tct_error *err)
{
    char *lines = NULL;
    size_t lines_bytes = 0, count = 0;
    const char **list = NULL;
    struct tct_opened opened = {0};
    *ret_text = NULL;
    enum tct_status status =
        record_disclosures_read(&walking->disclosures, entry, bytes, &lines, &lines_bytes, err);
    if (status == TCT_OK && lines != NULL)
        status = record_lines(lines, lines_bytes, &list, &count, err);
    if (status == TCT_OK && lines != NULL) {
        status = tct_open_sealed((const char *)entry, bytes, list, count, &opened, err);
        *ret_text = opened.entry;
        *ret_bytes = opened.entry_bytes;
    } else if (status == TCT_OK) {
        *ret_text = strndup((const char *)entry, bytes);
        *ret_bytes = bytes;
        if (*ret_text == NULL)
            status = tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    }
    free(list);
    free(lines);
    return status;
}

static int64_t taken_of(const json_t *object)
{
    const json_t *taken = json_object_get(object, "taken");
    int64_t ns = RECORD_NOT_SAID;
    bool good = json_is_string(taken) &&
                tct_time_parse(json_string_value(taken), json_string_length(taken), &ns) == TCT_OK;
    return good ? ns : RECORD_NOT_SAID;
}

/* What was handed in, when that is what the entry is around. */
static const json_t *unwrapped(const json_t *object, int64_t *ret_taken_ns)
{
    const json_t *inside = json_object_get(object, "entry");
    *ret_taken_ns = taken_of(object);
    bool around = json_is_object(inside) && (*ret_taken_ns != RECORD_NOT_SAID ||
                                             json_is_object(json_object_get(object, "submission")));
    return around ? inside : object;
}

static enum tct_status walk_entry(const struct walking *walking, uint64_t index,
                                  record_entry_fn *take, void *user, struct tct_error *err)
{
    const uint8_t *entry = NULL;
    char *text = NULL;
    size_t bytes = 0;
    int64_t taken_ns = RECORD_NOT_SAID;
    enum tct_status status = tct_view_entry(walking->log.view, index, &entry, &bytes, err);
    if (status == TCT_OK)
        status = open_entry(walking, entry, bytes, &text, &bytes, err);
    if (status != TCT_OK)
        return status;
    json_t *object = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, NULL);
    free(text);
    const json_t *inside = json_is_object(object) ? unwrapped(object, &taken_ns) : NULL;
    status = take(user, index, inside, taken_ns, err);
    json_decref(object);
    return status;
}

enum tct_status record_walk(const char *folder, record_entry_fn *take, void *user,
                            struct tct_checkpoint *ret_head, struct tct_error *err)
{
    struct walking walking;
    struct tct_policy *trust = NULL;
    enum tct_status status = record_trust(NULL, NULL, folder, &trust, err);
    if (status == TCT_OK)
        status = record_open(folder, trust, &walking.log, err);
    free(trust);
    if (status != TCT_OK)
        return status;
    *ret_head = *tct_view_head(walking.log.view);
    status = record_disclosures_open(folder, false, &walking.disclosures, err);
    for (uint64_t i = 0; i < ret_head->size && status == TCT_OK; i++)
        status = walk_entry(&walking, i, take, user, err);
    record_disclosures_close(&walking.disclosures);
    record_close(&walking.log);
    return status;
}

enum tct_status record_taken(const char *entry, size_t bytes, int64_t now_ns, char **ret_entry,
                             size_t *ret_bytes, struct tct_error *err)
{
    char now[TCT_TIME_TEXT_BYTES];
    tct_time_format(now_ns, 0, now);
    json_t *object =
        json_pack("{s:o*, s:s}", "entry", json_loadb(entry, bytes, 0, NULL), "taken", now);
    char *text = object == NULL ? NULL : json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(17));
    json_decref(object);
    if (text == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    enum tct_status status =
        tct_canonical_json(text, strlen(text), TCT_ENTRY_MAX, ret_entry, ret_bytes, err);
    free(text);
    return status;
}
