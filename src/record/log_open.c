/* Logs made, opened, recovered, closed. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder_file.h"
#include "log_parts.h"
#include "place.h"

static enum tct_status check_empty(const char *path, struct tct_error *err)
{
    DIR *list = opendir(path);
    if (list == NULL)
        return errno == ENOENT ? TCT_OK : tct_fail_read(err, path, "a new or empty folder");
    struct dirent *entry;
    do
        entry = readdir(list);
    while (entry != NULL && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0));
    char found[256] = "";
    if (entry != NULL)
        (void)snprintf(found, sizeof(found), "%s", entry->d_name);
    (void)closedir(list);
    return entry == NULL ? TCT_OK
                         : tct_fail_at(err, TCT_ERR_INPUT, path, 0, found, "a new or empty folder");
}

/* The folder that only its owner may enter. */
static enum tct_status make_private(const char *path, struct tct_error *err)
{
    char *inside = NULL;
    if (asprintf(&inside, "%s/" TCT_LOG_PRIVATE, path) < 0)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    bool made = (mkdir(path, 0777) == 0 || errno == EEXIST) && mkdir(inside, 0700) == 0;
    enum tct_status status =
        made ? TCT_OK
             : tct_fail(err, TCT_ERR_IO, "%s: cannot be made: %s", inside, strerror(errno));
    free(inside);
    return status;
}

static enum tct_status open_private(struct tct_log *log, struct tct_error *err)
{
    char *inside = NULL;
    if (asprintf(&inside, "%s/" TCT_LOG_PRIVATE, log->options.path) < 0)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    log->private_folder = open(inside, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    enum tct_status status =
        log->private_folder >= 0 ? TCT_OK : tct_fail_read(err, inside, "a log's own folder");
    free(inside);
    return status;
}

static enum tct_status take_lock(struct tct_log *log, struct tct_error *err)
{
    log->lock =
        openat(log->private_folder, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (log->lock >= 0 && flock(log->lock, LOCK_EX | LOCK_NB) == 0)
        return TCT_OK;
    if (log->lock >= 0 && errno == EWOULDBLOCK)
        return tct_fail(err, TCT_ERR_INPUT, "%s: another process appends to this log",
                        log->options.path);
    return tct_fail(err, TCT_ERR_IO, "%s: cannot be locked: %s", log->options.path,
                    strerror(errno));
}

static struct tct_log *new_log(const struct tct_log_options *options)
{
    struct tct_log *log = calloc(1, sizeof(*log));
    if (log == NULL)
        return NULL;
    log->options = *options;
    log->private_folder = log->lock = log->journal.file = -1;
    (void)pthread_mutex_init(&log->publishing, NULL);
    (void)pthread_mutex_init(&log->mutex, NULL);
    (void)pthread_cond_init(&log->changed, NULL);
    return log;
}

void tct_log_close(struct tct_log *log)
{
    if (log == NULL)
        return;
    journal_close(&log->journal);
    edge_free(&log->edge);
    batch_free(&log->waiting);
    batch_free(&log->writing);
    batch_free(&log->staged);
    tct_folder_close(log->folder);
    if (log->lock >= 0)
        (void)close(log->lock);
    if (log->private_folder >= 0)
        (void)close(log->private_folder);
    (void)pthread_cond_destroy(&log->changed);
    (void)pthread_mutex_destroy(&log->mutex);
    (void)pthread_mutex_destroy(&log->publishing);
    free(log);
}

static enum tct_status open_folders(struct tct_log *log, struct tct_error *err)
{
    enum tct_status status = open_private(log, err);
    if (status == TCT_OK)
        status = take_lock(log, err);
    if (status == TCT_OK)
        status = tct_folder_open(log->options.path, TCT_LOG_STAGING, true, &log->folder, err);
    if (status == TCT_OK)
        log->storage = tct_folder_storage(log->folder);
    return status;
}

/* The first head: of nothing, so that there is something to verify from the beginning. */
static enum tct_status write_first_head(struct tct_log *log, struct tct_error *err)
{
    const struct tct_signer *signer = log->options.signer;
    struct tct_checkpoint head = {.size = 0};
    memcpy(head.origin, signer->verifier.name, strlen(signer->verifier.name) + 1);
    tct_hash_empty(&head.root);
    char note[HEAD_NOTE_MAX], key[TCT_KEY_TEXT_MAX + 1];
    size_t note_bytes = 0;
    enum tct_status status = log_sign_head(log, &head, note, &note_bytes, err);
    if (status != TCT_OK)
        return status;
    tct_verifier_write(&signer->verifier, key);
    size_t bytes = strlen(key);
    key[bytes] = '\n';
    status = log->storage->replace(log->storage->user, TCT_LOG_KEY_PATH, key, bytes + 1, err);
    if (status == TCT_OK)
        status =
            log->storage->replace(log->storage->user, TCT_CHECKPOINT_PATH, note, note_bytes, err);
    return status;
}

enum tct_status tct_log_create(const struct tct_log_options *options, struct tct_error *err)
{
    enum tct_status status = check_empty(options->path, err);
    if (status == TCT_OK)
        status = make_private(options->path, err);
    if (status != TCT_OK)
        return status;
    struct tct_log *log = new_log(options);
    if (log == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    status = open_folders(log, err);
    if (status == TCT_OK)
        status = place_mark(log->private_folder, err);
    if (status == TCT_OK)
        status = journal_start(log->private_folder, NULL, &log->journal, err);
    if (status == TCT_OK)
        status = write_first_head(log, err);
    tct_log_close(log);
    return status;
}

/* From the published head on, with what the journal has beyond it. */
static enum tct_status load(struct tct_log *log, struct tct_error *err)
{
    struct tct_view *view = NULL;
    enum tct_status status =
        tct_view_open(log->storage, &log->options.signer->verifier, &view, err);
    if (status == TCT_OK) {
        log->head = *tct_view_head(view);
        status = edge_load(view, &log->edge, err);
    }
    tct_view_close(view);
    if (status == TCT_OK)
        status =
            journal_open(log->private_folder, log->head.size, &log->journal, &log->staged, err);
    if (status != TCT_OK)
        return status;
    log->published = log->head.size;
    log->durable = log->staged.first + log->staged.count;
    log->waiting.first = log->durable;
    return tct_log_publish(log, err);
}

enum tct_status tct_log_open(const struct tct_log_options *options, struct tct_log **ret_log,
                             struct tct_error *err)
{
    *ret_log = NULL;
    struct tct_log *log = new_log(options);
    if (log == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    struct tct_error why;
    enum tct_status status = open_folders(log, &why);
    if (status == TCT_OK)
        status = place_check(log->private_folder,
                             "it can be read and verified as it is; begin the next generation of "
                             "the log with tacet record init NEW --origin NEW-NAME --continues "
                             "THIS-FOLDER",
                             &why);
    if (status == TCT_OK)
        status = load(log, &why);
    if (status == TCT_OK) {
        *ret_log = log;
        return TCT_OK;
    }
    tct_log_close(log);
    return tct_fail(err, status, "%.150s: %s", options->path, why.text);
}
