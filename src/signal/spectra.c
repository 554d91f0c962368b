/* Spectra: one window of all channels of an array, each bin in units of its channel's noise. */
#include "spectra.h"

#include <kissfft/kiss_fftr.h>
#include <math.h>
#include <string.h>

#include "pieces.h"

/* Below it lie wind and engines; a blast's delays are told by what is above. */
static const double LOWEST_HZ = 100.0;
/* Converters let nothing good through close to half their rate. */
static const double HIGHEST_SHARE = 0.95;
static const double TAPER_SHARE = 0.1; /* of the window, at each end */
enum { SMOOTH_BINS = 4 };              /* to either side, of the noise's spectrum */

_Static_assert(sizeof(struct bin) == sizeof(kiss_fft_cpx), "bins are what the transform writes");

static size_t transform_bytes(size_t window)
{
    size_t bytes = 0;
    (void)kiss_fftr_alloc((int)window, 0, NULL, &bytes);
    return bytes;
}

size_t spectra_bytes(size_t count, size_t window)
{
    size_t room = window / 2 + 1;
    return piece_bytes(count * room * sizeof(struct bin)) +
           piece_bytes(count * room * sizeof(float)) + 2 * piece_bytes(window * sizeof(float)) +
           piece_bytes(room * sizeof(struct bin)) + piece_bytes(transform_bytes(window));
}

void spectra_init(struct spectra *spectra, void *memory, size_t count, size_t window,
                  double rate_hz)
{
    char *rest = memory;
    size_t room = window / 2 + 1, bytes = transform_bytes(window);
    double step_hz = rate_hz / (double)window;
    double lowest_hz = fmin(LOWEST_HZ, rate_hz / 20.0);
    *spectra = (struct spectra){
        .count = count, .window = window, .room = room, .step_rad_s = 2.0 * M_PI * step_hz};
    spectra->first = (size_t)fmax(ceil(lowest_hz / step_hz), 1.0);
    spectra->end = (size_t)((double)(window / 2) * HIGHEST_SHARE) + 1;
    spectra->highpass = biquad_highpass(lowest_hz, rate_hz);
    spectra->wave = piece_cut(&rest, count * room * sizeof(struct bin));
    spectra->noise = piece_cut(&rest, count * room * sizeof(float));
    spectra->samples = piece_cut(&rest, window * sizeof(float));
    spectra->taper = piece_cut(&rest, window * sizeof(float));
    spectra->spectrum = piece_cut(&rest, room * sizeof(struct bin));
    spectra->transform = kiss_fftr_alloc((int)window, 0, piece_cut(&rest, bytes), &bytes);
    TCT_ASSERT(spectra->transform != NULL && spectra->first < spectra->end);
    double ramp = floor((double)window * TAPER_SHARE);
    for (size_t i = 0; i < window; i++) {
        double edge = fmin((double)i, (double)(window - 1 - i));
        spectra->taper[i] =
            edge >= ramp ? 1.0f : (float)(0.5 - 0.5 * cos(M_PI * (edge + 0.5) / ramp));
    }
}

static void transform(struct spectra *spectra)
{
    for (size_t i = 0; i < spectra->window; i++)
        spectra->samples[i] *= spectra->taper[i];
    kiss_fftr(spectra->transform, spectra->samples, (kiss_fft_cpx *)spectra->spectrum);
}

/* Mean over neighbouring bins, so that no bin's noise is a matter of luck. */
static void smooth(const float *raw, size_t room, float *ret_smooth)
{
    for (size_t k = 0; k < room; k++) {
        size_t from = k < SMOOTH_BINS ? 0 : k - SMOOTH_BINS;
        size_t end = k + SMOOTH_BINS + 1 < room ? k + SMOOTH_BINS + 1 : room;
        float sum = 0.0f;
        for (size_t j = from; j < end; j++)
            sum += raw[j];
        ret_smooth[k] = sum / (float)(end - from);
    }
}

/* False when the channel holds no sound at all. */
static bool take_channel(struct spectra *spectra, const float *samples, size_t element)
{
    struct bin *wave = spectra->wave + element * spectra->room;
    float *noise = spectra->noise + element * spectra->room;
    float *raw = (float *)wave; /* as long as it waits for the window: half of it is enough */
    struct biquad_state state = biquad_settled(&spectra->highpass, samples[0]);
    double energy = 0.0;
    memset(raw, 0, spectra->room * sizeof(float));
    for (size_t w = 0; w <= SPECTRA_NOISE_WINDOWS; w++) {
        biquad_run(&spectra->highpass, &state, samples + w * spectra->window, spectra->window,
                   spectra->samples);
        transform(spectra);
        if (w == SPECTRA_NOISE_WINDOWS)
            break;
        for (size_t k = 0; k < spectra->room; k++) {
            const struct bin *bin = &spectra->spectrum[k];
            raw[k] += (bin->re * bin->re + bin->im * bin->im) / SPECTRA_NOISE_WINDOWS;
        }
    }
    for (size_t k = 0; k < spectra->room; k++)
        energy += (double)raw[k];
    if (!(energy > 0.0))
        return false;
    smooth(raw, spectra->room, noise);
    /* No noise is taken to be 80 dB below the channel's mean: digital silence between the lines. */
    float least = (float)(1e-8 * energy / (double)spectra->room);
    for (size_t k = 0; k < spectra->room; k++) {
        noise[k] = noise[k] > least ? noise[k] : least;
        float scale = 1.0f / sqrtf(noise[k]);
        wave[k] = (struct bin){spectra->spectrum[k].re * scale, spectra->spectrum[k].im * scale};
    }
    return true;
}

void spectra_take(struct spectra *spectra, const float *const *channels, uint32_t live)
{
    spectra->live = 0;
    for (size_t i = 0; i < spectra->count; i++)
        if ((live >> i & 1u) != 0 && take_channel(spectra, channels[i], i))
            spectra->live |= UINT32_C(1) << i;
}
