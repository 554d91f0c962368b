/* tacet sight viewshed: what is seen from one place, from many, along a road. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sight.h"
#include "tacet/face/sight_contours.h"

struct request {
    struct sight_request sight;
    const char *at, *from_path, *output_path, *geojson_path;
    double every_m, least;
    bool open_ground, json, strict;
};

static const struct option_spec options[] = {
    SIGHT_OPTIONS,
    {0, "at", "X,Y", "the eye, in the model's coordinates", OPTION_TEXT,
     offsetof(struct request, at), 0, 0},
    {0, "from", "FILE", "many eyes: places of a table or GeoJSON, lines along their length",
     OPTION_TEXT, offsetof(struct request, from_path), 0, 0},
    {0, "every", "M", "of a line an eye every so many metres (a cell)", OPTION_NUMBER,
     offsetof(struct request, every_m), 0.1, 1e6},
    {'o', "output", "OUT.tif", "write the cells as GeoTIFF", OPTION_TEXT,
     offsetof(struct request, output_path), 0, 0},
    {0, "geojson", "FILE", "write the edges of what is seen as GeoJSON", OPTION_TEXT,
     offsetof(struct request, geojson_path), 0, 0},
    {0, "least", "N", "seen by so many eyes or more, in the GeoJSON (1)", OPTION_NUMBER,
     offsetof(struct request, least), 1, 65535},
    {0, "open-ground", NULL,
     "the eye's own cell hides nothing (gdal_viewshed before 3.9 has it so)", OPTION_SWITCH,
     offsetof(struct request, open_ground), 0, 0},
    {0, "json", NULL, "the figures as JSON", OPTION_SWITCH, offsetof(struct request, json), 0, 0},
    {0, "strict", NULL, "end with 2 if anything was skipped", OPTION_SWITCH,
     offsetof(struct request, strict), 0, 0},
};

/* What is found: cells of one eye, or counts of many. */
struct view {
    struct sight *sight;
    struct tct_sight *engine;
    struct tct_eye *eyes;
    size_t eye_count;
    struct tct_window window;
    uint8_t *cells;                  /* one eye */
    struct tct_sight_counts *counts; /* many: by worker, the first's are the sums */
    float *values;                   /* how many eyes see it; NAN: not known or out of range */
    size_t seen, hidden, unknown;
};

enum { EYES_MOST = 65535, EYES_AT_ONCE = 8 };

static enum tct_status read_eyes(struct sight *sight, const struct request *request,
                                 struct view *view, struct tct_error *err)
{
    struct tct_shapes shapes = {0};
    struct sight_points points = {0};
    struct tct_dem_box box = sight_box_empty();
    double x_m = 0.0, y_m = 0.0;
    enum tct_status status = TCT_OK;
    if ((request->at == NULL) == (request->from_path == NULL))
        return tct_fail(err, TCT_ERR_USE, "expected --at X,Y or --from FILE");
    if (request->at != NULL)
        status = sight_place("at", request->at, &x_m, &y_m, err);
    else
        status = sight_shapes(sight, request->from_path, &shapes, err);
    if (status != TCT_OK)
        return status;
    if (request->at != NULL)
        sight_box_take(&box, x_m, y_m);
    sight_box_take_shapes(&box, &shapes);
    status = sight_load(sight, box, err);
    double cell_m = fmin(sight->dem.step_x_m, sight->dem.step_y_m);
    for (size_t i = 0; i < shapes.count && status == TCT_OK; i++)
        status =
            sight_take_points(sight, &shapes.items[i], i,
                              isnan(request->every_m) ? cell_m : request->every_m, &points, err);
    view->eye_count = request->at != NULL ? 1 : points.count;
    if (status == TCT_OK && view->eye_count > EYES_MOST)
        status = tct_fail(err, TCT_ERR_LIMIT, "found %zu eyes, expected at most %d (--every)",
                          view->eye_count, (int)EYES_MOST);
    if (status != TCT_OK)
        return status;
    view->eyes = TCT_ARENA_NEW(&sight->arena, struct tct_eye, view->eye_count);
    if (view->eyes == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    if (request->at != NULL)
        status = sight_eye(sight, x_m, y_m, "--at", &view->eyes[0], err);
    for (size_t i = 0; i < points.count && status == TCT_OK; i++)
        status =
            sight_eye(sight, points.x_m[i], points.y_m[i], request->from_path, &view->eyes[i], err);
    for (size_t i = 0; i < view->eye_count && status == TCT_OK; i++)
        view->eyes[i].ground_hides = !request->open_ground;
    return status;
}

static void look_part(void *work, size_t part, size_t worker)
{
    const struct view *view = work;
    tct_sight_part(view->engine, &view->eyes[0], part, worker, view->cells);
}

static void count_part(void *work, size_t part, size_t worker)
{
    const struct view *view = work;
    size_t end = (part + 1) * EYES_AT_ONCE;
    for (size_t i = part * EYES_AT_ONCE; i < end && i < view->eye_count; i++)
        tct_sight_count(view->engine, &view->eyes[i], worker, &view->counts[worker]);
}

static enum tct_status look_from_one(struct view *view, struct tct_error *err)
{
    const struct tct_executor *executor = workers_executor(view->sight->workers);
    view->window = tct_sight_window(&view->sight->dem, &view->eyes[0]);
    size_t count = view->window.columns * view->window.rows;
    view->cells = TCT_ARENA_NEW(&view->sight->arena, uint8_t, count);
    view->values = TCT_ARENA_NEW(&view->sight->arena, float, count);
    if (view->cells == NULL || view->values == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    executor->run(executor->user, TCT_SIGHT_PARTS, look_part, view);
    for (size_t i = 0; i < count; i++) {
        bool known = view->cells[i] == TCT_SIGHT_SEEN || view->cells[i] == TCT_SIGHT_HIDDEN;
        view->values[i] = !known ? (float)NAN : view->cells[i] == TCT_SIGHT_SEEN ? 1.0f : 0.0f;
        view->unknown += view->cells[i] == TCT_SIGHT_UNKNOWN;
        view->seen += view->cells[i] == TCT_SIGHT_SEEN;
        view->hidden += view->cells[i] == TCT_SIGHT_HIDDEN;
    }
    return TCT_OK;
}

static enum tct_status look_from_many(struct view *view, struct tct_error *err)
{
    struct tct_arena *arena = &view->sight->arena;
    const struct tct_executor *executor = workers_executor(view->sight->workers);
    const struct tct_dem *dem = &view->sight->dem;
    size_t count = dem->columns * dem->rows;
    view->window = (struct tct_window){0, 0, dem->columns, dem->rows};
    view->counts = TCT_ARENA_NEW(arena, struct tct_sight_counts, executor->workers);
    view->values = TCT_ARENA_NEW(arena, float, count);
    bool good = view->counts != NULL && view->values != NULL;
    for (size_t w = 0; w < executor->workers && good; w++) {
        view->counts[w].seen = TCT_ARENA_NEW(arena, uint16_t, count);
        view->counts[w].unknown = TCT_ARENA_NEW(arena, uint16_t, count);
        good = view->counts[w].seen != NULL && view->counts[w].unknown != NULL;
    }
    if (!good)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    executor->run(executor->user, (view->eye_count + EYES_AT_ONCE - 1) / EYES_AT_ONCE, count_part,
                  view);
    for (size_t i = 0; i < count; i++) {
        unsigned seen = 0, unknown = 0;
        for (size_t w = 0; w < executor->workers; w++) {
            seen += view->counts[w].seen[i];
            unknown += view->counts[w].unknown[i];
        }
        view->values[i] = seen == 0 && unknown > 0 ? (float)NAN : (float)seen;
        view->seen += seen > 0;
        view->unknown += seen == 0 && unknown > 0;
        view->hidden += seen == 0 && unknown == 0;
    }
    return TCT_OK;
}

static enum tct_status turn(const void *self, size_t count, double *x, double *y,
                            struct tct_error *err)
{
    const struct tct_dem *dem = self;
    return tct_dem_to_degrees(dem->reference, count, x, y, err);
}

static enum tct_status write_files(const struct view *view, const struct request *request,
                                   struct tct_error *err)
{
    const struct tct_dem *dem = &view->sight->dem;
    struct tct_dem_layer layer = {.name = "eyes that see it; none: not known",
                                  .values = view->values};
    if (view->cells != NULL)
        layer = (struct tct_dem_layer){.name = "255 seen, 0 not seen, 1 not known, 2 out of range",
                                       .bytes = view->cells,
                                       .none = TCT_SIGHT_BEYOND};
    enum tct_status status = TCT_OK;
    if (request->output_path != NULL)
        status = tct_dem_save(request->output_path, dem, view->window, SIGHT_NOTE, &layer, err);
    if (status != TCT_OK || request->geojson_path == NULL)
        return status;
    const struct tct_sight_grid grid = {
        dem->west_m + ((double)view->window.left + 0.5) * dem->step_x_m,
        dem->north_m - ((double)view->window.top + 0.5) * dem->step_y_m,
        dem->step_x_m,
        dem->step_y_m,
        view->window.columns,
        view->window.rows,
        view->values};
    return tct_sight_save_contours(request->geojson_path, &grid,
                                   isnan(request->least) ? 1.0 : request->least, SIGHT_NOTE,
                                   dem->reference[0] != '\0' ? turn : NULL, dem, err);
}

static void print(const struct view *view, const struct request *request)
{
    double km2 = 1e-6 * view->sight->dem.step_x_m * view->sight->dem.step_y_m;
    double seen = km2 * (double)view->seen, hidden = km2 * (double)view->hidden,
           unknown = km2 * (double)view->unknown;
    if (request->json) {
        json_t *object =
            json_pack("{s:i,s:f,s:f,s:f,s:s}", "eyes", (int)view->eye_count, "seen_km2", seen,
                      "hidden_km2", hidden, "unknown_km2", unknown, "note", SIGHT_NOTE);
        (void)json_dumpf(object, stdout, JSON_REAL_PRECISION(7)); /* checked when it is flushed */
        (void)putchar('\n');
        json_decref(object);
        return;
    }
    (void)printf("%zu %s: %.3f km2 seen, %.3f km2 not seen, %.3f km2 not known\n%s\n",
                 view->eye_count, view->eye_count == 1 ? "eye" : "eyes", seen, hidden, unknown,
                 SIGHT_NOTE);
}

static enum tct_status work_out(struct sight *sight, const struct request *request,
                                struct tct_error *err)
{
    struct view view = {.sight = sight};
    enum tct_status status = read_eyes(sight, request, &view, err);
    if (status == TCT_OK)
        status = tct_sight_open(&sight->dem, workers_executor(sight->workers)->workers,
                                &sight->arena, &view.engine, err);
    if (status == TCT_OK)
        status = view.eye_count == 1 ? look_from_one(&view, err) : look_from_many(&view, err);
    if (status == TCT_OK)
        status = write_files(&view, request, err);
    if (status == TCT_OK)
        print(&view, request);
    return status;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {
        .sight = SIGHT_NOTHING_GIVEN, .every_m = (double)NAN, .least = (double)NAN};
    struct arguments words;
    struct sight sight;
    struct tct_error err;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count != 0)
        return command_wrong_use(self, "'%.60s' is one word too many", words.words[0]);
    enum tct_status status = sight_open(&sight, &request.sight, &err);
    if (status == TCT_OK)
        status = work_out(&sight, &request, &err);
    return sight_close(&sight, self, status, &err, request.strict);
}

const struct command command_sight_viewshed = {
    .name = "sight viewshed",
    .summary = "what is seen from one place, from many, along a road",
    .arguments = "--dem FILE --at X,Y | --from FILE [-o OUT.tif]",
    .explained =
        "Answers what gdal_viewshed answers with the same figures, and of many eyes how many\n"
        "of them see each cell. What lies in or behind a hole of the model is not known.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
