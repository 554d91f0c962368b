/* Commitments: promises that can be checked, composed from few primitives. */
#ifndef TACET_ACCORD_COMMITMENT_H
#define TACET_ACCORD_COMMITMENT_H

#include "tacet/incident.h"

enum tct_who { TCT_WHO_LEFT, TCT_WHO_RIGHT, TCT_WHO_BOTH, TCT_WHO_COUNT };

/* What must not happen. */
enum tct_matter {
    TCT_MATTER_FIRE,    /* fire from there */
    TCT_MATTER_WEAPONS, /* weapons that are there; that they fire from there shows it, too */
    TCT_MATTER_FLIGHT,  /* this and what follows: nothing that sensors hear */
    TCT_MATTER_MOVEMENT,
    TCT_MATTER_ACCESS, /* denied or delayed */
    TCT_MATTER_HARM,   /* to sensors and observers */
    TCT_MATTER_COUNT,
};

enum tct_arm { TCT_ARM_ANY, TCT_ARM_SMALL, TCT_ARM_SNIPER, TCT_ARM_HEAVY, TCT_ARM_COUNT };

/* A polygon: the first ring is its outline, the others are holes. */
struct tct_shape {
    const struct tct_outline *rings;
    size_t ring_count;
};

/* Seconds after midnight of UTC, 0 to 86400; over midnight when it ends before it begins. */
struct tct_window {
    int64_t from_s, until_s;
};

struct tct_commitment {
    enum tct_who who;
    enum tct_matter matter;
    enum tct_arm arm;
    double calibre_mm;            /* of this and above; 0: of any */
    const struct tct_shape *zone; /* NULL: everywhere */
    double near_m, far_m;         /* from the line; 0, INFINITY: at any distance */
    int64_t from_ns, until_ns;
    const struct tct_window *windows; /* of each day; none: all day */
    size_t window_count;
    unsigned allowed; /* so many a day break nothing */
    double notice_s;  /* what was notified so long before is excused; NAN: nothing is */
};

/* The probability that a firing of each kind is of what the commitment means: 1, 0, or TCT_UNTOLD_P
 * and products of it where a sound cannot tell (what sounds like an explosion may be a launch or an
 * impact; whether a rifle was a sniper's; a calibre). */
#define TCT_UNTOLD_P 0.5
TCT_API void tct_commitment_shares(const struct tct_commitment *commitment,
                                   double ret_share[TCT_FIRING_KIND_COUNT]);

/* Whether sensors hear what it forbids. */
TCT_API bool tct_commitment_is_heard(const struct tct_commitment *commitment);

/* Whether the side is bound by it. */
TCT_API bool tct_commitment_binds(const struct tct_commitment *commitment, enum tct_side side);

/* Whether armies have this calibre, mm: others are slips of the pen. */
TCT_API bool tct_calibre_is_known(double calibre_mm);

/* Numbers that are finite and in order, a period that is not empty, windows within a day, rings of
 * three corners or more that do not cross themselves. Errors: TCT_ERR_INPUT with what was found. */
TCT_API TCT_MUST_CHECK enum tct_status tct_commitment_check(const struct tct_commitment *commitment,
                                                            struct tct_error *err);

#endif
