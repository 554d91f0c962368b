/* Comparing doubles: cmocka 1.1 only knows floats. Include after cmocka.h. */
#ifndef TACET_TEST_NEAR_H
#define TACET_TEST_NEAR_H

#include <math.h>

#define assert_near(found, expected, tolerance)                                                    \
    near_or_fail((found), (expected), (tolerance), __FILE__, __LINE__)

static inline void near_or_fail(double found, double expected, double tolerance, const char *file,
                                int line)
{
    if (fabs(found - expected) <= tolerance)
        return;
    print_error("found %.9g, expected %.9g +- %.3g\n", found, expected, tolerance);
    _fail(file, line);
}

#endif
