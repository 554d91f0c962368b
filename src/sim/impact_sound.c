/* Impact sound: a handful of damped modes that a short push sets ringing. A door is a plate of wood
 * in a frame: low, dull, soon over, with a rattle of its lock; a hammer on iron is high and rings.
 */
#include "impact_sound.h"

#include <math.h>
#include <string.h>

#include "streams.h"

static const double two_pi = 6.28318530717958647692;

enum { MODES = 7 };

/* The ranges that modes are drawn from. */
struct body {
    double low_hz, high_hz;
    double short_s, long_s; /* time constants of decay, of the highest and the lowest mode */
    double push_s;          /* how long the blow takes */
};

static const struct body door = {55.0, 900.0, 0.008, 0.06, 0.004};
static const struct body hammer = {700.0, 5500.0, 0.004, 0.05, 0.0003};

struct mode {
    double hz, decay_s, height, phase;
};

static void draw_modes(const struct body *body, uint32_t pick, double sample_s, struct mode *ret)
{
    struct tct_random random = stream_open(pick, STREAM_IMPACT, 0, 0);
    double sum = 0.0;
    for (int m = 0; m < MODES; m++) {
        double share = ((double)m + tct_random_uniform(&random)) / MODES;
        ret[m].hz = body->low_hz * pow(body->high_hz / body->low_hz, share);
        ret[m].decay_s = body->long_s * pow(body->short_s / body->long_s, share);
        ret[m].height = exp(0.5 * tct_random_normal(&random)) * (1.0 - 0.6 * share);
        ret[m].phase = two_pi * tct_random_uniform(&random);
        if (ret[m].hz * sample_s > 0.45) /* no microphone would pass it */
            ret[m].height = 0.0;
        sum += ret[m].height;
    }
    for (int m = 0; m < MODES; m++) /* phases differ: half of the sum is about the highest point */
        ret[m].height /= fmax(0.6 * sum, 1e-9);
}

void impact_sound(enum tct_scene_kind kind, uint32_t pick, double sample_s, double late,
                  size_t count, double *ret)
{
    const struct body *body = kind == TCT_SCENE_DOOR ? &door : &hammer;
    struct mode modes[MODES];
    draw_modes(body, pick, sample_s, modes);
    memset(ret, 0, count * sizeof(*ret));
    for (size_t i = 0; i < count; i++) {
        double t = ((double)i - late) * sample_s;
        if (t <= 0.0)
            continue;
        double push = t < body->push_s ? 0.5 - 0.5 * cos(0.5 * two_pi * t / body->push_s) : 1.0;
        for (int m = 0; m < MODES; m++)
            ret[i] += push * modes[m].height * exp(-t / modes[m].decay_s) *
                      sin(two_pi * modes[m].hz * t + modes[m].phase);
    }
}
