/* Members of one JSON object, taken one by one; the first that is wrong ends it with a line. */
#ifndef TACET_FACE_MEMBERS_H
#define TACET_FACE_MEMBERS_H

#include <jansson.h>
#include <stdbool.h>

#include "tacet/base.h"

struct members {
    const json_t *object;
    const char *within; /* the path of the object in the whole, "" or "place." */
    enum tct_status status;
    struct tct_error *err;
};

/* Fails with "MEMBER: found FOUND, expected EXPECTED", unless something has failed before. `found`
 * NULL: what the member holds. */
void members_fail(struct members *in, const char *key, const char *found, const char *expected);

/* Fails when a member has another name than these; the line says which was likely meant. */
void members_known(struct members *in, const char *const *names, size_t count);

/* Whether the member is there; null is a value like others, and mostly a wrong one. */
bool members_has(const struct members *in, const char *key);

/* Each takes the member, or leaves the result as it was when it is not there; false when it is not
 * there or wrong. */
bool members_number(struct members *in, const char *key, double low, double high, double *ret);
/* Whole, from 0. */
bool members_whole(struct members *in, const char *key, double high, double *ret);
bool members_word(struct members *in, const char *key, const char *const *words, size_t count,
                  size_t *ret);
/* Printable, of at most `chars` characters; it is the object's. */
bool members_text(struct members *in, const char *key, size_t chars, const char **ret);
bool members_truth(struct members *in, const char *key, bool *ret);

/* A time, and how exactly it was written: to the day, the hour, the minute or less. */
bool members_time(struct members *in, const char *key, int64_t *ret_ns, double *ret_sigma_s);

#endif
