/* Exposure: which protected places are seen from registered posts, before and after a withdrawal.
 * What is answered is said of places, never of a post. */
#ifndef TACET_APP_SIGHT_EXPOSURE_H
#define TACET_APP_SIGHT_EXPOSURE_H

#include "sight.h"

/* By all posts, and by those that are not in a zone of withdrawal. */
enum { EXPOSED_BEFORE, EXPOSED_AFTER, EXPOSED_TIMES };

/* How many posts see a place: any point of a road, of an outline, any cell of an area. */
struct exposed {
    size_t seen[EXPOSED_TIMES];
    size_t unsure[EXPOSED_TIMES];  /* the model's heights err by more than what decides */
    size_t unknown[EXPOSED_TIMES]; /* a hole of the model lies between */
};

struct exposure_setup {
    struct sight *sight;
    const struct tct_shapes *posts, *places;
    const bool *withdrawn; /* by post */
    double dem_error_m;    /* NAN: taken as exact */
};

/* What every place is exposed to. Errors: TCT_ERR_LIMIT, TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status exposure_of_places(const struct exposure_setup *setup,
                                                  struct exposed *ret_exposed,
                                                  struct tct_error *err);

/* How one line of sight is judged: TCT_SIGHT_SEEN, HIDDEN, UNKNOWN, or EXPOSED_UNSURE within
 * 1.645 standard deviations of the heights (95 % on one side). */
enum { EXPOSED_UNSURE = 3 };
int exposure_judge(const struct sight *sight, double dem_error_m, const struct tct_sight_end *from,
                   const struct tct_sight_end *to);

/* A stretch of the first line from which a settlement can be seen. */
struct stretch {
    const char *settlement;
    size_t line;         /* which of the lines */
    double from_m, to_m; /* along it */
    bool sure;           /* all of it sees; else some is unsure or not known */
};

struct stretches {
    size_t count;
    struct stretch *items;
};

/* The stretches of `lines` that must be empty, so that no place of a settlement (a place without
 * one is its own) can be seen from them. Errors: TCT_ERR_LIMIT, TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status exposure_stretches(const struct exposure_setup *setup,
                                                  const struct tct_shapes *lines,
                                                  struct stretches *ret_stretches,
                                                  struct tct_error *err);

/* Lines of sight that one call may ask for: some minutes of work. */
enum { EXPOSURE_RAYS = 100000000 };

#endif
