/* Bursts: the rhythm of one station is sought at those around; the trains found there seed places,
 * and each place is judged by all the rounds that it explains. */
#include "bursts.h"

#include <math.h>
#include <stdlib.h>

#include "burst.h"
#include "seeding.h"
#include "ways.h"

/* Two shots are no rhythm. */
enum { SHOTS_LEAST = 3 };

/* A place of its own beside the rounds, which are each as likely as not: 150 to 1. */
static const double BURST_LOG_ODDS = 5;

/* An echo of the whole network comes within this; what comes later is too faint. */
static const double ECHO_S = 0.5;

/* Pauses of a wall differ by what the weapon moves and by the errors of both shots. */
static const double SAME_PAUSE_S = 0.01;

/* Echoes of an impulse before anything is learned. */
static const double FIRST_ECHOES = 0.1;

/* Path errors are taken this much larger at first. */
static const double LOOSE = 4;

enum {
    PLACES_MOST = 4,  /* of those that one rhythm seeds */
    REFINEMENTS = 3,  /* of the rhythm, by the rounds of the best place */
    PASSES_MOST = 4,  /* bursts that overlap come one after another */
    KNOWN_ASKED = 64, /* of the bursts accepted before, the latest */
};

/* What is known of a pick during a search. */
enum { UNTRIED, COVERED, FAILED };

/* A burst that was found, until it is decided whether it is there. */
struct found {
    double log_odds, place_log_odds;
    size_t count;
    struct candidate *shots;
};

enum { TOLD_MOST = 8 };

/* The likeliest places of one burst, the best first. */
struct told {
    size_t count;
    struct tct_hypothesis all[TOLD_MOST];
};

/* Bursts that were accepted: where their shots are among all. */
struct known {
    size_t first, count;
};

struct finder {
    struct judge *judge;
    struct accepted *accepted;
    struct tct_arena scratch; /* of one reference */
    struct trains trains;
    struct burst_room room;
    struct burst best, other;
    struct told told;
    uint8_t *state; /* [picks] */
    struct found *found;
    struct known *known;
    size_t found_count, known_count, bursts_most;
};

static struct rights rights_of(const struct finder *finder)
{
    return (struct rights){finder->judge->owner, NOBODY, NULL};
}

/* A place that a few shifted trains hold fast comes loose when path errors are taken larger first:
 * each station then follows its own rhythm rather than the others. */
static bool anneal(struct judge *judge, struct source *place)
{
    const double scale = judge->scene.path_scale;
    bool stands = true;
    for (double loose = LOOSE; loose >= 1 && stands; loose /= 2) {
        judge->scene.path_scale = scale * loose;
        stands = judge_settle(judge, RIGHTS_TO_ALL, place);
    }
    judge->scene.path_scale = scale;
    return stands;
}

static int best_first(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    return candidate_order(a, b);
}

/* Whether two places are one, as far as either is known. */
static bool same_place(const struct tct_hypothesis *a, const struct tct_hypothesis *b)
{
    double dx = a->x_m - b->x_m, dy = a->y_m - b->y_m;
    const double *c = b->covariance_m2;
    double determinant = c[0] * c[2] - c[1] * c[1];
    return c[2] * dx * dx - 2 * c[1] * dx * dy + c[0] * dy * dy < determinant;
}

/* Of one place the likeliest is told; when there is no room, the least likely is not. */
static void tell(const struct finder *finder, const struct burst *burst, struct told *told)
{
    const struct source *at = &burst->family->source;
    const double *p = at->covariance;
    double first_s = burst->shifts[0].pause_s; /* of the shots */
    for (size_t i = 1; i < burst->count; i++)
        first_s = fmin(first_s, burst->shifts[i].pause_s);
    struct tct_hypothesis new = {
        .x_m = at->x_m,
        .y_m = at->y_m,
        .covariance_m2 = {p[0], p[1], p[3]},
        .time_ns = finder->judge->scene.picks->origin_ns + tct_time_from_s(at->time_s + first_s),
        .time_variance_s2 = p[5],
        .log_odds = burst_log_odds(burst),
    };
    size_t kept = 0;
    for (size_t i = 0; i < told->count; i++) {
        bool same = same_place(&told->all[i], &new);
        if (same && told->all[i].log_odds >= new.log_odds)
            return;
        if (!same)
            told->all[kept++] = told->all[i];
    }
    if (kept == TOLD_MOST && told->all[--kept].log_odds >= new.log_odds)
        return;
    size_t at_number = kept;
    for (; at_number > 0 && told->all[at_number - 1].log_odds < new.log_odds; at_number--)
        told->all[at_number] = told->all[at_number - 1];
    told->all[at_number] = new;
    told->count = kept + 1;
}

/* All rounds at a place; the best burst becomes this one if it is better. */
static enum tct_status judge_place(struct finder *finder, const struct source *place, double last_s,
                                   struct tct_error *err)
{
    double least = finder->best.count > 0 ? burst_log_odds(&finder->best) : BURST_LOG_ODDS;
    enum tct_status status = burst_at(finder->judge, &finder->trains, place, last_s, &finder->room,
                                      &finder->scratch, &finder->other, err);
    if (status != TCT_OK || finder->other.count < SHOTS_LEAST)
        return status;
    tell(finder, &finder->other, &finder->told);
    if (burst_log_odds(&finder->other) > least)
        finder->best = finder->other;
    return TCT_OK;
}

/* Places that were judged already. */
struct judged {
    size_t count;
    struct tct_plane all[PLACES_MOST + 1];
};

static bool is_new(struct judged *judged, const struct source *place)
{
    static const double SAME_M = 1;
    for (size_t i = 0; i < judged->count; i++)
        if (hypot(judged->all[i].x_m - place->x_m, judged->all[i].y_m - place->y_m) < SAME_M)
            return false;
    judged->all[judged->count++] = (struct tct_plane){place->x_m, place->y_m};
    return true;
}

/* The best burst with this rhythm, if it is better than what was found before. */
static enum tct_status judge_rhythm(struct finder *finder, const struct rhythm *rhythm,
                                    struct tct_error *err)
{
    struct trains *trains = &finder->trains;
    struct candidates places;
    trains_align(trains, finder->judge, rights_of(finder), rhythm);
    if (trains->reference == NOBODY || trains->picks.count < PICKS_LEAST)
        return TCT_OK;
    enum tct_status status = candidates_new(trains->picks.count, trains->picks.count + 64,
                                            &finder->scratch, &places, err);
    if (status == TCT_OK)
        status =
            seed_from_pick(&trains->judge, trains->judge.owner, trains->reference, &places, err);
    if (status != TCT_OK)
        return status;
    double last_s = rhythm->time_s[rhythm->count - 1] - rhythm->time_s[0];
    qsort(places.all, places.count, sizeof(*places.all), best_first);
    struct judged judged = {.count = 0};
    for (size_t i = 0; i < places.count && judged.count < PLACES_MOST && status == TCT_OK; i++) {
        struct source place;
        if (candidate_source(&trains->judge, &places.all[i], &place) && is_new(&judged, &place))
            status = judge_place(finder, &place, last_s, err);
        if (status == TCT_OK && anneal(&trains->judge, &place) && is_new(&judged, &place))
            status = judge_place(finder, &place, last_s, err);
    }
    return status;
}

/* The longest rhythm that a station heard of the best burst: a shorter one fits at more shifts. */
static struct rhythm longest_rhythm(const struct finder *finder)
{
    const struct family *family = finder->best.family;
    struct rhythm longest = {0};
    for (size_t m = 0; m < family->count; m++) {
        const struct member *member = &family->members[m];
        if (!member->known)
            continue;
        struct rhythm rhythm =
            rhythm_around(finder->judge, rights_of(finder), member->station, member->time_s);
        if (rhythm.count > longest.count)
            longest = rhythm;
    }
    return longest;
}

/* The rounds that are the surest: rounds of another weapon that joined are worth less. */
static struct rhythm surest_rhythm(const struct burst *burst)
{
    struct rhythm all = burst_rhythm(burst, burst->family->members[0].station), surest = all;
    double most = 0;
    for (size_t i = 0; i < burst->count; i++)
        most = fmax(most, burst->shots[i].log_odds);
    surest.count = 0;
    for (size_t i = 0; i < burst->count; i++)
        if (burst->shots[i].log_odds > most / 2)
            surest.time_s[surest.count++] =
                burst->family->members[0].time_s + burst->shifts[i].pause_s;
    rhythm_sort(&surest);
    return surest;
}

/* Where else the best burst may have been. */
static enum tct_status explore(struct finder *finder, struct tct_error *err)
{
    struct source ways[WAYS_MOST];
    struct rhythm rhythm = burst_rhythm(&finder->best, finder->best.family->members[0].station);
    double last_s = rhythm.time_s[rhythm.count - 1] - rhythm.time_s[0];
    struct source place = finder->best.family->source;
    place.time_s += rhythm.time_s[0] - finder->best.family->members[0].time_s;
    trains_align(&finder->trains, finder->judge, rights_of(finder), &rhythm);
    if (!judge_settle(&finder->trains.judge, RIGHTS_TO_ALL, &place))
        return TCT_OK;
    size_t count = ways_around(&finder->trains, &place, ways);
    enum tct_status status = judge_place(finder, &place, last_s, err);
    for (size_t i = 0; i < count && status == TCT_OK; i++)
        status = judge_place(finder, &ways[i], last_s, err);
    return status;
}

/* The best burst that the pick begins at its station, or a better one that it led to. */
static enum tct_status find_best(struct finder *finder, const struct rhythm *first,
                                 struct tct_error *err)
{
    finder->best.count = 0;
    finder->told.count = 0;
    enum tct_status status = judge_rhythm(finder, first, err);
    if (status != TCT_OK || finder->best.count == 0)
        return status;
    struct rhythm rhythm = longest_rhythm(finder);
    if (rhythm.count >= SHOTS_LEAST)
        status = judge_rhythm(finder, &rhythm, err);
    for (int k = 0; k < REFINEMENTS && status == TCT_OK && finder->best.mixed; k++) {
        rhythm = surest_rhythm(&finder->best);
        if (rhythm.count < SHOTS_LEAST || rhythm.count == finder->best.count)
            break;
        status = judge_rhythm(finder, &rhythm, err);
    }
    double before = -INFINITY; /* of the log odds */
    for (int k = 0; k < REFINEMENTS && status == TCT_OK && burst_log_odds(&finder->best) > before;
         k++) {
        before = burst_log_odds(&finder->best);
        rhythm = burst_rhythm(&finder->best, finder->best.family->members[0].station);
        status = judge_rhythm(finder, &rhythm, err);
    }
    return status == TCT_OK ? explore(finder, err) : status;
}

/* Leaves what the stations of a burst report while it lasts to the next pass. */
static void cover(struct finder *finder, const struct family *family)
{
    const struct burst *burst = &finder->best;
    const struct picks *picks = finder->judge->scene.picks;
    double first_s = INFINITY, last_s = -INFINITY;
    for (size_t i = 0; i < burst->count; i++) {
        first_s = fmin(first_s, burst->shifts[i].pause_s);
        last_s = fmax(last_s, burst->shifts[i].pause_s);
    }
    for (size_t m = 0; m < family->count; m++) {
        const struct member *member = &family->members[m];
        uint32_t end = picks->first[member->station + 1];
        for (uint32_t i =
                 picks_after(picks, member->station, member->time_s + first_s - RHYTHM_LULL_S);
             i < end && picks->all[i].time_s <= member->time_s + last_s + RHYTHM_LULL_S; i++)
            if (finder->state[i] == UNTRIED)
                finder->state[i] = COVERED;
    }
}

/* Keeps the best burst for selection. Its rounds share their errors: of n rounds the odds between
 * places are taken as those of sqrt(n). */
static enum tct_status keep(struct finder *finder, struct tct_error *err)
{
    const struct burst *burst = &finder->best;
    struct tct_arena *arena = finder->accepted->arena;
    struct family *family = family_keep(burst->family, arena);
    struct candidate *shots = TCT_ARENA_NEW(arena, struct candidate, burst->count);
    struct tct_hypothesis *ways = TCT_ARENA_NEW(arena, struct tct_hypothesis, finder->told.count);
    if (family == NULL || shots == NULL || ways == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for bursts");
    for (size_t i = 0; i < finder->told.count; i++) {
        ways[i] = finder->told.all[i];
        ways[i].log_odds = finder->told.all[i].log_odds / sqrt((double)burst->count);
    }
    family->ways = ways;
    family->way_count = finder->told.count;
    for (size_t i = 0; i < burst->count; i++) {
        enum tct_status status = candidate_put(&shots[i], &burst->shots[i], arena, err);
        if (status != TCT_OK)
            return status;
        shots[i].family = family;
    }
    if (!burst->mixed)
        cover(finder, family);
    finder->found[finder->found_count++] =
        (struct found){burst_log_odds(burst), burst->place_log_odds, burst->count, shots};
    return TCT_OK;
}

/* What one station's picks in a row lead to. */
static enum tct_status try_reference(struct finder *finder, uint32_t pick, struct tct_error *err)
{
    struct rhythm rhythm = rhythm_from(finder->judge, rights_of(finder), pick);
    finder->best.count = 0;
    enum tct_status status = TCT_OK;
    if (rhythm.count >= SHOTS_LEAST)
        status = find_best(finder, &rhythm, err);
    uint8_t state = finder->best.count > 0 ? COVERED : FAILED;
    const struct picks *picks = finder->judge->scene.picks;
    for (uint32_t i = pick; i < picks->first[rhythm.station + 1] &&
                            picks->all[i].time_s <= rhythm.time_s[rhythm.count - 1];
         i++)
        finder->state[i] = state;
    if (status == TCT_OK && finder->best.count > 0)
        status = keep(finder, err);
    tct_arena_free(&finder->scratch);
    return status;
}

/* Between the time of a shot and when the station of a member hears it. */
static double travel_s(const struct family *family, const struct member *member)
{
    return member->time_s - family->source.time_s;
}

/* Whether all stations hear a burst after another one whose shots it follows by `pause_s`. */
static bool heard_later(const struct family *later, const struct family *before, double pause_s)
{
    for (size_t m = 0; m < later->count; m++) {
        for (size_t k = 0; k < before->count; k++) {
            const struct member *a = &later->members[m], *b = &before->members[k];
            if (a->station == b->station && a->known && b->known &&
                travel_s(later, a) + pause_s < travel_s(before, b))
                return false;
        }
    }
    return true;
}

/* How many shots of one burst come `pause_s` after some of another. */
static size_t count_alike(const struct found *later, const struct candidate *before, size_t count,
                          double pause_s)
{
    size_t alike = 0;
    for (size_t i = 0; i < later->count; i++) {
        bool follows = false;
        for (size_t k = 0; k < count && !follows; k++)
            follows = fabs(later->shots[i].time_s - before[k].time_s - pause_s) < SAME_PAUSE_S;
        alike += follows;
    }
    return alike;
}

/* Whether most shots of a burst follow those of a known one by the same pause, at all stations. */
static bool is_echo_of(const struct finder *finder, const struct found *found,
                       const struct known *known)
{
    const struct candidate *before = finder->accepted->all + known->first;
    for (size_t k = 0; k < known->count; k++) {
        for (size_t i = 0; i < found->count; i++) {
            double pause_s = found->shots[i].time_s - before[k].time_s;
            if (pause_s > 0 && pause_s < ECHO_S &&
                2 * count_alike(found, before, known->count, pause_s) > found->count &&
                heard_later(found->shots[0].family, before->family, pause_s))
                return true;
        }
    }
    return false;
}

/* Rounds share their errors, so that of n only sqrt(n) are witnesses; those of an echo are one:
 * where the first is heard, the others are. */
static bool stands(const struct finder *finder, const struct found *found)
{
    double rounds = found->log_odds - found->place_log_odds;
    if (found->place_log_odds + rounds / sqrt((double)found->count) < SELECTION_LOG_ODDS)
        return false;
    size_t asked = finder->known_count < KNOWN_ASKED ? finder->known_count : (size_t)KNOWN_ASKED;
    if (found->place_log_odds + rounds / (double)found->count > BURST_LOG_ODDS)
        return true;
    for (size_t i = finder->known_count - asked; i < finder->known_count; i++)
        if (is_echo_of(finder, found, &finder->known[i]))
            return false;
    return true;
}

static bool all_free(const struct judge *judge, const struct found *found)
{
    for (size_t i = 0; i < found->count; i++)
        for (uint32_t k = 0; k < found->shots[i].count; k++)
            if (judge->owner[found->shots[i].picks[k]] != NOBODY)
                return false;
    return true;
}

static int by_log_odds(const void *left, const void *right)
{
    const struct found *a = left, *b = right;
    if (a->log_odds < b->log_odds || a->log_odds > b->log_odds)
        return a->log_odds > b->log_odds ? -1 : 1;
    return candidate_order(a->shots, b->shots);
}

/* The surest first; those that lost picks to a surer one are sought again in the next pass. */
static void select_bursts(struct finder *finder)
{
    qsort(finder->found, finder->found_count, sizeof(*finder->found), by_log_odds);
    for (size_t i = 0; i < finder->found_count; i++) {
        const struct found *found = &finder->found[i];
        if (!all_free(finder->judge, found) || !stands(finder, found))
            continue;
        finder->known[finder->known_count++] =
            (struct known){finder->accepted->count, found->count};
        for (size_t k = 0; k < found->count; k++)
            accepted_add(finder->judge, finder->accepted, &found->shots[k]);
    }
}

static enum tct_status run_pass(struct finder *finder, struct tct_error *err)
{
    const struct picks *picks = finder->judge->scene.picks;
    enum tct_status status = TCT_OK;
    finder->found_count = 0;
    for (size_t i = 0; i < picks->count; i++)
        if (finder->state[i] == COVERED)
            finder->state[i] = UNTRIED;
    for (size_t i = 0; i < picks->count && status == TCT_OK; i++) {
        uint32_t pick = picks->in_time[i];
        if (finder->state[pick] == UNTRIED && finder->judge->owner[pick] == NOBODY &&
            finder->found_count < finder->bursts_most)
            status = try_reference(finder, pick, err);
    }
    if (status == TCT_OK)
        select_bursts(finder);
    return status;
}

static enum tct_status finder_new(struct judge *judge, struct accepted *accepted,
                                  struct tct_arena *arena, struct finder **ret_finder,
                                  struct tct_error *err)
{
    size_t picks = judge->scene.picks->count;
    struct finder *finder = TCT_ARENA_NEW(arena, struct finder, 1);
    *ret_finder = finder;
    if (finder == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for bursts");
    finder->judge = judge;
    finder->accepted = accepted;
    finder->bursts_most = picks / SHOTS_LEAST + 1;
    finder->state = TCT_ARENA_NEW(arena, uint8_t, picks);
    finder->found = TCT_ARENA_NEW(arena, struct found, finder->bursts_most);
    finder->known = TCT_ARENA_NEW(arena, struct known, finder->bursts_most);
    if (finder->state == NULL || finder->found == NULL || finder->known == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for bursts");
    tct_arena_init(&finder->scratch, arena->limit_bytes - arena->used_bytes);
    return trains_new(judge, arena, &finder->trains, err);
}

/* Clutter while nothing is explained yet: the rounds of bursts pass for echoes then, so that echoes
 * are taken for as rare as they are before anything is learned. NULL when memory is out. */
static double *log_rate_without_bursts(const struct judge *judge, struct tct_arena *arena)
{
    const struct clutter *clutter = &judge->clutter;
    const struct picks *picks = judge->scene.picks;
    double *log_rate = TCT_ARENA_NEW(arena, double, picks->count);
    double share = fmin(1, FIRST_ECHOES / clutter->echoes);
    for (size_t i = 0; log_rate != NULL && i < picks->count; i++) {
        double other =
            clutter->station_rate[picks->all[i].station] + clutter->unrest * clutter->activity[i];
        log_rate[i] = log(other + share * fmax(0, exp(clutter->log_rate[i]) - other));
    }
    return log_rate;
}

enum tct_status bursts_find(struct judge *judge, struct accepted *accepted, struct tct_error *err)
{
    struct tct_arena memory;
    struct finder *finder;
    tct_arena_init(&memory, accepted->arena->limit_bytes - accepted->arena->used_bytes);
    double *log_rate = judge->clutter.log_rate;
    if (judge->positions == NULL)
        judge->clutter.log_rate = log_rate_without_bursts(judge, &memory);
    if (judge->clutter.log_rate == NULL) {
        judge->clutter.log_rate = log_rate;
        tct_arena_free(&memory);
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for bursts");
    }
    enum tct_status status = finder_new(judge, accepted, &memory, &finder, err);
    size_t before = SIZE_MAX;
    for (int pass = 0; pass < PASSES_MOST && status == TCT_OK && accepted->count != before;
         pass++) {
        before = accepted->count;
        status = run_pass(finder, err);
    }
    judge->clutter.log_rate = log_rate;
    tct_arena_free(&memory);
    return status;
}
