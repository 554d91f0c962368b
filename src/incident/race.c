/* The race, as competing risks. */
#include "race.h"

#include <math.h>

/* A shot is neither this much earlier nor later than observed. */
static const double REACH_SIGMAS = 8.5;

/* Where the chance that nothing was fired yet has sunk to e to this, the race is over; for a single
 * shot that is so many standard errors after its time. */
static const double OVER_LOG = -34.0, OVER_SIGMAS = 7.9;

/* What is left when so little can still have come before is shared as it stands. */
static const double REST = 1e-7;

static const double STEP_OF_SIGMA = 0.125, STEP_OF_DISTANCE = 1.0 / 64.0;

enum { BISECTIONS = 48, STEPS_MOST = 6000, PACES = 16 };

/* ln of the chance that a standard normal number is above -z. */
static double log_below(double z)
{
    if (z > REACH_SIGMAS)
        return 0.0;
    if (z < -36.0)
        return -0.5 * z * z - log(-z) - 0.9189385332046727; /* half ln 2 pi */
    return z > 0.0 ? log1p(-0.5 * erfc(z * M_SQRT1_2)) : log(0.5 * erfc(-z * M_SQRT1_2));
}

struct field {
    const double *times_s, *sigmas_s;
};

/* The heard shots of a racer that may be its first: they come to the front. */
struct shots {
    uint32_t *all;
    size_t count;
    double from_s, over_s; /* none is earlier; the first is not later */
    double sharpest_s;     /* the smallest error */
};

/* ln of the chance that all were fired after `at_s`: they share their error, in units of their own
 * standard errors. */
static double log_after_all(const struct field *field, const struct shots *shots, double at_s)
{
    double z = INFINITY;
    for (size_t i = 0; i < shots->count; i++) {
        uint32_t shot = shots->all[i];
        z = fmin(z, (field->times_s[shot] - at_s) / field->sigmas_s[shot]);
    }
    return log_below(z);
}

/* Leaves those that matter for which is the earliest. */
static void thin_out(const struct field *field, struct shots *shots)
{
    size_t kept = 0;
    shots->from_s = shots->over_s = shots->sharpest_s = INFINITY;
    for (size_t i = 0; i < shots->count; i++) {
        uint32_t shot = shots->all[i];
        double time_s = field->times_s[shot], sigma_s = field->sigmas_s[shot];
        shots->from_s = fmin(shots->from_s, time_s - REACH_SIGMAS * sigma_s);
        shots->over_s = fmin(shots->over_s, time_s + OVER_SIGMAS * sigma_s);
    }
    for (size_t i = 0; i < shots->count; i++) {
        uint32_t shot = shots->all[i];
        if (field->times_s[shot] - REACH_SIGMAS * field->sigmas_s[shot] > shots->over_s)
            continue;
        shots->sharpest_s = fmin(shots->sharpest_s, field->sigmas_s[shot]);
        shots->all[kept++] = shot;
    }
    shots->count = kept;
}

/* One racer on its way back in time. */
struct runner {
    const struct racer *racer;
    struct shots shots;
    bool late;       /* heard so late that the errors of its times do not matter */
    double median_s; /* of its first heard shot */
    double rate_per_s[PACES], weight[PACES];
    double lead[PACES];    /* chance that the first shot is after the moment, if some were missed */
    double heard_after;    /* that the first heard one is */
    double log_after_them; /* that the first one is */
    double at_s;
};

/* The gamma distribution of the rate, in steps of its logarithm. */
static void set_paces(struct runner *runner)
{
    double shape = runner->racer->pace_shape, sum = 0.0;
    for (int k = 0; k < PACES; k++) {
        double x = (-7.0 + 10.0 * (k + 0.5) / PACES) / sqrt(shape);
        runner->rate_per_s[k] = shape / runner->racer->pace_scale_s * exp(x);
        runner->weight[k] = exp(shape * (x - expm1(x)));
        sum += runner->weight[k];
    }
    for (int k = 0; k < PACES; k++)
        runner->weight[k] /= sum;
}

static double never_zero(double p)
{
    return fmax(p, 1e-300);
}

/* Of one that is late: the lead's own distribution (Lomax's). */
static double log_after_late(const struct runner *runner, double at_s)
{
    const struct racer *racer = runner->racer;
    double ratio = 1.0 + (runner->median_s - at_s) / racer->pace_scale_s;
    return log1p(-(1.0 - racer->heard_p) * pow(ratio, -racer->pace_shape));
}

/* Goes back to `at_s`. Between two moments the chance of having been heard after them is taken for
 * linear, and the lead is exact for that. */
static void go_back(struct runner *runner, const struct field *field, double at_s)
{
    const struct racer *racer = runner->racer;
    bool leads = racer->heard_p < 1.0 && racer->pace_scale_s > 0.0;
    if (runner->late) {
        runner->log_after_them = leads ? log_after_late(runner, at_s) : 0.0;
        return;
    }
    double log_heard = log_after_all(field, &runner->shots, at_s), heard = exp(log_heard);
    double missed = 0.0, rise = runner->heard_after - heard, step_s = runner->at_s - at_s;
    for (int k = 0; k < PACES && leads; k++) {
        double z = runner->rate_per_s[k] * step_s, kept = exp(-z);
        double slope = z < 1e-4 ? 0.5 * z : (1.0 - kept * (1.0 + z)) / z;
        runner->lead[k] = kept * runner->lead[k] - heard * expm1(-z) + rise * slope;
        missed += runner->weight[k] * runner->lead[k];
    }
    runner->heard_after = heard;
    runner->at_s = at_s;
    runner->log_after_them =
        leads ? log(never_zero(racer->heard_p * heard + (1.0 - racer->heard_p) * missed))
              : log_heard;
}

/* The next moment before `at_s`, on a mesh that ends at `over_s`. */
static double step_before(double over_s, double sharpest_s, double at_s)
{
    return at_s - fmax(STEP_OF_SIGMA * sharpest_s, STEP_OF_DISTANCE * (over_s - at_s));
}

static void line_up(struct runner *runner, const struct racer *racer, uint32_t *own,
                    const struct field *field)
{
    runner->racer = racer;
    runner->shots = (struct shots){.all = own, .count = racer->count};
    runner->median_s = INFINITY;
    for (size_t i = 0; i < racer->count; i++) {
        own[i] = racer->shots[i];
        runner->median_s = fmin(runner->median_s, field->times_s[own[i]]);
    }
    thin_out(field, &runner->shots);
    if (racer->pace_scale_s > 0.0)
        set_paces(runner);
}

/* At the end of the race; a racer that may be heard later comes back from there. */
static void start(struct runner *runner, const struct field *field, double over_s)
{
    const struct shots *shots = &runner->shots;
    runner->late = shots->from_s > over_s;
    runner->at_s = fmax(over_s, shots->over_s);
    if (!runner->late) {
        runner->heard_after = exp(log_after_all(field, shots, runner->at_s));
        for (double at_s = runner->at_s; at_s > over_s; go_back(runner, field, at_s))
            at_s = fmax(over_s, step_before(shots->over_s, shots->sharpest_s, at_s));
    }
    go_back(runner, field, over_s);
}

/* What each runner has won of one race: to be first, or to be the first that was heard. */
struct tally {
    double *log_p;  /* of each: that it is after the last moment */
    double *risen;  /* since the moment before */
    double log_all; /* sum */
    double *won_p;
};

static bool take_tally(struct tally *tally, size_t count, double *won_p, struct tct_arena *arena)
{
    tally->log_p = TCT_ARENA_NEW(arena, double, count);
    tally->risen = TCT_ARENA_NEW(arena, double, count);
    tally->log_all = 0.0;
    tally->won_p = won_p;
    for (size_t i = 0; i < count; i++)
        won_p[i] = 0.0;
    return tally->log_p != NULL && tally->risen != NULL;
}

static void begin_tally(struct tally *tally, size_t runner, double log_p)
{
    tally->log_p[runner] = log_p;
    tally->log_all += log_p;
}

static void note(struct tally *tally, size_t runner, double log_p)
{
    tally->risen[runner] = fmax(0.0, log_p - tally->log_p[runner]);
    tally->log_p[runner] = log_p;
}

/* Shares what was won in a step by what each has risen. */
static void share(struct tally *tally, size_t count)
{
    double before = tally->log_all, sum = 0.0;
    tally->log_all = 0.0;
    for (size_t i = 0; i < count; i++) {
        tally->log_all += tally->log_p[i];
        sum += tally->risen[i];
    }
    double won = exp(tally->log_all) - exp(before);
    for (size_t i = 0; i < count && sum > 0.0; i++)
        tally->won_p[i] += won * tally->risen[i] / sum;
}

static void make_sum_one(double *p, size_t count)
{
    double sum = 0.0;
    for (size_t i = 0; i < count; i++)
        sum += p[i];
    for (size_t i = 0; i < count; i++)
        p[i] /= sum;
}

/* All that is carried along. */
struct course {
    struct field field;
    struct runner *runners;
    size_t runner_count;
    double over_s, sharpest_s;
    struct tally first, heard;
};

static double log_heard_after(const struct course *course, size_t i, double at_s)
{
    const struct runner *runner = &course->runners[i];
    return runner->late ? 0.0 : log_after_all(&course->field, &runner->shots, at_s);
}

/* When the chance that nothing that was heard was fired yet has all but sunk to nothing. */
static void find_end(struct course *course)
{
    double low_s = INFINITY, high_s = INFINITY;
    for (size_t i = 0; i < course->runner_count; i++) {
        low_s = fmin(low_s, course->runners[i].shots.from_s);
        high_s = fmin(high_s, course->runners[i].shots.over_s);
    }
    for (int k = 0; k < BISECTIONS; k++) {
        double middle_s = 0.5 * (low_s + high_s), log_p = 0.0;
        for (size_t i = 0; i < course->runner_count; i++)
            log_p += log_heard_after(course, i, middle_s);
        if (log_p > OVER_LOG)
            low_s = middle_s;
        else
            high_s = middle_s;
    }
    course->over_s = high_s;
}

/* One step back to `at_s`, or, when that is -INFINITY, to where nothing was fired yet. */
static void step(struct course *course, double at_s)
{
    bool ends = isinf(at_s);
    for (size_t i = 0; i < course->runner_count; i++) {
        struct runner *runner = &course->runners[i];
        if (!ends)
            go_back(runner, &course->field, at_s);
        note(&course->first, i, ends ? 0.0 : runner->log_after_them);
        note(&course->heard, i, ends ? 0.0 : log_heard_after(course, i, at_s));
    }
    share(&course->first, course->runner_count);
    share(&course->heard, course->runner_count);
}

static void run(struct course *course)
{
    course->sharpest_s = INFINITY;
    for (size_t i = 0; i < course->runner_count; i++) {
        struct runner *runner = &course->runners[i];
        start(runner, &course->field, course->over_s);
        begin_tally(&course->first, i, runner->log_after_them);
        begin_tally(&course->heard, i, log_heard_after(course, i, course->over_s));
        if (!runner->late)
            course->sharpest_s = fmin(course->sharpest_s, runner->shots.sharpest_s);
    }
    double at_s = course->over_s;
    for (int i = 0; i < STEPS_MOST && course->first.log_all < -REST; i++) {
        at_s = step_before(course->over_s, course->sharpest_s, at_s);
        step(course, at_s);
    }
    step(course, -INFINITY);
    make_sum_one(course->first.won_p, course->runner_count);
    make_sum_one(course->heard.won_p, course->runner_count);
}

enum tct_status race(const struct racer *racers, size_t racer_count, const double *times_s,
                     const double *sigmas_s, size_t shot_count, struct tct_arena *arena,
                     double *ret_first_p, double *ret_heard_p, struct tct_error *err)
{
    struct course course = {.field = {times_s, sigmas_s}, .runner_count = racer_count};
    uint32_t *own = TCT_ARENA_NEW(arena, uint32_t, shot_count);
    course.runners = TCT_ARENA_NEW(arena, struct runner, racer_count);
    if (course.runners == NULL || own == NULL ||
        !take_tally(&course.first, racer_count, ret_first_p, arena) ||
        !take_tally(&course.heard, racer_count, ret_heard_p, arena))
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for who opened fire");
    for (size_t i = 0; i < racer_count; i++) {
        line_up(&course.runners[i], &racers[i], own, &course.field);
        own += racers[i].count;
    }
    find_end(&course);
    run(&course);
    return TCT_OK;
}
