/* Acts of cases as JSON objects (tacet-case(5)). */
#ifndef TACET_FACE_ACT_FILE_H
#define TACET_FACE_ACT_FILE_H

#include "tacet/face/statement_file.h"
#include "tacet/inquiry.h"

/* An act as it was written: by whom and when is for the signature and the record to say, and is not
 * set here. */
struct tct_acted {
    char inquiry[TCT_STATEMENT_ID_BYTES]; /* id of the case; what opens one gives it its id */
    struct tct_act act;
};

/* Reads {"kind":"case","act":"consent","case":"c...", ...}. Texts are the arena's. Names of
 * transitions and steps are the procedure's, those of parties the sector's. The id of a case
 * follows from the content of the act that opens it, unless that gives one. Errors: TCT_ERR_INPUT
 * with the member, what was found, what was expected; TCT_ERR_LIMIT over TCT_STATEMENT_BYTES or the
 * arena's limit; TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_act_read(const struct tct_procedure *procedure,
                                                    const struct tct_sector *sector,
                                                    const char *text, size_t bytes,
                                                    struct tct_arena *arena, struct tct_acted *ret,
                                                    struct tct_error *err);

#endif
