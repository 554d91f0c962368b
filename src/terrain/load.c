/* Load: an elevation model by GDAL, laid onto a grid of the sector's plane. */
#include "tacet/terrain.h"

#include <math.h>

#include "model_file.h"

struct model {
    struct model_file file;
    const struct tct_frame *frame;
    OGRCoordinateTransformationH from_degrees; /* NULL: the plane's own coordinates */
    double to_pixel[6];
    double step_m;
    struct tct_error *err;
};

static enum tct_status wrong(const struct model *model, const char *found, const char *expected)
{
    return model_file_wrong(model->file.path, found, expected, model->err);
}

/* Pixel and line of a place in the plane, counted from the corner of the first pixel. */
static bool pixel_of(const struct model *model, struct tct_plane place, double *ret_pixel,
                     double *ret_line)
{
    double x = place.x_m, y = place.y_m;
    if (model->from_degrees != NULL) {
        struct tct_geodetic at = tct_frame_to_geodetic(model->frame, place);
        x = at.lon_deg;
        y = at.lat_deg;
        double z = 0.0;
        if (!model->file.gdal.OCTTransform(model->from_degrees, 1, &x, &y, &z))
            return false;
    }
    const double *t = model->to_pixel;
    *ret_pixel = t[0] + x * t[1] + y * t[2];
    *ret_line = t[3] + x * t[4] + y * t[5];
    return isfinite(*ret_pixel) && isfinite(*ret_line);
}

static enum tct_status open_transform(struct model *model)
{
    if (!tct_frame_is_geodetic(model->frame))
        return TCT_OK;
    OGRSpatialReferenceH theirs = model->file.gdal.GDALGetSpatialRef(model->file.data);
    if (theirs == NULL)
        return wrong(model, "no coordinate system", "an elevation model that says where it lies");
    OGRSpatialReferenceH ours = model->file.gdal.OSRNewSpatialReference(NULL);
    OGRSpatialReferenceH copy = model->file.gdal.OSRClone(theirs);
    if (ours != NULL && copy != NULL &&
        model->file.gdal.OSRImportFromEPSG(ours, 4326) == OGRERR_NONE) {
        model->file.gdal.OSRSetAxisMappingStrategy(
            ours, OAMS_TRADITIONAL_GIS_ORDER); /* longitude first */
        model->file.gdal.OSRSetAxisMappingStrategy(copy, OAMS_TRADITIONAL_GIS_ORDER);
        model->from_degrees = model->file.gdal.OCTNewCoordinateTransformation(ours, copy);
    }
    model->file.gdal.OSRDestroySpatialReference(ours);
    model->file.gdal.OSRDestroySpatialReference(copy);
    return model->from_degrees != NULL
               ? TCT_OK
               : wrong(model, "an unknown coordinate system", "one that PROJ knows");
}

static enum tct_status open_model(struct model *model)
{
    if (!model->file.gdal.GDALInvGeoTransform(model->file.to_place, model->to_pixel))
        return wrong(model, "a picture without a place", "an elevation model");
    enum tct_status status = open_transform(model);
    if (status != TCT_OK)
        return status;
    /* The model's own spacing, in the middle of its ground as the frame has it. */
    double pixel, line, east, north_line, up, north;
    if (!pixel_of(model, (struct tct_plane){0.0, 0.0}, &pixel, &line) ||
        !pixel_of(model, (struct tct_plane){100.0, 0.0}, &east, &north_line) ||
        !pixel_of(model, (struct tct_plane){0.0, 100.0}, &up, &north))
        return wrong(model, "a place far from the sector", "an elevation model of the sector");
    double pixels = fmax(hypot(east - pixel, north_line - line), hypot(up - pixel, north - line));
    model->step_m = 100.0 / fmax(pixels, 1e-6);
    return TCT_OK;
}

/* The grid between the corners; its samples are still to be filled. */
static enum tct_status lay_grid(const struct model *model, struct tct_plane low,
                                struct tct_plane high, struct tct_arena *arena,
                                struct tct_terrain *grid, float **ret_samples)
{
    double width_m = high.x_m - low.x_m, height_m = high.y_m - low.y_m;
    double step_m = fmax(model->step_m, 0.5);
    if (!(width_m > 0.0 && height_m > 0.0)) /* true for NaN */
        return tct_fail(model->err, TCT_ERR_USE, "terrain: a box without inside");
    double finest_m = sqrt(width_m * height_m / (0.5 * TCT_TERRAIN_SAMPLES));
    step_m = fmin(fmax(step_m, finest_m), fmax(width_m, height_m));
    grid->x_m = low.x_m;
    grid->y_m = low.y_m;
    grid->step_m = step_m;
    grid->columns = (size_t)ceil(width_m / step_m) + 1;
    grid->rows = (size_t)ceil(height_m / step_m) + 1;
    if (grid->columns > TCT_TERRAIN_SAMPLES / grid->rows)
        return tct_fail(model->err, TCT_ERR_LIMIT, "terrain: more than %d samples",
                        TCT_TERRAIN_SAMPLES);
    *ret_samples = TCT_ARENA_NEW(arena, float, grid->columns * grid->rows);
    grid->heights_m = *ret_samples;
    return *ret_samples != NULL
               ? TCT_OK
               : tct_fail(model->err, TCT_ERR_MEMORY, "%.400s: no memory", model->file.path);
}

/* The part of the model under the grid, in its own pixels. */
struct patch {
    int left, top, columns, rows;
    float *heights;
    double none; /* what stands for no height */
};

static bool bound_patch(const struct model *model, const struct tct_terrain *grid,
                        struct patch *patch)
{
    double least_p = INFINITY, most_p = -INFINITY, least_l = INFINITY, most_l = -INFINITY;
    for (size_t j = 0; j < grid->rows; j++) {
        bool edge_row = j == 0 || j == grid->rows - 1;
        for (size_t i = 0; i < grid->columns;
             i += edge_row || grid->columns == 1 ? 1 : grid->columns - 1) {
            struct tct_plane place = {grid->x_m + (double)i * grid->step_m,
                                      grid->y_m + (double)j * grid->step_m};
            double p, l;
            if (!pixel_of(model, place, &p, &l))
                continue;
            least_p = fmin(least_p, p);
            most_p = fmax(most_p, p);
            least_l = fmin(least_l, l);
            most_l = fmax(most_l, l);
        }
    }
    double wide = model->file.gdal.GDALGetRasterXSize(model->file.data),
           high = model->file.gdal.GDALGetRasterYSize(model->file.data);
    double left = fmax(floor(least_p) - 2.0, 0.0), right = fmin(ceil(most_p) + 2.0, wide);
    double top = fmax(floor(least_l) - 2.0, 0.0), bottom = fmin(ceil(most_l) + 2.0, high);
    if (!(right - left >= 1.0 && bottom - top >= 1.0))
        return false;
    patch->left = (int)left;
    patch->top = (int)top;
    patch->columns = (int)(right - left);
    patch->rows = (int)(bottom - top);
    return true;
}

static enum tct_status read_patch(const struct model *model, const struct tct_terrain *grid,
                                  struct tct_arena *arena, struct patch *patch)
{
    if (!bound_patch(model, grid, patch))
        return wrong(model, "nothing of the sector's ground", "an elevation model of the sector");
    if (patch->columns > 4 * TCT_TERRAIN_SAMPLES / patch->rows)
        return tct_fail(model->err, TCT_ERR_LIMIT, "%.400s: more than %d heights of the sector",
                        model->file.path, 4 * TCT_TERRAIN_SAMPLES);
    patch->heights = TCT_ARENA_NEW(arena, float, (size_t)patch->columns *(size_t)patch->rows);
    if (patch->heights == NULL)
        return tct_fail(model->err, TCT_ERR_MEMORY, "%.400s: no memory", model->file.path);
    patch->none = model_file_none(&model->file);
    if (model->file.gdal.GDALRasterIO(model->file.band, GF_Read, patch->left, patch->top,
                                      patch->columns, patch->rows, patch->heights, patch->columns,
                                      patch->rows, GDT_Float32, 0, 0) != CE_None)
        return wrong(model, "heights that cannot be read", "an elevation model that is whole");
    return TCT_OK;
}

static double height_at(const struct patch *patch, int column, int row)
{
    column = column < 0 ? 0 : column < patch->columns ? column : patch->columns - 1;
    row = row < 0 ? 0 : row < patch->rows ? row : patch->rows - 1;
    return model_height_m(patch->heights[(size_t)row * (size_t)patch->columns + (size_t)column],
                          patch->none);
}

/* From one height to the next; an unknown one that hardly counts does not. */
static double between(double from, double to, double share)
{
    return share < 1e-6 ? from : share > 1.0 - 1e-6 ? to : from + share * (to - from);
}

/* Bilinear between the centres of pixels. */
static double height_between(const struct model *model, const struct patch *patch, double pixel,
                             double line)
{
    if (pixel < 0.0 || line < 0.0 ||
        pixel > model->file.gdal.GDALGetRasterXSize(model->file.data) ||
        line > model->file.gdal.GDALGetRasterYSize(model->file.data))
        return (double)NAN;
    double u = pixel - 0.5 - patch->left, v = line - 0.5 - patch->top;
    int column = (int)floor(u), row = (int)floor(v);
    double a = u - floor(u), b = v - floor(v);
    double top = between(height_at(patch, column, row), height_at(patch, column + 1, row), a);
    double bottom =
        between(height_at(patch, column, row + 1), height_at(patch, column + 1, row + 1), a);
    return between(top, bottom, b);
}

static enum tct_status fill(const struct model *model, struct tct_plane low, struct tct_plane high,
                            struct tct_arena *arena, struct tct_terrain *grid)
{
    float *samples = NULL;
    struct patch patch = {0};
    enum tct_status status = lay_grid(model, low, high, arena, grid, &samples);
    if (status == TCT_OK)
        status = read_patch(model, grid, arena, &patch);
    if (status != TCT_OK)
        return status;
    size_t known = 0;
    for (size_t k = 0; k < grid->columns * grid->rows; k++) {
        struct tct_plane place = {grid->x_m + (double)(k % grid->columns) * grid->step_m,
                                  grid->y_m + (double)(k / grid->columns) * grid->step_m};
        double p, l, h = (double)NAN;
        if (pixel_of(model, place, &p, &l))
            h = height_between(model, &patch, p, l);
        known += isfinite(h) ? 1 : 0;
        samples[k] = (float)h;
    }
    return known > 0 ? TCT_OK
                     : wrong(model, "no height on the sector's ground",
                             "an elevation model of the sector");
}

enum tct_status tct_terrain_load(const char *path, const struct tct_frame *frame,
                                 struct tct_plane south_west, struct tct_plane north_east,
                                 struct tct_arena *arena, struct tct_terrain *ret_terrain,
                                 struct tct_error *err)
{
    struct model model = {.frame = frame, .err = err};
    enum tct_status status = model_file_open(path, &model.file, err);
    if (status == TCT_OK)
        status = open_model(&model);
    if (status == TCT_OK)
        status = fill(&model, south_west, north_east, arena, ret_terrain);
    if (model.from_degrees != NULL)
        model.file.gdal.OCTDestroyCoordinateTransformation(model.from_degrees);
    model_file_close(&model.file);
    return status;
}
