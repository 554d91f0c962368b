/* Entries numbered and sealed on their way into a log. */
#include "record_intake.h"

#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    STATE_MAX = 1 << 28,
    NAME_ROOM = 128,
    PREFIX_ROOM = 512,
    POINTERS_MAX = TCT_SEALED_MAX,
};

/* Pointers to what is sealed in one entry. */
struct sealing {
    char room[POINTERS_MAX][PREFIX_ROOM];
    const char *pointers[POINTERS_MAX];
    size_t count;
};

struct record_intake {
    struct record_intake_options options;
    struct tct_log *log;
    struct record_disclosures private; /* the log's private folder */
    char *pointers_text;
    const char **pointers;
    size_t pointer_count;
    struct sealing *sealing; /* room to work in */
    struct tct_submitter submitter;
    struct tct_entry *entries; /* prepared, each with bytes of its own */
    size_t count;
};

static void forget_entries(struct record_intake *intake)
{
    for (size_t i = 0; i < intake->count; i++) {
        union {
            const void *read;
            void *bytes;
        } as = {intake->entries[i].bytes};
        free(as.bytes);
    }
    free(intake->entries);
    intake->entries = NULL;
    intake->count = 0;
}

void record_intake_close(struct record_intake *intake)
{
    if (intake == NULL)
        return;
    forget_entries(intake);
    record_disclosures_close(&intake->private);
    free(intake->pointers);
    free(intake->pointers_text);
    free(intake->sealing);
    free(intake);
}

static void name_of(const char *source, char ret[NAME_ROOM])
{
    char hex[TCT_SHA256_HEX_ROOM];
    tct_sha256_hex(source, strlen(source), hex);
    (void)snprintf(ret, NAME_ROOM, "sources/%s", hex);
}

/* Number, the last digest, and the entries that are being appended. */
static enum tct_status save(const struct record_intake *intake, size_t pending,
                            struct tct_error *err)
{
    char name[NAME_ROOM], hex[TCT_SHA256_HEX_ROOM];
    const struct tct_storage *storage = tct_folder_storage(intake->private.folder);
    (void)sodium_bin2hex(hex, sizeof(hex), intake->submitter.previous.bytes, TCT_HASH_BYTES);
    json_t *list = json_array();
    for (size_t i = 0; i < pending; i++)
        (void)json_array_append_new(
            list, json_stringn(intake->entries[i].bytes, intake->entries[i].count));
    json_t *object =
        json_pack("{s:s, s:I, s:s, s:o}", "source", intake->submitter.source, "number",
                  (json_int_t)intake->submitter.number, "previous", hex, "pending", list);
    char *text = object == NULL ? NULL : json_dumps(object, JSON_COMPACT);
    name_of(intake->submitter.source, name);
    enum tct_status status = text == NULL
                                 ? tct_fail(err, TCT_ERR_MEMORY, "out of memory")
                                 : storage->replace(storage->user, name, text, strlen(text), err);
    free(text);
    json_decref(object);
    return status;
}

/* Entries that were being appended when the process ended: once more, which counts as once. */
static enum tct_status hand_in_again(struct record_intake *intake, const json_t *pending,
                                     struct tct_error *err)
{
    uint64_t index = 0;
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < json_array_size(pending) && status == TCT_OK; i++) {
        const json_t *text = json_array_get(pending, i);
        if (json_is_string(text))
            status = tct_log_append(
                intake->log, &(struct tct_entry){json_string_value(text), json_string_length(text)},
                1, &index, err);
    }
    return status == TCT_OK && json_array_size(pending) > 0 ? save(intake, 0, err) : status;
}

static enum tct_status load(struct record_intake *intake, struct tct_error *err)
{
    char name[NAME_ROOM];
    uint8_t *text = NULL;
    size_t bytes = 0, hash_bytes = 0;
    const struct tct_storage *storage = tct_folder_storage(intake->private.folder);
    (void)snprintf(intake->submitter.source, sizeof(intake->submitter.source), "%s",
                   intake->options.source);
    name_of(intake->options.source, name);
    enum tct_status status = storage->read(storage->user, name, STATE_MAX, &text, &bytes, err);
    if (status != TCT_OK || text == NULL)
        return status;
    json_t *object = json_loadb((const char *)text, bytes, 0, NULL);
    const char *hex = json_string_value(json_object_get(object, "previous"));
    json_int_t number = json_integer_value(json_object_get(object, "number"));
    bool good = hex != NULL && number >= 0 &&
                sodium_hex2bin(intake->submitter.previous.bytes, TCT_HASH_BYTES, hex, strlen(hex),
                               NULL, &hash_bytes, NULL) == 0 &&
                hash_bytes == TCT_HASH_BYTES;
    intake->submitter.number = (uint64_t)number;
    if (good)
        status = hand_in_again(intake, json_object_get(object, "pending"), err);
    else
        status = tct_fail(err, TCT_ERR_INPUT, "private/%s: it was altered", name);
    json_decref(object);
    free(text);
    return status;
}

enum tct_status record_intake_open(const struct record_intake_options *options, struct tct_log *log,
                                   struct record_intake **ret_intake, struct tct_error *err)
{
    *ret_intake = NULL;
    struct record_intake *intake = calloc(1, sizeof(*intake));
    if (intake == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    intake->options = *options;
    intake->log = log;
    intake->sealing = calloc(1, sizeof(*intake->sealing));
    enum tct_status status = TCT_OK;
    if (intake->sealing == NULL)
        status = tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    else if (sodium_init() < 0)
        status = tct_fail(err, TCT_ERR_IO, "the system gives no random numbers");
    if (status == TCT_OK && options->source != NULL && strlen(options->source) > TCT_SOURCE_MAX)
        status = tct_fail(err, TCT_ERR_INPUT, "the name of a source has at most %d bytes",
                          TCT_SOURCE_MAX);
    if (status == TCT_OK && options->seal != NULL) {
        intake->pointers_text = strdup(options->seal);
        status = intake->pointers_text == NULL
                     ? tct_fail(err, TCT_ERR_MEMORY, "out of memory")
                     : record_pointers(intake->pointers_text, &intake->pointers,
                                       &intake->pointer_count, err);
    }
    if (status == TCT_OK)
        status = record_disclosures_open(options->folder, true, &intake->private, err);
    if (status == TCT_OK && options->source != NULL)
        status = load(intake, err);
    if (status != TCT_OK) {
        record_intake_close(intake);
        return status;
    }
    *ret_intake = intake;
    return TCT_OK;
}

static void fill_randomly(void *user, void *bytes, size_t count)
{
    (void)user;
    randombytes_buf(bytes, count);
}

static enum tct_status add_pointer(struct sealing *sealing, const char *within, const char *slash,
                                   const char *pointer, struct tct_error *err)
{
    if (sealing->count == POINTERS_MAX)
        return tct_fail(err, TCT_ERR_LIMIT, "more than %d fields to seal", POINTERS_MAX);
    char *room = sealing->room[sealing->count];
    if (snprintf(room, PREFIX_ROOM, "%s%s%s", within, slash, pointer) >= PREFIX_ROOM)
        return tct_fail(err, TCT_ERR_LIMIT, "--seal: a pointer is too long");
    sealing->pointers[sealing->count++] = room;
    return TCT_OK;
}

/* What a person names as /x_m stands in a submission at /entry/x_m. */
static enum tct_status choose_fields(const struct record_intake *intake, const char *text,
                                     size_t bytes, struct sealing *ret, struct tct_error *err)
{
    const char *within = intake->options.source != NULL ? "/entry" : "";
    const char *const *names = intake->options.seal_if_there;
    enum tct_status status = TCT_OK;
    ret->count = 0;
    for (size_t i = 0; i < intake->pointer_count && status == TCT_OK; i++)
        status = add_pointer(ret, within, "", intake->pointers[i], err);
    if (names == NULL || status != TCT_OK)
        return status;
    json_t *root = json_loadb(text, bytes, 0, NULL);
    const json_t *object = intake->options.source != NULL ? json_object_get(root, "entry") : root;
    for (; *names != NULL && status == TCT_OK; names++)
        if (json_object_get(object, *names) != NULL)
            status = add_pointer(ret, within, "/", *names, err);
    json_decref(root);
    return status;
}

/* What opens the entry; durable before the entry is handed on. */
static enum tct_status keep_disclosures(const struct record_intake *intake,
                                        const struct tct_sealed *sealed, struct tct_error *err)
{
    char *lines = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&lines, &bytes);
    for (size_t i = 0; out != NULL && i < sealed->count; i++)
        (void)fprintf(out, "%s\n", sealed->disclosures[i]);
    enum tct_status status = out == NULL || fclose(out) != 0
                                 ? tct_fail(err, TCT_ERR_MEMORY, "out of memory")
                                 : record_disclosures_add(&intake->private, sealed->entry,
                                                          sealed->entry_bytes, lines, bytes, err);
    free(lines);
    return status;
}

/* The entry with what is to be sealed in it sealed, in place of what it was. */
static enum tct_status seal_one(struct record_intake *intake, char **entry, size_t *bytes,
                                struct tct_error *err)
{
    struct tct_sealed sealed = {.entry = NULL};
    struct sealing *sealing = intake->sealing;
    enum tct_status status = choose_fields(intake, *entry, *bytes, sealing, err);
    if (status != TCT_OK || sealing->count == 0)
        return status;
    status = tct_seal(*entry, *bytes, sealing->pointers, sealing->count, fill_randomly, NULL,
                      &sealed, err);
    if (status == TCT_OK)
        status = keep_disclosures(intake, &sealed, err);
    if (status == TCT_OK) {
        free(*entry);
        *entry = sealed.entry;
        *bytes = sealed.entry_bytes;
        sealed.entry = NULL;
    }
    tct_sealed_free(&sealed);
    return status;
}

/* One entry, for free(). */
static enum tct_status prepare_one(struct record_intake *intake, const struct tct_entry *entry,
                                   const struct tct_submission_facts *facts, char **ret,
                                   size_t *ret_bytes, struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    *ret = NULL;
    if (intake->options.source != NULL) {
        status = tct_submission_write(&intake->submitter, entry->bytes, entry->count, facts, ret,
                                      ret_bytes, err);
    } else {
        *ret = malloc(entry->count + 1);
        *ret_bytes = entry->count;
        if (*ret == NULL)
            return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
        memcpy(*ret, entry->bytes, entry->count);
    }
    if (status == TCT_OK)
        status = seal_one(intake, ret, ret_bytes, err);
    if (status == TCT_OK && intake->options.source != NULL)
        tct_submitter_done(&intake->submitter, *ret, *ret_bytes);
    return status;
}

enum tct_status record_intake_prepare(struct record_intake *intake, const struct tct_entry *entries,
                                      size_t count, const struct tct_entry **ret_entries,
                                      struct tct_error *err)
{
    struct timespec now;
    struct tct_checkpoint known;
    struct tct_submitter before = intake->submitter;
    forget_entries(intake);
    intake->entries = calloc(count + 1, sizeof(*intake->entries));
    if (intake->entries == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    (void)clock_gettime(CLOCK_REALTIME, &now);
    tct_log_head(intake->log, &known);
    struct tct_submission_facts facts = {.time_ns = now.tv_sec * TCT_NS_PER_S + now.tv_nsec,
                                         .next_s = intake->options.next_s,
                                         .known = &known};
    enum tct_status status = TCT_OK;
    while (intake->count < count && status == TCT_OK) {
        char *bytes = NULL;
        size_t size = 0;
        status = prepare_one(intake, &entries[intake->count], &facts, &bytes, &size, err);
        intake->entries[intake->count++] = (struct tct_entry){bytes, size};
    }
    if (status == TCT_OK)
        status = record_disclosures_sync(&intake->private, err);
    if (status == TCT_OK && intake->options.source != NULL)
        status = save(intake, count, err);
    if (status != TCT_OK)
        intake->submitter = before;
    *ret_entries = intake->entries;
    return status;
}

enum tct_status record_intake_done(struct record_intake *intake, struct tct_error *err)
{
    return intake->options.source != NULL ? save(intake, 0, err) : TCT_OK;
}
