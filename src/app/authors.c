/* Authors as the record names them. */
#include "authors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AUTHORS_MOST = 10000 };

void authors_free(struct authors *authors)
{
    free(authors->list);
    *authors = (struct authors){0};
}

const struct author *authors_of_key(const struct authors *authors, const struct tct_verifier *key)
{
    for (size_t i = 0; i < authors->count; i++)
        if (authors->list[i].verifier.id == key->id &&
            strcmp(authors->list[i].verifier.name, key->name) == 0)
            return &authors->list[i];
    return NULL;
}

static enum tct_status take_party(const struct tct_sector *sector, const json_t *entry,
                                  enum tct_side *ret, struct tct_error *err)
{
    const json_t *party = json_object_get(entry, "party");
    *ret = TCT_SIDE_UNDETERMINED;
    if (party == NULL || json_is_null(party))
        return TCT_OK;
    for (int side = 0; side < 2; side++) {
        if (json_is_string(party) && sector->parties[side].id != NULL &&
            strcmp(json_string_value(party), sector->parties[side].id) == 0) {
            *ret = (enum tct_side)side;
            return TCT_OK;
        }
    }
    return tct_fail(err, TCT_ERR_INPUT, "party: found another, expected one of the sector's");
}

static enum tct_status add(struct authors *authors, const struct author *author,
                           struct tct_error *err)
{
    if (authors->count == AUTHORS_MOST)
        return tct_fail(err, TCT_ERR_LIMIT, "more than %d authors", (int)AUTHORS_MOST);
    if (authors->count == authors->room) {
        size_t room = authors->room == 0 ? 16 : 2 * authors->room;
        struct author *grown = realloc(authors->list, room * sizeof(*grown));
        if (grown == NULL)
            return tct_fail(err, TCT_ERR_MEMORY, "out of memory for authors");
        authors->list = grown;
        authors->room = room;
    }
    authors->list[authors->count++] = *author;
    return TCT_OK;
}

enum tct_status authors_take(struct authors *authors, const struct tct_sector *sector,
                             const json_t *entry, struct tct_error *err)
{
    struct author author = {.revoked = json_is_true(json_object_get(entry, "revoked"))};
    const char *key = json_string_value(json_object_get(entry, "key"));
    const char *role = json_string_value(json_object_get(entry, "role"));
    if (key == NULL || role == NULL || role[0] == '\0' ||
        snprintf(author.role, sizeof(author.role), "%s", role) >= (int)sizeof(author.role))
        return tct_fail(err, TCT_ERR_INPUT, "found no key or no role, expected both");
    enum tct_status status = tct_verifier_parse(key, strlen(key), &author.verifier, err);
    if (status == TCT_OK)
        status = take_party(sector, entry, &author.party, err);
    if (status != TCT_OK)
        return status;
    const struct author *known = authors_of_key(authors, &author.verifier);
    if (known == NULL)
        return add(authors, &author, err);
    authors->list[known - authors->list] = author;
    return TCT_OK;
}

enum tct_status authors_find(const struct authors *authors, const struct tct_statement *statement,
                             const struct author **ret, struct tct_error *err)
{
    struct tct_error why = {0};
    bool named = false;
    for (size_t i = 0; i < authors->count; i++) {
        const struct author *author = &authors->list[i];
        if (strcmp(author->verifier.name, statement->name) != 0)
            continue;
        named = true;
        if (tct_statement_verify(statement, &author->verifier, &why) != TCT_OK)
            continue;
        if (author->revoked)
            return tct_fail(err, TCT_ERR_INPUT, "found a key of %.100s that was revoked",
                            statement->name);
        *ret = author;
        return TCT_OK;
    }
    return named ? tct_fail(err, TCT_ERR_INPUT, "%s", why.text)
                 : tct_fail(err, TCT_ERR_INPUT,
                            "found the signature of %.100s, expected an author whom an earlier "
                            "entry names",
                            statement->name);
}
