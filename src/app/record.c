/* Keys and logs for the subcommands of tacet record. */
#include "record.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

enum { PATH_ROOM = 4096 };

enum tct_status record_read_file(const char *path, size_t limit, char **ret_content,
                                 size_t *ret_bytes, struct tct_error *err)
{
    bool from_stdin = path == NULL || strcmp(path, "-") == 0;
    const char *name = from_stdin ? "standard input" : path;
    *ret_content = NULL;
    FILE *file = from_stdin ? stdin : fopen(path, "rbe");
    if (file == NULL)
        return tct_fail_read(err, name, "a file");
    enum tct_status status = TCT_OK;
    size_t bytes = 0, room = 4096;
    char *content = malloc(room + 1);
    while (content != NULL) {
        bytes += fread(content + bytes, 1, room - bytes, file);
        if (bytes < room || bytes > limit)
            break;
        room *= 2;
        char *grown = realloc(content, room + 1);
        if (grown == NULL)
            free(content);
        content = grown;
    }
    if (content == NULL)
        status = tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    else if (ferror(file))
        status = tct_fail_read(err, name, "a file");
    else if (bytes > limit)
        status = tct_fail(err, TCT_ERR_LIMIT, "%.300s: found more than %zu bytes", name, limit);
    if (!from_stdin)
        (void)fclose(file);
    if (status != TCT_OK) {
        free(content);
        return status;
    }
    content[bytes] = '\0';
    *ret_content = content;
    *ret_bytes = bytes;
    return TCT_OK;
}

enum tct_status record_key(const char *key, struct tct_verifier *ret, struct tct_error *err)
{
    struct tct_error why;
    char *content = NULL;
    size_t bytes = 0;
    enum tct_status status = tct_verifier_parse(key, strlen(key), ret, &why);
    if (status == TCT_OK || strchr(key, '+') != NULL)
        return status == TCT_OK ? TCT_OK : tct_fail(err, status, "%s", why.text);
    status = record_read_file(key, TCT_KEY_TEXT_MAX, &content, &bytes, err);
    if (status != TCT_OK)
        return status;
    status = tct_verifier_parse(content, strcspn(content, "\n"), ret, &why);
    free(content);
    return status == TCT_OK ? TCT_OK : tct_fail(err, status, "%.300s: %s", key, why.text);
}

static enum tct_status path_of(const char *folder, const char *name, char ret[PATH_ROOM],
                               struct tct_error *err)
{
    int chars = snprintf(ret, PATH_ROOM, "%s/%s", folder, name);
    return chars > 0 && chars < PATH_ROOM
               ? TCT_OK
               : tct_fail(err, TCT_ERR_USE, "%.100s...: the name is too long", folder);
}

static enum tct_status trust_one(const struct tct_verifier *log, struct tct_policy **ret,
                                 struct tct_error *err)
{
    char key[TCT_KEY_TEXT_MAX], text[TCT_KEY_TEXT_MAX + 32];
    tct_verifier_write(log, key);
    int bytes = snprintf(text, sizeof(text), "log %s\nquorum none\n", key);
    return tct_policy_parse(text, (size_t)bytes, ret, err);
}

enum tct_status record_trust(const char *key, const char *policy_path, const char *folder,
                             struct tct_policy **ret, struct tct_error *err)
{
    char path[PATH_ROOM], *text = NULL;
    size_t bytes = 0;
    struct tct_verifier log;
    enum tct_status status = TCT_OK;
    *ret = NULL;
    if (policy_path != NULL) {
        struct tct_error why;
        status = record_read_file(policy_path, TCT_POLICY_MAX, &text, &bytes, err);
        if (status != TCT_OK)
            return status;
        status = tct_policy_parse(text, bytes, ret, &why);
        free(text);
        return status == TCT_OK ? TCT_OK
                                : tct_fail(err, status, "%.200s: %s", policy_path, why.text);
    }
    if (key == NULL && folder == NULL)
        return tct_fail(err, TCT_ERR_USE, "whom to trust? --key KEY or --policy FILE is missing");
    if (key == NULL)
        status = path_of(folder, TCT_LOG_KEY_PATH, path, err);
    if (status == TCT_OK)
        status = record_key(key == NULL ? path : key, &log, err);
    return status == TCT_OK ? trust_one(&log, ret, err) : status;
}

/* The log of the policy that has signed the head there; it is verified again with the view. */
static enum tct_status find_log(const struct tct_storage *storage, const struct tct_policy *trust,
                                struct tct_policy_judgement *found, struct tct_error *err)
{
    uint8_t *note = NULL;
    size_t bytes = 0;
    struct tct_note parsed;
    enum tct_status status =
        storage->read(storage->user, TCT_CHECKPOINT_PATH, TCT_NOTE_MAX, &note, &bytes, err);
    if (status == TCT_OK && note == NULL)
        status =
            tct_fail(err, TCT_ERR_INPUT, TCT_CHECKPOINT_PATH ": it is missing; is this a log?");
    if (status == TCT_OK)
        status = tct_policy_judge(trust, (const char *)note, bytes, &parsed, found, err);
    free(note);
    return status;
}

static enum tct_status open_view(struct record_log *log, const struct tct_policy *trust,
                                 struct tct_error *err)
{
    const struct tct_storage *storage = tct_folder_storage(log->folder);
    struct tct_note parsed;
    size_t bytes = 0;
    enum tct_status status = find_log(storage, trust, &log->found, err);
    if (status == TCT_OK)
        status = tct_view_open(storage, &trust->logs[log->found.log].verifier, &log->view, err);
    if (status != TCT_OK)
        return status;
    const char *note = tct_view_note(log->view, &bytes);
    return tct_policy_judge(trust, note, bytes, &parsed, &log->found, err);
}

enum tct_status record_open(const char *folder, const struct tct_policy *trust,
                            struct record_log *ret, struct tct_error *err)
{
    struct tct_error why;
    *ret = (struct record_log){0};
    enum tct_status status = tct_folder_open(folder, TCT_LOG_STAGING, false, &ret->folder, err);
    if (status != TCT_OK)
        return status;
    status = open_view(ret, trust, &why);
    if (status == TCT_OK)
        return TCT_OK;
    record_close(ret);
    return tct_fail(err, status, "%.200s: %s", folder, why.text);
}

void record_close(struct record_log *log)
{
    tct_view_close(log->view);
    tct_folder_close(log->folder);
    *log = (struct record_log){0};
}

void record_print_witnesses(const struct tct_policy *trust,
                            const struct tct_policy_judgement *found)
{
    char time[TCT_TIME_TEXT_BYTES];
    for (size_t i = 0; i < trust->witness_count; i++) {
        const struct tct_policy_party *witness = &trust->witnesses[i];
        if (found->by[i])
            tct_time_format((int64_t)found->time_s[i] * TCT_NS_PER_S, 0, time);
        (void)printf("witness     %s: %s\n", witness->name,
                     found->by[i]     ? time
                     : witness->known ? "has not cosigned"
                                      : "has a key of a type that is not known here");
    }
    if (found->timed) {
        tct_time_format((int64_t)found->seen_s * TCT_NS_PER_S, 0, time);
        (void)printf(
            "proved      not after %s: as many witnesses as the policy asks for had seen\n"
            "            this head by then, and each sees only heads that add to those before\n",
            time);
    } else if (trust->any_quorum) {
        (void)puts("PROVISIONAL the witnesses are fewer than the policy asks for");
    }
}

static enum tct_status first_line(const char *path, char ret[TCT_PASSPHRASE_MAX + 1],
                                  struct tct_error *err)
{
    char *content = NULL;
    size_t bytes = 0;
    enum tct_status status = record_read_file(path, TCT_PASSPHRASE_MAX + 2, &content, &bytes, err);
    if (status != TCT_OK)
        return status;
    size_t line = strcspn(content, "\r\n");
    if (line == 0 || line > TCT_PASSPHRASE_MAX) {
        status = tct_fail(err, TCT_ERR_INPUT,
                          "%.300s: found a first line of %zu bytes, expected 1 to %d", path, line,
                          TCT_PASSPHRASE_MAX);
    } else {
        memcpy(ret, content, line);
        ret[line] = '\0';
    }
    sodium_memzero(content, bytes);
    free(content);
    return status;
}

enum tct_status record_passphrase(const char *path, char ret[TCT_PASSPHRASE_MAX + 1],
                                  struct tct_error *err)
{
    struct stat about;
    if (stat(path, &about) == 0 && S_ISREG(about.st_mode) && (about.st_mode & 077) != 0)
        return tct_fail(err, TCT_ERR_INPUT,
                        "%.300s: found mode %04o, by which others may read a passphrase, expected "
                        "0600 (chmod 600)",
                        path, (unsigned)about.st_mode & 07777);
    return first_line(path, ret, err);
}

/* Asks at the terminal, without showing what is typed. */
static enum tct_status ask_terminal(char ret[TCT_PASSPHRASE_MAX + 1], struct tct_error *err)
{
    struct termios shown, hidden;
    FILE *terminal = fopen("/dev/tty", "r+e");
    if (terminal == NULL || tcgetattr(fileno(terminal), &shown) != 0) {
        if (terminal != NULL)
            (void)fclose(terminal);
        return tct_fail(err, TCT_ERR_USE,
                        "the key is encrypted: give --passphrase-file FILE, or ask at a terminal");
    }
    hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    (void)fputs("Passphrase of the log's key: ", terminal);
    (void)fflush(terminal);
    (void)tcsetattr(fileno(terminal), TCSAFLUSH, &hidden);
    char *line = fgets(ret, TCT_PASSPHRASE_MAX + 1, terminal);
    (void)tcsetattr(fileno(terminal), TCSAFLUSH, &shown);
    (void)fputc('\n', terminal);
    (void)fclose(terminal);
    if (line == NULL)
        return tct_fail(err, TCT_ERR_USE, "no passphrase was typed");
    ret[strcspn(ret, "\n")] = '\0';
    return TCT_OK;
}

static enum tct_status ask(void *user, char ret[TCT_PASSPHRASE_MAX + 1], struct tct_error *err)
{
    const char *path = *(const char **)user;
    return path != NULL ? record_passphrase(path, ret, err) : ask_terminal(ret, err);
}

enum tct_status record_signer(const char *folder, const char *passphrase_path,
                              struct tct_signer *ret, struct tct_error *err)
{
    char path[PATH_ROOM];
    enum tct_status status = path_of(folder, TCT_LOG_PRIVATE "/log.key", path, err);
    return status == TCT_OK ? record_key_file(path, passphrase_path, ret, err) : status;
}

enum tct_status record_key_file(const char *path, const char *passphrase_path,
                                struct tct_signer *ret, struct tct_error *err)
{
    return tct_key_file_read(path, ask, &passphrase_path, ret, err);
}

enum tct_status record_new_key(const char *name, enum tct_key_type type, struct tct_signer *ret,
                               struct tct_error *err)
{
    uint8_t seed[TCT_KEY_SEED_BYTES];
    if (sodium_init() < 0)
        return tct_fail(err, TCT_ERR_IO, "the system gives no random numbers");
    randombytes_buf(seed, sizeof(seed));
    enum tct_status status = tct_signer_new(name, type, seed, ret, err);
    sodium_memzero(seed, sizeof(seed));
    return status;
}

enum tct_status record_index(const char *text, uint64_t *ret, struct tct_error *err)
{
    char *end = NULL;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || number >= TCT_TREE_SIZE_MAX)
        return tct_fail(err, TCT_ERR_USE,
                        "found '%.40s', expected the index of an entry, counted from 0", text);
    *ret = number;
    return TCT_OK;
}

int record_failed(const struct command *command, const struct tct_error *err)
{
    int code = command_failed(command, err);
    bool judged = err->status == TCT_ERR_INPUT || err->status == TCT_ERR_LIMIT;
    return judged ? EXIT_NO : code;
}

enum tct_status record_append_one(const char *folder, const char *passphrase_path, const char *text,
                                  struct tct_error *err)
{
    struct tct_signer signer;
    struct tct_log *log = NULL;
    char *entry = NULL;
    size_t bytes = 0;
    uint64_t index = 0;
    enum tct_status status =
        tct_canonical_json(text, strlen(text), TCT_ENTRY_MAX, &entry, &bytes, err);
    if (status == TCT_OK)
        status = record_signer(folder, passphrase_path, &signer, err);
    if (status == TCT_OK) {
        status =
            tct_log_open(&(struct tct_log_options){.path = folder, .signer = &signer}, &log, err);
        if (status == TCT_OK)
            status = tct_log_append(log, &(struct tct_entry){entry, bytes}, 1, &index, err);
        if (status == TCT_OK)
            status = tct_log_publish(log, err);
        tct_log_close(log);
        tct_signer_wipe(&signer);
    }
    free(entry);
    return status;
}
