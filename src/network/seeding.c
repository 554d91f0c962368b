/* Seeding by triples: three arrival times give a source in closed form (Bancroft 1985, in the
 * plane). The first pick is taken as the earliest of its source, which keeps triples few. */
#include "seeding.h"

#include <math.h>

#include "parts.h"

enum {
    NEAR_STATIONS = 2, /* of which one at least heard it, too */
    NEAR_STATIONS_HIDDEN = 5,
    PARTNER_STATIONS = 16, /* the nearest ones: the next to hear a source stand around the first */
    PARTNERS_MOST = 64,    /* picks of theirs */
    TRIPLES_MOST = 80,     /* for one first pick */
    MARKS_MOST = 64,
    TRAIN_TRIPLES_MOST = 100, /* the same for one train: few of them decide much */
    TRAIN_FOUND_MOST = 30,
    FOUND_MOST = 6,    /* candidates from one first pick */
    SILENT_MOST = 4,   /* stations nearer to a source than the first that heard it */
    STRONG_ENOUGH = 1, /* strong candidates that hold a pick before it is no longer tried */
};

/* Candidates worse than this are not kept: better ones may take their picks, never give any. */
static const double KEEP_LOG_ODDS = -3;

/* Slack when arrival times are compared with the distance of stations. */
static const double SLACK_S = 0.1;

/* Sources further than this from their first station are not sought: no sound of war is told from
 * noise there by onset times, and the prior of such a place is below e^-8. */
static const double SEEK_M = 30000, SEEK_GROUNDS = 8;

/* A later pick seen from the first: where its station is, and how much later in metres of sound. */
struct partner {
    double x_m, y_m, later_m;
    uint32_t pick, station;
    bool free, near;
    uint64_t judged; /* bit k: belongs to the k-th source that was judged for this first pick */
};

struct seeder {
    const struct judge *judge;
    const uint32_t *owner; /* NULL: nothing is owned yet */
    struct candidates *candidates;
    uint32_t first;
    struct air air; /* when it came */
    size_t partner_count;
    struct partner partners[PARTNERS_MOST];
    unsigned found, marks;
    size_t near_stations, triples_most, found_most;
    int free_least; /* of three */
};

static bool is_free(const struct seeder *seeder, uint32_t pick)
{
    return seeder->owner == NULL || seeder->owner[pick] == NOBODY;
}

static void find_partners(struct seeder *seeder)
{
    const struct scene *scene = &seeder->judge->scene;
    const struct pick *first = &scene->picks->all[seeder->first];
    const uint32_t *list = station_neighbours(scene->index, first->station);
    const struct tct_station *here = &scene->index->stations[first->station];
    struct source at = source_by(scene, first->station, here->x_m, here->y_m, first->time_s);
    size_t stations = scene->index->neighbour_count;
    if (stations > PARTNER_STATIONS)
        stations = PARTNER_STATIONS;
    seeder->air = at.air;
    seeder->partner_count = 0;
    for (size_t s = 0; s < stations; s++) {
        if (list[s] == first->station)
            continue;
        const struct tct_station *there = &scene->index->stations[list[s]];
        struct path path = source_path(&at, there);
        double until_s = first->time_s + path.travel_s + SLACK_S;
        uint32_t end = scene->picks->first[list[s] + 1];
        for (uint32_t i = picks_after(scene->picks, list[s], first->time_s);
             i < end && scene->picks->all[i].time_s <= until_s; i++) {
            if (seeder->partner_count == PARTNERS_MOST)
                return;
            if (judge_worthwhile(seeder->judge, i))
                seeder->partners[seeder->partner_count++] = (struct partner){
                    .x_m = there->x_m - here->x_m,
                    .y_m = there->y_m - here->y_m,
                    .later_m =
                        seeder->air.sound_speed_m_s * (scene->picks->all[i].time_s - first->time_s),
                    .pick = i,
                    .station = list[s],
                    .free = is_free(seeder, i),
                    .near = s <= seeder->near_stations,
                };
        }
    }
}

/* Distances rho from the first station at which a source fits all three: roots of a quadratic. */
static size_t roots(double a, double b, double c, double ret_rho[2])
{
    double discriminant = b * b - 4 * a * c;
    if (discriminant < 0)
        discriminant = 0; /* errors of the times: the nearest that there is */
    double q = -0.5 * (b + copysign(sqrt(discriminant), b));
    size_t count = 0;
    if (fabs(q) < SEEK_M * fabs(a))
        ret_rho[count++] = q / a;
    if (fabs(c) < SEEK_M * fabs(q))
        ret_rho[count++] = c / q;
    return count;
}

/* Three stations in line: how far along it the source is, and how far to either side. */
static size_t places_beside_line(const struct partner *p, const struct partner *q,
                                 struct tct_plane ret_places[2], double ret_rho[2])
{
    double along_p = hypot(p->x_m, p->y_m);
    if (along_p < 1)
        return 0;
    double ux = p->x_m / along_p, uy = p->y_m / along_p;
    double along_q = q->x_m * ux + q->y_m * uy;
    double fp = (along_p * along_p - p->later_m * p->later_m) / 2;
    double fq = (along_q * along_q - q->later_m * q->later_m) / 2;
    double determinant = along_p * q->later_m - along_q * p->later_m;
    double along = (fp * q->later_m - fq * p->later_m) / determinant;
    double rho = (along_p * fq - along_q * fp) / determinant;
    double beside = sqrt(fmax(1, rho * rho - along * along)); /* not on the line: it has no sides */
    if (!(rho > 0 && rho < SEEK_M))
        return 0;
    ret_places[0] = (struct tct_plane){along * ux - beside * uy, along * uy + beside * ux};
    ret_places[1] = (struct tct_plane){along * ux + beside * uy, along * uy - beside * ux};
    ret_rho[0] = ret_rho[1] = rho;
    return 2;
}

/* Places of the source relative to the first station; at most two. */
static size_t places(const struct partner *p, const struct partner *q,
                     struct tct_plane ret_places[2], double ret_rho[2])
{
    double cross = p->x_m * q->y_m - p->y_m * q->x_m;
    double p2 = p->x_m * p->x_m + p->y_m * p->y_m, q2 = q->x_m * q->x_m + q->y_m * q->y_m;
    if (cross * cross < 1e-4 * p2 * q2)
        return places_beside_line(p, q, ret_places, ret_rho);
    /* place = base + rho * slope, from p . place = (p^2 - later^2) / 2 - rho later, and for q */
    double fp = (p2 - p->later_m * p->later_m) / 2, fq = (q2 - q->later_m * q->later_m) / 2;
    double base_x = (fp * q->y_m - fq * p->y_m) / cross,
           base_y = (p->x_m * fq - q->x_m * fp) / cross;
    double slope_x = (q->later_m * p->y_m - p->later_m * q->y_m) / cross;
    double slope_y = (q->x_m * p->later_m - p->x_m * q->later_m) / cross;
    double found[2];
    size_t count =
        roots(slope_x * slope_x + slope_y * slope_y - 1, 2 * (base_x * slope_x + base_y * slope_y),
              base_x * base_x + base_y * base_y, found);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (found[i] < 0)
            continue;
        ret_rho[kept] = found[i];
        ret_places[kept++] =
            (struct tct_plane){base_x + found[i] * slope_x, base_y + found[i] * slope_y};
    }
    return kept;
}

/* Pairs of a source that was judged need not be tried again. */
static void mark(struct seeder *seeder, const struct source *source)
{
    if (seeder->marks == MARKS_MOST)
        return;
    for (size_t i = 0; i < seeder->partner_count; i++)
        for (size_t k = 0; k < source->count; k++)
            if (source->picks[k] == seeder->partners[i].pick)
                seeder->partners[i].judged |= UINT64_C(1) << seeder->marks;
    seeder->marks++;
}

/* The station nearest to a place, seen from the first one; false when more stations than a few are
 * nearer than that: they were silent when the first pick was the first. What is nearer stands
 * within twice the distance of the first. */
static bool find_nearest(const struct seeder *seeder, struct tct_plane place, double rho_m,
                         uint32_t *ret_nearest)
{
    const struct station_index *index = seeder->judge->scene.index;
    uint32_t first = seeder->judge->scene.picks->all[seeder->first].station;
    const uint32_t *list = station_neighbours(index, first);
    const float *apart_m = station_distances(index, first);
    const struct tct_station *here = &index->stations[first];
    double x_m = here->x_m + place.x_m, y_m = here->y_m + place.y_m, best2 = rho_m * rho_m;
    size_t nearer = 0;
    *ret_nearest = first;
    for (size_t i = 1; i < index->neighbour_count && (double)apart_m[i] < 2 * rho_m; i++) {
        double dx = index->stations[list[i]].x_m - x_m, dy = index->stations[list[i]].y_m - y_m;
        double apart2 = dx * dx + dy * dy;
        if (apart2 >= rho_m * rho_m)
            continue;
        if (++nearer > SILENT_MOST)
            return false;
        if (apart2 < best2) {
            best2 = apart2;
            *ret_nearest = list[i];
        }
    }
    return true;
}

/* A source at a place relative to the first station, with the first pick; false when too many
 * stations were silent for it. */
static bool place_source(const struct seeder *seeder, struct tct_plane place, double rho_m,
                         struct source *ret_source)
{
    const struct judge *judge = seeder->judge;
    const struct pick *first = &judge->scene.picks->all[seeder->first];
    const struct tct_station *here = &judge->scene.index->stations[first->station];
    uint32_t nearest;
    if (!find_nearest(seeder, place, rho_m, &nearest))
        return false;
    ret_source->x_m = here->x_m + place.x_m;
    ret_source->y_m = here->y_m + place.y_m;
    ret_source->z_m = judge->scene.index->height_m[nearest];
    ret_source->time_s = first->time_s - rho_m / seeder->air.sound_speed_m_s;
    ret_source->nearest = nearest;
    ret_source->air = seeder->air;
    ret_source->anchor_x_m = ret_source->anchor_y_m = ret_source->anchor_information = 0;
    ret_source->count = 1;
    ret_source->picks[0] = seeder->first;
    return true;
}

/* Grows and settles a source that was fitted to its seeds, and keeps what is worth it. */
static enum tct_status try_source(struct seeder *seeder, struct source *source,
                                  struct tct_error *err)
{
    const struct judge *judge = seeder->judge;
    struct reach_belief reaches;
    if (!judge_grow(judge, RIGHTS_TO_ALL, source, &reaches))
        return TCT_OK;
    if (candidates_met(seeder->candidates, source)) {
        mark(seeder, source);
        return TCT_OK;
    }
    if (!source_fit(&judge->scene, source) ||
        !judge_settle_grown(judge, RIGHTS_TO_ALL, &reaches, source) ||
        source->log_odds < KEEP_LOG_ODDS)
        return TCT_OK;
    mark(seeder, source);
    seeder->found++;
    return candidates_add(seeder->candidates, source, err);
}

static enum tct_status try_place(struct seeder *seeder, struct tct_plane place, double rho_m,
                                 const struct partner *p, const struct partner *q,
                                 struct tct_error *err)
{
    struct source source;
    if (!place_source(seeder, place, rho_m, &source))
        return TCT_OK;
    source.picks[source.count++] = p->pick;
    source.picks[source.count++] = q->pick;
    return source_fit_three(&seeder->judge->scene, &source) ? try_source(seeder, &source, err)
                                                            : TCT_OK;
}

static double farthest_m(const struct judge *judge)
{
    return fmin(SEEK_M, SEEK_GROUNDS * judge->ground_m);
}

/* How far along the bearing of the first a source is that the partner hears when it does: where a
 * branch of a hyperbola meets a ray. Not above 0: nowhere. */
static double along_bearing_m(const struct partner *p, double ux, double uy)
{
    double apart2 = p->x_m * p->x_m + p->y_m * p->y_m;
    return (apart2 - p->later_m * p->later_m) / (2 * (p->later_m + ux * p->x_m + uy * p->y_m));
}

/* Whether the partner's bearing leads to a place that lies along the first one's. */
static bool bearings_cross(const struct pick *first, const struct pick *second,
                           const struct partner *p, struct tct_plane place, double rho_m)
{
    static const double GATE = 4;
    double dx = place.x_m - p->x_m, dy = place.y_m - p->y_m, apart_m = hypot(dx, dy);
    double off = remainder(second->azimuth_rad - atan2(dx, dy), 2 * M_PI);
    double turned = first->azimuth_sigma_rad * (1 + rho_m / fmax(apart_m, 1));
    return fabs(off) < GATE * (turned + second->azimuth_sigma_rad);
}

/* Two bearings and two times: one observation more than a source has unknowns. */
static enum tct_status try_bearings(struct seeder *seeder, const struct partner *p,
                                    struct tct_error *err)
{
    const struct judge *judge = seeder->judge;
    const struct pick *first = &judge->scene.picks->all[seeder->first];
    double ux = sin(first->azimuth_rad), uy = cos(first->azimuth_rad);
    double rho_m = along_bearing_m(p, ux, uy);
    struct tct_plane place = {rho_m * ux, rho_m * uy};
    if (!(rho_m > 0 && rho_m < farthest_m(judge)) ||
        !bearings_cross(first, &judge->scene.picks->all[p->pick], p, place, rho_m))
        return TCT_OK;
    struct source source;
    if (!place_source(seeder, place, rho_m, &source))
        return TCT_OK;
    source.picks[source.count++] = p->pick;
    return source_fit(&judge->scene, &source) ? try_source(seeder, &source, err) : TCT_OK;
}

/* Where bearings cross and times agree: what two arrays hear and nobody else. */
static enum tct_status seed_from_bearings(struct seeder *seeder, struct tct_error *err)
{
    const struct picks *picks = seeder->judge->scene.picks;
    if (isnan(picks->all[seeder->first].azimuth_rad))
        return TCT_OK;
    for (size_t i = 0; i < seeder->partner_count; i++) {
        const struct partner *p = &seeder->partners[i];
        if (isnan(picks->all[p->pick].azimuth_rad) || p->judged != 0 || !p->free ||
            !is_free(seeder, seeder->first))
            continue;
        enum tct_status status = try_bearings(seeder, p, err);
        if (status != TCT_OK || seeder->found >= seeder->found_most)
            return status;
    }
    return TCT_OK;
}

/* Two stations cannot hear one source further apart in time than they are in space. */
static bool can_agree(const struct partner *p, const struct partner *q, double slack_m)
{
    double dx = p->x_m - q->x_m, dy = p->y_m - q->y_m, later_m = fabs(p->later_m - q->later_m);
    return later_m < slack_m || (later_m - slack_m) * (later_m - slack_m) < dx * dx + dy * dy;
}

static enum tct_status try_pair(struct seeder *seeder, const struct partner *p,
                                const struct partner *q, struct tct_error *err)
{
    struct tct_plane found[2];
    double rho_m[2];
    size_t count = places(p, q, found, rho_m);
    for (size_t i = 0; i < count; i++) {
        if (rho_m[i] > farthest_m(seeder->judge))
            continue;
        enum tct_status status = try_place(seeder, found[i], rho_m[i], p, q, err);
        if (status != TCT_OK)
            return status;
    }
    return TCT_OK;
}

static enum tct_status seed_from(struct seeder *seeder, struct tct_error *err)
{
    find_partners(seeder);
    seeder->found = seeder->marks = 0;
    size_t tried = 0;
    double slack_m = SLACK_S * seeder->air.sound_speed_m_s;
    int free = is_free(seeder, seeder->first);
    for (size_t j = 1; j < seeder->partner_count; j++) {
        for (size_t i = 0; i < j; i++) {
            const struct partner *p = &seeder->partners[i], *q = &seeder->partners[j];
            if ((!p->near && !q->near) || p->station == q->station ||
                (p->judged & q->judged) != 0 || free + p->free + q->free < seeder->free_least ||
                !can_agree(p, q, slack_m))
                continue;
            enum tct_status status = try_pair(seeder, p, q, err);
            if (status != TCT_OK)
                return status;
            if (++tried >= seeder->triples_most || seeder->found >= seeder->found_most)
                return TCT_OK;
        }
    }
    return seed_from_bearings(seeder, err);
}

/* First picks of one part, in time. A part knows nothing of the others, so that what is found does
 * not depend on how many run at once; a source at its edge may be found twice, and is taken once.
 */
enum { PICKS_A_PART = 4096 };

/* A part while it is worked on, in memory of its own. */
struct seeding {
    const struct judge *judge;
    const uint32_t *owner;
    size_t first_part; /* of those that run now */
    struct seeding_part {
        struct tct_arena arena;
        struct candidates candidates;
        enum tct_status status;
        struct tct_error err;
    } * parts; /* one for each that runs at once */
};

static enum tct_status seed_picks(const struct seeding *seeding, size_t from, size_t to,
                                  struct candidates *candidates, struct tct_error *err)
{
    const struct judge *judge = seeding->judge;
    const bool hidden = seeding->owner != NULL;
    struct seeder seeder = {.judge = judge,
                            .owner = seeding->owner,
                            .candidates = candidates,
                            .near_stations = hidden ? NEAR_STATIONS_HIDDEN : NEAR_STATIONS,
                            .triples_most = TRIPLES_MOST,
                            .found_most = FOUND_MOST,
                            .free_least = 2};
    for (size_t i = from; i < to; i++) {
        seeder.first = judge->scene.picks->in_time[i];
        bool covered = !hidden && candidates->strong[seeder.first] >= STRONG_ENOUGH;
        if (covered || !judge_worthwhile(judge, seeder.first))
            continue;
        enum tct_status status = seed_from(&seeder, err);
        if (status != TCT_OK)
            return status;
    }
    return TCT_OK;
}

static void seed_part(void *work, size_t number, size_t worker)
{
    (void)worker;
    const struct seeding *seeding = work;
    struct seeding_part *part = &seeding->parts[number];
    size_t picks = seeding->judge->scene.picks->count;
    size_t from = (seeding->first_part + number) * PICKS_A_PART;
    size_t to = from + PICKS_A_PART < picks ? from + PICKS_A_PART : picks;
    part->status = candidates_new(picks, FOUND_MOST * (to - from), &part->arena, &part->candidates,
                                  &part->err);
    if (part->status == TCT_OK)
        part->status = seed_picks(seeding, from, to, &part->candidates, &part->err);
}

/* What the parts found, in their order. */
static enum tct_status take_parts(struct seeding *seeding, size_t count,
                                  struct candidates *candidates, struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < count; i++) {
        struct seeding_part *part = &seeding->parts[i];
        if (status == TCT_OK && part->status != TCT_OK)
            status = tct_fail(err, part->status, "%s", part->err.text);
        for (size_t k = 0; k < part->candidates.count && status == TCT_OK; k++)
            status = candidates_take(candidates, &part->candidates.all[k], err);
        tct_arena_free(&part->arena);
    }
    return status;
}

enum tct_status seed_candidates(const struct judge *judge, const uint32_t *owner,
                                struct candidates *candidates, struct tct_error *err)
{
    size_t picks = judge->scene.picks->count, at_once = parts_workers(judge->scene.network);
    size_t parts = (picks + PICKS_A_PART - 1) / PICKS_A_PART;
    size_t room_bytes = candidates->arena->limit_bytes - candidates->arena->used_bytes;
    struct seeding seeding = {.judge = judge, .owner = owner};
    struct tct_arena arena;
    tct_arena_init(&arena, room_bytes);
    seeding.parts = TCT_ARENA_NEW(&arena, struct seeding_part, at_once);
    enum tct_status status = seeding.parts == NULL
                                 ? tct_fail(err, TCT_ERR_MEMORY, "out of memory for hypotheses")
                                 : TCT_OK;
    for (; seeding.first_part < parts && status == TCT_OK; seeding.first_part += at_once) {
        size_t left = parts - seeding.first_part, count = left < at_once ? left : at_once;
        for (size_t i = 0; i < count; i++) {
            seeding.parts[i] = (struct seeding_part){.status = TCT_OK};
            tct_arena_init(&seeding.parts[i].arena, room_bytes / at_once);
        }
        parts_run(judge->scene.network, count, seed_part, &seeding);
        status = take_parts(&seeding, count, candidates, err);
    }
    tct_arena_free(&arena);
    return status;
}

enum tct_status seed_from_pick(const struct judge *judge, const uint32_t *owner, uint32_t first,
                               struct candidates *candidates, struct tct_error *err)
{
    struct seeder seeder = {.judge = judge,
                            .owner = owner,
                            .candidates = candidates,
                            .first = first,
                            .near_stations = PARTNER_STATIONS,
                            .triples_most = TRAIN_TRIPLES_MOST,
                            .found_most = TRAIN_FOUND_MOST,
                            .free_least = 3};
    return seed_from(&seeder, err);
}
