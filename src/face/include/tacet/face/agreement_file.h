/* Agreements from YAML (tacet-agreement(5)): versions, clauses, who signed what. */
#ifndef TACET_FACE_AGREEMENT_FILE_H
#define TACET_FACE_AGREEMENT_FILE_H

#include "tacet/accord.h"
#include "tacet/face/sector.h"
#include "tacet/record.h"

enum { TCT_CLAUSES_MAX = 5000, TCT_VERSIONS_MAX = 100, TCT_CLAUSE_ID_BYTES = 65 };

/* A clause, or a stage of one ("withdrawal/2"). */
struct tct_clause {
    char id[TCT_CLAUSE_ID_BYTES];
    const char *file;
    size_t line;
    const char *zone; /* the name of its zone; NULL: none, or one without a name */
    struct tct_commitment commitment;
};

/* The whole agreement as an amendment leaves it. */
struct tct_version {
    unsigned number; /* from 1 */
    const char *file;
    char sha256[TCT_SHA256_HEX_ROOM]; /* of the file: what is signed */
    int64_t from_ns;
    struct tct_clause *clauses;
    size_t clause_count;
};

struct tct_agreement {
    const char *id;
    const char *signatures; /* path of the file of signed statements; NULL: none is named */
    int utc_offset_s;       /* of its hours and days */
    struct tct_version *versions;
    size_t version_count;
    size_t refused; /* amendments that are wrong, or come after one that is */
};

/* Reads an agreement with its amendments, in their order. What is wrong with the first version is
 * an error; an amendment that is wrong or out of order is told to the warnings, and the versions
 * before it are all there are. Everything is the arena's. Errors: TCT_ERR_INPUT with file and line,
 * TCT_ERR_LIMIT, TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_agreement_load(
    const char *path, const struct tct_sector *sector, struct tct_arena *arena,
    struct tct_warnings *warnings, struct tct_agreement *ret, struct tct_error *err);

/* The clauses of the first `signed_count` versions, each over the time for which its version was
 * the last: what is in force. The arena's. Errors: TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_agreement_in_force(
    const struct tct_agreement *agreement, size_t signed_count, struct tct_arena *arena,
    struct tct_clause **ret, size_t *ret_count, struct tct_error *err);

/* What a party signs of a version, as JSON for tct_statement_sign. */
enum { TCT_SIGNED_BYTES = 512 };
TCT_API void tct_agreement_signed(const struct tct_agreement *agreement,
                                  const struct tct_version *version,
                                  char ret_text[TCT_SIGNED_BYTES]);

/* An inspection or report of what was agreed, from JSON (tacet-inspection(5)). `ret_id` is its id.
 * Errors: TCT_ERR_INPUT with the member, what was found, what was expected; TCT_ERR_LIMIT,
 * TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_inspection_read(const struct tct_sector *sector,
                                                           const char *text, size_t bytes,
                                                           struct tct_inspection *ret,
                                                           char ret_id[65], struct tct_error *err);

/* The words that files use. */
TCT_API extern const char *const TCT_MATTER_NAMES[TCT_MATTER_COUNT];
TCT_API extern const char *const TCT_ARM_NAMES[TCT_ARM_COUNT];
TCT_API extern const char *const TCT_SOURCE_NAMES[TCT_SOURCE_COUNT];
TCT_API extern const char *const TCT_KEPT_NAMES[TCT_KEPT_COUNT];

#endif
