/* Texts of lines, read one by one. */
#ifndef TACET_RECORD_LINES_H
#define TACET_RECORD_LINES_H

#include "tacet/record/tree.h"

struct lines {
    const char *at, *end;
    size_t number; /* of the line that was taken last, from 1 */
};

/* `text` may be NULL when there are no bytes. */
struct lines lines_of(const char *text, size_t bytes);

/* The next line without its newline; false at the end, and where no newline ends it. */
bool lines_take(struct lines *lines, const char **ret, size_t *ret_bytes);

/* What follows `word` and a space on a line; NULL when it does not begin so. */
const char *line_after(const char *line, size_t bytes, const char *word, size_t *ret_bytes);

/* A line that is the base64 of a hash and nothing else. */
bool line_hash(const char *line, size_t bytes, struct tct_hash *ret);

/* Lines of hashes up to an empty line, which is taken. Answers how many there are, `most` at most,
 * or -1 when a line is none, there are more, or no empty line comes. */
int lines_hashes(struct lines *lines, size_t most, struct tct_hash *ret);

#endif
