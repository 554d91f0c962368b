/* Posterior: where else the wave could have come from, when noise is strong.
 *
 * Below some signal-to-noise ratio the likelihood has peaks beside its highest, and the error is
 * larger than the bound that one peak's curvature gives (Weinstein & Weiss 1984). With the wave's
 * shape taken as one of the family's, the log-likelihood is a sum over the elements of how well
 * each matches at its delay: a table for each, and then a whole plane of slownesses costs no more
 * than look-ups. The shapes that could be meant are summed over: a sharper one than the true one
 * would be too sure. */
#include "posterior.h"

#include <kissfft/kiss_fftr.h>
#include <math.h>
#include <string.h>

#include "pieces.h"

enum { FINER = 4, SIDE_MOST = 181, HISTOGRAM = 512 };
static const double STEP_SIGMAS = 0.7; /* from point to point */
/* Energy of the wave over noise from which on there is one peak: 40 dB. */
static const double STRONG = 1e4;
static const double SLOWNESS_SPARE = 1.05; /* over one over the speed of sound */
/* A shape this much less likely than the best is not meant. */
static const double SHAPE_LESS = 6.0;
/* The shape is learnt from the same noise that moves the delays, so that its likelihood is too
 * steep: by a tenth in standard errors, in simulation. */
static const float TEMPER = 0.8f;
static const double NORMAL_95 = 1.959964;

static size_t inverse_bytes(size_t window)
{
    size_t bytes = 0;
    (void)kiss_fftr_alloc((int)window, 1, NULL, &bytes);
    return bytes;
}

size_t posterior_bytes(size_t window)
{
    size_t finer = FINER * window;
    return piece_bytes(finer * sizeof(float)) +
           2 * piece_bytes(SIDE_MOST * SIDE_MOST * sizeof(float)) +
           piece_bytes((finer / 2 + 1) * sizeof(struct bin)) + piece_bytes(inverse_bytes(finer));
}

void posterior_init(struct posterior_grid *grid, void *memory, size_t window)
{
    char *rest = memory;
    grid->window = FINER * window;
    size_t bytes = inverse_bytes(grid->window);
    grid->match = piece_cut(&rest, grid->window * sizeof(float));
    grid->log_likelihood = piece_cut(&rest, SIDE_MOST * SIDE_MOST * sizeof(float));
    grid->spectrum = piece_cut(&rest, (grid->window / 2 + 1) * sizeof(struct bin));
    grid->weight = piece_cut(&rest, SIDE_MOST * SIDE_MOST * sizeof(float));
    grid->inverse = kiss_fftr_alloc((int)grid->window, 1, rest, &bytes);
    TCT_ASSERT(grid->inverse != NULL);
}

/* Two directions of slowness, and how many steps of which length along each to either side. */
struct plane {
    double along[2][3];
    double step[2], variance[2]; /* Fisher's, along each when the rest is known */
    int half[2];
    double middle[3];
    size_t rank;
    double slowness; /* one over the speed of sound */
};

/* The plane of the array; of an array that is not flat, the one that touches the sphere. */
static bool lay_plane(const struct wavefitter *fitter, const struct wavefit *fit,
                      struct plane *plane)
{
    double information[3][3], values[3], vectors[3][3];
    size_t rank = fit->geometry.rank;
    *plane = (struct plane){.rank = rank, .slowness = 1.0 / fitter->sound_speed_m_s};
    memcpy(plane->middle, fit->slowness, sizeof(plane->middle));
    wavefit_information(fit, information);
    if (rank == 3) {
        double n[3], length = sqrt(dot3(fit->slowness, fit->slowness)), projected[3][3];
        for (size_t j = 0; j < 3 && length > 0.0; j++)
            n[j] = fit->slowness[j] / length;
        if (!(length > 0.0))
            return false;
        /* Take the radial direction out on both sides. */
        for (size_t j = 0; j < 3; j++)
            for (size_t l = 0; l < 3; l++) {
                double left = 0.0, right = 0.0, both = 0.0;
                for (size_t a = 0; a < 3; a++) {
                    left += n[a] * information[a][l];
                    right += information[j][a] * n[a];
                    for (size_t b = 0; b < 3; b++)
                        both += n[a] * information[a][b] * n[b];
                }
                projected[j][l] =
                    information[j][l] - n[j] * left - right * n[l] + n[j] * both * n[l];
            }
        memcpy(information, projected, sizeof(information));
    }
    eigen3(information, values, vectors);
    for (size_t d = 0; d < 2; d++) {
        if (!(values[d] > 0.0))
            return false;
        memcpy(plane->along[d], vectors[d], sizeof(vectors[d]));
        plane->variance[d] = 1.0 / values[d];
        plane->step[d] = STEP_SIGMAS * sqrt(plane->variance[d]);
        double reach = 2.0 * SLOWNESS_SPARE * plane->slowness / plane->step[d];
        plane->half[d] = reach < SIDE_MOST / 2 ? (int)reach : SIDE_MOST / 2;
    }
    return true;
}

/* The slowness of a point; false when no wave can have it. */
static bool point_of(const struct plane *plane, int a, int b, double ret_slowness[3])
{
    for (size_t j = 0; j < 3; j++)
        ret_slowness[j] = plane->middle[j] + a * plane->step[0] * plane->along[0][j] +
                          b * plane->step[1] * plane->along[1][j];
    double length = sqrt(dot3(ret_slowness, ret_slowness));
    if (plane->rank == 2)
        return length <= SLOWNESS_SPARE * plane->slowness;
    double radius = sqrt(dot3(plane->middle, plane->middle));
    for (size_t j = 0; j < 3; j++)
        ret_slowness[j] *= radius / length;
    return true;
}

/* Table of how well element `i` matches the wave as the others and the family have it. */
static void tabulate(struct posterior_grid *grid, const struct wavefitter *fitter,
                     const struct wavefit *fit, size_t i)
{
    const struct spectra *s = fitter->spectra;
    memset(grid->spectrum, 0, (grid->window / 2 + 1) * sizeof(struct bin));
    double delay = wavefit_delay(fitter, fit, i);
    for (size_t k = s->first; k < s->end; k++) {
        float a = fitter->amplitude[i * s->room + k];
        struct bin wave = fitter->data[i * s->room + k];
        double phase = delay * s->step_rad_s * (double)k;
        float re = (float)cos(phase), im = (float)sin(phase);
        struct bin own = {a * (wave.re * re - wave.im * im), a * (wave.re * im + wave.im * re)};
        struct bin others = {fitter->beam[k].re - own.re, fitter->beam[k].im - own.im};
        others = wavefit_expected(fitter, others, k);
        grid->spectrum[k] = (struct bin){a * (others.re * wave.re + others.im * wave.im),
                                         a * (others.re * wave.im - others.im * wave.re)};
    }
    kiss_fftri(grid->inverse, (const kiss_fft_cpx *)grid->spectrum, grid->match);
}

static float look_up(const struct posterior_grid *grid, double at)
{
    double below = floor(at);
    size_t mask = grid->window - 1;
    size_t first = (size_t)(int64_t)below & mask;
    float share = (float)(at - below);
    return grid->match[first] + share * (grid->match[(first + 1) & mask] - grid->match[first]);
}

/* Delays of element `i`, in quarters of a sample, change evenly from point to point where the array
 * is flat. */
static void add_flat(struct posterior_grid *grid, const struct plane *plane, const double *place,
                     double per_s)
{
    size_t at = 0;
    double step = dot3(place, plane->along[1]) * plane->step[1] * per_s;
    for (int a = -plane->half[0]; a <= plane->half[0]; a++) {
        double delay =
            (dot3(place, plane->middle) + a * plane->step[0] * dot3(place, plane->along[0])) *
                per_s -
            plane->half[1] * step;
        for (int b = -plane->half[1]; b <= plane->half[1]; b++, at++, delay += step)
            grid->log_likelihood[at] += look_up(grid, delay);
    }
}

static void add_element(struct posterior_grid *grid, const struct wavefitter *fitter,
                        const struct wavefit *fit, const struct plane *plane, size_t i)
{
    const struct spectra *s = fitter->spectra;
    double per_s = s->step_rad_s * (double)grid->window / (2.0 * M_PI);
    double slowness[3];
    size_t at = 0;
    tabulate(grid, fitter, fit, i);
    if (plane->rank == 2) {
        const double place[3] = {fit->geometry.place[i][0], fit->geometry.place[i][1], 0.0};
        add_flat(grid, plane, place, per_s);
        return;
    }
    for (int a = -plane->half[0]; a <= plane->half[0]; a++)
        for (int b = -plane->half[1]; b <= plane->half[1]; b++, at++) {
            (void)point_of(plane, a, b, slowness);
            grid->log_likelihood[at] +=
                look_up(grid, dot3(fit->geometry.place[i], slowness) * per_s);
        }
}

static size_t points_of(const struct plane *plane)
{
    return (size_t)(2 * plane->half[0] + 1) * (size_t)(2 * plane->half[1] + 1);
}

/* Log-likelihood of every point with the likeness as the wave's shape, less what the shape's own
 * energy takes; answers the best point. */
static size_t try_shape(struct posterior_grid *grid, struct wavefitter *fitter,
                        const struct wavefit *fit, const struct plane *plane,
                        const struct likeness *likeness)
{
    const struct spectra *s = fitter->spectra;
    size_t count = points_of(plane), at = 0, best = 0;
    double energy = 0.0, point[3];
    family_show(fitter->family, likeness, fitter->response, fitter->known);
    for (size_t k = s->first; k < s->end; k++)
        energy +=
            (1.0 - (double)fitter->weight[k]) * (double)(fitter->known[k].re * fitter->known[k].re +
                                                         fitter->known[k].im * fitter->known[k].im);
    for (size_t i = 0; i < count; i++)
        grid->log_likelihood[i] = (float)-energy;
    for (size_t i = 0; i < s->count; i++)
        if (wavefit_uses(fit, i))
            add_element(grid, fitter, fit, plane, i);
    for (int a = -plane->half[0]; a <= plane->half[0]; a++)
        for (int b = -plane->half[1]; b <= plane->half[1]; b++, at++) {
            if (grid->log_likelihood[at] > grid->log_likelihood[best] &&
                point_of(plane, a, b, point))
                best = at;
        }
    return best;
}

/* Adds the likelihoods to the weights, in units that keep the largest of all in range. */
static void add_weights(struct posterior_grid *grid, size_t count, size_t best)
{
    double most = (double)grid->log_likelihood[best];
    if (most > grid->reference) {
        float shrink = expf(TEMPER * (float)fmax(grid->reference - most, -100.0));
        for (size_t i = 0; i < count; i++)
            grid->weight[i] *= shrink;
        grid->reference = most;
    }
    for (size_t i = 0; i < count; i++) {
        float less = TEMPER * (grid->log_likelihood[i] - (float)grid->reference);
        if (less > -30.0f)
            grid->weight[i] += expf(fminf(less, 1.0f));
    }
}

/* Adds up, over the shapes that could be meant, the likelihood of every point. Each shape is fitted
 * once more at the point where it fits best: at another one it was made for the noise there. */
static void add_shapes(struct posterior_grid *grid, struct wavefitter *fitter,
                       const struct wavefit *fit, const struct plane *plane)
{
    const struct spectra *s = fitter->spectra;
    size_t count = points_of(plane), side = (size_t)(2 * plane->half[1] + 1);
    double most = fitter->likeness[fitter->likest].gain;
    memset(grid->weight, 0, count * sizeof(float));
    for (size_t r = 0; r < FAMILY_RISES; r++) {
        struct wavefit moved = *fit;
        struct likeness likeness = fitter->likeness[r];
        if (likeness.gain < most - SHAPE_LESS)
            continue;
        wavefit_beam(fitter, &moved, s->end);
        size_t best = try_shape(grid, fitter, &moved, plane, &likeness);
        (void)point_of(plane, (int)(best / side) - plane->half[0],
                       (int)(best % side) - plane->half[1], moved.slowness);
        wavefit_beam(fitter, &moved, s->end);
        likeness = family_fit_rise(fitter->family, r, fitter->beam, fitter->response);
        best = try_shape(grid, fitter, &moved, plane, &likeness);
        add_weights(grid, count, best);
    }
    family_show(fitter->family, &fitter->likeness[fitter->likest], fitter->response, fitter->known);
    double sum = 0.0, point[3];
    size_t at = 0;
    for (int a = -plane->half[0]; a <= plane->half[0]; a++)
        for (int b = -plane->half[1]; b <= plane->half[1]; b++, at++) {
            if (!point_of(plane, a, b, point))
                grid->weight[at] = 0.0f;
            sum += (double)grid->weight[at];
        }
    for (size_t i = 0; i < count; i++)
        grid->weight[i] = (float)((double)grid->weight[i] / sum);
}

/* By how much the standard error across the direction of the wave must grow or shrink so that 1.96
 * of it hold 95 %. */
static double tail_factor(const struct posterior_grid *grid, const struct plane *plane,
                          const double across[3], const double mean[3], double sigma)
{
    static const double WIDEST = 8.0; /* standard errors that the histogram covers */
    double histogram[HISTOGRAM] = {0}, inside = 0.0, point[3];
    size_t at = 0;
    for (int a = -plane->half[0]; a <= plane->half[0]; a++)
        for (int b = -plane->half[1]; b <= plane->half[1]; b++, at++) {
            if (grid->weight[at] == 0.0f || !point_of(plane, a, b, point))
                continue;
            double off = fabs(dot3(point, across) - dot3(mean, across)) / sigma;
            double slot = off / WIDEST * HISTOGRAM;
            histogram[slot < HISTOGRAM ? (size_t)slot : HISTOGRAM - 1] += (double)grid->weight[at];
        }
    for (size_t i = 0; i < HISTOGRAM; i++) {
        inside += histogram[i];
        if (inside >= 0.95)
            return ((double)i + 0.5) / HISTOGRAM * WIDEST / NORMAL_95;
    }
    return WIDEST / NORMAL_95;
}

static void moments(const struct posterior_grid *grid, const struct plane *plane,
                    double ret_mean[3], double ret_covariance[3][3])
{
    double point[3];
    size_t at = 0;
    memset(ret_mean, 0, 3 * sizeof(double));
    memset(ret_covariance, 0, 9 * sizeof(double));
    for (int a = -plane->half[0]; a <= plane->half[0]; a++)
        for (int b = -plane->half[1]; b <= plane->half[1]; b++, at++) {
            double weight = (double)grid->weight[at];
            if (weight == 0.0 || !point_of(plane, a, b, point))
                continue;
            for (size_t j = 0; j < 3; j++) {
                ret_mean[j] += weight * point[j];
                for (size_t l = 0; l < 3; l++)
                    ret_covariance[j][l] += weight * point[j] * point[l];
            }
        }
    for (size_t j = 0; j < 3; j++)
        for (size_t l = 0; l < 3; l++)
            ret_covariance[j][l] -= ret_mean[j] * ret_mean[l];
}

bool posterior_of(struct posterior_grid *grid, struct wavefitter *fitter, const struct wavefit *fit,
                  double ret_mean[3], double ret_excess[3][3])
{
    const struct spectra *s = fitter->spectra;
    struct plane plane;
    double energy = 0.0;
    for (size_t k = s->first; k < s->end; k++)
        energy += (double)fitter->sure[k];
    if (energy > STRONG || !lay_plane(fitter, fit, &plane))
        return false;
    grid->reference = -INFINITY;
    add_shapes(grid, fitter, fit, &plane);
    double covariance[3][3];
    moments(grid, &plane, ret_mean, covariance);
    /* Across the wave's direction: the second direction of the plane is as good where there is
     * none. */
    double length = sqrt(dot3(ret_mean, ret_mean)), across[3];
    for (size_t j = 0; j < 3; j++)
        across[j] = plane.along[1][j];
    if (plane.rank == 2 && length > 0.0) {
        across[0] = -ret_mean[1] / length;
        across[1] = ret_mean[0] / length;
        across[2] = 0.0;
    }
    double variance = 0.0;
    for (size_t j = 0; j < 3; j++)
        for (size_t l = 0; l < 3; l++)
            variance += across[j] * covariance[j][l] * across[l];
    if (!(variance > 0.0))
        return false;
    double factor = tail_factor(grid, &plane, across, ret_mean, sqrt(variance));
    for (size_t j = 0; j < 3; j++)
        for (size_t l = 0; l < 3; l++) {
            ret_excess[j][l] = factor * factor * covariance[j][l];
            for (size_t d = 0; d < 2; d++)
                ret_excess[j][l] -= plane.variance[d] * plane.along[d][j] * plane.along[d][l];
        }
    return true;
}
