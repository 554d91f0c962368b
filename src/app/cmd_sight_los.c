/* tacet sight los: whether two places see each other, and what is in the way. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>

#include "sight.h"

struct request {
    struct sight_request sight;
    const char *from, *to;
    double dem_error_m;
    bool json;
};

static const struct option_spec options[] = {
    SIGHT_OPTIONS,
    {0, "from", "X,Y", "one place, in the model's coordinates", OPTION_TEXT,
     offsetof(struct request, from), 0, 0},
    {0, "to", "X,Y", "the other", OPTION_TEXT, offsetof(struct request, to), 0, 0},
    {0, "dem-error", "M", "how far the model errs: one standard deviation of its heights",
     OPTION_NUMBER, offsetof(struct request, dem_error_m), 0.001, 1000},
    {0, "json", NULL, "the answer as JSON", OPTION_SWITCH, offsetof(struct request, json), 0, 0},
};

/* That the line is clear, if the one place where it runs lowest decides. */
static double clear_p(const struct tct_ray *ray, double dem_error_m)
{
    return 0.5 * erfc(-ray->clearance_m / (dem_error_m * M_SQRT2));
}

static const char *word_of(const struct tct_ray *ray)
{
    return ray->state == TCT_SIGHT_SEEN     ? "clear"
           : ray->state == TCT_SIGHT_HIDDEN ? "blocked"
                                            : "not known";
}

static void print_text(const struct request *request, const struct tct_ray *ray)
{
    if (ray->state == TCT_SIGHT_UNKNOWN)
        (void)printf("not known: the elevation model has a hole in the way\n");
    else if (ray->state == TCT_SIGHT_HIDDEN)
        (void)printf(
            "blocked: %.0f m from the first place the ground stands %.1f m over the line\n",
            ray->along_m, -ray->clearance_m);
    else
        (void)printf("clear: the line runs %.1f m over the ground where it is lowest, %.0f m from "
                     "the first place\n",
                     ray->clearance_m, ray->along_m);
    if (!isnan(request->dem_error_m) && ray->state != TCT_SIGHT_UNKNOWN)
        (void)printf("clear with %.0f %%, for heights that err by %g m (one standard deviation)\n",
                     100.0 * clear_p(ray, request->dem_error_m), request->dem_error_m);
    (void)printf("%.0f m apart; trees and houses are only there if the model has them\n",
                 ray->length_m);
}

static void print_json(const struct request *request, const struct tct_ray *ray)
{
    json_t *object = json_object();
    (void)json_object_set_new(object, "answer", json_string(word_of(ray)));
    (void)json_object_set_new(object, "distance_m", json_real(ray->length_m));
    if (ray->state != TCT_SIGHT_UNKNOWN) {
        (void)json_object_set_new(object, "clearance_m", json_real(ray->clearance_m));
        (void)json_object_set_new(object, "along_m", json_real(ray->along_m));
        if (!isnan(request->dem_error_m))
            (void)json_object_set_new(object, "clear_p",
                                      json_real(clear_p(ray, request->dem_error_m)));
    }
    (void)json_object_set_new(object, "note", json_string(SIGHT_NOTE));
    (void)json_dumpf(object, stdout, JSON_REAL_PRECISION(7)); /* checked when it is flushed */
    (void)putchar('\n');
    json_decref(object);
}

static enum tct_status answer(struct sight *sight, const struct request *request,
                              struct tct_error *err)
{
    struct tct_sight_end from = {.height_m = sight->request.observer_height_m};
    struct tct_sight_end to = {.height_m = sight->request.target_height_m};
    struct tct_dem_box box = sight_box_empty();
    struct tct_eye ends[2];
    if (request->from == NULL || request->to == NULL)
        return tct_fail(err, TCT_ERR_USE, "expected --from X,Y and --to X,Y");
    enum tct_status status = sight_place("from", request->from, &from.x_m, &from.y_m, err);
    if (status == TCT_OK)
        status = sight_place("to", request->to, &to.x_m, &to.y_m, err);
    if (status != TCT_OK)
        return status;
    sight_box_take(&box, from.x_m, from.y_m);
    sight_box_take(&box, to.x_m, to.y_m);
    status = sight_load(sight, box, err);
    if (status == TCT_OK)
        status = sight_eye(sight, from.x_m, from.y_m, "--from", &ends[0], err);
    if (status == TCT_OK)
        status = sight_eye(sight, to.x_m, to.y_m, "--to", &ends[1], err);
    if (status != TCT_OK)
        return status;
    struct tct_ray ray = tct_sight_ray(&sight->dem, &from, &to, sight->request.curvature);
    if (sight->request.range_m > 0.0 && ray.length_m > sight->request.range_m)
        return tct_fail(err, TCT_ERR_INPUT,
                        "found places %.0f m apart, expected no more than the "
                        "range of %.0f m",
                        ray.length_m, sight->request.range_m);
    if (request->json)
        print_json(request, &ray);
    else
        print_text(request, &ray);
    return TCT_OK;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {.sight = SIGHT_NOTHING_GIVEN, .dem_error_m = (double)NAN};
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
        status = answer(&sight, &request, &err);
    return sight_close(&sight, self, status, &err, false);
}

const struct command command_sight_los = {
    .name = "sight los",
    .summary = "whether two places see each other",
    .arguments = "--dem FILE --from X,Y --to X,Y",
    .explained =
        "Says whether the line between two places is clear, where it runs lowest over the\n"
        "ground, and by how much it is blocked.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
