/* Waveforms and spectrograms. */
#include "paper_trace.h"

#include <math.h>
#include <stdlib.h>

#include "tacet/signal.h"

static const double GAP = 8.0, RANGE_DB = 60.0;

enum { WINDOW_MOST = 256, WINDOW_LEAST = 16, COLUMNS = 160 };

/* As many lines as the frame has points: each from the least to the greatest sample there. */
static void draw_wave(const struct tct_snippet *snippet, cairo_t *cairo, double width,
                      double height)
{
    double most = 0.0;
    for (size_t i = 0; i < snippet->count; i++)
        if (isfinite(snippet->samples[i]))
            most = fmax(most, fabs((double)snippet->samples[i]));
    double scale = most > 0.0 ? 0.48 * height / most : 0.0, step = 0.5;
    cairo_set_source_rgb(cairo, 0.15, 0.15, 0.18);
    cairo_set_line_width(cairo, 0.5);
    for (double x = 0.0; x < width; x += step) {
        size_t from = (size_t)(x / width * (double)snippet->count);
        size_t end = (size_t)((x + step) / width * (double)snippet->count) + 1;
        double low = 0.0, high = 0.0;
        for (size_t i = from; i < end && i < snippet->count; i++) {
            double sample = isfinite(snippet->samples[i]) ? (double)snippet->samples[i] : 0.0;
            low = i == from ? sample : fmin(low, sample);
            high = i == from ? sample : fmax(high, sample);
        }
        cairo_move_to(cairo, x, 0.5 * height - scale * high - 0.2);
        cairo_line_to(cairo, x, 0.5 * height - scale * low + 0.2);
    }
    cairo_stroke(cairo);
}

static void draw_pick(const struct tct_snippet *snippet, cairo_t *cairo, double width,
                      double height)
{
    double long_s = (double)snippet->count / snippet->rate_hz;
    double x = snippet->pick_s / long_s * width;
    cairo_set_source_rgb(cairo, 0.85, 0.33, 0.0);
    cairo_set_line_width(cairo, 0.9);
    cairo_move_to(cairo, x, 0.0);
    cairo_line_to(cairo, x, height);
    cairo_stroke(cairo);
}

/* The greatest power of two of which there are a dozen windows in the snippet. */
static size_t window_of(const struct tct_snippet *snippet)
{
    size_t window = WINDOW_LEAST;
    while (window < WINDOW_MOST && 24 * window <= snippet->count)
        window *= 2;
    return window;
}

/* One dot for each bin of each moment, darker for more; the highest frequency on top. */
static void paint_greys(const float *db, size_t bins, float most, cairo_t *cairo, double width,
                        double height)
{
    cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, COLUMNS, (int)bins);
    unsigned char *dots = cairo_image_surface_get_data(image);
    int stride = cairo_image_surface_get_stride(image);
    cairo_surface_flush(image);
    for (size_t k = 0; k < bins && dots != NULL; k++)
        for (size_t column = 0; column < COLUMNS; column++) {
            double grey = fmin(1.0, (double)(most - db[column * bins + k]) / RANGE_DB);
            unsigned char *dot = dots + (bins - 1 - k) * (size_t)stride + 4 * column;
            for (int i = 0; i < 3; i++)
                dot[i] = (unsigned char)lround(255.0 * grey);
        }
    cairo_surface_mark_dirty(image);
    cairo_save(cairo);
    cairo_scale(cairo, width / COLUMNS, height / (double)bins);
    cairo_set_source_surface(cairo, image, 0.0, 0.0);
    cairo_paint(cairo);
    cairo_restore(cairo);
    cairo_surface_destroy(image);
}

static enum tct_status draw_spectrogram(const struct tct_snippet *snippet, cairo_t *cairo,
                                        double width, double height, struct tct_error *err)
{
    const struct tct_spectrogram how = {.window = window_of(snippet), .columns = COLUMNS};
    size_t bins = how.window / 2 + 1;
    float *db = malloc(COLUMNS * bins * sizeof(*db)), most = -200.0f;
    if (db == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for a spectrogram");
    enum tct_status status =
        tct_spectrogram_compute(&how, snippet->samples, snippet->count, db, err);
    for (size_t i = 0; i < COLUMNS * bins && status == TCT_OK; i++)
        most = fmaxf(most, db[i]);
    if (status == TCT_OK)
        paint_greys(db, bins, most, cairo, width, height);
    free(db);
    return status;
}

static void frame(cairo_t *cairo, double width, double height)
{
    cairo_set_source_rgb(cairo, 0.6, 0.6, 0.62);
    cairo_set_line_width(cairo, 0.5);
    cairo_rectangle(cairo, 0.0, 0.0, width, height);
    cairo_stroke(cairo);
}

enum tct_status paper_trace(const struct tct_snippet *snippet, cairo_t *cairo, double width,
                            double height, struct tct_error *err)
{
    double half = 0.5 * (width - GAP);
    cairo_save(cairo);
    draw_wave(snippet, cairo, half, height);
    draw_pick(snippet, cairo, half, height);
    frame(cairo, half, height);
    cairo_translate(cairo, half + GAP, 0.0);
    enum tct_status status = draw_spectrogram(snippet, cairo, half, height, err);
    draw_pick(snippet, cairo, half, height);
    frame(cairo, half, height);
    cairo_restore(cairo);
    return status;
}
