/* The 95 % ellipse of a covariance. */
#include <math.h>

#include "tacet/network.h"

static const double CHI2_95 = 5.991464547107979; /* two degrees of freedom: -2 ln 0.05 */

struct tct_ellipse tct_ellipse95(const double covariance_m2[3])
{
    double xx = covariance_m2[0], xy = covariance_m2[1], yy = covariance_m2[2];
    double middle = 0.5 * (xx + yy), spread = hypot(0.5 * (xx - yy), xy);
    double major = middle + spread;
    /* The product of the two is the determinant: no difference of near-equal numbers. */
    double minor = major > 0.0 ? fmax(0.0, (xx * yy - xy * xy) / major) : 0.0;
    double azimuth = 0.5 * atan2(2.0 * xy, yy - xx); /* clockwise from the y axis */
    if (azimuth < 0.0)
        azimuth += M_PI;
    return (struct tct_ellipse){.semi_major_m = sqrt(CHI2_95 * fmax(0.0, major)),
                                .semi_minor_m = sqrt(CHI2_95 * minor),
                                .azimuth_rad = azimuth < M_PI ? azimuth : 0.0};
}
