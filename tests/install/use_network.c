/* What somebody else's program does with the installed libtacet-network. */
#include "tacet/network.h"

int main(void)
{
    struct tct_station station = {.position_sigma_m = 1.0};
    struct tct_network network = {.stations = &station, .station_count = 1};
    return network.line_count == 0 && tct_status_name(TCT_OK) != NULL ? 0 : 1;
}
