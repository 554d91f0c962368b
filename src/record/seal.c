/* Sealing and opening of fields in the pattern of RFC 9901; only members of objects are sealed. */
#include "tacet/record/seal.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base64url.h"
#include "canonical.h"
#include "pointer.h"
#include "tacet/record/tile.h"

#define DIGESTS   "_sd"
#define ALGORITHM "_sd_alg"
enum { LIMIT_BYTES = 4 * TCT_ENTRY_MAX };

static bool reserved(const char *name)
{
    return strcmp(name, DIGESTS) == 0 || strcmp(name, ALGORITHM) == 0 || strcmp(name, "...") == 0;
}

static enum tct_status no_memory(struct tct_error *err)
{
    return tct_fail(err, TCT_ERR_MEMORY, "out of memory for the fields of an entry");
}

void tct_disclosure_digest(const char *disclosure, char ret_digest[TCT_DIGEST_TEXT_BYTES])
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, (const unsigned char *)disclosure, strlen(disclosure));
    sodium_bin2base64(ret_digest, TCT_DIGEST_TEXT_BYTES, digest, sizeof(digest), BASE64URL_VARIANT);
}

/* Deeper fields first, so that a sealed field may hold sealed ones. */
struct wanted {
    const char *pointer;
    size_t order;
};

static int deeper_first(const void *first, const void *second)
{
    const struct wanted *a = first, *b = second;
    size_t a_bytes = strlen(a->pointer), b_bytes = strlen(b->pointer);
    if (a_bytes != b_bytes)
        return a_bytes > b_bytes ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

/* [salt, name, value] as a line of text; NULL when memory is out. */
static char *disclose(const char *name, json_t *value, tct_random_fn *fill, void *user)
{
    uint8_t salt[TCT_SALT_BYTES];
    fill(user, salt, sizeof(salt));
    char salt_text[sodium_base64_ENCODED_LEN(sizeof(salt), BASE64URL_VARIANT)];
    sodium_bin2base64(salt_text, sizeof(salt_text), salt, sizeof(salt), BASE64URL_VARIANT);
    json_t *triple = json_pack("[s, s, O]", salt_text, name, value);
    char *plain = NULL, *disclosure = NULL;
    size_t bytes = 0;
    if (triple != NULL && canonical_write(triple, LIMIT_BYTES, &plain, &bytes, NULL) == TCT_OK)
        disclosure = base64url_write(plain, bytes);
    if (plain != NULL)
        sodium_memzero(plain, bytes);
    free(plain);
    json_decref(triple);
    sodium_memzero(salt, sizeof(salt));
    sodium_memzero(salt_text, sizeof(salt_text));
    return disclosure;
}

static enum tct_status seal_field(json_t *root, const char *pointer, tct_random_fn *fill,
                                  void *user, char **ret_disclosure, struct tct_error *err)
{
    json_t *object;
    char *name;
    enum tct_status status = pointer_find(root, pointer, &object, &name, err);
    if (status != TCT_OK)
        return status;
    char digest[TCT_DIGEST_TEXT_BYTES];
    char *disclosure = disclose(name, json_object_get(object, name), fill, user);
    if (disclosure != NULL) {
        tct_disclosure_digest(disclosure, digest);
        json_object_del(object, name);
        json_t *digests = json_object_get(object, DIGESTS);
        if (digests == NULL && json_object_set_new(object, DIGESTS, json_array()) == 0)
            digests = json_object_get(object, DIGESTS);
        if (json_array_append_new(digests, json_string(digest)) != 0)
            status = no_memory(err);
    } else {
        status = no_memory(err);
    }
    free(name);
    *ret_disclosure = disclosure;
    return status;
}

static int by_text(const void *first, const void *second)
{
    return strcmp(json_string_value(*(json_t *const *)first),
                  json_string_value(*(json_t *const *)second));
}

typedef enum tct_status object_fn(json_t *object, void *user, struct tct_error *err);

/* Calls `each` for every object of the value, an outer one before its inner ones. */
static enum tct_status walk_from(json_t *value, int depth, object_fn *each, void *user,
                                 struct tct_error *err)
{
    if (depth > CANONICAL_DEPTH_MAX)
        return tct_fail(err, TCT_ERR_INPUT, "found fields nested deeper than %d, expected less",
                        CANONICAL_DEPTH_MAX);
    enum tct_status status = json_is_object(value) ? each(value, user, err) : TCT_OK;
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value) && status == TCT_OK; i++)
        status = walk_from(json_array_get(value, i), depth + 1, each, user, err);
    if (json_is_object(value))
        for (void *at = json_object_iter(value); at != NULL && status == TCT_OK;
             at = json_object_iter_next(value, at))
            status = walk_from(json_object_iter_value(at), depth + 1, each, user, err);
    return status;
}

static enum tct_status walk(json_t *root, object_fn *each, void *user, struct tct_error *err)
{
    return walk_from(root, 1, each, user, err);
}

/* Sorted, so that the order of digests does not tell the order of fields (RFC 9901, 4.2.4.1). */
static enum tct_status sort_digests(json_t *object, void *user, struct tct_error *err)
{
    (void)user;
    json_t *digests = json_object_get(object, DIGESTS);
    size_t count = json_array_size(digests);
    if (count < 2)
        return TCT_OK;
    json_t **sorted = malloc(count * sizeof(json_t *));
    if (sorted == NULL)
        return no_memory(err);
    for (size_t i = 0; i < count; i++)
        sorted[i] = json_incref(json_array_get(digests, i));
    qsort(sorted, count, sizeof(json_t *), by_text);
    for (size_t i = 0; i < count; i++)
        (void)json_array_set_new(digests, i, sorted[i]);
    free(sorted);
    return TCT_OK;
}

static enum tct_status no_reserved_names(json_t *object, void *user, struct tct_error *err)
{
    (void)user;
    for (void *at = json_object_iter(object); at != NULL; at = json_object_iter_next(object, at))
        if (reserved(json_object_iter_key(at)))
            return tct_fail(err, TCT_ERR_INPUT,
                            "found a field named '%s', expected none: RFC 9901 keeps that name for "
                            "sealed fields",
                            json_object_iter_key(at));
    return TCT_OK;
}

static json_t *read_object(const char *text, size_t bytes, struct tct_error *err)
{
    json_t *root = canonical_read(text, bytes, err);
    if (root != NULL && !json_is_object(root)) {
        json_decref(root);
        (void)tct_fail(err, TCT_ERR_INPUT, "found JSON that is no object, expected an object");
        return NULL;
    }
    return root;
}

enum tct_status tct_seal(const char *text, size_t bytes, const char *const *pointers, size_t count,
                         tct_random_fn *fill, void *user, struct tct_sealed *ret_sealed,
                         struct tct_error *err)
{
    if (count == 0 || count > TCT_SEALED_MAX)
        return tct_fail(err, TCT_ERR_USE, "found %zu fields to seal, expected 1 to %d", count,
                        TCT_SEALED_MAX);
    json_t *root = read_object(text, bytes, err);
    if (root == NULL)
        return TCT_ERR_INPUT;
    struct tct_sealed sealed = {.count = count, .disclosures = calloc(count, sizeof(char *))};
    struct wanted wanted[TCT_SEALED_MAX];
    for (size_t i = 0; i < count; i++)
        wanted[i] = (struct wanted){.pointer = pointers[i], .order = i};
    qsort(wanted, count, sizeof(wanted[0]), deeper_first);

    enum tct_status status = sealed.disclosures == NULL ? no_memory(err) : TCT_OK;
    if (status == TCT_OK)
        status = walk(root, no_reserved_names, NULL, err);
    for (size_t i = 0; i < count && status == TCT_OK; i++)
        status = seal_field(root, wanted[i].pointer, fill, user,
                            &sealed.disclosures[wanted[i].order], err);
    if (status == TCT_OK)
        status = walk(root, sort_digests, NULL, err);
    if (status == TCT_OK && json_object_set_new(root, ALGORITHM, json_string("sha-256")) != 0)
        status = no_memory(err);
    if (status == TCT_OK)
        status = canonical_write(root, TCT_ENTRY_MAX, &sealed.entry, &sealed.entry_bytes, err);
    json_decref(root);
    if (status == TCT_OK)
        *ret_sealed = sealed;
    else
        tct_sealed_free(&sealed);
    return status;
}

void tct_sealed_free(struct tct_sealed *sealed)
{
    for (size_t i = 0; sealed->disclosures != NULL && i < sealed->count; i++) {
        if (sealed->disclosures[i] != NULL)
            sodium_memzero(sealed->disclosures[i], strlen(sealed->disclosures[i]));
        free(sealed->disclosures[i]);
    }
    free(sealed->disclosures);
    free(sealed->entry);
    *sealed = (struct tct_sealed){.count = 0};
}

/* One disclosure that waits for its digest. */
struct waiting {
    char digest[TCT_DIGEST_TEXT_BYTES];
    const char *name; /* both in `triple` */
    json_t *value;
    json_t *triple;
    bool used;
};

struct opening {
    struct waiting *waiting;
    size_t count;
    size_t opened;       /* in this walk */
    size_t still_sealed; /* in this walk */
};

static enum tct_status read_disclosure(const char *disclosure, size_t order, struct waiting *ret,
                                       struct tct_error *err)
{
    *ret = (struct waiting){.used = false};
    size_t bytes = 0;
    char *plain = base64url_read(disclosure, &bytes);
    if (plain != NULL) {
        ret->triple = canonical_read(plain, bytes, NULL);
        sodium_memzero(plain, bytes);
        free(plain);
    }
    ret->name = json_string_value(json_array_get(ret->triple, 1));
    ret->value = json_array_get(ret->triple, 2);
    if (json_array_size(ret->triple) != 3 || !json_is_string(json_array_get(ret->triple, 0)) ||
        ret->name == NULL || reserved(ret->name))
        return tct_fail(err, TCT_ERR_INPUT,
                        "disclosure %zu: found what is none, expected base64url of [salt, name, "
                        "value]",
                        order + 1);
    tct_disclosure_digest(disclosure, ret->digest);
    return TCT_OK;
}

bool tct_disclosure_has_name(const char *disclosure, const char *name)
{
    struct waiting waiting;
    bool same =
        read_disclosure(disclosure, 0, &waiting, NULL) == TCT_OK && strcmp(waiting.name, name) == 0;
    json_decref(waiting.triple);
    return same;
}

static struct waiting *fitting(const struct opening *opening, const char *digest)
{
    for (size_t i = 0; digest != NULL && i < opening->count; i++)
        if (strcmp(opening->waiting[i].digest, digest) == 0)
            return &opening->waiting[i];
    return NULL;
}

static enum tct_status open_object(json_t *object, void *user, struct tct_error *err)
{
    struct opening *opening = user;
    json_t *digests = json_object_get(object, DIGESTS);
    if (digests != NULL && !json_is_array(digests))
        return tct_fail(err, TCT_ERR_INPUT, "found '" DIGESTS "' that is no list of digests");
    for (size_t i = 0; i < json_array_size(digests);) {
        struct waiting *fits = fitting(opening, json_string_value(json_array_get(digests, i)));
        if (fits == NULL) {
            opening->still_sealed++;
            i++;
            continue;
        }
        if (fits->used || json_object_get(object, fits->name) != NULL)
            return tct_fail(err, TCT_ERR_INPUT,
                            "disclosure %td: found a second place or field for '%s', expected one",
                            fits - opening->waiting + 1, fits->name);
        fits->used = true;
        opening->opened++;
        if (json_object_set(object, fits->name, fits->value) != 0 ||
            json_array_remove(digests, i) != 0)
            return no_memory(err);
    }
    if (digests != NULL && json_array_size(digests) == 0)
        json_object_del(object, DIGESTS);
    return TCT_OK;
}

/* Again while something opens: a disclosed value may hold digests itself. */
static enum tct_status open_all(json_t *root, struct opening *opening, struct tct_error *err)
{
    do {
        opening->opened = opening->still_sealed = 0;
        enum tct_status status = walk(root, open_object, opening, err);
        if (status != TCT_OK)
            return status;
    } while (opening->opened > 0);
    for (size_t i = 0; i < opening->count; i++)
        if (!opening->waiting[i].used)
            return tct_fail(err, TCT_ERR_INPUT,
                            "disclosure %zu ('%s'): fits no sealed field of this entry", i + 1,
                            opening->waiting[i].name);
    if (opening->still_sealed == 0)
        json_object_del(root, ALGORITHM);
    return TCT_OK;
}

enum tct_status tct_open_sealed(const char *text, size_t bytes, const char *const *disclosures,
                                size_t count, struct tct_opened *ret_opened, struct tct_error *err)
{
    if (count > TCT_SEALED_MAX)
        return tct_fail(err, TCT_ERR_LIMIT, "found %zu disclosures, expected at most %d", count,
                        TCT_SEALED_MAX);
    json_t *root = read_object(text, bytes, err);
    if (root == NULL)
        return TCT_ERR_INPUT;
    const char *algorithm = json_string_value(json_object_get(root, ALGORITHM));
    enum tct_status status = TCT_OK;
    if (algorithm != NULL && strcmp(algorithm, "sha-256") != 0)
        status = tct_fail(err, TCT_ERR_UNSUPPORTED, "found digests by '%s', expected sha-256",
                          algorithm);
    struct opening opening = {.waiting = calloc(count + 1, sizeof(struct waiting))};
    if (opening.waiting == NULL)
        status = no_memory(err);
    for (size_t i = 0; i < count && status == TCT_OK; i++) {
        status = read_disclosure(disclosures[i], i, &opening.waiting[i], err);
        opening.count++;
    }
    if (status == TCT_OK)
        status = open_all(root, &opening, err);
    if (status == TCT_OK) {
        ret_opened->still_sealed = opening.still_sealed;
        status =
            canonical_write(root, LIMIT_BYTES, &ret_opened->entry, &ret_opened->entry_bytes, err);
    }
    for (size_t i = 0; i < opening.count; i++)
        json_decref(opening.waiting[i].triple);
    free(opening.waiting);
    json_decref(root);
    return status;
}
