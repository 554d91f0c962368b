/* Tacet network, coverage: what would have been heard. For a source of given loudness at any place:
 * the chance that it is detected, the expected 95 % ellipse, the chance that its side of the line
 * is named. The one function that everything uses as exposure.
 *
 * Pure like all of the floor; ground that hides is asked for through a function. Coverage shows
 * where one would not be heard: who may see it is the caller's to decide. Model, limits and
 * figures: docs/adr/0012-coverage.md. */
#ifndef TACET_NETWORK_COVERAGE_H
#define TACET_NETWORK_COVERAGE_H

#include "tacet/acoustics.h"
#include "tacet/network.h"

/* A side is named only when it is at least this probable: whoever reads a name will repeat it.
 * Below, "undetermined" is the proper answer. Equal for both sides. */
#define TCT_SIDE_NAMED_FROM_P 0.9

/* Stations that must hear a source for it to be an event, as tct_associate needs. */
#define TCT_COVERAGE_HEARERS 4

/* No sound is followed farther: there refraction decides. */
#define TCT_COVERAGE_REACH_M 20000.0

/* How a station hears. */
struct tct_ear {
    double noise_pa;          /* root mean square in the detector's band, > 0 */
    double threshold_db;      /* of peak over noise at which half of all sounds are detected */
    double listening_p;       /* 0 to 1: that it is up, or the share of the time that it is */
    double height_m;          /* over the ground, >= 0 */
    double onset_sigma_s;     /* of a loud onset, > 0 */
    double azimuth_sigma_rad; /* of an array's bearing; NAN: no array */
};

/* What makes the sound: a charge, or a blast with a peak. */
struct tct_loudness {
    double charge_kg;        /* of TNT in free air, 1e-6 to 1e6; 0: what follows */
    double peak_pa;          /* at 1 m, > 0 */
    double positive_phase_s; /* 5e-5 to 0.1 */
    double height_m;         /* over the ground, >= 0 */
};

/* The air of the moment, and how it changes with height. */
struct tct_profile {
    struct tct_air air;
    double wind_x_m_s, wind_y_m_s;           /* where it blows to */
    double warmer_per_m;                     /* K/m */
    double windier_x_per_s, windier_y_per_s; /* (m/s)/m */
};

/* The profile of neutral air over open country with `wind_m_s`, where it blows to, at 10 m: the
 * wind grows with the logarithm of height (u = u10 ln(z/z0) / ln(10 m/z0), z0 = 0.1 m: Stull, An
 * Introduction to Boundary Layer Meteorology, 1988, 9.7), taken straight with its slope at 10 m. */
TCT_API struct tct_profile tct_profile_with_wind(const struct tct_air *air, double wind_x_m_s,
                                                 double wind_y_m_s, double warmer_per_m);

/* How much longer than straight the way over the highest edge is from a source at `place` to a
 * station, metres; 0 when nothing stands between. `curvature_per_m` is that of the sound's ray,
 * positive when it bends down. */
typedef double tct_coverage_detour(const void *ground, struct tct_plane place, size_t station,
                                   double curvature_per_m);

struct tct_coverage_setup {
    const struct tct_network *network;
    const struct tct_ear *ears; /* one a station of the network */
    struct tct_loudness loudness;
    struct tct_profile profile;
    double excess_db_per_km;         /* ground and trees, beyond the air */
    double spread_db;                /* standard deviation of a level around the model, > 0 */
    tct_coverage_detour *detour;     /* NULL: flat */
    const void *ground;              /* for `detour` */
    const struct tct_coverage *like; /* another one: where its source and air are the same, what was
                                        worked out for these is taken over; NULL: none */
};

struct tct_coverage;

/* Prepares; everything is the arena's, the setup's arrays must outlive it. Errors: TCT_ERR_USE for
 * a number outside of its range, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_coverage_open(const struct tct_coverage_setup *setup,
                                                         struct tct_arena *arena,
                                                         struct tct_coverage **ret_coverage,
                                                         struct tct_error *err);

/* What to expect of one source. */
struct tct_expectation {
    double hearers;               /* mean number of stations that hear it */
    double detected_p;            /* that TCT_COVERAGE_HEARERS or more do */
    struct tct_ellipse ellipse95; /* when it is detected; NAN when no place could be given */
    double covariance_m2[3];      /* xx, xy, yy; NAN likewise */
    enum tct_side side;           /* that the place is on; UNDETERMINED without a line */
    double named_p;               /* that it is detected and this side is named */
};

/* Any number of threads at a time. Allocates nothing. */
TCT_API struct tct_expectation tct_coverage_at(const struct tct_coverage *coverage,
                                               struct tct_plane place);

/* That a station hears a source at a place. */
TCT_API double tct_coverage_hears_p(const struct tct_coverage *coverage, struct tct_plane place,
                                    size_t station);

/* That `least` (1 to 8) or more of `count` independent things happen that have probabilities p:
 * exact, by the recursion over the number that has happened (Poisson's binomial distribution; e.g.
 * Hong, Computational Statistics & Data Analysis 59, 2013). */
TCT_API double tct_at_least_p(const double *p, size_t count, size_t least);

/* Which sites help most: `candidates` are indices of stations of the setup, which count as absent
 * until they are chosen. Chooses `wanted` of them one after the other, each the one that raises the
 * mean of detected_p over `places` most; while no single one can (fewer than four stations hear any
 * place), the one that raises the mean number of hearers, counted up to four. What is chosen first
 * is not reconsidered. */
struct tct_site_choice {
    size_t candidate;       /* index into `candidates` */
    double detected_p_mean; /* over the places, with this and all before it */
    double hearers_mean;    /* counted up to four */
};

/* `ret_choices` has room for `wanted` (at most candidate_count). Errors: TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_coverage_choose(
    const struct tct_coverage *coverage, const struct tct_plane *places, size_t place_count,
    const size_t *candidates, size_t candidate_count, size_t wanted, struct tct_arena *arena,
    struct tct_site_choice *ret_choices, struct tct_error *err);

#endif
