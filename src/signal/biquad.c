/* Biquad: a second-order recursive filter that answers eight samples at once. */
#include "biquad.h"

#include <math.h>

static float step(const struct biquad *filter, struct biquad_state *state, float in)
{
    float out = filter->b0 * in + state->z[0];
    state->z[0] = filter->b1 * in - filter->a1 * out + state->z[1];
    state->z[1] = filter->b2 * in - filter->a2 * out;
    return out;
}

/* What the recursion answers to each sample and each part of the state alone. */
static void write_out(struct biquad *filter)
{
    for (size_t j = 0; j < LANES; j++) {
        struct biquad_state state = {{0.0f, 0.0f}};
        for (size_t i = 0; i < LANES; i++)
            filter->by_sample[j][i] = step(filter, &state, i == j ? 1.0f : 0.0f);
        for (size_t k = 0; k < 2; k++)
            filter->state_by_sample[k][j] = state.z[k];
    }
    for (size_t from = 0; from < 2; from++) {
        struct biquad_state state = {{from == 0 ? 1.0f : 0.0f, from == 1 ? 1.0f : 0.0f}};
        for (size_t i = 0; i < LANES; i++)
            filter->by_state[from][i] = step(filter, &state, 0.0f);
        for (size_t k = 0; k < 2; k++)
            filter->state_by_state[k][from] = state.z[k];
    }
}

struct biquad biquad_highpass(double corner_hz, double rate_hz)
{
    double w = 2.0 * M_PI * corner_hz / rate_hz;
    double alpha = sin(w) / M_SQRT2;
    double a0 = 1.0 + alpha;
    double b = (1.0 + cos(w)) / (2.0 * a0);
    struct biquad filter = {.b0 = (float)b,
                            .b1 = (float)(-2.0 * b),
                            .b2 = (float)b,
                            .a1 = (float)(-2.0 * cos(w) / a0),
                            .a2 = (float)((1.0 - alpha) / a0)};
    write_out(&filter);
    return filter;
}

struct biquad_state biquad_settled(const struct biquad *filter, float level)
{
    return (struct biquad_state){{(filter->b1 + filter->b2) * level, filter->b2 * level}};
}

static void run_eight(const struct biquad *filter, struct biquad_state *state, const float *in,
                      float *ret_out)
{
    float z0 = state->z[0], z1 = state->z[1];
    struct lanes samples = lanes_load(in);
    struct lanes out = lanes_add(lanes_scale(lanes_load(filter->by_state[0]), z0),
                                 lanes_scale(lanes_load(filter->by_state[1]), z1));
    for (size_t j = 0; j < LANES; j++)
        out = lanes_add(out, lanes_scale(lanes_load(filter->by_sample[j]), in[j]));
    state->z[0] = filter->state_by_state[0][0] * z0 + filter->state_by_state[0][1] * z1 +
                  lanes_sum(lanes_times(lanes_load(filter->state_by_sample[0]), samples));
    state->z[1] = filter->state_by_state[1][0] * z0 + filter->state_by_state[1][1] * z1 +
                  lanes_sum(lanes_times(lanes_load(filter->state_by_sample[1]), samples));
    lanes_store(out, ret_out);
}

void biquad_run(const struct biquad *filter, struct biquad_state *state, const float *in,
                size_t count, float *ret_out)
{
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        run_eight(filter, state, in + i, ret_out + i);
    for (; i < count; i++)
        ret_out[i] = step(filter, state, in[i]);
}
