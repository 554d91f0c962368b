/* An elevation model as it lies in its file: no height is laid onto another grid. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "model_file.h"
#include "tacet/terrain/sight.h"

/* Which metres are meant in a model of degrees: its UTM zone's. */
static enum tct_status refuse_degrees(const struct model_file *file, struct tct_error *err)
{
    const double *t = file->to_place;
    double middle_x = 0.5 * file->gdal.GDALGetRasterXSize(file->data),
           middle_y = 0.5 * file->gdal.GDALGetRasterYSize(file->data);
    double lon = t[0] + t[1] * middle_x + t[2] * middle_y;
    double lat = t[3] + t[4] * middle_x + t[5] * middle_y;
    int zone = (int)fmin(fmax(floor((lon + 180.0) / 6.0) + 1.0, 1.0), 60.0);
    char expected[160];
    (void)snprintf(expected, sizeof(expected),
                   "a model in metres, as gdalwarp -t_srs EPSG:32%d%02d -r bilinear makes of it",
                   lat < 0.0 ? 7 : 6, zone);
    return model_file_wrong(file->path, "cells in degrees", expected, err);
}

/* The reference's figures; a model without one lies on a flat earth. */
static enum tct_status read_reference(const struct model_file *file, struct tct_arena *arena,
                                      struct tct_dem *dem, struct tct_error *err)
{
    const struct gdal_calls *gdal = &file->gdal;
    OGRSpatialReferenceH reference = gdal->GDALGetSpatialRef(file->data);
    dem->earth_diameter_m = INFINITY;
    dem->reference = "";
    if (reference == NULL)
        return TCT_OK;
    char *name = NULL, *wkt = NULL;
    OGRErr wrong = OGRERR_NONE;
    if (gdal->OSRIsGeographic(reference))
        return refuse_degrees(file, err);
    if (fabs(gdal->OSRGetLinearUnits(reference, &name) - 1.0) > 1e-9)
        return model_file_wrong(file->path, "cells that are not in metres",
                                "a projected reference in metres (gdalwarp -t_srs brings it there)",
                                err);
    double half_m = gdal->OSRGetSemiMajor(reference, &wrong);
    if (wrong == OGRERR_NONE && half_m > 0.0)
        dem->earth_diameter_m = 2.0 * half_m;
    if (gdal->OSRExportToWkt(reference, &wkt) != OGRERR_NONE || wkt == NULL)
        return TCT_OK;
    char *copy = TCT_ARENA_NEW(arena, char, strlen(wkt) + 1);
    if (copy != NULL)
        memcpy(copy, wkt, strlen(wkt) + 1);
    gdal->VSIFree(wkt);
    dem->reference = copy;
    return copy != NULL ? TCT_OK : tct_fail(err, TCT_ERR_MEMORY, "%.400s: no memory", file->path);
}

static bool is_metres(const char *unit)
{
    static const char *const words[] = {"", "m", "metre", "metres", "meter", "meters", "M"};
    for (size_t i = 0; unit != NULL && i < TCT_COUNT(words); i++)
        if (strcmp(unit, words[i]) == 0)
            return true;
    return unit == NULL;
}

/* The cells that the box touches. */
static bool clip(const struct model_file *file, const struct tct_dem_box *box,
                 struct tct_window *ret_window)
{
    const double *t = file->to_place;
    double wide = file->gdal.GDALGetRasterXSize(file->data),
           high = file->gdal.GDALGetRasterYSize(file->data);
    double left = 0.0, right = wide, top = 0.0, bottom = high;
    if (box != NULL) {
        left = fmax(floor((box->west_m - t[0]) / t[1]), 0.0);
        right = fmin(floor((box->east_m - t[0]) / t[1]) + 1.0, wide);
        top = fmax(floor((t[3] - box->north_m) / -t[5]), 0.0);
        bottom = fmin(floor((t[3] - box->south_m) / -t[5]) + 1.0, high);
    }
    if (!(right - left >= 1.0 && bottom - top >= 1.0)) /* true for NaN */
        return false;
    *ret_window = (struct tct_window){(size_t)left, (size_t)top, (size_t)(right - left),
                                      (size_t)(bottom - top)};
    return true;
}

static enum tct_status read_heights(const struct model_file *file, struct tct_window window,
                                    struct tct_arena *arena, struct tct_dem *dem,
                                    struct tct_error *err)
{
    if (window.columns > TCT_DEM_CELLS / window.rows)
        return tct_fail(err, TCT_ERR_LIMIT,
                        "%.400s: found %zu x %zu cells, expected at most %d (give a range)",
                        file->path, window.columns, window.rows, TCT_DEM_CELLS);
    size_t count = window.columns * window.rows, known = 0;
    float *heights = TCT_ARENA_NEW(arena, float, count);
    if (heights == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "%.400s: no memory", file->path);
    if (file->gdal.GDALRasterIO(file->band, GF_Read, (int)window.left, (int)window.top,
                                (int)window.columns, (int)window.rows, heights, (int)window.columns,
                                (int)window.rows, GDT_Float32, 0, 0) != CE_None)
        return model_file_wrong(file->path, "heights that cannot be read",
                                "an elevation model that is whole", err);
    double none = model_file_none(file);
    for (size_t i = 0; i < count; i++) {
        heights[i] = (float)model_height_m(heights[i], none);
        known += isnan(heights[i]) ? 0 : 1;
    }
    dem->heights_m = heights;
    dem->has_holes = known < count;
    return known > 0 ? TCT_OK
                     : model_file_wrong(file->path, "no height on this ground",
                                        "an elevation model of it", err);
}

static enum tct_status read_all(const struct model_file *file, const struct tct_dem_box *box,
                                struct tct_arena *arena, struct tct_dem *dem, struct tct_error *err)
{
    const double *t = file->to_place;
    struct tct_window window;
    if (t[2] != 0.0 || t[4] != 0.0 || !(t[1] > 0.0) || !(t[5] < 0.0))
        return model_file_wrong(file->path, "a turned model",
                                "rows that run from west to east, the northernmost first", err);
    if (!is_metres(file->gdal.GDALGetRasterUnitType(file->band)))
        return model_file_wrong(file->path, "heights that are not in metres",
                                "metres (gdal_calc.py turns them)", err);
    enum tct_status status = read_reference(file, arena, dem, err);
    if (status != TCT_OK)
        return status;
    if (!clip(file, box, &window))
        return model_file_wrong(file->path, "nothing of the ground that is looked at",
                                "an elevation model of it, in the coordinates of its reference",
                                err);
    dem->columns = window.columns;
    dem->rows = window.rows;
    dem->step_x_m = t[1];
    dem->step_y_m = -t[5];
    dem->west_m = t[0] + (double)window.left * t[1];
    dem->north_m = t[3] + (double)window.top * t[5];
    return read_heights(file, window, arena, dem, err);
}

enum tct_status tct_dem_load(const char *path, const struct tct_dem_box *box,
                             struct tct_arena *arena, struct tct_dem *ret_dem,
                             struct tct_error *err)
{
    struct model_file file;
    enum tct_status status = model_file_open(path, &file, err);
    if (status == TCT_OK)
        status = read_all(&file, box, arena, ret_dem, err);
    model_file_close(&file);
    return status;
}

enum tct_status tct_dem_reference(const char *path, struct tct_arena *arena,
                                  const char **ret_reference, struct tct_error *err)
{
    struct model_file file;
    struct tct_dem dem = {0};
    enum tct_status status = model_file_open(path, &file, err);
    if (status == TCT_OK)
        status = read_reference(&file, arena, &dem, err);
    model_file_close(&file);
    *ret_reference = dem.reference;
    return status;
}
