/* One pass over a series. Time is cut where an event, a piece of exposure, an hour or a dead time
 * begins or ends; in each cut all factors are constant, and what earlier events add fades by known
 * exponentials, whose sums and integrals need one number each. */
#include "pass.h"

#include <math.h>
#include <string.h>

struct state {
    const struct tct_hawkes *model;
    const struct nodes *nodes;
    const struct tct_series *series;
    struct pass *pass;
    struct layout at;
    double now;
    size_t next_event, piece;
    int64_t hour;    /* since the origin; of `now` */
    double dead_end; /* -INFINITY: none */
    double sums[TCT_TENSION_TYPES_MAX]
               [TCT_HAWKES_SCALES_MAX];                /* of exp(-x age), by answered type */
    double ages[TCT_TENSION_TYPES_MAX];                /* of age exp(-x age), where x moves */
    double background[PASS_HOURS], answer[PASS_HOURS]; /* factors of the hours */
    double waves[PASS_HOURS][2 * TCT_HAWKES_HARMONICS_MAX];
    double since; /* expected events since the last one */
};

struct layout layout_of(const struct tct_hawkes *model)
{
    struct layout at = {0};
    bool answers = model->kernel != TCT_KERNEL_NONE;
    size_t shapes = model->kernel == TCT_KERNEL_EXPONENTIAL ? 1
                    : model->kernel == TCT_KERNEL_OMORI     ? 2
                    : model->kernel == TCT_KERNEL_SUM       ? model->scale_count
                                                            : 0;
    at.n = at.mu + model->type_count;
    at.shape = at.n + (answers ? model->type_count * model->type_count : 0);
    at.background = at.shape + shapes;
    at.answer = at.background + 2 * model->background_harmonics;
    at.count = at.answer + (answers ? 2 * model->answer_harmonics : 0);
    return at;
}

static void rhythms(struct state *s)
{
    for (size_t h = 0; h < PASS_HOURS; h++) {
        double angle = 2.0 * M_PI * ((double)h + 0.5) / PASS_HOURS;
        for (size_t j = 0; j < TCT_HAWKES_HARMONICS_MAX; j++) {
            s->waves[h][2 * j] = cos((double)(j + 1) * angle);
            s->waves[h][2 * j + 1] = sin((double)(j + 1) * angle);
        }
        double background = 0.0, answer = 0.0;
        for (size_t j = 0; j < 2 * s->model->background_harmonics; j++)
            background += s->model->background[j] * s->waves[h][j];
        for (size_t j = 0; j < 2 * s->model->answer_harmonics; j++)
            answer += s->model->answer[j] * s->waves[h][j];
        s->background[h] = exp(background);
        s->answer[h] = exp(answer);
    }
}

static bool has_rhythm(const struct tct_hawkes *model)
{
    return model->day > 0.0 && model->background_harmonics + model->answer_harmonics > 0;
}

static size_t hour_of_day(const struct state *s)
{
    int64_t hour = s->hour % PASS_HOURS;
    return (size_t)(hour < 0 ? hour + PASS_HOURS : hour);
}

/* What is left of the rate of a type now. */
static double factor(const struct state *s, size_t type)
{
    double exposure = s->series->exposure_count > 0 ? s->series->exposure[s->piece].p[type] : 1.0;
    return s->now < s->dead_end ? exposure * s->model->dead_rate : exposure;
}

static double answer_rate(const struct state *s, size_t answered)
{
    double sum = 0.0;
    for (size_t k = 0; k < s->nodes->count; k++)
        sum += s->nodes->w[k] * s->sums[answered][k];
    return sum;
}

/* Integrals over a cut: what it adds to the expected number of events and to its slopes. */
struct cut {
    double length;
    double sums[TCT_TENSION_TYPES_MAX][TCT_HAWKES_SCALES_MAX];
    double ages[TCT_TENSION_TYPES_MAX];
};

/* Goes on by `length`, and answers the integrals of what faded meanwhile. */
static void fade(struct state *s, double length, struct cut *cut)
{
    cut->length = length;
    for (size_t k = 0; k < s->nodes->count; k++) {
        double x = s->nodes->x[k];
        double gone = -expm1(-x * length), left = 1.0 - gone;
        for (size_t e = 0; e < s->model->type_count; e++) {
            cut->sums[e][k] = s->sums[e][k] * gone / x;
            if (s->nodes->moves) {
                cut->ages[e] = (s->ages[e] * gone + s->sums[e][k] * (gone / x - length * left)) / x;
                s->ages[e] = (s->ages[e] + length * s->sums[e][k]) * left;
            }
            s->sums[e][k] *= left;
        }
    }
}

/* Slopes of the expected number by the shape of the kernel. */
static void shape_slopes(struct state *s, const struct cut *cut, size_t e, double times)
{
    double *gradient = s->pass->slopes->gradient + s->at.shape;
    for (size_t j = 0; j < s->nodes->shape_count; j++) {
        double slope = 0.0;
        for (size_t k = 0; k < s->nodes->count; k++)
            slope += s->nodes->slope[j][k] * cut->sums[e][k];
        if (s->nodes->moves)
            slope -= s->nodes->w[0] * s->nodes->x[0] * cut->ages[e];
        gradient[j] -= times * slope;
    }
}

static void expect(struct state *s, const struct cut *cut)
{
    size_t hour = hour_of_day(s);
    const struct tct_hawkes *model = s->model;
    double inside[TCT_TENSION_TYPES_MAX];
    for (size_t e = 0; e < model->type_count; e++) {
        inside[e] = 0.0;
        for (size_t k = 0; k < s->nodes->count; k++)
            inside[e] += s->nodes->w[k] * cut->sums[e][k];
    }
    for (size_t d = 0; d < model->type_count; d++) {
        double f = factor(s, d);
        double *gradient = s->pass->slopes != NULL ? s->pass->slopes->gradient : NULL;
        double background = f * s->background[hour] * model->mu[d] * cut->length, answers = 0.0;
        for (size_t e = 0; e < model->type_count; e++) {
            double part = f * s->answer[hour] * model->n[d][e] * inside[e];
            answers += part;
            if (gradient != NULL && s->nodes->count > 0) {
                gradient[s->at.n + d * model->type_count + e] -= part;
                shape_slopes(s, cut, e, f * s->answer[hour] * model->n[d][e]);
            }
        }
        s->pass->log_likelihood -= background + answers;
        s->since += background + answers;
        if (gradient == NULL)
            continue;
        gradient[s->at.mu + d] -= background;
        for (size_t j = 0; j < 2 * model->background_harmonics; j++)
            gradient[s->at.background + j] -= background * s->waves[hour][j];
        for (size_t j = s->at.answer; j < s->at.count; j++)
            gradient[j] -= answers * s->waves[hour][j - s->at.answer];
    }
}

/* The slopes of the rate of an event over the rate: they make the gradient and the information. */
static void learn(struct state *s, size_t d, double rate, double background, const double *answers)
{
    const struct tct_hawkes *model = s->model;
    size_t hour = hour_of_day(s);
    double slopes[TCT_HAWKES_PARAMETERS_MAX] = {0.0}, all = 0.0;
    slopes[s->at.mu + d] = background / rate;
    for (size_t e = 0; e < model->type_count && s->nodes->count > 0; e++) {
        double times = factor(s, d) * s->answer[hour] * model->n[d][e] / rate;
        slopes[s->at.n + d * model->type_count + e] = answers[e] / rate;
        all += answers[e] / rate;
        for (size_t j = 0; j < s->nodes->shape_count; j++) {
            double slope = 0.0;
            for (size_t k = 0; k < s->nodes->count; k++)
                slope += s->nodes->slope[j][k] * s->sums[e][k];
            if (s->nodes->moves)
                slope -= s->nodes->w[0] * s->nodes->x[0] * s->ages[e];
            slopes[s->at.shape + j] += times * slope;
        }
    }
    for (size_t j = 0; j < 2 * model->background_harmonics; j++)
        slopes[s->at.background + j] = background / rate * s->waves[hour][j];
    for (size_t j = s->at.answer; j < s->at.count; j++)
        slopes[j] = all * s->waves[hour][j - s->at.answer];
    for (size_t i = 0; i < s->at.count; i++) {
        s->pass->slopes->gradient[i] += slopes[i];
        for (size_t j = 0; j <= i && slopes[i] != 0.0; j++)
            s->pass->slopes->information[i][j] += slopes[i] * slopes[j];
    }
}

static void happen(struct state *s)
{
    const struct tct_series *series = s->series;
    size_t d = series->types == NULL ? 0 : series->types[s->next_event];
    if (s->now >= series->begin) {
        size_t hour = hour_of_day(s);
        double f = factor(s, d), answers[TCT_TENSION_TYPES_MAX], all = 0.0;
        double background = f * s->background[hour] * s->model->mu[d];
        for (size_t e = 0; e < s->model->type_count; e++) {
            answers[e] = f * s->answer[hour] * s->model->n[d][e] * answer_rate(s, e);
            all += answers[e];
        }
        double rate = background + all;
        s->pass->log_likelihood += log(rate);
        s->pass->answers += all / rate;
        if (s->pass->slopes != NULL)
            learn(s, d, rate, background, answers);
        if (s->pass->residuals != NULL)
            s->pass->residuals[s->pass->events] = s->since;
        s->pass->events++;
        s->since = 0.0;
    }
    for (size_t k = 0; k < s->nodes->count; k++)
        s->sums[d][k] += 1.0;
    if (s->model->dead_time > 0.0)
        s->dead_end = s->now + s->model->dead_time;
    s->next_event++;
}

static double hour_begins(const struct state *s, int64_t hour)
{
    return (double)hour * (s->model->day / PASS_HOURS);
}

/* Where the present cut ends: at the next of all that changes something. */
static double next_cut(const struct state *s)
{
    const struct tct_series *series = s->series;
    double next = s->now < series->begin ? series->begin : series->end;
    if (s->next_event < series->count)
        next = fmin(next, series->times[s->next_event]);
    if (s->now < series->begin)
        return next;
    if (s->now < s->dead_end)
        next = fmin(next, s->dead_end);
    if (s->piece + 1 < series->exposure_count)
        next = fmin(next, series->exposure[s->piece + 1].from);
    if (has_rhythm(s->model))
        next = fmin(next, hour_begins(s, s->hour + 1));
    return next;
}

/* The pieces that hold `now`. */
static void find_place(struct state *s)
{
    const struct tct_series *series = s->series;
    while (s->piece + 1 < series->exposure_count && series->exposure[s->piece + 1].from <= s->now)
        s->piece++;
    if (has_rhythm(s->model)) {
        s->hour = (int64_t)floor(s->now / s->model->day * PASS_HOURS);
        while (hour_begins(s, s->hour + 1) <= s->now)
            s->hour++;
    }
}

void pass_run(const struct tct_hawkes *model, const struct nodes *nodes,
              const struct tct_series *series, struct pass *pass)
{
    struct state s = {.model = model,
                      .nodes = nodes,
                      .series = series,
                      .pass = pass,
                      .at = layout_of(model),
                      .dead_end = -INFINITY};
    struct cut cut = {0};
    pass->log_likelihood = pass->answers = 0.0;
    pass->events = 0;
    if (pass->slopes != NULL)
        memset(pass->slopes, 0, sizeof(*pass->slopes));
    rhythms(&s);
    s.now = series->count > 0 ? fmin(series->times[0], series->begin) : series->begin;
    find_place(&s);
    while (s.now < series->end) {
        while (s.next_event < series->count && series->times[s.next_event] <= s.now)
            happen(&s);
        double next = next_cut(&s);
        fade(&s, next - s.now, &cut);
        if (s.now >= series->begin)
            expect(&s, &cut);
        s.now = next;
        find_place(&s);
    }
    if (pass->residuals != NULL)
        pass->residuals[pass->events] = s.since;
}
