/* Lanes of time. */
#include "paper_timeline.h"

#include <math.h>
#include <stdio.h>

static const double FOOT = 14.0, LABEL_WIDTH = 70.0, LEAST_SPAN_S = 10.0;

struct scale {
    double from_s, span_s, left, width;
};

static double across(const struct scale *scale, double at_s)
{
    return scale->left + scale->width * (at_s - scale->from_s) / scale->span_s;
}

static struct scale scale_of(const struct paper *paper, double width)
{
    double from_s = INFINITY, until_s = -INFINITY;
    for (size_t i = 0; i < paper->span_count; i++) {
        from_s = fmin(from_s, paper->spans[i].from_s);
        until_s = fmax(until_s, paper->spans[i].until_s);
    }
    double span_s = fmax(LEAST_SPAN_S, 1.05 * (until_s - from_s));
    return (struct scale){from_s - 0.02 * span_s, span_s, LABEL_WIDTH, width - LABEL_WIDTH - 4.0};
}

/* A round step of which there are at most eight. */
static double step_of(double span_s)
{
    static const double STEPS_S[] = {1,   2,   5,    10,   15,   30,    60,    120,
                                     300, 600, 1200, 3600, 7200, 21600, 43200, 86400};
    for (size_t i = 0; i < TCT_COUNT(STEPS_S); i++)
        if (span_s / STEPS_S[i] <= 8.0)
            return STEPS_S[i];
    return span_s / 4.0;
}

static void draw_marks(const struct paper *paper, cairo_t *cairo, const struct scale *scale,
                       double height)
{
    double step_s = step_of(scale->span_s);
    /* At round times of the clock. */
    double into_s = fmod((double)(paper->spans_from_ns / TCT_NS_PER_S), step_s);
    for (double at_s = ceil((scale->from_s + into_s) / step_s) * step_s - into_s;
         at_s < scale->from_s + scale->span_s; at_s += step_s) {
        char time[TCT_TIME_TEXT_BYTES], mark[16];
        double x = across(scale, at_s);
        tct_time_format(paper->spans_from_ns + tct_time_from_s(at_s), 0, time);
        (void)snprintf(mark, sizeof(mark), "%.8s", time + 11); /* hh:mm:ss */
        cairo_set_source_rgb(cairo, 0.8, 0.8, 0.82);
        cairo_move_to(cairo, x, 0.0);
        cairo_line_to(cairo, x, height - FOOT);
        cairo_stroke(cairo);
        cairo_set_source_rgb(cairo, 0.1, 0.1, 0.12);
        cairo_move_to(cairo, x - 16.0, height - 3.0);
        cairo_show_text(cairo, mark);
    }
}

void paper_timeline(const struct paper *paper, cairo_t *cairo, double width, double height)
{
    struct scale scale = scale_of(paper, width);
    double lane = (height - FOOT) / PAPER_LANES;
    cairo_save(cairo);
    cairo_select_font_face(cairo, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cairo, 7.5);
    cairo_set_line_width(cairo, 0.5);
    draw_marks(paper, cairo, &scale, height);
    for (size_t i = 0; i < PAPER_LANES; i++) {
        cairo_set_source_rgb(cairo, 0.1, 0.1, 0.12);
        cairo_move_to(cairo, 0.0, ((double)i + 0.6) * lane);
        cairo_show_text(cairo, paper->lanes[i] == NULL ? "?" : paper->lanes[i]);
    }
    for (size_t i = 0; i < paper->span_count; i++) {
        const struct paper_span *span = &paper->spans[i];
        double x = across(&scale, span->from_s);
        double wide = fmax(2.0, across(&scale, span->until_s) - x);
        cairo_set_source_rgb(cairo, 0.0, 0.35, 0.7);
        cairo_rectangle(cairo, x, ((double)span->lane + 0.35) * lane, wide, 0.5 * lane);
        cairo_fill(cairo);
        cairo_set_source_rgb(cairo, 0.1, 0.1, 0.12);
        cairo_move_to(cairo, x, ((double)span->lane + 0.28) * lane);
        cairo_show_text(cairo, span->name);
    }
    cairo_restore(cairo);
}
