/* Coverage, the choice of sites: greedy, by exact gains.
 *
 * The mean chance of detection is not submodular below four hearers, so nothing bounds how much
 * better the best set could be; the number of hearers counted up to four is (a concave function of
 * their number), and greedy choice of it is within 1 - 1/e of the best (Nemhauser, Wolsey & Fisher,
 * Mathematical Programming 14, 1978). It therefore decides while no single site makes an event. */
#include "at_least.h"
#include "listeners.h"

/* A gain in the mean chance of detection that is none. */
static const double GAIN_LEAST = 1e-6;

struct contest {
    const struct tct_coverage *coverage;
    const struct tct_plane *places;
    size_t place_count;
    const size_t *candidates;
    size_t candidate_count;
    struct count *heard; /* [place] by those that stand, and those chosen */
    float *hears_p;      /* [candidate][place] */
    bool *taken;         /* [candidate] */
};

static double candidate_p(const struct contest *contest, size_t candidate, size_t place)
{
    return (double)contest->hears_p[candidate * contest->place_count + place];
}

static bool is_candidate(const struct contest *contest, size_t station)
{
    for (size_t i = 0; i < contest->candidate_count; i++)
        if (contest->candidates[i] == station)
            return true;
    return false;
}

static void hear_those_that_stand(struct contest *contest, size_t station_count)
{
    for (size_t i = 0; i < contest->place_count; i++)
        contest->heard[i].p[0] = 1.0;
    for (size_t s = 0; s < station_count; s++)
        if (!is_candidate(contest, s))
            for (size_t i = 0; i < contest->place_count; i++)
                count_add(&contest->heard[i],
                          tct_coverage_hears_p(contest->coverage, contest->places[i], s));
    for (size_t c = 0; c < contest->candidate_count; c++)
        for (size_t i = 0; i < contest->place_count; i++)
            contest->hears_p[c * contest->place_count + i] = (float)tct_coverage_hears_p(
                contest->coverage, contest->places[i], contest->candidates[c]);
}

/* What a candidate adds to the chance of detection and to the hearers counted up to four. */
struct gain {
    double detected_p, hearers;
};

static struct gain gain_of(const struct contest *contest, size_t candidate)
{
    struct gain gain = {0};
    for (size_t i = 0; i < contest->place_count; i++) {
        const double *exactly = contest->heard[i].p;
        double p = candidate_p(contest, candidate, i), fewer = 0.0;
        for (size_t k = 0; k < TCT_COVERAGE_HEARERS; k++)
            fewer += exactly[k];
        gain.detected_p += p * exactly[TCT_COVERAGE_HEARERS - 1];
        gain.hearers += p * fewer;
    }
    gain.detected_p /= (double)contest->place_count;
    gain.hearers /= (double)contest->place_count;
    return gain;
}

static bool is_better(struct gain a, struct gain b)
{
    if (a.detected_p > GAIN_LEAST || b.detected_p > GAIN_LEAST)
        return a.detected_p > b.detected_p;
    return a.hearers > b.hearers;
}

/* The one not taken that helps most; the first of equals. */
static size_t best_of(const struct contest *contest)
{
    size_t best = contest->candidate_count;
    struct gain most = {0};
    for (size_t c = 0; c < contest->candidate_count; c++) {
        if (contest->taken[c])
            continue;
        struct gain gain = gain_of(contest, c);
        if (best == contest->candidate_count || is_better(gain, most)) {
            best = c;
            most = gain;
        }
    }
    return best;
}

static struct tct_site_choice take(struct contest *contest, size_t candidate)
{
    struct tct_site_choice choice = {.candidate = candidate};
    contest->taken[candidate] = true;
    for (size_t i = 0; i < contest->place_count; i++) {
        double counted = TCT_COVERAGE_HEARERS;
        count_add(&contest->heard[i], candidate_p(contest, candidate, i));
        choice.detected_p_mean += 1.0;
        for (size_t k = 0; k < TCT_COVERAGE_HEARERS; k++) {
            choice.detected_p_mean -= contest->heard[i].p[k];
            counted -= (double)(TCT_COVERAGE_HEARERS - k) * contest->heard[i].p[k];
        }
        choice.hearers_mean += counted;
    }
    choice.detected_p_mean /= (double)contest->place_count;
    choice.hearers_mean /= (double)contest->place_count;
    return choice;
}

enum tct_status tct_coverage_choose(const struct tct_coverage *coverage,
                                    const struct tct_plane *places, size_t place_count,
                                    const size_t *candidates, size_t candidate_count, size_t wanted,
                                    struct tct_arena *arena, struct tct_site_choice *ret_choices,
                                    struct tct_error *err)
{
    TCT_ASSERT(wanted <= candidate_count && place_count > 0);
    struct contest contest = {.coverage = coverage,
                              .places = places,
                              .place_count = place_count,
                              .candidates = candidates,
                              .candidate_count = candidate_count,
                              .heard = TCT_ARENA_NEW(arena, struct count, place_count),
                              .taken = TCT_ARENA_NEW(arena, bool, candidate_count)};
    if (candidate_count < SIZE_MAX / sizeof(float) / place_count)
        contest.hears_p = TCT_ARENA_NEW(arena, float, candidate_count *place_count);
    if (contest.heard == NULL || contest.hears_p == NULL || contest.taken == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "coverage: no memory for %zu sites at %zu places",
                        candidate_count, place_count);
    hear_those_that_stand(&contest, coverage->setup.network->station_count);
    for (size_t n = 0; n < wanted; n++)
        ret_choices[n] = take(&contest, best_of(&contest));
    return TCT_OK;
}
