/* Printable text: what came from outside, made fit for a terminal, a page or an XML file. */
#ifndef TACET_FACE_PRINTABLE_H
#define TACET_FACE_PRINTABLE_H

#include <stddef.h>

/* Valid UTF-8 of at most `chars_max` characters; control characters and marks that turn the
 * direction of the text around become spaces. Free with free(); NULL when memory is short. */
char *printable_text(const char *text, size_t chars_max);

/* Columns that a terminal needs for valid UTF-8. */
int printable_columns(const char *text);

/* Replaces all that is not ASCII by '?', one for each character, in place. */
void printable_to_ascii(char *text);

#endif
