/* Front shape: what samples read of a pulse with a given onset, rise and length.
 *
 * A mean over an interval is a difference of the pulse's integral, which is known in closed form:
 * rise G(u / rise) in the rise, where G is the integral of how it rises, and
 * rise G(1) + v exp(-v/tau) at v = u - rise after it. */
#include "front_shape.h"

#include <math.h>

struct edge {
    double integral; /* of the pulse up to here */
    double pressure;
    double by_rise, by_log_tau; /* of the integral */
};

/* How a front of length 1 rises at x in [0, 1], and the integral of that. */
static void rise_at(enum rise_kind kind, double x, double *ret_level, double *ret_integral)
{
    switch (kind) {
    case RISE_COSINE:
        *ret_level = 0.5 - 0.5 * cos(M_PI * x);
        *ret_integral = 0.5 * x - sin(M_PI * x) / (2.0 * M_PI);
        break;
    case RISE_CONCAVE:
        *ret_level = (2.0 - x) * x;
        *ret_integral = (1.0 - x / 3.0) * x * x;
        break;
    case RISE_CONVEX:
        *ret_level = x * x;
        *ret_integral = x * x * x / 3.0;
        break;
    default:
        *ret_level = x;
        *ret_integral = 0.5 * x * x;
    }
}

void front_shape_fill(const struct front_shape *shape, size_t count, double *ret_value,
                      struct front_slopes slopes)
{
    double step = exp(-1.0 / shape->tau), decay = -1.0, top, whole;
    rise_at(shape->kind, 1.0, &top, &whole);
    struct edge last = {0};
    for (size_t i = 0; i <= count; i++) {
        double u = (double)i - shape->before - shape->onset;
        struct edge edge = {0};
        if (u >= shape->rise && u > 0.0) {
            double v = u - shape->rise;
            decay = decay < 0.0 ? exp(-v / shape->tau) : decay * step;
            edge.integral = whole * shape->rise + v * decay;
            edge.pressure = (1.0 - v / shape->tau) * decay;
            edge.by_rise = whole - edge.pressure;
            edge.by_log_tau = v * v / shape->tau * decay;
        } else if (u > 0.0) {
            double x = u / shape->rise;
            rise_at(shape->kind, x, &edge.pressure, &edge.integral);
            edge.by_rise = edge.integral - x * edge.pressure;
            edge.integral *= shape->rise;
        }
        if (i > 0) {
            ret_value[i - 1] = edge.integral - last.integral;
            if (slopes.by_onset != NULL)
                slopes.by_onset[i - 1] = last.pressure - edge.pressure;
            if (slopes.by_rise != NULL)
                slopes.by_rise[i - 1] = edge.by_rise - last.by_rise;
            if (slopes.by_log_tau != NULL)
                slopes.by_log_tau[i - 1] = edge.by_log_tau - last.by_log_tau;
        }
        last = edge;
    }
}
