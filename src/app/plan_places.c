/* Plan, places: tables of places, what is expected there, and which sites help most. */
#include <math.h>
#include <string.h>

#include "plan.h"

enum { ID, X, Y, LON, LAT, COLUMNS };

static const struct tct_column columns[COLUMNS] = {[ID] = {"id", true},
                                                   [X] = {"x", false},
                                                   [Y] = {"y", false},
                                                   [LON] = {"lon", false},
                                                   [LAT] = {"lat", false}};

enum { PLACES_MOST = 100000, PLACES_FOR_CHOICE = 20000 };

/* False when the row was told and left out. */
static bool take_place(struct plan *plan, struct tct_table *table, bool geodetic,
                       struct tct_plane *ret_place)
{
    const struct tct_frame *frame = plan->ground->sector.frame;
    size_t a_column = geodetic ? LON : X, b_column = geodetic ? LAT : Y;
    double a = (double)NAN, b = (double)NAN;
    if (!tct_table_number(table, a_column, geodetic ? -180.0 : -1e8, geodetic ? 180.0 : 1e8, &a) ||
        !tct_table_number(table, b_column, geodetic ? -90.0 : -1e8, geodetic ? 90.0 : 1e8, &b))
        return false;
    if (isnan(a) || isnan(b)) {
        tct_table_skip(table, isnan(a) ? a_column : b_column, "a number");
        return false;
    }
    struct tct_error err;
    enum tct_status status =
        geodetic ? tct_frame_geodetic_to_plane(
                       frame, (struct tct_geodetic){.lon_deg = a, .lat_deg = b}, ret_place, &err)
                 : tct_frame_to_plane(frame, a, b, ret_place, &err);
    if (status != TCT_OK)
        tct_table_skip_row(table, "a place beyond the sector's frame", "one within 1000 km");
    return status == TCT_OK;
}

static enum tct_status take_rows(struct plan *plan, struct tct_table *table, const char *path,
                                 struct plan_places *ret_places, struct tct_error *err)
{
    bool geodetic = tct_table_has(table, LON) && tct_table_has(table, LAT) &&
                    tct_frame_is_geodetic(plan->ground->sector.frame);
    size_t room = tct_table_rows_at_most(table);
    if (!geodetic && !(tct_table_has(table, X) && tct_table_has(table, Y)))
        return tct_fail_at(err, TCT_ERR_INPUT, path, 1, "no coordinates",
                           "the columns x and y, or in a geodetic sector lon and lat");
    if (room > PLACES_MOST)
        return tct_fail_at(err, TCT_ERR_LIMIT, path, 0, "over 100000 rows", "fewer");
    ret_places->items = TCT_ARENA_NEW(&plan->ground->arena, struct plan_place, room);
    if (ret_places->items == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", path);
    while (tct_table_next(table)) {
        struct plan_place *place = &ret_places->items[ret_places->count];
        const char *id = tct_table_text(table, ID);
        if (!take_place(plan, table, geodetic, &place->at))
            continue;
        char *copy = TCT_ARENA_NEW(&plan->ground->arena, char, strlen(id) + 1);
        if (copy == NULL)
            return tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", path);
        memcpy(copy, id, strlen(id));
        place->id = copy;
        ret_places->count++;
    }
    return ret_places->count > 0
               ? TCT_OK
               : tct_fail_at(err, TCT_ERR_INPUT, path, 0, "no usable row", "a place a row");
}

enum tct_status plan_places_read(struct plan *plan, const char *path, const char *kind,
                                 struct plan_places *ret_places, struct tct_error *err)
{
    struct tct_table *table = NULL;
    enum tct_status status =
        tct_table_open(path, kind, columns, COLUMNS, &plan->ground->warnings, &table, err);
    if (status != TCT_OK)
        return status;
    status = take_rows(plan, table, path, ret_places, err);
    tct_table_close(table);
    return status;
}

enum tct_status plan_places_judge(struct plan *plan, const struct tct_coverage *coverage,
                                  struct tct_error *err)
{
    plan->expected =
        TCT_ARENA_NEW(&plan->ground->arena, struct tct_expectation, plan->places.count);
    if (plan->expected == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    for (size_t i = 0; i < plan->places.count; i++)
        plan->expected[i] = tct_coverage_at(coverage, plan->places.items[i].at);
    return TCT_OK;
}

/* The cells that are looked at, thinned evenly to what a choice needs. */
static size_t cells_for_choice(const struct tct_coverage_grid *grid, struct tct_plane *ret_places)
{
    size_t cells = grid->columns * grid->rows, looked_at = 0, seen = 0, count = 0;
    for (size_t i = 0; i < cells; i++)
        looked_at += isnan(grid->detected_p[i]) ? 0 : 1;
    size_t stride = looked_at / PLACES_FOR_CHOICE + 1;
    for (size_t i = 0; i < cells; i++)
        if (!isnan(grid->detected_p[i]) && seen++ % stride == 0)
            ret_places[count++] =
                (struct tct_plane){grid->x_m + grid->step_m * (double)(i % grid->columns),
                                   grid->y_m + grid->step_m * (double)(i / grid->columns)};
    return count;
}

enum tct_status plan_choose(struct plan *plan, const struct tct_coverage *as_it_is,
                            struct tct_error *err)
{
    struct tct_arena *arena = &plan->ground->arena;
    size_t sites = plan->candidates.count, first = plan->network.station_count - sites;
    size_t wanted =
        (size_t)fmin(isnan(plan->request->choose) ? 3.0 : plan->request->choose, (double)sites);
    struct tct_coverage *coverage = NULL;
    size_t *candidates = TCT_ARENA_NEW(arena, size_t, sites);
    struct tct_plane *places = TCT_ARENA_NEW(arena, struct tct_plane, PLACES_FOR_CHOICE + 1);
    plan->choices = TCT_ARENA_NEW(arena, struct tct_site_choice, wanted);
    if (candidates == NULL || places == NULL || plan->choices == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    for (size_t i = 0; i < sites; i++) {
        candidates[i] = first + i;
        plan->ears[first + i].listening_p = 1.0;
    }
    size_t count = cells_for_choice(&plan->grid, places);
    plan->before_p = 0.0;
    for (size_t i = 0; i < count; i++)
        plan->before_p += tct_coverage_at(as_it_is, places[i]).detected_p / (double)count;
    enum tct_status status = tct_coverage_open(&plan->setup, arena, &coverage, err);
    if (status == TCT_OK)
        status = tct_coverage_choose(coverage, places, count, candidates, sites, wanted, arena,
                                     plan->choices, err);
    plan->choice_count = status == TCT_OK ? wanted : 0;
    return status;
}
