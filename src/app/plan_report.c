/* Plan, the report: the ground's figures for both sides alike, sites, places; as text, as JSON. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "plan.h"

enum { GROUND_ALL, GROUND_LEFT, GROUND_RIGHT, GROUND_COUNT };

static const double SURE_P = 0.9, MOSTLY_P = 0.5;
static const double DEGREES_PER_RAD = 57.29577951308232;

/* Figures of some ground. Shares and chances are means over its cells. */
struct figures {
    size_t cells;
    double area_km2, detected_p, sure_share, blind_share, named_p;
    double semi_major_m; /* median where it is mostly detected; NAN: nowhere */
};

/* Which ground a cell is: its side by the line, seen from very near. */
static int ground_of(const struct plan *plan, struct tct_plane place)
{
    static const double POINT_M2[3] = {1.0, 0.0, 1.0};
    const struct tct_network *network = &plan->network;
    if (network->line_count < 2)
        return GROUND_ALL;
    double left = tct_side_left_p(network->line, network->line_count, place, POINT_M2);
    return left >= 0.5 ? GROUND_LEFT : GROUND_RIGHT;
}

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static void add_cell(struct figures *f, const struct tct_coverage_grid *grid, size_t cell,
                     float *sizes, size_t *size_count)
{
    double p = (double)grid->detected_p[cell];
    f->cells++;
    f->area_km2 += 1e-6 * grid->step_m * grid->step_m;
    f->detected_p += p;
    f->sure_share += p >= SURE_P;
    f->blind_share += p < MOSTLY_P;
    f->named_p += (double)grid->named_p[cell];
    if (p >= MOSTLY_P && !isnan(grid->semi_major_m[cell]))
        sizes[(*size_count)++] = grid->semi_major_m[cell];
}

static void finish(struct figures *f, float *sizes, size_t size_count)
{
    double n = fmax((double)f->cells, 1.0);
    f->detected_p /= n;
    f->sure_share /= n;
    f->blind_share /= n;
    f->named_p /= n;
    f->semi_major_m = (double)NAN;
    if (size_count > 0) {
        qsort(sizes, size_count, sizeof(*sizes), by_size);
        f->semi_major_m = (double)sizes[size_count / 2];
    }
}

/* False when there is no memory. */
static bool sum_up(const struct plan *plan, struct figures ret_figures[GROUND_COUNT])
{
    const struct tct_coverage_grid *grid = &plan->grid;
    size_t cells = grid->columns * grid->rows, counts[GROUND_COUNT] = {0};
    float *sizes = calloc(GROUND_COUNT * cells + 1, sizeof(*sizes));
    if (sizes == NULL)
        return false;
    for (int g = 0; g < GROUND_COUNT; g++)
        ret_figures[g] = (struct figures){0};
    for (size_t i = 0; i < cells; i++) {
        if (isnan(grid->detected_p[i]))
            continue;
        struct tct_plane at = {grid->x_m + grid->step_m * (double)(i % grid->columns),
                               grid->y_m + grid->step_m * (double)(i / grid->columns)};
        int ground = ground_of(plan, at);
        add_cell(&ret_figures[GROUND_ALL], grid, i, sizes, &counts[GROUND_ALL]);
        if (ground != GROUND_ALL)
            add_cell(&ret_figures[ground], grid, i, sizes + (size_t)ground * cells,
                     &counts[ground]);
    }
    for (int g = 0; g < GROUND_COUNT; g++)
        finish(&ret_figures[g], sizes + (size_t)g * cells, counts[g]);
    free(sizes);
    return true;
}

static const char *party_word(const struct tct_sector *sector, int ground, bool id)
{
    const struct tct_party *party = &sector->parties[ground == GROUND_LEFT ? 0 : 1];
    const char *word = !id && party->name != NULL ? party->name : party->id;
    if (word != NULL)
        return word;
    return ground == GROUND_LEFT ? "left" : "right";
}

static void print_row(const char *name, const struct figures *f)
{
    char size[24] = "-";
    if (!isnan(f->semi_major_m))
        (void)snprintf(size, sizeof(size), "%.0f m", f->semi_major_m);
    (void)printf("%-24.24s %9.1f %9.1f %% %7.1f %% %7.1f %% %9s %10.1f %%\n", name, f->area_km2,
                 100.0 * f->detected_p, 100.0 * f->sure_share, 100.0 * f->blind_share, size,
                 100.0 * f->named_p);
}

static void print_ground(const struct plan *plan)
{
    struct figures figures[GROUND_COUNT];
    if (!sum_up(plan, figures))
        return;
    (void)printf("\n%-24s %9s %11s %9s %9s %9s %12s\n", "ground", "km2", "detected", "sure",
                 "blind", "ellipse", "side named");
    print_row("all", &figures[GROUND_ALL]);
    for (int g = GROUND_LEFT; g < GROUND_COUNT && plan->network.line_count >= 2; g++)
        print_row(party_word(&plan->ground->sector, g, false), &figures[g]);
    (void)printf(
        "\ndetected: mean chance that %d stations hear it; sure, blind: ground where that "
        "is 90 %% or more, under 50 %%;\nellipse: median long half axis of the expected "
        "95 %% ellipse; side named: mean chance that it is detected and\nits side is named "
        "with 90 %%. Cells of %g m.\n",
        TCT_COVERAGE_HEARERS, plan->grid.step_m);
}

static void print_sites(const struct plan *plan)
{
    double before = plan->before_p;
    (void)printf("\n%-5s %-24s %10s %10s\n", "rank", "site", "detected", "gain");
    (void)printf("%-5s %-24s %8.1f %%\n", "-", "as it is", 100.0 * before);
    for (size_t i = 0; i < plan->choice_count; i++) {
        const struct tct_site_choice *choice = &plan->choices[i];
        (void)printf("%-5zu %-24.24s %8.1f %% %+8.1f %%\n", i + 1,
                     plan->candidates.items[choice->candidate].id, 100.0 * choice->detected_p_mean,
                     100.0 * (choice->detected_p_mean - before));
        before = choice->detected_p_mean;
    }
}

static const char *side_word(const struct plan *plan, enum tct_side side)
{
    if (side == TCT_SIDE_UNDETERMINED)
        return "-";
    return party_word(&plan->ground->sector, side == TCT_SIDE_LEFT ? GROUND_LEFT : GROUND_RIGHT,
                      true);
}

static void print_places(const struct plan *plan)
{
    (void)printf("\n%-24s %9s %11s %9s %-12s %10s\n", "place", "hearers", "detected", "ellipse",
                 "side", "named");
    for (size_t i = 0; i < plan->places.count; i++) {
        const struct tct_expectation *e = &plan->expected[i];
        char size[24] = "-";
        if (!isnan(e->ellipse95.semi_major_m))
            (void)snprintf(size, sizeof(size), "%.0f m", e->ellipse95.semi_major_m);
        (void)printf("%-24.24s %9.1f %9.1f %% %9s %-12.12s %8.1f %%\n", plan->places.items[i].id,
                     e->hearers, 100.0 * e->detected_p, size, side_word(plan, e->side),
                     100.0 * e->named_p);
    }
}

void plan_print(const struct plan *plan)
{
    size_t stations = plan->ground->sector.network.station_count, up = 0;
    for (size_t i = 0; i < stations; i++)
        up += plan->up[i];
    (void)printf("%s: %s; %s; %zu of %zu stations up\n", plan->ground->sector.name,
                 plan->source_text, plan->air_text, up, stations);
    if (plan->has_grid)
        print_ground(plan);
    if (plan->choice_count > 0)
        print_sites(plan);
    if (plan->places.count > 0)
        print_places(plan);
    (void)printf("\n%s\n", TCT_COVERAGE_NOTE);
}

/* Rounded far below what is known. NULL when it is not a number: the key is left out. */
static void set_number(json_t *object, const char *key, double value, double grain)
{
    if (isfinite(value))
        (void)json_object_set_new(object, key, json_real(round(value / grain) * grain));
}

static json_t *json_of_figures(const struct plan *plan, int ground, const struct figures *f)
{
    json_t *object = json_object();
    const char *name =
        ground == GROUND_ALL ? "all" : party_word(&plan->ground->sector, ground, true);
    (void)json_object_set_new(object, "ground", json_string(name));
    set_number(object, "area_km2", f->area_km2, 1e-3);
    set_number(object, "detected_p", f->detected_p, 1e-4);
    set_number(object, "sure_share", f->sure_share, 1e-4);
    set_number(object, "blind_share", f->blind_share, 1e-4);
    set_number(object, "semi_major_m", f->semi_major_m, 0.1);
    set_number(object, "named_p", f->named_p, 1e-4);
    return object;
}

static json_t *json_of_grounds(const struct plan *plan)
{
    struct figures figures[GROUND_COUNT];
    json_t *list = json_array();
    if (!sum_up(plan, figures))
        return list;
    for (int g = GROUND_ALL; g < (plan->network.line_count >= 2 ? GROUND_COUNT : 1); g++)
        (void)json_array_append_new(list, json_of_figures(plan, g, &figures[g]));
    return list;
}

static json_t *json_of_stations(const struct plan *plan)
{
    json_t *list = json_array();
    for (size_t i = 0; i < plan->ground->sector.network.station_count; i++) {
        json_t *object = json_object();
        (void)json_object_set_new(object, "id", json_string(plan->ground->sector.station_ids[i]));
        (void)json_object_set_new(object, "up", json_boolean(plan->up[i]));
        set_number(object, "noise_pa", plan->ears[i].noise_pa, 1e-6);
        set_number(object, "threshold_db", plan->ears[i].threshold_db, 1e-2);
        (void)json_array_append_new(list, object);
    }
    return list;
}

static json_t *json_of_sites(const struct plan *plan)
{
    json_t *list = json_array();
    double before = plan->before_p;
    for (size_t i = 0; i < plan->choice_count; i++) {
        const struct tct_site_choice *choice = &plan->choices[i];
        json_t *object = json_object();
        (void)json_object_set_new(object, "id",
                                  json_string(plan->candidates.items[choice->candidate].id));
        set_number(object, "detected_p", choice->detected_p_mean, 1e-5);
        set_number(object, "gain", choice->detected_p_mean - before, 1e-5);
        before = choice->detected_p_mean;
        (void)json_array_append_new(list, object);
    }
    return list;
}

static json_t *json_of_places(const struct plan *plan)
{
    const struct tct_sector *sector = &plan->ground->sector;
    json_t *list = json_array();
    for (size_t i = 0; i < plan->places.count; i++) {
        const struct tct_expectation *e = &plan->expected[i];
        struct tct_plane place = plan->places.items[i].at;
        json_t *object = json_object();
        (void)json_object_set_new(object, "id", json_string(plan->places.items[i].id));
        set_number(object, "hearers", e->hearers, 1e-3);
        set_number(object, "detected_p", e->detected_p, 1e-4);
        set_number(object, "semi_major_m", e->ellipse95.semi_major_m, 1e-2);
        set_number(object, "semi_minor_m", e->ellipse95.semi_minor_m, 1e-2);
        double north_rad = tct_frame_true_north_rad(sector->frame, place);
        set_number(object, "azimuth_deg",
                   DEGREES_PER_RAD * fmod(e->ellipse95.azimuth_rad - north_rad + 2.0 * M_PI, M_PI),
                   1e-2);
        if (e->side != TCT_SIDE_UNDETERMINED)
            (void)json_object_set_new(object, "side", json_string(side_word(plan, e->side)));
        set_number(object, "named_p", e->named_p, 1e-4);
        (void)json_array_append_new(list, object);
    }
    return list;
}

enum tct_status plan_print_json(const struct plan *plan, struct tct_error *err)
{
    json_t *object = json_object();
    (void)json_object_set_new(object, "sector", json_string(plan->ground->sector.name));
    (void)json_object_set_new(object, "source", json_string(plan->source_text));
    (void)json_object_set_new(object, "air", json_string(plan->air_text));
    if (plan->has_time) {
        char time[TCT_TIME_TEXT_BYTES];
        tct_time_format(plan->time_ns, 0, time);
        (void)json_object_set_new(object, "time", json_string(time));
    }
    (void)json_object_set_new(object, "stations", json_of_stations(plan));
    if (plan->has_grid) {
        set_number(object, "cell_m", plan->grid.step_m, 1e-3);
        (void)json_object_set_new(object, "grounds", json_of_grounds(plan));
    }
    if (plan->choice_count > 0) {
        set_number(object, "detected_p_before", plan->before_p, 1e-5);
        (void)json_object_set_new(object, "sites", json_of_sites(plan));
    }
    if (plan->places.count > 0)
        (void)json_object_set_new(object, "places", json_of_places(plan));
    (void)json_object_set_new(object, "note", json_string(TCT_COVERAGE_NOTE));
    if (object == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    (void)json_dumpf(object, stdout, JSON_REAL_PRECISION(9)); /* checked when output is flushed */
    (void)putchar('\n');
    json_decref(object);
    return TCT_OK;
}
