/* The 95 % ellipse, by the axes of the covariance. */
#include "ellipse95.h"

#include <math.h>

static const double CHI2_95 = 5.991464547107979; /* two degrees of freedom: -2 ln 0.05 */

enum { BISECTIONS = 60 };

/* Variances along the two axes, and the direction of the first, larger one. */
struct axes {
    double large_m2, small_m2, cos, sin;
};

static struct axes axes_of(const double c[3])
{
    double middle = 0.5 * (c[0] + c[2]), half = hypot(0.5 * (c[0] - c[2]), c[1]);
    double angle_rad = 0.5 * atan2(2.0 * c[1], c[0] - c[2]);
    return (struct axes){middle + half, fmax(0.0, middle - half), cos(angle_rad), sin(angle_rad)};
}

double ellipse95_semi_major_m(const double covariance_m2[3])
{
    return sqrt(CHI2_95 * axes_of(covariance_m2).large_m2);
}

/* The point of the circle that is likeliest for the place is sought by its Lagrange multiplier:
 * along each axis the place, as seen from the circle's middle, is shortened by 1 + multiplier times
 * variance until it lies on the circle. */
bool ellipse95_reaches(struct tct_plane place, const double covariance_m2[3],
                       struct tct_plane middle, double radius_m)
{
    struct axes axes = axes_of(covariance_m2);
    double x = place.x_m - middle.x_m, y = place.y_m - middle.y_m;
    double u = axes.cos * x + axes.sin * y, v = axes.cos * y - axes.sin * x;
    if (u * u + v * v <= radius_m * radius_m)
        return true;
    if (!(axes.large_m2 > 0.0))
        return false;
    double small_m2 = fmax(axes.small_m2, 1e-12 * axes.large_m2);
    double low = 0.0, high = hypot(u, v) / (fmax(radius_m, 1e-6) * small_m2);
    double a = u, b = v;
    for (int i = 0; i < BISECTIONS; i++) {
        double multiplier = 0.5 * (low + high);
        a = u / (1.0 + multiplier * axes.large_m2);
        b = v / (1.0 + multiplier * small_m2);
        if (a * a + b * b > radius_m * radius_m)
            low = multiplier;
        else
            high = multiplier;
    }
    return (u - a) * (u - a) / axes.large_m2 + (v - b) * (v - b) / small_m2 <= CHI2_95;
}
