/* The policy of disclosure: what each role may see of each class of fields.
 *
 * It names roles and never sides: what it grants to a role that a side holds it grants to both, and
 * what it says of a side's own papers holds for either. A policy that treats the sides differently
 * cannot be written down. */
#ifndef TACET_DISCLOSURE_POLICY_H
#define TACET_DISCLOSURE_POLICY_H

#include <stdbool.h>

#include "tacet/base.h"

/* Every field that leaves belongs to one of these. */
enum tct_field {
    TCT_FIELD_OPEN,      /* that there is something, its id, its state: for everybody */
    TCT_FIELD_TIME,      /* when it happened */
    TCT_FIELD_PLACE,     /* where, and how surely */
    TCT_FIELD_AREA,      /* names of zones and settlements that it touched */
    TCT_FIELD_KIND,      /* what it was: class, weapon, counts */
    TCT_FIELD_SIDE,      /* from which side, who opened fire */
    TCT_FIELD_SENSOR,    /* stations, arrivals, residuals, coverage */
    TCT_FIELD_WAVEFORM,  /* recordings and what is drawn of them */
    TCT_FIELD_REPORT,    /* what a report says happened */
    TCT_FIELD_OBSERVER,  /* where a reporter stood */
    TCT_FIELD_PERSON,    /* names, telephone numbers, authors */
    TCT_FIELD_STATEMENT, /* a side's position in a case, its dissent */
    TCT_FIELD_EVIDENCE,  /* papers, photos, site notes and their custody */
    TCT_FIELD_INTERVIEW, /* what was said in confidence */
    TCT_FIELD_FINDING,   /* what a case concluded, remedial action */
    TCT_FIELD_COUNT,
};

/* Whose paper it is, as seen by who looks. */
enum tct_owner {
    TCT_OWNER_NOBODY, /* no side's: the mission's, a sensor's */
    TCT_OWNER_OWN,    /* of the side of who looks */
    TCT_OWNER_OTHER,  /* of a side that is not that of who looks */
    TCT_OWNER_COUNT,
};

/* When a class of fields is opened to a role: seconds after it happened, INFINITY for never. */
struct tct_grant {
    double coarse_after_s;
    double exact_after_s;  /* >= coarse_after_s */
    bool exact_on_release; /* when the procedure releases the case that it belongs to */
    bool exact_on_finding; /* when that case has its finding */
};

enum { TCT_ROLES_MAX = 32, TCT_ROLE_BYTES = 32 };

enum tct_standing {
    TCT_STANDING_MISSION, /* of neither side */
    TCT_STANDING_SIDE,    /* held by people of either side, who see their own papers as such */
    TCT_STANDING_PUBLIC,  /* anybody */
    TCT_STANDING_COUNT,
};

struct tct_role {
    char name[TCT_ROLE_BYTES];
    enum tct_standing standing;
    double grid_m;  /* of coarse places */
    double clock_s; /* of coarse times */
    struct tct_grant grants[TCT_FIELD_COUNT][TCT_OWNER_COUNT];
};

struct tct_disclosure_policy {
    struct tct_role roles[TCT_ROLES_MAX];
    size_t count;
};

/* duty_officer: all, exactly and live. liaison and commissioner (of a side): places on a grid of
 * 1 km at once and exactly after 24 hours or when a case is released; their own papers at once, the
 * other side's after 24 hours. mediator: as they, and papers of both alike. analyst: exactly after
 * 24 hours. public: after 7 days, on a grid of 5 km, by the day; findings. Sensors, observers and
 * people: the duty officer alone. */
TCT_API void tct_disclosure_default(struct tct_disclosure_policy *ret);

/* What no policy may grant is refused, however it came about: to a role of a side exact places,
 * sensors or waveforms before an hour is over (a case's release apart), or coarse ones on a grid
 * under 500 m; to it or to the public sensors, observers, people or interviews at all; grids that
 * do not nest, since two that do not tell more together than each. Errors: TCT_ERR_INPUT, which
 * names role and field. */
TCT_API TCT_MUST_CHECK enum tct_status tct_disclosure_check(
    const struct tct_disclosure_policy *policy, struct tct_error *err);

/* The role of this name, or NULL. */
TCT_API const struct tct_role *tct_disclosure_role(const struct tct_disclosure_policy *policy,
                                                   const char *name);

/* "place", "time", ... as policies spell them. */
TCT_API const char *tct_field_name(enum tct_field field);

#endif
