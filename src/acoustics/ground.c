/* Ground: its impedance, and how it reflects a spherical wave. */
#include "tacet/acoustics.h"

#include <complex.h>
#include <math.h>

static const double pi = 3.14159265358979323846;

/* Faddeeva's function w(z) = exp(-z^2) erfc(-i z): its power series near 0, Laplace's continued
 * fraction farther out (Abramowitz & Stegun 7.1.8 and 7.1.14), mirrored below the real axis. To
 * 1e-5 and better. */
static double complex faddeeva(double complex z)
{
    if (cimag(z) < 0.0)
        return 2.0 * cexp(-z * z) - faddeeva(-z);
    if (cabs(z) < 4.0) {
        double complex step = -z * z;                /* (i z)^2 */
        double complex even = 1.0;                   /* (i z)^n / gamma(n / 2 + 1), n = 0 */
        double complex odd = I * z * 2.0 / sqrt(pi); /* n = 1 */
        double complex sum = 0.0;
        for (int n = 0; n < 160; n += 2) {
            sum += even + odd;
            if (fabs(creal(even)) + fabs(cimag(even)) + fabs(creal(odd)) + fabs(cimag(odd)) < 1e-12)
                break;
            even *= step / (0.5 * n + 1.0);
            odd *= step / (0.5 * n + 1.5);
        }
        return sum;
    }
    double complex tail = z;
    for (int n = 24; n > 0; n--)
        tail = z - 0.5 * n / tail;
    return I / sqrt(pi) / tail;
}

/* Over that of air; the formulas were fitted for f / sigma of 0.01 to 1 in these units, and are
 * kept from growing without end below. */
static double complex impedance(double flow_resistivity, double frequency_hz)
{
    double x = fmax(frequency_hz / flow_resistivity, 1e-6);
    return 1.0 + 9.08 * pow(x, -0.75) + I * 11.9 * pow(x, -0.73);
}

struct tct_complex tct_ground_reflection(double flow_resistivity, double frequency_hz, double sine,
                                         double range_m, double sound_speed_m_s)
{
    double complex admittance = 1.0 / impedance(flow_resistivity, frequency_hz);
    double complex plane = (sine - admittance) / (sine + admittance);
    double k = 2.0 * pi * frequency_hz / sound_speed_m_s;
    double complex distance = 0.5 * (1.0 + I) * sqrt(k * range_m) * (sine + admittance);
    double complex ground_wave = 1.0 + I * sqrt(pi) * distance * faddeeva(distance);
    double complex q = plane + (1.0 - plane) * ground_wave;
    return (struct tct_complex){creal(q), cimag(q)};
}
