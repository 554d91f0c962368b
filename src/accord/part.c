/* Parts: the ground that a commitment speaks of, of one side, and whether a cloud was there. */
#include <math.h>
#include <stdlib.h>

#include "book_parts.h"

enum { CELLS_FIRST = 32, CELLS_MOST = 512 }; /* powers of two */

static bool in_band(const struct tct_commitment *commitment, double line_m)
{
    return line_m >= commitment->near_m && line_m <= commitment->far_m;
}

bool part_holds(const struct tct_commitment *commitment, struct tct_plane place, double line_m)
{
    return in_band(commitment, line_m) &&
           (commitment->zone == NULL || shape_holds(commitment->zone, place));
}

/* Whose ground it is matters where what is done there is done by whoever holds it. */
static bool of_side(const struct tct_accord *accord, const struct tct_commitment *commitment,
                    const struct beside *beside, enum tct_side side)
{
    return accord->line == NULL || !tct_commitment_is_heard(commitment) || beside->side == side;
}

/* A look at the middles of cells of a box: 0 is not what the commitment speaks of, else bits for
 * each side whose it is. */
struct look {
    unsigned char *marks; /* [CELLS_MOST * CELLS_MOST] */
    struct box box;
    int cells; /* along each axis */
    size_t all, found[2];
};

/* Every other bit of a number. */
static int other_bits(int number)
{
    int ret = 0;
    for (int bit = 0; number >> (2 * bit) != 0; bit++)
        ret |= (number >> (2 * bit) & 1) << bit;
    return ret;
}

/* In the order of a Z-shaped curve (Morton, 1966), so that every so manieth cell is far from the
 * others in both directions. */
static struct tct_plane cell_middle(const struct look *look, int i)
{
    const struct box *box = &look->box;
    double column = (double)other_bits(i) + 0.5, row = (double)other_bits(i >> 1) + 0.5;
    return (struct tct_plane){box->west_m + (box->east_m - box->west_m) * column / look->cells,
                              box->south_m + (box->north_m - box->south_m) * row / look->cells};
}

static void look_over(const struct tct_accord *accord, const struct tct_commitment *commitment,
                      struct look *look)
{
    look->all = look->found[0] = look->found[1] = 0;
    for (int i = 0; i < look->cells * look->cells; i++) {
        struct tct_plane at = cell_middle(look, i);
        struct beside beside = {0.0, TCT_SIDE_UNDETERMINED};
        look->marks[i] = 0;
        if (commitment->zone != NULL && !shape_holds(commitment->zone, at))
            continue;
        if (accord->line != NULL)
            beside = line_beside(accord->line, at);
        if (!in_band(commitment, beside.distance_m))
            continue;
        look->all++;
        for (int s = 0; s < 2; s++) {
            if (!of_side(accord, commitment, &beside, (enum tct_side)s))
                continue;
            look->marks[i] |= (unsigned char)(1 << s);
            look->found[s]++;
        }
    }
}

/* Too few cells for so many places where there are any at all. */
static bool too_coarse(const struct look *look)
{
    bool few = look->all < 4 * PLACES_MOST;
    for (int s = 0; s < 2; s++)
        few = few || (look->found[s] > 0 && look->found[s] < PLACES_MOST);
    return few && 2 * look->cells <= CELLS_MOST;
}

/* Every so manieth of the cells that are this side's, so that they are spread over all of it: three
 * quarters through each stretch of the curve is the middle of its square. */
static void keep_places(const struct look *look, int side, struct part *part)
{
    size_t found = look->found[side], number = 0;
    size_t each = found < PLACES_MOST ? 1 : found / PLACES_MOST;
    for (int i = 0; i < look->cells * look->cells; i++) {
        if ((look->marks[i] & (1 << side)) == 0)
            continue;
        if (number++ % each == 3 * each / 4 && part->count < PLACES_MOST)
            part->places[part->count++] = cell_middle(look, i);
    }
}

static void open_part(struct tct_accord *accord, size_t number, struct look *look)
{
    const struct tct_commitment *commitment = &accord->setup.commitments[number];
    const struct tct_plane *ground = accord->setup.ground;
    double all_m2 = (ground[1].x_m - ground[0].x_m) * (ground[1].y_m - ground[0].y_m);
    look->box = commitment->zone != NULL
                    ? shape_box(commitment->zone)
                    : (struct box){ground[0].x_m, ground[0].y_m, ground[1].x_m, ground[1].y_m};
    look->cells = CELLS_FIRST;
    look_over(accord, commitment, look);
    while (too_coarse(look)) {
        look->cells *= 2;
        look_over(accord, commitment, look);
    }
    double cell_m2 = (look->box.east_m - look->box.west_m) *
                     (look->box.north_m - look->box.south_m) / look->cells / look->cells;
    for (int s = 0; s < 2; s++) {
        struct part *part = &accord->parts[number][s];
        if (look->found[s] == 0 || !tct_commitment_binds(commitment, (enum tct_side)s))
            continue;
        keep_places(look, s, part);
        part->share = fmin(1.0, cell_m2 * (double)look->found[s] / all_m2);
    }
}

enum tct_status parts_open(struct tct_accord *accord, struct tct_error *err)
{
    struct look look = {.marks = malloc((size_t)CELLS_MOST * CELLS_MOST)};
    if (look.marks == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for commitments");
    for (size_t i = 0; i < accord->setup.commitment_count; i++)
        open_part(accord, i, &look);
    free(look.marks);
    return TCT_OK;
}

/* How a box lies to what a commitment speaks of. */
enum relation { OUTSIDE, INSIDE, ACROSS };

static bool edge_meets(struct tct_plane a, struct tct_plane b, const struct box *box)
{
    /* Liang-Barsky: what of the edge is within all four half planes. */
    double from = 0.0, to = 1.0, dx = b.x_m - a.x_m, dy = b.y_m - a.y_m;
    const double p[4] = {-dx, dx, -dy, dy};
    const double q[4] = {a.x_m - box->west_m, box->east_m - a.x_m, a.y_m - box->south_m,
                         box->north_m - a.y_m};
    for (int i = 0; i < 4; i++) {
        if (p[i] == 0.0 && q[i] < 0.0)
            return false;
        if (p[i] < 0.0)
            from = fmax(from, q[i] / p[i]);
        else if (p[i] > 0.0)
            to = fmin(to, q[i] / p[i]);
    }
    return from <= to;
}

static enum relation zone_relation(const struct tct_shape *zone, const struct box *box)
{
    struct tct_plane corner = {box->west_m, box->south_m};
    for (size_t r = 0; r < zone->ring_count; r++) {
        const struct tct_outline *ring = &zone->rings[r];
        for (size_t i = 0, k = ring->count - 1; i < ring->count; k = i++)
            if (edge_meets(ring->corners[k], ring->corners[i], box))
                return ACROSS;
    }
    return shape_holds(zone, corner) ? INSIDE : OUTSIDE;
}

/* How the cloud lies to the commitment's zone, and to its distances from the line. */
struct relations {
    enum relation zone, band;
};

static struct relations relations_of(const struct tct_commitment *commitment,
                                     const struct cloud *cloud)
{
    double low_m = cloud->line_m - cloud->reach_m, high_m = cloud->line_m + cloud->reach_m;
    struct relations ret = {INSIDE, INSIDE};
    if (high_m < commitment->near_m || low_m > commitment->far_m)
        ret.band = OUTSIDE;
    else if ((commitment->near_m > 0.0 && low_m <= commitment->near_m) ||
             high_m >= commitment->far_m)
        ret.band = ACROSS;
    if (commitment->zone != NULL && ret.band != OUTSIDE)
        ret.zone = zone_relation(commitment->zone, &cloud->box);
    return ret;
}

/* Activities of the day that may excuse it, by side: numbers, so many; those of neither side excuse
 * both. */
enum { EXCUSES_MOST = 32 };
struct excuses {
    uint32_t numbers[EXCUSES_MOST];
    size_t count;
};

static void find_excuses(const struct tct_accord *accord, const struct tct_commitment *commitment,
                         size_t day, struct excuses *ret)
{
    const struct by_day *list = &accord->activities;
    ret->count = 0;
    if (isnan(commitment->notice_s))
        return;
    for (uint32_t i = list->starts[day]; i < list->starts[day + 1]; i++) {
        const struct tct_activity *activity = &accord->setup.activities[list->numbers[i]];
        double notice_s = tct_time_between_s(activity->notified_ns, activity->from_ns);
        if (notice_s >= commitment->notice_s && ret->count < EXCUSES_MOST &&
            tct_activity_fits(activity, &accord->cloud.sighting->firing))
            ret->numbers[ret->count++] = list->numbers[i];
    }
}

static bool excused(const struct tct_accord *accord, const struct excuses *excuses, int side,
                    struct tct_plane at, uint32_t *ret_by)
{
    for (size_t i = 0; i < excuses->count; i++) {
        const struct tct_activity *a = &accord->setup.activities[excuses->numbers[i]];
        double dx = at.x_m - a->place.x_m, dy = at.y_m - a->place.y_m;
        if ((a->party == TCT_SIDE_UNDETERMINED || (int)a->party == side) &&
            dx * dx + dy * dy <= a->radius_m * a->radius_m) {
            *ret_by = excuses->numbers[i];
            return true;
        }
    }
    return false;
}

/* Sums over the points: that it was there, that nothing excuses it there, and how many of them are
 * there, whosever. */
struct sums {
    double there[2], free[2], any;
};

static void sum_points(struct tct_accord *accord, const struct tct_commitment *commitment,
                       struct relations relations, const struct excuses *excuses, struct sums *ret,
                       uint32_t ret_activity[2])
{
    struct cloud *cloud = &accord->cloud;
    struct shape_cut cut;
    cloud_spread(cloud);
    if (relations.band == ACROSS)
        cloud_measure(cloud);
    if (relations.zone == ACROSS)
        shape_cut(commitment->zone, &cloud->box, &cut);
    double near2_m2 = commitment->near_m * commitment->near_m;
    double far2_m2 = commitment->far_m * commitment->far_m;
    for (int i = 0; i < CLOUD_POINTS; i++) {
        if ((relations.band == ACROSS &&
             (cloud->distance2_m2[i] < near2_m2 || cloud->distance2_m2[i] > far2_m2)) ||
            (relations.zone == ACROSS && !shape_cut_holds(&cut, cloud->at[i])))
            continue;
        ret->any += 1.0 / CLOUD_POINTS;
        for (int s = 0; s < 2; s++) {
            double weight = cloud->weight[s][i];
            ret->there[s] += weight;
            if (excuses->count == 0 || !excused(accord, excuses, s, cloud->at[i], &ret_activity[s]))
                ret->free[s] += weight;
        }
    }
}

bool placed_in(struct tct_accord *accord, size_t number, size_t day, struct item *ret)
{
    const struct tct_commitment *commitment = &accord->setup.commitments[number];
    const struct cloud *cloud = &accord->cloud;
    struct relations relations = relations_of(commitment, cloud);
    struct sums sums = {.any = 0.0};
    struct excuses excuses;
    if (relations.zone == OUTSIDE || relations.band == OUTSIDE)
        return false;
    ret->activity[0] = ret->activity[1] = NONE;
    find_excuses(accord, commitment, day, &excuses);
    if (relations.zone == INSIDE && relations.band == INSIDE && excuses.count == 0)
        sums = (struct sums){
            {cloud->whole[0], cloud->whole[1]}, {cloud->whole[0], cloud->whole[1]}, 1.0};
    else
        sum_points(accord, commitment, relations, &excuses, &sums, ret->activity);
    if (sums.any <= 0.0)
        return false;
    for (int s = 0; s < 2; s++) {
        double undetermined = cloud->side_p[TCT_SIDE_UNDETERMINED];
        double elsewhere = fmax(0.0, cloud->side_p[s] - cloud->whole[s]);
        ret->pos_p[s] = (float)fmin(1.0, sums.there[s]);
        ret->high_p[s] = (float)fmin(1.0, sums.there[s] + sums.any * undetermined + elsewhere);
        ret->free_p[s] = sums.there[s] > 0.0 ? (float)(sums.free[s] / sums.there[s]) : 1.0f;
    }
    return true;
}
