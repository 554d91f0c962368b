/* Evidence: what verdicts rest on. */
#ifndef TACET_ACCORD_EVIDENCE_H
#define TACET_ACCORD_EVIDENCE_H

#include "tacet/accord/commitment.h"

/* An event. Where it may have been in parts that lie apart, `region` says where. */
struct tct_sighting {
    struct tct_firing firing;
    const struct tct_outline *region;
    size_t region_count; /* 0: the covariance says it */
};

/* Who speaks. What one source says again is no second witness. */
enum tct_source {
    TCT_SOURCE_JOINT, /* both sides attended */
    TCT_SOURCE_MISSION,
    TCT_SOURCE_LEFT,
    TCT_SOURCE_RIGHT,
    TCT_SOURCE_PUBLIC,
    TCT_SOURCE_COUNT,
};

/* An inspection or a report: somebody looked, and saw it or did not. */
struct tct_inspection {
    enum tct_source source;
    enum tct_matter matter;
    enum tct_arm arm;
    double calibre_mm; /* 0: not said */
    enum tct_side by;  /* whose doing it is; UNDETERMINED: not said, or nothing was seen */
    bool seen;
    int64_t from_ns, until_ns;
    struct tct_plane place;
    double radius_m; /* that was looked at; of what was seen, the error of the place */
    double sees_p;   /* that it is seen where it is; above `false_p`, below 1 */
    double false_p;  /* that it is said to be seen where it is not; above 0 */
};

/* What sources are taken for where an inspection does not say: alike for both sides. */
TCT_API void tct_inspection_default(enum tct_source source, double *ret_sees_p,
                                    double *ret_false_p);

/* A stretch of time in which hearing did not change. */
struct tct_spell {
    int64_t from_ns, until_ns;
    uint32_t picture;
};

/* What would have been heard. Spells are in order and do not overlap; between them nothing is
 * known, which counts as deaf. `heard_p` answers for places at a picture, 0 to 1; NAN: not known,
 * as deaf. */
struct tct_hearing {
    const struct tct_spell *spells;
    size_t count;
    void (*heard_p)(void *user, uint32_t picture, const struct tct_plane *places, size_t count,
                    bool loud, double *ret_p);
    void *user;
};

#endif
