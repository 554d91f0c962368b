/* What somebody else's program does with the installed libtacet-base. */
#include <string.h>

#include "tacet/base.h"

int main(void)
{
    const char *text = "2018-12-19T00:49:27.467Z";
    int64_t time_ns = 0;
    if (tct_time_parse(text, strlen(text), &time_ns) != TCT_OK) {
        return 1;
    }
    return time_ns == INT64_C(1545180567467000000) ? 0 : 1;
}
