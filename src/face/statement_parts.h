/* What all statements have: an object of a bounded size, an id, perhaps a party. */
#ifndef TACET_FACE_STATEMENT_PARTS_H
#define TACET_FACE_STATEMENT_PARTS_H

#include "members.h"
#include "tacet/face/statement_file.h"

/* The object in the text, to be given back with json_decref. Errors: TCT_ERR_INPUT (no JSON, no
 * object, a member twice), TCT_ERR_LIMIT over TCT_STATEMENT_BYTES. */
TCT_MUST_CHECK enum tct_status statement_object(const char *text, size_t bytes, json_t **ret,
                                                struct tct_error *err);

/* The member `key`, an id, or "" when it is not there. */
void statement_id(struct members *in, const char *key, char ret[TCT_STATEMENT_ID_BYTES]);

/* The id that follows from what a statement says: a letter for its kind, and as many digits of the
 * digest of its canonical form as nobody makes again by chance. Errors: those of
 * tct_canonical_json. */
TCT_MUST_CHECK enum tct_status statement_make_id(const char *text, size_t bytes, char letter,
                                                 char ret[TCT_STATEMENT_ID_BYTES],
                                                 struct tct_error *err);

/* The member `key`, a party's id: 0 or 1. False when it is not there or wrong. */
bool statement_party(struct members *in, const struct tct_sector *sector, const char *key,
                     size_t *ret);

#endif
