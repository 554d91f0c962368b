/* Echoes: pauses between shots of different positions, and which of them keep coming back. */
#include "echoes.h"

#include <stdlib.h>

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
    uint32_t of;
};

struct follower {
    uint32_t of, from;
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
    return (a->pause_s > b->pause_s) - (a->pause_s < b->pause_s);
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
            if (shots[i - k].of != shots[i].of)
                followers[found++] = (struct follower){shots[i].of, shots[i - k].of, pause_s};
        }
    }
    return found;
}

/* How often the commonest pause of a pair of positions comes. */
static size_t most_alike(const struct follower *followers, size_t count)
{
    size_t most = 0;
    for (size_t i = 0, j = 0; i < count; i++) {
        while (followers[i].pause_s - followers[j].pause_s > SAME_PAUSE_S)
            j++;
        most = i - j + 1 > most ? i - j + 1 : most;
    }
    return most;
}

static bool surer(const struct tally *a, const struct tally *b)
{
    return a->log_odds * (double)b->shots > b->log_odds * (double)a->shots;
}

enum tct_status echoes_mark(const struct accepted *accepted, struct tct_arena *scratch,
                            struct positions *positions, struct tct_error *err)
{
    struct shot *shots = TCT_ARENA_NEW(scratch, struct shot, accepted->count);
    struct tally *tallies = TCT_ARENA_NEW(scratch, struct tally, positions->count);
    struct follower *followers =
        TCT_ARENA_NEW(scratch, struct follower, accepted->count * BEFORE_MOST);
    if (shots == NULL || tallies == NULL || followers == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu sources", accepted->count);
    size_t count = 0;
    for (size_t i = 0; i < accepted->count; i++) {
        uint32_t of = positions->of[i];
        if (of == NO_POSITION)
            continue;
        shots[count++] =
            (struct shot){positions->all[of]->source.time_s + positions->shifts[i].pause_s,
                          accepted->all[i].log_odds, of};
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
        size_t alike = most_alike(pair, end - begin);
        if (alike >= TIMES_LEAST && 2 * alike > tallies[pair->of].shots &&
            surer(&tallies[pair->from], &tallies[pair->of]))
            positions->is_echo[pair->of] = true;
    }
    return TCT_OK;
}
