/* Save: a raster as GeoTIFF, by GDAL. */
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gdal_calls.h"
#include "tacet/terrain.h"

struct output {
    const struct gdal_calls *gdal;
    const struct tct_raster *raster;
    GDALDatasetH data;
    float *row; /* of one line */
};

/* The plane of a geodetic frame, named so that others find it on the globe. */
static bool place_it(const struct output *output, const struct tct_frame *frame)
{
    const struct gdal_calls *gdal = output->gdal;
    const struct tct_raster *raster = output->raster;
    double north_m = raster->y_m + raster->step_m * ((double)raster->rows - 0.5);
    double transform[6] = {
        raster->x_m - 0.5 * raster->step_m, raster->step_m, 0.0, north_m, 0.0, -raster->step_m};
    if (gdal->GDALSetGeoTransform(output->data, transform) != CE_None)
        return false;
    if (frame == NULL || !tct_frame_is_geodetic(frame))
        return true;
    char plane[160];
    struct tct_geodetic origin = tct_frame_to_geodetic(frame, (struct tct_plane){0.0, 0.0});
    (void)snprintf(plane, sizeof(plane),
                   "+proj=aeqd +lat_0=%.12f +lon_0=%.12f +datum=WGS84 +units=m +no_defs",
                   origin.lat_deg, origin.lon_deg);
    OGRSpatialReferenceH reference = gdal->OSRNewSpatialReference(NULL);
    bool good = reference != NULL && gdal->OSRImportFromProj4(reference, plane) == OGRERR_NONE &&
                gdal->GDALSetSpatialRef(output->data, reference) == CE_None;
    if (reference != NULL)
        gdal->OSRDestroySpatialReference(reference);
    return good;
}

/* GDAL counts lines from the north. */
static bool write_band(const struct output *output, int number, const struct tct_raster_band *band)
{
    const struct gdal_calls *gdal = output->gdal;
    const struct tct_raster *raster = output->raster;
    GDALRasterBandH to = gdal->GDALGetRasterBand(output->data, number);
    if (to == NULL || gdal->GDALSetRasterNoDataValue(to, (double)NAN) != CE_None)
        return false;
    gdal->GDALSetDescription(to, band->name);
    for (size_t j = 0; j < raster->rows; j++) {
        memcpy(output->row, band->values + (raster->rows - 1 - j) * raster->columns,
               raster->columns * sizeof(*output->row));
        if (gdal->GDALRasterIO(to, GF_Write, 0, (int)j, (int)raster->columns, 1, output->row,
                               (int)raster->columns, 1, GDT_Float32, 0, 0) != CE_None)
            return false;
    }
    return true;
}

static bool write_all(struct output *output, const char *path, const struct tct_frame *frame)
{
    static char compressed[] = "COMPRESS=DEFLATE";
    char *creation[] = {compressed, NULL};
    const struct gdal_calls *gdal = output->gdal;
    const struct tct_raster *raster = output->raster;
    GDALDriverH driver = gdal->GDALGetDriverByName("GTiff");
    if (driver == NULL)
        return false;
    output->data = gdal->GDALCreate(driver, path, (int)raster->columns, (int)raster->rows,
                                    (int)raster->band_count, GDT_Float32, creation);
    bool good = output->data != NULL && place_it(output, frame);
    if (good && raster->note != NULL)
        good = gdal->GDALSetMetadataItem(output->data, "TIFFTAG_IMAGEDESCRIPTION", raster->note,
                                         NULL) == CE_None;
    for (size_t i = 0; i < raster->band_count && good; i++)
        good = write_band(output, (int)i + 1, &raster->bands[i]);
    if (output->data != NULL)
        (void)gdal->GDALClose(output->data);
    return good;
}

enum tct_status tct_raster_save(const char *path, const struct tct_frame *frame,
                                const struct tct_raster *raster, struct tct_error *err)
{
    struct gdal_calls gdal;
    struct output output = {.gdal = &gdal, .raster = raster};
    char *part = NULL;
    if (raster->columns > INT_MAX || raster->rows > INT_MAX)
        return tct_fail(err, TCT_ERR_LIMIT, "%.400s: too many cells for one file", path);
    enum tct_status status = gdal_calls_load(&gdal, err);
    if (status != TCT_OK)
        return status;
    output.row = malloc((raster->columns + 1) * sizeof(*output.row));
    if (output.row == NULL || asprintf(&part, "%s.part", path) < 0) {
        free(output.row);
        return tct_fail(err, TCT_ERR_MEMORY, "%.400s: out of memory", path);
    }
    gdal.CPLPushErrorHandler(gdal.CPLQuietErrorHandler); /* it would speak on standard error */
    gdal.GDALAllRegister();
    errno = 0;
    if (!write_all(&output, part, frame) || rename(part, path) != 0)
        status = tct_fail(err, TCT_ERR_IO, "%.400s: cannot be written%s%s", path,
                          errno != 0 ? ": " : "", errno != 0 ? strerror(errno) : "");
    gdal.CPLPopErrorHandler();
    if (status != TCT_OK)
        (void)unlink(part);
    free(part);
    free(output.row);
    return status;
}
