/* Keys of signed notes and their texts. */
#include "key_text.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "tacet/record/base64.h"
#include "tacet/record/note.h"

_Static_assert(TCT_KEY_BYTES == crypto_sign_PUBLICKEYBYTES, "Ed25519");
_Static_assert(TCT_KEY_SECRET_BYTES == crypto_sign_SECRETKEYBYTES, "Ed25519");
_Static_assert(TCT_KEY_SEED_BYTES == crypto_sign_SEEDBYTES, "Ed25519");

enum {
    ID_CHARS = 8,
    TYPED_KEY_BYTES = 1 + TCT_KEY_BYTES, /* the type before the key */
};

static const char PRIVATE[] = "PRIVATE+KEY+";

/* White_Space of Unicode. */
static bool is_space(uint32_t character)
{
    return (character >= 0x09 && character <= 0x0d) || character == 0x20 || character == 0x85 ||
           character == 0xa0 || character == 0x1680 ||
           (character >= 0x2000 && character <= 0x200a) || character == 0x2028 ||
           character == 0x2029 || character == 0x202f || character == 0x205f || character == 0x3000;
}

bool key_name_is_valid(const char *name, size_t bytes)
{
    for (size_t at = 0, step; at < bytes; at += step) {
        uint32_t character = 0;
        step = tct_utf8_decode(name + at, bytes - at, &character);
        if (step == 0 || character < 0x20 || is_space(character) || character == '+')
            return false;
    }
    return bytes > 0;
}

static bool is_printable(const char *text, size_t bytes)
{
    uint32_t character = 0;
    for (size_t at = 0; at < bytes; at += tct_utf8_decode(text + at, bytes - at, &character))
        if (tct_utf8_decode(text + at, bytes - at, &character) == 0 || !tct_is_printable(character))
            return false;
    return true;
}

enum tct_status tct_key_name_check(const char *name, struct tct_error *err)
{
    size_t bytes = strlen(name);
    if (bytes <= TCT_KEY_NAME_MAX && key_name_is_valid(name, bytes) && is_printable(name, bytes))
        return TCT_OK;
    return tct_fail_at(err, TCT_ERR_INPUT, "key name", 0, bytes > 0 ? name : "nothing",
                       "1 to 255 bytes of printable UTF-8 without spaces and plus signs");
}

static void typed_key(const struct tct_verifier *verifier, uint8_t ret[TYPED_KEY_BYTES])
{
    ret[0] = (uint8_t)verifier->type;
    memcpy(ret + 1, verifier->key, TCT_KEY_BYTES);
}

static uint32_t id_of(const struct tct_verifier *verifier)
{
    uint8_t typed[TYPED_KEY_BYTES], hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state state;
    typed_key(verifier, typed);
    (void)crypto_hash_sha256_init(&state);
    (void)crypto_hash_sha256_update(&state, (const uint8_t *)verifier->name,
                                    strlen(verifier->name));
    (void)crypto_hash_sha256_update(&state, (const uint8_t *)"\n", 1);
    (void)crypto_hash_sha256_update(&state, typed, sizeof(typed));
    (void)crypto_hash_sha256_final(&state, hash);
    return (uint32_t)hash[0] << 24 | (uint32_t)hash[1] << 16 | (uint32_t)hash[2] << 8 | hash[3];
}

/* "NAME+ID+BASE64" taken apart; the base64 is of a type and of the type's key. */
struct key_text {
    char name[TCT_KEY_NAME_MAX + 1];
    uint32_t id;
    uint8_t typed[TYPED_KEY_BYTES];
};

static bool read_id(const char *text, uint32_t *ret)
{
    uint32_t id = 0;
    for (size_t i = 0; i < ID_CHARS; i++) {
        const char *digit = memchr("0123456789abcdef", text[i], 16);
        if (digit == NULL)
            return false;
        id = id << 4 | (uint32_t)(digit - "0123456789abcdef");
    }
    *ret = id;
    return true;
}

static enum tct_status refuse_key(const char *why, struct tct_error *err)
{
    return tct_fail(err, TCT_ERR_INPUT, "not a key, which is NAME+ID+BASE64: %s", why);
}

/* The type of a key of whatever length; false when it is not base64. */
static bool read_type(const char *base64, size_t chars, uint8_t *ret)
{
    uint8_t start[3];
    size_t bytes = 0;
    if (!tct_base64_check(base64, chars, &bytes) || bytes < 1 ||
        !tct_base64_read(base64, 4, start, sizeof(start), &bytes))
        return false;
    *ret = start[0];
    return true;
}

static enum tct_status read_key(const char *text, size_t chars, struct key_text *ret,
                                struct tct_error *err)
{
    const char *plus = memchr(text, '+', chars);
    size_t name_bytes = plus == NULL ? 0 : (size_t)(plus - text);
    if (plus == NULL || name_bytes > TCT_KEY_NAME_MAX)
        return refuse_key(plus == NULL ? "no plus sign" : "the name is too long", err);
    memcpy(ret->name, text, name_bytes);
    ret->name[name_bytes] = '\0';
    enum tct_status status = tct_key_name_check(ret->name, err);
    if (status != TCT_OK)
        return status;
    if (strlen(ret->name) != name_bytes)
        return refuse_key("a NUL in the name", err);
    const char *id = plus + 1, *base64 = id + ID_CHARS + 1;
    size_t left = chars - name_bytes - 1;
    if (left < ID_CHARS + 1 || !read_id(id, &ret->id) || id[ID_CHARS] != '+')
        return refuse_key("the id is not eight small hexadecimal digits", err);
    size_t base64_chars = left - ID_CHARS - 1, bytes = 0;
    uint8_t type = 0;
    if (!read_type(base64, base64_chars, &type))
        return refuse_key("the key itself is not canonical base64", err);
    if (type != TCT_KEY_ED25519 && type != TCT_KEY_COSIGNATURE)
        return tct_fail(err, TCT_ERR_UNSUPPORTED,
                        "the key %s is of type 0x%02x; known are 0x01 (Ed25519) and 0x04 "
                        "(cosignature/v1)",
                        ret->name, type);
    if (!tct_base64_read(base64, base64_chars, ret->typed, sizeof(ret->typed), &bytes) ||
        bytes != sizeof(ret->typed))
        return refuse_key("an Ed25519 key has 32 bytes", err);
    return TCT_OK;
}

static enum tct_status check_id(const struct tct_verifier *verifier, uint32_t id,
                                struct tct_error *err)
{
    if (verifier->id == id)
        return TCT_OK;
    return tct_fail(err, TCT_ERR_INPUT,
                    "the key %s has the id %08" PRIx32 ", but its text says %08" PRIx32,
                    verifier->name, verifier->id, id);
}

enum tct_status tct_verifier_parse(const char *text, size_t chars, struct tct_verifier *ret,
                                   struct tct_error *err)
{
    struct key_text key;
    enum tct_status status = read_key(text, chars, &key, err);
    if (status != TCT_OK)
        return status;
    memcpy(ret->name, key.name, sizeof(ret->name));
    ret->type = (enum tct_key_type)key.typed[0];
    memcpy(ret->key, key.typed + 1, TCT_KEY_BYTES);
    ret->id = id_of(ret);
    return check_id(ret, key.id, err);
}

void tct_verifier_write(const struct tct_verifier *verifier, char ret[TCT_KEY_TEXT_MAX])
{
    uint8_t typed[TYPED_KEY_BYTES];
    char base64[TCT_BASE64_CHARS(TYPED_KEY_BYTES) + 1];
    typed_key(verifier, typed);
    tct_base64_write(typed, sizeof(typed), base64);
    (void)snprintf(ret, TCT_KEY_TEXT_MAX, "%s+%08" PRIx32 "+%s", verifier->name, verifier->id,
                   base64);
}

enum tct_status tct_signer_new(const char *name, enum tct_key_type type,
                               const uint8_t seed[TCT_KEY_SEED_BYTES], struct tct_signer *ret,
                               struct tct_error *err)
{
    TCT_ASSERT(type == TCT_KEY_ED25519 || type == TCT_KEY_COSIGNATURE);
    enum tct_status status = tct_key_name_check(name, err);
    if (status != TCT_OK)
        return status;
    memset(ret, 0, sizeof(*ret));
    memcpy(ret->verifier.name, name, strlen(name));
    ret->verifier.type = type;
    (void)crypto_sign_seed_keypair(ret->verifier.key, ret->secret, seed);
    ret->verifier.id = id_of(&ret->verifier);
    return TCT_OK;
}

enum tct_status tct_signer_parse(const char *text, size_t chars, struct tct_signer *ret,
                                 struct tct_error *err)
{
    const size_t mark = sizeof(PRIVATE) - 1;
    if (chars < mark || memcmp(text, PRIVATE, mark) != 0)
        return tct_fail(err, TCT_ERR_INPUT, "not a private key, which begins with %s", PRIVATE);
    struct key_text key;
    enum tct_status status = read_key(text + mark, chars - mark, &key, err);
    if (status == TCT_OK)
        status = tct_signer_new(key.name, (enum tct_key_type)key.typed[0], key.typed + 1, ret, err);
    if (status == TCT_OK)
        status = check_id(&ret->verifier, key.id, err);
    if (status != TCT_OK)
        tct_signer_wipe(ret);
    sodium_memzero(&key, sizeof(key));
    return status;
}

void tct_signer_write(const struct tct_signer *signer, char ret[TCT_KEY_TEXT_MAX])
{
    uint8_t typed[TYPED_KEY_BYTES];
    char base64[TCT_BASE64_CHARS(TYPED_KEY_BYTES) + 1];
    typed[0] = (uint8_t)signer->verifier.type;
    (void)crypto_sign_ed25519_sk_to_seed(typed + 1, signer->secret);
    tct_base64_write(typed, sizeof(typed), base64);
    (void)snprintf(ret, TCT_KEY_TEXT_MAX, "%s%s+%08" PRIx32 "+%s", PRIVATE, signer->verifier.name,
                   signer->verifier.id, base64);
    sodium_memzero(typed, sizeof(typed));
    sodium_memzero(base64, sizeof(base64));
}

void tct_signer_wipe(struct tct_signer *signer)
{
    sodium_memzero(signer, sizeof(*signer));
}
