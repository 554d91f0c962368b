/* What somebody else's program does with the installed libtacet-signal. */
#include "tacet/signal.h"

int main(void)
{
    return tct_status_name(TCT_OK) != NULL ? 0 : 1;
}
