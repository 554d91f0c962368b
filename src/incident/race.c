/* The race, as competing risks. */
#include "race.h"

#include <math.h>

/* A shot is neither this much earlier nor later than observed. */
static const double REACH_SIGMAS = 8.5;

/* Where the chance that nothing was fired yet has sunk to e to this, the race is over. */
static const double OVER_LOG = -34.0;

/* What is left when so little can still have come before is shared as it stands. */
static const double REST = 1e-7;

static const double STEP_OF_SIGMA = 0.125, STEP_OF_DISTANCE = 1.0 / 64.0;

enum { BISECTIONS = 48, STEPS_MOST = 6000, PACES = 16 };

/* ln of the chance that a standard normal number is above -z. */
static double log_below(double z)
{
    if (z < -36.0)
        return -0.5 * z * z - log(-z) - 0.9189385332046727; /* half ln 2 pi */
    return z > 0.0 ? log1p(-0.5 * erfc(z * M_SQRT1_2)) : log(0.5 * erfc(-z * M_SQRT1_2));
}

struct field {
    const double *times_s, *sigmas_s;
};

/* ln of the chance that this shot was fired after `at_s`. */
static double log_after(const struct field *field, uint32_t shot, double at_s)
{
    double z = (field->times_s[shot] - at_s) / field->sigmas_s[shot];
    return z > REACH_SIGMAS ? 0.0 : log_below(z);
}

/* Shots that may be earlier than when the earliest is all but sure to be over come to the front. */
struct shots {
    uint32_t *all;
    size_t count;
    double over_s;     /* when the race among them is over */
    double sharpest_s; /* the smallest error */
};

static double log_after_all(const struct field *field, const struct shots *shots, double at_s)
{
    double sum = 0.0;
    for (size_t i = 0; i < shots->count; i++)
        sum += log_after(field, shots->all[i], at_s);
    return sum;
}

static void keep_before(const struct field *field, struct shots *shots, double until_s)
{
    size_t kept = 0;
    for (size_t i = 0; i < shots->count; i++) {
        uint32_t shot = shots->all[i];
        if (field->times_s[shot] - REACH_SIGMAS * field->sigmas_s[shot] <= until_s)
            shots->all[kept++] = shot;
    }
    shots->count = kept;
}

/* When the chance that none of them was fired yet has sunk to e to `log_p`. */
static double when_sunk_to(const struct field *field, const struct shots *shots, double low_s,
                           double high_s, double log_p)
{
    for (int i = 0; i < BISECTIONS; i++) {
        double middle_s = 0.5 * (low_s + high_s);
        if (log_after_all(field, shots, middle_s) > log_p)
            low_s = middle_s;
        else
            high_s = middle_s;
    }
    return high_s;
}

/* Leaves those that matter for which is the earliest. */
static void thin_out(const struct field *field, struct shots *shots)
{
    double low_s = INFINITY, high_s = INFINITY;
    for (size_t i = 0; i < shots->count; i++) {
        double reach_s = REACH_SIGMAS * field->sigmas_s[shots->all[i]];
        low_s = fmin(low_s, field->times_s[shots->all[i]] - reach_s);
        high_s = fmin(high_s, field->times_s[shots->all[i]] + reach_s);
    }
    keep_before(field, shots, high_s);
    shots->over_s = when_sunk_to(field, shots, low_s, high_s, OVER_LOG);
    keep_before(field, shots, shots->over_s);
    shots->sharpest_s = INFINITY;
    for (size_t i = 0; i < shots->count; i++)
        shots->sharpest_s = fmin(shots->sharpest_s, field->sigmas_s[shots->all[i]]);
}

/* The next moment before `at_s`, on a mesh that ends at `over_s`. */
static double step_before(const struct shots *shots, double at_s)
{
    return at_s -
           fmax(STEP_OF_SIGMA * shots->sharpest_s, STEP_OF_DISTANCE * (shots->over_s - at_s));
}

/* One racer on its way back in time. */
struct runner {
    const struct racer *racer;
    struct shots shots;
    bool late;       /* heard so late that the errors of its times do not matter: from its median */
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

/* At the end of the race; a racer that may be heard later comes back from there. */
static void start(struct runner *runner, const struct field *field, double over_s)
{
    thin_out(field, &runner->shots);
    if (runner->racer->pace_scale_s > 0.0)
        set_paces(runner);
    double first_s = INFINITY;
    for (size_t i = 0; i < runner->shots.count; i++) {
        uint32_t shot = runner->shots.all[i];
        first_s = fmin(first_s, field->times_s[shot] - REACH_SIGMAS * field->sigmas_s[shot]);
    }
    runner->late = first_s > over_s;
    runner->at_s = fmax(over_s, runner->shots.over_s);
    if (runner->late) {
        runner->median_s = when_sunk_to(field, &runner->shots, first_s, runner->at_s, -M_LN2);
    } else {
        runner->heard_after = exp(log_after_all(field, &runner->shots, runner->at_s));
        for (double at_s = runner->at_s; at_s > over_s; go_back(runner, field, at_s))
            at_s = fmax(over_s, step_before(&runner->shots, at_s));
    }
    go_back(runner, field, over_s);
}

/* All that is carried along. */
struct course {
    struct field field;
    struct runner *runners;
    size_t runner_count;
    struct shots heard; /* that matter for which was heard first */
    double *log_heard;  /* of these, at the last moment */
    double *gone;       /* of the runners: what log_after_them has risen by in a step */
};

/* Shares what was won in a step by what each has risen. */
static void share(double won, const double *risen, size_t count, double *p)
{
    double sum = 0.0;
    for (size_t i = 0; i < count; i++)
        sum += risen[i];
    for (size_t i = 0; i < count && sum > 0.0; i++)
        p[i] += won * risen[i] / sum;
}

/* One step back to `at_s`, or, when that is -INFINITY, to where nothing was fired yet. */
static void step_runners(struct course *course, double at_s, double *log_all, double *first_p)
{
    double before = *log_all;
    *log_all = 0.0;
    for (size_t i = 0; i < course->runner_count; i++) {
        struct runner *runner = &course->runners[i];
        double last = runner->log_after_them;
        if (at_s > -INFINITY)
            go_back(runner, &course->field, at_s);
        else
            runner->log_after_them = 0.0;
        course->gone[i] = fmax(0.0, runner->log_after_them - last);
        *log_all += runner->log_after_them;
    }
    share(exp(*log_all) - exp(before), course->gone, course->runner_count, first_p);
}

static void step_heard(struct course *course, double at_s, double *log_all, double *risen,
                       double *heard_p)
{
    double before = *log_all, sum = 0.0;
    *log_all = 0.0;
    for (size_t i = 0; i < course->heard.count; i++) {
        double now = at_s > -INFINITY ? log_after(&course->field, course->heard.all[i], at_s) : 0.0;
        risen[i] = fmax(0.0, now - course->log_heard[i]);
        course->log_heard[i] = now;
        *log_all += now;
        sum += risen[i];
    }
    double won = exp(*log_all) - exp(before);
    for (size_t i = 0; i < course->heard.count && sum > 0.0; i++)
        heard_p[course->heard.all[i]] += won * risen[i] / sum;
}

static void run(struct course *course, double *risen, double *first_p, double *heard_p)
{
    double log_all = 0.0, log_heard = 0.0, at_s = course->heard.over_s;
    for (size_t i = 0; i < course->runner_count; i++)
        log_all += course->runners[i].log_after_them;
    for (size_t i = 0; i < course->heard.count; i++) {
        course->log_heard[i] = log_after(&course->field, course->heard.all[i], at_s);
        log_heard += course->log_heard[i];
    }
    for (int i = 0; i < STEPS_MOST && log_all < -REST; i++) {
        at_s = step_before(&course->heard, at_s);
        step_runners(course, at_s, &log_all, first_p);
        if (log_heard < 0.0)
            step_heard(course, at_s, &log_heard, risen, heard_p);
    }
    step_runners(course, -INFINITY, &log_all, first_p);
    step_heard(course, -INFINITY, &log_heard, risen, heard_p);
}

static void make_sum_one(double *p, size_t count)
{
    double sum = 0.0;
    for (size_t i = 0; i < count; i++)
        sum += p[i];
    for (size_t i = 0; i < count; i++)
        p[i] /= sum;
}

enum tct_status race(const struct racer *racers, size_t racer_count, const double *times_s,
                     const double *sigmas_s, size_t shot_count, struct tct_arena *arena,
                     double *ret_first_p, double *ret_heard_p, struct tct_error *err)
{
    struct course course = {.field = {times_s, sigmas_s}, .runner_count = racer_count};
    course.runners = TCT_ARENA_NEW(arena, struct runner, racer_count);
    course.gone = TCT_ARENA_NEW(arena, double, racer_count);
    course.heard.all = TCT_ARENA_NEW(arena, uint32_t, shot_count);
    course.heard.count = shot_count;
    course.log_heard = TCT_ARENA_NEW(arena, double, shot_count);
    double *risen = TCT_ARENA_NEW(arena, double, shot_count);
    uint32_t *own = TCT_ARENA_NEW(arena, uint32_t, shot_count);
    if (course.runners == NULL || course.gone == NULL || course.heard.all == NULL ||
        course.log_heard == NULL || risen == NULL || own == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for who opened fire");
    for (uint32_t i = 0; i < shot_count; i++) {
        course.heard.all[i] = i;
        ret_heard_p[i] = 0.0;
    }
    thin_out(&course.field, &course.heard);
    for (size_t i = 0; i < racer_count; i++) {
        struct runner *runner = &course.runners[i];
        runner->racer = &racers[i];
        runner->shots = (struct shots){.all = own, .count = racers[i].count};
        for (size_t k = 0; k < racers[i].count; k++)
            own[k] = racers[i].shots[k];
        own += racers[i].count;
        start(runner, &course.field, course.heard.over_s);
        ret_first_p[i] = 0.0;
    }
    run(&course, risen, ret_first_p, ret_heard_p);
    make_sum_one(ret_first_p, racer_count);
    make_sum_one(ret_heard_p, shot_count);
    return TCT_OK;
}
