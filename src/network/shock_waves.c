/* Shock waves: which of them are of which shot. For every line of fire and speed that one of them
 * allows, it is asked which others it explains. */
#include "shock_waves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "air.h"
#include "bullet.h"
#include "tacet/acoustics.h"

/* Speeds at the muzzle, from the slowest bullet that is faster than sound to the fastest of a
 * rifle; so far apart that the error of the model covers what is between. */
static const double SPEED_FIRST_M_S = 370, SPEED_RATIO = 1.06;
enum { SPEEDS = 19 };

/* Error by the time since the shot: what drag, wind and the speeds left out are worth. */
static const double MODEL_FRACTION = 0.03;

/* A line of fire and a speed are chosen among some seven of each that can be told apart: log 1/50.
 * A station in the cone that heard the blast hears the shock wave two times of three: log 1/3. */
static const double CHOICE = -4, MISSED = -1.1;

/* What is further off than this many standard errors is of another bullet. */
static const double GATE = 3;

/* Further off no small arm is heard. */
static const double REACH_M = 4000;

/* Other shock waves are as frequent as those of the same station in so much time to both sides. */
static const double AROUND_S = 5;

/* At an array alone that heard the blast, the shock wave came at most so long before. */
static const double ALONE_S = 3;

static const double TWO_PI = 6.283185307179586;

enum { HEARD_MOST = 128, EARS_MOST = 128 };

/* A detection of a shock wave. */
struct wave {
    int64_t onset_ns;
    uint32_t station, detection;
    double own_variance_s2;
    double rate; /* of such at its station around then, per second */
    bool taken;
};

/* A wave as one shot may have sent it. */
struct heard {
    size_t wave;
    double since_s, variance_s2, log_rate;
};

/* A station that may tell of the bullet: one that heard the blast or a wave. */
struct ear {
    uint32_t station;
    bool blast;
    double range_m, azimuth_rad; /* from the muzzle */
    size_t first, count;         /* of what it heard */
};

struct shot {
    const struct tct_event *event;
    double sound_speed_m_s;
    struct ear ears[EARS_MOST]; /* the nearest first */
    size_t ear_count;
    struct heard heard[HEARD_MOST]; /* by ear, then time */
};

/* The waves that one line of fire explains, by time. */
struct line {
    double score; /* log odds against chance */
    size_t event, count;
    size_t *waves;
};

struct hunt {
    const struct tct_network *network;
    const struct tct_detection *detections;
    struct wave *waves; /* by time */
    size_t count;
    struct shot shot; /* the one that is looked at */
};

static int by_station(const void *left, const void *right)
{
    const struct wave *a = left, *b = right;
    if (a->station != b->station)
        return a->station < b->station ? -1 : 1;
    if (a->onset_ns != b->onset_ns)
        return a->onset_ns < b->onset_ns ? -1 : 1;
    return (a->detection > b->detection) - (a->detection < b->detection);
}

static int by_time(const void *left, const void *right)
{
    const struct wave *a = left, *b = right;
    if (a->onset_ns != b->onset_ns)
        return a->onset_ns < b->onset_ns ? -1 : 1;
    return by_station(left, right);
}

/* Of waves by station and time. */
static void set_rates(struct wave *waves, size_t count)
{
    size_t from = 0, to = 0;
    for (size_t i = 0; i < count; i++) {
        while (waves[from].station != waves[i].station ||
               tct_time_between_s(waves[from].onset_ns, waves[i].onset_ns) > AROUND_S)
            from++;
        while (to < count && waves[to].station == waves[i].station &&
               tct_time_between_s(waves[i].onset_ns, waves[to].onset_ns) <= AROUND_S)
            to++;
        waves[i].rate = (double)(to - from) / (2 * AROUND_S);
    }
}

static struct wave wave_of(const struct tct_network *network,
                           const struct tct_detection *detections, size_t number)
{
    const struct tct_detection *detection = &detections[number];
    const struct tct_station *station = &network->stations[detection->station];
    double sigma_s = detection->time_sigma_s > 0 ? detection->time_sigma_s : 0;
    double place_s = station->position_sigma_m / tct_sound_speed_m_s(0);
    return (struct wave){
        .onset_ns = detection->onset_ns,
        .station = detection->station,
        .detection = (uint32_t)number,
        .own_variance_s2 =
            sigma_s * sigma_s + station->clock_sigma_s * station->clock_sigma_s + place_s * place_s,
    };
}

/* All waves that are no arrival of an event. */
static enum tct_status find_waves(size_t detection_count, const struct tct_event *events,
                                  size_t event_count, struct tct_arena *scratch, struct hunt *hunt,
                                  struct tct_error *err)
{
    size_t room = 0;
    for (size_t i = 0; i < detection_count; i++)
        room += heard_as_shock_wave(&hunt->detections[i]);
    if (room == 0)
        return TCT_OK;
    bool *arrived = TCT_ARENA_NEW(scratch, bool, detection_count);
    hunt->waves = TCT_ARENA_NEW(scratch, struct wave, room);
    if (arrived == NULL || hunt->waves == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu shock waves", room);
    memset(arrived, 0, detection_count * sizeof(*arrived));
    for (size_t i = 0; i < event_count; i++)
        for (size_t k = 0; k < events[i].arrival_count; k++)
            arrived[events[i].arrivals[k].detection] = true;
    for (size_t i = 0; i < detection_count; i++) {
        const struct tct_detection *d = &hunt->detections[i];
        if (heard_as_shock_wave(d) && d->clock != TCT_CLOCK_FREE && !arrived[i] &&
            d->station < hunt->network->station_count)
            hunt->waves[hunt->count++] = wave_of(hunt->network, hunt->detections, i);
    }
    qsort(hunt->waves, hunt->count, sizeof(*hunt->waves), by_station);
    set_rates(hunt->waves, hunt->count);
    qsort(hunt->waves, hunt->count, sizeof(*hunt->waves), by_time);
    return TCT_OK;
}

static size_t first_after(const struct hunt *hunt, int64_t time_ns)
{
    size_t low = 0, high = hunt->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (hunt->waves[middle].onset_ns < time_ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The ear of a station; NULL when there is no room for one more. */
static struct ear *ear_of(const struct hunt *hunt, struct shot *shot, uint32_t station)
{
    for (size_t i = 0; i < shot->ear_count; i++)
        if (shot->ears[i].station == station)
            return &shot->ears[i];
    if (shot->ear_count == EARS_MOST)
        return NULL;
    const struct tct_station *at = &hunt->network->stations[station];
    double dx = at->x_m - shot->event->x_m, dy = at->y_m - shot->event->y_m;
    struct ear *ear = &shot->ears[shot->ear_count++];
    *ear = (struct ear){.station = station, .range_m = hypot(dx, dy), .azimuth_rad = atan2(dx, dy)};
    return ear;
}

static int nearest_first(const void *left, const void *right)
{
    const struct ear *a = left, *b = right;
    if (a->range_m < b->range_m || a->range_m > b->range_m)
        return a->range_m < b->range_m ? -1 : 1;
    return (a->azimuth_rad > b->azimuth_rad) - (a->azimuth_rad < b->azimuth_rad);
}

/* What is uncertain of an arrival beyond the wave's own error. */
static double variance_s2(const struct hunt *hunt, const struct shot *shot, const struct ear *ear,
                          double since_s)
{
    const struct tct_propagation *path = &hunt->network->propagation;
    const struct tct_event *event = shot->event;
    double share_s = path->fraction * ear->range_m / shot->sound_speed_m_s;
    double place_m2 = 0.5 * (event->covariance_m2[0] + event->covariance_m2[2]);
    return path->floor_s * path->floor_s + share_s * share_s +
           event->time_sigma_s * event->time_sigma_s +
           place_m2 / (shot->sound_speed_m_s * shot->sound_speed_m_s) +
           MODEL_FRACTION * MODEL_FRACTION * since_s * since_s;
}

/* What the ear heard after the shot and before the blast. */
static void listen(const struct hunt *hunt, size_t from, size_t to, struct shot *shot,
                   size_t *heard_count, struct ear *ear)
{
    double blast_s = ear->range_m / shot->sound_speed_m_s;
    ear->first = *heard_count;
    for (size_t i = from; i < to && *heard_count < HEARD_MOST; i++) {
        const struct wave *wave = &hunt->waves[i];
        double since_s = tct_time_between_s(shot->event->time_ns, wave->onset_ns);
        if (wave->station != ear->station || wave->taken || since_s >= blast_s)
            continue;
        shot->heard[(*heard_count)++] = (struct heard){
            .wave = i,
            .since_s = since_s,
            .variance_s2 = wave->own_variance_s2 + variance_s2(hunt, shot, ear, since_s),
            .log_rate = log(wave->rate),
        };
    }
    ear->count = *heard_count - ear->first;
}

static void prepare(struct hunt *hunt, const struct tct_event *event)
{
    struct shot *shot = &hunt->shot;
    shot->event = event;
    shot->ear_count = 0;
    shot->sound_speed_m_s = air_at(hunt->network, event->time_ns).sound_speed_m_s;
    int64_t until_ns = event->time_ns + tct_time_from_s(REACH_M / shot->sound_speed_m_s);
    size_t from = first_after(hunt, event->time_ns), to = first_after(hunt, until_ns), heard = 0;
    if (from == to)
        return;
    for (size_t i = 0; i < event->arrival_count; i++) {
        struct ear *ear =
            ear_of(hunt, shot, hunt->detections[event->arrivals[i].detection].station);
        if (ear != NULL)
            ear->blast = true;
    }
    for (size_t i = from; i < to; i++)
        (void)ear_of(hunt, shot, hunt->waves[i].station);
    qsort(shot->ears, shot->ear_count, sizeof(*shot->ears), nearest_first);
    for (size_t i = 0; i < shot->ear_count; i++)
        listen(hunt, from, to, shot, &heard, &shot->ears[i]);
}

/* How much a line of fire explains of what one ear heard; which wave, or NULL. */
static double ask(const struct shot *shot, const struct ear *ear, double azimuth_rad,
                  double speed_m_s, const struct heard **ret_heard)
{
    double off_rad = fabs(remainder(ear->azimuth_rad - azimuth_rad, TWO_PI));
    double expected_s = bullet_heard_s(ear->range_m, off_rad, speed_m_s, shot->sound_speed_m_s);
    *ret_heard = NULL;
    if (isnan(expected_s))
        return 0;
    double best = ear->blast ? MISSED : 0;
    for (size_t i = ear->first; i < ear->first + ear->count; i++) {
        const struct heard *heard = &shot->heard[i];
        double off_s = heard->since_s - expected_s, squared = off_s * off_s / heard->variance_s2;
        double hit = -0.5 * squared - 0.5 * log(TWO_PI * heard->variance_s2) - heard->log_rate;
        if (squared < GATE * GATE && (*ret_heard == NULL || hit > best)) {
            best = hit;
            *ret_heard = heard;
        }
    }
    return best;
}

/* Keeps a line of fire when it is the best so far. */
static void try_line(const struct shot *shot, double azimuth_rad, double speed_m_s,
                     struct line *line, size_t waves[EARS_MOST])
{
    size_t found[EARS_MOST], count = 0;
    double score = CHOICE;
    for (size_t i = 0; i < shot->ear_count; i++) {
        const struct heard *heard;
        score += ask(shot, &shot->ears[i], azimuth_rad, speed_m_s, &heard);
        if (heard != NULL)
            found[count++] = heard->wave;
    }
    if (count == 0 || score <= line->score)
        return;
    line->score = score;
    line->count = count;
    memcpy(waves, found, count * sizeof(*found));
}

/* The best of all lines that go through one of the waves; a score of 0 and no waves when none is
 * likelier than chance. */
static void find_line(struct hunt *hunt, const struct tct_event *event, struct line *line,
                      size_t waves[EARS_MOST])
{
    struct shot *shot = &hunt->shot;
    line->score = 0;
    line->count = 0;
    prepare(hunt, event);
    for (size_t i = 0; i < shot->ear_count; i++) {
        const struct ear *ear = &shot->ears[i];
        for (size_t k = ear->first; k < ear->first + ear->count; k++) {
            double speed_m_s = SPEED_FIRST_M_S;
            for (int step = 0; step < SPEEDS; step++, speed_m_s *= SPEED_RATIO) {
                double off_rad = bullet_off_rad(ear->range_m, shot->heard[k].since_s, speed_m_s,
                                                shot->sound_speed_m_s);
                if (isnan(off_rad))
                    continue;
                try_line(shot, ear->azimuth_rad - off_rad, speed_m_s, line, waves);
                try_line(shot, ear->azimuth_rad + off_rad, speed_m_s, line, waves);
            }
        }
    }
}

/* An array alone: what it heard last before the blast. */
static void find_alone(struct hunt *hunt, const struct tct_event *event, struct line *line,
                       size_t waves[EARS_MOST])
{
    const struct tct_detection *blast = &hunt->detections[event->arrivals[0].detection];
    line->count = 0;
    for (size_t i = first_after(hunt, blast->onset_ns); i-- > 0;) {
        const struct wave *wave = &hunt->waves[i];
        if (tct_time_between_s(wave->onset_ns, blast->onset_ns) > ALONE_S)
            break;
        if (wave->station != blast->station || wave->taken)
            continue;
        waves[line->count++] = i;
        break;
    }
}

static void find(struct hunt *hunt, const struct tct_event *event, struct line *line,
                 size_t waves[EARS_MOST])
{
    line->score = 0;
    line->count = 0;
    if (event->status == TCT_EVENT_LOCATED)
        find_line(hunt, event, line, waves);
    else if (event->status == TCT_EVENT_BEARING_ONLY)
        find_alone(hunt, event, line, waves);
}

/* The surest first; then by content. */
struct turn {
    struct line line;
    const struct tct_event *event;
};

static int surest_first(const void *left, const void *right)
{
    const struct turn *a = left, *b = right;
    if (a->line.score > b->line.score || a->line.score < b->line.score)
        return a->line.score > b->line.score ? -1 : 1;
    if (a->event->time_ns != b->event->time_ns)
        return a->event->time_ns < b->event->time_ns ? -1 : 1;
    return (a->event->x_m > b->event->x_m) - (a->event->x_m < b->event->x_m);
}

static bool all_free(const struct hunt *hunt, const struct line *line)
{
    for (size_t i = 0; i < line->count; i++)
        if (hunt->waves[line->waves[i]].taken)
            return false;
    return true;
}

static int by_number(const void *left, const void *right)
{
    const size_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* Takes the waves for an event: they come after its other arrivals. */
static enum tct_status give(struct hunt *hunt, struct line *line, struct tct_arena *arena,
                            struct tct_event *event, struct tct_error *err)
{
    size_t count = event->arrival_count;
    struct tct_arrival *arrivals = TCT_ARENA_NEW(arena, struct tct_arrival, count + line->count);
    if (arrivals == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "no memory for %zu arrivals", count + line->count);
    memcpy(arrivals, event->arrivals, count * sizeof(*arrivals));
    qsort(line->waves, line->count, sizeof(*line->waves), by_number);
    for (size_t i = 0; i < line->count; i++) {
        struct wave *wave = &hunt->waves[line->waves[i]];
        wave->taken = true;
        arrivals[count++] = (struct tct_arrival){
            .detection = wave->detection, .phase = TCT_PHASE_SHOCK_WAVE, .residual_s = (double)NAN};
    }
    event->arrivals = arrivals;
    event->arrival_count = count;
    return TCT_OK;
}

/* Every event's line of fire, the surest first; whose waves are gone looks among the others. */
static enum tct_status take_turns(struct hunt *hunt, struct tct_event *events, size_t event_count,
                                  struct tct_arena *scratch, struct tct_arena *arena,
                                  struct tct_error *err)
{
    size_t waves[EARS_MOST], count = 0;
    struct turn *turns = TCT_ARENA_NEW(scratch, struct turn, event_count);
    if (turns == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for shock waves");
    for (size_t i = 0; i < event_count; i++) {
        struct turn turn = {.line = {.event = i}, .event = &events[i]};
        find(hunt, &events[i], &turn.line, waves);
        if (turn.line.count == 0)
            continue;
        turn.line.waves = TCT_ARENA_NEW(scratch, size_t, EARS_MOST);
        if (turn.line.waves == NULL)
            return tct_fail(err, TCT_ERR_MEMORY, "out of memory for shock waves");
        memcpy(turn.line.waves, waves, turn.line.count * sizeof(*waves));
        turns[count++] = turn;
    }
    qsort(turns, count, sizeof(*turns), surest_first);
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < count && status == TCT_OK; i++) {
        struct line *line = &turns[i].line;
        if (!all_free(hunt, line))
            find(hunt, &events[line->event], line, line->waves);
        if (line->count > 0)
            status = give(hunt, line, arena, &events[line->event], err);
    }
    return status;
}

enum tct_status shock_waves_list(const struct tct_network *network,
                                 const struct tct_detection *detections, size_t detection_count,
                                 struct tct_event *events, size_t event_count,
                                 struct tct_arena *arena, struct tct_error *err)
{
    struct hunt hunt = {.network = network, .detections = detections};
    struct tct_arena scratch;
    tct_arena_init(&scratch, arena->limit_bytes - arena->used_bytes);
    enum tct_status status = find_waves(detection_count, events, event_count, &scratch, &hunt, err);
    if (status == TCT_OK && hunt.count > 0)
        status = take_turns(&hunt, events, event_count, &scratch, arena, err);
    tct_arena_free(&scratch);
    return status;
}
