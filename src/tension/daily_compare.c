/* Experts, their weights, and all models on days that they were not fitted to. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "daily_scores.h"
#include "negative_binomial.h"

enum { SCORED_LEAST = 30 };

/* Of the weight, goes round each day: who is best, changes in half a year. */
static const double SHARE = 0.005;
static const double RARE = 1e-12; /* no expert is so sure that it could not come back */

static const struct expert {
    size_t count;
    double scales[TCT_DAILY_SCALES_MAX];
    bool free_power;
} EXPERTS[TCT_DAILY_EXPERTS] = {
    {0, {0}, false}, {1, {0}, false}, {1, {0}, true}, {2, {0, 7}, true}, {4, {0, 3, 14, 60}, true},
};

enum tct_status tct_daily_experts_fit(const struct tct_counts *counts, size_t days,
                                      struct tct_daily_experts *ret, struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    for (size_t m = 0; m < TCT_DAILY_EXPERTS && status == TCT_OK; m++)
        status = tct_daily_fit(counts, days, EXPERTS[m].scales, EXPERTS[m].count,
                               EXPERTS[m].free_power, &ret->model[m], err);
    return status;
}

/* What is held while days are gone through. */
struct comparison {
    const struct tct_counts *counts;
    size_t train_days;
    int32_t over, last; /* `last`: the last count, TCT_COUNT_NO_DATA before there is one */
    double last_exposure;
    double *mean[TCT_DAILY_EXPERTS], *size[TCT_DAILY_EXPERTS];
    double *often; /* how often each count was in the days of the fit, of which `often_days` */
    size_t often_days;
    double average;
    double weight[TCT_DAILY_EXPERTS];
    double *p[TCT_DAILY_ROWS]; /* today's distributions */
    double *crps[TCT_DAILY_ROWS], *log[TCT_DAILY_ROWS];
    size_t scored;
    struct tct_daily_scores *ret;
};

static size_t room_of(const struct comparison *c, size_t day)
{
    size_t room = (size_t)c->counts->n[day] + 2;
    for (size_t m = 0; m < TCT_DAILY_EXPERTS; m++) {
        size_t reach = nb_reach(c->mean[m][day], c->size[m][day]);
        room = reach > room ? reach : room;
    }
    return room < TCT_COUNT_MAX + 2 ? room : TCT_COUNT_MAX + 2;
}

/* Weights after a day: by what each said of it, and a share that goes round. */
static void reweigh(struct comparison *c, int32_t n)
{
    double sum = 0.0;
    for (size_t m = 0; m < TCT_DAILY_EXPERTS; m++)
        sum += c->weight[m] *= fmax(c->p[TCT_DAILY_EXPERT + m][n], RARE);
    for (size_t m = 0; m < TCT_DAILY_EXPERTS; m++)
        c->weight[m] = (1.0 - SHARE) * c->weight[m] / sum + SHARE / TCT_DAILY_EXPERTS;
}

/* How often, and for what never was, one day's worth of the constant expert. */
static void climatology(const struct comparison *c, size_t room, double *p)
{
    double days = (double)c->often_days + 1.0;
    for (size_t k = 0; k < room; k++)
        p[k] = (c->often[k] + c->p[TCT_DAILY_EXPERT][k]) / days;
}

static void distributions(struct comparison *c, size_t day, size_t room)
{
    double *combined = c->p[TCT_DAILY_COMBINED], exposure = 1.0;
    memset(combined, 0, room * sizeof(*combined));
    for (size_t m = 0; m < TCT_DAILY_EXPERTS; m++) {
        double *p = c->p[TCT_DAILY_EXPERT + m];
        nb_fill(c->mean[m][day], c->size[m][day], p, room);
        for (size_t k = 0; k < room; k++)
            combined[k] += c->weight[m] * p[k];
    }
    climatology(c, room, c->p[TCT_DAILY_CLIMATOLOGY]);
    if (c->counts->exposure != NULL)
        exposure = c->counts->exposure[day];
    nb_fill(c->average * exposure, 1e9, c->p[TCT_DAILY_POISSON], room);
    memset(c->p[TCT_DAILY_PERSISTENCE], 0, room * sizeof(double));
    double again = fmin(round(c->last * exposure / c->last_exposure), (double)room - 1.0);
    c->p[TCT_DAILY_PERSISTENCE][(size_t)again] = 1.0;
}

static void take_day(struct comparison *c, size_t day)
{
    int32_t n = c->counts->n[day];
    if (n == TCT_COUNT_NO_DATA)
        return;
    if (day == c->train_days || c->scored == 0)
        memcpy(c->ret->first_weight, c->weight, sizeof(c->weight));
    if (c->last != TCT_COUNT_NO_DATA) {
        size_t room = room_of(c, day);
        /* Yesterday's count is a point, wherever it lies. */
        room = (size_t)c->last + 2 > room ? (size_t)c->last + 2 : room;
        distributions(c, day, room);
        for (size_t row = 0; row < TCT_DAILY_ROWS && day >= c->train_days; row++)
            daily_score_add(c->p[row], room, n, c->over, &c->ret->row[row],
                            &c->crps[row][c->scored], &c->log[row][c->scored]);
        c->scored += day >= c->train_days;
        reweigh(c, n);
    }
    c->last = n;
    c->last_exposure = c->counts->exposure != NULL ? c->counts->exposure[day] : 1.0;
}

static void behind(const struct comparison *c, double *rows[], size_t row, double *ret,
                   double *ret_sigma)
{
    for (size_t i = 0; i < c->scored; i++)
        rows[row][i] -= rows[TCT_DAILY_COMBINED][i];
    daily_mean(rows[row], c->scored, ret, ret_sigma);
}

static void finish(struct comparison *c)
{
    double days = (double)c->scored;
    for (size_t row = 0; row < TCT_DAILY_ROWS; row++) {
        struct tct_daily_score *score = &c->ret->row[row];
        score->log_score = row == TCT_DAILY_PERSISTENCE ? (double)NAN : score->log_score / days;
        score->crps /= days;
        score->brier /= days;
        score->coverage90 /= days;
        score->said90 /= days;
        if (row == TCT_DAILY_COMBINED)
            continue;
        behind(c, c->crps, row, &score->crps_behind, &score->crps_behind_sigma);
        if (row == TCT_DAILY_PERSISTENCE)
            score->log_behind = score->log_behind_sigma = (double)NAN;
        else
            behind(c, c->log, row, &score->log_behind, &score->log_behind_sigma);
    }
    c->ret->days = c->scored;
    memcpy(c->ret->last_weight, c->weight, sizeof(c->weight));
}

/* Room for all, in one piece of memory, which is answered. */
static double *make_room(struct comparison *c)
{
    size_t days = c->counts->days + 1, counts = TCT_COUNT_MAX + 3;
    double *room =
        calloc(days * (2 * TCT_DAILY_EXPERTS + 2 * TCT_DAILY_ROWS) + counts * (TCT_DAILY_ROWS + 1),
               sizeof(*room));
    double *next = room;
    if (room == NULL)
        return NULL;
    for (size_t m = 0; m < TCT_DAILY_EXPERTS; m++, next += 2 * days) {
        c->mean[m] = next;
        c->size[m] = next + days;
    }
    for (size_t row = 0; row < TCT_DAILY_ROWS; row++, next += 2 * days + counts) {
        c->crps[row] = next;
        c->log[row] = next + days;
        c->p[row] = next + 2 * days;
    }
    c->often = next;
    return room;
}

static size_t with_data(const struct tct_counts *counts, size_t from, size_t to)
{
    size_t count = 0;
    for (size_t t = from; t < to; t++)
        count += counts->n[t] != TCT_COUNT_NO_DATA;
    return count;
}

enum tct_status tct_daily_compare(const struct tct_counts *counts, size_t train_days, int32_t over,
                                  struct tct_daily_experts *ret_experts,
                                  struct tct_daily_scores *ret, struct tct_error *err)
{
    enum tct_status status = tct_daily_experts_fit(counts, train_days, ret_experts, err);
    if (status != TCT_OK)
        return status;
    size_t scored = with_data(counts, train_days, counts->days);
    if (scored < SCORED_LEAST)
        return tct_fail(err, TCT_ERR_LIMIT,
                        "not enough data: found %zu days with data to score, expected %d or more",
                        scored, (int)SCORED_LEAST);
    struct comparison c = {.counts = counts,
                           .train_days = train_days,
                           .over = over,
                           .last = TCT_COUNT_NO_DATA,
                           .often_days = with_data(counts, 0, train_days),
                           .average = ret_experts->model[0].average,
                           .ret = ret};
    double *room = make_room(&c);
    if (room == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    *ret = (struct tct_daily_scores){.train_days = c.often_days};
    for (size_t m = 0; m < TCT_DAILY_EXPERTS; m++) {
        c.weight[m] = 1.0 / TCT_DAILY_EXPERTS;
        tct_daily_foretell(&ret_experts->model[m], counts, c.mean[m], c.size[m]);
    }
    for (size_t t = 0; t < train_days; t++)
        if (counts->n[t] != TCT_COUNT_NO_DATA)
            c.often[counts->n[t]] += 1.0;
    for (size_t t = 0; t < counts->days; t++)
        take_day(&c, t);
    finish(&c);
    free(room);
    return TCT_OK;
}
