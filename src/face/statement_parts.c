/* What all statements have. */
#include "statement_parts.h"

#include <stdlib.h>
#include <string.h>

#include "tacet/record.h"

enum tct_status statement_object(const char *text, size_t bytes, json_t **ret,
                                 struct tct_error *err)
{
    json_error_t why;
    *ret = NULL;
    if (bytes > TCT_STATEMENT_BYTES)
        return tct_fail(err, TCT_ERR_LIMIT, "found %zu bytes, expected at most %d", bytes,
                        (int)TCT_STATEMENT_BYTES);
    json_t *object = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, &why);
    if (json_is_object(object)) {
        *ret = object;
        return TCT_OK;
    }
    json_decref(object);
    return tct_fail(err, TCT_ERR_INPUT, "found %s, expected a JSON object",
                    object == NULL ? why.text : "another value");
}

void statement_id(struct members *in, const char *key, char ret[TCT_STATEMENT_ID_BYTES])
{
    const char *id = NULL;
    if (!members_text(in, key, TCT_STATEMENT_ID_BYTES - 1, &id))
        return;
    if (strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") !=
        strlen(id))
        members_fail(in, key, NULL, "letters, digits, '-', '_' and '.'");
    else
        (void)memcpy(ret, id, strlen(id) + 1);
}

enum tct_status statement_make_id(const char *text, size_t bytes, char letter,
                                  char ret[TCT_STATEMENT_ID_BYTES], struct tct_error *err)
{
    enum { DIGITS = 20 };
    char *canonical = NULL, digest[TCT_SHA256_HEX_ROOM];
    size_t count = 0;
    enum tct_status status =
        tct_canonical_json(text, bytes, 2 * TCT_STATEMENT_BYTES, &canonical, &count, err);
    if (status != TCT_OK)
        return status;
    tct_sha256_hex(canonical, count, digest);
    free(canonical);
    ret[0] = letter;
    memcpy(ret + 1, digest, DIGITS);
    ret[1 + DIGITS] = '\0';
    return TCT_OK;
}

bool statement_party(struct members *in, const struct tct_sector *sector, const char *key,
                     size_t *ret)
{
    const char *ids[2] = {sector->parties[0].id, sector->parties[1].id};
    if (!members_has(in, key))
        return false;
    if (ids[0] != NULL && ids[1] != NULL)
        return members_word(in, key, ids, 2, ret);
    members_fail(in, key, NULL, "none: the sector names no parties");
    return false;
}
