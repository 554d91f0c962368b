/* Echoes: pauses between shots of positions, and which of them keep coming back. */
#include "echoes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An echo of the whole network comes within this; what comes later is too faint. */
static const double ECHO_S = 0.5;

/* Pauses of a wall differ by what the weapon moves and by the errors of both shots. */
static const double SAME_PAUSE_S = 0.01;

/* Fewer times the same is chance; and most of what an echo is, follows. */
enum { TIMES_LEAST = 3 };

/* Of the shots before one as many are looked at. */
enum { BEFORE_MOST = 16 };

struct shot {
    double time_s, log_odds;
    uint32_t of, number; /* its position, and which of the accepted it is */
};

struct follower {
    uint32_t of, from;      /* positions */
    uint32_t shot, earlier; /* of these, by number */
    double pause_s;
};

struct tally {
    double log_odds; /* sum */
    size_t shots;
};

static int by_time(const void *left, const void *right)
{
    const struct shot *a = left, *b = right;
    if (a->time_s < b->time_s || a->time_s > b->time_s)
        return a->time_s < b->time_s ? -1 : 1;
    return (a->of > b->of) - (a->of < b->of);
}

static int by_pair_and_pause(const void *left, const void *right)
{
    const struct follower *a = left, *b = right;
    if (a->of != b->of)
        return a->of < b->of ? -1 : 1;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->pause_s < b->pause_s || a->pause_s > b->pause_s)
        return a->pause_s < b->pause_s ? -1 : 1;
    return (a->shot > b->shot) - (a->shot < b->shot);
}

static size_t list_followers(const struct shot *shots, size_t count, struct follower *followers)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        size_t before = i < BEFORE_MOST ? i : (size_t)BEFORE_MOST;
        for (size_t k = 1; k <= before; k++) {
            double pause_s = shots[i].time_s - shots[i - k].time_s;
            if (pause_s > ECHO_S)
                break;
            followers[found++] = (struct follower){shots[i].of, shots[i - k].of, shots[i].number,
                                                   shots[i - k].number, pause_s};
        }
    }
    return found;
}

/* Those with the commonest pause of a pair of positions. */
struct alike {
    const struct follower *all;
    size_t count;
};

static struct alike most_alike(const struct follower *followers, size_t count)
{
    struct alike most = {followers, 0};
    for (size_t i = 0, j = 0; i < count; i++) {
        while (followers[i].pause_s - followers[j].pause_s > SAME_PAUSE_S)
            j++;
        if (i - j + 1 > most.count)
            most = (struct alike){&followers[j], i - j + 1};
    }
    return most;
}

static bool surer(const struct tally *a, const struct tally *b)
{
    return a->log_odds * (double)b->shots > b->log_odds * (double)a->shots;
}

/* log of the mean likelihood of hearing `heard` of `count`, whatever the chance of it. */
static double log_any_chance(double heard, double count)
{
    return lgamma(heard + 1.0) + lgamma(count - heard + 1.0) - lgamma(count + 2.0);
}

/* Whether the shots that follow are heard elsewhere than those they follow, and by fewer: log odds
 * of two chances for each station against one that is the same for both. `heard` is room for a row
 * of each of the two. A weapon that fires by a fixed rhythm is heard by the same stations. */
static bool heard_by_fewer(const struct picks *picks, size_t stations,
                           const struct accepted *accepted, const struct alike *alike,
                           uint32_t *heard)
{
    double log_odds = 0.0, count = (double)alike->count;
    size_t sums[2] = {0, 0};
    memset(heard, 0, 2 * stations * sizeof(*heard));
    for (size_t i = 0; i < alike->count; i++) {
        const uint32_t shots[2] = {alike->all[i].earlier, alike->all[i].shot};
        for (size_t row = 0; row < 2; row++) {
            const struct candidate *shot = &accepted->all[shots[row]];
            for (size_t k = 0; k < shot->count; k++)
                heard[row * stations + picks->all[shot->picks[k]].station]++;
            sums[row] += shot->count;
        }
    }
    for (size_t s = 0; s < stations; s++) {
        double before = heard[s], after = heard[stations + s];
        if (before + after > 0.0)
            log_odds += log_any_chance(before, count) + log_any_chance(after, count) -
                        log_any_chance(before + after, 2.0 * count);
    }
    return sums[1] < sums[0] && log_odds > 0.0;
}

enum tct_status echoes_mark(const struct judge *judge, const struct accepted *accepted,
                            struct tct_arena *scratch, struct positions *positions,
                            struct tct_error *err)
{
    struct shot *shots = TCT_ARENA_NEW(scratch, struct shot, accepted->count);
    struct tally *tallies = TCT_ARENA_NEW(scratch, struct tally, positions->count);
    struct follower *followers =
        TCT_ARENA_NEW(scratch, struct follower, accepted->count * BEFORE_MOST);
    if (shots == NULL || tallies == NULL || followers == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu sources", accepted->count);
    size_t count = 0, stations = judge->scene.index->count;
    uint32_t *heard = TCT_ARENA_NEW(scratch, uint32_t, 2 * stations);
    if (heard == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu stations", stations);
    for (size_t i = 0; i < accepted->count; i++) {
        uint32_t of = positions->of[i];
        if (of == NO_POSITION)
            continue;
        shots[count++] =
            (struct shot){positions->all[of]->source.time_s + positions->shifts[i].pause_s,
                          accepted->all[i].log_odds, of, (uint32_t)i};
        tallies[of].log_odds += accepted->all[i].log_odds;
        tallies[of].shots++;
    }
    qsort(shots, count, sizeof(*shots), by_time);
    size_t found = list_followers(shots, count, followers);
    qsort(followers, found, sizeof(*followers), by_pair_and_pause);
    for (size_t begin = 0, end; begin < found; begin = end) {
        const struct follower *pair = &followers[begin];
        for (end = begin + 1;
             end < found && followers[end].of == pair->of && followers[end].from == pair->from;)
            end++;
        struct alike alike = most_alike(pair, end - begin);
        if (alike.count < TIMES_LEAST)
            continue;
        if (pair->of != pair->from)
            positions->is_echo[pair->of] |= 2 * alike.count > tallies[pair->of].shots &&
                                            surer(&tallies[pair->from], &tallies[pair->of]);
        else if (heard_by_fewer(judge->scene.picks, stations, accepted, &alike, heard))
            for (size_t i = 0; i < alike.count;
                 i++) /* a wall near the weapon: its image is there */
                positions->is_echo_shot[alike.all[i].shot] = true;
    }
    return TCT_OK;
}
