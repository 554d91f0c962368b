/* What somebody else's program does with the installed libtacet-acoustics. */
#include "tacet/acoustics.h"

int main(void)
{
    double speed_m_s = tct_sound_speed_m_s(20.0);
    return speed_m_s > 342.0 && speed_m_s < 344.0 ? 0 : 1;
}
