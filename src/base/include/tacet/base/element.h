/* Element: one microphone of an array, where it stands and which channel it is. The word that
 * signal, sim and face share. */
#ifndef TACET_BASE_ELEMENT_H
#define TACET_BASE_ELEMENT_H

#include <stdint.h>

enum { TCT_ELEMENTS_MAX = 32 }; /* of one array */

struct tct_element {
    uint32_t channel;        /* of the station's recordings, from 0 */
    double x_m, y_m, z_m;    /* from the station's place, in the sector's plane: east, north, up */
    double position_sigma_m; /* standard error of each coordinate, >= 0; 0 when not given */
};

#endif
