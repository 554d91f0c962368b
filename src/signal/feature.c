/* Features: measured on the aligned trace. Powers are those above the noise before the onset; what
 * sinks into the noise is floored where noise begins to rule, so that a feature never measures it.
 */
#include "feature.h"

#include <math.h>

#include "biquad.h"
#include "likeness.h"
#include "octaves.h"

enum {
    MS = ALIGNED_PER_MS,
    ONSET = ALIGNED_BEFORE,
    LEVEL_MS = 2,                 /* the finest level */
    LEVELS = 110 / LEVEL_MS,      /* from the onset on */
    SEARCH_END = ONSET + 20 * MS, /* the peak of a pulse comes no later */
    GUARD = 2 * MS,               /* an onset may be off by that */
};

static const double BAND_EDGE_HZ =
    200.0;                              /* levels are those above it: wind and engines lie below */
static const double FLOOR_SHARE = 0.25; /* power less noise is at least that share of noise */
static const double GREAT_SHARE = 0.35; /* a half-wave of that share of the highest is great */
static const double FAINT_DB = 20.0;
static const double LEAST_DB = -50.0;

static const char *const NAMES[FEATURE_COUNT] = {
    "snr",          "faint",    "rise",          "width",      "suction",      "symmetry",
    "first",        "decay_5",  "decay_10",      "decay_20",   "decay_40",     "decay_70",
    "decay_110",    "ripple",   "impulses",      "crest",      "kurtosis",     "octave_2",
    "octave_3",     "octave_4", "octave_5",      "centroid",   "bandwidth",    "tail_centroid",
    "tail_low",     "tonality", "tail_tonality", "blast",      "blast_length", "n_wave",
    "step",         "swell",    "raised_low",    "raised_mid", "raised_high",  "band_positive",
    "band_suction", "echo",     "before",
};

const char *tct_feature_name(size_t feature)
{
    return feature < FEATURE_COUNT ? NAMES[feature] : NULL;
}

/* What the measures share. */
struct trace {
    struct aligned wide;         /* everything */
    float band[ALIGNED_SAMPLES]; /* above BAND_EDGE_HZ */
    double noise;                /* mean square of the band before the onset */
    double loudest;              /* of the levels of LEVEL_MS in the first 20 ms, less noise */
    size_t peak;                 /* index of the band's highest magnitude */
    struct biquad highpass;
    double *value;
};

static double clamp(double value, double least, double most)
{
    return fmin(fmax(value, least), most);
}

static double decibel(double power_ratio)
{
    return clamp(10.0 * log10(fmax(power_ratio, 1e-9)), LEAST_DB, -LEAST_DB);
}

static double log2_ms(double samples)
{
    return log2(clamp(samples / MS, 0.05, 50.0));
}

static double mean_square(const float *x, size_t from, size_t to)
{
    double sum = 0.0;
    for (size_t i = from; i < to; i++)
        sum += (double)x[i] * (double)x[i];
    return sum / (double)(to - from);
}

static double above(double power, double noise)
{
    return fmax(power - noise, FLOOR_SHARE * noise);
}

/* Power over the noise between two times after the onset; what is not known goes on as before. */
static double power_after(const struct trace *trace, size_t from_ms, size_t to_ms)
{
    size_t from = ONSET + from_ms * MS, to = ONSET + to_ms * MS, known = trace->wide.end;
    if (to > known) {
        to = known;
        from = from + 5 * MS < known ? from : known - 5 * MS;
    }
    return above(mean_square(trace->band, from, to), trace->noise);
}

static bool prepare(struct trace *trace)
{
    trace->highpass = biquad_highpass(BAND_EDGE_HZ, 1000.0 * MS);
    struct biquad_state state = biquad_settled(&trace->highpass, trace->wide.x[trace->wide.begin]);
    biquad_run(&trace->highpass, &state, trace->wide.x + trace->wide.begin,
               trace->wide.end - trace->wide.begin, trace->band + trace->wide.begin);
    trace->peak = ONSET - GUARD;
    for (size_t i = ONSET - GUARD; i < SEARCH_END; i++)
        if (fabsf(trace->band[i]) > fabsf(trace->band[trace->peak]))
            trace->peak = i;
    double peak = (double)trace->band[trace->peak];
    /* The band's filter rings into the samples when they begin: leave a little out. */
    size_t from = trace->wide.begin + MS;
    trace->noise = fmax(mean_square(trace->band, from, ONSET - GUARD), 1e-6 * peak * peak);
    for (size_t i = ONSET - GUARD; i + LEVEL_MS * MS <= SEARCH_END; i += MS)
        trace->loudest = fmax(trace->loudest, mean_square(trace->band, i, i + LEVEL_MS * MS));
    trace->loudest = above(trace->loudest, trace->noise);
    return peak * peak > 1e-24 && isfinite(peak);
}

/* The end of the half-wave that holds `at`: the first sample of the other sign. */
static size_t half_wave_end(const float *x, size_t at, size_t end)
{
    bool positive = x[at] > 0.0f;
    while (at < end && x[at] != 0.0f && (x[at] > 0.0f) == positive)
        at++;
    return at;
}

static size_t half_wave_begin(const float *x, size_t at, size_t begin)
{
    bool positive = x[at] > 0.0f;
    while (at > begin && x[at - 1] != 0.0f && (x[at - 1] > 0.0f) == positive)
        at--;
    return at;
}

static size_t highest(const float *x, size_t from, size_t to)
{
    size_t best = from;
    for (size_t i = from; i < to; i++)
        if (fabsf(x[i]) > fabsf(x[best]))
            best = i;
    return best;
}

/* The first great half-wave and the one after it. */
struct front {
    size_t peak, begin, end, next_end;
    double first, next, top; /* magnitudes: of the two, and the highest of all */
};

static struct front front_of(const struct trace *trace, const float *x)
{
    struct front front = {0};
    size_t top = highest(x, ONSET - GUARD, SEARCH_END), at = ONSET - GUARD, known = trace->wide.end;
    while (fabsf(x[at]) < (float)GREAT_SHARE * fabsf(x[top]))
        at++;
    front.end = half_wave_end(x, at, known);
    front.begin = half_wave_begin(x, at, trace->wide.begin);
    front.peak = highest(x, front.begin, front.end);
    front.next_end = front.end < known ? half_wave_end(x, front.end, known) : front.end;
    front.first = fmax(fabs((double)x[front.peak]), 1e-30);
    if (front.end < front.next_end)
        front.next = fabs((double)x[highest(x, front.end, front.next_end)]);
    front.top = fabs((double)x[top]);
    return front;
}

/* Where a half-wave falls below `level` on its way from its peak, forwards or backwards in time: a
 * straight line between samples. */
static double passes(const struct trace *trace, const float *x, size_t peak, float level,
                     bool forwards)
{
    float sign = x[peak] > 0.0f ? 1.0f : -1.0f;
    size_t at = peak, last = forwards ? trace->wide.end - 1 : trace->wide.begin;
    size_t step = forwards ? 1 : (size_t)-1;
    while (at != last && sign * x[at + step] >= level)
        at += step;
    if (at == last)
        return (double)at;
    float here = sign * x[at], there = sign * x[at + step];
    double part = fmin((double)((here - level) / (here - there)), 1.0);
    return (double)at + (forwards ? part : -part);
}

/* Length of a half-wave at half of its height: what lies below, a slow wave too, does not matter.
 */
static double width_of(const struct trace *trace, const float *x, size_t peak)
{
    float half = 0.5f * fabsf(x[peak]);
    return passes(trace, x, peak, half, true) - passes(trace, x, peak, half, false);
}

/* A blast has a short rise, a positive phase and a weaker, longer suction; an N-wave two alike. */
static void measure_front(struct trace *trace)
{
    const float *x = trace->wide.x;
    struct front wide = front_of(trace, x), band = front_of(trace, trace->band);
    double width = fmax(width_of(trace, x, wide.peak), 0.5), next = width;
    if (wide.end < wide.next_end)
        next = fmax(width_of(trace, x, highest(x, wide.end, wide.next_end)), 0.5);
    float quarter = 0.25f * fabsf(x[wide.peak]);
    trace->value[FEATURE_RISE] =
        log2_ms((double)wide.peak - passes(trace, x, wide.peak, quarter, false));
    trace->value[FEATURE_WIDTH] = log2_ms(width);
    trace->value[FEATURE_SUCTION] = clamp(wide.next / wide.first, 0.0, 2.0);
    trace->value[FEATURE_SYMMETRY] = clamp(log2(next / width), -4.0, 4.0);
    trace->value[FEATURE_FIRST] = clamp(wide.first / wide.top, 0.0, 1.0);
    trace->value[FEATURE_BAND_POSITIVE] = log2_ms((double)(band.end - band.begin));
    trace->value[FEATURE_BAND_SUCTION] = clamp(band.next / band.first, 0.0, 2.0);
}

static void measure_likeness(struct trace *trace)
{
    struct likeness likeness =
        likeness_of(trace->band, ONSET - GUARD, ONSET + 2 * MS, &trace->highpass);
    trace->value[FEATURE_BLAST] = likeness.blast;
    trace->value[FEATURE_BLAST_LENGTH] = log2_ms(likeness.length_s * 1e4);
    trace->value[FEATURE_N_WAVE] = likeness.n_wave - likeness.blast;
    double sum = 0.0,
           peak = fabs((double)trace->wide.x[highest(trace->wide.x, ONSET - GUARD, SEARCH_END)]);
    for (size_t i = ONSET + 10 * MS; i < ONSET + 40 * MS; i++)
        sum += (double)trace->wide.x[i];
    trace->value[FEATURE_STEP] = clamp(fabs(sum) / (30.0 * MS) / fmax(peak, 1e-30), 0.0, 1.0);
}

/* How alike what comes later is to the first 3 ms: echoes are. */
static void measure_echo(struct trace *trace)
{
    enum { LENGTH = 3 * MS };
    const float *first = trace->band + ONSET - MS / 2;
    float own = 0.0f;
    double best = 0.0;
    for (size_t i = 0; i < LENGTH; i++)
        own += first[i] * first[i];
    for (size_t at = ONSET + 6 * MS; at + LENGTH <= trace->wide.end && at < ONSET + 100 * MS;
         at++) {
        float product = 0.0f, energy = 0.0f;
        for (size_t i = 0; i < LENGTH; i++) {
            product += first[i] * trace->band[at + i];
            energy += trace->band[at + i] * trace->band[at + i];
        }
        double power = sqrt((double)own * (double)energy);
        if (power > 0.0)
            best = fmax(best, (double)product / power);
    }
    trace->value[FEATURE_ECHO] = fmin(best, 1.0);
}

/* Rain and crackle are full of peaks, a steady noise is not. */
static void measure_before(struct trace *trace)
{
    size_t peak = highest(trace->band, trace->wide.begin + MS, ONSET - GUARD);
    trace->value[FEATURE_BEFORE] =
        decibel((double)trace->band[peak] * (double)trace->band[peak] / trace->noise);
}

static void measure_decay(struct trace *trace)
{
    static const size_t edge_ms[] = {2, 5, 10, 20, 40, 70, 110};
    for (size_t i = 0; i < 6; i++)
        trace->value[FEATURE_DECAY_5 + i] =
            decibel(power_after(trace, edge_ms[i], edge_ms[i + 1]) / trace->loudest);
}

/* Scatter of levels about the straight line that fits them best. */
static void measure_ripple(struct trace *trace)
{
    double n = 0.0, t1 = 0.0, t2 = 0.0, y1 = 0.0, y2 = 0.0, ty = 0.0;
    for (size_t ms = 10; ms + 4 <= 100 && ONSET + (ms + 4) * MS <= trace->wide.end; ms += 4) {
        double t = (double)ms, y = decibel(power_after(trace, ms, ms + 4) / trace->loudest);
        n += 1.0, t1 += t, t2 += t * t, y1 += y, y2 += y * y, ty += t * y;
    }
    double tt = t2 - t1 * t1 / n, yy = y2 - y1 * y1 / n, cross = ty - t1 * y1 / n;
    trace->value[FEATURE_RIPPLE] = sqrt(fmax(yy - cross * cross / tt, 0.0) / n);
}

static void measure_impulses(struct trace *trace)
{
    double level[LEVELS], most = 0.0, count = 0.0;
    size_t known = 0;
    for (; known < LEVELS && ONSET + (known + 1) * LEVEL_MS * MS <= trace->wide.end; known++) {
        level[known] = above(mean_square(trace->band, ONSET + known * LEVEL_MS * MS,
                                         ONSET + (known + 1) * LEVEL_MS * MS),
                             trace->noise);
        most = fmax(most, level[known]);
    }
    for (size_t i = 0; i < known; i++) {
        double before = i > 0 ? level[i - 1] : 0.0, after = i + 1 < known ? level[i + 1] : 0.0;
        count += level[i] > 0.063 * most && level[i] > before && level[i] >= after;
    }
    trace->value[FEATURE_IMPULSES] = count;
}

static void measure_impulsiveness(struct trace *trace)
{
    double second = 0.0, fourth = 0.0, peak = (double)trace->band[trace->peak];
    size_t count = 0;
    for (size_t i = ONSET; i < SEARCH_END; i++, count++) {
        double square = (double)trace->band[i] * (double)trace->band[i];
        second += square;
        fourth += square * square;
    }
    second = fmax(second / (double)count, 1e-30);
    trace->value[FEATURE_CREST] = decibel(peak * peak / second);
    trace->value[FEATURE_KURTOSIS] =
        log2(clamp(fourth / (double)count / (second * second), 1.0, 256.0));
    trace->value[FEATURE_SNR] = clamp(10.0 * log10(peak * peak / trace->noise), 0.0, 60.0);
    trace->value[FEATURE_FAINT] = fmax(FAINT_DB - trace->value[FEATURE_SNR], 0.0);
}

/* Mean octave and deviation about it. */
static double centroid_of(const struct octaves *octaves, double *ret_width)
{
    double total = octaves_total(octaves), mean = 0.0, square = 0.0;
    for (size_t band = 0; band < OCTAVES; band++) {
        double share = octaves->power[band] / total;
        mean += share * (double)band;
        square += share * (double)(band * band);
    }
    if (ret_width != NULL)
        *ret_width = sqrt(fmax(square - mean * mean, 0.0));
    return mean;
}

/* What came out of the noise, part by part: an impulse does so everywhere, a whim of the noise here
 * and there. */
static void measure_raised(struct trace *trace, const struct octaves *hit,
                           const struct octaves *noise)
{
    static const size_t edge[] = {0, 2, 4, OCTAVES};
    for (size_t part = 0; part < 3; part++) {
        double power = 0.0, before = 0.0;
        for (size_t band = edge[part]; band < edge[part + 1]; band++) {
            power += hit->power[band];
            before += 11.0 / 6.0 * noise->power[band];
        }
        trace->value[FEATURE_RAISED_LOW + part] =
            clamp(decibel(power / fmax(before, 1e-5 * power + 1e-30)), 0.0, 40.0);
    }
}

/* Less the noise of as many segments. */
static void octaves_less(struct octaves *octaves, const struct octaves *noise, double times)
{
    for (size_t band = 0; band < OCTAVES; band++)
        octaves->power[band] = above(octaves->power[band], times * noise->power[band]) + 1e-30;
}

static void measure_spectra(struct trace *trace)
{
    const float *x = trace->wide.x;
    struct octaves noise = {0}, hit = {0}, tail = {0};
    /* Hann's window holds 3/8 of the power, the half-open one 11/16. */
    octaves_add(&noise, x + ONSET - GUARD - OCTAVE_SEGMENT, false);
    octaves_add(&hit, x + ONSET - MS, true);
    double segments = 0.0;
    for (size_t at = ONSET + 20 * MS;
         at + OCTAVE_SEGMENT <= trace->wide.end && at + OCTAVE_SEGMENT <= ONSET + 100 * MS;
         at += OCTAVE_SEGMENT) {
        octaves_add(&tail, x + at, false);
        segments += 1.0;
    }
    measure_raised(trace, &hit, &noise);
    octaves_less(&hit, &noise, 11.0 / 6.0);
    octaves_less(&tail, &noise, segments);
    double total = octaves_total(&hit), tail_total = octaves_total(&tail);
    for (size_t band = 2; band < OCTAVES; band++)
        trace->value[FEATURE_OCTAVE_2 + band - 2] = decibel(hit.power[band] / total);
    double mean = centroid_of(&hit, &trace->value[FEATURE_BANDWIDTH]);
    trace->value[FEATURE_CENTROID] = mean;
    trace->value[FEATURE_TAIL_CENTROID] = centroid_of(&tail, NULL) - mean;
    double low = tail.power[0] + tail.power[1] + tail.power[2];
    trace->value[FEATURE_TAIL_LOW] = decibel(low / tail_total);
}

static void measure_tones(struct trace *trace)
{
    size_t end = trace->wide.end, tail = ONSET + 25 * MS;
    size_t tail_end = end < ONSET + 75 * MS ? end : ONSET + 75 * MS;
    trace->value[FEATURE_TONALITY] = tonality(trace->band + ONSET, 25 * MS);
    trace->value[FEATURE_TAIL_TONALITY] = tonality(trace->band + tail, tail_end - tail);
    size_t early = trace->wide.begin + MS, middle = ONSET - 10 * MS;
    double before =
        early + 2 * MS < middle ? mean_square(trace->band, early, middle) : trace->noise;
    double peak = (double)trace->band[trace->peak], least = 1e-6 * peak * peak;
    double now = mean_square(trace->band, ONSET - 8 * MS + 2 * MS, ONSET - GUARD);
    trace->value[FEATURE_SWELL] =
        clamp(decibel(fmax(now, least) / fmax(before, least)), -20.0, 20.0);
}

bool features_take(const struct surroundings *around, struct features *ret)
{
    double value[FEATURE_COUNT] = {0};
    struct trace trace = {.value = value};
    *ret = (struct features){0};
    if (!aligned_take(around, &trace.wide) || !prepare(&trace))
        return false;
    measure_front(&trace);
    measure_likeness(&trace);
    measure_echo(&trace);
    measure_before(&trace);
    measure_decay(&trace);
    measure_ripple(&trace);
    measure_impulses(&trace);
    measure_impulsiveness(&trace);
    measure_spectra(&trace);
    measure_tones(&trace);
    for (size_t i = 0; i < FEATURE_COUNT; i++)
        if (!isfinite(value[i]))
            return false;
    for (size_t i = 0; i < FEATURE_COUNT; i++)
        ret->value[i] = (float)value[i];
    return true;
}
