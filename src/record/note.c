/* Signed notes: read, verified, signed. */
#include "tacet/record/note.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "big_endian.h"
#include "key_text.h"
#include "tacet/record/base64.h"

enum {
    ID_BYTES = 4,
    TIME_BYTES = 8,
    STATED_MAX = 48, /* the two lines before a cosigned text */
    SIGNATURE_BYTES = crypto_sign_BYTES,
    SIGNED_MAX = ID_BYTES + TIME_BYTES + SIGNATURE_BYTES,
};

#define TIME_MAX_S ((uint64_t)INT64_MAX)

static const char DASH[] = "\xe2\x80\x94 "; /* U+2014 and a space */

/* Whether UTF-8 without control characters but newline. */
static bool is_note_text(const char *text, size_t bytes)
{
    for (size_t at = 0, step; at < bytes; at += step) {
        uint32_t character = 0;
        step = tct_utf8_decode(text + at, bytes - at, &character);
        if (step == 0 || (character < 0x20 && character != '\n'))
            return false;
    }
    return true;
}

/* A signature line, without its newline. */
static bool read_signature(const char *line, size_t bytes, struct tct_signature *ret)
{
    const size_t dash = sizeof(DASH) - 1;
    if (bytes < dash || memcmp(line, DASH, dash) != 0)
        return false;
    line += dash;
    bytes -= dash;
    const char *space = memchr(line, ' ', bytes);
    if (space == NULL)
        return false;
    *ret = (struct tct_signature){.name = line, .name_bytes = (size_t)(space - line)};
    ret->base64 = space + 1;
    ret->chars = bytes - ret->name_bytes - 1;
    size_t signed_bytes = 0, start_bytes = 0;
    uint8_t start[6];
    if (!key_name_is_valid(ret->name, ret->name_bytes) ||
        !tct_base64_check(ret->base64, ret->chars, &signed_bytes) || signed_bytes <= ID_BYTES ||
        !tct_base64_read(ret->base64, 8, start, sizeof(start), &start_bytes))
        return false;
    ret->id = (uint32_t)big_endian(start, ID_BYTES);
    return true;
}

/* Where the signatures begin: after the last empty line, counted from the start of the text. */
static size_t find_signatures(const char *bytes, size_t count)
{
    for (size_t at = count; at >= 2; at--)
        if (bytes[at - 1] == '\n' && bytes[at - 2] == '\n')
            return at;
    return 0;
}

enum tct_status tct_note_parse(const char *bytes, size_t count, struct tct_note *ret,
                               struct tct_error *err)
{
    if (count > TCT_NOTE_MAX)
        return tct_fail(err, TCT_ERR_LIMIT, "a note of %zu bytes; at most %d are read", count,
                        TCT_NOTE_MAX);
    if (count == 0 || bytes[count - 1] != '\n')
        return tct_fail(err, TCT_ERR_INPUT, "a note ends with a newline; this one is cut off");
    if (!is_note_text(bytes, count))
        return tct_fail(err, TCT_ERR_INPUT,
                        "a note is UTF-8 without control characters; this one is not");
    size_t at = find_signatures(bytes, count);
    if (at < 3 || at == count)
        return tct_fail(err, TCT_ERR_INPUT,
                        "a note is a text, an empty line and signatures; this one has no %s",
                        at == count ? "signatures" : "text before an empty line");
    *ret = (struct tct_note){.text = bytes, .text_bytes = at - 1};
    while (at < count) {
        const char *line = bytes + at;
        size_t line_bytes = (size_t)((const char *)memchr(line, '\n', count - at) - line);
        if (ret->count == TCT_NOTE_SIGNATURES_MAX)
            return tct_fail(err, TCT_ERR_LIMIT, "a note of more than %d signatures",
                            TCT_NOTE_SIGNATURES_MAX);
        if (!read_signature(line, line_bytes, &ret->signatures[ret->count]))
            return tct_fail(err, TCT_ERR_INPUT,
                            "signature line %zu of the note is not a dash (U+2014), a name and "
                            "canonical base64 of more than four bytes",
                            ret->count + 1);
        ret->count++;
        at += line_bytes + 1;
    }
    return TCT_OK;
}

bool tct_signature_is_by(const struct tct_signature *signature, const struct tct_verifier *verifier)
{
    return signature->id == verifier->id && signature->name_bytes == strlen(verifier->name) &&
           memcmp(signature->name, verifier->name, signature->name_bytes) == 0;
}

bool tct_note_names(const struct tct_note *note, const struct tct_verifier *verifier)
{
    for (size_t i = 0; i < note->count; i++)
        if (tct_signature_is_by(&note->signatures[i], verifier))
            return true;
    return false;
}

/* What a cosigner signs: two lines that say what this is and when, and the text. To be freed. */
static char *stated_text(const char *text, size_t text_bytes, uint64_t time_s, size_t *ret_bytes)
{
    char stated[STATED_MAX];
    size_t bytes =
        (size_t)snprintf(stated, sizeof(stated), "cosignature/v1\ntime %" PRIu64 "\n", time_s);
    char *message = malloc(bytes + text_bytes);
    if (message == NULL)
        return NULL;
    memcpy(message, stated, bytes);
    memcpy(message + bytes, text, text_bytes);
    *ret_bytes = bytes + text_bytes;
    return message;
}

static size_t time_bytes_of(const struct tct_verifier *verifier)
{
    return verifier->type == TCT_KEY_COSIGNATURE ? TIME_BYTES : 0;
}

static enum tct_status verify_one(const struct tct_note *note,
                                  const struct tct_signature *signature,
                                  const struct tct_verifier *verifier, uint64_t *ret_time_s,
                                  struct tct_error *err)
{
    uint8_t bytes[SIGNED_MAX];
    size_t count = 0, time_bytes = time_bytes_of(verifier);
    if (!tct_base64_read(signature->base64, signature->chars, bytes, sizeof(bytes), &count) ||
        count != ID_BYTES + time_bytes + SIGNATURE_BYTES)
        return tct_fail(err, TCT_ERR_INPUT, "the signature by %s has not the length it must have",
                        verifier->name);
    uint64_t time_s = big_endian(bytes + ID_BYTES, time_bytes);
    if (time_s > TIME_MAX_S)
        return tct_fail(err, TCT_ERR_INPUT, "the cosignature by %s states no time that can be",
                        verifier->name);
    const uint8_t *signed_bytes = bytes + ID_BYTES + time_bytes;
    const char *message = note->text;
    size_t message_bytes = note->text_bytes;
    char *stated = NULL;
    if (time_bytes > 0) {
        stated = stated_text(note->text, note->text_bytes, time_s, &message_bytes);
        if (stated == NULL)
            return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
        message = stated;
    }
    int wrong = crypto_sign_verify_detached(signed_bytes, (const uint8_t *)message, message_bytes,
                                            verifier->key);
    free(stated);
    if (wrong != 0)
        return tct_fail(err, TCT_ERR_INPUT, "the signature by %s is false", verifier->name);
    *ret_time_s = time_s;
    return TCT_OK;
}

enum tct_status tct_note_verify(const struct tct_note *note, const struct tct_verifier *verifier,
                                uint64_t *ret_time_s, struct tct_error *err)
{
    uint64_t earliest_s = UINT64_MAX;
    for (size_t i = 0; i < note->count; i++) {
        uint64_t time_s = 0;
        if (!tct_signature_is_by(&note->signatures[i], verifier))
            continue;
        enum tct_status status = verify_one(note, &note->signatures[i], verifier, &time_s, err);
        if (status != TCT_OK)
            return status;
        earliest_s = time_s < earliest_s ? time_s : earliest_s;
    }
    if (earliest_s == UINT64_MAX)
        return tct_fail(err, TCT_ERR_INPUT, "the note is not signed by %s (key %08" PRIx32 ")",
                        verifier->name, verifier->id);
    if (ret_time_s != NULL)
        *ret_time_s = earliest_s;
    return TCT_OK;
}

enum tct_status tct_note_sign(const char *text, size_t text_bytes, const struct tct_signer *signer,
                              uint64_t time_s, char ret_line[TCT_SIGNATURE_LINE_MAX],
                              struct tct_error *err)
{
    const struct tct_verifier *by = &signer->verifier;
    if (text_bytes < 2 || text_bytes > TCT_NOTE_MAX || text[text_bytes - 1] != '\n' ||
        !is_note_text(text, text_bytes))
        return tct_fail(err, TCT_ERR_USE,
                        "only text in UTF-8 that ends with a newline can be signed");
    if (by->type == TCT_KEY_COSIGNATURE && time_s > TIME_MAX_S)
        return tct_fail(err, TCT_ERR_USE, "a cosignature cannot state this time");
    uint8_t bytes[SIGNED_MAX];
    size_t time_bytes = time_bytes_of(by), message_bytes = text_bytes;
    char *stated = NULL;
    if (time_bytes > 0) {
        stated = stated_text(text, text_bytes, time_s, &message_bytes);
        if (stated == NULL)
            return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    }
    put_big_endian(by->id, bytes, ID_BYTES);
    put_big_endian(time_s, bytes + ID_BYTES, time_bytes);
    (void)crypto_sign_detached(bytes + ID_BYTES + time_bytes, NULL,
                               (const uint8_t *)(stated != NULL ? stated : text), message_bytes,
                               signer->secret);
    free(stated);
    char base64[TCT_BASE64_CHARS(SIGNED_MAX) + 1];
    tct_base64_write(bytes, ID_BYTES + time_bytes + SIGNATURE_BYTES, base64);
    (void)snprintf(ret_line, TCT_SIGNATURE_LINE_MAX, "%s%s %s\n", DASH, by->name, base64);
    return TCT_OK;
}
