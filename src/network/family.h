/* Family: shots of one place. They take the same paths, whose errors repeat shot after shot, so
 * that what one of them taught of a path serves all (relative location: Waldhauser & Ellsworth
 * 2000). */
#ifndef TACET_NETWORK_FAMILY_H
#define TACET_NETWORK_FAMILY_H

#include "judge.h"

struct member {
    uint32_t station;
    bool known;                 /* a shot was heard here; else the arrival is predicted */
    double time_s, variance_s2; /* when the shot of reference arrives */
    double dx_s_m, dy_s_m;      /* how an arrival shifts when the source moves by a metre */
    double chance;              /* of hearing the next shot */
    double asked;               /* what that rests on, in shots */
};

struct family {
    struct source source;   /* the shot of reference */
    bool position;          /* of a place that may be fired from at any time; else of one burst */
    bool whole;             /* a burst judged whole: none of its shots is the reference */
    size_t shots;           /* that taught it */
    double first_s, last_s; /* of these */
    size_t count;
    struct member *members;            /* the nearest first */
    const struct tct_hypothesis *ways; /* of a burst: itself, and where else it may have been */
    size_t way_count;
};

/* How a shot differs from the shot of reference: its pause and how far the weapon moved. */
struct shift {
    double moved_x_m, moved_y_m, pause_s;
    double covariance[6];                    /* xx, xy, xt, yy, yt, tt */
    uint32_t picks[STATION_NEIGHBOURS_MOST]; /* by member; NOBODY: silent */
};

/* What one shot, fitted, tells of its paths: of the stations that heard it, and of those among them
 * that did not listen. NULL when memory is out. */
struct family *family_of(const struct judge *judge, const struct source *source,
                         struct tct_arena *arena);

/* The same of all stations that may hear another shot of its place. */
struct family *family_of_position(const struct judge *judge, const struct source *source,
                                  struct tct_arena *arena);

/* The same of a burst, whose shots have no pick of reference: `judge` and `source` are of its
 * trains. */
struct family *family_of_burst(const struct judge *judge, const struct source *source,
                               struct tct_arena *arena);

/* A copy in another arena; NULL when memory is out. */
struct family *family_keep(const struct family *family, struct tct_arena *arena);

/* A shot `pause_s` after the reference, before its picks are known. */
struct shift family_shift(double pause_s);

double family_expected_s(const struct member *member, const struct shift *shift);

/* Variance of a pick around what is expected for it, when the shift is known. */
double family_error_s2(const struct member *member, const struct pick *pick);

/* Least squares for the shift from its picks; that the weapon hardly moves is one more observation.
 * False when it is singular. */
bool family_solve(const struct judge *judge, const struct family *family, struct shift *shift);

/* log of the share of all places and pauses that the picks of a shift leave open, the place being
 * known. */
double family_log_volume(const struct shift *shift);

/* log odds that a fitted source is another shot of the family's place against one from a place of
 * its own, and its shift. Its picks at stations that are no members do not count. */
double family_join_log_odds(const struct judge *judge, const struct family *family,
                            const struct source *source, struct shift *ret_shift);

/* Learns from a shot that belongs to the place. */
void family_learn(const struct judge *judge, struct family *family, const struct shift *shift);

#endif
