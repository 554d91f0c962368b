/* Wave fit, its search: all that a slowness can be, in the bins where neighbours still add up. */
#include <math.h>
#include <string.h>

#include "wavefit.h"

/* Directions that are tried. */
enum { SEARCH_LEAST = 200, SEARCH_MOST = 4000, SEARCH_KEPT = 4 };
static const double GOLDEN_ANGLE = 2.399963229728653; /* pi (3 - sqrt 5): a sunflower's */

/* How many directions are tried, and how far an element's delay may be off for the nearest. */
static size_t search_size(const struct wavefitter *fitter, const struct wavefit *fit,
                          double *ret_delay_s)
{
    const struct geometry *g = &fit->geometry;
    double area = (g->rank == 3 ? 4.0 : 1.0) * M_PI;
    double radius = 1.0 / fitter->sound_speed_m_s;
    /* Points of a sunflower stand sqrt(area / number) apart; between them 0.6 of that. */
    double step = fitter->search_delay_s / (0.6 * g->reach_m);
    double number = ceil(area * radius * radius / (step * step));
    number = fmin(fmax(number, SEARCH_LEAST), SEARCH_MOST);
    *ret_delay_s = 0.6 * g->reach_m * radius * sqrt(area / number);
    return (size_t)number;
}

size_t wavefit_search_end(const struct wavefitter *fitter, const struct wavefit *fit)
{
    const struct spectra *s = fitter->spectra;
    double delay_s;
    (void)search_size(fitter, fit, &delay_s);
    double end = ceil(1.0 / (delay_s * s->step_rad_s)); /* one radian at the most */
    end = fmax(end, (double)s->first + 4.0);
    return end < (double)s->end ? (size_t)end : s->end;
}

/* Point `i` of `number`, evenly spread over all that a wave's slowness can be: on a disc where the
 * array is flat, on a sphere where it is not. */
static void search_point(const struct wavefitter *fitter, size_t rank, size_t i, size_t number,
                         double ret_slowness[3])
{
    double share = ((double)i + 0.5) / (double)number, angle = GOLDEN_ANGLE * (double)i;
    double radius = 1.0 / fitter->sound_speed_m_s;
    double height = rank == 3 ? 1.0 - 2.0 * share : 0.0;
    double flat = rank == 3 ? sqrt(1.0 - height * height) : sqrt(share);
    ret_slowness[0] = radius * flat * cos(angle);
    ret_slowness[1] = radius * flat * sin(angle);
    ret_slowness[2] = radius * height;
}

/* The best few points that are no neighbours, best first. */
struct kept {
    double slowness[SEARCH_KEPT][3];
    double power[SEARCH_KEPT];
    size_t count;
};

static void keep(struct kept *kept, const double slowness[3], double power, double apart)
{
    size_t at = 0;
    for (size_t i = 0; i < kept->count; i++) {
        double off[3];
        for (size_t j = 0; j < 3; j++)
            off[j] = kept->slowness[i][j] - slowness[j];
        if (dot3(off, off) >= apart * apart)
            continue;
        if (kept->power[i] >= power)
            return;
        kept->count--; /* this one is better: the neighbour goes */
        for (size_t l = i; l < kept->count; l++) {
            memcpy(kept->slowness[l], kept->slowness[l + 1], sizeof(kept->slowness[l]));
            kept->power[l] = kept->power[l + 1];
        }
        i--;
    }
    while (at < kept->count && kept->power[at] >= power)
        at++;
    if (at == SEARCH_KEPT)
        return;
    kept->count += kept->count < SEARCH_KEPT;
    for (size_t l = kept->count - 1; l > at; l--) {
        memcpy(kept->slowness[l], kept->slowness[l - 1], sizeof(kept->slowness[l]));
        kept->power[l] = kept->power[l - 1];
    }
    memcpy(kept->slowness[at], slowness, sizeof(kept->slowness[at]));
    kept->power[at] = power;
}

void wavefit_search(struct wavefitter *fitter, struct wavefit *fit)
{
    double delay_s, best[3] = {0}, best_power = -1.0;
    size_t number = search_size(fitter, fit, &delay_s);
    size_t end = wavefit_search_end(fitter, fit);
    struct kept kept = {.count = 0};
    double apart = 2.5 * delay_s / (0.6 * fit->geometry.reach_m);
    wavefit_set_amplitudes(fitter, fit);
    for (size_t i = 0; i < number; i++) {
        search_point(fitter, fit->geometry.rank, i, number, fit->slowness);
        wavefit_beam(fitter, fit, end);
        keep(&kept, fit->slowness, wavefit_power(fitter, end), apart);
    }
    for (size_t i = 0; i < kept.count; i++) {
        memcpy(fit->slowness, kept.slowness[i], sizeof(fit->slowness));
        wavefit_climb(fitter, fit, end);
        if (fit->power > best_power) {
            best_power = fit->power;
            memcpy(best, fit->slowness, sizeof(best));
        }
    }
    memcpy(fit->slowness, best, sizeof(best));
    fit->power = best_power;
}
