/* Made-up agreements and records: whatever is drawn, drawn alike for both sides. */
#ifndef TESTS_ACCORD_MADE_UP_H
#define TESTS_ACCORD_MADE_UP_H

#include "tacet/accord.h"

enum {
    MADE_COMMITMENTS = 24,
    MADE_EVENTS = 400,
    MADE_ACTIVITIES = 6,
    MADE_INSPECTIONS = 40,
    MADE_DAYS = 6,
    MADE_LINE = 9,
    MADE_SPELLS = 60,
    MADE_ZONE_CORNERS = 7,
};

/* It points into itself: not to be copied but by made_swapped. */
struct made {
    struct tct_commitment commitments[MADE_COMMITMENTS];
    struct tct_plane corners[MADE_COMMITMENTS][MADE_ZONE_CORNERS];
    struct tct_outline rings[MADE_COMMITMENTS];
    struct tct_shape zones[MADE_COMMITMENTS];
    struct tct_window windows[MADE_COMMITMENTS];
    struct tct_sighting sightings[MADE_EVENTS];
    struct tct_activity activities[MADE_ACTIVITIES];
    struct tct_inspection inspections[MADE_INSPECTIONS];
    struct tct_plane line[MADE_LINE];
    struct tct_spell spells[MADE_SPELLS];
    struct tct_accord_setup setup;
};

/* From a seed. */
void made_up(uint64_t seed, struct made *ret);

/* The same with the sides exchanged: the line the other way round, and every side the other one. */
void made_swapped(const struct made *from, struct made *ret);

/* A book of it with all of its events, in an order by this seed; some come twice, some are taken
 * away and come again. */
struct tct_accord *made_book(const struct made *made, uint64_t order);

#endif
