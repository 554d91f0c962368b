/* What would have been heard, for incidents. */
#include "incident_hearing.h"

#include <math.h>
#include <stdlib.h>

#include "plan.h"

enum {
    HOURS_KEPT = 64,
    ARENA_BYTES = 1 << 28,
    ANSWERS = 1 << 16, /* kept, each in the place that its square, hour and kind give */
};

static const double SQUARE_M = 50.0, SPREAD_DB = 6.0, EXCESS_DB_PER_KM = 2.0;
static const int64_t HOUR_NS = INT64_C(3600) * INT64_C(1000000000);

/* Coverage of one hour for one kind of source. */
struct hour {
    bool there;
    int64_t hour;
    bool loud;
    struct tct_arena arena;
    struct plan plan;
    struct plan_request request;
    struct ground ground; /* the caller's with this arena */
    struct tct_coverage *coverage;
};

struct answer {
    int64_t square_x, square_y, hour; /* hour INT64_MIN: none yet */
    bool loud;
    double p;
};

struct incident_hearing {
    struct ground *ground;
    const char *path;
    struct hour hours[HOURS_KEPT];
    size_t next; /* is thrown out next */
    struct answer answers[ANSWERS];
};

static enum tct_status open_hour(struct incident_hearing *hearing, struct hour *hour,
                                 struct tct_error *err)
{
    const double none = (double)NAN;
    struct plan *plan = &hour->plan;
    tct_arena_init(&hour->arena, ARENA_BYTES);
    hour->request = (struct plan_request){.source = hour->loud ? "mortar" : "rifle",
                                          .hearing_path = hearing->path,
                                          .wind_m_s = none,
                                          .wind_from_deg = none,
                                          .temperature_c = none,
                                          .noise_db = none,
                                          .threshold_db = none};
    hour->ground = *hearing->ground;
    hour->ground.arena = hour->arena;
    tct_warnings_init(&hour->ground.warnings, NULL); /* said when the first was opened */
    *plan = (struct plan){.ground = &hour->ground,
                          .request = &hour->request,
                          .network = hearing->ground->sector.network,
                          .has_time = true,
                          .time_ns = hour->hour * HOUR_NS + HOUR_NS / 2};
    enum tct_status status =
        plan_source(hour->request.source, &plan->setup.loudness, plan->source_text, err);
    if (status == TCT_OK)
        status = plan_air(plan, err);
    if (status == TCT_OK)
        status = plan_ears(plan, err);
    plan->setup.network = &plan->network;
    plan->setup.ears = plan->ears;
    plan->setup.spread_db = SPREAD_DB;
    plan->setup.excess_db_per_km = EXCESS_DB_PER_KM;
    for (size_t i = 0; i < HOURS_KEPT; i++)
        if (hearing->hours[i].there && hearing->hours[i].loud == hour->loud)
            plan->setup.like = hearing->hours[i].coverage;
    if (status == TCT_OK)
        status = tct_coverage_open(&plan->setup, &hour->ground.arena, &hour->coverage, err);
    hour->there = status == TCT_OK;
    if (!hour->there)
        tct_arena_free(&hour->ground.arena);
    return status;
}

static struct hour *find_hour(struct incident_hearing *hearing, int64_t number, bool loud,
                              struct tct_error *err)
{
    for (size_t i = 0; i < HOURS_KEPT; i++)
        if (hearing->hours[i].there && hearing->hours[i].hour == number &&
            hearing->hours[i].loud == loud)
            return &hearing->hours[i];
    struct hour *hour = &hearing->hours[hearing->next];
    hearing->next = (hearing->next + 1) % HOURS_KEPT;
    if (hour->there)
        tct_arena_free(&hour->ground.arena);
    *hour = (struct hour){.hour = number, .loud = loud};
    return open_hour(hearing, hour, err) == TCT_OK ? hour : NULL;
}

static double heard_p(void *user, struct tct_plane place, int64_t time_ns,
                      enum tct_firing_kind kind)
{
    struct incident_hearing *hearing = user;
    bool loud = kind == TCT_FIRING_LAUNCH || kind == TCT_FIRING_EXPLOSION;
    struct answer asked = {(int64_t)floor(place.x_m / SQUARE_M),
                           (int64_t)floor(place.y_m / SQUARE_M),
                           time_ns / HOUR_NS - (time_ns % HOUR_NS < 0), loud, 0.0};
    uint64_t mixed = (uint64_t)asked.square_x * UINT64_C(0x9e3779b97f4a7c15) +
                     (uint64_t)asked.square_y * UINT64_C(0xc2b2ae3d27d4eb4f) +
                     (uint64_t)asked.hour * UINT64_C(0x165667b19e3779f9) + loud;
    struct answer *kept = &hearing->answers[(mixed ^ (mixed >> 29)) % ANSWERS];
    if (kept->square_x == asked.square_x && kept->square_y == asked.square_y &&
        kept->hour == asked.hour && kept->loud == loud)
        return kept->p;
    const struct hour *hour = find_hour(hearing, asked.hour, loud, NULL);
    if (hour == NULL)
        return (double)NAN;
    struct tct_plane middle = {((double)asked.square_x + 0.5) * SQUARE_M,
                               ((double)asked.square_y + 0.5) * SQUARE_M};
    asked.p = tct_coverage_at(hour->coverage, middle).detected_p;
    *kept = asked;
    return asked.p;
}

/* The table is read once now, so that what is wrong with it is said and ends it. */
enum tct_status incident_hearing_open(struct ground *ground, const char *hearing_path,
                                      struct incident_hearing **ret, struct tct_error *err)
{
    *ret = NULL;
    struct incident_hearing *hearing = calloc(1, sizeof(*hearing));
    if (hearing == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for what would be heard");
    hearing->ground = ground;
    hearing->path = hearing_path;
    for (size_t i = 0; i < ANSWERS; i++)
        hearing->answers[i].hour = INT64_MIN;
    if (find_hour(hearing, 0, false, err) == NULL) {
        free(hearing);
        return TCT_ERR_INPUT;
    }
    *ret = hearing;
    return TCT_OK;
}

void incident_hearing_close(struct incident_hearing *hearing)
{
    for (size_t i = 0; hearing != NULL && i < HOURS_KEPT; i++)
        if (hearing->hours[i].there)
            tct_arena_free(&hearing->hours[i].ground.arena);
    free(hearing);
}

struct tct_coverage_port incident_hearing_port(struct incident_hearing *hearing)
{
    return (struct tct_coverage_port){heard_p, hearing};
}
