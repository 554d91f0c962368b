/* What notes and keys have in common: names. */
#ifndef TACET_RECORD_KEY_TEXT_H
#define TACET_RECORD_KEY_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Whether a signed note may name a key so: not empty, UTF-8, no Unicode space, no plus, no control
 * character. */
bool key_name_is_valid(const char *name, size_t bytes);

#endif
