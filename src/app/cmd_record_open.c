/* tacet record open: an entry with its sealed fields in their places. */
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record_disclosures.h"
#include "tacet/face/atomic_file.h"

enum { DISCLOSURES_MAX = 1 << 24 };

struct request {
    const char *entry_path, *with_path, *to, *opening_key, *new_key;
    bool disclosures, json;
};

static const struct option_spec options[] = {
    {0, "disclosures", NULL, "the disclosures themselves, one a line", OPTION_SWITCH,
     offsetof(struct request, disclosures), 0, 0},
    {0, "to", "KEY", "the disclosures encrypted for one reader, one a line", OPTION_TEXT,
     offsetof(struct request, to), 0, 0},
    {0, "entry", "FILE", "an entry that one has, instead of DIR INDEX", OPTION_TEXT,
     offsetof(struct request, entry_path), 0, 0},
    {0, "with", "FILE", "disclosures for it, as they are or encrypted for oneself", OPTION_TEXT,
     offsetof(struct request, with_path), 0, 0},
    {0, "opening-key", "FILE", "one's private key, for encrypted ones", OPTION_TEXT,
     offsetof(struct request, opening_key), 0, 0},
    {0, "new-key", "FILE", "make such a key and print its public half, for --to", OPTION_TEXT,
     offsetof(struct request, new_key), 0, 0},
    {0, "json", NULL, "the entry, which is JSON as it is", OPTION_GIVEN, 0, 0, 0},
};

/* A key is the base64 of 32 bytes; a private file has the private and the public one in it. */
static enum tct_status read_key(const char *text, size_t chars, uint8_t *ret, struct tct_error *err)
{
    size_t bytes = 0;
    if (tct_base64_read(text, chars, ret, TCT_OPENING_KEY_BYTES, &bytes) &&
        bytes == TCT_OPENING_KEY_BYTES)
        return TCT_OK;
    return tct_fail(err, TCT_ERR_INPUT,
                    "found '%.20s...', expected a key to open with, 44 letters "
                    "of base64",
                    text);
}

static enum tct_status new_key(const char *path, struct tct_error *err)
{
    uint8_t public_key[TCT_OPENING_KEY_BYTES], secret_key[TCT_OPENING_KEY_BYTES];
    char public_text[TCT_BASE64_CHARS(TCT_OPENING_KEY_BYTES) + 1], secret_text[sizeof(public_text)],
        *content = NULL;
    tct_opening_keys(public_key, secret_key);
    tct_base64_write(public_key, sizeof(public_key), public_text);
    tct_base64_write(secret_key, sizeof(secret_key), secret_text);
    enum tct_status status = TCT_OK;
    if (asprintf(&content, "%s\n%s\n", secret_text, public_text) < 0)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    status = tct_private_file_write(path, content, err);
    if (status == TCT_OK)
        (void)puts(public_text);
    sodium_memzero(content, strlen(content));
    sodium_memzero(secret_key, sizeof(secret_key));
    sodium_memzero(secret_text, sizeof(secret_text));
    free(content);
    return status;
}

/* An entry of a log, with the disclosures that its keeper has. */
static enum tct_status from_log(const char *folder, const char *index_text, char **ret_entry,
                                size_t *ret_bytes, char **ret_lines, size_t *ret_lines_bytes,
                                struct tct_error *err)
{
    struct tct_policy *trust = NULL;
    struct record_log log = {0};
    struct record_disclosures store = {NULL};
    const uint8_t *entry = NULL;
    uint64_t index = 0;
    enum tct_status status = record_index(index_text, &index, err);
    if (status == TCT_OK)
        status = record_trust(NULL, NULL, folder, &trust, err);
    if (status == TCT_OK)
        status = record_open(folder, trust, &log, err);
    if (status == TCT_OK)
        status = tct_view_entry(log.view, index, &entry, ret_bytes, err);
    if (status == TCT_OK && (*ret_entry = strndup((const char *)entry, *ret_bytes)) == NULL)
        status = tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    if (status == TCT_OK)
        status = record_disclosures_open(folder, false, &store, err);
    if (status == TCT_OK)
        status = record_disclosures_read(&store, *ret_entry, *ret_bytes, ret_lines, ret_lines_bytes,
                                         err);
    record_disclosures_close(&store);
    record_close(&log);
    free(trust);
    return status;
}

/* Lines that were encrypted for us become what they hold; each is for free(). */
static enum tct_status unbox(const char *key_path, const char **lines, size_t count,
                             char **ret_plain, struct tct_error *err)
{
    char *text = NULL;
    size_t bytes = 0;
    uint8_t keys[2][TCT_OPENING_KEY_BYTES];
    enum tct_status status = record_read_file(key_path, 1024, &text, &bytes, err);
    if (status != TCT_OK)
        return status;
    size_t first = strcspn(text, "\n");
    status = read_key(text, first, keys[0], err);
    if (status == TCT_OK && text[first] == '\n')
        status = read_key(text + first + 1, strcspn(text + first + 1, "\n"), keys[1], err);
    sodium_memzero(text, bytes);
    free(text);
    for (size_t i = 0; i < count && status == TCT_OK; i++)
        status = tct_unbox_disclosure(lines[i], keys[1], keys[0], &ret_plain[i], err);
    sodium_memzero(keys, sizeof(keys));
    return status;
}

static enum tct_status print_boxes(const char *to, const char **lines, size_t count,
                                   struct tct_error *err)
{
    uint8_t key[TCT_OPENING_KEY_BYTES];
    enum tct_status status = read_key(to, strlen(to), key, err);
    for (size_t i = 0; i < count && status == TCT_OK; i++) {
        char *box = NULL;
        status = tct_box_disclosure(lines[i], key, &box, err);
        if (status == TCT_OK)
            (void)puts(box);
        free(box);
    }
    return status;
}

static enum tct_status print_opened(const char *entry, size_t bytes, const char *const *lines,
                                    size_t count, struct tct_error *err)
{
    struct tct_opened opened = {.entry = NULL};
    enum tct_status status = tct_open_sealed(entry, bytes, lines, count, &opened, err);
    if (status == TCT_OK) {
        (void)puts(opened.entry);
        if (opened.still_sealed > 0)
            (void)fprintf(stderr, "%zu fields stay sealed\n", opened.still_sealed);
    }
    free(opened.entry);
    return status;
}

static enum tct_status show(const struct request *request, const char *entry, size_t bytes,
                            const char **lines, size_t count, struct tct_error *err)
{
    if (request->to != NULL)
        return print_boxes(request->to, lines, count, err);
    if (request->disclosures) {
        for (size_t i = 0; i < count; i++)
            (void)puts(lines[i]);
        return TCT_OK;
    }
    if (request->opening_key == NULL)
        return print_opened(entry, bytes, lines, count, err);
    char **plain = calloc(count + 1, sizeof(*plain));
    if (plain == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    enum tct_status status = unbox(request->opening_key, lines, count, plain, err);
    if (status == TCT_OK)
        status = print_opened(entry, bytes, (const char *const *)plain, count, err);
    for (size_t i = 0; i < count; i++)
        free(plain[i]);
    free(plain);
    return status;
}

static enum tct_status open_entry(const struct request *request, const struct arguments *words,
                                  struct tct_error *err)
{
    char *entry = NULL, *text = NULL;
    const char **lines = NULL;
    size_t bytes = 0, text_bytes = 0, count = 0;
    enum tct_status status = TCT_OK;
    if (request->entry_path == NULL) {
        status =
            from_log(words->words[0], words->words[1], &entry, &bytes, &text, &text_bytes, err);
    } else {
        status = record_read_file(request->entry_path, TCT_ENTRY_MAX, &entry, &bytes, err);
        if (status == TCT_OK)
            status = record_read_file(request->with_path, DISCLOSURES_MAX, &text, &text_bytes, err);
    }
    if (status == TCT_OK && text != NULL)
        status = record_lines(text, text_bytes, &lines, &count, err);
    if (status == TCT_OK)
        status = show(request, entry, bytes, lines, count, err);
    free(lines);
    free(text);
    free(entry);
    return status;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {0};
    struct arguments words;
    struct tct_error err;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    enum tct_status status = TCT_OK;
    if (sodium_init() < 0)
        return command_wrong_use(self, "the system gives no random numbers");
    if (request.new_key != NULL)
        status = new_key(request.new_key, &err);
    else if (request.entry_path != NULL && (request.with_path == NULL || words.count != 0))
        return command_wrong_use(self, "--entry FILE goes with --with FILE, and no log");
    else if (request.entry_path == NULL && words.count != 2)
        return command_wrong_use(self, "expected the folder of a log and the index of an entry");
    else
        status = open_entry(&request, &words, &err);
    return status == TCT_OK ? command_finish_output(self, EXIT_DONE) : record_failed(self, &err);
}

const struct command command_record_open = {
    .name = "record open",
    .summary = "show an entry with its sealed fields opened",
    .arguments = "DIR INDEX | --entry FILE --with FILE",
    .explained =
        "Prints the entry with the fields in their places that were sealed, by the disclosures\n"
        "that lie with the log, or that one was given. Each is checked against the entry: what\n"
        "was not sealed in it is refused. With --to they are encrypted for one reader.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
