/* Plan: what tacet plan works out, and the parts that do it. */
#ifndef TACET_APP_PLAN_H
#define TACET_APP_PLAN_H

#include "ground.h"
#include "tacet/network/coverage.h"
#include "tacet/terrain.h"

enum { PLAN_DRAWINGS = 3, PLAN_TEXT_BYTES = 128 };

/* The options. Numbers that were not given are NAN. */
struct plan_request {
    const char *sector_path;
    const char *source, *at, *sky, *down, *zone;
    const char *hearing_path, *detections_path, *places_path, *candidates_path;
    const char *drawings[PLAN_DRAWINGS]; /* by enum tct_map_format */
    const char *geojson_path, *geotiff_path;
    double wind_m_s, wind_from_deg, temperature_c;
    double noise_db, threshold_db, spread_db, excess_db_per_km;
    double cell_m, around_m, choose;
    bool json, strict, quiet;
};

/* A named place of a table. */
struct plan_place {
    const char *id;
    struct tct_plane at;
};

struct plan_places {
    struct plan_place *items;
    size_t count;
};

/* What the detour over the ground is worked out from. */
struct plan_terrain {
    const struct tct_network *network;
    const struct tct_ear *ears;
    struct tct_terrain heights;
    double source_height_m;
};

struct plan {
    struct ground *ground;
    const struct plan_request *request;
    struct tct_network network; /* the sector's, and after its stations the candidates */
    struct tct_ear *ears;       /* of the network's stations */
    bool *up;                   /* by station of the sector */
    bool has_time;
    int64_t time_ns;
    char source_text[PLAN_TEXT_BYTES], air_text[PLAN_TEXT_BYTES];
    struct plan_terrain terrain;
    bool has_terrain;
    struct tct_coverage_setup setup;
    struct tct_coverage_grid grid;
    bool has_grid;
    struct plan_places places, candidates;
    struct tct_expectation *expected; /* by place */
    struct tct_site_choice *choices;  /* the best first */
    size_t choice_count;
    double before_p; /* mean chance of detection before any site is chosen */
};

/* -- plan_source.c: what is heard -- */

/* A kind by name, a peak at 1 m as "1600" or "1600Pa", a charge as "2kg"; NULL: a rifle. Errors:
 * TCT_ERR_USE. */
TCT_MUST_CHECK enum tct_status plan_source(const char *text, struct tct_loudness *ret_loudness,
                                           char ret_text[PLAN_TEXT_BYTES], struct tct_error *err);

/* -- plan_air.c: the air of the time, or of the options -- */

TCT_MUST_CHECK enum tct_status plan_air(struct plan *plan, struct tct_error *err);

/* -- plan_ears.c: how each station hears -- */

/* Needs the places of the candidates, which hear as stations do of which nothing is known. */
TCT_MUST_CHECK enum tct_status plan_ears(struct plan *plan, struct tct_error *err);

/* -- plan_places.c: tables of places -- */

/* A table with id and x, y or lon, lat. `kind` names a row in the plural. */
TCT_MUST_CHECK enum tct_status plan_places_read(struct plan *plan, const char *path,
                                                const char *kind, struct plan_places *ret_places,
                                                struct tct_error *err);

/* What is expected at each of the plan's places. */
TCT_MUST_CHECK enum tct_status plan_places_judge(struct plan *plan,
                                                 const struct tct_coverage *coverage,
                                                 struct tct_error *err);

/* Chooses sites among the candidates for the ground of the grid; `as_it_is`: without any of them.
 */
TCT_MUST_CHECK enum tct_status plan_choose(struct plan *plan, const struct tct_coverage *as_it_is,
                                           struct tct_error *err);

/* -- plan_terrain.c: what hides -- */

/* Reads the sector's elevation model, if it names one, around all that was asked for. */
TCT_MUST_CHECK enum tct_status plan_terrain_read(struct plan *plan, struct tct_error *err);

/* -- plan_area.c: the ground that is looked at -- */

/* Lays the grid: cells that are looked at are 0, others NAN. */
TCT_MUST_CHECK enum tct_status plan_area(struct plan *plan, struct tct_error *err);

void plan_area_fill(struct plan *plan, const struct tct_coverage *coverage);

/* -- plan_report.c: what is printed -- */

void plan_print(const struct plan *plan);
TCT_MUST_CHECK enum tct_status plan_print_json(const struct plan *plan, struct tct_error *err);

#endif
