/* What the book is made of. */
#ifndef TACET_ACCORD_BOOK_PARTS_H
#define TACET_ACCORD_BOOK_PARTS_H

#include "cloud.h"
#include "hours.h"
#include "tacet/accord/book.h"

enum { PLACES_MOST = 16, NONE = UINT32_MAX };
#define UNPLACED_ONE 1e9

/* The ground that a commitment speaks of, of one side. */
struct part {
    struct tct_plane places[PLACES_MOST]; /* stand for it */
    size_t count;                         /* 0: nothing of it is this side's */
    double share; /* of all ground: that an event which nobody could place was here */
};

/* How far a breach would have been noticed on a day; hours_s below 0: not worked out yet. */
struct exposure {
    double hours_s;
    double heard, noticed, least; /* by sensors; by whoever looked, too; at the worst */
    int64_t worst_ns;
};

/* An event in a day of a commitment, with all that a verdict asks of it: they are read far more
 * often than written, and each by itself. */
struct item {
    uint32_t event, commitment;
    uint32_t next, next_of_event;
    uint32_t activity[2];       /* that excuses it, or some of it, of the left, of the right */
    float pos_p[2], high_p[2];  /* that it was there, of the left, of the right; that it can be */
    float free_p[2];            /* when it was there: that it was then, and nothing excuses it */
    float any_p, sure_p, share; /* that its kind may be forbidden; that it is; is when it may be */
    float spread_m2;            /* sum of the variances */
    int64_t time_ns;
    struct tct_plane place;
};

struct kept_event {
    bool there, placed;
    struct tct_firing firing;
    uint32_t first; /* of its items */
};

/* Lists of numbers by day. */
struct by_day {
    uint32_t *starts; /* [days + 1] */
    uint32_t *numbers;
};

struct grid; /* which commitments are near */

struct tct_accord {
    struct tct_accord_setup setup;
    struct tct_arena arena;
    struct cloud_shape shape;
    struct cloud cloud;
    struct line *line;
    double (*shares)[TCT_FIRING_KIND_COUNT];
    struct part (*parts)[2]; /* by commitment and side */
    struct exposure *exposures;
    double *rates; /* by commitment: breaches a day in force, of one side */
    struct grid *grid;
    uint32_t *near; /* room for an answer of it */
    struct by_day activities, inspections;
    struct kept_event *events;
    uint32_t event_count, event_room;
    int64_t (*unplaced)[TCT_FIRING_KIND_COUNT][2]; /* by day: events that nobody could place, in
                                                      parts of UNPLACED_ONE, so that sums do not
                                                      depend on their order */
    uint32_t *heads;                               /* of lists of items, by commitment and day */
    struct item *items;
    uint32_t item_count, item_room, free_items;
};

/* How often a day a commitment is broken before anything is known. */
double rate_before(void);

size_t cell_of(const struct tct_accord *accord, size_t commitment, size_t day);
int64_t day_begins_ns(const struct tct_accord *accord, size_t day);

/* The commitments whose ground a box may touch: written to `ret`, which has room for all. */
size_t grid_near(struct grid *grid, const struct box *box, uint32_t *ret);
TCT_MUST_CHECK enum tct_status grid_open(const struct tct_accord_setup *setup,
                                         struct tct_arena *arena, struct grid **ret,
                                         struct tct_error *err);

/* Whether a place is one that the commitment speaks of; `line_m` is its distance from the line. */
bool part_holds(const struct tct_commitment *commitment, struct tct_plane place, double line_m);
/* The parts of all commitments. Errors: TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status parts_open(struct tct_accord *accord, struct tct_error *err);

const struct exposure *exposure_of(struct tct_accord *accord, size_t commitment, enum tct_side side,
                                   size_t day);

/* Whether the cloud was in a commitment's place, of each side: for an item. False: it was not. */
bool placed_in(struct tct_accord *accord, size_t commitment, size_t day, struct item *ret);

/* Whether an inspection speaks of the same as the commitment, 0 to 1, and is of this side. */
double inspection_means(const struct tct_commitment *commitment,
                        const struct tct_inspection *inspection, enum tct_side side);

/* What the kind of a firing says of a commitment, for an item. */
void weigh_kind(const double *shares, const struct tct_firing *firing, struct item *item);

/* What the events of a day say; arrays are the arena's. The list of what it rests on has room for
 * `more_rests` behind it. Errors: TCT_ERR_MEMORY. */
struct weighed {
    double *kept_p;       /* [allowed + 1]: that there were so many, as far as they were noticed */
    double low_p, high_p; /* that there were more, whatever depends on what */
    double expected;
    double unplaced;         /* breaches to be expected among what nobody could place */
    struct tct_rests *rests; /* likeliest first */
    size_t rest_count;
};
TCT_MUST_CHECK enum tct_status weigh_events(const struct tct_accord *accord, size_t commitment,
                                            enum tct_side side, size_t day, size_t more_rests,
                                            struct tct_arena *arena, struct weighed *ret,
                                            struct tct_error *err);

/* The breaches that were noticed alone: what weigh_events gives as `expected`; 0 when memory is
 * out. */
double weigh_expected(const struct tct_accord *accord, size_t commitment, enum tct_side side,
                      size_t day, struct tct_arena *arena);

#endif
