/* An elevation model's file, by GDAL. */
#include "model_file.h"

#include <math.h>
#include <sys/stat.h>

/* The highest and lowest that ground can be; anything else is no height. */
static const double lowest_m = -12000.0, highest_m = 10000.0;

static const char *const formats[] = {"GTiff",  "SRTMHGT", "AAIGrid", "DTED", "USGSDEM",
                                      "HFA",    "EHdr",    "ENVI",    "GSAG", "GSBG",
                                      "netCDF", "GPKG",    "XYZ",     NULL};

enum tct_status model_file_wrong(const char *path, const char *found, const char *expected,
                                 struct tct_error *err)
{
    return tct_fail_at(err, TCT_ERR_INPUT, path, 0, found, expected);
}

enum tct_status model_file_open(const char *path, struct model_file *ret_file,
                                struct tct_error *err)
{
    struct stat about;
    *ret_file = (struct model_file){.path = path};
    enum tct_status status = gdal_calls_load(&ret_file->gdal, err);
    if (status != TCT_OK)
        return status;
    const struct gdal_calls *gdal = &ret_file->gdal;
    gdal->CPLPushErrorHandler(gdal->CPLQuietErrorHandler); /* it would speak on standard error */
    ret_file->quiet = true;
    if (stat(path, &about) != 0)
        return tct_fail_read(err, path, "an elevation model");
    if (!S_ISREG(about.st_mode))
        return model_file_wrong(path, "no file", "an elevation model", err);
    gdal->GDALAllRegister();
    ret_file->data = gdal->GDALOpenEx(path, GDAL_OF_RASTER | GDAL_OF_READONLY, formats, NULL, NULL);
    if (ret_file->data == NULL)
        return model_file_wrong(path, "none of the formats of elevation models",
                                "GeoTIFF, HGT, DTED, ...", err);
    if (gdal->GDALGetRasterCount(ret_file->data) < 1 ||
        gdal->GDALGetGeoTransform(ret_file->data, ret_file->to_place) != CE_None)
        return model_file_wrong(path, "a picture without a place", "an elevation model", err);
    ret_file->band = gdal->GDALGetRasterBand(ret_file->data, 1);
    return TCT_OK;
}

void model_file_close(struct model_file *file)
{
    if (file->data != NULL)
        (void)file->gdal.GDALClose(file->data);
    if (file->quiet)
        file->gdal.CPLPopErrorHandler();
    file->data = NULL;
    file->quiet = false;
}

double model_height_m(float height_m, double none)
{
    if (height_m == (float)none || !((double)height_m >= lowest_m && (double)height_m <= highest_m))
        return (double)NAN;
    return (double)height_m;
}

double model_file_none(const struct model_file *file)
{
    int has_none = 0;
    double none = file->gdal.GDALGetRasterNoDataValue(file->band, &has_none);
    return has_none ? none : (double)NAN;
}
