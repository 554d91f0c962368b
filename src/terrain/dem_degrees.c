/* Places of an elevation model in degrees, and degrees in its coordinates. */
#include <math.h>

#include "gdal_calls.h"
#include "tacet/terrain/sight.h"

static OGRCoordinateTransformationH transformation(const struct gdal_calls *gdal,
                                                   const char *reference, bool to_degrees)
{
    OGRSpatialReferenceH degrees = gdal->OSRNewSpatialReference(NULL),
                         theirs = gdal->OSRNewSpatialReference(NULL);
    OGRCoordinateTransformationH made = NULL;
    if (degrees != NULL && theirs != NULL &&
        gdal->OSRImportFromEPSG(degrees, 4326) == OGRERR_NONE &&
        gdal->OSRSetFromUserInput(theirs, reference) == OGRERR_NONE) {
        gdal->OSRSetAxisMappingStrategy(degrees, OAMS_TRADITIONAL_GIS_ORDER); /* longitude first */
        gdal->OSRSetAxisMappingStrategy(theirs, OAMS_TRADITIONAL_GIS_ORDER);
        made = to_degrees ? gdal->OCTNewCoordinateTransformation(theirs, degrees)
                          : gdal->OCTNewCoordinateTransformation(degrees, theirs);
    }
    gdal->OSRDestroySpatialReference(degrees);
    gdal->OSRDestroySpatialReference(theirs);
    return made;
}

static enum tct_status turn(const char *reference, bool to_degrees, size_t count, double *x,
                            double *y, struct tct_error *err)
{
    struct gdal_calls gdal;
    if (reference[0] == '\0')
        return TCT_OK;
    enum tct_status status = gdal_calls_load(&gdal, err);
    if (status != TCT_OK)
        return status;
    gdal.CPLPushErrorHandler(gdal.CPLQuietErrorHandler); /* it would speak on standard error */
    OGRCoordinateTransformationH by = transformation(&gdal, reference, to_degrees);
    for (size_t i = 0; i < count && by != NULL; i++) {
        double z = 0.0;
        if (!gdal.OCTTransform(by, 1, &x[i], &y[i], &z) || !isfinite(x[i]) || !isfinite(y[i]))
            x[i] = y[i] = (double)NAN;
    }
    if (by == NULL)
        status = tct_fail(err, TCT_ERR_INPUT,
                          "elevation model: found a reference that PROJ does "
                          "not know, expected one that it does");
    else
        gdal.OCTDestroyCoordinateTransformation(by);
    gdal.CPLPopErrorHandler();
    return status;
}

enum tct_status tct_dem_from_degrees(const char *reference, size_t count, double *x, double *y,
                                     struct tct_error *err)
{
    return turn(reference, false, count, x, y, err);
}

enum tct_status tct_dem_to_degrees(const char *reference, size_t count, double *x, double *y,
                                   struct tct_error *err)
{
    return turn(reference, true, count, x, y, err);
}
