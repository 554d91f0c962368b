/* Places: all maxima of the posterior of one source that count, and their common moments. */
#ifndef TACET_NETWORK_PLACES_H
#define TACET_NETWORK_PLACES_H

#include "solve.h"

enum { PLACES_MOST = 24 };

/* Where one source may be: a mixture of normal distributions, the most probable first. */
struct places {
    struct place place[PLACES_MOST];
    double p[PLACES_MOST]; /* sum 1 */
    size_t count;          /* 0: nothing was found */
    bool bent;             /* several of them are parts of one that is not normal */
};

/* `about`, in the problem's frame, is where the source is thought to be; NULL: anywhere. */
void places_find(const struct problem *problem, const struct tct_plane *about,
                 struct places *ret_places);

/* One more place, `odds` as likely as all those that are there. */
void places_add(struct places *places, const struct place *place, double odds);

/* The same, with a probability that is its own already. */
void places_insert(struct places *places, const struct place *place, double p);

/* One place, quickly: right when the sightings agree. False when none was found. */
bool places_find_roughly(const struct problem *problem, struct place *ret_place);

/* Where to say that the source is: the mean of the places that are within the first one's own 99.9
 * % ellipse. The places that are not are other answers and no reason to move this one. */
void places_middle(const struct places *places, double ret_middle[SOURCE_COUNT]);

/* Mean squared deviations of all places from `middle`: xx, xy, yy, and of the time. */
void places_moments(const struct places *places, const double middle[SOURCE_COUNT],
                    double ret_covariance_m2[3], double *ret_time_variance_s2);

/* Probability that the source is not where the first place's own 99.9 % ellipse is. */
double places_elsewhere_p(const struct places *places);

#endif
