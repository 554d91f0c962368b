/* Who opened fire: plain cases, the same by drawing lots, and whether what is said comes true. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "race.h"
#include "tacet/incident.h"

enum { SHOTS_MOST = 400 };
static const double DECIDED_P = 0.9;

struct scene {
    struct tct_firing firings[SHOTS_MOST];
    uint32_t place[SHOTS_MOST];
    double heard_p[SHOTS_MOST];
    size_t count;
};

static void fire(struct scene *s, uint32_t place, double at_s, double sigma_s, double left_p)
{
    assert_true(s->count < SHOTS_MOST);
    s->place[s->count] = place;
    s->heard_p[s->count] = 1.0;
    s->firings[s->count++] = (struct tct_firing){.time_ns = (int64_t)llround(1e9 * at_s),
                                                 .time_sigma_s = sigma_s,
                                                 .covariance_m2 = {100.0, 0.0, 100.0},
                                                 .placed = true,
                                                 .has_side = true,
                                                 .side_p = {left_p, 1.0 - left_p, 0.0}};
}

static struct tct_opening opening_where(const struct scene *s, double unheard_p)
{
    struct tct_arena arena;
    struct tct_opening ret;
    struct tct_error err;
    const struct tct_rules rules = tct_rules_default();
    tct_arena_init(&arena, (size_t)64 << 20);
    assert_int_equal(tct_opened_fire(s->firings, s->count, s->place, s->heard_p, unheard_p, &rules,
                                     &arena, &ret, &err),
                     TCT_OK);
    tct_arena_free(&arena);
    assert_true(fabs(ret.p[0] + ret.p[1] + ret.p[2] - 1.0) < 1e-12);
    return ret;
}

static struct tct_opening opening(const struct scene *s)
{
    return opening_where(s, (double)NAN);
}

static void assert_close(double value, double expected, double within)
{
    if (!(fabs(value - expected) <= within))
        fail_msg("found %.6f, expected %.6f within %g", value, expected, within);
}

static void nothing_and_one_alone(void **state)
{
    (void)state;
    struct scene s = {.count = 0};
    struct tct_opening o = opening(&s);
    assert_int_equal(o.side, TCT_SIDE_UNDETERMINED);
    assert_true(o.p[TCT_SIDE_UNDETERMINED] == 1.0 && o.reason != NULL);
    fire(&s, 0, 0.0, 1e-3, 0.95);
    o = opening(&s);
    assert_close(o.p[TCT_SIDE_LEFT], 0.95, 1e-9);
    assert_int_equal(o.side, TCT_SIDE_LEFT);
    assert_null(o.reason);
}

static void many_shots_from_one_place_tell_its_side_no_better_than_one(void **state)
{
    (void)state;
    struct scene s = {.count = 0};
    for (int i = 0; i < 100; i++)
        fire(&s, 0, i, 1e-3, 0.8);
    struct tct_opening o = opening(&s);
    assert_close(o.p[TCT_SIDE_LEFT], 0.8, 1e-9);
    assert_int_equal(o.side, TCT_SIDE_UNDETERMINED);
    assert_non_null(strstr(o.reason, "either side"));
}

static void without_sides_it_is_undetermined(void **state)
{
    (void)state;
    struct scene s = {.count = 0};
    fire(&s, 0, 0.0, 1e-3, 0.5);
    fire(&s, 1, 5.0, 1e-3, 0.5);
    s.firings[0].has_side = s.firings[1].has_side = false;
    struct tct_opening o = opening(&s);
    assert_true(o.p[TCT_SIDE_UNDETERMINED] == 1.0);
    assert_non_null(strstr(o.reason, "not known"));
}

static void errors_of_times_are_carried_through(void **state)
{
    (void)state;
    /* Two shots, 1 s apart: the normal integral says which was first. */
    static const double SIGMAS_S[] = {1e-9, 1e-3, 0.3, 1.0};
    for (size_t i = 0; i < TCT_COUNT(SIGMAS_S); i++) {
        struct scene s = {.count = 0};
        fire(&s, 0, 0.0, SIGMAS_S[i], 1.0);
        fire(&s, 1, 1.0, SIGMAS_S[i], 0.0);
        struct tct_opening o = opening(&s);
        double expected = 0.5 * erfc(-1.0 / (2.0 * SIGMAS_S[i]));
        assert_close(o.p[TCT_SIDE_LEFT], expected, 5e-4);
        assert_int_equal(o.first, 0);
        assert_true((o.side == TCT_SIDE_LEFT) == (expected > DECIDED_P));
        if (o.side == TCT_SIDE_UNDETERMINED)
            assert_non_null(strstr(o.reason, "errors of the times"));
    }
}

/* A minute's error of one clock is not many chances to have been early. */
static void many_shots_of_one_clock_are_no_earlier_than_one(void **state)
{
    (void)state;
    struct scene s = {.count = 0};
    fire(&s, 0, 0.0, 1.0, 1.0);
    for (int i = 0; i < 50; i++)
        fire(&s, 1, 60.0 + i, 60.0, 0.0);
    struct tct_opening o = opening(&s);
    /* By the rules (120 s), places begin 60 s from each other: half of what the watch says counts.
     */
    double expected = 0.5 * erfc(-30.0 / (60.0 * sqrt(0.5) * sqrt(2.0)));
    assert_close(o.p[TCT_SIDE_LEFT], expected, 2e-3);
    assert_int_equal(o.first, 0);
}

/* A clock that is an hour off tells nothing of who was first, and a good one is not moved by it. */
static void a_hopeless_clock_tells_nothing(void **state)
{
    (void)state;
    struct scene s = {.count = 0};
    fire(&s, 0, 0.0, 3600.0, 1.0);
    fire(&s, 1, 3000.0, 0.01, 0.0);
    assert_close(opening(&s).p[TCT_SIDE_LEFT], 0.5, 0.02);
    fire(&s, 2, 3000.5, 0.01, 1.0);
    s.firings[0].side_p[TCT_SIDE_LEFT] = 0.5;
    s.firings[0].side_p[TCT_SIDE_RIGHT] = 0.5;
    assert_close(opening(&s).p[TCT_SIDE_RIGHT], 0.75, 0.02);
}

/* Who was heard first may have answered somebody whom nobody heard. */
static void fire_that_nobody_heard_is_allowed_for(void **state)
{
    (void)state;
    struct scene s = {.count = 0};
    fire(&s, 0, 0.0, 1e-3, 1.0);
    assert_close(opening_where(&s, 0.0).p[TCT_SIDE_LEFT], 1.0, 1e-9);
    struct tct_opening o = opening_where(&s, 0.8);
    assert_close(o.p[TCT_SIDE_LEFT], 1.0 / 1.4, 1e-9);
    assert_int_equal(o.side, TCT_SIDE_UNDETERMINED);
    assert_non_null(strstr(o.reason, "nobody heard"));
}

static void the_same_instant_is_open(void **state)
{
    (void)state;
    struct scene s = {.count = 0};
    fire(&s, 0, 7.0, 1e-9, 1.0);
    fire(&s, 1, 7.0, 1e-9, 0.0);
    struct tct_opening o = opening(&s);
    assert_close(o.p[TCT_SIDE_LEFT], 0.5, 1e-9);
    assert_int_equal(o.side, TCT_SIDE_UNDETERMINED);
}

static void what_is_hard_to_hear_may_have_come_before(void **state)
{
    (void)state;
    struct scene s = {.count = 0};
    for (int i = 0; i < 20; i++) {
        fire(&s, 0, 10.0 * i, 1e-3, 1.0);
        fire(&s, 1, 5.0 + 10.0 * i, 1e-3, 0.0);
    }
    assert_int_equal(opening(&s).side, TCT_SIDE_LEFT);
    for (size_t i = 0; i < s.count; i++)
        s.heard_p[i] = 0.5;
    struct tct_opening o = opening(&s);
    /* A lead of the right side is longer than 5 s and than one of the left side. */
    double longer = exp(-5.0 / 10.0);
    double expected = 1.0 - 0.5 * longer * (0.5 + 0.5 * 0.5);
    assert_close(o.p[TCT_SIDE_LEFT], expected, 0.03);
    assert_int_equal(o.side, TCT_SIDE_UNDETERMINED);
    assert_non_null(strstr(o.reason, "nobody heard"));
}

static struct scene random_scene(struct tct_random *random)
{
    struct scene s = {.count = 0};
    double at_s = 0.0, long_s = pow(10.0, 3.0 * tct_random_uniform(random) - 1.0);
    double heard_p = 0.3 + 0.7 * tct_random_uniform(random);
    size_t shots = 2 + tct_random_bits(random) % 20, places = 2 + tct_random_bits(random) % 3;
    for (size_t i = 0; i < shots; i++) {
        at_s += long_s * tct_random_exponential(random);
        double sigma_s = long_s * pow(10.0, 4.0 * tct_random_uniform(random) - 3.0);
        uint32_t place = (uint32_t)(tct_random_bits(random) % places);
        fire(&s, place, at_s, sigma_s, place == 0);
        s.heard_p[i] = heard_p;
    }
    return s;
}

/* A random number of the gamma distribution of this shape (Marsaglia & Tsang 2000). */
static double gamma_random(struct tct_random *random, double shape)
{
    double d = shape - 1.0 / 3.0, c = 1.0 / sqrt(9.0 * d);
    for (;;) {
        double x = tct_random_normal(random), v = pow(fmax(0.0, 1.0 + c * x), 3.0);
        double u = 1.0 - tct_random_uniform(random);
        if (v > 0.0 && log(u) < 0.5 * x * x + d - d * v + d * log(v))
            return d * v;
    }
}

enum { PLACES_MOST = 4, DRAWS = 40000 };

/* The race by drawing lots. */
static void draw_race(struct tct_random *random, const struct racer *racers, size_t count,
                      const double *times_s, const double *sigmas_s, double *ret_p)
{
    for (size_t i = 0; i < count; i++)
        ret_p[i] = 0.0;
    for (int draw = 0; draw < DRAWS; draw++) {
        size_t first = 0;
        double earliest_s = INFINITY;
        for (size_t i = 0; i < count; i++) {
            double at_s = INFINITY, off = tct_random_normal(random);
            for (size_t k = 0; k < racers[i].count; k++)
                at_s = fmin(at_s, times_s[racers[i].shots[k]] + sigmas_s[racers[i].shots[k]] * off);
            double rate = gamma_random(random, racers[i].pace_shape) / racers[i].pace_scale_s;
            if (tct_random_uniform(random) >= racers[i].heard_p)
                at_s -= tct_random_exponential(random) / rate;
            first = at_s < earliest_s ? i : first;
            earliest_s = fmin(at_s, earliest_s);
        }
        ret_p[first] += 1.0 / DRAWS;
    }
}

/* A scene's shots by place. */
struct race_card {
    struct racer racers[PLACES_MOST];
    uint32_t place[PLACES_MOST], shots[PLACES_MOST][SHOTS_MOST];
    size_t count;
    double times_s[SHOTS_MOST], sigmas_s[SHOTS_MOST];
};

static void line_up(const struct scene *s, struct race_card *card)
{
    uint32_t number[PLACES_MOST];
    memset(number, 0xff, sizeof(number));
    card->count = 0;
    for (uint32_t i = 0; i < s->count; i++) {
        uint32_t *own = &number[s->place[i]];
        if (*own == UINT32_MAX) {
            *own = (uint32_t)card->count++;
            card->place[*own] = s->place[i];
            card->racers[*own] =
                (struct racer){.shots = card->shots[*own], .heard_p = s->heard_p[i]};
        }
        card->times_s[i] = 1e-9 * (double)s->firings[i].time_ns;
        card->sigmas_s[i] = s->firings[i].time_sigma_s;
        card->shots[*own][card->racers[*own].count++] = i;
    }
}

static void run_race(const struct scene *s, const struct race_card *card, double *ret_p)
{
    struct tct_arena arena;
    double heard_p[SHOTS_MOST];
    tct_arena_init(&arena, 1 << 20);
    assert_int_equal(race(card->racers, card->count, card->times_s, card->sigmas_s, s->count,
                          &arena, ret_p, heard_p, NULL),
                     TCT_OK);
    tct_arena_free(&arena);
}

static void the_race_is_as_lots_have_it(void **state)
{
    (void)state;
    struct tct_random random;
    double worst = 0.0;
    tct_random_init(&random, 1, 9);
    for (int trial = 0; trial < 40; trial++) {
        struct scene s = random_scene(&random);
        struct race_card card;
        double p[PLACES_MOST], expected[PLACES_MOST];
        line_up(&s, &card);
        for (size_t i = 0; i < card.count; i++) {
            card.racers[i].pace_shape = (double)card.racers[i].count;
            card.racers[i].pace_scale_s = 0.3 * card.times_s[s.count - 1];
        }
        run_race(&s, &card, p);
        draw_race(&random, card.racers, card.count, card.times_s, card.sigmas_s, expected);
        for (size_t i = 0; i < card.count; i++)
            worst = fmax(worst, fabs(p[i] - expected[i]));
    }
    print_message("# farthest from the lots: %.4f\n", worst);
    assert_true(worst < 0.012); /* four standard errors of the lots are 0.01 */
}

/* A fight of two sides, as the model has it: each fires at its own pace from its own moment on,
 * each shot is heard or not, all times of a side have one error, and of its side is known what its
 * place tells. */
static bool random_fight(struct tct_random *random, struct scene *s, double gaps_s[2],
                         bool *ret_left_first)
{
    double first_s[2], sigma_s = pow(10.0, 4.0 * tct_random_uniform(random) - 3.0);
    double heard_p = 0.5 + 0.5 * tct_random_uniform(random);
    size_t heard[2] = {0, 0};
    double times_s[SHOTS_MOST];
    uint32_t side_of[SHOTS_MOST], order[SHOTS_MOST];
    size_t count = 0;
    for (uint32_t side = 0; side < 2; side++) {
        double gap_s = gaps_s[side] = pow(10.0, 2.0 * tct_random_uniform(random) - 0.5);
        double at_s = first_s[side] = 300.0 * tct_random_uniform(random);
        double off_s = sigma_s * tct_random_normal(random);
        size_t shots = 2 + tct_random_bits(random) % 30;
        for (size_t i = 0; i < shots; i++, at_s += gap_s * tct_random_exponential(random)) {
            if (tct_random_uniform(random) >= heard_p)
                continue;
            heard[side]++;
            times_s[count] = at_s + off_s;
            side_of[count++] = side;
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = i;
        for (; at > 0 && times_s[order[at - 1]] > times_s[i]; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    /* What each place tells is true as often as it says. */
    double sure[2];
    bool is_left[2] = {true, false};
    for (uint32_t side = 0; side < 2; side++) {
        sure[side] = 1.0 - 0.1 * tct_random_uniform(random);
        if (tct_random_uniform(random) >= sure[side])
            is_left[side] = !is_left[side];
    }
    s->count = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t side = side_of[order[i]];
        fire(s, side, times_s[order[i]], sigma_s, side == 0 ? sure[0] : 1.0 - sure[1]);
        s->heard_p[i] = heard_p;
    }
    *ret_left_first = first_s[0] < first_s[1] ? is_left[0] : is_left[1];
    return heard[0] > 0 && heard[1] > 0;
}

/* What a judge says who knows the pace of each place, and all errors. */
static double judged_left_p(const struct scene *s, const double gaps_s[2])
{
    static const double SURE = 1e4; /* so many gaps seen */
    struct race_card card;
    double p[PLACES_MOST], left_p = 0.0;
    line_up(s, &card);
    for (size_t i = 0; i < card.count; i++) {
        card.racers[i].pace_shape = SURE;
        card.racers[i].pace_scale_s = SURE * gaps_s[card.place[i]] / card.racers[i].heard_p;
    }
    run_race(s, &card, p);
    for (size_t i = 0; i < card.count; i++)
        left_p += p[i] * s->firings[card.racers[i].shots[0]].side_p[TCT_SIDE_LEFT];
    return left_p;
}

static double square(double x)
{
    return x * x;
}

static bool is_sure(double left_p)
{
    return left_p >= DECIDED_P || 1.0 - left_p >= DECIDED_P;
}

static void what_is_said_comes_true(void **state)
{
    (void)state;
    enum { FIGHTS = 8000, BINS = 5 };
    struct tct_random random;
    double said[BINS] = {0.0}, came[BINS] = {0.0}, brier = 0.0, judges_brier = 0.0;
    size_t in[BINS] = {0}, both = 0, judged = 0, decided = 0, right = 0;
    tct_random_init(&random, 2, 9);
    for (int fight = 0; fight < FIGHTS; fight++) {
        struct scene s;
        double gaps_s[2];
        bool left_first;
        if (!random_fight(&random, &s, gaps_s, &left_first))
            continue;
        struct tct_opening o = opening(&s);
        double left_p = o.p[TCT_SIDE_LEFT], judge_p = judged_left_p(&s, gaps_s);
        size_t bin = (size_t)fmin(BINS - 1, BINS * left_p);
        said[bin] += left_p;
        came[bin] += left_first;
        in[bin]++;
        brier += square(left_p - left_first);
        judges_brier += square(judge_p - left_first);
        judged += is_sure(judge_p);
        both += is_sure(judge_p) && o.side != TCT_SIDE_UNDETERMINED;
        decided += o.side != TCT_SIDE_UNDETERMINED;
        right += o.side == (left_first ? TCT_SIDE_LEFT : TCT_SIDE_RIGHT);
    }
    for (size_t i = 0; i < BINS; i++)
        print_message("# said %.3f, came true %.3f of %zu\n", said[i] / (double)in[i],
                      came[i] / (double)in[i], in[i]);
    print_message("# Brier %.4f, the judge's %.4f; decided %zu of the judge's %zu; of %zu decided "
                  "%.3f right\n",
                  brier / FIGHTS, judges_brier / FIGHTS, both, judged, decided,
                  (double)right / (double)decided);
    for (size_t i = 0; i < BINS; i++) {
        double n = (double)in[i], p = said[i] / n;
        assert_true(in[i] > 30);
        assert_close(came[i] / n, p, 0.03 + 3.0 * sqrt(p * (1.0 - p) / n));
    }
    assert_close(brier / FIGHTS, judges_brier / FIGHTS, 0.01);
    assert_true((double)both > 0.9 * (double)judged);
    assert_true((double)right > 0.94 * (double)decided); /* sides are true in 95 of 100 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_and_one_alone),
        cmocka_unit_test(many_shots_from_one_place_tell_its_side_no_better_than_one),
        cmocka_unit_test(without_sides_it_is_undetermined),
        cmocka_unit_test(errors_of_times_are_carried_through),
        cmocka_unit_test(many_shots_of_one_clock_are_no_earlier_than_one),
        cmocka_unit_test(a_hopeless_clock_tells_nothing),
        cmocka_unit_test(fire_that_nobody_heard_is_allowed_for),
        cmocka_unit_test(the_same_instant_is_open),
        cmocka_unit_test(what_is_hard_to_hear_may_have_come_before),
        cmocka_unit_test(the_race_is_as_lots_have_it),
        cmocka_unit_test(what_is_said_comes_true),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
