/* Cells of an elevation model's ground, written as GeoTIFF in its own reference. */
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gdal_calls.h"
#include "tacet/terrain/sight.h"

static bool place_it(const struct gdal_calls *gdal, GDALDatasetH data, const struct tct_dem *dem,
                     struct tct_window window)
{
    double west_m = dem->west_m + (double)window.left * dem->step_x_m;
    double north_m = dem->north_m - (double)window.top * dem->step_y_m;
    double transform[6] = {west_m, dem->step_x_m, 0.0, north_m, 0.0, -dem->step_y_m};
    if (gdal->GDALSetGeoTransform(data, transform) != CE_None)
        return false;
    if (dem->reference[0] == '\0')
        return true;
    OGRSpatialReferenceH reference = gdal->OSRNewSpatialReference(NULL);
    bool good = reference != NULL &&
                gdal->OSRSetFromUserInput(reference, dem->reference) == OGRERR_NONE &&
                gdal->GDALSetSpatialRef(data, reference) == CE_None;
    gdal->OSRDestroySpatialReference(reference);
    return good;
}

/* GDAL's pointer is not const for writing either. */
static bool write_cells(const struct gdal_calls *gdal, GDALRasterBandH band,
                        struct tct_window window, const struct tct_dem_layer *layer)
{
    size_t cell = layer->bytes != NULL ? sizeof(*layer->bytes) : sizeof(*layer->values);
    const unsigned char *cells =
        layer->bytes != NULL ? layer->bytes : (const unsigned char *)layer->values;
    unsigned char *row = malloc(window.columns * cell + 1);
    bool good = row != NULL;
    for (size_t j = 0; j < window.rows && good; j++) {
        memcpy(row, cells + j * window.columns * cell, window.columns * cell);
        good = gdal->GDALRasterIO(band, GF_Write, 0, (int)j, (int)window.columns, 1, row,
                                  (int)window.columns, 1,
                                  layer->bytes != NULL ? GDT_Byte : GDT_Float32, 0, 0) == CE_None;
    }
    free(row);
    return good;
}

static bool write_all(const struct gdal_calls *gdal, const char *path, const struct tct_dem *dem,
                      struct tct_window window, const char *note, const struct tct_dem_layer *layer)
{
    static char compressed[] = "COMPRESS=DEFLATE", quickly[] = "ZLEVEL=1";
    char *creation[] = {compressed, quickly, NULL};
    GDALDriverH driver = gdal->GDALGetDriverByName("GTiff");
    GDALDatasetH data =
        driver == NULL ? NULL
                       : gdal->GDALCreate(driver, path, (int)window.columns, (int)window.rows, 1,
                                          layer->bytes != NULL ? GDT_Byte : GDT_Float32, creation);
    if (data == NULL)
        return false;
    GDALRasterBandH band = gdal->GDALGetRasterBand(data, 1);
    bool good = place_it(gdal, data, dem, window) &&
                gdal->GDALSetMetadataItem(data, "TIFFTAG_IMAGEDESCRIPTION", note, NULL) == CE_None;
    if (good && layer->bytes == NULL)
        good = gdal->GDALSetRasterNoDataValue(band, (double)NAN) == CE_None;
    else if (good && layer->none >= 0)
        good = gdal->GDALSetRasterNoDataValue(band, layer->none) == CE_None;
    if (good) {
        gdal->GDALSetDescription(band, layer->name);
        good = write_cells(gdal, band, window, layer);
    }
    (void)gdal->GDALClose(data);
    return good;
}

enum tct_status tct_dem_save(const char *path, const struct tct_dem *dem, struct tct_window window,
                             const char *note, const struct tct_dem_layer *layer,
                             struct tct_error *err)
{
    struct gdal_calls gdal;
    char *part = NULL;
    enum tct_status status = gdal_calls_load(&gdal, err);
    if (status != TCT_OK)
        return status;
    if (asprintf(&part, "%s.part", path) < 0)
        return tct_fail(err, TCT_ERR_MEMORY, "%.400s: out of memory", path);
    gdal.CPLPushErrorHandler(gdal.CPLQuietErrorHandler); /* it would speak on standard error */
    gdal.GDALAllRegister();
    errno = 0;
    if (!write_all(&gdal, part, dem, window, note, layer) || rename(part, path) != 0)
        status = tct_fail(err, TCT_ERR_IO, "%.400s: cannot be written%s%s", path,
                          errno != 0 ? ": " : "", errno != 0 ? strerror(errno) : "");
    gdal.CPLPopErrorHandler();
    if (status != TCT_OK)
        (void)unlink(part);
    free(part);
    return status;
}
