/* Statements: signed, taken apart, verified. */
#include "tacet/record/statement.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "canonical.h"

static const char FIRST_LINE[] = "tacet statement v1\n";

enum { ENTRY_MAX = 65535 };

/* The text that is signed, for free(); NULL when memory is out. */
static char *note_text(const char *canonical, size_t bytes, size_t *ret_bytes)
{
    size_t room = sizeof(FIRST_LINE) + bytes + 1;
    char *text = malloc(room);
    if (text == NULL)
        return NULL;
    int written = snprintf(text, room, "%s%.*s\n", FIRST_LINE, (int)bytes, canonical);
    TCT_ASSERT(written > 0 && (size_t)written < room);
    *ret_bytes = (size_t)written;
    return text;
}

static enum tct_status write_entry(json_t *said, const char *line, char **ret_entry,
                                   size_t *ret_bytes, struct tct_error *err)
{
    json_t *entry =
        json_pack("{s:s%, s:O}", "signature", line, strcspn(line, "\n"), "statement", said);
    if (entry == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for a statement");
    enum tct_status status = canonical_write(entry, ENTRY_MAX, ret_entry, ret_bytes, err);
    json_decref(entry);
    return status;
}

static enum tct_status sign(json_t *said, const struct tct_signer *author, char **ret_entry,
                            size_t *ret_bytes, struct tct_error *err)
{
    char line[TCT_SIGNATURE_LINE_MAX], *canonical = NULL;
    size_t bytes = 0, text_bytes = 0;
    enum tct_status status = canonical_write(said, TCT_STATED_MAX, &canonical, &bytes, err);
    char *text = status == TCT_OK ? note_text(canonical, bytes, &text_bytes) : NULL;
    if (status == TCT_OK && text == NULL)
        status = tct_fail(err, TCT_ERR_MEMORY, "out of memory for a statement");
    if (status == TCT_OK)
        status = tct_note_sign(text, text_bytes, author, 0, line, err);
    if (status == TCT_OK)
        status = write_entry(said, line, ret_entry, ret_bytes, err);
    free(text);
    free(canonical);
    return status;
}

enum tct_status tct_statement_sign(const char *text, size_t bytes, const struct tct_signer *author,
                                   char **ret_entry, size_t *ret_bytes, struct tct_error *err)
{
    if (author->verifier.type != TCT_KEY_ED25519)
        return tct_fail(err, TCT_ERR_USE, "found a witness's key, expected one that signs notes");
    json_t *said = canonical_read(text, bytes, err);
    if (said == NULL)
        return TCT_ERR_INPUT;
    enum tct_status status =
        json_is_object(said)
            ? sign(said, author, ret_entry, ret_bytes, err)
            : tct_fail(err, TCT_ERR_INPUT, "found another value, expected a JSON object");
    json_decref(said);
    return status;
}

static enum tct_status build_note(struct tct_statement *statement, const char *line,
                                  struct tct_error *err)
{
    size_t text_bytes = 0, room = 0;
    struct tct_note note;
    char *text = note_text(statement->text, statement->bytes, &text_bytes);
    room = text_bytes + strlen(line) + 3;
    statement->note = text == NULL ? NULL : malloc(room);
    if (statement->note == NULL) {
        free(text);
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for a statement");
    }
    statement->note_bytes = (size_t)snprintf(statement->note, room, "%s\n%s\n", text, line);
    free(text);
    enum tct_status status = tct_note_parse(statement->note, statement->note_bytes, &note, err);
    if (status != TCT_OK)
        return status;
    if (note.count != 1)
        return tct_fail(err, TCT_ERR_INPUT, "found %zu signatures, expected one", note.count);
    (void)snprintf(statement->name, sizeof(statement->name), "%.*s",
                   (int)note.signatures[0].name_bytes, note.signatures[0].name);
    return TCT_OK;
}

static enum tct_status take_apart(const json_t *entry, struct tct_statement *ret,
                                  struct tct_error *err)
{
    const json_t *said = json_object_get(entry, "statement");
    const json_t *signature = json_object_get(entry, "signature");
    if (!json_is_object(said) || !json_is_string(signature) || json_object_size(entry) != 2 ||
        strchr(json_string_value(signature), '\n') != NULL)
        return tct_fail(err, TCT_ERR_INPUT,
                        "found another entry, expected a statement and its signature");
    enum tct_status status = canonical_write(said, TCT_STATED_MAX, &ret->text, &ret->bytes, err);
    return status == TCT_OK ? build_note(ret, json_string_value(signature), err) : status;
}

enum tct_status tct_statement_open(const void *entry, size_t bytes, struct tct_statement *ret,
                                   struct tct_error *err)
{
    *ret = (struct tct_statement){0};
    if (bytes > ENTRY_MAX)
        return tct_fail(err, TCT_ERR_LIMIT, "found %zu bytes, expected at most %d", bytes,
                        (int)ENTRY_MAX);
    json_t *object = canonical_read(entry, bytes, err);
    if (object == NULL)
        return TCT_ERR_INPUT;
    enum tct_status status = take_apart(object, ret, err);
    json_decref(object);
    if (status != TCT_OK)
        tct_statement_free(ret);
    return status;
}

void tct_statement_free(struct tct_statement *statement)
{
    free(statement->text);
    free(statement->note);
    *statement = (struct tct_statement){0};
}

enum tct_status tct_statement_verify(const struct tct_statement *statement,
                                     const struct tct_verifier *author, struct tct_error *err)
{
    struct tct_note note;
    enum tct_status status = tct_note_parse(statement->note, statement->note_bytes, &note, err);
    return status == TCT_OK ? tct_note_verify(&note, author, NULL, err) : status;
}
