/* Gather: sort the picks of one source, drop what cannot be used, move to a local frame. */
#include "gather.h"

#include <math.h>
#include <stdlib.h>

/* An onset without a stated error is somewhere in the positive phase of a muzzle blast, which
 * lasts 1 to 5 ms (Maher 2006). */
static const double TIME_SIGMA_UNKNOWN_S = 0.003;

/* A bearing without a stated error: what small arrays in the field are good for. */
static const double AZIMUTH_SIGMA_UNKNOWN_RAD = 0.09;

/* Sources are about as high as the stations near them: a storey or a slope apart. */
static const double HEIGHT_SIGMA_M = 15.0;
static const double NEIGHBOURHOOD_M = 2000.0;

/* Stations nearer than this are one place for counting what constrains a source. */
static const double SAME_PLACE_M = 1.0;

enum tct_status gather_room(struct tct_arena *arena, size_t picks_most, struct gathered *ret_room,
                            struct tct_error *err)
{
    *ret_room = (struct gathered){.errors = errors_prior(),
                                  .picks = TCT_ARENA_NEW(arena, uint32_t, picks_most),
                                  .sightings = TCT_ARENA_NEW(arena, struct sighting, picks_most),
                                  .pick_of = TCT_ARENA_NEW(arena, size_t, picks_most),
                                  .angles = TCT_ARENA_NEW(arena, double, picks_most)};
    if (ret_room->picks == NULL || ret_room->sightings == NULL || ret_room->pick_of == NULL ||
        ret_room->angles == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "no memory to locate %zu arrivals", picks_most);
    return TCT_OK;
}

static int by_onset(const void *a, const void *b, void *context)
{
    const struct tct_detection *detections = context;
    uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    const struct tct_detection *p = &detections[i], *q = &detections[j];
    if (p->onset_ns != q->onset_ns)
        return p->onset_ns < q->onset_ns ? -1 : 1;
    if (p->station != q->station)
        return p->station < q->station ? -1 : 1;
    return (i > j) - (i < j);
}

static bool given(double sigma)
{
    return isfinite(sigma) && sigma > 0.0;
}

static struct sighting sighting_of(const struct gathered *room, const struct tct_station *station,
                                   const struct tct_detection *detection)
{
    double pick_s = given(detection->time_sigma_s) ? detection->time_sigma_s : TIME_SIGMA_UNKNOWN_S;
    double aim_rad = given(detection->azimuth_sigma_rad) ? detection->azimuth_sigma_rad
                                                         : AZIMUTH_SIGMA_UNKNOWN_RAD;
    double position_s = station->position_sigma_m / room->problem.air.sound_speed_m_s;
    return (struct sighting){
        .x_m = station->x_m - room->x_m,
        .y_m = station->y_m - room->y_m,
        .z_m = station->z_m,
        .timed = detection->clock != TCT_CLOCK_FREE,
        .time_s = tct_time_between_s(room->time_ns, detection->onset_ns),
        .time_variance_s2 = pick_s * pick_s + station->clock_sigma_s * station->clock_sigma_s +
                            position_s * position_s,
        .aimed = isfinite(detection->azimuth_rad),
        .azimuth_rad = detection->azimuth_rad,
        .azimuth_variance_rad2 =
            aim_rad * aim_rad + BEARING_SIGMA_LEAST_RAD * BEARING_SIGMA_LEAST_RAD,
        .position_variance_m2 = station->position_sigma_m * station->position_sigma_m,
    };
}

static bool heard_before(const struct gathered *room, const struct tct_detection *detections,
                         size_t pick)
{
    for (size_t i = 0; i < pick; i++)
        if (detections[room->picks[i]].station == detections[room->picks[pick]].station)
            return true;
    return false;
}

const struct tct_plane *gather_about(const struct gathered *room, const struct tct_group *group,
                                     struct tct_plane *about)
{
    if (group->hypothesis_count == 0)
        return NULL;
    *about = (struct tct_plane){group->hypotheses[0].x_m - room->x_m,
                                group->hypotheses[0].y_m - room->y_m};
    return about;
}

bool gather_same_place(const struct sighting *a, const struct sighting *b)
{
    return hypot(a->x_m - b->x_m, a->y_m - b->y_m) <= SAME_PLACE_M;
}

struct spread gather_spread(const struct problem *problem)
{
    struct spread spread = {0};
    double share = 1.0 / (double)problem->count;
    for (size_t i = 0; i < problem->count; i++) {
        spread.x_m += share * problem->sightings[i].x_m;
        spread.y_m += share * problem->sightings[i].y_m;
    }
    for (size_t i = 0; i < problem->count; i++) {
        double dx = problem->sightings[i].x_m - spread.x_m;
        double dy = problem->sightings[i].y_m - spread.y_m;
        spread.square_m2[0] += share * dx * dx;
        spread.square_m2[1] += share * dx * dy;
        spread.square_m2[2] += share * dy * dy;
    }
    return spread;
}

static void count_places(struct gathered *room)
{
    const struct sighting *apart[2][PLACES_COUNTED];
    size_t counts[2] = {0, 0}; /* with a time, with a bearing */
    room->bearings = 0;
    for (size_t i = 0; i < room->problem.count; i++) {
        const struct sighting *s = &room->sightings[i];
        const bool says[2] = {s->timed, s->aimed};
        room->bearings += s->aimed;
        for (size_t kind = 0; kind < 2; kind++) {
            bool fresh = says[kind] && counts[kind] < PLACES_COUNTED;
            for (size_t k = 0; fresh && k < counts[kind]; k++)
                fresh = !gather_same_place(s, apart[kind][k]);
            if (fresh)
                apart[kind][counts[kind]++] = s;
        }
    }
    room->places = counts[0];
    room->bearing_places = counts[1];
}

/* Mean height of the stations that are near the first, and how much it may be off. */
void gather_expect_height(struct problem *problem)
{
    double weights = 0.0, sum = 0.0, squares = 0.0;
    for (size_t i = 0; i < problem->count; i++) {
        const struct sighting *s = &problem->sightings[i];
        double near = hypot(s->x_m, s->y_m) / NEIGHBOURHOOD_M;
        double weight = 1.0 / (1.0 + near * near);
        double z = s->z_m - problem->sightings[0].z_m;
        weights += weight;
        sum += weight * z;
        squares += weight * z * z;
    }
    double mean = sum / weights;
    problem->height_mean_m = problem->sightings[0].z_m + mean;
    problem->height_variance_m2 =
        HEIGHT_SIGMA_M * HEIGHT_SIGMA_M + fmax(0.0, squares / weights - mean * mean);
}

static struct air corrected(struct air air, const struct tct_air_belief *correction)
{
    return (struct air){.sound_speed_m_s =
                            air.sound_speed_m_s * (1.0 + correction->mean[TCT_AIR_SPEED]),
                        .wind_x_m_s = air.wind_x_m_s + correction->mean[TCT_AIR_WIND_X],
                        .wind_y_m_s = air.wind_y_m_s + correction->mean[TCT_AIR_WIND_Y]};
}

static struct tct_propagation scaled(const struct tct_propagation *propagation,
                                     const struct errors *errors)
{
    return (struct tct_propagation){.floor_s = errors->path_scale * propagation->floor_s,
                                    .fraction = errors->path_scale * propagation->fraction};
}

void gather(const struct tct_network *network, const struct tct_air_belief *air,
            const struct tct_detection *detections, size_t detection_count,
            const struct tct_group *group, struct gathered *room)
{
    TCT_ASSERT(group->pick_count > 0);
    for (size_t i = 0; i < group->pick_count; i++) {
        TCT_ASSERT(group->picks[i] < detection_count);
        TCT_ASSERT(detections[group->picks[i]].station < network->station_count);
        room->picks[i] = group->picks[i];
    }
    room->pick_count = group->pick_count;
    union { /* qsort_r takes its context without const */
        const struct tct_detection *in;
        void *out;
    } context = {detections};
    qsort_r(room->picks, room->pick_count, sizeof(*room->picks), by_onset, context.out);

    const struct tct_detection *first = &detections[room->picks[0]];
    room->time_ns = first->onset_ns;
    room->x_m = network->stations[first->station].x_m;
    room->y_m = network->stations[first->station].y_m;
    room->problem = (struct problem){.sightings = room->sightings,
                                     .left_out = LEAVE_NONE_OUT,
                                     .air = corrected(air_at(network, room->time_ns), air),
                                     .propagation = scaled(&network->propagation, &room->errors),
                                     .wild_share = room->errors.wild_share};
    for (size_t i = 0; i < TCT_AIR_COUNT; i++)
        for (size_t j = 0; j < TCT_AIR_COUNT; j++)
            room->problem.air_information[i][j] = air->information[i][j];
    for (size_t i = 0; i < room->pick_count; i++) {
        const struct tct_detection *d = &detections[room->picks[i]];
        struct sighting s = sighting_of(room, &network->stations[d->station], d);
        if ((!s.timed && !s.aimed) || heard_before(room, detections, i))
            continue;
        room->pick_of[room->problem.count] = i;
        room->sightings[room->problem.count++] = s;
    }
    count_places(room);
    if (room->problem.count > 0)
        gather_expect_height(&room->problem);
}
