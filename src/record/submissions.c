/* The submissions of a log followed, source by source. */
#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base64url.h"
#include "tacet/base/time.h"
#include "tacet/record/base64.h"
#include "tacet/record/submission.h"
#include "tacet/record/tile.h"

enum { SOURCES_MAX = 65536 };

/* What is known of one source. */
struct source {
    char *name;
    uint64_t next;  /* number that is expected */
    uint64_t index; /* of its last entry */
    struct tct_hash last;
    int64_t due_ns;       /* when it is to be heard of again; INT64_MAX without a promise */
    struct source *after; /* in its bucket */
};

enum { BUCKETS = 4096 };

struct tct_submissions {
    struct tct_view *log;         /* NULL: heads are not compared */
    struct tct_checkpoint judged; /* the head of the log that was compared last */
    tct_submission_found_fn *found;
    void *user;
    struct source *buckets[BUCKETS];
    size_t sources;
    uint64_t count;
};

enum tct_status tct_submissions_open(struct tct_view *log, tct_submission_found_fn *found,
                                     void *user, struct tct_submissions **ret,
                                     struct tct_error *err)
{
    *ret = calloc(1, sizeof(**ret));
    if (*ret == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    (*ret)->log = log;
    tct_hash_empty(&(*ret)->judged.root);
    (*ret)->found = found;
    (*ret)->user = user;
    return TCT_OK;
}

void tct_submissions_close(struct tct_submissions *submissions)
{
    if (submissions == NULL)
        return;
    for (size_t i = 0; i < BUCKETS; i++)
        for (struct source *at = submissions->buckets[i]; at != NULL;) {
            struct source *after = at->after;
            free(at->name);
            free(at);
            at = after;
        }
    free(submissions);
}

/* Names come from outside: the bucket is by a hash that spreads whatever they are. */
static struct source **bucket_of(struct tct_submissions *submissions, const char *name)
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    (void)crypto_hash_sha256(hash, (const uint8_t *)name, strlen(name));
    return &submissions->buckets[(hash[0] << 8 | hash[1]) % BUCKETS];
}

/* The source of this name, a new one where there is none; NULL when that cannot be. */
static struct source *find(struct tct_submissions *submissions, const char *name)
{
    struct source **bucket = bucket_of(submissions, name);
    for (struct source *at = *bucket; at != NULL; at = at->after)
        if (strcmp(at->name, name) == 0)
            return at;
    struct source *source = submissions->sources < SOURCES_MAX ? calloc(1, sizeof(*source)) : NULL;
    if (source == NULL || (source->name = strdup(name)) == NULL) {
        free(source);
        return NULL;
    }
    source->due_ns = INT64_MAX;
    source->after = *bucket;
    *bucket = source;
    submissions->sources++;
    return source;
}

static void tell(struct tct_submissions *submissions, enum tct_submission_event event,
                 const struct source *source, uint64_t index, uint64_t number, uint64_t count)
{
    struct tct_submission_finding finding = {event, source->name, index, number, count};
    submissions->found(submissions->user, &finding);
}

/* A submission as it was read. */
struct seen {
    const char *source;
    uint64_t number;
    bool names_previous;
    struct tct_hash previous, own;
    int64_t time_ns;
    uint64_t next_s;
    bool knows; /* a head of a log: */
    struct tct_checkpoint known;
};

static bool read_previous(const json_t *submission, struct seen *ret)
{
    const char *text = json_string_value(json_object_get(submission, "previous"));
    size_t bytes = 0;
    char *previous = text == NULL ? NULL : base64url_read(text, &bytes);
    ret->names_previous = previous != NULL && bytes == TCT_HASH_BYTES;
    if (ret->names_previous)
        memcpy(ret->previous.bytes, previous, TCT_HASH_BYTES);
    free(previous);
    return ret->names_previous || text == NULL;
}

static bool read_known(const json_t *submission, struct seen *ret)
{
    const json_t *known = json_object_get(submission, "known");
    const json_t *size = json_object_get(known, "size");
    const char *origin = json_string_value(json_object_get(known, "origin"));
    const char *root = json_string_value(json_object_get(known, "root"));
    size_t bytes = 0;
    ret->knows = known != NULL;
    if (known == NULL)
        return true;
    if (origin == NULL || strlen(origin) >= sizeof(ret->known.origin) || !json_is_integer(size) ||
        json_integer_value(size) < 0 || root == NULL ||
        !tct_base64_read(root, strlen(root), ret->known.root.bytes, TCT_HASH_BYTES, &bytes) ||
        bytes != TCT_HASH_BYTES)
        return false;
    memcpy(ret->known.origin, origin, strlen(origin) + 1);
    ret->known.size = (uint64_t)json_integer_value(size);
    return true;
}

/* False for what is no submission. `object` must stay while *ret is used. */
static bool read_submission(const json_t *object, struct seen *ret)
{
    const json_t *submission = json_object_get(object, "submission");
    const json_t *number = json_object_get(submission, "number");
    const json_t *next = json_object_get(submission, "next_s");
    const char *time = json_string_value(json_object_get(submission, "time"));
    ret->source = json_string_value(json_object_get(submission, "source"));
    if (ret->source == NULL || strlen(ret->source) > TCT_SOURCE_MAX || !json_is_integer(number) ||
        json_integer_value(number) < 0 || time == NULL ||
        tct_time_parse(time, strlen(time), &ret->time_ns) != TCT_OK)
        return false;
    ret->number = (uint64_t)json_integer_value(number);
    ret->next_s = json_integer_value(next) > 0 ? (uint64_t)json_integer_value(next) : 0;
    return read_previous(submission, ret) && read_known(submission, ret);
}

/* When a source that spoke at `time_ns` is to be heard of again. */
static int64_t due(const struct seen *seen)
{
    const uint64_t most_s = UINT64_C(1) << 31;
    if (seen->next_s == 0 || seen->next_s > most_s)
        return INT64_MAX;
    int64_t wait_ns = (int64_t)seen->next_s * TCT_NS_PER_S;
    return seen->time_ns > INT64_MAX - wait_ns ? INT64_MAX : seen->time_ns + wait_ns;
}

/* Seconds after the promised time; times that are claimed may lie further apart than int64 holds.
 */
static uint64_t late_s(int64_t time_ns, int64_t due_ns)
{
    return ((uint64_t)time_ns - (uint64_t)due_ns) / TCT_NS_PER_S;
}

static void judge(struct tct_submissions *submissions, struct source *source,
                  const struct seen *seen, uint64_t index)
{
    if (seen->number < source->next) {
        /* The same again, as after a crash, is no second one. */
        bool same = seen->number + 1 == source->next && tct_hash_equal(&seen->own, &source->last);
        if (!same)
            tell(submissions, TCT_SUBMISSION_TWICE, source, index, seen->number, 1);
        return;
    }
    if (seen->number > source->next)
        tell(submissions, TCT_SUBMISSION_MISSING, source, index, source->next,
             seen->number - source->next);
    else if (seen->number > 0
                 ? !seen->names_previous || !tct_hash_equal(&seen->previous, &source->last)
                 : seen->names_previous)
        tell(submissions, TCT_SUBMISSION_BROKEN, source, index, seen->number, 1);
    if (seen->time_ns > source->due_ns)
        tell(submissions, TCT_SUBMISSION_SILENT, source, index, seen->number,
             late_s(seen->time_ns, source->due_ns));
    source->next = seen->number + 1;
    source->last = seen->own;
    source->index = index;
    source->due_ns = due(seen);
    submissions->count++;
}

/* The head that a source knew must be one of this log, and of no entry that came later. */
static enum tct_status compare_head(struct tct_submissions *submissions,
                                    const struct source *source, const struct seen *seen,
                                    uint64_t index, struct tct_error *err)
{
    struct tct_checkpoint *judged = &submissions->judged;
    struct tct_view *log = submissions->log;
    enum tct_status status = TCT_OK;
    if (log == NULL || !seen->knows || strcmp(seen->known.origin, tct_view_head(log)->origin) != 0)
        return TCT_OK;
    bool before = seen->known.size <= index;
    if (before && seen->known.size != judged->size) {
        status = tct_tree_root(seen->known.size, tct_view_read_hash, log, &judged->root, err);
        judged->size = seen->known.size;
    }
    if (status == TCT_OK && !(before && tct_hash_equal(&judged->root, &seen->known.root)))
        tell(submissions, TCT_SUBMISSION_OTHER_HEAD, source, index, seen->number, seen->known.size);
    return status;
}

enum tct_status tct_submissions_see(struct tct_submissions *submissions, uint64_t index,
                                    const void *entry, size_t bytes, struct tct_error *err)
{
    struct seen seen;
    enum tct_status status = TCT_OK;
    json_t *object = json_loadb(entry, bytes, JSON_REJECT_DUPLICATES, NULL);
    if (object != NULL && read_submission(object, &seen)) {
        (void)crypto_hash_sha256(seen.own.bytes, entry, bytes);
        struct source *source = find(submissions, seen.source);
        if (source != NULL) {
            judge(submissions, source, &seen, index);
            status = compare_head(submissions, source, &seen, index, err);
        } else {
            status =
                tct_fail(err, TCT_ERR_LIMIT, "more than %d sources, or memory is out", SOURCES_MAX);
        }
    }
    json_decref(object);
    return status;
}

void tct_submissions_end(struct tct_submissions *submissions, int64_t now_ns, uint64_t *ret_count,
                         size_t *ret_sources)
{
    for (size_t i = 0; i < BUCKETS; i++)
        for (const struct source *at = submissions->buckets[i]; at != NULL; at = at->after)
            if (now_ns > at->due_ns)
                tell(submissions, TCT_SUBMISSION_SILENT, at, at->index, at->next,
                     late_s(now_ns, at->due_ns));
    *ret_count = submissions->count;
    *ret_sources = submissions->sources;
}
