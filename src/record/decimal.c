/* Numbers as every text of the record writes them. */
#include "decimal.h"

bool decimal_read(const char *text, size_t bytes, uint64_t most, uint64_t *ret)
{
    uint64_t value = 0;
    if (bytes == 0 || (text[0] == '0' && bytes > 1))
        return false;
    for (size_t i = 0; i < bytes; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        uint64_t digit = (uint64_t)(text[i] - '0');
        if (digit > most || value > (most - digit) / 10)
            return false;
        value = 10 * value + digit;
    }
    *ret = value;
    return true;
}
