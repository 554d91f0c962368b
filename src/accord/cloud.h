/* The cloud of an event: places that stand for where it may have been. */
#ifndef TACET_ACCORD_CLOUD_H
#define TACET_ACCORD_CLOUD_H

#include "line.h"
#include "tacet/accord/evidence.h"

/* Each weighs the same. So many tell a probability to less than three hundredths, to .006
 * in the root of the mean square. */
enum { CLOUD_POINTS = 160 };

/* The points of a standard normal place: a spiral by the golden angle, whose radii have the
 * quantiles of a normal one. */
struct cloud_shape {
    struct tct_plane at[CLOUD_POINTS];
    double reach; /* of the farthest */
};
void cloud_shape_open(struct cloud_shape *ret);

struct cloud {
    const struct cloud_shape *shape;
    const struct line *line;
    const struct tct_sighting *sighting;
    struct box box;                /* holds all points */
    double reach_m;                /* none is farther from the middle of the box */
    double line_m;                 /* distance of the middle from the line; 0 without one */
    bool on_one_side;              /* all points are on one side's ground, or nobody's: */
    double side_p[TCT_SIDE_COUNT]; /* as the event has it, or as the ground says */
    double whole[2];       /* that it was there, and of the left, of the right, at any point */
    bool spread, measured; /* what follows is there; the distances are */
    struct tct_plane at[CLOUD_POINTS];
    double distance2_m2[CLOUD_POINTS]; /* square of that from the line; 0 without one */
    double weight[2][CLOUD_POINTS];    /* that it was there, and of the left, of the right */
};

/* Of a sighting that is placed; everything given must stay. `line` NULL: nobody's ground, and sides
 * are the event's own. Points wait for cloud_spread, their distances for cloud_measure. */
void cloud_of(const struct cloud_shape *shape, const struct line *line,
              const struct tct_sighting *sighting, struct cloud *ret);
void cloud_spread(struct cloud *cloud);
void cloud_measure(struct cloud *cloud);

#endif
