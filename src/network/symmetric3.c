/* Symmetric matrices of three unknowns. */
#include "symmetric3.h"

bool symmetric3_invert(const double m[6], double ret_inverse[6])
{
    double a = m[3] * m[5] - m[4] * m[4];
    double b = m[2] * m[4] - m[1] * m[5];
    double c = m[1] * m[4] - m[2] * m[3];
    double determinant = m[0] * a + m[1] * b + m[2] * c;
    if (!(determinant > 1e-12 * m[0] * m[3] * m[5]))
        return false;
    ret_inverse[0] = a / determinant;
    ret_inverse[1] = b / determinant;
    ret_inverse[2] = c / determinant;
    ret_inverse[3] = (m[0] * m[5] - m[2] * m[2]) / determinant;
    ret_inverse[4] = (m[1] * m[2] - m[0] * m[4]) / determinant;
    ret_inverse[5] = (m[0] * m[3] - m[1] * m[1]) / determinant;
    return true;
}

void symmetric3_apply(const double m[6], const double v[3], double ret[3])
{
    ret[0] = m[0] * v[0] + m[1] * v[1] + m[2] * v[2];
    ret[1] = m[1] * v[0] + m[3] * v[1] + m[4] * v[2];
    ret[2] = m[2] * v[0] + m[4] * v[1] + m[5] * v[2];
}
