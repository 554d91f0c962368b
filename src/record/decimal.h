/* Numbers as every text of the record writes them. */
#ifndef TACET_RECORD_DECIMAL_H
#define TACET_RECORD_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads ASCII digits, all of them, without leading zeros and not over `most`; anything else is
 * false, and *ret as it was. */
bool decimal_read(const char *text, size_t bytes, uint64_t most, uint64_t *ret);

#endif
