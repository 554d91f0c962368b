/* What a package holds, for who writes it and who checks it. */
#ifndef TACET_RECORD_EXPORT_PARTS_H
#define TACET_RECORD_EXPORT_PARTS_H

#include "tacet/record/export.h"

#define EXPORT_ENTRIES     "entries/"
#define EXPORT_PROOFS      "proofs/"
#define EXPORT_DISCLOSURES "disclosures/"
#define EXPORT_BESIDE      "beside/"
#define EXPORT_REPORTS     "report/"
#define EXPORT_WITNESSES   "witnesses/"
#define EXPORT_CHECKPOINT  "checkpoint"
#define EXPORT_POLICY      "policy"

enum {
    EXPORT_HEX_CHARS = 64,
    EXPORT_DISCLOSURES_MAX = 1 << 24, /* bytes */
    EXPORT_PATH_ROOM = 320,
};

/* Adds the head apart, as it was signed, with signatures and keys as other tools have them. */
enum tct_status export_add_signed(struct tct_bag *bag, const struct tct_policy *policy,
                                  const struct tct_policy_judgement *found,
                                  const struct tct_note *note, struct tct_error *err);

/* The next 64 small hexadecimal digits that stand alone, from *at on; false when there are none. */
bool export_next_digest(const char *entry, size_t bytes, size_t *at,
                        char ret_hex[EXPORT_HEX_CHARS + 1]);

/* A set of digests, NULL when it is empty (tsearch(3)). */
bool export_digests_has(void *const *digests, const char *hex);

/* Puts one in that may be in already. Errors: TCT_ERR_MEMORY. */
enum tct_status export_digests_add(void **digests, const char *hex, struct tct_error *err);
void export_digests_free(void *digests);

/* Splits lines at their newlines, in place. For free(); NULL when memory is out. */
char **export_split_lines(char *text, size_t bytes, size_t *ret_count);

#endif
