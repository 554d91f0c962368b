/* Gather: the picks of one source made ready for the solver. */
#ifndef TACET_NETWORK_GATHER_H
#define TACET_NETWORK_GATHER_H

#include "errors.h"

enum { PLACES_COUNTED = 4 };

/* One source ready to be located, under what is believed of the `errors`. Arrays have the capacity
 * that the largest group needs. */
struct gathered {
    struct errors errors;
    uint32_t *picks; /* by onset, ties by content */
    size_t pick_count;
    struct sighting *sightings;
    size_t *pick_of;        /* sighting -> index into picks */
    double *angles;         /* for the locator's own use */
    struct problem problem; /* over the sightings, around the origin below */
    int64_t time_ns;        /* of the first pick: second 0 */
    double x_m, y_m;        /* of the first usable pick's station */
    size_t places;   /* different places of sightings with a time, counted up to PLACES_COUNTED */
    size_t bearings; /* sightings with a bearing */
    size_t bearing_places; /* their different places, likewise */
};

/* Room for groups of up to `picks_most` picks; the errors are as the sector says. Errors:
 * TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status gather_room(struct tct_arena *arena, size_t picks_most,
                                           struct gathered *ret_room, struct tct_error *err);

/* Fills `room` from one group. */
void gather(const struct tct_network *network, const struct tct_air_belief *air,
            const struct tct_detection *detections, size_t detection_count,
            const struct tct_group *group, struct gathered *room);

/* Where the group's own hypothesis puts it, in the frame of its problem; NULL when it has none. */
const struct tct_plane *gather_about(const struct gathered *room, const struct tct_group *group,
                                     struct tct_plane *about);

/* Whether two sightings are too near each other to count as two. */
bool gather_same_place(const struct sighting *a, const struct sighting *b);

/* Sets the height that is expected of a source from the sightings' stations; the first is nearest.
 */
void gather_expect_height(struct problem *problem);

/* Where the stations of a problem stand: mean, and mean square around it as xx, xy, yy. */
struct spread {
    double x_m, y_m;
    double square_m2[3];
};

struct spread gather_spread(const struct problem *problem);

#endif
