/* Contours of what is seen: edges between cells that are and cells that are not. */
#include "tacet/face/sight_contours.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "contours.h"
#include "json_lines.h"
#include "tacet/face/atomic_file.h"

struct writing {
    const struct tct_sight_grid *grid;
    tct_sight_turn *turn;
    const void *self;
    json_t *features;
    double least;
};

/* From cells of one by one, the southern first, to the plane, and on to degrees. */
static enum tct_status turn_points(const struct writing *w, const struct tct_plane *points,
                                   size_t count, double *x, double *y, struct tct_error *err)
{
    const struct tct_sight_grid *grid = w->grid;
    for (size_t i = 0; i < count; i++) {
        x[i] = grid->west_m + grid->step_x_m * points[i].x_m;
        y[i] = grid->north_m - grid->step_y_m * ((double)grid->rows - 1.0 - points[i].y_m);
    }
    return w->turn == NULL ? TCT_OK : w->turn(w->self, count, x, y, err);
}

static enum tct_status add_line(void *self, const struct tct_plane *points, size_t count,
                                struct tct_error *err)
{
    const struct writing *w = self;
    double *x = calloc(2 * count + 1, sizeof(*x));
    if (x == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    enum tct_status status = turn_points(w, points, count, x, x + count, err);
    json_t *positions = json_array(), *geometry = json_object(), *feature = json_object(),
           *properties = json_object();
    for (size_t i = 0; i < count && status == TCT_OK; i++)
        (void)json_array_append_new(positions, json_pack("[f,f]", x[i], x[count + i]));
    free(x);
    json_set(properties, "kind", json_string("seen"));
    json_set(properties, "least", json_real(w->least));
    json_set(geometry, "type", json_string("LineString"));
    json_set(geometry, "coordinates", positions);
    json_set(feature, "type", json_string("Feature"));
    json_set(feature, "geometry", geometry);
    json_set(feature, "properties", properties);
    (void)json_array_append_new(w->features, feature);
    return status;
}

static enum tct_status write_out(const char *path, json_t *features, const char *note,
                                 struct tct_error *err)
{
    json_t *all = json_object();
    json_set(all, "type", json_string("FeatureCollection"));
    json_set(all, "note", json_string(note));
    json_set(all, "features", json_incref(features));
    char *text = json_dumps(all, JSON_COMPACT | JSON_REAL_PRECISION(12));
    json_decref(all);
    if (text == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    size_t bytes = 0;
    while (text[bytes] != '\0')
        bytes++;
    enum tct_status status = tct_atomic_file_write(path, text, bytes, err);
    free(text);
    return status;
}

enum tct_status tct_sight_save_contours(const char *path, const struct tct_sight_grid *grid,
                                        double least, const char *note, tct_sight_turn *turn,
                                        const void *self, struct tct_error *err)
{
    const struct tct_coverage_grid cells = {
        .step_m = 1.0, .columns = grid->columns, .rows = grid->rows};
    float *southern_first = malloc((grid->columns * grid->rows + 1) * sizeof(*southern_first));
    struct writing w = {grid, turn, self, json_array(), least};
    if (southern_first == NULL || w.features == NULL) {
        free(southern_first);
        json_decref(w.features);
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    }
    for (size_t r = 0; r < grid->rows; r++)
        for (size_t c = 0; c < grid->columns; c++)
            southern_first[(grid->rows - 1 - r) * grid->columns + c] =
                grid->values[r * grid->columns + c];
    enum tct_status status =
        contours_follow(&cells, southern_first, least - 0.5, add_line, &w, err);
    free(southern_first);
    if (status == TCT_OK)
        status = write_out(path, w.features, note, err);
    json_decref(w.features);
    return status;
}
