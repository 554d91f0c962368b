/* tacet plan: where a shot would be heard, how well it would be located, whose side be named. */
#include <math.h>
#include <string.h>

#include "plan.h"

static const char *const DEFAULT_MAP = "coverage.svg";

/* The map shows so much around stations and line; how far the ground is looked at is another
 * matter. */
static const double MARGIN_M = 2200.0;

#define OPTION(name, argument, help, kind, member, low, high)                                      \
    {                                                                                              \
        0, name, argument, help, kind, offsetof(struct plan_request, member), low, high            \
    }

static const struct option_spec options[] = {
    {'s', "sector", "SECTOR", "the sector: its folder or its sector.yaml", OPTION_TEXT,
     offsetof(struct plan_request, sector_path), 0, 0},
    OPTION("source", "KIND", "rifle, pistol, machine-gun, cannon, mortar, ..., 1600Pa, 2kg",
           OPTION_TEXT, source, 0, 0),
    OPTION("at", "TIME", "the weather then, and the stations that are up then", OPTION_TEXT, at, 0,
           0),
    OPTION("wind", "M_S", "wind instead of the table's", OPTION_NUMBER, wind_m_s, 0, 60),
    OPTION("wind-from", "DEG", "where it comes from", OPTION_NUMBER, wind_from_deg, 0, 360),
    OPTION("temperature", "C", "temperature instead of the table's", OPTION_NUMBER, temperature_c,
           -50, 60),
    OPTION("sky", "SKY", "day, overcast (without it) or night: warmth with height", OPTION_TEXT,
           sky, 0, 0),
    OPTION("down", "IDS", "stations that are down: S03,S07", OPTION_TEXT, down, 0, 0),
    OPTION("hearing", "FILE", "a table of noise, threshold, height, hours of the stations",
           OPTION_TEXT, hearing_path, 0, 0),
    OPTION("detections", "FILE", "detections that tell each station's noise", OPTION_TEXT,
           detections_path, 0, 0),
    OPTION("noise-db", "DB", "noise of stations of which nothing is known (46)", OPTION_NUMBER,
           noise_db, -20, 140),
    OPTION("threshold-db", "DB", "peak over noise that is detected half of the time (10)",
           OPTION_NUMBER, threshold_db, -20, 60),
    OPTION("spread-db", "DB", "how far levels lie from the model (6)", OPTION_NUMBER, spread_db,
           0.1, 40),
    OPTION("excess-db-per-km", "DB", "what ground and trees take (2)", OPTION_NUMBER,
           excess_db_per_km, 0, 100),
    OPTION("cell", "M", "side of a cell", OPTION_NUMBER, cell_m, 1, 1e5),
    OPTION("around", "M", "how far around stations and line (3000)", OPTION_NUMBER, around_m, 10,
           20000),
    OPTION("zone", "NAME", "only the ground of this zone of the sector", OPTION_TEXT, zone, 0, 0),
    OPTION("candidates", "FILE", "sites: which of them help most", OPTION_TEXT, candidates_path, 0,
           0),
    OPTION("choose", "N", "how many of them (3)", OPTION_NUMBER, choose, 1, 1000),
    OPTION("places", "FILE", "figures for these places", OPTION_TEXT, places_path, 0, 0),
    OPTION("svg", "FILE", "draw the map, as SVG", OPTION_TEXT, drawings[TCT_MAP_SVG], 0, 0),
    OPTION("png", "FILE", "draw the map, as PNG", OPTION_TEXT, drawings[TCT_MAP_PNG], 0, 0),
    OPTION("pdf", "FILE", "draw the map, as PDF", OPTION_TEXT, drawings[TCT_MAP_PDF], 0, 0),
    OPTION("geojson", "FILE", "write the contours as GeoJSON", OPTION_TEXT, geojson_path, 0, 0),
    OPTION("geotiff", "FILE", "write the cells as GeoTIFF", OPTION_TEXT, geotiff_path, 0, 0),
    OPTION("json", NULL, "the figures as one JSON object", OPTION_SWITCH, json, 0, 0),
    OPTION("strict", NULL, "end with 2 if anything was skipped", OPTION_SWITCH, strict, 0, 0),
    OPTION("quiet", NULL, "no progress, no word of the map", OPTION_SWITCH, quiet, 0, 0),
};

static bool any_output(const struct plan_request *request)
{
    bool any = request->geojson_path != NULL || request->geotiff_path != NULL;
    for (int i = 0; i < PLAN_DRAWINGS; i++)
        any = any || request->drawings[i] != NULL;
    return any;
}

/* Nobody asked for anything but places: then there is no ground to look at. */
static bool places_alone(const struct plan_request *request)
{
    return request->places_path != NULL && request->candidates_path == NULL && !any_output(request);
}

/* The sector's stations with the candidates behind them. */
static enum tct_status join_stations(struct plan *plan, struct tct_error *err)
{
    const struct tct_network *own = &plan->ground->sector.network;
    size_t count = own->station_count + plan->candidates.count;
    struct tct_station *all = TCT_ARENA_NEW(&plan->ground->arena, struct tct_station, count);
    if (all == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    memcpy(all, own->stations, own->station_count * sizeof(*all));
    for (size_t i = 0; i < plan->candidates.count; i++)
        all[own->station_count + i] = (struct tct_station){.x_m = plan->candidates.items[i].at.x_m,
                                                           .y_m = plan->candidates.items[i].at.y_m};
    plan->network = *own;
    plan->network.stations = all;
    plan->network.station_count = count;
    return TCT_OK;
}

static enum tct_status read_all(struct plan *plan, struct tct_error *err)
{
    const struct plan_request *request = plan->request;
    enum tct_status status = TCT_OK;
    if (request->at != NULL) {
        if (tct_time_parse(request->at, strlen(request->at), &plan->time_ns) != TCT_OK)
            return tct_fail(err, TCT_ERR_USE,
                            "--at: found '%.60s', expected a time such as 2026-01-31T12:00:00Z",
                            request->at);
        plan->has_time = true;
    }
    status = plan_source(request->source, &plan->setup.loudness, plan->source_text, err);
    if (status == TCT_OK)
        status = plan_air(plan, err);
    if (status == TCT_OK && request->candidates_path != NULL)
        status = plan_places_read(plan, request->candidates_path, "sites", &plan->candidates, err);
    if (status == TCT_OK && request->places_path != NULL)
        status = plan_places_read(plan, request->places_path, "places", &plan->places, err);
    if (status == TCT_OK)
        status = join_stations(plan, err);
    if (status == TCT_OK && !places_alone(request))
        status = plan_area(plan, err);
    if (status == TCT_OK)
        status = plan_terrain_read(plan, err);
    return status == TCT_OK ? plan_ears(plan, err) : status;
}

static enum tct_status work_out(struct plan *plan, struct tct_error *err)
{
    const struct plan_request *request = plan->request;
    struct tct_coverage *coverage = NULL;
    plan->setup.network = plan->terrain.network = &plan->network;
    plan->setup.ears = plan->terrain.ears = plan->ears;
    plan->terrain.source_height_m = plan->setup.loudness.height_m;
    plan->setup.spread_db = isnan(request->spread_db) ? 6.0 : request->spread_db;
    plan->setup.excess_db_per_km =
        isnan(request->excess_db_per_km) ? 2.0 : request->excess_db_per_km;
    enum tct_status status = tct_coverage_open(&plan->setup, &plan->ground->arena, &coverage, err);
    if (status != TCT_OK)
        return status;
    if (plan->has_grid)
        plan_area_fill(plan, coverage);
    if (plan->places.count > 0)
        status = plan_places_judge(plan, coverage, err);
    if (status == TCT_OK && plan->candidates.count > 0)
        status = plan_choose(plan, coverage, err);
    return status;
}

static enum tct_status save_geotiff(const struct plan *plan, struct tct_error *err)
{
    const struct tct_coverage_grid *grid = &plan->grid;
    const struct tct_raster_band bands[] = {
        {"chance of detection", grid->detected_p},
        {"long half axis of the expected 95 % ellipse, m", grid->semi_major_m},
        {"chance that it is detected and its side is named", grid->named_p},
    };
    const struct tct_raster raster = {grid->x_m,        grid->y_m,  grid->step_m,
                                      grid->columns,    grid->rows, TCT_COVERAGE_NOTE,
                                      TCT_COUNT(bands), bands};
    return tct_raster_save(plan->request->geotiff_path, plan->ground->sector.frame, &raster, err);
}

/* The candidates with their ranks, in the arena. */
static enum tct_status show_sites(struct plan *plan, struct tct_coverage_view *view,
                                  struct tct_error *err)
{
    struct tct_coverage_site *sites =
        TCT_ARENA_NEW(&plan->ground->arena, struct tct_coverage_site, plan->candidates.count);
    if (sites == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    for (size_t i = 0; i < plan->candidates.count; i++)
        sites[i] = (struct tct_coverage_site){plan->candidates.items[i].at, 0};
    for (size_t i = 0; i < plan->choice_count; i++)
        sites[plan->choices[i].candidate].rank = (unsigned)i + 1;
    view->sites = sites;
    view->site_count = plan->candidates.count;
    return TCT_OK;
}

static enum tct_status write_files(struct plan *plan, struct tct_error *err)
{
    const struct plan_request *request = plan->request;
    const struct tct_sector *sector = &plan->ground->sector;
    char subject[2 * PLAN_TEXT_BYTES + 8];
    (void)snprintf(subject, sizeof(subject), "%s   ·   %s", plan->source_text, plan->air_text);
    struct tct_coverage_view view = {.grid = &plan->grid,
                                     .up = plan->up,
                                     .subject = subject,
                                     .margin_m = request->zone != NULL ? 0.0 : MARGIN_M};
    const struct tct_map_options map = {.note = TCT_COVERAGE_NOTE};
    enum tct_status status = show_sites(plan, &view, err);
    for (int i = 0; i < PLAN_DRAWINGS && status == TCT_OK; i++)
        if (request->drawings[i] != NULL)
            status = tct_coverage_map_write(sector, &view, &map, (enum tct_map_format)i,
                                            request->drawings[i], err);
    if (status == TCT_OK && !any_output(request)) {
        status = tct_coverage_map_write(sector, &view, &map, TCT_MAP_SVG, DEFAULT_MAP, err);
        if (status == TCT_OK && !request->quiet)
            (void)fprintf(stderr, "the map is %s\n", DEFAULT_MAP);
    }
    if (status == TCT_OK && request->geojson_path != NULL)
        status = tct_coverage_save_geojson(request->geojson_path, sector, &view, err);
    if (status == TCT_OK && request->geotiff_path != NULL)
        status = save_geotiff(plan, err);
    return status;
}

static int run(const struct command *self, int argc, char **argv)
{
    const double none = (double)NAN;
    struct plan_request request = {.wind_m_s = none,
                                   .wind_from_deg = none,
                                   .temperature_c = none,
                                   .noise_db = none,
                                   .threshold_db = none,
                                   .spread_db = none,
                                   .excess_db_per_km = none,
                                   .cell_m = none,
                                   .around_m = none,
                                   .choose = none};
    struct arguments words;
    struct ground ground;
    struct tct_error err;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count > 0)
        return command_wrong_use(self, "found '%.60s', expected options alone", words.words[0]);
    if (!isnan(request.choose) && request.candidates_path == NULL)
        return command_wrong_use(self, "found --choose, expected --candidates beside it");
    if (ground_open(&ground, self, request.sector_path, &err) != TCT_OK)
        return command_failed(self, &err);
    struct plan plan = {.ground = &ground, .request = &request};
    enum tct_status status = read_all(&plan, &err);
    if (status == TCT_OK)
        status = work_out(&plan, &err);
    if (status == TCT_OK && plan.has_grid)
        status = write_files(&plan, &err);
    if (status == TCT_OK && request.json)
        status = plan_print_json(&plan, &err);
    else if (status == TCT_OK)
        plan_print(&plan);
    return ground_close(&ground, status, &err, request.strict, EXIT_DONE);
}

const struct command command_plan = {
    .name = "plan",
    .summary = "show where a shot would be heard and how well located",
    .arguments = "",
    .explained =
        "Works out, for every place around the stations, the chance that a shot there is "
        "detected, the\n"
        "expected 95 % ellipse, and the chance that its side of the line is named; draws a "
        "map of it.\n"
        "Without options: a rifle shot in calm air, all stations up, the map in "
        "coverage.svg.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
