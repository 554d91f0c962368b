/* tacet sight exposure: who is exposed, before and after a withdrawal. */
#include <math.h>
#include <stdio.h>

#include "sight_report.h"

#define OPTION(name, argument, help, kind, member, low, high)                                      \
    {                                                                                              \
        0, name, argument, help, kind, offsetof(struct exposure_request, member), low, high        \
    }

static const struct option_spec options[] = {
    SIGHT_OPTIONS,
    OPTION("posts", "FILE", "registered posts: a table or GeoJSON", OPTION_TEXT, posts_path, 0, 0),
    OPTION("places", "FILE", "homes, schools, roads, fields: a table or GeoJSON", OPTION_TEXT,
           places_path, 0, 0),
    OPTION("zone", "FILE", "zones that are to be left: GeoJSON", OPTION_TEXT, zone_path, 0, 0),
    OPTION("line", "FILE", "the first line: which stretch of it must be empty", OPTION_TEXT,
           line_path, 0, 0),
    OPTION("watch", "FILE", "points from which the zones may be watched", OPTION_TEXT, watch_path,
           0, 0),
    OPTION("watch-range", "M", "how far it is seen from them (2000)", OPTION_NUMBER, watch_range_m,
           1, 1e6),
    OPTION("choose", "N", "at most so many of them (10)", OPTION_NUMBER, choose, 1, 10000),
    OPTION("dem-error", "M", "how far the model errs: one standard deviation of its heights",
           OPTION_NUMBER, dem_error_m, 0.001, 1000),
    {'o', "output", "OUT.tif", "write what share of the posts that stay sees each cell",
     OPTION_TEXT, offsetof(struct exposure_request, output_path), 0, 0},
    OPTION("json", NULL, "the answers as JSON", OPTION_SWITCH, json, 0, 0),
    OPTION("strict", NULL, "end with 2 if anything was skipped", OPTION_SWITCH, strict, 0, 0),
};

static enum tct_status read_kind(struct sight *sight, const char *path, enum tct_shape_kind kind,
                                 const char *expected, struct tct_shapes *ret,
                                 struct tct_error *err)
{
    enum tct_status status = path == NULL ? TCT_OK : sight_shapes(sight, path, ret, err);
    for (size_t i = 0; i < ret->count && status == TCT_OK; i++)
        if (ret->items[i].shape != kind)
            status = tct_fail_at(err, TCT_ERR_INPUT, path, 0, "another kind of geometry", expected);
    return status;
}

static enum tct_status read_all(struct sight *sight, const struct exposure_request *request,
                                struct exposure *e, struct tct_error *err)
{
    struct tct_dem_box box = sight_box_empty();
    if (request->posts_path == NULL || request->places_path == NULL)
        return tct_fail(err, TCT_ERR_USE, "expected --posts FILE and --places FILE");
    if (request->watch_path != NULL && request->zone_path == NULL)
        return tct_fail(err, TCT_ERR_USE, "expected --zone FILE, which --watch is for");
    enum tct_status status =
        read_kind(sight, request->posts_path, TCT_SHAPE_POINT, "points", &e->posts, err);
    if (status == TCT_OK)
        status = sight_shapes(sight, request->places_path, &e->places, err);
    if (status == TCT_OK)
        status = read_kind(sight, request->zone_path, TCT_SHAPE_AREA, "polygons", &e->zones, err);
    if (status == TCT_OK)
        status = read_kind(sight, request->line_path, TCT_SHAPE_LINE, "lines", &e->lines, err);
    if (status == TCT_OK)
        status =
            read_kind(sight, request->watch_path, TCT_SHAPE_POINT, "points", &e->watchers, err);
    if (status != TCT_OK)
        return status;
    const struct tct_shapes *all[] = {&e->posts, &e->places, &e->zones, &e->lines, &e->watchers};
    for (size_t i = 0; i < TCT_COUNT(all); i++)
        sight_box_take_shapes(&box, all[i]);
    return sight_load(sight, box, err);
}

/* Which posts stand in a zone, and that each stands on the model. */
static enum tct_status withdraw(struct sight *sight, struct exposure *e, struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    struct tct_eye eye;
    e->withdrawn = TCT_ARENA_NEW(&sight->arena, bool, e->posts.count);
    e->exposed = TCT_ARENA_NEW(&sight->arena, struct exposed, e->places.count);
    if (e->withdrawn == NULL || e->exposed == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    for (size_t p = 0; p < e->posts.count && status == TCT_OK; p++) {
        const struct tct_shape *post = &e->posts.items[p];
        status = sight_eye(sight, post->x[0], post->y[0], "a post", &eye, err);
        for (size_t z = 0; z < e->zones.count && !e->withdrawn[p]; z++)
            e->withdrawn[p] = tct_shape_holds(&e->zones.items[z], post->x[0], post->y[0]);
        e->staying += e->withdrawn[p] ? 0 : 1;
    }
    return status;
}

/* The share of posts that stay by which a cell is seen; NAN where that is not known. */
static enum tct_status save_share(struct sight *sight, const struct exposure *e, const char *path,
                                  struct tct_error *err)
{
    size_t count = sight->dem.columns * sight->dem.rows;
    struct tct_sight *engine = NULL;
    struct tct_sight_counts counts = {TCT_ARENA_NEW(&sight->arena, uint16_t, count),
                                      TCT_ARENA_NEW(&sight->arena, uint16_t, count)};
    float *share = TCT_ARENA_NEW(&sight->arena, float, count);
    if (counts.seen == NULL || counts.unknown == NULL || share == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    if (e->posts.count > UINT16_MAX)
        return tct_fail(err, TCT_ERR_LIMIT, "found %zu posts, expected at most 65535",
                        e->posts.count);
    enum tct_status status = tct_sight_open(&sight->dem, 1, &sight->arena, &engine, err);
    for (size_t p = 0; p < e->posts.count && status == TCT_OK; p++) {
        struct tct_eye eye;
        status =
            sight_eye(sight, e->posts.items[p].x[0], e->posts.items[p].y[0], "a post", &eye, err);
        if (status == TCT_OK && !e->withdrawn[p])
            tct_sight_count(engine, &eye, 0, &counts);
    }
    for (size_t i = 0; i < count; i++)
        share[i] = counts.unknown[i] > 0 && counts.seen[i] == 0
                       ? (float)NAN
                       : (float)counts.seen[i] / fmaxf((float)e->staying, 1.0f);
    const struct tct_dem_layer layer = {.name = "share of posts that see it; none: not known",
                                        .values = share};
    struct tct_window all = {0, 0, sight->dem.columns, sight->dem.rows};
    return status == TCT_OK ? tct_dem_save(path, &sight->dem, all, SIGHT_NOTE, &layer, err)
                            : status;
}

static enum tct_status work_out(struct sight *sight, const struct exposure_request *request,
                                struct tct_error *err)
{
    struct exposure e = {.request = request};
    enum tct_status status = read_all(sight, request, &e, err);
    if (status == TCT_OK)
        status = withdraw(sight, &e, err);
    struct exposure_setup setup = {sight, &e.posts, &e.places, e.withdrawn, request->dem_error_m};
    if (status == TCT_OK)
        status = exposure_of_places(&setup, e.exposed, err);
    if (status == TCT_OK && e.lines.count > 0)
        status = exposure_stretches(&setup, &e.lines, &e.stretches, err);
    if (status == TCT_OK && e.watchers.count > 0)
        status = sight_watch(sight, &e.zones, &e.watchers,
                             isnan(request->watch_range_m) ? 2000.0 : request->watch_range_m,
                             isnan(request->choose) ? 10 : (size_t)request->choose, &e.watch, err);
    if (status == TCT_OK && request->output_path != NULL)
        status = save_share(sight, &e, request->output_path, err);
    if (status != TCT_OK)
        return status;
    if (request->json)
        exposure_print_json(&e);
    else
        exposure_print(&e);
    return TCT_OK;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct exposure_request request = {.sight = SIGHT_NOTHING_GIVEN,
                                       .dem_error_m = (double)NAN,
                                       .watch_range_m = (double)NAN,
                                       .choose = (double)NAN};
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

const struct command command_sight_exposure = {
    .name = "sight exposure",
    .summary = "which homes, schools and roads are exposed, before and after a withdrawal",
    .arguments = "--dem FILE --posts FILE --places FILE [--zone FILE]",
    .explained =
        "Says by place how many registered posts see it, before and after those in a zone are\n"
        "withdrawn, and what that means in people and hours; which stretch of the first line\n"
        "must be empty; from which few points a zone can be watched.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
