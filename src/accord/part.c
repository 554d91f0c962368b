/* Parts: the ground that a commitment speaks of, of one side, and whether a cloud was there. */
#include <math.h>

#include "book_parts.h"

enum { CELLS_FIRST = 48, CELLS_MOST = 384 };

bool part_holds(const struct tct_commitment *commitment, struct tct_plane place, double line_m)
{
    return line_m >= commitment->near_m && line_m <= commitment->far_m &&
           (commitment->zone == NULL || shape_holds(commitment->zone, place));
}

/* Whose ground it is matters where what is done there is done by whoever holds it. */
static bool of_side(const struct tct_accord *accord, const struct tct_commitment *commitment,
                    const struct beside *beside, enum tct_side side)
{
    return accord->line == NULL || !tct_commitment_is_heard(commitment) || beside->side == side;
}

/* Cells of the box whose middles it speaks of; every `each`-th of them is kept as a place. */
static size_t look_over(const struct tct_accord *accord, const struct tct_commitment *commitment,
                        enum tct_side side, const struct box *box, int cells, size_t each,
                        struct part *ret)
{
    size_t found = 0;
    for (int i = 0; i < cells * cells; i++) {
        struct tct_plane at = {
            box->west_m + (box->east_m - box->west_m) * ((double)(i % cells) + 0.5) / cells,
            box->south_m + (box->north_m - box->south_m) * ((double)(i / cells) + 0.5) / cells};
        struct beside beside = {0.0, TCT_SIDE_UNDETERMINED};
        if (commitment->zone != NULL && !shape_holds(commitment->zone, at))
            continue;
        if (accord->line != NULL)
            beside = line_beside(accord->line, at);
        if (beside.distance_m < commitment->near_m || beside.distance_m > commitment->far_m ||
            !of_side(accord, commitment, &beside, side))
            continue;
        if (each > 0 && found % each == each / 2 && ret->count < PLACES_MOST)
            ret->places[ret->count++] = at;
        found++;
    }
    return found;
}

void part_open(struct tct_accord *accord, size_t number, enum tct_side side)
{
    const struct tct_commitment *commitment = &accord->setup.commitments[number];
    const struct tct_plane *ground = accord->setup.ground;
    struct part *part = &accord->parts[number][side];
    struct box box = {ground[0].x_m, ground[0].y_m, ground[1].x_m, ground[1].y_m};
    double all_m2 = (box.east_m - box.west_m) * (box.north_m - box.south_m);
    *part = (struct part){.count = 0};
    if (!tct_commitment_binds(commitment, side))
        return;
    if (commitment->zone != NULL)
        box = shape_box(commitment->zone);
    int cells = CELLS_FIRST;
    size_t found = look_over(accord, commitment, side, &box, cells, 0, part);
    while (found < PLACES_MOST && cells < CELLS_MOST) {
        cells *= 2;
        found = look_over(accord, commitment, side, &box, cells, 0, part);
    }
    if (found == 0)
        return;
    size_t each = found < PLACES_MOST ? 1 : found / PLACES_MOST;
    (void)look_over(accord, commitment, side, &box, cells, each, part);
    double cell_m2 = (box.east_m - box.west_m) * (box.north_m - box.south_m) / cells / cells;
    part->share = fmin(1.0, cell_m2 * (double)found / all_m2);
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

static enum relation relation_of(const struct tct_commitment *commitment, const struct cloud *cloud)
{
    double low_m = cloud->line_m - cloud->reach_m, high_m = cloud->line_m + cloud->reach_m;
    enum relation relation = INSIDE;
    if (commitment->zone != NULL)
        relation = zone_relation(commitment->zone, &cloud->box);
    if (relation == OUTSIDE || high_m < commitment->near_m || low_m > commitment->far_m)
        return OUTSIDE;
    bool within =
        (commitment->near_m <= 0.0 || low_m > commitment->near_m) && high_m < commitment->far_m;
    return within ? relation : ACROSS;
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

/* Sums over the points; `ret_any` is the share of them that are in its place, whosever. */
static void sum_points(struct tct_accord *accord, const struct tct_commitment *commitment,
                       const struct excuses *excuses, double ret_p[2], double *ret_any,
                       uint32_t ret_activity[2])
{
    struct cloud *cloud = &accord->cloud;
    cloud_spread(cloud);
    for (int i = 0; i < CLOUD_POINTS; i++) {
        if (!part_holds(commitment, cloud->at[i], cloud->distance_m[i]))
            continue;
        bool any = false;
        for (int s = 0; s < 2; s++) {
            bool free =
                excuses->count == 0 || !excused(accord, excuses, s, cloud->at[i], &ret_activity[s]);
            ret_p[s] += free ? cloud->weight[s][i] : 0.0;
            any = any || free;
        }
        *ret_any += any ? 1.0 / CLOUD_POINTS : 0.0;
    }
}

bool placed_in(struct tct_accord *accord, size_t number, size_t day, struct item *ret)
{
    const struct tct_commitment *commitment = &accord->setup.commitments[number];
    const struct cloud *cloud = &accord->cloud;
    enum relation relation = relation_of(commitment, cloud);
    double p[2] = {0.0, 0.0}, any = 0.0;
    struct excuses excuses;
    ret->activity[0] = ret->activity[1] = NONE;
    if (relation == OUTSIDE)
        return false;
    find_excuses(accord, commitment, day, &excuses);
    if (relation == INSIDE && excuses.count == 0) {
        p[0] = cloud->whole[0];
        p[1] = cloud->whole[1];
        any = 1.0;
    } else {
        sum_points(accord, commitment, &excuses, p, &any, ret->activity);
    }
    if (any <= 0.0 && ret->activity[0] == NONE && ret->activity[1] == NONE)
        return false;
    for (int s = 0; s < 2; s++) {
        double undetermined = cloud->side_p[TCT_SIDE_UNDETERMINED];
        double elsewhere = fmax(0.0, cloud->side_p[s] - cloud->whole[s]);
        ret->pos_p[s] = (float)fmin(1.0, p[s]);
        ret->high_p[s] = (float)fmin(1.0, p[s] + any * undetermined + elsewhere);
    }
    return true;
}
