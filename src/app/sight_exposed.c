/* Exposure of places: every post against every point of every place. */
#include <math.h>

#include "sight_exposure.h"

static const double ONE_SIDED_95 = 1.645;

int exposure_judge(const struct sight *sight, double dem_error_m, const struct tct_sight_end *from,
                   const struct tct_sight_end *to)
{
    double range_m = sight->request.range_m;
    if (range_m > 0.0 && hypot(to->x_m - from->x_m, to->y_m - from->y_m) > range_m)
        return TCT_SIGHT_HIDDEN;
    struct tct_ray ray = tct_sight_ray(&sight->dem, from, to, sight->request.curvature);
    bool near = fabs(ray.clearance_m) < ONE_SIDED_95 * dem_error_m; /* false for NAN */
    if (ray.state == TCT_SIGHT_BEYOND)
        return TCT_SIGHT_UNKNOWN;
    return ray.state != TCT_SIGHT_UNKNOWN && near ? EXPOSED_UNSURE : ray.state;
}

struct job {
    const struct exposure_setup *setup;
    struct sight_points points;
    const size_t *first; /* point of each place, and one more */
    struct exposed *exposed;
};

/* The worst that a post can do to any point of a place: seen, else unsure, else not known. */
static int judge_place(const struct job *job, size_t place, const struct tct_sight_end *post)
{
    const struct exposure_setup *setup = job->setup;
    bool unsure = false, unknown = false;
    for (size_t i = job->first[place]; i < job->first[place + 1]; i++) {
        struct tct_sight_end at = {job->points.x_m[i], job->points.y_m[i],
                                   setup->sight->request.target_height_m};
        int state = exposure_judge(setup->sight, setup->dem_error_m, post, &at);
        if (state == TCT_SIGHT_SEEN)
            return TCT_SIGHT_SEEN;
        unsure = unsure || state == EXPOSED_UNSURE;
        unknown = unknown || state == TCT_SIGHT_UNKNOWN;
    }
    return unsure ? EXPOSED_UNSURE : unknown ? TCT_SIGHT_UNKNOWN : TCT_SIGHT_HIDDEN;
}

static void judge_part(void *work, size_t place, size_t worker)
{
    const struct job *job = work;
    const struct tct_shapes *posts = job->setup->posts;
    struct exposed *exposed = &job->exposed[place];
    (void)worker;
    *exposed = (struct exposed){0};
    for (size_t p = 0; p < posts->count; p++) {
        struct tct_sight_end post = {posts->items[p].x[0], posts->items[p].y[0],
                                     job->setup->sight->request.observer_height_m};
        int state = judge_place(job, place, &post);
        for (int t = 0; t < (job->setup->withdrawn[p] ? 1 : EXPOSED_TIMES); t++) {
            exposed->seen[t] += state == TCT_SIGHT_SEEN ? 1 : 0;
            exposed->unsure[t] += state == EXPOSED_UNSURE ? 1 : 0;
            exposed->unknown[t] += state == TCT_SIGHT_UNKNOWN ? 1 : 0;
        }
    }
}

enum tct_status exposure_of_places(const struct exposure_setup *setup, struct exposed *ret_exposed,
                                   struct tct_error *err)
{
    struct sight *sight = setup->sight;
    const struct tct_executor *executor = workers_executor(sight->workers);
    size_t *first = TCT_ARENA_NEW(&sight->arena, size_t, setup->places->count + 1);
    struct job job = {.setup = setup, .first = first, .exposed = ret_exposed};
    enum tct_status status = TCT_OK;
    if (first == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    double cell_m = fmin(sight->dem.step_x_m, sight->dem.step_y_m);
    for (size_t i = 0; i < setup->places->count && status == TCT_OK; i++) {
        first[i] = job.points.count;
        status = sight_take_points(sight, &setup->places->items[i], i, cell_m, &job.points, err);
        if (status == TCT_OK && job.points.count == first[i]) /* an area smaller than a cell */
            status = tct_fail(err, TCT_ERR_INPUT,
                              "%.60s: found an area without a cell's middle in it, expected a "
                              "point, or a finer model",
                              setup->places->items[i].name);
    }
    if (status != TCT_OK)
        return status;
    first[setup->places->count] = job.points.count;
    if (setup->posts->count > EXPOSURE_RAYS / job.points.count)
        return tct_fail(err, TCT_ERR_LIMIT,
                        "found %zu posts and %zu points of places, expected at most %d pairs",
                        setup->posts->count, job.points.count, (int)EXPOSURE_RAYS);
    executor->run(executor->user, setup->places->count, judge_part, &job);
    return TCT_OK;
}
