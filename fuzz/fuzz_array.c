/* Fuzz: the table of an array's elements with any bytes; what is read is what it promises. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "tacet/face/sector_array.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tct_warnings warnings;
    struct tct_array array;
    struct tct_error err = {0};
    tct_warnings_init(&warnings, NULL);
    if (tct_array_read_memory("fuzz.csv", (const char *)data, size, &warnings, &array, &err) !=
        TCT_OK) {
        TCT_ASSERT(err.text[0] != '\0');
        return 0;
    }
    TCT_ASSERT(array.count >= 1 && array.count <= TCT_ELEMENTS_MAX);
    for (size_t i = 0; i < array.count; i++) {
        const struct tct_element *e = &array.elements[i];
        TCT_ASSERT(e->channel <= 255 && fabs(e->x_m) <= 1e4 && fabs(e->y_m) <= 1e4);
        TCT_ASSERT(fabs(e->z_m) <= 1e4 && e->position_sigma_m >= 0.0);
        TCT_ASSERT(i == 0 || array.elements[i - 1].channel < e->channel);
    }
    return 0;
}
