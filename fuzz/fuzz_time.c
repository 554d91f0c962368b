/* Fuzz: any bytes as a time and as a grid reference; what is read must be written and read again.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "tacet/base.h"
#include "tacet/face/mgrs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_time(const char *text, size_t size)
{
    char written[TCT_TIME_TEXT_BYTES];
    int64_t ns, again;
    if (tct_time_parse(text, size, &ns) != TCT_OK)
        return;
    tct_time_format(ns, 9, written);
    /* An offset may lead a whisker over the years that can be read. */
    if (tct_time_parse(written, strlen(written), &again) == TCT_OK)
        TCT_ASSERT(again == ns);
}

static void read_reference(const char *text, size_t size)
{
    struct tct_geodetic middle, again;
    double side_m, again_m;
    char written[TCT_MGRS_BYTES];
    struct tct_error err;
    if (tct_mgrs_parse(text, size, &middle, &side_m, &err) != TCT_OK)
        return;
    enum tct_status status = tct_mgrs_format(middle, 5, written, &err);
    TCT_ASSERT(status == TCT_OK);
    status = tct_mgrs_parse(written, strlen(written), &again, &again_m, &err);
    TCT_ASSERT(status == TCT_OK && again_m == 1.0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_time((const char *)data, size);
    read_reference((const char *)data, size);
    return 0;
}
