/* Submissions wrapped and numbered. */
#include "tacet/record/submission.h"

#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base64url.h"
#include "canonical.h"
#include "tacet/base/time.h"
#include "tacet/record/base64.h"
#include "tacet/record/seal.h"
#include "tacet/record/tile.h"

static enum tct_status check_source(const char *source, struct tct_error *err)
{
    size_t bytes = strnlen(source, TCT_SOURCE_MAX + 1);
    if (bytes > 0 && bytes <= TCT_SOURCE_MAX && tct_key_name_check(source, NULL) == TCT_OK)
        return TCT_OK;
    return tct_fail_at(err, TCT_ERR_INPUT, "source", 0, bytes > 0 ? source : "nothing",
                       "1 to 128 bytes of printable UTF-8 without spaces and plus signs");
}

static json_t *write_known(const struct tct_checkpoint *known)
{
    char root[TCT_BASE64_CHARS(TCT_HASH_BYTES) + 1];
    tct_base64_write(known->root.bytes, TCT_HASH_BYTES, root);
    return json_pack("{s:s, s:I, s:s}", "origin", known->origin, "size", (json_int_t)known->size,
                     "root", root);
}

/* NULL when memory is out. */
static json_t *write_submission(const struct tct_submitter *submitter,
                                const struct tct_submission_facts *facts)
{
    char time[TCT_TIME_TEXT_BYTES];
    tct_time_format(facts->time_ns, 3, time);
    json_t *object = json_pack("{s:s, s:I, s:s}", "source", submitter->source, "number",
                               (json_int_t)submitter->number, "time", time);
    int failed = object == NULL;
    if (!failed && submitter->number > 0) {
        char *previous = base64url_write(submitter->previous.bytes, TCT_HASH_BYTES);
        failed |=
            previous == NULL || json_object_set_new(object, "previous", json_string(previous)) != 0;
        free(previous);
    }
    if (!failed && facts->next_s > 0)
        failed |=
            json_object_set_new(object, "next_s", json_integer((json_int_t)facts->next_s)) != 0;
    if (!failed && facts->known != NULL)
        failed |= json_object_set_new(object, "known", write_known(facts->known)) != 0;
    if (!failed)
        return object;
    json_decref(object);
    return NULL;
}

enum tct_status tct_submission_write(const struct tct_submitter *submitter, const char *payload,
                                     size_t bytes, const struct tct_submission_facts *facts,
                                     char **ret_entry, size_t *ret_bytes, struct tct_error *err)
{
    char *canonical = NULL;
    size_t canonical_bytes = 0;
    *ret_entry = NULL;
    enum tct_status status = check_source(submitter->source, err);
    if (status == TCT_OK)
        status =
            tct_canonical_json(payload, bytes, TCT_ENTRY_MAX, &canonical, &canonical_bytes, err);
    if (status != TCT_OK)
        return status;
    json_t *value = json_loadb(canonical, canonical_bytes, JSON_DECODE_ANY, NULL);
    json_t *submission = write_submission(submitter, facts);
    free(canonical);
    json_t *object = value == NULL || submission == NULL
                         ? NULL
                         : json_pack("{s:O, s:O}", "entry", value, "submission", submission);
    json_decref(value);
    json_decref(submission);
    status = object == NULL ? tct_fail(err, TCT_ERR_MEMORY, "out of memory")
                            : canonical_write(object, TCT_ENTRY_MAX, ret_entry, ret_bytes, err);
    json_decref(object);
    return status;
}

void tct_submitter_done(struct tct_submitter *submitter, const void *entry, size_t bytes)
{
    (void)crypto_hash_sha256(submitter->previous.bytes, entry, bytes);
    submitter->number++;
}
