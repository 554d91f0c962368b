/* Text of other encodings as UTF-8. */
#ifndef TACET_FACE_ENCODING_H
#define TACET_FACE_ENCODING_H

#include "tacet/base.h"

/* `text` as UTF-8 without a mark, for free(): of UTF-16 with its mark, of UTF-8, or, where
 * `encoding` is not NULL, of that one. `name` is for messages. Errors: TCT_ERR_INPUT with the line
 * of the first byte that does not fit, TCT_ERR_USE (an encoding that is not known), TCT_ERR_MEMORY.
 */
TCT_MUST_CHECK enum tct_status encoding_to_utf8(const char *name, const char *text, size_t bytes,
                                                const char *encoding, char **ret_text,
                                                size_t *ret_bytes, struct tct_error *err);

#endif
