/* Plan, the ears: the noise of each station, as measured where it was, and who is up. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plan.h"

static const double HEARING_PA = 20e-6; /* 0 dB */

/* Where nothing is known: a calm field, a microphone on a post, onsets of tacet detect. */
static const double NOISE_DB = 46.0, THRESHOLD_DB = 10.0, HEIGHT_M = 2.0, ONSET_SIGMA_S = 0.0005;
static const double HEIGHT_LEAST_M = 0.5;

/* Arrays: a time difference to 50 us, and half a degree that wind across the path turns. */
static const double DIFFERENCE_SIGMA_S = 5e-5, TURN_SIGMA_RAD = 0.0087, SOUND_SPEED_M_S = 340.0;

enum { STATION, COLUMN_NOISE_DB, COLUMN_THRESHOLD_DB, COLUMN_HEIGHT_M, UP_FROM, UP_UNTIL, COLUMNS };

static const struct tct_column columns[COLUMNS] = {
    [STATION] = {"station", true},
    [COLUMN_NOISE_DB] = {"noise_db", false},
    [COLUMN_THRESHOLD_DB] = {"threshold_db", false},
    [COLUMN_HEIGHT_M] = {"height_m", false},
    [UP_FROM] = {"up_from", false},
    [UP_UNTIL] = {"up_until", false},
};

static double pascals(double noise_db)
{
    return HEARING_PA * pow(10.0, noise_db / 20.0);
}

static struct tct_ear common_ear(const struct plan_request *request)
{
    return (struct tct_ear){
        .noise_pa = pascals(isnan(request->noise_db) ? NOISE_DB : request->noise_db),
        .threshold_db = isnan(request->threshold_db) ? THRESHOLD_DB : request->threshold_db,
        .listening_p = 1.0,
        .height_m = HEIGHT_M,
        .onset_sigma_s = ONSET_SIGMA_S,
        .azimuth_sigma_rad = (double)NAN};
}

/* What an array's bearing is good for, over all directions. */
static double azimuth_sigma_rad(const struct tct_array *array)
{
    double x = 0.0, y = 0.0, square = 0.0, n = (double)array->count;
    for (size_t i = 0; i < array->count; i++) {
        x += array->elements[i].x_m / n;
        y += array->elements[i].y_m / n;
    }
    for (size_t i = 0; i < array->count; i++)
        square +=
            0.5 * (pow(array->elements[i].x_m - x, 2.0) + pow(array->elements[i].y_m - y, 2.0));
    double sigma = SOUND_SPEED_M_S * DIFFERENCE_SIGMA_S / sqrt(fmax(square, 1e-6));
    return array->count >= 3 && sigma < 1.0 ? hypot(sigma, TURN_SIGMA_RAD) : (double)NAN;
}

static void take_arrays(struct plan *plan)
{
    const struct tct_sector *sector = &plan->ground->sector;
    for (size_t i = 0; i < sector->network.station_count; i++) {
        struct tct_array array;
        struct tct_error why;
        if (sector->station_arrays[i] == NULL)
            continue;
        if (tct_array_read(sector->station_arrays[i], &plan->ground->warnings, &array, &why) ==
            TCT_OK)
            plan->ears[i].azimuth_sigma_rad = azimuth_sigma_rad(&array);
        else
            tct_warnings_skip(&plan->ground->warnings, "arrays", &why);
    }
}

/* One detection's word for its station's noise. */
struct measured {
    uint32_t station;
    double noise_pa;
};

static int by_station_and_noise(const void *a, const void *b)
{
    const struct measured *p = a, *q = b;
    if (p->station != q->station)
        return p->station < q->station ? -1 : 1;
    return (p->noise_pa > q->noise_pa) - (p->noise_pa < q->noise_pa);
}

/* Each station's median noise, as the peaks of its detections and their heights over it tell. */
static enum tct_status take_measured(struct plan *plan, struct tct_error *err)
{
    struct ground *ground = plan->ground;
    FILE *file = NULL;
    const char *name = NULL;
    struct tct_detection *detections = NULL;
    size_t count = 0, kept = 0;
    enum tct_status status = ground_read(plan->request->detections_path, &file, &name, err);
    if (status != TCT_OK)
        return status;
    size_t skipped_before = tct_warnings_skipped(&ground->warnings);
    status = tct_detections_read(file, name, &ground->sector, &ground->arena, &ground->warnings,
                                 &detections, &count, err);
    ground_read_done(file);
    if (status == TCT_OK)
        status = ground_usable(ground, name, count, skipped_before, err);
    struct measured *all = TCT_ARENA_NEW(&ground->arena, struct measured, count);
    if (status == TCT_OK && all == NULL)
        status = tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", name);
    if (status != TCT_OK)
        return status;
    for (size_t i = 0; i < count; i++) {
        const struct tct_detection *d = &detections[i];
        double noise_pa = d->peak_pa * pow(10.0, -d->snr_db / 20.0);
        if (noise_pa >= 1e-9 && noise_pa <= 1e3 && !d->clipped) /* false for NaN */
            all[kept++] = (struct measured){d->station, noise_pa};
    }
    if (kept > 0)
        qsort(all, kept, sizeof(*all), by_station_and_noise);
    for (size_t i = 0, next; i < kept; i = next) {
        for (next = i + 1; next < kept && all[next].station == all[i].station;)
            next++;
        plan->ears[all[i].station].noise_pa = all[(i + next - 1) / 2].noise_pa;
    }
    return TCT_OK;
}

/* Takes a row; false when it was told and left out. `spoken` is by station: rows said when it is
 * up. */
static bool take_row(struct plan *plan, struct tct_table *table, bool *spoken)
{
    const char *id = tct_table_text(table, STATION);
    int64_t station = tct_sector_station(&plan->ground->sector, id, strlen(id));
    int64_t from_ns = INT64_MIN, until_ns = INT64_MAX;
    if (station < 0) {
        tct_table_skip(table, STATION, "a station of the sector");
        return false;
    }
    struct tct_ear ear = plan->ears[station];
    double noise_db = 20.0 * log10(ear.noise_pa / HEARING_PA);
    if (!tct_table_number(table, COLUMN_NOISE_DB, -20.0, 140.0, &noise_db) ||
        !tct_table_number(table, COLUMN_THRESHOLD_DB, -20.0, 60.0, &ear.threshold_db) ||
        !tct_table_number(table, COLUMN_HEIGHT_M, 0.0, 1000.0, &ear.height_m) ||
        !tct_table_time(table, UP_FROM, &from_ns) || !tct_table_time(table, UP_UNTIL, &until_ns))
        return false;
    ear.noise_pa = pascals(noise_db);
    bool up = !plan->has_time || (plan->time_ns >= from_ns && plan->time_ns < until_ns);
    plan->up[station] = spoken[station] ? plan->up[station] || up : up;
    spoken[station] = true;
    plan->ears[station] = ear;
    return true;
}

static enum tct_status take_table(struct plan *plan, struct tct_error *err)
{
    struct tct_table *table = NULL;
    bool *spoken =
        TCT_ARENA_NEW(&plan->ground->arena, bool, plan->ground->sector.network.station_count);
    enum tct_status status =
        spoken == NULL ? tct_fail(err, TCT_ERR_MEMORY, "out of memory")
                       : tct_table_open(plan->request->hearing_path, "stations that hear", columns,
                                        COLUMNS, &plan->ground->warnings, &table, err);
    size_t taken = 0;
    if (status != TCT_OK)
        return status;
    while (tct_table_next(table))
        taken += take_row(plan, table, spoken);
    tct_table_close(table);
    return taken > 0 ? TCT_OK
                     : tct_fail_at(err, TCT_ERR_INPUT, plan->request->hearing_path, 0,
                                   "no usable row", "a station a row");
}

/* "S03,S07": these are down, whatever else is said. */
static enum tct_status take_down(struct plan *plan, struct tct_error *err)
{
    for (const char *at = plan->request->down; *at != '\0';) {
        size_t bytes = strcspn(at, ",");
        int64_t station = tct_sector_station(&plan->ground->sector, at, bytes);
        if (station < 0)
            return tct_fail(err, TCT_ERR_USE,
                            "--down: found '%.*s', expected stations of the sector",
                            (int)(bytes < 60 ? bytes : 60), at);
        plan->up[station] = false;
        at += bytes + (at[bytes] == ',');
    }
    return TCT_OK;
}

enum tct_status plan_ears(struct plan *plan, struct tct_error *err)
{
    const struct plan_request *request = plan->request;
    size_t stations = plan->ground->sector.network.station_count;
    enum tct_status status = TCT_OK;
    plan->ears = TCT_ARENA_NEW(&plan->ground->arena, struct tct_ear, plan->network.station_count);
    plan->up = TCT_ARENA_NEW(&plan->ground->arena, bool, stations);
    if (plan->ears == NULL || plan->up == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    for (size_t i = 0; i < plan->network.station_count; i++)
        plan->ears[i] = common_ear(request);
    for (size_t i = 0; i < stations; i++)
        plan->up[i] = true;
    take_arrays(plan);
    if (request->detections_path != NULL)
        status = take_measured(plan, err);
    if (status == TCT_OK && request->hearing_path != NULL)
        status = take_table(plan, err);
    if (status == TCT_OK && request->down != NULL)
        status = take_down(plan, err);
    for (size_t i = 0; i < stations && plan->has_terrain; i++) {
        const struct tct_station *s = &plan->network.stations[i];
        double over_m = s->z_m - tct_terrain_height_m(&plan->terrain.heights, s->x_m, s->y_m);
        if (isfinite(over_m))
            plan->ears[i].height_m = fmin(fmax(over_m, HEIGHT_LEAST_M), 1000.0);
    }
    for (size_t i = 0; i < plan->network.station_count; i++)
        plan->ears[i].listening_p = i < stations && plan->up[i] ? 1.0 : 0.0;
    return status;
}
