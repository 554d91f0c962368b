/* Numbers that should be near each other. */
#ifndef TACET_TESTS_NEAR_H
#define TACET_TESTS_NEAR_H

#include <math.h>

static inline void assert_near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance))
        fail_msg("found %.9g, expected %.9g within %g", found, expected, tolerance);
}

#endif
