/* A package of entries that stands on its own: a bag with the entries, their proofs, the signed
 * head, the policy, opened fields and files that entries name by digest; with a text and a script
 * by which a person with sha256sum and an Ed25519 tool can check it. */
#ifndef TACET_RECORD_EXPORT_H
#define TACET_RECORD_EXPORT_H

#include "tacet/record/bag.h"
#include "tacet/record/policy.h"
#include "tacet/record/view.h"

/* Answers what goes along with an entry, for free(), or NULL when there is nothing. */
typedef enum tct_status tct_export_find_fn(void *user, const void *key, size_t key_bytes,
                                           char **ret_content, size_t *ret_bytes,
                                           struct tct_error *err);

/* A file that was made for reading: "report/...". It proves nothing by itself. */
struct tct_export_file {
    const char *path; /* below "report/": letters, digits, '-', '_', '.' */
    const char *content;
    size_t bytes;
};

struct tct_export {
    struct tct_view *view;   /* opened with its note */
    const uint64_t *indices; /* of the entries, rising */
    size_t count;
    const struct tct_policy *policy;
    const char *policy_text; /* the same, as it was read */
    size_t policy_bytes;
    const char *date;                /* "2026-11-26" */
    tct_export_find_fn *disclosures; /* of an entry (the key): lines; may be NULL */
    tct_export_find_fn *beside;      /* the file with a SHA-256 (64 hex digits) that an entry
                                        names; may be NULL */
    void *user;
    const struct tct_export_file *reports; /* that go along, to be read */
    size_t report_count;
};

/* Errors: TCT_ERR_INPUT (something is in the folder), TCT_ERR_USE (no such entry), those of the
 * view and of the callbacks, TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_export_write(const struct tct_export *what,
                                                        const char *path, struct tct_error *err);

struct tct_export_report {
    struct tct_policy_judgement found; /* of the head */
    size_t entries, opened, sealed;    /* opened and still sealed fields */
    size_t beside;                     /* files that entries name by digest */
};

/* Checks a package by whom the reader trusts: the lists of the bag, the head, every proof, opened
 * fields, files beside. Errors: TCT_ERR_INPUT with the file, TCT_ERR_LIMIT, TCT_ERR_IO,
 * TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_export_verify(const char *path,
                                                         const struct tct_policy *trust,
                                                         struct tct_export_report *ret,
                                                         struct tct_error *err);

/* The policy that came with a package, for free(): what its maker says is to be trusted. */
TCT_API TCT_MUST_CHECK enum tct_status tct_export_policy(const char *path, struct tct_policy **ret,
                                                         struct tct_error *err);

#endif
