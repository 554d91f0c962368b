/* Onset, locally: least squares around one front, linear in its changes. */
#include "onset_local.h"

#include <math.h>
#include <string.h>

#include "cholesky.h"

enum { COLUMNS = ONSET_BASIS + 3 }; /* waves, and what changes of phase, onset and rise add */

struct columns {
    double value[COLUMNS][ONSET_WEIGHED];
    double by_onset[ONSET_BASIS][ONSET_WEIGHED], by_rise[ONSET_BASIS][ONSET_WEIGHED];
    double by_phase[ONSET_WEIGHED];
    size_t waves, order, count;
};

static void fill_waves(const struct onset_rest *rest, const struct front_try *front,
                       struct columns *columns)
{
    columns->waves = front->phase > 0.0 ? 1 : ONSET_BASIS;
    for (size_t b = 0; b < columns->waves; b++) {
        double phase = front->phase > 0.0 ? front->phase : onset_phases[b];
        struct front_shape shape = {.onset = front->at - floor(front->at),
                                    .rise = front->rise,
                                    .kind = front->kind,
                                    .tau = phase * (double)rest->sound->block,
                                    .before = 0.5 / (double)rest->sound->raw};
        struct front_slopes slopes = {columns->by_onset[b],
                                      front->with_rise ? columns->by_rise[b] : NULL,
                                      front->phase > 0.0 ? columns->by_phase : NULL};
        front_shape_fill(&shape, columns->count, columns->value[b], slopes);
        noise_whiten_wave(&rest->noise, columns->value[b], columns->count);
    }
    columns->order = columns->waves;
}

/* Adds the column of a change: the sum of what it does to each wave. */
static void add_change(const struct onset_rest *rest, struct columns *columns,
                       const double (*by)[ONSET_WEIGHED], const double *amplitudes)
{
    double *column = columns->value[columns->order++];
    memset(column, 0, columns->count * sizeof(double));
    for (size_t b = 0; b < columns->waves; b++)
        for (size_t i = 0; i < columns->count; i++)
            column[i] += amplitudes[b] * by[b][i];
    noise_whiten_wave(&rest->noise, column, columns->count);
}

static double product(const double *a, const double *b, size_t count)
{
    double sum[4] = {0};
    size_t i = 0;
    for (; i + 4 <= count; i += 4)
        for (size_t j = 0; j < 4; j++)
            sum[j] += a[i + j] * b[i + j];
    for (; i < count; i++)
        sum[0] += a[i] * b[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static void fill_products(const struct columns *columns, size_t from, const double *sound,
                          double products[COLUMNS][COLUMNS], double matches[COLUMNS])
{
    for (size_t a = from; a < columns->order; a++) {
        matches[a] = product(columns->value[a], sound, columns->count);
        for (size_t b = 0; b <= a; b++)
            products[a][b] = product(columns->value[a], columns->value[b], columns->count);
    }
}

/* The inverse's last elements from Cholesky's factor; the onset comes last, or
 * last but for the rise. */
static void read_variances(const double factor[COLUMNS][COLUMNS], size_t shift, bool with_rise,
                           struct local *local)
{
    double ss = factor[shift][shift];
    local->longer_alone = 1.0 / (factor[shift - 1][shift - 1] * factor[shift - 1][shift - 1]);
    local->shift_var = 1.0 / (ss * ss);
    if (!with_rise)
        return;
    double rs = factor[shift + 1][shift], rr = factor[shift + 1][shift + 1];
    local->stretch_var = 1.0 / (rr * rr);
    local->covariance = -rs / (ss * rr * rr);
    local->shift_var += rs * rs / (ss * ss * rr * rr);
}

bool onset_solve_local(const struct onset_rest *rest, const struct front_try *front,
                       struct local *local)
{
    struct columns columns;
    double products[COLUMNS][COLUMNS], matches[COLUMNS], factor[COLUMNS][COLUMNS], best[COLUMNS];
    if (!(front->at >= 0.0 && front->at < (double)rest->tries))
        return false;
    *local = (struct local){.first = (size_t)front->at};
    columns.count = rest->count - local->first;
    const double *sound = rest->rest + local->first;
    fill_waves(rest, front, &columns);
    fill_products(&columns, 0, sound, products, matches);
    memcpy(factor, products, sizeof(factor));
    memcpy(best, matches, sizeof(best));
    if (!cholesky_factor(&factor[0][0], COLUMNS, columns.order))
        return false;
    cholesky_solve(&factor[0][0], COLUMNS, columns.order, best);
    double misfit = rest->before[rest->count] - rest->before[local->first];
    for (size_t b = 0; b < columns.waves; b++)
        misfit -= best[b] * matches[b];
    local->misfit = fmax(misfit, 0.0);
    if (front->phase > 0.0)
        add_change(rest, &columns, (const double(*)[ONSET_WEIGHED])columns.by_phase, best);
    size_t shift = columns.order;
    add_change(rest, &columns, (const double(*)[ONSET_WEIGHED])columns.by_onset, best);
    if (front->with_rise)
        add_change(rest, &columns, (const double(*)[ONSET_WEIGHED])columns.by_rise, best);
    fill_products(&columns, columns.waves, sound, products, matches);
    if (!cholesky_factor(&products[0][0], COLUMNS, columns.order))
        return false;
    cholesky_solve(&products[0][0], COLUMNS, columns.order, matches);
    local->longer = front->phase > 0.0 ? matches[shift - 1] : 0.0;
    local->shift = matches[shift];
    local->stretch = front->with_rise ? matches[shift + 1] : 0.0;
    read_variances((const double(*)[COLUMNS])products, shift, front->with_rise, local);
    return true;
}
