/* Numbers as bytes, the most significant first. */
#ifndef TACET_RECORD_BIG_ENDIAN_H
#define TACET_RECORD_BIG_ENDIAN_H

#include <stddef.h>
#include <stdint.h>

static inline uint64_t big_endian(const uint8_t *bytes, size_t count)
{
    uint64_t value = 0;
    for (size_t i = 0; i < count; i++)
        value = value << 8 | bytes[i];
    return value;
}

static inline void put_big_endian(uint64_t value, uint8_t *bytes, size_t count)
{
    for (size_t i = count; i > 0; i--, value >>= 8)
        bytes[i - 1] = (uint8_t)(value & 0xff);
}

#endif
