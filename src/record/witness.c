/* The witness: judges a request, keeps what it will sign, signs. */
#include "tacet/record/witness.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder_file.h"
#include "place.h"
#include "tacet/record/fraud.h"
#include "tacet/record/storage.h"
#include "witness_heads.h"

static const char TEXT[] = "text/plain; charset=utf-8";
static const char SIZE[] = "text/x.tlog.size";

struct tct_witness {
    struct tct_witness_options options;
    struct tct_folder *folder;
    const struct tct_storage *storage;
    int private_folder, lock;
    pthread_mutex_t mutex; /* one request at a time: read, judge, keep, sign */
    unsigned refused;      /* number of the next refused request that is kept */
};

static enum tct_status take_lock(struct tct_witness *witness, struct tct_error *err)
{
    witness->lock =
        openat(witness->private_folder, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (witness->lock >= 0 && flock(witness->lock, LOCK_EX | LOCK_NB) == 0)
        return TCT_OK;
    if (witness->lock >= 0 && errno == EWOULDBLOCK)
        return tct_fail(err, TCT_ERR_INPUT, "%s: another process is this witness",
                        witness->options.path);
    return tct_fail(err, TCT_ERR_IO, "%s: cannot be locked: %s", witness->options.path,
                    strerror(errno));
}

/* A witness that is new marks its place; any other must stand where it did. */
static enum tct_status open_private(struct tct_witness *witness, struct tct_error *err)
{
    char *inside = NULL;
    const char *path = witness->options.path;
    if (asprintf(&inside, "%s/private", path) < 0)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    (void)mkdir(path, 0777);
    (void)mkdir(inside, 0700); /* what went wrong, opening it says */
    witness->private_folder = open(inside, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    enum tct_status status =
        witness->private_folder >= 0 ? TCT_OK : tct_fail_read(err, inside, "a folder");
    free(inside);
    if (status == TCT_OK)
        status = take_lock(witness, err);
    if (status == TCT_OK && faccessat(witness->private_folder, "place", F_OK, 0) != 0)
        return place_mark(witness->private_folder, err);
    return status == TCT_OK
               ? place_check(witness->private_folder,
                             "a witness that has forgotten what it signed must not sign: make a "
                             "new witness with a new key",
                             err)
               : status;
}

/* Everything that is kept, once, so that damage is told at the start. */
static enum tct_status check_heads(struct tct_witness *witness, struct tct_error *err)
{
    const struct tct_policy *policy = witness->options.policy;
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < policy->log_count && status == TCT_OK; i++) {
        struct witness_head head = {0};
        if (policy->logs[i].known)
            status = witness_head_read(witness->storage, &policy->logs[i].verifier,
                                       &witness->options.signer->verifier, &head, err);
        free(head.note);
    }
    return status;
}

enum tct_status tct_witness_open(const struct tct_witness_options *options,
                                 struct tct_witness **ret_witness, struct tct_error *err)
{
    *ret_witness = NULL;
    TCT_ASSERT(options->signer->verifier.type == TCT_KEY_COSIGNATURE);
    struct tct_witness *witness = calloc(1, sizeof(*witness));
    if (witness == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    witness->options = *options;
    witness->private_folder = witness->lock = -1;
    (void)pthread_mutex_init(&witness->mutex, NULL);
    struct tct_error why;
    enum tct_status status = open_private(witness, &why);
    if (status == TCT_OK)
        status = tct_folder_open(options->path, "private/new", true, &witness->folder, &why);
    if (status == TCT_OK) {
        witness->storage = tct_folder_storage(witness->folder);
        status = check_heads(witness, &why);
    }
    if (status != TCT_OK) {
        tct_witness_close(witness);
        return tct_fail(err, status, "%.150s: %s", options->path, why.text);
    }
    *ret_witness = witness;
    return TCT_OK;
}

void tct_witness_close(struct tct_witness *witness)
{
    if (witness == NULL)
        return;
    tct_folder_close(witness->folder);
    if (witness->lock >= 0)
        (void)close(witness->lock);
    if (witness->private_folder >= 0)
        (void)close(witness->private_folder);
    (void)pthread_mutex_destroy(&witness->mutex);
    free(witness);
}

static void answer(struct tct_witness_answer *ret, unsigned status, const char *type,
                   const char *body)
{
    *ret = (struct tct_witness_answer){status, type, strdup(body), strlen(body)};
    if (ret->body == NULL)
        ret->bytes = 0;
}

static void answer_line(struct tct_witness_answer *ret, unsigned status, const char *line)
{
    char body[sizeof(((struct tct_error *)NULL)->text) + 2];
    (void)snprintf(body, sizeof(body), "%s\n", line);
    answer(ret, status, TEXT, body);
}

/* A request while it is judged. */
struct judged {
    struct tct_witness_request request;
    struct tct_note note;
    struct tct_checkpoint head;
    const struct tct_verifier *log;
    struct witness_head last;
};

/* The log that signed; 404 when its origin is not known, 403 when none of its keys signed. */
static bool find_log(const struct tct_policy *policy, struct judged *judged,
                     struct tct_witness_answer *ret)
{
    struct tct_error err = {.text = "not signed by the log"};
    bool known = false;
    for (size_t i = 0; i < policy->log_count; i++) {
        const struct tct_policy_party *log = &policy->logs[i];
        if (!log->known || strcmp(log->verifier.name, judged->head.origin) != 0)
            continue;
        known = true;
        judged->log = &log->verifier;
        if (tct_note_verify(&judged->note, &log->verifier, NULL, &err) == TCT_OK)
            return true;
    }
    answer_line(ret, known ? 403 : 404, known ? err.text : "no such log is witnessed here");
    return false;
}

static bool parse(const struct tct_policy *policy, const char *text, size_t bytes,
                  struct judged *judged, struct tct_witness_answer *ret)
{
    struct tct_error err;
    enum tct_status status = tct_witness_request_parse(text, bytes, &judged->request, &err);
    if (status == TCT_OK)
        status =
            tct_note_parse(judged->request.note, judged->request.note_bytes, &judged->note, &err);
    if (status == TCT_OK)
        status =
            tct_checkpoint_parse(judged->note.text, judged->note.text_bytes, &judged->head, &err);
    if (status != TCT_OK) {
        answer_line(ret, 400, err.text);
        return false;
    }
    if (!find_log(policy, judged, ret))
        return false;
    if (judged->request.old_size > judged->head.size) {
        answer_line(ret, 400, "the old size is larger than that of the checkpoint");
        return false;
    }
    return true;
}

/* What may be evidence is kept; that it cannot be kept is no reason not to answer. */
static void keep_refused(struct tct_witness *witness, const struct judged *judged)
{
    char path[32];
    (void)snprintf(path, sizeof(path), "refused/%03u", witness->refused);
    witness->refused = (witness->refused + 1) % TCT_WITNESS_REFUSED_MAX;
    (void)!witness->storage->replace(witness->storage->user, path, judged->request.note,
                                     judged->request.note_bytes, NULL);
}

/* Another root of a size that was signed proves fraud. */
static void keep_fraud(struct tct_witness *witness, const struct judged *judged)
{
    struct tct_fraud fraud;
    enum tct_heads_state state;
    enum tct_status status =
        tct_heads_compare(judged->last.note, judged->last.bytes, judged->request.note,
                          judged->request.note_bytes, judged->log, NULL, &state, &fraud, NULL);
    if (status == TCT_OK && state == TCT_HEADS_FRAUD)
        (void)!tct_fraud_keep(&fraud, witness->storage, "fraud", NULL);
}

/* Whether the head goes on from the one that was signed last. */
static bool goes_on(struct tct_witness *witness, const struct judged *judged,
                    struct tct_witness_answer *ret)
{
    char size[24];
    struct tct_error err;
    uint64_t old_size = judged->request.old_size;
    const struct tct_checkpoint *last = &judged->last.head;
    bool other_root = judged->last.note != NULL && judged->head.size == last->size &&
                      !tct_hash_equal(&judged->head.root, &last->root);
    if (other_root) {
        keep_fraud(witness, judged);
        keep_refused(witness, judged);
    }
    if (old_size != last->size || other_root) {
        (void)snprintf(size, sizeof(size), "%" PRIu64 "\n", last->size);
        answer(ret, 409, SIZE, size);
        return false;
    }
    bool nothing_to_prove = old_size == 0 || old_size == judged->head.size;
    enum tct_status status = TCT_OK;
    if (nothing_to_prove && judged->request.proof.count > 0)
        status = tct_fail(&err, TCT_ERR_INPUT, "there is nothing to prove, but a proof");
    else if (!nothing_to_prove)
        status = tct_check_consistency(old_size, judged->head.size, judged->request.proof.hashes,
                                       judged->request.proof.count, &last->root, &judged->head.root,
                                       &err);
    if (status == TCT_OK)
        return true;
    keep_refused(witness, judged);
    answer_line(ret, 422, err.text);
    return false;
}

/* The head with the log's signature and ours, and no other; free(). */
static char *write_note(const struct judged *judged, const char *line, size_t *ret_bytes)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, ret_bytes);
    if (out == NULL)
        return NULL;
    (void)fwrite(judged->note.text, 1, judged->note.text_bytes, out);
    (void)fputc('\n', out);
    for (size_t i = 0; i < judged->note.count; i++) {
        const struct tct_signature *signature = &judged->note.signatures[i];
        if (tct_signature_is_by(signature, judged->log))
            (void)fprintf(out, "\u2014 %s %.*s\n", judged->log->name, (int)signature->chars,
                          signature->base64);
    }
    (void)fputs(line, out);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

static void sign(struct tct_witness *witness, const struct judged *judged,
                 struct tct_witness_answer *ret)
{
    char line[TCT_SIGNATURE_LINE_MAX];
    struct tct_error err;
    size_t bytes = 0;
    uint64_t now_s = witness->options.now_s(witness->options.clock_user);
    enum tct_status status = tct_note_sign(judged->note.text, judged->note.text_bytes,
                                           witness->options.signer, now_s, line, &err);
    char *note = status == TCT_OK ? write_note(judged, line, &bytes) : NULL;
    if (status == TCT_OK && note == NULL)
        status = tct_fail(&err, TCT_ERR_MEMORY, "out of memory");
    if (status == TCT_OK)
        status = witness_head_keep(witness->storage, judged->head.origin, note, bytes, &err);
    free(note);
    if (status == TCT_OK)
        answer(ret, 200, TEXT, line);
    else
        answer_line(ret, 500, err.text);
}

void tct_witness_add_checkpoint(struct tct_witness *witness, const char *request, size_t bytes,
                                struct tct_witness_answer *ret)
{
    struct judged judged = {.log = NULL};
    struct tct_error err;
    if (!parse(witness->options.policy, request, bytes, &judged, ret))
        return;
    (void)pthread_mutex_lock(&witness->mutex);
    if (witness_head_read(witness->storage, judged.log, &witness->options.signer->verifier,
                          &judged.last, &err) != TCT_OK)
        answer_line(ret, 500, err.text);
    else if (goes_on(witness, &judged, ret))
        sign(witness, &judged, ret);
    (void)pthread_mutex_unlock(&witness->mutex);
    free(judged.last.note);
}
