/* What the subcommands of tacet sight have in common: an elevation model, places on it, rays. */
#ifndef TACET_APP_SIGHT_H
#define TACET_APP_SIGHT_H

#include <math.h>
#include <stddef.h>

#include "command.h"
#include "tacet/face/shapes.h"
#include "tacet/terrain/sight.h"
#include "workers.h"

extern const struct command command_sight_exposure;
extern const struct command command_sight_los;
extern const struct command command_sight_viewshed;

/* On everything that leaves. */
#define SIGHT_NOTE                                                                                 \
    "Says who is exposed, for their protection: for the mission's use alone, and no account of "   \
    "where anybody should stand."

/* What every subcommand may be told; NAN for a number that is not given. */
struct sight_request {
    const char *dem_path;
    double observer_height_m, target_height_m, range_m, curvature;
};

/* The rows of an option table for it, where it is the first member of the command's request. */
#define SIGHT_OPTION(name, argument, help, kind, member, low, high)                                \
    {                                                                                              \
        0, name, argument, help, kind, offsetof(struct sight_request, member), low, high           \
    }
#define SIGHT_OPTIONS                                                                              \
    SIGHT_OPTION("dem", "FILE", "elevation model in metres: GeoTIFF, ...", OPTION_TEXT, dem_path,  \
                 0, 0),                                                                            \
        SIGHT_OPTION("observer-height", "M", "of the eye over the ground (2)", OPTION_NUMBER,      \
                     observer_height_m, 0, 10000),                                                 \
        SIGHT_OPTION("target-height", "M", "of what is looked for over the ground (1.7)",          \
                     OPTION_NUMBER, target_height_m, 0, 10000),                                    \
        SIGHT_OPTION("range", "M", "no farther than this (as far as the model goes)",              \
                     OPTION_NUMBER, range_m, 1, 1e6),                                              \
        SIGHT_OPTION("curvature", "K", "1: the bare earth, 0: flat (0.85714, with refraction)",    \
                     OPTION_NUMBER, curvature, 0, 10)

/* Before the options are read. */
#define SIGHT_NOTHING_GIVEN                                                                        \
    {                                                                                              \
        NULL, (double)NAN, (double)NAN, (double)NAN, (double)NAN                                   \
    }

struct sight {
    struct tct_arena arena;
    struct tct_warnings warnings;
    struct sight_request request; /* with what stands for what was not given; range 0: none */
    struct tct_dem dem;           /* its reference from the start, the rest once it is loaded */
    struct workers *workers;
};

/* Reads the model's reference. To be closed whatever it answers. Errors: TCT_ERR_USE without a
 * model, those of tct_dem_reference. */
TCT_MUST_CHECK enum tct_status sight_open(struct sight *sight, const struct sight_request *request,
                                          struct tct_error *err);

/* Says what is still to be said of `command`'s input, and frees everything; answers the exit code.
 */
int sight_close(struct sight *sight, const struct command *command, enum tct_status status,
                const struct tct_error *err, bool strict);

/* "X,Y" in the model's coordinates. Errors: TCT_ERR_USE. */
TCT_MUST_CHECK enum tct_status sight_place(const char *option, const char *text, double *ret_x_m,
                                           double *ret_y_m, struct tct_error *err);

/* The shapes of a file, in the model's coordinates. Errors: TCT_ERR_INPUT for degrees that cannot
 * be turned, or metres where the model could not say which, those of tct_shapes_read. */
TCT_MUST_CHECK enum tct_status sight_shapes(struct sight *sight, const char *path,
                                            struct tct_shapes *ret_shapes, struct tct_error *err);

/* Places one by one: of lines and outlines every `every_m` metres, of areas the cells' middles
 * inside. `of` is the shape of each. */
struct sight_points {
    size_t count, room;
    double *x_m, *y_m;
    size_t *of;
};

/* Appends the places of a shape; the model must be loaded. Errors: TCT_ERR_LIMIT over
 * TCT_SHAPE_POINTS, TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status sight_take_points(struct sight *sight, const struct tct_shape *shape,
                                                 size_t number, double every_m,
                                                 struct sight_points *points,
                                                 struct tct_error *err);

struct tct_dem_box sight_box_empty(void);
void sight_box_take(struct tct_dem_box *box, double x_m, double y_m);
void sight_box_take_shapes(struct tct_dem_box *box, const struct tct_shapes *shapes);

/* Loads the model within the box and the range around it, or all of it where there is no range. */
TCT_MUST_CHECK enum tct_status sight_load(struct sight *sight, struct tct_dem_box box,
                                          struct tct_error *err);

/* An eye at a place. Errors: TCT_ERR_INPUT for a place off the model, or where no height is known;
 * `what` names it. */
TCT_MUST_CHECK enum tct_status sight_eye(const struct sight *sight, double x_m, double y_m,
                                         const char *what, struct tct_eye *ret_eye,
                                         struct tct_error *err);

/* -- sight_watch.c: how a zone is watched -- */

struct sight_watch {
    size_t cells, coverable, wanted, chosen, bound; /* of the zone */
    size_t *points, *held; /* chosen ones, and cells that they hold together */
};

/* Chooses at most `wanted` of the candidates, so that as many cells of the zones as possible are
 * seen from one of them. Errors: TCT_ERR_LIMIT, TCT_ERR_MEMORY, those of sight_eye. */
TCT_MUST_CHECK enum tct_status sight_watch(struct sight *sight, const struct tct_shapes *zones,
                                           const struct tct_shapes *candidates, double range_m,
                                           size_t wanted, struct sight_watch *ret_watch,
                                           struct tct_error *err);

#endif
