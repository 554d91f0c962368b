/* Parts of a package: the head as other tools read it, digests in entries. */
#include "export_parts.h"

#include <inttypes.h>
#include <search.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tacet/record/base64.h"

enum {
    ID_BYTES = 4,
    TIME_BYTES = 8,
    SIGNATURE_BYTES = crypto_sign_BYTES,
    SIGNED_MAX = ID_BYTES + TIME_BYTES + SIGNATURE_BYTES,
    DER_HEAD_BYTES = 12,
};

/* SubjectPublicKeyInfo of Ed25519 (RFC 8410), before its 32 bytes. */
static const uint8_t DER_HEAD[DER_HEAD_BYTES] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
                                                 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

static enum tct_status add_key(struct tct_bag *bag, const char *path,
                               const struct tct_verifier *verifier, struct tct_error *err)
{
    uint8_t der[DER_HEAD_BYTES + TCT_KEY_BYTES];
    char base64[TCT_BASE64_CHARS(sizeof(der)) + 1], pem[sizeof(base64) + 80];
    memcpy(der, DER_HEAD, DER_HEAD_BYTES);
    memcpy(der + DER_HEAD_BYTES, verifier->key, TCT_KEY_BYTES);
    tct_base64_write(der, sizeof(der), base64);
    int bytes = snprintf(pem, sizeof(pem),
                         "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n", base64);
    return tct_bag_add(bag, path, pem, (size_t)bytes, err);
}

/* The 64 bytes of the signature by a key that has been verified. */
static void find_signature(const struct tct_note *note, const struct tct_verifier *verifier,
                           uint8_t ret[SIGNATURE_BYTES])
{
    uint8_t bytes[SIGNED_MAX];
    size_t count = 0;
    for (size_t i = 0; i < note->count; i++) {
        const struct tct_signature *signature = &note->signatures[i];
        if (tct_signature_is_by(signature, verifier) &&
            tct_base64_read(signature->base64, signature->chars, bytes, sizeof(bytes), &count))
            break;
    }
    TCT_ASSERT(count >= SIGNATURE_BYTES);
    memcpy(ret, bytes + count - SIGNATURE_BYTES, SIGNATURE_BYTES);
}

static enum tct_status add_triple(struct tct_bag *bag, const char *name, const char *text,
                                  size_t bytes, const struct tct_note *note,
                                  const struct tct_verifier *key, const char *key_name,
                                  struct tct_error *err)
{
    uint8_t signature[SIGNATURE_BYTES];
    char path[EXPORT_PATH_ROOM];
    find_signature(note, key, signature);
    (void)snprintf(path, sizeof(path), "%s.txt", name);
    enum tct_status status = tct_bag_add(bag, path, text, bytes, err);
    (void)snprintf(path, sizeof(path), "%s.sig", name);
    if (status == TCT_OK)
        status = tct_bag_add(bag, path, signature, sizeof(signature), err);
    (void)snprintf(path, sizeof(path), "%s.pem", key_name);
    return status == TCT_OK ? add_key(bag, path, key, err) : status;
}

/* Witnesses are called by their number in the policy: their names can be anything. */
static enum tct_status add_witness(struct tct_bag *bag, size_t number,
                                   const struct tct_policy_party *witness, uint64_t time_s,
                                   const struct tct_note *note, struct tct_error *err)
{
    char name[EXPORT_PATH_ROOM / 2], *text = NULL;
    (void)snprintf(name, sizeof(name), EXPORT_WITNESSES "%zu", number + 1);
    int bytes = asprintf(&text, "cosignature/v1\ntime %" PRIu64 "\n%.*s", time_s,
                         (int)note->text_bytes, note->text);
    if (bytes < 0)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    enum tct_status status =
        add_triple(bag, name, text, (size_t)bytes, note, &witness->verifier, name, err);
    free(text);
    return status;
}

enum tct_status export_add_signed(struct tct_bag *bag, const struct tct_policy *policy,
                                  const struct tct_policy_judgement *found,
                                  const struct tct_note *note, struct tct_error *err)
{
    const struct tct_verifier *log = &policy->logs[found->log].verifier;
    enum tct_status status =
        add_triple(bag, "head", note->text, note->text_bytes, note, log, "log", err);
    for (size_t i = 0; i < policy->witness_count && status == TCT_OK; i++)
        if (found->by[i])
            status = add_witness(bag, i, &policy->witnesses[i], found->time_s[i], note, err);
    return status;
}

static bool is_hex(char letter)
{
    return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f');
}

bool export_next_digest(const char *entry, size_t bytes, size_t *at,
                        char ret_hex[EXPORT_HEX_CHARS + 1])
{
    while (*at < bytes) {
        size_t begin = *at;
        while (*at < bytes && is_hex(entry[*at]))
            (*at)++;
        if (*at - begin == EXPORT_HEX_CHARS) {
            memcpy(ret_hex, entry + begin, EXPORT_HEX_CHARS);
            ret_hex[EXPORT_HEX_CHARS] = '\0';
            return true;
        }
        if (*at == begin)
            (*at)++;
    }
    return false;
}

char **export_split_lines(char *text, size_t bytes, size_t *ret_count)
{
    size_t count = 0;
    for (size_t i = 0; i < bytes; i++)
        count += text[i] == '\n';
    char **lines = calloc(count + 1, sizeof(*lines));
    if (lines == NULL)
        return NULL;
    char *at = text;
    for (size_t i = 0; i < count; i++) {
        char *newline = memchr(at, '\n', bytes - (size_t)(at - text));
        *newline = '\0';
        lines[i] = at;
        at = newline + 1;
    }
    *ret_count = count;
    return lines;
}

static int by_hex(const void *first, const void *second)
{
    return memcmp(first, second, EXPORT_HEX_CHARS);
}

bool export_digests_has(void *const *digests, const char *hex)
{
    return tfind(hex, digests, by_hex) != NULL;
}

enum tct_status export_digests_add(void **digests, const char *hex, struct tct_error *err)
{
    if (export_digests_has(digests, hex))
        return TCT_OK;
    char *own = strndup(hex, EXPORT_HEX_CHARS);
    if (own != NULL && tsearch(own, digests, by_hex) != NULL)
        return TCT_OK;
    free(own);
    return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
}

void export_digests_free(void *digests)
{
    tdestroy(digests, free);
}
