/* The log's side of tlog-witness. */
#include "tacet/face/witness_client.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ANSWER_MAX = 1 << 16, /* bytes */
    TRIES = 3,            /* the second with the size that the witness named */
    NAME_ROOM = 2048,
};

/* One witness that is asked for one head. */
struct asking {
    struct tct_witness_client *client;
    const struct tct_policy_party *witness;
    uint64_t *size;
    struct tct_view *view;
    const char *note;
    size_t bytes;
};

static void warn(const struct asking *asking, const char *what)
{
    if (asking->client->warn != NULL)
        asking->client->warn(asking->client->warn_user, asking->witness->name, what);
}

static bool join_url(const char *url, const char *path, char ret[NAME_ROOM])
{
    size_t chars = strlen(url);
    bool slash = chars > 0 && url[chars - 1] == '/';
    int all = snprintf(ret, NAME_ROOM, "%s%s%s", url, slash ? "" : "/", path);
    return all > 0 && all < NAME_ROOM;
}

enum tct_status tct_witness_client_head(struct tct_http_client *http, const char *url,
                                        const char *origin, char **ret_note, size_t *ret_bytes,
                                        struct tct_error *err)
{
    char path[TCT_HEAD_PATH_MAX], whole[NAME_ROOM];
    struct tct_http_reply reply = {0};
    *ret_note = NULL;
    *ret_bytes = 0;
    tct_witness_head_path(origin, path);
    if (!join_url(url, path, whole))
        return tct_fail(err, TCT_ERR_USE, "the URL is too long");
    enum tct_status status = tct_http_ask(http, whole, NULL, 0, ANSWER_MAX, &reply, err);
    if (status == TCT_OK && reply.status != 200 && reply.status != 404)
        status = tct_fail(err, TCT_ERR_IO, "the witness answers with %u", reply.status);
    if (status == TCT_OK && reply.status == 200) {
        *ret_note = reply.body;
        *ret_bytes = reply.bytes;
        reply.body = NULL;
    }
    free(reply.body);
    return status;
}

/* The request from the size that the witness is thought to have. */
static enum tct_status post(const struct asking *asking, struct tct_http_reply *reply,
                            struct tct_error *err)
{
    char url[NAME_ROOM], *text = NULL;
    size_t bytes = 0;
    struct tct_witness_request request = {
        .old_size = *asking->size, .note = asking->note, .note_bytes = asking->bytes};
    if (!join_url(asking->witness->url, "add-checkpoint", url))
        return tct_fail(err, TCT_ERR_USE, "the URL is too long");
    enum tct_status status =
        tct_prove_consistency(*asking->size, tct_view_head(asking->view)->size, tct_view_read_hash,
                              asking->view, &request.proof, err);
    if (status == TCT_OK)
        status = tct_witness_request_write(&request, &text, &bytes, err);
    if (status == TCT_OK)
        status = tct_http_ask(asking->client->http, url, text, bytes, ANSWER_MAX, reply, err);
    free(text);
    return status;
}

/* The line that is a true cosignature of this witness under this head, for free(); NULL when it is
 * not among what was answered. */
static char *take_signature(const struct asking *asking, const struct tct_http_reply *reply)
{
    char *whole = NULL, *line = NULL;
    struct tct_note note;
    if (asprintf(&whole, "%.*s%s", (int)asking->bytes, asking->note, reply->body) < 0)
        return NULL;
    const struct tct_verifier *key = &asking->witness->verifier;
    if (tct_note_parse(whole, strlen(whole), &note, NULL) == TCT_OK &&
        tct_note_verify(&note, key, NULL, NULL) == TCT_OK)
        for (size_t i = 0; i < note.count && line == NULL; i++) {
            const struct tct_signature *signature = &note.signatures[i];
            if (tct_signature_is_by(signature, key) &&
                asprintf(&line, "\u2014 %s %.*s\n", key->name, (int)signature->chars,
                         signature->base64) < 0)
                line = NULL;
        }
    free(whole);
    return line;
}

/* "1234\n", and nothing else. */
static bool read_size(const struct tct_http_reply *reply, uint64_t *ret)
{
    char *end = NULL;
    if (reply->bytes < 2 || reply->bytes > 20 || reply->body[0] < '0' || reply->body[0] > '9')
        return false;
    *ret = strtoull(reply->body, &end, 10);
    return *end == '\n' && end + 1 == reply->body + reply->bytes && *ret <= TCT_TREE_SIZE_MAX;
}

/* Whether a head that the log has signed is none of the tree at hand. */
static bool contradicts(struct tct_view *view, const struct tct_checkpoint *shown)
{
    struct tct_hash root;
    if (shown->size > tct_view_head(view)->size)
        return true;
    return tct_tree_root(shown->size, tct_view_read_hash, view, &root, NULL) == TCT_OK &&
           !tct_hash_equal(&root, &shown->root);
}

/* The witness says that it has a head which this one does not go on from: it must show it. */
static enum tct_status judge_claim(const struct asking *asking, const char *origin,
                                   const struct tct_verifier *log, struct tct_error *err)
{
    char *note = NULL;
    size_t bytes = 0;
    struct tct_note parsed;
    struct tct_checkpoint shown;
    const struct tct_checkpoint *own = tct_view_head(asking->view);
    enum tct_status status = tct_witness_client_head(asking->client->http, asking->witness->url,
                                                     origin, &note, &bytes, NULL);
    bool proved = status == TCT_OK && note != NULL &&
                  tct_checkpoint_open(note, bytes, log, &parsed, &shown, NULL) == TCT_OK &&
                  contradicts(asking->view, &shown);
    free(note);
    if (!proved) {
        warn(asking, "says that it has signed another head of this log, and does not show it");
        return TCT_OK;
    }
    return tct_fail(err, TCT_ERR_INPUT,
                    "the witness %.100s has signed a head of this log with %" PRIu64 " entries, "
                    "and this folder has %" PRIu64 ": it is not what was shown before, as after a "
                    "backup was put back; it must not go on under this name",
                    asking->witness->name, shown.size, own->size);
}

static enum tct_status ask(const struct asking *asking, const struct tct_verifier *log,
                           char **ret_line, struct tct_error *err)
{
    struct tct_error why;
    uint64_t own = tct_view_head(asking->view)->size;
    for (int i = 0; i < TRIES; i++) {
        struct tct_http_reply reply = {0};
        uint64_t named = 0;
        char text[160];
        if (post(asking, &reply, &why) != TCT_OK) {
            warn(asking, why.text);
            return TCT_OK;
        }
        bool conflict = reply.status == 409 && read_size(&reply, &named);
        if (reply.status == 200)
            *ret_line = take_signature(asking, &reply);
        (void)snprintf(text, sizeof(text), "answers with %u: %.100s", reply.status,
                       reply.bytes > 0 ? reply.body : "");
        free(reply.body);
        if (*ret_line != NULL) {
            *asking->size = own;
            return TCT_OK;
        }
        if (reply.status == 422 || (conflict && (named > own || named == *asking->size)))
            return judge_claim(asking, tct_view_head(asking->view)->origin, log, err);
        if (!conflict) {
            text[strcspn(text, "\n")] = '\0';
            warn(asking, text);
            return TCT_OK;
        }
        *asking->size = named;
    }
    warn(asking, "names another size each time");
    return TCT_OK;
}

static const struct tct_verifier *key_of(const struct tct_policy *policy, const char *origin)
{
    for (size_t i = 0; i < policy->log_count; i++)
        if (policy->logs[i].known && strcmp(policy->logs[i].verifier.name, origin) == 0)
            return &policy->logs[i].verifier;
    return NULL;
}

enum tct_status tct_witness_client_cosign(void *user, struct tct_view *view, const char *note,
                                          size_t bytes, char **ret_lines, struct tct_error *err)
{
    struct tct_witness_client *client = user;
    const struct tct_verifier *log = key_of(client->policy, tct_view_head(view)->origin);
    *ret_lines = NULL;
    if (log == NULL)
        return tct_fail(err, TCT_ERR_INPUT, "the policy does not name the log %.200s",
                        tct_view_head(view)->origin);
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < client->policy->witness_count && status == TCT_OK; i++) {
        const struct tct_policy_party *witness = &client->policy->witnesses[i];
        char *line = NULL, *joined = NULL;
        struct asking asking = {client, witness, &client->sizes[i], view, note, bytes};
        if (!witness->known || witness->url[0] == '\0')
            continue;
        if (client->sizes[i] > tct_view_head(view)->size)
            client->sizes[i] = 0;
        status = ask(&asking, log, &line, err);
        if (line != NULL &&
            asprintf(&joined, "%s%s", *ret_lines == NULL ? "" : *ret_lines, line) < 0)
            status = tct_fail(err, TCT_ERR_MEMORY, "out of memory");
        free(line);
        if (joined != NULL) {
            free(*ret_lines);
            *ret_lines = joined;
        }
    }
    if (status != TCT_OK) {
        free(*ret_lines);
        *ret_lines = NULL;
    }
    return status;
}
