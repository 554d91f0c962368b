/* Judge: everything that is believed while hypotheses are made, and how a hypothesis grows to all
 * the picks that belong to it and gets its log odds. */
#ifndef TACET_NETWORK_JUDGE_H
#define TACET_NETWORK_JUDGE_H

#include "clutter.h"
#include "hearing.h"
#include "recurrence.h"

/* Owners that are no source: of what is free, and of what a hypothesis takes for something else
 * than an arrival when it should be, which may yet be a stray. */
enum { NOBODY = UINT32_MAX, LEFT_OUT = UINT32_MAX - 1 };

struct clocks;

struct judge {
    struct scene scene;
    const struct picks *reports; /* by which stations show that they listen */
    struct clocks *clocks;       /* corrects the scene's picks and stations */
    struct hearing hearing;
    struct clutter clutter;
    struct recurrence recurrence;
    const struct positions
        *positions;         /* that shots were fired from, by the round before; or NULL */
    double repeat_log_odds; /* below this a repeat is not believed; at most as for other sources */
    double stray_share;     /* of arrivals, that come at another time than they should */
    double dark_share;      /* of stations that do not listen, at the time of a source */
    double source_rate;     /* per square metre and second, among the stations */
    double ground_m;        /* how far from a station sources still are as many */
    uint32_t *owner;        /* [picks] the source that has it, or NOBODY */
    float *worth; /* [picks] log odds of each with a perfect residual next to the source */
};

/* A view of picks: those that are free, and those of `self`. */
struct rights {
    const uint32_t *owner; /* NULL: every pick may be used */
    uint32_t self;         /* NOBODY: only free ones */
    const float *prices;   /* [picks] log odds that those of others must be worth more than; NULL:
                              they may not be used */
};

static const struct rights RIGHTS_TO_ALL = {NULL, NOBODY, NULL};

bool rights_allow(struct rights rights, uint32_t pick);

/* Sources per square metre and second where `source` is: those from anywhere, and how many of them
 * come again. */
double judge_density(const struct judge *judge, const struct source *source, double *ret_recurring);

/* log of how much likelier a pick is as the arrival of a source at a residual than as clutter; the
 * source is fitted to it. */
double judge_hit(const struct judge *judge, const struct source *source, uint32_t pick,
                 double residual_s, double variance_s2);

/* log odds that a source would lose with one of its picks: as an arrival against a silence.
 * `belief` is what is believed of its reach. */
double judge_worth(const struct judge *judge, const struct source *source,
                   const struct reach_belief *belief, uint32_t pick);

/* What picks are worth, when all else that is believed has changed. */
void judge_weigh(struct judge *judge);

/* Whether a pick could speak for a source at all, were its residual zero. */
static inline bool judge_worthwhile(const struct judge *judge, uint32_t pick)
{
    return judge->worth[pick] > 0;
}

/* Grows a source outward from the picks that it has, by Kalman steps; `ret_reaches` becomes what is
 * then believed of its reach. False when the silence of stations speaks against it. */
bool judge_grow(const struct judge *judge, struct rights rights, struct source *source,
                struct reach_belief *ret_reaches);

/* Whether a source has more observations than unknowns: PICKS_LEAST of times and bearings, by
 * STATIONS_LEAST. */
bool judge_is_checked(const struct judge *judge, const struct source *source);

/* Gathers the picks around a source that stands, fits, and again until nothing changes; then its
 * log odds. False when what remains is not checked or does not determine it. */
bool judge_settle(const struct judge *judge, struct rights rights, struct source *source);

/* The same where `least` picks, 3 at least, are enough, too. */
bool judge_settle_few(const struct judge *judge, struct rights rights, size_t least,
                      struct source *source);

/* The same for a source that judge_grow made and that was fitted since: what is believed of its
 * reach is known. */
bool judge_settle_grown(const struct judge *judge, struct rights rights,
                        const struct reach_belief *reaches, struct source *source);

/* How much the silence of a station counts for a source that it would have heard at `expected_s`: 1
 * in full, 0 when it did not listen. */
double judge_silence(const struct judge *judge, const struct source *source, uint32_t station,
                     double expected_s);

/* What each station around said: for learning. `ret_hearsay` has room for STATION_NEIGHBOURS_MOST;
 * the return value is how many. */
size_t judge_hearsay(const struct judge *judge, const struct source *source,
                     struct hearsay *ret_hearsay, struct reach_belief *ret_belief);

/* A source needs this many observations, times and bearings: three unknowns and one check. One
 * station alone tells no distance. */
enum { PICKS_LEAST = 4, STATIONS_LEAST = 2 };

#endif
